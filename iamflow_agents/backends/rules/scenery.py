"""Where and when a text plays, and what it says about the camera.

Headings of screenplays (`headings`) and openings (`openings`) come first, then phrases whose head is a place; fixtures
tell places that are not named.
Whether two phrases mean the same place is decided by the resolver, which sees the whole story.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from iamflow_agents.backends.rules.headings import Heading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.locating import leaning, side_of
from iamflow_agents.backends.rules.openings import FRAGMENT, Opening
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import CHARACTER_KINDS, Move, Shot, TimeOfDay, Weather

_SAME = frozenset(["place", "spot", "scene", "location", "setting"])
_SHOTS = (
    (Shot.OVER_THE_SHOULDER, r"over[- ]the[- ]shoulder\b|over (?:his|her|their|\w+'s) shoulder (?:shot|view)|\bOTS\b"),
    (Shot.CLOSE_UP, r"\bclose[- ]?ups?\b|\bextreme close\b|\b(?:tight|detail|macro) shot\b"),
    (Shot.MEDIUM, r"\b(?:medium (?:close )?|mid[- ])shot\b|\bmedium view\b|\bwaist[- ]up\b"),
    (Shot.WIDE, r"\bwide (?:shot|view|angle)\b|\b(?:establishing|long) shot\b|\baerial (?:shot|view)\b|\bpanorama\b"),
)
_IN = (
    r"\bzoom(?:s|ing)? in\b|\bpush(?:es)?[- ]in\b|\bdolly in\b|\bcamera (?:moves|dollies|pushes|glides) (?:in|closer)\b"
)
_OUT = (
    r"\bzoom(?:s|ing)? out\b|\bpull(?:s|ing)?[- ](?:back|out)\b|\bdolly out\b"
    r"|\bcamera (?:moves|dollies) (?:back|out)\b"
)
_MOVES = (
    (Move.PAN_LEFT, r"\bpan(?:s|ning)?\b[^.]{0,40}\bleft\b"),
    (Move.PAN_RIGHT, r"\bpan(?:s|ning)?\b"),
    (Move.ZOOM_IN, _IN),
    (Move.ZOOM_OUT, _OUT),
    (Move.FOLLOW, r"\bcamera (?:follows|tracks|trails)\b|\btracking shot\b|\bfollow(?:ing)? shot\b|\bwe follow\b"),
    (Move.STATIC, r"\bstatic (?:camera|shot)\b|\blocked[- ]off\b"),
)
_LATER = re.compile(
    r"\b(?:(?:many|several|few|some|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|"
    r"fifty|\d+|a)\s+)?(?:years?|decades?|summers?|winters?|springs?|autumns?)\s+"
    r"(?:later|on|after|afterwards|have passed|pass)\b"
    r"|\b(?:grown up|all grown|now grown)\b",
    re.IGNORECASE,
)
_SOON = re.compile(r"\b(?:moments?|minutes?|seconds?|hours?|days?)\s+later\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacePhrase:
    """A phrase that may say where a segment plays; heavier ones say it more surely."""

    text: str
    noun: str
    words: tuple[str, ...]
    definite: bool
    weight: float
    side: str = ""


def content_words(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """Lower-case singular words of a phrase without articles, prepositions and the like."""
    small = frozenset(
        [
            "the",
            "a",
            "an",
            "of",
            "in",
            "at",
            "on",
            "to",
            "by",
            "with",
            "and",
            "or",
            "his",
            "her",
            "its",
            "their",
            "my",
            "same",
            "this",
            "that",
            "these",
            "those",
            "same",
            "old",
            "int",
            "ext",
            "where",
            "once",
            "is",
            "was",
            "under",
            "near",
            "from",
            "for",
            "into",
            "back",
            "very",
        ]
    )
    found = [lexicon.singular(w) for w in re.findall(r"[^\W_]+", text.lower())]
    return tuple(dict.fromkeys(w for w in found if w not in small))


def heading_place(heading: Heading, lexicon: Lexicon) -> PlacePhrase:
    """Turn a heading into a place phrase that outweighs every other."""
    words = content_words(heading.place, lexicon)
    noun = words[-1] if words else heading.place.lower()
    return PlacePhrase(heading.place, noun, words, True, 10.0)


def find_places(
    doc: Any, phrases: list[Phrase], lexicon: Lexicon, opening: Opening, shown: frozenset[int] = frozenset()
) -> list[PlacePhrase]:
    """All phrases that can say where the text plays, heaviest first, then in the order of the text.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        lexicon: Word lists.
        opening: What the first words say of the place.
        shown: Phrases that stand in pictures or on screens; what is pictured is no place to be.
    """
    found: list[tuple[float, int, PlacePhrase]] = []
    opened = dict(opening.found)
    starts = {sent.start for sent in doc.sents}
    first_sentence = next(iter(starts and sorted(starts)[1:2]), len(doc))
    if opening.bare is not None:
        start, end, noun = opening.bare
        text = str(doc[start:end].text)
        found.append((-FRAGMENT, -1, PlacePhrase(text, noun, content_words(text, lexicon), False, FRAGMENT)))
    for index, phrase in enumerate(phrases):
        if phrase.quoted or phrase.possessive or not phrase.noun or doc[phrase.head].lower_ in lexicon.body:
            continue
        strength = _strength(doc, phrase, lexicon)
        if index in opened:
            place = _phrase(doc, phrases, index, lexicon, opened[index])
            found.append((-opened[index], index, replace(place, side=opening.side)))
            continue
        if strength == 0 or (phrase.owner is not None and strength < 2) or index in shown:
            continue
        weight = strength + leaning(doc, phrase, phrases, starts, strength, lexicon)
        if phrase.start < first_sentence:
            weight += 1.0
        whole = _whole_of(doc, phrase, lexicon)
        if phrase.noun in lexicon.place_parts and whole is None:
            weight = min(weight, 2.1)
        if weight > 1.2:
            place = whole if whole is not None else _phrase(doc, phrases, index, lexicon, weight)
            found.append((-weight, index, replace(place, weight=weight, side=side_of(doc, phrase))))
    return [place for _, _, place in sorted(found, key=lambda item: (item[0], item[1]))]


def _whole_of(doc: Any, phrase: Phrase, lexicon: Lexicon) -> PlacePhrase | None:
    """The place that a part of it names in one breath: "the kitchen table", "through the barn door"."""
    typical = any(phrase.noun in things for things in lexicon.fixtures.values())
    part = phrase.noun in lexicon.place_parts or phrase.noun in lexicon.scenery - lexicon.place_nouns or typical
    before = doc[phrase.head - 1].lower_ if phrase.head > phrase.start else ""
    if not part or before not in lexicon.place_nouns or before in lexicon.weak_places:
        return None
    text = str(doc[phrase.start : phrase.head].text)
    for article in ("the ", "a ", "an "):
        text = text[len(article) :] if text.lower().startswith(article) else text
    return PlacePhrase(text, before, content_words(text, lexicon), phrase.det in {"the", "this", "poss", "that"}, 0.0)


def says_same_place(doc: Any, phrases: list[Phrase], lexicon: Lexicon) -> bool:
    """Whether the first words call a place the same: "the same fjord", "same deck", "the same spot"."""
    for phrase in phrases:
        if phrase.start > 10:
            break
        place = phrase.noun in lexicon.place_nouns or phrase.noun in _SAME
        if place and any(doc[j].lower_ == "same" for j in range(phrase.start, phrase.head)):
            return True
    return False


def _strength(doc: Any, phrase: Phrase, lexicon: Lexicon) -> float:
    """How surely a phrase's words name a place: 0 not at all, 1 weakly, 2 surely."""
    words = [lexicon.singular(doc[j].text) for j in range(phrase.start, phrase.end)]
    pairs = [f"{a}-{b}" for a, b in pairwise(words)]
    strong = [w for w in words[:-1] + pairs if w in lexicon.place_nouns and w not in lexicon.weak_places]
    if phrase.noun in lexicon.place_nouns and phrase.noun not in lexicon.weak_places:
        return 2.0
    if strong and (phrase.noun in lexicon.scenery or phrase.noun in lexicon.place_nouns):
        return 2.0
    before = doc[phrase.start - 1].lower_ if phrase.start else ""
    behind = before in lexicon.behind_of(doc[phrase.head].lower_, phrase.noun)
    return 1.0 if phrase.noun in lexicon.place_nouns or behind else 0.0


def _phrase(doc: Any, phrases: list[Phrase], index: int, lexicon: Lexicon, weight: float) -> PlacePhrase:
    """Build the place with what belongs to it: "the gallery of a museum", "a hut with a turf roof"."""
    phrase, end = phrases[index], phrases[index].end
    for later in phrases[index + 1 : index + 3]:
        if later.start == end + 1 and doc[end].lower_ in {"of", "with"} and not later.quoted:
            if later.form in {Form.PRONOUN, Form.NAME} and doc[end].lower_ == "with":
                break
            sense = lexicon.beings.get(later.noun)
            if later.possessive or (sense is not None and sense.kind in CHARACTER_KINDS):
                break
            end = later.end
    text = str(doc[phrase.start : end].text)
    for article in ("the ", "a ", "an "):
        if text.lower().startswith(article):
            text = text[len(article) :]
    return PlacePhrase(
        text, phrase.noun, content_words(text, lexicon), phrase.det in {"the", "this", "poss", "that"}, weight
    )


def find_fixtures(doc: Any, phrases: list[Phrase], lexicon: Lexicon) -> tuple[str, ...]:
    """Nouns of things that stand about; they tell the place when no phrase names it."""
    found: dict[str, None] = {}
    typical = frozenset().union(*lexicon.fixtures.values())
    for phrase in phrases:
        noun = phrase.name.lower() if phrase.common_name else phrase.noun
        if phrase.quoted or not noun or noun in lexicon.body or noun in lexicon.look_nouns:
            continue
        if noun in lexicon.scenery or noun in lexicon.place_nouns or noun in lexicon.props or noun in typical:
            found[noun] = None
            for j in phrase.modifiers:
                word = lexicon.singular(doc[j].text)
                if word in lexicon.place_nouns or word in lexicon.scenery:
                    found[word] = None
    return tuple(found)


def read_time(text: str, lexicon: Lexicon) -> TimeOfDay | None:
    """Time of day a text names, the first one winning."""
    for word in re.findall(r"[^\W_]+", text.lower()):
        if word in lexicon.times:
            return lexicon.times[word]
    return None


def read_weather(text: str, lexicon: Lexicon) -> Weather | None:
    """Weather a text names, the first one winning."""
    for word in re.findall(r"[^\W_]+", text.lower()):
        if word in lexicon.weathers:
            return lexicon.weathers[word]
    return None


def read_shot(text: str) -> tuple[Shot | None, int]:
    """How near the camera stands and where in the text that is said; (None, -1) when it is not."""
    for shot, pattern in _SHOTS:
        found = re.search(pattern, text, re.IGNORECASE)
        if found:
            return shot, found.end()
    return None, -1


def read_move(text: str) -> Move | None:
    """How the camera moves, or None when the text does not say."""
    for move, pattern in _MOVES:
        if re.search(pattern, text, re.IGNORECASE) and _about_camera(text, move):
            return move
    return None


def _about_camera(text: str, move: Move) -> bool:
    """Keep a frying pan from moving the camera: a bare "pan" needs the camera, a shot or a side."""
    if move is not Move.PAN_RIGHT:
        return True
    return bool(
        re.search(
            r"\bcamera\b|\bshot\b|\bpan(?:s|ning)?\b (?:slowly |gently )?(?:to the )?right\b|^pan\b",
            text,
            re.IGNORECASE,
        )
    )


def jumps_years(text: str) -> bool:
    """Tell whether a text leaps years ahead ("Ten years later")."""
    return bool(_LATER.search(text)) and not _SOON.match(text)
