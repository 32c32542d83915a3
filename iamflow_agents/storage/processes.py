"""Recognise a process again: a pid alone does not, since pids are used anew.

On Linux the kernel's start time tells two processes with one pid apart, and a pid means nothing outside its PID
namespace (containers share host names, not pids). Elsewhere only the pid is asked for.
"""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
_DEAD_STATES = "ZXx"


@dataclass(frozen=True, slots=True)
class ProcessMark:
    """What a process leaves on a lock."""

    pid: int
    host: str
    """Host name, `#`, and the PID namespace."""
    start: str
    """Boot and start time; empty where the system does not say."""


def own_mark() -> ProcessMark:
    """The mark of the running process."""
    pid = os.getpid()
    return ProcessMark(pid=pid, host=own_host(), start=start_of(pid) or "")


def own_host() -> str:
    """This machine as pids see it."""
    try:
        namespace = str((_PROC / "self/ns/pid").readlink())
    except OSError:
        namespace = ""
    return f"{socket.gethostname()}#{namespace}"


def start_of(pid: int) -> str | None:
    """When a process of this machine began, None when there is none (or it is a zombie), empty when nobody says."""
    try:
        text = (_PROC / str(pid) / "stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None if _PROC.joinpath("self/stat").exists() else _ask_kernel(pid)
    except OSError:
        return _ask_kernel(pid)
    # The second field is the program's name in brackets and may hold anything, brackets too.
    state, *fields = text.rpartition(")")[2].split()
    if state in _DEAD_STATES:
        return None
    return f"{_boot()}:{fields[18]}"


def is_alive(mark: ProcessMark) -> bool:
    """Tell whether the process that left a mark on this machine still runs."""
    start = start_of(mark.pid)
    if start is None:
        return False
    return not start or not mark.start or start == mark.start


def _boot() -> str:
    """Start times count from the machine's start; this tells one start from the next."""
    try:
        return (_PROC / "sys/kernel/random/boot_id").read_text().strip()[:8]
    except OSError:
        return ""


def _ask_kernel(pid: int) -> str | None:
    """Where there is no /proc: whether a process has the pid."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return None
    except PermissionError:
        return ""
    return ""
