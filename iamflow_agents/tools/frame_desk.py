"""Frames that are looked at while the next block is made: one thread, a short queue, and nobody who waits.

A picture is taken when its block is announced, as it is gone afterwards. Where the scorer is slower than the generator
the oldest picture in the queue goes unseen. What it found is fetched whenever somebody asks; what comes later than its
take is fetched later. Which rows that changes is the graph's business.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from iamflow_agents.agents.ports import FrameEvidence, FrameScorer
from iamflow_agents.events import FrameScored, OnEvent
from iamflow_agents.generator.protocol import BlockProgress
from iamflow_agents.takes import SegmentRequest

logger = logging.getLogger(__name__)
MOST_WAITING = 4
"""Pictures in the queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScore:
    """How well a block's newest frame shows whom; it stands for the whole block."""

    segment_index: int
    take_number: int
    input_hash: str
    begin: int
    """First frame of the block."""
    end: int
    """One behind its last."""
    scores: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class _Task:
    evidence: FrameEvidence
    digest: str
    begin: int
    end: int


class FrameDesk:
    """Has frames rated beside the generator.

    Args:
        scorer: Called from a thread of its own, for one frame at a time; may fail, and may be as slow as it likes.
        emit: Told of every rated frame, from that thread.
    """

    def __init__(self, scorer: FrameScorer, emit: OnEvent) -> None:
        self._scorer, self._emit = scorer, emit
        self._tasks: deque[_Task] = deque(maxlen=MOST_WAITING)
        self._found: list[FrameScore] = []
        self._seen: dict[str, int] = {}
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closed = False

    def look(self, digest: str, request: SegmentRequest, progress: BlockProgress) -> None:
        """Take a picture of a block's newest frame and come back at once."""
        begin = self._seen.get(digest, 0)
        self._seen = {digest: progress.frames_done}
        begin = begin if begin < progress.frames_done else 0
        if progress.preview is None or not request.cast:
            return
        evidence = FrameEvidence(
            request=request,
            frame_index=progress.frames_done - 1,
            picture=progress.preview(),
            width=request.width,
            height=request.height,
            layout=progress.layout,
        )
        with self._changed:
            self._tasks.append(_Task(evidence, digest, begin, progress.frames_done))
            if self._thread is None and not self._closed:
                # No film is kept from ending by a scorer that never answers.
                self._thread = threading.Thread(target=self._work, name="frame-scorer", daemon=True)
                self._thread.start()
            self._changed.notify()

    def collect(self) -> tuple[FrameScore, ...]:
        """What was found since this was asked last, each once."""
        with self._changed:
            found, self._found = tuple(self._found), []
        return found

    def close(self) -> None:
        """Rate nothing more; does not wait for what is under way."""
        with self._changed:
            self._closed = True
            self._tasks.clear()
            self._changed.notify()

    def _work(self) -> None:
        while True:
            with self._changed:
                while not self._tasks and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                task = self._tasks.popleft()
            self._rate(task)

    def _rate(self, task: _Task) -> None:
        request = task.evidence.request
        try:
            scores = dict(self._scorer.score(task.evidence))
        except Exception as error:  # noqa: BLE001 - a scorer may fail in any way, and must not stop the film
            logger.warning("scorer %s failed on segment %d: %s", self._scorer.name, request.segment_index, error)
            return
        found = FrameScore(
            segment_index=request.segment_index,
            take_number=request.take_number,
            input_hash=task.digest,
            begin=task.begin,
            end=task.end,
            scores=scores,
        )
        with self._changed:
            if self._closed:
                return
            self._found.append(found)
        self._emit(
            FrameScored(
                segment_index=request.segment_index,
                take_number=request.take_number,
                frame_index=task.evidence.frame_index,
                scorer=self._scorer.name,
            )
        )
