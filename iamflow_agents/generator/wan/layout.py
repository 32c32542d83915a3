"""Which frames a block attends to, how many, and at which temporal position each one stands.

`Layout` counts the frames of each kind (sink, memory, window, current block) and knows the token grid; `FrameCounts`
makes one for a picture size (named ones are in `presets`); `PositionPolicy`
turns true frame indices into rotary positions. Both are plain host integers: nothing here touches a device. The keys
and values themselves live in `kvcache`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from iamflow_agents.errors import ConfigError

VAE_SCALE = 8
"""Pixels a latent cell, in both directions, for the Wan video autoencoder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Frames that one block sees; all counts are latent frames.

    Raises:
        ConfigError: If the patch grid does not fit the latent size, or a count makes no sense.
    """

    latent_height: int = 60
    latent_width: int = 104
    sink_frames: int = 3
    """First frames of the video, kept for ever."""
    memory_frames: int = 3
    """Most archived frames that are visible at a time."""
    window_frames: int = 6
    """Latest finished frames, without the current block."""
    block_frames: int = 3
    patch_height: int = 2
    patch_width: int = 2

    def __post_init__(self) -> None:
        counts = (self.sink_frames, self.memory_frames, self.window_frames)
        if min(counts) < 0 or self.block_frames < 1:
            raise ConfigError(
                f"frame counts must not be negative and a block needs a frame: {counts}, {self.block_frames}",
                where="the layout of the Wan generator",
                next_step="Use the frame counts of a preset (see `presets`).",
            )
        sides = (self.latent_height, self.latent_width, self.patch_height, self.patch_width)
        if min(sides) < 1 or self.latent_height % self.patch_height or self.latent_width % self.patch_width:
            raise ConfigError(
                f"latents of {self.latent_height} x {self.latent_width} do not divide into patches of "
                f"{self.patch_height} x {self.patch_width}",
                where="the layout of the Wan generator",
                next_step=f"Choose sides that are multiples of {VAE_SCALE * max(1, self.patch_height)} pixels.",
            )

    @property
    def grid_height(self) -> int:
        """Token rows of a frame."""
        return self.latent_height // self.patch_height

    @property
    def grid_width(self) -> int:
        """Token columns of a frame."""
        return self.latent_width // self.patch_width

    @property
    def frame_tokens(self) -> int:
        """Tokens of a latent frame (T)."""
        return self.grid_height * self.grid_width

    @property
    def ring_frames(self) -> int:
        """Slots that are overwritten in turn: the window and the current block."""
        return self.window_frames + self.block_frames

    @property
    def static_frames(self) -> int:
        """Slots whose frames stay: memory and sink."""
        return self.memory_frames + self.sink_frames

    @property
    def slots(self) -> int:
        """All frame slots of the key/value cache."""
        return self.static_frames + self.ring_frames


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCounts:
    """Latent frames that a block sees beside itself, whatever the picture's size."""

    sink_frames: int
    memory_frames: int
    window_frames: int

    def layout(self, width: int, height: int, *, patch: tuple[int, int] = (2, 2), block_frames: int = 3) -> Layout:
        """The layout for a picture size.

        Args:
            width: Pixels.
            height: Pixels.
            patch: Latent cells a token, (rows, columns).
            block_frames: Latent frames a block.

        Returns:
            The layout.

        Raises:
            ConfigError: If the size does not fit the patch grid.
        """
        rows, columns = VAE_SCALE * patch[0], VAE_SCALE * patch[1]
        if width < columns or height < rows or width % columns or height % rows:
            raise ConfigError(
                f"{width}x{height} pixels do not divide into tokens of {columns}x{rows}",
                where="the size of the film",
                next_step=f"Choose a width that is a multiple of {columns} and a height that is a multiple of {rows}.",
            )
        return Layout(
            latent_height=height // VAE_SCALE,
            latent_width=width // VAE_SCALE,
            sink_frames=self.sink_frames,
            memory_frames=self.memory_frames,
            window_frames=self.window_frames,
            block_frames=block_frames,
            patch_height=patch[0],
            patch_width=patch[1],
        )


class PositionKind(StrEnum):
    """How sink and memory frames are placed in time."""

    ABSOLUTE = "absolute"
    """At their true index, as the reference code does; distances grow without limit."""
    CAPPED = "capped"
    """At their true index, but never further than `cap` frames before the current block."""
    BOUNDED = "bounded"
    """Right before the window, always."""


@dataclass(frozen=True, slots=True)
class Placement:
    """Rotary positions of the static frames, in the order the frames were given."""

    sink: tuple[int, ...]
    memory: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PositionPolicy:
    """Turns true frame indices into rotary positions; window and current frames always keep their true index.

    Only differences of positions matter to attention, so with `bounded` the result does not depend on how far the
    video has come.
    """

    kind: PositionKind = PositionKind.BOUNDED
    cap: int = 21
    """Farthest distance in frames for `capped`; 21 latent frames is what the public checkpoints were trained on."""

    def __post_init__(self) -> None:
        # A plain string is taken too, and must not be mistaken for another kind.
        object.__setattr__(self, "kind", PositionKind(self.kind))

    def place(
        self, sink: Sequence[int], memory: Sequence[int], window: Sequence[int], current: Sequence[int]
    ) -> Placement:
        """Positions of the sink and memory frames for one block.

        Args:
            sink: True indices of the visible sink frames.
            memory: True indices of the visible memory frames, any order.
            window: True indices of the visible window frames, ascending.
            current: True indices of the block's own frames, ascending.

        Returns:
            The placement; positions of sink and memory are distinct and lie before the window, if the indices do.
        """
        if self.kind is PositionKind.ABSOLUTE:
            return Placement(tuple(sink), tuple(memory))
        start = window[0] if window else current[0]
        if self.kind is PositionKind.BOUNDED:
            by_time = sorted(range(len(memory)), key=lambda i: (memory[i], i))
            rank = {i: place for place, i in enumerate(by_time)}
            first = start - len(memory)
            return Placement(
                tuple(first - len(sink) + i for i in range(len(sink))),
                tuple(first + rank[i] for i in range(len(memory))),
            )
        frames = [*sink, *memory]
        # The cap must leave room for the static frames themselves between the base and the window.
        base = min(current[0] - self.cap, start - len(frames))
        order = sorted(range(len(frames)), key=lambda i: (frames[i], i))
        placed = {i: max(frames[i], base + rank) for rank, i in enumerate(order)}
        positions = [placed[i] for i in range(len(frames))]
        return Placement(tuple(positions[: len(sink)]), tuple(positions[len(sink) :]))
