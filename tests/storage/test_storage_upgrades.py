"""What the rows of older releases become when a database is opened."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine
from storage_samples import new_job, sample_registry

from iamflow_agents.storage import migrations
from iamflow_agents.storage.migrations.versions import v0007_latents_of_older_takes
from iamflow_agents.storage.records import StoredFile, TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef, MemoryFrame


def file(name: str, letter: str) -> StoredFile:
    suffix = "png" if name.startswith("keyframe") else "safetensors"
    return StoredFile(name, letter * 64, suffix, 9)


def frame(index: int, letter: str, *, latents: str = "", take: int = 1) -> MemoryFrame:
    return MemoryFrame(
        segment_index=0,
        take_number=take,
        frame_index=index,
        keyframe=FileRef(sha256=letter * 64, path="x.png"),
        identities=(),
        latents=FileRef(sha256=latents * 64, path="x.safetensors") if latents else None,
    )


def job_with(store: StoryStore, name: str, *frames: MemoryFrame, chosen: bool = True) -> None:
    """A job with two takes of a segment, each with two keyframes with latents; the first is in the film, if any is."""
    new_job(store, name)
    store.save_registry(name, sample_registry())
    files = (file("keyframe-0", "a"), file("latents-0", "b"), file("keyframe-1", "c"), file("latents-1", "d"))
    for number in (1, 2):
        take = TakeRecord(segment_index=0, number=number, seed=1, input_hash=f"{number}", files=files)
        store.save_take(name, take)
        store.save_memory_frames(name, 0, number, [replace(one, take_number=number) for one in frames])
    if chosen:
        store.choose_take(name, 0, 1)


def latents_of(folder: Path, name: str) -> dict[tuple[int, int], str]:
    """Take and frame to the letter of its latents."""
    with StoryStore.open(folder) as store:
        frames = store.memory_frames(name, include_quarantined=True)
        return {(one.take_number, one.frame_index): one.latents.sha256[0] for one in frames if one.latents}


def upgrade_latents(folder: Path) -> None:
    """Run the one step on a database of today, whose rows it finds as an older one would have left them."""
    engine = create_engine(f"sqlite:///{folder / 'iamflow.db'}")
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        v0007_latents_of_older_takes.upgrade()
    engine.dispose()


def test_upgrade_finds_the_latents_that_takes_list(tmp_path: Path) -> None:
    with StoryStore.open(tmp_path) as store:
        job_with(store, "film", frame(3, "a"), frame(7, "c"), frame(9, "e"))
        job_with(store, "open", frame(3, "c"), chosen=False)
        job_with(store, "newer", frame(3, "a", latents="b"), frame(7, "c"))
    assert latents_of(tmp_path, "film") == {}, "nothing is found where nothing is upgraded"
    upgrade_latents(tmp_path)
    assert latents_of(tmp_path, "film") == {(1, 3): "b", (1, 7): "d"}, (
        "of the take in the film; not of a strange picture"
    )
    assert latents_of(tmp_path, "open") == {(2, 3): "d"}, "of the newest while none is"
    assert latents_of(tmp_path, "newer") == {(1, 3): "b", (2, 3): "b"}, "what was dropped since stays dropped"
    upgrade_latents(tmp_path)
    assert latents_of(tmp_path, "film") == {(1, 3): "b", (1, 7): "d"}


def test_upgrade_lets_a_segment_begin_with_its_last_frames_read_again(tmp_path: Path) -> None:
    path = tmp_path / "iamflow.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0005")
    engine.dispose()
    with closing(sqlite3.connect(path)) as old, old:
        old.execute(
            "INSERT INTO story (id, title, style, script_json, script_hash, graph_version, registry_hash,"
            " registry_version, created) VALUES (1, 'T', '', '{}', 'h', '1', '', 0, 0)"
        )
        old.execute("INSERT INTO segment (story_id, segment_index, prompt, transition) VALUES (1, 0, 'x', 'soft')")
        with pytest.raises(sqlite3.IntegrityError):
            old.execute("UPDATE segment SET transition = 'recache'")
    StoryStore.open(tmp_path).close()
    with closing(sqlite3.connect(path)) as new, new:
        assert new.execute("SELECT transition FROM segment").fetchall() == [("soft",)]
        new.execute("UPDATE segment SET transition = 'recache'")
        with pytest.raises(sqlite3.IntegrityError):
            new.execute("UPDATE segment SET transition = 'wipe'")
