"""What the commands do: run jobs with progress and signals, and show what came of them.

Kept apart from `cli` so that `--help` loads none of it.
"""

from __future__ import annotations

import json
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from iamflow_agents.codec import to_plain
from iamflow_agents.commands.progress import ProgressDisplay
from iamflow_agents.errors import JobLockedError
from iamflow_agents.graphs.results import build_result
from iamflow_agents.result import StoryResult
from iamflow_agents.runner import StopSignal, open_store, resume, start
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import JobRecord, JobStatus


def run_script(source: str, settings: Settings, job_id: str | None) -> StoryResult:
    """Read a script and run it, with progress on stderr when that is a terminal."""
    script = read_script(source)
    stop = StopSignal()
    with ProgressDisplay() as display, _signals(stop):
        return start(script, settings=settings, job_id=job_id, on_event=display.show, stop=stop)


def resume_job(job_id: str, settings: Settings) -> StoryResult:
    """Go on with a job, with progress as for `run_script`."""
    stop = StopSignal()
    with ProgressDisplay() as display, _signals(stop):
        return resume(job_id, settings=settings, on_event=display.show, stop=stop)


@contextmanager
def _signals(stop: StopSignal) -> Iterator[None]:
    """Ctrl-C stops at once and keeps what is finished, a second one kills; SIGTERM drains."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        if stop.cancel.is_set():
            raise KeyboardInterrupt
        stop.stop_now("interrupted")

    def terminate(_number: int, _frame: FrameType | None) -> None:
        stop.drain("told to end (SIGTERM)")

    before = signal.signal(signal.SIGINT, interrupt), signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before[0])
        signal.signal(signal.SIGTERM, before[1])


def show_result(result: StoryResult, *, as_json: bool) -> None:
    """Say where everything lies and what is still wrong."""
    if as_json:
        _write_json(result.to_plain())
        return
    folder = result.video.parent
    typer.echo(f"video          {result.video}")
    typer.echo(f"contact sheet  {folder / 'contact_sheet.png'}")
    typer.echo(f"story          {folder / 'story.json'}")
    typer.echo(f"job            {result.job_id}")
    for problem in result.unresolved:
        typer.echo(f"unresolved     segment {problem.segment_index + 1}: {problem.note}")


def show_jobs(settings: Settings, *, as_json: bool) -> None:
    """List the jobs of a home."""
    home = Home(settings.home)
    with open_store(settings, home) as store:
        found = [(job, len(store.chosen_takes(job.job_id))) for job in store.jobs()]
    if as_json:
        _write_json([{**_plain_job(job), "segments_done": done} for job, done in found])
        return
    table = Table("job", "title", "status", "segments", "created", box=None)
    for job, done in found:
        table.add_row(
            job.job_id, job.title, str(job.status), f"{done}/{job.n_segments}", f"{_utc(job.created):%Y-%m-%d %H:%M}"
        )
    Console().print(table if found else f"No jobs in {home.path}.")


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
    with open_store(settings, home) as store:
        job = store.job(job_id)
        result = build_result(store, job_id, Script.model_validate_json(job.script_json), home.job_folder(job_id))
    if as_json:
        _write_json({**_plain_job(job), **result.to_plain()})
        return
    console = Console()
    console.print(
        f"{job.title} ({job.job_id}): {job.status}, {len(result.segments)}/{job.n_segments} segments", highlight=False
    )
    if job.detail:
        console.print(job.detail, highlight=False)
    segments = Table("segment", "place", "take", "score", "on screen", box=None)
    for segment in result.segments:
        score = "-" if segment.score is None else f"{segment.score:.2f}"
        takes = f"{segment.take} of {segment.takes}"
        segments.add_row(str(segment.index + 1), segment.place, takes, score, ", ".join(segment.on_screen))
    console.print(segments)
    people = Table("identity", "kind", "name", "looks", box=None)
    for identity in result.identities:
        looks = "; ".join(
            a.value + (f" (until segment {a.valid_to})" if a.valid_to is not None else "") for a in identity.attributes
        )
        people.add_row(identity.key, str(identity.kind), identity.name, looks)
    console.print(people)


def cancel_job(job_id: str, settings: Settings) -> None:
    """Ask the process that runs a job to stop; a job nobody runs is marked."""
    home = Home(settings.home)
    with open_store(settings, home) as store:
        job = store.job(job_id)
        try:
            with JobLock(store, job_id):
                if job.status is not JobStatus.DONE:
                    store.set_job_status(job_id, JobStatus.CANCELLED)
            done = (
                "it is not running; marked as cancelled" if job.status is not JobStatus.DONE else "it is done already"
            )
        except JobLockedError:
            store.request_cancel(job_id)
            done = "asked to stop"
    typer.echo(f"{job_id}: {done}; `iamflow resume {job_id}` goes on.", err=True)


def remove_job(job_id: str, settings: Settings) -> None:
    """Remove a job's rows and files; refused while it runs."""
    home = Home(settings.home)
    with open_store(settings, home) as store:
        store.job(job_id)
        with JobLock(store, job_id):
            shutil.rmtree(home.job_folder(job_id), ignore_errors=True)
        store.delete_job(job_id)
    typer.echo(f"{job_id}: removed.", err=True)


def _write_json(document: Any) -> None:
    """Print one JSON document on stdout."""
    plain = document if isinstance(document, (dict, list)) else to_plain(document)
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=2, sort_keys=True) + "\n")
