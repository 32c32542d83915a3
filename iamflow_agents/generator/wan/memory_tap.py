"""Scores of a block's frames, collected while its clean pass runs anyway.

A tap joins what `observe.IdentityTap` sees (attention on the identities' tokens, mean raw keys) with the text keys of
those tokens, and hands out scores. Tokens come from the tokenizer's offsets. Padding and the end mark are taken out
before attention is shared out, so they weigh nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from iamflow_agents.generator.wan.observe import IdentityTap
from iamflow_agents.generator.wan.scoring import ScoreSource, key_scores, mass_scores
from iamflow_agents.generator.wan.text import TextKV, TextMix

MAX_LAYERS = 3


class MemoryTap:
    """Scores the frames of one block; make a new one for each block.

    Args:
        tokens: Identity to the indices of its tokens in the prompt.
        content: Indices of all tokens of the prompt, without padding and end mark.
        prompt: Key of the prompt.
        n_frames: Latent frames of the block.
        layers: Layers to look at, see `score_layers`.
        source: What the scores are made from.
    """

    def __init__(
        self,
        tokens: Mapping[str, Sequence[int]],
        *,
        content: Sequence[int],
        prompt: str,
        n_frames: int,
        layers: Sequence[int],
        source: ScoreSource = ScoreSource.MASS,
    ) -> None:
        self._content, self._prompt, self._source = tuple(content), prompt, ScoreSource(source)
        place = {token: i for i, token in enumerate(self._content)}
        own = {key: tuple(sorted({i for i in indices if i in place})) for key, indices in tokens.items()}
        self._own = {key: indices for key, indices in own.items() if indices}
        # Among the content alone tokens have other indices.
        watched = {key: [place[i] for i in indices] for key, indices in self._own.items()}
        by_mass = self._source is ScoreSource.MASS
        self._tap = IdentityTap(watched if by_mass else {}, prompt=prompt, n_frames=n_frames, layers=layers)
        self._text: TextKV | None = None

    @property
    def layers(self) -> frozenset[int]:
        """Layers it looks at."""
        return self._tap.layers

    def on_keys(self, layer: int, keys: torch.Tensor) -> None:
        """Take the block's raw keys `[B, L, H, D]`."""
        self._tap.on_keys(layer, keys)

    def on_text_queries(self, layer: int, queries: torch.Tensor, text: TextMix) -> None:
        """Take the block's text queries `[B, L, H, D]`."""
        self._text = next((part for part in text.parts if part.key == self._prompt), None)
        if self._text is None:
            return
        k, v = (tensor[:, list(self._content)] for tensor in self._text.layers[layer])
        layers = (*self._text.layers[:layer], (k, v), *self._text.layers[layer + 1 :])
        self._tap.on_text_queries(layer, queries, TextMix((TextKV(self._prompt, layers),)))

    def scores(self) -> dict[str, tuple[float, ...]]:
        """Identity to a score a frame; without those who have no tokens, empty if the prompt did not act yet."""
        if self._source is ScoreSource.MASS:
            counts = {key: len(indices) for key, indices in self._own.items()}
            return mass_scores(self._tap.mass(), counts, len(self._content))
        frame_keys = self._tap.frame_keys()
        if frame_keys is None or self._text is None:
            return {}
        layers = sorted(self.layers)
        own = {key: text_key(self._text, layers, indices) for key, indices in self._own.items()}
        return key_scores(frame_keys, own)

    def frame_keys(self) -> torch.Tensor | None:
        """Mean raw key of each frame, `[F, C]` in fp32 on the host."""
        return self._tap.frame_keys()


def text_key(text: TextKV, layers: Sequence[int], tokens: Sequence[int]) -> torch.Tensor:
    """Mean cross-attention key of some tokens over some layers, `[C]` in fp32 on the host.

    Args:
        text: A prompt's keys and values (`CausalWan.encode_text`).
        layers: Layers to average over.
        tokens: Indices of tokens; padding must not be among them.
    """
    index = list(tokens)
    keys = [text.layers[layer][0][0, index].float().mean(0).flatten() for layer in layers]
    return torch.stack(keys).mean(0).cpu()


def score_layers(n_layers: int) -> tuple[int, ...]:
    """Layers to look at: up to three in the middle of the network, never the last, which sees no text in this pass."""
    usable = max(1, n_layers - 1)
    wanted = [n_layers * part // (MAX_LAYERS + 1) for part in range(1, MAX_LAYERS + 1)]
    return tuple(sorted({min(layer, usable - 1) for layer in wanted}))
