"""What a noun phrase is: its span, head, determiner, owner, and how it refers.

Plain data shared by all readers of the rules backend; `phrases` finds them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

PERSONAL = {
    "he": "male", "him": "male", "himself": "male", "she": "female", "her": "female", "herself": "female",
    "it": "neutral", "itself": "neutral", "they": "plural", "them": "plural", "themselves": "plural",
    "themself": "plural", "i": "speaker", "me": "speaker", "myself": "speaker", "you": "listener",
    "yourself": "listener", "we": "speakers", "us": "speakers", "ourselves": "speakers",
}  # fmt: skip
POSSESSIVE = {
    "his": "male", "her": "female", "hers": "female", "its": "neutral", "their": "plural", "theirs": "plural",
    "my": "speaker", "mine": "speaker", "your": "listener", "yours": "listener", "our": "speakers",
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}


class Form(StrEnum):
    """How a phrase refers: by name, with `the`, with `a`, bare, by pronoun, or to several at once (`both`)."""

    NAME = "name"
    DEFINITE = "definite"
    INDEFINITE = "indefinite"
    BARE = "bare"
    PRONOUN = "pronoun"
    SEVERAL = "several"


@dataclass(slots=True, kw_only=True)
class Phrase:
    """One noun phrase; positions are token indices, `end` exclusive."""

    start: int
    end: int
    head: int
    form: Form
    noun: str = ""
    """Singular head noun, lower case; `one` for "the carved one", empty for pronouns."""
    det: str = ""
    plural: bool = False
    count: int | None = None
    owner: int | None = None
    """Index of the owner's phrase: "his" in "his mother", "the boy" in "the boy's brother"."""
    name: str = ""
    title: str = ""
    pronoun: str = ""
    """Whom a pronoun means: `male`, `female`, `neutral`, `plural`, `speaker`, `speakers` or `listener`."""
    possessive: bool = False
    modifiers: list[int] = field(default_factory=list)
    quoted: bool = False
    unsure_name: bool = False
    """Capitalised only because it opens a sentence, as far as this phrase alone can tell."""
    common_name: bool = False
    """A listed common word that stands like a name ("Joy nods"); a name only where another segment says so."""
