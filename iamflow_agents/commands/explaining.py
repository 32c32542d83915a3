"""`iamflow extract --explain`: every decision about a story, with its reason and how sure it is.

The explanation is one plain document, the same for people and machines; `explained_tables` draws it. Nothing is
decided here.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamflow_agents.agents.collectives import groups_told
from iamflow_agents.agents.reading import MentionReading, SegmentReading
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.codec import decode
from iamflow_agents.commands.reasons import decided_by, explain_presence, explain_reason, sureness
from iamflow_agents.records import CHARACTER_KINDS, Attribute, Identity, Registry, Scene
from iamflow_agents.script import Script


def explain(number: int, script: Script, readings: Sequence[str], registry: Registry) -> dict[str, Any]:
    """Everything that was decided about a script, as plain data.

    Args:
        number: The script's own number.
        script: The story.
        readings: What the extractor wrote, one JSON text a segment.
        registry: What the resolver made of it.

    Returns:
        `{"script", "title", "identities", "groups", "places", "segments"}`. Segments count from 0 and `to` is
        exclusive, as in the registry; `prompt[start:end] == text` for every mention. `because` is for people,
        `reason` for code.
    """
    return {
        "script": number,
        "title": script.title,
        "identities": [_identity(identity) for identity in registry.identities],
        "groups": [_identity(group) for group in groups_told(registry)],
        "places": [{"key": place.key, "name": place.name, "aliases": list(place.aliases)} for place in registry.places],
        "segments": [
            _segment(
                scene, script.segments[scene.index].prompt, decode(SegmentReading, readings[scene.index]), registry
            )
            for scene in registry.scenes
        ],
    }


def _identity(identity: Identity) -> dict[str, Any]:
    return {
        "key": identity.key,
        "name": identity.name,
        "kind": identity.kind.value,
        "gender": identity.gender,
        "aliases": list(identity.aliases),
        "members": list(identity.members),
        "first_segment": identity.first_segment,
        "looks": [_look(attribute) for attribute in identity.attributes],
    }


def _look(attribute: Attribute) -> dict[str, Any]:
    return {
        "slot": attribute.slot.value,
        "value": attribute.value,
        "from": attribute.valid_from,
        "to": attribute.valid_to,
        "source": attribute.source.value,
        "evidence": attribute.evidence,
        "confidence": attribute.confidence,
        "sure": sureness(attribute.confidence),
    }


def _members(scene: Scene) -> dict[tuple[int, int], list[str]]:
    """Whom each span of the prompt means."""
    found: dict[tuple[int, int], list[str]] = {}
    for mention in scene.mentions:
        found.setdefault((mention.start, mention.end), []).append(mention.identity)
    return found


def _segment(scene: Scene, prompt: str, reading: SegmentReading, registry: Registry) -> dict[str, Any]:
    spans = _members(scene)
    mentioned = {mention.identity for mention in scene.mentions}
    return {
        "index": scene.index,
        "prompt": prompt,
        "place": {"key": scene.setting.place, "name": scene.setting.name, "why": scene.place_why},
        "time_of_day": scene.setting.time_of_day.value,
        "weather": scene.setting.weather.value,
        "mentions": _mentions(scene, registry),
        "presences": [
            {
                "identity": presence.identity,
                "state": presence.state.value,
                "why": presence.why,
                "because": explain_presence(presence.why, is_mentioned=presence.identity in mentioned),
            }
            for presence in scene.presences
        ],
        "actions": [
            {
                "actor": action.actor,
                "verb": action.verb.value,
                "target": action.target,
                "recipient": action.recipient,
                "text": action.text,
            }
            for action in scene.actions
        ],
        "left_open": [
            {"text": mention.text, "start": mention.start, "end": mention.end, "because": why}
            for mention in reading.mentions
            if (mention.start, mention.end) not in spans and (why := _why_open(mention))
        ],
    }


def _mentions(scene: Scene, registry: Registry) -> list[dict[str, Any]]:
    """One row a span, with everybody it means."""
    rows: dict[tuple[int, int], dict[str, Any]] = {}
    for mention in scene.mentions:
        row = rows.get((mention.start, mention.end))
        if row is not None:
            row["identities"].append(mention.identity)
            continue
        is_thing = registry.identity(mention.identity).kind not in CHARACTER_KINDS
        rows[(mention.start, mention.end)] = {
            "text": mention.text,
            "start": mention.start,
            "end": mention.end,
            "identities": [mention.identity],
            "reason": mention.reason,
            "because": explain_reason(mention.reason, is_thing=is_thing),
            "confidence": mention.confidence,
            "sure": sureness(mention.confidence),
            "decided_by": decided_by(mention.reason),
        }
    return list(rows.values())


def _why_open(mention: MentionReading) -> str:
    """Why words that could mean somebody mean nobody; empty for scenery, which nobody asks about."""
    if mention.form is Form.PRONOUN:
        if mention.quoted:
            return "said in speech, and not needed to know who is there"
        return "nobody known can be meant" if mention.pronoun != "neutral" else "nothing that is tracked is meant"
    if not mention.name and mention.kind not in CHARACTER_KINDS:
        return ""
    if mention.denied:
        return "the text says they are not there"
    if mention.quoted:
        return "only spoken of, and nobody known by that word"
    if mention.plural:
        return "a crowd whose members nobody can tell apart"
    return "too little is said to tell somebody apart"
