"""What the graph remembers between supersteps: a handful of numbers.

Everything else (readings, registry, plans, takes, verdicts) is in the database or the artifact store, so that a
checkpoint stays the same small size however long the story is. Plain types only: checkpoints need no custom classes.
"""

from __future__ import annotations

from typing import Literal, TypedDict


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


VerifyMode = Literal["overlap", "wait", "off"]
