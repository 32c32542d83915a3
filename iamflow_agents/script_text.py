"""Cleaning and bounds for the words of a script.

A person's words stay as they are, up to what nobody can see: line breaks and tabs become single spaces, composed
and decomposed accents become the same, and the invisible marks that turn text round on a terminal are dropped.
What cannot be part of any text (control characters, halves of characters) is refused. The messages raised here
are turned into errors with file, line and field by `script_check`.
"""

from __future__ import annotations

import re
import unicodedata

from pydantic_core import PydanticCustomError

MAX_PROMPT_CHARS = 10_000
MAX_PROMPT_WORDS = 1_000
MAX_LINE_CHARS = 200
"""Titles, names and aliases."""
MAX_STYLE_CHARS = 2_000

_TURNS = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
"""Bidirectional embeddings, overrides and isolates, and the byte-order mark; `str.translate` drops them."""
_BREAKS = "\t\n\x0b\x0c\r\x85\u2028\u2029"
_SPACES = str.maketrans(dict.fromkeys(_BREAKS, "\n"))
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"})


def clean_text(value: object) -> object:
    """Clean a text; anything else is passed on for the type check to refuse.

    Raises:
        PydanticCustomError: If the text holds a control character or half of a character.
    """
    if not isinstance(value, str):
        return value
    text = _join_halves(value).translate(_SPACES)
    bad = next((c for c in text if c != "\n" and unicodedata.category(c) == "Cc"), None)
    if bad is not None:
        raise PydanticCustomError(
            "control_character", "holds the control character {code}", {"code": f"U+{ord(bad):04X}"}
        )
    text = unicodedata.normalize("NFC", text.translate(_TURNS))
    return " ".join(part for part in map(str.strip, text.split("\n")) if part)


def _join_halves(text: str) -> str:
    r"""Join escaped pairs (JSON writes an emoji as `\ud83d\ude00`, which YAML reads as two halves)."""
    if text.isascii():
        return text
    try:
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        raise PydanticCustomError("half_character", "holds half of a character (a lone surrogate)") from None


def is_blank(text: str) -> bool:
    """Tell whether there is nothing to see in a text."""
    return all(unicodedata.category(c) in _INVISIBLE for c in text)


def check_present(text: str) -> str:
    """Refuse a text in which there is nothing to see."""
    if is_blank(text):
        raise PydanticCustomError("blank", "is empty")
    return text


def check_prompt(text: str) -> str:
    """Refuse a prompt that is empty or longer than any generator reads."""
    check_present(text)
    n_words = len(text.split())
    if n_words > MAX_PROMPT_WORDS or len(text) > MAX_PROMPT_CHARS:
        raise PydanticCustomError(
            "prompt_too_long",
            "has {words} words and {chars} characters; the limit is {max_words} words and {max_chars} characters",
            {
                "words": f"{n_words:,}",
                "chars": f"{len(text):,}",
                "max_words": f"{MAX_PROMPT_WORDS:,}",
                "max_chars": f"{MAX_PROMPT_CHARS:,}",
            },
        )
    return text


def slug_of(title: str, *, fallback: str = "story", max_chars: int = 40) -> str:
    """Make a title safe to name a folder with.

    Args:
        title: Any text; path separators, dots and everything beyond ASCII letters and digits are left out.
        fallback: What to return when nothing is left ("../..", or a title in another alphabet).
        max_chars: Longest result.

    Returns:
        Lower-case ASCII letters and digits, in words joined by single hyphens.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii").lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    return "-".join(words)[:max_chars].strip("-") or fallback
