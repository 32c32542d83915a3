"""Damaged databases, folders that cannot be written and full disks end in errors that name file and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest
from storage_samples import fill, new_job, run_child, sample_registry

from iamflow_agents.errors import DatabaseError, StorageError
from iamflow_agents.storage.story_store import StoryStore


def filled(home: Path) -> Path:
    with StoryStore.open(home) as store:
        new_job(store, "tale", prompts=("A prompt of some length. " * 20,) * 40)
        fill(store, "tale")
    return home / "iamflow.db"


def zero_header(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(b"garbage!" * 16)


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def scribble(path: Path) -> None:
    """Overwrite whole pages behind the first ones."""
    with path.open("r+b") as file:
        file.seek(4096 * 4)
        file.write(b"\xa5" * 4096 * 12)


def replace_by_text(path: Path) -> None:
    path.write_text("this is no database\n" * 500)


@pytest.mark.parametrize("harm", [zero_header, cut_in_half, scribble, replace_by_text])
def test_damaged_file_is_refused_with_name_and_remedy(tmp_path: Path, harm: object) -> None:
    path = filled(tmp_path)
    StoryStore.open(tmp_path).close()
    harm(path)  # type: ignore[operator]  # one of the functions above
    before = path.read_bytes()
    with pytest.raises(DatabaseError) as caught:
        StoryStore.open(tmp_path)
    assert caught.value.where == str(path)
    assert "same --job" in caught.value.next_step
    assert path.read_bytes() == before, "what could be rescued is left alone"


def test_after_moving_the_damaged_file_away_the_home_works_again(tmp_path: Path) -> None:
    path = filled(tmp_path)
    zero_header(path)
    path.rename(tmp_path / "damaged.db")
    with StoryStore.open(tmp_path) as store:
        assert new_job(store, "tale").job_id == "tale"


def test_damage_during_the_run_is_named_too(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with StoryStore.open(tmp_path) as store:
        scribble(path)
        store.database.engine.dispose()  # the next connection has nothing in its cache
        with pytest.raises(DatabaseError, match="damaged") as caught:
            for name in ("registry", "takes", "verdicts", "memory_frames", "events", "job"):
                getattr(store, name)("tale")
    assert str(path) in str(caught.value)


def test_home_below_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file") as caught:
        StoryStore.open(tmp_path / "file" / "home")
    assert "--home" in caught.value.next_step


def test_database_that_is_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "iamflow.db").mkdir()
    with pytest.raises(StorageError, match=r"iamflow\.db"):
        StoryStore.open(tmp_path)


READ_ONLY = """
import sqlite3
from iamflow_agents.errors import StorageError
from iamflow_agents.storage.story_store import StoryStore
from storage_samples import new_job
store = StoryStore.open(sys.argv[1])
with store.database.engine.connect() as connection:
    connection.exec_driver_sql("PRAGMA query_only=ON")
try:
    new_job(store, "tale")
except StorageError as error:
    print(type(error).__name__, error)
"""


def test_database_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    result = run_child(READ_ONLY, tmp_path)
    assert result.stdout.startswith("StorageError the database cannot be written"), result.stderr
    assert "iamflow.db" in result.stdout


FULL = """
import resource, signal
from iamflow_agents.errors import StorageError
from iamflow_agents.storage.story_store import StoryStore
from storage_samples import new_job
store = StoryStore.open(sys.argv[1])
new_job(store, "tale")
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, resource.RLIM_INFINITY))
saved = 0
try:
    for saved in range(1000):
        store.save_reading("tale", 0, f"key-{saved}", "x" * 5000)
except StorageError as error:
    print(type(error).__name__, saved, error)
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
store.save_reading("tale", 0, "after", "more space")
"""


def test_full_disk_is_named_and_loses_nothing(tmp_path: Path) -> None:
    result = run_child(FULL, tmp_path)
    kind, saved, message = result.stdout.split(" ", 2)
    assert kind == "StorageError", result.stderr
    assert "iamflow.db" in message
    assert "space" in message
    with StoryStore.open(tmp_path) as store:
        assert all(store.reading("tale", 0, f"key-{n}") == "x" * 5000 for n in range(int(saved)))
        assert store.reading("tale", 0, "after") == "more space"


KILLED = """
import os, signal
from iamflow_agents.storage.story_store import StoryStore
from storage_samples import fill, new_job
store = StoryStore.open(sys.argv[1])
new_job(store, "tale")
fill(store, "tale")
with store.database.write() as connection:
    connection.exec_driver_sql("DELETE FROM take")
    connection.exec_driver_sql("UPDATE story SET title = 'half'")
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_writer_leaves_whole_transactions(tmp_path: Path) -> None:
    assert run_child(KILLED, tmp_path).returncode == -9
    with StoryStore.open(tmp_path) as store:
        assert store.job("tale").title == "The tale of tale"
        assert len(store.takes("tale")) == 1
        assert len(store.verdicts("tale")) == 3


WRITER = """
from iamflow_agents.storage.story_store import StoryStore
store = StoryStore.open(sys.argv[1])
for n in range(40):
    store.add_event("tale", node=sys.argv[2], segment_index=None, kind="n", data={"n": n})
    store.save_reading("tale", 0, "shared", sys.argv[2])
"""


def test_two_writing_processes_wait_for_each_other(tmp_path: Path) -> None:
    code = f"""
import subprocess
children = [subprocess.Popen([sys.executable, "-c", "import sys\\n" + {WRITER!r}, sys.argv[1], name]) for name in "ab"]
sys.exit(sum(child.wait() for child in children))
"""
    with StoryStore.open(tmp_path) as store:
        new_job(store, "tale")
        store.save_registry("tale", sample_registry())
        result = run_child(code, tmp_path)
        assert (result.returncode, result.stderr) == (0, "")
        for name in "ab":
            assert [e.data["n"] for e in store.events("tale") if e.node == name] == list(range(40))
        assert store.reading("tale", 0, "shared") in ("a", "b")
