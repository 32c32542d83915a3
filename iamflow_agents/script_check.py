"""From plain data to a script: the forms people write, brought into one, checked, and errors said in their terms.

A document may be a mapping with `segments` or `prompts`, or just a list; a segment may be a text or a mapping.
Everything becomes the models of `script`, which hold the rules; what they refuse is reported with the line and
the field as the user wrote it, the first problem in full and the others by field.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from iamflow_agents.errors import ScriptError
from iamflow_agents.records import Kind, Slot
from iamflow_agents.script import DEFAULT_SEGMENT_S, MAX_SEGMENT_S, MAX_SEGMENTS, Script
from iamflow_agents.script_document import Document, Path, field_name, show

MAX_SCRIPT_NUMBER = 2**53

_TOP_KEYS = ("title", "style", "cast", "segments", "prompts", "segment_s", "script")
_SEGMENT_KEYS = ("prompt", "duration_s", "duration", "transition")
_CAST_KEYS = (
    "name", "kind", "aliases", "description", "attributes", "looks", "gender", "pictures", "from_library",
)  # fmt: skip
_OTHER_WORDS = {
    "text": "prompt", "description": "prompt", "caption": "prompt", "seconds": "duration_s", "length": "duration_s",
    "time": "duration_s", "scenes": "segments", "shots": "segments", "story": "segments", "characters": "cast",
    "name": "title", "actors": "cast", "look": "style", "duration_s": "segment_s", "type": "kind", "alias": "aliases",
    "image": "pictures", "images": "pictures",
    "picture": "pictures", "library": "from_library", "sex": "gender",
}  # fmt: skip
"""What people write for a key that a spelling check would not find."""
_SHOWN_OTHERS = 3


class _Forms:
    """One document on its way into the models; keeps which path of the user's each path of the models came from."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.origins: dict[Path, Path] = {}

    def story(self) -> dict[str, Any]:
        """Bring the whole document into the form of `Script`."""
        data = self.document.data
        if isinstance(data, list):
            data, key = {"segments": data}, None
        elif isinstance(data, dict):
            self._check_keys(data, _TOP_KEYS, ())
            key = self._segments_key(data)
        else:
            what = "is empty" if data is None or data == "" else f"is not a story but {show(data)}"
            raise self.document.error(what, next_step="Write a `segments:` list with one prompt an item.")
        default_s = self._default_s(data)
        base: Path = () if key is None else (key,)
        story = {name: data[name] for name in ("title", "style", "cast") if name in data}
        for index, member in enumerate(_items(story.get("cast"))):
            if isinstance(member, dict):
                self._check_keys(member, _CAST_KEYS, ("cast", index))
                if "name" not in member and isinstance(member.get("from_library"), str):
                    story["cast"] = [
                        *story["cast"][:index],
                        member | {"name": member["from_library"]},
                        *story["cast"][index + 1 :],
                    ]
        items = self._segment_items(data[key or "segments"], base)
        story["segments"] = [self._segment(item, i, (*base, i), default_s) for i, item in enumerate(items)]
        return story

    def _segments_key(self, data: dict[str, Any]) -> str:
        if "segments" in data and "prompts" in data:
            raise self.document.error("has both `segments` and `prompts`", at=("prompts",), next_step="Keep one.")
        key = "segments" if "segments" in data else "prompts"
        if key not in data:
            raise self.document.error("has no segments", next_step="Add a `segments:` list with one prompt an item.")
        return key

    def _default_s(self, data: dict[str, Any]) -> Any:
        """Seconds of the segments that do not say; checked where a model would not see it."""
        if "segment_s" not in data:
            return DEFAULT_SEGMENT_S
        value = data["segment_s"]
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not is_number or not 0 < value <= MAX_SEGMENT_S:  # NaN fails both comparisons
            raise self.document.error(_bad_seconds(value), path=("segment_s",), next_step=_SECONDS_STEP)
        return float(value)

    def _segment_items(self, items: Any, path: Path) -> list[Any]:
        if not isinstance(items, (list, tuple)):
            raise self.document.error(
                f"must be a list, not {show(items)}", path=path, next_step="Begin each prompt with `- `."
            )
        if not items:
            raise self.document.error("holds no segment", path=path, next_step="Write at least one prompt.")
        if len(items) > MAX_SEGMENTS:
            what = f"holds {len(items):,} segments; the limit is {MAX_SEGMENTS:,}"
            raise self.document.error(what, path=path, next_step="Split the story into several scripts.")
        return list(items)

    def _segment(self, item: Any, index: int, path: Path, default_s: Any) -> Any:
        """Bring one segment into the form of `Segment`."""
        target: Path = ("segments", index)
        self.origins[target] = path
        if not isinstance(item, dict):
            self.origins[(*target, "prompt")] = path
            return {"prompt": item, "duration_s": default_s}
        self._check_keys(item, _SEGMENT_KEYS, path)
        if "duration" in item and "duration_s" in item:
            raise self.document.error(
                "has both `duration` and `duration_s`", path=path, at=(*path, "duration"), next_step="Keep one."
            )
        segment = {name: item[name] for name in ("prompt", "transition") if name in item}
        written = "duration" if "duration" in item else "duration_s"
        segment["duration_s"] = item.get(written, default_s)
        self.origins[(*target, "duration_s")] = (*path, written)
        return segment

    def _check_keys(self, mapping: dict[str, Any], known: Sequence[str], path: Path) -> None:
        """Refuse keys nobody knows, with the nearest that is known."""
        unknown = next((key for key in mapping if key not in known), None)
        if unknown is None:
            return
        if len(mapping) == 1 and " " in unknown and known is _SEGMENT_KEYS:
            step = 'Put a prompt with a colon in quotes, as in "She says: come in".'
        else:
            step = _suggest(unknown, known)
        what = f"has an unknown key {show(unknown)}"
        raise self.document.error(what, path=path, at=(*path, unknown), next_step=step)

    def origin(self, path: Path) -> Path:
        """The user's path for a path of the models."""
        for size in range(len(path), 0, -1):
            if path[:size] in self.origins:
                return self.origins[path[:size]] + path[size:]
        return path


def _items(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else []


def build_script(document: Document) -> Script:
    """Check a document and make the script it tells.

    Raises:
        ScriptError: If anything in it is wrong; names file, line and field.
    """
    forms = _Forms(document)
    story = forms.story()
    try:
        return Script.model_validate(story)
    except ValidationError as error:
        raise _explain(error, forms) from None


def script_number(document: Document) -> int | None:
    """The number a `.jsonl` line gives itself (`"script": 15`), or None.

    Raises:
        ScriptError: If it is not a whole number from 0.
    """
    if not isinstance(document.data, dict) or "script" not in document.data:
        return None
    number = document.data["script"]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= MAX_SCRIPT_NUMBER:
        what = f"must be a whole number from 0, not {show(number)}"
        raise document.error(what, path=("script",), next_step="Number the scripts 0, 1, 2, ...")
    return number


def _explain(error: ValidationError, forms: _Forms) -> ScriptError:
    """Say the first problem in full and name the fields of the others."""
    found = error.errors(include_url=False)
    # a list whose items are all wrong is also reported as too short
    problems = [p for p in found if p["type"] != "too_short"] or found
    first = problems[0]
    others = [field_name(forms.origin(_path_of(p))) for p in problems[1 : 1 + _SHOWN_OTHERS]]
    what, step = _phrase(first)
    if others:
        more = len(problems) - 1 - len(others)
        step += f" Also wrong: {', '.join(others)}" + (f" and {more:,} more." if more else ".")
    path = forms.origin(_path_of(first))
    if first["type"] == "missing":
        path = path[:-1]
    return forms.document.error(what, path=path, next_step=step)


def _path_of(problem: Any) -> Path:
    """Where a problem is; pydantic marks a mapping's bad key with a step of its own."""
    return tuple(part for part in problem["loc"] if part != "[key]")


_SECONDS_STEP = f"Write seconds as a number, more than 0 and at most {MAX_SEGMENT_S:.0f}, such as 5 or 2.5."
_STEPS = {
    "control_character": "Remove it; if it is everywhere, save the file as UTF-8 text.",
    "half_character": "Write the whole character, or remove it.",
    "blank": "Write what is to be seen or said there, or remove the entry.",
    "prompt_too_long": "Split it into several segments.",
    "twins": "Join the two entries, or give them different names.",
}


def _bad_seconds(value: Any) -> str:
    return f"must be a number of seconds, not {show(value)}"


def _phrase(problem: Any) -> tuple[str, str]:
    """What is wrong with one value, and what to do."""
    kind, value = problem["type"], problem["input"]
    field = str(problem["loc"][-1]) if problem["loc"] else ""
    if field == "duration_s":
        return _bad_seconds(value), _SECONDS_STEP
    if kind == "missing":
        return f"has no `{field}`", f"Add `{field}:` with its text."
    if kind == "string_type":
        step = "Put it in quotes." if isinstance(value, (bool, int, float)) else "Write a text there."
        return f"must be text, not {show(value)}", step
    if kind in {"enum", "literal_error"}:
        return _unknown_choice(field, value)
    if kind == "too_long" and isinstance(value, str):
        context = problem["ctx"]
        return f"has {context['actual_length']:,} characters; the limit is {context['max_length']:,}", "Shorten it."
    if kind == "too_long":
        return f"holds more than {problem['ctx']['max_length']:,} entries", "Leave some of them out."
    if kind == "tuple_type":
        return f"must be a list, not {show(value)}", "Write a list: one entry a line, each after `- `."
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        return f"must be a mapping, not {show(value)}", "Write `key: value` lines there."
    return str(problem["msg"]), _STEPS.get(kind, "Correct it there.")


def _unknown_choice(field: str, value: Any) -> tuple[str, str]:
    """A word that is none of those allowed."""
    if field == "kind":
        choices = [kind.value for kind in Kind]
    elif field == "transition":
        choices = ["auto", "cut", "soft", "recache"]
    else:
        choices = [slot.value for slot in Slot]
    return f"does not know {show(value)}", _suggest(str(value), choices)


def _suggest(word: str, known: Sequence[str]) -> str:
    """Point at the nearest known word, or list them all."""
    near = difflib.get_close_matches(word[:80].casefold().strip(), known, n=1, cutoff=0.6)
    other = _OTHER_WORDS.get(word.casefold().strip())
    if near:
        return f"Did you mean `{near[0]}`?"
    if other in known:
        return f"Did you mean `{other}`?"
    return f"Use one of: {', '.join(known)}."
