"""Read weight files of the Wan family and bring their names into diffusers' form.

Four layouts are understood: a diffusers folder, the original Wan release, training checkpoints that hold the generator
under `generator` or `generator_ema` with wrapper prefixes (Self-Forcing, Causal-Forcing, LongLive, MemFlow), and LoRA
files. Pickles are read with `weights_only=True`. The caller's dictionaries are never changed. What to do with the
weights is left to `weights`; merging LoRA to `lora`.
"""

from __future__ import annotations

import json
import pickle
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from iamflow_agents.errors import GeneratorError

StateDict = dict[str, Tensor]
PICKLES = (".pt", ".pth", ".bin", ".ckpt")
GENERATOR_ENTRIES = ("generator_ema", "generator", "model", "state_dict")
"""Where training checkpoints keep the transformer; the averaged weights first."""
_WRAPPERS = ("_fsdp_wrapped_module.", "_orig_mod.", "_checkpoint_wrapped_module.")
_PREFIX = re.compile(r"^(?:(?:model|module|diffusion_model|transformer|generator)\.)+")
_NOT_WEIGHTS = {"freqs", "rope.freqs_cos", "rope.freqs_sin"}
"""Rotation tables that some checkpoints carry along; they are computed here."""
_ORIGINAL_MARKS = ("patch_embedding.", "time_embedding.0.", "text_embedding.0.", "head.head.", "head.modulation")
_CHECK_FILE = "Fetch the file again; `iamflow weights check` verifies it."


def read_file(path: Path) -> dict[str, Any]:
    """Read one weight file into host memory, lazily where the format allows it.

    Args:
        path: `.safetensors`, or a pickle with one of the suffixes `PICKLES`.

    Returns:
        What is in it: tensors, or for training checkpoints dictionaries of tensors.

    Raises:
        GeneratorError: If the file is missing, damaged, not a dictionary, or holds more than tensors and plain data.
    """
    if not path.is_file():
        raise GeneratorError("the weight file does not exist", where=str(path), next_step="Check the path.")
    try:
        if path.suffix == ".safetensors":
            return dict(load_file(path))
        if path.suffix in PICKLES:
            return _read_pickle(path)
    except pickle.UnpicklingError as error:
        raise GeneratorError(
            "the file holds code or objects, or is no checkpoint; only tensors and plain data are read",
            where=str(path),
            next_step="Use a checkpoint from a source you trust, converted to safetensors.",
        ) from error
    except (OSError, RuntimeError, ValueError, EOFError, KeyError, SafetensorError) as error:
        raise GeneratorError(f"the weight file cannot be read: {error}", where=str(path), next_step=_CHECK_FILE) from (
            error
        )
    raise GeneratorError(
        f"weight files do not end in {path.suffix!r}",
        where=str(path),
        next_step=f"Use .safetensors or {', '.join(PICKLES)}.",
    )


def _read_pickle(path: Path) -> dict[str, Any]:
    """Read a pickle that may hold nothing but tensors and plain data."""
    try:
        content = torch.load(path, map_location="cpu", weights_only=True, mmap=True)
    except RuntimeError as error:
        if "mmap" not in str(error):
            raise
        content = torch.load(path, map_location="cpu", weights_only=True)  # the format before torch 1.6
    if not isinstance(content, dict):
        raise GeneratorError(
            f"the file holds a {type(content).__name__} instead of a dictionary",
            where=str(path),
            next_step="Use a checkpoint with a state dict.",
        )
    return content


def read_folder(folder: Path, stem: str = "diffusion_pytorch_model") -> dict[str, Any]:
    """Read the checkpoint of a folder: all its parts, or the one weight file that is anywhere in it.

    Safetensors are preferred over pickles, and files of full precision over variants (`.fp16.`).

    Raises:
        GeneratorError: If there is none, a part is missing, or it is not clear which file is meant.
    """
    for suffix in (".safetensors", ".bin", ".pth"):
        parts = _parts(folder, stem, suffix)
        missing = [part.name for part in parts if not part.is_file()]
        if missing:
            raise GeneratorError(
                f"parts of the checkpoint are missing: {', '.join(missing)}",
                where=str(folder),
                next_step="Fetch the rest; `iamflow weights check` lists all that is missing.",
            )
        if parts:
            merged: dict[str, Any] = {}
            for part in parts:
                merged.update(read_file(part))
            return merged
    files = sorted(path for path in folder.rglob("*") if path.suffix in (".safetensors", *PICKLES) and path.is_file())
    if len(files) == 1:
        return read_file(files[0])
    named = ", ".join(str(path.relative_to(folder)) for path in files[:6])
    raise GeneratorError(
        f"the folder holds several weight files: {named}" if files else "the folder holds no weight files",
        where=str(folder),
        next_step="Name the weight file itself.",
    )


def _parts(folder: Path, stem: str, suffix: str) -> list[Path]:
    """Files of a checkpoint, whether they are there or not; empty if there is no sign of it."""
    index = folder / f"{stem}{suffix}.index.json"
    if index.is_file():
        try:
            return [folder / name for name in sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))]
        except (ValueError, KeyError, AttributeError, TypeError) as error:
            raise GeneratorError("the index is damaged", where=str(index), next_step=_CHECK_FILE) from error
    if (folder / f"{stem}{suffix}").is_file():
        return [folder / f"{stem}{suffix}"]
    for path in sorted(folder.glob(f"{stem}-*-of-*{suffix}")):  # parts without their index
        count = path.name.removesuffix(suffix).rpartition("-of-")[2]
        if count.isdigit():
            return [folder / f"{stem}-{number:05d}-of-{count}{suffix}" for number in range(1, int(count) + 1)]
    return []


def select_entry(content: Mapping[str, Any], entry: str | None = None, *, where: str = "a checkpoint") -> StateDict:
    """Pick the transformer's weights out of a checkpoint and strip what wrappers put before their names.

    Args:
        content: What `read_file` gave; left as it is.
        entry: Name of the dictionary to take; None for the first of `GENERATOR_ENTRIES` that is there.
        where: What to name in errors.

    Raises:
        GeneratorError: If `entry` is not there, there are no tensors, or two names become one.
    """
    if entry is not None:
        chosen = content.get(entry)
        if not isinstance(chosen, Mapping):
            there = ", ".join(sorted(key for key, value in content.items() if isinstance(value, Mapping))) or "none"
            raise GeneratorError(
                f"the checkpoint has no entry {entry!r}", where=where, next_step=f"Entries that are there: {there}."
            )
    else:
        chosen = next((content[name] for name in GENERATOR_ENTRIES if isinstance(content.get(name), Mapping)), content)
    tensors = {name: value for name, value in chosen.items() if torch.is_tensor(value)}
    stripped = {strip_name(name): value for name, value in tensors.items()}
    if len(stripped) != len(tensors):
        raise GeneratorError(
            "two weights have one name once the wrappers' prefixes are gone",
            where=where,
            next_step=f"Say which entry to take: {', '.join(GENERATOR_ENTRIES)}.",
        )
    if not stripped:
        raise GeneratorError(
            f"no weights are in it; its entries are: {', '.join(sorted(map(str, content))[:8]) or 'none'}",
            where=where,
            next_step="A file that holds only a LoRA goes to `lora=`, beside a full checkpoint.",
        )
    return {name: value for name, value in stripped.items() if name not in _NOT_WEIGHTS}


def strip_name(name: str) -> str:
    """A weight's name without the prefixes of FSDP, `torch.compile`, checkpointing and outer modules."""
    for wrapper in _WRAPPERS:
        name = name.replace(wrapper, "")
    return _PREFIX.sub("", name)


def is_original(state: Mapping[str, Tensor]) -> bool:
    """Tell whether names are those of the original Wan release rather than diffusers'."""
    return any(name.startswith(_ORIGINAL_MARKS[1:]) for name in state)


def to_diffusers(state: Mapping[str, Tensor]) -> StateDict:
    """Names of the original Wan transformer to diffusers'; diffusers names pass unchanged. `state` is left alone."""
    if not is_original(state):
        return dict(state)
    from diffusers.loaders.single_file_utils import convert_wan_transformer_to_diffusers

    return dict(convert_wan_transformer_to_diffusers(dict(state)))  # it empties the dictionary it is given


def vae_to_diffusers(state: Mapping[str, Tensor]) -> StateDict:
    """Names of the original `Wan2.1_VAE.pth` to diffusers'; diffusers names pass unchanged."""
    if not any(name.startswith(("encoder.downsamples.", "decoder.upsamples.")) for name in state):
        return dict(state)
    from diffusers.loaders.single_file_utils import convert_wan_vae_to_diffusers

    return dict(convert_wan_vae_to_diffusers(dict(state)))
