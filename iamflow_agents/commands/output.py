"""What commands print on stdout: lines, tables and JSON documents, whatever stdout is.

Text comes from scripts, so it is never read as markup. A reader that has gone away (`iamflow jobs | head -1`) ends
the command quietly; a full disk behind `>` is told. Characters that the terminal's encoding lacks are written as
escapes, in JSON as JSON's own.
"""

from __future__ import annotations

import io
import json
import os
import sys
from typing import Any

import typer
from rich.console import Console, RenderableType

from iamflow_agents.errors import StorageError


def write_line(text: str) -> None:
    """Print a line."""
    _write(text + "\n")


def write_rich(what: RenderableType) -> None:
    """Print a table, or text without markup."""
    stdout, drawn = Console(), io.StringIO()
    console = Console(
        file=drawn,
        force_terminal=stdout.is_terminal,
        width=stdout.width,
        markup=False,
        emoji=False,
        highlight=False,
    )
    console.print(what)
    _write(drawn.getvalue())


def write_json(document: Any, *, lines: bool = False) -> None:
    """Print one JSON document; with `lines` on a line of its own, for `.jsonl`."""
    layout: dict[str, Any] = {} if lines else {"indent": 2, "sort_keys": True}
    text = json.dumps(document, ensure_ascii=False, **layout)
    if not _fits(text):
        text = json.dumps(document, ensure_ascii=True, **layout)
    _write(text + "\n")


def _fits(text: str) -> bool:
    """Tell whether stdout's encoding has all these characters."""
    try:
        text.encode(_encoding())
    except UnicodeEncodeError:
        return False
    return True


def _encoding() -> str:
    """How stdout writes characters."""
    return getattr(sys.stdout, "encoding", None) or "utf-8"


def _write(text: str) -> None:
    """Write and flush; what cannot be flushed here would be lost without a word when the process ends."""
    if sys.stdout is None:  # closed with >&-, so nobody wants to read it
        return
    if not _fits(text):
        text = text.encode(_encoding(), "backslashreplace").decode(_encoding())
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        raise typer.Exit(0) from None
    except OSError as error:
        _forget_stdout()
        raise StorageError(
            f"the result cannot be printed ({error.strerror})",
            where="standard output",
            next_step="Look at where the output goes; `iamflow show JOB` prints it again.",
        ) from error


def _forget_stdout() -> None:
    """Lead stdout nowhere, so that the interpreter's own flush at the end does not fail again."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
