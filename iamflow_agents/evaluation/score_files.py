"""Reads files of gold and of predictions: one JSON object a line, told apart by its `script`.

A script that stands twice counts as its last line says (so that results can be appended), and a note tells of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from iamflow_agents.errors import ScriptError
from iamflow_agents.evaluation.annotations import (
    GoldScript,
    LineReader,
    PredictedScript,
    ScriptId,
    read_gold_line,
    read_predicted_line,
)
from iamflow_agents.script_document import locate, printable

MAX_FILE_BYTES = 256 * 1024 * 1024
_Script = TypeVar("_Script")


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreFile(Generic[_Script]):
    """What a file says of each script, and what is odd about it."""

    scripts: dict[ScriptId, _Script]
    notes: tuple[str, ...] = ()


def read_gold(path: str | Path) -> ScoreFile[GoldScript]:
    """Read annotations.

    Raises:
        ScriptError: If the file or a line cannot be read; names file and line.
    """
    return _read(Path(path), read_gold_line)


def read_predictions(path: str | Path) -> ScoreFile[PredictedScript]:
    """Read what `iamflow extract --format jsonl` wrote.

    Raises:
        ScriptError: If the file or a line cannot be read; names file and line.
    """
    return _read(Path(path), read_predicted_line)


def _read(path: Path, read_line: Callable[[Any, str], _Script]) -> ScoreFile[_Script]:
    name = printable(str(path))
    scripts: dict[ScriptId, _Script] = {}
    notes = []
    for number, line in enumerate(_text(path, name).split("\n"), start=1):
        if not line.strip():
            continue
        where = locate(name, number)
        data = _parse(line, where)
        reader = LineReader(where, 'Every line is one JSON object with its script\'s number: {"script": 15, ...}.')
        script = reader.label(reader.mapping(data, "the line").get("script"), "the line's `script`")
        if script in scripts:
            notes.append(f"script {script} stands again in {where}; the last one counts")
        scripts[script] = read_line(data, where)
    return ScoreFile(scripts=scripts, notes=tuple(notes))


def _parse(line: str, where: str) -> Any:
    step = "Every line must be one JSON object; write it again, or remove the line."
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        what = f"the line is not valid JSON: {error.msg} (character {error.pos + 1:,})"
        raise ScriptError(what, where=where, next_step=step) from None
    except (RecursionError, ValueError):  # nested without end; a number of more digits than Python reads
        raise ScriptError("the line is JSON that nobody can mean", where=where, next_step=step) from None


def _text(path: Path, name: str) -> str:
    """The file as text, with single line feeds."""
    try:
        if path.is_dir():
            raise ScriptError("the path is a folder", where=name, next_step="Name the .jsonl file inside it.")
        with path.open("rb") as stream:
            data = stream.read(MAX_FILE_BYTES + 1)
    except FileNotFoundError:
        step = "Check the path and the spelling."
        raise ScriptError("there is no such file", where=name, next_step=step) from None
    except (OSError, ValueError) as error:
        what = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        raise ScriptError(what, where=name, next_step="Check the file and its permissions.") from None
    if len(data) > MAX_FILE_BYTES:
        what = f"the file is larger than {MAX_FILE_BYTES // 2**20} MiB"
        raise ScriptError(what, where=name, next_step="Score it in parts.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = locate(name, data.count(b"\n", 0, error.start) + 1)
        raise ScriptError("the line is not UTF-8 text", where=where, next_step="Save the file as UTF-8.") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")
