"""What the clean pass lets others look at: raw keys of frames, and attention on the tokens of each identity.

An observer is optional and, when absent, costs nothing; when present it computes its own queries and keys, so that
the pass itself gives the same bits with and without it. Scores of memory frames are made from what it collects;
choosing frames by them is not done here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import torch

from iamflow_agents.generator.wan.text import TextMix


class CleanPassObserver(Protocol):
    """Looks at some layers of a clean pass."""

    @property
    def layers(self) -> frozenset[int]:
        """Layers it wants to see; the last layer has no text queries in a clean pass."""
        ...

    def on_keys(self, layer: int, keys: torch.Tensor) -> None:
        """Take the unrotated self-attention keys `[B, L, H, D]` of the block."""
        ...

    def on_text_queries(self, layer: int, queries: torch.Tensor, text: TextMix) -> None:
        """Take the cross-attention queries `[B, L, H, D]` and what they attend to."""
        ...


class IdentityTap:
    """Collects, for every frame of a block, how strongly it attends to each identity's own tokens, and its mean key.

    Args:
        tokens: Identity to the indices of its tokens in the prompt (from the tokenizer's offsets).
        prompt: Key of the prompt those indices belong to.
        n_frames: Latent frames of the block.
        layers: Layers to average over.
    """

    def __init__(
        self, tokens: Mapping[str, Sequence[int]], *, prompt: str, n_frames: int, layers: Sequence[int]
    ) -> None:
        self._tokens = {identity: sorted(set(indices)) for identity, indices in tokens.items() if indices}
        self._prompt, self._n_frames = prompt, n_frames
        self._layers = frozenset(layers)
        self._mass: list[torch.Tensor] = []
        self._keys: list[torch.Tensor] = []

    @property
    def layers(self) -> frozenset[int]:
        """Layers it looks at."""
        return self._layers

    def on_keys(self, layer: int, keys: torch.Tensor) -> None:
        """Keep the mean unrotated key of each frame."""
        self._keys.append(keys[0].float().unflatten(0, (self._n_frames, -1)).mean(1).flatten(1))

    def on_text_queries(self, layer: int, queries: torch.Tensor, text: TextMix) -> None:
        """Keep the share of attention that falls on each identity's tokens, a frame at a time."""
        part = next((part for part in text.parts if part.key == self._prompt), None)
        if part is None or not self._tokens:
            return
        keys = part.layers[layer][0][0].float().transpose(0, 1)
        scale = queries.shape[-1] ** -0.5
        frames = []
        for frame in queries[0].float().unflatten(0, (self._n_frames, -1)):
            weights = torch.softmax(frame.transpose(0, 1) @ keys.transpose(1, 2) * scale, dim=-1).mean((0, 1))
            frames.append(torch.stack([weights[indices].sum() for indices in self._tokens.values()]))
        self._mass.append(torch.stack(frames))

    def mass(self) -> dict[str, tuple[float, ...]]:
        """Share of attention, 0..1, an identity and a frame; empty if the prompt was not part of the pass."""
        if not self._mass:
            return {}
        mean = torch.stack(self._mass).mean(0).transpose(0, 1).tolist()
        return {identity: tuple(values) for identity, values in zip(self._tokens, mean, strict=True)}

    def frame_keys(self) -> torch.Tensor | None:
        """Mean unrotated key a frame, averaged over the layers: `[F, C]` in fp32 on the host; None if unused."""
        return torch.stack(self._keys).mean(0).cpu() if self._keys else None
