"""Ages told in numbers and decades: "thirty-four", "early fifties", "nine years old", "about eleven", "aged 7".

Finds where such words begin and end in a text; whose age they tell is decided in `looks` and `look_lists`.
"""

from __future__ import annotations

import re
from typing import Any

_UNITS = "one two three four five six seven eight nine".split()  # noqa: SIM905
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()  # noqa: SIM905
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()  # noqa: SIM905
_NUMBER = re.compile(
    rf"(?:{'|'.join(_TENS)})(?:-(?:{'|'.join(_UNITS)}))?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)}|\d{{1,3}}"
)
_DECADE = re.compile(
    r"(?:(?:early|mid|late)-)?(?:teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|[1-9]0'?s)"
)
_ABOUT = frozenset({"about", "around", "nearly", "almost", "barely", "perhaps", "maybe", "roughly", "just", "over",
                    "past", "aged", "age", "hardly", "easily", "not", "yet", "only", "at", "least",
                    "well"})  # fmt: skip
_WORDED = frozenset({"year", "years", "yr", "yrs", "yo", "y.o", "y.o.", "months", "month", "weeks", "y/o"})
_LOOSELY = (("or", "so"), ("or", "thereabouts"), ("maybe",), ("perhaps",), ("at", "most"), ("at", "least"), ("tops",))
_LIMITS = (["older", "than"], ["more", "than"], ["younger", "than"], ["less", "than"])
_OLD = (["old"], ["."], ["older"], ["younger"])
_OLDEST = 120


def read_age(doc: Any, at: int) -> tuple[int, str, bool]:
    """Read an age that begins at a token.

    Returns:
        Where it ends, its words, and whether they tell an age by themselves; a bare number ("nineteen") does only
        where nothing it could count follows, which the caller sees. The end equals `at` when there is none.
    """
    start = at
    words = [t.lower_ for t in doc[at : at + 12]]
    offset = 0
    if words[:1] and words[0] in {"no", "not"} and words[1:3] in _LIMITS:
        offset = 3
    while offset < len(words) and offset < 4 and words[offset] in _ABOUT:
        offset += 1
    told = (offset >= 3 and words[2] == "than") or "aged" in words[:offset] or "age" in words[:offset]
    decade = _decade(doc, at + offset)
    if decade:
        return decade, str(doc[start:decade].text), True
    end = _number(doc, at + offset)
    if not end:
        return at, "", False
    nxt = end + 1 if end < len(doc) and doc[end].text == "-" else end
    if nxt < len(doc) and doc[nxt].lower_ in _WORDED:
        end, told = nxt + 1, True
        old = [t.lower_ for t in doc[end : end + 2]]
        end += 2 if old == ["of", "age"] or old[:1] == ["-"] else 1 if old[:1] in _OLD else 0
    for tail in _LOOSELY:
        if tuple(t.lower_ for t in doc[end : end + len(tail)]) == tail:
            end += len(tail)
            break
    return end, str(doc[start:end].text), told


def _decade(doc: Any, at: int) -> int:
    """End of "early thirties", "his mid-40s" that begins at a token; 0 when there is none."""
    if at < len(doc) and doc[at].lower_ in {"his", "her", "their", "its", "the"}:
        at += 1
    text, end = "", at
    while end < len(doc) and end < at + 4:
        text += doc[end].lower_
        end += 1
        if _DECADE.fullmatch(text.rstrip(".")):
            return end
        text += "-" if text in {"early", "mid", "late"} and end < len(doc) and doc[end].text != "-" else ""
    return 0


def _number(doc: Any, at: int) -> int:
    """End of a number of years in words or digits that begins at a token; 0 when there is none."""
    best, text = 0, ""
    for end in range(at, min(at + 3, len(doc))):
        text += doc[end].lower_
        if _NUMBER.fullmatch(text) and not (text.isdigit() and not 0 < int(text) <= _OLDEST):
            best = end + 1
    return best
