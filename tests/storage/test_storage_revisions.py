"""What people decide: statuses, takes of the past, prompts that changed, memory that changes hands."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from iamflow_agents.errors import StorageError
from iamflow_agents.records import Identity, Kind, Registry
from iamflow_agents.storage import migrations
from iamflow_agents.storage.records import JobStatus, TakeRecord
from iamflow_agents.storage.revisions import DECIDED
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef, MemoryFrame


def make_job(store: StoryStore, n_segments: int = 3) -> None:
    """An empty job with a take of each segment in the film."""
    store.create_job(
        "job", script_json="{}", title="T", style="", script_hash="h", settings_json="{}", graph_version="2",
        n_segments=n_segments,
    )  # fmt: skip
    for index in range(n_segments):
        store.save_take("job", TakeRecord(segment_index=index, number=1, seed=1, input_hash=f"{index}"))
        store.choose_take("job", index, 1)


def test_revisions_an_older_database_learns_to_wait_and_forgets_nothing(tmp_path: Path) -> None:
    path = tmp_path / "iamflow.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0003")
    engine.dispose()
    insert_story = "INSERT INTO story (id, title, style, script_json, script_hash, graph_version, registry_hash, "
    with sqlite3.connect(path) as old:
        old.execute(insert_story + "registry_version, created) VALUES (1, 'T', '', '{}', 'h', '1', '', 0, 0)")
        insert_job = (
            "INSERT INTO job (story_id, name, status, detail, settings_json, cancel_requested, created, updated)"
        )
        old.execute(insert_job + " VALUES (1, 'old', 'done', '', '{}', 0, 0, 0)")
        with pytest.raises(sqlite3.IntegrityError):
            old.execute("UPDATE job SET status = 'waiting'")
    with StoryStore.open(tmp_path) as store:
        assert store.job("old").status is JobStatus.DONE
        store.set_job_status("old", JobStatus.WAITING, "for you")
        assert store.job("old").status is JobStatus.WAITING
    with sqlite3.connect(path) as new, pytest.raises(sqlite3.IntegrityError):
        new.execute("UPDATE job SET status = 'sleeping'")


def test_revisions_superseded_takes_leave_the_film_and_keep_their_numbers(tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as store:
        make_job(store)
        assert store.next_unmade("job", 0) is None and store.last_superseded("job", 1) == 0
        store.supersede("job", [1])
        assert [take.segment_index for take in store.chosen_takes("job")] == [0, 2]
        assert store.next_unmade("job", 0) == 1 and store.next_unmade("job", 2) is None
        assert store.last_superseded("job", 1) == 1 and store.last_superseded("job", 0) == 0
        store.save_take("job", TakeRecord(segment_index=1, number=2, seed=1, input_hash="new"))
        assert store.last_superseded("job", 1) == 1
        assert store.best_take("job", 1) == store.take("job", 1, 2)
        with pytest.raises(StorageError):
            store.supersede("job", [7])


def test_revisions_decisions_are_told_apart_from_the_rest_of_the_history(tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as store:
        make_job(store)
        store.add_event("job", node="review", segment_index=1, kind="finished", data={"elapsed_s": 1})
        store.add_event("job", node="review", segment_index=1, kind=DECIDED, data={"decision": {"action": "approve"}})
        assert [(event.segment_index, event.data) for event in store.decisions("job")] == [
            (1, {"decision": {"action": "approve"}})
        ]
        store.rewrite_script("job", '{"title": "Other"}', {2: "Other words."})
        assert store.job("job").script_json == '{"title": "Other"}' and store.job("job").script_hash == "h"


def test_revisions_memory_of_who_is_the_same_changes_hands(tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as store:
        make_job(store)
        people = tuple(Identity(key=key, kind=Kind.PERSON, name=key, first_segment=0) for key in ("ana", "woman"))
        store.save_registry("job", Registry(identities=people))
        frames = [
            MemoryFrame(
                segment_index=0, take_number=1, frame_index=i, identities=who, keyframe=FileRef(sha256=f"{i}", path="x")
            )
            for i, who in enumerate([("woman",), ("ana", "woman"), ("ana",)])
        ]
        store.save_memory_frames("job", 0, 1, frames)
        assert [frame.identities for frame in store.memory_frames("job")] == [frame.identities for frame in frames]
        store.give_memory("job", "woman", "ana")
        assert [frame.identities for frame in store.memory_frames("job")] == [("ana",)] * 3
        store.give_memory("job", "nobody", "ana")
