"""What words say about looks: the slot a phrase fills, its telling words, the state it is in.

Looks at one phrase and its neighbours at a time; whom a look describes is decided in `looks`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_similes import colour_passes
from iamflow_agents.backends.rules.phrase import NUMBERS, Phrase
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Kind, Slot

GARMENTS = frozenset({Slot.TOP, Slot.BOTTOM, Slot.OUTERWEAR, Slot.FOOTWEAR, Slot.HEADWEAR, Slot.ACCESSORY})
OFF_WORDS = frozenset({"gone", "off", "missing", "removed", "lost", "discarded", "shed"})
WEARING = frozenset({"wear", "don", "sport"})
"""Verbs that say what somebody has on; they are looks and no actions."""
_TURNED = frozenset({"gone", "turned", "dyed", "bleached", "grown", "become", "gets"})
SHADES = frozenset({"bright", "dark", "light", "pale", "deep", "jet", "snow", "dirty", "platinum"})
_SHOWS = frozenset({"shows", "runs", "gleams", "glitters", "shines", "hangs", "dangles", "glints", "sits", "rests"})
_FEATURES = frozenset(
    {"nose", "jaw", "chin", "ear", "tooth", "hair", "beard", "moustache", "eyebrow", "finger", "face"}
)
MOMENTARY = frozenset({"wet", "muddy", "dusty", "empty", "heavy", "open", "light", "tight", "new", "old", "shiny"})
_EMPTY = frozenset(
    "own left right free other same new bare first second next whole empty trembling outstretched".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Look:
    """A look and the phrase that bears it; `change` is empty, `on` or `off`."""

    bearer: int
    slot: Slot
    value: str
    change: str = ""


class LookWords:
    """The words of one document's phrases; the base of the look reader.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase, None for what is no being or thing.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], lexicon: Lexicon) -> None:
        self.doc, self.phrases, self.kinds, self.lexicon = doc, phrases, kinds, lexicon
        self.by_start: dict[int, int] = {}
        self.by_end: dict[int, list[Phrase]] = {}
        for index, phrase in enumerate(phrases):
            self.by_end.setdefault(phrase.end, []).append(phrase)
            if not phrase.possessive:
                self.by_start.setdefault(phrase.start, index)

    def slot_of(self, index: int) -> Slot | None:
        """Slot that a phrase's head fills when it describes somebody, or None."""
        phrase = self.phrases[index]
        words = self._modifier_words(index)
        if phrase.noun in self.lexicon.look_nouns:
            return self.lexicon.look_nouns[phrase.noun]
        if phrase.noun in self.lexicon.body:
            for word in words:
                if word in self.lexicon.look_adjectives:
                    return self.lexicon.look_adjectives[word]
            if phrase.noun == "head" and any(w in self.lexicon.hair_states for w in words):
                return Slot.HAIR
            return Slot.MARKING if self._telling(index) else None
        return None

    def _modifier_words(self, index: int) -> list[str]:
        """Modifiers of a phrase, hyphenated compounds joined: `gap-toothed`, `grey`."""
        words: list[str] = []
        glue = False
        for j in self.phrases[index].modifiers:
            token = self.doc[j]
            if token.text == "-":
                glue = True
                continue
            if glue and words:
                words[-1] += "-" + token.lower_
            else:
                words.append(token.lower_)
            glue = False
        return words

    def _tells(self, word: str) -> bool:
        lexicon = self.lexicon
        if word in _EMPTY:
            return False
        if word in lexicon.look_adjectives or word in lexicon.object_adjectives or word in colour_table():
            return True
        if word in lexicon.hair_states:
            return True
        return "-" in word or word in {"wavy", "curly", "straight", "dark", "wild", "thick", "flowing", "spiky", "tidy"}

    def _telling(self, index: int) -> bool:
        words = self._modifier_words(index)
        counted = self.phrases[index].noun in {"eye", "leg", "arm", "ear", "tooth", "horn", "tail", "wing"}
        return any(self._tells(word) or (counted and word in NUMBERS) for word in words)

    def value_of(self, index: int) -> str:
        """A phrase's words without determiner and owner."""
        phrase = self.phrases[index]
        first = phrase.modifiers[0] if phrase.modifiers else phrase.head
        joined = "-" in phrase.noun and phrase.noun in self.lexicon.look_nouns
        if joined and not phrase.modifiers:
            first = max(phrase.start, phrase.head - (2 if self.doc[phrase.head - 1].text == "-" else 1))
        while first < phrase.head and self.doc[first].lower_ in _EMPTY:
            first += 1
        return str(self.doc[first : phrase.end].text)

    def _is_drawn(self, index: int) -> bool:
        """As in "A snake tattooed on his neck": what is drawn on skin is a mark, whatever it shows."""
        end = self.phrases[index].end
        return end < len(self.doc) and self.doc[end].lower_ in {"tattooed", "branded", "inked"}

    def _described_face(self, index: int, slot: Slot | None) -> bool:
        """A part of the face with any modifier, but no passing look: "a missing front tooth", not "a warm smile"."""
        passing = {"smile", "grin", "gaze", "expression", "look", "frown", "eye", "brow"}
        phrase = self.phrases[index]
        return (
            slot in {Slot.FACE, Slot.EYES, Slot.SKIN}
            and phrase.noun not in passing
            and any(self.doc[j].lower_ not in _EMPTY for j in phrase.modifiers)
        )

    def _state_after(self, index: int) -> str:
        """The state a phrase is in: "gone", "shaved", "loose"; also after `is` and before "as salt"."""
        doc, at = self.doc, self.phrases[index].end
        while at < len(doc) and (
            doc[at].lower_ in {"is", "are", "still", "now", "was", "all", "quite", "has", "been", "have"}
            or (doc[at].pos_ == "ADV" and doc[at].lower_.endswith("ly"))
        ):
            at += 1
        if at >= len(doc):
            return ""
        low = doc[at].lower_
        if low == "lost" and at + 1 < len(doc) and doc[at + 1].tag_ in {"PRP$", "DT"}:
            return ""
        if low in {"round", "like"} and at + 1 < len(doc) and not doc[at + 1].is_punct:
            return ""
        if low in SHADES and at + 1 < len(doc) and doc[at + 1].lower_ in colour_table():
            return str(doc[at : at + 2].text.lower())
        turned = doc[at + 1].lower_ if at + 1 < len(doc) else ""
        if low in _TURNED and (turned in colour_table() or turned in self.lexicon.look_adjectives):
            return f"{low} {turned}" if low in self.lexicon.hair_states else str(turned)
        if self.phrases[index].noun in _FEATURES and low in self.lexicon.object_adjectives - MOMENTARY:
            return str(low)
        if (
            low in OFF_WORDS
            or low in self.lexicon.hair_states
            or low in colour_table()
            or low in self.lexicon.look_adjectives
        ):
            after = doc[at + 1] if at + 1 < len(doc) else None
            if low in colour_table() and colour_passes(doc, at + 1):
                return ""
            if after is not None and after.pos_ in {"NOUN", "PROPN"} and low not in OFF_WORDS:
                return ""
            return str(low)
        return ""

    def _states_after(self, index: int) -> str:
        """The state a phrase is in with what is joined to it: "short and black"."""
        state = self._state_after(index)
        last = state.split()[-1:] or [""]
        at = next((j for j in range(self.phrases[index].end, len(self.doc))[:6] if self.doc[j].lower_ == last[0]), -1)
        if not state or state in OFF_WORDS or at < 0 or at + 2 >= len(self.doc) or self.doc[at + 1].lower_ != "and":
            return state
        low, after = self.doc[at + 2].lower_, self.doc[at + 3 : at + 4]
        known = low in colour_table() or low in self.lexicon.hair_states or low in self.lexicon.object_adjectives
        counted = len(after) > 0 and after[0].pos_ in {"NOUN", "PROPN", "ADJ"}
        return f"{state} and {low}" if known and not counted else state

    def _after_state_slot(self, index: int) -> Slot | None:
        """Slot of a body part whose state says something: "his head still shaved"."""
        if self.phrases[index].noun not in self.lexicon.body:
            return None
        state = self._state_after(index)
        if self.phrases[index].noun == "head" and state in self.lexicon.hair_states | {"bald", "bare"}:
            return Slot.HAIR
        return self.lexicon.look_adjectives.get(state)

    def _clause_end(self, at: int) -> int:
        """End of the few words that go on describing a look."""
        end = at
        while (
            end < len(self.doc)
            and end < at + 6
            and not self.doc[end].is_punct
            and self.doc[end].lower_ not in {"and", "while"}
        ):
            end += 1
        return end

    def _owner_before(self, at: int) -> int | None:
        """Owner of the body part that ends before a token: "on his neck is a birthmark"."""
        for phrase in self.by_end.get(at, ()):
            if phrase.owner is not None and phrase.noun in self.lexicon.body:
                return phrase.owner
        return None

    def _owner_after(self, at: int) -> int | None:
        """Owner of the body part a look is on: "the anchor tattoo on his wrist"."""
        if at < len(self.doc) and self.doc[at].lower_ in _SHOWS:
            at += 1
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"on", "across", "over", "down", "around"}:
            return None
        index = self.by_start.get(at + 1)
        if index is None or self.phrases[index].noun not in self.lexicon.body | {"curl", "hair"}:
            return None
        return self.phrases[index].owner

    def _on_body(self, index: int) -> bool:
        """As in "a bowler hat over her curls": worn, not carried."""
        end = self.phrases[index].end
        if end >= len(self.doc) or self.doc[end].lower_ not in {"over", "on", "around", "round", "about", "above"}:
            return False
        at = self.by_start.get(end + 1)
        if at is None:
            return False
        return self.phrases[at].noun in {
            "head",
            "curl",
            "hair",
            "shoulder",
            "neck",
            "waist",
            "face",
            "eye",
            "brow",
            "ear",
            "shirt",
            "dress",
        }

    def _is_set_off(self, at: int) -> bool:
        """A "with" or "in" that opens a clause dresses its subject; elsewhere it may be luggage."""
        low = self.doc[at].lower_
        if low == ":":
            return True
        return low in {"with", "in", "wearing"} and (
            at == 0 or self.doc[at - 1].is_punct or self.doc[at].is_sent_start or low != "with"
        )
