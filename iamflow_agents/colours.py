"""Colour words to numbers and back: CSS names, everyday compounds, and distances in CIE LAB.

Drawing and verification share this file so that they mean the same thing by "moss green"; the verifier's
observations still come from pixels alone. CSS names are webcolors' table; the everyday names below are ours.
LAB is CIE 1976 with the D65 white point, from sRGB (IEC 61966-2-1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Rgb = tuple[int, int, int]

_EVERYDAY: dict[str, Rgb] = {
    "amber": (224, 152, 40), "auburn": (135, 58, 34), "blond": (226, 193, 120), "blonde": (226, 193, 120),
    "brass": (190, 154, 70), "brick": (160, 70, 54), "bronze": (160, 110, 58), "brown": (110, 70, 42),
    "brunette": (82, 54, 38), "burgundy": (110, 24, 48), "camel": (186, 146, 96), "caramel": (180, 116, 60),
    "champagne": (240, 222, 186), "charcoal": (58, 62, 68), "cherry": (176, 28, 48), "chestnut": (118, 62, 40),
    "cobalt": (22, 72, 172), "copper": (184, 102, 58), "cream": (248, 238, 208), "denim": (62, 92, 138),
    "ebony": (44, 38, 36), "ecru": (226, 212, 178), "emerald": (20, 140, 88), "fair": (246, 214, 188),
    "fawn": (202, 168, 124), "ginger": (204, 106, 44), "golden": (222, 172, 56), "green": (40, 128, 62),
    "grey": (128, 130, 134), "gray": (128, 130, 134), "gunmetal": (72, 80, 88), "hazel": (142, 110, 62),
    "honey": (220, 168, 84), "jade": (40, 160, 116), "khaki": (176, 160, 116), "lemon": (246, 228, 84),
    "lilac": (190, 160, 208), "mahogany": (112, 46, 36), "maroon": (116, 24, 40), "mauve": (176, 134, 162),
    "mint": (164, 222, 190), "mocha": (126, 92, 70), "moss": (98, 116, 56), "mustard": (206, 162, 48),
    "navy": (28, 40, 88), "ochre": (200, 132, 46), "olive": (112, 116, 52), "oxblood": (96, 24, 28),
    "peach": (248, 192, 158), "pearl": (238, 234, 224), "petrol": (16, 84, 100), "pewter": (140, 144, 148),
    "pine": (34, 88, 66), "pink": (244, 158, 184), "platinum": (228, 224, 212), "plum": (112, 48, 98),
    "red": (200, 34, 40), "rose": (226, 110, 136), "ruby": (158, 18, 58), "russet": (146, 76, 44),
    "rust": (170, 78, 36), "sable": (56, 44, 40), "saffron": (240, 178, 48), "sage": (156, 174, 138),
    "sand": (216, 192, 146), "sandy": (208, 176, 118), "sapphire": (24, 68, 150), "scarlet": (214, 34, 30),
    "sepia": (118, 84, 56), "slate": (94, 108, 122), "straw": (228, 208, 140), "strawberry": (214, 112, 82),
    "tan": (202, 164, 116), "taupe": (138, 122, 108), "tawny": (196, 124, 62), "teal": (16, 122, 126),
    "terracotta": (204, 104, 76), "turquoise": (56, 190, 186), "umber": (102, 74, 52), "vermilion": (224, 66, 44),
    "walnut": (96, 66, 46), "wheat": (230, 206, 152), "wine": (114, 30, 52), "yellow": (244, 208, 44),
    "blue": (44, 92, 180), "purple": (116, 56, 146), "violet": (134, 78, 178), "orange": (238, 130, 38),
    "black": (34, 34, 38), "white": (244, 244, 242), "silver": (190, 194, 200), "gold": (218, 172, 46),
    "beige": (222, 204, 168), "ivory": (246, 240, 220), "lavender": (190, 178, 224), "crimson": (178, 22, 52),
}  # fmt: skip

_COMPOUNDS: dict[str, Rgb] = {
    "off white": (240, 236, 224), "sky blue": (126, 188, 232), "royal blue": (42, 72, 188), "navy blue": (28, 40, 88),
    "baby blue": (164, 206, 238), "ice blue": (196, 224, 238), "midnight blue": (24, 26, 76),
    "powder blue": (176, 206, 226), "steel blue": (76, 124, 172), "forest green": (34, 92, 54),
    "lime green": (118, 200, 50), "olive green": (112, 116, 52), "bottle green": (16, 76, 54),
    "moss green": (98, 116, 56), "sea green": (56, 146, 106), "mint green": (164, 222, 190),
    "salt and pepper": (134, 134, 136), "jet black": (20, 20, 24), "raven black": (26, 26, 32),
    "blood red": (136, 14, 24), "brick red": (160, 60, 46), "rust red": (164, 66, 38), "hot pink": (244, 82, 154),
    "dusty pink": (212, 158, 162), "strawberry blonde": (222, 154, 104), "strawberry blond": (222, 154, 104),
    "dirty blonde": (190, 158, 104), "ash blonde": (202, 188, 152), "honey blonde": (222, 180, 104),
    "golden brown": (152, 102, 50), "chocolate brown": (86, 52, 34), "sandy brown": (206, 154, 102),
}  # fmt: skip

_SHADES: dict[str, float] = {
    "dark": -0.42, "deep": -0.34, "midnight": -0.55, "light": 0.42, "pale": 0.5, "pastel": 0.52, "bright": 0.08,
    "faded": 0.24, "soft": 0.2, "dusty": 0.14, "muted": 0.08, "washed": 0.3, "very": 0.0, "rich": -0.1,
}  # fmt: skip
_GREYED = {
    "faded": 0.4,
    "dusty": 0.4,
    "muted": 0.4,
    "washed": 0.45,
    "pale": 0.15,
    "soft": 0.2,
    "bright": -0.25,
}
_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Colour:
    """A named colour, with the words it was read from."""

    name: str
    rgb: Rgb


@lru_cache(maxsize=1)
def colour_table() -> dict[str, Rgb]:
    """Every single-word colour name: ours first, CSS names for the rest."""
    import webcolors

    css = {name: tuple(webcolors.name_to_rgb(name))[:3] for name in webcolors.names("css3")}
    return {**{name: (int(r), int(g), int(b)) for name, (r, g, b) in css.items()}, **_EVERYDAY}


def find_colours(text: str) -> tuple[Colour, ...]:
    """Find all colours a phrase names, in order ("a red and dark green scarf" gives two).

    Args:
        text: Any words; hyphens count as spaces, so "moss-green" is found.

    Returns:
        The colours, longest names first where several could be read at one spot.
    """
    tokens = _WORD.findall(text.lower().replace("-", " "))
    found: list[Colour] = []
    at = 0
    while at < len(tokens):
        size, colour = _read_at(tokens, at)
        if colour is not None:
            found.append(colour)
        at += size
    return tuple(found)


def find_colour(text: str) -> Colour | None:
    """First colour a phrase names, or None."""
    found = find_colours(text)
    return found[0] if found else None


def _read_at(tokens: list[str], at: int) -> tuple[int, Colour | None]:
    """Read one colour that begins at a token; returns how many tokens it took (1 when there is none)."""
    end = at
    while end < len(tokens) and tokens[end] in _SHADES:
        end += 1
    size, rgb = _base_at(tokens, end)
    if rgb is None:
        return 1, None
    css = colour_table().get("".join(tokens[at : end + size])) if end > at else None
    for shade in tokens[at:end]:
        rgb = _shaded(rgb, shade)
    return end + size - at, Colour(" ".join(tokens[at : end + size]), css or rgb)


def _base_at(tokens: list[str], at: int) -> tuple[int, Rgb | None]:
    """Longest unshaded colour name at a token."""
    table = colour_table()
    for size in (3, 2):
        phrase = tokens[at : at + size]
        if len(phrase) == size:
            rgb = _COMPOUNDS.get(" ".join(phrase)) or table.get("".join(phrase))
            if rgb:
                return size, rgb
    if at >= len(tokens) or tokens[at] not in table:
        return 1, None
    rgb = table[tokens[at]]
    if at + 1 < len(tokens) and tokens[at + 1] in table:  # "copper red", "blue grey": halfway between the two
        other = table[tokens[at + 1]]
        return 2, (rgb[0] + other[0] >> 1, rgb[1] + other[1] >> 1, rgb[2] + other[2] >> 1)
    return 1, rgb


def _shaded(rgb: Rgb, shade: str) -> Rgb:
    """Lighten, darken or grey a colour as a modifier says."""
    toward = 255.0 if _SHADES[shade] > 0 else 0.0
    share = abs(_SHADES[shade])
    grey = sum(rgb) / 3
    dull = _GREYED.get(shade, 0.0)
    mixed = [c + (grey - c) * dull for c in rgb]
    r, g, b = (round(min(255.0, max(0.0, c + (toward - c) * share))) for c in mixed)
    return r, g, b


def to_lab(rgb: Any) -> Any:
    """Convert sRGB to CIE LAB.

    Args:
        rgb: 0..255, any numeric dtype. [..., 3].

    Returns:
        L 0..100, a and b about -110..110. [..., 3], float32.
    """
    import numpy as np

    value = np.asarray(rgb, dtype=np.float32) / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    matrix = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ],
        dtype=np.float32,
    )
    xyz = linear @ matrix.T / np.array([0.95047, 1.0, 1.08883], dtype=np.float32)
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return np.stack(
        [116 * f[..., 1] - 16, 500 * (f[..., 0] - f[..., 1]), 200 * (f[..., 1] - f[..., 2])], axis=-1
    ).astype(np.float32)


def distance(first: Any, second: Any) -> Any:
    """CIE76 distance between LAB colours; about 2 is just noticeable, 25 is plainly another colour. [...]."""
    import numpy as np

    return np.linalg.norm(np.asarray(first) - np.asarray(second), axis=-1)
