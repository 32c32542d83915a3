"""Calls and answers in the database, and the upgrade of a home that has neither table."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest
from storage_samples import new_job, run_child, sample_registry, sample_take

from iamflow_agents.errors import StorageError, UnknownJobError
from iamflow_agents.storage import migrations
from iamflow_agents.storage.account_store import JobAccount, StoredAnswers
from iamflow_agents.storage.database import open_engine
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.usage import ModelCall, Usage


def call(number: int = 0, **changes: object) -> ModelCall:
    values: dict[str, object] = {
        "backend": "openai:x",
        "prompt": "identify/1",
        "segment_index": number,
        "outcome": "answered",
        "usage": Usage(requests=2, input_tokens=300 + number, output_tokens=20, seconds=1.25),
        "cost": 0.001,
        "question": "9" * 64,
        "note": "é",
    }
    return ModelCall(**{**values, **changes})  # type: ignore[arg-type]


def test_account_calls_come_back_as_they_were_kept(store: StoryStore) -> None:
    account = JobAccount(store, "tale")
    assert account.calls() == ()
    number = account.begin(call(0, outcome="unfinished", cost=None, usage=Usage()))
    account.add([call(1, outcome="cached", calls=0, currency="EUR"), call(2, segment_index=None, cost=None)])
    assert [one.outcome for one in account.calls()] == ["unfinished", "cached", "answered"]
    account.finish(number, call(0))
    assert account.calls() == (
        call(0),
        call(1, outcome="cached", calls=0, currency="EUR"),
        call(2, segment_index=None, cost=None),
    )
    account.add([])
    assert len(account.calls()) == 3


def test_account_belongs_to_one_job_and_goes_with_it(store: StoryStore) -> None:
    new_job(store, "other")
    JobAccount(store, "tale").begin(call(0))
    JobAccount(store, "other").begin(call(1))
    StoredAnswers(store).keep("k", "{}", backend="b", prompt="p/1")
    store.delete_job("tale")
    with pytest.raises(UnknownJobError):
        store.model_calls("tale")
    assert store.model_calls("other") == (call(1),)
    assert store.model_answers(["k"]) == {"k": "{}"}, "answers are the home's"
    with pytest.raises(UnknownJobError):
        JobAccount(store, "nobody").begin(call(0))


def test_account_refuses_what_cannot_be(store: StoryStore) -> None:
    for bad in (call(calls=-1), call(cost=-0.5)):
        with pytest.raises(StorageError, match="breaks its rules"):
            store.begin_model_call("tale", bad)
    assert store.model_calls("tale") == ()


def test_answers_are_found_by_key_and_replaced(store: StoryStore) -> None:
    answers = StoredAnswers(store)
    assert answers.find([]) == {}
    for number in range(1_200):
        if number % 400 == 0:
            answers.keep(f"key-{number}", f'{{"n": {number}}}', backend="b", prompt="p/1")
    keys = [f"key-{number}" for number in range(1_200)]
    assert answers.find(keys) == {f"key-{n}": f'{{"n": {n}}}' for n in (0, 400, 800)}
    answers.keep("key-400", "{}", backend="b", prompt="p/2")
    assert answers.find(["key-400", "key-1"]) == {"key-400": "{}"}


def test_answers_and_calls_may_be_kept_from_many_threads(store: StoryStore) -> None:
    def work(number: int) -> None:
        store.finish_model_call(store.begin_model_call("tale", call(number, outcome="unfinished")), call(number))
        store.save_model_answer(f"key-{number % 3}", str(number), backend="b", prompt="p/1")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.segment_index or 0 for one in store.model_calls("tale")) == list(range(8))
    assert len(store.model_answers([f"key-{number}" for number in range(3)])) == 3


def test_account_a_killed_process_leaves_its_call_and_its_answer(tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as store:
        new_job(store, "tale")
    code = """
import os, signal
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.usage import ModelCall
store = StoryStore.open(sys.argv[1])
call = ModelCall(backend="b", prompt="p/1", segment_index=0, outcome="unfinished")
store.begin_model_call("tale", call)
store.save_model_answer("k", "{}", backend="b", prompt="p/1")
os.kill(os.getpid(), signal.SIGKILL)
"""
    assert run_child(code, tmp_path).returncode == -9
    with StoryStore.open(tmp_path) as store:
        assert [one.outcome for one in store.model_calls("tale")] == ["unfinished"]
        assert store.model_answers(["k"]) == {"k": "{}"}


def old_home(folder: Path) -> None:
    """A home as the first release left it: schema 0001, with a whole job in it."""
    with StoryStore.open(folder) as store:
        new_job(store, "old")
        store.save_registry("old", sample_registry())
        store.save_take("old", sample_take())
    with closing(sqlite3.connect(folder / "iamflow.db")) as connection:
        connection.executescript(
            "DROP TABLE model_call; DROP TABLE model_answer; DROP TABLE memory_latents; DROP TABLE visual_score;"
            " DROP TABLE reference_picture; DROP TABLE library_picture; DROP TABLE library_identity;"
            " DROP TABLE ordinal; UPDATE alembic_version SET version_num = '0001';"
        )


def test_account_tables_are_added_to_a_home_of_the_first_release(tmp_path: Path) -> None:
    old_home(tmp_path)
    with closing(sqlite3.connect(tmp_path / "iamflow.db")) as connection:
        before = list(connection.iterdump())
    with StoryStore.open(tmp_path) as store:
        assert store.registry("old") == sample_registry()
        assert [take.number for take in store.takes("old")] == [sample_take().number]
        assert store.model_calls("old") == ()
        store.begin_model_call("old", call(0))
        store.save_model_answer("k", "{}", backend="b", prompt="p/1")
    with closing(sqlite3.connect(tmp_path / "iamflow.db")) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(migrations.HEAD,)]
        after = set(connection.iterdump())
    lost = [line for line in before if line not in after and "alembic_version" not in line]
    assert not lost, "an upgrade only adds"


def test_account_the_first_schema_made_by_its_own_migration_is_upgraded(tmp_path: Path) -> None:
    from sqlalchemy import create_engine

    path = tmp_path / "iamflow.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0001")
        names = set(connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars())
        assert "take" in names and "model_call" not in names
    engine.dispose()
    open_engine(path).dispose()
    with closing(sqlite3.connect(path)) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        assert {"model_call", "model_answer", "ix_model_call_job_id"} <= names
