"""The consultant: puts an agent's questions to a model and sees to everything around the asking.

What was answered before is not asked again; the rest is asked several at a time, within the budget, and every answer
is kept the moment it is there, so that a killed job pays nothing twice. Where a model fails, the rules' guess stands
or the job stops, as its terms say. How one question is put and its answer checked is `asking`'s business.
"""

from __future__ import annotations

import logging
import threading
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ValidationError

from iamflow_agents.backends.accounts import Account, AnswerCache, answer_key, question_digest
from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.protocol import ChatBackend, Question, Reply
from iamflow_agents.backends.purse import MeteredBackend, Purse, Spent
from iamflow_agents.backends.side_by_side import Flag, side_by_side
from iamflow_agents.errors import (
    PASSING_FAILURES,
    BackendError,
    BudgetExceededError,
    FailureKind,
    StoppedError,
    StoryError,
)
from iamflow_agents.usage import (
    ANSWERED,
    CACHED,
    DEFAULT_CURRENCY,
    SKIPPED,
    UNFINISHED,
    Budget,
    ModelCall,
    Price,
    Usage,
)

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=BaseModel)
HOPELESS_KINDS: frozenset[FailureKind] = PASSING_FAILURES | {"quota", "protocol", "auth", "not_found", "unavailable"}
"""Failures of a backend as a whole, which the next question would meet, too."""
GIVE_UP_AFTER = 3
"""So many hopeless failures in a row, and nothing more is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms a model is asked."""

    concurrency: int = 4
    """Questions under way at a time."""
    fallback: Literal["rules", "stop"] = "rules"
    """What happens when a model fails: the rules' guess stands, or the error is raised."""
    budget: Budget | None = None
    price: Price | None = None
    """What the model charges; None when nobody knows."""
    currency: str = DEFAULT_CURRENCY
    stand_in: str = "come from the rules"
    """What becomes of questions that the model did not answer, for the log."""
    go_on: str = "Start it again with a higher --budget: what was answered is kept and costs nothing again."
    """What to do when the budget is used up, as a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Item:
    """A question with its names."""

    question: Question[Any]
    digest: str
    key: str
    number: int = 0
    """Of its line in the account, once it is begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """How the asking of a question ended: with a value or an error."""

    item: _Item
    calls: int
    usage: Usage
    value: BaseModel | None = None
    error: Exception | None = None


@dataclass(slots=True)
class _Batch:
    """What came of the questions that had to be asked."""

    waiting: deque[_Item]
    replies: dict[str, Reply[Any]] = field(default_factory=dict)
    errors: dict[str, Exception] = field(default_factory=dict)
    """Of questions that no rule may answer in the model's place, by key."""
    halt: StoryError | None = None
    """Why no further question was begun."""


class _Rounds:
    """How many repair rounds are left to several questions together; threads share it.

    Args:
        left: None for as many as are wanted.
    """

    def __init__(self, left: int | None) -> None:
        self._left = left
        self._lock = threading.Lock()

    def take(self) -> bool:
        """Take one round, if any is left."""
        with self._lock:
            if self._left is None:
                return True
            self._left -= 1
            return self._left >= 0


class ModelConsultant:
    """Asks a model on behalf of an agent; implements `protocol.Consultant`.

    Args:
        backend: The model.
        answers: Where answers are kept, for this job and others.
        account: What the job has asked and paid so far.
        terms: How many at a time, for how much, and what if it fails.
        cancel: Set: stop within a fraction of a second; what is under way is given up.
        drain: Set: begin nothing more; what is under way is waited for and kept.
        spent: What the job has spent, shared by consultants that keep to one budget; None reads it from the account.
    """

    def __init__(
        self,
        backend: ChatBackend,
        *,
        answers: AnswerCache,
        account: Account,
        terms: Terms | None = None,
        cancel: Flag | None = None,
        drain: Flag | None = None,
        spent: Spent | None = None,
    ) -> None:
        self._backend = backend
        self._answers = answers
        self._account = account
        self._terms = terms or Terms()
        self._cancel = cancel or threading.Event()
        self._drain = drain or threading.Event()
        if spent is None:
            spent = Spent(account.calls(), self._terms.currency)
        self._purse = Purse(self._terms.budget, self._terms.price, spent)
        self._hopeless: list[str] = []
        """Kinds of the hopeless failures since the model last showed that it is there."""
        self._given_up = ""
        """Why nothing more is asked; stays for as long as the consultant lives."""

    @property
    def name(self) -> str:
        """The backend's settings string."""
        return self._backend.name

    def close(self) -> None:
        """Free what the backend holds."""
        self._backend.close()

    def consult(self, questions: Sequence[Question[T]], *, calls: int | None = None) -> tuple[Reply[T], ...]:
        """Answer all questions, several at a time; replies stand in the order of the questions.

        A question that stands more than once is asked once.

        Args:
            questions: What is asked.
            calls: How many calls may be made in all; repair rounds take what the questions leave of them.

        Raises:
            BackendError: If a model failed and the job is not to go on with the rules.
            BudgetExceededError: If the budget is used up; what was answered until then is kept.
            StoppedError: If the job was told to stop; likewise.
        """
        items = [self._item(question) for question in questions]
        cached = self._from_cache(items)
        self._account.add([self._line(item, CACHED, calls=0) for item in items if item.key in cached])
        first = {item.key: item for item in reversed(items) if item.key not in cached}
        fresh = [item for item in items if first.get(item.key) is item]
        asked = self._ask_all(fresh, _Rounds(None if calls is None else calls - len(fresh)))
        replies = [
            cached[item.key]
            if item.key in cached
            else asked[item.key]
            if first[item.key] is item
            else self._repeat(item, asked[item.key])
            for item in items
        ]
        self._warn(replies)
        return tuple(replies)

    def _item(self, question: Question[Any]) -> _Item:
        """Name a question."""
        digest = question_digest(question)
        return _Item(question=question, digest=digest, key=answer_key(self._backend.fingerprint, digest))

    def _from_cache(self, items: Sequence[_Item]) -> dict[str, Reply[Any]]:
        """Replies that were given before and are still right."""
        kept = self._answers.find(list(dict.fromkeys(item.key for item in items)))
        found: dict[str, Reply[Any]] = {}
        for item in items:
            value = _read(item.question, kept[item.key]) if item.key in kept else None
            if value is not None:
                found[item.key] = Reply(value=value, origin="cache")
        return found

    def _repeat(self, item: _Item, first: Reply[Any]) -> Reply[Any]:
        """The reply to a question that was asked a moment ago."""
        if first.origin != "rules" and not item.question.check(first.value):
            self._account.add([self._line(item, CACHED, calls=0)])
            return replace(first, origin="cache")
        return self._skip(item, first.note or f"the answer of {self.name} to the same question does not fit here")

    def _skip(self, item: _Item, why: str) -> Reply[Any]:
        """Let the rules' guess stand for a question that is not asked."""
        self._account.add([self._line(item, SKIPPED, calls=0, note=why)])
        return Reply(value=item.question.guess, origin="rules", note=why)

    def _ask_all(self, items: Sequence[_Item], rounds: _Rounds) -> dict[str, Reply[Any]]:
        """Ask all questions; what keeps some from being asked is raised once all that are under way are settled."""
        batch = _Batch(deque(items))
        bound = self._terms.concurrency
        put = partial(self._ask, rounds)
        for outcome in side_by_side(put, self._draw(batch), bound=bound, cancel=self._cancel):
            self._settle(outcome, batch)
        for item in items:
            # The first question's error, whichever came in first: the same trouble is told in the same words.
            if item.key in batch.errors:
                raise batch.errors[item.key]
        if batch.halt is not None:
            raise batch.halt
        if len(batch.replies) + len(batch.waiting) < len(items):
            raise self._stopped()
        return batch.replies | {item.key: self._skip(item, self._given_up) for item in batch.waiting}

    def _draw(self, batch: _Batch) -> Iterator[_Item]:
        """Begin one question after the other, as long as nothing speaks against it."""
        while batch.waiting and not batch.errors and not self._given_up:
            if self._cancel.is_set() or self._drain.is_set():
                batch.halt = self._stopped()
            elif not self._purse.reserve():
                batch.halt = self._out_of_budget(len(batch.waiting))
            if batch.halt is not None:
                return
            item = batch.waiting.popleft()
            yield replace(item, number=self._account.begin(self._line(item, UNFINISHED)))

    def _ask(self, rounds: _Rounds, item: _Item) -> _Outcome:
        """Ask one question; runs in a thread of its own."""
        meter = MeteredBackend(self._backend, self._purse)
        value, problem = None, None
        try:
            value = ask(meter, item.question, may_repair=rounds.take).value
        except Exception as error:  # noqa: BLE001 - handed over to the consulting thread, which raises it
            problem = error
        return _Outcome(item=item, calls=meter.calls, usage=meter.usage, value=value, error=problem)

    def _settle(self, outcome: _Outcome, batch: _Batch) -> None:
        """Keep what came of a question, at once."""
        item, error = outcome.item, outcome.error
        if outcome.value is not None:
            # First the answer, then the line: killed in between, a call looks unfinished, but is not paid twice.
            text = outcome.value.model_dump_json(by_alias=True)
            self._answers.keep(item.key, text, backend=self.name, prompt=item.question.prompt.label)
            self._finish(outcome, ANSWERED)
            self._hopeless.clear()
            batch.replies[item.key] = Reply(value=outcome.value, origin="model")
        elif isinstance(error, BudgetExceededError):
            self._finish(outcome, "budget")
            batch.halt = self._out_of_budget(len(batch.waiting) + 1)
        elif isinstance(error, BackendError):
            self._fall_back(outcome, error, batch)
        else:
            self._finish(outcome, "error")
            batch.errors[item.key] = error or AssertionError("asking gave neither an answer nor an error")

    def _fall_back(self, outcome: _Outcome, error: BackendError, batch: _Batch) -> None:
        """Let the rules answer in a failed model's place, or keep the error to be raised."""
        kind = error.kind
        self._hopeless = [*self._hopeless, kind] if kind in HOPELESS_KINDS else []
        if self._terms.fallback == "stop":
            self._finish(outcome, kind)
            batch.errors[outcome.item.key] = error
            return
        self._finish(outcome, kind, note=f"{self.name} failed ({kind})")
        note = f"{self.name} failed ({kind}): {error.what}"
        reply = Reply(value=outcome.item.question.guess, origin="rules", note=note, failure=kind)
        batch.replies[outcome.item.key] = reply
        if len(self._hopeless) >= GIVE_UP_AFTER:
            self._given_up = f"{self.name} failed {GIVE_UP_AFTER} times in a row ({kind}) and was not asked any more"

    def _finish(self, outcome: _Outcome, word: str, *, note: str = "") -> None:
        """Close a question's line in the account."""
        line = self._line(outcome.item, word, calls=outcome.calls, note=note)
        line = replace(line, usage=outcome.usage, cost=self._purse.pay(outcome.usage))
        self._account.finish(outcome.item.number, line)

    def _line(self, item: _Item, outcome: str, *, calls: int = 1, note: str = "") -> ModelCall:
        """A question as it stands in the account; without a call it costs nothing."""
        return ModelCall(
            backend=self.name,
            prompt=item.question.prompt.label,
            segment_index=item.question.segment_index,
            outcome=outcome,
            calls=calls,
            cost=None if calls else 0.0,
            currency=self._terms.currency,
            question=item.digest,
            note=note,
        )

    def _out_of_budget(self, n_open: int) -> BudgetExceededError:
        """The error of a job that may not ask any more."""
        purse, budget = self._purse, self._terms.budget
        spent = f"{purse.calls} made" if budget and budget.calls is not None else f"{purse.money:.6g} spent"
        return BudgetExceededError(
            f"the budget of {budget} is used up ({spent}, {n_open} question{'s' if n_open > 1 else ''} open)",
            where=f"the model {self.name}",
            next_step=self._terms.go_on,
        )

    def _stopped(self) -> StoppedError:
        """The error of a job that was told to stop."""
        return StoppedError(
            "told to stop",
            where=f"the questions to {self.name}",
            next_step="Start it again: what was answered is kept.",
        )

    def _warn(self, replies: Sequence[Reply[Any]]) -> None:
        """Say it when the rules answered in the model's place."""
        notes = Counter(reply.note for reply in replies if reply.origin == "rules")
        for note, count in notes.items():
            logger.warning("%d of %d answers %s: %s", count, len(replies), self._terms.stand_in, note)


def _read(question: Question[Any], answer: str) -> BaseModel | None:
    """A kept answer, None when it is not (or no longer) one to this question."""
    try:
        value: BaseModel = question.schema.model_validate_json(answer)
    except ValidationError:
        return None
    return None if question.check(value) else value
