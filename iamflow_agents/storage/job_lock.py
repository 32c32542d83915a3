"""One job runs once: a lock on the job's row, with owner and heartbeat.

Taking the lock is one compare-and-swap, so that of any number of processes one wins. The lock of a dead process is
taken over at once when it ran on this machine, and after 90 s without a heartbeat when it ran elsewhere. While the
lock is held a thread renews the heartbeat and looks whether somebody asked the job to stop.
"""

from __future__ import annotations

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from sqlalchemy import Row, and_, select, update

from iamflow_agents.errors import JobLockedError, StorageError
from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.processes import ProcessMark, is_alive, own_mark
from iamflow_agents.storage.statements import JOB, unknown_job

logger = logging.getLogger(__name__)

STALE_AFTER_S = 90.0
POLL_S = 0.5
HEARTBEAT_S = 10.0
_FREE = {
    "lock_token": None,
    "lock_pid": None,
    "lock_host": None,
    "lock_start": None,
    "lock_since": None,
    "lock_heartbeat": None,
}


class JobLock:
    """A job's lock, held inside the `with` block; one object, one use at a time.

    Args:
        store: The store whose clock and database are used.
        job_id: Which job.
        on_cancel: Called once, from the heartbeat's thread, when somebody asks the job to stop, or when another
            machine has taken the lock over because no heartbeat arrived there (see `lost`).
        poll_s: Seconds between two looks at the wish to stop.
        heartbeat_s: Seconds between two heartbeats.
        mark: Who we are; another one is for tests.
    """

    def __init__(
        self,
        store: StorePart,
        job_id: str,
        *,
        on_cancel: Callable[[], None] | None = None,
        poll_s: float = POLL_S,
        heartbeat_s: float = HEARTBEAT_S,
        mark: ProcessMark | None = None,
    ) -> None:
        self._store = store
        self._job_id = job_id
        self._on_cancel = on_cancel
        self._poll_s = poll_s
        self._heartbeat_s = heartbeat_s
        self._mark = mark
        self._token: str | None = None
        self._beaten_at = 0.0
        self._told = False
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self.lost = False
        """Whether somebody else took the lock over."""

    def __enter__(self) -> JobLock:
        self.acquire()
        self._stop.clear()
        self._thread = threading.Thread(target=self._watch, name=f"heartbeat {self._job_id}", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join()
        self._thread = None
        self.release()

    def acquire(self) -> None:
        """Take the lock and forget an old wish to stop; does not start the heartbeat.

        Raises:
            JobLockedError: If a live process has it.
            UnknownJobError: If there is no such job.
        """
        mark = self._mark or own_mark()
        token = uuid.uuid4().hex
        now = self._store.clock()
        with self._store.database.write() as connection:
            row = connection.execute(select(JOB).where(JOB.c.name == self._job_id)).first()
            if row is None:
                unknown_job(connection, self._job_id)
            if row.lock_token is not None and not _is_stale(row, mark.host, now):
                raise _locked(self._job_id, row)
            swapped = connection.execute(
                update(JOB)
                .where(JOB.c.id == row.id, _unchanged(row))
                .values(
                    lock_token=token,
                    lock_pid=mark.pid,
                    lock_host=mark.host,
                    lock_start=mark.start,
                    lock_since=now,
                    lock_heartbeat=now,
                    cancel_requested=False,
                )
            )
            if not swapped.rowcount:
                raise _locked(self._job_id, row)
        if row.lock_token is not None:
            logger.warning("job %s: taking over from process %s, which is gone", self._job_id, row.lock_pid)
        self._token, self._beaten_at, self._told, self.lost = token, now, False, False

    def release(self) -> None:
        """Give the lock back if it is still ours; safe to call twice.

        A failure is only logged: it would hide why the job ended, and the lock of a process that is gone binds nobody.
        """
        if self._token is None:
            return
        ours = JOB.c.name == self._job_id, JOB.c.lock_token == self._token
        self._token = None
        try:
            with self._store.database.write() as connection:
                connection.execute(update(JOB).where(*ours).values(_FREE))
        except StorageError as error:
            logger.warning("job %s: the lock could not be given back: %s", self._job_id, error)

    def beat(self) -> None:
        """Look once for a wish to stop, and renew the heartbeat when it is due."""
        now = self._store.clock()
        with self._store.database.read() as connection:
            query = select(JOB.c.cancel_requested, JOB.c.lock_token).where(JOB.c.name == self._job_id)
            row = connection.execute(query).first()
        self.lost = row is None or row.lock_token != self._token
        if self.lost:
            logger.warning("job %s: the lock was taken over by another process; stopping", self._job_id)
        elif now - self._beaten_at >= self._heartbeat_s:
            with self._store.database.write() as connection:
                ours = JOB.c.name == self._job_id, JOB.c.lock_token == self._token
                connection.execute(update(JOB).where(*ours).values(lock_heartbeat=now))
            self._beaten_at = now
        wished = self.lost or (row is not None and row.cancel_requested)
        if wished and not self._told:
            self._told = True
            if self._on_cancel is not None:
                self._on_cancel()

    def _watch(self) -> None:
        """Beat until the lock is given back or lost; a database that is busy or full is no reason to give up."""
        while not self._stop.wait(self._poll_s) and not self.lost:
            try:
                self.beat()
            except StorageError as error:
                logger.warning("job %s: no heartbeat: %s", self._job_id, error)


def _is_stale(row: Row[Any], host: str, now: float) -> bool:
    """Tell whether the owner of a lock is gone."""
    if row.lock_host == host:
        return not is_alive(ProcessMark(pid=row.lock_pid, host=row.lock_host, start=row.lock_start))
    return bool(now - row.lock_heartbeat > STALE_AFTER_S)


def _unchanged(row: Row[Any]) -> Any:
    """The lock is as it was read: free, or the same owner's with the same heartbeat."""
    if row.lock_token is None:
        return JOB.c.lock_token.is_(None)
    return and_(JOB.c.lock_token == row.lock_token, JOB.c.lock_heartbeat == row.lock_heartbeat)


def _locked(job_id: str, row: Row[Any]) -> JobLockedError:
    """Say who has the lock."""
    if row.lock_token is None:
        owner = "another process took it this moment"
    else:
        host = str(row.lock_host).partition("#")[0]
        since = datetime.fromtimestamp(row.lock_since, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
        owner = f"process {row.lock_pid} on {host} runs it since {since}"
    return JobLockedError(
        f"job {job_id!r} is running: {owner}",
        where="job lock",
        next_step=f"Wait for it, or stop it with `iamflow cancel {job_id}`.",
    )
