"""Plain records that the parts of the Wan generator hand to each other: prompt mixes, blocks, frames, session states.

They hold latents and integers only, no keys or values; what can be rebuilt from them is rebuilt (`context`). A prompt
is named by its key in the mapping of embeddings that the session was given (by convention the sha256 of its text).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import torch

MAX_PARTS = 4
"""Prompts that a mix may hold; more than two only when switches follow each other faster than transitions end."""


@dataclass(frozen=True, slots=True)
class PromptMix:
    """What a block is conditioned on: prompts with weights, the newest last; weights are positive and sum to 1."""

    keys: tuple[str, ...]
    weights: tuple[float, ...] = (1.0,)

    def __post_init__(self) -> None:
        if len(self.keys) != len(self.weights) or not self.keys:
            raise ValueError(f"{len(self.keys)} prompts and {len(self.weights)} weights do not make a mix")
        if min(self.weights) <= 0 or not math.isclose(sum(self.weights), 1.0, abs_tol=1e-6):
            raise ValueError(f"weights must be positive and sum to 1: {self.weights}")

    @property
    def prompt(self) -> str:
        """Key of the newest prompt."""
        return self.keys[-1]

    def towards(self, prompt: str, alpha: float) -> PromptMix:
        """Blend this mix into another prompt.

        Args:
            prompt: Key of the new prompt.
            alpha: Weight of the new prompt, 0..1.

        Returns:
            At 0 this mix itself, at 1 the new prompt alone; a prompt never stands in a mix twice.
        """
        if alpha <= 0:
            return self
        if alpha >= 1:
            return PromptMix((prompt,))
        old = [(key, (1 - alpha) * weight) for key, weight in zip(self.keys, self.weights, strict=True)]
        again = sum(weight for key, weight in old if key == prompt)
        others = [part for part in old if part[0] != prompt]
        # The lightest parts go first when there are too many; what is left is scaled up to a whole.
        while len(others) > MAX_PARTS - 1:
            others.remove(min(others, key=lambda part: part[1]))
        parts = [*others, (prompt, alpha + again)]
        whole = sum(weight for _, weight in parts)
        return PromptMix(tuple(key for key, _ in parts), tuple(weight / whole for _, weight in parts))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BlockRecord:
    """A finished block: enough to rebuild its keys and values."""

    block_index: int
    frames: tuple[int, ...]
    """True indices of its latent frames, consecutive."""
    latent: torch.Tensor
    """`[1, channels, len(frames), latent_height, latent_width]`, clean, in the model's number type."""
    mix: PromptMix


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FrameRecord:
    """An archived frame: its whole block, since a frame is rebuilt best among its own neighbours."""

    block: BlockRecord
    offset: int
    """Which frame of the block, from 0."""
    identities: tuple[str, ...] = ()
    scores: tuple[float, ...] = ()
    """One score an identity, same order, 0..1."""
    place: str = ""
    segment_index: int = 0
    quarantined: bool = False

    @property
    def frame_index(self) -> int:
        """True index of the latent frame in the film."""
        return self.block.frames[self.offset]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Anchor:
    """Latents that keys and values were last rebuilt from; with the blocks since, they are the whole context."""

    sink: tuple[BlockRecord, ...] = ()
    window: tuple[BlockRecord, ...] = ()
    memory: tuple[FrameRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """What must be the same for a state to be continued bit by bit."""

    model: str
    """Fingerprint of configuration and weights."""
    layout: str
    policy: str
    attention: str
    """Name of the attention back end."""
    quantisation: str
    dtype: str
    device: str
    """Kind of device: `cpu`, `cuda` or `mps`."""
    compiled: bool
    sampler: str
    text_mode: str
    rebuild_prompt: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SessionState:
    """A session at a block boundary: latents and integers."""

    provenance: Provenance
    seed: int
    block_index: int
    """The next block to make."""
    prompt: str
    """Key of the current prompt; empty before the first."""
    old: PromptMix | None
    """What the current prompt is blended from."""
    transition_window: int
    transition_since: int | None
    """Latent frames since the switch; None when no transition runs."""
    anchor: Anchor = field(default_factory=Anchor)
    since: tuple[BlockRecord, ...] = ()
    """Blocks finished since the anchor."""
    embeddings: tuple[tuple[str, str], ...] = ()
    """Key and sha256 of the embedding of every prompt that the context still needs."""


def move_block(record: BlockRecord, device: torch.device) -> BlockRecord:
    """The same block with its latents on a device."""
    return record if record.latent.device == device else replace(record, latent=record.latent.to(device))


def move_frame(frame: FrameRecord, device: torch.device) -> FrameRecord:
    """The same frame with its block's latents on a device."""
    return replace(frame, block=move_block(frame.block, device))


def move_anchor(anchor: Anchor, device: torch.device) -> Anchor:
    """The same anchor with all latents on a device."""
    return Anchor(
        sink=tuple(move_block(record, device) for record in anchor.sink),
        window=tuple(move_block(record, device) for record in anchor.window),
        memory=tuple(move_frame(frame, device) for frame in anchor.memory),
    )


def same_frames(left: Sequence[FrameRecord], right: Sequence[FrameRecord]) -> bool:
    """Whether two choices of memory frames give the same keys and values: same frames, prompts and latents."""
    if len(left) != len(right):
        return False
    return all(
        (a.frame_index, a.offset, a.block.mix) == (b.frame_index, b.offset, b.block.mix)
        and torch.equal(a.block.latent, b.block.latent)
        for a, b in zip(left, right, strict=True)
    )
