"""What models are asked and what it costs: the vocabulary of calls, tokens, money and budgets.

Plain records without I/O, shared by the backends that spend, the storage that keeps the account and the fronts that
show it. Money is a plain number in the currency of the price table; None means that nobody told the price.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum
from typing import Any

ANSWERED = "answered"
"""Outcome of a call: the model gave an answer that was taken."""
CACHED = "cached"
"""The answer had been given before and cost nothing."""
SKIPPED = "skipped"
"""Not asked, since the model had failed too often or the same question had just failed."""
UNFINISHED = "unfinished"
"""Asked, but the process ended before the answer was in; what it cost is not known."""
_NOT_FAILURES = frozenset({ANSWERED, CACHED, SKIPPED, UNFINISHED})

JUDGE_PROMPT = "verify"
"""Name of the prompt with which takes are judged."""
FRAMES_PROMPT = "rate"
"""Name of the prompt with which single frames are rated."""
_LEFT = {JUDGE_PROMPT: "left open by the judge", FRAMES_PROMPT: "left open by the frame scorer"}
"""What becomes of questions that a model does not answer, by prompt; others the rules answer."""
DEFAULT_CURRENCY = "USD"
_SYMBOLS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_CALLS = re.compile(r"([0-9]{1,9}) ?calls?", re.IGNORECASE)
_MONEY = re.compile(
    r"(?P<before>[$€£¥]|[A-Za-z]{3})? ?(?P<amount>[0-9]{1,9}(?:\.[0-9]{1,9})?|\.[0-9]{1,9}) ?"
    r"(?P<after>[$€£¥]|[A-Za-z]{3})?"
)


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


FREE = Price(input=0.0, output=0.0)
"""What a model on one's own machine charges."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelCall:
    """One question as it is kept in a job's account."""

    backend: str
    """The settings string that named the model, such as `openai:MODEL`."""
    prompt: str
    """Name and version of the prompt file, such as `identify/1`."""
    segment_index: int | None
    outcome: str
    """`answered`, `cached`, `skipped`, `unfinished`, or the kind of failure (`timeout`, `refused`, ...)."""
    usage: Usage = field(default_factory=Usage)
    cost: float | None = None
    calls: int = 1
    """How often the model was called: once, and once more for a repair round; 0 when it was not asked."""
    currency: str = DEFAULT_CURRENCY
    question: str = ""
    """Digest of what was asked, whatever the model: the same question asked again has the same."""
    note: str = ""
    """Why the rules' guess stands, where it does; else empty."""

    @property
    def is_of_judge(self) -> bool:
        """Whether it was asked to judge a take."""
        return self.prompt_name == JUDGE_PROMPT

    @property
    def is_of_frame_scorer(self) -> bool:
        """Whether it was asked to rate single frames."""
        return self.prompt_name == FRAMES_PROMPT

    @property
    def prompt_name(self) -> str:
        """Name of the prompt file, whatever its version."""
        return self.prompt.partition("/")[0]

    @property
    def is_failure(self) -> bool:
        """Whether the model was asked and gave no answer that could be used."""
        return self.outcome not in _NOT_FAILURES


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What a job may spend: calls or money, one of the two."""

    calls: int | None = None
    money: float | None = None
    currency: str | None = None
    """As it was written; None when only a number was."""

    def __str__(self) -> str:
        """As people write it."""
        if self.calls is not None:
            return f"{self.calls} call{'' if self.calls == 1 else 's'}"
        amount = f"{self.money:.9f}".rstrip("0")
        whole, _, cents = amount.partition(".")
        return f"{whole}.{cents.ljust(2, '0')}" + (f" {self.currency}" if self.currency else "")


def parse_budget(text: str) -> Budget | None:
    """Read a budget such as `25calls`, `0.50`, `$0.50` or `0.50 USD`; `none` is no limit.

    Raises:
        ValueError: If it is neither calls nor money.
    """
    written = " ".join(text.split())
    if written.lower() == "none":
        return None
    if match := _CALLS.fullmatch(written):
        return Budget(calls=int(match[1]))
    match = _MONEY.fullmatch(written)
    if match is None or (match["before"] and match["after"]):
        raise ValueError(f"{text!r} is neither a number of calls nor an amount of money")
    sign = match["before"] or match["after"]
    return Budget(money=float(match["amount"]), currency=_SYMBOLS.get(sign, sign.upper()) if sign else None)


def price_of(name: str, prices: Mapping[str, Price], *, is_local: bool) -> Price | None:
    """What a model charges: what the table says, else nothing for one on this machine, else None (nobody told).

    Args:
        name: The settings string that names the model, such as `openai:MODEL`.
        prices: The price table.
        is_local: Whether its answers cost nothing.
    """
    return prices.get(name) or (FREE if is_local else None)


def money_of(calls: Iterable[ModelCall]) -> float | None:
    """What finished calls cost together; None when the price of one is not known.

    Calls that were broken off are left out: nobody knows how far they came.
    """
    finished = [call for call in calls if call.outcome != UNFINISHED]
    if any(call.cost is None for call in finished) or len({call.currency for call in finished if call.cost}) > 1:
        return None
    return round(fsum(call.cost or 0.0 for call in finished), 9)


def sum_up(calls: Sequence[ModelCall]) -> dict[str, Any]:
    """Sum an account up, as `StoryResult.cost` holds it.

    Args:
        calls: A job's calls, oldest first.

    Returns:
        `calls` (times a model was asked), `requests` (sent over the wire, retries included), `tokens_in`,
        `tokens_out`, `seconds` (of all requests together, also those side by side), `money` (None when unknown),
        `currency`, `cached` and `failed` (questions), `by_backend` (the same figures by model) and `notes` (sentences
        on what the rules answered because a model did not, and on what is not known).
    """
    of_backend: dict[str, list[ModelCall]] = {}
    for call in calls:
        of_backend.setdefault(call.backend, []).append(call)
    return {
        **_figures(calls),
        "currency": calls[-1].currency if calls else DEFAULT_CURRENCY,
        "by_backend": {name: _figures(group) for name, group in sorted(of_backend.items())},
        "notes": [*_notes_on_guesses(calls), *_notes_on_money(calls)],
    }


def _figures(calls: Sequence[ModelCall]) -> dict[str, Any]:
    """The figures of some calls."""
    return {
        "calls": sum(call.calls for call in calls),
        "requests": sum(call.usage.requests for call in calls),
        "tokens_in": sum(call.usage.input_tokens for call in calls),
        "tokens_out": sum(call.usage.output_tokens for call in calls),
        "seconds": round(fsum(call.usage.seconds for call in calls), 3),
        "money": money_of(calls),
        "cached": sum(call.outcome == CACHED for call in calls),
        "failed": sum(call.is_failure for call in calls),
    }


def _notes_on_guesses(calls: Sequence[ModelCall]) -> list[str]:
    """Say which questions the rules answered in the end; a question that was answered later is not among them."""
    last = {(call.question or str(number)): call for number, call in enumerate(calls)}
    guessed = [call for call in last.values() if call.note]
    notes = []
    came_of = [(call.note, _LEFT.get(call.prompt_name, "answered by the rules")) for call in guessed]
    for (note, came), count in Counter(came_of).items():
        numbers = {c.segment_index for c, which in zip(guessed, came_of, strict=True) if which == (note, came)}
        where = sorted(number + 1 for number in numbers if number is not None)
        segments = f" (segment{'s' if len(where) > 1 else ''} {', '.join(map(str, where))})" if where else ""
        notes.append(f"{count} question{'s' if count > 1 else ''}{segments} {came}: {note}")
    return notes


def _notes_on_money(calls: Sequence[ModelCall]) -> list[str]:
    """Say what is missing in the sum."""
    unpriced = sorted({call.backend for call in calls if call.cost is None and call.outcome != UNFINISHED})
    notes = [f"the price of {name} is not known; set IAMFLOW_PRICES to count its money" for name in unpriced]
    currencies = sorted({call.currency for call in calls if call.cost})
    if len(currencies) > 1:
        notes.append(f"money was counted in several currencies ({', '.join(currencies)}) and cannot be summed")
    lost = sum(call.outcome == UNFINISHED for call in calls)
    if lost:
        notes.append(f"{lost} call{'s were' if lost > 1 else ' was'} broken off; what that cost is not in the sum")
    return notes
