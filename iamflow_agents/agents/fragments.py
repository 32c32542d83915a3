"""A story after the rules' pass, cut into fragments: what was said of each identity that the rules kept apart.

The rules read mention by mention and open an identity where nothing they know fits. Two of their identities may be
fragments of one; which of them could be, by kind, gender and names, is told here. What speaks for it is
`pair_evidence`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cached_property

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import Dossier, genders_agree, same_name
from iamflow_agents.agents.guidance import ROLES, Decision, Spot
from iamflow_agents.agents.pins import apart_from
from iamflow_agents.agents.reading import MentionReading, SegmentReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.colours import find_colours
from iamflow_agents.records import Kind, PresenceState, Slot
from iamflow_agents.script import Script

_ANIMALS = frozenset({Kind.ANIMAL, Kind.CREATURE})
_REACH = 40
"""How many identities back one is compared with; a crowd's story stays linear."""
_STEM = 5
_PAIR = 2
_COMMON_WORDS = (
    "with from into onto over under their them they that this there then than have been were what when where which "
    "while whose your about after again against along around away back before behind beside between both down each "
    "even every first hand hands face eyes head holds hold look looks looking stands stand sits sits turns turn walks "
    "walk only other others same says said still through toward towards until upon very without would could will just "
    "like long more most much never nothing once itself himself herself young woman girl little white black another "
    "takes take puts gives goes comes"
)
_COMMON = frozenset(_COMMON_WORDS.split())
"""Words that sentences share by chance."""

_COLOURED = (Slot.HAIR, Slot.EYES, Slot.FACIAL_HAIR, Slot.SKIN)
_JOINED = re.compile(r"\s*,?\s*\b(and|or)\b\s*")
_MAY_BE_ONE = re.compile(
    r"[,;:.!?()\"“”–—]|\b(is|was|are|were|be|becomes?|became|called|named|as|like|turns?|plays?)\b|'s\b"
)
"""Between two phrases of one clause: without any of these, one verb has both."""
_BESIDE = re.compile(r"(?<!\w)(and|while|as|but|whereas)(?!\w)")
"""Between two subjects of one sentence: both act there, each in words of its own."""
DISGUISE = re.compile(
    r"\b(disguis\w+|mask(s|ed)?|hood(ed)?|veil\w*|wigs?|false|fake|dressed as|pretend\w*|costume\w*|cloak\w*|"
    r"helmet\w*|visor|unrecogni\w+|stranger|figure|silhouette|shadow|dyed?|bleached)\b",
    re.IGNORECASE,
)
"""Words of sentences in which somebody may not look like before."""

SentenceId = tuple[int, int]
"""Segment and sentence."""


class Fragment:
    """One identity of the rules' pass, with everything that was said of it.

    Args:
        dossier: What the rules know of it.
    """

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.rows: list[Decision] = []
        """Decisions that mean it, alone or among others, in story order; empty for a cast member not yet met."""
        self.place_among: dict[Spot, int] = {}
        """Its place among those whom each decision means."""

    @property
    def start(self) -> Spot:
        """Where it comes in; who is declared was there before the story."""
        return Spot(-1, -1) if self.dossier.from_cast else self.rows[0].spot

    @property
    def opening(self) -> Decision:
        """The decision that opened it."""
        return self.rows[0]

    @property
    def mention(self) -> MentionReading:
        """The mention that opened it."""
        return self.opening.description.mention

    @cached_property
    def alone(self) -> list[Decision]:
        """Decisions that mean nobody else, in words of their own."""
        return [r for r in self.rows if len(r.dossiers) == 1 and r.description.mention.form is not Form.PRONOUN]

    @cached_property
    def segments(self) -> frozenset[int]:
        """Segments that show it."""
        return frozenset(s for s, state in self.dossier.seen_in.items() if state is PresenceState.ON_SCREEN)

    @cached_property
    def last(self) -> int:
        """The last segment that mentions it."""
        return max(self.dossier.seen_in, default=self.start.segment)

    @cached_property
    def sentences(self) -> frozenset[SentenceId]:
        """The sentences that mention it."""
        return frozenset((r.spot.segment, r.description.mention.sentence) for r in self.rows)


class StoryFragments:
    """All fragments of a story and what they have around them.

    Args:
        script: Its words.
        readings: What each segment says.
        casting: Everybody, as the rules left them.
        decisions: What the rules decided.
        places: Key of each segment's place.
        lexicon: Word lists.
    """

    def __init__(
        self,
        script: Script,
        readings: Sequence[SegmentReading],
        casting: Casting,
        decisions: Iterable[Decision],
        places: Sequence[str],
        lexicon: Lexicon,
    ) -> None:
        self.script, self.readings, self.casting = script, readings, casting
        self.places, self.lexicon = places, lexicon
        self._possible: dict[tuple[str, str], bool] = {}
        found: dict[str, Fragment] = {}
        for dossier in casting.dossiers.values():
            if dossier.from_cast:
                found[dossier.key] = Fragment(dossier)
        for row in sorted(decisions, key=lambda decision: decision.spot):
            for place, dossier in enumerate(casting.get(d.key) for d in row.dossiers):
                fragment = found.setdefault(dossier.key, Fragment(dossier))
                if row.spot not in fragment.place_among:
                    fragment.place_among[row.spot] = place
                    fragment.rows.append(row)
        self.beings = sorted((f for f in found.values() if f.dossier.is_being()), key=_order)
        """Fragments of characters, in the order of their openings."""
        self.things = [f for f in found.values() if not f.dossier.is_being()]

    @cached_property
    def candidates(self) -> dict[str, list[Fragment]]:
        """For each fragment, by key and in story order, the earlier ones it could belong to.

        Left out are the cast, who is only spoken of, and one of many whom nothing ever tells from the rest.
        """
        rows: dict[str, list[Fragment]] = {}
        for at, later in enumerate(self.beings):
            told_apart = bool(later.alone) or len(later.rows[0].dossiers) <= _PAIR if later.rows else False
            if later.segments and told_apart and not later.dossier.from_cast:
                near = self.beings[max(0, at - _REACH) : at]
                rows[later.dossier.key] = [earlier for earlier in near if self.possible(earlier, later)]
        return rows

    def possible(self, first: Fragment, second: Fragment) -> bool:
        """Whether kind, gender, names, number and the story's own words allow two fragments to be one identity."""
        pair = (first.dossier.key, second.dossier.key)
        if pair not in self._possible:
            self._possible[pair] = self._can_be_one(first, second)
        return self._possible[pair]

    def _can_be_one(self, first: Fragment, second: Fragment) -> bool:
        one, two = first.dossier, second.dossier
        if not genders_agree(one.gender, two.gender) or one.key in two.siblings or two.key in one.siblings:
            return False
        if one.from_cast and two.from_cast:
            return False
        if one.names and two.names and not any(same_name(x, y) for x in one.names for y in two.names):
            return False
        return _kinds_agree(one, two) and not self._told_apart(first, second)

    def _told_apart(self, first: Fragment, second: Fragment) -> bool:
        """Whether the story itself says that they are two: by a deed, an "and", hair of another colour, or flatly."""
        if self._said_not_to_be(first, second) or self._said_not_to_be(second, first):
            return True
        if _picture_of_another(first, second) or _picture_of_another(second, first):
            return True
        if self._are_relatives(first, second):
            return True
        if any(self._side_by_side(first, row) for row in second.alone):
            return True
        if any(self._side_by_side(second, row) for row in first.alone):
            return True
        years = any(reading.years_later for reading in self.readings)
        hidden = bool(DISGUISE.search(self.sentence(first))) or bool(DISGUISE.search(self.sentence(second)))
        return not years and not hidden and any(_other_colour(first, second, slot) for slot in _COLOURED)

    def _are_relatives(self, first: Fragment, second: Fragment) -> bool:
        """Whether one is told as somebody's of the other: nobody is their own son, nurse or friend."""
        pair = {first.dossier.key, second.dossier.key}
        known = self.casting.get
        return any({known(owner).key, known(key).key} == pair for (owner, _), key in self.casting.relatives.items())

    def _said_not_to_be(self, first: Fragment, second: Fragment) -> bool:
        """As in "A hooded figure stops. It is not Rosalind."."""
        names = set(second.dossier.names)
        return any(m.denied and m.name in names for s in first.segments for m in self.readings[s].mentions)

    def _side_by_side(self, fragment: Fragment, row: Decision) -> bool:
        """Whether one acts upon the other, both stand with one verb, "and" joins them, or one is but a picture."""
        segment, mention = row.spot.segment, row.description.mention
        here = [other for other in fragment.rows if other.spot.segment == segment]
        reading = self.readings[segment]
        partners = _partners(reading, row.spot.mention) if here else set()
        apart = apart_from(reading, row.spot.mention) if here else set()
        acting = {i for i, m in enumerate(reading.mentions) if m.role == "subject"}
        acting |= {action.actor for action in reading.actions}
        pictured = mention.state is not PresenceState.ON_SCREEN
        for other in here:
            told = other.description.mention
            if other.spot.mention in partners or (pictured and told.sentence == mention.sentence):
                return True
            if told.form is Form.PRONOUN:
                continue
            pair = sorted((mention, told), key=lambda m: m.start)
            between = self.script.segments[segment].prompt[pair[0].end : pair[1].start]
            both_act = mention.sentence == told.sentence and {row.spot.mention, other.spot.mention} <= acting
            if both_act and _BESIDE.search(between):
                return True
            if len(other.dossiers) > 1:
                continue
            one_verb = bool(between.strip()) and not _MAY_BE_ONE.search(between)
            if other.spot.mention in apart or one_verb or _JOINED.fullmatch(between):
                return True
        return False

    def own_nouns(self, fragment: Fragment) -> set[str]:
        """Trades, species and the like; "man", "mother" and "stranger" are nobody's own."""
        lexicon = self.lexicon
        return {
            n for n in fragment.dossier.nouns
            if n not in lexicon.generic and n not in lexicon.kin and n not in ROLES
        }  # fmt: skip

    def sentence(self, fragment: Fragment) -> str:
        """The words around the opening mention, from full stop to full stop; none for a cast member not yet met."""
        if not fragment.rows:
            return ""
        return self._around(fragment.opening.spot.segment, fragment.mention)

    def _around(self, segment: int, mention: MentionReading) -> str:
        prompt = self.script.segments[segment].prompt
        begin = max(prompt.rfind(mark, 0, mention.start) for mark in ".!?") + 1
        ends = [at for mark in ".!?" if (at := prompt.find(mark, mention.end)) >= 0]
        return prompt[begin : min(ends, default=len(prompt))]

    @cached_property
    def stems(self) -> dict[SentenceId, frozenset[str]]:
        """Stems of the longer words of each sentence that mentions anybody, names left out."""
        found: dict[SentenceId, frozenset[str]] = {}
        for segment, reading in enumerate(self.readings):
            names = {word for m in reading.mentions if m.name for word in m.name.lower().split()}
            for m in reading.mentions:
                if (segment, m.sentence) not in found:
                    words = set(re.findall(r"[a-z]{4,}", self._around(segment, m).lower())) - names - _COMMON
                    found[segment, m.sentence] = frozenset(w[:_STEM] for w in words)
        return found

    @cached_property
    def spread(self) -> dict[str, int]:
        """In how many sentences each stem stands."""
        counts: dict[str, int] = {}
        for stems in self.stems.values():
            for stem in stems:
                counts[stem] = counts.get(stem, 0) + 1
        return counts

    @cached_property
    def things_near(self) -> dict[SentenceId, frozenset[str]]:
        """Keys of the things that each sentence mentions."""
        found: dict[SentenceId, set[str]] = {}
        for thing in self.things:
            for sentence in thing.sentences:
                found.setdefault(sentence, set()).add(thing.dossier.key)
        return {sentence: frozenset(keys) for sentence, keys in found.items()}


def _order(fragment: Fragment) -> tuple[tuple[int, int], str]:
    return fragment.start, fragment.dossier.key


def _picture_of_another(shown: Fragment, present: Fragment) -> bool:
    """Whether one is only pictured where the other is in person: "On television a reporter speaks. Nora yawns."."""
    pictured = {s for s, state in shown.dossier.seen_in.items() if state is PresenceState.DEPICTED}
    return not pictured.isdisjoint(present.segments)


def _partners(reading: SegmentReading, index: int) -> set[int]:
    """Mentions that a mention does something to, or that do something to it: "A merchant offers them a goat"."""
    found: set[int | None] = set()
    for action in reading.actions:
        if action.actor == index:
            found |= {action.target, action.recipient}
        elif index in {action.target, action.recipient}:
            found.add(action.actor)
    mentions = reading.mentions
    return {
        i for i in found
        if i is not None and not mentions[i].possessive and not mentions[i].text.lower().endswith(("self", "selves"))
    }  # fmt: skip


def _other_colour(first: Fragment, second: Fragment, slot: Slot) -> bool:
    """Whether what they were born with has no colour in common."""
    one, two = (
        {c.name for x in f.dossier.attributes if x.slot is slot for c in find_colours(x.value)} for f in (first, second)
    )
    return bool(one and two) and not one & two


def _kinds_agree(one: Dossier, two: Dossier) -> bool:
    """The same kind, two animals, or a part that anybody can play: a bare name, "the winner"."""
    if one.kind is two.kind or (one.kind in _ANIMALS and two.kind in _ANIMALS):
        return True
    people = [d for d in (one, two) if d.kind is Kind.PERSON]
    return len(people) == 1 and all(noun in ROLES for noun in people[0].nouns)
