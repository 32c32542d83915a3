"""The identity bench reads with the rules and with a model, and says who is better."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from iamflow_agents.evaluation.identity_scores import Tally

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    """The bench's file as a module."""
    spec = importlib.util.spec_from_file_location("bench_identity", ROOT / "benchmarks" / "bench_identity.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


def test_evaluation_bench_finds_gold_with_its_scripts(bench: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "a.gold.jsonl").write_text("")
    (tmp_path / "b.gold.jsonl").write_text("")
    (tmp_path / "a.jsonl").write_text("")
    found = bench.find_benches([tmp_path])
    assert found[-1] == (tmp_path / "a.gold.jsonl", tmp_path / "a.jsonl")
    assert [gold.name for gold, _ in found].count("b.gold.jsonl") == 0
    assert "hard_own.gold.jsonl" in {gold.name for gold, _ in found}


def test_evaluation_bench_sets_a_model_against_the_rules(
    bench: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    data = ROOT / "tests" / "data"
    gold = [line for line in (data / "hard_own.gold.jsonl").read_text().splitlines() if '"script": 2007' in line]
    (tmp_path / "one.gold.jsonl").write_text(gold[0])
    guess = tmp_path / "guess.jsonl"
    guess.write_text(json.dumps({"guess": True, "when": {}}))
    bench.bench(tmp_path / "one.gold.jsonl", data / "hard_own.jsonl", ["rules", f"fake:{guess}"])
    out = capsys.readouterr().out
    rules, model = (line.split() for line in out.splitlines() if line.split()[:1] == ["2007"])
    assert rules[1:5] == model[1:5] and model[-1] == "equal"  # a model that says what the rules say changes nothing
    assert rules[6] == "0" and int(model[6]) > 0
    assert "1 equal" in out


def test_evaluation_bench_says_when_a_model_is_worse(bench: ModuleType) -> None:
    good = bench.Score(n_scripts=1, characters=Tally(right=2))
    bad = bench.Score(n_scripts=1, characters=Tally(right=1, missed=1))
    rows = [bench.Reading(score=score, n_segments=2, seconds=0.1) for score in (good, bad)]
    assert str(bench.compare(*rows)) == "worse (-characters)"
    assert bench.cells(rows)[0] == f"{2 * 3 / (2 * 3 + 1):.3f}" and bench.cells(rows)[4] == "50"
