"""Which archived frames a segment sees: one function, and a switch between the policies of the ablation.

For the identity policies: first the fewest frames that show most of the segment's identities, then its place, then
second frames for those who have only one, up to a quota each, so that nobody is evicted by a talkative one. The cover
is exact where the number of combinations allows it (it nearly always does, since frames that show nothing another
frame does not show better are left out first), otherwise greedy. Never a frame that sink or window show anyway.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations

from iamflow_agents.generator.wan.layout import Layout

MAX_COMBINATIONS = 4000


@dataclass(frozen=True, slots=True, order=True)
class FrameKey:
    """Name of a memory frame; sorts in story order."""

    segment_index: int
    take_number: int
    frame_index: int
    """Counted from 0 at the start of the take."""


class MemoryPolicy(StrEnum):
    """What is remembered beyond the window."""

    NONE = "none"
    """Nothing: a sliding window alone."""
    SINK_WINDOW = "sink+window"
    """The first frames of the film (LongLive, arXiv 2509.22622)."""
    TEXT_SIMILARITY = "text-similarity"
    """A bank of the frames that are most like the prompt (MemFlow)."""
    IDENTITY = "identity"
    """Frames of the identities of the segment."""
    IDENTITY_PLACE = "identity+place"
    """The same, and its place."""

    @property
    def uses_archive(self) -> bool:
        """Whether it looks into the archive at all."""
        return self not in (MemoryPolicy.NONE, MemoryPolicy.SINK_WINDOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A frame that may be chosen."""

    key: FrameKey
    frame_index: int
    """True index of the latent frame in the film."""
    block_index: int
    scores: Mapping[str, float] = field(default_factory=dict)
    """Identity to fused score; 0 means that it is known not to show it."""
    place: str = ""
    likeness: float = 0.0
    """To the segment's prompt, for the policy that goes by it."""


def layout_for(policy: MemoryPolicy, layout: Layout, *, same_context: bool = False) -> Layout:
    """The frame counts of a policy.

    Args:
        policy: The policy.
        layout: Counts with everything on.
        same_context: Give what a policy does not use to the window, so that all policies see as many frames.

    Returns:
        The layout with what the policy does not use switched off.
    """
    policy = MemoryPolicy(policy)
    sink = 0 if policy is MemoryPolicy.NONE else layout.sink_frames
    memory = layout.memory_frames if policy.uses_archive else 0
    freed = layout.static_frames - sink - memory
    window = layout.window_frames + (freed if same_context else 0)
    return replace(layout, sink_frames=sink, memory_frames=memory, window_frames=window)


def select_frames(
    candidates: Iterable[Candidate],
    *,
    policy: MemoryPolicy,
    budget: int,
    wanted: Sequence[str] = (),
    place: str = "",
    per_identity: int = 2,
    visible: Collection[int] = (),
    before: int | None = None,
) -> tuple[FrameKey, ...]:
    """Choose memory frames.

    Args:
        candidates: Frames that are not quarantined, any order.
        policy: By what to choose.
        budget: Most frames.
        wanted: Identities of the segment, most important first.
        place: The segment's place; "" for none.
        per_identity: Most frames chosen for the sake of one identity.
        visible: True indices of frames that sink and window show anyway.
        before: True index of the take's first frame: later frames belong to takes that are made anew. None for any.

    Returns:
        Keys, most wanted first; the same for every order of the candidates.
    """
    policy = MemoryPolicy(policy)
    names = tuple(dict.fromkeys(wanted))
    left = _admitted(candidates, names, frozenset(visible), before)
    if not policy.uses_archive or budget < 1:
        return ()
    if policy is MemoryPolicy.TEXT_SIMILARITY:
        alike = sorted(left, key=lambda frame: (frame.likeness, frame.key), reverse=True)
        return tuple(frame.key for frame in alike[:budget])
    chosen = cover(left, names, budget) if per_identity > 0 else []
    if policy is MemoryPolicy.IDENTITY_PLACE:
        _add_place(left, chosen, names, place, budget)
    for share in range(2, per_identity + 1):
        _fill(left, chosen, names, share, budget)
    return tuple(frame.key for frame in chosen)


def cover(candidates: Sequence[Candidate], wanted: Sequence[str], budget: int) -> list[Candidate]:
    """Show as many identities as possible in as few frames as possible.

    Args:
        candidates: Frames to choose from.
        wanted: Identities.
        budget: Most frames.

    Returns:
        The set with most identities, then fewest frames, then the greatest sum of each identity's best score, then
        the latest frames; exactly so where there are at most `MAX_COMBINATIONS` sets to compare, else greedily.
    """
    useful = _undominated(candidates, wanted)
    size = min(budget, len(wanted), len(useful))
    if sum(math.comb(len(useful), n) for n in range(1, size + 1)) > MAX_COMBINATIONS:
        return greedy_cover(useful, wanted, budget)
    best: tuple[Candidate, ...] = ()
    best_value = _value(best, wanted)
    for n in range(1, size + 1):
        for some in combinations(useful, n):
            value = _value(some, wanted)
            if value > best_value:
                best, best_value = some, value
    return sorted(best, key=lambda frame: _gain(frame, wanted), reverse=True)


def greedy_cover(candidates: Sequence[Candidate], wanted: Sequence[str], budget: int) -> list[Candidate]:
    """Take the frame that shows most of the identities still missing, until all are shown or the budget is spent.

    Shows at least `1 - 1/e` of the identities that the best set of as many frames shows.
    """
    left, missing = sorted(candidates, key=lambda frame: frame.key), list(wanted)
    chosen: list[Candidate] = []
    while missing and left and len(chosen) < budget:
        best = max(left, key=lambda frame: _gain(frame, missing))
        if _gain(best, missing)[0] == 0:
            break
        left.remove(best)
        chosen.append(best)
        missing = [key for key in missing if not shows(best, key)]
    return chosen


def shows(frame: Candidate, identity: str) -> bool:
    """Whether a frame shows an identity, as far as is known."""
    return frame.scores.get(identity, 0.0) > 0


def _admitted(
    candidates: Iterable[Candidate], wanted: Sequence[str], visible: frozenset[int], before: int | None
) -> list[Candidate]:
    """Frames that may be chosen at all, in story order; of several takes of one frame of the film only the best."""
    best: dict[int, Candidate] = {}
    for frame in sorted(candidates, key=lambda frame: frame.key):
        if frame.frame_index in visible or (before is not None and frame.frame_index >= before):
            continue
        rival = best.get(frame.frame_index)
        if rival is None or _gain(frame, wanted) > _gain(rival, wanted):
            best[frame.frame_index] = frame
    return sorted(best.values(), key=lambda frame: frame.key)


def _undominated(candidates: Sequence[Candidate], wanted: Sequence[str]) -> list[Candidate]:
    """Frames that show some identity better than every other frame that shows at least as much."""
    useful = [frame for frame in candidates if any(shows(frame, key) for key in wanted)]
    vectors = [[frame.scores.get(key, 0.0) for key in wanted] for frame in useful]

    def beats(i: int, j: int) -> bool:
        at_least = all(a >= b for a, b in zip(vectors[i], vectors[j], strict=True))
        return at_least and (vectors[i] != vectors[j] or useful[i].key > useful[j].key)

    every = range(len(useful))
    return [useful[j] for j in every if not any(beats(i, j) for i in every if i != j)]


def _value(some: Sequence[Candidate], wanted: Sequence[str]) -> tuple[int, int, float, list[FrameKey]]:
    best = [max((frame.scores.get(key, 0.0) for frame in some), default=0.0) for key in wanted]
    latest = sorted((frame.key for frame in some), reverse=True)
    return sum(score > 0 for score in best), -len(some), math.fsum(best), latest


def _gain(frame: Candidate, wanted: Sequence[str]) -> tuple[int, float, FrameKey]:
    scores = [frame.scores.get(key, 0.0) for key in wanted]
    return sum(score > 0 for score in scores), math.fsum(scores), frame.key


def _add_place(
    left: Sequence[Candidate], chosen: list[Candidate], wanted: Sequence[str], place: str, budget: int
) -> None:
    """Add a frame of the place if no chosen frame shows it: the one with fewest strangers, then the latest."""
    if not place or len(chosen) >= budget or any(frame.place == place for frame in chosen):
        return
    there = [frame for frame in left if frame.place == place]
    if there:
        chosen.append(max(there, key=lambda frame: (-_strangers(frame, wanted), frame.key)))


def _strangers(frame: Candidate, wanted: Sequence[str]) -> int:
    """Identities in a frame that the segment does not want; whoever is in memory may walk in."""
    return sum(shows(frame, key) for key in frame.scores if key not in wanted)


def _fill(left: Sequence[Candidate], chosen: list[Candidate], wanted: Sequence[str], share: int, budget: int) -> None:
    """Give every identity up to `share` frames; frames of blocks that are not yet chosen from come first."""
    while len(chosen) < budget:
        short = [key for key in wanted if sum(shows(frame, key) for frame in chosen) < share]
        taken = {frame.key for frame in chosen}
        blocks = {frame.block_index for frame in chosen}
        offered = [frame for frame in left if frame.key not in taken and any(shows(frame, key) for key in short)]
        if not offered:
            return
        chosen.append(max(offered, key=lambda frame: _fill_rank(frame, short, blocks)))


def _fill_rank(frame: Candidate, short: Sequence[str], blocks: set[int]) -> tuple[int, bool, float, FrameKey]:
    n_shown, score, key = _gain(frame, short)
    return n_shown, frame.block_index not in blocks, score, key
