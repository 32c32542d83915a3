"""Which segments have to be made again when one is: only those whose requests used something of it.

Computed from what was asked for at the time: the frame a take blended from, the state it went on from, the memory
frames it was offered, and the words, looks and actions it showed. What depends on one that is made again is made
again, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iamflow_agents.agents.director import build_request
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.takes import SegmentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeSegment:
    """The take of a segment that is in the film."""

    request: SegmentRequest
    files: frozenset[str]
    """Content hashes of what it left."""


@dataclass(frozen=True, slots=True)
class Dependent:
    """A segment that is made again, and why."""

    segment_index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Telling:
    """A story at one time: its words, and who is who in them."""

    script: Script
    registry: Registry

    def differs(self, other: Telling, segment_index: int, *, fps: int) -> bool:
        """Tell whether a segment shows something else in another telling, apart from what came before it."""
        return self._shown(segment_index, fps) != other._shown(segment_index, fps)

    def _shown(self, index: int, fps: int) -> SegmentRequest:
        """What a segment is to show; pixels do not matter here."""
        return build_request(self.script, self.registry, index, job_seed=0, width=2, height=2, fps=fps)


def find_dependents(
    made: Mapping[int, MadeSegment], first: int, before: Telling, after: Telling, *, fps: int
) -> tuple[Dependent, ...]:
    """Say which segments have to be made again when one is.

    Args:
        made: The film, by segment; may have gaps.
        first: The segment that is made again.
        before: The story as the film tells it.
        after: The story as it is to be told.
        fps: Frames a second of the film.

    Returns:
        `first` and its dependents, in story order. Segments before `first` never depend on it.
    """
    found = [Dependent(first, "asked for")]
    again = {first}
    for index in sorted(index for index in made if index > first):
        reason = _uses(made, index, again)
        if not reason and before.differs(after, index, fps=fps):
            reason = "its words, looks or actions change"
        if reason:
            found.append(Dependent(index, reason))
            again.add(index)
    return tuple(found)


def _uses(made: Mapping[int, MadeSegment], index: int, again: set[int]) -> str:
    """Why a segment's request needs one that is made again; empty if it needs none."""
    request, last = made[index].request, made.get(index - 1)
    if index - 1 in again and last is not None:
        if request.previous_frame is not None and request.previous_frame.sha256 in last.files:
            return f"it blends from segment {index}"
        if request.previous_state is not None and request.previous_state.sha256 in last.files:
            return f"its generator goes on from segment {index}"
    remembered = _remembered(made, request, again)
    if remembered:
        named = ", ".join(str(segment + 1) for segment in remembered)
        return f"it remembers frames of segment{'s' if len(remembered) > 1 else ''} {named}"
    return ""


def _remembered(made: Mapping[int, MadeSegment], request: SegmentRequest, again: set[int]) -> Sequence[int]:
    """Segments among those made again whose frames a request was offered."""
    return sorted({f.segment_index for f in request.memory if f.segment_index in again and f.segment_index in made})
