"""Clean a prompt as the Wan family does before tokenising, and know where every character came from.

White space is collapsed, HTML entities are resolved twice, curly quotes become straight; the models were trained on
such text. Offsets of tokens are wanted in the user's own text, therefore each cleaned character keeps its origin.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

CLEANING = "clean/1"
"""Changes whenever the same text is cleaned differently; part of what embeddings are cached by."""
_ENTITY = re.compile(r"&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)")
"""What HTML takes for an entity; it needs no semicolon."""
_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201a": "'", "\u201b": "'", "\u201c": '"', "\u201d": '"', "\u201e": '"'}
Span = tuple[int, int]
"""Start and end of characters, end exclusive."""


@dataclass(frozen=True, slots=True)
class CleanPrompt:
    """A cleaned text and the span of the original that each of its characters stands for."""

    text: str
    origins: tuple[Span, ...]

    def original(self, start: int, end: int) -> Span:
        """The span of the original text that a span of the cleaned one stands for."""
        if start >= end:
            return 0, 0
        return self.origins[start][0], self.origins[end - 1][1]


def clean_prompt(text: str) -> CleanPrompt:
    """Clean a prompt; cleaning it again changes nothing but entities that were escaped three times."""
    characters = [(character, (i, i + 1)) for i, character in enumerate(text)]
    for _ in range(2):
        characters = _without_entities(characters)
    cleaned: list[tuple[str, Span]] = []
    for character, origin in characters:
        if not character.isspace():
            cleaned.append((_QUOTES.get(character, character), origin))
        elif cleaned and cleaned[-1][0] != " ":
            cleaned.append((" ", origin))
    if cleaned and cleaned[-1][0] == " ":
        cleaned.pop()
    return CleanPrompt("".join(character for character, _ in cleaned), tuple(origin for _, origin in cleaned))


def _without_entities(characters: list[tuple[str, Span]]) -> list[tuple[str, Span]]:
    """Resolve entities; every character one stands for comes from the whole entity."""
    text = "".join(character for character, _ in characters)
    resolved: list[tuple[str, Span]] = []
    at = 0
    for match in _ENTITY.finditer(text):
        plain = html.unescape(match[0])
        if plain == match[0]:
            continue
        resolved += characters[at : match.start()]
        origin = characters[match.start()][1][0], characters[match.end() - 1][1][1]
        resolved += [(character, origin) for character in plain]
        at = match.end()
    return resolved + characters[at:]
