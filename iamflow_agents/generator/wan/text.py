"""Keys and values of prompts for cross-attention, and the blend of several prompts.

A prompt's keys and values are computed once and used by every pass of every block. In a soft transition the outputs
of cross-attention are blended (`output`, the default): measured on random weights this moves the result along a
straight line, while blending keys and values (`kv`) or adding log-weights to the logits (`logit`) bends the path.
Encoding prompts into embeddings is not done here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import torch
from torch.nn.functional import scaled_dot_product_attention

from iamflow_agents.generator.wan.attention import sdpa

LayerKV = tuple[torch.Tensor, torch.Tensor]
"""Keys and values of one layer, `[B, S, H, D]`."""


class TextMode(StrEnum):
    """What is blended when several prompts act at once."""

    OUTPUT = "output"
    KV = "kv"
    LOGIT = "logit"


@dataclass(frozen=True, slots=True, eq=False)
class TextKV:
    """A prompt as cross-attention sees it."""

    key: str
    layers: tuple[LayerKV, ...]

    @property
    def n_bytes(self) -> int:
        """Bytes of all layers."""
        return sum(tensor.numel() * tensor.element_size() for layer in self.layers for tensor in layer)


@dataclass(frozen=True, slots=True, eq=False)
class TextMix:
    """What a block is conditioned on.

    Weights are a tensor on the device, never Python floats: a compiled block would be compiled anew for each value.
    """

    parts: tuple[TextKV, ...]
    weights: torch.Tensor | None = None
    """`[len(parts)]` in fp32; None when there is a single prompt."""
    mode: TextMode = TextMode.OUTPUT

    def layer(self, index: int) -> LayerText:
        """What one layer needs."""
        return LayerText(tuple(part.layers[index] for part in self.parts), self.weights, self.mode)


@dataclass(frozen=True, slots=True, eq=False)
class LayerText:
    """`TextMix` of one layer."""

    parts: tuple[LayerKV, ...]
    weights: torch.Tensor | None
    mode: TextMode


def cross_attention(q: torch.Tensor, text: LayerText) -> torch.Tensor:
    """Attend to one or several prompts.

    Args:
        q: `[B, L, H, D]`; prompts may have a batch of one.
        text: Keys and values of the prompts and their weights.

    Returns:
        `[B, L, H, D]`; with a single prompt exactly plain attention.
    """
    parts = [(k.expand(q.shape[0], -1, -1, -1), v.expand(q.shape[0], -1, -1, -1)) for k, v in text.parts]
    if text.weights is None or len(parts) == 1:
        return sdpa(q, *parts[0])
    if text.mode is TextMode.OUTPUT:
        blended = sum_of([sdpa(q, k, v) for k, v in parts], text.weights)
        return blended.type_as(q)
    if text.mode is TextMode.KV:
        k = sum_of([k for k, _ in parts], text.weights).type_as(q)
        v = sum_of([v for _, v in parts], text.weights).type_as(q)
        return sdpa(q, k, v)
    bias = torch.cat(
        [weight.log().expand(k.shape[1]) for weight, (k, _) in zip(text.weights.unbind(), parts, strict=True)]
    ).type_as(q)
    k, v = torch.cat([k for k, _ in parts], dim=1), torch.cat([v for _, v in parts], dim=1)
    mask = bias.expand(1, 1, q.shape[1], -1)
    out = scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2), attn_mask=mask)
    return out.transpose(1, 2)


def sum_of(tensors: list[torch.Tensor], weights: torch.Tensor) -> torch.Tensor:
    """Weighted sum in at least fp32; `weights` is `[len(tensors)]`."""
    total = tensors[0] * weights[0]
    if total.dtype in (torch.float16, torch.bfloat16):
        total = tensors[0].float() * weights[0]
    for tensor, weight in zip(tensors[1:], weights.unbind()[1:], strict=True):
        total = total + tensor * weight
    return total
