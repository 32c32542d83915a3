"""Looks that are no garments: what somebody is wrapped in, what sticks to a body part, what is stuck behind an ear.

Reads one item at a token; the middle of the item reader, between its words and the items themselves.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.look_item_base import Item, ItemWords
from iamflow_agents.backends.rules.look_item_words import (
    ARTICLES,
    COVERS,
    DRAWN,
    IN_HAND,
    OWNERS,
    PLACES,
    STUCK_IN,
    WRAPPED,
)
from iamflow_agents.backends.rules.phrase import NUMBERS
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_COVERING = frozenset({"round", "around", "about", "over", "across"})


class StuckItems(ItemWords):
    """Reads what wraps a body or sticks to it; the base of the item reader."""

    def stuck(self, at: int) -> Item | None:
        """What is worn in hair, in a buttonhole or behind an ear, whatever it is: "a carnation in his buttonhole"."""
        det = self.doc[at].lower_ in ARTICLES | set(NUMBERS)
        item = self._substance(at + 1 if det else at, det)
        if item is None:
            return None
        told = {t.lower_ for t in self.doc[item.start : item.end]}
        worn = self.lexicon.singular(self.doc[item.end - 1].text) in STUCK_IN and told & {"in", "behind"}
        return item if worn else None

    def partly(self, at: int) -> int:
        """End of "blind in the left eye", "grey about the muzzle", "lathered on one cheek"; 0 for anything else."""
        doc = self.doc
        if at + 2 >= len(doc) or doc[at + 1].lower_ not in {"in", "about", "around", "round", "on", "at", "under"}:
            return 0
        if doc[at].pos_ != "ADJ" and doc[at].tag_ != "VBN" and doc[at].lower_ not in colour_table():
            return 0
        end = self.place_end(at + 1)
        part = self.lexicon.singular(doc[end - 1].text) if end else ""
        held = part in IN_HAND - {"knee", "foot", "shoulder"} or doc[at].lower_ in {"warm", "cold", "light", "heavy"}
        return end if end and part in self.lexicon.body and not held else 0

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
        drawn = doc[j - 1].lower_ in DRAWN or doc[at].lower_ in DRAWN
        told = j
        while doc[told].lower_ in PLACES and told + 2 < len(doc):
            told += 1
        owned = doc[told].lower_ in OWNERS | {"one", "each", "both"}
        end = self.place_end(j)
        if not end or not owned:
            return None
        part = self.lexicon.singular(doc[end - 1].text)
        stuff = doc[j - 1].lower_ in self.lexicon.substances
        cover = self.lexicon.singular(doc[j - 1].text) in COVERS and doc[j].lower_ in _COVERING
        if cover or (part in {"shoulder", "back"} and doc[j].lower_ in {"round", "around", "about"} and has_det):
            return Item(at, end, Slot.OUTERWEAR, self._text(at, end), bare=False)
        if not self._is_visible(end - 1):
            return None
        held = part in STUCK_IN and doc[j].lower_ in {"in", "behind"}
        inside = doc[j].lower_ in {"in", "at", "near"}
        if not (stuff or drawn or held) and (part in IN_HAND or not has_det or inside):
            return None
        if not (stuff or drawn or held) and self.lexicon.singular(doc[j - 1].text) in self.lexicon.beings:
            return None
        return Item(at, end, Slot.MARKING, self._text(at, end), bare=not has_det)
