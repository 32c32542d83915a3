"""The desk that has frames rated beside the generator: who is begun, who goes unseen, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from iamflow_agents.agents.ports import FrameEvidence
from iamflow_agents.errors import BudgetExceededError, StoppedError
from iamflow_agents.events import FrameScored, StoryEvent
from iamflow_agents.generator.protocol import BlockProgress, NewKeyframe
from iamflow_agents.records import Appearance, Kind, Setting
from iamflow_agents.takes import SegmentRequest
from iamflow_agents.tools.frame_desk import MOST_WAITING, FrameDesk

PATIENCE_S = 60.0
"""Only a test that fails takes so long."""


class Scorer:
    """Notes whom it is asked about, and answers when it is let go."""

    name = "gate/1"

    def __init__(self, *, error: Exception | None = None, let_go: bool = False) -> None:
        self.asked: list[list[int]] = []
        self.began, self.error = threading.Semaphore(0), error
        self.go = threading.Event()
        if let_go:
            self.go.set()
        self.most, self._now, self._lock = 0, 0, threading.Lock()

    def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
        with self._lock:
            self.asked.append([frame.frame_index for frame in frames])
            self._now += 1
            self.most = max(self.most, self._now)
        self.began.release()
        try:
            assert self.go.wait(PATIENCE_S)
            if self.error is not None:
                raise self.error
            return [{"nora": 0.9} for _ in frames]
        finally:
            with self._lock:
                self._now -= 1


class Heard:
    """Events, and how many frames were rated."""

    def __init__(self) -> None:
        self.events: list[StoryEvent] = []
        self.rated = threading.Semaphore(0)

    def __call__(self, event: StoryEvent) -> None:
        self.events.append(event)
        self.rated.release()

    def wait(self, n_frames: int) -> list[int]:
        assert all(self.rated.acquire(timeout=PATIENCE_S) for _ in range(n_frames))
        return [event.frame_index for event in self.events if isinstance(event, FrameScored)]


def request_of(**changes: Any) -> SegmentRequest:
    told = {
        "segment_index": 0, "take_number": 1, "prompt": "", "grounded_prompt": "", "seed": 0, "duration_s": 1.0,
        "width": 64, "height": 64, "fps": 8, "setting": Setting(place="", name=""),
        "cast": (Appearance(identity="nora", kind=Kind.PERSON, name="Nora"),),
    }  # fmt: skip
    return SegmentRequest(**told | changes)


def block(*frames: int) -> BlockProgress:
    keyframes = tuple(NewKeyframe(frame_index=index, picture=lambda: b"") for index in frames)
    return BlockProgress(segment_index=0, frames_done=max(frames, default=0) + 1, frames_total=99, keyframes=keyframes)


def test_desk_a_scorer_ten_times_slower_sees_the_first_and_the_newest() -> None:
    scorer, heard = Scorer(), Heard()
    desk = FrameDesk(scorer, heard)
    desk.look("a", request_of(), block(0))
    assert scorer.began.acquire(timeout=PATIENCE_S)
    n_blocks = 10 * MOST_WAITING
    for number in range(1, n_blocks):
        desk.look("a", request_of(), block(number, 1_000 + number))
    assert desk.collect() == () and scorer.asked == [[0]], "nobody waited"
    scorer.go.set()
    newest = range(n_blocks - MOST_WAITING, n_blocks)
    heard.wait(1 + 2 * MOST_WAITING)
    assert scorer.asked == [[0], *([number, 1_000 + number] for number in newest)], "the oldest go unseen, in order"
    found = desk.collect()
    assert [one.frame_index for one in found] == [0, *(frame for n in newest for frame in (n, 1_000 + n))]
    assert {(one.input_hash, *one.scores.items()) for one in found} == {("a", ("nora", 0.9))}
    assert desk.collect() == (), "each is told once"
    desk.close()


@pytest.mark.parametrize("workers", [1, 3])
def test_desk_looks_at_no_more_blocks_at_a_time_than_it_may(workers: int) -> None:
    scorer, heard = Scorer(), Heard()
    desk = FrameDesk(scorer, heard, workers=workers)
    for number in range(6):
        desk.look("a", request_of(), block(number))
    assert all(scorer.began.acquire(timeout=PATIENCE_S) for _ in range(workers))
    scorer.go.set()
    assert sorted(heard.wait(6)) == [*range(6)]
    assert scorer.most == workers
    desk.close()


def test_desk_in_the_end_nothing_more_is_begun_and_nobody_is_left() -> None:
    over = threading.Event()

    class Breaking(Scorer):
        def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
            self.began.release()
            assert over.wait(PATIENCE_S)
            raise StoppedError("told to stop", where="here", next_step="Nothing.")

    scorer, heard = Breaking(), Heard()
    desk = FrameDesk(scorer, heard, workers=2, over=over)
    for number in range(5):
        desk.look("a", request_of(), block(number))
    assert scorer.began.acquire(timeout=PATIENCE_S) and scorer.began.acquire(timeout=PATIENCE_S)
    names = [thread.name for thread in threading.enumerate()]
    assert names.count("frame-scorer") == 2
    desk.close()
    desk.close()
    assert over.is_set() and desk.collect() == () and heard.events == []
    assert "frame-scorer" not in [thread.name for thread in threading.enumerate()]
    desk.look("a", request_of(), block(9))
    assert "frame-scorer" not in [thread.name for thread in threading.enumerate()], "nor begun again"


def test_desk_what_was_found_before_the_end_can_be_fetched_after_it() -> None:
    scorer, heard = Scorer(let_go=True), Heard()
    desk = FrameDesk(scorer, heard)
    desk.look("a", request_of(), block(3))
    heard.wait(1)
    desk.close()
    assert [one.frame_index for one in desk.collect()] == [3]


def test_desk_without_budget_asks_no_more_and_after_a_failure_goes_on() -> None:
    spent = Scorer(error=BudgetExceededError("used up", where="here", next_step="Pay."))
    away = Scorer(error=ConnectionError("away"))
    for scorer, n_asked in ((spent, 1), (away, 3)):
        desk = FrameDesk(scorer, Heard())
        for number in range(3):
            desk.look("a", request_of(), block(number))
        scorer.go.set()
        assert all(scorer.began.acquire(timeout=PATIENCE_S) for _ in range(n_asked))
        for thread in desk._threads:
            if scorer is spent:
                thread.join(PATIENCE_S)
        desk.close()
        assert len(scorer.asked) == n_asked and desk.collect() == ()


def test_desk_looks_only_at_keyframes_that_should_show_somebody() -> None:
    scorer = Scorer(let_go=True)
    heard = Heard()
    desk = FrameDesk(scorer, heard)
    desk.look("a", request_of(), block())
    desk.look("a", request_of(cast=()), block(1))
    desk.look("a", request_of(), block(2))
    assert heard.wait(1) == [2] and scorer.asked == [[2]]
    desk.close()
