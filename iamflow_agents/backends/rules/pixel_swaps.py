"""Tell when two people have taken each other's looks.

Both looks are on screen then, and nobody is missing: only the boxes, which say who acts where, show that each is in
the other's. It is told only where the looks are plainly different ones.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from iamflow_agents.backends.rules.pixel_expect import Expected
from iamflow_agents.backends.rules.pixel_looks import Figure
from iamflow_agents.backends.rules.pixel_match import Pairing, compare_all

_LEAST_GAIN = 2
"""How many more colours must agree in each other's boxes than in their own, both together."""


def find_swaps(expected: Sequence[Expected], pairing: Pairing) -> dict[str, str]:
    """Find who looks like whom.

    Returns:
        Identity to the one whose look it has; both of a pair.
    """
    swapped: dict[str, str] = {}
    for first, second in itertools.combinations(expected, 2):
        one, other = pairing.by_identity.get(first.key), pairing.by_identity.get(second.key)
        if one is None or other is None or one.track != (second.key, 0) or other.track != (first.key, 0):
            continue
        across = _agreeing(first, one, pairing) + _agreeing(second, other, pairing)
        own = _agreeing(first, other, pairing) + _agreeing(second, one, pairing)
        if across - own >= _LEAST_GAIN and _is_wrong(first, other, pairing) and _is_wrong(second, one, pairing):
            swapped |= {first.key: second.key, second.key: first.key}
    return swapped


def _agreeing(expected: Expected, figure: Figure, pairing: Pairing) -> int:
    return sum(reading.agrees for reading in compare_all(expected, figure, pairing.tint))


def _is_wrong(expected: Expected, figure: Figure, pairing: Pairing) -> bool:
    return any(not reading.agrees for reading in compare_all(expected, figure, pairing.tint))
