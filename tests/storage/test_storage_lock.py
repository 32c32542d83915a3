"""One process runs a job; the lock of a dead one is taken over, that of a live one is respected."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from storage_samples import new_job, run_child

from iamflow_agents.errors import JobLockedError, UnknownJobError
from iamflow_agents.storage.database import Database, open_engine
from iamflow_agents.storage.job_lock import STALE_AFTER_S, JobLock
from iamflow_agents.storage.processes import ProcessMark, is_alive, own_host, own_mark, start_of
from iamflow_agents.storage.story_store import StoryStore

HOLD = """
import sys
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.story_store import StoryStore
with JobLock(StoryStore.open(sys.argv[1]), "tale"):
    print("held", flush=True)
    sys.stdin.read()
"""
TRY = """
from iamflow_agents.errors import JobLockedError
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.story_store import StoryStore
try:
    JobLock(StoryStore.open(sys.argv[1]), "tale").acquire()
    print("taken")
except JobLockedError as error:
    print(error)
"""
ELSEWHERE = ProcessMark(pid=1, host="elsewhere#pid:[1]", start="x:1")


@contextmanager
def holder(home: Path) -> Iterator[subprocess.Popen[str]]:
    """A child process that holds the lock until its input ends or it is killed."""
    child = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "held\n"
        yield child
    finally:
        child.stdin.close()
        child.stdout.close()
        child.wait(timeout=30)


class Clock:
    """A clock that is set by hand."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


def test_lock_is_held_inside_the_block_only(store: StoryStore) -> None:
    with JobLock(store, "tale"):
        lock = store.job("tale").lock
        assert lock is not None
        assert lock.pid == os.getpid()
        assert "#" not in lock.host
    assert store.job("tale").lock is None


def test_second_user_in_the_same_process_is_refused(store: StoryStore) -> None:
    with JobLock(store, "tale"):
        with pytest.raises(JobLockedError):
            JobLock(store, "tale").acquire()
        new_job(store, "other")
        with JobLock(store, "other"):
            pass
    with JobLock(store, "tale"):
        pass


def test_lock_of_a_live_process_is_respected_and_named(store: StoryStore, tmp_path: Path) -> None:
    with holder(tmp_path) as child, pytest.raises(JobLockedError) as caught:
        JobLock(store, "tale").acquire()
    assert f"process {child.pid} on " in str(caught.value)
    assert "since 20" in str(caught.value)
    assert caught.value.exit_code == 2
    assert "iamflow cancel tale" in caught.value.next_step
    JobLock(store, "tale").acquire()


def test_lock_of_a_killed_process_is_taken_over_at_once(store: StoryStore, tmp_path: Path) -> None:
    with holder(tmp_path) as child:
        child.send_signal(signal.SIGKILL)
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)  # dead, but still a zombie
        assert run_child(TRY, tmp_path).stdout == "taken\n"
    lock = store.job("tale").lock
    assert lock is not None
    assert lock.pid != child.pid


def test_of_many_processes_one_wins(tmp_path: Path) -> None:
    code = """
import subprocess
hold = sys.argv[2]
children = [
    subprocess.Popen([sys.executable, "-c", hold, sys.argv[1]], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                     stderr=subprocess.DEVNULL)
    for _ in range(3)
]
print(sorted(child.stdout.readline() for child in children))
for child in children:
    child.communicate()
"""
    with StoryStore.open(tmp_path) as store:
        new_job(store, "tale")
    assert run_child(code, tmp_path, HOLD).stdout == "[b'', b'', b'held\\n']\n"


def test_reused_pid_is_not_taken_for_the_owner(store: StoryStore) -> None:
    mine = own_mark()
    lock = JobLock(store, "tale", mark=ProcessMark(pid=mine.pid, host=mine.host, start="another time"))
    lock.acquire()
    JobLock(store, "tale").acquire()
    lock.release()
    assert store.job("tale").lock is not None, "the old owner cannot give back what is no longer his"


def test_lock_from_another_machine_goes_stale_without_heartbeat(tmp_path: Path) -> None:
    clock = Clock()
    with StoryStore(Database(open_engine(tmp_path / "x.db")), clock=clock) as store:
        new_job(store, "tale")
        theirs = JobLock(store, "tale", mark=ELSEWHERE, heartbeat_s=10.0)
        theirs.acquire()
        clock.now += STALE_AFTER_S
        theirs.beat()
        clock.now += STALE_AFTER_S
        with pytest.raises(JobLockedError, match="elsewhere"):
            JobLock(store, "tale").acquire()
        clock.now += 1
        JobLock(store, "tale").acquire()


def test_heartbeat_is_written_when_due(tmp_path: Path) -> None:
    clock = Clock()
    with StoryStore(Database(open_engine(tmp_path / "x.db")), clock=clock) as store:
        new_job(store, "tale")
        lock = JobLock(store, "tale", heartbeat_s=10.0)
        lock.acquire()
        seen = []
        for _ in range(5):
            clock.now += 4
            lock.beat()
            record = store.job("tale").lock
            assert record is not None
            seen.append(record.heartbeat - record.since)
        assert seen == [0, 0, 12, 12, 12]


def test_wish_to_stop_is_passed_on_once(store: StoryStore) -> None:
    calls: list[str] = []
    lock = JobLock(store, "tale", on_cancel=lambda: calls.append("stop"))
    store.request_cancel("tale")
    lock.acquire()
    assert not store.cancel_requested("tale"), "a wish from before the start is forgotten"
    lock.beat()
    assert calls == []
    store.request_cancel("tale")
    lock.beat()
    lock.beat()
    assert calls == ["stop"]


def test_thread_passes_the_wish_on(store: StoryStore) -> None:
    told = threading.Event()
    with JobLock(store, "tale", on_cancel=told.set, poll_s=0.01):
        store.request_cancel("tale")
        assert told.wait(30)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("heartbeat")]


def test_owner_whose_lock_was_taken_over_is_told_to_stop(store: StoryStore) -> None:
    calls: list[str] = []
    lock = JobLock(
        store, "tale", mark=ProcessMark(pid=1, host=own_host(), start="no"), on_cancel=lambda: calls.append("x")
    )
    lock.acquire()
    lock.beat()
    assert (lock.lost, calls) == (False, [])
    with JobLock(store, "tale"):
        lock.beat()
        lock.beat()
        assert (lock.lost, calls) == (True, ["x"])


def test_unknown_job_cannot_be_locked(store: StoryStore) -> None:
    with pytest.raises(UnknownJobError):
        JobLock(store, "nothing").acquire()


def test_lock_of_a_deleted_job_can_be_given_back(store: StoryStore) -> None:
    with JobLock(store, "tale"):
        store.delete_job("tale")
    assert store.jobs() == ()


def test_processes_are_told_apart() -> None:
    mine = own_mark()
    assert is_alive(mine)
    assert not is_alive(ProcessMark(pid=mine.pid, host=mine.host, start="b:1"))
    child = subprocess.Popen(["true"])
    child.wait()
    assert start_of(child.pid) is None
    assert start_of(1) not in (None, start_of(os.getpid()))
