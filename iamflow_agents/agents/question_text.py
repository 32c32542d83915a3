"""The text of a question: numbered mentions inside a prompt, and whether quoted words stand in the story."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from iamflow_agents.agents.reading import MentionReading

_WORD = re.compile(r"\w+")
_ARTICLES = frozenset({"a", "an", "the"})
_SENTENCE = re.compile(r"\n|(?<=[.!?])[\"”']?\s")
_MARK = re.compile(r"\[\d+\]")


def mark_mentions(prompt: str, numbered: Sequence[tuple[int, MentionReading]]) -> str:
    """Put the number of each mention behind it: `The old man[1] takes the little boat[2]`."""
    marked = prompt
    for number, mention in sorted(numbered, key=lambda pair: (-pair[1].end, pair[1].start)):
        marked = f"{marked[: mention.end]}[{number}]{marked[mention.end :]}"
    return marked


def plain_words(text: str) -> list[str]:
    """Words of a text, without case, accents, marks and punctuation."""
    bare = unicodedata.normalize("NFKD", _MARK.sub("", text)).casefold()
    return _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)))


def occurs_in(quote: str, text: str) -> bool:
    """Whether quoted words stand in a text: in one of its sentences and in this order, with words left out at most.

    Small models quote like that: "a sailor watches her" of "A sailor with a forked beard watches her". Articles do not
    count; a word that is not there, or not in that order, does.
    """
    wanted = [word for word in plain_words(quote) if word not in _ARTICLES] or plain_words(quote)
    if not wanted:
        return False
    told = [word for word in plain_words(text) if word not in _ARTICLES] or plain_words(text)
    if any(told[at : at + len(wanted)] == wanted for at in range(len(told))):
        # Word for word: no full stop of a title ("Mrs. Castellano") and no end of a sentence matters.
        return True
    return any(_in_order(wanted, plain_words(sentence)) for sentence in _SENTENCE.split(text))


def _in_order(wanted: Sequence[str], told: Sequence[str]) -> bool:
    rest = iter(told)
    return all(word in rest for word in wanted)
