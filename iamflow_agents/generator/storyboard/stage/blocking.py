"""Who stands where when a segment begins: places across the stage, depth lanes and the size of a metre.

The order from left to right follows a rank that is derived from the identity's key alone, so that two people keep
their sides from segment to segment, whoever else is with them. Neighbours stand in alternating lanes; everybody has
a place of their own across the stage, so that nobody covers another's face. Pure arithmetic; the stage is
`aspect` frame heights wide and one high. What people then do is left to `choreography`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from iamflow_agents.records import Kind

ADULT_M = 1.75
FAR_SCALE = 0.86
"""Size of somebody in the farthest lane, as a share of the nearest."""
MARGIN = 0.07
"""Free strip at both sides of the stage, in frame heights."""
ADULT_HEIGHTS = ((3, 0.655), (4, 0.62), (5, 0.57), (6, 0.52), (8, 0.45), (10, 0.41))
"""How high an adult in the nearest lane stands in the frame for casts of up to so many."""
TALLEST = 0.73
"""How high the tallest may stand."""
HIGHEST = 0.885
"""How high what they hold above their heads may reach."""
TO_RANK = 0.35
"""How far a line that leaves room moves to where its people's ranks lie, as a share of the whole way."""
SMALLEST_ADULT = 0.34
BIG_PROP_M = 0.85
"""From this height on a prop is furniture and stands behind people instead of lying before them."""
VEHICLE_DEPTH = -0.35
RIDDEN_DEPTH = -0.1
SMALL_M = 0.9
BETWEEN_GAP_M = 0.3
"""Free space at both sides of who stands between two others."""
WIDE_GAP = 0.34
NEAR_GAP = 0.14
"""The same when the camera is near and everybody meant has to fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFacts:
    """What a place offers, in frame heights unless said otherwise."""

    aspect: float
    floor_far: float
    floor_near: float
    seats: tuple[float, ...] = ()
    """x of the seats."""
    seat_floor: float = 0.84
    """Ground line on which the seats stand."""
    seat_height: float = 0.126
    """Height of the seats above it."""

    def ground(self, depth: float) -> float:
        """Height of the ground line of a lane, 0 top .. 1 bottom."""
        return self.floor_far + (self.floor_near - self.floor_far) * depth

    @property
    def seat_depth(self) -> float:
        """Lane in which the seats stand."""
        span = self.floor_near - self.floor_far
        return min(1.0, max(0.0, (self.seat_floor - self.floor_far) / span)) if span > 0 else 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """One identity of the cast and the room it needs, in metres."""

    identity: str
    kind: Kind
    height_m: float
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """Where an identity belongs on stage."""

    identity: str
    x: float
    depth: float
    facing: int
    shrink: float = 1.0
    """Extra factor for things too big for the frame at the people's scale."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocking:
    """All marks, and the length of a metre in the nearest lane, in frame heights."""

    metre: float
    marks: dict[str, Mark]
    extras: dict[str, Extra]

    def scale(self, identity: str, depth: float) -> float:
        """Frame heights a metre for an identity in a lane."""
        return self.metre * (FAR_SCALE + (1.0 - FAR_SCALE) * depth) * self.marks[identity].shrink


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """What the segment's actions say about who belongs beside whom."""

    owners: Mapping[str, str] = field(default_factory=dict)
    """For props, who acts on them; they lie beside that person."""
    mounts: Mapping[str, str] = field(default_factory=dict)
    """For riders, what they ride."""
    partners: Mapping[str, str] = field(default_factory=dict)
    """For animals, whom they have to do with."""
    close: Mapping[tuple[str, str], float] = field(default_factory=dict)
    """Pairs that have to do with each other, and the largest free space between them in metres; nobody else stands
    between them."""
    between: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Who stands between which two."""
    gap: float = WIDE_GAP
    """Largest free space between any two neighbours, in frame heights."""
    headroom_m: float = 0.0
    """How far something rises above the heads of those who hold it up."""


def rank(identity: str) -> float:
    """Preferred place from left (0) to right (1); depends on nothing but the key."""
    return int.from_bytes(hashlib.sha256(identity.encode()).digest()[:6], "big") / float(1 << 48)


def is_player(kind: Kind) -> bool:
    """Tell whether a kind gets a place of its own in the line-up."""
    return kind not in {Kind.OBJECT, Kind.VEHICLE}


def block_stage(extras: Sequence[Extra], facts: StageFacts, ties: Ties | None = None) -> Blocking:
    """Give everybody a place.

    Args:
        extras: The cast.
        facts: The stage.
        ties: Who belongs to whom in this segment.

    Returns:
        One mark an identity.
    """
    ties = ties or Ties()
    ridden = frozenset(ties.mounts.values())
    players = [e for e in extras if is_player(e.kind) and e.identity not in ties.mounts and e.identity not in ridden]
    order = _order(players, ties)
    metre = _metre(order, facts, ties.headroom_m)
    marks = {mark.identity: mark for mark in _line_up(order, facts, metre, ties)}
    parked = [e for e in extras if e.kind is Kind.VEHICLE or e.identity in ridden]
    for number, extra in enumerate(parked):
        marks[extra.identity] = _park(extra, facts, metre, number, len(parked), extra.identity in ridden)
    for extra in extras:
        if extra.identity in ties.mounts:
            mount = marks[ties.mounts[extra.identity]]
            marks[extra.identity] = replace(mount, identity=extra.identity, shrink=1.0)
    loose = 0
    for extra in (e for e in extras if e.kind is Kind.OBJECT):
        owner = marks.get(ties.owners.get(extra.identity, ""))
        marks[extra.identity] = _lay(extra, facts, metre, owner, loose, sorted(m.x for m in marks.values()))
        loose += owner is None
    return Blocking(metre=metre, marks=marks, extras={e.identity: e for e in extras})


def _order(players: Sequence[Extra], ties: Ties) -> list[Extra]:
    """Left to right by rank; pairs that step together side by side; small animals beside whom they have to do with."""
    order = sorted(players, key=lambda e: (rank(e.identity), e.identity))
    for one, other in [*ties.close, *ties.between.values()]:
        _bring_together(order, one, other)
    for middle, (one, other) in ties.between.items():
        keys = [extra.identity for extra in order]
        if {middle, one, other} <= set(keys):
            moved = order.pop(keys.index(middle))
            keys.remove(middle)
            order.insert(max(keys.index(one), keys.index(other)), moved)
    for small in [
        e for e in order if e.height_m < SMALL_M and e.identity in ties.partners.keys() - ties.between.keys()
    ]:
        partner = next((e for e in order if e.identity == ties.partners[small.identity]), None)
        if partner is None or partner is small:
            continue
        order.remove(small)
        at = order.index(partner)
        tied = {key for pair in ties.close if partner.identity in pair for key in pair}
        sides = [at + 1, at] if at < (len(order) - 1) / 2 or len(order) == 1 else [at, at + 1]
        # Never between two who step together.
        free = [
            side
            for side in sides
            if not tied & ({e.identity for e in order[max(0, side - 1) : side + 1]} - {partner.identity})
        ]
        order.insert((free or sides)[0], small)
    return order


def _bring_together(order: list[Extra], one: str, other: str) -> None:
    """Move the first beside the second, on the side it comes from."""
    keys = [extra.identity for extra in order]
    if one not in keys or other not in keys:
        return
    if abs(keys.index(one) - keys.index(other)) < 2:
        return
    moved, comes_from_right = order.pop(keys.index(one)), keys.index(one) > keys.index(other)
    at = next(number for number, extra in enumerate(order) if extra.identity == other)
    order.insert(at + 1 if comes_from_right else at, moved)


def _metre(players: Sequence[Extra], facts: StageFacts, headroom_m: float) -> float:
    """Frame heights a metre: people as large as their number, their sizes and the stage's width allow."""
    height = next((share for count, share in ADULT_HEIGHTS if len(players) <= count), ADULT_HEIGHTS[-1][1])
    tallest = max([ADULT_M, *(e.height_m for e in players)])
    height = min(height / ADULT_M, TALLEST / tallest, HIGHEST / (tallest + headroom_m))
    needed_m = sum(e.width_m for e in players) * 0.86
    fitting = (facts.aspect - 2 * MARGIN) / needed_m if needed_m else 1.0
    return max(SMALLEST_ADULT * 0.5 / ADULT_M, min(height, fitting, facts.floor_far * 0.98 / tallest))


def _line_up(players: Sequence[Extra], facts: StageFacts, metre: float, ties: Ties) -> list[Mark]:
    """Spread the players across the stage, neighbours in alternating lanes, near the places their ranks ask for."""
    if not players:
        return []
    if len(players) == 1:
        only = players[0]
        x = facts.aspect * (0.42 + 0.16 * rank(only.identity))
        return [Mark(identity=only.identity, x=x, depth=0.7, facing=1 if x < facts.aspect / 2 else -1)]
    widths = [extra.width_m * metre for extra in players]
    room = facts.aspect - 2 * MARGIN - sum(widths)
    even = room / (len(players) - 1)
    gaps = [min(even, _widest_gap_of(one, other, metre, ties)) for one, other in pairwise(players)]
    left = (facts.aspect - sum(widths) - sum(gaps)) / 2
    if room > sum(gaps) + 1e-9:
        left = _towards_ranks(players, widths, gaps, facts)
    marks = []
    lanes = _lanes(players)
    for number, (extra, width, gap) in enumerate(zip(players, widths, [*gaps, 0.0], strict=True)):
        x = left + width / 2
        left += width + gap
        facing = 1 if number < len(players) / 2 else -1
        marks.append(Mark(identity=extra.identity, x=x, depth=lanes[number], facing=facing))
    return marks


def _widest_gap_of(one: Extra, other: Extra, metre: float, ties: Ties) -> float:
    """Largest free space between two neighbours, in frame heights."""
    pair = (one.identity, other.identity)
    gap_m = ties.close.get(pair, ties.close.get(pair[::-1]))
    beside = [ties.between[key] for key in pair if key in ties.between]
    if any(set(ends) & set(pair) for ends in beside):
        gap_m = BETWEEN_GAP_M
    return ties.gap if gap_m is None else min(ties.gap, gap_m * metre)


def _towards_ranks(
    players: Sequence[Extra], widths: Sequence[float], gaps: Sequence[float], facts: StageFacts
) -> float:
    """Where a line with room to spare begins: the middle of its tall ones is near where their ranks lie.

    Small ones do not count, so that somebody stays about where they are when a dog comes along.
    """
    tall = [number for number, extra in enumerate(players) if extra.height_m >= SMALL_M] or list(range(len(players)))
    starts = [sum(widths[:number]) + sum(gaps[:number]) for number in range(len(players))]
    middle = sum(starts[number] + widths[number] / 2 for number in tall) / len(tall)
    wish = sum(rank(players[number].identity) for number in tall) / len(tall) - 0.5
    left = facts.aspect * (0.5 + TO_RANK * wish) - middle
    return max(MARGIN, min(facts.aspect - MARGIN - sum(widths) - sum(gaps), left))


def _lanes(players: Sequence[Extra]) -> list[float]:
    """Depths of the places in the line, near and far by turns; small ones come to the front."""
    tall = sum(extra.height_m >= SMALL_M for extra in players)
    far, near = (0.45, 0.75) if tall <= 3 else (0.2, 0.8)
    lanes, number = [], 0
    for at, extra in enumerate(players):
        if extra.height_m < SMALL_M:
            lanes.append(0.97 - 0.02 * (at % 2))
            continue
        lanes.append((near if number % 2 == 0 else far) + 0.013 * number)
        number += 1
    return lanes


def _park(extra: Extra, facts: StageFacts, metre: float, number: int, count: int, ridden: bool) -> Mark:
    """Put a vehicle behind the people, small enough for the frame."""
    room = facts.aspect * (0.62 if count == 1 else 0.46)
    scale = metre * FAR_SCALE
    shrink = min(1.0, room / (extra.width_m * scale), 0.66 / (extra.height_m * scale))
    side = 0.5 if ridden else 0.34 + 0.32 * rank(extra.identity)
    x = facts.aspect * (side if count == 1 else (number + 0.5) / count)
    depth = RIDDEN_DEPTH if ridden else VEHICLE_DEPTH
    facing = 1 if rank(extra.identity + "/faces") < 0.5 else -1
    return Mark(identity=extra.identity, x=x, depth=depth, facing=facing, shrink=shrink)


def _lay(
    extra: Extra, facts: StageFacts, metre: float, owner: Mark | None, number: int, taken: Sequence[float]
) -> Mark:
    """Put a prop beside its owner, or in the widest gap of the line."""
    scale = metre * FAR_SCALE
    shrink = min(1.0, 0.5 * facts.aspect / max(1e-6, extra.width_m * scale), 0.62 / max(1e-6, extra.height_m * scale))
    half = extra.width_m * metre * shrink / 2
    big = extra.height_m >= BIG_PROP_M or extra.width_m >= 1.3
    if owner is not None:
        towards = 1 if owner.x < facts.aspect / 2 else -1
        x = owner.x + towards * (half + (0.24 if big else 0.52) * metre)
        depth = 0.12 if big else min(0.99, owner.depth + 0.16)
    else:
        x = _widest_gap(taken, facts.aspect) + 0.06 * number
        depth = 0.1 if big else 0.93
    x = min(facts.aspect - half - 0.02, max(half + 0.02, x))
    return Mark(identity=extra.identity, x=x, depth=depth, facing=1, shrink=shrink)


def _widest_gap(taken: Sequence[float], aspect: float) -> float:
    """Middle of the widest free stretch between those who stand already."""
    edges = [0.0, *taken, aspect]
    spans = [(right - left, -abs((left + right) / 2 - aspect / 2), left) for left, right in pairwise(edges)]
    width, _, left = max(spans)
    return left + width / 2
