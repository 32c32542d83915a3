"""The statements that all parts of the store share: find rows by the names people use, insert or update."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache
from typing import Any, NamedTuple, NoReturn

from sqlalchemy import Connection, Insert, Table, bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from iamflow_agents.errors import StorageError, UnknownJobError
from iamflow_agents.records import Kind
from iamflow_agents.storage.tables import IdentityRow, JobRow, SegmentRow, StoryRow, TakeRow, table

STORY, JOB, SEGMENT = table(StoryRow), table(JobRow), table(SegmentRow)
IDENTITY, TAKE = table(IdentityRow), table(TakeRow)


# Building a statement takes longer than running it, so those that nearly every call needs are built once.
_FIND_JOB = select(JOB.c.id, JOB.c.story_id).where(JOB.c.name == bindparam("job"))
_FIND_SEGMENT = (
    select(SEGMENT.c.id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(JOB.c.name == bindparam("job"), SEGMENT.c.segment_index == bindparam("segment"))
)
_FIND_TAKE = (
    select(TAKE.c.id, TAKE.c.segment_id, SEGMENT.c.story_id)
    .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(
        JOB.c.name == bindparam("job"),
        SEGMENT.c.segment_index == bindparam("segment"),
        TAKE.c.number == bindparam("number"),
    )
)
_FIND_IDENTITIES = select(IDENTITY.c.key, IDENTITY.c.id).where(
    IDENTITY.c.story_id == bindparam("story"), IDENTITY.c.key.in_(bindparam("keys", expanding=True))
)
_TOUCH_REGISTRY = (
    update(STORY).where(STORY.c.id == bindparam("story")).values(registry_version=STORY.c.registry_version + 1)
)


class TakePlace(NamedTuple):
    """Primary keys of a take and of what it hangs on."""

    take_id: int
    segment_id: int
    story_id: int


def upsert(
    connection: Connection,
    into: Table,
    keys: Sequence[str],
    rows: Sequence[Mapping[str, Any]],
    *,
    keep: Sequence[str] = (),
) -> None:
    """Insert rows, or update those whose `keys` are there already.

    Args:
        connection: A writing transaction.
        into: The table.
        keys: Columns of one of its unique constraints.
        rows: All with the same columns.
        keep: Columns that an update leaves as they are.
    """
    if rows:
        statement = _upsert(connection.dialect.name, into, tuple(keys), tuple(rows[0]), tuple(keep))
        connection.execute(statement, [dict(row) for row in rows])


@lru_cache(maxsize=64)
def _upsert(
    dialect: str, into: Table, keys: tuple[str, ...], columns: tuple[str, ...], keep: tuple[str, ...]
) -> Insert:
    """The statement `upsert` runs; SQLite and PostgreSQL spell it alike but in classes of their own."""
    make = postgresql.insert if dialect == "postgresql" else sqlite.insert
    statement = make(into)
    changed = {name: statement.excluded[name] for name in columns if name not in (*keys, *keep)}
    return statement.on_conflict_do_update(index_elements=list(keys), set_=changed)


def insert_all(connection: Connection, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert any number of rows, also none."""
    if rows:
        connection.execute(insert(into), [dict(row) for row in rows])


def job_and_story(connection: Connection, job_id: str) -> tuple[int, int]:
    """Primary keys of a job and its story; raises `UnknownJobError`."""
    row = connection.execute(_FIND_JOB, {"job": job_id}).first()
    if row is None:
        unknown_job(connection, job_id)
    return row.id, row.story_id


def story_of(connection: Connection, job_id: str) -> int:
    """Primary key of a job's story."""
    return job_and_story(connection, job_id)[1]


def segment_of(connection: Connection, job_id: str, segment_index: int) -> int:
    """Primary key of a segment; raises `UnknownJobError` or `StorageError`."""
    found = connection.execute(_FIND_SEGMENT, {"job": job_id, "segment": segment_index}).scalar()
    if found is None:
        job_and_story(connection, job_id)
        _missing(f"job {job_id!r} has no segment {segment_index}")
    return int(found)


def take_of(connection: Connection, job_id: str, segment_index: int, number: int) -> TakePlace:
    """Where a take is; raises `UnknownJobError` or `StorageError`."""
    names = {"job": job_id, "segment": segment_index, "number": number}
    found = connection.execute(_FIND_TAKE, names).first()
    if found is None:
        segment_of(connection, job_id, segment_index)
        _missing(f"segment {segment_index} of job {job_id!r} has no take {number}")
    return TakePlace(*found)


def identities_of(connection: Connection, story_id: int, keys: Iterable[str]) -> dict[str, int]:
    """Primary keys of identities by their global ID.

    A verifier may speak of somebody whom the registry does not list; such an identity gets a row that is marked so,
    since a finding must never be lost for want of a name.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}
    found = _identities(connection, story_id, wanted)
    strangers = [key for key in wanted if key not in found]
    if strangers:
        insert_all(connection, IDENTITY, [_stranger(story_id, key) for key in strangers])
        found |= _identities(connection, story_id, strangers)
    return found


def touch_registry(connection: Connection, story_id: int) -> None:
    """Note that the registry changed, so that readers look again."""
    connection.execute(_TOUCH_REGISTRY, {"story": story_id})


def unknown_job(connection: Connection, job_id: str) -> NoReturn:
    """Raise `UnknownJobError` with the names that look alike."""
    names = list(connection.execute(select(JOB.c.name).order_by(JOB.c.id.desc())).scalars())
    close = get_close_matches(job_id, names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(close)}? " if close else ""
    raise UnknownJobError(
        f"there is no job {job_id!r}", where="this home", next_step=f"{hint}`iamflow jobs` lists all jobs."
    )


def _identities(connection: Connection, story_id: int, keys: Sequence[str]) -> dict[str, int]:
    found = connection.execute(_FIND_IDENTITIES, {"story": story_id, "keys": list(keys)})
    return {row.key: row.id for row in found}


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
