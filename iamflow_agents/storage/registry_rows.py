"""Registry records to rows and back; pure functions, no statements."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import StorageError
from iamflow_agents.records import (
    Attribute,
    Identity,
    Kind,
    Mention,
    Place,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Slot,
    Source,
)


def check_registry(registry: Registry, n_segments: int) -> None:
    """Refuse a registry that contradicts itself, before anything is written.

    Raises:
        StorageError: If a key or a scene stands twice, a scene is not in the script, or somebody unlisted is named.
    """
    keys = [identity.key for identity in registry.identities]
    _once(keys, "identity")
    _once([place.key for place in registry.places], "place")
    _once([scene.index for scene in registry.scenes], "scene of segment")
    known = set(keys)
    for scene in registry.scenes:
        if not 0 <= scene.index < n_segments:
            _refuse(f"the registry has a scene for segment {scene.index} of {n_segments}")
        for key in (*(m.identity for m in scene.mentions), *(p.identity for p in scene.presences)):
            if key not in known:
                _refuse(f"segment {scene.index} speaks of identity {key!r}, which the registry does not list")
        _once([p.identity for p in scene.presences], f"segment {scene.index}: presence of")


def split_observed(registry: Registry) -> tuple[Registry, dict[str, list[Attribute]]]:
    """Take the observed attributes out: what is left is the canon of script, cast and user."""
    observed: dict[str, list[Attribute]] = {}
    identities = []
    for identity in registry.identities:
        seen = [a for a in identity.attributes if a.source is Source.OBSERVED]
        if seen:
            observed[identity.key] = seen
        identities.append(
            replace(identity, attributes=tuple(a for a in identity.attributes if a.source is not Source.OBSERVED))
        )
    return replace(registry, identities=tuple(identities)), observed


def identity_row(story_id: int, position: int, identity: Identity) -> dict[str, Any]:
    """The columns of an identity that its row holds; aliases and attributes have tables."""
    return {
        "story_id": story_id,
        "position": position,
        "key": identity.key,
        "kind": identity.kind,
        "name": identity.name,
        "gender": identity.gender,
        "first_segment": identity.first_segment,
        "members_json": _texts(identity.members),
        "listed": True,
    }


def place_row(story_id: int, position: int, place: Place) -> dict[str, Any]:
    """The columns of a place."""
    aliases = _texts(place.aliases)
    return {"story_id": story_id, "position": position, "key": place.key, "name": place.name, "aliases_json": aliases}


def attribute_row(identity_id: int, position: int, attribute: Attribute) -> dict[str, Any]:
    """The columns of an attribute."""
    return {
        "identity_id": identity_id,
        "position": position,
        "slot": attribute.slot,
        "value": attribute.value,
        "source": attribute.source,
        "confidence": attribute.confidence,
        "valid_from": attribute.valid_from,
        "valid_to": attribute.valid_to,
        "evidence": attribute.evidence,
    }


def mention_row(segment_id: int, position: int, mention: Mention, people: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a mention."""
    return {
        "segment_id": segment_id,
        "identity_id": people[mention.identity],
        "position": position,
        "text": mention.text,
        "start_char": mention.start,
        "end_char": mention.end,
        "role": mention.role,
        "reason": mention.reason,
        "confidence": mention.confidence,
    }


def presence_row(segment_id: int, position: int, presence: Presence, people: Mapping[str, int]) -> dict[str, Any]:
    """The columns of a presence."""
    return {
        "segment_id": segment_id,
        "identity_id": people[presence.identity],
        "position": position,
        "state": presence.state,
        "why": presence.why,
    }


def scene_json(scene: Scene) -> str:
    """A scene without what has tables of its own."""
    return encode(replace(scene, mentions=(), presences=()))


def read_identity(row: Row[Any], aliases: Sequence[Row[Any]], attributes: tuple[Attribute, ...]) -> Identity:
    """An identity from its rows."""
    return Identity(
        key=row.key,
        kind=Kind(row.kind),
        name=row.name,
        first_segment=row.first_segment,
        aliases=tuple(alias.text for alias in aliases),
        gender=row.gender,
        attributes=attributes,
        members=tuple(json.loads(row.members_json)),
        ordinal=row.number,
    )


def read_attribute(row: Row[Any]) -> Attribute:
    """An attribute from its row."""
    return Attribute(
        slot=Slot(row.slot),
        value=row.value,
        source=Source(row.source),
        confidence=row.confidence,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        evidence=row.evidence,
    )


def read_place(row: Row[Any]) -> Place:
    """A place from its row."""
    return Place(key=row.key, name=row.name, aliases=tuple(json.loads(row.aliases_json)))


def read_scene(text: str, mentions: Sequence[Row[Any]], presences: Sequence[Row[Any]]) -> Scene:
    """A scene from its JSON and the rows that hang on its segment."""
    scene = decode(Scene, text)
    return replace(
        scene,
        mentions=tuple(_read_mention(row, scene.index) for row in mentions),
        presences=tuple(Presence(identity=row.key, state=PresenceState(row.state), why=row.why) for row in presences),
    )


def _read_mention(row: Row[Any], segment_index: int) -> Mention:
    return Mention(
        segment_index=segment_index,
        identity=row.key,
        text=row.text,
        start=row.start_char,
        end=row.end_char,
        role=row.role,
        reason=row.reason,
        confidence=row.confidence,
    )


def _texts(words: Sequence[str]) -> str:
    return json.dumps(words, separators=(",", ":"), ensure_ascii=False)


def _once(values: Sequence[object], what: str) -> None:
    seen: set[object] = set()
    for value in values:
        if value in seen:
            _refuse(f"{what} {value!r} stands twice in the registry")
        seen.add(value)


def _refuse(what: str) -> None:
    raise StorageError(
        what, where="the registry", next_step="Nothing was written. This is a fault of the resolver; please report it."
    )
