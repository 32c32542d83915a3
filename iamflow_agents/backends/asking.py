"""The one way to ask a model: a question goes in, a checked object or one typed error comes out.

Whatever the backend, an answer is cleaned, put into shape and checked; one that does not fit goes back to the model
with what is wrong with it. Counting, caching and going on with the rules are the consultant's; retries of requests
that failed on the way are the backend's.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

from pydantic import BaseModel

from iamflow_agents.backends.answers import Problem, Read, read_answer
from iamflow_agents.backends.protocol import ChatBackend, Completion, Correction, Question
from iamflow_agents.errors import BackendError, BudgetExceededError, FailureKind
from iamflow_agents.usage import Usage

logger = logging.getLogger(__name__)

T = TypeVar("T", bound=BaseModel)

_SHOWN_CHARS = 300
_SHOWN_WANTS = 6
_WHAT: dict[FailureKind, str] = {
    "empty": "the model said nothing",
    "malformed": "the model's answer is no JSON object",
    "wrong_shape": "the model's answer has the wrong shape",
    "failed_check": "the model's answer does not fit the question",
}
_OTHER_METHOD = "Try llm_method json_schema, which makes a server keep to the shape, a larger model, or `rules`."
_NEXT_STEP: dict[FailureKind, str] = {
    "empty": "Try another model, or `rules`, which needs none.",
    "malformed": _OTHER_METHOD,
    "wrong_shape": _OTHER_METHOD,
    "failed_check": "Try a larger model, or `rules`, which needs none.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Generic[T]):
    """A checked answer."""

    value: T
    usage: Usage = field(default_factory=Usage)
    """Of all rounds."""
    mended: tuple[str, ...] = ()
    """What had to be mended, a phrase each; empty for a clean first answer."""


def _always() -> bool:
    return True


def ask(
    backend: ChatBackend, question: Question[T], *, repairs: int = 1, may_repair: Callable[[], bool] = _always
) -> Answered[T]:
    """Ask until an answer fits, at most `repairs` times anew.

    A completion that was cut off at the token limit is not asked for again, since it would be cut off again; a refusal
    is not either, since asking twice would only be pressing. An answer that lacks something is asked for once more, and
    stands if nothing fuller comes.

    Args:
        backend: The model.
        question: What is asked.
        repairs: Rounds in which the model is told what is wrong with its answer, at most.
        may_repair: Asked before each of them.

    Returns:
        The answer, of the question's schema and passing its check.

    Raises:
        BackendError: If none came; names backend, question and remedy, and counts what was spent.
    """
    corrections: list[Correction] = []
    mended: list[str] = []
    so_far: Answered[T] | None = None
    usage = Usage()
    while True:
        try:
            completion, read = _put(backend, question, corrections, usage)
        except BackendError as error:
            if so_far is None:
                raise
            return replace(so_far, usage=error.usage)  # a round that only was to fill gaps takes nothing away
        except BudgetExceededError:
            if so_far is None:
                raise
            return so_far
        usage += completion.usage
        if not isinstance(read, Problem):
            lacking = question.wants(read.value)
            if so_far is None or len(lacking) < len(question.wants(so_far.value)):
                so_far = Answered(value=read.value, mended=(*mended, *read.mended))
            so_far = replace(so_far, usage=usage)
            if not lacking:
                return so_far
            read = Problem(kind="failed_check", text="; ".join(lacking[:_SHOWN_WANTS]))
        logger.info("%s: %s (%s)", _where(backend, question), read.text, read.kind)
        if len(corrections) >= repairs or not may_repair():
            if so_far is None:
                raise _unfit(backend, question, read, usage)
            return replace(so_far, usage=usage)
        corrections.append(Correction(answer=completion.text, problem=read.text))
        mended.append(f"asked again: {read.text}")


def _put(
    backend: ChatBackend, question: Question[T], corrections: Sequence[Correction], spent: Usage
) -> tuple[Completion, Read[T] | Problem]:
    """Ask once and read what came; an error counts what was spent in the rounds before, too."""
    try:
        completion = backend.complete(question, tuple(corrections))
    except BackendError as error:
        error.usage = spent + error.usage
        raise
    usage = spent + completion.usage
    _refuse_refusal(backend, question, completion, usage)
    read = read_answer(completion.text, question.schema, question.check)
    if isinstance(read, Problem) and completion.truncated:
        raise _truncated(backend, question, usage)
    return completion, read


def _refuse_refusal(backend: ChatBackend, question: Question[T], completion: Completion, usage: Usage) -> None:
    if completion.refusal:
        raise BackendError(
            f"the model refused to answer: {_short(completion.refusal)}",
            where=_where(backend, question),
            next_step="Reword the segment, or use another model, or `rules`, which refuses nothing.",
            kind="refused",
            usage=usage,
        )


def _truncated(backend: ChatBackend, question: Question[T], usage: Usage) -> BackendError:
    return BackendError(
        "the answer was cut off at the token limit",
        where=_where(backend, question),
        next_step="Raise the setting llm_max_tokens; models that think aloud need several thousand.",
        kind="truncated",
        usage=usage,
    )


def _unfit(backend: ChatBackend, question: Question[T], problem: Problem, usage: Usage) -> BackendError:
    return BackendError(
        f"{_WHAT[problem.kind]}: {_short(problem.text)}",
        where=_where(backend, question),
        next_step=_NEXT_STEP[problem.kind],
        kind=problem.kind,
        usage=usage,
    )


def _where(backend: ChatBackend, question: Question[T]) -> str:
    """The backend and the question, for people."""
    segment = "" if question.segment_index is None else f", segment {question.segment_index}"
    return f"{backend.name}, {question.prompt.label}{segment}"


def _short(text: str) -> str:
    """A model's words on one line, at most as long as anybody reads."""
    line = " ".join(text.split()).rstrip(".")
    return line if len(line) <= _SHOWN_CHARS else line[:_SHOWN_CHARS] + "…"
