"""Segments that people add to a story while it is told, or after it has ended.

Whoever adds one only writes a line into the job's history (`directed`); the process that runs the job takes it into
the script, between two supersteps. So nobody but the owner of the job's lock ever changes a script, and a kill at any
moment loses nothing: a line that is not `taken up` yet is taken up by the next start.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.segments import EVENT
from iamflow_agents.storage.statements import JOB, SEGMENT, STORY, insert_all, job_and_story

DIRECTED, TAKEN_UP = "directed", "taken up"
"""The kinds of events that keep a wish for one more segment, and say how far these are in the script."""
_NODE = "direct"


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction:
    """A segment that is not in the script yet."""

    number: int
    """Of the line in the history; rises."""
    segment: dict[str, Any]
    """The segment as plain data."""


class DirectionStore(StorePart):
    """Wishes for more segments."""

    def direct(self, job_id: str, segment: dict[str, Any]) -> int:
        """Ask for one more segment at the end of a story.

        A job that has ended is no longer done; one that runs, waits or was stopped keeps its status.

        Args:
            job_id: Which job.
            segment: The segment as plain data.

        Returns:
            The index it will have.
        """
        with self.database.write() as connection:
            job_pk, story_id = job_and_story(connection, job_id)
            count = select(func.count()).where(SEGMENT.c.story_id == story_id)
            index = int(connection.execute(count).scalar_one()) + len(_waiting(connection, job_pk))
            _add(connection, job_pk, self.clock(), DIRECTED, index, {"segment": segment})
            ended = update(JOB).where(JOB.c.id == job_pk, JOB.c.status == JobStatus.DONE)
            why = f"segment {index + 1} was added; iamflow resume {job_id} goes on"
            connection.execute(ended.values(status=JobStatus.STOPPED, detail=why, updated=self.clock()))
            return index

    def waiting_directions(self, job_id: str) -> tuple[Direction, ...]:
        """Segments that are asked for and not in the script yet, in order."""
        with self.database.read() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            return _waiting(connection, job_pk)

    def append_segments(self, job_id: str, script_json: str, last: Direction) -> None:
        """Make a script that grew at its end the job's; for a transaction together with what was read of it.

        Args:
            job_id: Which job.
            script_json: The whole script as it is now; its first segments are the job's.
            last: The last direction that is in it.
        """
        segments = json.loads(script_json)["segments"]
        with self.database.write() as connection:
            job_pk, story_id = job_and_story(connection, job_id)
            count = select(func.count()).where(SEGMENT.c.story_id == story_id)
            n_before = int(connection.execute(count).scalar_one())
            rows = [
                {"story_id": story_id, "segment_index": i, "prompt": one["prompt"], "duration_s": one["duration_s"]}
                for i, one in enumerate(segments)
                if i >= n_before
            ]
            insert_all(connection, SEGMENT, rows)
            connection.execute(update(STORY).where(STORY.c.id == story_id).values(script_json=script_json))
            data = {"up_to": last.number, "n_segments": len(segments)}
            _add(connection, job_pk, self.clock(), TAKEN_UP, n_before, data)

    def finish_job(self, job_id: str) -> bool:
        """Mark a job as done, unless segments were added since the film was put together.

        Returns:
            Whether it is done.
        """
        with self.database.write() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            if _waiting(connection, job_pk):
                return False
            done = {"status": JobStatus.DONE, "detail": "", "updated": self.clock()}
            connection.execute(update(JOB).where(JOB.c.id == job_pk).values(done))
            return True


def _waiting(connection: Connection, job_pk: int) -> tuple[Direction, ...]:
    of_job = select(EVENT.c.id, EVENT.c.data_json).where(EVENT.c.job_id == job_pk)
    directed = connection.execute(of_job.where(EVENT.c.kind == DIRECTED).order_by(EVENT.c.id)).all()
    if not directed:
        return ()
    taken = connection.execute(of_job.where(EVENT.c.kind == TAKEN_UP).order_by(EVENT.c.id.desc()).limit(1)).first()
    up_to = json.loads(taken.data_json)["up_to"] if taken else 0
    return tuple(
        Direction(number=row.id, segment=json.loads(row.data_json)["segment"]) for row in directed if row.id > up_to
    )


def _add(connection: Connection, job_pk: int, at: float, kind: str, index: int, data: dict[str, Any]) -> None:
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    row = {"job_id": job_pk, "at": at, "node": _NODE, "segment_index": index, "kind": kind, "data_json": text}
    connection.execute(insert(EVENT).values(row))
