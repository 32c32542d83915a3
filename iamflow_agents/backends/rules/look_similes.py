"""Looks told by comparison and by state: "as wide as a door", "skin like bark", "hair the colour of rust".

Finds where such words end; what they describe is decided in `look_items` and `look_following`.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_item_words import BREAKS, JOINS
from iamflow_agents.colours import colour_table
from iamflow_agents.records import Slot

_MEASURES = frozenset({"colour", "color", "size", "shape", "length", "shade", "hue"})
_IN_PHRASE = frozenset({"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"})
_LIKENED = {
    "wide": Slot.BUILD,
    "strong": Slot.BUILD,
    "fat": Slot.BUILD,
    "long": Slot.BUILD,
    "high": Slot.BUILD,
    "large": Slot.BUILD,
    "straight": Slot.BUILD,
    "flat": Slot.BUILD,
}
_BY_HOW_MUCH = frozenset({"no", "not", "much", "far", "hardly", "barely", "little", "scarcely", "half", "twice"})
_SPANS = frozenset({"head", "foot", "hand", "inch", "bit", "little", "palm", "span", "lot", "year"})
_COMPARED = {
    "bigger": Slot.BUILD, "larger": Slot.BUILD, "smaller": Slot.BUILD, "taller": Slot.BUILD, "shorter": Slot.BUILD,
    "longer": Slot.BUILD, "wider": Slot.BUILD, "broader": Slot.BUILD, "thicker": Slot.BUILD, "higher": Slot.BUILD,
    "thinner": Slot.BUILD, "fatter": Slot.BUILD, "heavier": Slot.BUILD, "older": Slot.AGE, "younger": Slot.AGE,
    "greyer": Slot.HAIR, "grayer": Slot.HAIR, "paler": Slot.SKIN,
}  # fmt: skip
FEELINGS = frozenset({
    "anger", "rage", "fury", "shame", "fear", "fright", "terror", "shock", "crying", "tears", "weeping", "effort",
    "embarrassment", "excitement", "joy", "cold", "heat", "exertion", "envy", "grief", "tiredness", "laughter",
    "laughing", "hate", "hatred", "sleep", "exhaustion", "running", "pain", "worry", "pleasure", "pride",
})  # fmt: skip
BODY_STATES = frozenset({
    "bandaged", "scarred", "tattooed", "bruised", "swollen", "blackened", "stained", "splinted", "shaved", "painted",
    "pierced", "missing", "callused", "calloused", "freckled", "wrinkled", "burned", "burnt", "scratched", "grazed",
    "scraped", "skinned", "gnarled", "hennaed", "plastered", "bare", "amputated", "webbed", "broken", "bloodied",
    "sunburnt", "sunburned", "inked", "plucked", "torn", "clipped", "chapped", "withered", "paralysed", "paralyzed",
    "spotted", "covered", "caked", "lined", "streaked", "smeared", "flecked", "dusted", "speckled", "mottled",
    "blotched",
    "pricked", "muddy", "ringed", "rimmed", "veined", "greyed", "matted", "shingled", "bobbed", "bound", "dyed",
    "blistered", "cracked", "crooked", "twisted", "docked", "notched", "blinded", "powdered", "rouged",
})  # fmt: skip
"""What a body part is in for longer than a moment: "both knees bandaged", but not "arms folded"."""


def thing_end(doc: Any, lexicon: Lexicon, at: int) -> int:
    """End of the plain noun phrase that begins at a token ("a door", "his father's axe"); 0 when none does."""
    for j in range(at, min(at + 7, len(doc))):
        token = doc[j]
        if token.text in BREAKS or token.lower_ in JOINS:
            return 0
        after = doc[j + 1] if j + 1 < len(doc) else None
        if token.pos_ in {"NOUN", "PROPN"} and (
            after is None
            or after.pos_ not in {"NOUN", "PROPN", "PART"}
            or (after.lower_.endswith("s") and after.tag_ != "POS" and _is_verb(after, lexicon))
        ):
            return j + 1
        if token.pos_ not in {"DET", "ADJ", "NOUN", "PROPN", "NUM", "PRON", "PART"} and token.tag_ not in {
            "VBN",
            "VBG",
        }:
            return 0
    return 0


def _is_verb(token: Any, lexicon: Lexicon) -> bool:
    low = token.lower_
    return any(base in lexicon.verb_bases for base in (low[:-1], low[:-2]))


def _is_felt(doc: Any, at: int) -> bool:
    """Whether a feeling begins at a token: a face red with shame is no red face."""
    return any(t.lower_ in FEELINGS for t in doc[at : at + 3])


def colour_passes(doc: Any, at: int) -> bool:
    """Whether a colour that ends before a token only comes of a feeling: "white with rage", "red from crying"."""
    return at + 1 < len(doc) and doc[at].lower_ in {"with", "from"} and _is_felt(doc, at + 1)


def simile(doc: Any, lexicon: Lexicon, at: int) -> tuple[int, Slot, str] | None:
    """Read "as wide as a door", "thin as a broom" that begins at a token.

    Returns:
        Where it ends, the slot it fills and its words; None when no look is told by comparison.
    """
    first = at + 1 if doc[at].lower_ == "as" else at
    if first + 2 >= len(doc) or doc[first + 1].lower_ != "as":
        return None
    word = doc[first].lower_
    slot = lexicon.look_adjectives.get(word) or _LIKENED.get(word)
    slot = Slot.SKIN if word in colour_table() or slot is Slot.MATERIAL else slot
    end = thing_end(doc, lexicon, first + 2)
    return (end, slot, str(doc[first:end].text)) if slot is not None and end else None


def sized(doc: Any, lexicon: Lexicon, at: int) -> tuple[int, Slot, str] | None:
    """Read "no bigger than a loaf", "thirty years older", "half her size" that begins at a token.

    Returns:
        Where it ends, the slot it fills and its words; None when nothing is measured against anything.
    """
    words = [t.lower_ for t in doc[at : at + 6]]
    if words[:1] in (["half"], ["twice"]) and len(words) > 2 and words[2] in {"size", "height", "age"}:
        return at + 3, Slot.AGE if words[2] == "age" else Slot.BUILD, str(doc[at : at + 3].text)
    first = at + 2 if words[0] in {"a", "half"} and words[1:2] and words[1] in _SPANS else at
    while first < len(doc) and first < at + 4 and (
        doc[first].lower_ in _BY_HOW_MUCH or doc[first].pos_ == "NUM" or doc[first].lower_ in {"years", "year"}
    ):  # fmt: skip
        first += 1
    if first >= len(doc) or doc[first].lower_ not in _COMPARED:
        return None
    slot = _COMPARED[doc[first].lower_]
    than = first + 1 < len(doc) and doc[first + 1].lower_ == "than"
    end = thing_end(doc, lexicon, first + 2) if than else first + 1
    if than and not end and doc[first + 2 : first + 3].text and doc[first + 2].pos_ == "NUM":
        end = first + 3
    if not end or (first == at and not than) or doc[at].lower_ in {"the", "years", "year"}:
        return None
    return end, slot, str(doc[at:end].text)


def likened(doc: Any, lexicon: Lexicon, at: int) -> int:
    """End of what likens a part of the body to something: "like bark", "the colour of rust", "black with soot".

    Returns:
        The token behind it; 0 when no such words begin here.
    """
    if at + 1 >= len(doc):
        return 0
    low = doc[at].lower_
    if low == "like":
        return thing_end(doc, lexicon, at + 1)
    if low == "the" and doc[at + 1].lower_ in _MEASURES and at + 2 < len(doc) and doc[at + 2].lower_ == "of":
        return thing_end(doc, lexicon, at + 3)
    if (low in colour_table() or low in BODY_STATES) and doc[at + 1].lower_ == "with":
        return 0 if _is_felt(doc, at + 2) else thing_end(doc, lexicon, at + 2)
    told = simile(doc, lexicon, at)
    return told[0] if told is not None else 0
