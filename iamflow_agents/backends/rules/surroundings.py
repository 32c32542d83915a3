"""What stands about where a segment plays: the nouns that come back when the story comes back, under whatever words.

"Behind the tanneries, where the vats stink" has vats in it, so "between the vats" three segments later is there again.
Which place is meant is the atlas's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.locating import from_afar
from iamflow_agents.backends.rules.phrase import NUMBERS, Form, Phrase
from iamflow_agents.records import Kind

_AT = frozenset({
    "in", "on", "at", "by", "behind", "under", "beneath", "over", "above", "between", "among", "amongst", "amid",
    "beside", "near", "before", "against", "through", "into", "around", "round", "across", "along", "inside",
    "outside", "onto", "below", "beyond", "underneath", "past", "down", "up", "off", "from", "toward", "towards",
    "to", "of", "within", "out",
})  # fmt: skip
_LOOSE = frozenset({"of", "from", "to", "toward", "towards", "out", "off"})
"""Prepositions that may well speak of somewhere else."""
_UNSAID = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "same", "his", "her", "their", "its", "my", "your", "our",
    "other", "another", "very", "own", "first", "second", "last", "old", "new", "little", "big", "great", "empty",
    "whole", "half", "next", "all", "both", "only", "long", "small", "large", "dark", "wet", "dry",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrounding:
    """One noun of the surroundings.

    `place` is whether it stands behind a preposition of place and is told as known ("between the vats"); `same` whether
    the text calls it the same; `portable` whether it is a thing that people carry about.
    """

    noun: str
    words: tuple[str, ...] = ()
    place: bool = False
    same: bool = False
    portable: bool = False


def find_surroundings(doc: Any, phrases: list[Phrase], lexicon: Lexicon) -> tuple[Surrounding, ...]:
    """All nouns of a text that tell of its surroundings, in the order of the text."""
    found = [_surrounding(doc, phrase, lexicon) for phrase in phrases if _tells(doc, phrase, lexicon)]
    return tuple(dict.fromkeys(found))


def _tells(doc: Any, phrase: Phrase, lexicon: Lexicon) -> bool:
    """Whether a phrase is a thing or a part of a place, not somebody, a look or an idea."""
    noun = phrase.noun
    if phrase.form not in {Form.INDEFINITE, Form.DEFINITE, Form.BARE} or phrase.quoted or not noun or noun == "one":
        return False
    sense = lexicon.beings.get(noun)
    if sense is not None and sense.kind is not Kind.VEHICLE:
        return False
    lists = (lexicon.look_nouns, lexicon.body, lexicon.abstract, lexicon.times, lexicon.weathers, lexicon.kin)
    return noun[0].isalpha() and not any(noun in words for words in lists)


def _surrounding(doc: Any, phrase: Phrase, lexicon: Lexicon) -> Surrounding:
    inside = [doc[j] for j in range(phrase.start, phrase.head)]
    own = [lexicon.singular(t.text) for t in inside if t.is_alpha]
    words = [w for w in own if w not in _UNSAID and w not in NUMBERS]
    before = doc[phrase.start - 1] if phrase.start else None
    known = phrase.form is Form.DEFINITE or (phrase.form is Form.BARE and phrase.plural)
    behind = before is not None and before.lower_ in _AT and not (before.lower_ in _LOOSE and phrase.det != "the")
    behind = behind and not from_afar(doc[phrase.head])
    *front, noun = phrase.noun.split("-")
    return Surrounding(
        noun=noun,
        words=tuple(dict.fromkeys(w for w in (*words, *front) if w != noun)),
        place=known and behind,
        same="same" in own,
        portable=phrase.noun in lexicon.props,
    )
