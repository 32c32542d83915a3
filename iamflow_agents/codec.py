"""Records to canonical JSON and back.

Canonical means sorted keys and no spaces, so that equal records have equal text and therefore equal hashes.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, TypeVar

T = TypeVar("T")


@lru_cache(maxsize=64)
def adapter_of(kind: Any) -> Any:
    """One pydantic adapter a type; imported here so that plain use of the records stays light."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


def to_plain(value: object) -> Any:
    """Turn a record into dicts, lists, strings and numbers; plain data is passed through."""
    if isinstance(value, (dict, list)):
        return value
    kind: Any = type(value)
    return adapter_of(kind).dump_python(value, mode="json")


def encode(value: object) -> str:
    """Write a record (or plain data) as canonical JSON: sorted keys, no spaces."""
    return json.dumps(to_plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def decode(kind: type[T], text: str | bytes) -> T:
    """Read a record back from JSON.

    Raises:
        pydantic.ValidationError: If the text does not fit the type.
    """
    wanted: Any = kind
    result: T = adapter_of(wanted).validate_json(text)
    return result
