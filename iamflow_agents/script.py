"""What the user gives: a title, a style, an optional cast, and segments in order."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from iamflow_agents.records import Kind, Slot

DEFAULT_SEGMENT_S = 5.0


class Segment(BaseModel):
    """One prompt and how long it plays; the unit the graph loops over."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    prompt: str
    duration_s: float = Field(default=DEFAULT_SEGMENT_S, gt=0, le=600)
    transition: Literal["auto", "cut", "soft"] = "auto"


class CastMember(BaseModel):
    """Somebody or something declared before the story begins; canon from segment 0."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Kind = Kind.PERSON
    aliases: tuple[str, ...] = ()
    description: str = ""
    """Free text ("a tall man with a grey beard"), read like a prompt."""
    attributes: dict[Slot, str] = Field(default_factory=dict)


class Script(BaseModel):
    """A story."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = "Untitled"
    style: str = ""
    cast: tuple[CastMember, ...] = ()
    segments: tuple[Segment, ...]
