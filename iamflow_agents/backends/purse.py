"""Keeps a job to its budget: every call to a model is reserved before it is made.

Calls are never overshot, however many run side by side. What a call costs is known only when it is over, so money may
be overshot by what the calls cost that are under way when it runs out, and by no more.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from iamflow_agents.backends.protocol import ChatBackend, Completion, Correction, Question
from iamflow_agents.errors import BackendError, BudgetExceededError
from iamflow_agents.usage import DEFAULT_CURRENCY, Budget, ModelCall, Price, Usage


class Spent:
    """What a job has spent on all its models; those that keep to one budget share it.

    Args:
        former: The job's calls so far, those of former starts included.
        currency: Of the prices.
    """

    def __init__(self, former: Sequence[ModelCall] = (), currency: str = DEFAULT_CURRENCY) -> None:
        self.lock = threading.Lock()
        self.calls = sum(call.calls for call in former)
        self.money = sum(call.cost or 0.0 for call in former if call.currency == currency)


class Purse:
    """What a job may still spend on one of its models; safe to use from several threads.

    Args:
        budget: The limit; None is none.
        price: What a call costs; None when nobody knows.
        spent: What is spent already; changed by every call.
    """

    def __init__(self, budget: Budget | None, price: Price | None, spent: Spent) -> None:
        self._budget = budget
        self._price = price
        self._spent = spent

    @property
    def calls(self) -> int:
        """Calls so far, of all the job's models."""
        return self._spent.calls

    @property
    def money(self) -> float:
        """Money spent so far, on all the job's models."""
        return self._spent.money

    def reserve(self) -> bool:
        """Take one call out of what is left; False when nothing is."""
        with self._spent.lock:
            if not self._allows():
                return False
            self._spent.calls += 1
            return True

    def pay(self, usage: Usage) -> float | None:
        """Take what a call cost; returns it, None when nobody knows."""
        if self._price is None:
            return None
        cost = self._price.of(usage)
        with self._spent.lock:
            self._spent.money += cost
        return cost

    def _allows(self) -> bool:
        """Tell whether one more call is within the budget."""
        if self._budget is None:
            return True
        if self._budget.calls is not None:
            return self.calls < self._budget.calls
        is_free = self._price is not None and not self._price.input and not self._price.output
        return is_free or self.money < (self._budget.money or 0.0)


class MeteredBackend:
    """Stands before a backend for one question: counts its calls and asks the purse for each after the first.

    The first call is reserved by whoever puts the question, so that a question is not begun in vain.
    """

    def __init__(self, backend: ChatBackend, purse: Purse) -> None:
        self._backend = backend
        self._purse = purse
        self.calls = 0
        self.usage = Usage()

    @property
    def name(self) -> str:
        """As the backend's."""
        return self._backend.name

    @property
    def fingerprint(self) -> str:
        """As the backend's."""
        return self._backend.fingerprint

    @property
    def sees_pictures(self) -> bool:
        """As the backend's."""
        return self._backend.sees_pictures

    @property
    def is_local(self) -> bool:
        """As the backend's."""
        return self._backend.is_local

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Ask once, if the budget allows.

        Raises:
            BudgetExceededError: If it does not.
            BackendError: If no completion came.
        """
        if self.calls and not self._purse.reserve():
            raise BudgetExceededError(
                "the budget was used up before an answer could be corrected",
                where=f"the model {self.name}",
                next_step="Give a higher --budget.",
            )
        self.calls += 1
        try:
            completion = self._backend.complete(question, corrections)
        except BackendError as error:
            self.usage += error.usage
            raise
        self.usage += completion.usage
        return completion

    def close(self) -> None:
        """Leave the backend open: it answers other questions, too."""
