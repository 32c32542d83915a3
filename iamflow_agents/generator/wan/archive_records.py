"""Plain records of the memory archive: names of frames, what is known of them, and the limits of the archive.

A frame is named by where it was made: segment, take, and latent frame counted from the take's start. The entity
database names pictures instead (segment, take, pixel frame); `latent_of_pixel` and `pixel_of_latent` lead from one to
the other. Latents themselves are `records.FrameRecord`; files are written by `archive`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import torch

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.records import BlockRecord, PromptMix

PIXEL_FRAMES = 4
"""Pixel frames of a latent frame; the first latent frame of a stream has a single one."""


@dataclass(frozen=True, slots=True, order=True)
class FrameKey:
    """Name of an archived latent frame; sorts in story order."""

    segment_index: int
    take_number: int
    latent_index: int
    """Counted from 0 at the start of the take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchivedFrame:
    """What is known of a frame without reading its latents.

    The whole block lies in its file, so that every other frame of the block can be recalled as well.
    """

    key: FrameKey
    block_index: int
    """Of the film."""
    frames: tuple[int, ...]
    """True indices of the block's latent frames in the film."""
    offset: int
    """Which frame of the block this is."""
    mix: PromptMix
    identities: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    """What the generator measured, one an identity, 0..1."""
    visual: tuple[float | None, ...] = ()
    """What the verifier saw, one an identity, 0..1; None until it has looked, and when it failed."""
    place: str = ""
    starts_stream: bool = False
    """Whether the take's first latent frame was the first of its pixel stream."""
    quarantined: bool = False
    sha256: str = ""
    """Of the block's file."""
    n_bytes: int = 0
    """Of the block's file."""

    @property
    def frame_index(self) -> int:
        """True index of the latent frame in the film."""
        return self.frames[self.offset]

    @property
    def first_latent(self) -> int:
        """Index in the take of the block's first frame."""
        return self.key.latent_index - self.offset

    def holds(self, key: FrameKey) -> bool:
        """Whether a frame is one of this frame's block."""
        same_take = (key.segment_index, key.take_number) == (self.key.segment_index, self.key.take_number)
        return same_take and 0 <= key.latent_index - self.first_latent < len(self.frames)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TakeFrame:
    """A frame that is to be archived, with its block's latents."""

    block: BlockRecord
    offset: int
    first_latent: int
    """Index in the take of the block's first frame."""
    identities: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    keys: torch.Tensor | None = None
    """Mean raw key of each frame of the block, `[F, C]`, for selection by similarity to a text."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TakeFrames:
    """What one take leaves to the archive."""

    segment_index: int
    take_number: int
    place: str = ""
    starts_stream: bool = False
    frames: tuple[TakeFrame, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """Frames that a take was given, kept so that the same question has the same answer after a kill."""

    segment_index: int
    take_number: int
    question: str
    """Digest of all that was asked."""
    frames: tuple[FrameKey, ...]
    hashes: tuple[str, ...] = ()
    """Of the frames' files; under the same key another picture may stand by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLimits:
    """How much the archive may hold; reaching a limit evicts what is least missed.

    Raises:
        ConfigError: If a limit leaves no room at all.
    """

    max_frames: int = 192
    max_bytes: int = 256 * 1024**2
    frames_per_take: int = 6
    frames_per_subject: int = 24
    """Frames kept for the sake of one identity or place."""
    choices: int = 8
    """Latest choices that are remembered; frames in them are not evicted."""

    def __post_init__(self) -> None:
        least = min(self.max_frames, self.max_bytes, self.frames_per_take, self.frames_per_subject)
        if least < 1 or self.choices < 0:
            raise ConfigError(
                f"an archive with these limits holds nothing: {self}",
                where="the memory archive of the Wan generator",
                next_step="Give every limit at least 1.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveStats:
    """How full an archive is."""

    n_frames: int
    n_quarantined: int
    n_bytes: int
    """Of latents on disk."""
    by_identity: dict[str, int] = field(default_factory=dict)


def latent_of_pixel(pixel_index: int, *, starts_stream: bool) -> int:
    """Latent frame of a take that a pixel frame of it was decoded from; both count from 0.

    Args:
        pixel_index: Pixel frame of the take.
        starts_stream: Whether the take's first latent frame was the first of its stream, and so gave one pixel frame.
    """
    shift = PIXEL_FRAMES - 1 if starts_stream else 0
    return (pixel_index + shift) // PIXEL_FRAMES


def pixel_of_latent(latent_index: int, *, starts_stream: bool) -> int:
    """The last pixel frame of a take that a latent frame is decoded to: the picture that stands for it."""
    return PIXEL_FRAMES * (latent_index + 1) - 1 - (PIXEL_FRAMES - 1 if starts_stream else 0)
