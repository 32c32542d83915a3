"""The faults of a drifting generator as changes to what the wrapped one is asked to draw.

Nothing is painted over a finished picture: a coat in another colour is asked for in another colour, a lost hat is not
asked for. The cast is changed for generators that draw by it, the grounded prompt for those that read it.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from iamflow_agents.colour_names import difference
from iamflow_agents.colours import Rgb, find_colour, find_colours, to_lab
from iamflow_agents.generator.drift_truth import Injected
from iamflow_agents.generator.faults import COPY_SUFFIX, without_identity
from iamflow_agents.records import CHARACTER_KINDS, Appearance, AttributeValue, Kind, Slot
from iamflow_agents.takes import SegmentRequest

SHIFTING = (Slot.TOP, Slot.OUTERWEAR, Slot.BOTTOM, Slot.HAIR, Slot.HEADWEAR, Slot.FACIAL_HAIR, Slot.COLOUR)
"""Slots whose colour may shift: what a viewer knows somebody by."""
LOSABLE = (Slot.HEADWEAR, Slot.OUTERWEAR, Slot.ACCESSORY)
LEAST_SHIFT = 45.0
"""A shifted colour differs at least so much from the right one (`colour_names.difference`); plainly another colour."""
_CLOTH = (
    "red", "orange", "yellow", "green", "dark green", "turquoise", "blue", "navy", "purple", "pink", "brown", "white",
    "black",
)  # fmt: skip
_HAIR = ("black", "dark brown", "ginger", "blonde", "white")
_SEEN = re.compile(r"\b(?:scarf|shawl|satchel|bag|(?:eye|sun)?glasses|spectacles|bifocals|goggles)\b")
"""Accessories whose loss is seen whatever colour they have."""
_SEEN_BY_COLOUR = re.compile(r"\b(?:backpack|rucksack|collar)\b")
_SEEN_OVER_SHIRT = re.compile(r"\b(?:(?:neck)?tie|necklace|pendant|suspenders|braces)\b(?!d)")
"""Small ones that are told by a colour nothing else on the figure has; those of a shirt not where a coat is worn."""
_BARE = re.compile(r"\b(?:no|without|bare|shaved|bald)\b")


def colour_shift(one: Appearance, rng: random.Random) -> Injected | None:
    """Choose a slot and another colour for it; None where no slot that shows has exactly one colour."""
    covered = {Slot.HAIR} if one.value(Slot.HEADWEAR) else set()
    found = [
        a for a in one.attributes if a.slot in SHIFTING and a.slot not in covered and len(find_colours(a.value)) == 1
    ]
    if not found:
        return None
    chosen = found[rng.randrange(len(found))]
    shown = _recoloured(chosen, rng)
    if not shown:
        return None
    return Injected(kind="colour", identity=one.identity, slot=chosen.slot, expected=chosen.value, shown=shown)


def lost_accessory(one: Appearance, rng: random.Random) -> Injected | None:
    """Choose something worn to lose; None where nothing is whose loss could be told from a picture."""
    found = [a for a in one.attributes if a.slot in LOSABLE and not _BARE.search(a.value) and _is_missed(a, one)]
    if not found:
        return None
    chosen = found[rng.randrange(len(found))]
    return Injected(kind="accessory", identity=one.identity, slot=chosen.slot, expected=chosen.value)


def _is_missed(attribute: AttributeValue, one: Appearance) -> bool:
    """Tell whether a picture shows that a thing is not worn."""
    text = attribute.value.lower()
    if one.kind is not Kind.PERSON:
        is_collar = one.kind is Kind.ANIMAL and bool(_SEEN_BY_COLOUR.search(text))
        return is_collar and len(one.values(Slot.ACCESSORY)) == 1 and _is_only_one_in(attribute, one)
    if attribute.slot is not Slot.ACCESSORY or _SEEN.search(text):
        return True
    is_open = _SEEN_OVER_SHIRT.search(text) and one.value(Slot.OUTERWEAR) is None
    return bool(is_open or _SEEN_BY_COLOUR.search(text)) and _is_only_one_in(attribute, one)


def _is_only_one_in(attribute: AttributeValue, one: Appearance) -> bool:
    """Tell whether a thing has a colour that is plainly another than all others told of somebody."""
    own = find_colours(attribute.value)
    others = [colour for a in one.attributes if a != attribute for colour in find_colours(a.value)]
    return bool(own) and all(_apart(colour.rgb, other.rgb) for colour in own for other in others)


def duplicate(one: Appearance) -> Injected | None:
    """A second copy of a character; None for those of whom too little is told to tell a copy from a stranger."""
    told = {a.slot for a in one.attributes if a.slot in SHIFTING and find_colours(a.value)}
    if one.kind not in CHARACTER_KINDS or len(told) < 2:
        return None
    return Injected(kind="duplicate", identity=one.identity)


def vanished(one: Appearance) -> Injected | None:
    """A thing that is not there."""
    return Injected(kind="prop", identity=one.identity) if one.kind is Kind.OBJECT else None


def swap(
    one: Appearance, here: Sequence[Appearance], before: Sequence[Appearance], rng: random.Random
) -> Injected | None:
    """Take the look of somebody of the same kind: of those here in exchange, else of somebody seen before.

    Those of one gender first, of them whoever is most alike: look-alikes are what is confused.

    Args:
        one: Who.
        here: Others of the take who have no fault yet.
        before: Others of the film.
        rng: Chooses among several.
    """
    for others, mutual in ((here, True), (before, False)):
        told_apart = [other for other in others if _could_be_taken(one, other)]
        nearest = max((_likeness(one, other) for other in told_apart), default=None)
        alike = [other for other in told_apart if _likeness(one, other) == nearest]
        if alike:
            other = alike[rng.randrange(len(alike))]
            return Injected(kind="swap", identity=one.identity, other=other.identity, mutual=mutual)
    return None


def _likeness(one: Appearance, other: Appearance) -> tuple[bool, int]:
    """How easily two are confused: whether they are of one gender, and how many slots have about the same colour."""
    mine, theirs = _colours(one), _colours(other)
    return one.gender == other.gender, sum(not _apart(mine[slot], theirs[slot]) for slot in mine if slot in theirs)


def apply_fault(request: SegmentRequest, fault: Injected, looks: dict[str, Appearance]) -> SegmentRequest:
    """Ask for a take with a fault.

    Args:
        request: What is asked for so far.
        fault: What is to be wrong.
        looks: Everybody without faults.
    """
    if fault.kind == "prop":
        name = looks[fault.identity].name
        words = re.sub(rf"\b(?:an?|the|his|her|their|its)\s+{re.escape(name)}\b", "nothing", request.grounded_prompt)
        return replace(without_identity(request, fault.identity), grounded_prompt=words)
    if fault.kind == "duplicate":
        name = looks[fault.identity].name
        words = f"{request.grounded_prompt} A second {name} who looks exactly the same stands there, too."
        return replace(request, cast=_with_copy(request.cast, fault.identity), grounded_prompt=words)
    if fault.kind == "swap":
        first, second = looks[fault.identity], looks[fault.other]
        request = _dressed(request, first.identity, second.attributes)
        return _dressed(request, second.identity, first.attributes) if fault.mutual else request
    old = next((one for one in request.cast if one.identity == fault.identity), None)
    if old is None:
        return request
    changed = [
        replace(a, value=fault.shown) if (a.slot, a.value) == (fault.slot, fault.expected) else a
        for a in old.attributes
    ]
    return _dressed(request, old.identity, tuple(a for a in changed if a.value))


def _dressed(request: SegmentRequest, key: str, attributes: tuple[AttributeValue, ...]) -> SegmentRequest:
    """Give somebody other attributes, in the cast and where the words name the old ones."""
    cast, words = [], request.grounded_prompt
    for one in request.cast:
        if one.identity != key:
            cast.append(one)
            continue
        cast.append(replace(one, attributes=attributes))
        left = [a for a in one.attributes if a not in attributes]
        new = [a for a in attributes if a not in one.attributes]
        for old in left:
            value = next((a.value for a in new if a.slot is old.slot), "nothing special")
            words = words.replace(old.value, value, 1)
    return replace(request, cast=tuple(cast), grounded_prompt=words)


def _with_copy(cast: Sequence[Appearance], key: str) -> tuple[Appearance, ...]:
    """A cast with somebody twice."""
    found: list[Appearance] = []
    for one in cast:
        found.append(one)
        if one.identity == key:
            found.append(replace(one, identity=key + COPY_SUFFIX))
    return tuple(found)


def _recoloured(attribute: AttributeValue, rng: random.Random) -> str:
    """A value with its colour replaced by one that is plainly another."""
    old = find_colours(attribute.value)[0]
    names = _HAIR if attribute.slot in (Slot.HAIR, Slot.FACIAL_HAIR) else _CLOTH
    far = [name for name in names if (rgb := _rgb(name)) is not None and _apart(rgb, old.rgb)]
    pattern = re.compile(r"[\s-]+".join(map(re.escape, old.name.split())), re.IGNORECASE)
    if not far or not pattern.search(attribute.value):
        return ""
    return pattern.sub(far[rng.randrange(len(far))], attribute.value, count=1)


def _could_be_taken(one: Appearance, other: Appearance) -> bool:
    """Tell whether two are of one sort and a picture tells them apart: a slot of both with plainly other colours."""
    if one.kind is not other.kind or one.kind not in CHARACTER_KINDS:
        return False
    mine, theirs = _colours(one), _colours(other)
    shared = [slot for slot in mine if slot in theirs]
    enough = min(len(mine), len(theirs)) >= 2
    return enough and any(_apart(mine[slot], theirs[slot]) for slot in shared)


def _colours(one: Appearance) -> dict[Slot, Rgb]:
    """The first colour of each slot that shows; hair below a hat hardly does."""
    covered = {Slot.HAIR} if one.value(Slot.HEADWEAR) else set()
    found = {a.slot: find_colour(a.value) for a in one.attributes if a.slot in SHIFTING and a.slot not in covered}
    return {slot: colour.rgb for slot, colour in found.items() if colour is not None}


def _apart(first: Rgb, second: Rgb) -> bool:
    lab = to_lab([first, second])
    return float(difference(lab[0], lab[1])) >= LEAST_SHIFT


def _rgb(name: str) -> Rgb | None:
    colour = find_colour(name)
    return colour.rgb if colour else None
