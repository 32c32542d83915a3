"""A tiny Wan transformer, its weights under the names of the original release, and LoRA files for it."""

from __future__ import annotations

import re

import torch
from diffusers import WanTransformer3DModel
from torch import Tensor

SIZES = {
    "patch_size": (1, 2, 2),
    "num_attention_heads": 2,
    "attention_head_dim": 12,
    "in_channels": 4,
    "out_channels": 4,
    "text_dim": 8,
    "freq_dim": 16,
    "ffn_dim": 20,
    "num_layers": 2,
    "rope_max_seq_len": 32,
}
# diffusers -> original, each applied to names in turn
_BACK = (
    ("condition_embedder.time_embedder.linear_1", "time_embedding.0"),
    ("condition_embedder.time_embedder.linear_2", "time_embedding.2"),
    ("condition_embedder.text_embedder.linear_1", "text_embedding.0"),
    ("condition_embedder.text_embedder.linear_2", "text_embedding.2"),
    ("condition_embedder.time_proj", "time_projection.1"),
    ("attn1", "self_attn"),
    ("attn2", "cross_attn"),
    (".to_out.0.", ".o."),
    (".to_q.", ".q."),
    (".to_k.", ".k."),
    (".to_v.", ".v."),
    ("ffn.net.0.proj", "ffn.0"),
    ("ffn.net.2", "ffn.2"),
    ("norm2", "norm3"),
)


def tiny(seed: int = 0, **changes: object) -> WanTransformer3DModel:
    torch.manual_seed(seed)
    model = WanTransformer3DModel(**{**SIZES, **changes}).eval().requires_grad_(False)
    for name, parameter in model.named_parameters():
        if parameter.ndim == 1:  # norms and biases start as ones and zeros, which hides swaps
            parameter.copy_(parameter + 0.1 * torch.randn_like(parameter))
        assert name
    return model


def original(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """A state dict under the names of the original release."""
    renamed = {}
    for name, value in state.items():
        if name == "scale_shift_table":
            back = "head.modulation"
        elif name.startswith("proj_out"):
            back = name.replace("proj_out", "head.head")
        else:
            back = name.replace("scale_shift_table", "modulation")
            for ours, theirs in _BACK:
                back = back.replace(ours, theirs)
        renamed[back] = value
    return renamed


def lora_for(state: dict[str, Tensor], rank: int = 3, seed: int = 5) -> dict[str, Tensor]:
    """PEFT matrices for all attention and feed-forward weights, named over `state`'s names."""
    made = {}
    generator = torch.Generator().manual_seed(seed)
    for name, weight in state.items():
        if weight.ndim == 2 and re.search(r"blocks\.\d+\.(self_attn|cross_attn|attn1|attn2|ffn)\.", name):
            base = f"base_model.model.{name.removesuffix('.weight')}"
            made[f"{base}.lora_A.weight"] = torch.randn(rank, weight.shape[1], generator=generator)
            made[f"{base}.lora_B.weight"] = torch.randn(weight.shape[0], rank, generator=generator)
    return made


def same(state: dict[str, Tensor], other: dict[str, Tensor]) -> bool:
    return state.keys() == other.keys() and all(torch.equal(value, other[name]) for name, value in state.items())
