"""A script file as plain data that still knows on which line each of its parts stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from iamflow_agents.errors import ScriptError

Path = tuple[str | int, ...]
"""Keys and indices from the top of a document down to one value."""
MAX_DEPTH = 32
"""Levels of lists and mappings in a script; a real one has five."""
MAX_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a file says, before anybody asked whether it is a story."""

    name: str
    """The file as the user named it, fit to be printed."""
    data: Any
    lines: Callable[[], Mapping[Path, int]] = dict
    """Lines by path, counted from 1. Called only for errors, since finding lines in JSON takes a second reading."""

    def error(self, what: str, *, path: Path = (), at: Path | None = None, next_step: str) -> ScriptError:
        """Build the error for one value of the document.

        Args:
            what: What is wrong with the value, as the rest of a sentence that begins with its field.
            path: The value.
            at: What to take the line of, where that is not the value (a key inside it).
            next_step: What the reader should do.

        Returns:
            The error, with file, line and field.
        """
        subject = field_name(path) if path else "the script"
        where = locate(self.name, self.line_of(path if at is None else at))
        return ScriptError(f"{subject} {what}", where=where, next_step=next_step)

    def line_of(self, path: Path) -> int | None:
        """Line of a value, or of the nearest thing round it whose line is known."""
        lines = self.lines()
        return next((lines[path[:size]] for size in range(len(path), -1, -1) if path[:size] in lines), None)


def locate(name: str, line: int | None = None) -> str:
    """Say where something stands: `story.yaml, line 7`."""
    return name if line is None else f"{name}, line {line}"


def field_name(path: Path) -> str:
    """Write a path as people write it: `segments[2].duration_s`.

    A document that is just a list is a list of segments, so an index at the top means one of them.
    """
    text = "segments" if path and isinstance(path[0], int) else ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            shown = part if part.isidentifier() else show(part)
            text += f".{shown}" if text else shown
    return text


def show(value: object) -> str:
    """Write a value for a message: short, quoted, and without anything that could upset a terminal."""
    if isinstance(value, str):
        return repr(value if len(value) <= MAX_SHOWN_CHARS else value[: MAX_SHOWN_CHARS - 1] + "…")
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):  # a huge one has too many digits to be written out
        return str(value) if abs(value) < 10**18 else "a huge number"
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"a Python {type(value).__name__}"


def printable(name: str) -> str:
    """Make a file's name fit to be printed: line breaks and terminal codes are written as escapes."""
    return name if name.isprintable() else repr(name)
