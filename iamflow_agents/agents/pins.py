"""Answers that stand in the place of the rules' own: pins, each at exactly one mention.

A pin names whom a mention means by earlier mentions (anchors), never by key, since keys shift when identities join.
A pin that grammar or the story contradicts is dropped where it would apply; the rules answer then, and `dropped`
says why. Everything after a pinned mention follows from it by the ordinary rules: names, looks and relatives are
learned by whoever it means, so that a stranger named later keeps the history.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from iamflow_agents.agents.dossier import Dossier
from iamflow_agents.agents.guidance import Guide, Spot, could_be
from iamflow_agents.agents.reading import MentionReading, SegmentReading
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState

if TYPE_CHECKING:
    from iamflow_agents.agents.segment_state import SegmentState


class Anchor(NamedTuple):
    """An earlier mention that means somebody; `member` counts among those it means.

    Who was declared before the story begins has no such mention and goes by `key`.
    """

    spot: Spot
    member: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """Whom a mention means."""

    spot: Spot
    anchors: tuple[Anchor, ...] = ()
    """Those it means; with none of them it means somebody new, or nobody."""
    is_new: bool = False
    reason: str = ""
    confidence: float = 0.0


class PinnedGuide(Guide):
    """Answers pinned mentions and lets the rules answer the others.

    Args:
        pins: At most one a mention.
        inner: Answers what is not pinned.
    """

    def __init__(self, pins: Mapping[Spot, Pin], inner: Guide | None = None) -> None:
        super().__init__(inner)
        self.pins = pins
        self.met: dict[Spot, list[Dossier]] = {}
        self.dropped: dict[Spot, str] = {}

    def answer(self, state: SegmentState, index: int, rules: Callable[[], Reference | None]) -> Reference | None:
        """Answer as pinned, or else by the rules."""
        spot = Spot(state.segment, index)
        pin = self.pins.get(spot)
        answer: Reference | None
        if pin is None:
            answer = self.ask(state, index, rules)
        elif not pin.is_new and not pin.anchors:
            answer = None
        else:
            members = [] if pin.is_new else self._members(state, pin)
            problem = "" if pin.is_new else self._problem(state, index, members)
            if problem:
                self.dropped[spot] = problem
                answer = self.ask(state, index, rules)
            else:
                answer = self._apply(state, index, pin, members)
        self.met[spot] = list(answer.dossiers) if answer is not None else []
        return answer

    def _members(self, state: SegmentState, pin: Pin) -> list[Dossier]:
        found: dict[str, Dossier] = {}
        for anchor in pin.anchors:
            met = self.met.get(anchor.spot, [])
            if anchor.member < len(met) or anchor.key:
                dossier = state.casting.get(anchor.key or met[anchor.member].key)
                found[dossier.key] = dossier
        return list(found.values())

    def _problem(self, state: SegmentState, index: int, members: list[Dossier]) -> str:
        """What speaks against a pin, or an empty string."""
        if not members:
            return "nobody is left there"
        mention, description = state.mentions[index], state.descriptions[index]
        if not all(could_be(description, d) for d in members):
            return "gender, kind or name differs"
        if len(members) > 1:
            return ""
        present = mention.state is PresenceState.ON_SCREEN
        if present and members[0].seen_in.get(state.segment) is PresenceState.GONE and not mention.enters:
            return "the segment says they are gone"
        for other in sorted(apart_from(state.reading, index)):
            answer = state.answers[other]
            if answer is not None and len(answer.dossiers) == 1 and answer.dossiers[0] is members[0]:
                return f"{state.mentions[other].text!r} means them already"
        if mention.other and state.said and state.said[-1] is members[0]:
            return "another one is meant"
        return ""

    def _apply(self, state: SegmentState, index: int, pin: Pin, members: list[Dossier]) -> Reference:
        description, mention = state.descriptions[index], state.mentions[index]
        if pin.is_new:
            kind = description.kind or Kind.PERSON
            members = [state.casting.create(description, state.segment, kind)]
        for dossier in members:
            dossier.unclaimed = False
        if mention.kin and mention.owner is not None and len(members) == 1:
            owners = state.answers[mention.owner]
            if owners is not None and owners.dossiers[0] is not members[0]:
                state.casting.relate(owners.dossiers[0], mention.noun, members[0])
        if mention.form is Form.PRONOUN and len(members) == 1 and members[0].gender == "unknown":
            members[0].gender = mention.pronoun if mention.pronoun in {"male", "female"} else "unknown"
        return Reference(members, pin.reason, pin.confidence)


def apart_from(reading: SegmentReading, index: int) -> set[int]:
    """Mentions that cannot mean the same one as a mention, since they do something to it or with it.

    "The guard stops the man" are two; a possessive ("her") or a reflexive ("himself") may well be the same.
    """
    found: set[int] = set()
    for action in reading.actions:
        parts = [p for p in (action.actor, action.target, action.recipient) if p is not None]
        parts += [row.actor for row in reading.actions if row.event == action.event]
        if index in parts:
            found.update(parts)
    found.discard(index)
    return {other for other in found if not _may_coincide(reading.mentions, index, other)}


def _may_coincide(mentions: tuple[MentionReading, ...], one: int, two: int) -> bool:
    first, second = mentions[one], mentions[two]
    if one in (second.same_as, second.part_of) or two in (first.same_as, first.part_of):
        return True
    return any(m.possessive or m.plural or m.text.lower().endswith(("self", "selves")) for m in (first, second))
