"""Reads phrases about clothes into pieces: what kind, which colours, which pattern, and the slot it was said under.

Looks at the words and not only at the slot, since a "red scarf" may come as a top and a "green work shirt" as
outerwear. The slot a piece was said under is kept: its colour is measured under that slot.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from iamflow_agents.colours import Rgb, find_colours
from iamflow_agents.generator.storyboard.people.look_body import pick
from iamflow_agents.generator.storyboard.people.look_words import KIND_COLOURS, PATTERNS, WEAR, Layer, Word
from iamflow_agents.records import AttributeValue, Slot

WEAR_SLOTS = frozenset(
    {Slot.TOP, Slot.BOTTOM, Slot.OUTERWEAR, Slot.FOOTWEAR, Slot.HEADWEAR, Slot.ACCESSORY, Slot.COLOUR, Slot.MATERIAL,
     Slot.MARKING, Slot.SPECIES}
)  # fmt: skip
_NATURAL_SLOT = {
    Layer.TOP: Slot.TOP,
    Layer.OUTER: Slot.OUTERWEAR,
    Layer.BOTTOM: Slot.BOTTOM,
    Layer.FEET: Slot.FOOTWEAR,
    Layer.HEAD: Slot.HEADWEAR,
    Layer.EXTRA: Slot.ACCESSORY,
}
_PLAIN = {
    Slot.TOP: ("shirt", Layer.TOP),
    Slot.OUTERWEAR: ("jacket", Layer.OUTER),
    Slot.BOTTOM: ("trousers", Layer.BOTTOM),
    Slot.FOOTWEAR: ("shoes", Layer.FEET),
    Slot.HEADWEAR: ("fedora", Layer.HEAD),
    Slot.ACCESSORY: ("scarf", Layer.EXTRA),
}
_SPLIT = re.compile(r",|;|\bover\b|\bunder\b|\bwith\b|\band\b(?! pepper| white striped)|\+|&")
_LENGTHS = (
    ("long", re.compile(r"\b(?:long|full length|floor length|ankle length|maxi|flowing)\b(?! sleeved?)")),
    ("short", re.compile(r"\b(?:short|mini|cropped|knee length)\b(?! sleeved?)")),
)
_NEGATED = re.compile(r"\b(?:no|without|lost|missing|removed)\b")

PALETTES: dict[Layer, tuple[Rgb, ...]] = {
    Layer.TOP: (
        (196, 82, 70), (222, 152, 62), (92, 138, 108), (70, 124, 158), (118, 88, 140), (228, 214, 184), (206, 124, 130),
        (64, 92, 128), (150, 160, 92), (176, 92, 60), (98, 156, 160), (226, 190, 96),
    ),
    Layer.OUTER: (
        (110, 78, 58), (62, 72, 92), (76, 92, 76), (150, 108, 70), (88, 88, 96), (120, 58, 62), (48, 92, 104),
    ),
    Layer.BOTTOM: (
        (54, 62, 82), (86, 72, 62), (70, 74, 80), (122, 104, 82), (62, 78, 70), (92, 84, 104), (48, 50, 58),
    ),
    Layer.FEET: ((86, 60, 46), (48, 46, 50), (120, 82, 56)),
    Layer.HEAD: ((112, 82, 60), (64, 74, 92), (156, 66, 62), (84, 104, 86)),
    Layer.EXTRA: ((190, 66, 60), (66, 110, 150), (216, 160, 66), (96, 132, 98), (132, 84, 132)),
}  # fmt: skip
"""Pleasant colours for what the text leaves open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One garment or accessory to draw."""

    kind: str
    layer: Layer
    rgb: Rgb
    slots: tuple[Slot, ...]
    """Slots under which its colour is reported for measuring."""
    accent: Rgb | None = None
    """A second colour of the text: stripes, checks, trim."""
    pattern: str = ""
    """`stripes`, `checks`, `dots`, `floral` or nothing."""
    length: str = ""
    """`long`, `short` or nothing."""
    sleeves: str = ""
    """`short`, `none` or nothing."""
    said: bool = True
    """Whether the text names it; otherwise the wardrobe filled it in."""


def natural_slot(layer: Layer) -> Slot:
    """Slot that a layer belongs to when nobody says otherwise."""
    return _NATURAL_SLOT[layer]


def normal(text: str) -> str:
    """Lower case, with hyphens as spaces and one kind of apostrophe."""
    return re.sub(r"\s+", " ", text.lower().replace("-", " ").replace("\u2019", "'")).strip()


def find_words(text: str) -> list[Word]:
    """Pieces a phrase names, in order; where patterns overlap, the longest match counts."""
    hits = [
        (match.start(), match.end(), order, word)
        for order, word in enumerate(WEAR)
        for match in word.pattern.finditer(text)
        if match.end() > match.start()
    ]
    hits.sort(key=lambda hit: (hit[0] - hit[1], hit[2]))
    taken: list[tuple[int, int, int, Word]] = []
    for hit in hits:
        if all(hit[1] <= other[0] or hit[0] >= other[1] for other in taken):
            taken.append(hit)
    return [hit[3] for hit in sorted(taken, key=lambda hit: hit[0])]


def phrases_of(text: str) -> list[str]:
    """Split a value at "and", "with" and commas; parts that name no piece go with the part that follows."""
    parts = [part.strip() for part in _SPLIT.split(normal(text))]
    phrases: list[str] = []
    waiting = ""
    for part in parts:
        waiting = f"{waiting} and {part}" if waiting else part
        if find_words(part):
            phrases.append(waiting)
            waiting = ""
    if waiting:
        if phrases:
            phrases[-1] = f"{phrases[-1]} and {waiting}"
        else:
            phrases.append(waiting)
    return phrases


def read_pieces(attribute: AttributeValue, key: str) -> list[Piece]:
    """Pieces that one attribute names.

    Args:
        attribute: Any slot; for slots that are no clothes, only words that name clothes count.
        key: Decides colours the words leave open.

    Returns:
        The pieces in order; for a clothes slot with words nobody knows, the plain piece of that slot.
    """
    pieces: list[Piece] = []
    for phrase in phrases_of(attribute.value):
        if _NEGATED.search(phrase):
            pieces.extend(_removed(phrase, attribute.slot))
            continue
        words = find_words(phrase)
        for at, word in enumerate(words):
            slot = natural_slot(word.layer) if pieces else attribute.slot
            pieces.append(_piece(word.kind, word.layer, phrase, slot, key, at))
        if not words and attribute.slot in _PLAIN and phrase:
            kind, layer = _PLAIN[attribute.slot]
            if attribute.slot is not Slot.ACCESSORY or find_colours(phrase):
                pieces.append(_piece(kind, layer, phrase, attribute.slot, key, 0))
    return pieces


def _removed(phrase: str, slot: Slot) -> list[Piece]:
    """What "no hat" or "without shoes" means: the layer is worn bare."""
    layers = [word.layer for word in find_words(phrase)] or ([_PLAIN[slot][1]] if slot in _PLAIN else [])
    bare = {Layer.HEAD: "none", Layer.FEET: "barefoot", Layer.OUTER: "none"}
    return [Piece(kind=bare[layer], layer=layer, rgb=(0, 0, 0), slots=()) for layer in layers if layer in bare]


def _piece(kind: str, layer: Layer, phrase: str, slot: Slot, key: str, at: int) -> Piece:
    """Build a piece from its phrase; a second piece of one phrase takes the second colour if there is one."""
    colours = [colour.rgb for colour in find_colours(phrase)]
    mine = colours[min(at, len(colours) - 1) :] if colours else []
    if "leopard" in phrase and not colours:
        mine = [(208, 160, 92), (70, 46, 34)]
    own = natural_slot(layer)
    slots = (slot,) if slot is own or slot not in WEAR_SLOTS else (slot, own)
    pattern = next((name for regex, name in PATTERNS if regex.search(phrase)), "")
    piece = Piece(
        kind=kind,
        layer=layer,
        rgb=mine[0] if mine else open_colour(kind, layer, key),
        slots=slots,
        accent=mine[1] if len(mine) > 1 else None,
        pattern=pattern,
        length=next((name for name, regex in _LENGTHS if regex.search(phrase)), ""),
        sleeves=_sleeves(phrase),
    )
    if kind == "suit":
        return replace(piece, pattern="stripes" if "pin" in phrase else pattern)
    return piece


def _sleeves(phrase: str) -> str:
    """Sleeve length a phrase names."""
    if "sleeveless" in phrase:
        return "none"
    return "short" if re.search(r"short sleeve|rolled|shirtsleeve", phrase) else ""


def open_colour(kind: str, layer: Layer, key: str) -> Rgb:
    """Colour of a piece whose colour the text leaves open."""
    return pick(key, f"colour {kind}", KIND_COLOURS.get(kind) or PALETTES[layer])


def last_by_layer(pieces: Sequence[Piece]) -> dict[Layer, Piece]:
    """The piece that counts for each layer but accessories: the one said last."""
    return {piece.layer: piece for piece in pieces if piece.layer is not Layer.EXTRA}
