"""Items of a list of looks: "grey wool coat", "two missing teeth", "hood up", "a row of earrings", "late forties".

Reads one item token by token, because the tagger stumbles over bare lists ("buzz cut, hi-vis vest, braces"). An item
ends where punctuation or `and` goes on; which lists describe whom is decided in `look_lists`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.look_item_words import (
    AMOUNTS,
    ARTICLES,
    BREAKS,
    BY_NATURE,
    DRAWN,
    FILLERS,
    GONE,
    GREYS,
    HAIR_SHADES,
    IN_HAND,
    JOINS,
    MOODS,
    OWNERS,
    PASSING,
    PLACES,
    SET,
    SHAPES,
    STUCK_IN,
    SWAPPED,
    WRAPPED,
    compound_slot,
)
from iamflow_agents.backends.rules.look_similes import BODY_STATES, likened, simile
from iamflow_agents.backends.rules.look_words import GARMENTS
from iamflow_agents.backends.rules.phrase import NUMBERS
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_OF_BEINGS = GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR, Slot.AGE, Slot.SKIN, Slot.BUILD}


@dataclass(frozen=True, slots=True)
class Item:
    """One item: where it stands and what it says; no slot where it says nothing lasting."""

    start: int
    end: int
    slot: Slot | None = None
    value: str = ""
    change: str = ""
    also: tuple[tuple[Slot, str], ...] = ()
    """Further looks told with it: the shirt of "coat open over a white shirt"."""
    bare: bool = True
    """Without an article or owner of its own."""
    owned: bool = False
    """Led by "his" or "her"."""


@dataclass(frozen=True, slots=True)
class _Told:
    """How far the words behind a look go, and what they make of it; `moves` says that it sways, falls or glitters."""

    end: int
    value: str
    change: str = ""
    also: tuple[tuple[Slot, str], ...] = ()
    moves: bool = False


class ItemReader:
    """Reads items of one document.

    Args:
        doc: The parsed text.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, lexicon: Lexicon) -> None:
        self.doc, self.lexicon = doc, lexicon

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

    def acts(self, at: int) -> bool:
        """Whether a word is rather a verb in -s: ", watches from the deck", ", ties"."""
        low = self.doc[at].lower_
        bases = (low, low[:-1], low[:-2])
        if not low.endswith("s") or low.endswith("ss"):
            return False
        nxt = self.doc[at + 1].lower_ if at + 1 < len(self.doc) else ""
        governs = nxt in OWNERS or (nxt == "the" and not likened(self.doc, self.lexicon, at + 1))
        return governs or any(base in self.lexicon.verb_bases for base in bases)

    def ends(self, at: int) -> bool:
        """Whether an item can end before a token."""
        return at >= len(self.doc) or self.doc[at].text in BREAKS or self.doc[at].lower_ in JOINS or (
            self.doc[at].text == "-" and bool(self.doc[at - 1].whitespace_) and bool(self.doc[at].whitespace_)
        ) or self.doc[at].is_space  # fmt: skip

    def _age(self, at: int, led: bool) -> Item | None:
        doc = self.doc
        start = at
        if doc[at].lower_ == "in" or (led and at and doc[at - 1].lower_ == "in"):
            at += doc[at].lower_ == "in"
            led = True
        end, words, told = read_age(doc, at)
        if end == at or (not told and not self.ends(end)) or (doc[start].lower_ == "in" and not told):
            return None
        if led and doc[at].lower_ in OWNERS | {"early", "mid", "late"}:
            words = f"in {words}"
        return Item(start, end, Slot.AGE, words)

    def _adjective(self, at: int, led: bool, being: bool) -> Item | None:
        """An adjective alone: "tall", "clean-shaven", "ginger", "barefoot"; other ones are passed over."""
        doc, lexicon = self.doc, self.lexicon
        told = simile(doc, lexicon, at) if being else None
        if told is not None:
            return Item(at, *told)
        if being and doc[at].lower_ in GREYS and doc[at + 1 : at + 4].text.lower() == "at the temples":
            return Item(at, at + 4, Slot.HAIR, str(doc[at : at + 4].text))
        end, word = self._compound(at)
        tail = end
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

    def _compound(self, at: int) -> tuple[int, str]:
        """A word with what hyphens tie to it, and where it ends."""
        doc, end, word = self.doc, at + 1, str(self.doc[at].lower_)
        while end + 1 < len(doc) and doc[end].text == "-" and not doc[end].whitespace_ and not doc[end - 1].whitespace_:
            word, end = f"{word}-{doc[end + 1].lower_}", end + 2
        return end, word

    def _noun(self, at: int, led: bool, being: bool) -> Item | None:
        """A noun of looks with its modifiers, its state and its place on the body."""
        doc = self.doc
        det = doc[at].lower_ if doc[at].lower_ in ARTICLES else ""
        first = at + 1 if det else at
        amount = self._amount(first)
        head = self._head(amount or first, being)
        if head is None:
            return (self._wrap(at, first) or self._substance(first, bool(det))) if being else None
        start, last = head
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
        told = self._behind(first, end, slot)
        if slot in GARMENTS and doc[told.end - 1].lower_ in {"hand", "hands"}:
            return None
        if not self.ends(told.end) and not led:
            return None
        return Item(at, told.end, slot, told.value, told.change, told.also, bare=not det)

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
            stop = self._place_end(end + 1) if doc[end + 1 : end + 2].text in PLACES else 0
            stop = stop or (end + 1 if self.ends(end + 1) else 0)
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

    def _verbal(self, token: Any) -> bool:
        low = token.lower_
        return any(base in self.lexicon.verb_bases for base in (low, low[:-1], low[:-2]))

    def _modifies(self, token: Any) -> bool:
        return bool(
            token.pos_ in {"ADJ", "NOUN", "PROPN", "NUM", "INTJ", "X"}
            or token.tag_ in {"VBN", "VBG", "VBD", "POS", "RB"}
            or token.lower_ in colour_table()
            or token.lower_ in self.lexicon.look_adjectives
        )

    def _known(self, start: int, head: int, least: int = 0) -> str:
        """The look noun or body part that tokens name, hyphens read as one; empty for other words."""
        if start < least:
            return ""
        word = self.lexicon.singular(self.doc[head].text)
        if start < head:
            word = "-".join(t.lower_ for t in self.doc[start:head] if t.text != "-") + "-" + word
        known = word in self.lexicon.look_nouns or word in self.lexicon.body
        return word if known else ""

    def _slot(self, noun: str, words: list[str], being: bool) -> Slot | None:
        """Slot of a noun with its modifiers, or None when it tells nothing lasting."""
        lexicon = self.lexicon
        if noun in MOODS:
            return None
        told = [w for w in words if w not in PASSING and w not in {"-", "the"}]
        if noun in lexicon.look_nouns:
            slot = lexicon.look_nouns[noun]
            plain = (
                slot in GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR, Slot.MARKING}
                or noun in BY_NATURE
                or noun.startswith("freckle")
            )
            return slot if plain or any(self._tells(w) for w in told) else None
        told = [w for w in told if self._tells(w)]
        if not told:
            return Slot.FOOTWEAR if noun == "foot" and "bare" in words else None
        if noun == "foot" and "bare" in words:
            return Slot.FOOTWEAR
        if noun == "head" and any(w in lexicon.hair_states | {"bald", "bare"} for w in words):
            return Slot.HAIR
        slots = [lexicon.look_adjectives[w] for w in words if w in lexicon.look_adjectives]
        return slots[0] if slots and slots[0] not in {Slot.MATERIAL} else Slot.MARKING

    def _tells(self, word: str) -> bool:
        """Whether a word tells a body part apart: listed, a shade, a compound, a number or an adjective by its form."""
        lexicon = self.lexicon
        listed = word in lexicon.look_adjectives or word in lexicon.object_adjectives or word in lexicon.hair_states
        shaped = word in colour_table() or "-" in word or word in NUMBERS or word.endswith(("ed", "en", "y", "less"))
        return listed or shaped or word in SHAPES

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
        value = self._text(first, end)
        if change and slot not in GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR}:
            change, value = "", self._text(first, stop)
        elif slot in {Slot.HAIR, Slot.MARKING, Slot.FACE} and told > end and not change:
            value = self._text(first, told)
        return _Told(stop, value, change, moves=moves)

    def _where(self, first: int, state: _Told, slot: Slot) -> _Told:
        """Where on the body a look is, and over what: "on her left cheek", "over a white shirt"."""
        end, value, also = state.end, state.value, state.also
        while end < len(self.doc) and not self.ends(end) and self.doc[end].lower_ in PLACES:
            inner = self._place_end(end)
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

    def _is_shade(self, at: int) -> bool:
        """A colour behind its noun: "hair black again"; not one that begins something else."""
        if at >= len(self.doc):
            return False
        low = self.doc[at].lower_
        return ((low in colour_table() or low in self.lexicon.hair_states) and self.ends(at + 1)) or (
            low in colour_table() and at + 1 < len(self.doc) and self.doc[at + 1].lower_ in FILLERS
        )  # fmt: skip

    def _place_end(self, at: int) -> int:
        """End of "on her left cheek", "under a leather vest", "on a cord"; 0 when no such words begin here."""
        doc, j = self.doc, at + 1
        while j < len(doc) and doc[j].lower_ in PLACES:
            j += 1
        if j < len(doc) and (doc[j].lower_ in ARTICLES or doc[j].lower_ in {"the", "one", "each", "both"}):
            j += 1
        for k in range(j, min(j + 6, len(doc))):
            if self.ends(k):
                return 0
            token = doc[k]
            after = doc[k + 1] if k + 1 < len(doc) else None
            if token.pos_ in {"NOUN", "PROPN"} and (
                after is None
                or self.ends(k + 1)
                or (after.pos_ not in {"NOUN", "PROPN"} and after.text != "-")
                or (self._is_visible(k) and self.acts(k + 1))
            ):
                return k + 1
            if not self._modifies(token) and token.text != "-":
                return 0
        return 0

    def _is_visible(self, at: int) -> bool:
        part = self.lexicon.singular(self.doc[at].text)
        return part in self.lexicon.body or part in self.lexicon.look_nouns

    def _over(self, at: int) -> tuple[Slot, str] | None:
        """The garment another one is worn over: "over a white shirt"."""
        inner = ItemReader(self.doc, self.lexicon)._noun(at + 1, True, True)
        if inner is None or inner.slot not in GARMENTS | {Slot.HAIR} or not inner.value or inner.change:
            return None
        return inner.slot, inner.value

    def _wrap(self, at: int, first: int) -> Item | None:
        """What somebody is wrapped in though it is no garment: "wrapped in a tartan blanket"."""
        doc = self.doc
        if at < 2 or doc[at - 1].lower_ != "in" or doc[at - 2].lower_ not in WRAPPED:
            return None
        end = first
        while end < len(doc) and end < first + 4 and not self.ends(end) and self._modifies(doc[end]):
            end += 1
        if (
            end == first
            or doc[end - 1].pos_ not in {"NOUN", "PROPN"}
            or not (self.ends(end) or doc[end].pos_ == "VERB")
        ):
            return None
        return Item(at, end, Slot.OUTERWEAR, self._text(first, end), bare=False)

    def _substance(self, at: int, has_det: bool) -> Item | None:
        """What sticks to a body part: "flour to her elbows", "ink on his fingers", "a tube under his nose"."""
        doc = self.doc
        j = at
        while j < len(doc) and j < at + 4 and not self.ends(j) and doc[j].lower_ not in PLACES:
            if not self._modifies(doc[j]) and doc[j].text != "-":
                return None
            j += 1
        if j == at or j + 2 >= len(doc) or doc[j].lower_ not in PLACES:
            return None
        if doc[j - 1].pos_ not in {"NOUN", "PROPN", "ADJ", "VERB"}:
            return None
        drawn = doc[j - 1].lower_ in DRAWN
        told = j
        while doc[told].lower_ in PLACES and told + 2 < len(doc):
            told += 1
        owned = doc[told].lower_ in OWNERS | {"one", "each", "both"}
        end = self._place_end(j)
        if not end or not owned:
            return None
        part = self.lexicon.singular(doc[end - 1].text)
        stuff = doc[j - 1].lower_ in self.lexicon.substances
        if part in {"shoulder", "back"} and doc[j].lower_ in {"round", "around", "about"} and has_det:
            return Item(at, end, Slot.OUTERWEAR, self._text(at, end), bare=False)
        if not self._is_visible(end - 1):
            return None
        inside = doc[j].lower_ in {"in", "at", "near"} and not (part in STUCK_IN and doc[j].lower_ == "in")
        if not (stuff or drawn) and (part in IN_HAND or not has_det or inside):
            return None
        if not (stuff or drawn) and self.lexicon.singular(doc[j - 1].text) in self.lexicon.beings:
            return None
        return Item(at, end, Slot.MARKING, self._text(at, end), bare=not has_det)

    def _to_break(self, at: int) -> int:
        while at < len(self.doc) and self.doc[at].text not in BREAKS:
            at += 1
        return at

    def _text(self, first: int, end: int) -> str:
        """Words of an item, cut short of adverbs at its end."""
        while end - 1 > first and self.doc[end - 1].lower_ in FILLERS:
            end -= 1
        while first < end - 1 and self.doc[first].lower_ in {"own", "same", "other", "first", "second", "new"}:
            first += 1
        return str(self.doc[first:end].text)
