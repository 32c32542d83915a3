"""The sizes of a Wan transformer: from a config file, or read off the weights when there is none.

Training checkpoints are bare state dicts, so everything that shows in a shape is taken from there. The head size does
not show; all published Wan models use 128, and a config overrides it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from iamflow_agents.errors import GeneratorError

HEAD_DIM = 128
_ORIGINAL_NAMES = {
    "in_dim": "in_channels",
    "out_dim": "out_channels",
    "num_heads": "num_attention_heads",
    "ffn_dim": "ffn_dim",
    "freq_dim": "freq_dim",
    "num_layers": "num_layers",
    "eps": "eps",
    "text_dim": "text_dim",
    "cross_attn_norm": "cross_attn_norm",
}


def config_from_weights(state: Mapping[str, Tensor], *, where: str = "a checkpoint") -> dict[str, Any]:
    """Read the sizes off a state dict with diffusers names.

    Raises:
        GeneratorError: If it is no text-to-video Wan transformer, or its head size cannot be 128.
    """
    needed = {
        "patch": "patch_embedding.weight",
        "text": "condition_embedder.text_embedder.linear_1.weight",
        "time": "condition_embedder.time_embedder.linear_1.weight",
        "ffn": "blocks.0.ffn.net.0.proj.weight",
        "out": "proj_out.weight",
    }
    missing = sorted(name for name in needed.values() if name not in state)
    if missing:
        raise GeneratorError(
            f"these are not the weights of a Wan transformer; missing: {', '.join(missing)}",
            where=where,
            next_step="Name a text-to-video Wan 2.1 checkpoint.",
        )
    if any("image_embedder" in name or "add_k_proj" in name for name in state):
        raise GeneratorError(
            "this is an image-to-video checkpoint", where=where, next_step="Name a text-to-video Wan 2.1 checkpoint."
        )
    shapes = {key: tuple(state[name].shape) for key, name in needed.items()}
    width, in_channels, *patch = shapes["patch"]
    if width % HEAD_DIM:
        raise GeneratorError(
            f"the width {width} is no multiple of the usual head size {HEAD_DIM}",
            where=where,
            next_step="Put the model's config.json beside the checkpoint or pass a config.",
        )
    layers = {int(name.split(".")[1]) for name in state if name.startswith("blocks.")}
    return {
        "patch_size": tuple(patch),
        "num_attention_heads": width // HEAD_DIM,
        "attention_head_dim": HEAD_DIM,
        "in_channels": in_channels,
        "out_channels": shapes["out"][0] // (patch[0] * patch[1] * patch[2]),
        "text_dim": shapes["text"][1],
        "freq_dim": shapes["time"][1],
        "ffn_dim": shapes["ffn"][0],
        "num_layers": max(layers) + 1,
        "cross_attn_norm": "blocks.0.norm2.weight" in state,
        "qk_norm": "rms_norm_across_heads" if "blocks.0.attn1.norm_q.weight" in state else None,
    }


def read_config(path: Path) -> dict[str, Any]:
    """Read a `config.json` of diffusers or of the original release.

    Returns:
        Arguments of `WanTransformer3DModel`, only those that the file gives.

    Raises:
        GeneratorError: If it is no JSON object.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise GeneratorError(
            f"the config cannot be read: {error}", where=str(path), next_step="Fetch the file again."
        ) from error
    if not isinstance(content, dict):
        raise GeneratorError("the config is no JSON object", where=str(path), next_step="Fetch the file again.")
    if "dim" not in content:
        return {name: value for name, value in content.items() if not name.startswith("_")}
    config = {ours: content[theirs] for theirs, ours in _ORIGINAL_NAMES.items() if theirs in content}
    if "num_heads" in content:
        config["attention_head_dim"] = int(content["dim"]) // int(content["num_heads"])
    return config
