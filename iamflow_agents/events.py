"""What a running job tells: typed events, in the order things happen.

The graph emits them, `run_story(on_event=...)` and `stream_story` pass them on, the command line draws them. They
carry no frames and no prompts. Callbacks may be called from worker threads, one at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from iamflow_agents.result import StoryResult


@dataclass(frozen=True, slots=True, kw_only=True)
class JobStarted:
    """A job begins or goes on."""

    job_id: str
    n_segments: int
    n_frames: int
    """Pixel frames of the whole film."""
    resumed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeStarted:
    """A node of the graph begins."""

    node: str
    segment_index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeFinished:
    """A node of the graph is done."""

    node: str
    segment_index: int | None
    elapsed_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FramesDone:
    """A block of frames of a take is finished."""

    segment_index: int
    take_number: int
    frames_done: int
    frames_total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameScored:
    """A frame was rated beside the generator; perhaps long after its take was finished."""

    segment_index: int
    take_number: int
    frame_index: int
    scorer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFinished:
    """A take lies in the artifact store."""

    segment_index: int
    take_number: int
    input_hash: str
    """Digest of the request it was made from."""
    reused: bool
    """True when the same take had been made before and was found by its hash."""
    render_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeJudged:
    """The verifier has looked at a take."""

    segment_index: int
    take_number: int
    action: str
    """`accept`, `accept_with_note` or `retake`."""
    score: float
    n_problems: int
    judge: str = ""
    """Who looked at it."""
    n_unknown: int = 0
    """Verdicts that nobody could give."""
    judge_calls: int = 0
    """How often a model was called for it; 0 where no model judges, or its answers were kept from before."""
    judge_failed: int = 0
    """Questions about it that a model failed to answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewAsked:
    """The job asks a person, or is told the answer."""

    segment_index: int | None
    point: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryGrown:
    """Segments were added while the job runs."""

    n_segments: int
    """Of the whole story now."""
    n_frames: int
    """Pixel frames of the whole film now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFinished:
    """The film is there."""

    result: StoryResult
    elapsed_s: float


StoryEvent = (
    JobStarted
    | NodeStarted
    | NodeFinished
    | FramesDone
    | FrameScored
    | TakeFinished
    | TakeJudged
    | ReviewAsked
    | StoryGrown
    | JobFinished
)
OnEvent = Callable[[StoryEvent], None]
