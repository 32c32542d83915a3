"""Time a layer as it is and quantised, so that nobody runs slower without knowing.

The layer is the widest of the model itself, on its own device; the rows are as many as a small block has tokens, fewer
on a CPU, where start-up would otherwise take seconds. The quickest of several runs counts: what disturbs only slows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor, nn

Timer = Callable[[Callable[[], Tensor]], float]
"""Runs a call some times and gives the milliseconds of the quickest."""
ROWS = {"cuda": 4680}
"""Rows by device type: tokens of a block at 480x832 on a card."""
_ROWS_ELSEWHERE = 128
_RUNS = 5
_TOLERANCE = 1.03
"""So much slower is noise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How long a layer takes."""

    plain_ms: float
    quantised_ms: float
    rows: int
    failure: str | None = None
    """Why the quantised layer could not run; None if it did."""

    @property
    def slower(self) -> bool:
        """Whether the quantised layer takes clearly longer."""
        return self.failure is not None or self.quantised_ms > self.plain_ms * _TOLERANCE

    def in_words(self) -> str:
        """Both times."""
        return f"{self.plain_ms:.3f} ms plain, {self.quantised_ms:.3f} ms quantised ({self.rows} rows)"


@torch.no_grad()
def try_linear(layer: nn.Linear, quantise: Callable[[nn.Linear], nn.Module], *, timer: Timer | None = None) -> Trial:
    """Time a layer both ways.

    Args:
        layer: A layer of the model; it is not changed.
        quantise: Makes its quantised twin.
        timer: Measures a call; None for the device's own clock.

    Returns:
        Both times, or why the twin could not be made or run.
    """
    device, dtype = layer.weight.device, layer.weight.dtype
    rows = ROWS.get(device.type, _ROWS_ELSEWHERE)
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(1, rows, layer.in_features, generator=generator).to(device, dtype)
    measure = timer or (cuda_timer if device.type == "cuda" else host_timer)
    try:
        twin = quantise(layer)
        twin(hidden)
    except (RuntimeError, NotImplementedError, AssertionError, ImportError, TypeError, ValueError) as error:
        lines = str(error).splitlines() or [type(error).__name__]
        return Trial(plain_ms=0.0, quantised_ms=0.0, rows=rows, failure=lines[0][:200])
    plain_ms = measure(lambda: layer(hidden))
    return Trial(plain_ms=plain_ms, quantised_ms=measure(lambda: twin(hidden)), rows=rows)


def host_timer(call: Callable[[], Tensor]) -> float:
    """Milliseconds of the quickest of a few runs by the host's clock."""
    call()
    times = []
    for _ in range(_RUNS):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return 1e3 * min(times)


def cuda_timer(call: Callable[[], Tensor]) -> float:
    """Milliseconds of the quickest of a few runs by the card's events."""
    call()
    times = []
    for _ in range(_RUNS):
        start, end = torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)
        start.record()
        call()
        end.record()
        end.synchronize()
        times.append(float(start.elapsed_time(end)))
    return min(times)
