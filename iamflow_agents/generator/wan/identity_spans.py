"""Where a prompt speaks of each identity: its name, parts of it, and what is said of its looks.

Requests carry a prompt and a cast, not spans; the spans are found again by whole words. What is said of two
identities alike ("a red coat") belongs to the one that was named last before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamflow_agents.generator.wan.prompt_cleaning import Span
from iamflow_agents.records import Appearance

_ARTICLES = frozenset({"a", "an", "the", "his", "her", "their", "its", "my", "our", "your"})
_SHORTEST_PART = 3
"""Letters of a part of a name that is looked for by itself; shorter parts are initials and particles."""


def identity_spans(prompt: str, cast: Sequence[Appearance]) -> dict[str, tuple[Span, ...]]:
    """Find the words of each identity.

    Args:
        prompt: Any text.
        cast: Who is looked for.

    Returns:
        Identity to the spans of its words, in order; identities that are not spoken of are left out. Two identities
        of one name share its spans; apart from that no character belongs to two.
    """
    found: dict[str, list[Span]] = {look.identity: [] for look in cast}
    taken: list[Span] = []
    for phrases in (_names(cast), _name_parts(cast)):
        _claim(prompt, phrases, found, taken)
    _claim_looks(prompt, cast, found, taken)
    return {identity: tuple(sorted(spans)) for identity, spans in found.items() if spans}


def _names(cast: Sequence[Appearance]) -> dict[str, list[str]]:
    """Whole names without articles, and who bears them."""
    bearers: dict[str, list[str]] = {}
    for look in cast:
        words = _without_articles(look.name)
        if words:
            bearers.setdefault(" ".join(words), []).append(look.identity)
    return bearers


def _name_parts(cast: Sequence[Appearance]) -> dict[str, list[str]]:
    """Single words of longer names that only one of the cast bears: proper names, or the noun of a description."""
    bearers: dict[str, set[str]] = {}
    for look in cast:
        words = _without_articles(look.name)
        parts = [word for word in words if word[:1].isupper()] or words[-1:]
        for part in parts:
            if len(part) >= _SHORTEST_PART:
                bearers.setdefault(part, set()).add(look.identity)
    return {part: sorted(who) for part, who in bearers.items() if len(who) == 1}


def _claim(prompt: str, phrases: dict[str, list[str]], found: dict[str, list[Span]], taken: list[Span]) -> None:
    """Give every free place where a phrase stands to its bearers, longest phrases first."""
    for phrase in sorted(phrases, key=lambda phrase: (-len(phrase), phrase)):
        for span in _places(prompt, phrase):
            if _is_free(span, taken):
                taken.append(span)
                for identity in dict.fromkeys(phrases[phrase]):
                    found[identity].append(span)


def _claim_looks(prompt: str, cast: Sequence[Appearance], found: dict[str, list[Span]], taken: list[Span]) -> None:
    """Give what is said of looks to those who look so; of several to the one named last before."""
    named = sorted((start, identity) for identity, spans in found.items() for start, _ in spans)
    wearers: dict[str, list[str]] = {}
    for look in cast:
        for attribute in look.attributes:
            wearers.setdefault(attribute.value.strip(), []).append(look.identity)
    for value in sorted(filter(None, wearers), key=lambda value: (-len(value), value)):
        who = dict.fromkeys(wearers[value])
        for span in _places(prompt, value):
            before = [identity for start, identity in named if start < span[0] and identity in who]
            owner = next(iter(who)) if len(who) == 1 else before[-1] if before else None
            if owner is not None and _is_free(span, taken):
                taken.append(span)
                found[owner].append(span)


def _places(prompt: str, phrase: str) -> list[Span]:
    """Where a phrase stands as whole words; proper names are told from common words by their capital."""
    words = r"\s+".join(re.escape(word) for word in phrase.split())
    flags = re.NOFLAG if phrase[:1].isupper() and " " not in phrase else re.IGNORECASE
    return [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", prompt, flags)]


def _is_free(span: Span, taken: Sequence[Span]) -> bool:
    return all(span[1] <= start or end <= span[0] for start, end in taken)


def _without_articles(name: str) -> list[str]:
    words = name.split()
    while words and words[0].lower() in _ARTICLES:
        words = words[1:]
    return words
