"""JSON scripts: the standard parser, bounds on depth and numbers, and the line of each value for messages."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from iamflow_agents.errors import ScriptError
from iamflow_agents.script_document import MAX_DEPTH, Document, Path, locate, show

MAX_LOCATED = 300_000
"""Values whose lines are looked up; 10,000 full segments have 50,000."""

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+', re.DOTALL)


def read_json(text: str, name: str, *, first_line: int = 1) -> Document:
    """Read a JSON script.

    Args:
        text: The file's text, or one line of a `.jsonl`.
        name: The file, for messages.
        first_line: Line of the file at which `text` begins.

    Returns:
        Its data; lines are looked up when an error asks for them.

    Raises:
        ScriptError: If it is not JSON, nested too deeply, or names a key twice.
    """
    repeated: list[str] = []

    def collect(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            seen: set[str] = set()
            for key, _ in pairs:
                if key in seen:
                    repeated.append(key)
                seen.add(key)
        return found

    try:
        data = json.loads(text, object_pairs_hook=collect, parse_int=_read_int)
    except json.JSONDecodeError as error:
        where = locate(name, first_line + error.lineno - 1)
        hint = "JSON wants double quotes round text, a comma between items and none after the last one."
        raise ScriptError(f"the script is not valid JSON: {error.msg}", where=where, next_step=hint) from None
    except RecursionError:
        raise _too_deep(name, first_line) from None
    if repeated:
        line = first_line - 1 + _line_of_repeated(text, repeated[0])
        what = f"the script has the key {show(repeated[0])} twice"
        raise ScriptError(what, where=locate(name, line), next_step="Keep one of the two.")
    if _depth_exceeds(data, MAX_DEPTH):
        raise _too_deep(name, first_line)
    return Document(name=name, data=data, lines=lru_cache(maxsize=1)(lambda: _find_lines(text, first_line)))


def _too_deep(name: str, line: int) -> ScriptError:
    return ScriptError(
        f"the script is nested more than {MAX_DEPTH} levels deep",
        where=locate(name, line),
        next_step="A script needs five levels; remove the rest.",
    )


def _read_int(text: str) -> int | float:
    """Read a whole number; one with more digits than Python reads becomes infinite, and is refused where it stands."""
    return int(text) if len(text) < 400 else float(text)


def _depth_exceeds(data: Any, limit: int) -> bool:
    """Tell whether data is nested deeper than allowed, level by level."""
    level = [data]
    for _ in range(limit):
        level = [child for value in level if isinstance(value, (list, dict)) for child in _children(value)]
        if not level:
            return False
    return True


def _children(value: list[Any] | dict[str, Any]) -> list[Any]:
    return value if isinstance(value, list) else list(value.values())


def _line_of_repeated(text: str, key: str) -> int:
    """Line on which some mapping names a key for the second time."""
    seen: set[Path] = set()
    for path, line in _walk(text):
        if path and path[-1] == key and path in seen:
            return line
        seen.add(path)
    return 1


def _find_lines(text: str, first_line: int) -> dict[Path, int]:
    """Line of every value of a valid JSON text, as far as a script can be long."""
    return {path: first_line - 1 + line for path, line in islice(_walk(text), MAX_LOCATED)}


def _walk(text: str) -> Iterator[tuple[Path, int]]:
    """Path and line of every value (a member's line is its key's), in the order of the text."""
    path: list[str | int] = []
    expects_key: list[bool] = []
    line, at = 1, 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        line += text.count("\n", at, match.start())
        at = match.start()
        if token in "]}":
            path.pop()
            expects_key.pop()
        elif token == ",":
            last = path[-1]
            if isinstance(last, int):
                path[-1] = last + 1
            else:
                expects_key[-1] = True
        elif token == ":":
            expects_key[-1] = False
        elif expects_key and expects_key[-1]:
            path[-1] = str(json.loads(token))
            yield tuple(path), line
        else:
            if not path or isinstance(path[-1], int):
                yield tuple(path), line
            if token in "[{":
                path.append(0 if token == "[" else "")
                expects_key.append(token == "{")
