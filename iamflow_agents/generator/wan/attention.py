"""Which attention kernel runs: found by trying, named in every saved state.

All kernels here compute plain dense attention of the current block over the visible frames; no mask is ever needed,
since what a block must not see is not in the slice it is given. On CUDA several kernels compete; each candidate is
run once on a small problem, compared with exact attention, and the fastest correct one wins. Results of different
kernels differ in the last bits, so a saved state can only be continued with the kernel it names.
"""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.nn.functional import scaled_dot_product_attention

from iamflow_agents.errors import ConfigError

AttentionFunction = Callable[[torch.Tensor, torch.Tensor, torch.Tensor], torch.Tensor]
"""Queries `[B, Lq, H, D]`, keys and values `[B, Lk, H, D]` -> `[B, Lq, H, D]`."""

TOLERANCE = {torch.float32: 1e-3, torch.float16: 1e-2, torch.bfloat16: 4e-2}
"""Largest error a kernel may make on standard normal input; fp32 leaves room for tensor-float-32."""


@dataclass(frozen=True, slots=True)
class AttentionBackend:
    """A named attention kernel."""

    name: str
    run: AttentionFunction


def sdpa(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Attention as torch dispatches it; shapes as in `AttentionFunction`."""
    return scaled_dot_product_attention(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)).transpose(1, 2)


def _sdpa_with(kernel: SDPBackend) -> AttentionFunction:
    """Attention by one of torch's own kernels and no other."""

    def run(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        with sdpa_kernel(kernel):
            return sdpa(q, k, v)

    return run


def _flash_package(module: str) -> AttentionFunction:
    """Attention of an installed FlashAttention package (2 or 3)."""
    function: Callable[..., Any] = importlib.import_module(module).flash_attn_func

    def run(q: torch.Tensor, k: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
        out = function(q, k, v)
        result: torch.Tensor = out[0] if isinstance(out, tuple) else out
        return result

    return run


_MAKERS: dict[str, Callable[[], AttentionFunction]] = {
    "fa3": lambda: _flash_package("flash_attn_interface"),
    "fa2": lambda: _flash_package("flash_attn"),
    "cudnn": lambda: _sdpa_with(SDPBackend.CUDNN_ATTENTION),
    "flash": lambda: _sdpa_with(SDPBackend.FLASH_ATTENTION),
    "efficient": lambda: _sdpa_with(SDPBackend.EFFICIENT_ATTENTION),
    "sdpa": lambda: sdpa,
}
NAMES = ("auto", *_MAKERS)


def choose_attention(
    device: torch.device, dtype: torch.dtype, head_dim: int, *, name: str = "auto", n_heads: int = 12
) -> AttentionBackend:
    """Pick the attention kernel for a device.

    Args:
        device: Where it runs.
        dtype: Number type of queries, keys and values.
        head_dim: D.
        name: One of `NAMES`; `auto` tries all on CUDA and takes torch's own choice elsewhere.
        n_heads: H, for the trial's shape.

    Returns:
        The kernel.

    Raises:
        ConfigError: If the named kernel does not exist or does not work here.
    """
    if name not in NAMES:
        raise ConfigError(
            f"no attention back end is called {name!r}",
            where="the Wan generator",
            next_step="Choose one of: " + ", ".join(NAMES) + ".",
        )
    if name == "auto" and device.type != "cuda":
        return AttentionBackend("sdpa", sdpa)
    names = tuple(_MAKERS) if name == "auto" else (name,)
    tried = [(_try(candidate, device, dtype, head_dim, n_heads), candidate) for candidate in names]
    works = [(outcome, candidate) for outcome, candidate in tried if isinstance(outcome, float)]
    if not works:
        raise ConfigError(
            f"attention back end {name!r} does not work on {device.type} with {dtype}: {tried[0][0]}",
            where="the Wan generator",
            next_step="Use `sdpa`, which works everywhere, or `auto`.",
        )
    best = min(works)[1]
    return AttentionBackend(best, _MAKERS[best]())


def _try(name: str, device: torch.device, dtype: torch.dtype, head_dim: int, n_heads: int) -> float | str:
    """Run a kernel on a small problem: seconds it took, or why it cannot be used."""
    tokens = (1024, 4096) if device.type == "cuda" else (16, 32)
    generator = torch.Generator().manual_seed(0)
    shapes = [(1, length, n_heads, head_dim) for length in (tokens[0], tokens[1], tokens[1])]
    q, k, v = (torch.randn(shape, generator=generator).to(device, dtype) for shape in shapes)
    try:
        run = _MAKERS[name]()
        got = run(q, k, v)
        error = (got.float() - sdpa(q.float(), k.float(), v.float())).abs().max().item()
        if not error <= TOLERANCE.get(dtype, 1e-3):
            return f"it is off by {error:.1e}"
        _wait(device)
        start = time.perf_counter()
        for _ in range(3):
            run(q, k, v)
        _wait(device)
        return time.perf_counter() - start
    except (ImportError, AttributeError, RuntimeError, ValueError, TypeError, AssertionError) as error_:
        return str(error_).splitlines()[0] if str(error_) else type(error_).__name__


def _wait(device: torch.device) -> None:
    """Let the device finish, so that the clock measures it."""
    if device.type == "cuda":
        torch.cuda.synchronize(device)
