"""How a request tells the model the shape of its answer, and what to try when a server does not take it.

Servers differ: one knows JSON schemas, one only tools, one only "some JSON", one nothing; some refuse a temperature or
a system turn. A `Manner` is one way to ask, and `next_manner` the next one after a refusal. Pure functions; sending is
`chat`'s.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from pydantic import BaseModel

Method = Literal["json_schema", "function_calling", "json_mode", "plain"]
METHODS: tuple[Method, ...] = ("json_schema", "function_calling", "json_mode", "plain")
"""From the strictest to the one every server takes."""
TokenLimit = Literal["max_tokens", "max_completion_tokens"]
_NOISE = frozenset({"title", "default", "examples"})
_REFUSED = (
    r"unsupported|not support|does ?n.t support|unknown|unrecogni[sz]ed|not (?:allowed|permitted)|only the default"
)
_SETTINGS = ("temperature", "seed", "parallel_tool_calls")
_ABOUT_SHAPE = re.compile(
    r"response_format|json.?schema|json_object|structured|guided|grammar|\btools?\b|tool_choice|function.?call|"
    r"no endpoints found",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """One way to ask."""

    method: Method = "json_schema"
    limit: TokenLimit = "max_tokens"
    """What the field with the token limit is called."""
    has_system: bool = True
    """Whether instructions are a turn of their own; else they begin the first user turn."""
    dropped: frozenset[str] = frozenset()
    """Names that are left out because the server refuses them."""

    def merged(self, other: Manner) -> Manner:
        """What two requests learnt side by side."""
        return Manner(
            method=max(self.method, other.method, key=METHODS.index),
            limit=other.limit,
            has_system=self.has_system and other.has_system,
            dropped=self.dropped | other.dropped,
        )


def next_manner(manner: Manner, said: str, *, may_change_method: bool) -> Manner | None:
    """How to ask after a request was refused as it stood.

    Args:
        manner: How it was asked.
        said: What the server said about it.
        may_change_method: Whether another way to ask for the shape may be tried.

    Returns:
        Another manner that does without what was refused, or None if there is none left.
    """
    named = set(re.findall(r"\w+", said))
    for setting in _SETTINGS:
        if setting in named and setting not in manner.dropped:
            return replace(manner, dropped=manner.dropped | {setting})
    other: TokenLimit = "max_completion_tokens" if manner.limit == "max_tokens" else "max_tokens"
    if "max_completion_tokens" in named and other not in manner.dropped:
        return replace(manner, limit=other, dropped=manner.dropped | {manner.limit})
    if manner.has_system and re.search(
        r"system (role|message|prompt)|role.{0,20}system|alternate", said, re.IGNORECASE
    ):
        return replace(manner, has_system=False)
    if not may_change_method or manner.method == "plain":
        return None
    return replace(manner, method=METHODS[METHODS.index(manner.method) + 1])


def is_about_shape(said: str) -> bool:
    """Whether a server speaks of the way the answer's shape was asked for."""
    return bool(_ABOUT_SHAPE.search(said))


def strict_schema(schema: type[BaseModel]) -> dict[str, Any]:
    """JSON schema that strict servers take: references resolved, every field required, no other fields, no defaults.

    A shape that contains itself keeps its definitions, since it cannot be written out.
    """
    whole = schema.model_json_schema()
    definitions = whole.pop("$defs", {})
    recursive = {name for name in definitions if _reaches(name, name, definitions)}
    strict: dict[str, Any] = _strict(whole, {name: rest for name, rest in definitions.items() if name not in recursive})
    if recursive:
        strict["$defs"] = {name: _strict(definitions[name], definitions, keep=recursive) for name in sorted(recursive)}
    return strict


def request_fields(method: Method, schema: type[BaseModel]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Fields of an OpenAI-style request that ask for a shape.

    Returns:
        Fields the client knows and may look at, and fields that are put into the body as they are.
    """
    if method == "json_schema":
        shape = {"name": schema.__name__, "schema": strict_schema(schema), "strict": True}
        return {}, {"response_format": {"type": "json_schema", "json_schema": shape}}
    if method == "json_mode":
        return {}, {"response_format": {"type": "json_object"}}
    if method == "function_calling":
        function = {"name": schema.__name__, "description": "Give the answer.", "parameters": strict_schema(schema)}
        return {
            "tools": [{"type": "function", "function": function}],
            "tool_choice": {"type": "function", "function": {"name": schema.__name__}},
            "parallel_tool_calls": False,
        }, {}
    return {}, {}


def _reaches(start: str, goal: str, definitions: Mapping[str, Any], seen: frozenset[str] = frozenset()) -> bool:
    """Whether a definition refers to another, however indirectly."""
    named = set(re.findall(r"'#/\$defs/([^']+)'", repr(definitions.get(start, {}))))
    return goal in named or any(
        _reaches(name, goal, definitions, seen | {start}) for name in sorted(named - seen - {start})
    )


def _strict(node: Any, definitions: Mapping[str, Any], *, keep: set[str] | frozenset[str] = frozenset()) -> Any:
    """A part of a schema without references, noise and openness."""
    if isinstance(node, list):
        return [_strict(part, definitions, keep=keep) for part in node]
    if not isinstance(node, dict):
        return node
    name = str(node.get("$ref", "")).removeprefix("#/$defs/")
    if name in definitions and name not in keep:
        beside = {key: value for key, value in node.items() if key != "$ref"}
        return _strict({**definitions[name], **beside}, definitions, keep=keep)
    made = {
        key: {field: _strict(part, definitions, keep=keep) for field, part in value.items()}
        if key == "properties"
        else _strict(value, definitions, keep=keep)
        for key, value in node.items()
        if key not in _NOISE
    }
    if "properties" in made:
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made
