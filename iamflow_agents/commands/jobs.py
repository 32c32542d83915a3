"""What the commands do: run jobs with progress and signals, and show what came of them.

Kept apart from `cli` so that `--help` loads none of it.
"""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import typer
from rich.table import Table

from iamflow_agents.cast_import import with_library
from iamflow_agents.commands.costs import cost_line
from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.commands.progress import ProgressDisplay
from iamflow_agents.errors import JobLockedError
from iamflow_agents.events import OnEvent
from iamflow_agents.graphs.results import build_result
from iamflow_agents.invoking import NOTHING_SAID, Reply, StopSignal
from iamflow_agents.opening import has_jobs, open_known, open_store
from iamflow_agents.result import StoryResult
from iamflow_agents.runner import resume, start
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import JobRecord, JobStatus

GRACE_S = 0.4
"""How long after Ctrl-C work that looks at the cancel flag may take to end."""


def run_script(source: str, settings: Settings, job_id: str | None, library: Sequence[str] = ()) -> StoryResult:
    """Read a script and run it, with progress on stderr when that is a terminal."""
    script = with_library(read_script(source), library)
    return with_progress(lambda show, stop: start(script, settings=settings, job_id=job_id, on_event=show, stop=stop))


def resume_job(
    job_id: str, settings: Settings, changes: Mapping[str, Any] | None = None, reply: Reply = NOTHING_SAID
) -> StoryResult:
    """Go on with a job, with progress as for `run_script`."""
    return with_progress(
        lambda show, stop: resume(job_id, settings=settings, on_event=show, stop=stop, changes=changes, reply=reply)
    )


def with_progress(work: Callable[[OnEvent, StopSignal], StoryResult]) -> StoryResult:
    """Do what makes a film, with progress on stderr when that is a terminal, and listening to signals."""
    stop = StopSignal()
    with ProgressDisplay() as display, _signals(stop):
        return work(display.show, stop)


@contextmanager
def _signals(stop: StopSignal) -> Iterator[None]:
    """Ctrl-C stops at once and keeps what is finished, a second one does not wait; SIGTERM and SIGHUP drain.

    What looks at the cancel flag ends by itself; what does not (a language model being loaded) is broken off by an
    alarm after `GRACE_S`. That is safe: nothing is ever half-written, whatever the moment.
    """

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if stop.cancel.is_set():
            raise KeyboardInterrupt
        stop.stop_now("interrupted")
        signal.setitimer(signal.ITIMER_REAL, GRACE_S)

    def break_off(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def drain(number: int, _frame: FrameType | None) -> None:
        stop.drain(f"told to end ({signal.Signals(number).name})")

    wanted = {signal.SIGINT: interrupt, signal.SIGALRM: break_off, signal.SIGTERM: drain, signal.SIGHUP: drain}
    # `nohup` ignores SIGHUP on purpose.
    before = {n: signal.signal(n, h) for n, h in wanted.items() if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def show_result(result: StoryResult, *, as_json: bool) -> None:
    """Say where everything lies and what is still wrong."""
    if as_json:
        write_json(result.to_plain())
        return
    folder = result.video.parent
    write_line(f"video          {result.video}")
    write_line(f"contact sheet  {folder / 'contact_sheet.png'}")
    write_line(f"story          {folder / 'story.json'}")
    write_line(f"job            {result.job_id}")
    if line := cost_line(result.cost):
        write_line(f"models         {line}")
    for note in result.cost.get("notes", ()):
        write_line(f"note           {note}")
    for problem in result.unresolved:
        write_line(f"unresolved     segment {problem.segment_index + 1}: {problem.note}")


def show_jobs(settings: Settings, *, as_json: bool) -> None:
    """List the jobs of a home."""
    home = Home(settings.home)
    found: list[tuple[JobRecord, int]] = []
    if has_jobs(settings, home):
        with open_store(settings, home) as store:
            found = [(job, len(store.chosen_takes(job.job_id))) for job in store.jobs()]
    if as_json:
        write_json([{**_plain_job(job), "segments_done": done} for job, done in found])
        return
    table = Table("job", "title", "status", "segments", "created", box=None)
    for job, done in found:
        table.add_row(
            job.job_id, job.title, str(job.status), f"{done}/{job.n_segments}", f"{_utc(job.created):%Y-%m-%d %H:%M}"
        )
    write_rich(table if found else f"No jobs in {home.path}.")


def _utc(seconds: float) -> datetime:
    """Seconds since 1970 as a time."""
    return datetime.fromtimestamp(seconds, tz=UTC)


def _plain_job(job: JobRecord) -> dict[str, Any]:
    """What a machine wants to know about a job."""
    return {
        "job_id": job.job_id,
        "title": job.title,
        "status": str(job.status),
        "detail": job.detail,
        "n_segments": job.n_segments,
        "created": _utc(job.created).isoformat(),
    }


def show_job(job_id: str, settings: Settings, *, as_json: bool) -> None:
    """Show a job's segments, identities and verdicts."""
    home = Home(settings.home)
    with open_known(settings, home, job_id) as store:
        job = store.job(job_id)
        result = build_result(store, job_id, Script.model_validate_json(job.script_json), home.job_folder(job_id))
    if as_json:
        write_json({**_plain_job(job), **result.to_plain()})
        return
    write_rich(f"{job.title} ({job.job_id}): {job.status}, {len(result.segments)}/{job.n_segments} segments")
    if job.detail:
        write_rich(job.detail)
    segments = Table("segment", "place", "take", "score", "on screen", box=None)
    for segment in result.segments:
        score = "-" if segment.score is None else f"{segment.score:.2f}"
        takes = f"{segment.take} of {segment.takes}"
        segments.add_row(str(segment.index + 1), segment.place, takes, score, ", ".join(segment.on_screen))
    write_rich(segments)
    people = Table("identity", "kind", "name", "looks", box=None)
    for identity in result.identities:
        looks = "; ".join(
            a.value + (f" (until segment {a.valid_to})" if a.valid_to is not None else "") for a in identity.attributes
        )
        people.add_row(identity.key, str(identity.kind), identity.name, looks)
    write_rich(people)
    if line := cost_line(result.cost):
        write_rich(f"models: {line}")
    for note in result.cost.get("notes", ()):
        write_rich(f"note: {note}")


def cancel_job(job_id: str, settings: Settings) -> None:
    """Ask the process that runs a job to stop; a job nobody runs is marked."""
    home = Home(settings.home)
    with open_known(settings, home, job_id) as store:
        job = store.job(job_id)
        try:
            with JobLock(store, job_id):
                if job.status is not JobStatus.DONE:
                    store.set_job_status(job_id, JobStatus.CANCELLED)
                    found = f"it is not running; marked as cancelled; `iamflow resume {job_id}` goes on."
                else:
                    found = "it is done already; nothing was changed."
        except JobLockedError:
            store.request_cancel(job_id)
            found = f"asked to stop; `iamflow resume {job_id}` goes on."
    typer.echo(f"{job_id}: {found}", err=True)


def remove_job(job_id: str, settings: Settings) -> None:
    """Remove a job's rows and files; refused while it runs."""
    home = Home(settings.home)
    with open_known(settings, home, job_id) as store:
        store.job(job_id)
        with JobLock(store, job_id):
            shutil.rmtree(home.job_folder(job_id), ignore_errors=True)
        store.delete_job(job_id)
    typer.echo(f"{job_id}: removed.", err=True)
