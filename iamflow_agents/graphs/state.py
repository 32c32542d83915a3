"""What the graph remembers between supersteps: a handful of numbers.

Everything else (readings, registry, plans, takes, verdicts) is in the database or the artifact store, so that a
checkpoint stays the same small size however long the story is. Plain types only: checkpoints need no custom classes.
"""

from __future__ import annotations

from typing import Literal

from typing_extensions import TypedDict

from iamflow_agents.reviews import Point


class TakeId(TypedDict):
    """Which take of which segment; also the payload of the two parallel nodes."""

    segment: int
    take: int


class Judged(TypedDict):
    """What verification decided about a take."""

    segment: int
    take: int
    retake: bool
    chosen: int
    """Number of the segment's best take so far."""


class Asked(TypedDict):
    """What a person is asked (`reviews.ReviewQuestion` is built from it)."""

    point: Point
    segment: int | None
    take: int | None
    must_decide: bool
    reason: str
    refused: str
    """Why the last answer was not taken."""


class StoryState(TypedDict, total=False):
    """State of one job."""

    n_segments: int
    cursor: int
    """Segment that is generated next; equals `n_segments` when none is left."""
    pending: TakeId | None
    """The take that has been generated and not been verified."""
    generated: TakeId | None
    """Written by `generate_segment` in the superstep that just ended."""
    judged: Judged | None
    """Written by `verify_segment` in the superstep that just ended."""
    repair: TakeId | None
    """The rejected take, while `repair_attributes` prepares the next one."""
    repaired: bool
    """Whether the pending take replaces a rejected one: it is judged before anything is built on it."""
    first: int
    """Number of the first take of the segment at the cursor; more than 1 when it was in the film before."""
    asked: Asked | None
    """What a person is to decide before the story goes on."""
    looked: int
    """The last segment that `until` named and that was looked at."""
    remake: bool
    """Whether later segments may be in the film already, to be passed over."""


VerifyMode = Literal["overlap", "wait", "off"]
