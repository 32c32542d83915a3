"""The Python front: the same film through four functions, and jobs that go on where they stopped."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from iamflow_agents import Script, Settings, StoryResult, arun_story, resume_story, run_story, stream_story
from iamflow_agents.errors import ConfigError, ScriptError, UnknownJobError
from iamflow_agents.events import FramesDone, JobFinished, JobStarted, NodeFinished, NodeStarted, StoryEvent
from iamflow_agents.script import Segment

PROMPTS = ["On a beach, Ana, a woman in a red dress, walks.", "Ana sits down on the beach and waves."]


def small(home: Path) -> Settings:
    return Settings(home=home, width=128, height=80, fps=4)


def short(prompts: list[str] = PROMPTS) -> Script:
    return Script(title="Beach", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in prompts))


def film_hash(result: StoryResult) -> str:
    return hashlib.sha256(result.video.read_bytes()).hexdigest()


def test_fronts_run_arun_and_stream_make_the_same_film(tmp_path: Path) -> None:
    first = run_story(short(), settings=small(tmp_path / "a"))
    second = asyncio.run(arun_story(short(), settings=small(tmp_path / "b")))
    events = list(stream_story(short(), settings=small(tmp_path / "c")))
    assert isinstance(events[0], JobStarted) and isinstance(events[-1], JobFinished)
    assert film_hash(first) == film_hash(second) == film_hash(events[-1].result)
    assert first.job_id == "beach" and [segment.index for segment in first.segments] == [0, 1]


def test_fronts_events_come_in_order_and_cover_every_frame(tmp_path: Path) -> None:
    seen: list[StoryEvent] = []
    run_story(short(), settings=small(tmp_path), on_event=seen.append)
    open_nodes: set[tuple[str, int | None]] = set()
    for event in seen:
        if isinstance(event, NodeStarted):
            open_nodes.add((event.node, event.segment_index))
        elif isinstance(event, NodeFinished):
            open_nodes.remove((event.node, event.segment_index))
    assert not open_nodes
    last = {event.segment_index: event for event in seen if isinstance(event, FramesDone)}
    assert {index: (event.frames_done, event.frames_total) for index, event in last.items()} == {0: (4, 4), 1: (4, 4)}


def test_fronts_prompts_may_come_as_a_list(tmp_path: Path) -> None:
    result = run_story(PROMPTS[:1], settings=small(tmp_path), job_id="listed")
    assert result.job_id == "listed" and result.segments[0].duration_s == 5.0


def test_fronts_the_same_job_again_is_read_back_and_another_script_refused(tmp_path: Path) -> None:
    first = run_story(short(), settings=small(tmp_path), job_id="beach")
    made: list[StoryEvent] = []
    again = run_story(short(), settings=small(tmp_path), job_id="beach", on_event=made.append)
    assert film_hash(first) == film_hash(again)
    assert not [event for event in made if isinstance(event, FramesDone)]
    with pytest.raises(ConfigError, match="another script"):
        run_story(short(PROMPTS[:1]), settings=small(tmp_path), job_id="beach")


def test_fronts_leaving_a_stream_stops_the_job_and_resume_finishes_it(tmp_path: Path) -> None:
    for event in stream_story(short(PROMPTS * 3), settings=small(tmp_path), job_id="left"):
        if isinstance(event, FramesDone):
            break
    whole = run_story(short(PROMPTS * 3), settings=small(tmp_path / "whole"))
    assert film_hash(resume_story("left", settings=small(tmp_path))) == film_hash(whole)


def test_fronts_an_error_in_the_callback_is_not_lost(tmp_path: Path) -> None:
    def broken(event: StoryEvent) -> None:
        if isinstance(event, FramesDone):
            raise LookupError("the caller's own mistake")

    with pytest.raises(LookupError, match="own mistake"):
        run_story(short(), settings=small(tmp_path), on_event=broken)
    assert len(resume_story("beach", settings=small(tmp_path)).segments) == 2


def test_fronts_unknown_jobs_and_bad_scripts_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownJobError):
        resume_story("nobody", settings=small(tmp_path))
    with pytest.raises(ScriptError):
        run_story([], settings=small(tmp_path))


def test_fronts_lost_database_costs_no_finished_take(tmp_path: Path) -> None:
    first = run_story(short(), settings=small(tmp_path), job_id="beach")
    for path in tmp_path.glob("iamflow.db*"):
        path.unlink()
    made: list[StoryEvent] = []
    again = run_story(short(), settings=small(tmp_path), job_id="beach", on_event=made.append)
    assert film_hash(first) == film_hash(again)
    assert not [event for event in made if isinstance(event, FramesDone)]
