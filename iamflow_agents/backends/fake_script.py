"""The file behind `fake:FILE`: scripted answers for tests and demos, read and checked as a whole.

JSON Lines (an object a line; blank lines and lines that begin with `#` are skipped), or JSON: one object or a list.
An object says *what* with exactly one of these:

- `answer`: the answer, as JSON of any shape;
- `text`: what the model says, word for word (fenced, `<think>` text, no JSON at all);
- `guess`: `true` answers what the rules would;
- `truncated`: text that was cut off;
- `refusal`: the words of a refusal;
- `error`: a request that failed: `rate_limited`, `quota`, `timeout`, `connection`, `server`, `protocol`, `auth`,
  `not_found`, `unsupported`, `too_long` or `unavailable`.

And *to which questions*, with `when`; all that it names must fit:

- `prompt`: the prompt's name (`identify`) or label (`identify/1`);
- `segment`: number of the segment, from 0; `null` for questions about no single segment;
- `payload`: words that occur in what is asked;
- `round`: 0 for the first asking, 1 for the repair that follows a bad answer, and so on.

The first object whose `when` fits answers. If none does, the objects without `when` stand in line: the first is for
segment 0, the second for segment 1. `"when": {}` fits every question and makes a last resort. `usage` may give
`input_tokens`, `output_tokens` and `seconds`; without it tokens are guessed from the length of the texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from iamflow_agents.errors import ConfigError

ErrorKind = Literal[
    "rate_limited",
    "quota",
    "timeout",
    "connection",
    "server",
    "protocol",
    "auth",
    "not_found",
    "unsupported",
    "too_long",
    "unavailable",
]
"""Kinds of failure that leave no completion; what is wrong with an answer is scripted as that answer."""
LARGEST_FILE_BYTES = 64 * 1024 * 1024
_SAYS = ("answer", "text", "guess", "truncated", "refusal", "error")
_Count = Annotated[int, Field(ge=0, strict=True)]


class When(BaseModel):
    """Which questions an entry answers; what is not named fits all."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: str | None = None
    segment: _Count | None = None
    payload: str | None = None
    round: _Count | None = None

    def fits(self, *, prompt: str, label: str, segment: int | None, payload: str, asked: int) -> bool:
        """Tell whether a question is meant."""
        return (
            self.prompt in (None, prompt, label)
            and ("segment" not in self.model_fields_set or self.segment == segment)
            and (self.payload is None or self.payload in payload)
            and self.round in (None, asked)
        )


class ScriptedUsage(BaseModel):
    """Tokens and seconds that an entry claims to have taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input_tokens: _Count = 0
    output_tokens: _Count = 0
    seconds: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0


class Entry(BaseModel):
    """One scripted reply."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    when: When | None = None
    usage: ScriptedUsage | None = None
    answer: Any = None
    text: str | None = None
    guess: Literal[True] | None = None
    truncated: str | None = None
    refusal: Annotated[str, Field(min_length=1)] | None = None
    error: ErrorKind | None = None

    @model_validator(mode="after")
    def _says_one_thing(self) -> Entry:
        """An entry that says nothing, or two things, is a slip of the pen."""
        said = [name for name in _SAYS if name in self.model_fields_set]
        if len(said) != 1:
            found = " and ".join(said) or "none of them"
            raise PydanticCustomError(
                "says", "needs exactly one of {all}; it has {found}", {"all": ", ".join(_SAYS), "found": found}
            )
        return self


@dataclass(frozen=True, slots=True)
class FakeScript:
    """All entries of a file."""

    entries: tuple[Entry, ...]

    def find(self, *, prompt: str, label: str, segment: int | None, payload: str, asked: int) -> Entry | None:
        """The entry that answers a question; depends on the question alone, never on who asked before."""
        for entry in self.entries:
            if entry.when is not None and entry.when.fits(
                prompt=prompt, label=label, segment=segment, payload=payload, asked=asked
            ):
                return entry
        line = [entry for entry in self.entries if entry.when is None]
        return line[segment] if segment is not None and segment < len(line) else None


def read_fake_script(data: bytes, path: Path) -> FakeScript:
    """Read and check scripted answers.

    Raises:
        ConfigError: If they are not what this module's docstring tells; names the line or entry.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _bad("it is not UTF-8 text", str(path)) from error
    entries = tuple(_entry(value, where) for value, where in _values(text, path))
    if not entries:
        raise _bad("it holds no answers", str(path))
    return FakeScript(entries)


def _values(text: str, path: Path) -> Iterator[tuple[object, str]]:
    """Each entry's JSON, and how to tell a reader which one it is."""
    whole = _json(text, str(path)) if text.lstrip().startswith("[") else _object(text)
    if whole is not None:
        for number, value in enumerate(whole, start=1):
            yield value, f"{path}, entry {number}"
        return
    # Not splitlines(): JSON may hold other separators, such as U+2028, within a text.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            yield _json(line, f"{path}, line {number}"), f"{path}, line {number}"


def _object(text: str) -> list[Any] | None:
    """A file that is one object, perhaps over several lines."""
    try:
        return [json.loads(text)]
    except (ValueError, RecursionError):
        return None


def _json(text: str, where: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _bad(f"it is not JSON: {error}", where) from error


def _entry(value: object, where: str) -> Entry:
    if not isinstance(value, dict):
        raise _bad("an entry must be an object", where)
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError) as error:
        raise _bad("it holds half a surrogate pair, or is nested too deeply", where) from error
    try:
        return Entry.model_validate(value)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in problem["loc"]) or "the entry"
        raise _bad(f"{field}: {problem['msg']}", where) from error


def _bad(what: str, where: str) -> ConfigError:
    step = 'Write an object a line, such as {"when": {"segment": 0}, "answer": {...}}.'
    return ConfigError(f"the scripted answers cannot be used: {what}", where=where, next_step=step)
