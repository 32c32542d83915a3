"""When two short phrases speak of the same thing, as far as their words tell."""

from __future__ import annotations

import re

_WORD = re.compile(r"[a-z0-9]+")
_EMPTY_WORDS = frozenset({
    "a", "an", "the", "this", "that", "these", "those",
    "he", "she", "it", "they", "him", "her", "them", "his", "its", "their",
    "of", "in", "on", "at", "to", "with", "and", "or", "who", "which",
    "same", "another", "other", "one", "each", "both", "pair", "all",
    "is", "are", "was",
})  # fmt: skip
"""Words that pick nobody out."""
_MIN_OVERLAP = 0.5
"""Share of all words of two phrases that must be common to both."""


def content_words(text: str) -> frozenset[str]:
    """Words of a phrase that say something: lower case, a plural's `s` dropped.

    Only Latin letters without marks and digits make words, so that figures agree with those of others who score this
    way; "Zoë" is `zo`, and a name in another alphabet has no word.
    """
    return frozenset(_singular(word) for word in _WORD.findall(text.lower())) - _EMPTY_WORDS


def _singular(word: str) -> str:
    """Drop the `s` of a plural: "braids", but not "dress" or "gas"."""
    plural = len(word) > 3 and word.endswith("s") and not word.endswith("ss")
    return word[:-1] if plural else word


def phrases_agree(first: str, second: str) -> bool:
    """Whether the words of one phrase contain the other's, or they share at least half of all their words."""
    one, two = content_words(first), content_words(second)
    if not one or not two:
        return False
    common = one & two
    return common in (one, two) or len(common) / len(one | two) >= _MIN_OVERLAP
