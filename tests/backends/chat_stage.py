"""A small question, and a chat backend over the local server, for tests of what is asked and what comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from fake_server import FakeServer, Reply
from pydantic import BaseModel

from iamflow_agents.backends.chat import LangChainBackend
from iamflow_agents.backends.clients import open_chat_backend
from iamflow_agents.backends.endpoints import read_endpoint
from iamflow_agents.backends.protocol import BackendOptions, Example, Picture, Prompt, Question

KEY = "sk-own-1234567890"


class Who(BaseModel):
    name: str
    age: int


class Cast(BaseModel):
    people: list[Who]
    mood: Literal["calm", "tense"]


GOOD: dict[str, Any] = {"people": [{"name": "Anna", "age": 30}], "mood": "calm"}
OTHER: dict[str, Any] = {"people": [{"name": "Zoe", "age": 3}], "mood": "calm"}
GOOD_TEXT = json.dumps(GOOD)
PROMPT = Prompt(
    name="cast",
    version=2,
    instructions="Say who is there.",
    examples=(Example(payload="Bo naps.", answer='{"people": [{"name": "Bo", "age": 4}], "mood": "calm"}'),),
)


def only_known(cast: Cast) -> Sequence[str]:
    """The check of the question: nobody but Anna is in the story."""
    return [f"nobody is called {who.name}" for who in cast.people if who.name != "Anna"]


def question(
    *,
    payload: str = "Anna waits.",
    pictures: Sequence[Picture] = (),
    check: Callable[[Cast], Sequence[str]] = only_known,
) -> Question[Cast]:
    return Question(
        prompt=PROMPT,
        payload=payload,
        schema=Cast,
        guess=Cast(people=[], mood="calm"),
        pictures=tuple(pictures),
        check=check,
        segment_index=2,
    )


class Waits(list[float]):
    """Stands in for sleeping and keeps how long it was to be."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def options(**changes: Any) -> BackendOptions:
    return BackendOptions(**{"timeout_s": 20.0, "api_key": KEY, **changes})


@contextmanager
def chatting(
    *replies: Reply, waits: Waits | None = None, **changes: Any
) -> Iterator[tuple[FakeServer, LangChainBackend]]:
    """A server with these replies, and a backend that talks to it."""
    with FakeServer(*replies) as server:
        backend = open_chat_backend(
            read_endpoint(f"{server.url}#tiny"), options(**changes), sleep=waits if waits is not None else Waits()
        )
        try:
            yield server, backend
        finally:
            backend.close()
