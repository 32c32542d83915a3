"""What a noun phrase names: a person, an animal, a robot, a vehicle, a prop, or nothing that could be an identity.

Words decide first, then the company they keep: a toy boat is an object, a roast duck is no animal, and an unknown
word in -er that speaks is a person.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import Kind

_LIFELESS = frozenset({
    "toy", "model", "paper", "stuffed", "roast", "roasted", "grilled", "fried", "plush", "porcelain", "ceramic",
    "papier-mâché", "plastic", "cardboard", "clay", "tin", "inflatable", "wooden", "carved", "stone", "bronze",
    "marble", "origami", "rubber", "chocolate", "gingerbread", "painted-on", "drawn", "scale",
})  # fmt: skip
_MADE = frozenset({
    "wooden", "carved", "stuffed", "plush", "knitted", "crocheted", "gingerbread", "clockwork", "wind-up", "porcelain",
    "cardboard", "papier-mâché", "terracotta", "inflatable", "marzipan", "felt", "straw", "nodding", "bobblehead",
})  # fmt: skip
"""What is said of no living person."""
_OF_STUFF = frozenset({
    "tin", "toy", "paper", "clay", "bronze", "marble", "plaster", "wax", "sugar", "chocolate", "lead", "brass", "jade",
    "ivory", "glass", "rag", "plastic", "ceramic", "pewter", "teddy", "rubber", "sand", "butter", "ice", "crystal",
    "chess", "rocking", "carousel", "balsa", "soapstone", "cloth", "velvet", "origami", "sandstone", "granite",
})  # fmt: skip
_CAST = frozenset({
    "soldier", "king", "queen", "knight", "angel", "man", "woman", "bride", "groom", "saint", "girl", "boy", "dancer",
    "ballerina", "pirate", "cowboy", "clown", "shepherd", "princess", "prince", "mermaid", "drummer", "sailor",
    "couple", "witch", "fairy", "fisherman", "emperor", "goddess", "god", "acrobat", "horseman", "rider",
})  # fmt: skip
"""Persons that are often cast or carved."""
_PLAYTHINGS = frozenset(["toy", "model", "paper", "stuffed", "plush", "cardboard", "origami", "chocolate", "drawn"])
"""What makes a robot a thing; of tin or bronze it may well walk."""
_MAKES_THINGS = frozenset({
    "coffee", "washing", "sewing", "vending", "slot", "fax", "x-ray", "answering", "time", "espresso", "milking",
})  # fmt: skip
_COATS = frozenset(
    {"bay", "grey", "gray", "chestnut", "dun", "roan", "piebald", "skewbald", "sorrel", "palomino", "dapple"}
)
_HANDLES_A_HORSE = frozenset({
    "ride", "lead", "saddle", "unsaddle", "mount", "rein", "bridle", "harness", "unharness", "hitch", "tether", "shoe",
    "spur", "curry", "water",
})  # fmt: skip
_AS_A_HORSE = frozenset({"whinny", "neigh", "gallop", "trot", "canter", "snort", "graze", "rear", "prance", "nicker"})
_PERSON_ENDS = ("man", "woman", "person", "ist", "ician", "eer", "smith", "keeper", "maker", "monger", "herd", "wright")
_DOER_ENDS = ("er", "or", "ess", "ant", "ian")


def sense_of(doc: Any, phrase: Phrase, lexicon: Lexicon) -> tuple[Kind | None, str]:
    """Kind and gender of a phrase by its words alone.

    Returns:
        The kind, or None when the words name no being, vehicle or prop; and `female`, `male` or `unknown`.
    """
    if phrase.form in {Form.PRONOUN, Form.SEVERAL}:
        return None, _pronoun_gender(phrase)
    if phrase.form is Form.NAME:
        return None, _name_gender(phrase, lexicon)
    if _is_a_mount(doc, phrase):
        phrase.noun = "horse"
    noun = phrase.noun
    before = {doc[j].lower_ for j in phrase.modifiers} | {
        doc[phrase.head - 1].lower_ if phrase.head > phrase.start else ""
    }
    sense = lexicon.beings.get(noun)
    if sense is not None and sense.kind is Kind.GROUP and _of_things(doc, phrase, lexicon):
        return None, "unknown"
    if noun in lexicon.props and noun not in lexicon.beings:
        return Kind.OBJECT, "unknown"
    if sense is not None:
        gender = _modified_gender(doc, phrase, sense.gender)
        if sense.kind is Kind.PERSON:
            made = before & _MADE or (noun in _CAST and before & _OF_STUFF)
            return (Kind.OBJECT, "unknown") if made else (Kind.PERSON, gender)
        lifeless = (
            before & (_PLAYTHINGS if sense.kind is Kind.ROBOT else _LIFELESS | _MADE | _OF_STUFF)
            and sense.kind is not Kind.GROUP
        )
        if lifeless or (noun == "machine" and before & _MAKES_THINGS):
            return Kind.OBJECT, "unknown"
        return sense.kind, gender
    if noun in lexicon.look_nouns or noun in lexicon.body or noun in lexicon.place_nouns:
        return None, "unknown"
    if noun in lexicon.scenery or noun in lexicon.abstract or noun == "one":
        return None, "unknown"
    if noun.endswith(_PERSON_ENDS) and len(noun) > 5:
        gender = "female" if noun.endswith("woman") else "male" if noun.endswith("man") else "unknown"
        return Kind.PERSON, gender
    return None, "unknown"


def _is_a_mount(doc: Any, phrase: Phrase) -> bool:
    """A horse called by its coat: "leads the bay", "the grey whinnies"."""
    if phrase.noun not in _COATS or phrase.det not in {"the", "poss", "both"} or phrase.modifiers:
        return False
    head = doc[phrase.head]
    if head.dep_ == "dobj":
        return head.head.lemma_ in _HANDLES_A_HORSE
    return head.dep_ == "nsubj" and head.head.lemma_ in _AS_A_HORSE


def _of_things(doc: Any, phrase: Phrase, lexicon: Lexicon) -> bool:
    """As in "a pair of boots", "a group of trees"."""
    if phrase.end + 1 >= len(doc) or doc[phrase.end].lower_ != "of":
        return False
    for token in doc[phrase.end + 1 : phrase.end + 6]:
        if token.pos_ in {"NOUN", "PROPN", "PRON"}:
            word = lexicon.singular(token.text)
            after = doc[token.i + 1] if token.i + 1 < len(doc) else None
            if after is not None and after.pos_ == "NOUN":
                continue
            sense = lexicon.beings.get(word)
            return token.pos_ == "NOUN" and (sense is None or sense.kind is Kind.VEHICLE)
    return False


def _modified_gender(doc: Any, phrase: Phrase, gender: str) -> str:
    """As in "A female guard" and "the male dancer" say what the noun does not."""
    for j in phrase.modifiers:
        if doc[j].lower_ in {"female", "male"}:
            return str(doc[j].lower_)
    return gender


def _pronoun_gender(phrase: Phrase) -> str:
    return phrase.pronoun if phrase.pronoun in {"male", "female", "neutral"} else "unknown"


def _name_gender(phrase: Phrase, lexicon: Lexicon) -> str:
    """Gender that a title or a common first name tells."""
    told = lexicon.titles.get(phrase.title, "unknown")
    if told != "unknown":
        return told
    return lexicon.first_names.get(phrase.name.split()[0].lower(), "unknown") if phrase.name else "unknown"


def could_be_doer(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether an unknown noun has an ending of doers ("the glassblower"), so that its deeds may decide."""
    noun = phrase.noun
    lists = (lexicon.scenery, lexicon.abstract, lexicon.props, lexicon.look_nouns, lexicon.body, lexicon.place_nouns)
    return (
        phrase.form in {Form.DEFINITE, Form.INDEFINITE}
        and len(noun) > 4
        and noun.endswith(_DOER_ENDS)
        and not noun.endswith("ness")
        and not any(noun in words for words in lists)
    )


def could_be_thing(phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether an unlisted noun may be a thing once somebody handles it."""
    noun = phrase.noun
    if phrase.form not in {Form.DEFINITE, Form.INDEFINITE, Form.BARE} or not noun.isalpha():
        return False
    if noun in lexicon.look_nouns:
        return phrase.det != "" or phrase.owner is not None
    lists = (lexicon.scenery, lexicon.abstract, lexicon.body, lexicon.place_nouns, lexicon.times, lexicon.weathers)
    return noun != "one" and not any(noun in words for words in lists)
