"""Gold annotations and predictions as checked records, from the plain data of one line each.

A line that lacks something the figures need is refused with its place; what the figures do not need is not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from iamflow_agents.errors import ScriptError
from iamflow_agents.records import CHARACTER_KINDS

ScriptId = int | str
Label = int | str
"""How a file calls a place or an identity."""
_CHARACTERS = frozenset(kind.value for kind in CHARACTER_KINDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldIdentity:
    """Somebody or something, as a careful reader sees it."""

    is_character: bool
    present: frozenset[int]
    """Segments it is in, from 0."""
    phrases: tuple[str, ...]
    """Its label and every mention."""
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldScript:
    """A script's identities and the place of each segment."""

    identities: tuple[GoldIdentity, ...]
    places: tuple[Label, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedIdentity:
    """Somebody or something that was found."""

    id: str
    is_character: bool
    phrases: tuple[str, ...]
    """Its name and aliases."""
    attributes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedSegment:
    """What was found in one segment: its place, and who is in it under which words."""

    index: int
    place: Label | None
    entities: tuple[tuple[str, str], ...]
    """Identity and mention."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedScript:
    """All that was found in a script; empty for one that is missing from the file."""

    identities: tuple[PredictedIdentity, ...] = ()
    segments: tuple[PredictedSegment, ...] = ()


class LineReader:
    """Takes checked values out of one line's data.

    Args:
        where: File and line, for messages.
        remedy: What the reader of a message should do.
    """

    def __init__(self, where: str, remedy: str) -> None:
        self.where, self.remedy = where, remedy

    def mapping(self, value: Any, what: str) -> Mapping[str, Any]:
        """A JSON object."""
        if not isinstance(value, dict):
            raise self.error(f"{what} is no JSON object")
        return value

    def items(self, holder: Mapping[str, Any], key: str, what: str, *, needed: bool = True) -> list[Any]:
        """A list under a key; an empty one if it may be missing and is."""
        value = holder.get(key)
        if value is None and not needed:
            return []
        if not isinstance(value, list):
            raise self.error(f"{what} has no list `{key}`")
        return value

    def text(self, value: Any, what: str) -> str:
        """A string."""
        if not isinstance(value, str):
            raise self.error(f"{what} is no text")
        return value

    def label(self, value: Any, what: str) -> Label:
        """A string or a whole number."""
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.error(f"{what} is neither text nor a whole number")
        return value

    def segment(self, value: Any, what: str) -> int:
        """A segment's number."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.error(f"{what} is no segment number (a whole number, from 0)")
        return value

    def error(self, what: str) -> ScriptError:
        """The error for this line."""
        return ScriptError(what, where=self.where, next_step=self.remedy)


def read_gold_line(data: Any, where: str) -> GoldScript:
    """Check one line of gold.

    Raises:
        ScriptError: If it lacks anything.
    """
    remedy = (
        'A gold line is {"script", "identities": [{"kind", "label", "present", "mentions", "attributes"}], "places"}.'
    )
    reader = LineReader(where, remedy)
    line = reader.mapping(data, "the line")
    identities = tuple(
        _gold_identity(reader, reader.mapping(row, f"identity {at}"), f"identity {at}")
        for at, row in enumerate(reader.items(line, "identities", "the line"), start=1)
    )
    places = tuple(reader.label(place, "a place") for place in reader.items(line, "places", "the line"))
    return GoldScript(identities=identities, places=places)


def _gold_identity(reader: LineReader, row: Mapping[str, Any], what: str) -> GoldIdentity:
    kind = reader.text(row.get("kind"), f"the `kind` of {what}")
    mentions = reader.mapping(row.get("mentions"), f"`mentions` of {what}")
    phrases = [reader.text(row.get("label"), f"the `label` of {what}")]
    for segment in mentions:
        phrases += [
            reader.text(m, f"a mention of {what}") for m in reader.items(mentions, segment, f"{what}'s mentions")
        ]
    return GoldIdentity(
        is_character=kind in _CHARACTERS,
        present=frozenset(
            reader.segment(at, f"an entry of `present` of {what}") for at in reader.items(row, "present", what)
        ),
        phrases=tuple(phrases),
        attributes=tuple(reader.text(a, f"an attribute of {what}") for a in reader.items(row, "attributes", what)),
    )


def read_predicted_line(data: Any, where: str) -> PredictedScript:
    """Check one line of predictions, as `iamflow extract --format jsonl` writes them.

    Raises:
        ScriptError: If it lacks anything.
    """
    reader = LineReader(where, "Write predictions with `iamflow extract SCRIPTS --format jsonl`.")
    line = reader.mapping(data, "the line")
    identities = tuple(
        _predicted_identity(reader, reader.mapping(row, f"identity {at}"), f"identity {at}")
        for at, row in enumerate(reader.items(line, "identities", "the line"), start=1)
    )
    segments = tuple(
        _predicted_segment(reader, reader.mapping(row, f"segment entry {at}"), f"segment entry {at}")
        for at, row in enumerate(reader.items(line, "segments", "the line"), start=1)
    )
    return PredictedScript(identities=identities, segments=segments)


def _predicted_identity(reader: LineReader, row: Mapping[str, Any], what: str) -> PredictedIdentity:
    phrases = [reader.text(row.get("name") or "", f"the `name` of {what}")]
    phrases += [reader.text(a, f"an alias of {what}") for a in reader.items(row, "aliases", what, needed=False)]
    values = [
        reader.text(a.get("value") if isinstance(a, dict) else a, f"the value of an attribute of {what}")
        for a in reader.items(row, "attributes", what, needed=False)
    ]
    return PredictedIdentity(
        id=str(reader.label(row.get("id"), f"the `id` of {what}")),
        is_character=reader.text(row.get("kind", "person") or "", f"the `kind` of {what}") in _CHARACTERS,
        phrases=tuple(phrases),
        attributes=tuple(values),
    )


def _predicted_segment(reader: LineReader, row: Mapping[str, Any], what: str) -> PredictedSegment:
    entities = []
    for entry in reader.items(row, "entities", what):
        entity = reader.mapping(entry, f"an entity of {what}")
        mention = reader.text(entity.get("mention") or "", f"a mention of {what}")
        entities.append((str(reader.label(entity.get("id"), f"an entity's `id` of {what}")), mention))
    place = row.get("place")
    return PredictedSegment(
        index=reader.segment(row.get("index"), f"the `index` of {what}"),
        place=None if place is None else reader.label(place, f"the `place` of {what}"),
        entities=tuple(entities),
    )
