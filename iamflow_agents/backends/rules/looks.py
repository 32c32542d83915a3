"""Looks: which words of a text describe how somebody or something looks, and whom they describe.

Reads modifiers before a noun ("a skinny boy"), lists after it ("with a shaved head and a denim jacket"), owned looks
("her auburn hair"), states ("his jacket off", "his hair is white") and clothes that stand alone in a clause.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_revealed import RevealedLooks
from iamflow_agents.backends.rules.look_words import GARMENTS, OFF_WORDS, Look
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.colours import colour_table
from iamflow_agents.records import CHARACTER_KINDS, Kind, Slot

_BY_ITSELF = frozenset({"beard", "moustache", "mustache", "goatee", "whiskers", "sideburns", "monocle", "eyepatch",
                        "spectacles", "hearing-aid", "earring", "lorgnette", "bifocals", "wimple", "turban",
                        "uniform"})  # fmt: skip
"""What tells its owner although nothing is said of it: "strokes his beard"."""


class LookReader(RevealedLooks):
    """Finds the looks of one document; call `read` once.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase, None for what is no being or thing.
        subjects: For each phrase that stands in a clause, the index of the clause's subject.
        lexicon: Word lists.
    """

    def read(self) -> list[Look]:
        """All looks, in the order of their bearers' steps; `used` then tells the phrases they came from."""
        self._promote_bearers()
        for index in range(len(self.phrases)):
            if self._bears(index):
                self._modifiers(index)
                self._after(index)
            elif self._opens_with_looks(index):
                self._after(index)
        self._part_states(held=True)
        for index in range(len(self.phrases)):
            self._owned(index)
        self._inverted()
        self._revealed()
        self._leading()
        for index in range(len(self.phrases)):
            self._alone(index)
        self._fragments()
        self._floating()
        self._predicates()
        self._clauses()
        self._part_states(held=False)
        self._left_lying()
        self._in_disguise()
        return self.looks

    def _bears(self, index: int) -> bool:
        phrase = self.phrases[index]
        return self.kinds[index] is not None or phrase.form in {Form.NAME, Form.SEVERAL} or phrase.noun == "one"

    def _opens_with_looks(self, index: int) -> bool:
        """A subject pronoun with no verb of its own: ", he bareheaded, she in a red coat"."""
        phrase = self.phrases[index]
        if phrase.form is not Form.PRONOUN or self.doc[phrase.head].lower_ not in {"he", "she", "they"}:
            return False
        after = self.doc[phrase.end] if phrase.end < len(self.doc) else None
        return after is not None and (after.lower_ in {"in", "with"} or after.lower_ in self.lexicon.look_adjectives)

    def _modifiers(self, index: int) -> None:
        """Adjectives before a being's or thing's noun."""
        being = self._is_being(index)
        animal = self.kinds[index] in {Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT}
        words = self._modifier_words(index)
        for at, word in enumerate(words):
            slot = self.lexicon.look_adjectives.get(word)
            if word in {"dark", "pale", "fair"} and at + 1 < len(words) and words[at + 1] in colour_table():
                slot = None
            if word in {"older", "younger", "elder"} and self.phrases[index].noun in self.lexicon.kin:
                continue
            if slot is not None and (being or slot in {Slot.MATERIAL, Slot.COLOUR}):
                self._add(index, slot, word)
            elif being and "-" in word:
                self._hyphenated(index, word)
            elif word in colour_table() and (animal or not being):
                shade = (
                    words[at - 1] + " " if at and words[at - 1] in {"dark", "light", "pale", "bright", "deep"} else ""
                )
                self._add(index, Slot.COLOUR, shade + word)
            elif not being and word in self.lexicon.object_adjectives:
                self._add(index, Slot.MARKING, word)
        if being and self.kinds[index] in {Kind.PERSON, Kind.CREATURE}:
            self._age_noun(index)

    def _age_noun(self, index: int) -> None:
        """As in "boy of eight", "woman of about sixty" and "teenager" say an age."""
        phrase = self.phrases[index]
        end = self._of_age(phrase.end)
        if end > phrase.end:
            self._add(index, Slot.AGE, f"{phrase.noun} {self.doc[phrase.end : end].text}")
        elif phrase.noun in {"teenager", "toddler", "baby", "infant"}:
            self._add(index, Slot.AGE, phrase.noun)
        if phrase.noun in {"giant", "giantess", "dwarf", "hulk"}:
            self._add(index, Slot.BUILD, phrase.noun)

    def _owned(self, index: int) -> None:
        """As in "her auburn hair", "his jacket off", "her headscarf gone"."""
        phrase = self.phrases[index]
        if phrase.owner is None or index in self.used or self.kinds[index] in CHARACTER_KINDS:
            return
        slot = self.slot_of(index)
        if slot is None and phrase.noun not in self.lexicon.look_nouns:
            slot = self._after_state_slot(index)
            if slot is None:
                return
        if slot is None:
            return
        self.used.add(index)
        before = self.doc[phrase.start - 1].lower_ if phrase.start else ""
        if before in {"until", "till"}:
            return
        if before == "in" and slot in GARMENTS and not self.phrases[phrase.owner].possessive:
            wearer = self.subjects.get(index)
            if wearer is not None and self._is_being(wearer) and wearer != phrase.owner:
                self._add(wearer, slot, self.value_of(index))
                return
        state = "off" if before in {"without", "minus"} else self._states_after(index)
        state = state if state in OFF_WORDS else self._states_after(index)
        if state in OFF_WORDS and slot in GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR}:
            self._add(phrase.owner, slot, self.value_of(index), "off")
        elif self._telling(index) or phrase.noun in _BY_ITSELF or (
            slot is Slot.HAIR and phrase.noun not in {"hair", "head", "temple", "lock", "curl", "parting"}
        ):  # fmt: skip
            self._add(phrase.owner, slot, (self.value_of(index) + (" " + state if state else "")))
        elif state and state not in OFF_WORDS:
            self._add(phrase.owner, slot, f"{state} {self.value_of(index)}")

    def _alone(self, index: int) -> None:
        """Clothes and hair that stand in a clause without a bearer of their own."""
        phrase = self.phrases[index]
        slot = self.slot_of(index)
        if slot is None or index in self.used or phrase.owner is not None:
            return
        wearer = self._owner_after(phrase.end)
        if wearer is not None and (slot not in GARMENTS or phrase.form is not Form.DEFINITE):
            self.used.add(index)
            self._add(wearer, slot, self.value_of(index) + self._tail_text(index, slot))
            return
        if phrase.form is Form.DEFINITE:
            return
        before = self.doc[phrase.start - 1] if phrase.start else None
        newcomer = self._before_colon(phrase.start)
        subject = self.subjects.get(index) if newcomer is None else newcomer
        if before is not None and before.lower_ in {"is", "are", "has"}:
            subject = self._owner_before(before.i) if before.lower_ != "has" else subject
        if subject is None or not self._is_being(subject):
            return
        if before is not None and before.lower_ in {"is", "are"}:
            self.used.add(index)
            self._add(
                subject,
                slot,
                str(
                    self.doc[
                        phrase.modifiers[0] if phrase.modifiers else phrase.head : self._clause_end(phrase.end)
                    ].text
                ),
            )
            return
        if (
            phrase.form is Form.BARE
            and self._state_after(index) in OFF_WORDS
            and before is not None
            and before.text == ","
        ):
            self.used.add(index)
            self._add(subject, slot, self.value_of(index), "off")
            return
        fits = (
            before is not None
            and before.lower_ in {"with", "in", ",", ":", "and", "wearing", "one"}
            and (self._telling(index) or slot in GARMENTS)
        )
        if fits and (self._on_body(index) or self._is_set_off(phrase.start - 1) or slot not in GARMENTS):
            self.used.add(index)
            self._add(subject, slot, self.value_of(index) + self._tail_text(index, slot))

    def _whole_predicate(self, at: int) -> Item | None:
        """A predicate of several words: "grey at the temples", "no bigger than a loaf", "fifty" behind "bald and"."""
        word = self.doc[at].lower_
        if word in {"grey", "gray", "white", "silver"} and self.doc[at + 1 : at + 4].text.lower() == "at the temples":
            return Item(at, at + 4, Slot.HAIR, f"{word} at the temples")
        told = self._measured(at) if self.doc[at].pos_ != "VERB" else None
        if told is None and self.doc[at - 1].lower_ == "and" and self.doc[at].pos_ == "NUM":
            end, words, _ = read_age(self.doc, at)
            return Item(at, end, Slot.AGE, words) if end > at and self.items.ends(end) else None
        return told

    def _dressed_in(self, subject: int, at: int) -> int:
        """End of "white", "a red coat and boots" behind "is in"; 0 where nothing to wear stands."""
        end = self._coloured(subject, at) if at < len(self.doc) else at
        if end > at:
            return end
        worn = [item for item in self._listed_at(at) if item.slot in GARMENTS and item.start not in self.taken]
        for item in worn:
            self._keep([subject], item)
        return worn[-1].end if worn else 0

    def _predicates(self) -> None:
        """As in "He is thinner", "her hair is white": a look adjective after `be`."""
        ends = {phrase.end: index for index, phrase in enumerate(self.phrases) if not phrase.possessive}
        for token in self.doc:
            if token.lower_ not in {"is", "are", "looks", "seems"}:
                continue
            subject = ends.get(token.i)
            if subject is None or not self._is_being(subject):
                continue
            at = token.i + 1
            while at < len(self.doc) and at < token.i + 8:
                word = self.doc[at].lower_
                if word == "in" and (end := self._dressed_in(subject, at + 1)) > at:
                    at = end
                    continue
                whole = self._whole_predicate(at)
                if whole is not None and whole.slot is not None:
                    self._add(subject, whole.slot, whole.value)
                    at = whole.end
                    continue
                if word in self.lexicon.look_adjectives and self.doc[at].pos_ == "ADJ":
                    self._add(subject, self.lexicon.look_adjectives[word], word)
                elif self.doc[at].pos_ not in {"ADV", "CCONJ", "PUNCT", "SCONJ", "PRON", "VERB"} or word in {
                    ".",
                    ";",
                    ":",
                }:
                    break
                at += 1
