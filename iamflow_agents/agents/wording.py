"""Say in plain English how somebody looks: attributes to one short apposition.

The words follow the slots: what fits before a noun becomes an adjective ("tall"), what somebody has or wears
becomes part of a list ("with short black curls and a beige sweater"). Values are free text from scripts, so the
rules here are about endings and head words, never about a fixed vocabulary alone. Where the apposition stands in a
prompt, and whether there is room for it, is `grounding`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamflow_agents.colours import find_colours
from iamflow_agents.records import AttributeValue, Identity, Kind, Slot

_ADJECTIVE_SLOTS = frozenset({Slot.AGE, Slot.BUILD, Slot.COLOUR, Slot.MATERIAL})
_NOUNS = {
    Slot.BUILD: "build", Slot.SKIN: "skin", Slot.HAIR: "hair", Slot.FACE: "face", Slot.EYES: "eyes",
    Slot.FACIAL_HAIR: "beard", Slot.TOP: "top", Slot.BOTTOM: "trousers", Slot.OUTERWEAR: "coat",
    Slot.FOOTWEAR: "shoes", Slot.HEADWEAR: "hat", Slot.ACCESSORY: "accessory", Slot.MARKING: "markings",
}  # fmt: skip
_OWN_NOUNS = {
    Slot.BUILD: {"build", "figure", "frame", "shoulders", "body", "posture"},
    Slot.SKIN: {"skin", "complexion", "freckles", "fur", "scales", "tan"},
    Slot.HAIR: {
        "hair", "curls", "braid", "braids", "bun", "ponytail", "plait", "plaits", "bob", "dreadlocks", "locks",
        "fringe", "wig", "pigtails", "afro", "mohawk", "waves", "cut", "head", "crop", "dreads", "mane", "knot", "fade",
        "quiff",
    },
    Slot.EYES: {"eye", "eyes", "gaze", "glasses"},
    Slot.COLOUR: {"fur", "coat", "feathers", "shell", "paint", "plumage", "scales", "body", "wings", "mane"},
}  # fmt: skip
_MASS = frozenset(
    {
        "hair", "skin", "fur", "armour", "armor", "clothing", "stubble", "jewellery", "jewelry", "makeup", "plumage",
        "knitwear", "denim", "complexion", "attire", "footwear", "leather",
    }
)  # fmt: skip
_SINGULAR_IN_S = frozenset(
    {"dress", "headdress", "cutlass", "compass", "canvas", "harness", "cross", "pancreas", "lens"}
)
_MARKS = frozenset({
    "scar", "scars", "tattoo", "tattoos", "birthmark", "mole", "spot", "spots", "stripe", "stripes", "bandage", "brand",
    "piercing", "plaster", "cast", "brace", "burn", "bruise", "freckles", "stump", "bindi", "warpaint", "patches",
})  # fmt: skip
"""One-word markings that are things; all others are adjectives ("dented", "little")."""
_DETERMINERS = frozenset({
    "a", "an", "the", "his", "her", "their", "its", "one", "two", "three", "four", "some", "no", "both", "several"
})  # fmt: skip
_PERSON_NOUN = re.compile(
    r"\b(wom[ae]n|m[ae]n|girls?|boys?|child(?:ren)?|teen(?:ager)?s?|toddler|baby|infant|kid|lady|gentleman|adult|"
    r"pensioner|youth|grandmother|grandfather|elder|adolescent)\b"
)
_YEARS = re.compile(r"^(?:aged )?([\w-]+?)(?:[ -]years?[ -]old)?$")
_SOUNDS_LIKE_YOU = re.compile(r"^(?:uni(?!n|m)|use|usu|eu|one\b|once\b|ut[ei])")
_SILENT_H = re.compile(r"^(?:hour|honest|heir|honou?r)")
_ADJECTIVE_END = re.compile(r"(?:ed|less|faced|haired|skinned|eyed|clad|shaven|bald|balding|ish|y)$")
_PEOPLE = frozenset({Kind.PERSON, Kind.GROUP})
_ADULTS = {"female": "woman", "male": "man"}
_CHILDREN = {"female": "girl", "male": "boy"}
_CHILD_YEARS = frozenset({
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    *(str(n) for n in range(1, 13)),
})  # fmt: skip


def with_article(phrase: str) -> str:
    """Put "a" or "an" before a noun phrase unless it is plural, a mass noun or has a determiner of its own."""
    words = phrase.split()
    if not words or words[0].lower() in _DETERMINERS or words[0].isdigit() or not _is_singular(phrase):
        return phrase
    return f"{_article(phrase)} {phrase}"


def enumerate_words(phrases: Sequence[str]) -> str:
    """Join phrases as English does: `a`, `a and b`, `a, b and c`."""
    if len(phrases) < 2:
        return "".join(phrases)
    return f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def describe(identity: Identity, attributes: Sequence[AttributeValue], said: str) -> str:
    """Write an apposition without its commas.

    Args:
        identity: Who is described.
        attributes: What to say of them, most wanted first within each part of the phrase; may be empty.
        said: The words the apposition will follow ("the woman"): a head noun they hold is not repeated without need.

    Returns:
        For example `a young woman with short black curls and a beige sweater`, or "" when there is nothing to say.
    """
    words: dict[str, list[str]] = {"before": [], "noun": [], "behind": [], "with": []}
    for attribute in attributes:
        place, phrase = _worded(attribute, identity)
        words[place].append(phrase)
    if not any(words.values()):
        return ""
    plain = head_noun(identity, attributes)
    behind = [*words["behind"], *([f"with {enumerate_words(words['with'])}"] if words["with"] else [])]
    if not words["before"] and not words["noun"] and (_is_said(plain, said) or not _has_own_noun(identity)):
        return " ".join(behind)
    noun = words["noun"][-1] if words["noun"] else plain
    return " ".join([with_article(" ".join([*words["before"], noun])), *behind])


def head_noun(identity: Identity, attributes: Sequence[AttributeValue] = ()) -> str:
    """The plainest noun for an identity: `woman`, `boy`, `dog`, `lantern`."""
    if identity.kind in _PEOPLE:
        if identity.kind is Kind.GROUP:
            return "group"
        young = any(_is_child(a.value.lower()) for a in attributes if a.slot is Slot.AGE)
        return (_CHILDREN if young else _ADULTS).get(identity.gender, "child" if young else "person")
    species = [a.value for a in identity.attributes if a.slot is Slot.SPECIES]
    if species:
        return species[-1].lower()
    last = (identity.name.split() or [identity.kind.value])[-1]
    if identity.kind in (Kind.OBJECT, Kind.VEHICLE):
        return last.lower()
    return last if last.isalpha() and last.islower() else identity.kind.value


def _worded(attribute: AttributeValue, identity: Identity) -> tuple[str, str]:
    """Where an attribute goes (`before` the noun, as the `noun`, `behind` it, in the `with` list) and its words."""
    value = " ".join(attribute.value.split())
    slot = attribute.slot
    if slot is Slot.SPECIES:
        return "noun", value
    if slot is Slot.AGE:
        return _worded_age(value)
    if slot in _ADJECTIVE_SLOTS and not _OWN_NOUNS.get(slot, set()) & set(value.lower().split()):
        return "before", value
    if _is_adjective(value, slot):
        return "before", value
    if identity.kind is not Kind.PERSON and slot in (Slot.TOP, Slot.ACCESSORY, Slot.MARKING, Slot.FACE):
        return "with", with_article(value)
    return "with", with_article(_with_noun(value, slot))


def _worded_age(value: str) -> tuple[str, str]:
    """Ages come as adjectives (`young`), nouns (`boy of eight`), numbers and phrases (`in her thirties`)."""
    lowered = value.lower()
    if _PERSON_NOUN.search(lowered):
        return "noun", value
    if re.match(r"^in (?:his|her|their|its) ", lowered):
        return "behind", value
    number = _YEARS.match(lowered)
    if number and (number[1].isdigit() or number[1] in _CHILD_YEARS or "year" in lowered):
        return "before", f"{number[1]}-year-old"
    return "before", value


def _with_noun(value: str, slot: Slot) -> str:
    """Add the slot's noun to a value that is only a colour or adjective (`black` -> `black hair`)."""
    words = value.lower().replace("-", " ").split()
    own = _OWN_NOUNS.get(slot)
    bare = own is not None and not own & set(words)
    colours = find_colours(value)
    only_colour = bool(colours) and " ".join(words) == " ".join(c.name for c in colours)
    if bare or (only_colour and slot in _NOUNS):
        return f"{value} {_NOUNS[slot]}"
    return value


def _is_adjective(value: str, slot: Slot) -> bool:
    """Tell adjectives of the body (`bearded`, `grey-haired`, `bald`) from things one has."""
    if slot not in (Slot.SKIN, Slot.HAIR, Slot.FACE, Slot.FACIAL_HAIR, Slot.EYES, Slot.MARKING):
        return False
    words = value.lower().split()
    if slot is Slot.MARKING and len(words) == 1:
        return words[0] not in _MARKS
    if slot in (Slot.HAIR, Slot.EYES, Slot.SKIN):
        return bool(re.search(r"(?:haired|headed|eyed|skinned|bald|balding|shaven|freckled|tanned)$", words[-1]))
    return len(words) == 1 and bool(_ADJECTIVE_END.search(words[0]))


def _is_singular(phrase: str) -> bool:
    """Tell whether a noun phrase takes an article: its head stands before the first preposition."""
    words = re.split(r"\s+(?:of|with|in|at|on|from|tied|pinned|under|over)\s+", phrase.lower())[0].split()
    head = words[-1] if words else ""
    if any(word in _MASS for word in words):
        return False
    return head in _SINGULAR_IN_S or not head.endswith("s") or head.endswith("ss")


def _article(phrase: str) -> str:
    lowered = phrase.lower()
    if _SILENT_H.match(lowered):
        return "an"
    if re.match(r"^(?:8|11\b|11-|18)", lowered):
        return "an"
    return "an" if lowered[0] in "aeiou" and not _SOUNDS_LIKE_YOU.match(lowered) else "a"


def _is_child(age: str) -> bool:
    number = _YEARS.match(age)
    return bool(number and number[1] in _CHILD_YEARS)


def _has_own_noun(identity: Identity) -> bool:
    """Tell whether the head noun adds something: "a person" and "a group" say nothing."""
    return head_noun(identity) not in ("person", "group", identity.kind.value)


def _is_said(noun: str, text: str) -> bool:
    return noun in re.findall(r"[\w-]+", text.lower())
