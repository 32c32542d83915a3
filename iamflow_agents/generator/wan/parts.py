"""Everything a film needs that is loaded once: transformer, decoder, text encoder, attention kernel.

Memory is estimated and compared with what the device has before anything is read. A generator's sessions share one
set of parts; what belongs to a single film (cache, decoder's state) is made from them for each session.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.attention import AttentionBackend, choose_attention
from iamflow_agents.generator.wan.compiling import compile_blocks
from iamflow_agents.generator.wan.configs import random_model
from iamflow_agents.generator.wan.encoding import Embedder, make_encoder
from iamflow_agents.generator.wan.estimate import MemoryEstimate
from iamflow_agents.generator.wan.flops import WAN_1_3B, TransformerSizes
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.generator.wan.presets import check_fits, free_memory
from iamflow_agents.generator.wan.provenance import fingerprint
from iamflow_agents.generator.wan.quant import quantise
from iamflow_agents.generator.wan.sources import locate
from iamflow_agents.generator.wan.tiny_vae import TinyStreamingDecoder, TinyVideoDecoder
from iamflow_agents.generator.wan.vae_stream import WARM_UP_LATENTS, LatentDecoder, StreamingDecoder
from iamflow_agents.generator.wan.weights import load_tiny_vae, load_transformer, load_vae

TINY_WARM_UP_LATENTS = 9
"""Latent frames that the tiny decoder looks back: one for each of its nine memory blocks, less at finer times."""
_TINY_WIDTHS = (16, 12, 8, 8)
_TINY_GATE = 1.0
_BASE = "wan2.1-1.3b"
_TINY_VAE = "taew2_1"
_DTYPES = {"bf16": torch.bfloat16, "fp16": torch.float16, "fp32": torch.float32}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class WanParts:
    """What the sessions of a generator share."""

    model: CausalWan
    model_hash: str
    attention: AttentionBackend
    embedder: Embedder
    new_decoder: Callable[[], LatentDecoder]
    """A decoder at the start of a stream, over shared weights."""
    decoder_device: torch.device
    warm_up_latents: int
    """Latents after which the decoder has forgotten everything older."""
    quantisation: str
    """What was really applied; `none` where it would have been slower."""
    single_threaded: bool = False
    """Whether a pass is so small that more threads only make it slower, and its last bits depend on their number."""


def resolve_device(name: str) -> torch.device:
    """The device that a setting means.

    Raises:
        ConfigError: If it is not here.
    """
    if name == "auto":
        found = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
        return torch.device(found)
    try:
        device = torch.device(name)
    except RuntimeError:
        device = None
    there = {"cpu": True, "cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    if device is None or not there.get(device.type, False):
        raise ConfigError(
            f"the device {name!r} is not to be had here",
            where="wan_device",
            next_step="Use auto, cpu, cuda, cuda:1 or mps.",
        )
    return device


def resolve_dtype(name: str, device: torch.device) -> torch.dtype:
    """The number type that a setting means.

    Raises:
        ConfigError: If there is none of that name.
    """
    if name == "auto":
        return torch.float32 if device.type == "cpu" else torch.bfloat16
    if name not in _DTYPES:
        raise ConfigError(
            f"no number type is called {name!r}", where="wan_dtype", next_step=f"Use auto, {', '.join(_DTYPES)}."
        )
    return _DTYPES[name]


def transformer_sizes(options: WanOptions) -> TransformerSizes:
    """Sizes of the transformer before it is loaded: from its config, else those of 1.3B, which all known ones have."""
    path = Path(options.model).expanduser()
    for config in (path / "transformer" / "config.json", path / "config.json", path.parent / "config.json"):
        if path.exists() and config.is_file():
            try:
                found = json.loads(config.read_text(encoding="utf-8"))
                named = {"num_attention_heads": found.get("num_heads"), **found}
                named.setdefault("attention_head_dim", WAN_1_3B.head_dim)
                return TransformerSizes.from_config(named)
            except (OSError, ValueError, KeyError, TypeError, AttributeError):
                continue
    return WAN_1_3B


def check_before_loading(options: WanOptions, width: int, height: int) -> MemoryEstimate | None:
    """Find all weights and make sure that they fit the device, without reading them.

    Args:
        options: What to run.
        width: Pixels.
        height: Pixels.

    Returns:
        What is expected to be needed; None for random weights.

    Raises:
        ConfigError: If weights, device or number type are not to be had, or memory does not suffice.
    """
    resolve_dtype(options.dtype, resolve_device(options.device))
    if options.is_tiny:
        return None
    for source in (options.model, _vae_source(options), options.text_encoder):
        locate(source, options.weights_home)
    if options.lora:
        locate(options.lora, options.weights_home, part="lora")
    sizes, preset = transformer_sizes(options), options.video_preset
    available = free_memory(str(resolve_device(options.device)))
    if available is None:
        return preset.estimate(width=width, height=height, sizes=sizes)
    return check_fits(preset, available, width=width, height=height, sizes=sizes)


def make_embedder(options: WanOptions) -> Embedder:
    """What turns prompts into embeddings; it loads its weights when it first needs them.

    Raises:
        ConfigError: If its files are not on this machine.
    """
    return Embedder(make_encoder(options), None if options.is_tiny else options.prompt_cache)


def load_parts(options: WanOptions, embedder: Embedder | None = None) -> WanParts:
    """Load everything, or draw it at random for `tiny`.

    Args:
        options: What to load.
        embedder: Made before, if there is one.

    Raises:
        ConfigError: If something is not on this machine.
        GeneratorError: If weights are damaged or do not fit together.
    """
    device = resolve_device("cpu" if options.is_tiny and options.device == "auto" else options.device)
    dtype = resolve_dtype(options.dtype, device)
    model = _random_transformer(dtype, device) if options.is_tiny else _transformer(options, dtype, device)
    model_hash, scheme, applied = fingerprint(model), options.video_preset.quantisation, "none"
    if scheme is not None and not options.is_tiny:
        report = quantise(model, scheme, memory_first=options.quantisation == "auto")
        applied = report.applied or "none"
    if options.compile:
        compile_blocks(model)
    shape = model.cache_shape()
    new_decoder, warm_up = _decoder(options, dtype, device)
    return WanParts(
        model=model,
        model_hash=model_hash,
        attention=choose_attention(device, dtype, shape.head_dim, name=options.attention, n_heads=shape.n_heads),
        embedder=embedder or make_embedder(options),
        new_decoder=new_decoder,
        decoder_device=device,
        warm_up_latents=warm_up,
        quantisation=applied,
        single_threaded=options.is_tiny and device.type == "cpu",
    )


_THREADS = threading.RLock()


@contextmanager
def threads_for(parts: WanParts) -> Iterator[None]:
    """Run small models on a single thread, so that their bits do not depend on the machine's number of cores."""
    if not parts.single_threaded:
        yield
        return
    with _THREADS:
        before = torch.get_num_threads()
        torch.set_num_threads(1)
        try:
            yield
        finally:
            torch.set_num_threads(before)


def _transformer(options: WanOptions, dtype: torch.dtype, device: torch.device) -> CausalWan:
    return load_transformer(
        options.model,
        CausalWan,
        dtype=dtype,
        device=device,
        entry=options.entry or None,
        lora=options.lora or None,
        weights_home=options.weights_home,
    )


def _random_transformer(dtype: torch.dtype, device: torch.device) -> CausalWan:
    """The smallest model, its gates opened: as drawn they are so small that prompts would hardly be seen."""
    model = random_model("tiny", dtype=dtype, device=device)
    for block in model.blocks:
        block.scale_shift_table.data[:, (2, 5)] += _TINY_GATE
    return model


def _vae_source(options: WanOptions) -> str:
    return options.vae or (_BASE if options.video_preset.vae == "wan" else _TINY_VAE)


def _decoder(options: WanOptions, dtype: torch.dtype, device: torch.device) -> tuple[Callable[[], LatentDecoder], int]:
    """A maker of decoders over loaded weights, and how far they look back."""
    full = options.video_preset.vae == "wan"
    if options.is_tiny:
        network: Any = _random_vae() if full else _random_tiny_decoder()
        network = network.to(device=device, dtype=dtype)
    else:
        load = load_vae if full else load_tiny_vae
        network = load(_vae_source(options), dtype=dtype, device=device, weights_home=options.weights_home)
    if full:
        return lambda: StreamingDecoder(network), WARM_UP_LATENTS
    return lambda: TinyStreamingDecoder(network), TINY_WARM_UP_LATENTS


def _random_tiny_decoder() -> TinyVideoDecoder:
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        decoder = TinyVideoDecoder(16, _TINY_WIDTHS)
        last = cast(torch.nn.Conv2d, decoder.decoder[-1])
        # As drawn, the output would hardly leave one grey.
        last.weight.data.mul_(24.0)
        cast(torch.Tensor, last.bias).data.fill_(0.5)
    return decoder.eval().requires_grad_(False)


def _random_vae() -> Any:
    from diffusers import AutoencoderKLWan

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        vae = AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=1)
    return vae.eval().requires_grad_(False)
