"""`iamflow bench faults` and `iamflow bench drift` in small: whole jobs with a drifting generator."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from iamflow_agents.cli import app

PROMPTS = [
    "In the library, Nora, a young woman with black hair, a red coat and a white hat, stands with a yellow box.",
    "In the library, Ethan, a tall man with blond hair, a dark green shirt and blue trousers, stands beside Nora.",
    "In the library, Nora hands the box to Ethan.",
]


def write_script(folder: Path, prompts: list[str]) -> str:
    path = folder / "own.jsonl"
    path.write_text(json.dumps({"script": 0, "title": "Small", "prompts": prompts}) + "\n")
    return str(path)


@pytest.fixture
def script(tmp_path: Path) -> str:
    return write_script(tmp_path, PROMPTS)


def bench(*arguments: str) -> dict[str, object]:
    """A document of a bench with one seed and few frames."""
    done = CliRunner().invoke(app, ["bench", *arguments, "--fps", "4", "--seeds", "1", "--json"])
    assert done.exit_code == 0, done.output
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_fronts_drift_faults_are_detected_and_repaired(script: str, tmp_path: Path) -> None:
    drift = ("--drift", "ramp=3,emphasis=0.1,carry=0.2", "--size", "480x288", "--table", "small")
    found = bench("faults", script, "--seconds", "0.75", "--docs", str(tmp_path), *drift)
    assert sum(found["injected"].values()) >= 3  # type: ignore[attr-defined]
    assert found["recall"] >= 0.95 and found["false_alarms"] == 0 and found["unreported"] == 0  # type: ignore[operator]
    assert found["to_repair"] >= 3 and found["repaired"]["2"] >= 0.9 * found["to_repair"]  # type: ignore[index,operator]
    page = (tmp_path / "drift.md").read_text()
    assert "1 scripts x 1 seeds" in page and "| faults detected |" in page and "<!-- measured: small -->" in page


def test_fronts_drift_without_rates_nothing_is_wrong(script: str) -> None:
    none = "colour=0,accessory=0,swap=0,duplicate=0,prop=0"
    found = bench("faults", script, "--seconds", "0.5", "--drift", none, "--size", "320x192")
    assert found["injected"] == {} and found["clean_takes"] == 3 and found["false_alarms"] == 0


def test_fronts_drift_policies_are_compared(tmp_path: Path) -> None:
    script = write_script(tmp_path, PROMPTS[:2])
    memories = ("--memory", "none", "--memory", "identity", "--drift", "ramp=2")
    found = bench("drift", script, "--seconds", "0.25", "--size", "128x80", "--docs", str(tmp_path), *memories)
    rows = {(row["memory"], row["verify"], row["max_takes"]): row for row in found["rows"]}  # type: ignore[attr-defined]
    assert len(rows) == 8
    assert rows["none", "off", 1]["fidelity"] == rows["none", "overlap", 1]["fidelity"]
    assert rows["none", "off", 1]["reported"] == 0 and rows["none", "off", 1]["regenerated_s"] == 0
    assert rows["identity", "off", 1]["fidelity"] >= rows["none", "off", 1]["fidelity"]
    assert (tmp_path / "drift.png").stat().st_size > 1000 and "![policies](drift.png)" in (
        tmp_path / "drift.md"
    ).read_text()


@pytest.mark.parametrize("arguments", [["faults", "no-such.yaml"], ["drift", "x.yaml", "--drift", "colour=2"]])
def test_fronts_drift_mistakes_are_told(arguments: list[str]) -> None:
    done = CliRunner().invoke(app, ["bench", *arguments])
    assert done.exit_code != 0 and done.exception is not None and getattr(done.exception, "exit_code", 0) == 2
