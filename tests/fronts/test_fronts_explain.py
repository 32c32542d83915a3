"""`iamflow extract --explain`: every decision has its reason, in words, and nothing is left out."""

from __future__ import annotations

import ast
import json
import sys
from pathlib import Path
from typing import Any

import pytest

import iamflow_agents.agents
from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.cli import main
from iamflow_agents.commands.explaining import explain
from iamflow_agents.commands.reasons import (
    decided_by,
    explain_presence,
    explain_reason,
    is_known_reason,
    sureness,
)
from iamflow_agents.records import Registry
from iamflow_agents.script_reader import read_scripts

DATA = Path(__file__).parent.parent / "data"
AGENTS = Path(iamflow_agents.agents.__file__).parent
STORY = """
title: A Walk
segments:
  - prompt: On the beach, Ana, a young woman with a red coat, walks with her white dog.
  - prompt: In the kitchen, Ana takes off her red coat. She reads a letter about Bruno. "My feet are cold," she says.
  - prompt: Back on the beach, the dog barks at him.
"""


@pytest.fixture(scope="module")
def explained() -> list[tuple[Registry, dict[str, Any]]]:
    """Registry and explanation of every hard story of our own."""
    found = []
    for number, script in read_scripts(DATA / "hard_own.jsonl"):
        readings = [RuleExtractor().read(script, index) for index in range(len(script.segments))]
        registry = RuleResolver().resolve(script, readings)
        found.append((registry, explain(number, script, readings, registry)))
    return found


def call(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Run the command line in this process and give what it printed."""
    monkeypatch.setattr(sys, "argv", ["iamflow", *arguments])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code in {0, None}
    return capsys.readouterr().out


def test_fronts_explain_leaves_no_decision_out(explained: list[tuple[Registry, dict[str, Any]]]) -> None:
    for registry, document in explained:
        assert [one["key"] for one in document["identities"]] == [one.key for one in registry.identities]
        for scene, segment in zip(registry.scenes, document["segments"], strict=True):
            told = [(m["start"], m["end"], key) for m in segment["mentions"] for key in m["identities"]]
            assert sorted(told) == sorted((m.start, m.end, m.identity) for m in scene.mentions)
            assert [p["identity"] for p in segment["presences"]] == [p.identity for p in scene.presences]
            assert len(segment["actions"]) == len(scene.actions)
            for row in (*segment["mentions"], *segment["left_open"]):
                assert segment["prompt"][row["start"] : row["end"]] == row["text"]
                assert row["because"]
            assert segment["place"]["why"]


def test_fronts_explain_every_reason_is_a_sentence(explained: list[tuple[Registry, dict[str, Any]]]) -> None:
    for registry, document in explained:
        assert all(is_known_reason(m.reason) for scene in registry.scenes for m in scene.mentions)
        rows = [row for segment in document["segments"] for row in segment["mentions"]]
        assert all(row["because"] != row["reason"] and row["decided_by"] == "rules" for row in rows)


def reasons_in_code() -> set[str]:
    """Reasons the rules of reference write: second argument of `Reference(...)`, middle of a group's answer."""
    found: set[str] = set()
    for path in (AGENTS / f"{name}.py" for name in ("references", "described", "pronouns", "groups")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Reference":
                part: ast.AST = node.args[1]
            elif path.name == "groups.py" and isinstance(node, ast.Tuple) and len(node.elts) == 3:
                part = node.elts[1]
            else:
                continue
            found |= {n.value for n in ast.walk(part) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    return found - {""}


def test_fronts_explain_knows_all_reasons_of_the_rules() -> None:
    reasons = reasons_in_code()
    assert len(reasons) > 20
    assert {reason for reason in reasons if not is_known_reason(reason)} == set()
    assert not is_known_reason("a reason nobody has written yet")


def test_fronts_explain_says_what_a_model_thought() -> None:
    assert decided_by("model openai:small: 'the red coat'") == "model"
    assert explain_reason("model openai:small: 'the red coat'") == "openai:small decided, quoting 'the red coat'"
    assert explain_reason("model openai:small: ''") == "openai:small decided"
    assert decided_by("pronoun; openai:small agrees") == "rules"
    assert explain_reason("pronoun; openai:small agrees") == explain_reason("pronoun") + "; openai:small agrees"
    assert explain_reason("new") != explain_reason("new", is_thing=True)
    assert explain_reason("an odd reason") == "an odd reason" and explain_reason("")


def test_fronts_explain_words_for_how_sure() -> None:
    assert [sureness(c) for c in (1.0, 0.95, 0.94, 0.8, 0.79, 0.6, 0.59, 0.0)] == [
        "certain", "certain", "sure", "sure", "likely", "likely", "a guess", "a guess",
    ]  # fmt: skip
    assert explain_presence("mentioned", is_mentioned=True) != explain_presence("mentioned", is_mentioned=False)


def test_fronts_explain_is_legible(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "walk.yaml"
    story.write_text(STORY)
    out = call(["extract", str(story), "--explain"], monkeypatch, capsys)
    text = " ".join(out.split())
    assert max(map(len, out.splitlines())) <= 100
    assert '"the dog" dog fits what is known sure' in text
    assert "red coat segment 1 only" in text  # taken off in segment 2
    assert '"beach" names it again' in text and '"kitchen" is a new place' in text
    assert "Not there: Bruno (only remembered)." in text
    assert 'Left open: "My": said in speech' in text
    assert "by the rules" in text
    plain = call(["extract", str(story)], monkeypatch, capsys)
    assert "fits what is known" not in plain


def test_fronts_explain_json_is_one_document_and_jsonl_one_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    story = tmp_path / "walk.yaml"
    story.write_text(STORY)
    one = json.loads(call(["extract", str(story), "--explain", "--format", "json"], monkeypatch, capsys))
    assert set(one) == {"script", "title", "identities", "groups", "places", "segments"}
    coat = next(look for who in one["identities"] for look in who["looks"] if "coat" in look["value"])
    assert (coat["from"], coat["to"], coat["source"]) == (0, 1, "script") and coat["evidence"]
    pair = tmp_path / "pair.jsonl"
    pair.write_text('{"script": 5, "prompts": ["Ana sits."]}\n{"script": 6, "prompts": ["Ben runs."]}\n')
    lines = call(["extract", str(pair), "--explain", "--format", "jsonl"], monkeypatch, capsys).splitlines()
    assert [json.loads(line)["script"] for line in lines] == [5, 6]
    both = json.loads(call(["extract", str(pair), "--explain", "--format", "json"], monkeypatch, capsys))
    assert [document["script"] for document in both] == [5, 6]
