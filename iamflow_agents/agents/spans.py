"""Where in a prompt an identity is mentioned, what the words around it already say, and where words can be added.

No parser is used: mentions come with spans from the extractor, and the identity's own attribute values show how far
a description that follows a mention reaches ("a woman | in a beige sweater").
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from iamflow_agents.colours import find_colours
from iamflow_agents.records import Attribute, AttributeValue, Mention, Registry, Scene, Slot

_PRONOUNS = frozenset(
    {
        "he", "she", "they", "it", "him", "them", "himself", "herself", "themselves", "itself", "i", "me", "we", "us",
        "you", "myself", "both", "one", "everyone", "everybody", "who", "whom", "this", "that", "these", "those", "all",
        "neither", "each",
    }
)  # fmt: skip
_MANY = frozenset({"they", "them", "themselves", "both", "everyone", "everybody", "all", "neither", "each", "we", "us"})
_POSSESSIVES = frozenset(
    {"his", "her", "hers", "their", "theirs", "its", "my", "mine", "our", "ours", "your", "yours", "whose"}
)
_STOP = frozenset(
    {"a", "an", "the", "of", "in", "with", "and", "his", "her", "their", "its", "is", "are", "very", "who", "at", "on"}
)
_ADJECTIVE_SLOTS = frozenset({Slot.AGE, Slot.BUILD, Slot.COLOUR, Slot.MATERIAL, Slot.SPECIES})
_LINK = re.compile(r"\s*(?:,\s*)?(?:(?:and|in|with|wearing|of|has|dressed|by|the|a|an|his|her|their|its)\b\s*)*", re.I)
_WORD = re.compile(r"[^\W_]+")
_SUFFIX = re.compile(r"(?:es|ed|ing|ish|en|s|y)$")
_NEAR_WORDS = 6
"""Words of a value count as said together when they stand this close ("her hair is short and black")."""


def is_said(prompt: str, value: AttributeValue, key: str, registry: Registry, scene: Scene) -> bool:
    """Tell whether the prompt says a value of an identity.

    Words are compared without endings and may stand apart a little. When somebody else on screen has the same
    value, the words count only for the one whose mention stands nearest before them.
    """
    wanted = content_stems(value.value)
    places = _places_of(prompt, wanted)
    rivals = [
        other
        for other in scene.on_screen()
        if other != key and _has_value(registry, other, scene.index, value, frozenset(wanted))
    ]
    if not rivals:
        return bool(places)
    return any(_owner(scene, place, (key, *rivals)) == key for place in places)


def best_mention(prompt: str, scene: Scene, key: str) -> Mention | None:
    """The mention an apposition can follow: the first that is no pronoun, else the first personal pronoun.

    Possessives ("her coat", "Nora's coat"), mentions inside quoted speech, mentions in the middle of another mention
    and words for several people ("they", "the siblings") cannot carry one.
    """
    own = sorted((m for m in scene.mentions if m.identity == key), key=lambda m: (m.start, -m.end))
    usable = [m for m in own if _can_follow(prompt, scene, m)]
    named = [m for m in usable if m.text.lower().split()[0] not in _PRONOUNS]
    if named:
        return named[0]
    return next((m for m in usable if len(m.text.split()) == 1 and m.text.lower() not in _MANY), None)


def end_of_description(prompt: str, mention: Mention, attributes: Sequence[Attribute]) -> int:
    """Where an apposition goes: behind the mention and behind what of its looks directly follows it.

    Args:
        prompt: The user's words.
        mention: The mention to follow.
        attributes: The identity's attributes; only those that are worn or had ("in a beige sweater") are followed,
            since an adjective has a noun behind it that no span tells of.

    Returns:
        An offset into the prompt, never inside a word.
    """
    had = [a.value for a in attributes if a.slot not in _ADJECTIVE_SLOTS and not _is_only_colour(a.value)]
    wanted = [w for w in (frozenset(content_stems(value)) for value in had) if w]
    at = mention.end
    while True:
        link = _LINK.match(prompt, at)
        start = link.end() if link else at
        end = _end_of_value(prompt, start, wanted)
        if end is None or prompt[at:start].lstrip().startswith(","):
            return at  # what follows a comma is an apposition of the user's own; ours goes before it
        at = end


def _end_of_value(prompt: str, start: int, wanted: Sequence[frozenset[str]]) -> int | None:
    """End of the shortest run of words from `start` that holds all words of one value, or None."""
    seen: set[str] = set()
    for count, word in enumerate(_WORD.finditer(prompt, start)):
        between = prompt[start : word.start()]
        if count > _NEAR_WORDS or re.search(r"[.,;:!?\"“”()]", between):
            return None
        seen.add(_stem(word[0].lower()))
        if any(value <= seen for value in wanted):
            return _end_of_compound(prompt, word.end())
    return None


def _is_only_colour(value: str) -> bool:
    """Tell whether a value names a colour and nothing that has it."""
    return " ".join(colour.name for colour in find_colours(value)) == value.lower().replace("-", " ")


def _end_of_compound(prompt: str, at: int) -> int:
    """End of a hyphenated word that begins before `at`."""
    rest = re.match(r"(?:-\w+)*", prompt[at:])
    return at + (rest.end() if rest else 0)


def _can_follow(prompt: str, scene: Scene, mention: Mention) -> bool:
    if prompt[mention.start : mention.end] != mention.text or not mention.text.split():
        return False
    if mention.text.lower() in _POSSESSIVES and (mention.text.lower() != "her" or mention.role != "object"):
        return False
    if re.match(r"[\w\-'’]", prompt[mention.end :]) or mention.text.endswith(("'s", "’s")):
        return False
    inside = any(m.start <= mention.start and mention.end < m.end for m in scene.mentions)
    shared = any(
        m.start == mention.start and m.end == mention.end and m.identity != mention.identity for m in scene.mentions
    )
    return not inside and not shared and not _is_quoted(prompt, mention.start)


def _is_quoted(prompt: str, at: int) -> bool:
    """Tell whether an offset lies inside double quotation marks, straight or curly."""
    before = prompt[:at]
    return before.count('"') % 2 == 1 or before.count("“") > before.count("”")


def content_stems(text: str) -> list[str]:
    """The words of a text that carry meaning, without their endings."""
    return [_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP]


def _stem(word: str) -> str:
    """Cut a word's ending when enough is left, so that `curls`, `curly` and `bearded`, `beard` agree."""
    short = _SUFFIX.sub("", word)
    return short if len(short) >= 3 else word


def _places_of(prompt: str, wanted: Sequence[str]) -> list[int]:
    """Offsets of the spots where all wanted stems stand close together."""
    if not wanted:
        return [0]
    words = [(_stem(match[0].lower()), match.start()) for match in _WORD.finditer(prompt)]
    reach = _NEAR_WORDS + len(wanted)
    found = []
    for i, (stem, start) in enumerate(words):
        near = {other for other, _ in words[max(0, i - reach) : i + reach]}
        if stem == wanted[-1] and set(wanted) <= near:
            found.append(start)
    return found


def _has_value(registry: Registry, key: str, segment_index: int, value: AttributeValue, wanted: frozenset[str]) -> bool:
    """Tell whether somebody else has a value of the same slot with the same words."""
    try:
        others = registry.appearance(key, segment_index).values(value.slot)
    except KeyError:
        return False
    return any(wanted == frozenset(content_stems(other)) for other in others)


def _owner(scene: Scene, place: int, keys: Sequence[str]) -> str | None:
    """Whose words stand at an offset: the candidate whose mention covers it, or stands nearest before or after."""
    mine = [m for m in scene.mentions if m.identity in keys]
    if not mine:
        return None
    covering = [m for m in mine if m.start <= place < m.end]
    before = [m for m in mine if m.end <= place]
    if covering:
        return min(covering, key=lambda m: m.end - m.start).identity
    return (max(before, key=lambda m: m.end) if before else min(mine, key=lambda m: m.start)).identity
