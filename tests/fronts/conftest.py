"""Fixtures of the front tests: the command line in this process, and a finished job to misuse."""

from __future__ import annotations

from pathlib import Path

import pytest
from abuse_tools import STORY, Cli

from iamflow_agents import Settings, run_story


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line with a home of its own."""
    return Cli(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="session")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an undisturbed job `three`; tests work on copies."""
    folder = tmp_path_factory.mktemp("reference")
    (folder / "story.yaml").write_text(STORY)
    settings = Settings(home=folder / "home", width=128, height=80, fps=4)
    run_story(folder / "story.yaml", settings=settings, job_id="three")
    return folder / "home"
