"""The port behind which every language and vision model stands: one structured question, one completion.

A question carries everything a model needs (instructions, worked examples, payload, pictures, the shape of the
answer) and what the rules would answer, so that the offline backend is a backend like any other and a job can go on
when a model fails. `asking.ask` turns a completion into a checked object or one typed error.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

from pydantic import BaseModel

from iamflow_agents.errors import FailureKind
from iamflow_agents.usage import Usage

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture shown with a question."""

    data: bytes
    mime_type: str = "image/png"
    label: str = ""
    """A line of text put before the picture, such as `Frame 2 (1.5 s)`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A worked example: small models need one."""

    payload: str
    answer: str
    """JSON of the right answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """Instructions from a versioned data file (`backends/prompts`)."""

    name: str
    version: int
    instructions: str
    examples: tuple[Example, ...]

    @property
    def label(self) -> str:
        """Name and version, such as `identify/1`."""
        return f"{self.name}/{self.version}"


def no_problems(_: Any) -> Sequence[str]:
    """The check of a question that has none."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Generic[T]):
    """One structured question."""

    prompt: Prompt
    payload: str
    """What is asked about, as the user turn's text."""
    schema: type[T]
    """Shape of the answer. No `dict` fields and no defaults: strict servers refuse them."""
    guess: T
    """What the rules answer; it stands whenever no model gives a better one."""
    pictures: tuple[Picture, ...] = ()
    check: Callable[[T], Sequence[str]] = no_problems
    """Says what is wrong with an answer of the right shape (an id that does not exist), a sentence each."""
    wants: Callable[[T], Sequence[str]] = no_problems
    """Says what an answer that passed its check still lacks (a row left out), a sentence each. It is asked for once
    more, and what came stands if no better answer follows."""
    segment_index: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A former answer and what was wrong with it, shown to the model in a repair round."""

    answer: str
    problem: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """What a model said."""

    text: str
    """Should be JSON; may be fenced, preceded by `<think>` text, or no JSON at all."""
    usage: Usage = field(default_factory=Usage)
    truncated: bool = False
    refusal: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BackendOptions:
    """How models are asked; every backend takes from it what it knows."""

    timeout_s: float = 60.0
    """Seconds a request may take before it counts as failed."""
    retries: int = 2
    """How often a request is sent again after a failure that may pass (429, 5xx, a dropped connection)."""
    max_tokens: int = 1_024
    """Tokens of an answer, at most."""
    method: Literal["auto", "json_schema", "function_calling", "json_mode"] = "auto"
    """How the shape of the answer is asked for; `auto` starts with json_schema and falls back when refused."""
    temperature: float | None = 0.0
    """None leaves it to the model, for those that refuse the setting."""
    seed: int | None = None
    api_key: str | None = field(default=None, repr=False)
    """Key for a `http://` endpoint. Hosted providers read their own variable; it is never sent elsewhere."""


class ChatBackend(Protocol):
    """A model that can be asked."""

    @property
    def name(self) -> str:
        """The settings string that names it."""
        ...

    @property
    def fingerprint(self) -> str:
        """Everything that changes its answers (model, method, temperature, ...); part of the cache key. No secrets."""
        ...

    @property
    def sees_pictures(self) -> bool:
        """Whether pictures may be sent; False only where it is known that they cannot."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether its answers cost nothing."""
        ...

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Ask once; safe to call from several threads.

        Raises:
            BackendError: If no completion came; names backend, model and remedy.
        """
        ...

    def close(self) -> None:
        """Free what it holds (connections, weights)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Generic[T]):
    """The answer to a question, and where it came from."""

    value: T
    origin: Literal["model", "cache", "rules"]
    note: str = ""
    """Why the rules' guess stands, if it does although a model was to be asked."""
    failure: FailureKind | None = None
    """How the model failed, if it was asked and did."""


class Consultant(Protocol):
    """Asks a backend on behalf of an agent: counts, caches, keeps to the budget, falls back to the rules."""

    @property
    def name(self) -> str:
        """The backend's settings string."""
        ...

    def consult(self, questions: Sequence[Question[T]], *, calls: int | None = None) -> tuple[Reply[T], ...]:
        """Answer all questions, several at a time; replies stand in the order of the questions.

        Args:
            questions: What is asked.
            calls: How many calls may be made in all. Each question is put once in any case; an answer that does not
                fit is asked for anew only while calls are left. None for no bound.

        Raises:
            BackendError: If a model failed and the job is not to go on with the rules.
            BudgetExceededError: If the budget is used up; what was answered until then is cached.
        """
        ...
