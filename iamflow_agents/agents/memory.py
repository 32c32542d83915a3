"""Choose the memory frames a segment is given.

Greedy cover of the identities on screen under a budget of frames, then the place. Whoever has had their share of
frames no longer counts, so that nobody is evicted by a talkative one; a quarantined frame is never chosen.
"""

from __future__ import annotations

from collections.abc import Sequence

from iamflow_agents.takes import MemoryFrame


def select_memory(
    frames: Sequence[MemoryFrame], wanted: Sequence[str], place: str, *, budget: int, per_identity: int
) -> tuple[MemoryFrame, ...]:
    """Choose frames so that every wanted identity is seen before anybody is seen twice.

    Rounds: in round r a frame gains one for each wanted identity that has fewer than r frames; the frame with
    the largest gain is taken, then by score over those identities, then the most recent. After the first round
    one frame of the place is added if none of the chosen shows it.

    Args:
        frames: The archive, in any order.
        wanted: Identities on screen.
        place: Key of the segment's place; "" asks for none.
        budget: Most frames to choose.
        per_identity: Most frames chosen for the sake of one identity.

    Returns:
        The chosen frames in story order.
    """
    left = sorted({f for f in frames if not f.quarantined}, key=_age)
    shown = dict.fromkeys(wanted, 0)
    chosen: list[MemoryFrame] = []
    for share in range(1, per_identity + 1):
        while len(chosen) < budget:
            best = max(left, key=lambda frame: _gain(frame, shown, share), default=None)
            if best is None or _gain(best, shown, share)[0] == 0:
                break
            _take(best, left, chosen, shown)
        if share == 1:
            _add_place(left, chosen, shown, place, budget)
    if per_identity < 1:
        _add_place(left, chosen, shown, place, budget)
    return tuple(sorted(chosen, key=_age))


def _gain(frame: MemoryFrame, shown: dict[str, int], share: int) -> tuple[int, float, tuple[int, int, int, str]]:
    """What a frame adds: identities still short of their share, their scores, and how recent it is."""
    short = [key for key in dict.fromkeys(frame.identities) if shown.get(key, share) < share]
    return len(short), sum(score_of(frame, key) for key in short), _age(frame)


def score_of(frame: MemoryFrame, key: str) -> float:
    """How well a frame shows an identity, 0..1; 0 when it is not in it or was never scored."""
    return max((s for k, s in zip(frame.identities, frame.scores, strict=False) if k == key), default=0.0)


def _add_place(
    left: list[MemoryFrame], chosen: list[MemoryFrame], shown: dict[str, int], place: str, budget: int
) -> None:
    """Add the best-scored, most recent frame of the place if the place is not yet seen."""
    if not place or len(chosen) >= budget or any(frame.place == place for frame in chosen):
        return
    there = [frame for frame in left if frame.place == place]
    if there:
        _take(max(there, key=lambda f: (max(f.scores, default=0.0), _age(f))), left, chosen, shown)


def _take(frame: MemoryFrame, left: list[MemoryFrame], chosen: list[MemoryFrame], shown: dict[str, int]) -> None:
    left.remove(frame)
    chosen.append(frame)
    for key in dict.fromkeys(frame.identities):
        if key in shown:
            shown[key] += 1


def _age(frame: MemoryFrame) -> tuple[int, int, int, str]:
    """Story order; the hash decides between frames that cannot be told apart otherwise."""
    return frame.segment_index, frame.take_number, frame.frame_index, frame.keyframe.sha256
