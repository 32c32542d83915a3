"""What counts as an answer: noise around one object is ignored, an object is never guessed at."""

from __future__ import annotations

import json

import pytest
from chat_stage import GOOD, GOOD_TEXT, OTHER, Cast, only_known
from pydantic import BaseModel

from iamflow_agents.backends.answers import Problem, Read, read_answer

FENCED = f"```json\n{GOOD_TEXT}\n```"
LOOSE = {"people": [{"name": "Anna", "age": 30, "mood": "?"}], "mood": "calm", "extra": 1}


def read(text: str) -> Read[Cast] | Problem:
    return read_answer(text, Cast, only_known)


@pytest.mark.parametrize(
    "text",
    [
        GOOD_TEXT,
        FENCED,
        f"Here you are:\n{FENCED}\nAnything else?",
        f"<think>Is it {{'name': 'Zoe'}}? {json.dumps(OTHER)}</think>\n{GOOD_TEXT}",
        f"<THINK>\nhm\n</THINK>{FENCED}",
        f"hm, maybe {json.dumps(OTHER)}</think>{GOOD_TEXT}",
        f"As said in [1], {{name}} is there: {GOOD_TEXT} (see [2])",
        f"\ufeff  {GOOD_TEXT}\n",
        f"{GOOD_TEXT}\n{GOOD_TEXT}",
        f"{GOOD_TEXT}{GOOD_TEXT[:20]}",
        f"[{GOOD_TEXT}]",
        json.dumps(GOOD_TEXT),
        json.dumps({"name": "Cast", "arguments": GOOD}),
        json.dumps({"name": "Cast", "arguments": GOOD_TEXT}),
        json.dumps({"Cast": GOOD}),
        f"<tool_call>{json.dumps({'name': 'Cast', 'parameters': GOOD})}</tool_call>",
        f"{json.dumps(OTHER)}\nSorry, I meant:\n{GOOD_TEXT}",
        json.dumps(LOOSE),
        json.dumps(GOOD, indent=4),
    ],
)
def test_answers_noise_around_one_object_is_ignored(text: str) -> None:
    answer = read(text)
    assert isinstance(answer, Read) and answer.value == Cast.model_validate(GOOD)


def test_answers_what_was_left_out_is_told_and_nothing_else() -> None:
    for text in (FENCED, f"<think>hm</think>{GOOD_TEXT}", f"{GOOD_TEXT}{GOOD_TEXT}", f"[{GOOD_TEXT}]"):
        answer = read(text)
        assert isinstance(answer, Read) and answer.mended
    clean = read(GOOD_TEXT)
    assert isinstance(clean, Read) and not clean.mended


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("", "empty"),
        (" \n", "empty"),
        ("<think>I wonder", "empty"),
        (f"<think>{GOOD_TEXT}", "empty"),
        ("<think></think>", "empty"),
        ("I can see Anna.", "malformed"),
        ("null", "malformed"),
        ("[]", "malformed"),
        ("```json\n```", "malformed"),
        ("{'people': [], 'mood': 'calm'}", "malformed"),
        ('{"people": [], "mood": "calm",}', "malformed"),
        ('{"people": [], "mood": NaN}', "malformed"),
        ('{"people": [], "people": [{"name": "Anna", "age": 1}], "mood": "calm"}', "malformed"),
        ('{"people": [], "mood": "calm", "n": ' + "9" * 5_000 + "}", "malformed"),
        ("[" * 50_000, "malformed"),
        ('{"people":' * 5_000, "malformed"),
        ("{}", "wrong_shape"),
        ('{"people": "Anna", "mood": "calm"}', "wrong_shape"),
        ('{"people": [{"name": "Anna", "age": "30"}], "mood": "calm"}', "wrong_shape"),
        ('{"people": [{"name": "Anna", "age": true}], "mood": "calm"}', "wrong_shape"),
        ('{"people": [{"name": "Anna", "age": 30}], "mood": "gay"}', "wrong_shape"),
        ('{"people": [{"name": "\\ud800", "age": 30}], "mood": "calm"}', "wrong_shape"),
        (json.dumps(OTHER), "failed_check"),
        (f"{json.dumps({**GOOD, 'mood': 'tense'})} or {GOOD_TEXT}", "malformed"),
        (f"{GOOD_TEXT} or {json.dumps({**GOOD, 'mood': 'tense'})[:-5]}", "malformed"),
    ],
)
def test_answers_what_is_no_answer_says_why(text: str, kind: str) -> None:
    problem = read(text)
    assert isinstance(problem, Problem) and problem.kind == kind and 5 < len(problem.text) < 500


def test_answers_no_cut_off_text_is_taken_for_whole() -> None:
    for end in range(len(GOOD_TEXT)):
        for text in (GOOD_TEXT[:end], f"```json\n{GOOD_TEXT[:end]}", f"Sure: {GOOD_TEXT[:end]}"):
            assert isinstance(read(text), Problem), text
    assert isinstance(read(GOOD_TEXT), Read)


class Anything(BaseModel):
    """A shape that every object fits; what is inside a broken object must not be taken for it."""

    name: str = "nobody"


@pytest.mark.parametrize(
    "text", ['{"a": [{"name": "inner"}', '{"a": [{"name": "inner"}}, {"name": "b"}]}', '{"a": [{"name": "x"}, oops]}']
)
def test_answers_nothing_is_taken_from_inside_a_broken_object(text: str) -> None:
    assert isinstance(read_answer(text, Anything, lambda _: ()), Problem)
    assert isinstance(read_answer('{"name": "x"}', Anything, lambda _: ()), Read)


def test_answers_a_tag_inside_a_value_is_no_thought() -> None:
    told = {"name": "<think>a</think>"}
    answer = read_answer(json.dumps(told), Anything, lambda _: ())
    assert isinstance(answer, Read) and answer.value.name == told["name"] and not answer.mended


def test_answers_a_shape_that_forbids_other_fields_is_kept() -> None:
    class Closed(BaseModel, extra="forbid"):
        name: str

    assert isinstance(read_answer('{"name": "x", "more": 1}', Closed, lambda _: ()), Problem)
    assert isinstance(read_answer('{"name": "x"}', Closed, lambda _: ()), Read)
