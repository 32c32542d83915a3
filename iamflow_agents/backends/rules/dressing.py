"""Looks that a verb tells: put on, taken off, swapped, tied round the neck, dyed, pushed back, missing.

Reads events; looks that stand without a verb are read in `looks`. What a wardrobe holds is decided by the resolver.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.dressing_others import OthersClothes
from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.look_words import GARMENTS, WEARING, Look
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_SWAPPING = frozenset({"swap", "trade", "exchange", "replace", "switch", "change"})
_LIFTING = frozenset({"take", "lift", "pull", "remove", "slip", "tear"})
_TYING = frozenset({"tie", "wrap", "wind", "knot", "fasten", "pin", "set", "place", "put", "hang", "drape", "throw",
                    "sling", "settle", "clip", "loop", "strap", "buckle", "stick", "perch"})  # fmt: skip
_TOUCHING = frozenset({"push", "tip", "tilt", "adjust", "straighten", "lower", "raise", "button", "unbutton", "loosen",
                       "tighten", "zip", "unzip", "smooth", "lift", "pull", "tug", "doff", "fix", "open", "close",
                       "fasten", "unfasten", "roll", "turn", "shake", "brush", "wipe", "polish"})  # fmt: skip
_HAIRDRESSING = {
    "dye": "dyed", "bleach": "bleached", "colour": "dyed", "color": "dyed", "cut": "cut", "crop": "cropped",
    "shave": "shaved", "braid": "braided", "plait": "plaited", "curl": "curled",
}  # fmt: skip
_WORN_ON = frozenset({"head", "hair", "shoulders", "shoulder", "neck", "face", "wrist", "finger", "waist",
                      "ears", "ear", "feet", "foot", "brow", "forehead", "chest", "eyes", "nose", "throat",
                      "hips"})  # fmt: skip
_NOT_ON_HEAD = GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR}


class DressingReader(OthersClothes):
    """Reads the looks that the verbs of one document tell.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase, None for what is no being or thing.
        lexicon: Word lists.
    """

    def read(self, events: list[Event]) -> list[Look]:
        """All looks that verbs tell, in the order of the events."""
        for event in events:
            if event.target is None or not event.actors:
                continue
            if not event.negated and self._passes_on(event):
                continue
            if event.lemma in _SWAPPING and self._swapped(event):
                continue
            if event.lemma in _HAIRDRESSING and self._hair_done(event):
                continue
            change = self._change(event)
            if change is not None:
                self._give(event, self._listed(event.target), change)
        self._out_of(events)
        return self.found

    def _change(self, event: Event) -> str | None:
        """What a verb does to its object: "" for having it, `on`, `off`, or None when it does nothing to looks."""
        phrase = self.phrases[event.target or 0]
        if event.lemma in {"have", "has"}:
            return "" if phrase.form in {Form.INDEFINITE, Form.BARE} and not event.negated else None
        if event.lemma in WEARING or event.meaning == "put_on":
            ceased = self.doc[event.at - 1].lower_ == "longer" if event.at else False
            return "not" if event.negated or ceased else "on"
        if event.lemma in {"gain", "sport"} and self.slot_of(event.target or 0) in GARMENTS:
            return "on"
        if event.meaning == "take_off" or self._off_the_body(event):
            return "off"
        if event.lemma in _TYING and self._onto_body(phrase.end):
            return "on"
        if event.lemma == "miss" and phrase.form is not Form.DEFINITE and self._is_part(phrase):
            return "missing"
        if event.lemma == "grow" and self.slot_of(event.target or 0) in {Slot.HAIR, Slot.FACIAL_HAIR}:
            return "on"
        owned = phrase.owner is not None and self.phrases[phrase.owner].possessive
        return "" if event.lemma in _TOUCHING and owned and self.slot_of(event.target or 0) in GARMENTS else None

    def _is_part(self, phrase: Phrase) -> bool:
        return phrase.noun in self.lexicon.body or self.lexicon.look_nouns.get(phrase.noun) in {Slot.FACE, Slot.EYES}

    def _give(self, event: Event, looks: list[tuple[Slot, str]], change: str) -> None:
        """Give looks to all who act."""
        if change == "missing" and event.target is not None:
            start, end = self.phrases[event.target].start, self.phrases[event.target].end
            looks, change = [(Slot.MARKING, f"missing {self.doc[start:end].text}")], ""
        self.found += [Look(actor, slot, value, change) for slot, value in looks for actor in event.actors]

    def _listed(self, index: int) -> list[tuple[Slot, str]]:
        """A phrase and the looks listed right behind it: "a red coat, a scarf and a white hat"."""
        found: list[tuple[Slot, str]] = []
        at = self.phrases[index].start
        while at < len(self.doc):
            item = self._item(at)
            if item is None or item.slot is None:
                break
            found += [(item.slot, item.value), *item.also]
            at = item.end
            if at + 1 >= len(self.doc) or not (self.doc[at].lower_ == "and" or self.doc[at].text == ","):
                break
            at += 2 if self.doc[at + 1].lower_ == "and" else 1
        slot = self.lexicon.look_nouns.get(self.phrases[index].noun)
        return found or ([(slot, self.value_of(index))] if slot in _NOT_ON_HEAD and slot is not None else [])

    def _off_the_body(self, event: Event) -> bool:
        """As in "Takes the beret from her hair": a garment lifted off its wearer."""
        if event.lemma not in _LIFTING or event.target is None:
            return False
        at = self.phrases[event.target].end
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"from", "off"}:
            return False
        return bool({t.lower_ for t in self.doc[at : at + 5]} & _WORN_ON)

    def _onto_body(self, at: int) -> bool:
        """As in "ties a bandana | around his neck"."""
        if at + 2 >= len(self.doc) or self.doc[at].lower_ not in {
            "on",
            "onto",
            "over",
            "around",
            "round",
            "across",
            "to",
        }:
            return False
        owned = self.doc[at + 1].lower_ in {"his", "her", "their", "its"}
        return owned and any(t.lower_ in _WORN_ON for t in self.doc[at + 2 : at + 4])

    def _swapped(self, event: Event) -> bool:
        """As in "swaps her cap for a helmet": the old garment goes, the new one comes."""
        phrase = self.phrases[event.target or 0]
        at = phrase.end
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"for", "with", "by", "into"}:
            return False
        new = self._item(at + 1)
        slot = self.lexicon.look_nouns.get(phrase.noun)
        if new is None or new.slot not in _NOT_ON_HEAD or slot not in _NOT_ON_HEAD or slot is None or new.slot is None:
            return False
        self._give(event, [(slot, self.value_of(event.target or 0))], "off")
        self._give(event, [(new.slot, new.value), *new.also], "on")
        return True

    def _hair_done(self, event: Event) -> bool:
        """As in "dyes his hair black", "cuts off her braids", "shaves his head"."""
        phrase = self.phrases[event.target or 0]
        slot = self.slot_of(event.target or 0) or (Slot.HAIR if phrase.noun in {"head", "skull", "scalp"} else None)
        if slot not in {Slot.HAIR, Slot.FACIAL_HAIR}:
            return False
        beside = {t.lower_ for t in self.doc[event.at + 1 : phrase.end + 1]}
        if "off" in beside or (event.lemma == "shave" and slot is Slot.FACIAL_HAIR):
            self._give(event, [(slot, self.value_of(event.target or 0))], "off")
            return True
        after = self.doc[phrase.end].lower_ if phrase.end < len(self.doc) else ""
        shade = f" {after}" if after in colour_table() or after in {"short", "blonde", "blond", "close"} else ""
        noun = "head" if phrase.noun in {"head", "skull", "scalp"} else self.doc[phrase.head].lower_
        self._give(event, [(slot, f"{_HAIRDRESSING[event.lemma]}{shade} {noun}")], "on")
        return True
