"""Words that items of looks are made of: where an item ends, which noun it is about, what tells something lasting.

Looks at tokens only; items are put together in `look_items`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_item_words import (
    ARTICLES,
    BREAKS,
    BY_NATURE,
    FILLERS,
    JOINS,
    MOODS,
    OWNERS,
    PASSING,
    PLACES,
    SHAPES,
)
from iamflow_agents.backends.rules.look_similes import likened
from iamflow_agents.backends.rules.look_words import GARMENTS
from iamflow_agents.backends.rules.phrase import NUMBERS
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_LIKE_NAMES = frozenset({"obi", "lei", "chin", "guy", "ruff", "pearl", "ruby", "opal", "bob", "curl", "lock", "braid",
                         "plait", "gi", "mole", "rob", "robe", "duster"})  # fmt: skip
"""What names somebody where it begins with a capital."""


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


class ItemWords:
    """Reads the words of items in one document; the base of the item reader.

    Args:
        doc: The parsed text.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, lexicon: Lexicon) -> None:
        self.doc, self.lexicon = doc, lexicon

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

    def _compound(self, at: int) -> tuple[int, str]:
        """A word with what hyphens tie to it, and where it ends."""
        doc, end, word = self.doc, at + 1, str(self.doc[at].lower_)
        while end + 1 < len(doc) and doc[end].text == "-" and not doc[end].whitespace_ and not doc[end - 1].whitespace_:
            word, end = f"{word}-{doc[end + 1].lower_}", end + 2
        return end, word

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
        if self.doc[head].text[0].isupper() and self.doc[head].text[1:].islower() and word in _LIKE_NAMES:
            return ""
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

    def _is_shade(self, at: int) -> bool:
        """A colour behind its noun: "hair black again"; not one that begins something else."""
        if at >= len(self.doc):
            return False
        low = self.doc[at].lower_
        return ((low in colour_table() or low in self.lexicon.hair_states) and self.ends(at + 1)) or (
            low in colour_table() and at + 1 < len(self.doc) and self.doc[at + 1].lower_ in FILLERS
        )  # fmt: skip

    def place_end(self, at: int) -> int:
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
