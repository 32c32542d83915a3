"""What the user gives: a title, a style, an optional cast, and segments in order.

The models hold every rule about a single value (`script_text` has those about words), so that a script built in
Python is held to the same bounds as one read from a file. Reading files is `script_reader`'s part.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from iamflow_agents.codec import encode, to_plain
from iamflow_agents.records import Kind, Slot
from iamflow_agents.script_text import (
    MAX_LINE_CHARS,
    MAX_STYLE_CHARS,
    check_present,
    check_prompt,
    clean_text,
)

DEFAULT_SEGMENT_S = 5.0
MAX_SEGMENT_S = 600.0
MAX_SEGMENTS = 10_000
MAX_CAST = 500
MAX_PICTURES = 20
DEFAULT_TITLE = "Untitled"

_Text = Annotated[str, Field(strict=True), BeforeValidator(clean_text)]
Prompt = Annotated[_Text, AfterValidator(check_prompt)]
Line = Annotated[_Text, Field(max_length=MAX_LINE_CHARS)]
"""A short text that may be empty."""
Name = Annotated[Line, AfterValidator(check_present)]
Seconds = Annotated[float, Field(strict=True, gt=0, le=MAX_SEGMENT_S, allow_inf_nan=False)]
"""Strict: neither `true` nor the text "5" is a duration."""


class Segment(BaseModel):
    """One prompt and how long it plays; the unit the graph loops over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: Prompt
    duration_s: Seconds = DEFAULT_SEGMENT_S
    transition: Literal["auto", "cut", "soft", "recache"] = "auto"


class Picture(BaseModel):
    """A picture of a cast member, beside the script."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Name
    """Relative to the script's folder."""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    """Of its content; known once the picture was read."""


class CastLook(BaseModel):
    """One attribute of a cast member, where a slot holds more than one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slot: Slot
    value: Name


def _as_picture(given: object) -> object:
    """A bare path is a picture, too."""
    return {"path": given} if isinstance(given, str) else given


class CastMember(BaseModel):
    """Somebody or something declared before the story begins; canon from segment 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    kind: Kind = Kind.PERSON
    aliases: tuple[Name, ...] = ()
    description: Annotated[_Text, Field(max_length=MAX_STYLE_CHARS)] = ""
    """Free text ("a tall man with a grey beard"), read like a prompt."""
    attributes: dict[Slot, Name] = Field(default_factory=dict)
    looks: tuple[CastLook, ...] = ()
    """More attributes; a slot may stand more than once."""
    gender: Literal["female", "male", "neutral", "unknown"] = "unknown"
    pictures: Annotated[
        tuple[Annotated[Picture, BeforeValidator(_as_picture)], ...], Field(max_length=MAX_PICTURES)
    ] = ()
    """What it looks like, for generators that remember pictures."""
    from_library: Annotated[_Text, Field(max_length=MAX_LINE_CHARS)] = ""
    """Name of somebody in the library, whose looks and pictures it has."""

    def all_looks(self) -> tuple[tuple[Slot, str], ...]:
        """Everything declared of it, slot by slot."""
        return (*self.attributes.items(), *((look.slot, look.value) for look in self.looks))


class Script(BaseModel):
    """A story."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Line = DEFAULT_TITLE
    style: Annotated[_Text, Field(max_length=MAX_STYLE_CHARS)] = ""
    cast: Annotated[tuple[CastMember, ...], Field(max_length=MAX_CAST)] = ()
    segments: Annotated[tuple[Segment, ...], Field(min_length=1, max_length=MAX_SEGMENTS)]
    folder: str = Field(default="", exclude=True, repr=False)
    """Where the cast's pictures are found; not part of the story."""

    @field_validator("title")
    @classmethod
    def _name_untitled(cls, title: str) -> str:
        """An empty title is no title."""
        return title or DEFAULT_TITLE

    @field_validator("cast")
    @classmethod
    def _refuse_twins(cls, cast: tuple[CastMember, ...]) -> tuple[CastMember, ...]:
        """Two cast members of one name could not be told apart in the prompts."""
        seen: set[str] = set()
        for member in cast:
            if member.name.casefold() in seen:
                raise PydanticCustomError("twins", "declares {name} twice", {"name": repr(member.name)})
            seen.add(member.name.casefold())
        return cast


_NEWER: dict[str, object] = {"looks": [], "gender": "unknown", "pictures": [], "from_library": ""}
"""Fields of a cast member that were not always there, as they are when nothing is said."""


def script_hash(script: Script) -> str:
    """Name a script by its content: the sha256 hex digest of its canonical JSON."""
    plain = to_plain(script)
    for member in plain["cast"]:
        # Left out where they say nothing, so that scripts of earlier releases keep the names they had.
        for name in _NEWER:
            if member[name] == _NEWER[name]:
                del member[name]
    return hashlib.sha256(encode(plain).encode()).hexdigest()
