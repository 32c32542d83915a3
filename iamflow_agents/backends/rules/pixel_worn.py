"""Tell what somebody has lost: a hat, coat or scarf that should be worn and is nowhere on them.

That a thing's colour was not measured is no proof. It is lost where what it would cover is seen: hair or a forehead
without the hat, the shirt without the coat; and where no frame of the take shows it at all.
"""

from __future__ import annotations

import re

from iamflow_agents.backends.rules.pixel_looks import Figure
from iamflow_agents.records import Appearance, AttributeValue, Kind, Slot

_HATS = re.compile(
    r"\b(?:hat|cap|helmet|beret|bonnet|turban|beanie|hood|crown|fedora|headscarf|headdress|sombrero|bowler|tiara)\b"
)
_COATS = re.compile(
    r"\b(?:\w*coat|jacket|apron|cardigan|cloak|cape|robe|parka|blazer|anorak|poncho|waistcoat|vest|kimono|hoodie|"
    r"windbreaker|overalls?)\b"
)
_LARGE = re.compile(r"\b(?:scarf|shawl|satchel|bag)\b")
"""What has a box of its own; the rest is looked for by `pixel_small`."""
_BENEATH = {
    Slot.HEADWEAR: (Slot.HAIR, Slot.SKIN),
    Slot.OUTERWEAR: (Slot.TOP,),
    Slot.ACCESSORY: (Slot.TOP, Slot.OUTERWEAR),
}
"""What is seen where a thing of a slot is not worn."""
_NAMES = {Slot.HEADWEAR: _HATS, Slot.OUTERWEAR: _COATS, Slot.ACCESSORY: _LARGE}
_OFTEN = {Slot.HEADWEAR: 0.15, Slot.OUTERWEAR: 0.25, Slot.ACCESSORY: 0.4}
"""Share of the frames in which what lies beneath must be seen."""


def is_lost(attribute: AttributeValue, appearance: Appearance, figure: Figure) -> bool:
    """Tell whether something that should be worn is nowhere on a figure.

    Args:
        attribute: What should be worn.
        appearance: Of whom.
        figure: Where they were found.
    """
    slot = attribute.slot
    if appearance.kind is not Kind.PERSON or slot not in _NAMES or figure.reported[slot]:
        return False
    if not _NAMES[slot].search(attribute.value.lower()) or not _is_alone(attribute, appearance):
        return False
    beneath = max(figure.reported[under] for under in _BENEATH[slot])
    return beneath >= max(2.0, _OFTEN[slot] * figure.n_frames)


def _is_alone(attribute: AttributeValue, appearance: Appearance) -> bool:
    """Tell whether nothing else is worn in the same place: a cardigan over the shirt hides no second coat."""
    if attribute.slot is not Slot.OUTERWEAR:
        return True
    others = [a for a in appearance.attributes if a != attribute and a.slot in (Slot.OUTERWEAR, Slot.TOP)]
    return not any(a.slot is Slot.OUTERWEAR or _COATS.search(a.value.lower()) for a in others)
