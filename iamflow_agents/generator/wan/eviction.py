"""Which archived frames go when the archive is full.

A frame is kept for the sake of its subjects: the identities in it and its place. It is as dispensable as the subject
of it that has fewest frames is plentiful; so a talkative identity loses its own surplus, never somebody else's last
frame. Pure functions; files are removed by `archive`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable

from iamflow_agents.generator.wan.archive_records import ArchivedFrame, ArchiveLimits, FrameKey
from iamflow_agents.generator.wan.scoring import fused_scores

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
    left = sorted(frames, key=lambda frame: frame.key)
    counts = Counter(subject for frame in left if not frame.quarantined for subject in subjects_of(frame))
    n_bytes = sum(frame.n_bytes for frame in left)
    gone: list[FrameKey] = []
    while True:
        loose = [frame for frame in left if not any(frame.holds(key) for key in pinned)]
        if not loose:
            return tuple(gone)
        worst = max(loose, key=lambda frame: _rank(frame, counts))
        if len(left) <= limits.max_frames and n_bytes <= limits.max_bytes:
            kept = [frame for frame in loose if not frame.quarantined]
            surplus = [frame for frame in kept if _rarest(frame, counts) > limits.frames_per_subject]
            if not surplus:
                return tuple(gone)
            worst = max(surplus, key=lambda frame: _rank(frame, counts))
        left.remove(worst)
        gone.append(worst.key)
        n_bytes -= worst.n_bytes
        if not worst.quarantined:
            counts.subtract(subjects_of(worst))


def subjects_of(frame: ArchivedFrame) -> tuple[str, ...]:
    """What a frame is kept for: its identities that are not known to be wrong, and its place; never empty."""
    shown = [key for key, score in fused_scores(frame).items() if score > 0]
    # A place may have the same key as an identity.
    place = [f"place/{frame.place}"] if frame.place else []
    return (*shown, *place) or ("nobody/",)


def _rarest(frame: ArchivedFrame, counts: Counter[str]) -> int:
    """Frames of the subject that has fewest."""
    return min(counts[subject] for subject in subjects_of(frame))


def _rank(frame: ArchivedFrame, counts: Counter[str]) -> _Rank:
    """How dispensable a frame is; the greatest goes first."""
    scores, rarest = fused_scores(frame), _rarest(frame, counts)
    of_rarest = [scores.get(subject, 0.5) for subject in subjects_of(frame) if counts[subject] == rarest]
    key = frame.key
    age = (-key.segment_index, -key.take_number, -key.latent_index)
    return frame.quarantined, rarest, -max(of_rarest, default=0.0), -sum(scores.values()), age
