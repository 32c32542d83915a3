"""Nouns that no list knows and that yet stand like things: "breaks a thimble", "his father's astrolabe", "a kazoo".

A countable noun with a determiner that is no place, body part, garment being worn, being or idea is taken for a thing
at first; whether it is one that the story follows is decided later, by whether it comes again.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.senses import could_be_doer, could_be_thing
from iamflow_agents.colours import colour_table

_IDEAS = (
    "tion", "sion", "ness", "ment", "ity", "ance", "ence", "ancy", "ency", "ism", "hood", "ship", "dom", "ing", "ure",
    "age", "al", "ist", "ee", "cracy", "logy", "band", "graphy", "nomy", "tude", "ette", "side", "line", "way", "room",
    "yard", "place", "land", "front", "work", "time", "day", "night", "light", "house", "field", "man", "woman", "ward",
)  # fmt: skip
"""Endings of ideas, deeds, and of places and times that no list has."""
_STILL_THINGS = frozenset({
    "ring", "string", "painting", "drawing", "carving", "earring", "bandage", "package", "instrument", "ornament",
    "parchment", "document", "pendant", "figure", "picture", "medal", "pedal", "petal", "crystal", "cassette",
    "statuette", "line", "cartridge", "sausage", "cabbage", "carriage", "light", "etching", "rattle", "engraving",
    "signal", "manual", "journal", "cymbal", "sandal", "sewing", "knitting", "embroidery", "tuning-fork", "implement",
    "treasure", "sculpture", "miniature", "fixture", "monument", "missal", "phial", "vial", "dial", "lightbulb",
    "headdress", "locket", "firework", "clockwork", "patchwork", "needlework", "paperwork", "flashlight", "luggage",
    "baggage", "tackle", "spring", "sling", "wing", "pudding", "stocking", "casing", "wedding-ring",
})  # fmt: skip
_MOVABLE = frozenset({
    "rug", "mirror", "lamp", "chair", "stool", "carpet", "television", "heater", "fan", "board", "wheel", "wardrobe",
    "cupboard", "cabinet", "dresser", "drawer", "screen", "armchair", "sofa", "bench", "mat", "stone", "rock", "branch",
    "table", "plant", "fern", "machine", "pedestal", "seat", "bookcase", "rocking-chair", "barrow", "mast", "sail",
})  # fmt: skip
"""Furniture and scenery that becomes a thing of the story once somebody moves it."""
_MOVES = frozenset({
    "carry", "bring", "haul", "drag", "lug", "wheel", "lift", "heave", "steal", "fold", "throw", "hurl", "buy", "sell",
    "hand", "smash", "break", "mend", "repair", "roll", "load", "unload", "burn", "smuggle",
})  # fmt: skip
_SAID_OF = frozenset(["attr", "acomp"])
_MEETS = frozenset({
    "meet", "see", "greet", "ask", "tell", "follow", "help", "thank", "call", "marry", "join", "face", "watch", "hire",
    "pay", "approach", "spot", "notice", "arrest", "interview", "hear", "visit", "kiss", "hug", "become", "be", "find",
})  # fmt: skip
"""Verbs whose object in -er may well be somebody: "meets a glassblower"."""
_NOT_BEHIND = frozenset({
    "like", "as", "than", "during", "for", "without", "until", "since", "of", "about", "before", "after", "through",
    "down", "along", "across", "past", "near", "outside", "inside", "beyond", "towards", "toward",
})  # fmt: skip
"""Prepositions behind which a noun is a measure, a time, a way or a comparison rather than a thing at hand."""


def stands_like_a_thing(doc: Any, phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether an unlisted noun is to be taken for a thing by how it stands.

    Args:
        doc: The parsed text.
        phrase: A noun phrase that no list tells the kind of.
        lexicon: Word lists.
    """
    head = doc[phrase.head]
    if phrase.form not in {Form.INDEFINITE, Form.DEFINITE} or phrase.quoted or head.pos_ not in {"NOUN", "PROPN"}:
        return False
    if (head.pos_ == "PROPN" and not head.is_lower) or (
        phrase.det == "" and phrase.owner is None and phrase.count is None
    ):
        return False
    if phrase.noun in _MOVABLE:
        return phrase.det == "the" and head.dep_ not in _SAID_OF
    if not _is_concrete(phrase.noun, lexicon) or not could_be_thing(phrase, lexicon):
        return False
    if phrase.noun in lexicon.beings or phrase.noun in lexicon.look_nouns or phrase.plural:
        return False
    if could_be_doer(phrase, lexicon) and (head.dep_ != "dobj" or head.head.lemma_ in _MEETS):
        return False
    if head.dep_ in _SAID_OF or (phrase.noun in colour_table() and phrase.owner is not None):
        return False
    if head.dep_ == "appos" and (phrase.start == 0 or doc[phrase.start - 1].is_punct):
        return False
    return not (head.dep_ == "pobj" and head.head.lower_ in _NOT_BEHIND)


def is_moved(phrase: Phrase, lemma: str) -> bool:
    """Whether a verb makes a thing of what is furniture or scenery else: "drags a rocking chair onto the porch"."""
    return phrase.noun in _MOVABLE and lemma in _MOVES and not phrase.plural


def _is_concrete(noun: str, lexicon: Lexicon) -> bool:
    """Whether a noun's ending does not give it away as an idea, a deed or a place."""
    tail = noun.rsplit("-", 1)[-1]
    if tail in lexicon.props or noun in _STILL_THINGS or tail in _STILL_THINGS:
        return True
    if tail in lexicon.abstract or tail in lexicon.scenery or tail in lexicon.place_nouns or tail in lexicon.body:
        return False
    return len(tail) > 2 and not (len(tail) > 4 and tail.endswith(_IDEAS))
