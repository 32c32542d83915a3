"""Budgets, prices and the sum of what was spent."""

from __future__ import annotations

from typing import Any

import pytest
from consulting_tools import Desk, Toy, failure, lower, question
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.errors import BudgetExceededError
from iamflow_agents.usage import FREE, Budget, ModelCall, Price, Usage, money_of, parse_budget, price_of, sum_up

TEXTS = ["ANA", "BEA", "CLEO", "DORA", "EVE", "FAY", "GINA"]
ASKED = [question(text) for text in TEXTS]
CHEAP = Price(input=1_000.0, output=10_000.0)
"""100 tokens in and 10 out, as the toy takes, cost 0.2."""


@given(st.integers(0, 9), st.integers(1, 8))
@settings(max_examples=25, deadline=None)
def test_consulting_calls_are_never_more_than_the_budget(n_calls: int, concurrency: int) -> None:
    toy, desk = Toy(), Desk()
    consultant = desk.consultant(toy, concurrency=concurrency, budget=Budget(calls=n_calls))
    if n_calls >= len(TEXTS):
        consultant.consult(ASKED)
    else:
        with pytest.raises(BudgetExceededError, match=f"{n_calls} call") as caught:
            consultant.consult(ASKED)
        assert f"{len(TEXTS) - n_calls} question" in caught.value.what
        assert caught.value.exit_code == 4
    assert len(toy.asked) == min(n_calls, len(TEXTS))
    assert desk.outcomes() == ["answered"] * min(n_calls, len(TEXTS)), "what was asked is kept"


@pytest.mark.parametrize("concurrency", [1, 4])
def test_consulting_repair_rounds_are_calls_too(concurrency: int) -> None:
    desk, toy = Desk(), Toy(lambda *_: "no json")
    with pytest.raises(BudgetExceededError):
        desk.consultant(toy, budget=Budget(calls=5), concurrency=concurrency).consult(ASKED)
    assert len(toy.asked) == 5
    assert sum_up(desk.account.calls())["calls"] == 5


def test_consulting_a_budget_holds_over_all_starts_of_a_job() -> None:
    desk, toy = Desk(), Toy()
    for allowed in (2, 2, 5):
        with pytest.raises(BudgetExceededError):
            desk.consultant(toy, budget=Budget(calls=allowed)).consult(ASKED)
        assert len(toy.asked) == allowed
    replies = desk.consultant(toy, budget=Budget(calls=7)).consult(ASKED)
    assert sorted(toy.asked) == TEXTS, "nothing was paid twice"
    assert [reply.value.who for reply in replies] == [text.lower() for text in TEXTS]


def test_consulting_kept_answers_cost_nothing() -> None:
    desk = Desk()
    desk.consultant(Toy()).consult(ASKED)
    other = Desk(answers=desk.answers)
    assert len(other.consultant(Toy(), budget=Budget(calls=0), price=CHEAP).consult(ASKED)) == len(TEXTS)
    assert sum_up(other.account.calls())["money"] == 0.0


@pytest.mark.parametrize(("concurrency", "most"), [(1, 3), (4, 6)])
def test_consulting_money_is_overshot_by_what_is_under_way_at_most(concurrency: int, most: int) -> None:
    desk, toy = Desk(), Toy()
    with pytest.raises(BudgetExceededError, match=r"0\.50"):
        desk.consultant(toy, concurrency=concurrency, budget=Budget(money=0.5), price=CHEAP).consult(ASKED)
    assert 3 <= len(toy.asked) <= most
    money = sum_up(desk.account.calls())["money"]
    assert money == pytest.approx(0.2 * len(toy.asked))
    again = Toy()
    with pytest.raises(BudgetExceededError):
        desk.consultant(again, budget=Budget(money=0.5), price=CHEAP).consult(ASKED)
    assert not again.asked


def test_consulting_a_free_model_needs_no_money() -> None:
    assert len(Desk().consultant(Toy(), budget=Budget(money=0.0), price=FREE).consult(ASKED)) == len(TEXTS)
    with pytest.raises(BudgetExceededError):
        Desk().consultant(Toy(), budget=Budget(money=0.0), price=CHEAP).consult(ASKED)


def test_consulting_failed_calls_are_counted_and_paid() -> None:
    desk = Desk()
    desk.consultant(Toy(lambda *_: failure("refused", requests=3)), price=CHEAP).consult(ASKED[:2])
    cost = sum_up(desk.account.calls())
    assert (cost["calls"], cost["requests"], cost["failed"], cost["money"]) == (2, 6, 2, 0.0)
    unfit = Desk()
    unfit.consultant(Toy(lambda *_: "no json"), price=CHEAP).consult(ASKED[:1])
    assert sum_up(unfit.account.calls())["money"] == pytest.approx(0.4), "a bad answer is billed like a good one"


def test_consulting_an_unknown_price_is_unknown_and_never_nothing() -> None:
    desk = Desk()
    desk.consultant(Toy()).consult(ASKED[:1])
    cost = sum_up(desk.account.calls())
    assert cost["money"] is None
    assert "price of toy:model is not known" in " ".join(cost["notes"])
    assert price_of("toy:model", {}, is_local=False) is None
    assert price_of("toy:model", {}, is_local=True) == FREE
    assert price_of("toy:model", {"toy:model": CHEAP}, is_local=True) == CHEAP, "what is told counts"


def call(**changes: Any) -> ModelCall:
    values: dict[str, Any] = {"backend": "a", "prompt": "p/1", "segment_index": 0, "outcome": "answered", "cost": 0.1}
    return ModelCall(**values | changes)


def test_usage_sums_by_model_and_over_all() -> None:
    used = Usage(requests=2, input_tokens=30, output_tokens=4, seconds=1.5)
    calls = [call(usage=used), call(backend="b", cost=None, usage=used), call(outcome="cached", calls=0, cost=0.0)]
    cost = sum_up(calls)
    assert (cost["calls"], cost["requests"], cost["tokens_in"], cost["tokens_out"]) == (2, 4, 60, 8)
    assert (cost["seconds"], cost["cached"], cost["money"], cost["currency"]) == (3.0, 1, None, "USD")
    assert list(cost["by_backend"]) == ["a", "b"]
    assert (cost["by_backend"]["a"]["money"], cost["by_backend"]["b"]["money"]) == (0.1, None)


def test_usage_money_of_several_currencies_is_not_summed() -> None:
    assert money_of([call(), call(currency="EUR")]) is None
    assert money_of([call(), call(currency="EUR", cost=0.0)]) == 0.1
    assert "several currencies" in " ".join(sum_up([call(), call(currency="EUR")])["notes"])


def test_usage_without_calls_is_nothing_spent() -> None:
    cost = sum_up([])
    assert (cost["calls"], cost["money"], cost["currency"], cost["notes"]) == (0, 0.0, "USD", [])


def test_usage_a_broken_off_call_is_told_and_not_summed() -> None:
    cost = sum_up([call(), call(outcome="unfinished", cost=None)])
    assert (cost["calls"], cost["money"], cost["failed"]) == (2, 0.1, 0)
    assert cost["notes"] == ["1 call was broken off; what that cost is not in the sum"]


@pytest.mark.parametrize("text", ["", "calls", "1e3", "inf", "nan", "-1", "1.5calls", "$1 USD", "5 x", "1 2", "٣calls"])
def test_usage_refuses_what_is_no_budget(text: str) -> None:
    with pytest.raises(ValueError, match="neither"):
        parse_budget(text)


@given(st.one_of(st.integers(0, 10**8).map(lambda n: f"{n}calls"), st.floats(0, 10**6).map(lambda x: f"{x:.6f}")))
def test_usage_budgets_are_written_as_they_are_read(text: str) -> None:
    budget = parse_budget(text)
    assert parse_budget(str(budget)) == budget


def test_consulting_lower_is_the_toys_default() -> None:
    """The negative control of the tests above: an answer is the question's own."""
    assert lower(question("X"), ()) != lower(question("Y"), ())
