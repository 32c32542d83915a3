"""Where a consultant keeps what it learnt and what it spent: two small ports, and both in memory.

A home keeps them in its database (`storage.account_store`); without a home they last as long as the process. The
digests that name a question and its answer are made here, so that every keeper uses the same.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from iamflow_agents.backends.protocol import Question
from iamflow_agents.usage import ModelCall


class AnswerCache(Protocol):
    """Answers by the digest of everything that decides them."""

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Those of the answers that are kept, as JSON, by key."""
        ...

    def keep(self, key: str, answer: str, *, backend: str, prompt: str) -> None:
        """Keep an answer for good; it is on disk, if there is one, before this returns."""
        ...


class Account(Protocol):
    """One job's calls, in the order they began."""

    def calls(self) -> Sequence[ModelCall]:
        """All calls so far, those of former starts of the job included."""
        ...

    def begin(self, call: ModelCall) -> int:
        """Write a call down before it is made, so that a killed process does not forget it; returns its number."""
        ...

    def finish(self, number: int, call: ModelCall) -> None:
        """Replace what was written when the call began."""
        ...

    def add(self, calls: Sequence[ModelCall]) -> None:
        """Write down questions that were answered without a call."""
        ...


class MemoryAnswers:
    """An answer cache that lasts as long as the process."""

    def __init__(self) -> None:
        self._answers: dict[str, str] = {}

    def find(self, keys: Sequence[str]) -> Mapping[str, str]:
        """Those of the answers that are kept."""
        return {key: self._answers[key] for key in keys if key in self._answers}

    def keep(self, key: str, answer: str, *, backend: str, prompt: str) -> None:
        """Keep an answer."""
        self._answers[key] = answer


class MemoryAccount:
    """An account that lasts as long as the process."""

    def __init__(self) -> None:
        self._calls: list[ModelCall] = []
        self._lock = threading.Lock()

    def calls(self) -> Sequence[ModelCall]:
        """All calls so far."""
        return tuple(self._calls)

    def begin(self, call: ModelCall) -> int:
        """Write a call down and number it."""
        with self._lock:
            self._calls.append(call)
            return len(self._calls) - 1

    def finish(self, number: int, call: ModelCall) -> None:
        """Replace what was written when the call began."""
        self._calls[number] = call

    def add(self, calls: Sequence[ModelCall]) -> None:
        """Write several calls down."""
        with self._lock:
            self._calls.extend(calls)


def question_digest(question: Question[Any]) -> str:
    """Name what is asked, whatever model it is put to: a SHA-256 in hex.

    The rules' guess and the check are left out: neither is shown to a model, and a kept answer is checked anew.
    """
    prompt = question.prompt
    parts = [
        prompt.label,
        prompt.instructions,
        [[example.payload, example.answer] for example in prompt.examples],
        question.payload,
        [[picture.mime_type, picture.label, hashlib.sha256(picture.data).hexdigest()] for picture in question.pictures],
        question.schema.model_json_schema(),
    ]
    return _sha256(parts)


def answer_key(fingerprint: str, digest: str) -> str:
    """Name the answer of one model to one question: a SHA-256 in hex."""
    return _sha256([fingerprint, digest])


def _sha256(parts: Sequence[Any]) -> str:
    """Digest of plain data; JSON keeps the parts apart, whatever characters they hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()
