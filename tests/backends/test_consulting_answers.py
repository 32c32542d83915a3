"""The consultant: order, cache, concurrency, identical questions, and falling back to the rules."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from consulting_tools import PROMPT, Desk, Toy, Who, failure, lower, question

from iamflow_agents.backends.accounts import answer_key, question_digest
from iamflow_agents.backends.consulting import GIVE_UP_AFTER, HOPELESS_KINDS, ModelConsultant
from iamflow_agents.backends.protocol import Example, Picture, Question
from iamflow_agents.backends.side_by_side import side_by_side
from iamflow_agents.errors import BackendError, StoppedError
from iamflow_agents.usage import sum_up

TEXTS = ["ANA", "BEA", "CLEO", "DORA", "EVE", "FAY", "GINA"]


def whos(replies: Sequence[Any]) -> list[tuple[str, str]]:
    return [(reply.value.who, reply.origin) for reply in replies]


@pytest.mark.parametrize("concurrency", [1, 2, 16])
def test_consulting_replies_stand_in_the_order_of_the_questions(concurrency: int) -> None:
    toy, desk = Toy(), Desk()
    replies = desk.consultant(toy, concurrency=concurrency).consult([question(text) for text in TEXTS])
    assert whos(replies) == [(text.lower(), "model") for text in TEXTS]
    assert sorted(toy.asked) == TEXTS
    assert toy.most_at_once <= concurrency
    assert desk.outcomes() == ["answered"] * len(TEXTS)


def test_consulting_asks_as_many_at_once_as_it_may() -> None:
    together = threading.Barrier(3)

    def meet(question: Question[Any], corrections: Any) -> str | Exception:
        together.wait(10)  # broken, and an error, unless three are under way at once
        return lower(question, corrections)

    toy = Toy(meet)
    replies = Desk().consultant(toy, concurrency=3).consult([question(text) for text in TEXTS[:6]])
    assert [reply.origin for reply in replies] == ["model"] * 6
    assert toy.most_at_once == 3


def test_consulting_a_question_answered_once_is_never_asked_again() -> None:
    desk = Desk()
    desk.consultant(Toy()).consult([question(text) for text in TEXTS[:2]])
    toy = Toy()
    replies = desk.consultant(toy).consult([question(text) for text in TEXTS[:3]])
    assert whos(replies) == [("ana", "cache"), ("bea", "cache"), ("cleo", "model")]
    assert toy.asked == ["CLEO"]
    cost = sum_up(desk.account.calls())
    assert (cost["calls"], cost["cached"], cost["tokens_in"]) == (3, 2, 300)


def test_consulting_other_models_prompts_pictures_and_shapes_have_other_keys() -> None:
    class Other(Who):
        sure: bool

    asked = question("ANA")
    picture = Picture(data=b"one", label="Frame 1")
    variants = [
        asked,
        replace(asked, payload="ANA "),
        replace(asked, prompt=replace(PROMPT, version=2)),
        replace(asked, prompt=replace(PROMPT, instructions="Say whom.")),
        replace(asked, prompt=replace(PROMPT, examples=(Example(payload="A", answer='{"who": "b"}'),))),
        replace(asked, prompt=replace(PROMPT, examples=())),
        replace(asked, schema=Other),
        replace(asked, pictures=(picture,)),
        replace(asked, pictures=(replace(picture, data=b"two"),)),
        replace(asked, pictures=(replace(picture, label="Frame 2"),)),
        replace(asked, pictures=(picture, picture)),
    ]
    digests = [question_digest(variant) for variant in variants]
    assert len(set(digests)) == len(variants)
    assert question_digest(question("ANA", guess="else", segment_index=4)) == digests[0], "not shown to a model"
    assert answer_key("toy/1", digests[0]) != answer_key("toy/2", digests[0])


def test_consulting_a_kept_answer_that_is_none_any_more_is_asked_anew() -> None:
    desk = Desk()
    desk.consultant(Toy()).consult([question("ANA"), question("BEA")])
    for key in list(desk.answers._answers):
        desk.answers.keep(key, "half a", backend="", prompt="")
    assert whos(desk.consultant(Toy()).consult([question("ANA")])) == [("ana", "model")]
    wary = question("ANA", check=lambda who: ["nobody is called so"] if who.who == "ana" else [])
    toy = Toy(lambda *_: '{"who": "anna"}')
    assert whos(desk.consultant(toy).consult([wary])) == [("anna", "model")]


def test_consulting_identical_questions_are_asked_once() -> None:
    toy, desk = Toy(), Desk()
    replies = desk.consultant(toy).consult([question("ANA"), question("BEA"), question("ANA", guess="else")])
    assert whos(replies) == [("ana", "model"), ("bea", "model"), ("ana", "cache")]
    assert sorted(toy.asked) == ["ANA", "BEA"]
    failing = Desk().consultant(Toy(lambda *_: failure("refused")))
    replies = failing.consult([question("ANA", guess="one"), question("ANA", guess="two")])
    assert whos(replies) == [("one", "rules"), ("two", "rules")], "each keeps its own guess"
    assert all("refused" in reply.note for reply in replies)


def test_consulting_nothing_is_nothing() -> None:
    desk = Desk()
    assert desk.consultant(Toy()).consult([]) == ()
    assert desk.outcomes() == []


def some_fail(kind: Any) -> Toy:
    return Toy(lambda asked, more: failure(kind) if asked.payload in ("BEA", "DORA") else lower(asked, more))


def test_consulting_a_failed_question_is_answered_by_the_rules_and_says_so(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    with caplog.at_level(logging.WARNING):
        replies = desk.consultant(some_fail("refused")).consult(
            [question(text, segment_index=number) for number, text in enumerate(TEXTS[:4])]
        )
    assert whos(replies) == [("ana", "model"), ("nobody", "rules"), ("cleo", "model"), ("nobody", "rules")]
    assert replies[1].note == "toy:model failed (refused): it went wrong"
    assert replies[0].note == ""
    assert "2 of 4 answers come from the rules: toy:model failed (refused)" in caplog.text
    cost = sum_up(desk.account.calls())
    assert cost["failed"] == 2
    assert cost["notes"][0] == "2 questions (segments 2, 4) answered by the rules: toy:model failed (refused)"
    desk.consultant(Toy()).consult([question(text, segment_index=n) for n, text in enumerate(TEXTS[:4])])
    assert not any("rules" in note for note in sum_up(desk.account.calls())["notes"]), "answered in the end"


def test_consulting_stop_raises_the_first_questions_error_and_keeps_the_answers() -> None:
    desk = Desk()
    with pytest.raises(BackendError) as caught:
        desk.consultant(some_fail("timeout"), fallback="stop", concurrency=1).consult([question(t) for t in TEXTS])
    assert caught.value.kind == "timeout"
    assert desk.outcomes() == ["answered", "timeout"], "nothing more was begun"
    again = Toy()
    desk.consultant(again).consult([question(text) for text in TEXTS])
    assert "ANA" not in again.asked


def test_consulting_what_was_under_way_when_another_failed_is_kept() -> None:
    bea_failed = threading.Event()

    def answer(asked: Question[Any], more: Any) -> str | Exception:
        if asked.payload == "BEA":
            bea_failed.set()
            return failure("auth")
        bea_failed.wait(10)
        return lower(asked, more)

    desk = Desk()
    with pytest.raises(BackendError):
        desk.consultant(Toy(answer), fallback="stop", concurrency=3).consult([question(text) for text in TEXTS])
    assert desk.outcomes().count("answered") == 2


@pytest.mark.parametrize("kind", sorted(HOPELESS_KINDS))
def test_consulting_gives_up_on_a_model_that_is_not_there(kind: Any) -> None:
    toy, desk = Toy(lambda *_: failure(kind)), Desk()
    consultant = desk.consultant(toy, concurrency=1)
    replies = consultant.consult([question(text) for text in TEXTS])
    assert len(toy.asked) == GIVE_UP_AFTER
    assert {reply.origin for reply in replies} == {"rules"}
    assert all("3 times in a row" in reply.note and kind in reply.note for reply in replies[GIVE_UP_AFTER:])
    assert desk.outcomes() == [kind] * 3 + ["skipped"] * 4
    consultant.consult([question("HANA")])
    assert len(toy.asked) == GIVE_UP_AFTER, "not in a later batch either"


def test_consulting_does_not_give_up_on_a_model_that_answers_now_and_then_or_badly() -> None:
    bad = Toy(lambda *_: failure("refused"))
    Desk().consultant(bad, concurrency=1).consult([question(text) for text in TEXTS])
    assert len(bad.asked) == len(TEXTS)
    turns = iter(["timeout", "timeout", "", "timeout", "timeout", "", "timeout"])
    flaky = Toy(lambda asked, more: failure(kind) if (kind := next(turns)) else lower(asked, more))  # type: ignore[arg-type]
    Desk().consultant(flaky, concurrency=1).consult([question(text) for text in TEXTS])
    assert len(flaky.asked) == len(TEXTS)


def test_consulting_an_answer_that_needs_a_repair_is_one_question_and_two_calls() -> None:
    desk = Desk()
    toy = Toy(lambda asked, more: lower(asked, more) if more else "no json at all")
    assert whos(desk.consultant(toy).consult([question("ANA")])) == [("ana", "model")]
    (call,) = desk.account.calls()
    assert (call.calls, call.usage.requests, call.usage.input_tokens) == (2, 2, 200)


@pytest.mark.parametrize("concurrency", [1, 4])
@pytest.mark.parametrize(("calls", "made"), [(None, 14), (7, 7), (9, 9), (3, 7)])
def test_consulting_repair_rounds_keep_to_the_calls_that_may_be_made(
    concurrency: int, calls: int | None, made: int
) -> None:
    toy = Toy(lambda asked, more: lower(asked, more) if more else "no json at all")
    replies = Desk().consultant(toy, concurrency=concurrency).consult([question(t) for t in TEXTS], calls=calls)
    assert len(toy.asked) == made
    assert sum(reply.origin == "model" for reply in replies) == made - len(TEXTS)


def test_consulting_a_bug_is_raised_as_it_is() -> None:
    with pytest.raises(ZeroDivisionError):
        Desk().consultant(Toy(lambda *_: ZeroDivisionError("bug"))).consult([question("ANA")])


def test_consulting_stops_at_once_when_cancelled_though_the_model_hangs() -> None:
    cancel, never = threading.Event(), threading.Event()

    def hang(*_: Any) -> str | Exception:
        cancel.set()
        never.wait(30)
        return failure("timeout")

    desk, toy = Desk(), Toy(hang)
    consultant = ModelConsultant(toy, answers=desk.answers, account=desk.account, cancel=cancel)
    with pytest.raises(StoppedError):
        consultant.consult([question(text) for text in TEXTS])
    assert not never.is_set(), "nobody let the model go"
    assert set(desk.outcomes()) == {"unfinished"}
    assert "broken off" in " ".join(sum_up(desk.account.calls())["notes"])
    never.set()


def test_consulting_drains_what_is_under_way_and_begins_nothing_more() -> None:
    drain = threading.Event()

    def answer(asked: Question[Any], more: Any) -> str | Exception:
        drain.set()
        return lower(asked, more)

    desk = Desk()
    consultant = ModelConsultant(Toy(answer), answers=desk.answers, account=desk.account, drain=drain)
    with pytest.raises(StoppedError):
        consultant.consult([question(text) for text in TEXTS])
    done = desk.outcomes()
    assert set(done) == {"answered"}
    assert len(done) < len(TEXTS)
    again = Toy()
    desk.consultant(again).consult([question(text) for text in TEXTS])
    assert len(again.asked) == len(TEXTS) - len(done)


def test_consulting_close_closes_the_backend() -> None:
    toy = Toy()
    Desk().consultant(toy).close()
    assert toy.closed


@pytest.mark.parametrize("bound", [1, 3, 10])
def test_side_by_side_draws_only_when_there_is_room_and_loses_nothing(bound: int) -> None:
    drawn: list[int] = []

    def items() -> Any:
        for number in range(1, 8):
            drawn.append(number)
            yield number

    seen = []
    for outcome in side_by_side(lambda number: number * 10, items(), bound=bound, cancel=threading.Event()):
        seen.append(outcome)
        assert len(drawn) - len(seen) < bound
    assert sorted(seen) == [number * 10 for number in range(1, 8)]
