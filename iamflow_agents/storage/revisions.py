"""What people decide about a story: kept in its history, and what it does to prompts, takes and memory.

A decision is a line of the history (`decided`); what a segment was made from before stays in the database, marked as
superseded, and its files stay on disk. The caller joins several of these calls into one transaction.
"""

from __future__ import annotations

from sqlalchemy import bindparam, delete, func, select, update

from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import EventRecord
from iamflow_agents.storage.segments import EVENT, read_event
from iamflow_agents.storage.statements import IDENTITY, JOB, SEGMENT, STORY, TAKE, job_and_story, segment_of
from iamflow_agents.storage.tables import MemoryFrameIdentityRow, table

SEEN = table(MemoryFrameIdentityRow)
DECIDED = "decided"
"""The kind of an event that keeps a decision."""
_SUPERSEDED = "superseded"
_LAST_SUPERSEDED = (
    select(func.max(TAKE.c.number))
    .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(
        JOB.c.name == bindparam("job"),
        SEGMENT.c.segment_index == bindparam("segment"),
        TAKE.c.status == _SUPERSEDED,
    )
)


class RevisionStore(StorePart):
    """Decisions of people and what they undo."""

    def decisions(self, job_id: str) -> tuple[EventRecord, ...]:
        """What people decided, oldest first."""
        with self.database.read() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            query = select(EVENT).where(EVENT.c.job_id == job_pk, EVENT.c.kind == DECIDED).order_by(EVENT.c.id)
            return tuple(read_event(row) for row in connection.execute(query))

    def rewrite_script(self, job_id: str, script_json: str, prompts: dict[int, str]) -> None:
        """Change what a job tells; it is still found under the hash of the script that was given.

        Args:
            job_id: Which job.
            script_json: The whole script as it is now.
            prompts: The prompts that changed, by segment.
        """
        with self.database.write() as connection:
            _, story_id = job_and_story(connection, job_id)
            connection.execute(update(STORY).where(STORY.c.id == story_id).values(script_json=script_json))
            for index, prompt in prompts.items():
                segment_id = segment_of(connection, job_id, index)
                connection.execute(update(SEGMENT).where(SEGMENT.c.id == segment_id).values(prompt=prompt))

    def supersede(self, job_id: str, segments: list[int]) -> None:
        """Take segments out of the film, to be made again: all their takes are of the past, and so is their plan."""
        with self.database.write() as connection:
            for index in segments:
                segment_id = segment_of(connection, job_id, index)
                past = {"status": _SUPERSEDED, "chosen": False}
                connection.execute(update(TAKE).where(TAKE.c.segment_id == segment_id).values(past))
                connection.execute(update(SEGMENT).where(SEGMENT.c.id == segment_id).values(request_json=None))

    def last_superseded(self, job_id: str, segment_index: int) -> int:
        """Number of the last take of a segment that is of the past; 0 where none is."""
        with self.database.read() as connection:
            found = connection.execute(_LAST_SUPERSEDED, {"job": job_id, "segment": segment_index}).scalar()
            return int(found or 0)

    def next_unmade(self, job_id: str, first: int) -> int | None:
        """The first segment from `first` on that has no take in the film; None where all have one."""
        chosen = select(TAKE.c.segment_id).where(TAKE.c.chosen)
        with self.database.read() as connection:
            _, story_id = job_and_story(connection, job_id)
            query = select(func.min(SEGMENT.c.segment_index)).where(
                SEGMENT.c.story_id == story_id, SEGMENT.c.segment_index >= first, SEGMENT.c.id.not_in(chosen)
            )
            found: int | None = connection.execute(query).scalar()
            return found

    def give_memory(self, job_id: str, gone: str, keep: str) -> None:
        """Say of all archived frames of one identity that they show another, who turned out to be the same."""
        with self.database.write() as connection:
            _, story_id = job_and_story(connection, job_id)
            query = select(IDENTITY.c.key, IDENTITY.c.id).where(
                IDENTITY.c.story_id == story_id, IDENTITY.c.key.in_([gone, keep])
            )
            ids = {row.key: row.id for row in connection.execute(query)}
            if gone not in ids or keep not in ids:
                return
            both = select(SEEN.c.frame_id).where(SEEN.c.identity_id == ids[keep])
            frames = list(connection.execute(both).scalars())
            of_gone = SEEN.c.identity_id == ids[gone]
            connection.execute(delete(SEEN).where(of_gone, SEEN.c.frame_id.in_(frames)))
            connection.execute(update(SEEN).where(of_gone).values(identity_id=ids[keep]))
            takes = select(TAKE.c.id).join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
            touched = update(TAKE).where(
                TAKE.c.id.in_(takes.where(SEGMENT.c.story_id == story_id)), TAKE.c.memory_version > 0
            )
            connection.execute(touched.values(memory_version=TAKE.c.memory_version + 1))
