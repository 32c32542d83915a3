"""Frames that are looked at while the next ones are made: a few threads, a short queue, and nobody who waits.

A block hands over its take's new keyframes, which are what memory may choose later; they are one piece of work. The
oldest piece is begun first, and where the scorer is slower than the generator the oldest that nobody has begun goes
unseen: a frame without a rating is as good as it was. What was found is fetched whenever somebody asks, and what comes
later than its take is fetched later. Which rows that changes is the graph's business.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from iamflow_agents.agents.ports import FrameEvidence, FrameScorer
from iamflow_agents.errors import BudgetExceededError, StoppedError
from iamflow_agents.events import FrameScored, OnEvent
from iamflow_agents.generator.protocol import BlockProgress, NewKeyframe
from iamflow_agents.takes import SegmentRequest

logger = logging.getLogger(__name__)
MOST_WAITING = 8
"""Blocks in the queue."""
GOODBYE_S = 1.0
"""How long the threads are waited for in the end; a scorer that can be stopped needs a quarter of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScore:
    """How well a keyframe shows whom."""

    segment_index: int
    take_number: int
    input_hash: str
    frame_index: int
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Task:
    digest: str
    request: SegmentRequest
    keyframes: tuple[NewKeyframe, ...]


class FrameDesk:
    """Has frames rated beside the generator.

    Args:
        scorer: Called from threads of the desk, for the keyframes of one block at a time; may fail, and may be as slow
            as it likes.
        emit: Told of every rated frame, from those threads.
        workers: Blocks that are looked at side by side, at most.
        over: Set when nothing more is wanted, for a scorer that can break off; None makes one.
    """

    def __init__(
        self, scorer: FrameScorer, emit: OnEvent, *, workers: int = 1, over: threading.Event | None = None
    ) -> None:
        self._scorer, self._emit, self._n_workers = scorer, emit, workers
        self._over = over or threading.Event()
        self._tasks: deque[_Task] = deque(maxlen=MOST_WAITING)
        self._found: list[FrameScore] = []
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []

    def look(self, digest: str, request: SegmentRequest, progress: BlockProgress) -> None:
        """Take a block's new keyframes and come back at once.

        Args:
            digest: Of the take's request.
            request: What the take is to show.
            progress: The block.
        """
        if not progress.keyframes or not request.cast:
            return
        with self._changed:
            if self._over.is_set():
                return
            self._tasks.append(_Task(digest, request, progress.keyframes))
            if len(self._threads) < self._n_workers:
                # No film is kept from ending by a scorer that never answers.
                thread = threading.Thread(target=self._work, name="frame-scorer", daemon=True)
                self._threads.append(thread)
                thread.start()
            self._changed.notify()

    def collect(self) -> tuple[FrameScore, ...]:
        """What was found since this was asked last, each once."""
        with self._changed:
            found, self._found = tuple(self._found), []
        return found

    def close(self) -> None:
        """Rate nothing more; what is under way is given up. Safe to call twice, and `collect` works afterwards."""
        with self._changed:
            self._over.set()
            self._tasks.clear()
            self._changed.notify_all()
        deadline = time.monotonic() + GOODBYE_S
        for thread in self._threads:
            thread.join(max(0.0, deadline - time.monotonic()))

    def _work(self) -> None:
        while (task := self._next()) is not None:
            try:
                self._rate(task)
            except StoppedError:
                return
            except BudgetExceededError as error:
                logger.warning("no more memory frames are rated: %s", error.what)
                with self._changed:
                    self._over.set()
                    self._changed.notify_all()
            except Exception as error:  # noqa: BLE001 - a scorer may fail in any way, and must not stop the film
                where = task.request.segment_index
                logger.warning("scorer %s failed on segment %d: %s", self._scorer.name, where, error)

    def _next(self) -> _Task | None:
        """Wait for a block; None in the end."""
        with self._changed:
            while not self._tasks and not self._over.is_set():
                self._changed.wait()
            return None if self._over.is_set() else self._tasks.popleft()

    def _rate(self, task: _Task) -> None:
        request = task.request
        frames = [
            FrameEvidence(
                request=request,
                frame_index=keyframe.frame_index,
                picture=keyframe.picture(),
                width=request.width,
                height=request.height,
                layout=keyframe.layout,
            )
            for keyframe in task.keyframes
        ]
        found = [
            FrameScore(
                segment_index=request.segment_index,
                take_number=request.take_number,
                input_hash=task.digest,
                frame_index=frame.frame_index,
                scores=dict(scores),
            )
            for frame, scores in zip(frames, self._scorer.score(frames), strict=True)
            if scores
        ]
        with self._changed:
            if self._over.is_set():
                return
            self._found += found
        for one in found:
            self._emit(
                FrameScored(
                    segment_index=one.segment_index,
                    take_number=one.take_number,
                    frame_index=one.frame_index,
                    scorer=self._scorer.name,
                )
            )
