"""Why somebody was taken for whom, in sentences a film maker understands.

The agents give every decision a short reason that code compares; here it becomes words for people. A reason that is
not in the table is a sentence already and is shown as it is.
"""

from __future__ import annotations

_SENTENCES = {
    "name": "the name is known",
    "new name": "a name not heard before",
    "a namesake": "another one of the same name",
    "name told in speech": "somebody is called this here, and nobody else can be meant",
    "named member of a group": "the name tells one of the group apart",
    "apposition": "describes the one just named",
    "description": "fits what is known",
    "new": "somebody new: nobody known fits",
    "relation": "the relative or partner told of before",
    "new relation": "a relative or partner not told of before",
    "relation told in speech": "what was said here tells how the two are related",
    "the only old one known": "the only old person known so far",
    "owner of a known relation": "the one whose relative this is known to be",
    "pronoun": "the pronoun fits who was spoken of last",
    "singular they": "'they' for one person, as nobody else is spoken of",
    "plural pronoun": "those who are there together",
    "plural description": "those of whom this was told",
    "plural of the names that follow": "the names that follow tell who",
    "new plural": "introduces several at once",
    "quantifier": "as many as are counted, those spoken of last",
    "group noun": "those who are there together",
    "member of a group": "one of several introduced together",
    "next member of a group": "the next of several introduced together",
    "one of those known": "one of those known, though the words do not tell which",
    "ordinal": "counted in the order they came",
    "speaker": "whoever is speaking",
    "ellipsis": "the noun is left out; the rest of the words fits",
    "a thing of that name": "a thing known by that word",
    "familiar looks": "the looks are those of somebody known",
    "the same looks years later": "years later, but the looks are the same",
    "grown up since": "years later, and grown up since",
    "the same clothes": "the clothes are those of somebody known",
    "the other of two": "of two of a kind, the one not spoken of last",
    "the same mark or thing": "has the mark, or brings the thing, that somebody known has",
    "has what is named": "the one who has what is named beside the word",
    "wears what was handed over": "wears what was handed to somebody known",
    "as many as are known": "just as many are known, and all of them fit",
    "one name for all of them": "all of them bear this name",
    "one of a few": "the words choose among the few told just before",
    "the only one who can be meant": "anybody can play this part, and nobody else is there",
    "the same description again": "the description is told again in the same words",
    "tells its name": "says its own name",
    "tells the story": "whoever tells the story",
    "worn by somebody": "a garment that the story comes back to",
    "comes again": "a thing that the story comes back to",
    "revealed": "the text reveals the name of who was shown last",
}
_NEW_THING = "something new: nothing known fits"
_WHY_HERE = {
    "at another time": "told of another time",
    "in a picture": "shown in a picture",
    "mentioned": "the text has them there",
    "denied by the text": "the text says they are not there",
    "worn": "somebody who is there has it on",
    "in passing": "the text has it there, and the story does not follow it",
}
_MODEL = "model "
_WORN = "worn or carried by somebody who is there"
_CERTAIN, _SURE, _LIKELY = 0.95, 0.8, 0.6


def explain_reason(reason: str, *, is_thing: bool = False) -> str:
    """Why a mention was taken for somebody, and what a model had to say about it."""
    if decided_by(reason) == "model":
        name, _, quote = reason.removeprefix(_MODEL).partition(": ")
        return f"{name} decided" + (f", quoting {quote}" if quote.strip("'\"") else "")
    code, _, note = reason.partition("; ")
    sentence = _NEW_THING if code == "new" and is_thing else _SENTENCES.get(code, code)
    return "; ".join(part for part in (sentence, note) if part) or "no reason was kept"


def explain_presence(why: str, *, is_mentioned: bool) -> str:
    """Why somebody is, or is not, to be seen in a segment."""
    if why == "mentioned" and not is_mentioned:
        return _WORN
    return _WHY_HERE.get(why, why)


def decided_by(reason: str) -> str:
    """`model` or `rules`; a model's decisions begin with the word, the rules' may say behind theirs what it thought."""
    return "model" if reason.startswith(_MODEL) else "rules"


def sureness(confidence: float) -> str:
    """A confidence (0..1) in a word: `certain`, `sure`, `likely` or `a guess`."""
    if confidence >= _CERTAIN:
        return "certain"
    if confidence >= _SURE:
        return "sure"
    return "likely" if confidence >= _LIKELY else "a guess"


def is_known_reason(reason: str) -> bool:
    """Whether the table has a sentence for what a reason begins with."""
    return reason.partition("; ")[0] in _SENTENCES
