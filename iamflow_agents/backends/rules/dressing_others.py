"""What verbs do to clothes that end up on somebody else or on nobody: lent, laid over shoulders, hung up, changed.

Reads one event at a time; the base of the dressing reader, which holds what its verbs themselves say of the actor.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_items import ItemReader
from iamflow_agents.backends.rules.look_words import GARMENTS, Look, LookWords
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import CHARACTER_KINDS, Kind, Slot

_LAID_ON = frozenset({"drape", "wrap", "put", "place", "tie", "hang", "throw", "lay", "slip", "pull", "fasten", "pin",
                      "wind", "set", "sling", "spread", "settle", "jam", "button", "buckle", "clip"})  # fmt: skip
_LAID_OFF = frozenset({"hang", "throw", "toss", "fling", "drape", "fold", "lay", "spread", "drop"})
"""What is done with clothes that come off: "hangs her apron on a hook"."""
_LENDS = frozenset({"lend", "give", "hand", "pass", "offer", "loan", "throw", "toss"})
_PLACED = frozenset({"on", "over", "onto", "across", "in", "into", "down", "up", "aside", "beside", "under", "away"})
_ABOUT = frozenset({"on", "onto", "over", "around", "round", "across", "about", "upon", "to"})
_OUT_OF = frozenset({"change", "slip", "get", "climb", "wriggle", "step", "shrug", "strip", "struggle"})
_BODY = frozenset({"head", "hair", "shoulder", "neck", "face", "wrist", "finger", "waist", "ear", "foot", "brow",
                   "forehead", "chest", "eye", "nose", "throat", "hip", "curl", "back", "arm", "leg"})  # fmt: skip


class OthersClothes(LookWords):
    """Reads verbs that move clothes from one wearer to another; the base of the dressing reader.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase, None for what is no being or thing.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], lexicon: Lexicon) -> None:
        super().__init__(doc, phrases, kinds, lexicon)
        self.items = ItemReader(doc, lexicon)
        self.found: list[Look] = []

    def _passes_on(self, event: Event) -> bool:
        """Read what the verb does to other wearers than its actor; False when it does nothing of the kind."""
        return self._onto_somebody(event) or self._lends(event) or self._lays_off(event)

    def _item(self, at: int) -> Item | None:
        """An item behind a verb, whatever its article: "takes off the hat"."""
        the = at < len(self.doc) and self.doc[at].lower_ in {"the", "that", "this", "these", "those"}
        return self.items.read(at + 1 if the else at, led=True)

    def _garment(self, event: Event) -> tuple[Slot, str] | None:
        """The garment a verb is done to."""
        index = event.target
        slot = self.slot_of(index) if index is not None else None
        if index is None or slot is None or slot not in GARMENTS:
            return None
        return slot, self.value_of(index)

    def _meant(self, event: Event) -> tuple[Slot, str] | None:
        """The garment that "it" means: what was taken off or held before in the sentence."""
        index = event.target
        if index is None or self.phrases[index].pronoun not in {"neutral", "plural"}:
            return self._garment(event)
        start = self.doc[event.at].sent.start
        rows = [i for i in range(index) if self.phrases[i].start >= start and self.slot_of(i) in GARMENTS]
        slot = self.slot_of(rows[-1]) if rows else None
        return (slot, self.value_of(rows[-1])) if slot is not None else None

    def _is_own(self, event: Event) -> bool:
        """Whether the garment is told to be somebody's with "his" or "her"."""
        owner = self.phrases[event.target].owner if event.target is not None else None
        return owner is not None and self.phrases[owner].possessive

    def _onto_somebody(self, event: Event) -> bool:
        """As in "drapes her coat over Ada's shoulders", "ties an apron around his waist"."""
        worn = self._meant(event)
        if worn is None or event.lemma not in _LAID_ON or event.target is None:
            return False
        at = self.phrases[event.target].end
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in _ABOUT:
            return False
        body = next((i for i, p in enumerate(self.phrases) if p.start == at + 1 and p.noun in _BODY), None)
        owner = self.phrases[body].owner if body is not None else None
        if body is None or owner is None:
            return False
        if self._is_own(event) and not self.phrases[owner].possessive:
            self.found += [Look(actor, *worn, "off") for actor in event.actors]
        self.found.append(Look(owner, *worn, "on"))
        return True

    def _lends(self, event: Event) -> bool:
        """As in "lends Mia his jacket": it is off him and, where it was lent, on her."""
        worn = self._garment(event)
        if worn is None or event.lemma not in _LENDS or not self._is_own(event) or event.recipient is None:
            return False
        if self.kinds[event.recipient] not in CHARACTER_KINDS and self.phrases[event.recipient].form not in {
            Form.NAME, Form.PRONOUN
        }:  # fmt: skip
            return False
        self.found += [Look(actor, *worn, "off") for actor in event.actors]
        if event.lemma in {"lend", "loan"}:
            self.found.append(Look(event.recipient, *worn, "on"))
        return True

    def _lays_off(self, event: Event) -> bool:
        """As in "hangs her apron on a hook", "tosses his hat onto the bed", "folds her shawl"."""
        worn = self._garment(event)
        if worn is None or event.lemma not in _LAID_OFF or not self._is_own(event) or event.target is None:
            return False
        at = self.phrases[event.target].end
        placed = at < len(self.doc) and self.doc[at].lower_ in _PLACED
        if not placed and event.lemma != "fold":
            return False
        self.found += [Look(actor, *worn, "off") for actor in event.actors]
        return True

    def _out_of(self, events: list[Event]) -> None:
        """As in "changes out of his uniform into jeans", "slips out of her heels", "changes from rags into silk"."""
        for event in events:
            if event.lemma not in _OUT_OF or not event.actors:
                continue
            row = [t.lower_ for t in self.doc[event.at + 1 : event.at + 3]]
            first = event.at + 3 if row == ["out", "of"] else event.at + 2 if row[:1] == ["from"] else 0
            old = self._item(first) if first and first < len(self.doc) else None
            if old is None or old.slot not in GARMENTS or old.slot is None:
                continue
            self.found += [Look(actor, old.slot, old.value, "off") for actor in event.actors]
            at = old.end
            while at + 1 < len(self.doc) and self.doc[at].lower_ in {"and", "into"}:
                at += 1
            new = self._item(at) if self.doc[at - 1].lower_ == "into" else None
            while new is not None and new.slot in GARMENTS and new.slot is not None:
                self.found += [Look(actor, new.slot, new.value, "on") for actor in event.actors]
                at = new.end
                joined = at + 1 < len(self.doc) and (self.doc[at].lower_ == "and" or self.doc[at].text == ",")
                new = self._item(at + 1) if joined else None
