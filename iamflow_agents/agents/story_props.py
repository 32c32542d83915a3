"""Which things are props of the story: each strand's marks are weighed, and what weighs enough is followed.

Whoever films a story tracks what is handled, passed on, taken off or told of again as the same, and leaves furniture,
meals and everyday clothes to the moment. No single mark decides that; every mark adds its weight, and the sum decides
whether a garment becomes a thing of its own and whether a thing is listed among those that are tracked.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import Description, Dossier
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.strands import Row, Strand
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import WORN, Kind, Mention, PresenceState, Slot

_ENDS = frozenset({Slot.HEADWEAR, Slot.FOOTWEAR})
_BODILY = frozenset({Slot.FACE, Slot.EYES, Slot.HAIR, Slot.FACIAL_HAIR, Slot.SKIN, Slot.BUILD, Slot.MARKING})
_ENOUGH = 0.0

WEIGHTS: Final[dict[str, float]] = {
    "any": -0.9,
    "bare at first": -0.7,
    "coat": -0.6,
    "handled": 0.6,
    "handled again": 0.8,
    "hat or shoes": 0.6,
    "known at first": -1.0,
    "listed": 0.5,
    "only passing": -2.1,
    "place": -1.2,
    "put on or off": -1.1,
    "scenery": -0.8,
    "several": 0.3,
    "somebody else's": 1.6,
    "somebody's": 0.8,
    "the same again": 1.0,
    "three segments": 0.7,
    "vehicle": 1.2,
    "worn and handled": 0.4,
    "worn and somebody's": 0.5,
    "worn but a thing": 1.2,
    "worn by several": 0.6,
    "worn in the same words": -0.5,
}
"""What each mark adds; fitted once on annotated stories, and rounded."""


class Marks:
    """The marks of one strand; each is true or false.

    Args:
        strand: What was seen of the thing.
        lexicon: Word lists.
    """

    def __init__(self, strand: Strand, lexicon: Lexicon) -> None:
        self.strand, self.lexicon = strand, lexicon
        told = [r for r in strand.rows if r.form is not Form.PRONOUN and r.noun] or strand.rows
        self.told, self.first = told, told[0]
        self.later = [r for r in told if r.segment > told[0].segment]
        self.tail = told[0].noun.rsplit("-", 1)[-1]
        self.slot = lexicon.look_nouns.get(self.tail)
        self.hands = len({r.segment for r in strand.rows if r.handled or r.verb})
        self.wearers = {r.wearer for r in strand.rows if r.wearer}
        self.worn = any(r.worn for r in strand.rows) or (self.slot is not None and self.slot not in _BODILY)

    def read(self) -> dict[str, bool]:
        """All marks by name."""
        return {"any": True} | self._of_its_role() | self._of_words() | (self._of_wear() if self.worn else {})

    def _of_its_role(self) -> dict[str, bool]:
        thing = self.strand.thing
        return {
            "only passing": thing is None and not self.worn,
            "three segments": len(self.strand.segments()) > 2,
            "handled": self.hands > 0 and not self.worn,
            "handled again": self.hands > 1 and not self.worn,
            "vehicle": thing is not None and thing.kind is Kind.VEHICLE,
        }

    def _of_words(self) -> dict[str, bool]:
        first, noun, lists = self.first, self.first.noun, self.lexicon
        return {
            "bare at first": first.form is Form.BARE,
            "known at first": first.form is Form.DEFINITE and not first.wearer,
            "the same again": any(r.form is Form.DEFINITE and not r.wearer for r in self.later),
            "several": first.plural,
            "somebody's": not self.worn and any(r.named_owner for r in self.later),
            "scenery": self.hands == 0 and (noun in lists.scenery or self.tail in lists.scenery),
            "place": self.hands == 0 and self.tail in lists.place_nouns,
            "listed": noun in lists.props or self.tail in lists.props,
        }

    def _of_wear(self) -> dict[str, bool]:
        rows = self.strand.rows
        return {
            "worn but a thing": any(r.thing is not None for r in rows),
            "worn by several": len(self.wearers) > 1,
            "worn and handled": self.hands > 0,
            "put on or off": any(r.change in {"on", "off"} for r in rows),
            "worn in the same words": any(r.told & self.first.told or "-" in r.noun for r in self.later),
            "worn and somebody's": any(r.named_owner for r in rows),
            "somebody else's": any(r.lent for r in rows),
            "coat": self.slot is Slot.OUTERWEAR,
            "hat or shoes": self.slot in _ENDS,
        }


def weigh(strand: Strand, lexicon: Lexicon) -> float:
    """How much speaks for a strand being a prop of the story; above 0 it is one."""
    return sum(WEIGHTS.get(name, 0.0) for name, met in Marks(strand, lexicon).read().items() if met)


class PropFollower:
    """Makes props of what weighs enough and tells what only passes by.

    Args:
        casting: Everybody and everything of the story; changed in place.
        lexicon: Word lists.
    """

    def __init__(self, casting: Casting, lexicon: Lexicon) -> None:
        self.casting, self.lexicon = casting, lexicon
        self.seen: dict[int, list[Mention]] = {}
        """Mentions that the rules of reference did not make, by segment."""
        self.passing: set[str] = set()
        """Keys of things that are there and no props of the story."""

    def follow(self, strands: Sequence[Strand], weight: Callable[[Strand, Lexicon], float] = weigh) -> None:
        """Go through all strands; each may become a thing, lengthen one, or mark one as passing."""
        for strand in strands:
            if len(strand.segments()) < 2:
                continue
            things = list(dict.fromkeys(self.casting.get(t.key) for t in strand.things()))
            if weight(strand, self.lexicon) <= _ENOUGH:
                self.passing.update(t.key for t in things)
                continue
            for other in things[1:]:
                self.casting.merge(things[0], other)
            self._track(strand, things[0] if things else self._open(strand))

    def _open(self, strand: Strand) -> Dossier:
        """Open a dossier for what no mention was read as."""
        row = max(strand.rows, key=lambda r: len(r.told))
        words = tuple(sorted(row.told))
        sample = MentionReading(
            text=row.text, start=row.start, end=row.end, form=row.form, kind=Kind.OBJECT, noun=row.noun, words=words,
        )  # fmt: skip
        description = Description(
            mention=sample, kind=Kind.OBJECT, gender="unknown", nouns=(row.noun,), names=(), titles=(), words=words,
            looks=(),
        )  # fmt: skip
        thing = self.casting.create(description, strand.rows[0].segment, Kind.OBJECT)
        self.casting.learn(thing, description, row.segment)
        return thing

    def _track(self, strand: Strand, thing: Dossier) -> None:
        """Write the sightings of a prop down: it was there, on somebody or beside them."""
        thing.handled = True
        for row in strand.rows:
            if row.thing is not None:
                continue
            why = WORN if row.wearer and row.worn else ""
            if row.there:
                if thing.seen_in.get(row.segment) is not PresenceState.ON_SCREEN:
                    thing.why[row.segment] = why
                thing.seen_in[row.segment] = PresenceState.ON_SCREEN
                thing.first_segment = min(thing.first_segment, row.segment)
            thing.aliases.append(row.text)
            self.seen.setdefault(row.segment, []).append(_mention(row, thing))
        thing.aliases = list(dict.fromkeys(thing.aliases))


def _mention(row: Row, thing: Dossier) -> Mention:
    reason = "worn by somebody" if row.worn and row.wearer else "comes again"
    return Mention(
        segment_index=row.segment, identity=thing.key, text=row.text, start=row.start, end=row.end,
        role=row.role or "oblique", reason=reason, confidence=0.6,
    )  # fmt: skip
