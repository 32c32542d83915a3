"""Load a Wan transformer or video autoencoder from any layout this package knows, and prove that it is whole.

The class is the caller's, so that a subclass comes out ready. Missing or unexpected names are errors, never warnings.
Rotation tables, time embedder, modulation tables and norms stay in float32, as diffusers' own loader keeps them, and
that is checked afterwards: casting them is a silent loss of quality. A LoRA is merged in float32 first. Weights are
copied out of the file, so that alignment, and with it the last bit of results, does not depend on the file's format.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.checkpoints import (
    StateDict,
    read_file,
    read_folder,
    select_entry,
    to_diffusers,
    vae_to_diffusers,
)
from iamflow_agents.generator.wan.lora import merge_lora
from iamflow_agents.generator.wan.sources import entry_of, locate
from iamflow_agents.generator.wan.tiny_vae import TinyVideoDecoder, tiny_decoder_from_state
from iamflow_agents.generator.wan.transformer_config import config_from_weights, read_config

ModelT = TypeVar("ModelT", bound=nn.Module)
VAE_FILE = "Wan2.1_VAE.pth"
TINY_VAE_FILES = ("taew2_1.safetensors", "taew2_1.pth")
_SHOWN = 5


def load_transformer(
    source: str | Path,
    cls: type[ModelT],
    *,
    dtype: torch.dtype = torch.bfloat16,
    device: torch.device | str = "cpu",
    config: Mapping[str, Any] | None = None,
    entry: str | None = None,
    lora: str | Path | None = None,
    lora_alpha: float | None = None,
    lora_strength: float = 1.0,
    weights_home: Path | None = None,
) -> ModelT:
    """Load a transformer.

    Args:
        source: File, folder, catalogue name or hub id; see `locate`.
        cls: `WanTransformer3DModel` or a subclass without an `__init__` of its own, such as `CausalWan`.
        dtype: Type of what does not stay in float32.
        device: Where it shall be.
        config: Overrides of the sizes found beside or in the weights.
        entry: For training checkpoints, which dictionary to take; None prefers `generator_ema`.
        lora: A LoRA to merge: file or source.
        lora_alpha: See `merge_lora`; where neither this nor the file says, that of the catalogue counts.
        lora_strength: See `merge_lora`.
        weights_home: Where fetched weights are kept.

    Returns:
        The model, in evaluation mode, without gradients.

    Raises:
        ConfigError: If the source is not on this machine.
        GeneratorError: If a file is damaged, weights are missing, unexpected or of another shape.
    """
    path = locate(source, weights_home)
    state, sizes = _read_transformer(path, entry)
    if lora is not None:
        lora_path = locate(lora, weights_home, part="lora")
        known = entry_of(lora, weights_home)
        state = merge_lora(
            state,
            read_file(lora_path),
            alpha=lora_alpha,
            usual_alpha=known.lora_alpha if known else None,
            strength=lora_strength,
            where=str(lora_path),
        )
    state = to_diffusers(state)
    sizes = {**_sizes_from(state, sizes, config, str(path)), **sizes, **(config or {})}
    model: Any = build_transformer(cls, sizes)
    fill(model, state, dtype, where=str(path))
    audit_types(model, dtype, where=str(path))
    adopt = getattr(cls, "adopt", None)  # a causal class makes its blocks causal in place
    finished: ModelT = (adopt(model) if adopt is not None else model).to(device)
    return finished


def _read_transformer(path: Path, entry: str | None) -> tuple[StateDict, dict[str, Any]]:
    """Weights under whatever names they have, and the sizes a config beside them gives."""
    if path.is_dir():
        folder = path / "transformer" if (path / "transformer").is_dir() else path
        content: Mapping[str, Any] = read_folder(folder)
        config_file = folder / "config.json"
    else:
        content, config_file = read_file(path), path.parent / "config.json"
    state = select_entry(content, entry, where=str(path))
    return state, (read_config(config_file) if config_file.is_file() else {})


def _sizes_from(
    state: StateDict, found: Mapping[str, Any], given: Mapping[str, Any] | None, where: str
) -> dict[str, Any]:
    """Sizes that show in the weights; left out where a config already says how wide a head is."""
    if "attention_head_dim" in found or "attention_head_dim" in (given or {}):
        return {}
    return config_from_weights(state, where=where)


def build_transformer(cls: type[ModelT], sizes: Mapping[str, Any]) -> ModelT:
    """Make a transformer without weights, on the meta device, but with its rotation tables.

    Raises:
        GeneratorError: If the sizes are not those of a transformer.
    """
    try:
        with torch.device("meta"):
            model: Any = cls.from_config(dict(sizes))  # type: ignore[attr-defined] # diffusers' mixin
    except (TypeError, ValueError, RuntimeError) as error:
        raise GeneratorError(
            f"no transformer can be built from this config: {error}",
            where="the model's config",
            next_step="Use the config.json that belongs to the weights.",
        ) from error
    made = model.config
    # These tables are no weights, so nothing would fill them in.
    model.rope = type(model.rope)(made.attention_head_dim, made.patch_size, made.rope_max_seq_len)
    return model  # type: ignore[no-any-return] # it is what from_config of that class returns


def fill(model: nn.Module, state: Mapping[str, Tensor], dtype: torch.dtype, *, where: str) -> None:
    """Put weights into a model, each in its own type, and freeze it.

    Raises:
        GeneratorError: Naming what is missing, unexpected or of another shape.
    """
    expected = model.state_dict()
    problems = [f"{name} is missing" for name in expected if name not in state]
    problems += [f"{name} is unexpected" for name in state if name not in expected]
    problems += [
        f"{name} is {list(state[name].shape)} instead of {list(wanted.shape)}"
        for name, wanted in expected.items()
        if name in state and state[name].shape != wanted.shape
    ]
    if problems:
        more = f"; and {len(problems) - _SHOWN} more" if len(problems) > _SHOWN else ""
        raise GeneratorError(
            f"the weights do not fit the model: {'; '.join(problems[:_SHOWN])}{more}",
            where=where,
            next_step="Use the checkpoint and the config.json that belong together.",
        )
    copies = {
        name: state[name].detach().to(dtype=stays_float32(model, name) or dtype, copy=True).contiguous()
        for name in expected
    }
    model.load_state_dict(copies, strict=True, assign=True)
    model.eval().requires_grad_(False)


def stays_float32(model: nn.Module, name: str) -> torch.dtype | None:
    """`torch.float32` for weights that must not be cast, else None."""
    kept = set(getattr(model, "_keep_in_fp32_modules", None) or ())
    return torch.float32 if kept & set(name.split(".")) else None


def audit_types(model: nn.Module, dtype: torch.dtype, *, where: str = "the model") -> None:
    """Check after loading that every weight and table has the type it should have, and none is still empty.

    Raises:
        GeneratorError: Naming the first ones that do not.
    """
    wrong = []
    for name, tensor in [*model.named_parameters(), *model.named_buffers()]:
        wanted = stays_float32(model, name) or dtype
        if tensor.is_meta:
            wrong.append(f"{name} is empty")
        elif tensor.is_floating_point() and tensor.dtype != wanted:
            wrong.append(f"{name} is {str(tensor.dtype).removeprefix('torch.')}")
    if wrong:
        raise GeneratorError(
            f"{len(wrong)} weights have a wrong type: {', '.join(wrong[:_SHOWN])}",
            where=where,
            next_step="Load with `load_transformer`; never cast a loaded model with `.to(dtype)`.",
        )


def load_vae(
    source: str | Path,
    *,
    dtype: torch.dtype = torch.bfloat16,
    device: torch.device | str = "cpu",
    config: Mapping[str, Any] | None = None,
    weights_home: Path | None = None,
) -> Any:
    """Load the Wan video autoencoder.

    Args:
        source: A diffusers folder (or its `vae`), an original release folder, or `Wan2.1_VAE.pth` itself.
        dtype: Type of all weights.
        device: Where it shall be.
        config: Overrides of `AutoencoderKLWan`'s arguments.
        weights_home: Where fetched weights are kept.

    Returns:
        An `AutoencoderKLWan`, in evaluation mode, without gradients.

    Raises:
        ConfigError: If the source is not on this machine.
        GeneratorError: If a file is damaged, weights are missing, unexpected or of another shape.
    """
    from diffusers import AutoencoderKLWan

    path = locate(source, weights_home)
    sizes: dict[str, Any] = {}
    if path.is_dir() and (path / VAE_FILE).is_file():
        path = path / VAE_FILE
    if path.is_dir():
        path = path / "vae" if (path / "vae").is_dir() else path
        if (path / "config.json").is_file():
            sizes = read_config(path / "config.json")
        content: Mapping[str, Any] = read_folder(path)
    else:
        content = read_file(path)
    state = vae_to_diffusers(select_entry(content, where=str(path)))
    with torch.device("meta"):
        vae = AutoencoderKLWan.from_config({**sizes, **(config or {})})
    fill(vae, state, dtype, where=str(path))
    return vae.to(device)


def load_tiny_vae(
    source: str | Path,
    *,
    dtype: torch.dtype = torch.bfloat16,
    device: torch.device | str = "cpu",
    weights_home: Path | None = None,
) -> TinyVideoDecoder:
    """Load the tiny video decoder (`taew2_1`).

    Raises:
        ConfigError: If the source is not on this machine.
        GeneratorError: If the file is damaged or of another network.
    """
    path = locate(source, weights_home)
    if path.is_dir():
        path = next((path / name for name in TINY_VAE_FILES if (path / name).is_file()), path / TINY_VAE_FILES[-1])
    content = read_file(path)
    tensors = {name: value for name, value in content.items() if torch.is_tensor(value)}
    return tiny_decoder_from_state(tensors, where=str(path)).to(device=device, dtype=dtype)
