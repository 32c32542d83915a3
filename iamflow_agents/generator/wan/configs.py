"""Configurations of the Wan 2.1 family, and models of them with random weights.

Random models make no pictures, only noise; they exist so that everything around the weights can be tried and timed
without a download.
"""

from __future__ import annotations

from typing import Any

import torch
from diffusers import WanTransformer3DModel

from iamflow_agents.generator.wan.model import CausalWan

CONFIGS: dict[str, dict[str, Any]] = {
    "1.3B": {"num_attention_heads": 12, "attention_head_dim": 128, "ffn_dim": 8960, "num_layers": 30},
    "14B": {"num_attention_heads": 40, "attention_head_dim": 128, "ffn_dim": 13824, "num_layers": 40},
    "tiny": {
        "num_attention_heads": 2,
        "attention_head_dim": 24,
        "ffn_dim": 96,
        "num_layers": 2,
        "text_dim": 32,
        "freq_dim": 64,
    },
}
"""What differs from diffusers' defaults."""


def random_model(
    name: str = "tiny",
    *,
    seed: int = 0,
    dtype: torch.dtype = torch.float32,
    device: torch.device | str = "cpu",
    **changes: Any,
) -> CausalWan:
    """Build a model with random weights; the caller's random state is left alone.

    Args:
        name: One of `CONFIGS`.
        seed: Decides the weights (on one kind of device).
        dtype: Number type of all weights that diffusers does not keep in fp32.
        device: Where the weights are drawn and stay.
        **changes: Configuration values that differ from the named one.

    Returns:
        A causal model in evaluation mode.
    """
    place = torch.device(device)
    with torch.random.fork_rng(devices=[place] if place.type == "cuda" else []), place:
        torch.manual_seed(seed)
        model = WanTransformer3DModel(**{**CONFIGS[name], **changes})
    if dtype != torch.float32:
        kept = tuple(WanTransformer3DModel._keep_in_fp32_modules)
        for parameter_name, parameter in model.named_parameters():
            if not any(part in kept for part in parameter_name.split(".")):
                parameter.data = parameter.data.to(dtype)
    return CausalWan.adopt(model)
