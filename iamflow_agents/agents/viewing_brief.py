"""What a judge is asked about a take: who should be seen and how, who should be gone, who could be taken for them.

Pure logic over the request. How much of it goes into one question is `viewing_split`'s business, how it is worded
`viewing_questions`'.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.records import CHARACTER_KINDS, Appearance, Kind, Move, Registry, Setting, Shot, Slot
from iamflow_agents.takes import SegmentRequest

PLACE_PREFIX = "place:"
"""Verdicts on a place name it as `place:KEY`, which no identity is called."""
MOST_LOOK_ALIKES = 4
_OPEN_SLOTS: dict[Kind, tuple[Slot, ...]] = {
    Kind.PERSON: (Slot.HAIR, Slot.TOP, Slot.BOTTOM),
    Kind.GROUP: (),
}
_OPEN_OF_OTHERS = (Slot.COLOUR,)
_COVERED_BY = {Slot.TOP: Slot.OUTERWEAR}
"""What hides a slot, so that nothing is asked about it."""
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trait:
    """One attribute that is asked about; numbered from 1 within its identity."""

    number: int
    slot: Slot
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One identity that should be seen."""

    look: Appearance
    traits: tuple[Trait, ...]
    open_slots: tuple[Slot, ...]
    """Slots about which nothing is said, and whose look is worth remembering."""
    may_be_hidden: bool
    """Whether the shot that was asked for need not show it."""

    @property
    def key(self) -> str:
        """The identity's key."""
        return self.look.identity


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """One identity that should not be seen any more."""

    key: str
    look: Appearance | None
    """How it would look; None when nobody knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """Everything that is asked about a take."""

    people: tuple[Card, ...]
    gone: tuple[Gone, ...]
    look_alikes: tuple[Appearance, ...]
    """Others of the story who were seen before, are not expected now, and could be taken for somebody who is."""
    place: Setting | None
    """None where the segment names no place."""

    @property
    def known(self) -> tuple[str, ...]:
        """Keys of everybody a judge may name, each once."""
        keys = [card.key for card in self.people]
        keys += [one.key for one in self.gone] + [one.identity for one in self.look_alikes]
        return tuple(dict.fromkeys(keys))

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to ask."""
        return not self.people and not self.gone and self.place is None


def place_subject(setting: Setting) -> str:
    """How verdicts name a segment's place."""
    return PLACE_PREFIX + setting.place


def make_brief(evidence: TakeEvidence) -> Brief:
    """Say what is asked about a take."""
    request = evidence.request
    cast = {look.identity: look for look in request.cast}
    gone_looks = {look.identity: look for look in evidence.absent_looks}
    gone = [key for key in dict.fromkeys(evidence.absent) if key not in cast]
    others = [one for one in evidence.look_alikes if one.identity not in cast and one.identity not in gone]
    return Brief(
        people=tuple(card_of(look, request) for look in cast.values()),
        gone=tuple(Gone(key=key, look=gone_looks.get(key)) for key in gone),
        look_alikes=tuple({one.identity: one for one in others}.values()),
        place=request.setting if request.setting.place and request.setting.name.strip() else None,
    )


def card_of(look: Appearance, request: SegmentRequest) -> Card:
    """What is asked about one identity."""
    traits = [Trait(number=n, slot=a.slot, value=a.value) for n, a in enumerate(look.attributes, start=1)]
    said = {trait.slot for trait in traits}
    slots = _OPEN_SLOTS.get(look.kind, _OPEN_OF_OTHERS)
    return Card(
        look=look,
        traits=tuple(traits),
        open_slots=tuple(slot for slot in slots if slot not in said and _COVERED_BY.get(slot) not in said),
        may_be_hidden=_may_leave_out(look, request),
    )


def _may_leave_out(look: Appearance, request: SegmentRequest) -> bool:
    """Tell whether the shot that was asked for need not show somebody; things may always be covered."""
    camera = request.camera
    if camera.subject == look.identity:
        return False
    if look.kind not in CHARACTER_KINDS or camera.shot is Shot.CLOSE_UP or camera.move is Move.FOLLOW:
        return True
    if camera.shot is Shot.OVER_THE_SHOULDER:
        return sum(one.kind in CHARACTER_KINDS for one in request.cast) > 2
    return camera.shot is Shot.MEDIUM and camera.subject is not None


def look_alikes(
    registry: Registry, segment_index: int, expected: Sequence[Appearance], absent: Sequence[str]
) -> tuple[Appearance, ...]:
    """Others of the story who were on screen before this segment and share looks with somebody expected in it.

    Args:
        registry: Everybody of the story.
        segment_index: The segment that is judged.
        expected: Who should be seen.
        absent: Who should be gone; they are asked about anyway.

    Returns:
        At most `MOST_LOOK_ALIKES`, the likest first, as they would look in this segment.
    """
    left_out = {look.identity for look in expected} | set(absent)
    seen = dict.fromkeys(key for scene in registry.scenes[:segment_index] for key in scene.on_screen())
    ranked: list[tuple[int, int, Appearance]] = []
    for position, key in enumerate(seen):
        if key in left_out:
            continue
        look = registry.appearance(key, segment_index)
        likeness = max((_likeness(look, one) for one in expected), default=0)
        if likeness:
            ranked.append((-likeness, position, look))
    return tuple(look for _, _, look in sorted(ranked, key=lambda row: row[:2])[:MOST_LOOK_ALIKES])


def _likeness(one: Appearance, other: Appearance) -> int:
    """In how many slots two of a kind share a word; 0 for different kinds or genders."""
    genders = {one.gender, other.gender} - {"unknown", "neutral"}
    if one.kind is not other.kind or len(genders) > 1:
        return 0
    slots = {attribute.slot for attribute in one.attributes} & {attribute.slot for attribute in other.attributes}
    return sum(bool(_words(one, slot) & _words(other, slot)) for slot in slots)


def _words(look: Appearance, slot: Slot) -> set[str]:
    return {word for value in look.values(slot) for word in _WORD.findall(value.lower())}
