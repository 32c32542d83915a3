"""Memory frames in the entity database: which archived pictures show whom.

The database knows a keyframe by its hash and suffix. `FileRef.path` of the frames handed out is relative to the job's
folder (`artifacts/ab/ab12...png`); the caller joins it with wherever that folder lies today.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import Row, delete, insert, select, update

from iamflow_agents.errors import StorageError
from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import artifact_path
from iamflow_agents.storage.statements import (
    IDENTITY,
    JOB,
    SEGMENT,
    TAKE,
    identities_of,
    insert_all,
    job_and_story,
    story_of,
    take_of,
)
from iamflow_agents.storage.tables import MemoryFrameIdentityRow, MemoryFrameRow, table
from iamflow_agents.takes import FileRef, MemoryFrame

FRAME, SEEN = table(MemoryFrameRow), table(MemoryFrameIdentityRow)


class MemoryStore(StorePart):
    """Archived frames and who is in them."""

    def save_memory_frames(self, job_id: str, segment_index: int, number: int, frames: Sequence[MemoryFrame]) -> None:
        """Replace the archived frames of a take, in one transaction; a frame that was quarantined stays so.

        Args:
            job_id: Whose take.
            segment_index: The take's segment.
            number: The take's number.
            frames: Each with one score an identity, or none; only hash and suffix of the keyframe are kept.

        Raises:
            StorageError: If there is no such take, or scores and identities do not match.
        """
        for frame in frames:
            _check_scores(frame)
        with self.database.write() as connection:
            take_id = take_of(connection, job_id, segment_index, number)
            story_id = story_of(connection, job_id)
            people = identities_of(connection, story_id, (key for frame in frames for key in frame.identities))
            out = select(FRAME.c.frame_index, FRAME.c.sha256).where(FRAME.c.take_id == take_id, FRAME.c.quarantined)
            quarantined = {(row.frame_index, row.sha256) for row in connection.execute(out)}
            connection.execute(delete(FRAME).where(FRAME.c.take_id == take_id))
            for position, frame in enumerate(frames):
                row = _frame_row(frame) | {"take_id": take_id, "position": position}
                row["quarantined"] |= (frame.frame_index, frame.keyframe.sha256) in quarantined
                frame_id = connection.execute(insert(FRAME).values(row).returning(FRAME.c.id)).scalar_one()
                insert_all(connection, SEEN, _seen_rows(frame, frame_id, people))

    def memory_frames(self, job_id: str, *, include_quarantined: bool = False) -> tuple[MemoryFrame, ...]:
        """A job's archived frames, by segment and take and then as they were given."""
        frames = (
            select(FRAME, SEGMENT.c.segment_index, TAKE.c.number)
            .join(TAKE, TAKE.c.id == FRAME.c.take_id)
            .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
            .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
            .where(JOB.c.name == job_id)
            .order_by(SEGMENT.c.segment_index, TAKE.c.number, FRAME.c.position)
        )
        seen = (
            select(SEEN.c.frame_id, SEEN.c.score, IDENTITY.c.key)
            .join(IDENTITY, IDENTITY.c.id == SEEN.c.identity_id)
            .join(JOB, JOB.c.story_id == IDENTITY.c.story_id)
            .where(JOB.c.name == job_id)
            .order_by(SEEN.c.frame_id, SEEN.c.position)
        )
        if not include_quarantined:
            frames = frames.where(FRAME.c.quarantined.is_(False))
        with self.database.read() as connection:
            who: dict[int, list[Any]] = {}
            for row in connection.execute(seen):
                who.setdefault(row.frame_id, []).append(row)
            return tuple(_frame(row, who.get(row.id, [])) for row in connection.execute(frames))

    def quarantine(self, job_id: str, segment_index: int, number: int, identity: str) -> int:
        """Take a take's frames that show an identity out of use.

        Returns:
            How many frames this call took out; 0 when they were out already.
        """
        with self.database.write() as connection:
            take_id = take_of(connection, job_id, segment_index, number)
            _, story_id = job_and_story(connection, job_id)
            shows = (
                select(SEEN.c.frame_id)
                .join(IDENTITY, IDENTITY.c.id == SEEN.c.identity_id)
                .where(IDENTITY.c.story_id == story_id, IDENTITY.c.key == identity)
            )
            wanted = FRAME.c.take_id == take_id, FRAME.c.quarantined.is_(False), FRAME.c.id.in_(shows)
            return int(connection.execute(update(FRAME).where(*wanted).values(quarantined=True)).rowcount)


def _check_scores(frame: MemoryFrame) -> None:
    if frame.scores and len(frame.scores) != len(frame.identities):
        raise StorageError(
            f"a memory frame has {len(frame.scores)} scores for {len(frame.identities)} identities",
            where=f"segment {frame.segment_index}, frame {frame.frame_index}",
            next_step="Give one score an identity, or none at all.",
        )


def _frame_row(frame: MemoryFrame) -> dict[str, Any]:
    return {
        "frame_index": frame.frame_index,
        "sha256": frame.keyframe.sha256,
        "suffix": PurePath(frame.keyframe.path).suffix.removeprefix(".") or "png",
        "place": frame.place,
        "quarantined": frame.quarantined,
    }


def _seen_rows(frame: MemoryFrame, frame_id: int, people: dict[str, int]) -> list[dict[str, Any]]:
    scores: Sequence[float | None] = frame.scores or [None] * len(frame.identities)
    return [
        {"frame_id": frame_id, "identity_id": people[key], "position": i, "score": score}
        for i, (key, score) in enumerate(zip(frame.identities, scores, strict=True))
    ]


def _frame(row: Row[Any], who: list[Row[Any]]) -> MemoryFrame:
    return MemoryFrame(
        segment_index=row.segment_index,
        take_number=row.number,
        frame_index=row.frame_index,
        keyframe=FileRef(sha256=row.sha256, path=artifact_path(row.sha256, row.suffix)),
        identities=tuple(seen.key for seen in who),
        scores=tuple(seen.score for seen in who if seen.score is not None),
        quarantined=row.quarantined,
        place=row.place,
    )
