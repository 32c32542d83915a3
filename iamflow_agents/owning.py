"""A job is owned while it is worked on: by one process, under a lock, with a status that says how it ended."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from iamflow_agents.errors import (
    BudgetExceededError,
    DecisionRefusedError,
    ReviewRequiredError,
    StoppedError,
    VersionMismatchError,
)
from iamflow_agents.graphs.story_graph import GRAPH_VERSION, RESUMABLE_VERSIONS
from iamflow_agents.invoking import StopSignal, stopped
from iamflow_agents.job_settings import stored_settings
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import JobRecord, JobStatus
from iamflow_agents.storage.story_store import StoryStore


@contextmanager
def own_job(
    store: StoryStore, home: Home, job: JobRecord, settings: Settings, stop: StopSignal, *, anew: bool = False
) -> Iterator[None]:
    """Own a job inside the block; an error that leaves the block becomes its status.

    Args:
        store: The entity database.
        home: Where its folder is.
        job: As it was read.
        settings: Kept with the job from now on, unless it is done.
        stop: Set when somebody cancels the job.
        anew: Forget its own checkpoints, since it is told from its rows, or with checkpoints kept elsewhere.

    Raises:
        VersionMismatchError: If another release has to finish it.
        JobLockedError: If another process owns it.
        StoppedError: In place of a Ctrl-C.
    """
    if job.graph_version not in RESUMABLE_VERSIONS:
        raise VersionMismatchError(
            f"job {job.job_id!r} was started with graph version {job.graph_version}, this release has {GRAPH_VERSION}",
            where=str(home.job_folder(job.job_id)),
            next_step="Finish it with the release it was started with, or start the script under a new name.",
        )
    with JobLock(store, job.job_id, on_cancel=lambda: stop.stop_now("cancelled")):
        if anew or job.status is JobStatus.CREATED:
            # Also a folder left by a job whose database was lost: its takes are welcome, its checkpoints speak of rows
            # that are no more.
            _remove_checkpoints(home, job.job_id)
        store.set_job_status(job.job_id, JobStatus.RUNNING)
        if job.status is not JobStatus.DONE and job.settings_json != stored_settings(settings):
            store.set_job_settings(job.job_id, stored_settings(settings))
        try:
            yield
        except BaseException as error:
            store.set_job_status(job.job_id, *_ended_by(error, job, stop))
            if isinstance(error, KeyboardInterrupt):
                raise stopped(job.job_id, stop) from None
            raise


def _ended_by(error: BaseException, job: JobRecord, stop: StopSignal) -> tuple[JobStatus, str]:
    """The status of a job that an error ended, and what there is to say of it."""
    if isinstance(error, KeyboardInterrupt):
        return JobStatus.STOPPED, ""
    if isinstance(error, ReviewRequiredError):
        return JobStatus.WAITING, error.what
    if isinstance(error, DecisionRefusedError):
        return job.status, job.detail
    if isinstance(error, StoppedError):
        return (JobStatus.CANCELLED if stop.reason == "cancelled" else JobStatus.STOPPED), ""
    if isinstance(error, BudgetExceededError):
        return JobStatus.STOPPED, str(error)
    return JobStatus.FAILED, str(error) or type(error).__name__


def _remove_checkpoints(home: Home, job_id: str) -> None:
    """Delete a job's checkpoint file and its companions."""
    path = home.checkpoints(job_id)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)
