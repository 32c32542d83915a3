"""Live stories: segments that are added while a job runs, after it has ended, and across kills."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from live_child import NEXT, PROMPTS, SMALL

from iamflow_agents import Script, Settings, StoryResult, add_segment, resume_story, run_story
from iamflow_agents.errors import ScriptError, UnknownJobError
from iamflow_agents.events import StoryEvent, StoryGrown, TakeFinished
from iamflow_agents.script import Segment
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore

CHILD = Path(__file__).with_name("live_child.py")


def settings_of(home: Path) -> Settings:
    return Settings(home=home, **SMALL)


def start(home: Path) -> StoryResult:
    script = Script(title="Live", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS))
    return run_story(script, settings=settings_of(home), job_id="live")


def film_hash(home: Path) -> str:
    return hashlib.sha256((home / "jobs" / "live" / "video.mp4").read_bytes()).hexdigest()


def child(home: Path, how: str, what: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(CHILD), str(home), how, what])


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a job of two segments that has ended."""
    home = tmp_path_factory.mktemp("ended")
    start(home)
    return home


@pytest.fixture(scope="module")
def grown(ended: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same home after a segment was added and made without disturbance."""
    home = tmp_path_factory.mktemp("grown") / "home"
    shutil.copytree(ended, home)
    add_segment("live", NEXT, settings=settings_of(home))
    resume_story("live", settings=settings_of(home))
    return home


def test_live_an_ended_story_goes_on_and_keeps_what_it_had(ended: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ended, home)
    with StoryStore.open(home) as store:
        before, takes = store.registry("live"), store.chosen_takes("live")
        assert store.job("live").status is JobStatus.DONE
        added = add_segment("live", NEXT, settings=settings_of(home))
        assert (added.segment_index, added.segment.duration_s, added.is_running) == (2, 1.0, False)
        assert store.job("live").status is JobStatus.STOPPED
    events: list[StoryEvent] = []
    result = resume_story("live", settings=settings_of(home), on_event=events.append)
    assert [segment.prompt for segment in result.segments] == [*PROMPTS, NEXT]
    assert [e.segment_index for e in events if isinstance(e, TakeFinished)] == [2], "nothing filmed is made again"
    with StoryStore.open(home) as store:
        assert store.job("live").status is JobStatus.DONE
        after = store.registry("live")
        assert after.scenes[:2] == before.scenes
        assert store.chosen_takes("live")[:2] == takes
        assert {m.identity for m in after.scenes[2].mentions} >= {"lily", "woman"}
    assert film_hash(home) != film_hash(ended)


def test_live_a_running_job_takes_up_what_another_process_adds(tmp_path: Path, grown: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    os.mkfifo(f"{pipe}.back")
    home = tmp_path / "home"
    running = child(home, "start", f"meet={pipe}")
    assert pipe.read_text() == "filming"
    added = add_segment("live", NEXT, settings=settings_of(home))
    assert added.is_running and added.segment_index == 2
    Path(f"{pipe}.back").write_text("go on")
    assert running.wait(timeout=120) == 0
    with StoryStore.open(home) as store:
        assert store.job("live").status is JobStatus.DONE
        assert len(store.chosen_takes("live")) == 3
    assert film_hash(home) == film_hash(grown), "when a segment is added does not decide what it shows"


@pytest.mark.parametrize("event", ["NodeStarted", "StoryGrown", "TakeJudged"])
def test_live_a_kill_while_the_story_grows_loses_nothing(event: str, ended: Path, grown: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ended, home)
    add_segment("live", NEXT, settings=settings_of(home))
    assert child(home, "resume", f"kill={event}").wait(timeout=120) == -9
    result = resume_story("live", settings=settings_of(home))
    assert len(result.segments) == 3
    assert film_hash(home) == film_hash(grown)


def test_live_a_story_may_grow_far_beyond_its_first_length(tmp_path: Path) -> None:
    script = Script(title="Live", segments=(Segment(prompt=PROMPTS[0], duration_s=0.25),))
    grown: list[int] = []
    home = settings_of(tmp_path)

    def on_event(event: StoryEvent) -> None:
        if isinstance(event, TakeFinished) and event.segment_index < 11:
            add_segment("live", f"At the station, the woman waits. Number {event.segment_index}.", settings=home)
        if isinstance(event, StoryGrown):
            grown.append(event.n_segments)

    result = run_story(script, settings=home, job_id="live", on_event=on_event)
    assert [segment.index for segment in result.segments] == list(range(12))
    assert grown == list(range(2, 13))


def test_live_several_segments_wait_in_order(ended: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(ended, home)
    for index, prompt in enumerate(("Lily waves.", "Lily sits down.")):
        assert add_segment("live", prompt, duration_s=0.5, settings=settings_of(home)).segment_index == 2 + index
    result = resume_story("live", settings=settings_of(home))
    assert [(s.prompt, s.duration_s) for s in result.segments[2:]] == [("Lily waves.", 0.5), ("Lily sits down.", 0.5)]


def test_live_refuses_what_can_be_no_segment(ended: Path) -> None:
    with pytest.raises(ScriptError):
        add_segment("live", "   ", settings=settings_of(ended))
    with pytest.raises(ScriptError):
        add_segment("live", "Lily waves.", duration_s=-1, settings=settings_of(ended))
    with pytest.raises(UnknownJobError):
        add_segment("dead", "Lily waves.", settings=settings_of(ended))
    with StoryStore.open(ended) as store:
        assert store.waiting_directions("live") == () and store.job("live").status is JobStatus.DONE
