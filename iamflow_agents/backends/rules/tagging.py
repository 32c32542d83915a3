"""Mends the tagger: verbs it takes for nouns, nouns it takes for verbs, and what stands in quotation marks.

The small model often tags a third-person verb after a noun as a plural ("Tomas hugs", "the dog growls"); the word lists
and the neighbours decide here.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon

QUOTES = frozenset({'"', "“", "”", "«", "»", "``", "''"})
"""Marks that open or close a quotation."""


_WAYS_HOME = frozenset({
    "way", "bus", "train", "walk", "ride", "drive", "journey", "trip", "flight", "road", "car", "taxi", "ferry", "tram",
    "plane", "path", "metro", "subway", "march", "voyage",
})  # fmt: skip
"""What "home" says the direction of: "on the bus home"."""


def mend_places(doc: Any, lexicon: Lexicon) -> Any:
    """Tag places as nouns that the tagger took for adjectives or verbs: "in the dark cowshed", "up in the attic Ida".

    Args:
        doc: The parsed text; its tags are changed in place.
        lexicon: Word lists.

    Returns:
        The same text.
    """
    for token in doc[1:]:
        if token.lower_ == "home" and doc[token.i - 1].lower_ in _WAYS_HOME and token.pos_ == "NOUN":
            token.tag_, token.pos_ = "RB", "ADV"
        if token.pos_ not in {"ADJ", "VERB"} or not token.text.islower() or token.tag_ == "VBG":
            continue
        word = lexicon.singular(token.text)
        before, after = doc[token.i - 1], doc[token.i + 1] if token.i + 1 < len(doc) else None
        if word in lexicon.place_nouns and token.dep_ == "pobj" and before.pos_ == "NOUN" and not before.is_space:
            token.tag_, token.pos_ = "NN", "NOUN"  # "at the science fair"
        if word not in lexicon.place_nouns or word in lexicon.weak_places or word in lexicon.look_nouns:
            continue
        opens = before.pos_ in {"DET", "ADJ"} or before.tag_ == "PRP$"
        closes = after is None or after.text[:1].isupper() or after.pos_ in {"PUNCT", "DET", "ADP", "PRON", "AUX"}
        if opens and closes and (token.dep_ == "pobj" or token.pos_ == "ADJ" or token.tag_ == "VBN"):
            token.tag_, token.pos_ = "NNS" if word != token.lower_ else "NN", "NOUN"
    return doc


def verb_like(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Tell whether a token is a verb, also where the tagger took "waves" or "hugs" for a noun."""
    token = doc[at]
    if token.pos_ == "VERB" and mistagged_plural(token, lexicon):
        return False
    if token.pos_ == "VERB":
        return not (token.tag_ in {"VB", "VBP"} and noun_by_place(doc, at, lexicon))
    if token.pos_ not in {"NOUN", "PROPN", "ADJ"} or token.text[0].isupper() or at == 0:
        return False
    if _two_act(doc, at, lexicon):
        return True
    if _is_object(token, lexicon):
        return False
    before, after = doc[at - 1], doc[at + 1] if at + 1 < len(doc) else None
    goes_on = after is None or after.pos_ in {"ADP", "DET", "PRON", "PUNCT", "ADV", "PART", "SCONJ", "CCONJ"}
    goes_on = goes_on or (after is not None and (after.text[:1].isupper() or _only_verb(doc, at, lexicon)))
    number = before.pos_ == "NUM" and before.lower_ != "one"
    if not goes_on or number or before.pos_ in {"DET", "ADP"} or before.tag_ in {"PRP$", "POS"}:
        return False
    low = token.lower_
    if not low.endswith("s"):
        return low in lexicon.verb_bases and _ends_plural(doc, at - 1, lexicon)
    if not any(base in lexicon.verb_bases for base in (low[:-1], low[:-2], low[:-3] + "y")):
        return False
    if before.pos_ == "ADJ" and before.text[0].islower() and not _wearable(before, lexicon):
        return False
    return _verb_after(doc, at, lexicon)


def _is_object(token: Any, lexicon: Lexicon) -> bool:
    """Whether a plural garment with its own modifier is what a verb is done to: "puts on rubber boots"."""
    led = any(c.i < token.i and c.dep_ in {"compound", "amod"} for c in token.children)
    garment = lexicon.singular(token.text) in lexicon.look_nouns
    garment = garment and lexicon.singular(token.doc[token.i - 1].text) not in lexicon.beings  # "the producer watches"
    return garment and led and token.tag_ == "NNS" and token.dep_ in {"dobj", "pobj", "conj"}


def hangs_there(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Whether a word in -ing behind a noun says what that does: "the key swinging from a string"."""
    low, after = doc[at].lower_, doc[at + 1] if at + 1 < len(doc) else None
    if not low.endswith("ing") or doc[at].pos_ != "NOUN" or after is None or after.pos_ not in {"ADP", "ADV"}:
        return False
    verb = any(base in lexicon.verb_bases for base in (low[:-3], low[:-3] + "e", low[:-4]))
    pair = f"{doc[at - 1].lower_}-{low}"
    known = (
        lexicon.place_nouns,
        lexicon.props,
        lexicon.scenery,
        lexicon.look_nouns,
        lexicon.place_parts,
        lexicon.events,
    )
    return verb and not any(low in words or pair in words for words in known)


def _ends_plural(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Whether several beings end at a token, so that a plain verb can follow: "the clerks", "Ines and Karl", "they"."""
    token = doc[at]
    being = lexicon.singular(token.text) in lexicon.beings
    if token.lower_ in {"they", "both"} or (token.tag_ == "NNS" and being):
        return True
    joined = "and" in {t.lower_ for t in doc[max(0, at - 4) : at]}
    return joined and (being or (token.pos_ == "PROPN" and token.text[0].isupper()))


def _only_verb(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Whether a word in -s behind a being can be the verb that its clause lacks: "The old man orders soup."."""
    ends = doc[at + 2].pos_ in {"PUNCT", "ADP", "CCONJ", "ADV"} if at + 2 < len(doc) else True
    being = lexicon.singular(doc[at - 1].text) in lexicon.beings
    return being and ends and doc[at + 1].pos_ == "NOUN" and not any(t.pos_ in {"VERB", "AUX"} for t in doc[at].sent)


def _two_act(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """A plain verb behind what the second of two wears: "a man in red and a man in a blue scarf play chess"."""
    low, start = doc[at].lower_, doc[at].sent.start
    if low not in lexicon.verb_bases or low in lexicon.look_nouns or not _wearable(doc[at - 1], lexicon):
        return False
    told = doc[start:at]
    ands = [t.i for t in told if t.lower_ == "and"]
    if not ands or any(t.pos_ in {"VERB", "AUX"} for t in told):
        return False
    sides = (doc[start : ands[-1]], doc[ands[-1] + 1 : at])
    return all(any(lexicon.singular(t.text) in lexicon.beings or t.pos_ == "PROPN" for t in side) for side in sides)


def noun_by_place(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """A word tagged as a plain verb inside a phrase that is a look or prop: "the snake tattoo"."""
    word, before = doc[at].lower_, doc[at - 1] if at else None
    if before is None or before.pos_ not in {"NOUN", "ADJ", "PROPN"}:
        return False
    after = doc[at + 1] if at + 1 < len(doc) else None
    acts = after is not None and after.pos_ == "DET" and lexicon.singular(before.text) in lexicon.beings
    return not acts and (word in lexicon.look_nouns or word in lexicon.props)


def mistagged_plural(token: Any, lexicon: Lexicon) -> bool:
    """A plural of beings that the tagger took for a verb no list knows: "twin sisters"."""
    low, noun = token.lower_, lexicon.singular(token.text)
    return bool(token.tag_ == "VBZ" and noun != low and noun in lexicon.beings and noun not in lexicon.verb_bases)


def is_vessel(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """A "can" the tagger took for the auxiliary: "a tin watering can", but not "the woman can see"."""
    if doc[at].lower_ not in {"can", "cans"} or doc[at].tag_ not in {"MD", "NN", "NNS"} or at == 0:
        return False
    if doc[at].tag_ != "MD":
        return True
    before, after = doc[at - 1], doc[at + 1] if at + 1 < len(doc) else None
    if after is not None and (
        after.tag_ == "VB" or after.lower_ in {"not", "n't", "be", "hardly", "only", "see", "do"}
    ):
        return False
    known = lexicon.singular(before.text)
    held = before.tag_ == "VBG" or before.pos_ in {"NOUN", "ADJ"} or before.lower_ in {"a", "the"}
    return held and known not in lexicon.beings and before.tag_ not in {"NNS", "NNP"}


def _verb_after(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Whether what stands before a word in -s lets it be a verb."""
    before, low = doc[at - 1], doc[at].lower_
    noun = lexicon.singular(low)
    plain = noun in lexicon.beings or noun in lexicon.props or noun in lexicon.look_nouns
    if before.lower_ == "and":
        return not plain
    if before.pos_ == "PUNCT":
        if not plain:
            return True
        after = doc[at + 1] if at + 1 < len(doc) else None
        start = doc[at].sent.start
        return (after is None or after.text in {";", "."}) and not any(t.pos_ == "VERB" for t in doc[start:at])
    return before.pos_ in {"NOUN", "PROPN", "ADV", "ADJ"} or before.text[0].isupper()


def _wearable(token: Any, lexicon: Lexicon) -> bool:
    """Whether a token tagged as an adjective is a noun that ends a phrase: a garment or a being."""
    word = lexicon.singular(token.text)
    return word in lexicon.look_nouns or word in lexicon.beings


def quote_flags(doc: Any) -> list[bool]:
    """For each token, whether it stands inside quotation marks; an unclosed mark ends with the text."""
    flags, inside = [], False
    for token in doc:
        if token.text in QUOTES:
            opening = token.text in {"“", "«", "``"} or (token.text == '"' and not inside)
            inside = opening
            flags.append(False)
            continue
        flags.append(inside)
    return flags
