"""What the README shows works: its commands parse, its script is read, its Python runs, and so do the examples."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import typer.main

from iamflow_agents.cli import app
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()


def blocks(language: str) -> list[str]:
    """Code blocks of a language."""
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def commands() -> list[str]:
    """Every `iamflow` command line, in blocks and in running text, that is not a mere name."""
    lines = [line.partition("#")[0].strip() for block in blocks("sh") for line in block.splitlines()]
    prose = re.sub(r"```.*?```", "", README, flags=re.DOTALL)
    return sorted({line for line in [*lines, *re.findall(r"`(iamflow [^`]+)`", prose)] if line.startswith("iamflow ")})


def parse(line: str) -> str:
    """Parse a command line without running it and give the command's name.

    Raises:
        Exception: If the real command line refuses it.
    """
    _, name, *arguments = shlex.split(line)
    group = typer.main.get_command(app)
    command = group.commands[name]  # type: ignore[attr-defined]  # a group, as the app has many commands
    command.make_context(name, arguments)
    return name


@pytest.mark.parametrize("line", commands())
def test_house_a_command_of_the_readme_parses(line: str) -> None:
    known = [
        "run",
        "resume",
        "jobs",
        "show",
        "extract",
        "score",
        "doctor",
        "weights",
        "mcp",
        "review",
        "retake",
        "direct",
        "cast",
        "library",
        "bench",
    ]
    assert parse(line) in known


def test_house_a_wrong_command_does_not_parse() -> None:
    assert len(commands()) >= 7
    with pytest.raises(Exception, match="No such option"):
        parse("iamflow run story.yaml --quality best")


def test_house_the_script_of_the_readme_is_read(tmp_path: Path) -> None:
    (story,) = blocks("yaml")
    (tmp_path / "story.yaml").write_text(story)
    script = read_script(tmp_path / "story.yaml")
    assert [segment.duration_s for segment in script.segments] == [5.0, 3.0]
    assert script.segments[1].transition == "cut" and script.cast[0].name == "Marcus"


def test_house_the_python_of_the_readme_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    for name, value in {"WIDTH": "128", "HEIGHT": "80", "FPS": "1"}.items():
        monkeypatch.setenv(f"IAMFLOW_{name}", value)
    (code,) = blocks("python")
    code = code.replace("width=416, height=240", "width=128, height=80")
    exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    told = capsys.readouterr().out
    assert str(tmp_path / "films" / "jobs" / "ana" / "video.mp4") in told and "Ana" in told
    assert "JobFinished" in told.splitlines()[-1] and (tmp_path / "films/jobs/two-umbrellas/video.mp4").is_file()


@pytest.mark.parametrize("path", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_house_an_example_becomes_a_film(path: Path, tmp_path: Path) -> None:
    from iamflow_agents import Settings, run_story

    script = read_script(path)
    assert 6 <= len(script.segments) <= 8
    short = Script(
        **{**script.model_dump(), "segments": [{**s.model_dump(), "duration_s": 1} for s in script.segments]}
    )
    result = run_story(short, settings=Settings(home=tmp_path, width=128, height=80, fps=2))
    assert len(result.segments) == len(script.segments) and result.video.is_file()
