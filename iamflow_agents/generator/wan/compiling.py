"""Compiled transformer blocks: norms, modulation, rotation and residuals fused into few kernels.

Each block is compiled as its two pure halves, before and after self-attention, without graph breaks. All layers share
the same two graphs, and since the cache and its kernel stay outside, neither the number of visible frames nor the
position in the film makes a new one: in steady state there are exactly two. A blend of prompts adds one for each
number of prompts, a block that becomes a sink frame adds one.
"""

from __future__ import annotations

from typing import Any

import torch

from iamflow_agents.generator.wan.kvcache import KVCache
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.text import TextKV, TextMix

HALVES = ("project", "finish")


def compile_blocks(model: CausalWan, *, backend: Any = "inductor", mode: str | None = None) -> None:
    """Compile all blocks; the first passes then take the time of compiling (`Session.warm_up` gets it over with).

    Args:
        model: Changed in place; its weights are not.
        backend: As for `torch.compile`.
        mode: As for `torch.compile`; `max-autotune` may choose other kernels in another process, so that a resumed
            film is no longer the same bit by bit.
    """
    restore_blocks(model)
    for block in model.blocks:
        for half in HALVES:
            compiled = torch.compile(getattr(block, half), fullgraph=True, dynamic=False, backend=backend, mode=mode)
            setattr(block, half, compiled)


def restore_blocks(model: CausalWan) -> None:
    """Undo `compile_blocks`."""
    for block in model.blocks:
        for half in HALVES:
            vars(block).pop(half, None)


def is_compiled(model: CausalWan) -> bool:
    """Whether `compile_blocks` was called; compiled blocks differ from others in the last bits."""
    return any(half in vars(block) for block in model.blocks for half in HALVES)


@torch.no_grad()
def warm_up(model: CausalWan, cache: KVCache, text: TextMix) -> None:
    """Run each shape that occurs in a film once.

    Args:
        model: The transformer.
        cache: Overwritten and left empty.
        text: Any prompts; a blend of two is tried besides.
    """
    layout = cache.layout
    shape = (1, model.config.in_channels, layout.block_frames, layout.latent_height, layout.latent_width)
    latent = torch.zeros(shape, dtype=model.compute_dtype, device=model.compute_device)
    time = torch.zeros(1, dtype=torch.float32, device=model.compute_device)
    part = text.parts[-1]
    alone = TextMix((part,), None, text.mode)
    # A copy, since a graph that was made for the same tensor twice does not serve two different ones.
    other = TextKV(part.key, tuple((k.clone(), v.clone()) for k, v in part.layers))
    blend = TextMix((part, other), torch.full((2,), 0.5, device=model.compute_device), text.mode)

    def block(first: int) -> None:
        frames = range(first, first + layout.block_frames)
        cache.begin_block(frames)
        for mix in (alone, blend):
            model.block_pass(latent, time, mix, cache)
        model.block_pass(latent, time, alone, cache, keys_only=True)
        cache.commit()

    length, start = layout.block_frames, 0
    cache.reset()
    while len(cache.sink) < layout.sink_frames:
        block(start)
        start += length
    for round_ in range(layout.memory_frames + 1):
        cache.drop_window()
        if round_:
            cache.begin_memory(range(start, start + length), 0)
            model.block_pass(latent, time, alone, cache, keys_only=True)
            cache.commit()
            start += length
        while len(cache.window) < layout.window_frames:
            block(start)
            start += length
        block(start)
        start += length
    cache.reset()
