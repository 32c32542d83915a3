"""Finds the JSON object in what a model said and turns it into an object of the asked shape, or says what is wrong.

Models think aloud, fence, chat around their answer, repeat it or stop in the middle. What is around an object is
ignored; an object itself is never mended: whatever was cut off or is no JSON is told as a problem, since a guess at
what a model meant could become a wrong identity. Asking again is `asking`'s business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from iamflow_agents.errors import FailureKind

T = TypeVar("T", bound=BaseModel)

_SHOWN_PROBLEMS = 6
_SHOWN_CHARS = 300
_THOUGHT = re.compile(r"<(think|thinking|thought|reasoning)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_THOUGHT_LEFT_OPEN = re.compile(r"<(?:think|thinking|thought|reasoning)>.*\Z", re.DOTALL | re.IGNORECASE)
_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_OPENING = re.compile(r"[{\[]")
_MARK = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_CLOSERS = {"{": "}", "[": "]"}
_OPEN_BRACKETS = 50
"""Brackets in a sentence that may stay open; a text with more is noise, and reading it would take for ever."""
_WRAPPERS = ("arguments", "parameters", "input")
"""Where small models put the answer when they write a function call as text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a completion is no answer."""

    kind: FailureKind
    text: str
    """A phrase for the model and the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Generic[T]):
    """An answer of the right shape that passed its check, and what was taken away around it."""

    value: T
    mended: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """JSON values that stand in a text, and what was seen on the way."""

    values: tuple[Any, ...]
    broken: str
    """Why something that looked like an object is none; empty if nothing did."""
    cut_off: str
    """The text from an object on that never ends; empty if there is none."""
    has_more: bool
    """Whether there is text beside the values."""


class _RepeatedKeyError(ValueError):
    """An object gives one key two values."""


def read_answer(text: str, schema: type[T], check: Callable[[T], Sequence[str]]) -> Read[T] | Problem:
    """Read a completion.

    Args:
        text: What the model said.
        schema: The shape that was asked for. Types are strict; fields it does not know are ignored unless it forbids
            them.
        check: Says what is wrong with an answer of the right shape.

    Returns:
        The answer, or what is wrong with the completion.
    """
    mended: list[str] = []
    text = text.lstrip("\ufeff").strip()
    spoken = _without_thoughts(text)
    if spoken != text:
        mended.append("thoughts left out")
    if not spoken:
        return Problem(kind="empty", text="the answer is empty")
    found = _find(spoken)
    if found.cut_off and not _repeats(found):
        return Problem(kind="malformed", text="the JSON stops before its end")
    objects = _distinct([thing for value in found.values for thing in _objects(value)])
    if not objects:
        why = found.broken or ("no object" if found.values else "there is no JSON in it")
        return Problem(kind="malformed", text=f"the answer is not a JSON object: {why}")
    if found.has_more or found.broken or found.cut_off or list(found.values) != objects:
        mended.append("what is around the object left out")
    return _choose(objects, schema, check, mended)


def _choose(
    objects: Sequence[dict[str, Any]], schema: type[T], check: Callable[[T], Sequence[str]], mended: Sequence[str]
) -> Read[T] | Problem:
    """The one object that fits; several that fit and differ are no answer."""
    problems: list[Problem] = []
    fitting: list[T] = []
    for thing in objects:
        read = _shaped(thing, schema)
        if isinstance(read, Problem):
            problems.append(read)
            continue
        wrong = [str(sentence) for sentence in check(read)]
        if wrong:
            problems.append(Problem(kind="failed_check", text="; ".join(wrong[:_SHOWN_PROBLEMS])))
        elif read not in fitting:
            fitting.append(read)
    if len(fitting) > 1:
        return Problem(kind="malformed", text=f"it gives {len(fitting)} different JSON objects instead of one")
    if fitting:
        others = ("other objects left out",) if len(objects) > 1 else ()
        return Read(value=fitting[0], mended=(*mended, *others))
    # A right shape is nearer to an answer than a wrong one, so its problem is the one worth telling.
    return next((problem for problem in problems if problem.kind == "failed_check"), problems[-1])


def _shaped(thing: dict[str, Any], schema: type[T]) -> T | Problem:
    """The object in the asked shape; an answer wrapped like a function call is unwrapped."""
    problem = Problem(kind="wrong_shape", text="")
    for candidate in (thing, *_unwrapped(thing, schema)):
        try:
            # Through JSON, whose strict mode takes a list for a tuple and a text for an enum, but no "5" for a 5.
            return schema.model_validate_json(json.dumps(candidate), strict=True)
        except ValidationError as error:
            problem = problem if problem.text else Problem(kind="wrong_shape", text=_explain(error))
    return problem


def _unwrapped(thing: dict[str, Any], schema: type[BaseModel]) -> list[dict[str, Any]]:
    """What stands inside `{"name": ..., "arguments": {...}}` or `{"Schema": {...}}`."""
    keys = [key for key in _WRAPPERS if key in thing and key not in schema.model_fields]
    if len(thing) == 1 and not set(thing) & set(schema.model_fields):
        keys += [key for key in thing if key not in keys]
    inner: list[dict[str, Any]] = []
    for key in keys:
        value = thing[key]
        if isinstance(value, str):
            value = next((decoded for decoded in _find(value).values if isinstance(decoded, dict)), None)
        if isinstance(value, dict):
            inner.append(value)
    return inner


def _explain(error: ValidationError) -> str:
    """The first few problems of a shape, without the values, which may be long."""
    problems = error.errors(include_url=False, include_input=False, include_context=False)
    told = [
        f"{'.'.join(str(part) for part in problem['loc']) or 'the object'}: {problem['msg']}" for problem in problems
    ]
    more = f"; and {len(told) - _SHOWN_PROBLEMS} more" if len(told) > _SHOWN_PROBLEMS else ""
    return ("; ".join(told[:_SHOWN_PROBLEMS]) + more)[:_SHOWN_CHARS]


def _without_thoughts(text: str) -> str:
    """The text without what a model thought aloud, also when it never stopped thinking or began before the answer."""
    if _is_json(text):
        return text
    spoken = _THOUGHT_LEFT_OPEN.sub("", _THOUGHT.sub("", text))
    # Some servers swallow the opening tag, so that only the closing one tells where the thoughts end.
    ends = [] if _is_json(spoken) else list(_THOUGHT_END.finditer(spoken))
    return (spoken[ends[-1].end() :] if ends else spoken).strip()


def _is_json(text: str) -> bool:
    """Whether a text is JSON as it stands, so that a tag in it is a value's and no thought's."""
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _find(text: str) -> _Found:
    """All JSON objects and lists at the top level of a text; never one from inside another that is broken."""
    text = _decoded_once(text)
    values: list[Any] = []
    broken, cut_off = "", ""
    outside: list[str] = []
    position, left_open = 0, 0
    while left_open < _OPEN_BRACKETS and (start := _OPENING.search(text, position)):
        outside.append(text[position : start.start()])
        end, is_whole = _closing(text, start.start())
        if not is_whole and _looks_like_json(text[start.start() :]):
            # From here on nobody can tell what stands inside what.
            position = len(text)
            cut_off = text[start.start() :] if end == len(text) else ""
            broken = broken if cut_off else "its brackets do not match"
        elif not is_whole:
            position, left_open = start.end(), left_open + 1
        else:
            position = end
            value, why = _loaded(text[start.start() : end])
            values += [] if why else [value]
            broken = (broken or why) if _looks_like_json(text[start.start() : end]) else broken
    outside.append(text[position:])
    beside = "".join(outside)
    return _Found(tuple(values), broken, cut_off, bool(re.sub(r"```\w*", "", beside).strip()) or "```" in beside)


def _closing(text: str, start: int) -> tuple[int, bool]:
    """Where the bracket at `start` is closed, one past it, and whether all brackets match.

    Brackets in strings do not count; one that is never closed ends with the text.
    """
    open_brackets: list[str] = []
    in_string = False
    for found in _MARK.finditer(text, start):
        mark = found.group()
        if mark == '"':
            in_string = not in_string
        elif in_string or mark[0] == "\\":
            continue
        elif mark in _CLOSERS:
            open_brackets.append(_CLOSERS[mark])
        elif mark != open_brackets.pop():
            return found.end(), False
        if not open_brackets:
            return found.end(), True
    return len(text), False


def _looks_like_json(region: str) -> bool:
    """Tell a broken object from a bracket in a sentence, such as `[1]` or `{name}`."""
    return bool(re.match(r"""[{]\s*(["'}]|\Z)|[\[]\s*[{]|[{]\s*\w+\s*:""", region))


def _loaded(region: str) -> tuple[Any, str]:
    """The value a text says, and why it says none; line breaks in strings are let pass."""
    try:
        return json.loads(region, strict=False, object_pairs_hook=_object, parse_constant=_refuse_constant), ""
    except (ValueError, RecursionError) as error:
        return None, _why(error)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; two values for one key would leave it to chance which one counts."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        if key in made and made[key] != value:
            raise _RepeatedKeyError(f"the key {key[:40]!r} stands in it twice")
        made[key] = value
    return made


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _why(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.pos}"
    return "it is nested too deeply" if isinstance(error, RecursionError) else str(error)


def _decoded_once(text: str) -> str:
    """The text, or what it says if it is a JSON string itself: some models encode twice."""
    if text.startswith('"'):
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            return text
        return inner.strip() if isinstance(inner, str) else text
    return text


def _objects(value: Any) -> list[dict[str, Any]]:
    """The objects a top-level value gives: itself, or those in a list of objects."""
    if isinstance(value, dict):
        return [value]
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return value
    return []


def _distinct(objects: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each object once, in order; JSON texts are compared, since Python takes True for 1."""
    return list({json.dumps(thing, sort_keys=True): thing for thing in objects}.values())


def _repeats(found: _Found) -> bool:
    """Whether what was cut off only begins to say the first object again, as models that cannot stop do."""
    if not found.values:
        return False
    said = re.sub(r"\s", "", json.dumps(found.values[0], ensure_ascii=False))
    return said.startswith(re.sub(r"\s", "", found.cut_off))
