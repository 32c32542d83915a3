"""The Python front misused: many stories at once, calls from odd places, callers that leave or fail."""

from __future__ import annotations

import asyncio
import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from iamflow_agents import Script, Settings, StoryResult, arun_story, resume_story, run_story, stream_story
from iamflow_agents.errors import JobLockedError, StoryError
from iamflow_agents.events import FramesDone, JobFinished, JobStarted, NodeStarted, StoryEvent
from iamflow_agents.script import Segment

PROMPTS = ["On the beach, Ana, a woman in a red dress, waves.", "In the kitchen, Bea, a woman in a blue dress, sits."]


def small(home: Path) -> Settings:
    return Settings(home=home, width=128, height=80, fps=4)


def story(title: str = "Beach", duration_s: float = 1.0) -> Script:
    return Script(title=title, segments=tuple(Segment(prompt=prompt, duration_s=duration_s) for prompt in PROMPTS))


def film(result: StoryResult) -> str:
    return hashlib.sha256(result.video.read_bytes()).hexdigest()


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Hash of the undisturbed film."""
    return film(run_story(story(), settings=small(tmp_path_factory.mktemp("plain"))))


def test_abuse_stories_in_threads_of_one_process_do_not_disturb_each_other(tmp_path: Path, expected: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(run_story, story(), settings=small(tmp_path)) for _ in range(3)]
        results = [future.result() for future in running]
    assert {result.job_id for result in results} == {"beach", "beach-2", "beach-3"}
    assert {film(result) for result in results} == {expected}


def test_abuse_the_same_job_in_two_threads_is_made_once(tmp_path: Path, expected: str) -> None:
    inside, refused = threading.Event(), threading.Event()

    def hold(event: StoryEvent) -> None:
        if isinstance(event, JobStarted):
            inside.set()
            refused.wait()

    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(run_story, story(), settings=small(tmp_path), job_id="one", on_event=hold)
        inside.wait()
        try:
            with pytest.raises(JobLockedError, match="is running"):
                run_story(story(), settings=small(tmp_path), job_id="one")
        finally:
            refused.set()
        assert film(first.result()) == expected


def test_abuse_run_story_works_inside_a_running_loop_and_off_the_main_thread(tmp_path: Path, expected: str) -> None:
    async def inside() -> StoryResult:
        return run_story(story(), settings=small(tmp_path / "a"))

    async def beside() -> StoryResult:
        return await asyncio.to_thread(run_story, story(), settings=small(tmp_path / "b"))

    assert film(asyncio.run(inside())) == film(asyncio.run(beside())) == expected


@pytest.mark.parametrize("moment", [JobStarted, NodeStarted, FramesDone])
def test_abuse_a_cancelled_task_stops_the_job_and_resume_finishes_it(
    moment: type[StoryEvent], tmp_path: Path, expected: str
) -> None:
    async def cancelled() -> None:
        loop, reached = asyncio.get_running_loop(), asyncio.Event()

        def tell(event: StoryEvent) -> None:
            if isinstance(event, moment):
                loop.call_soon_threadsafe(reached.set)

        task = asyncio.create_task(arun_story(story(), settings=small(tmp_path), job_id="left", on_event=tell))
        await reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert film(resume_story("left", settings=small(tmp_path))) == expected


def test_abuse_a_stream_that_is_left_at_once_leaves_a_job_that_goes_on(tmp_path: Path, expected: str) -> None:
    for _ in range(3):
        events = stream_story(story(), settings=small(tmp_path), job_id="left")
        next(events)
        events.close()  # type: ignore[attr-defined]  # an iterator for users, a generator for this test
    finished = list(stream_story(story(), settings=small(tmp_path), job_id="left"))[-1]
    assert isinstance(finished, JobFinished) and film(finished.result) == expected


@pytest.mark.parametrize("moment", [JobStarted, NodeStarted, FramesDone, JobFinished])
@pytest.mark.parametrize("error", [LookupError, KeyboardInterrupt])
def test_abuse_whatever_a_callback_raises_the_job_goes_on_afterwards(
    moment: type[StoryEvent], error: type[BaseException], tmp_path: Path, expected: str
) -> None:
    def broken(event: StoryEvent) -> None:
        if isinstance(event, moment):
            raise error("the caller's own")

    with pytest.raises((error, StoryError)):
        run_story(story(), settings=small(tmp_path), job_id="one", on_event=broken)
    assert film(resume_story("one", settings=small(tmp_path))) == expected
