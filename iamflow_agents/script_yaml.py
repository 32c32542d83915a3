"""YAML scripts, read without trusting them.

The text is composed into nodes by PyYAML's safe loader, with depth and size watched while it happens: an alias
counts as everything it stands for, so a "billion laughs" file is refused before a single copy is made. Only plain
scalars, lists and mappings are built; tags, merge keys, repeated keys and several documents are refused by line.
Scalars follow YAML 1.2: `yes`, `12:30` and `2024-01-01` are text, not truth, sexagesimal numbers and dates.
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from iamflow_agents.errors import ScriptError
from iamflow_agents.script_document import MAX_DEPTH, Document, Path, locate, show

MAX_NODES = 100_000
"""Values in a document once its aliases stand for themselves; 10,000 full segments have 70,000."""

_CORE = "tag:yaml.org,2002:"
_SCALARS = {
    "bool": r"^(?:true|True|TRUE|false|False|FALSE)$",
    "null": r"^(?:~|null|Null|NULL|)$",
    "int": r"^[-+]?[0-9]+$",
    "float": (
        r"^(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?"
        r"|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$"
    ),
}
_QUOTE = "Put text that holds `: `, ` #` or begins with a special character in quotes."


class _RefusedError(yaml.YAMLError):
    """Something that is YAML but has no place in a script."""

    def __init__(self, what: str, mark: Any, next_step: str) -> None:
        super().__init__(what)
        self.what = what
        self.line = mark.line + 1
        self.next_step = next_step


class _GuardedLoader(yaml.SafeLoader):
    """Composes nodes and keeps count of what they would become."""

    yaml_implicit_resolvers: dict[str | None, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's own

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0
        self._n_nodes = 0
        self._sizes: dict[int, tuple[int, int]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        """Compose one node; refuse it when it is too deep or stands for too much."""
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]  # the stubs leave it out
        self._depth += 1
        self._n_nodes += 1
        if self._depth > MAX_DEPTH:
            raise _too_deep(event.start_mark)
        if self._n_nodes > MAX_NODES:
            raise _too_large(event.start_mark)
        node = super().compose_node(parent, index)
        self._depth -= 1
        if isinstance(event, yaml.AliasEvent) and id(node) not in self._sizes:
            raise _RefusedError("contains itself through an alias", event.start_mark, "Write the text out instead.")
        if id(node) not in self._sizes:
            self._sizes[id(node)] = self._measure(node, event.start_mark)
        return node

    def _measure(self, node: Any, mark: Any) -> tuple[int, int]:
        """Values and levels a node stands for, its aliases written out."""
        children: list[Any] = []
        if isinstance(node, yaml.SequenceNode):
            children = node.value
        elif isinstance(node, yaml.MappingNode):
            children = [part for pair in node.value for part in pair]
        size = 1 + sum(self._sizes[id(child)][0] for child in children)
        depth = 1 + max((self._sizes[id(child)][1] for child in children), default=0)
        if size > MAX_NODES:
            raise _too_large(mark)
        if depth > MAX_DEPTH:
            raise _too_deep(mark)
        return size, depth


for _name, _pattern in _SCALARS.items():
    _GuardedLoader.add_implicit_resolver(_CORE + _name, re.compile(_pattern), None)


def _too_large(mark: Any) -> _RefusedError:
    what = f"stands for more than {MAX_NODES:,} values once its aliases are written out"
    return _RefusedError(what, mark, "Split the script, or write fewer aliases.")


def _too_deep(mark: Any) -> _RefusedError:
    return _RefusedError(
        f"is nested more than {MAX_DEPTH} levels deep", mark, "A script needs five levels; remove the rest."
    )


def read_yaml(text: str, name: str) -> Document:
    """Read a YAML script.

    Args:
        text: The file's text, without a byte-order mark.
        name: The file, for messages.

    Returns:
        Its data, with the line of every value.

    Raises:
        ScriptError: If it is not YAML, or holds what a script may not hold.
    """
    try:
        node = _compose(text)
        lines: dict[Path, int] = {}
        data = None if node is None else _build(node, (), lines)
    except _RefusedError as error:
        raise ScriptError(
            f"the script {error.what}", where=locate(name, error.line), next_step=error.next_step
        ) from None
    except yaml.MarkedYAMLError as error:
        raise _syntax_error(error, name) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        what = f"the script holds the character U+{ord(text[error.position]):04X}, which YAML does not allow"
        raise ScriptError(what, where=locate(name, line), next_step="Remove it.") from None
    except (ValueError, OverflowError) as error:  # escapes and version numbers beyond all bounds
        what = f"the script is not valid YAML: {show(str(error))}"
        raise ScriptError(what, where=name, next_step="Look for escapes such as \\U in it.") from None
    return Document(name=name, data=data, lines=lambda: lines)


def _compose(text: str) -> Any:
    loader = _GuardedLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _syntax_error(error: yaml.MarkedYAMLError, name: str) -> ScriptError:
    mark = error.problem_mark or error.context_mark
    problem = error.problem or error.context or "cannot be read"
    line = mark.line + 1 if mark else None
    if "another document" in problem or "single document" in str(error.context):
        return ScriptError(
            "the file holds more than one YAML document",
            where=locate(name, line),
            next_step="Keep one story a file: remove what follows `---`.",
        )
    if "undefined alias" in problem or "duplicate anchor" in problem:
        hint = "An `&name` must stand before its `*name`, once; put text that begins with `*` or `&` in quotes."
    elif "\\t" in problem:
        hint = "Indent with spaces; YAML does not allow tabs there."
    else:
        hint = _QUOTE
    return ScriptError(f"the script is not valid YAML: {problem}", where=locate(name, line), next_step=hint)


def _build(node: Any, path: Path, lines: dict[Path, int]) -> Any:
    """Turn a node into plain data and note its line."""
    lines[path] = node.start_mark.line + 1
    tag = str(node.tag)
    if isinstance(node, yaml.SequenceNode) and tag == _CORE + "seq":
        return [_build(child, (*path, i), lines) for i, child in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode) and tag == _CORE + "map":
        return _build_mapping(node, path, lines)
    if isinstance(node, yaml.ScalarNode) and tag.startswith(_CORE):
        return _build_scalar(node, tag.removeprefix(_CORE))
    raise _refused_tag(node)


def _build_mapping(node: Any, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = _build(key_node, (*path, "?"), {})
        if not isinstance(key, str):
            raise _RefusedError(
                f"has {show(key)} as a key", key_node.start_mark, "A key must be a word such as `prompt`; quote it."
            )
        if key in result:
            raise _RefusedError(f"has the key {show(key)} twice", key_node.start_mark, "Keep one of the two.")
        result[key] = _build(value_node, (*path, key), lines)
        lines[(*path, key)] = key_node.start_mark.line + 1
    return result


def _build_scalar(node: Any, kind: str) -> Any:
    text = str(node.value)
    if kind == "str":
        return text
    if kind not in _SCALARS:
        raise _refused_tag(node)
    if not re.match(_SCALARS[kind], text):
        raise _RefusedError(f"marks {show(text)} as `!!{kind}`", node.start_mark, "Remove the mark.")
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    return _read_number(text, kind)


def _read_number(text: str, kind: str) -> int | float:
    """Read a number; one with more digits than Python reads becomes infinite, and is refused as a duration."""
    if kind == "int" and len(text) < 400:
        return int(text)
    return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))


def _refused_tag(node: Any) -> _RefusedError:
    tag = str(node.tag).replace(_CORE, "!!")
    return _RefusedError(
        f"holds the tag {show(tag)}", node.start_mark, "Remove it: a script is text, numbers, lists and mappings only."
    )
