"""What models were asked in a job, and the answers that all jobs of a home share.

Calls belong to a job and go with it; answers are found by the digest of everything that decides them and stay, so
that the same question is never paid twice in one home.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update

from iamflow_agents.storage.jobs import StorePart
from iamflow_agents.storage.statements import insert_all, job_and_story, upsert
from iamflow_agents.storage.tables import ModelAnswerRow, ModelCallRow, table
from iamflow_agents.usage import ModelCall, Usage

CALL, ANSWER = table(ModelCallRow), table(ModelAnswerRow)
_BEGIN = insert(CALL).returning(CALL.c.id)
_FINISH = update(CALL).where(CALL.c.id == bindparam("number"))
_CALLS = select(CALL).where(CALL.c.job_id == bindparam("job")).order_by(CALL.c.id)
_FIND = select(ANSWER.c.key, ANSWER.c.answer_json).where(ANSWER.c.key.in_(bindparam("keys", expanding=True)))
_KEYS_AT_ONCE = 500
"""SQLite takes 999 variables in a statement where it was built with the old limit."""


class AccountStore(StorePart):
    """Calls to models, and their answers."""

    def begin_model_call(self, job_id: str, call: ModelCall) -> int:
        """Write a call down before it is made; returns the number to finish it by."""
        with self.database.write() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            return int(connection.execute(_BEGIN, self._row(call) | {"job_id": job_pk}).scalar_one())

    def finish_model_call(self, number: int, call: ModelCall) -> None:
        """Write down how a call ended."""
        with self.database.write() as connection:
            connection.execute(_FINISH, self._row(call) | {"number": number})

    def add_model_calls(self, job_id: str, calls: Sequence[ModelCall]) -> None:
        """Write down questions that were answered without a call, in one transaction."""
        if not calls:
            return
        with self.database.write() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            insert_all(connection, CALL, [self._row(call) | {"job_id": job_pk} for call in calls])

    def model_calls(self, job_id: str) -> tuple[ModelCall, ...]:
        """A job's calls over all its starts, in the order they began."""
        with self.database.read() as connection:
            job_pk, _ = job_and_story(connection, job_id)
            return tuple(_call(row) for row in connection.execute(_CALLS, {"job": job_pk}))

    def model_answers(self, keys: Sequence[str]) -> dict[str, str]:
        """Those of the answers that are kept, as JSON, by key."""
        with self.database.read() as connection:
            found: dict[str, str] = {}
            for start in range(0, len(keys), _KEYS_AT_ONCE):
                rows = connection.execute(_FIND, {"keys": list(keys[start : start + _KEYS_AT_ONCE])})
                found |= {row.key: row.answer_json for row in rows}
            return found

    def save_model_answer(self, key: str, answer: str, *, backend: str, prompt: str) -> None:
        """Keep an answer; a later one to the same question takes its place."""
        row = {"key": key, "backend": backend, "prompt": prompt, "answer_json": answer, "at": self.clock()}
        with self.database.write() as connection:
            upsert(connection, ANSWER, ("key",), [row])

    def _row(self, call: ModelCall) -> dict[str, Any]:
        """A call's columns."""
        return {
            "at": self.clock(),
            "backend": call.backend,
            "prompt": call.prompt,
            "question": call.question,
            "segment_index": call.segment_index,
            "outcome": call.outcome,
            "calls": call.calls,
            "requests": call.usage.requests,
            "input_tokens": call.usage.input_tokens,
            "output_tokens": call.usage.output_tokens,
            "seconds": call.usage.seconds,
            "cost": call.cost,
            "currency": call.currency,
            "note": call.note,
        }


class StoredAnswers:
    """The answers of a home, as a consultant looks them up."""

    def __init__(self, store: AccountStore) -> None:
        self._store = store

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Those of the answers that are kept."""
        return self._store.model_answers(keys)

    def keep(self, key: str, answer: str, *, backend: str, prompt: str) -> None:
        """Keep an answer; it is on disk before this returns."""
        self._store.save_model_answer(key, answer, backend=backend, prompt=prompt)


class JobAccount:
    """The account of one job, as a consultant keeps it."""

    def __init__(self, store: AccountStore, job_id: str) -> None:
        self._store = store
        self._job_id = job_id

    def calls(self) -> Sequence[ModelCall]:
        """All calls so far, those of former starts of the job included."""
        return self._store.model_calls(self._job_id)

    def begin(self, call: ModelCall) -> int:
        """Write a call down before it is made."""
        return self._store.begin_model_call(self._job_id, call)

    def finish(self, number: int, call: ModelCall) -> None:
        """Write down how a call ended."""
        self._store.finish_model_call(number, call)

    def add(self, calls: Sequence[ModelCall]) -> None:
        """Write down questions that were answered without a call."""
        self._store.add_model_calls(self._job_id, calls)


def _call(row: Row[Any]) -> ModelCall:
    usage = Usage(
        requests=row.requests, input_tokens=row.input_tokens, output_tokens=row.output_tokens, seconds=row.seconds
    )
    return ModelCall(
        backend=row.backend,
        prompt=row.prompt,
        segment_index=row.segment_index,
        outcome=row.outcome,
        usage=usage,
        cost=row.cost,
        calls=row.calls,
        currency=row.currency,
        question=row.question,
        note=row.note,
    )
