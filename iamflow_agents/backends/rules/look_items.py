"""Items of a list of looks: "grey wool coat", "two missing teeth", "hood up", "a row of earrings", "late forties".

Reads one item token by token, because the tagger stumbles over bare lists ("buzz cut, hi-vis vest, braces"). An item
ends where punctuation or `and` goes on; which lists describe whom is decided in `look_lists`.
"""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_item_words import (
    AMOUNTS,
    ARTICLES,
    DISGUISED,
    FILLERS,
    GONE,
    GREYS,
    HAIR_SHADES,
    JOINS,
    MOODS,
    OWNERS,
    PLACES,
    SET,
    SWAPPED,
    compound_slot,
)
from iamflow_agents.backends.rules.look_similes import BODY_STATES, likened, simile, sized, thing_end
from iamflow_agents.backends.rules.look_stuck import StuckItems
from iamflow_agents.backends.rules.look_words import GARMENTS
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_OF_BEINGS = GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR, Slot.AGE, Slot.SKIN, Slot.BUILD}


@dataclass(frozen=True, slots=True)
class _Told:
    """How far the words behind a look go, and what they make of it; `moves` says that it sways, falls or glitters."""

    end: int
    value: str
    change: str = ""
    also: tuple[tuple[Slot, str], ...] = ()
    moves: bool = False


class ItemReader(StuckItems):
    """Reads items of one document.

    Args:
        doc: The parsed text.
        lexicon: Word lists.
    """

    def read(self, at: int, *, led: bool = False, being: bool = True) -> Item | None:
        """Read the item that begins at a token.

        Args:
            at: Where it begins.
            led: Whether a word such as `with` leads it, so that a verb may follow it.
            being: Whether it describes a being; things have colours and materials only.
        """
        begin = at
        while at < len(self.doc) and self.doc[at].lower_ in FILLERS:
            at += 1
        if at >= len(self.doc):
            return None
        found = (self._age(at, led) if being else None) or self._adjective(at, led, being)
        found = found or self._noun(at, led, being)
        if found is None:
            return None
        if not being and found.slot in _OF_BEINGS:
            return None
        if found.slot is not None and self.acts(at):
            return None
        owned = self.doc[at].lower_ in OWNERS
        return Item(begin, found.end, found.slot, found.value, found.change, found.also, found.bare, owned)

    def _age(self, at: int, led: bool) -> Item | None:
        doc = self.doc
        start = at
        if doc[at].lower_ == "in" or (led and at and doc[at - 1].lower_ == "in"):
            at += doc[at].lower_ == "in"
            led = True
        end, words, told = read_age(doc, at)
        acting = end < len(doc) and doc[end].pos_ in {"VERB", "AUX"} and not led
        if end == at or (not told and not self.ends(end) and not acting) or (doc[start].lower_ == "in" and not told):
            return None
        if led and doc[at].lower_ in OWNERS | {"early", "mid", "late"}:
            words = f"in {words}"
        return Item(start, end, Slot.AGE, words)

    def _adjective(self, at: int, led: bool, being: bool) -> Item | None:
        """An adjective alone: "tall", "clean-shaven", "ginger", "barefoot"; other ones are passed over."""
        doc, lexicon = self.doc, self.lexicon
        told = (simile(doc, lexicon, at) or sized(doc, lexicon, at)) if being else None
        if told is not None:
            return Item(at, *told)
        if being and (end := self.partly(at)):
            return Item(at, end, Slot.MARKING, str(doc[at:end].text))
        if being and doc[at].lower_ in GREYS and doc[at + 1 : at + 4].text.lower() == "at the temples":
            return Item(at, at + 4, Slot.HAIR, str(doc[at : at + 4].text))
        end, word = self._compound(at)
        tail = end
        if word in DISGUISED:
            return None
        while tail < len(doc) and doc[tail].lower_ in FILLERS | {"as"} and doc[tail].lower_ != "all":
            if doc[tail].lower_ == "as":
                tail = self._to_break(tail)
                break
            tail += 1
        if not self.ends(tail):
            return None
        if being and word in HAIR_SHADES:
            return Item(at, tail, Slot.HAIR, f"{word} hair")
        slot = lexicon.look_adjectives.get(word)
        if slot is not None and (being or slot in {Slot.MATERIAL, Slot.COLOUR}):
            return Item(at, tail, slot, word)
        if being and slot is None and "-" in word and compound_slot(word) is not None:
            return Item(at, tail, compound_slot(word), word)
        if not being and word in colour_table():
            return Item(at, tail, Slot.COLOUR, word)
        if lexicon.singular(word) in lexicon.look_nouns or lexicon.singular(word) in lexicon.body:
            return None
        token = doc[at]
        alone = token.pos_ in {"ADJ", "ADV"} or token.tag_ in {"VBN", "VBG"}
        return Item(at, tail) if being and not led and alone and token.text[0].islower() else None

    def _noun(self, at: int, led: bool, being: bool) -> Item | None:
        """A noun of looks with its modifiers, its state and its place on the body."""
        doc = self.doc
        det = doc[at].lower_ if doc[at].lower_ in ARTICLES | {"the"} else ""
        first = at + 1 if det else at
        amount = self._amount(first)
        head = self._head(amount or first, being)
        if head is None and amount:
            amount, head = 0, self._head(first, being)
        if head is None and det == "the":
            return None
        if head is None:
            return (self._wrap(at, first) or self._substance(first, bool(det))) if being else None
        start, last = head
        if det in {"a", "an"} and not amount and self._acts_after(last):
            return None
        end = last + 1
        noun = self._known(start, last)
        words = [t.lower_ for t in doc[amount or first : start]]
        slot = self._slot(noun, words, being)
        if slot is None:
            return self._by_state(at, first, end, noun) or (
                self._passing(at, end) if noun in self.lexicon.body | MOODS else None
            )
        if det == "no":
            return Item(at, end, slot, self._text(first, end), "not", bare=False)
        end = self.made_of(end, slot)
        told = self._behind(first, end, slot)
        if det == "the" and not told.change:
            return None
        if slot in GARMENTS and doc[told.end - 1].lower_ in {"hand", "hands"}:
            return None
        if not self.ends(told.end) and (not led or doc[told.end].lower_ in {"is", "are", "was", "were"}):
            return None
        return Item(at, told.end, slot, told.value, told.change, told.also, bare=not det)

    def _acts_after(self, at: int) -> bool:
        """Whether a word in -s is the verb of one thing and no plural: "An alarm rings"."""
        return self.lexicon.singular(self.doc[at].text) != self.doc[at].lower_ and self.acts(at)

    def made_of(self, end: int, slot: Slot) -> int:
        """End of "of flowers", "of rabbit fur" behind a garment; the same end where nothing of the kind stands."""
        if end + 1 >= len(self.doc) or self.doc[end].lower_ != "of":
            return end
        drawn = self.doc[end - 1].lower_ in {"tattoo", "tattoos"}
        if self.lexicon.singular(self.doc[end + 1].text) in {"key", "cigarette", "tea"}:
            return end
        if not drawn and (slot not in GARMENTS | {Slot.HAIR} or self.doc[end + 1].pos_ in {"DET", "PRON"}):
            return end
        return thing_end(self.doc, self.lexicon, end + 1) or end

    def _by_state(self, at: int, first: int, end: int, noun: str) -> Item | None:
        """A body part that only its state, a comparison or its absence tells: "both knees bandaged", "no eyebrows"."""
        doc, lexicon = self.doc, self.lexicon
        if noun in MOODS or end > len(doc):
            return None
        slot = lexicon.look_nouns.get(noun, Slot.MARKING)
        if doc[at].lower_ == "no" and noun not in {"eye", "face", "hand"}:
            return Item(at, end, Slot.MARKING, str(doc[at:end].text), bare=False)
        stop = likened(doc, lexicon, end)
        state = doc[end].lower_ if end < len(doc) else ""
        if not stop and state in BODY_STATES | set(colour_table()):
            stop = self.place_end(end + 1) if doc[end + 1 : end + 2].text in PLACES else 0
            goes_on = self.ends(end + 1) or self.acts(end + 1) or doc[end + 1].pos_ in {"VERB", "AUX"}
            stop = stop or (end + 1 if goes_on else 0)
        if not stop:
            return None
        return Item(at, stop, slot, self._text(first, stop), bare=doc[at].lower_ not in ARTICLES)

    def _passing(self, at: int, end: int) -> Item | None:
        """A body part that tells nothing lasting; the list goes on behind it."""
        return Item(at, end) if self.ends(end) else None

    def _amount(self, at: int) -> int:
        """Where the noun of "a row of earrings", "an inch of dark hair" begins; 0 when no amount stands here."""
        for j in range(at, min(at + 3, len(self.doc) - 1)):
            if self.lexicon.singular(self.doc[j].text) in AMOUNTS and self.doc[j + 1].lower_ == "of":
                return j + 2
            if self.doc[j].pos_ not in {"ADJ", "NOUN", "NUM", "VERB"}:
                break
        return 0

    def _head(self, at: int, being: bool) -> tuple[int, int] | None:
        """First and last token of the head noun: the last noun of looks in a run of modifiers."""
        doc, found = self.doc, None
        j = at
        while j < len(doc) and j < at + 8 and not self.ends(j):
            token = doc[j]
            glued = j > at and (doc[j - 1].text == "-" or token.text == "-")
            pair = "" if j == at else self._known(j - 1, j, at)
            if found is not None and not glued and not pair and self.acts(j):
                break
            if token.text != "-" and (self._known(j, j, at) or pair):
                found = (j - 2 if self._known(j - 2, j, at) and doc[j - 1].text == "-" and j - 2 >= at else j, j)
            elif found is not None and not glued and token.tag_ != "POS":
                break
            elif not glued and (not self._modifies(token) or (token.tag_ == "VBZ" and j == at)):
                return found
            j += 1
        if found is None:
            return None
        start, head = found
        if (
            start == head
            and head > at
            and f"{doc[head - 1].lower_}-{self.lexicon.singular(doc[head].text)}" in (self.lexicon.look_nouns)
        ):
            start = head - 1
        nxt = doc[head + 1] if head + 1 < len(doc) else None
        if nxt is not None and nxt.text == "-" and not nxt.whitespace_:
            return None
        counted = nxt is not None and nxt.pos_ in {"NOUN", "PROPN"} and nxt.lower_ not in SET | GONE | JOINS
        acting = nxt is not None and counted and (self._verbal(nxt) or self.acts(nxt.i))
        return None if counted and not acting else (start, head)

    def _behind(self, first: int, end: int, slot: Slot) -> _Told:
        """Go on behind the head: its state, what it was swapped for, its place on the body, what it is worn over."""
        doc = self.doc
        state = self._state(first, end, slot)
        end = state.end
        if doc[end - 1].lower_ in SWAPPED and end < len(doc) and doc[end].lower_ in {"for", "by", "with"}:
            new = self._noun(end + 1, True, True)
            if new is not None and new.slot is not None:
                return _Told(new.end, self._text(first, end - 1), "off", ((new.slot, new.value), *new.also))
        return self._where(first, state, slot)

    def _state(self, first: int, end: int, slot: Slot) -> _Told:
        """The state that words right behind a look say: "up", "long gone", "dyed black"."""
        doc, stop, told, moves, change = self.doc, end, end, False, ""
        while stop < len(doc) and not self.ends(stop) and (
            doc[stop].lower_ in SET | GONE | FILLERS | SWAPPED
            or doc[stop].tag_ in {"VBN", "VBG"}
            or self._is_shade(stop)
        ):  # fmt: skip
            turned = doc[stop].lower_ == "gone" and self._is_shade(stop + 1)
            change = "off" if doc[stop].lower_ in GONE and not turned else change
            moves = moves or doc[stop].tag_ == "VBG"
            stop += 1
            told = told if moves else stop
        also: tuple[tuple[Slot, str], ...] = ()
        if stop > end and stop + 1 < len(doc) and doc[stop].lower_ in {"with", "by"} and not change:
            tied = self._noun(stop + 1, True, True)
            if tied is not None and tied.slot in GARMENTS and tied.slot is not None:
                also, stop = ((tied.slot, tied.value),), tied.end
            else:
                stop = thing_end(doc, self.lexicon, stop + 1) or stop
        value = self._text(first, end)
        if slot in {Slot.EYES, Slot.MARKING, Slot.FACE} and stop > told > end and not change and not moves:
            value = self._text(first, stop)
            return _Told(stop, value, change, also)
        if change and slot not in GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR}:
            change, value = "", self._text(first, stop)
        elif slot in {Slot.HAIR, Slot.MARKING, Slot.FACE} and told > end and not change:
            value = self._text(first, told)
        return _Told(stop, value, change, also, moves=moves)

    def _where(self, first: int, state: _Told, slot: Slot) -> _Told:
        """Where on the body a look is, and over what: "on her left cheek", "over a white shirt"."""
        end, value, also = state.end, state.value, state.also
        while end < len(self.doc) and not self.ends(end) and self.doc[end].lower_ in PLACES:
            inner = self.place_end(end)
            if not inner:
                break
            covers = self.doc[end].lower_ in {"over", "under", "beneath"} and slot in GARMENTS
            extra = self._over(end) if covers else None
            if extra is not None:
                also = (*also, extra)
            elif slot in {Slot.MARKING, Slot.HAIR, Slot.FACE, Slot.SKIN} and not state.moves:
                value = self._text(first, inner)
            end = inner
        if end < len(self.doc) and self.doc[end].lower_ == "like":
            end = self._to_break(end)
            value = self._text(first, end) if slot is Slot.MARKING else value
        return _Told(end, value, state.change, also, state.moves)

    def _over(self, at: int) -> tuple[Slot, str] | None:
        """The garment another one is worn over: "over a white shirt"."""
        inner = ItemReader(self.doc, self.lexicon)._noun(at + 1, True, True)
        if inner is None or inner.slot not in GARMENTS | {Slot.HAIR} or not inner.value or inner.change:
            return None
        return inner.slot, inner.value
