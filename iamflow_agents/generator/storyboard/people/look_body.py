"""Age, build, gender and skin out of free phrases, and the heights that follow from them.

Reads words only; what a body looks like on the screen is decided in `figure`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from iamflow_agents.colours import Rgb, distance, find_colour, to_lab

_T = TypeVar("_T")
_NUMBERS = {
    word: value
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_DECADE = re.compile(r"\b(twent|thirt|fort|fift|sixt|sevent|eight|ninet)ies\b|\b([2-9])0s\b")
_WORDS = r"[a-z]+(?: (?:one|two|three|four|five|six|seven|eight|nine))?|\d{1,2}"
_COUNT = re.compile(
    rf"\b(?:of|aged?)\s+(?P<of>{_WORDS})\b|\b(?P<years>{_WORDS})[ -]years?[ -]old|^\s*(?P<only>{_WORDS})\s*$"
)
_HEDGE = re.compile(r"\b(?:about|around|nearly|almost|barely|maybe|perhaps|or so|or thereabouts)\b")
_AGES: tuple[tuple[str, float], ...] = (
    (r"baby|infant|toddler", 3),
    (r"pre ?teen|tween", 11.5),
    (r"teen(?:age|aged|ager)?s?|adolescent|youth", 15.5),
    (r"little|small (?:boy|girl|child)", 7),
    (r"child(?:ren)?|kid|boy|girl|schoolboy|schoolgirl", 9),
    (r"middle ?aged?|mature|matronly", 48),
    (r"young(?:er)?|twenty something|student", 23),
    (r"very old|ancient|frail", 82),
    (r"elderly|old(?:er)?|aged|grey haired|grand\w+|senior|retired|granny|wizened|pensioner", 71),
    (r"adult|grown", 33),
)
_FEMALE = re.compile(
    r"\b(?:woman|women|girl|lady|she|her|female|mother|mum|mom|sister|daughter|aunt|grandmother|grandma|granny|wife|"
    r"queen|princess|waitress|actress|nun|witch|bride|niece|mrs|ms|miss|hostess|schoolgirl|ballerina|widow)\b"
)
_MALE = re.compile(
    r"\b(?:man|men|boy|gentleman|he|his|him|male|father|dad|brother|son|uncle|grandfather|grandpa|husband|king|prince|"
    r"waiter|actor|monk|wizard|groom|nephew|mr|sir|fisherman|policeman|postman|schoolboy|fireman|businessman|guy|lad)\b"
)
_GIRTH: tuple[tuple[str, float], ...] = (
    (r"very (?:fat|heavy)|obese|enormous|huge", 0.55),
    (r"fat|plump|chubby|rotund|heavy|heavyset|heavy set|overweight|round|portly|pot bellied|large", 0.4),
    (r"stocky|stout|thick ?set|burly|big|sturdy|curvy", 0.26),
    (r"muscular|strong|athletic|broad|brawny", 0.1),
    (r"very thin|skinny|scrawny|gaunt|bony|lanky|gangly|emaciated", -0.2),
    (r"slim|thin(?:ner)?|slender|lean|petite|slight|wiry|willowy", -0.13),
)
_SKINS: tuple[tuple[str, Rgb], ...] = (
    (r"very pale|porcelain|ghostly|deathly pale|albino", (252, 234, 222)),
    (r"pale|white|milky", (251, 224, 204)),
    (r"fair|light", (246, 214, 188)),
    (r"rosy|ruddy|pink|flushed", (243, 190, 166)),
    (r"sun ?burn(?:t|ed)", (224, 142, 112)),
    (r"olive|mediterranean", (210, 166, 122)),
    (r"tan(?:ned)?|bronzed?|golden|weathered|sun ?kissed|honey", (206, 150, 106)),
    (r"very dark|ebony|jet|deep(?: brown)?", (72, 48, 38)),
    (r"dark ?brown|dark(?:er)?(?: skinned)?|black", (92, 60, 44)),
    (r"light ?brown|caramel|tawny", (190, 132, 92)),
    (r"brown|medium|copper", (142, 94, 64)),
)
_NATURAL: tuple[Rgb, ...] = (
    (250, 220, 198), (246, 210, 182), (240, 196, 164), (226, 178, 138), (206, 150, 108), (176, 120, 82),
    (140, 92, 62), (104, 68, 50),
)  # fmt: skip
_SKIN_TO_HAIR = 34.0
"""Least CIE76 distance at which a face still reads against the hair round it."""
_GROWTH = ((1.0, 0.80), (3.0, 0.98), (6.0, 1.16), (8.0, 1.28), (10.0, 1.39), (12.0, 1.50), (14.0, 1.60), (17.0, 1.70))


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body in numbers."""

    age: float
    """Years."""
    feminine: bool
    height: float
    """Standing height without shoes' heels or hats, in metres."""
    girth: float
    """-0.2 skinny, 0 average, +0.5 very fat."""
    shoulders: float
    """Added share of shoulder width."""
    skin: Rgb


def pick(key: str, what: str, options: Sequence[_T]) -> _T:
    """Choose from options by a key, always the same; each `what` is a choice of its own."""
    digest = hashlib.sha256(f"{key}\n{what}".encode()).digest()
    return options[int.from_bytes(digest[:6], "big") % len(options)]


def share(key: str, what: str) -> float:
    """Number in 0..1 from a key, always the same."""
    return pick(key, what, range(1001)) / 1000


def read_age(phrases: Sequence[str]) -> float | None:
    """Years of age that phrases name, the last one that names any."""
    found: float | None = None
    for phrase in phrases:
        text = phrase.lower().replace("-", " ")
        years = _years(text)
        if years is None:
            years = next((age for words, age in _AGES if re.search(rf"\b(?:{words})\b", text)), None)
        if years is not None:
            found = years
    return found


def _years(text: str) -> float | None:
    """Age given as a number, in digits or words, however loosely: "nineteen maybe", "9 yrs old"."""
    text = " ".join(_HEDGE.sub(" ", re.sub(r"\byrs?\b", "years", text)).split())
    decade = _DECADE.search(text)
    if decade:
        if decade.group(2):
            return int(decade.group(2)) * 10.0 + 5
        starts = ("twent", "thirt", "fort", "fift", "sixt", "sevent", "eight", "ninet")
        return (starts.index(decade.group(1)) + 2) * 10.0 + 5
    for match in _COUNT.finditer(text):
        word = match.group("of") or match.group("years") or match.group("only")
        value = int(word) if word.isdigit() else sum(_NUMBERS.get(part, 0) for part in word.split())
        if value:
            return float(value)
    return None


def read_gender(gender: str, phrases: Sequence[str]) -> bool | None:
    """Tell whether somebody is drawn as a woman or girl; None when nothing says."""
    if gender in {"female", "male"}:
        return gender == "female"
    text = " ".join(phrases).lower().replace("-", " ")
    female, male = _FEMALE.search(text), _MALE.search(text)
    return None if bool(female) == bool(male) else bool(female)


def read_skin(phrases: Sequence[str]) -> Rgb | None:
    """Skin colour of phrases, the last one that names any; other than natural colours are taken as they are."""
    found: Rgb | None = None
    for phrase in phrases:
        text = phrase.lower().replace("-", " ")
        named = next((rgb for words, rgb in _SKINS if re.search(rf"\b(?:{words})\b", text)), None)
        colour = find_colour(text)
        found = named or (colour.rgb if colour else found)
    return found


def natural_skin(key: str, hair: Sequence[str] = ()) -> Rgb:
    """A skin colour for somebody whose text names none, one that the hair stands out from.

    Args:
        key: The identity.
        hair: What the text says of the hair.
    """
    named = [colour.rgb for phrase in hair if (colour := find_colour(phrase))]
    fitting = [skin for skin in _NATURAL if all(distance(to_lab(skin), to_lab(rgb)) > _SKIN_TO_HAIR for rgb in named)]
    return pick(key, "skin", fitting or _NATURAL)


def read_build(phrases: Sequence[str]) -> tuple[float, float, float]:
    """Girth, shoulder share and added height in metres that phrases name."""
    text = " ".join(phrases).lower().replace("-", " ")
    girth = next((value for words, value in _GIRTH if re.search(rf"\b(?:{words})\b", text)), 0.0)
    broad = 0.16 if re.search(r"\b(?:broad|muscular|burly|strong|athletic|brawny)\b", text) else 0.0
    grow = 0.0
    if re.search(r"\b(?:tall|lanky|towering|giant|gangly|long ?legged)\b", text):
        grow = 0.13
    elif re.search(r"\b(?:short|petite|small|tiny|stubby|diminutive)\b", text):
        grow = -0.14
    return girth, broad, grow


def stature(age: float, feminine: bool, grow: float, key: str) -> float:
    """Standing height in metres for an age and build.

    Args:
        age: Years.
        feminine: Women are drawn a little smaller than men.
        grow: Metres added for tall or short adults; children get a share of it.
        key: Decides the small difference between people of equal description.
    """
    adult = (1.67 if feminine else 1.79) - (0.05 if age >= 65 else 0.0)
    jitter = (share(key, "height") - 0.5) * 0.07
    if age >= 18:
        return adult + grow + jitter
    below = max((g for g in _GROWTH if g[0] <= age), default=_GROWTH[0])
    above = min((g for g in _GROWTH if g[0] > age), default=(18.0, adult))
    part = min(1.0, max(0.0, (age - below[0]) / (above[0] - below[0])))
    grown = below[1] + (above[1] - below[1]) * part
    if age >= 13 and feminine:
        grown -= 0.04
    return grown + (grow + jitter) * grown / 1.75
