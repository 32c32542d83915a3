"""How an identity looks over time: attributes with intervals, and how the script's words change them.

A change in a slot that holds one thing (hair, a coat, a hat) closes the old interval and opens a new one; what merely
repeats is kept once, in its longer wording. The script and the cast are canon; nothing is observed here.
"""

from __future__ import annotations

from dataclasses import replace

from iamflow_agents.agents.reading import LookReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.scenery import content_words
from iamflow_agents.records import Attribute, Slot, Source

ONE_AT_A_TIME = frozenset(
    {Slot.HAIR, Slot.FACIAL_HAIR, Slot.TOP, Slot.BOTTOM, Slot.OUTERWEAR, Slot.FOOTWEAR, Slot.HEADWEAR}
)
_LASTING = frozenset({
    Slot.AGE, Slot.BUILD, Slot.SKIN, Slot.HAIR, Slot.FACE, Slot.EYES, Slot.FACIAL_HAIR, Slot.COLOUR, Slot.MATERIAL,
    Slot.SPECIES,
})  # fmt: skip
_SAID_AGAIN = frozenset({"old", "young", "small", "big", "tall", "white", "black", "grey", "red", "little", "older"})
"""What may be true of the whole as well as of a part: a small man with a small beard."""
_WORN_THERE = frozenset({"wig", "ribbon", "mask", "makeup", "dye", "dyed", "wet", "now"})
"""Words in a lasting slot for what comes and goes all the same."""


def put_look(
    attributes: list[Attribute],
    look: LookReading,
    segment: int,
    lexicon: Lexicon,
    source: Source = Source.SCRIPT,
    evidence: str = "",
    since: int | None = None,
) -> None:
    """Write one look into an identity's attributes.

    Args:
        attributes: Changed in place, in the order they were said.
        look: What the text says.
        segment: The segment that says it.
        lexicon: For words that mean the same.
        source: Who says it.
        evidence: The words it was read from.
        since: First segment that shows the identity. What a body has is told late but was there all along, so that
            nobody's hair changes between two segments only because the second describes it.
    """
    if look.change in {"off", "not"}:
        closed = _take_off(attributes, look, segment, lexicon)
        if not closed and look.change == "off":
            _worn_until_now(attributes, look, segment, source, evidence, since)
        return
    words = content_words(look.value, lexicon)
    if _told_before(attributes, words):
        return
    for at, old in enumerate(attributes):
        if old.slot is not look.slot or old.valid_to is not None:
            continue
        relation = _compare(content_words(old.value, lexicon), words, lexicon)
        if relation == "same":
            if (
                len(words) > len(content_words(old.value, lexicon))
                and source is Source.SCRIPT
                and old.source is Source.SCRIPT
            ):
                attributes[at] = replace(old, value=look.value, evidence=evidence or old.evidence)
            return
        if relation == "other" and look.slot in ONE_AT_A_TIME and old.valid_from < segment:
            attributes[at] = replace(old, valid_to=segment)
    start = segment
    if since is not None and not look.change and look.slot in _LASTING and not _WORN_THERE & set(words):
        start = segment if any(old.slot is look.slot for old in attributes) else min(since, segment)
    attributes.append(
        Attribute(slot=look.slot, value=look.value, source=source, valid_from=start, evidence=evidence or look.value)
    )


def _told_before(attributes: list[Attribute], words: tuple[str, ...]) -> bool:
    """Whether what is still so says it in another form: "the scarred man" after "a scar through one eyebrow"."""
    stems = {_stem(part) for word in words if word != "clothes" for part in word.split("-")}
    return bool(stems) and any(
        old.valid_to is None
        and set(words) != set(old.value.lower().split())
        and stems <= {_stem(part) for part in old.value.lower().replace("-", " ").split()}
        and not stems <= {_stem(word) for word in _SAID_AGAIN}
        for old in attributes
    )


def _stem(word: str) -> str:
    """A word without the endings that turn a noun into an adjective: tattooed, scarred, striped, tails."""
    low = word.strip(".,;'’").lower()
    for ending in ("ed", "es", "s", "e"):
        if low.endswith(ending) and len(low) - len(ending) >= 3:
            low = low[: -len(ending)]
            break
    return low[:-1] if len(low) > 3 and low[-1] == low[-2] and low[-1] not in "aeiouls" else low


def _take_off(attributes: list[Attribute], look: LookReading, segment: int, lexicon: Lexicon) -> bool:
    """Close what the look names: the same garment word, or everything in its slot when the word is general.

    Returns:
        Whether there was anything of its kind, worn or taken off before.
    """
    words, met = content_words(look.value, lexicon), False
    for at, old in enumerate(attributes):
        known = content_words(old.value, lexicon)
        named = bool(set(words) & set(known)) or look.slot in ONE_AT_A_TIME
        met = met or (named and old.slot is look.slot)
        if old.valid_to is not None or old.valid_from > segment or old.slot is not look.slot:
            continue
        if named:
            attributes[at] = replace(old, valid_to=max(segment, old.valid_from + 1))
    return met


def _worn_until_now(
    attributes: list[Attribute], look: LookReading, segment: int, source: Source, evidence: str, since: int | None
) -> None:
    """Write down a garment that is first spoken of when it comes off: it was on until now."""
    start = max(segment - 1, min(since, segment)) if since is not None else segment
    attributes.append(
        Attribute(
            slot=look.slot, value=look.value, source=source, valid_from=start, valid_to=max(segment, start + 1),
            evidence=evidence or look.value,
        )
    )  # fmt: skip


def _compare(known: tuple[str, ...], said: tuple[str, ...], lexicon: Lexicon) -> str:
    """`same` when one wording contains the other, `other` otherwise."""
    if not known or not said:
        return "same" if known == said else "other"
    short, long = sorted((known, said), key=len)
    inside = all(any(word == w or lexicon.alike(word, w) for w in long) for word in short)
    return "same" if inside else "other"
