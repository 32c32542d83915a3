"""Adds segments to a story that is being told, or goes on with one that has ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.errors import ScriptError
from iamflow_agents.opening import open_known
from iamflow_agents.script import MAX_SEGMENTS, Script, Segment
from iamflow_agents.script_check import build_script
from iamflow_agents.script_document import Document
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore


@dataclass(frozen=True, slots=True, kw_only=True)
class AddedSegment:
    """A segment that was asked for."""

    job_id: str
    segment_index: int
    """The index it will have in the story."""
    segment: Segment
    is_running: bool
    """Whether a process runs the job, and takes the segment up by itself; otherwise `resume_story` does."""


def add_segment(
    job: str,
    prompt: str,
    *,
    duration_s: float | None = None,
    transition: str = "auto",
    settings: Settings | None = None,
) -> AddedSegment:
    """Add a segment at the end of a story.

    A job that runs, in this process or another one, takes it up at its next superstep; the film goes on from there. A
    job that has ended goes on with it at the next `resume_story`, which puts the film together anew. Nothing that was
    resolved for earlier segments changes, and none of them is made again.

    Args:
        job: Name of the job.
        prompt: What is to be seen next.
        duration_s: Seconds; those of the story's last segment if left out.
        transition: How it begins: `auto`, `cut`, `soft` or `recache`.
        settings: Where the home is.

    Raises:
        UnknownJobError: If there is no such job.
        ScriptError: If the words or the duration can be no segment's, or the story is full.
    """
    here = settings or load_settings()
    with open_known(here, Home(here.home), job) as store:
        record = store.job(job)
        script = Script.model_validate_json(record.script_json)
        last = script.segments[-1].duration_s
        segment = _checked(prompt, last if duration_s is None else duration_s, transition)
        if len(script.segments) + len(store.waiting_directions(job)) >= MAX_SEGMENTS:
            raise ScriptError(
                f"the story has {MAX_SEGMENTS:,} segments, and no more can be added",
                where=f"job {job}",
                next_step="Tell the next part as a story of its own; the library keeps who is in both.",
            )
        index = store.direct(job, segment.model_dump(mode="json"))
        return AddedSegment(job_id=job, segment_index=index, segment=segment, is_running=_is_running(store, job))


def _checked(prompt: str, duration_s: float, transition: str) -> Segment:
    """The segment, held to the bounds of a script's."""
    plain: dict[str, Any] = {"prompt": prompt, "duration_s": duration_s, "transition": transition}
    return build_script(Document(name="the added segment", data=[plain])).segments[0]


def _is_running(store: StoryStore, job: str) -> bool:
    """Tell whether somebody holds the job's lock; a dead owner is found out by whoever resumes the job."""
    record = store.job(job)
    return record.status is JobStatus.RUNNING and record.lock is not None
