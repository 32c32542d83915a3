"""Frames are rated beside the generator: nobody waits, and what comes late still reaches memory."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from judge_tools import script_of, settings_of

from iamflow_agents import StoryResult, run_story
from iamflow_agents.agents.ports import FrameEvidence, TakeEvidence
from iamflow_agents.backends.rules.pixel_scorer import PixelFrameScorer
from iamflow_agents.events import FrameScored, StoryEvent, TakeFinished
from iamflow_agents.opening import open_store
from iamflow_agents.records import VerdictKind
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.takes import MemoryFrame, Verdict

PATIENCE_S = 60.0
"""Only a test that fails takes so long."""


class Slow:
    """Answers nothing before it is let go."""

    name = "slow/1"

    def __init__(self) -> None:
        self.asked, self.go, self.scored = threading.Event(), threading.Event(), threading.Event()
        self.was_let_go = True

    def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
        self.asked.set()
        self.was_let_go &= self.go.wait(PATIENCE_S)
        return [{look.identity: 0.9 for look in one.request.cast} for one in frames]


class Patient:
    """A judge that looks at the first take only when a frame of it was rated."""

    name = "patient/1"

    def __init__(self, scorer: Slow) -> None:
        self._scorer = scorer

    def verify(self, evidence: TakeEvidence) -> tuple[Verdict, ...]:
        request = evidence.request
        if request.segment_index == 0:
            assert self._scorer.scored.wait(PATIENCE_S)
        at = {"segment_index": request.segment_index, "take_number": request.take_number}
        return tuple(Verdict(**at, identity=look.identity, kind=VerdictKind.CONFIRMED) for look in request.cast)


def play(home: Path, **settings: Any) -> tuple[StoryResult, tuple[MemoryFrame, ...]]:
    on_event = settings.pop("on_event", None)
    result = run_story(script_of(2), settings=settings_of(home, "rules", **settings), job_id="a", on_event=on_event)
    with open_store(Settings(home=home), Home(home)) as store:
        return result, store.memory_frames("a")


def use(monkeypatch: pytest.MonkeyPatch, scorer: Any) -> None:
    monkeypatch.setattr("iamflow_agents.working.make_frame_scorer", lambda *args, **named: scorer)


def test_graphs_generation_waits_for_no_scorer_and_a_late_score_changes_the_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = Slow()
    use(monkeypatch, scorer)
    monkeypatch.setattr("iamflow_agents.working.make_verifier", lambda name: Patient(scorer))
    events: list[StoryEvent] = []

    def on_event(event: StoryEvent) -> None:
        events.append(event)
        if isinstance(event, TakeFinished) and event.segment_index == 0:
            assert scorer.asked.wait(PATIENCE_S)
            scorer.go.set()
        if isinstance(event, FrameScored):
            scorer.scored.set()

    result, rows = play(tmp_path / "a", frame_scorer="rules", on_event=on_event)
    assert scorer.was_let_go, "the take was finished while its first frame was still being rated"
    at = [type(e) for e in events if isinstance(e, (TakeFinished, FrameScored))]
    assert at[0] is TakeFinished and FrameScored in at
    late = [row for row in rows if row.segment_index == 0]
    assert any(row.scores == (0.6708,) for row in late), "a half, and nine tenths"
    plain, before = play(tmp_path / "b")
    assert {row.scores for row in before if row.segment_index == 0} == {(0.5,)}
    assert plain.video.read_bytes() == result.video.read_bytes()


def test_graphs_a_scorer_that_fails_or_never_answers_stops_no_film(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "broken/1"

        def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
            raise ConnectionError("away")

    class Short:
        name = "short/1"

        def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
            return [{"nora": 0.1}] * (len(frames) + 1)

    never = Slow()
    # The desk is not waited for long in the end, and here it would be in vain.
    monkeypatch.setattr("iamflow_agents.tools.frame_desk.GOODBYE_S", 0.01)
    for number, scorer in enumerate((Broken(), Short(), never)):
        use(monkeypatch, scorer)
        result, rows = play(tmp_path / str(number), frame_scorer="rules")
        assert all(segment.accepted for segment in result.segments)
        assert {score for row in rows for score in row.scores} == {0.5}
    never.go.set()


def test_graphs_pixels_tell_who_is_shown_in_a_single_frame(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[FrameEvidence, Mapping[str, float]]] = []

    from iamflow_agents.generator.protocol import BlockProgress
    from iamflow_agents.tools.frame_desk import FrameDesk

    def at_once(desk: FrameDesk, digest: str, request: Any, progress: BlockProgress) -> None:
        frames = [
            FrameEvidence(
                request=request, frame_index=one.frame_index, picture=one.picture(),
                width=request.width, height=request.height, layout=one.layout,
            )
            for one in progress.keyframes
        ]  # fmt: skip
        seen.extend(zip(frames, PixelFrameScorer().score(frames), strict=True))

    monkeypatch.setattr(FrameDesk, "look", at_once)
    play(tmp_path, frame_scorer="rules", width=416, height=240)
    people = [score for _, scores in seen for key, score in scores.items() if key in ("nora", "ethan")]
    assert people and all(score > 0.5 for score in people)
    evidence = next(one for one, scores in seen if "nora" in scores)
    gone = FrameEvidence(
        request=evidence.request, frame_index=evidence.frame_index, picture=evidence.picture, width=evidence.width,
        height=evidence.height, layout=None,
    )  # fmt: skip
    assert PixelFrameScorer().score([gone]) == [{}]
