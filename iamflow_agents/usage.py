"""What models are asked and what it costs: the vocabulary of calls, tokens and money.

Plain records without I/O, shared by the backends that spend, the storage that keeps the account and the fronts that
show it. Money is a plain number in the currency of the price table; None means that nobody told the price.
"""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What one or more requests to a model took."""

    requests: int = 0
    """Requests that were sent, retries included."""
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0

    def __add__(self, other: Usage) -> Usage:
        """Both together."""
        return Usage(
            requests=self.requests + other.requests,
            input_tokens=self.input_tokens + other.input_tokens,
            output_tokens=self.output_tokens + other.output_tokens,
            seconds=self.seconds + other.seconds,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What a model charges, in money per million tokens."""

    input: float
    output: float

    def of(self, usage: Usage) -> float:
        """Money for a usage."""
        return (usage.input_tokens * self.input + usage.output_tokens * self.output) / 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One question as it is kept in a job's account."""

    backend: str
    """The settings string that named the model, such as `openai:MODEL`."""
    prompt: str
    """Name and version of the prompt file, such as `identify/1`."""
    segment_index: int | None
    outcome: str
    """`answered`, `cached`, or the kind of failure (`timeout`, `refused`, ...)."""
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
