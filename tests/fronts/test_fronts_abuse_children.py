"""Misuse that needs a process of its own: closed pipes, files that may not grow, a terminal, many at once."""

from __future__ import annotations

import contextlib
import os
import pty
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from abuse_tools import SMALL, STORY, Cli, what_lies_in


def spawn(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "iamflow_agents", *map(str, arguments)]
    return subprocess.Popen(command, stderr=subprocess.PIPE, text=True, **options)


@pytest.mark.parametrize(
    ("stdout", "code", "words"), [("/dev/full", 3, "standard output"), ("pipe", 0, ""), (None, 0, "")]
)
def test_abuse_a_stdout_that_takes_nothing_is_no_traceback(
    stdout: str | None, code: int, words: str, reference: Path
) -> None:
    if stdout == "pipe":
        reader, writer = os.pipe()
        os.close(reader)
    else:
        writer = os.open(stdout or os.devnull, os.O_WRONLY)
    close = None if stdout else (lambda: os.close(1))
    child = spawn("jobs", "--home", reference, stdout=writer, preexec_fn=close)
    os.close(writer)
    _, err = child.communicate()
    assert child.returncode == code, err
    assert words in err and "Traceback" not in err and "Exception ignored" not in err


def test_abuse_a_file_that_may_not_grow_is_told_and_made_up_for(cli: Cli, reference: Path) -> None:
    """RLIMIT_FSIZE: the system refuses to write on, in a file's middle, as on a full disk."""

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, resource.RLIM_INFINITY))

    assert cli("run", cli.script("segments: [A cat sits.]\n"), "--job", "other", *SMALL).code == 0  # makes the database
    child = spawn("run", cli.script(), "--home", cli.home, "--job", "three", *SMALL, preexec_fn=limit)
    _, err = child.communicate()
    lines = [line for line in err.splitlines() if line.startswith("error: ")]
    assert child.returncode == 3 and len(lines) == 1 and str(cli.home) in lines[0], err
    assert "Traceback" not in err
    assert cli("run", cli.script(), "--job", "three", *SMALL).code == 0
    assert what_lies_in(cli.home / "jobs" / "three") == what_lies_in(reference / "jobs" / "three")


def test_abuse_progress_on_a_terminal_tells_segment_node_speed_and_times(cli: Cli) -> None:
    master, slave = pty.openpty()
    script = cli.script(STORY.replace("duration_s: 1", "duration_s: 12"))
    command = [sys.executable, "-m", "iamflow_agents", "run", str(script), "--home", str(cli.home), *SMALL]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "120"}
    child = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=slave, env=environment)
    os.close(slave)
    seen = b""
    with contextlib.suppress(OSError):  # how Linux says that the terminal's other end was closed
        while chunk := os.read(master, 65536):
            seen += chunk
    child.communicate()
    os.close(master)
    drawn = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", seen.decode())
    assert child.returncode == 0, drawn
    assert re.search(r"segment [1-3]/3 \w+_segment", drawn)
    assert re.search(r"[0-9]+/144\s+[0-9]+ frames/s\s+0:00:[0-9]{2}\s+left\s+0:00:[0-9]{2}", drawn)
