"""Looks that come to light in a clause: "revealing a bald head", "his arm is in a sling", "her wings are tattered".

Also takes up what the walks before it left lying: garments joined to one that was read ("in a cap and patched
trousers") and garments behind "in" whose verb tells the wearer ("comes back in a grey coat").
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from iamflow_agents.backends.rules.look_clauses import ClauseLooks
from iamflow_agents.backends.rules.look_following import PARTS
from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_item_words import DISGUISED
from iamflow_agents.backends.rules.look_similes import BODY_STATES
from iamflow_agents.backends.rules.look_words import GARMENTS, MOMENTARY
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.colours import colour_table
from iamflow_agents.records import CHARACTER_KINDS, Slot

_REVEALS = frozenset({"reveal", "expose", "uncover", "bare", "show", "display"})
_OF_THE_BODY = frozenset({Slot.HAIR, Slot.FACIAL_HAIR, Slot.FACE, Slot.MARKING, Slot.EYES, Slot.SKIN})
_HELD_IN = frozenset({"sling", "cast", "plaster", "splint", "bandage", "bun", "braid", "braids", "ponytail", "plait",
                      "plaits", "pigtails", "knot", "curlers", "dreadlocks", "bandages", "topknot",
                      "cornrows"})  # fmt: skip
"""What a limb or hair is in: "her arm is in a sling", "his hair in a bun"."""
_DONE = frozenset({"back", "up", "tightly", "loosely", "high", "tied", "pulled", "pinned", "braided", "twisted",
                   "swept", "scraped", "gathered", "wound", "coiled"})  # fmt: skip
_BE = frozenset({"is", "are", "was", "were", "hangs", "remains", "looks"})
_AT_ONCE = frozenset({"now", "still", "all", "again", "already", "quite", "both"})
_MOST_STATES = 3


class RevealedLooks(ClauseLooks):
    """Reads looks that come to light in clauses; the base of the look reader."""

    def _revealed(self) -> None:
        """As in "takes off his cap, revealing a bald head", "pulls back the hood to expose a scarred cheek"."""
        for token in self.doc:
            if self.quoted[token.i] or token.pos_ != "VERB" or token.lemma_.lower() not in _REVEALS:
                continue
            bearer = self._clause_bearer(token.i)
            shown = token.tag_ == "VBG" or (token.i and self.doc[token.i - 1].lower_ == "to")
            if bearer is None or not shown:
                continue
            undressed = self._undresses(token.i)
            for item in self._listed_at(token.i + 1):
                if item.slot in _OF_THE_BODY or (undressed and item.slot in GARMENTS):
                    self._keep([bearer], item)

    def _undresses(self, at: int) -> bool:
        """Whether a garment stands before a token in its sentence, so that something was under it."""
        start = self.doc[at].sent.start
        return any(self.lexicon.look_nouns.get(self.lexicon.singular(t.text)) in GARMENTS for t in self.doc[start:at])

    def _listed_at(self, at: int) -> list[Item]:
        """The items that stand in a row from a token on."""
        found: list[Item] = []
        while at < len(self.doc):
            item = self.items.read(at, led=True)
            if item is None or item.slot is None or not self._free(item):
                break
            found.append(item)
            at = item.end
            if at + 1 >= len(self.doc) or not (self.doc[at].lower_ == "and" or self.doc[at].text == ","):
                break
            at += 2 if self.doc[at + 1].lower_ == "and" else 1
        return found

    def _part_states(self, *, held: bool) -> None:
        """What a part of the body is in (`held`) or is, behind "is".

        As in "his left arm is in a sling", "the dragon's scales are emerald green", "its wings are tattered".
        """
        for index, phrase in enumerate(self.phrases):
            owner = phrase.owner
            if owner is None or index in self.used or phrase.quoted or phrase.end + 1 >= len(self.doc):
                continue
            if not self._is_part_of_body(phrase.noun) or self.kinds[index] in CHARACTER_KINDS:
                continue
            at = phrase.end
            while at < len(self.doc) and self.doc[at].lower_ in _BE | _AT_ONCE:
                at += 1
            told = self._held_in(at) if held else self._states(at)
            if told <= at:
                continue
            self.used.add(index)
            value = f"{self.value_of(index)} {self.doc[at:told].text}"
            if phrase.noun == "foot" and self.doc[at].lower_ == "bare":
                self._add(owner, Slot.FOOTWEAR, "barefoot")
                continue
            slot = self.lexicon.look_nouns.get(phrase.noun, Slot.MARKING)
            slot = slot if slot in {Slot.HAIR, Slot.FACIAL_HAIR, Slot.EYES} else Slot.MARKING
            self._add(owner, slot, value)
            self.taken.update(range(at, told))
            self.used.update(i for i, p in enumerate(self.phrases) if p.head == told - 1)

    def _is_part_of_body(self, noun: str) -> bool:
        slot = self.lexicon.look_nouns.get(noun)
        return noun in self.lexicon.body | PARTS or (slot is not None and slot not in GARMENTS)

    def _held_in(self, at: int) -> int:
        """End of "in a sling", "back into two braids" that begins at a token; 0 when nothing of the kind does."""
        while at < len(self.doc) and self.doc[at].lower_ in _DONE:
            at += 1
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"in", "into"}:
            return 0
        for j in range(at + 1, min(at + 6, len(self.doc))):
            if self.doc[j].is_punct or self.doc[j].pos_ in {"VERB", "ADP"}:
                return 0
            if self.doc[j].lower_ in _HELD_IN and (self.items.ends(j + 1) or self.doc[j + 1].pos_ != "NOUN"):
                return j + 1
        return 0

    def _states(self, at: int) -> int:
        """End of "emerald green", "torn and bleeding" behind "is"; 0 when no lasting state begins at a token."""
        if not 0 < at < len(self.doc) or self.doc[at - 1].lower_ not in _BE | _AT_ONCE:
            return 0
        end, found = at, 0
        while end < len(self.doc) and found < _MOST_STATES:
            low = self.doc[end].lower_
            if not self._is_lasting(low):
                shade = end + 1 < len(self.doc) and self.doc[end + 1].lower_ in colour_table()
                if not shade or self.doc[end].pos_ not in {"ADJ", "NOUN", "PROPN"}:
                    break
                end += 1
            end, found = end + 1, found + 1
            joined = end + 1 < len(self.doc) and (self.doc[end].lower_ == "and" or self.doc[end].text == ",")
            if not joined or not self._is_lasting(self.doc[end + 1].lower_):
                break
            end += 1
        return end if found and self.items.ends(end) else 0

    def _is_lasting(self, word: str) -> bool:
        known = word in BODY_STATES or word in colour_table() or word in self.lexicon.hair_states
        return known or word in self.lexicon.object_adjectives - MOMENTARY or word in self.lexicon.look_adjectives

    def _left_lying(self) -> None:
        """Garments and hair that no walk took up, joined to one that was or led by "in" behind the wearer's verb."""
        for index, phrase in enumerate(self.phrases):
            if index in self.used or phrase.quoted or phrase.owner is not None or phrase.start in self.taken:
                continue
            slot = self.slot_of(index)
            if slot is None or phrase.form not in {Form.INDEFINITE, Form.BARE} or self.kinds[index] in CHARACTER_KINDS:
                continue
            if slot not in GARMENTS and not (slot in _OF_THE_BODY and self._telling(index)):
                continue
            head = self.doc[phrase.head]
            bearer = self._joined_to(head) if head.dep_ == "conj" else self._led_by(head, slot)
            if bearer is not None and self._is_being(bearer):
                self.used.add(index)
                self._add(bearer, slot, self.value_of(index) + self._tail_text(index, slot))

    def _joined_to(self, head: Any) -> int | None:
        """Who bears the look that a noun is joined to with "and" or a comma."""
        first = head.head
        while first.dep_ == "conj" and first.head.i < first.i:
            first = first.head
        if first.dep_ == "pobj" and first.head.lower_ in {"with", "in"} and first.head.head.pos_ in {"NOUN", "PROPN"}:
            return self._told_of(first.head.head)
        first = head.head
        if first.i >= head.i or not any(p.head == first.i and i in self.used for i, p in enumerate(self.phrases)):
            return None
        fitting = [
            look.bearer for look in self.looks
            if not look.change and first.lower_ in look.value.lower().replace("-", " ").split()
        ]  # fmt: skip
        return fitting[-1] if fitting else None

    def _led_by(self, head: Any, slot: Slot) -> int | None:
        """The wearer behind whose verb a garment stands with "in": "the boy comes back in a grey coat"."""
        if head.dep_ != "pobj" or head.head.lower_ != "in" or slot not in GARMENTS - {Slot.ACCESSORY}:
            return None
        verb = head.head.head
        if verb.pos_ in {"NOUN", "PROPN", "PRON"}:
            return self._told_of(verb)
        for _ in range(_MOST_STATES):
            if verb.pos_ not in {"VERB", "AUX"} or any(c.dep_ == "dobj" for c in verb.children):
                return None
            subject = next((c for c in verb.children if c.dep_ in {"nsubj", "nsubjpass"}), None)
            if subject is not None:
                return self._headed(subject)
            verb = verb.head
        return None

    def _in_disguise(self) -> None:
        """Give what somebody is disguised as to whoever is: "the queen, disguised as a page in a green cap"."""
        for at, look in enumerate(self.looks):
            start = self.phrases[look.bearer].start
            if start < 2 or self.doc[start - 1].lower_ != "as" or self.doc[start - 2].lower_ not in DISGUISED:
                continue
            verb = self.doc[start - 2]
            hidden = self._headed(verb.head) if verb.dep_ == "acl" else self._clause_bearer(start - 2)
            if hidden is not None and hidden != look.bearer and self._is_being(hidden) and look.slot in GARMENTS:
                self.looks[at] = replace(look, bearer=hidden)

    def _told_of(self, noun: Any) -> int | None:
        """The being a noun stands for; of what somebody is dressed or disguised as, whoever is."""
        role = noun.head
        if noun.dep_ == "pobj" and role.lower_ == "as" and role.head.dep_ == "acl":
            noun = role.head.head
        return self._headed(noun)

    def _headed(self, token: Any) -> int | None:
        return next((i for i, p in enumerate(self.phrases) if p.head == token.i and not p.possessive), None)
