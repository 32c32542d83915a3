"""Attention that looks at only the most relevant sink and memory frames, a choice of its own for each head.

With memory on, a block sees more frames and attention costs more. Routed, every head keeps the `top_k` static frames
whose mean key fits its mean query best (the pooled scores of mixture of block attention, arXiv 2502.13189) besides the
whole ring, so that memory costs what a layout without it would. Frames that are chosen are gathered, which copies them;
dense attention copies nothing.
"""

from __future__ import annotations

import torch

from iamflow_agents.generator.wan.attention import AttentionFunction


def routed_attention(
    q: torch.Tensor,
    k: torch.Tensor,
    v: torch.Tensor,
    *,
    n_static: int,
    frame_tokens: int,
    top_k: int,
    attention: AttentionFunction,
) -> torch.Tensor:
    """Attend to the best static frames and everything after them.

    Args:
        q: Queries `[B, Lq, H, D]`.
        k: Keys `[B, Lk, H, D]`; the first `n_static * frame_tokens` are the static frames.
        v: Values, shape of `k`.
        n_static: Static frames.
        frame_tokens: T.
        top_k: Static frames a head may see.
        attention: The kernel.

    Returns:
        `[B, Lq, H, D]`; dense attention if there are no more than `top_k` static frames.
    """
    if n_static <= top_k:
        return attention(q, k, v)
    split = n_static * frame_tokens
    chosen = choose_frames(q, k[:, :split], n_static, top_k)
    # [B, H, top_k] frames to [B, top_k * T, H, D] gather indices.
    offsets = torch.arange(frame_tokens, device=q.device)
    tokens = (chosen[..., None] * frame_tokens + offsets).flatten(2).transpose(1, 2)
    indices = tokens[..., None].expand(-1, -1, -1, k.shape[-1])
    return attention(q, *(_gathered(x, split, indices) for x in (k, v)))


def _gathered(x: torch.Tensor, split: int, indices: torch.Tensor) -> torch.Tensor:
    """Some of the first `split` tokens and all that follow, each copied once.

    Args:
        x: `[B, L, H, D]`.
        split: Tokens to choose from.
        indices: Which of them, `[B, n, H, D]`.

    Returns:
        `[B, n + L - split, H, D]`.
    """
    n = indices.shape[1]
    near = x.new_empty(x.shape[0], n + x.shape[1] - split, *x.shape[2:])
    torch.gather(x[:, :split], 1, indices, out=near[:, :n])
    near[:, n:] = x[:, split:]
    return near


def choose_frames(q: torch.Tensor, k: torch.Tensor, n_frames: int, top_k: int) -> torch.Tensor:
    """The frames each head sees.

    Args:
        q: Queries `[B, Lq, H, D]`.
        k: Keys `[B, n_frames * T, H, D]`.
        n_frames: Frames to choose from.
        top_k: How many.

    Returns:
        Frame indices `[B, H, top_k]`, ascending.
    """
    query = q.float().mean(1)
    keys = k.unflatten(1, (n_frames, -1)).float().mean(2)
    scores = torch.einsum("bhd,bfhd->bhf", query, keys)
    return scores.topk(top_k, dim=-1).indices.sort(dim=-1).values
