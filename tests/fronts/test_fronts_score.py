"""`iamflow score` as a user meets it: one table, one JSON document, errors that say where."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from iamflow_agents.cli import main

STORED = Path(__file__).parent.parent / "data" / "scored"
GOLD, FOUND = str(STORED / "stories.gold.jsonl"), str(STORED / "stories.found.jsonl")
MUDDLED = str(STORED / "stories.muddled.jsonl")
RECORDED = json.loads((STORED / "figures.json").read_text())


def call(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command line in this process."""
    monkeypatch.setattr(sys, "argv", ["iamflow", *arguments])
    monkeypatch.setenv("COLUMNS", "100")
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), out, err


def test_fronts_score_json_holds_all_figures(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = call(["score", GOLD, FOUND, "--json"], monkeypatch, capsys)
    document = json.loads(out)
    assert code == 0
    assert {key: document[key] for key in RECORDED["stories.found"]} == RECORDED["stories.found"]
    assert [row["script"] for row in document["per_script"]] == list(range(2001, 2009))
    assert document["notes"] == []


def test_fronts_score_table_has_a_row_a_script_when_asked(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, total, _ = call(["score", GOLD, MUDDLED], monkeypatch, capsys)
    _, all_rows, _ = call(["score", GOLD, MUDDLED, "--per-script"], monkeypatch, capsys)
    assert "2001" not in total and f"{RECORDED['stories.muddled']['IDF1_characters']:.3f}" in total
    assert [line.split()[0] for line in all_rows.splitlines()[1:9]] == [str(n) for n in range(2001, 2009)]
    assert "note: nothing is predicted for scripts 2007, 2008" in all_rows
    assert max(map(len, all_rows.splitlines())) <= 100


def test_fronts_score_of_a_broken_line_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "found.jsonl"
    broken.write_text(Path(FOUND).read_text() + '{"script": 2009,\n')
    code, out, err = call(["score", GOLD, str(broken), "--json"], monkeypatch, capsys)
    assert (code, out) == (2, "")
    assert "line 9" in err and "not valid JSON" in err
    code, _, err = call(["score", GOLD, str(tmp_path / "none.jsonl")], monkeypatch, capsys)
    assert code == 2 and "no such file" in err


def test_fronts_score_tells_what_the_gold_does_not_know(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _, out, _ = call(
        ["score", MUDDLED.replace("muddled", "gold"), str(STORED / "odd.found.jsonl")], monkeypatch, capsys
    )
    assert "nothing is predicted for scripts 2001, 2002" in out
    assert "the gold does not know scripts 0, 1" in out and " more" in out
