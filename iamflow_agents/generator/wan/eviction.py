"""Which archived frames go when the archive is full.

A frame is kept for the sake of its subjects: the identities in it and its place. It is as dispensable as the subject
of it that has fewest frames is plentiful; so a talkative identity loses its own surplus, never somebody else's last
frame. Pure functions; files are removed by `archive`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from iamflow_agents.generator.wan.archive_records import ArchivedFrame, ArchiveLimits, FrameKey
from iamflow_agents.generator.wan.scoring import UNKNOWN, fused_scores

_Rank = tuple[bool, int, float, float, tuple[int, int, int]]


def frames_to_evict(
    frames: Iterable[ArchivedFrame], limits: ArchiveLimits, pinned: Collection[FrameKey] = ()
) -> tuple[FrameKey, ...]:
    """Choose frames to give up until all limits hold.

    Order: quarantined frames first, then the frame whose rarest subject has most frames, then the lowest score of
    that subject, then the lowest of all scores, then the oldest.

    Args:
        frames: All that are archived; any order.
        limits: To be kept.
        pinned: Frames in use, which stay even if a limit is then exceeded.

    Returns:
        Keys, first to go first.
    """
    left = [_Kept(frame) for frame in sorted(frames, key=lambda frame: frame.key)]
    loose = [kept for kept in left if not any(kept.frame.holds(key) for key in pinned)]
    counts = Counter(subject for kept in left if not kept.frame.quarantined for subject in kept.subjects)
    n_frames, n_bytes = len(left), sum(kept.frame.n_bytes for kept in left)
    gone: list[FrameKey] = []
    while loose:
        if n_frames > limits.max_frames or n_bytes > limits.max_bytes:
            worst = max(loose, key=lambda kept: kept.rank(counts))
        else:
            healthy = [kept for kept in loose if not kept.frame.quarantined]
            surplus = [kept for kept in healthy if kept.rarest(counts) > limits.frames_per_subject]
            if not surplus:
                break
            worst = max(surplus, key=lambda kept: kept.rank(counts))
        loose.remove(worst)
        gone.append(worst.frame.key)
        n_frames, n_bytes = n_frames - 1, n_bytes - worst.frame.n_bytes
        if not worst.frame.quarantined:
            counts.subtract(worst.subjects)
    return tuple(gone)


class _Kept:
    """A frame with what it is kept for: its identities that are not known to be wrong, and its place; never nothing."""

    def __init__(self, frame: ArchivedFrame) -> None:
        self.frame, self.scores = frame, fused_scores(frame)
        shown = [key for key, score in self.scores.items() if score > 0]
        # A place may have the same key as an identity.
        place = [f"place/{frame.place}"] if frame.place else []
        self.subjects = (*shown, *place) or ("nobody/",)
        key = frame.key
        self._age = (-key.segment_index, -key.take_number, -key.latent_index)

    def rarest(self, counts: Counter[str]) -> int:
        """Frames of the subject that has fewest."""
        return min(counts[subject] for subject in self.subjects)

    def rank(self, counts: Counter[str]) -> _Rank:
        """How dispensable a frame is; the greatest goes first."""
        rarest = self.rarest(counts)
        of_rarest = max(self.scores.get(subject, UNKNOWN) for subject in self.subjects if counts[subject] == rarest)
        return self.frame.quarantined, rarest, -of_rarest, -sum(self.scores.values()), self._age
