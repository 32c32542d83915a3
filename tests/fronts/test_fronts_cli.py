"""The command line as a user meets it: exit codes, clean stdout, help that helps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from iamflow_agents.cli import main

ROOT = Path(__file__).resolve().parents[2]
SMALL = ["--size", "192x112", "--fps", "8"]
STORY = """
title: A Walk
segments:
  - prompt: On the beach, Ana, a young woman with short black hair and a red dress, walks with her white dog.
    duration_s: 1
  - prompt: Ana sits down on the beach and waves. The dog sleeps.
    duration_s: 1
"""
LONG_STORY = "title: Long\nsegment_s: 40\nsegments:\n" + "  - On the beach, Ana walks in a red dress.\n" * 6


def call(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    """Run the command line in this process."""
    monkeypatch.setattr(sys, "argv", ["iamflow", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    out, err = capsys.readouterr()
    code = ended.value.code
    return (code if isinstance(code, int) else 0), out, err


def spawn(*arguments: str) -> subprocess.Popen[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "iamflow_agents", *arguments]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(child: subprocess.Popen[str], pattern: str, folder: Path) -> None:
    """Wait until a child has made a file, or has ended."""
    while not list(folder.glob(pattern)) and child.poll() is None:
        try:
            child.wait(timeout=0.02)
        except subprocess.TimeoutExpired:
            continue


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A finished job, made by a real process with --json."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "walk.yaml").write_text(STORY)
    child = spawn("run", str(folder / "walk.yaml"), "--home", str(folder / "home"), "--job", "walk", "--json", *SMALL)
    out, err = child.communicate()
    assert child.returncode == 0, err
    return {"home": folder / "home", "script": folder / "walk.yaml", "out": out, "err": err}


def test_fronts_json_is_one_document_with_the_promised_fields(finished: dict[str, Any]) -> None:
    result = json.loads(finished["out"])
    assert set(result) == {
        "job_id", "video", "segments", "identities", "verdicts", "timings", "cost", "unresolved"
    }  # fmt: skip
    assert Path(result["video"]).is_absolute() and Path(result["video"]).stat().st_size > 0
    assert all(Path(segment["video"]).is_absolute() for segment in result["segments"])
    assert {identity["name"] for identity in result["identities"]} >= {"Ana"}


def test_fronts_a_job_has_film_sheet_and_story(finished: dict[str, Any]) -> None:
    folder = finished["home"] / "jobs" / "walk"
    assert {"video.mp4", "contact_sheet.png", "story.json"} <= {path.name for path in folder.iterdir()}
    assert not list(folder.rglob("*.tmp"))
    story = json.loads((folder / "story.json").read_text())
    assert not Path(story["video"]).is_absolute() and (folder / story["video"]).is_file()


def test_fronts_the_same_seed_gives_the_same_bytes(
    finished: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    first = (finished["home"] / "jobs" / "walk" / "video.mp4").read_bytes()
    base = ["run", str(finished["script"]), "--home", str(tmp_path), *SMALL]
    assert call([*base, "--job", "again"], monkeypatch, capsys)[0] == 0
    assert (tmp_path / "jobs" / "again" / "video.mp4").read_bytes() == first
    assert call([*base, "--job", "other", "--seed", "5"], monkeypatch, capsys)[0] == 0
    assert (tmp_path / "jobs" / "other" / "video.mp4").read_bytes() != first


def test_fronts_resume_of_a_finished_job_mends_a_deleted_and_a_damaged_file(
    finished: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = finished["home"] / "jobs" / "walk"
    film = (folder / "video.mp4").read_bytes()
    segment = Path(json.loads(finished["out"])["segments"][0]["video"])
    good = segment.read_bytes()
    segment.write_bytes(good[:100] + b"damaged" + good[107:])
    (folder / "video.mp4").unlink()
    code, out, _ = call(["resume", "walk", "--home", str(finished["home"])], monkeypatch, capsys)
    assert code == 0 and str(folder / "video.mp4") in out
    assert segment.read_bytes() == good
    assert (folder / "video.mp4").read_bytes() == film


def test_fronts_jobs_and_show_tell_of_the_job(
    finished: dict[str, Any], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(finished["home"])]
    listed = json.loads(call(["jobs", "--json", *home], monkeypatch, capsys)[1])
    assert [(job["job_id"], job["status"], job["segments_done"]) for job in listed] == [("walk", "done", 2)]
    shown = json.loads(call(["show", "walk", "--json", *home], monkeypatch, capsys)[1])
    assert shown["status"] == "done" and len(shown["segments"]) == 2
    assert "Ana" in call(["show", "walk", *home], monkeypatch, capsys)[1]


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["run", "{script}", "--generator", "storybord"], 2, "Did you mean `storyboard`?"),
        (["run", "{script}", "--llm", "gpt"], 2, "rules"),
        (["run", "{script}", "--size", "831x480"], 2, "even"),
        (["run", "{script}", "--size", "big"], 2, "832x480"),
        (["run", "{script}", "--fps", "0"], 2, "fps"),
        (["run", "{script}", "--seed", "-1"], 2, "seed"),
        (["run", "{script}", "--job", "../out"], 2, "../out"),
        (["run", "{script}", "--verify", "never"], 2, "verify"),
        (["run", "{script}", "--job", "walk", "--seed", "9"], 2, "another settings"),
        (["resume", "nobody"], 2, "nobody"),
        (["show", "walc"], 2, "walk"),
        (["rm", "nobody"], 2, "nobody"),
        (["extract", "{script}", "--format", "xml"], 2, "table"),
        (["frobnicate"], 2, "frobnicate"),
    ],
)
def test_fronts_wrong_use_is_told_and_exits_with_2(
    arguments: list[str],
    code: int,
    words: str,
    finished: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    filled = [argument.format(script=finished["script"]) for argument in arguments]
    ended, out, err = call([*filled, "--home", str(finished["home"])], monkeypatch, capsys)
    assert (ended, out) == (code, "")
    assert words in err and "Traceback" not in err


def test_fronts_a_home_that_cannot_be_written_is_a_failure_with_a_remedy(
    finished: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("not a folder")
    home = tmp_path / "file" / "home"
    code, out, err = call(["run", str(finished["script"]), "--home", str(home)], monkeypatch, capsys)
    assert (code, out) == (3, "") and str(home) in err


def test_fronts_a_traceback_is_shown_only_with_debug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    arguments = ["run", "nowhere.yaml", "--home", str(tmp_path)]
    assert "Traceback" not in call(arguments, monkeypatch, capsys)[2]
    assert "Traceback" in call([*arguments, "--debug"], monkeypatch, capsys)[2]


def test_fronts_extract_keeps_script_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = [{"script": 15, "prompts": ["Nora, a young woman with black curls, reads."]}, {"prompts": ["A dog runs."]}]
    path = tmp_path / "two.jsonl"
    path.write_text("\n".join(json.dumps(line) for line in lines))
    out = call(["extract", str(path), "--format", "jsonl"], monkeypatch, capsys)[1]
    found = [json.loads(line) for line in out.splitlines()]
    assert [line["script"] for line in found] == [15, 1]
    picked = call(["extract", f"{path}#15", "--format", "jsonl"], monkeypatch, capsys)[1]
    assert json.loads(picked) == found[0]
    assert set(found[0]) == {"script", "segments", "identities"}
    entity = found[0]["segments"][0]["entities"][0]
    assert entity["id"] == found[0]["identities"][0]["id"] and found[0]["identities"][0]["name"] == "Nora"


def test_fronts_graph_prints_what_the_docs_show(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = call(["graph"], monkeypatch, capsys)[1]
    assert out.strip() in (ROOT / "docs" / "architecture.md").read_text()


def test_fronts_version(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert call(["--version"], monkeypatch, capsys) == (0, "iamflow 0.1.0\n", "")


def test_fronts_doctor_names_what_it_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, _ = call(["doctor", "--json", "--home", str(tmp_path)], monkeypatch, capsys)
    checks = {check["name"]: check for check in json.loads(out)}
    assert code == 0 and checks["drawing (skia)"]["ok"] and checks["English model (spaCy)"]["ok"]
    assert checks["mcp"]["ok"] and not checks["mcp"]["needed"]


@pytest.mark.parametrize(("number", "words"), [(signal.SIGINT, "interrupted"), (signal.SIGTERM, "SIGTERM")])
def test_fronts_a_signal_stops_the_job_and_resume_finishes_it(number: int, words: str, tmp_path: Path) -> None:
    (tmp_path / "long.yaml").write_text(LONG_STORY)
    home = str(tmp_path / "home")
    child = spawn("run", str(tmp_path / "long.yaml"), "--home", home, "--job", "long", *SMALL)
    wait_for(child, "home/jobs/long/artifacts/*/*.mp4", tmp_path)
    os.kill(child.pid, number)
    _, err = child.communicate()
    assert child.returncode == 130, err
    assert words in err and "iamflow resume long" in err and "Traceback" not in err
    assert not (tmp_path / "home" / "jobs" / "long" / "video.mp4").exists()
    again = spawn("resume", "long", "--home", home, "--json")
    out, err = again.communicate()
    assert again.returncode == 0, err
    assert len(json.loads(out)["segments"]) == 6


def test_fronts_a_second_process_is_refused_and_cancel_stops_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "long.yaml").write_text(LONG_STORY)
    home = ["--home", str(tmp_path / "home")]
    child = spawn("run", str(tmp_path / "long.yaml"), "--job", "long", *home, *SMALL)
    wait_for(child, "home/jobs/long/artifacts/*/*.mp4", tmp_path)
    code, _, err = call(["resume", "long", *home], monkeypatch, capsys)
    assert code == 2 and str(child.pid) in err and os.uname().nodename in err
    assert call(["rm", "long", *home], monkeypatch, capsys)[0] == 2
    assert call(["cancel", "long", *home], monkeypatch, capsys)[0] == 0
    _, err = child.communicate()
    assert child.returncode == 130 and "cancelled" in err
    listed = json.loads(call(["jobs", "--json", *home], monkeypatch, capsys)[1])
    assert listed[0]["status"] == "cancelled"
    assert call(["rm", "long", *home], monkeypatch, capsys)[0] == 0
    assert json.loads(call(["jobs", "--json", *home], monkeypatch, capsys)[1]) == []
    assert not (tmp_path / "home" / "jobs" / "long").exists()
