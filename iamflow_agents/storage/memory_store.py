"""Memory frames in the entity database: which archived pictures show whom, and whose latents are still kept.

The one archive of a job: what may be remembered, how well it shows whom, what is quarantined and what was evicted all
stand in these rows. The database knows a file by its hash and suffix. `FileRef.path` of the frames handed out is
relative to the job's folder (`artifacts/ab/ab12...png`); the caller joins it with wherever that folder lies today.
"""

from __future__ import annotations

import time
from collections.abc import Container, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from iamflow_agents.errors import StorageError
from iamflow_agents.storage.database import Database
from iamflow_agents.storage.jobs import Clock, StorePart
from iamflow_agents.storage.records import artifact_path
from iamflow_agents.storage.statements import (
    IDENTITY,
    JOB,
    SEGMENT,
    TAKE,
    identities_of,
    insert_all,
    job_and_story,
    take_of,
)
from iamflow_agents.storage.tables import (
    MemoryFrameIdentityRow,
    MemoryFrameRow,
    MemoryLatentsRow,
    VisualScoreRow,
    table,
)
from iamflow_agents.takes import FileRef, MemoryFrame

FRAME, SEEN = table(MemoryFrameRow), table(MemoryFrameIdentityRow)
LATENTS, VISUAL = table(MemoryLatentsRow), table(VisualScoreRow)
_BEFORE = select(FRAME.c.frame_index, FRAME.c.sha256, FRAME.c.quarantined, FRAME.c.place).where(
    FRAME.c.take_id == bindparam("take")
)
_FORGET = delete(FRAME).where(FRAME.c.take_id == bindparam("take"))
_ADD = insert(FRAME).returning(FRAME.c.id, sort_by_parameter_order=True)
_TOUCH = update(TAKE).where(TAKE.c.id == bindparam("take")).values(memory_version=TAKE.c.memory_version + 1)
_STAMPS = (
    select(TAKE.c.id, TAKE.c.created, TAKE.c.memory_version, SEGMENT.c.segment_index, TAKE.c.number)
    .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(JOB.c.name == bindparam("job"), TAKE.c.memory_version > 0)
    .order_by(SEGMENT.c.segment_index, TAKE.c.number)
)
_FRAMES = (
    select(FRAME, LATENTS.c.sha256.label("latents"), LATENTS.c.suffix.label("latents_suffix"))
    .outerjoin(LATENTS, LATENTS.c.frame_id == FRAME.c.id)
    .where(FRAME.c.take_id.in_(bindparam("takes", expanding=True)))
    .order_by(FRAME.c.take_id, FRAME.c.position)
)
_SEEN = (
    select(SEEN.c.frame_id, SEEN.c.score, IDENTITY.c.key)
    .join(IDENTITY, IDENTITY.c.id == SEEN.c.identity_id)
    .join(FRAME, FRAME.c.id == SEEN.c.frame_id)
    .where(FRAME.c.take_id.in_(bindparam("takes", expanding=True)))
    .order_by(SEEN.c.frame_id, SEEN.c.position)
)
_VISUAL = (
    select(VISUAL.c.take_id, VISUAL.c.score, IDENTITY.c.key)
    .join(IDENTITY, IDENTITY.c.id == VISUAL.c.identity_id)
    .where(VISUAL.c.take_id.in_(bindparam("takes", expanding=True)))
)
_UNSEE = delete(VISUAL).where(VISUAL.c.take_id == bindparam("take"))
_Stamp = tuple[int, float, int, int, int]
"""A take's row, when it was made, how often its frames changed, its segment and number."""


class MemoryStore(StorePart):
    """Archived frames and who is in them."""

    def __init__(self, database: Database, *, clock: Clock = time.time) -> None:
        super().__init__(database, clock=clock)
        # The archive grows with the story; reading only what changed keeps the cost of a segment constant.
        self._frames_read: dict[_Stamp, tuple[MemoryFrame, ...]] = {}

    def save_memory_frames(self, job_id: str, segment_index: int, number: int, frames: Sequence[MemoryFrame]) -> None:
        """Replace the archived frames of a take, in one transaction.

        A frame that was quarantined stays so, as does one that shows another place; what the verifier saw is forgotten
        unless the pictures are the same.

        Args:
            job_id: Whose take.
            segment_index: The take's segment.
            number: The take's number.
            frames: Each with one score an identity, or none; only hash and suffix of its files are kept.

        Raises:
            StorageError: If there is no such take, or scores and identities do not match.
        """
        for frame in frames:
            _check_scores(frame)
        with self.database.write() as connection:
            take_id, _, story_id = take_of(connection, job_id, segment_index, number)
            people = identities_of(connection, story_id, (key for frame in frames for key in frame.identities))
            before = connection.execute(_BEFORE, {"take": take_id}).all()
            out = {(row.frame_index, row.sha256) for row in before if row.quarantined}
            nowhere = {(row.frame_index, row.sha256) for row in before if not row.place}
            if before:
                connection.execute(_FORGET, {"take": take_id})
            if {(row.frame_index, row.sha256) for row in before} != {
                (f.frame_index, f.keyframe.sha256) for f in frames
            }:
                connection.execute(_UNSEE, {"take": take_id})
            connection.execute(_TOUCH, {"take": take_id})
            if frames:
                rows = [_frame_row(f, out, nowhere) | {"take_id": take_id, "position": i} for i, f in enumerate(frames)]
                ids = connection.execute(_ADD, rows).scalars().all()
                seen = [_seen_rows(frame, frame_id, people) for frame, frame_id in zip(frames, ids, strict=True)]
                insert_all(connection, SEEN, [row for group in seen for row in group])
                insert_all(connection, LATENTS, _latents_rows(frames, ids))

    def memory_frames(self, job_id: str, *, include_quarantined: bool = False) -> tuple[MemoryFrame, ...]:
        """A job's archived frames, by segment and take and then as they were given."""
        with self.database.read() as connection:
            stamps: list[_Stamp] = [tuple(row) for row in connection.execute(_STAMPS, {"job": job_id})]
            if not stamps:
                job_and_story(connection, job_id)
            known = self._frames_read
            known = known | _read(connection, [stamp for stamp in stamps if stamp not in known])
        # Only this job's newest versions are kept.
        self._frames_read = {stamp: known[stamp] for stamp in stamps}
        frames = (frame for stamp in stamps for frame in known[stamp])
        return tuple(frame for frame in frames if include_quarantined or not frame.quarantined)

    def save_visual_scores(self, job_id: str, segment_index: int, number: int, scores: Mapping[str, float]) -> None:
        """Keep how well the verifier saw whom in a take, in place of what was known before.

        Args:
            job_id: Whose take.
            segment_index: The take's segment.
            number: The take's number.
            scores: Identity to 0..1; without those whom it could not judge.
        """
        with self.database.write() as connection:
            take_id, _, story_id = take_of(connection, job_id, segment_index, number)
            people = identities_of(connection, story_id, scores)
            connection.execute(_UNSEE, {"take": take_id})
            rows = [{"take_id": take_id, "identity_id": people[key], "score": score} for key, score in scores.items()]
            insert_all(connection, VISUAL, rows)
            connection.execute(_TOUCH, {"take": take_id})

    def save_own_scores(self, job_id: str, frame: MemoryFrame, scores: Mapping[str, float]) -> None:
        """Keep other scores of an archived frame in place of its generator's.

        Args:
            job_id: Whose frame.
            frame: As `memory_frames` gave it.
            scores: Identity to 0..1; others keep theirs.
        """
        with self.database.write() as connection:
            take_id, _, story_id = take_of(connection, job_id, frame.segment_index, frame.take_number)
            people = identities_of(connection, story_id, scores)
            same = FRAME.c.take_id == take_id, FRAME.c.frame_index == frame.frame_index
            frames = select(FRAME.c.id).where(*same, FRAME.c.sha256 == frame.keyframe.sha256)
            for key, score in scores.items():
                wanted = SEEN.c.frame_id.in_(frames), SEEN.c.identity_id == people[key]
                connection.execute(update(SEEN).where(*wanted).values(score=score))
            connection.execute(_TOUCH, {"take": take_id})

    def forget_latents(self, job_id: str, frames: Iterable[MemoryFrame]) -> None:
        """Say that the latents of some frames are no longer kept; the frames stay, with their pictures."""
        by_take: dict[tuple[int, int], list[str]] = {}
        for frame in frames:
            if frame.latents is not None:
                by_take.setdefault((frame.segment_index, frame.take_number), []).append(frame.latents.sha256)
        with self.database.write() as connection:
            for (segment_index, number), hashes in sorted(by_take.items()):
                take_id = take_of(connection, job_id, segment_index, number).take_id
                of_take = select(FRAME.c.id).where(FRAME.c.take_id == take_id)
                gone = LATENTS.c.frame_id.in_(of_take), LATENTS.c.sha256.in_(hashes)
                connection.execute(delete(LATENTS).where(*gone))
                connection.execute(_TOUCH, {"take": take_id})

    def quarantine(self, job_id: str, segment_index: int, number: int, identity: str) -> int:
        """Take a take's frames that show an identity out of use.

        Returns:
            How many frames this call took out; 0 when they were out already.
        """
        with self.database.write() as connection:
            take_id, _, story_id = take_of(connection, job_id, segment_index, number)
            shows = (
                select(SEEN.c.frame_id)
                .join(IDENTITY, IDENTITY.c.id == SEEN.c.identity_id)
                .where(IDENTITY.c.story_id == story_id, IDENTITY.c.key == identity)
            )
            wanted = FRAME.c.take_id == take_id, FRAME.c.quarantined.is_(False), FRAME.c.id.in_(shows)
            n_out = connection.execute(update(FRAME).where(*wanted).values(quarantined=True)).rowcount
            connection.execute(_TOUCH, {"take": take_id})
            return int(n_out)

    def disown_place(self, job_id: str, segment_index: int, number: int) -> None:
        """Say that a take's frames do not show its place: they stand for whoever is in them, empty ones for nothing."""
        with self.database.write() as connection:
            take_id = take_of(connection, job_id, segment_index, number).take_id
            connection.execute(update(FRAME).where(FRAME.c.take_id == take_id).values(place=""))
            empty = FRAME.c.take_id == take_id, FRAME.c.id.not_in(select(SEEN.c.frame_id))
            connection.execute(update(FRAME).where(*empty).values(quarantined=True))
            connection.execute(_TOUCH, {"take": take_id})


def _read(connection: Connection, stamps: Sequence[_Stamp]) -> dict[_Stamp, tuple[MemoryFrame, ...]]:
    """Read the frames of some takes."""
    if not stamps:
        return {}
    takes = {"takes": [stamp[0] for stamp in stamps]}
    who: dict[int, list[Any]] = {}
    for row in connection.execute(_SEEN, takes):
        who.setdefault(row.frame_id, []).append(row)
    visual: dict[int, dict[str, float]] = {}
    for row in connection.execute(_VISUAL, takes):
        visual.setdefault(row.take_id, {})[row.key] = row.score
    by_id = {stamp[0]: stamp for stamp in stamps}
    frames: dict[_Stamp, list[MemoryFrame]] = {stamp: [] for stamp in stamps}
    for row in connection.execute(_FRAMES, takes):
        stamp = by_id[row.take_id]
        frames[stamp].append(_frame(row, stamp, who.get(row.id, []), visual.get(row.take_id, {})))
    return {stamp: tuple(found) for stamp, found in frames.items()}


def _check_scores(frame: MemoryFrame) -> None:
    if frame.scores and len(frame.scores) != len(frame.identities):
        raise StorageError(
            f"a memory frame has {len(frame.scores)} scores for {len(frame.identities)} identities",
            where=f"segment {frame.segment_index}, frame {frame.frame_index}",
            next_step="Give one score an identity, or none at all.",
        )


def _frame_row(
    frame: MemoryFrame, quarantined: Container[tuple[int, str]], nowhere: Container[tuple[int, str]]
) -> dict[str, Any]:
    at = frame.frame_index, frame.keyframe.sha256
    return {
        "frame_index": frame.frame_index,
        "sha256": frame.keyframe.sha256,
        "suffix": _suffix(frame.keyframe, "png"),
        "place": "" if at in nowhere else frame.place,
        "quarantined": frame.quarantined or at in quarantined,
    }


def _seen_rows(frame: MemoryFrame, frame_id: int, people: dict[str, int]) -> list[dict[str, Any]]:
    scores: Sequence[float | None] = frame.scores or [None] * len(frame.identities)
    return [
        {"frame_id": frame_id, "identity_id": people[key], "position": i, "score": score}
        for i, (key, score) in enumerate(zip(frame.identities, scores, strict=True))
    ]


def _latents_rows(frames: Sequence[MemoryFrame], ids: Sequence[int]) -> list[dict[str, Any]]:
    return [
        {"frame_id": frame_id, "sha256": frame.latents.sha256, "suffix": _suffix(frame.latents, "safetensors")}
        for frame, frame_id in zip(frames, ids, strict=True)
        if frame.latents is not None
    ]


def _suffix(file: FileRef, usual: str) -> str:
    return PurePath(file.path).suffix.removeprefix(".") or usual


def _frame(row: Any, stamp: _Stamp, who: Sequence[Any], visual: Mapping[str, float]) -> MemoryFrame:
    latents = row.latents and FileRef(sha256=row.latents, path=artifact_path(row.latents, row.latents_suffix))
    return MemoryFrame(
        segment_index=stamp[3],
        take_number=stamp[4],
        frame_index=row.frame_index,
        keyframe=FileRef(sha256=row.sha256, path=artifact_path(row.sha256, row.suffix)),
        identities=tuple(seen.key for seen in who),
        scores=tuple(seen.score for seen in who if seen.score is not None),
        visual=tuple(visual.get(seen.key) for seen in who) if visual else (),
        quarantined=row.quarantined,
        place=row.place,
        latents=latents or None,
    )
