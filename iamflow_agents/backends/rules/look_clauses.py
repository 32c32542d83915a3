"""Looks that a clause tells with a verb of its own: "a scar runs down his cheek", "freckles cover her arms".

Also "he walks with a limp", "she goes barefoot", "her face is covered in soot", "Marta is eighty now" and "he has lost
an arm". Dressing and undressing are events and stand in `dressing`.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.look_following import FollowingLooks
from iamflow_agents.backends.rules.look_item_words import BREAKS, BY_NATURE
from iamflow_agents.backends.rules.look_similes import thing_end
from iamflow_agents.backends.rules.look_words import GARMENTS
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Slot

_SPANS = frozenset({
    "run", "cross", "cover", "frame", "split", "mark", "hide", "stretch", "wind", "curl", "snake", "disfigure", "line",
    "dot", "fall", "hang", "reach", "circle", "encircle", "dangle", "sit", "adorn", "crown", "stain", "streak",
    "shadow", "sprinkle",
})  # fmt: skip
"""What a scar, a beard or a bandage does on the body that bears it."""
_ON_SKIN = frozenset({Slot.MARKING, Slot.SKIN, Slot.FACIAL_HAIR, Slot.HAIR})
_MOVES = frozenset({"go", "walk", "stand", "sit", "run", "come", "lie", "dance", "enter", "return", "wander", "kneel",
                    "climb", "march", "stumble", "crouch", "wait", "arrive", "emerge", "step", "sleep"})  # fmt: skip
_BEING = frozenset({"be", "look", "seem", "appear", "turn"})
_WORN_OUT = frozenset({Slot.FOOTWEAR, Slot.HEADWEAR, Slot.TOP, Slot.AGE})
_FEATURES = frozenset({"arm", "leg", "eye", "ear", "finger", "hand", "foot", "tooth", "thumb", "tail", "wing", "horn"})


class ClauseLooks(FollowingLooks):
    """Reads looks that whole clauses tell; the base of the look reader."""

    def _clauses(self) -> None:
        """Read every verb outside quotation marks."""
        for token in self.doc:
            if self.quoted[token.i] or token.pos_ not in {"VERB", "AUX"}:
                continue
            lemma = token.lemma_.lower()
            if lemma in _SPANS:
                self._spans(token.i)
            if lemma in _MOVES:
                self._moves(token.i)
            if lemma in _BEING:
                self._aged(token.i)
            if token.lower_ in {"covered", "streaked", "smeared", "spattered", "flecked", "stained", "smudged"}:
                self._covered(token.i)
            if token.lower_ in {"lost", "missing", "loses"}:
                self._lost(token.i)

    def _subject(self, at: int) -> int | None:
        """The phrase right before a verb, auxiliaries and adverbs left out."""
        while at > 0 and (self.doc[at - 1].pos_ in {"AUX", "ADV"} or self.doc[at - 1].lower_ in {"has", "have"}):
            at -= 1
        found = [i for i, p in enumerate(self.phrases) if p.end == at and not p.possessive]
        return found[0] if found else None

    def _owned_part(self, at: int, within: int = 6) -> int | None:
        """The phrase of somebody's body part that begins soon behind a token."""
        for j in range(at, min(at + within, len(self.doc))):
            index = self.by_start.get(j)
            if self.doc[j].text in BREAKS:
                return None
            if index is not None:
                phrase = self.phrases[index]
                visible = phrase.noun in self.lexicon.body or phrase.noun in {*self.lexicon.look_nouns, "temple"}
                return index if phrase.owner is not None and visible else None
        return None

    def _spans(self, at: int) -> None:
        """As in "a long scar runs from her ear to her chin", "freckles cover her arms"."""
        subject = self._subject(at)
        part = self._owned_part(at + 1)
        if subject is None or part is None or subject in self.used:
            return
        phrase, owner = self.phrases[subject], self.phrases[part].owner
        patch = phrase.noun in {"patch", "bandage", "mask", "plaster", "veil"}
        slot = self.slot_of(subject)
        slot = Slot.MARKING if patch or (phrase.noun in self.lexicon.substances and slot is not Slot.HAIR) else slot
        if owner is None or phrase.form not in {Form.INDEFINITE, Form.BARE} or phrase.owner is not None:
            return
        drawn = any(self.doc[j].lower_ in {"tattooed", "inked"} for j in phrase.modifiers)
        slot = Slot.MARKING if drawn else slot
        if slot not in _ON_SKIN or slot is None:
            return
        self.used.add(subject)
        first = phrase.modifiers[0] if phrase.modifiers else phrase.head
        place = str(self.doc[self.phrases[part].start : self.phrases[part].end].text)
        value = str(self.doc[first : phrase.end].text)
        self._add(owner, slot, f"{value} on {place}" if slot is Slot.MARKING else value)

    def _moves(self, at: int) -> None:
        """As in "she goes barefoot", "he walks with a limp"."""
        bearer = self._clause_bearer(at)
        nxt = at + 1
        if bearer is None or not self._is_being(bearer) or nxt >= len(self.doc):
            return
        word = self.doc[nxt].lower_
        slot = self.lexicon.look_adjectives.get(word)
        if slot in _WORN_OUT - {Slot.AGE} and slot is not None:
            self._add(bearer, slot, word)
        end = thing_end(self.doc, self.lexicon, nxt + 1) if word == "with" else 0
        if end and self.lexicon.singular(self.doc[end - 1].text) in BY_NATURE and self.doc[nxt + 1].lower_ == "a":
            self._add(bearer, Slot.BUILD, str(self.doc[nxt + 2 : end].text))

    def _aged(self, at: int) -> None:
        """As in "Marta is eighty years old now", "the boy is nine"."""
        bearer = self._subject(at)
        if bearer is None or not self._is_being(bearer) or self.phrases[bearer].plural:
            return
        first = at + 1
        while first < len(self.doc) and self.doc[first].lower_ in {"now", "already", "only", "still"}:
            first += 1
        end, words, told = read_age(self.doc, first)
        if end > first and (told or (end - first == 1 and self.items.ends(end) and words not in {"one", "two"})):
            self._add(bearer, Slot.AGE, words)

    def _covered(self, at: int) -> None:
        """As in "her face is covered in soot", "his hands streaked with paint"."""
        part = self._subject(at)
        if part is None or self.phrases[part].owner is None or self.phrases[part].noun not in self.lexicon.body:
            return
        if at + 2 >= len(self.doc) or self.doc[at + 1].lower_ not in {"in", "with", "by"}:
            return
        end = thing_end(self.doc, self.lexicon, at + 2)
        owner = self.phrases[part].owner
        if end and owner is not None:
            self.used.add(part)
            noun = self.doc[self.phrases[part].head].text
            self._add(owner, Slot.MARKING, f"{noun} {self.doc[at:end].text}")

    def _lost(self, at: int) -> None:
        """As in "he has lost his left arm": what is missing is a mark; a lost hat is an event."""
        index = self.by_start.get(at + 1)
        bearer = self._clause_bearer(at)
        if index is None or bearer is None or not self._is_being(bearer):
            return
        phrase = self.phrases[index]
        if phrase.noun in _FEATURES and self.lexicon.look_nouns.get(phrase.noun) not in GARMENTS:
            told = [self.doc[j].text for j in (*phrase.modifiers, phrase.head)]
            self._add(bearer, Slot.MARKING, "missing " + " ".join(told))
