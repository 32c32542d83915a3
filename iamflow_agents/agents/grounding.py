"""Add to a prompt what its identities look like and the words leave out.

The user's words stay: insertions stand behind mentions, as appositions, or as a sentence at the end for somebody
who is on screen but never named in a place where an apposition would read well; things are only described where they
are named. Taking the insertions out again gives the prompt back, letter by letter. When the text encoder's budget is
short, the least important slots go first. Which attributes are valid is the registry's decision.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from iamflow_agents.agents.spans import best_mention, end_of_description, is_said
from iamflow_agents.agents.wording import describe
from iamflow_agents.records import CHARACTER_KINDS, WORN, AttributeValue, Identity, Mention, Registry, Scene, Slot

_IMPORTANCE = (
    Slot.SPECIES, Slot.OUTERWEAR, Slot.TOP, Slot.HAIR, Slot.COLOUR, Slot.HEADWEAR, Slot.AGE, Slot.FACIAL_HAIR,
    Slot.SKIN, Slot.BOTTOM, Slot.MARKING, Slot.ACCESSORY, Slot.BUILD, Slot.MATERIAL, Slot.FACE, Slot.FOOTWEAR,
    Slot.EYES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Insertion:
    """Words added to a prompt. `start` is where they go in the user's prompt."""

    start: int
    text: str
    identity: str


@dataclass(frozen=True, slots=True)
class _Described:
    """One identity that lacks words, the mention that will carry them, and what to say."""

    identity: Identity
    mention: Mention | None
    attributes: tuple[AttributeValue, ...]
    order: int


def count_words(text: str) -> int:
    """Count words and punctuation marks; a stand-in for a generator's own tokenizer."""
    return len(re.findall(r"\w+|[^\w\s]", text))


def ground_prompt(
    prompt: str,
    registry: Registry,
    segment_index: int,
    *,
    max_tokens: int | None = None,
    count_tokens: Callable[[str], int] = count_words,
    emphasis: Sequence[str] = (),
) -> str:
    """Add the attributes valid now and absent from the text behind each identity's first mention.

    Args:
        prompt: The user's words; the mentions' spans of the segment's scene refer to it.
        registry: The story's identities and scenes.
        segment_index: The segment, counted from 0.
        max_tokens: Budget of the text encoder; None when there is no limit.
        count_tokens: Counts as the text encoder does.
        emphasis: `identity/slot` pairs to say even if the text has them; they are also the last to be dropped.

    Returns:
        The grounded prompt; the prompt itself when nothing is missing or nothing fits.
    """
    return apply_insertions(
        prompt,
        plan_insertions(
            prompt, registry, segment_index, max_tokens=max_tokens, count_tokens=count_tokens, emphasis=emphasis
        ),
    )


def plan_insertions(
    prompt: str,
    registry: Registry,
    segment_index: int,
    *,
    max_tokens: int | None = None,
    count_tokens: Callable[[str], int] = count_words,
    emphasis: Sequence[str] = (),
) -> tuple[Insertion, ...]:
    """Decide what `ground_prompt` adds and where, in text order; the arguments are the same."""
    scene = scene_of(registry, segment_index)
    described = _find_described(prompt, registry, scene, frozenset(emphasis)) if scene else []
    queue = _drop_order(described, frozenset(emphasis))
    dropped: set[tuple[str, int]] = set()
    while True:
        insertions = _insertions(prompt, described, dropped)
        if max_tokens is None or count_tokens(apply_insertions(prompt, insertions)) <= max_tokens or not queue:
            return insertions
        dropped.add(queue.pop(0))


def apply_insertions(prompt: str, insertions: Sequence[Insertion]) -> str:
    """Put insertions into a prompt; those at one spot keep their order."""
    pieces: list[str] = []
    at = 0
    for insertion in insertions:
        pieces += [prompt[at : insertion.start], insertion.text]
        at = insertion.start
    return "".join([*pieces, prompt[at:]])


def scene_of(registry: Registry, segment_index: int) -> Scene | None:
    """The scene of a segment, or None when nothing was read there."""
    return next((scene for scene in registry.scenes if scene.index == segment_index), None)


def on_screen_members(registry: Registry, scene: Scene) -> tuple[str, ...]:
    """Keys of everybody on screen by first mention; groups give way to their members when these are known.

    What somebody has on is a look of theirs and stays out.
    """
    first = {m.identity: m.start for m in sorted(scene.mentions, key=lambda m: m.start, reverse=True)}
    worn = {p.identity for p in scene.presences if p.why == WORN}
    keys = sorted((key for key in scene.on_screen() if key not in worn), key=lambda key: first.get(key, 1 << 30))
    known = {identity.key: identity for identity in registry.identities}
    listed: list[str] = []
    for key in keys:
        if key in known:
            listed += [member for member in known[key].members if member in known] or [key]
    return tuple(dict.fromkeys(listed))


def _find_described(prompt: str, registry: Registry, scene: Scene, emphasis: frozenset[str]) -> list[_Described]:
    """Everybody on screen whose valid attributes are not all in the text."""
    found = []
    for order, key in enumerate(on_screen_members(registry, scene)):
        identity = registry.identity(key)
        lacking = tuple(
            value
            for value in registry.appearance(key, scene.index, observed=True).attributes
            if f"{key}/{value.slot.value}" in emphasis or not is_said(prompt, value, key, registry, scene)
        )
        mention = best_mention(prompt, scene, key)
        if lacking and (identity.kind in CHARACTER_KINDS or (mention and mention.text.lower() != "it")):
            found.append(_Described(identity, mention, lacking, order))
    return found


def _drop_order(described: list[_Described], emphasis: frozenset[str]) -> list[tuple[str, int]]:
    """(identity, position) of every attribute, first to be dropped first."""
    ranked = []
    for one in described:
        for position, value in enumerate(one.attributes):
            emphasised = f"{one.identity.key}/{value.slot.value}" in emphasis
            thing = one.identity.kind not in CHARACTER_KINDS
            rank = (emphasised, not thing, -_IMPORTANCE.index(value.slot), -one.order, -position)
            ranked.append((rank, (one.identity.key, position)))
    return [entry for _, entry in sorted(ranked)]


def _insertions(prompt: str, described: list[_Described], dropped: set[tuple[str, int]]) -> tuple[Insertion, ...]:
    """Word what is left of every identity's attributes."""
    made: list[tuple[int, bool, int, str, str]] = []
    for one in described:
        kept = [v for i, v in enumerate(one.attributes) if (one.identity.key, i) not in dropped]
        kept.sort(key=lambda value: _reading_order(value.slot))
        if not kept:
            continue
        if one.mention is None:
            words = describe(one.identity, kept, "")
            sentence = _sentence(prompt, one.identity, words, is_first=not any(entry[1] for entry in made))
            made.append((len(prompt.rstrip()), True, one.order, sentence, one.identity.key))
            continue
        words = describe(one.identity, kept, one.mention.text)
        start = end_of_description(prompt, one.mention, one.identity.attributes)
        made.append((start, False, one.order, _apposition(prompt, start, words), one.identity.key))
    return tuple(Insertion(start, text, key) for start, _, _, text, key in sorted(made))


def _reading_order(slot: Slot) -> int:
    """Adjectives as English orders them (tall young red wooden), then from head to foot."""
    order = (
        Slot.BUILD, Slot.AGE, Slot.MARKING, Slot.COLOUR, Slot.MATERIAL, Slot.SPECIES, Slot.SKIN, Slot.HAIR, Slot.FACE,
        Slot.EYES, Slot.FACIAL_HAIR, Slot.HEADWEAR, Slot.OUTERWEAR, Slot.TOP, Slot.BOTTOM, Slot.FOOTWEAR,
        Slot.ACCESSORY,
    )  # fmt: skip
    return order.index(slot)


def _apposition(prompt: str, start: int, words: str) -> str:
    """Words between commas; the second comma is left out where the text brings a mark of its own."""
    following = prompt[start:].lstrip()[:1]
    closed = following == "" or following in ',.;:!?)]—–"”'
    return f", {words}" if closed else f", {words},"


def _sentence(prompt: str, identity: Identity, words: str, *, is_first: bool) -> str:
    """A sentence behind the prompt for somebody no mention can carry; the first one closes the prompt's own."""
    stripped = prompt.rstrip()
    stop = "." if is_first and stripped and stripped[-1] not in '.!?"”' else ""
    name = identity.name[:1].upper() + identity.name[1:]
    verb = "appears" if words.startswith("with ") else "is"
    return f"{stop}{' ' if stripped else ''}{name} {verb} {words}."
