"""Writes a registry in the format that identity scorers read: one plain dict a script.

Nothing is decided here; the registry is only retold.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.records import CHARACTER_KINDS, IN_PASSING, Identity, Mention, PresenceState, Registry, Slot


def to_prediction(script_number: int, registry: Registry) -> dict[str, Any]:
    """Turn a registry into a prediction line.

    Props and vehicles that only one segment shows stay out: a prediction lists what is tracked from segment to
    segment, while the registry keeps them because they have to be drawn. Bare plurals ("papers and cups") that no
    mention ever picks out stay out for the same reason. Whoever is never on screen stays out too.

    Args:
        script_number: The script's own number.
        registry: What was resolved.

    Returns:
        `{"script", "segments": [{"index", "place", "entities": [{"id", "mention"}]}], "identities": [...]}`.
    """
    shown: dict[str, int] = {}
    for scene in registry.scenes:
        for presence in scene.presences:
            if presence.state is PresenceState.ON_SCREEN and presence.why != IN_PASSING:
                shown[presence.identity] = shown.get(presence.identity, 0) + 1
    named = _particular(registry)
    named_as = {i.key: i.name for i in registry.identities}  # for what is worn or held without a word about it
    tracked = {i.key for i in registry.identities if _is_tracked(i, shown.get(i.key, 0), i.key in named)}
    segments = []
    for scene in registry.scenes:
        words: dict[str, str] = {}
        for mention in scene.mentions:
            words.setdefault(mention.identity, mention.text)
        entities = [
            {"id": p.identity, "mention": words.get(p.identity) or named_as.get(p.identity, "")}
            for p in scene.presences
            if p.state is PresenceState.ON_SCREEN and p.identity in tracked
        ]
        segments.append({"index": scene.index, "place": scene.setting.place, "entities": entities})
    identities = [_identity_line(i) for i in registry.identities if i.key in tracked]
    return {"script": script_number, "segments": segments, "identities": identities}


def _is_tracked(identity: Identity, n_segments: int, is_particular: bool) -> bool:
    if identity.kind in CHARACTER_KINDS:
        return n_segments > 0
    return n_segments > 1 and is_particular


def _particular(registry: Registry) -> set[str]:
    """Keys that at least one mention picks out: "the cups", "her cups" or "two cups", not just "cups"."""
    found = set()
    for scene in registry.scenes:
        for mention in scene.mentions:
            first, _, rest = mention.text.partition(" ")
            if not first.lower().endswith("s") or rest or _is_pronoun(mention) or first[:1].isupper():
                found.add(mention.identity)
    return found


def _is_pronoun(mention: Mention) -> bool:
    """Whether a mention is a pronoun; what a model said of it may stand behind the reason."""
    return mention.reason.partition(";")[0] == "pronoun"


def _identity_line(identity: Identity) -> dict[str, Any]:
    seen: dict[tuple[str, str], None] = {}
    for attribute in identity.attributes:
        if attribute.slot is Slot.SPECIES and not attribute.evidence:
            continue  # the bare kind noun says who somebody is; what the text describes ("a border collie") stays
        seen[(attribute.slot.value, attribute.value)] = None
    return {
        "id": identity.key,
        "kind": identity.kind.value,
        "name": identity.name,
        "aliases": list(identity.aliases),
        "attributes": [{"slot": slot, "value": value} for slot, value in seen],
    }
