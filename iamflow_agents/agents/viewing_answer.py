"""The one shape in which a judge answers what it sees in a take.

Flat rows without defaults, since strict servers refuse them and small models lose their way in nests. A server that
keeps to shapes is told which ids, numbers and frames there are; an answer that names others is still read, row by
row, so that one slip does not cost what was right beside it (`viewing_check`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, create_model

from iamflow_agents.agents.answer_fields import told, whole, word

State = Literal["on_screen", "missing", "duplicated", "swapped", "hidden"]
Seen = Literal["confirmed", "contradicted", "not_visible"]
Match = Literal["yes", "no", "unclear"]


class TraitSeen(BaseModel):
    """What is seen of one numbered look."""

    model_config = ConfigDict(extra="forbid")

    look: int = Field(description="number of the look")
    seen: Seen
    observed: str = Field(description="what is seen instead, a few words; empty unless contradicted")


class OpenSeen(BaseModel):
    """What is seen where nothing was said."""

    model_config = ConfigDict(extra="forbid")

    slot: str
    observed: str = Field(description="what is plainly seen, a few words")


class IdentitySeen(BaseModel):
    """What is seen of one identity."""

    model_config = ConfigDict(extra="forbid")

    id: str
    state: State
    count: int = Field(description="how many of it are in one frame, at most")
    swapped_with: str = Field(description="id of whoever stands there instead; empty unless swapped")
    frame: int = Field(description="number of the frame that shows it best; 0 for none")
    confidence: float = Field(description="0 to 1")
    looks: list[TraitSeen]
    also: list[OpenSeen]


class AbsentSeen(BaseModel):
    """Whether somebody who should be gone is seen."""

    model_config = ConfigDict(extra="forbid")

    id: str
    seen: bool
    frame: int = Field(description="number of a frame that shows it; 0 for none")
    confidence: float = Field(description="0 to 1")


class PlaceSeen(BaseModel):
    """Whether the place is the one that was asked for."""

    model_config = ConfigDict(extra="forbid")

    match: Match
    observed: str = Field(description="the place that is seen, a few words; empty if it matches")
    frame: int = Field(description="number of the frame that shows it best; 0 for none")
    confidence: float = Field(description="0 to 1")


class ViewAnswer(BaseModel):
    """What a judge saw in a take."""

    model_config = ConfigDict(extra="forbid")

    identities: list[IdentitySeen]
    gone: list[AbsentSeen]
    place: list[PlaceSeen] = Field(description="one row, or none if no place is asked about")


EMPTY = ViewAnswer(identities=[], gone=[], place=[])
"""What stands where no judge has answered: nothing was seen, and nothing is known."""


def answer_shape(
    *, ids: Sequence[str], gone: Sequence[str], known: Sequence[str], looks: int, slots: Sequence[str], frames: int
) -> type[ViewAnswer]:
    """The shape of an answer to one question, which says what may be named without refusing what else is.

    Args:
        ids: Identities that are asked about.
        gone: Those that should not be seen.
        known: Everybody who may have been swapped in.
        looks: The highest number of a look.
        slots: Slots about which nothing is said.
        frames: How many frames are shown.
    """
    frame = whole(range(frames + 1))
    trait: Any = create_model(
        "TraitSeen", __base__=TraitSeen, look=(whole(range(1, looks + 1)), told(TraitSeen, "look"))
    )
    opened: Any = create_model("OpenSeen", __base__=OpenSeen, slot=(word(slots), ...))
    person: Any = create_model(
        "IdentitySeen",
        __base__=IdentitySeen,
        id=(word(ids), ...),
        swapped_with=(word(["", *known]), told(IdentitySeen, "swapped_with")),
        frame=(frame, told(IdentitySeen, "frame")),
        looks=(list[trait], ...),
        also=(list[opened], ...),
    )
    absent: Any = create_model(
        "AbsentSeen", __base__=AbsentSeen, id=(word(gone), ...), frame=(frame, told(AbsentSeen, "frame"))
    )
    place: Any = create_model("PlaceSeen", __base__=PlaceSeen, frame=(frame, told(PlaceSeen, "frame")))
    return create_model(
        "ViewAnswer",
        __base__=ViewAnswer,
        identities=(list[person], ...),
        gone=(list[absent], ...),
        place=(list[place], told(ViewAnswer, "place")),
    )
