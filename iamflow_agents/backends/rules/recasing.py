"""Capitals for text typed without care: names in small letters, sentences that begin small, all in capitals.

The parser knows a name by its capital. The text keeps its length, so that spans found in the mended text hold in the
user's own; nothing of it is ever shown.
"""

from __future__ import annotations

import re

from iamflow_agents.backends.rules.language import is_word
from iamflow_agents.backends.rules.lexicon import Lexicon

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_OPENS = re.compile(r"(?:^|[.!?…]\s+|\n\s*)[\"“(]?([^\W\d_])")
_LEADS = frozenset({
    "a", "an", "the", "this", "that", "his", "her", "its", "their", "my", "your", "our", "some", "any", "no", "every",
    "another", "each", "of", "to",
})  # fmt: skip
_AUX = frozenset({"is", "was", "has", "had", "and", "who", "isnt", "cant", "doesnt", "wont"})
_SLANG = frozenset({
    "isnt", "dont", "doesnt", "wont", "cant", "theres", "hes", "shes", "theyre", "im", "ive", "thats", "whats", "lets",
    "didnt", "wasnt", "arent", "couldnt", "wouldnt", "gonna", "wanna", "thru", "lol", "ok", "selfie", "smartphone",
    "phone", "tv", "cgi", "pov", "ext", "int", "wifi", "everyone", "someone", "everybody", "somebody", "nobody", "they",
    "he", "she", "it", "we", "you", "i", "who", "which", "what", "there", "here", "this", "that", "everything",
    "something", "nothing", "anything", "both", "all", "each", "one",
})  # fmt: skip


def recase(text: str, lexicon: Lexicon, known_names: frozenset[str] = frozenset()) -> str:
    """Capitals where a careful writer would have set them; the length stays.

    Args:
        text: The user's words.
        lexicon: Word lists.
        known_names: Names known from the cast.
    """
    careless = _is_careless(text)
    if not careless and _shouts(text):
        low = text.lower()
        text = low if len(low) == len(text) else text
        careless = True
    words = list(_WORD.finditer(text))
    names = {name.lower() for name in known_names if name[:1].isupper()}
    names |= _names_of(words, text, lexicon) if careless else frozenset()
    marks = {m.start() for m in words if m[0] in names}
    marks |= {m.start() for i, m in enumerate(words) if _titles(words, i, text, lexicon)}
    if careless:
        marks |= {m.start(1) for m in _OPENS.finditer(text)}
    if not marks:
        return text
    return "".join(c.upper() if i in marks and len(c.upper()) == 1 else c for i, c in enumerate(text))


def _is_careless(text: str) -> bool:
    """Whether the text begins small, or half of its sentences do."""
    opening = [m[1] for m in _OPENS.finditer(text)]
    small = sum(c.islower() for c in opening)
    return bool(opening) and (opening[0].islower() or 2 * small >= len(opening))


def _shouts(text: str) -> bool:
    """Whether all of a text longer than a heading is in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 40 and sum(c.isupper() for c in letters) > 0.9 * len(letters)


def _titles(words: list[re.Match[str]], at: int, text: str, lexicon: Lexicon) -> bool:
    """A small title right before a capital name: "captain Okonkwo", "grandma Wen"."""
    word = words[at][0]
    if at + 1 >= len(words) or word not in lexicon.titles or word in lexicon.titles_of_age:
        return False
    following = words[at + 1]
    if not following[0][:1].isupper() or text[words[at].end() : following.start()].strip(" .") != "":
        return False
    return at == 0 or words[at - 1][0].lower() not in _LEADS


def _names_of(words: list[re.Match[str]], text: str, lexicon: Lexicon) -> frozenset[str]:
    """Small words that are names: listed ones, and unheard ones that act."""
    found = set()
    for at, match in enumerate(words):
        word = match[0]
        if not word.islower() or word in _SLANG or word in lexicon.not_names or len(word) < 2:
            continue
        common = is_word(word) or is_word(lexicon.singular(word)) or _listed(word, lexicon)
        if (word in lexicon.first_names and not common) or (
            (not common or word in lexicon.first_names) and _acts(words, at, text, lexicon)
        ):
            found.add(word)
    return frozenset(found)


def _listed(word: str, lexicon: Lexicon) -> bool:
    noun = lexicon.singular(word)
    lists = (lexicon.beings, lexicon.props, lexicon.scenery, lexicon.look_nouns, lexicon.place_nouns, lexicon.body)
    return any(noun in listed or word in listed for listed in lists) or word in lexicon.verb_bases


def _acts(words: list[re.Match[str]], at: int, text: str, lexicon: Lexicon) -> bool:
    """Whether a word stands bare before a verb in the third person."""
    before = words[at - 1][0].lower() if at else ""
    opens = at == 0 or text[words[at - 1].end() : words[at].start()].strip() != "" or before in {"and", "then", "as"}
    if not opens or at + 1 >= len(words) or text[words[at].end() : words[at + 1].start()] != " ":
        return False
    verb = words[at + 1][0]
    if verb in _AUX - {"and", "who"}:
        return True
    return verb.endswith("s") and any(b in lexicon.verb_bases for b in (verb[:-1], verb[:-2], verb[:-3] + "y"))
