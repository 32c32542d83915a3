"""A small scripted model in this process, and questions for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import BaseModel

from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers
from iamflow_agents.backends.consulting import ModelConsultant, Terms
from iamflow_agents.backends.protocol import Completion, Correction, Example, Prompt, Question
from iamflow_agents.errors import BackendError, FailureKind
from iamflow_agents.usage import Usage

PROMPT = Prompt(
    name="identify", version=1, instructions="Say who.", examples=(Example(payload="A", answer='{"who": "a"}'),)
)


class Who(BaseModel):
    who: str


def question(text: str, *, guess: str = "nobody", **changes: Any) -> Question[Who]:
    """A question whose right answer is its text in lower case."""
    return Question(**{"prompt": PROMPT, "payload": text, "schema": Who, "guess": Who(who=guess), **changes})


def failure(kind: FailureKind, requests: int = 1) -> BackendError:
    return BackendError(
        "it went wrong", where="toy", next_step="Mend it.", kind=kind, usage=Usage(requests=requests, seconds=0.5)
    )


def lower(question: Question[Any], corrections: Sequence[Correction]) -> str | Exception:
    return f'{{"who": "{question.payload.lower()}"}}'


class Toy:
    """A backend that answers with a function's text, or raises what it returns, and counts."""

    def __init__(
        self,
        answer: Callable[[Question[Any], Sequence[Correction]], str | Exception] = lower,
        *,
        fingerprint: str = "toy/1",
        is_local: bool = False,
    ) -> None:
        self.answer = answer
        self.name = "toy:model"
        self.fingerprint = fingerprint
        self.sees_pictures = True
        self.is_local = is_local
        self.asked: list[str] = []
        self.at_once = 0
        self.most_at_once = 0
        self.closed = False
        self._lock = threading.Lock()

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        with self._lock:
            self.asked.append(question.payload)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            text = self.answer(question, corrections)
        finally:
            with self._lock:
                self.at_once -= 1
        if isinstance(text, Exception):
            raise text
        return Completion(text=text, usage=Usage(requests=1, input_tokens=100, output_tokens=10, seconds=0.5))

    def close(self) -> None:
        self.closed = True


class Desk:
    """A consultant with its cache and account, which outlive it as a home's do."""

    def __init__(self, answers: Any = None, account: Any = None) -> None:
        self.answers = answers or MemoryAnswers()
        self.account = account or MemoryAccount()

    def consultant(self, backend: Toy, **terms: Any) -> ModelConsultant:
        return ModelConsultant(backend, answers=self.answers, account=self.account, terms=Terms(**terms))

    def outcomes(self) -> list[str]:
        return [call.outcome for call in self.account.calls()]
