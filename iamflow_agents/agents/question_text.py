"""The text of a question: numbered mentions inside a prompt, and whether quoted words stand in the story."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from iamflow_agents.agents.reading import MentionReading

_WORD = re.compile(r"\w+")
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
    """Whether quoted words stand in a text in this order, word for word; parts around `...` may stand apart."""
    told = f" {' '.join(plain_words(text))} "
    parts = [plain_words(part) for part in re.split(r"\.\.\.|…", quote)]
    wanted = [f" {' '.join(part)} " for part in parts if part]
    return bool(wanted) and all(part in told for part in wanted)
