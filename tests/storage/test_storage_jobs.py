"""Jobs: created once, looked up, listed, cancelled and deleted; several live side by side."""

from __future__ import annotations

import itertools
import sqlite3
from pathlib import Path

import pytest
from storage_samples import PROMPTS, dump, fill, new_job

from iamflow_agents.errors import JobExistsError, StorageError, UnknownJobError
from iamflow_agents.storage.database import Database, open_engine
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore


def test_job_comes_back_as_it_was_created(store: StoryStore) -> None:
    job = new_job(store, "other")
    assert job == store.job("other") == store.find_job("other")
    assert (job.title, job.n_segments, job.status) == ("The tale of other", 3, JobStatus.CREATED)
    assert not job.cancel_requested
    assert job.lock is None
    assert job != store.job("tale")


def test_prompts_stand_in_the_database_for_people_who_query(store: StoryStore) -> None:
    with store.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT prompt, duration_s FROM segment ORDER BY segment_index").all()
    assert [tuple(row) for row in rows] == [(prompt, 2.0) for prompt in PROMPTS]


def test_script_of_an_unknown_shape_still_makes_a_job(store: StoryStore) -> None:
    values = {"title": "", "style": "", "script_hash": "", "settings_json": "{}", "graph_version": "1"}
    for number, text in enumerate(("{}", "not json", '{"segments": [1, 2]}', "[]")):
        assert store.create_job(f"odd-{number}", script_json=text, n_segments=2, **values).n_segments == 2  # type: ignore[arg-type]  # all text


def test_a_name_is_taken_once(store: StoryStore) -> None:
    before = dump(store)
    with pytest.raises(JobExistsError, match="tale") as caught:
        new_job(store, "tale")
    assert caught.value.exit_code == 2
    assert "iamflow resume tale" in caught.value.next_step
    assert dump(store) == before


def test_unknown_job_is_an_error_that_names_close_ones(store: StoryStore) -> None:
    assert store.find_job("tall") is None
    with pytest.raises(UnknownJobError, match="Did you mean tale"):
        store.job("tall")
    with pytest.raises(UnknownJobError) as caught:
        store.job("zzzzzzz")
    assert "Did you mean" not in str(caught.value)


@pytest.mark.parametrize(
    "call",
    [
        lambda s: s.set_job_status("no", JobStatus.DONE),
        lambda s: s.request_cancel("no"),
        lambda s: s.cancel_requested("no"),
        lambda s: s.delete_job("no"),
        lambda s: s.registry("no"),
        lambda s: s.plan("no", 0),
        lambda s: s.events("no"),
        lambda s: s.save_verdicts("no", 0, 0, ()),
    ],
)
def test_every_call_says_that_a_job_is_unknown(store: StoryStore, call: object) -> None:
    with pytest.raises(UnknownJobError):
        call(store)  # type: ignore[operator]  # one of the lambdas above


def test_jobs_are_listed_newest_first(tmp_path: Path) -> None:
    ticks = itertools.count(1_000_000)
    store = StoryStore(Database(open_engine(tmp_path / "x.db")), clock=lambda: float(next(ticks)))
    assert store.jobs() == ()
    for name in ("b", "c", "a"):
        new_job(store, name)
    assert [job.job_id for job in store.jobs()] == ["a", "c", "b"]


def test_status_and_wish_to_stop_are_kept(store: StoryStore) -> None:
    store.set_job_status("tale", JobStatus.FAILED, "no space")
    assert (store.job("tale").status, store.job("tale").detail) == (JobStatus.FAILED, "no space")
    store.request_cancel("tale")
    assert store.cancel_requested("tale")
    assert store.job("tale").cancel_requested
    store.clear_cancel("tale")
    assert not store.cancel_requested("tale")


def test_status_that_is_none_is_rejected_by_the_database(store: StoryStore) -> None:
    with pytest.raises(StorageError, match="ck_job_status"):
        store.set_job_status("tale", "asleep")  # type: ignore[arg-type]  # the wrong value is the point


def test_deleting_a_job_empties_every_table_and_spares_the_neighbour(store: StoryStore) -> None:
    fill(store, "tale")
    alone = dump(store)
    new_job(store, "other")
    fill(store, "other")
    store.delete_job("other")
    assert dump(store) == alone, "nothing of the deleted job is left, all of the other one is"
    store.delete_job("tale")
    assert not [line for line in dump(store) if line.startswith("INSERT") and "alembic_version" not in line]


def test_two_jobs_do_not_see_each_other(store: StoryStore) -> None:
    new_job(store, "other")
    fill(store, "tale")
    assert store.registry("other").identities == ()
    assert store.reading("other", 0, "rules/1") is None
    assert store.takes("other") == store.chosen_takes("other") == ()
    assert store.verdicts("other") == ()
    assert store.memory_frames("other", include_quarantined=True) == ()
    assert store.events("other") == ()
    assert store.plan("other", 0) is None


def test_foreign_keys_are_enforced_on_every_connection(store: StoryStore) -> None:
    for _ in range(3):
        with pytest.raises(StorageError, match="FOREIGN KEY"), store.database.write() as connection:
            connection.exec_driver_sql("INSERT INTO reading (segment_id, key, reading) VALUES (4711, 'k', 'r')")
    with sqlite3.connect(store.database.where) as plain:  # the control: without the pragma nobody minds
        plain.execute("INSERT INTO reading (segment_id, key, reading) VALUES (4711, 'k', 'r')")
        plain.rollback()


def test_a_failed_transaction_writes_nothing(store: StoryStore) -> None:
    before = dump(store)
    with pytest.raises(RuntimeError), store.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM story")
        raise RuntimeError
    assert dump(store) == before
