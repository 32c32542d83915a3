"""Tiny models and the oracles they are held to: the stock transformer with a mask, and with processors on our cache."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import torch
from diffusers import WanTransformer3DModel
from diffusers.models.transformers.transformer_wan import WanAttnProcessor

from iamflow_agents.generator.wan.attention import choose_attention, sdpa
from iamflow_agents.generator.wan.configs import CONFIGS, random_model
from iamflow_agents.generator.wan.kvcache import KVCache
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.rope import Rotation, rotate
from iamflow_agents.generator.wan.session import Session, SessionOptions
from iamflow_agents.generator.wan.text import TextMix, cross_attention

torch.set_num_threads(1)
CPU = torch.device("cpu")
STEP = torch.tensor([937.5])
CLEAN = torch.zeros(1)


def make_layout(sink: int = 3, memory: int = 2, window: int = 6, block: int = 3, side: int = 8) -> Layout:
    return Layout(
        latent_height=side,
        latent_width=side,
        sink_frames=sink,
        memory_frames=memory,
        window_frames=window,
        block_frames=block,
    )


def make_model(layers: int = 3, *, gate: float = 1.0, dtype: torch.dtype = torch.float32, **changes: Any) -> CausalWan:
    """Random weights have tiny gates, which would make every error look small; `gate` opens them."""
    model = random_model("tiny", num_layers=layers, **changes)
    for block in model.blocks:
        block.scale_shift_table.data[:, (2, 5)] += gate
    return model.to(dtype) if dtype != torch.float32 else model


def stock_of(model: CausalWan) -> WanTransformer3DModel:
    """The unmodified diffusers model with the same weights."""
    stock = WanTransformer3DModel.from_config(dict(model.config)).eval()
    rope = copy.deepcopy(stock.rope)
    stock = stock.to(model.compute_dtype)
    # Casting the whole model would cast its table of cosines, which loading in bf16 does not.
    stock.rope = rope
    stock.load_state_dict(model.state_dict())
    assert type(stock.blocks[0]).__name__ == "WanTransformerBlock"
    return stock.requires_grad_(False)


class Masked(WanAttnProcessor):
    """Diffusers' own processor and a mask, nothing else."""

    def __init__(self, mask: torch.Tensor) -> None:
        super().__init__()
        self.mask = mask

    def __call__(self, attn: Any, x: Any, enc: Any = None, mask: Any = None, rotary: Any = None) -> Any:
        return super().__call__(attn, x, enc, self.mask if enc is None else None, rotary)


class FixedRope(torch.nn.Module):
    """Positions of our choice in the stock model."""

    def __init__(self, rotation: Rotation) -> None:
        super().__init__()
        self.pair = tuple(part.repeat_interleave(2, -1)[None] for part in rotation)

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return self.pair


def masked_full(
    model: CausalWan,
    allowed: torch.Tensor,
    latents: torch.Tensor,
    times: torch.Tensor,
    text: torch.Tensor,
    rotation: Rotation | None = None,
) -> torch.Tensor:
    """One pass of the stock model over all frames; `allowed` is `[frames, frames]`, `times` `[frames]`."""
    stock = stock_of(model)
    tokens = latents.shape[3] // 2 * (latents.shape[4] // 2)
    mask = allowed.repeat_interleave(tokens, 0).repeat_interleave(tokens, 1)[None, None]
    for block in stock.blocks:
        block.attn1.set_processor(Masked(mask))
    if rotation is not None:
        stock.rope = FixedRope(rotation)
    result: torch.Tensor = stock(latents, times.repeat_interleave(tokens)[None], text, return_dict=False)[0]
    return result


def allowed_frames(n: int, layout: Layout) -> torch.Tensor:
    """Which frame sees which: its block, the window before it, and the sink."""
    allowed = torch.zeros(n, n, dtype=torch.bool)
    for frame in range(n):
        start = frame // layout.block_frames * layout.block_frames
        allowed[frame, start : start + layout.block_frames] = True
        others = [f for f in range(start) if f >= layout.sink_frames]
        allowed[frame, others[max(0, len(others) - layout.window_frames) :]] = True
        allowed[frame, : min(layout.sink_frames, start)] = True
    return allowed


class ProcessorPath:
    """The stock forward with processors that read and write our cache: the other way to build this, kept as oracle."""

    def __init__(self, model: CausalWan) -> None:
        self.stock = stock_of(model)
        self.cache: KVCache | None = None
        self.text: TextMix | None = None
        for layer, block in enumerate(self.stock.blocks):
            block.attn1.set_processor(lambda attn, x, *rest, layer=layer: self._self(attn, x, layer))
            block.attn2.set_processor(lambda attn, x, *rest, layer=layer: self._cross(attn, x, layer))

    def _self(self, attn: Any, x: torch.Tensor, layer: int) -> torch.Tensor:
        heads = (attn.heads, -1)
        q, raw = attn.norm_q(attn.to_q(x)).unflatten(2, heads), attn.norm_k(attn.to_k(x)).unflatten(2, heads)
        cs = self.cache.rotation
        out = self.cache.attend(layer, rotate(q, cs), rotate(raw, cs), attn.to_v(x).unflatten(2, heads), raw)
        return attn.to_out[1](attn.to_out[0](out.flatten(2, 3)))

    def _cross(self, attn: Any, x: torch.Tensor, layer: int) -> torch.Tensor:
        q = attn.norm_q(attn.to_q(x)).unflatten(2, (attn.heads, -1))
        return attn.to_out[1](attn.to_out[0](cross_attention(q, self.text.layer(layer)).flatten(2, 3)))

    def block_pass(
        self, latent: torch.Tensor, times: torch.Tensor, text: TextMix, cache: KVCache, keys_only: bool = False
    ) -> torch.Tensor:
        self.cache, self.text = cache, text
        if times.ndim == 2:
            times = times.repeat_interleave(cache.layout.frame_tokens, 1)
        unused = torch.zeros(latent.shape[0], 1, self.stock.config.text_dim, dtype=latent.dtype)
        result: torch.Tensor = self.stock(latent, times, unused, return_dict=False)[0]
        return result


def make_cache(model: CausalWan, layout: Layout, policy: str = "absolute", batch: int = 1, cap: int = 21) -> KVCache:
    attention = choose_attention(CPU, model.compute_dtype, model.config.attention_head_dim)
    return KVCache(
        layout,
        model.cache_shape(batch),
        policy=PositionPolicy(policy, cap),
        attention=attention,
        dtype=model.compute_dtype,
        device=CPU,
    )


def noise(seed: int, *shape: int, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def video(seed: int, frames: int, side: int = 8, dtype: torch.dtype = torch.float32) -> torch.Tensor:
    return noise(seed, 1, 16, frames, side, side, dtype=dtype)


def prompts(keys: str = "abcd", tokens: int = 7) -> dict[str, torch.Tensor]:
    return {key: noise(100 + i, tokens, 32) for i, key in enumerate(keys)}


def commit(model: Any, cache: KVCache, latent: torch.Tensor, frames: Sequence[int], text: TextMix) -> None:
    """A clean pass over one block."""
    cache.begin_block(frames)
    model.block_pass(latent, torch.zeros(latent.shape[0]), text, cache, keys_only=True)
    cache.commit()


def make_session(model: CausalWan, layout: Layout, seed: int = 5, **options: Any) -> Session:
    return Session(model, prompts(), layout, seed=seed, options=SessionOptions(model_hash="tiny", **options))


def plain_attention(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    return sdpa(q, k, v)


assert CONFIGS["tiny"]["text_dim"] == 32
