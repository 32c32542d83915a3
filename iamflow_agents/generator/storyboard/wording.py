"""Find in the words of an appearance what is to be drawn and in which colours.

The head noun decides ("a toy boat" is a boat that is a toy, "a photograph of a girl" is a photograph); compounds go
before single words, and the last noun before the first preposition wins. Colours are read with `colours`, materials
with the table here. Nothing is drawn here.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence

from iamflow_agents.colours import Rgb, find_colour, find_colours
from iamflow_agents.records import Appearance, Slot

_WORD = re.compile(r"[a-z]+")
_BORDER = re.compile(
    r"\b(?:of|with|from|in|on|at|for|by|that|who|which|whose|under|over|about|carved|made|tied|wearing|holding)\b|[,;(]"
)
_IRREGULAR = {
    "mice": "mouse", "geese": "goose", "wolves": "wolf", "knives": "knife", "loaves": "loaf", "leaves": "leaf",
    "calves": "calf", "scarves": "scarf", "shelves": "shelf", "hooves": "hoof", "oxen": "ox", "children": "child",
    "glasses": "glasses", "binoculars": "binoculars", "scissors": "scissors", "keys": "key", "dice": "die",
    "compass": "compass", "brass": "brass", "glass": "glass", "dress": "dress", "cutlass": "cutlass", "bus": "bus",
    "octopus": "octopus", "walrus": "walrus", "lens": "lens", "canvas": "canvas", "grass": "grass", "moss": "moss",
    "chess": "chess", "tennis": "tennis", "gas": "gas", "cactus": "cactus", "iris": "iris",
    "trousers": "trousers", "pliers": "pliers", "necklace": "necklace", "hippopotamus": "hippopotamus",
    "goggles": "goggles", "headphones": "headphones", "notes": "notes", "pegasus": "pegasus", "cross": "cross",
}  # fmt: skip
_MEASURES = frozenset(
    {"bunch", "set", "pile", "pair", "piece", "bundle", "stack", "handful", "collection", "lot", "sheet", "couple"}
)
"""Nouns that only count what follows their `of`."""
_MATERIALS: dict[str, Rgb] = {
    "wooden": (166, 114, 68), "wood": (166, 114, 68), "oak": (158, 112, 66), "ash": (190, 152, 106),
    "driftwood": (186, 166, 138), "bamboo": (206, 176, 104), "wicker": (188, 142, 84), "rattan": (188, 142, 84),
    "leather": (126, 78, 48), "steel": (150, 160, 170), "iron": (92, 98, 106), "metal": (150, 158, 166),
    "metallic": (150, 158, 166), "chrome": (178, 188, 198), "tin": (170, 176, 180), "aluminium": (182, 188, 194),
    "aluminum": (182, 188, 194), "stone": (142, 138, 130), "marble": (226, 222, 214), "clay": (178, 104, 72),
    "porcelain": (240, 238, 232), "ceramic": (222, 212, 196), "plastic": (70, 140, 196), "paper": (240, 232, 212),
    "cardboard": (192, 150, 102), "velvet": (118, 30, 60), "woollen": (176, 150, 120), "wool": (196, 178, 150),
    "silk": (214, 196, 216), "linen": (222, 212, 190), "crystal": (198, 224, 234), "bone": (232, 222, 198),
    "rubber": (62, 64, 70), "granite": (126, 124, 126), "obsidian": (38, 36, 44), "rusty": (160, 84, 46),
    "rusted": (160, 84, 46), "gilded": (218, 172, 46), "gilt": (218, 172, 46), "jeweled": (120, 60, 150),
}  # fmt: skip


def singular(word: str) -> str:
    """The singular of a noun, by the common rules; words that only look plural stay."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    if word.endswith("s") and not word.endswith("ss") and len(word) > 3:
        return word[:-1]
    return word


def tokens_of(text: str) -> list[str]:
    """Lower-case words of a text, in the singular; hyphens part words."""
    return [singular(word) for word in _WORD.findall(text.lower())]


def find_noun(text: str, known: Collection[str]) -> str | None:
    """Find what a phrase names.

    Args:
        text: A noun phrase, such as `a small brass key with a ribbon`.
        known: Nouns in the singular, compounds with a space (`toy boat`).

    Returns:
        The known noun nearest to the end of the head (what stands before the first preposition); failing that, the
        first one of the rest; None when there is none.
    """
    lowered = text.lower()
    border = _BORDER.search(lowered)
    while border is not None and not tokens_of(lowered[: border.start()]):
        border = _BORDER.search(lowered, border.end())
    head = tokens_of(lowered[: border.start()] if border else lowered)
    rest = tokens_of(lowered[border.end() :]) if border else []
    if head and head[-1] in _MEASURES and rest:
        return _first_of(rest, known) or _last_of(head, known)
    return _last_of(head, known) or _first_of(rest, known)


def _last_of(head: list[str], known: Collection[str]) -> str | None:
    """The known noun nearest to the end, compounds first."""
    for end in range(len(head), 0, -1):
        for size in (3, 2, 1):
            noun = " ".join(head[max(0, end - size) : end])
            if end >= size and noun in known:
                return noun
    return None


def _first_of(rest: list[str], known: Collection[str]) -> str | None:
    """The first known noun, compounds first."""
    for start in range(len(rest)):
        for size in (3, 2, 1):
            noun = " ".join(rest[start : start + size])
            if noun in known:
                return noun
    return None


def find_kind(appearance: Appearance, known: Collection[str]) -> str | None:
    """Find what an appearance is: by its species, then its name, then any other attribute."""
    for text in (*appearance.values(Slot.SPECIES)[::-1], appearance.name):
        noun = find_noun(text, known)
        if noun is not None:
            return noun
    for attribute in appearance.attributes:
        if attribute.slot in {Slot.COLOUR, Slot.MARKING, Slot.BUILD, Slot.FACE}:
            noun = find_noun(attribute.value, known)
            if noun is not None:
                return noun
    return None


def all_words(appearance: Appearance) -> frozenset[str]:
    """Every word of the name and the attributes, in the singular."""
    texts = (appearance.name, *(a.value for a in appearance.attributes))
    return frozenset(word for text in texts for word in tokens_of(text))


def choose_by_key(key: str, salt: str, n: int) -> int:
    """A number below `n` that depends only on the identity's key and a salt."""
    digest = hashlib.sha256(f"{key}/{salt}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(1, n)


def material_colour(text: str) -> Rgb | None:
    """Colour of the first material a text names, or None."""
    for word in _WORD.findall(text.lower()):
        found = _MATERIALS.get(word) or _MATERIALS.get(singular(word))
        if found:
            return found
    return None


def stated_colours(appearance: Appearance) -> tuple[Rgb, ...]:
    """Colours the text gives the whole thing, the main one first.

    The colour slot goes first (its last value, as the newest), then what the material is called, then the colour
    words in the name and the species, then the material's own colour.
    """
    for text in appearance.values(Slot.COLOUR)[::-1]:
        found = find_colours(text)
        if found:
            others = [c.rgb for t in appearance.values(Slot.COLOUR)[:-1] for c in find_colours(t)]
            return (*(c.rgb for c in found), *others)
    texts = (*appearance.values(Slot.MATERIAL)[::-1], _head(appearance.name), *appearance.values(Slot.SPECIES))
    for text in texts:
        found = find_colours(text)
        if found:
            return tuple(c.rgb for c in found)
    for text in texts:
        rgb = material_colour(text)
        if rgb:
            return (rgb,)
    return ()


def _head(text: str) -> str:
    """What stands before the first preposition."""
    border = _BORDER.search(text.lower())
    return text[: border.start()] if border and border.start() > 3 else text


def main_colour(appearance: Appearance, natural: Sequence[Rgb]) -> Rgb:
    """The stated colour, or one of the natural ones by the identity's key."""
    stated = stated_colours(appearance)
    if stated:
        return stated[0]
    return natural[choose_by_key(appearance.identity, "colour", len(natural))]


def accessory_of(appearance: Appearance, nouns: Mapping[str, str]) -> tuple[str, Rgb | None] | None:
    """Find a worn thing among accessories, headwear, outerwear and markings.

    Args:
        appearance: Whose.
        nouns: Noun in the singular to what it is drawn as.

    Returns:
        What to draw and its colour if the text says one, or None.
    """
    worn = {Slot.ACCESSORY, Slot.HEADWEAR, Slot.OUTERWEAR, Slot.TOP, Slot.MARKING}
    for attribute in appearance.attributes[::-1]:
        if attribute.slot in worn:
            noun = find_noun(attribute.value, nouns)
            if noun is not None:
                colour = find_colour(attribute.value)
                return nouns[noun], colour.rgb if colour else None
    return None
