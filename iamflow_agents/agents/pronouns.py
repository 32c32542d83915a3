"""Pronouns: he, she, it, they and I, by gender, number, grammar and recency.

A possessive usually belongs to its sentence's subject, an object pronoun to somebody else; when the segment has named
nobody yet, those of the last segments are asked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from iamflow_agents.agents.dossier import THINGS, Dossier, genders_agree
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import Reference, SegmentState
from iamflow_agents.records import Kind, PresenceState

TELLER = "narrator"
_DIRECTED = frozenset({"at", "to", "toward", "towards", "after", "against", "from", "past", "onto", "upon"})
"""Prepositions behind which a pronoun is somebody else than the subject; "behind him" may be the subject's own back."""


class PronounRules(SegmentState):
    """Rules for pronouns."""

    def _pronoun(self, index: int, m: MentionReading) -> Reference | None:
        if m.pronoun == "plural":
            return self._they(m)
        if m.pronoun in {"male", "female"} and m.possessive and self._owned_kin(index):
            bearer = self._kin_owner(m, self._owned_kin(index))
            if bearer is not None:
                return Reference([bearer], "owner of a known relation", 0.75)
        if m.pronoun == "neutral":
            return self._it(m)
        if m.pronoun in {"speaker", "speakers"}:
            return self._told_by(index, m)
        if m.pronoun not in {"male", "female"}:
            return None
        found = self._singular(index, m)
        if found is None:
            return None
        if found.gender == "unknown":
            found.gender = m.pronoun
        return Reference([found], "pronoun", 0.8 if found in self.said else 0.6)

    def _told_by(self, index: int, m: MentionReading) -> Reference | None:
        """Whoever tells the story as "I"; "we" are those with whom the teller is seen."""
        known = TELLER in self.casting.dossiers or TELLER in self.casting.merged
        teller = self.casting.get(TELLER) if known else None
        if teller is None:
            if m.pronoun == "speakers" or m.possessive:
                return None
            teller = self._new_teller(index, m)
        if m.pronoun == "speaker":
            return Reference([teller], "tells the story", 0.9)
        others = [d for d in self.groups.stage(self.said) if d.kind is Kind.PERSON and d is not teller]
        return Reference([teller, *others[:1]], "tells the story", 0.6)

    def _new_teller(self, index: int, m: MentionReading) -> Dossier:
        """The teller's dossier; "I am the girl in the brown coat" tells what to look for."""
        row = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        told = row is not None and row.kind is Kind.PERSON and row.start - m.end == len(" am ")
        source = self.descriptions[index + 1 if told else index]
        own = replace(source, names=(), nouns=(TELLER, *source.nouns), mention=m)
        dossier = self.casting.create(own, self.segment, Kind.PERSON)
        self.casting.learn(dossier, own, self.segment)
        return dossier

    def _owned_kin(self, index: int) -> str:
        """The relation a possessive pronoun owns, or an empty string."""
        row = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        return row.noun if row is not None and row.kin and row.owner == index else ""

    def _kin_owner(self, m: MentionReading, noun: str) -> Dossier | None:
        """Somebody of the pronoun's gender who has such a relative, when nobody was said in this segment yet."""
        if any(genders_agree(d.gender, m.pronoun) and d.on_screen(self.segment) for d in self.said):
            return None
        for d in self.casting.beings()[:12]:
            if d.gender == m.pronoun and self.casting.relative(d, noun) is not None:
                return d
        return None

    def _singular(self, index: int, m: MentionReading) -> Dossier | None:
        """He or she: the sentence's subject for owners, another one for objects, else the most recent that fits."""

        def fits(d: Dossier) -> bool:
            return (
                d.kind is not Kind.ROBOT
                and TELLER not in d.nouns
                and d.gender != "neutral"
                and genders_agree(d.gender, m.pronoun)
                and not d.unclaimed
            )

        coming = self.answers[m.ahead] if m.ahead is not None else None
        if coming is not None and len(coming.dossiers) == 1 and fits(coming.dossiers[0]):
            return coming.dossiers[0]
        subject = self.subject.get(m.sentence)
        previous = self.subject.get(m.sentence - 1)
        recent = [d for d in reversed(self.said) if fits(d) and d.on_screen(self.segment)]
        if not recent and m.state is not PresenceState.ON_SCREEN:
            recent = [d for d in reversed(self.said) if fits(d)]
        sure = [d for d in recent if d.gender == m.pronoun]
        if m.possessive and subject is not None and subject in (sure or recent):
            return subject
        ahead = self._named_ahead(index, m) if subject is None and not recent else None
        if ahead is not None:
            return ahead
        people = [d for d in recent if d.kind is Kind.PERSON or d.gender == m.pronoun]
        recent = people or recent
        if m.role == "object" or (m.role == "oblique" and not m.possessive):
            doer = self._clause_subject(m)
            others = [d for d in sure if d is not doer] or [d for d in recent if d is not doer]
            if others:
                return others[0]
            outside = self._from_before(fits, m.pronoun, exclude=doer)
            beside = m.role == "oblique" and m.preposition not in _DIRECTED
            if outside is not None and not (beside and subject is not None and fits(subject)):
                return outside
        opens = m.role == "subject" or m.possessive
        if opens and previous is not None and previous in (sure or recent) and subject is None:
            return previous
        if sure or recent:
            return (sure or recent)[0]
        return self._from_before(fits, m.pronoun, exclude=None)

    def _named_ahead(self, index: int, m: MentionReading) -> Dossier | None:
        """A known name later in the sentence that opens with a pronoun: "Without her coat, Ramona shivers"."""
        for row in self.mentions[index + 1 : index + 4]:
            if row.sentence == m.sentence and row.name:
                known = self.casting.named(row.name, m.pronoun)
                if known is not None and genders_agree(known.gender, m.pronoun):
                    return known
        return None

    def _from_before(self, fits: Callable[[Dossier], bool], gender: str, exclude: Dossier | None) -> Dossier | None:
        """Somebody of the last segments; a told gender beats recency."""
        for back in (1, 2):
            pool = [d for d in self.casting.on_stage(self.segment - back) if fits(d) and d is not exclude]
            told = [d for d in pool if d.gender == gender]
            people = [d for d in (told or pool) if d.kind is Kind.PERSON] or told
            if people:
                return people[0]
            if pool:
                return pool[0]
        return None

    def _it(self, m: MentionReading) -> Reference | None:
        for d in self.casting.latest(12):
            if d.last_segment < self.segment - 1:
                break
            if d.kind is Kind.PERSON or d.unclaimed:
                continue
            if m.possessive and d.kind in THINGS and any(s.kind in {Kind.ROBOT, Kind.ANIMAL} for s in self.said[-2:]):
                continue
            if d.last_segment == self.segment:
                return Reference([d], "pronoun", 0.7)
            return Reference([d], "pronoun", 0.4) if m.role == "subject" or m.role == "object" else None
        return None

    def _they(self, m: MentionReading) -> Reference | None:
        subject = self.subject.get(m.sentence)
        alone = subject is not None and subject.gender == "unknown" and subject.kind is Kind.PERSON
        if alone and subject is not None and m.role == "subject" and len(self._sentence_beings(m)) == 1:
            subject.gender = "neutral"
            return Reference([subject], "singular they", 0.6)
        members = self.groups.they(self.said, subject, m)
        return Reference(members, "plural pronoun", 0.7) if members else None

    def _sentence_beings(self, m: MentionReading) -> list[Dossier]:
        """Everybody a sentence has named as its subject or beside it, up to a mention."""
        near = range(max(0, self.current - 40), self.current)
        pairs = [(self.mentions[i], self.answers[i]) for i in near]
        rows = [(r, a) for r, a in pairs if r.sentence == m.sentence and a]
        found = [
            d
            for r, a in rows
            if r.role in {"subject", "other"} and not r.possessive
            for d in a.dossiers
            if d.is_being()
        ]
        return list({d.key: d for d in found}.values())

    def _speaker(self, m: MentionReading) -> Dossier | None:
        """Whoever speaks next to a quotation, as far as already resolved."""
        if m.speaker is not None and (told := self.answers[m.speaker]) is not None:
            return told.dossiers[0]
        for index in range(max(0, self.current - 30), min(len(self.mentions), self.current + 30)):
            row, answer = self.mentions[index], self.answers[index]
            if row.speaks and not row.quoted and abs(row.sentence - m.sentence) <= 1 and answer:
                return answer.dossiers[0]
        return None
