"""The statements that all parts of the store share: find rows by the names people use, insert or update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, NoReturn

from sqlalchemy import Connection, Table, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from iamflow_agents.errors import StorageError, UnknownJobError
from iamflow_agents.records import Kind
from iamflow_agents.storage.tables import IdentityRow, JobRow, SegmentRow, StoryRow, TakeRow, table

STORY, JOB, SEGMENT = table(StoryRow), table(JobRow), table(SegmentRow)
IDENTITY, TAKE = table(IdentityRow), table(TakeRow)


def upsert(connection: Connection, into: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, or update those whose `keys` are there already; all rows have the same columns."""
    if not rows:
        return
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(into)
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=changed), [dict(r) for r in rows]
    )


def insert_all(connection: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert any number of rows, also none."""
    if rows:
        connection.execute(insert(into), [dict(row) for row in rows])


def job_and_story(connection: Connection, job_id: str) -> tuple[int, int]:
    """Primary keys of a job and its story; raises `UnknownJobError`."""
    row = connection.execute(select(JOB.c.id, JOB.c.story_id).where(JOB.c.name == job_id)).first()
    if row is None:
        unknown_job(connection, job_id)
    return row.id, row.story_id


def story_of(connection: Connection, job_id: str) -> int:
    """Primary key of a job's story."""
    return job_and_story(connection, job_id)[1]


def segment_of(connection: Connection, job_id: str, segment_index: int) -> int:
    """Primary key of a segment; raises `UnknownJobError` or `StorageError`."""
    found = connection.execute(
        select(SEGMENT.c.id)
        .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
        .where(JOB.c.name == job_id, SEGMENT.c.segment_index == segment_index)
    ).scalar()
    if found is None:
        job_and_story(connection, job_id)
        _missing(f"job {job_id!r} has no segment {segment_index}")
    return int(found)


def take_of(connection: Connection, job_id: str, segment_index: int, number: int) -> int:
    """Primary key of a take; raises `UnknownJobError` or `StorageError`."""
    found = connection.execute(
        select(TAKE.c.id)
        .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
        .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
        .where(JOB.c.name == job_id, SEGMENT.c.segment_index == segment_index, TAKE.c.number == number)
    ).scalar()
    if found is None:
        segment_of(connection, job_id, segment_index)
        _missing(f"segment {segment_index} of job {job_id!r} has no take {number}")
    return int(found)


def identities_of(connection: Connection, story_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Primary keys of identities by their global ID.

    A verifier may speak of somebody whom the registry does not list; such an identity gets a row that is marked so,
    since a finding must never be lost for want of a name.
    """
    wanted = list(dict.fromkeys(keys))
    found = _identities(connection, story_id, wanted)
    strangers = [key for key in wanted if key not in found]
    if strangers:
        insert_all(connection, IDENTITY, [_stranger(story_id, key) for key in strangers])
        found |= _identities(connection, story_id, strangers)
    return found


def touch_registry(connection: Connection, story_id: int) -> None:
    """Note that the registry changed, so that readers look again."""
    connection.execute(
        update(STORY).where(STORY.c.id == story_id).values(registry_version=STORY.c.registry_version + 1)
    )


def unknown_job(connection: Connection, job_id: str) -> NoReturn:
    """Raise `UnknownJobError` with the names that look alike."""
    names = list(connection.execute(select(JOB.c.name).order_by(JOB.c.id.desc())).scalars())
    close = get_close_matches(job_id, names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}? " if close else ""
    raise UnknownJobError(
        f"there is no job {job_id!r}", where="this home", next_step=f"{hint}`iamflow jobs` lists all jobs."
    )


def _identities(connection: Connection, story_id: int, keys: Sequence[str]) -> dict[str, int]:
    query = select(IDENTITY.c.key, IDENTITY.c.id).where(IDENTITY.c.story_id == story_id, IDENTITY.c.key.in_(keys))
    return {row.key: row.id for row in connection.execute(query)}


def _stranger(story_id: int, key: str) -> dict[str, Any]:
    return {
        "story_id": story_id,
        "position": 0,
        "key": key,
        "kind": Kind.OBJECT,
        "name": key,
        "gender": "unknown",
        "first_segment": 0,
        "members_json": "[]",
        "listed": False,
    }


def _missing(what: str) -> NoReturn:
    raise StorageError(what, where="the entity database", next_step="This is a bug in the caller; please report it.")
