"""Takes in the entity database, which of them is in the film, and what the verifier found in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, Select, bindparam, delete, select, update

from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.records import StoredFile, TakeRecord
from iamflow_agents.storage.statements import (
    IDENTITY,
    JOB,
    SEGMENT,
    TAKE,
    identities_of,
    insert_all,
    job_and_story,
    segment_of,
    take_of,
    upsert,
)
from iamflow_agents.storage.tables import VerdictRow, table
from iamflow_agents.takes import Verdict

VERDICT = table(VerdictRow)
_TAKES = (
    select(TAKE, SEGMENT.c.segment_index)
    .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(JOB.c.name == bindparam("job"))
    .order_by(SEGMENT.c.segment_index, TAKE.c.number)
)
_OF_SEGMENT = _TAKES.where(SEGMENT.c.segment_index == bindparam("segment"))
_ONE = _OF_SEGMENT.where(TAKE.c.number == bindparam("number"))
_CHOSEN = _TAKES.where(TAKE.c.chosen)
_IN_FILM = _OF_SEGMENT.where(TAKE.c.chosen)
_BEST = _OF_SEGMENT.order_by(None).order_by(TAKE.c.chosen.desc(), TAKE.c.number.desc()).limit(1)
_NUMBERS = (
    select(SEGMENT.c.segment_index, TAKE.c.number)
    .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
    .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
    .where(JOB.c.name == bindparam("job"))
    .order_by(SEGMENT.c.segment_index, TAKE.c.chosen, TAKE.c.number)
)
_UNCHOOSE = (
    update(TAKE)
    .where(TAKE.c.segment_id == bindparam("segment"), TAKE.c.chosen, TAKE.c.id != bindparam("take"))
    .values(chosen=False)
)
_CHOOSE = update(TAKE).where(TAKE.c.id == bindparam("take"), TAKE.c.chosen.is_(False)).values(chosen=True)
_FORGET_VERDICTS = delete(VERDICT).where(VERDICT.c.take_id == bindparam("take"))


class TakeStore(StorePart):
    """Takes and verdicts."""

    def save_take(self, job_id: str, take: TakeRecord) -> None:
        """Keep a take; one with the same segment and number is updated, and stays chosen if it was."""
        with self.database.write() as connection:
            segment_id = segment_of(connection, job_id, take.segment_index)
            first = {"chosen": False, "memory_version": 0, "created": self.clock()}
            row = _take_row(take) | {"segment_id": segment_id} | first
            upsert(connection, TAKE, ("segment_id", "number"), [row], keep=tuple(first))

    def take(self, job_id: str, segment_index: int, number: int) -> TakeRecord | None:
        """Look a take up, None when it was not made."""
        found = self._read_takes(_ONE, job_id, segment=segment_index, number=number)
        return found[0] if found else None

    def takes(self, job_id: str, segment_index: int | None = None) -> tuple[TakeRecord, ...]:
        """The takes of a job or of one segment, by segment and number."""
        if segment_index is None:
            return self._read_takes(_TAKES, job_id)
        return self._read_takes(_OF_SEGMENT, job_id, segment=segment_index)

    def choose_take(self, job_id: str, segment_index: int, number: int) -> None:
        """Put a take into the film in place of the one that was in it.

        Raises:
            StorageError: If the segment has no such take.
        """
        with self.database.write() as connection:
            place = take_of(connection, job_id, segment_index, number)
            # In two steps, as the index allows one chosen take a segment at any moment.
            connection.execute(_UNCHOOSE, {"segment": place.segment_id, "take": place.take_id})
            connection.execute(_CHOOSE, {"take": place.take_id})

    def chosen_take(self, job_id: str, segment_index: int) -> TakeRecord | None:
        """The take of a segment that is in the film, None while none is."""
        found = self._read_takes(_IN_FILM, job_id, segment=segment_index)
        return found[0] if found else None

    def best_take(self, job_id: str, segment_index: int) -> TakeRecord | None:
        """The take of a segment that is in the film, or the newest while none is; None when none was made."""
        found = self._read_takes(_BEST, job_id, segment=segment_index)
        return found[0] if found else None

    def best_numbers(self, job_id: str) -> dict[int, int]:
        """Number of each segment's best take, as `best_take` finds it, without reading the takes."""
        with self.database.read() as connection:
            # The best of a segment comes last and stays.
            return {row.segment_index: row.number for row in connection.execute(_NUMBERS, {"job": job_id})}

    def chosen_takes(self, job_id: str) -> tuple[TakeRecord, ...]:
        """The takes that are in the film, by segment."""
        return self._read_takes(_CHOSEN, job_id)

    def save_verdicts(self, job_id: str, segment_index: int, number: int, verdicts: Sequence[Verdict]) -> None:
        """Replace what is known of a take, in one transaction."""
        with self.database.write() as connection:
            take_id, _, story_id = take_of(connection, job_id, segment_index, number)
            people = identities_of(connection, story_id, (verdict.identity for verdict in verdicts))
            connection.execute(_FORGET_VERDICTS, {"take": take_id})
            rows = [
                _verdict_row(verdict) | {"take_id": take_id, "position": i, "identity_id": people[verdict.identity]}
                for i, verdict in enumerate(verdicts)
            ]
            insert_all(connection, VERDICT, rows)

    def verdicts(self, job_id: str, segment_index: int | None = None, number: int | None = None) -> tuple[Verdict, ...]:
        """Verdicts of a job, a segment or a take, by segment and take and then as they were given."""
        query = (
            select(VERDICT, SEGMENT.c.segment_index, TAKE.c.number, IDENTITY.c.key)
            .join(TAKE, TAKE.c.id == VERDICT.c.take_id)
            .join(SEGMENT, SEGMENT.c.id == TAKE.c.segment_id)
            .join(JOB, JOB.c.story_id == SEGMENT.c.story_id)
            .join(IDENTITY, IDENTITY.c.id == VERDICT.c.identity_id)
            .where(JOB.c.name == job_id)
            .order_by(SEGMENT.c.segment_index, TAKE.c.number, VERDICT.c.position)
        )
        if segment_index is not None:
            query = query.where(SEGMENT.c.segment_index == segment_index)
        if number is not None:
            query = query.where(TAKE.c.number == number)
        with self.database.read() as connection:
            rows = connection.execute(query).all()
            if not rows:
                job_and_story(connection, job_id)
        return tuple(_verdict(row) for row in rows)

    def _read_takes(self, query: Select[Any], job_id: str, **values: int) -> tuple[TakeRecord, ...]:
        """The takes of a job that one of the queries above finds."""
        with self.database.read() as connection:
            rows = connection.execute(query, {"job": job_id, **values}).all()
            if not rows:
                job_and_story(connection, job_id)
        return tuple(_take(row) for row in rows)


def _take_row(take: TakeRecord) -> dict[str, Any]:
    files = [[f.name, f.sha256, f.suffix, f.size] for f in take.files]
    return {
        "number": take.number,
        "seed": take.seed,
        "input_hash": take.input_hash,
        "status": str(take.status),
        "files_json": json.dumps(files, separators=(",", ":"), ensure_ascii=False),
        "n_frames": take.n_frames,
        "fps": take.fps,
        "render_s": take.render_s,
        "score": take.score,
        "emphasis_json": json.dumps(take.emphasis, separators=(",", ":"), ensure_ascii=False),
        "note": take.note,
        "request_json": take.request_json,
    }


def _take(row: Row[Any]) -> TakeRecord:
    return TakeRecord(
        segment_index=row.segment_index,
        number=row.number,
        seed=row.seed,
        input_hash=row.input_hash,
        status=row.status,
        files=tuple(StoredFile(*parts) for parts in json.loads(row.files_json)),
        n_frames=row.n_frames,
        fps=row.fps,
        render_s=row.render_s,
        score=row.score,
        emphasis=tuple(json.loads(row.emphasis_json)),
        note=row.note,
        request_json=row.request_json,
    )


def _verdict_row(verdict: Verdict) -> dict[str, Any]:
    return {
        "kind": verdict.kind,
        "slot": verdict.slot,
        "expected": verdict.expected,
        "observed": verdict.observed,
        "confidence": verdict.confidence,
        "frame_index": verdict.frame_index,
        "model": verdict.model,
    }


def _verdict(row: Row[Any]) -> Verdict:
    return Verdict(
        segment_index=row.segment_index,
        take_number=row.number,
        identity=row.key,
        kind=VerdictKind(row.kind),
        slot=None if row.slot is None else Slot(row.slot),
        expected=row.expected,
        observed=row.observed,
        confidence=row.confidence,
        frame_index=row.frame_index,
        model=row.model,
    )
