"""What the tests of misuse share: the command line in this process, small stories, and what a job leaves."""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from iamflow_agents.cli import main

SMALL = ["--size", "128x80", "--fps", "4"]
STORY = """
title: Three
segments:
  - {prompt: "On the beach, Ana, a woman in a red dress, waves.", duration_s: 1}
  - {prompt: "On the beach, Bea, a woman in a blue dress, waves.", duration_s: 1}
  - {prompt: "In the kitchen, Ana and Bea walk.", duration_s: 1}
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class Cli:
    """Calls `iamflow` in this process and in one home."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.home = folder / "home"
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *arguments: str | Path, home: Path | str | None = None) -> Ended:
        """Run one command; anything but an exit is a failed test."""
        given = ["iamflow", *map(str, arguments), "--home", str(self.home if home is None else home)]
        self._monkeypatch.setattr(sys, "argv", given)
        code: Any = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = self._capsys.readouterr()
        assert "Traceback" not in err, err
        return Ended(code or 0, out, err)

    def script(self, text: str | bytes = STORY, name: str = "story.yaml") -> Path:
        """Write a script."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path


def what_lies_in(job: Path) -> dict[str, Any]:
    """Everything of a job's folder that the same story gives again, by name."""
    databases = {"checkpoints.db", "checkpoints.db-wal", "checkpoints.db-shm"}
    found: dict[str, Any] = {}
    for path in sorted(job.rglob("*")):
        name = path.relative_to(job).as_posix()
        if path.is_dir() or name in databases:
            continue
        if name == "story.json":
            found[name] = {key: value for key, value in json.loads(path.read_text()).items() if key != "timings"}
        elif name.startswith("index/"):  # holds how long it took
            found[name] = json.loads(path.read_text())["body"]["files"]
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found
