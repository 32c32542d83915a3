"""The files of a umt5 text encoder, and its weights from either layout.

A diffusers folder has `text_encoder/` in transformers' layout and `tokenizer/`; the original Wan release has one
pickle with names of its own and `google/umt5-xxl/`. Sizes of the network are read from the weights themselves in the
second case. Missing or unexpected weights are errors.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.wan.catalogue import CATALOGUE
from iamflow_agents.generator.wan.checkpoints import read_file, read_folder
from iamflow_agents.generator.wan.sources import locate
from iamflow_agents.generator.wan.transformer_config import read_config

ORIGINAL = "models_t5_umt5-xxl-enc-bf16.pth"
_SAMPLES, _SAMPLE_BYTES = 64, 4096
_WEIGHTS = (".safetensors", ".pth", ".pt", ".bin")
_LAYER = re.compile(r"blocks\.(\d+)\.(.+)")
_LAYER_NAMES = {
    "norm1.weight": "layer.0.layer_norm.weight",
    "attn.q.weight": "layer.0.SelfAttention.q.weight",
    "attn.k.weight": "layer.0.SelfAttention.k.weight",
    "attn.v.weight": "layer.0.SelfAttention.v.weight",
    "attn.o.weight": "layer.0.SelfAttention.o.weight",
    "pos_embedding.embedding.weight": "layer.0.SelfAttention.relative_attention_bias.weight",
    "norm2.weight": "layer.1.layer_norm.weight",
    "ffn.gate.0.weight": "layer.1.DenseReluDense.wi_0.weight",
    "ffn.fc1.weight": "layer.1.DenseReluDense.wi_1.weight",
    "ffn.fc2.weight": "layer.1.DenseReluDense.wo.weight",
}
"""Names inside a layer: the original ones and transformers'."""
_EMBEDDING, _TIED = "shared.weight", "encoder.embed_tokens.weight"
_NEXT_STEP = "Fetch the text encoder again; `iamflow weights check` verifies it."


@dataclass(frozen=True, slots=True)
class Umt5Files:
    """Where an encoder lies."""

    weights: tuple[Path, ...]
    """One pickle of the original layout, or the safetensors of a transformers folder."""
    config: Path | None
    """Of a transformers folder."""
    tokenizer: Path
    """`tokenizer.json`."""

    def n_bytes(self, dtype: torch.dtype) -> int:
        """About how much the weights take in memory, in a number type other than that of the files."""
        return sum(_numbers_in(path) for path in self.weights) * dtype.itemsize

    def fingerprint(self) -> str:
        """Hash of sizes and evenly spaced samples of the weight files; reading 11 GB to hash them would take long."""
        digest = hashlib.sha256(self.config.read_bytes() if self.config else b"original")
        for path in self.weights:
            size = path.stat().st_size
            digest.update(f"{size}\n".encode())
            with path.open("rb") as file:
                for sample in range(_SAMPLES):
                    file.seek(max(0, size - _SAMPLE_BYTES) * sample // (_SAMPLES - 1))
                    digest.update(file.read(_SAMPLE_BYTES))
        return digest.hexdigest()


def find_umt5(source: str | Path, weights_home: Path | None = None) -> Umt5Files:
    """Find an encoder's files.

    Args:
        source: A folder, a catalogue name or a hub id; of a folder its `text_encoder` and `tokenizer` are taken.
        weights_home: Where fetched weights are kept.

    Raises:
        ConfigError: If weights or tokenizer are not there.
    """
    folder = locate(_with_text_encoder(source), weights_home)
    if folder.is_file():
        folder = folder.parent
    inner = folder / "text_encoder" if (folder / "text_encoder").is_dir() else folder
    original = folder / ORIGINAL
    config = inner / "config.json"
    weights = [original] if original.is_file() else []
    if not weights and config.is_file():
        weights = sorted(path for path in inner.iterdir() if path.suffix in _WEIGHTS and path.is_file())
        safe = [path for path in weights if path.suffix == ".safetensors"]
        weights = safe or weights
    places = (folder / "tokenizer", folder / "google" / "umt5-xxl", inner, folder)
    tokenizer = next((place / "tokenizer.json" for place in places if (place / "tokenizer.json").is_file()), None)
    if not weights or tokenizer is None:
        lacking = "weights of a text encoder" if not weights else "tokenizer (`tokenizer.json`)"
        raise ConfigError(
            f"the folder holds no {lacking}",
            where=str(folder),
            next_step=f"Name a diffusers folder with `text_encoder` and `tokenizer`, or one with `{ORIGINAL}`.",
        )
    return Umt5Files(tuple(weights), None if original.is_file() else config, tokenizer)


def _with_text_encoder(source: str | Path) -> str | Path:
    """A catalogue name whose entry brings a text encoder, in place of one that needs it from elsewhere."""
    entry = CATALOGUE.get(str(source))
    while entry is not None and entry.needs and all(file.part != "text_encoder" for file in entry.files):
        entry = CATALOGUE.get(entry.needs)
    return source if entry is None else entry.name


def load_umt5(files: Umt5Files, dtype: torch.dtype, device: torch.device) -> Any:
    """Load the encoder half of umt5.

    Returns:
        A `UMT5EncoderModel` in evaluation mode, without gradients.

    Raises:
        ConfigError: If transformers is not installed.
        GeneratorError: If weights are missing, unexpected, of another shape or damaged.
    """
    try:
        from transformers import UMT5Config, UMT5EncoderModel
    except ImportError as error:
        raise ConfigError(
            "the package `transformers` is not installed",
            where="the Wan text encoder",
            next_step='Run `pip install "iamflow-agents[wan]"`.',
        ) from error
    where = str(files.weights[0].parent)
    if files.config is None:
        state = umt5_to_transformers(read_file(files.weights[0]), where)
        sizes = umt5_sizes(state)
    else:
        state, sizes = dict(read_folder(files.config.parent, "model")), read_config(files.config)
    # Both names mean one tensor, and folders hold either or both.
    if _TIED in state:
        state.setdefault(_EMBEDDING, state.pop(_TIED))
    with torch.device("meta"):
        model = UMT5EncoderModel(UMT5Config(**sizes))
    state = {name: tensor.to(device, dtype) for name, tensor in state.items()}
    if _TIED in model.state_dict() and _EMBEDDING in state:
        state[_TIED] = state[_EMBEDDING]
    try:
        model.load_state_dict(state, strict=True, assign=True)
    except RuntimeError as error:
        raise GeneratorError(
            f"these are not the weights of a umt5 encoder: {str(error)[:400]}", where=where, next_step=_NEXT_STEP
        ) from error
    return model.to(device).eval().requires_grad_(False)


def _numbers_in(path: Path) -> int:
    """Weights in a file; of a pickle it is taken that they have two bytes each."""
    if path.suffix != ".safetensors":
        return path.stat().st_size // 2
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    shapes = [math.prod(entry["shape"]) for name, entry in header.items() if name != "__metadata__"]
    return sum(shapes)


def umt5_to_transformers(state: Mapping[str, Any], where: str) -> dict[str, torch.Tensor]:
    """Rename the original release's weights.

    Raises:
        GeneratorError: If a name is not of that layout.
    """
    renamed = {}
    for name, tensor in state.items():
        layer = _LAYER.fullmatch(name)
        if name == "token_embedding.weight":
            new = _EMBEDDING
        elif name == "norm.weight":
            new = "encoder.final_layer_norm.weight"
        elif layer is not None and layer[2] in _LAYER_NAMES:
            new = f"encoder.block.{layer[1]}.{_LAYER_NAMES[layer[2]]}"
        else:
            raise GeneratorError(f"the weight {name!r} is not one of a umt5 encoder", where=where, next_step=_NEXT_STEP)
        renamed[new] = tensor
    return renamed


def umt5_sizes(state: Mapping[str, torch.Tensor]) -> dict[str, Any]:
    """Read the network's sizes off its weights (transformers' names).

    Raises:
        GeneratorError: If the weights that show them are missing.
    """
    first = "encoder.block.0.layer"
    try:
        vocabulary, width = state[_EMBEDDING].shape
        buckets, heads = state[f"{first}.0.SelfAttention.relative_attention_bias.weight"].shape
        inner = state[f"{first}.0.SelfAttention.q.weight"].shape[0]
        hidden = state[f"{first}.1.DenseReluDense.wi_0.weight"].shape[0]
    except KeyError as error:
        raise GeneratorError(
            f"the weight {error.args[0]!r} is missing", where="the Wan text encoder", next_step=_NEXT_STEP
        ) from error
    return {
        "vocab_size": vocabulary,
        "d_model": width,
        "d_kv": inner // heads,
        "d_ff": hidden,
        "num_heads": heads,
        "num_layers": sum(name.endswith("SelfAttention.q.weight") for name in state),
        "relative_attention_num_buckets": buckets,
        "feed_forward_proj": "gated-gelu",
        "pad_token_id": 0,
    }
