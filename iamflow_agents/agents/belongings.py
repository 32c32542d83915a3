"""Who has what: the one "with the trumpet", and somebody in the scarf that another one was given.

A thing remembers who had it last; a mention that stands right before it ("the boy with the trumpet") then means that
one. The scenes' holdings, which also know when a thing is put down, are `holdings`'s matter.
"""

from __future__ import annotations

from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree
from iamflow_agents.agents.pronouns import PronounRules
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import look_words
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, Slot, Verb

_TAKES = frozenset({Verb.CARRY, Verb.HOLD, Verb.PICK_UP, Verb.PUT_ON, Verb.READ, Verb.WORK, Verb.GESTURE})
_NEXT = len(" with ")


_BODILY = frozenset({Slot.FACE, Slot.EYES, Slot.HAIR, Slot.SKIN, Slot.MARKING})
_COMMON = frozenset({
    "long", "short", "hair", "haired", "dark", "black", "brown", "blond", "blonde", "big", "small", "face", "eyes",
    "eyed", "eye", "skin", "pale", "curly", "straight", "thick", "thin", "bright", "cropped", "shoulder", "length",
    "head", "blue", "left", "right", "one", "two", "uniform", "round", "wide", "cheek", "hand", "arm", "neck", "mark",
})  # fmt: skip


class BelongingRules(PronounRules):
    """Rules for descriptions by what somebody has."""

    def _remember_holders(self) -> None:
        """Write into each thing of this segment who had it last."""
        for index, m in enumerate(self.mentions):
            thing, answer = self._thing_beside(index), self.answers[index]
            if thing is not None and m.noun and answer is not None and len(answer.dossiers) == 1:
                self._give(thing, answer.dossiers[0])
        for action in self.reading.actions:
            if action.target is None or (action.verb not in _TAKES and action.verb is not Verb.HAND_OVER):
                continue
            taker = action.recipient if action.verb is Verb.HAND_OVER else action.actor
            things, people = self.answers[action.target], self.answers[taker] if taker is not None else None
            if things is not None and people is not None and len(people.dossiers) == 1:
                for thing in things.dossiers:
                    if action.verb is not Verb.GESTURE or not thing.holder:
                        self._give(thing, people.dossiers[0])

    def _give(self, thing: Dossier, holder: Dossier) -> None:
        if thing.kind in THINGS and holder.is_being():
            thing.holder = holder.key

    def _thing_beside(self, index: int) -> Dossier | None:
        """What stands right behind a mention with "with": the cane of "the one with a cane"."""
        m = self.mentions[index]
        row = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        if row is None or not _stands_with(m, row) or row.plural:
            return None
        answer = self.answers[index + 1]
        return answer.dossiers[0] if answer is not None and len(answer.dossiers) == 1 else None

    def _by_belonging(self, index: int, m: MentionReading, description: Description) -> Dossier | None:
        """Who had the known thing that a definite description tells somebody by: "the boy with the trumpet"."""
        row = self.mentions[index + 1] if index + 1 < len(self.mentions) else None
        if m.form is not Form.DEFINITE or m.plural or row is None or not _stands_with(m, row):
            return None
        if row.kind is not None and row.kind not in THINGS:
            return None
        nouns = {row.noun} - {""}
        told = set(row.words) - nouns
        for thing in self.casting.things():
            if not thing.holder or not nouns & set(thing.nouns) or any(w not in thing.words for w in told):
                continue
            holder = self.casting.get(thing.holder)
            if self._may_hold(holder, description):
                return holder
        return None

    def _with_a_kept_thing(self, m: MentionReading, description: Description) -> Dossier | None:
        """Who had the thing that a newcomer comes with, told in the same words: "a tall man with a wooden flute"."""
        row = self.mentions[self.current + 1] if self.current + 1 < len(self.mentions) else None
        if row is None or not _stands_with(m, row) or row.kind not in THINGS or len(row.words) < 2 or row.plural:
            return None
        for thing in self.casting.things():
            if thing.holder and row.noun in thing.nouns and all(w in thing.words for w in row.words):
                holder = self.casting.get(thing.holder)
                if self._may_hold(holder, description) and not holder.on_screen(self.segment):
                    return holder
        return None

    def _with_a_kept_mark(self, description: Description, ranked: list[tuple[float, Dossier]]) -> Dossier | None:
        """The only absent one with the same mark of the body, or of the same trade with the same look."""
        found: dict[str, Dossier] = {}
        for _, dossier in ranked:
            trade = [n for n in description.nouns if n in dossier.nouns and n not in self.lexicon.generic]
            for look in description.looks:
                words = set(look_words(look.value)) - _COMMON
                known = {w for a in dossier.attributes if a.slot is look.slot for w in look_words(a.value)} - _COMMON
                same = look.slot in _BODILY or bool(trade)
                if same and words & known and not dossier.on_screen(self.segment):
                    found[dossier.key] = dossier
        return next(iter(found.values())) if len(found) == 1 else None

    def _in_what_was_given(self, description: Description) -> Dossier | None:
        """Who was given or took the garment that somebody has on: "somebody in a green scarf"."""
        for look in description.looks:
            words = set(look_words(look.value))
            if len(words) < 2:
                continue
            for thing in self.casting.things():
                if not thing.holder or not words <= {*thing.words, *thing.nouns}:
                    continue
                holder = self.casting.get(thing.holder)
                if self._may_hold(holder, description) and not holder.on_screen(self.segment):
                    return holder
        return None

    def _may_hold(self, holder: Dossier, description: Description) -> bool:
        person = description.kind in {None, Kind.PERSON}
        same = holder.kind is description.kind or (person and holder.kind is Kind.PERSON)
        return same and genders_agree(holder.gender, description.gender)


def _stands_with(m: MentionReading, row: MentionReading) -> bool:
    """Whether a mention stands right before another with just "with" between them."""
    return row.preposition in {"with", ""} and row.start - m.end == _NEXT
