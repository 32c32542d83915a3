"""Names told later: called out, given by the speaker, spelled by a badge, or revealed ("It is Rosalind").

A name that nobody bears yet belongs to the nameless being it is told of; one that somebody bears already joins the
two. Names that open a dossier of their own are `references`'s matter.
"""

from __future__ import annotations

from iamflow_agents.agents.described import DescriptionRules
from iamflow_agents.agents.dossier import Description, Dossier, genders_agree
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import Reference
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState

_NAMEABLE = frozenset({Kind.PERSON, Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT})


class NamingRules(DescriptionRules):
    """Rules for names told by speech, signs and copulas."""

    def _order(self) -> list[int]:
        """Mentions in the order of the text, but names in speech and "Before she" after whom they wait for."""
        late: dict[int, list[int]] = {}
        order: list[int] = []
        for index, m in enumerate(self.mentions):
            after = m.speaker if m.call else m.ahead
            if after is not None and after > index:
                late.setdefault(after, []).append(index)
                continue
            order.append(index)
            order.extend(late.pop(index, []))
        return order + [index for rest in late.values() for index in rest]

    def _unite(self, kept: Dossier, gone: Dossier) -> Dossier:
        """Join two identities that turned out to be one, also in what this segment has answered."""
        if kept is gone:
            return kept
        if kept.from_cast is False and (gone.from_cast or gone.first_segment < kept.first_segment):
            kept, gone = gone, kept
        self.casting.merge(kept, gone)
        self.said = [d for d in self.said if d is not gone]
        self.subject = {n: kept if d is gone else d for n, d in self.subject.items()}
        for answer in self.answers:
            if answer is not None:
                answer.dossiers = list({id(d): d for d in (kept if d is gone else d for d in answer.dossiers)}.values())
        return kept

    def _bears(self, index: int, m: MentionReading, bearer: Dossier, reason: str) -> Reference:
        """Give a name to its bearer; whoever bore it already turns out to be the same."""
        name = m.name
        known = self.casting.named(name, m.gender) if name else None
        if known is not None and known is not bearer:
            if bearer.names and known.names:
                return Reference([known], "name", 0.8)
            if self._can_be_one(known, bearer):
                bearer = self._unite(known, bearer)
        bearer.unclaimed = False
        return Reference([bearer], reason, 0.85)

    def _joined(self, index: int, m: MentionReading) -> Reference | None:
        """A mention that only says more of an earlier one, or of whoever was shown last."""
        if m.call == "reveal":
            return self._revealed_name(index, m, self.descriptions[index])
        root = self.answers[m.same_as] if m.same_as is not None else None
        if root is None:
            return None
        if len(root.dossiers) == 1 and m.name:
            return self._bears(index, m, root.dossiers[0], "apposition")
        return Reference(root.dossiers, "apposition", root.confidence)

    def _can_be_one(self, first: Dossier, second: Dossier) -> bool:
        """Whether nothing speaks against two being one: gender, kind, and both acting side by side."""
        kinds = first.kind is second.kind or not (first.nouns and second.nouns)
        return kinds and genders_agree(first.gender, second.gender)

    def _quoted(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        """Inside speech only what is known already is meant; a name told there may name somebody present."""
        if m.call and description.names:
            return self._told_in_speech(index, m, description)
        if m.pronoun in {"speaker"} and not m.possessive:
            speaker = self._speaker(m)
            return Reference([speaker], "speaker", 0.8) if speaker else None
        if m.form is Form.PRONOUN:
            return None
        if description.names:
            known = self.casting.named(description.names[0], description.gender)
            return Reference([known], "name", 0.9) if known else None
        return None

    def _told_in_speech(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        """A name that speech gives the speaker, the one spoken to, or a third."""
        speaker = self._speaker(m)
        known = self.casting.named(description.names[0], description.gender)
        if m.call == "self" or (m.call == "lone" and known is None and self._names_itself(speaker, description)):
            if speaker is None or not genders_agree(speaker.gender, description.gender):
                return Reference([known], "name", 0.8) if known else None
            return self._bears(index, m, speaker, "tells its name")
        if known is not None and (known.ever_seen() or known is speaker):
            return Reference([known], "name", 1.0)
        found = self._nameless(speaker, description, m)
        if found is not None:
            self.revealed.add(found.key)
            return self._bears(index, m, found, "name told in speech")
        if known is not None:
            return Reference([known], "name", 0.9)
        if m.state is not PresenceState.ON_SCREEN and m.denied:
            return None
        kind = description.kind or Kind.PERSON
        return Reference([self.casting.create(description, self.segment, kind)], "new name", 0.7)

    def _names_itself(self, speaker: Dossier | None, description: Description) -> bool:
        """A quotation that is just a name is the nameless speaker's own when nobody else there lacks one."""
        if speaker is None or speaker.names or not genders_agree(speaker.gender, description.gender):
            return False
        both = [self.segment, self.segment - 1] if speaker.on_screen(self.segment - 1) else [self.segment]
        stage = [d for segment in both for d in self.casting.on_stage(segment)]
        others = [d for d in stage if d is not speaker and d.kind is Kind.PERSON]
        return not any(not d.names and genders_agree(d.gender, description.gender) for d in others)

    def _nameless(self, speaker: Dossier | None, description: Description, m: MentionReading | None) -> Dossier | None:
        """The nameless being, other than the speaker, of this segment or the last whom a name can mean."""
        for segment in (self.segment, self.segment - 1):
            found = [
                d for d in self.casting.on_stage(segment)
                if d.kind in _NAMEABLE and not d.names and not d.unclaimed and d is not speaker
                and genders_agree(d.gender, description.gender)
            ]  # fmt: skip
            people = [d for d in found if d.kind is Kind.PERSON]
            named_people = any(
                d.kind is Kind.PERSON and d.names and d is not speaker for d in self.casting.on_stage(segment)
            )
            called = m is not None and m.call == "addressed" and segment == self.segment and len(found) == 1
            alone = description.gender != "unknown" or named_people
            pool = people if people or (alone and not called) else found
            if len(pool) == 1:
                return pool[0]
            if len(pool) > 1:
                return self._next_speaker(pool, m) or self._latest(pool, segment)
        return None

    def _next_speaker(self, pool: list[Dossier], m: MentionReading | None) -> Dossier | None:
        """Whoever of several was spoken to or acted upon by the speaker in the words before."""
        acting = [d for d in self.subject.values() if d in pool]
        if m is None or acting:
            return acting[-1] if acting else None
        return next((d for d in reversed(self.said) if d in pool), None)

    def _latest(self, pool: list[Dossier], segment: int) -> Dossier | None:
        """The one mentioned last, if that is this segment; an older choice among several is a guess."""
        return max(pool, key=lambda d: d.last_order) if segment == self.segment else None

    def _revealed_name(self, index: int, m: MentionReading, description: Description) -> Reference | None:
        """As in "It is Rosalind": whoever was shown last without a name."""
        for segment in (self.segment, self.segment - 1):
            found = [
                d for d in self.casting.on_stage(segment)
                if not d.names and d.kind is Kind.PERSON and genders_agree(d.gender, description.gender)
            ]  # fmt: skip
            if found:
                return self._bears(index, m, found[0], "revealed")
        return None
