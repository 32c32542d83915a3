"""A vision model rates memory frames beside the generator: over HTTP, late, slow, failing, stopped, and in its turn."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from judge_tools import FakeServer, Reply, asked_about, content, judge_of, settings_of

from iamflow_agents import Script, StoryResult, resume_story
from iamflow_agents.codec import decode
from iamflow_agents.errors import StoppedError
from iamflow_agents.events import FrameScored, NodeStarted, StoryEvent, TakeFinished
from iamflow_agents.opening import open_store
from iamflow_agents.records import VerdictKind
from iamflow_agents.runner import StopSignal, start
from iamflow_agents.script import Segment
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.takes import MemoryFrame, SegmentRequest

PATIENCE_S = 60.0
"""Only a test that fails takes so long."""
DRIFT = "drift:colour=0,accessory=0,swap=0,duplicate=0,prop=0,carry=0:storyboard"
"""Looks at memory frames as a generator with a picture memory does; nothing drifts."""
WAN = {"generator": "wan:tiny", "width": 48, "height": 32, "fps": 16, "wan_steps": 1}
PROMPTS = (
    "In the library, Nora, a young woman with black hair and a red sweater, stands.",
    "In the library, Nora reads.",
    "In the library, Nora sits.",
)
FIRST_IS_BEST = {1: ("whole", "sharp"), 2: ("part", "blurred"), 3: ("part", "blurred")}


def rates(seen: Any) -> bool:
    """Whether single frames are asked about, and not a take."""
    return "close views" not in asked_about(seen)


def rating(seen: Any, worth: dict[int, tuple[str, str]]) -> Any:
    """Rate all frames that a request shows, by their numbers."""
    keys = re.findall(r"^- (\S+): ", asked_about(seen), re.MULTILINE)
    rows = [
        {"frame": frame, "id": key, "seen": worth[frame][0], "focus": worth[frame][1], "wrong": [], "confidence": 1.0}
        for frame in range(1, len(seen.images) + 1)
        for key in keys
    ]
    return Reply(text=json.dumps({"rows": rows}))


class Stage:
    """A server that rates each segment's frames when it is told to, and judges the first take when they are rated."""

    def __init__(self, server: Any, answer: Callable[[Any], Any], *, for_ever: bool = False) -> None:
        self.server, self._answer, self._for_ever = server, answer, for_ever
        self.events: list[StoryEvent] = []
        self.made = threading.Event()
        """The first take is."""
        self.rated = threading.Event()
        self.n_questions = 0
        self._lock = threading.Lock()
        server.respond(self._reply)

    def note(self, event: StoryEvent) -> None:
        self.events.append(event)
        if isinstance(event, TakeFinished):
            self.made.set()
        if isinstance(event, FrameScored):
            self.rated.set()

    def _reply(self, seen: Any) -> Any:
        if not rates(seen):
            if not self._for_ever:
                assert self.rated.wait(PATIENCE_S), "the judge of takes looks once a frame was rated"
            return content(seen)
        with self._lock:
            self.n_questions += 1
            number = self.n_questions
        if self._for_ever or number > 1:
            return Reply(hang=True)
        assert self.made.wait(PATIENCE_S), "the take is not finished before its frames are rated"
        return self._answer(seen)


def play(
    home: Path, *, on_event: Any = None, stop: StopSignal | None = None, n_segments: int = 3, **changes: Any
) -> StoryResult:
    # One question about frames at a time, so that the first block's is the first.
    few = {"memory_budget": 1, "memory_per_identity": 1, "max_takes": 1, "llm_concurrency": 1}
    told = {"generator": DRIFT, "fps": 3, "width": 96, "height": 64} | few
    settings = settings_of(home, changes.pop("vlm"), llm_timeout_s=PATIENCE_S, **told | changes)
    segments = tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS[:n_segments])
    script = Script(title="Frames", segments=segments)
    return start(script, settings=settings, job_id="a", on_event=on_event, stop=stop or StopSignal())


def rows_of(home: Path) -> tuple[MemoryFrame, ...]:
    with open_store(Settings(home=home), Home(home)) as store:
        return store.memory_frames("a", include_quarantined=True)


def remembered(home: Path, segment: int) -> tuple[MemoryFrame, ...]:
    """The memory that a segment was planned with."""
    with open_store(Settings(home=home), Home(home)) as store:
        plan = store.plan("a", segment)
        assert plan is not None
        return decode(SegmentRequest, plan.request_json).memory


def test_frames_rated_late_choose_what_a_later_segment_remembers(tmp_path: Path) -> None:
    """Whether the job was stopped since or not: what had arrived is in the plan."""
    films, chosen = [], []
    stop = StopSignal()

    def stopping(event: StoryEvent) -> None:
        if isinstance(event, NodeStarted) and (event.node, event.segment_index) == ("generate_segment", 2):
            stop.stop_now("interrupted")

    for name in ("plain", "rated", "stopped"):
        home = tmp_path / name
        with FakeServer() as server:
            stage = Stage(server, lambda seen: rating(seen, FIRST_IS_BEST))
            vlm = judge_of(server)
            if name == "plain":
                stage.rated.set()
                film = play(home, vlm=vlm).video
            elif name == "rated":
                film = play(home, vlm=vlm, frame_scorer="vlm", on_event=stage.note).video
                order = [type(e) for e in stage.events if isinstance(e, (TakeFinished, FrameScored))]
                assert order[0] is TakeFinished and FrameScored in order, "the rating came behind its take"
            else:

                def note(event: StoryEvent, stage: Stage = stage) -> None:
                    stage.note(event)
                    stopping(event)

                with pytest.raises(StoppedError):
                    play(home, vlm=vlm, frame_scorer="vlm", on_event=note, stop=stop)
                settings = settings_of(home, vlm, llm_timeout_s=PATIENCE_S)
                film = resume_story("a", settings=settings, frame_scorer="off").video
        films.append(film.read_bytes())
        chosen.append([(frame.segment_index, frame.frame_index, frame.scores) for frame in remembered(home, 2)])
    (latest,), (rated,), (resumed,) = chosen
    assert latest[:2] == (0, 2), "without ratings the latest of those that the judge saw"
    assert rated[:2] == (0, 0) and rated[2] > latest[2], "the first frame was rated best"
    assert resumed == rated and films[1] == films[2]


def test_frames_that_are_never_rated_hold_up_nothing(tmp_path: Path) -> None:
    """And when the film is done the threads are gone, though nobody ever answered."""
    alive: list[str] = []

    def note(event: StoryEvent) -> None:
        stage.note(event)
        if isinstance(event, TakeFinished):
            alive.extend(thread.name for thread in threading.enumerate() if thread.name == "frame-scorer")

    with FakeServer() as server:
        stage = Stage(server, content, for_ever=True)
        result = play(tmp_path, vlm=judge_of(server), frame_scorer="vlm", on_event=note, n_segments=2)
    assert alive, "frames were being rated when takes were finished"
    assert not [thread for thread in threading.enumerate() if thread.name == "frame-scorer"]
    assert len(result.segments) == 2 and not [e for e in stage.events if isinstance(e, FrameScored)]
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}
    assert result.cost["frame_scorer"]["failed"] == 0, "given up is no failure"


def test_frames_of_wan_are_rated_late_and_the_archive_says_so(tmp_path: Path) -> None:
    rows, offered = [], []
    for name, scorer in (("plain", "off"), ("rated", "vlm")):
        with FakeServer() as server:
            stage = Stage(server, lambda seen: rating(seen, dict.fromkeys((1, 2), ("no", "blurred"))))
            if scorer == "off":
                stage.rated.set()
            changes = {**WAN, "memory_budget": 3, "frame_scorer": scorer}
            play(tmp_path / name, vlm=judge_of(server), on_event=stage.note, **changes)
        rows.append([row for row in rows_of(tmp_path / name) if row.segment_index == 0])
        of_first = [frame for frame in remembered(tmp_path / name, 2) if frame.segment_index == 0]
        offered.append({frame.frame_index for frame in of_first if "nora" in frame.identities})
        assert all(row.latents for row in rows[-1])
    order = [type(e) for e in stage.events if isinstance(e, (TakeFinished, FrameScored))]
    assert order[0] is TakeFinished, "the rating came behind its take"
    assert sum(rates(seen) for seen in server.chats) > 1, "and nobody waits for those that are never given"
    rated = {e.frame_index for e in stage.events if isinstance(e, FrameScored)}
    assert rated and rated < {row.frame_index for row in rows[1]}, "those of the first block"
    for before, now in zip(*rows, strict=True):
        assert before.frame_index == now.frame_index and before.scores[0] > 0
        assert (now.scores[0] == 0) is (now.frame_index in rated), "who is not in a frame is not remembered by it"
    assert offered[0] & rated and offered[1] and not offered[1] & rated


def test_frames_no_longer_rated_are_no_reason_to_judge_takes_less(tmp_path: Path) -> None:
    """Three failures in a row and the scorer is left alone; the judge, the same model, is asked as ever."""
    failed = threading.Semaphore(0)

    def reply(seen: Any) -> Any:
        if rates(seen):
            failed.release()
            return Reply(status=500)
        assert failed.acquire(timeout=PATIENCE_S)
        return content(seen)

    with FakeServer() as server:
        server.respond(reply)
        result = play(tmp_path / "a", vlm=judge_of(server), frame_scorer="vlm", verify="wait")
        assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}
        assert sum(rates(seen) for seen in server.chats) == 3
    with FakeServer() as server:
        server.respond(content)
        plain = play(tmp_path / "b", vlm=judge_of(server), verify="wait")
    assert plain.video.read_bytes() == result.video.read_bytes()
    scores = [[row.scores for row in rows_of(tmp_path / name)] for name in "ab"]
    assert scores[0] == scores[1], "the archive is as without a scorer"
    assert (result.cost["judge"]["failed"], plain.cost["frame_scorer"]["questions"]) == (0, 0)


def test_frames_that_were_rated_are_paid_once_in_a_home(tmp_path: Path) -> None:
    with FakeServer() as server:
        asked = []
        for name in ("a", "b"):
            stage = Stage(server, lambda seen: rating(seen, FIRST_IS_BEST))
            settings = settings_of(
                tmp_path, judge_of(server), generator=DRIFT, max_takes=1, fps=3, frame_scorer="vlm",
                width=96, height=64, llm_timeout_s=PATIENCE_S,
            )  # fmt: skip
            script = Script(title="Frames", segments=(Segment(prompt=PROMPTS[0], duration_s=1),))
            result = start(script, settings=settings, job_id=name, on_event=stage.note, stop=StopSignal())
            asked.append((stage.n_questions, result.cost["frame_scorer"]["cached"]))
    assert asked == [(1, 0), (0, 1)]
