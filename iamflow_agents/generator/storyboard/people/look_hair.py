"""Reads hair, beard, eyes and what is in a face out of free phrases; fills what is open from the identity's key."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.colours import Rgb, find_colour
from iamflow_agents.generator.storyboard.people.figure_shapes import luma
from iamflow_agents.generator.storyboard.people.look_body import Body, pick
from iamflow_agents.generator.storyboard.people.look_wear import normal
from iamflow_agents.generator.storyboard.people.look_words import HAIR_STYLES
from iamflow_agents.records import AttributeValue, Slot

_DARK: tuple[Rgb, ...] = ((34, 28, 30), (52, 38, 32), (72, 48, 36))
_LIGHT: tuple[Rgb, ...] = (
    (52, 38, 32), (84, 56, 38), (112, 74, 46), (146, 98, 56), (206, 168, 104), (168, 84, 44), (40, 34, 36),
)  # fmt: skip
_GREY: tuple[Rgb, ...] = ((214, 214, 214), (178, 180, 184), (236, 234, 228), (150, 152, 156))
_IRIS: tuple[Rgb, ...] = ((92, 60, 38), (70, 46, 32), (74, 108, 140), (88, 112, 78), (110, 84, 50))
_HER_STYLES = ("long_straight", "long_wavy", "bob", "ponytail", "bun", "shoulder", "long_curls", "pixie")
_HIS_STYLES = ("short", "parted", "messy", "slicked", "short_curls", "crop", "fringe")
_HER_OLD = ("bun", "short_curls", "bob", "shoulder")
_HIS_OLD = ("receding", "parted", "slicked", "bald", "short")
_GIRL_STYLES = ("ponytail", "pigtails", "bob", "long_straight", "braids", "long_wavy")
_BOY_STYLES = ("short", "messy", "fringe", "short_curls", "parted")
_HANGING = frozenset({"long_straight", "long_wavy", "long_curls", "ponytail", "shoulder", "braids", "bob"})
_BEARDS: tuple[tuple[str, str], ...] = (
    (r"clean ?shaven|beardless|no beard", "none"),
    (r"stubble|stubbly|unshaven|five o'?clock shadow", "stubble"),
    (r"goatee|van dyke", "goatee"),
    (r"(?:long|full|bushy|flowing|big|thick|wild) (?:\w+ ){0,2}beard(?:ed)?", "longbeard"),
    (r"beard(?:ed)?|whiskers", "beard"),
    (r"(?:thin|pencil) (?:\w+ )?m(?:o|u)ustache", "thinmoustache"),
    (r"m(?:o|u)usta(?:ch)es?d?|mustached?|moustached?|tash", "moustache"),
    (r"sideburns|mutton ?chops", "sideburns"),
)
_HAIR_HINT = re.compile(
    r"hair|haired|blonde?\b|brunette|redhead|curl|braid|plait|afro|ponytail|\bbob\b|\bbun\b|bald|shaved|shaven|mohawk|"
    r"dread|buzz|fringe\b|bangs|wig\b|locks|temples|pixie|pigtail|curlers"
)
_EYEWEAR: tuple[tuple[str, str], ...] = (
    (r"sun ?glasses|dark glasses|tinted (?:glasses|spectacles)|shades", "sunglasses"),
    (r"glasses|spectacles|bifocals", "glasses"),
    (r"eye ?patch", "eyepatch"),
    (r"monocle", "monocle"),
    (r"goggles", "goggles"),
)
_MARKS: tuple[tuple[str, str], ...] = (
    (r"freckle", "freckles"), (r"scar(?:s|red)?\b", "scar"), (r"wrinkle|lined face|weathered|wizened", "wrinkles"),
    (r"mole|beauty (?:spot|mark)", "mole"), (r"birthmark", "birthmark"), (r"tattoo", "tattoo"),
    (r"nose (?:ring|stud)", "nose_ring"), (r"gap toothed|gap tooth|missing (?:front )?t(?:oo|ee)th", "gap"),
    (r"gold tooth", "gold_tooth"), (r"lipstick|red lips|painted lips|make ?up", "lipstick"),
    (r"rosy|blush|ruddy|flushed", "blush"), (r"bandage|plaster|band ?aid", "bandage"), (r"dirty|soot|smudge", "smudge"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class HairLook:
    """Hair on the head and in the face."""

    style: str
    rgb: Rgb
    slots: tuple[Slot, ...]
    beard: str
    """`none`, `stubble`, `goatee`, `beard`, `longbeard`, `moustache`, `thinmoustache` or `sideburns`."""
    beard_rgb: Rgb
    temples: bool = False
    """Grey at the temples."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceLook:
    """What is in a face beside hair."""

    iris: Rgb
    eyewear: str
    """`none`, `glasses`, `round`, `sunglasses`, `eyepatch`, `monocle` or `goggles`."""
    eyewear_rgb: Rgb
    marks: frozenset[str]


def is_about_hair(text: str) -> bool:
    """Tell whether a phrase speaks of hair, wherever it stands."""
    return bool(_HAIR_HINT.search(normal(text)))


def is_about_beard(text: str) -> bool:
    """Tell whether a phrase speaks of a beard or moustache."""
    return any(re.search(rf"\b(?:{words})", normal(text)) for words, _ in _BEARDS)


def is_about_eyewear(text: str) -> bool:
    """Tell whether a phrase speaks of glasses or the like."""
    return any(re.search(rf"\b(?:{words})", normal(text)) for words, _ in _EYEWEAR)


def _parts(attributes: Sequence[AttributeValue]) -> list[tuple[Slot, str]]:
    """Phrases with their slots, split at commas and "and" (but not "salt and pepper")."""
    return [
        (a.slot, part.strip())
        for a in attributes
        for part in re.split(r",|;|\band\b(?! pepper)|\bwith\b", normal(a.value))
        if part.strip()
    ]


def read_hair(attributes: Sequence[AttributeValue], body: Body, key: str) -> HairLook:
    """Decide hair and beard from everything said about a person."""
    style: str | None = None
    rgb: Rgb | None = None
    length = texture = ""
    temples = False
    for slot, text in _parts(attributes):
        if is_about_beard(text) and not re.search(r"\bhair\b", text):
            continue
        if slot is not Slot.HAIR and not _HAIR_HINT.search(text):
            continue
        if "temples" in text:
            temples = True
            continue
        named = next((name for regex, name in HAIR_STYLES if regex.search(text)), None)
        style = named or style
        size, curl = _length(text), _texture(text)
        if (size or curl) and not named and style in {"bald", "shaved", "buzz"}:
            style = None
        length, texture = size or length, curl or texture
        colour = find_colour(text)
        rgb = colour.rgb if colour else rgb
    default = _open_style(body, key)
    if style is None:
        style = _shape(length, texture, default) if length or texture else default
    elif style == "messy" and length in {"long", "shoulder"}:
        style = "long_wavy"
    beard, beard_rgb = _beard(attributes, body)
    own = rgb or _open_colour(body, key)
    return HairLook(style=style, rgb=own, slots=(Slot.HAIR,), beard=beard, beard_rgb=beard_rgb or own, temples=temples)


def _length(text: str) -> str:
    """Length a phrase names."""
    if re.search(r"shoulder|chin length|medium", text):
        return "shoulder"
    if re.search(r"\blong\b|waist|flowing|loose", text):
        return "long"
    return "short" if re.search(r"\bshort\b|cropped|crop\b|trimmed|tidy|neat", text) else ""


def _texture(text: str) -> str:
    """Texture a phrase names."""
    if re.search(r"curl|kinky|coil|frizzy|ringlet", text):
        return "curly"
    if re.search(r"wavy|waves", text):
        return "wavy"
    if re.search(r"tidy|neat|parted|combed", text):
        return "tidy"
    return "straight" if re.search(r"straight|sleek", text) else ""


def _shape(length: str, texture: str, default: str) -> str:
    """Style for a length and texture; what the default already fits stays."""
    if texture == "curly":
        hanging = length in {"long", "shoulder"} or (not length and default in _HANGING)
        return "long_curls" if hanging else "short_curls"
    if texture == "wavy":
        return {"long": "long_wavy", "shoulder": "shoulder"}.get(length, "wavy")
    if texture == "tidy":
        return "parted"
    if length == "shoulder":
        return "shoulder"
    if length == "long" or (texture == "straight" and not length):
        return default if default in {"long_wavy", "long_straight"} and not texture else "long_straight"
    return default if default in {"short", "crop", "messy", "fringe", "parted", "pixie"} else "crop"


def _open_style(body: Body, key: str) -> str:
    """Style for somebody whose text names none."""
    if body.age < 13:
        return pick(key, "style", _GIRL_STYLES if body.feminine else _BOY_STYLES)
    if body.age >= 62:
        return pick(key, "style", _HER_OLD if body.feminine else _HIS_OLD)
    return pick(key, "style", _HER_STYLES if body.feminine else _HIS_STYLES)


def _open_colour(body: Body, key: str) -> Rgb:
    """Hair colour for somebody whose text names none."""
    if body.age >= 60:
        return pick(key, "hair", _GREY)
    return pick(key, "hair", _DARK if luma(body.skin) < 150 else _LIGHT)


def _beard(attributes: Sequence[AttributeValue], body: Body) -> tuple[str, Rgb | None]:
    """Beard and its colour; only what the text names."""
    kind, rgb = "none", None
    for slot, text in _parts(attributes):
        named = next((name for words, name in _BEARDS if re.search(rf"\b(?:{words})\b", text)), None)
        if named is None and slot is Slot.FACIAL_HAIR:
            named = "beard"
        if named is not None:
            kind = named if kind not in {"beard", "longbeard"} or named not in {"moustache", "beard"} else kind
            colour = find_colour(text)
            rgb = colour.rgb if colour else rgb
    return (kind if body.age >= 14 else "none"), rgb


def read_face(attributes: Sequence[AttributeValue], body: Body, key: str) -> FaceLook:
    """Decide eyes, eyewear and marks from everything said about a person."""
    iris: Rgb | None = None
    eyewear, eyewear_rgb = "none", (52, 48, 54)
    marks: set[str] = set()
    for slot, text in _parts(attributes):
        if re.search(r"\b(?:no|without)\b", text):
            marks -= {name for words, name in _MARKS if re.search(rf"\b(?:{words})", text)}
            continue
        named = next((name for words, name in _EYEWEAR if re.search(rf"\b(?:{words})", text)), None)
        if named:
            eyewear = "round" if named == "glasses" and "round" in text else named
            colour = find_colour(text)
            eyewear_rgb = colour.rgb if colour and named != "sunglasses" else eyewear_rgb
        elif (slot is Slot.EYES or re.search(r"\beyed?s?\b", text)) and (colour := find_colour(text)):
            iris = colour.rgb
        marks |= {name for words, name in _MARKS if re.search(rf"\b(?:{words})", text)}
    if body.age >= 62:
        marks.add("wrinkles")
    if iris is None:
        iris = pick(key, "iris", _IRIS[:2] if luma(body.skin) < 150 else _IRIS)
    return FaceLook(iris=iris, eyewear=eyewear, eyewear_rgb=eyewear_rgb, marks=frozenset(marks))
