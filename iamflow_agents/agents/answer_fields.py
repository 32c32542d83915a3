"""Fields of an answer whose schema says which values there are without refusing others.

A server that keeps to shapes is told what may be named; an answer that names something else is still read, so that the
rows beside it count. No choice at all is left out of the schema, since servers refuse a choice of none.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field, WithJsonSchema


def word(values: Sequence[str]) -> Any:
    """A text; the schema names the values."""
    schema: dict[str, Any] = {"type": "string"}
    return Annotated[str, WithJsonSchema(schema | ({"enum": list(dict.fromkeys(values))} if values else {}))]


def whole(values: range) -> Any:
    """A whole number; the schema names the values."""
    schema: dict[str, Any] = {"type": "integer"}
    return Annotated[int, WithJsonSchema(schema | ({"enum": list(values)} if values else {}))]


def told(model: type[BaseModel], name: str) -> Any:
    """A field with the description it has in the general shape."""
    return Field(description=model.model_fields[name].description)
