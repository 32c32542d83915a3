"""The registry in the entity database: who is who, what is said of them, and what was observed.

Saving replaces what the script says and leaves alone what was made and seen: takes, verdicts, memory frames and
observed attributes. Identities keep their row, and so everything that points at it, for as long as the job lives.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Table, bindparam, delete, insert, select, update

from iamflow_agents.codec import encode
from iamflow_agents.errors import StorageError
from iamflow_agents.records import Attribute, Identity, Registry, Source
from iamflow_agents.storage.database import Database
from iamflow_agents.storage.jobs import Clock, StorePart
from iamflow_agents.storage.observed import beside_canon, fills_a_gap
from iamflow_agents.storage.registry_rows import (
    attribute_row,
    check_registry,
    identity_row,
    mention_row,
    place_row,
    presence_row,
    read_attribute,
    read_identity,
    read_place,
    read_scene,
    scene_json,
    split_observed,
)
from iamflow_agents.storage.statements import (
    IDENTITY,
    JOB,
    SEGMENT,
    STORY,
    identities_of,
    insert_all,
    story_of,
    touch_registry,
    unknown_job,
    upsert,
)
from iamflow_agents.storage.tables import AliasRow, AttributeRow, MentionRow, OrdinalRow, PlaceRow, PresenceRow, table

ALIAS, ATTRIBUTE, PLACE = table(AliasRow), table(AttributeRow), table(PlaceRow)
MENTION, PRESENCE, ORDINAL = table(MentionRow), table(PresenceRow), table(OrdinalRow)
_VERSION = (
    select(STORY.c.id, STORY.c.created, STORY.c.registry_hash, STORY.c.registry_version)
    .join(JOB, JOB.c.story_id == STORY.c.id)
    .where(JOB.c.name == bindparam("job"))
)


class RegistryStore(StorePart):
    """Registries, one a job."""

    def __init__(self, database: Database, *, clock: Clock = time.time) -> None:
        super().__init__(database, clock=clock)
        # Reading a long story takes tens of milliseconds, asking for its version a fraction of one.
        self._last_read: tuple[tuple[Any, ...], Registry] | None = None

    def save_registry(self, job_id: str, registry: Registry) -> None:
        """Write down who is who, in one transaction; the same registry again changes nothing.

        Observed attributes in `registry` are added where they fill a gap, as by `add_observed`; those of earlier
        takes are kept.

        Raises:
            StorageError: If the registry contradicts itself; nothing is written then.
        """
        canon, observed = split_observed(registry)
        digest = hashlib.sha256(encode(canon).encode()).hexdigest()
        with self.database.write() as connection:
            story_id = story_of(connection, job_id)
            before = connection.execute(select(STORY.c.registry_hash).where(STORY.c.id == story_id)).scalar()
            if before != digest:
                _replace_canon(connection, story_id, canon)
                connection.execute(update(STORY).where(STORY.c.id == story_id).values(registry_hash=digest))
                touch_registry(connection, story_id)
            for key, attributes in observed.items():
                for attribute in attributes:
                    _observe(connection, story_id, key, attribute)

    def registry(self, job_id: str) -> Registry:
        """Everybody and everything of the story, with observed attributes behind canon's; empty before it is saved."""
        with self.database.read() as connection:
            found = connection.execute(_VERSION, {"job": job_id}).first()
            if found is None:
                unknown_job(connection, job_id)
            version, story_id = tuple(found), found.id
            last = self._last_read
            if last is None or last[0][:3] != version[:3]:
                last = version, _read(connection, story_id)
            elif last[0] != version:
                # Only something observed was added: scenes and places are as they were.
                last = version, replace(last[1], identities=_read_identities(connection, story_id))
        self._last_read = last
        return last[1]

    def add_observed(self, job_id: str, identity_key: str, attribute: Attribute) -> bool:
        """Keep what a viewer has seen of an identity, where nothing else is known; its source becomes `observed`.

        Returns:
            Whether it was added: False when an attribute holds in that slot where the observation begins.

        Raises:
            StorageError: If the registry does not list the identity.
        """
        with self.database.write() as connection:
            return _observe(connection, story_of(connection, job_id), identity_key, attribute)


def _observe(connection: Connection, story_id: int, key: str, attribute: Attribute) -> bool:
    """Add an observed attribute where it fills a gap."""
    query = select(IDENTITY.c.id).where(IDENTITY.c.story_id == story_id, IDENTITY.c.key == key, IDENTITY.c.listed)
    identity_id = connection.execute(query).scalar()
    if identity_id is None:
        raise StorageError(
            f"something was observed of identity {key!r}, which the registry does not list",
            where="the registry",
            next_step="Save the registry first.",
        )
    rows = connection.execute(select(ATTRIBUTE).where(ATTRIBUTE.c.identity_id == identity_id)).all()
    if not fills_a_gap(attribute, [read_attribute(row) for row in rows]):
        return False
    observed = replace(attribute, source=Source.OBSERVED)
    connection.execute(insert(ATTRIBUTE).values(attribute_row(identity_id, len(rows), observed)))
    touch_registry(connection, story_id)
    return True


def _replace_canon(connection: Connection, story_id: int, canon: Registry) -> None:
    """Make the rows say what the registry says; only rows that nothing made can point at are deleted."""
    query = select(SEGMENT.c.segment_index, SEGMENT.c.id).where(SEGMENT.c.story_id == story_id)
    segments = {row.segment_index: row.id for row in connection.execute(query)}
    check_registry(canon, len(segments))
    _replace_identities(connection, story_id, canon.identities)
    people = identities_of(connection, story_id, (identity.key for identity in canon.identities))
    places = _replace_places(connection, story_id, canon)
    connection.execute(update(SEGMENT).where(SEGMENT.c.story_id == story_id).values(scene_json=None, place_id=None))
    for scene in canon.scenes:
        values = {"scene_json": scene_json(scene), "place_id": places.get(scene.setting.place)}
        connection.execute(update(SEGMENT).where(SEGMENT.c.id == segments[scene.index]).values(values))
    ids = select(SEGMENT.c.id).where(SEGMENT.c.story_id == story_id)
    connection.execute(delete(MENTION).where(MENTION.c.segment_id.in_(ids)))
    connection.execute(delete(PRESENCE).where(PRESENCE.c.segment_id.in_(ids)))
    scenes = [(segments[scene.index], scene) for scene in canon.scenes]
    mentions = [mention_row(pk, i, m, people) for pk, scene in scenes for i, m in enumerate(scene.mentions)]
    presences = [presence_row(pk, i, p, people) for pk, scene in scenes for i, p in enumerate(scene.presences)]
    insert_all(connection, MENTION, mentions)
    insert_all(connection, PRESENCE, presences)


def _replace_identities(connection: Connection, story_id: int, identities: Iterable[Identity]) -> None:
    """Update or add identities with their aliases and canonical attributes; who is gone is no longer listed."""
    identities = tuple(identities)
    connection.execute(update(IDENTITY).where(IDENTITY.c.story_id == story_id).values(listed=False))
    upsert(
        connection,
        IDENTITY,
        ("story_id", "key"),
        [identity_row(story_id, position, identity) for position, identity in enumerate(identities)],
    )
    ids = select(IDENTITY.c.id).where(IDENTITY.c.story_id == story_id)
    connection.execute(delete(ALIAS).where(ALIAS.c.identity_id.in_(ids)))
    canon = ATTRIBUTE.c.source != Source.OBSERVED
    connection.execute(delete(ATTRIBUTE).where(ATTRIBUTE.c.identity_id.in_(ids), canon))
    people = identities_of(connection, story_id, (identity.key for identity in identities))
    aliases = [
        {"identity_id": people[identity.key], "position": i, "text": text}
        for identity in identities
        for i, text in enumerate(identity.aliases)
    ]
    attributes = [
        attribute_row(people[identity.key], i, a) for identity in identities for i, a in enumerate(identity.attributes)
    ]
    connection.execute(delete(ORDINAL).where(ORDINAL.c.identity_id.in_(ids)))
    numbers = [
        {"identity_id": people[identity.key], "number": identity.ordinal}
        for identity in identities
        if identity.ordinal is not None
    ]
    insert_all(connection, ORDINAL, numbers)
    insert_all(connection, ALIAS, aliases)
    insert_all(connection, ATTRIBUTE, attributes)


def _replace_places(connection: Connection, story_id: int, canon: Registry) -> dict[str, int]:
    """Make the places those of the registry.

    Returns:
        Their primary keys by key.
    """
    keys = [place.key for place in canon.places]
    connection.execute(delete(PLACE).where(PLACE.c.story_id == story_id, PLACE.c.key.not_in(keys)))
    rows = [place_row(story_id, position, place) for position, place in enumerate(canon.places)]
    upsert(connection, PLACE, ("story_id", "key"), rows)
    query = select(PLACE.c.key, PLACE.c.id).where(PLACE.c.story_id == story_id)
    return {row.key: row.id for row in connection.execute(query)}


def _read(connection: Connection, story_id: int) -> Registry:
    """Read all rows of a registry, one query a table."""
    places = select(PLACE).where(PLACE.c.story_id == story_id).order_by(PLACE.c.position)
    mentions, presences = _by_segment(connection, MENTION, story_id), _by_segment(connection, PRESENCE, story_id)
    read = select(SEGMENT.c.id, SEGMENT.c.scene_json).where(
        SEGMENT.c.story_id == story_id, SEGMENT.c.scene_json.is_not(None)
    )
    return Registry(
        identities=_read_identities(connection, story_id),
        places=tuple(read_place(row) for row in connection.execute(places)),
        scenes=tuple(
            read_scene(row.scene_json, mentions.get(row.id, []), presences.get(row.id, []))
            for row in connection.execute(read.order_by(SEGMENT.c.segment_index))
        ),
    )


def _read_identities(connection: Connection, story_id: int) -> tuple[Identity, ...]:
    """Read those whom the registry lists, with observed attributes behind canon's."""
    aliases = _by_parent(connection, ALIAS, story_id)
    canon, observed = _attributes(connection, story_id)
    listed = (
        select(IDENTITY, ORDINAL.c.number)
        .outerjoin(ORDINAL, ORDINAL.c.identity_id == IDENTITY.c.id)
        .where(IDENTITY.c.story_id == story_id, IDENTITY.c.listed)
        .order_by(IDENTITY.c.position)
    )
    return tuple(
        read_identity(row, aliases.get(row.id, []), beside_canon(canon.get(row.id, []), observed.get(row.id, [])))
        for row in connection.execute(listed)
    )


def _by_parent(connection: Connection, rows: Table, story_id: int) -> dict[int, list[Row[Any]]]:
    """Rows that hang on identities, by identity."""
    query = select(rows).join(IDENTITY, IDENTITY.c.id == rows.c.identity_id).where(IDENTITY.c.story_id == story_id)
    grouped: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query.order_by(rows.c.position, rows.c.id)):
        grouped.setdefault(row.identity_id, []).append(row)
    return grouped


def _by_segment(connection: Connection, rows: Table, story_id: int) -> dict[int, list[Row[Any]]]:
    """Rows that hang on segments, by segment, with the key of the identity they speak of."""
    query = (
        select(rows, IDENTITY.c.key)
        .join(IDENTITY, IDENTITY.c.id == rows.c.identity_id)
        .where(IDENTITY.c.story_id == story_id)
        .order_by(rows.c.segment_id, rows.c.position)
    )
    grouped: dict[int, list[Row[Any]]] = {}
    for row in connection.execute(query):
        grouped.setdefault(row.segment_id, []).append(row)
    return grouped


Attributes = Mapping[int, list[Attribute]]


def _attributes(connection: Connection, story_id: int) -> tuple[Attributes, Attributes]:
    """Canonical and observed attributes, each by identity."""
    canon: dict[int, list[Attribute]] = {}
    observed: dict[int, list[Attribute]] = {}
    for identity_id, rows in _by_parent(connection, ATTRIBUTE, story_id).items():
        for attribute in map(read_attribute, rows):
            into = observed if attribute.source is Source.OBSERVED else canon
            into.setdefault(identity_id, []).append(attribute)
    return canon, observed
