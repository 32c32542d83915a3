"""Read a place's phrase: which kind of place it names, and what it says about colours and materials.

Keywords are matched as whole words. What stands before "of", "in", "near"... is asked first, since "the kitchen of the
castle" is a kitchen; within a part the keyword of most words wins ("restaurant kitchen"), then the last one, since
English puts the head last ("harbour cafe"). Weak keywords ("table", "road") count only where nothing else is known.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from iamflow_agents.colours import find_colours
from iamflow_agents.generator.storyboard.places.light import soften
from iamflow_agents.generator.storyboard.places.view import Words

_SPLIT = re.compile(
    r"\b(?:of|in|at|near|by|behind|with|beside|overlooking|under|above|facing|between|below|from|to|across|on|for"
    r"|inside|within|through|into|onto|before|opposite|along|around|off)\b"
)
_WORD = re.compile(r"[a-z0-9]+")
_NOT_COLOURS = frozenset({"snow", "linen", "navy", "peru", "fair", "coral", "camel", "sable", "pearl", "brick"})
_ARTICLES = frozenset({"a", "an", "the", "his", "her", "their", "its", "my", "our"})
_PARTS = {
    "tile": "tile",
    "tiles": "tile",
    "tiled": "tile",
    "tiling": "tile",
    "wall": "wall",
    "walls": "wall",
    "walled": "wall",
    "wallpaper": "wall",
    "painted": "wall",
    "paneled": "wall",
    "panelled": "wall",
    "door": "door",
    "doors": "door",
    "sofa": "sofa",
    "couch": "sofa",
    "armchair": "sofa",
    "armchairs": "sofa",
    "seats": "sofa",
    "curtain": "curtain",
    "curtains": "curtain",
    "curtained": "curtain",
    "floor": "floor",
    "floors": "floor",
    "floored": "floor",
    "carpet": "floor",
    "carpeted": "floor",
    "roof": "roof",
    "roofs": "roof",
    "roofed": "roof",
    "rug": "rug",
    "awning": "awning",
    "awnings": "awning",
    "tent": "awning",
    "flowers": "flower",
    "blossoms": "flower",
}


_MATERIALS = {
    "brick": 0xA9705C, "wooden": 0xA07C56, "wood": 0xA07C56, "timber": 0xA07C56, "log": 0x94704C, "marble": 0xD6D2CC,
    "concrete": 0xA6A6A4, "sandstone": 0xD0B68C, "stone": 0xA09A92, "granite": 0x8E8E92, "adobe": 0xC99A74,
    "whitewashed": 0xEDEAE2, "candlelit": 0xB98A6A, "steel": 0xAAB0B6, "metal": 0xA0A6AC, "plaster": 0xDCD4C6,
}  # fmt: skip
_FURNITURE = frozenset({"table", "bench", "counter", "desk", "oven", "chair", "stove", "stool", "bed", "shelf", "box"})


def normalise(phrase: str) -> str:
    """Lower-case words with single spaces; hyphens and apostrophes separate nothing that keywords need."""
    return " ".join(_WORD.findall(phrase.lower().replace("'s", "").replace("’s", "").replace("-", " ")))


def match_keyword(phrase: str, strong: Mapping[str, str], weak: Mapping[str, str]) -> str | None:
    """Find the kind of place a phrase names.

    Args:
        phrase: Free words, such as "the kitchen of the castle".
        strong: Keywords (normalised) to kinds.
        weak: Keywords that count only when no strong one stands anywhere.

    Returns:
        The kind, or None when no keyword stands in the phrase.
    """
    text = normalise(phrase)
    parts = [part.strip() for part in _SPLIT.split(text) if part.strip()]
    for table in (strong, weak):
        whole = _best(text, table)
        if whole is not None and whole[0] >= 3:  # "back of house" would be cut apart otherwise
            return table[whole[2]]
        for part in parts:
            found = _best(part, table)
            if found is not None:
                return table[found[2]]
    return None


def _best(text: str, table: Mapping[str, str]) -> tuple[int, int, str] | None:
    """Keyword with most words, then the last one: (words, end position, keyword)."""
    tokens = text.split()
    found: tuple[int, int, str] | None = None
    for size in range(min(4, len(tokens)), 0, -1):
        for start in range(len(tokens) - size, -1, -1):
            for spelling in _spellings(tokens[start : start + size]):
                if spelling in table and found is None:
                    found = (size, start + size, spelling)
    return found


def _spellings(tokens: list[str]) -> list[str]:
    """The words as they stand, and with a plain singular at the end."""
    whole, last = " ".join(tokens), tokens[-1]
    found = [whole]
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y"), ("ves", "f"), ("re", "er"), ("our", "or")):
        if last.endswith(ending) and len(last) > len(ending) + 1:
            found.append(" ".join([*tokens[:-1], last[: -len(ending)] + instead]))
    return found


@lru_cache(maxsize=256)
def read_words(phrase: str) -> Words:
    """Read colours and materials with the part of the place they belong to, and keep the words for moods."""
    text = normalise(phrase)
    tokens = text.split()
    inks: list[tuple[str, int]] = []
    for colour in find_colours(phrase):
        if colour.name in _NOT_COLOURS:
            continue
        after = tokens[_end_of(tokens, colour.name.split()) :][:3]
        part = next((_PARTS[word] for word in after if word in _PARTS), "")
        ink = colour.rgb[0] << 16 | colour.rgb[1] << 8 | colour.rgb[2]
        inks.append((part, soften(ink, 0.3)))  # people must stay the most colourful
    for at, token in enumerate(tokens):
        after = tokens[at + 1 : at + 3]
        if token in _MATERIALS and not _FURNITURE & set(after):
            inks.append((next((_PARTS[word] for word in after if word in _PARTS), "wall"), _MATERIALS[token]))
    return Words(text, phrase, frozenset(tokens) - _ARTICLES, tuple(inks))


def _end_of(tokens: list[str], wanted: list[str]) -> int:
    """Index behind the first place where the words stand, or the number of tokens."""
    for start in range(len(tokens) - len(wanted) + 1):
        if tokens[start : start + len(wanted)] == wanted:
            return start + len(wanted)
    return len(tokens)
