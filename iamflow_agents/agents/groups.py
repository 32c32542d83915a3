"""Group references: "they", "both", "the two friends", "the group" and "two guards", expanded to their members.

A plural that introduces two to four beings opens one dossier for each; everything else picks members among those who
are, or just were, on screen.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import NUMBERS, Form
from iamflow_agents.records import Kind, PresenceState

_MOST_MEMBERS = 4
_NAMED_GROUP = 3
_SAYS_LITTLE = frozenset({"same", "only", "tired", "lone", "silent", "figure", "small", "tiny", "distant"})
_PAIR_NOUNS = frozenset(["pair", "couple", "duo", "twosome", "sibling", "twin"])
_TWO_PEOPLE = frozenset({"couple", "duo", "twosome"})
_PEER_NOUNS = frozenset({
    "friend", "sibling", "twin", "sister", "brother", "colleague", "partner", "companion", "neighbour",
    "neighbor", "lover", "spouse",
})  # fmt: skip


class GroupReader:
    """Expands the group references of one segment."""

    def __init__(self, casting: Casting, segment: int, lexicon: Lexicon) -> None:
        self.casting, self.segment, self.lexicon = casting, segment, lexicon

    def stage(self, said: list[Dossier]) -> list[Dossier]:
        """Beings on screen in this segment so far, then those of the last segment that showed any, latest first."""
        now = [d for d in reversed(said) if d.on_screen(self.segment) and not d.unclaimed]
        for back in (1, 2):
            before = [
                d
                for d in self.casting.on_stage(self.segment - back)
                if d not in now and d.seen_in.get(self.segment) is None
            ]
            if before:
                return now + before
        return now

    def they(self, said: list[Dossier], subject: Dossier | None, m: MentionReading) -> list[Dossier]:
        """Members of a plural pronoun: those said so far; when that is one or nobody, the last segment's too."""
        now = [d for d in said if d.on_screen(self.segment)]
        if m.role in {"object", "oblique"} and not m.possessive and subject is not None:
            others = [d for d in now if d is not subject]
            return others or [d for d in self.stage(said) if d is not subject][:3]
        if len(now) >= 2 or (m.possessive and now):
            return now
        stage = self.stage(said)
        people = [d for d in stage if d.kind is Kind.PERSON]
        return people if len(people) >= 2 else stage

    def several(
        self, m: MentionReading, description: Description, said: list[Dossier], n_named: int
    ) -> tuple[list[Dossier], str, float]:
        """Members of a plural noun phrase, a quantifier or a group noun, with reason and confidence."""
        if m.form is Form.SEVERAL:
            wanted = m.count or 0
            if wanted == 2 and len(said) > 1 and not any(d.on_screen(self.segment) for d in said[-2:]):
                return [], "", 0.0
            return self._most_recent(said, wanted), "quantifier", 0.7
        if m.kind is Kind.GROUP and m.plural and m.noun not in _PEER_NOUNS and m.form is not Form.DEFINITE:
            return [], "", 0.0
        if m.kind is Kind.GROUP and m.form is Form.INDEFINITE and m.noun in _TWO_PEOPLE:
            return self.open_members(replace(m, count=2, kind=Kind.PERSON), description), "new plural", 0.8
        if m.kind is Kind.GROUP:
            return self._group(m, said), "group noun", 0.7
        if m.kind is None or m.state is not PresenceState.ON_SCREEN:
            return [], "", 0.0
        count = m.count or (2 if m.noun in _PAIR_NOUNS or m.determiner == "both" else None)
        known = self._known(m, description, count, said)
        if known:
            return known, "plural description", 0.75
        if n_named:
            return [], "", 0.0
        if m.form is Form.DEFINITE:
            return self._of_a_kind(m, description, said, count) if count or m.noun in _PEER_NOUNS else ([], "", 0.0)
        if m.kind in THINGS:
            return [], "", 0.0
        if m.count is not None and 2 <= m.count <= _MOST_MEMBERS:
            cast = self._cast_counted(m, description, said)
            if cast:
                return cast, "as many as are known", 0.6
            return self.open_members(m, description), "new plural", 0.85
        return [], "", 0.0

    def _of_a_kind(
        self, m: MentionReading, description: Description, said: list[Dossier], count: int | None
    ) -> tuple[list[Dossier], str, float]:
        """As in "the two men"; "the two dogs" are animals on stage, or newly met, and never people."""
        if m.kind is Kind.PERSON or m.kind in THINGS:
            return self._most_recent(said, count, description.gender), "plural description", 0.6
        stage = [d for d in self.stage(said) if d.kind is m.kind]
        if m.count and len(stage) < m.count <= _MOST_MEMBERS:
            return self.open_members(m, description), "new plural", 0.7
        return stage[: m.count or 2], "plural description", 0.6

    def _most_recent(self, said: list[Dossier], count: int | None, gender: str = "unknown") -> list[Dossier]:
        """Those on stage whose gender fits, the latest first, as many as counted, else two."""
        stage = [d for d in self.stage(said) if genders_agree(d.gender, gender)]
        people = [d for d in stage if d.kind is Kind.PERSON] or stage
        pool = stage if count and len(people) < count else people
        return pool[: count or 2]

    def _known(
        self, m: MentionReading, description: Description, count: int | None, said: list[Dossier]
    ) -> list[Dossier]:
        """Dossiers that bear the plural's noun: "the guards" after "two guards", "two collies" seen before."""
        pool = [d for d in self.casting.beings() if not d.unclaimed or d.last_segment >= self.segment - 1]
        ranked = [d for value, d in self.casting.rank(description, self.segment, pool) if value >= 1.9]
        if m.form is Form.DEFINITE:
            wanted = ranked[: count or len(ranked)]
            own = set(description.nouns)
            recent = [d for d in wanted if d.last_segment >= self.segment - 2 or own & set(d.nouns)]
            return recent if recent and (count is None or len(recent) == count) else []
        strong = [d for d in ranked if set(description.nouns) & set(d.nouns)]
        return strong if count is not None and len(strong) == count and self.segment > strong[0].first_segment else []

    def _cast_counted(self, m: MentionReading, description: Description, said: list[Dossier]) -> list[Dossier]:
        """As in "Three people stand in the wind" when just three are known, or three were there last."""
        if description.nouns[:1] and description.nouns[0] not in self.lexicon.generic:
            return []
        told = [w for w in description.words if w not in {*description.nouns, *NUMBERS} and w not in _SAYS_LITTLE]
        if told or m.fresh or description.looks or description.kind is not Kind.PERSON:
            return []
        here = [d for d in said if d.on_screen(self.segment)]
        last = self.casting.on_stage(self.segment - 1)
        everybody = [d for d in self.casting.beings() if d.ever_seen()]
        named = [d for d in everybody if d.names]
        lasting = [d for d in everybody if len(d.seen_in) > 1]
        for pool in (last, named, lasting, everybody):
            fitting = [
                d for d in pool
                if d.kind is Kind.PERSON and d not in here and not d.unclaimed and self.noun_fits(description, d)
            ]  # fmt: skip
            if len(fitting) == m.count:
                return fitting
        return []

    def noun_fits(self, description: Description, dossier: Dossier) -> bool:
        """Whether a general noun ("women", "men", "people", "children") can count somebody."""
        noun = description.nouns[0] if description.nouns else "person"
        young = any(n in self.lexicon.young for n in dossier.nouns)
        if noun in self.lexicon.young and not young:
            return False
        grown = noun in {"man", "woman", "lady", "gentleman"}
        return genders_agree(description.gender, dossier.gender) and not (grown and young)

    def _group(self, m: MentionReading, said: list[Dossier]) -> list[Dossier]:
        """As in "The group": those named just before when they are enough, else all who are on stage."""
        if m.noun in _PAIR_NOUNS:
            return self._most_recent(said, 2)
        if m.form is Form.INDEFINITE:
            return []
        now = [d for d in said if d.on_screen(self.segment) and d.kind is Kind.PERSON]
        if len(now) >= _NAMED_GROUP:
            return now
        return [d for d in self.stage(said) if d.kind is Kind.PERSON]

    def open_things(self, m: MentionReading, description: Description) -> list[Dossier]:
        """One dossier for each of two or three things that are told apart later: "two logbooks"."""
        return self.open_members(m, description) if m.count in {2, 3} else []

    def open_members(self, m: MentionReading, description: Description) -> list[Dossier]:
        """One dossier a member, waiting to be told apart."""
        members = []
        for _ in range(m.count or 0):
            dossier = self.casting.create(description, self.segment, m.kind or Kind.PERSON)
            self.casting.learn(dossier, description, self.segment)
            dossier.unclaimed = True
            members.append(dossier)
        keys = [d.key for d in members]
        for dossier in members:
            dossier.siblings = keys
        return members

    def claim(self, answer: Any) -> Dossier | None:
        """The next member of a plural that nobody has claimed, for a name that tells it apart."""
        if answer is None:
            return None
        for dossier in answer.dossiers:
            if dossier.unclaimed and not dossier.names:
                dossier.unclaimed = False
                return dossier  # type: ignore[no-any-return]
        return None
