"""Scripted answers: what a question hears, whoever asks first."""

from __future__ import annotations

import json
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from iamflow_agents.backends.fake import FakeBackend
from iamflow_agents.backends.fake_script import ErrorKind
from iamflow_agents.backends.protocol import Correction, Prompt, Question
from iamflow_agents.errors import PASSING_FAILURES, BackendError, ConfigError, FailureKind

PROMPT = Prompt(name="identify", version=3, instructions="Say who is who.", examples=())
WRONG = Correction(answer="{}", problem="name is missing")


class Who(BaseModel):
    name: str


def question(segment: int | None = 0, payload: str = "The old man waves.", prompt: Prompt = PROMPT) -> Question[Who]:
    return Question(prompt=prompt, payload=payload, schema=Who, guess=Who(name="rules"), segment_index=segment)


def backend(folder: Path, *entries: dict[str, Any]) -> FakeBackend:
    path = folder / "answers.jsonl"
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return FakeBackend(path)


def said(model: FakeBackend, asked: Question[Who], corrections: Sequence[Correction] = ()) -> str:
    return model.complete(asked, corrections).text


def test_fake_lines_without_when_stand_in_line_for_segments(tmp_path: Path) -> None:
    model = backend(tmp_path, {"answer": {"name": "first"}}, {"answer": {"name": "second"}})
    assert json.loads(said(model, question(1))) == {"name": "second"}
    assert json.loads(said(model, question(0))) == {"name": "first"}
    for asked in (question(2), question(None)):
        with pytest.raises(BackendError, match=r"no scripted answer fits identify/3, (segment 3|no single)"):
            model.complete(asked)


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"prompt": "identify"}, True),
        ({"prompt": "identify/3"}, True),
        ({"prompt": "identify/2"}, False),
        ({"prompt": "ident"}, False),
        ({"segment": 4}, True),
        ({"segment": 0}, False),
        ({"segment": None}, False),
        ({"payload": "old man"}, True),
        ({"payload": "young man"}, False),
        ({"segment": 4, "payload": "young man"}, False),
        ({"round": 0}, True),
        ({"round": 1}, False),
    ],
)
def test_fake_when_fits_only_what_it_names(tmp_path: Path, when: dict[str, Any], fits: bool) -> None:
    model = backend(tmp_path, {"when": when, "text": "meant"}, {"when": {}, "text": "anything else"})
    assert said(model, question(4)) == ("meant" if fits else "anything else")


def test_fake_null_segment_means_questions_without_one(tmp_path: Path) -> None:
    model = backend(tmp_path, {"when": {"segment": None}, "text": "whole story"})
    assert said(model, question(None)) == "whole story"


def test_fake_rounds_let_a_repair_succeed(tmp_path: Path) -> None:
    model = backend(tmp_path, {"when": {"round": 1}, "answer": {"name": "Ada"}}, {"when": {}, "text": "no idea"})
    assert said(model, question()) == "no idea"
    assert json.loads(said(model, question(), [WRONG])) == {"name": "Ada"}
    assert said(model, question(), [WRONG, WRONG]) == "no idea"


def test_fake_guess_answers_as_the_rules_would(tmp_path: Path) -> None:
    assert Who.model_validate_json(said(backend(tmp_path, {"guess": True}), question())) == Who(name="rules")


def test_fake_says_truncated_and_refused(tmp_path: Path) -> None:
    model = backend(tmp_path, {"truncated": '{"name": "A'}, {"refusal": "I cannot help."}, {"text": ""})
    cut, refused, empty = (model.complete(question(n)) for n in range(3))
    assert (cut.text, cut.truncated, cut.refusal) == ('{"name": "A', True, "")
    assert (refused.text, refused.truncated, refused.refusal) == ("", False, "I cannot help.")
    assert (empty.text, empty.truncated, empty.refusal) == ("", False, "")


@pytest.mark.parametrize("kind", get_args(ErrorKind))
def test_fake_errors_name_file_and_kind(tmp_path: Path, kind: FailureKind) -> None:
    model = backend(tmp_path, {"error": kind})
    with pytest.raises(BackendError, match=f"scripted {kind}.*answers.jsonl") as caught:
        model.complete(question())
    assert (caught.value.kind, caught.value.usage.requests) == (kind, 1)
    assert caught.value.retryable == (kind in PASSING_FAILURES)


def test_fake_scripts_every_failure_that_leaves_no_completion() -> None:
    of_answers = {"truncated", "refused", "empty", "malformed", "wrong_shape", "failed_check"}
    assert set(get_args(ErrorKind)) == set(get_args(FailureKind)) - of_answers


def test_fake_usage_is_told_or_guessed(tmp_path: Path) -> None:
    model = backend(
        tmp_path,
        {"text": "four", "usage": {"input_tokens": 7, "output_tokens": 8, "seconds": 0.5}},
        {"text": "four"},
    )
    told, guessed = model.complete(question(0)).usage, model.complete(question(1)).usage
    assert (told.requests, told.input_tokens, told.output_tokens, told.seconds) == (1, 7, 8, 0.5)
    assert (guessed.requests, guessed.output_tokens, guessed.seconds) == (1, 1, 0.0)
    assert 0 < guessed.input_tokens < model.complete(question(1), [WRONG]).usage.input_tokens


def test_fake_answers_do_not_depend_on_who_asks_first(tmp_path: Path) -> None:
    model = backend(tmp_path, *({"answer": {"name": f"n{number}"}} for number in range(40)))
    with ThreadPoolExecutor(8) as pool:
        heard = list(pool.map(lambda n: said(model, question(n)), reversed(range(40))))
    assert [json.loads(text)["name"] for text in heard] == [f"n{n}" for n in reversed(range(40))]


def test_fake_fingerprint_is_the_content(tmp_path: Path) -> None:
    for folder in ("a", "b", "c"):
        (tmp_path / folder).mkdir()
    first = backend(tmp_path / "a", {"guess": True})
    moved = backend(tmp_path / "b", {"guess": True})
    other = backend(tmp_path / "c", {"text": "x"})
    assert first.fingerprint == moved.fingerprint != other.fingerprint
    assert first.name != moved.name


@pytest.mark.parametrize(
    "content",
    [
        '[{"text": "a"}, {"text": "b"}]',
        '[\n {"text": "a"},\n {"text": "b"}\n]\n',
        '# a remark\n{"text": "a"}\n\n  {"text": "b"}\r\n',
        '\ufeff{"text": "a"}\n{"text": "b"}',
        '{"text": "a"}\n{"text": "b", "when": null}',
    ],
)
def test_fake_reads_lines_and_lists(tmp_path: Path, content: str) -> None:
    path = tmp_path / "answers"
    path.write_text(content, encoding="utf-8")
    model = FakeBackend(path)
    assert [said(model, question(0)), said(model, question(1))] == ["a", "b"]


def test_fake_reads_one_object_over_several_lines(tmp_path: Path) -> None:
    path = tmp_path / "answers.json"
    path.write_text('{\n  "when": {},\n  "text": "a\u2028b"\n}\n', encoding="utf-8")
    assert said(FakeBackend(path), question(None)) == "a\u2028b"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "holds no answers"),
        (b"# nothing\n\n", "holds no answers"),
        (b"[]", "holds no answers"),
        (b"\xff\xfe\x00", "not UTF-8"),
        (b'{"text": "a"}\n{"text": ', "line 2"),
        (b'[{"text": "a"}, 3]', "entry 2.*must be an object|must be an object.*entry 2"),
        (b'"text"', "must be an object"),
        (b'{"txt": "a"}', "txt"),
        (b'{"text": "a", "refusal": "b"}', "text and refusal"),
        (b'{"when": {}}', "none of them"),
        (b'{"text": 5}', "text"),
        (b'{"refusal": ""}', "refusal"),
        (b'{"guess": false}', "guess"),
        (b'{"error": "bored"}', "timeout"),
        (b'{"text": "a", "when": {"segments": 1}}', "when.segments"),
        (b'{"text": "a", "when": {"segment": -1}}', "when.segment"),
        (b'{"text": "a", "when": {"segment": "1"}}', "when.segment"),
        (b'{"text": "a", "usage": {"output_tokens": -3}}', "usage.output_tokens"),
        (b'{"text": "a", "usage": {"seconds": NaN}}', "usage.seconds"),
        (b'{"text": "\\ud800"}', "surrogate"),
        (b'{"answer": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "cannot be used"),
    ],
)
def test_fake_bad_files_are_refused_with_the_place(tmp_path: Path, content: bytes, told: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match=told) as caught:
        FakeBackend(path)
    assert "answers.jsonl" in str(caught.value)


@pytest.mark.parametrize("name", ["missing.jsonl", ".", "no\0such", "x" * 5000])
def test_fake_unreadable_paths_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        FakeBackend(tmp_path / name)
