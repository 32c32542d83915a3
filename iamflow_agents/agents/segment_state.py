"""The state of one segment's references: what is read, what is answered so far, and who was said last.

The base of the rules in `pronouns`, `described` and `references`; it gathers what each mention and its appositions say.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.agents.casting import Casting
from iamflow_agents.agents.dossier import THINGS, Description, Dossier
from iamflow_agents.agents.groups import GroupReader
from iamflow_agents.agents.guidance import Guide
from iamflow_agents.agents.reading import MentionReading, SegmentReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind


@dataclass(slots=True)
class Reference:
    """Whom a mention means, why, and how sure that is (0..1)."""

    dossiers: list[Dossier]
    reason: str
    confidence: float


class SegmentState:
    """What the rules of reference share while one segment is resolved.

    Args:
        casting: Everybody met so far; changed in place.
        reading: What the segment says.
        segment: Its index.
        sure_names: Names that some segment shows to be names for certain.
        lexicon: Word lists.
        guide: Who watches the rules or answers in their place; None lets them be.
    """

    def __init__(
        self,
        casting: Casting,
        reading: SegmentReading,
        segment: int,
        sure_names: frozenset[str],
        lexicon: Lexicon,
        guide: Guide | None = None,
    ) -> None:
        self.guide = guide or Guide()
        self.casting, self.reading, self.segment = casting, reading, segment
        self.sure_names, self.lexicon = sure_names, lexicon
        self.mentions = reading.mentions
        self.answers: list[Reference | None] = [None] * len(self.mentions)
        self.descriptions = [self._describe(i) for i in range(len(self.mentions))]
        self.groups = GroupReader(casting, segment, lexicon)
        self.denied_names = {m.name for m in self.mentions if m.denied and m.name}
        self.said: list[Dossier] = []
        """Beings mentioned in this segment, in order; the last is the most recent."""
        self.subject: dict[int, Dossier] = {}
        """First being of each sentence."""
        self.revealed: set[str] = set()
        self.current = 0
        """Index of the mention being answered."""

    def _describe(self, index: int) -> Description:
        """Gather a mention and all that only describe it."""
        near = range(index, min(index + 12, len(self.mentions)))
        rows = [self.mentions[i] for i in near if i == index or self._root(i) == index]
        kinds = [m.kind for m in rows if m.kind is not None]
        genders = [m.gender for m in rows if m.gender in {"female", "male"}]
        words = dict.fromkeys(w for m in rows if not m.name for w in m.words)
        for m in rows:
            words.update(dict.fromkeys(w for look in m.looks for w in look_words(look.value)))
        main = self.mentions[index]
        drop = {w for m in rows for w in m.name.lower().split()}
        return Description(
            mention=main,
            kind=kinds[0] if kinds else None,
            gender=genders[0] if genders else self._gender_ahead(index),
            nouns=tuple(dict.fromkeys(m.noun for m in rows if m.noun)),
            names=tuple(dict.fromkeys(m.name for m in rows if m.name)),
            titles=tuple(dict.fromkeys(m.title for m in rows if m.title)),
            words=tuple(w for w in words if w not in drop and not w.isdigit()),
            looks=tuple(look for m in rows for look in m.looks),
        )

    def _gender_ahead(self, index: int) -> str:
        """Gender that the next owner's pronoun tells of a subject: "The cleaner, back in her uniform"."""
        main = self.mentions[index]
        if main.name or main.kind is not Kind.PERSON or main.plural or main.role not in {"subject", "other"}:
            return "unknown"
        for row in self.mentions[index + 1 : index + 5]:
            if row.sentence != main.sentence or row.quoted:
                break
            if row.same_as == index or row.kind in THINGS:
                continue
            told = row.form is Form.PRONOUN and row.possessive and row.pronoun in {"female", "male"}
            return row.pronoun if told and not self._may_own_it(index, row) else "unknown"
        return "unknown"

    def _may_own_it(self, index: int, pronoun: MentionReading) -> bool:
        """Whether somebody else may own what a subject acts upon: "A conductor checks her ticket"."""
        at = self.mentions.index(pronoun, index)
        owned = next((row for row in self.mentions[at + 1 : at + 3] if row.owner == at), None)
        if owned is not None and owned.role == "object":
            return True
        return any(d.gender == pronoun.pronoun for d in self.casting.on_stage(self.segment - 1)) and any(
            row.name for row in self.mentions[:index]
        )

    def _clause_subject(self, m: MentionReading) -> Dossier | None:
        """Who does what a mention suffers: the subject said last before it in its sentence, else its first being."""
        for index in range(self.current - 1, max(-1, self.current - 20), -1):
            row, answer = self.mentions[index], self.answers[index]
            if row.sentence != m.sentence:
                break
            if row.role == "subject" and not row.possessive and answer and answer.dossiers[0].is_being():
                return answer.dossiers[0]
        return self.subject.get(m.sentence)

    def _root(self, index: int) -> int:
        same = self.mentions[index].same_as
        return index if same is None else same


def look_words(value: str) -> list[str]:
    """Content words of a look, hyphenated ones apart."""
    small = {"a", "an", "the", "with", "of", "on", "his", "her", "its", "their", "in", "and", "to", "left", "right"}
    return [w for w in value.lower().replace("-", " ").replace(",", " ").split() if w not in small]


def telling_words(values: list[str]) -> list[str]:
    """Words of several looks that could tell somebody apart."""
    return [w for value in values for w in look_words(value) if w not in {"head", "still", "familiar", "uniform"}]
