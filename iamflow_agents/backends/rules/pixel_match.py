"""Find out who is who: give each expected identity the measured figure whose colours agree best, one to one.

A box's label only decides between figures that the colours cannot tell apart. A tint of the light that all figures
share is estimated and taken off first. What follows from the pairing is left to `pixel_verdicts`.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_expect import Expected, Wanted, fits
from iamflow_agents.backends.rules.pixel_looks import Figure, Tone
from iamflow_agents.colour_names import difference, nearest_name
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Slot

SAME = 16.0
"""Below this difference a measured colour is the named one."""
SURELY_OTHER = 24.0
"""Above this it is another; in between the names decide."""
ALIKE = 10.0
"""Two measured colours below this are of the same paint."""
CLOTHED_PRESENCE, THING_PRESENCE, CUT_PRESENCE, SURE_PRESENCE = 0.42, 0.12, 0.3, 0.2
"""Share of parts that must stand out from the backdrop: of people; of things; of people whom the frame's edge cuts
and whose colours all agree; and where two colours agree."""
_LABEL_BONUS = 0.05
_OWN_BOX = 1.2
"""What its own box is worth to an identity with nothing to compare: more than one colour of somebody, less than two."""
_LEAST_TINT_PAIRS = 4
_NO_TINT = (1.0, 1.0, 1.0)
Tint = tuple[float, float, float]
"""Factors of linear red, green and blue that the light puts on everything."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One attribute compared with one figure."""

    wanted: Wanted
    tone: Tone
    """The measured colour that comes nearest."""
    difference: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Pairing:
    """Who was found where."""

    by_identity: dict[str, Figure]
    unclaimed: tuple[Figure, ...]
    """Figures nobody expected answers to."""
    tint: Tint


def compare(wanted: Wanted, figure: Figure, tint: Tint = _NO_TINT) -> Reading | None:
    """Compare one attribute with a figure; None when the figure shows nothing of that slot."""
    best: Reading | None = None
    for tone in figure.tones.get(wanted.slot, ()):
        seen = untinted(tone, tint)
        off = min(float(difference(seen, lab)) for lab in wanted.labs)
        if best is None or off < best.difference:
            names = {nearest_name(lab) for lab in wanted.labs}
            agrees = off <= SAME or (off <= SURELY_OTHER and nearest_name(seen) in names)
            best = Reading(wanted=wanted, tone=tone, difference=off, agrees=agrees)
    return best


def compare_all(expected: Expected, figure: Figure, tint: Tint = _NO_TINT) -> list[Reading]:
    """Compare every attribute of which the figure shows something."""
    return [r for wanted in expected.wanted if (r := compare(wanted, figure, tint)) is not None]


def shows(expected: Expected, figure: Figure, tint: Tint = _NO_TINT, *, least: int = 2, share: float = 0.75) -> bool:
    """Tell whether a figure has an identity's look: enough of what can be compared agrees."""
    readings = compare_all(expected, figure, tint)
    agreeing = sum(r.agrees for r in readings)
    return agreeing >= least and agreeing >= share * len(readings)


def look_alike(first: Figure, second: Figure) -> float:
    """Share of the slots both figures show that have the same paint; 0 when fewer than two are shared."""
    slots = [s for s in first.tones if s in second.tones and s is not Slot.SKIN]
    if len(slots) < 2:
        return 0.0
    alike = [
        any(
            float(difference(np.array(a.lab), np.array(b.lab))) <= ALIKE
            for a, b in itertools.product(first.tones[slot], second.tones[slot])
        )
        for slot in slots
    ]
    return sum(alike) / len(slots)


def pair_up(expected: Sequence[Expected], figures: Sequence[Figure]) -> Pairing:
    """Pair identities with figures by their colours, twice if there is a tint to take off."""
    found = _pair_by_colour(expected, figures, _NO_TINT)
    tint = estimate_tint([r for one, figure in found for r in compare_all(one, figure)])
    if tint != _NO_TINT:
        found = _pair_by_colour(expected, figures, tint)
    taken = {id(figure) for _, figure in found}
    left = [figure for figure in figures if id(figure) not in taken]
    missing = [one for one in expected if all(one.key != other.key for other, _ in found)]
    found += _pair_the_rest(missing, left, [(one, figure) for one, figure in found], tint)
    taken = {id(figure) for _, figure in found}
    return Pairing(
        by_identity={one.key: figure for one, figure in found},
        unclaimed=tuple(figure for figure in figures if id(figure) not in taken),
        tint=tint,
    )


def is_there(figure: Figure, readings: Sequence[Reading]) -> bool:
    """Tell a figure from bare backdrop: it stands out from what is beside it, or has the expected colours."""
    agreeing = sum(r.agrees for r in readings)
    if figure.presence is None:
        return agreeing > 0 or not readings
    if agreeing >= 2 and agreeing >= 0.6 * len(readings):
        return figure.presence >= SURE_PRESENCE
    if figure.cut_off and agreeing == len(readings) > 0:
        return figure.presence >= CUT_PRESENCE
    return figure.presence >= (CLOTHED_PRESENCE if figure.is_clothed else THING_PRESENCE)


def estimate_tint(readings: Sequence[Reading]) -> Tint:
    """Estimate how the light colours everything, from many comparisons.

    Factors of linear light are the median over all readings, so that a few wrong colours do not move them. They
    count only when they explain most of what is off; otherwise there is no tint.

    Args:
        readings: Comparisons of identities with the figures they were paired with.

    Returns:
        Factors, or ones.
    """
    pairs = [(_linear(r.wanted.rgb), _linear(r.tone.rgb)) for r in readings]
    pairs = [(named, seen) for named, seen in pairs if float(named.max()) > 0.03]
    if len(pairs) < _LEAST_TINT_PAIRS:
        return _NO_TINT
    ratios = np.array([(seen + 0.004) / (named + 0.004) for named, seen in pairs])  # [N 3]
    factors = np.clip(np.median(ratios, axis=0), 0.2, 1.6)
    before = [r.difference for r in readings]
    tint = (float(factors[0]), float(factors[1]), float(factors[2]))
    after = [min(float(difference(untinted(r.tone, tint), lab)) for lab in r.wanted.labs) for r in readings]
    helps = float(np.median(before)) > 9.0 and float(np.median(after)) < 0.6 * float(np.median(before))
    return tint if helps else _NO_TINT


def untinted(tone: Tone, tint: Tint) -> Any:
    """A measured colour as it would be in white light. LAB, [3]."""
    if tint == _NO_TINT:
        return np.array(tone.lab, dtype=np.float32)
    return untint(np.array(tone.rgb), tint)


def untint(rgb: Any, tint: Tint) -> Any:
    """Colours as they would be in white light: sRGB [... 3] to LAB [... 3]."""
    if tint == _NO_TINT:
        return to_lab(rgb)
    linear = np.clip(_linear(rgb) / np.array(tint), 0.0, 1.0)
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return to_lab(srgb * 255)


def _linear(rgb: Sequence[float]) -> Any:
    value = np.asarray(rgb, dtype=np.float64) / 255
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _pair_by_colour(
    expected: Sequence[Expected], figures: Sequence[Figure], tint: Tint
) -> list[tuple[Expected, Figure]]:
    """The one-to-one pairing with the best agreement, among pairs in which something agrees."""
    gains = np.array([[_agreement(one, figure, tint) for figure in figures] for one in expected])
    if not gains.size:
        return []
    return [(expected[i], figures[j]) for i, j in best_pairs(gains)]


def _agreement(expected: Expected, figure: Figure, tint: Tint) -> float:
    """How well a figure fits an identity; 0 or less means that it does not."""
    if not fits(expected, figure):
        return 0.0
    readings = compare_all(expected, figure, tint)
    is_own = figure.track == (expected.key, 0)
    if not is_there(figure, readings) or not figure.visible:
        return 0.0
    if not readings:
        return _OWN_BOX if is_own else 0.0
    if not any(r.agrees for r in readings):
        return 0.0
    closeness = sum(max(0.0, 1 - r.difference / 40) if r.agrees else -0.5 for r in readings)
    return max(0.01, closeness) + (_LABEL_BONUS if is_own else 0.0)


def best_pairs(gains: Any) -> list[tuple[int, int]]:
    """Pair rows with columns one to one so that the sum of gains is largest; pairs without gain are left out.

    Args:
        gains: Any sizes, 0 or less for pairs that must not be. [R C].

    Returns:
        (row, column) pairs, by row. Exact for any size (shortest augmenting paths).
    """
    rows, columns = gains.shape
    size = max(rows, columns)
    cost = np.zeros((size, size))
    cost[:rows, :columns] = -np.maximum(gains, 0.0)
    column_of = _assign(cost)
    return [(i, j) for i, j in enumerate(column_of[:rows]) if j < columns and gains[i, j] > 0]


def _assign(cost: Any) -> list[int]:
    """Column of each row in the cheapest assignment of a square matrix (Kuhn-Munkres with potentials)."""
    n = len(cost)
    u, v = np.zeros(n + 1), np.zeros(n + 1)
    row_of = np.zeros(n + 1, dtype=int)  # row matched to each column, both counted from 1; 0 is none
    for row in range(1, n + 1):
        row_of[0], column = row, 0
        least, came_from = np.full(n + 1, np.inf), np.zeros(n + 1, dtype=int)
        used = np.zeros(n + 1, dtype=bool)
        while row_of[column]:
            used[column] = True
            i = row_of[column]
            reduced = cost[i - 1] - u[i] - v[1:]
            better = (reduced < least[1:]) & ~used[1:]
            least[1:][better], came_from[1:][better] = reduced[better], column
            after = int(np.argmin(np.where(used, np.inf, least)[1:])) + 1
            step = least[after]
            u[row_of[used]] += step
            v[used] -= step
            least[~used] -= step
            column = after
        while column:
            row_of[column] = row_of[came_from[column]]
            column = int(came_from[column])
    columns = [0] * n
    for column in range(1, n + 1):
        columns[row_of[column] - 1] = column - 1
    return columns


def _pair_the_rest(
    missing: Sequence[Expected], left: Sequence[Figure], found: Sequence[tuple[Expected, Figure]], tint: Tint
) -> list[tuple[Expected, Figure]]:
    """Pair whoever no colour could place: with the box of the same label first, then with what is left."""
    free = [figure for figure in left if figure.visible]
    pairs: list[tuple[Expected, Figure]] = []
    for by_label in (True, False):
        for one in missing:
            if any(one is other for other, _ in pairs):
                continue
            for figure in free:
                is_own = by_label and figure.track == (one.key, 0)
                if (
                    (is_own or not by_label)
                    and _could_be(one, figure, tint)
                    and not _is_taken(one, figure, found, tint, is_own)
                ):
                    pairs.append((one, figure))
                    free.remove(figure)
                    break
    return pairs


def _is_taken(
    one: Expected, figure: Figure, found: Sequence[tuple[Expected, Figure]], tint: Tint, is_own: bool
) -> bool:
    """Tell whether a figure is rather a copy of somebody already found.

    In an identity's own box it takes the described look of another and a contradiction to say so.
    """
    if not is_own:
        return any(_is_copy(other, mine, figure, tint) for other, mine in found)
    return bool(compare_all(one, figure, tint)) and any(shows(other, figure, tint) for other, _ in found)


def _is_copy(expected: Expected, mine: Figure, other: Figure, tint: Tint) -> bool:
    """Tell whether another figure has the look of somebody already found."""
    return shows(expected, other, tint) or look_alike(mine, other) >= 0.75


def _could_be(expected: Expected, figure: Figure, tint: Tint) -> bool:
    """Tell whether a figure may be an identity none of whose colours it shows."""
    readings = compare_all(expected, figure, tint)
    return fits(expected, figure) and len(readings) < 3 and is_there(figure, readings)
