"""The records of what is made: requests, takes' files, layouts, memory frames and verdicts.

Boxes are `(left, top, right, bottom)` in pixels of the frame, right and bottom exclusive.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from iamflow_agents.codec import encode, to_plain
from iamflow_agents.records import (
    Action,
    Appearance,
    Camera,
    Holding,
    Setting,
    Slot,
    TransitionKind,
    VerdictKind,
)

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRef:
    """A stored file: its content hash is its name; the path is only where it lies today."""

    sha256: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transition:
    """How a segment begins."""

    kind: TransitionKind = TransitionKind.CUT
    window_frames: int = 0
    """Pixel frames over which the picture before gives way; 0 for a cut."""
    reason: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether nothing of the picture before is gone on from."""
        return self.kind is TransitionKind.CUT


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryFrame:
    """An archived frame, tagged with the identities seen or expected in it."""

    segment_index: int
    take_number: int
    frame_index: int
    keyframe: FileRef
    identities: tuple[str, ...]
    scores: tuple[float, ...] = ()
    """One score an identity, same order, 0..1: as its generator measured, in a request joined with `visual`."""
    visual: tuple[float | None, ...] = ()
    """What the verifier saw, one an identity, 0..1; None until it has looked. Empty if nobody looked, and in a
    request."""
    quarantined: bool = False
    place: str = ""
    latents: FileRef | None = None
    """What a generator with memory in latents left beside the keyframe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentRequest:
    """Everything a generator needs to make one take; its digest names the take's content."""

    segment_index: int
    take_number: int
    prompt: str
    """The user's words."""
    grounded_prompt: str
    """The user's words plus the canonical attributes they leave out."""
    seed: int
    duration_s: float
    width: int
    height: int
    fps: int
    setting: Setting
    style: str = ""
    camera: Camera = field(default_factory=Camera)
    cast: tuple[Appearance, ...] = ()
    """Everybody and every prop to be seen."""
    actions: tuple[Action, ...] = ()
    holdings: tuple[Holding, ...] = ()
    transition: Transition = field(default_factory=Transition)
    previous_frame: FileRef | None = None
    """Last frame of the previous segment's take (PNG), for soft transitions."""
    previous_state: FileRef | None = None
    """`TakeFiles.state` of the previous segment's take, cut or not, for generators that go on from there."""
    memory: tuple[MemoryFrame, ...] = ()
    memory_budget: int | None = None
    """Most frames of `memory` to show, where more are offered; None for all that the generator can show."""
    memory_per_identity: int | None = None
    """Most of these for the sake of one identity."""
    emphasis: tuple[str, ...] = ()
    """`identity/slot` pairs that an earlier take got wrong."""
    captions: bool = False

    @property
    def n_frames(self) -> int:
        """Pixel frames of the segment, at least one."""
        return max(1, round(self.duration_s * self.fps))

    @property
    def full_prompt(self) -> str:
        """The words that a generator encodes: the grounded prompt, then the film's style."""
        return f"{self.grounded_prompt} {self.style}".strip()

    def digest(self, generator: str) -> str:
        """Hash of all that decides the pixels.

        Where files lie on disk does not count, nor does the take's number: two takes with the same seed and
        words are the same take.

        Args:
            generator: Name and version of the generator.

        Returns:
            A sha256 hex digest.
        """
        text = encode(_without_paths(self))
        return hashlib.sha256(f"{generator}\n{text}".encode()).hexdigest()


def _without_paths(request: SegmentRequest) -> dict[str, Any]:
    """The request as plain data, with paths and the take number left out."""
    plain: dict[str, Any] = to_plain(request)
    plain.pop("take_number")
    if plain["previous_frame"]:
        plain["previous_frame"] = plain["previous_frame"]["sha256"]
    # Left out where there is none, so that requests of generators without it keep the digests they always had.
    state = plain.pop("previous_state")
    if state:
        plain["previous_state"] = state["sha256"]
    for name in ("memory_budget", "memory_per_identity"):
        if plain[name] is None:
            del plain[name]
    plain["memory"] = [_memory_hashes(frame) for frame in plain["memory"]]
    return plain


def _memory_hashes(frame: dict[str, Any]) -> Any:
    """A memory frame as its keyframe's hash; with latents also all that a generator chooses among them by."""
    keyframe, latents = frame["keyframe"]["sha256"], frame["latents"]
    if not latents:
        return keyframe
    return [keyframe, latents["sha256"], frame["identities"], frame["scores"], frame["place"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartBox:
    """A box that lies wholly on one part (hair, coat, ...) of a drawn identity."""

    slot: Slot
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityBox:
    """Where an identity is in one frame. Higher `depth` is nearer and covers lower ones."""

    identity: str
    box: Box
    depth: int
    parts: tuple[PartBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameLayout:
    """Where everybody is in one frame."""

    frame_index: int
    boxes: tuple[IdentityBox, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where everybody is in every frame of a take; empty for generators that cannot know."""

    width: int
    height: int
    frames: tuple[FrameLayout, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFiles:
    """What a generator leaves in the folder it was given."""

    video: str
    """H.264 in mp4, no audio, starts with a keyframe."""
    layout: str | None
    """`Layout` as JSON."""
    last_frame: str
    """PNG of the last frame before encoding."""
    keyframes: tuple[str, ...]
    """PNG pictures, in time order."""
    keyframe_indices: tuple[int, ...]
    n_frames: int
    state: str | None = None
    """What the next segment's take goes on from (`SegmentRequest.previous_state`)."""
    latents: tuple[str, ...] = ()
    """One file a keyframe, for memory in latents; empty for generators without."""
    scores: tuple[tuple[float, ...], ...] = ()
    """For each keyframe, how well it shows each of the request's cast, 0..1, as far as the generator knows; empty
    where it does not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the verifier found for one identity, or one attribute of it, in a take."""

    segment_index: int
    take_number: int
    identity: str
    kind: VerdictKind
    slot: Slot | None = None
    expected: str = ""
    observed: str = ""
    confidence: float = 1.0
    frame_index: int | None = None
    model: str = ""
