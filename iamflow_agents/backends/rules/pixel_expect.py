"""What a request lets the pixel judge expect: for each identity, the colours its words name, slot by slot.

Only slots whose colour can be measured in a box count; skin and eyes are left out, since words for them ("fair",
"dark") are no colours of cloth. The request is only ever compared with what was measured, never measured itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from iamflow_agents.backends.rules.pixel_looks import Figure
from iamflow_agents.colours import Rgb, find_colour, find_colours, to_lab
from iamflow_agents.records import Appearance, Kind, Slot

CHECKED = (
    Slot.HAIR, Slot.FACIAL_HAIR, Slot.HEADWEAR, Slot.OUTERWEAR, Slot.TOP, Slot.BOTTOM, Slot.FOOTWEAR, Slot.ACCESSORY,
    Slot.COLOUR,
)  # fmt: skip
"""Slots that are compared, and reported where the words leave them open, from head to foot."""
_OPEN = frozenset(CHECKED) - {Slot.ACCESSORY, Slot.FACIAL_HAIR}
"""Slots worth remembering when nobody has described them."""
_HAIR_TOO = {
    "red": ("ginger", "auburn", "copper"), "fair": ("blonde", "sandy"), "golden": ("blonde",), "gold": ("blonde",),
    "grey": ("silver",), "gray": ("silver",), "silver": ("grey",), "white": ("silver",),
}  # fmt: skip
"""What hair of a colour looks like when the word means something else on hair than on cloth."""
_PARTLY = re.compile(
    r"\b(?:temples?|streaks?|streaked|highlights?|tips?|roots?|strands?|dots?|dotted|flecks?|flecked)\b"
)
"""Words for colours that only a small share of the thing has."""
LEAST_SKIN_A, LEAST_SKIN_B = -3.0, -10.0
"""No skin is greener or bluer than this, in any light a film is shot in. LAB."""
_END_OF_PIECE = re.compile(r"[,;(]|\b(?:with|over|under|beneath|trimmed|lined|from|made)\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One attribute whose colour can be checked."""

    slot: Slot
    value: str
    labs: tuple[tuple[float, float, float], ...]
    """Any of these colours will do. LAB."""
    rgb: Rgb
    """The first of them, sRGB."""
    alone: bool
    """Whether it is the only value of its slot that names a colour."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One identity that should be seen."""

    appearance: Appearance
    wanted: tuple[Wanted, ...]

    @property
    def key(self) -> str:
        """The identity's key."""
        return self.appearance.identity

    @property
    def open_slots(self) -> tuple[Slot, ...]:
        """Measurable slots about which the words say nothing at all."""
        said = {attribute.slot for attribute in self.appearance.attributes}
        return tuple(slot for slot in CHECKED if slot in _OPEN and slot not in said)


def expect(cast: Sequence[Appearance]) -> list[Expected]:
    """Read what can be checked of everybody in a cast."""
    return [Expected(appearance=one, wanted=_wanted(one)) for one in cast]


def fits(expected: Expected, figure: Figure) -> bool:
    """Tell whether a figure could be of an identity's kind, by the parts it has: a coat has no place on a lamp."""
    if not figure.tones:
        return True
    worn = figure.is_clothed
    if expected.appearance.kind is Kind.PERSON:
        return (worn or Slot.SKIN in figure.tones) and (_has_skin(figure) or _is_said(expected, Slot.SKIN))
    return expected.appearance.kind in (Kind.ROBOT, Kind.CREATURE, Kind.ANIMAL, Kind.GROUP) or not worn


def _is_said(expected: Expected, slot: Slot) -> bool:
    return any(attribute.slot is slot for attribute in expected.appearance.attributes)


def _has_skin(figure: Figure) -> bool:
    """Tell whether what shows where skin should be can be skin; true when nothing shows."""
    tones = figure.tones.get(Slot.SKIN, ())
    return not tones or any(tone.lab[1] >= LEAST_SKIN_A and tone.lab[2] >= LEAST_SKIN_B for tone in tones)


def _wanted(appearance: Appearance) -> tuple[Wanted, ...]:
    """All attributes of one identity that name a colour in a slot that can be measured."""
    found: list[tuple[Slot, str, list[Rgb]]] = []
    for attribute in appearance.attributes:
        if attribute.slot in CHECKED and (colours := named_colours(attribute.value, attribute.slot)):
            found.append((attribute.slot, attribute.value, colours))
    slots = [a.slot for a in appearance.attributes]
    return tuple(
        Wanted(slot=slot, value=value, labs=_labs(colours), rgb=colours[0], alone=slots.count(slot) == 1)
        for slot, value, colours in found
    )


def named_colours(value: str, slot: Slot) -> list[Rgb]:
    """Colours that a phrase gives to its main thing ("a navy coat with a red lining" is navy)."""
    if _PARTLY.search(value.lower()):
        return []
    head = _END_OF_PIECE.split(value.lower().replace("-", " "), maxsplit=1)[0]
    first, _, rest = head.partition(" and ")
    is_mixture = bool(rest) and first.split()[-1:] != [] and first.split()[-1] in _words(first)
    own = head if is_mixture else first  # "red and white scarf", but "sweater and blue jeans"
    colours = [(colour.name, colour.rgb) for colour in find_colours(own)]
    rgbs = [rgb for _, rgb in colours]
    if slot in (Slot.HAIR, Slot.FACIAL_HAIR):
        for name, _ in colours:
            for other in _HAIR_TOO.get(name.split()[-1], ()):
                alternative = find_colour(other)
                rgbs += [alternative.rgb] if alternative else []
    return rgbs


def _words(text: str) -> set[str]:
    """Words of all colours a text names."""
    return {word for colour in find_colours(text) for word in colour.name.split()}


def _labs(colours: Sequence[Rgb]) -> tuple[tuple[float, float, float], ...]:
    return tuple((float(lab[0]), float(lab[1]), float(lab[2])) for lab in to_lab(np.array(colours)))
