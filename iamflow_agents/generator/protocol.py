"""The port every video generator implements.

Order of calls: `generator.open(job)` gives a session; `session.generate(request, ...)` any number of times;
`session.close()`. Blocks of frames are announced as they are finished; a cancel flag is looked at between frames
or denoising steps, never later than a second. Generators know the vocabulary (`records`, `errors`) and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable

from iamflow_agents.records import TransitionKind
from iamflow_agents.takes import FrameLayout, SegmentRequest, TakeFiles


class CancelFlag(Protocol):
    """Anything that can say "stop now"; `threading.Event` is one."""

    def is_set(self) -> bool:
        """Tell whether work should stop."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a generator can do and needs."""

    max_prompt_tokens: int | None
    """None when there is no limit."""
    count_tokens: Callable[[str], int] | None = None
    """Counts as the limit does, the end mark included; None counts words."""
    memory: str
    """`none`, `latents` or `images`: what it does with memory frames."""
    memory_frames: int | None = None
    """Memory frames it can show a segment at most; None when there is no limit of its own."""
    memory_overlap: int = 0
    """Frames that it may see anyway when a segment begins; so many more are offered, and it leaves those out."""
    memory_by_text: bool = False
    """Whether it chooses memory by the segment's words, which only it can compare: all there is is then offered."""
    soft_transitions: bool
    """Whether it can blend from the segment before."""
    recaches: bool = False
    """Whether it can read the last frames again under a new prompt; only then is it asked to."""
    needs_gpu: bool
    vram_gib: float
    """Estimate for the default size."""
    reports_layout: bool
    min_side: int = 16
    side_multiple: int = 2
    note: str = ""
    """What everybody who sees a film of this generator should know; one sentence, usually empty."""

    @property
    def transitions(self) -> tuple[TransitionKind, ...]:
        """The ways in which a segment can begin."""
        goes_on = {TransitionKind.SOFT: self.soft_transitions, TransitionKind.RECACHE: self.recaches}
        return (TransitionKind.CUT, *(kind for kind, able in goes_on.items() if able))


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratorJob:
    """What stays the same for all segments of a job."""

    job_id: str
    width: int
    height: int
    fps: int
    seed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeyframe:
    """A frame of a block that will be one of its take's keyframes, so that memory may choose it."""

    frame_index: int
    picture: Callable[[], bytes]
    """Makes its PNG, byte for byte the take's keyframe; at any time, from any thread."""
    layout: FrameLayout | None = None
    """Where everybody is in it, where the generator knows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockProgress:
    """Frames of a take that are finished."""

    segment_index: int
    frames_done: int
    frames_total: int
    preview: Callable[[], bytes] | None = None
    """Makes a PNG of the newest frame; only within the call that brought it, and only if somebody wants to look."""
    keyframes: tuple[NewKeyframe, ...] = ()
    """The take's keyframes among the frames since the last call; empty for a generator that chooses them in the end."""


OnBlock = Callable[[BlockProgress], None]


class Session(Protocol):
    """One job's use of a generator."""

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take; the same request gives the same bytes.

        Args:
            request: What to show.
            out_dir: An existing empty folder; all files are written into it.
            on_block: Called after each finished block of frames.
            cancel: Looked at often.

        Returns:
            Names of the files written, relative to `out_dir`.

        Raises:
            StoppedError: If `cancel` was set; what is in `out_dir` is then worthless.
            GeneratorError: If the take cannot be made.
        """
        ...

    def snapshot(self) -> bytes:
        """State that `restore` needs to go on in another process; empty for a stateless generator."""
        ...

    def restore(self, state: bytes) -> None:
        """Go on from a snapshot."""
        ...

    def close(self) -> None:
        """Free everything; safe to call twice."""
        ...


@runtime_checkable
class PreparesPrompts(Protocol):
    """A session that gains from knowing prompts beforehand; others just lack this method."""

    def prepare(self, prompts: Sequence[str], *, cancel: CancelFlag) -> None:
        """Get ready for prompts, all at once; changes no take.

        Args:
            prompts: `SegmentRequest.full_prompt` of requests that are likely to come. Others may come, too.
            cancel: Looked at now and then.

        Raises:
            StoppedError: If `cancel` was set; what is ready stays so.
            ConfigError: If something that is needed for it is not on this machine.
            GeneratorError: If it cannot be done.
        """
        ...


def prepare_prompts(session: Session, prompts: Callable[[], Sequence[str]], *, cancel: CancelFlag) -> None:
    """Tell a session of prompts to come; where it does not care, they are not even looked for.

    Args:
        session: Any.
        prompts: Gives the prompts.
        cancel: Passed on.
    """
    if isinstance(session, PreparesPrompts):
        session.prepare(prompts(), cancel=cancel)


class VideoGenerator(Protocol):
    """A way to turn segment requests into video files."""

    @property
    def name(self) -> str:
        """Name and version, part of every take's digest (for example `storyboard/1`)."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do and needs."""
        ...

    def open(self, job: GeneratorJob) -> Session:
        """Begin a job.

        Raises:
            ConfigError: If the size, frame rate or machine does not fit.
        """
        ...
