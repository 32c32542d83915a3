"""What to call a measured colour, and when two colours count as the same.

`colours` turns words into numbers; this is the way back, used by whatever looks at pictures. Differences in
lightness weigh less than differences in hue and saturation, since folds and shadows change how bright a cloth looks
but hardly which colour it is.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from iamflow_agents.colours import find_colour, to_lab

BASIC_NAMES = (
    "black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige",
    "turquoise", "navy", "dark green", "light blue", "dark grey", "light grey", "dark red",
)  # fmt: skip
_MORE_NAMES = (
    "charcoal", "silver", "cream", "maroon", "scarlet", "rust", "terracotta", "peach", "ginger", "amber", "mustard",
    "gold", "straw", "olive", "moss green", "sage", "mint", "forest green", "emerald", "teal", "petrol", "sky blue",
    "royal blue", "steel blue", "slate", "denim", "lavender", "violet", "plum", "rose", "dusty pink", "chestnut",
    "dark brown", "light brown", "tan", "sand", "taupe", "auburn", "blonde", "copper", "khaki", "lime green",
    "light green", "pale pink", "pale yellow",
)  # fmt: skip
LIGHTNESS_WEIGHT = 0.7


def difference(first: Any, second: Any) -> Any:
    """How different two colours look as colours of things, in LAB units with lightness held down.

    Args:
        first: LAB. [..., 3].
        second: LAB. [..., 3].

    Returns:
        0 for equal colours; up to 22 for one colour under other light, beyond 30 for plainly another. [...].
    """
    import numpy as np

    delta = np.asarray(first, dtype=np.float32) - np.asarray(second, dtype=np.float32)
    return np.sqrt((LIGHTNESS_WEIGHT * delta[..., 0]) ** 2 + delta[..., 1] ** 2 + delta[..., 2] ** 2)


def nearest_name(lab: Any, *, fine: bool = False) -> str:
    """Name a colour.

    Args:
        lab: One LAB colour. [3].
        fine: Choose from some sixty names instead of the basic ones.

    Returns:
        A name that `colours.find_colour` reads back.
    """
    import numpy as np

    names, labs = _palette(fine)
    return names[int(np.argmin(np.linalg.norm(labs - np.asarray(lab, dtype=np.float32), axis=-1)))]


@lru_cache(maxsize=2)
def _palette(fine: bool) -> tuple[tuple[str, ...], Any]:
    """Names and their LAB colours. [N 3]."""
    import numpy as np

    names = BASIC_NAMES + _MORE_NAMES if fine else BASIC_NAMES
    found = [(name, colour.rgb) for name in names if (colour := find_colour(name)) is not None]
    return tuple(name for name, _ in found), to_lab(np.array([rgb for _, rgb in found]))
