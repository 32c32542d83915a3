"""Tiny umt5 folders in both layouts, with a real tokenizer file trained on a few words."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import UMT5Config, UMT5EncoderModel

from iamflow_agents.generator.wan.umt5_files import _LAYER_NAMES, ORIGINAL

torch.set_num_threads(1)
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,;:'\"-!?"
WORDS = ("\u2581the", "\u2581red", "\u2581coat", "\u2581Mara", "\u2581wal", "king", "\u2581harbour", "\u2581old")


def write_tokenizer(folder: Path) -> None:
    """A unigram tokenizer of the same make as umt5's: words with a leading mark, an end mark, an unknown."""
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", -20.0), ("\u2581", -3.0)]
    pieces += [(letter, -8.0) for letter in LETTERS] + [(word, -2.0) for word in WORDS]
    backend = Tokenizer(models.Unigram(pieces, unk_id=2))
    backend.normalizer = normalizers.NFKC()
    backend.pre_tokenizer = pre_tokenizers.Metaspace()
    backend.post_processor = processors.TemplateProcessing(single="$A </s>", special_tokens=[("</s>", 1)])
    backend.add_special_tokens(["<pad>", "</s>", "<unk>"])
    # Files of the hub ask for cutting and padding of their own.
    backend.enable_truncation(8)
    backend.enable_padding(length=16)
    folder.mkdir(parents=True, exist_ok=True)
    backend.save(str(folder / "tokenizer.json"))


def tiny_umt5(seed: int = 0) -> Any:
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        config = UMT5Config(
            vocab_size=120, d_model=32, d_kv=8, d_ff=48, num_layers=2, num_heads=4, relative_attention_num_buckets=8
        )
        model = UMT5EncoderModel(config).eval()
    # Freshly made weights are so small that every prompt would look alike.
    for parameter in model.parameters():
        parameter.data *= 3
    return model


def write_diffusers_folder(folder: Path, model: Any) -> Path:
    model.save_pretrained(folder / "text_encoder")
    write_tokenizer(folder / "tokenizer")
    return folder


def write_original_folder(folder: Path, model: Any) -> Path:
    """The same weights under the names of the original release."""
    names = {theirs: ours for ours, theirs in _LAYER_NAMES.items()}
    state = {}
    for name, tensor in model.state_dict().items():
        if name == "shared.weight":
            state["token_embedding.weight"] = tensor.clone()
        elif name == "encoder.final_layer_norm.weight":
            state["norm.weight"] = tensor.clone()
        elif name.startswith("encoder.block."):
            layer, _, rest = name.removeprefix("encoder.block.").partition(".")
            state[f"blocks.{layer}.{names[rest]}"] = tensor.clone()
    folder.mkdir(parents=True, exist_ok=True)
    torch.save(state, folder / ORIGINAL)
    write_tokenizer(folder / "google" / "umt5-xxl")
    return folder
