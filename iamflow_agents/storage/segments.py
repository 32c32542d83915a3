"""What is kept for a segment before it is generated: readings, the plan, and the job's history."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from iamflow_agents.records import TransitionKind
from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import EventRecord, PlanRecord
from iamflow_agents.storage.statements import JOB, SEGMENT, job_and_story, segment_of, upsert
from iamflow_agents.storage.tables import EventRow, ReadingRow, table
from iamflow_agents.takes import Transition

READING, EVENT = table(ReadingRow), table(EventRow)
_READ = select(READING.c.reading).where(READING.c.segment_id == bindparam("segment"), READING.c.key == bindparam("key"))
_PLAN = update(SEGMENT).where(SEGMENT.c.id == bindparam("segment"))
_READ_PLAN = (
    select(SEGMENT)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(JOB.c.name == bindparam("job"), SEGMENT.c.segment_index == bindparam("segment"))
)
_ADD_EVENT = insert(EVENT)


class SegmentStore(StorePart):
    """Readings, plans and events."""

    def reading(self, job_id: str, segment_index: int, key: str) -> str | None:
        """What an extractor read in a segment, None when it has not read it with that key."""
        with self.database.read() as connection:
            segment_id = segment_of(connection, job_id, segment_index)
            found: str | None = connection.execute(_READ, {"segment": segment_id, "key": key}).scalar()
            return found

    def save_reading(self, job_id: str, segment_index: int, key: str, reading: str) -> None:
        """Keep what an extractor read; the key names the extractor and the prompt."""
        with self.database.write() as connection:
            segment_id = segment_of(connection, job_id, segment_index)
            row = {"segment_id": segment_id, "key": key, "reading": reading}
            upsert(connection, READING, ("segment_id", "key"), [row])

    def save_plan(
        self,
        job_id: str,
        segment_index: int,
        *,
        grounded_prompt: str,
        place: str,
        transition: Transition,
        request_json: str,
        lasting: bool = True,
    ) -> None:
        """Keep what was decided for a segment; a later plan replaces it.

        Args:
            job_id: Which job.
            segment_index: Which segment.
            grounded_prompt: The prompt that the generator gets.
            place: Key of the place it plays at.
            transition: How it begins.
            request_json: The whole `SegmentRequest`.
            lasting: False for a plan that can be made again when a power cut takes it away.
        """
        with self.database.write(lasting=lasting) as connection:
            segment_id = segment_of(connection, job_id, segment_index)
            values = {
                "grounded_prompt": grounded_prompt,
                "planned_place": place,
                "transition": transition.kind,
                "transition_frames": transition.window_frames,
                "transition_reason": transition.reason,
                "request_json": request_json,
            }
            connection.execute(_PLAN, {"segment": segment_id, **values})

    def plan(self, job_id: str, segment_index: int) -> PlanRecord | None:
        """What was decided for a segment, None when nothing was."""
        with self.database.read() as connection:
            row = connection.execute(_READ_PLAN, {"job": job_id, "segment": segment_index}).first()
            if row is None:
                segment_of(connection, job_id, segment_index)
        if row is None or row.request_json is None:
            return None
        return PlanRecord(
            segment_index=segment_index,
            grounded_prompt=row.grounded_prompt,
            place=row.planned_place,
            transition=Transition(
                kind=TransitionKind(row.transition), window_frames=row.transition_frames, reason=row.transition_reason
            ),
            request_json=row.request_json,
        )

    def add_event(self, job_id: str, *, node: str, segment_index: int | None, kind: str, data: dict[str, Any]) -> None:
        """Add a line to the job's history: one a node, take or verdict, never one a frame."""
        text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        with self.database.write() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            row = {"job_id": job_pk, "at": self.clock(), "node": node, "segment_index": segment_index}
            connection.execute(_ADD_EVENT, row | {"kind": kind, "data_json": text})

    def events(self, job_id: str) -> tuple[EventRecord, ...]:
        """The job's history, oldest first."""
        with self.database.read() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            rows = connection.execute(select(EVENT).where(EVENT.c.job_id == job_pk).order_by(EVENT.c.id)).all()
        return tuple(read_event(row) for row in rows)


def read_event(row: Row[Any]) -> EventRecord:
    """A line of the history from its row."""
    return EventRecord(
        number=row.id,
        at=row.at,
        node=row.node,
        segment_index=row.segment_index,
        kind=row.kind,
        data=json.loads(row.data_json),
    )
