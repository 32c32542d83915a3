"""Gaps in an answer: asked for once more, and never at the price of what was answered; and budgets that are shared."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from consulting_tools import Desk, Toy, Who, failure, question

from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.consulting import ModelConsultant, Terms
from iamflow_agents.backends.protocol import Question, Reply
from iamflow_agents.backends.purse import Spent
from iamflow_agents.errors import BudgetExceededError
from iamflow_agents.usage import Budget, sum_up

FULL, HALF, EMPTY = '{"who": "ana and bea"}', '{"who": "ana"}', '{"who": "x"}'


def lacks_bea(answer: Who) -> Sequence[str]:
    return [f"{name} is not answered" for name in ("ana", "bea") if name not in answer.who]


def saying(*texts: Any) -> Toy:
    """A model that says one after the other."""
    left = list(texts)
    return Toy(lambda question, corrections: left.pop(0))


def asked(*texts: Any, **changes: Any) -> tuple[str, int]:
    toy = saying(*texts)
    return ask(toy, question("Q", wants=lacks_bea, **changes)).value.who, len(toy.asked)


def test_asking_wants_nothing_of_a_full_answer() -> None:
    assert asked(FULL) == ("ana and bea", 1)
    assert ask(saying(HALF), question("Q")).value.who == "ana", "a question that wants nothing takes what comes"


@pytest.mark.parametrize(
    ("second", "kept"),
    [
        (FULL, "ana and bea"),
        (HALF, "ana"),
        (EMPTY, "ana"),
        ("nonsense", "ana"),
        ("", "ana"),
        (failure("timeout"), "ana"),
        (BudgetExceededError("used up", where="toy", next_step="Raise it."), "ana"),
    ],
)
def test_asking_fills_gaps_once_and_keeps_the_fuller_answer(second: Any, kept: str) -> None:
    assert asked(HALF, second) == (kept, 2)


def test_asking_counts_both_rounds_whatever_comes_of_the_second() -> None:
    assert ask(saying(HALF, FULL), question("Q", wants=lacks_bea)).usage.requests == 2
    answered = ask(saying(HALF, failure("timeout", requests=3)), question("Q", wants=lacks_bea))
    assert (answered.usage.requests, answered.value.who) == (4, "ana")


def test_asking_an_answer_with_a_gap_is_kept_and_not_asked_for_again() -> None:
    desk = Desk()
    toy = saying(HALF, HALF)
    desk.consultant(toy).consult([question("Q", wants=lacks_bea)])
    (reply,) = desk.consultant(Toy(lambda q, c: failure("server"))).consult([question("Q", wants=lacks_bea)])
    assert (reply.origin, reply.value.who) == ("cache", "ana")


def test_consulting_says_how_a_model_failed() -> None:
    def reply(answer: Any) -> Reply[Who]:
        return Desk().consultant(Toy(lambda q, c: answer)).consult([question("Q")])[0]

    assert reply(failure("timeout")).failure == "timeout"
    assert reply("nonsense").failure == "malformed"
    assert reply('{"who": "a"}').failure is None


def test_consulting_models_of_one_job_share_its_budget() -> None:
    def consultants(n_calls: int) -> tuple[Desk, list[ModelConsultant]]:
        desk, spent = Desk(), Spent()
        terms = Terms(budget=Budget(calls=n_calls), concurrency=1)
        backends = [Toy(fingerprint="a"), Toy(fingerprint="b")]
        return desk, [
            ModelConsultant(toy, answers=desk.answers, account=desk.account, terms=terms, spent=spent)
            for toy in backends
        ]

    def texts(name: str, count: int) -> list[Question[Who]]:
        return [question(f"{name}{n}") for n in range(count)]

    desk, (first, second) = consultants(5)
    first.consult(texts("A", 3))
    second.consult(texts("B", 2))
    with pytest.raises(BudgetExceededError, match="5 made"):
        second.consult(texts("C", 1))
    assert sum_up(desk.account.calls())["calls"] == 5
    later = ModelConsultant(
        Toy(fingerprint="c"), answers=desk.answers, account=desk.account, terms=Terms(budget=Budget(calls=6))
    )
    later.consult(texts("D", 1))
    with pytest.raises(BudgetExceededError):
        later.consult(texts("E", 1))
