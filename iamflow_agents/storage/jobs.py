"""Jobs in the entity database: create, look up, set their status, ask them to stop, delete."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Row, Select, delete, func, insert, select, update

from iamflow_agents.errors import JobExistsError
from iamflow_agents.storage.database import Database
from iamflow_agents.storage.records import JobRecord, JobStatus, LockRecord
from iamflow_agents.storage.statements import JOB, SEGMENT, STORY, insert_all, job_and_story, unknown_job

Clock = Callable[[], float]


class StorePart:
    """One table group of the store: holds the database and the clock its rows are stamped with."""

    def __init__(self, database: Database, *, clock: Clock = time.time) -> None:
        self.database = database
        self.clock = clock


class JobStore(StorePart):
    """The jobs of a home."""

    def create_job(
        self,
        job_id: str,
        *,
        script_json: str,
        title: str,
        style: str,
        script_hash: str,
        settings_json: str,
        graph_version: str,
        n_segments: int,
    ) -> JobRecord:
        """Write down a new job with its story and empty segments.

        Raises:
            JobExistsError: If the name is taken.
        """
        now = self.clock()
        story = {
            "title": title,
            "style": style,
            "script_json": script_json,
            "script_hash": script_hash,
            "graph_version": graph_version,
            "registry_hash": "",
            "registry_version": 0,
            "created": now,
        }
        job = {
            "name": job_id,
            "status": JobStatus.CREATED,
            "detail": "",
            "settings_json": settings_json,
            "cancel_requested": False,
            "created": now,
            "updated": now,
        }
        with self.database.write() as connection:
            if _find(connection, job_id) is not None:
                raise JobExistsError(
                    f"there is already a job {job_id!r}",
                    where=self.database.where,
                    next_step=f"`iamflow resume {job_id}` goes on with it; choose another --job for a new one.",
                )
            story_id = connection.execute(insert(STORY).values(story).returning(STORY.c.id)).scalar_one()
            connection.execute(insert(JOB).values(**job, story_id=story_id))
            insert_all(connection, SEGMENT, _segments(story_id, script_json, n_segments))
            created = _find(connection, job_id)
        assert created is not None
        return created

    def job(self, job_id: str) -> JobRecord:
        """Look a job up.

        Raises:
            UnknownJobError: If there is none; names close ones.
        """
        with self.database.read() as connection:
            found = _find(connection, job_id)
            if found is None:
                unknown_job(connection, job_id)
            return found

    def find_job(self, job_id: str) -> JobRecord | None:
        """Look a job up, None when there is none."""
        with self.database.read() as connection:
            return _find(connection, job_id)

    def jobs(self) -> tuple[JobRecord, ...]:
        """All jobs, newest first."""
        with self.database.read() as connection:
            rows = connection.execute(_query().order_by(JOB.c.created.desc(), JOB.c.id.desc()))
            return tuple(_record(row) for row in rows)

    def set_job_status(self, job_id: str, status: JobStatus, detail: str = "") -> None:
        """Say how far a job is, with a line for people."""
        self._update(job_id, status=status, detail=detail)

    def set_job_settings(self, job_id: str, settings_json: str) -> None:
        """Keep settings that were changed when the job was resumed."""
        self._update(job_id, settings_json=settings_json)

    def request_cancel(self, job_id: str) -> None:
        """Ask the process that runs the job to stop; a job that starts later forgets the wish."""
        self._update(job_id, cancel_requested=True)

    def clear_cancel(self, job_id: str) -> None:
        """Forget a wish to stop."""
        self._update(job_id, cancel_requested=False)

    def cancel_requested(self, job_id: str) -> bool:
        """Tell whether somebody asked the job to stop."""
        with self.database.read() as connection:
            wish = connection.execute(select(JOB.c.cancel_requested).where(JOB.c.name == job_id)).scalar()
            if wish is None:
                unknown_job(connection, job_id)
            return bool(wish)

    def delete_job(self, job_id: str) -> None:
        """Delete a job with its story and all that hangs on it; files are the caller's."""
        with self.database.write() as connection:
            _, story_id = job_and_story(connection, job_id)
            connection.execute(delete(STORY).where(STORY.c.id == story_id))

    def _update(self, job_id: str, **values: Any) -> None:
        """Change a job's own row."""
        with self.database.write() as connection:
            done = connection.execute(update(JOB).where(JOB.c.name == job_id).values(**values, updated=self.clock()))
            if not done.rowcount:
                unknown_job(connection, job_id)


def _segments(story_id: int, script_json: str, n_segments: int) -> list[dict[str, Any]]:
    """One row a segment; prompts are copied out of the script where it has that many, for people who query."""
    try:
        script = json.loads(script_json)
    except ValueError:
        script = None
    given = script.get("segments") if isinstance(script, dict) else None
    if not isinstance(given, list) or len(given) != n_segments or not all(isinstance(s, dict) for s in given):
        given = [{}] * n_segments
    return [
        {
            "story_id": story_id,
            "segment_index": index,
            "prompt": str(segment.get("prompt", "")),
            "duration_s": segment.get("duration_s"),
        }
        for index, segment in enumerate(given)
    ]


def _query() -> Select[Any]:
    """Jobs with their stories and the number of their segments."""
    count = select(func.count()).where(SEGMENT.c.story_id == STORY.c.id).scalar_subquery().label("n_segments")
    wanted = [STORY.c.title, STORY.c.style, STORY.c.script_json, STORY.c.script_hash, STORY.c.graph_version]
    return select(JOB, *wanted, count).join(STORY, STORY.c.id == JOB.c.story_id)


def _find(connection: Connection, job_id: str) -> JobRecord | None:
    row = connection.execute(_query().where(JOB.c.name == job_id)).first()
    return None if row is None else _record(row)


def _record(row: Row[Any]) -> JobRecord:
    lock = None
    if row.lock_token is not None:
        host = str(row.lock_host).partition("#")[0]
        lock = LockRecord(pid=row.lock_pid, host=host, since=row.lock_since, heartbeat=row.lock_heartbeat)
    return JobRecord(
        job_id=row.name,
        title=row.title,
        style=row.style,
        script_json=row.script_json,
        script_hash=row.script_hash,
        settings_json=row.settings_json,
        graph_version=row.graph_version,
        n_segments=row.n_segments,
        status=JobStatus(row.status),
        detail=row.detail,
        cancel_requested=row.cancel_requested,
        created=row.created,
        updated=row.updated,
        lock=lock,
    )
