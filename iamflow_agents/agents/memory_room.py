"""Which memory frames keep their latents when there are more than there is room for.

A frame is kept for the sake of its subjects: the identities in it and its place. It is as dispensable as the subject
of it that has fewest frames is plentiful; so a talkative identity loses its own surplus, never somebody else's last
frame. Pure functions over the rows of the entity database; who removes the files is the graph's business. Pictures of
frames are always kept: they are small, and the report shows them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import dataclass

from iamflow_agents.agents.visual_scores import UNKNOWN, fused
from iamflow_agents.takes import MemoryFrame

_Age = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryRoom:
    """How many frames keep their latents (0.6 MB each at 480x832)."""

    per_subject: int = 24
    """Frames kept for the sake of one identity or place."""
    subjects: int = 8
    """So many times as many frames in all."""

    @property
    def frames(self) -> int:
        """Frames in all."""
        return self.per_subject * self.subjects


def frames_without_room(
    frames: Iterable[MemoryFrame], room: MemoryRoom, pinned: Container[str] = ()
) -> tuple[MemoryFrame, ...]:
    """Choose frames whose latents go, until there is room for the others.

    Order: quarantined frames, which nobody may use again, all of them; then the frame whose rarest subject has most
    frames, then the lowest score of that subject, then the lowest of all scores, then the oldest.

    Args:
        frames: All that have latents and are in the film; any order.
        room: How much there is.
        pinned: Hashes of latents that are about to be used; they stay even if there are then too many.

    Returns:
        Frames, first to go first.
    """
    ordered = sorted(frames, key=_age)
    healthy = [_Kept(frame) for frame in ordered if not frame.quarantined]
    gone = [frame for frame in ordered if frame.quarantined and not _is_pinned(frame, pinned)]
    loose = [kept for kept in healthy if not _is_pinned(kept.frame, pinned)]
    counts = Counter(subject for kept in healthy for subject in kept.subjects)
    left = len(ordered) - len(gone)
    while loose:
        surplus = loose
        if left <= room.frames:
            surplus = [kept for kept in loose if kept.rarest(counts) > room.per_subject]
        if not surplus:
            break
        worst = max(surplus, key=lambda kept: kept.dispensability(counts))
        loose.remove(worst)
        gone.append(worst.frame)
        counts.subtract(worst.subjects)
        left -= 1
    return tuple(gone)


class _Kept:
    """A frame with what it is kept for: those it may show, and its place; never nothing."""

    def __init__(self, frame: MemoryFrame) -> None:
        self.frame = frame
        known = fused(frame)
        scores = known.scores or (UNKNOWN,) * len(known.identities)
        self.scores = dict(zip(known.identities, scores, strict=True))
        # A place may have the same key as an identity.
        place = [f"place/{frame.place}"] if frame.place else []
        self.subjects = (*self.scores, *place) or ("nobody/",)

    def rarest(self, counts: Counter[str]) -> int:
        """Frames of the subject that has fewest."""
        return min(counts[subject] for subject in self.subjects)

    def dispensability(self, counts: Counter[str]) -> tuple[int, float, float, tuple[int, int, int], str]:
        """The greatest goes first."""
        rarest = self.rarest(counts)
        of_rarest = max(self.scores.get(subject, UNKNOWN) for subject in self.subjects if counts[subject] == rarest)
        segment, take, index, sha256 = _age(self.frame)
        return rarest, -of_rarest, -sum(self.scores.values()), (-segment, -take, -index), sha256


def _is_pinned(frame: MemoryFrame, pinned: Container[str]) -> bool:
    return frame.latents is not None and frame.latents.sha256 in pinned


def _age(frame: MemoryFrame) -> _Age:
    """Story order; the hash decides between frames that cannot be told apart otherwise."""
    return frame.segment_index, frame.take_number, frame.frame_index, frame.keyframe.sha256
