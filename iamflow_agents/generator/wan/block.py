"""One transformer block, with the stock weights and an own forward.

The stock block of diffusers cannot be told about a cache, broadcasts a timestep to every token, and hides its state
in processors. This subclass adds no parameters: it is put on a loaded block by `block.__class__ = CausalWanBlock`.
Its forward has three parts, `project`, attention, `finish`; the first and the last are pure functions of tensors and
can be compiled without graph breaks, and since attention and the cache stand between them, the number of visible
frames never makes a new graph. Arithmetic follows diffusers 0.42 (`models/transformers/transformer_wan.py`) operation
by operation, so that one bidirectional block is exactly the stock model.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from diffusers.models.transformers.transformer_wan import WanTransformerBlock

from iamflow_agents.generator.wan.kvcache import KVCache
from iamflow_agents.generator.wan.modulation import gated, shifted
from iamflow_agents.generator.wan.rope import Rotation, rotate
from iamflow_agents.generator.wan.text import LayerText, TextMix, cross_attention

if TYPE_CHECKING:
    from iamflow_agents.generator.wan.observe import CleanPassObserver

Projected = tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor | None]
"""Rotated queries, rotated keys, values, unrotated keys (if wanted); each `[B, L, H, D]`."""


@dataclass(frozen=True, slots=True)
class PassContext:
    """What all layers of one pass share."""

    cache: KVCache
    text: TextMix
    last_layer: int
    keys_only: bool = False
    """Clean pass: the last layer needs only to leave its keys and values."""
    observer: CleanPassObserver | None = None


class CausalWanBlock(WanTransformerBlock):  # type: ignore[misc]  # diffusers has no types
    """A block whose self-attention reads and writes a `KVCache`."""

    def forward(
        self, x: torch.Tensor, modulation: torch.Tensor, context: PassContext, layer: int
    ) -> torch.Tensor | None:
        """Run the block on the frames that the cache was prepared for.

        Args:
            x: `[B, L, C]`.
            modulation: `[B, n, 1, 6, C]`; n is 1 (one timestep) or F (one a frame).
            context: Cache, prompts, and what kind of pass it is.
            layer: Index of this block.

        Returns:
            `[B, L, C]`, or None where nothing further is needed.
        """
        cache, observer = context.cache, context.observer
        if observer is not None and layer in observer.layers:
            observer.on_keys(layer, self.raw_keys(x, modulation))
        keep_raw = context.keys_only and cache.needs_raw
        q, k, v, raw = self.project(x, modulation, cache.rotation, keep_raw)
        if context.keys_only and layer == context.last_layer:
            cache.write(layer, k, v, raw)
            return None
        attended = cache.attend(layer, q, k, v, raw)
        text = context.text.layer(layer)
        if observer is not None and layer in observer.layers:
            observer.on_text_queries(layer, self.text_queries(x, attended, modulation), context.text)
        finished: torch.Tensor = self.finish(x, attended, modulation, text)
        return finished

    def project(self, x: torch.Tensor, modulation: torch.Tensor, rotation: Rotation, keep_raw: bool) -> Projected:
        """Everything before self-attention: norm, modulation, projections, rotation."""
        attention = self.attn1
        y = self._modulated_input(x, modulation)
        if getattr(attention, "fused_projections", False):
            q, k, v = attention.to_qkv(y).chunk(3, dim=-1)
        else:
            q, k, v = attention.to_q(y), attention.to_k(y), attention.to_v(y)
        heads = (attention.heads, -1)
        q, k = attention.norm_q(q).unflatten(2, heads), attention.norm_k(k).unflatten(2, heads)
        return rotate(q, rotation), rotate(k, rotation), v.unflatten(2, heads), k if keep_raw else None

    def finish(
        self, x: torch.Tensor, attended: torch.Tensor, modulation: torch.Tensor, text: LayerText
    ) -> torch.Tensor:
        """Everything after self-attention: output projection, cross-attention, feed-forward, with residuals."""
        x = self._after_self_attention(x, attended, modulation)
        attention = self.attn2
        crossed = cross_attention(self._text_query(x), text).flatten(2, 3).type_as(x)
        x = x + attention.to_out[1](attention.to_out[0](crossed))
        _, _, _, shift, scale, gate = self._split(modulation)
        n = modulation.shape[1]
        y = self.ffn(shifted(_per_frame(self.norm3(x.float()), n), scale, shift).flatten(1, 2).type_as(x))
        return gated(_per_frame(x.float(), n), _per_frame(y.float(), n), gate).flatten(1, 2).type_as(x)

    def raw_keys(self, x: torch.Tensor, modulation: torch.Tensor) -> torch.Tensor:
        """Unrotated self-attention keys `[B, L, H, D]`; computed anew, for observers only."""
        attention = self.attn1
        y = self._modulated_input(x, modulation)
        if getattr(attention, "fused_projections", False):
            k = attention.to_qkv(y).chunk(3, dim=-1)[1]
        else:
            k = attention.to_k(y)
        keys: torch.Tensor = attention.norm_k(k).unflatten(2, (attention.heads, -1))
        return keys

    def text_queries(self, x: torch.Tensor, attended: torch.Tensor, modulation: torch.Tensor) -> torch.Tensor:
        """Cross-attention queries `[B, L, H, D]`; computed anew, for observers only."""
        return self._text_query(self._after_self_attention(x, attended, modulation))

    def text_keys_values(self, embedded: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Cross-attention keys and values `[B, S, H, D]` of embedded text `[B, S, C]`."""
        attention = self.attn2
        if getattr(attention, "fused_projections", False):
            k, v = attention.to_kv(embedded).chunk(2, dim=-1)
        else:
            k, v = attention.to_k(embedded), attention.to_v(embedded)
        heads = (attention.heads, -1)
        return attention.norm_k(k).unflatten(2, heads).contiguous(), v.unflatten(2, heads).contiguous()

    def _split(self, modulation: torch.Tensor) -> tuple[torch.Tensor, ...]:
        """Shift, scale and gate of self-attention, then of the feed-forward; each `[B, n, 1, C]`."""
        parts: tuple[torch.Tensor, ...] = (self.scale_shift_table[:, None, None] + modulation).unbind(-2)
        return parts

    def _modulated_input(self, x: torch.Tensor, modulation: torch.Tensor) -> torch.Tensor:
        shift, scale = self._split(modulation)[:2]
        y = shifted(_per_frame(self.norm1(x.float()), modulation.shape[1]), scale, shift)
        return y.flatten(1, 2).type_as(x)

    def _after_self_attention(self, x: torch.Tensor, attended: torch.Tensor, modulation: torch.Tensor) -> torch.Tensor:
        gate, n = self._split(modulation)[2], modulation.shape[1]
        attention = self.attn1
        y = attention.to_out[1](attention.to_out[0](attended.flatten(2, 3).type_as(x)))
        return gated(_per_frame(x.float(), n), _per_frame(y, n), gate).flatten(1, 2).type_as(x)

    def _text_query(self, x: torch.Tensor) -> torch.Tensor:
        attention = self.attn2
        q = attention.norm_q(attention.to_q(self.norm2(x.float()).type_as(x)))
        heads: torch.Tensor = q.unflatten(2, (attention.heads, -1))
        return heads


def _per_frame(x: torch.Tensor, n: int) -> torch.Tensor:
    """`[B, L, C]` as `[B, n, L / n, C]`, without a copy."""
    viewed: torch.Tensor = x.unflatten(1, (n, -1))
    return viewed
