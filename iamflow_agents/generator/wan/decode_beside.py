"""Decode on a stream or a device of its own, beside the transformer's next block.

On CUDA the decoder's kernels go onto a separate stream of the decoder's device; the caller gets a handle at once and
waits only when it wants the pixels. Elsewhere the same calls decode at once. On one GPU this hides launches and copies,
not arithmetic: it is the tiny decoder or a second GPU that takes the work off the transformer.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from iamflow_agents.generator.wan.vae_stream import LatentDecoder


@dataclass(slots=True, kw_only=True)
class PendingPixels:
    """Pixels that may still be in the making."""

    pixels: Tensor
    """[B, 3, P, H, W]; read it only through `wait` or `to_host`."""
    _done: Any = None

    def wait(self) -> Tensor:
        """Make the caller's stream wait for the pixels; the host does not wait."""
        if self._done is not None:
            current = torch.cuda.current_stream(self.pixels.device)
            current.wait_event(self._done)
            self.pixels.record_stream(current)
        return self.pixels

    def to_host(self) -> Tensor:
        """Wait on the host and copy the pixels there."""
        return self.wait().cpu()

    @property
    def ready(self) -> bool:
        """Whether nobody would have to wait."""
        return self._done is None or bool(self._done.query())


class BesideDecoder:
    """Wrap a streaming decoder so that feeding does not hold up the caller's stream.

    Args:
        decoder: A `StreamingDecoder` or `TinyStreamingDecoder`.
        device: Where its weights are; latents may come from another device.
    """

    def __init__(self, decoder: LatentDecoder, device: torch.device | str) -> None:
        self._decoder = decoder
        self._device = torch.device(device)
        self._stream: Any = None
        if self._device.type == "cuda":
            self._stream = torch.cuda.Stream(self._device)

    def feed(self, latents: Tensor) -> PendingPixels:
        """Start decoding the next latent frames. [B, C, F, h, w]."""
        if self._stream is None:
            return PendingPixels(pixels=self._decoder.feed(latents.to(self._device)))
        if latents.is_cuda:  # the latents must be finished before the other stream reads them
            self._stream.wait_stream(torch.cuda.current_stream(latents.device))
        with torch.cuda.stream(self._stream):
            moved = latents.to(self._device, non_blocking=True)
            if latents.is_cuda:  # the allocator must not hand this memory out again while the other stream reads it
                latents.record_stream(self._stream)
            pixels = self._decoder.feed(moved)
            done = torch.cuda.Event()
            done.record(self._stream)
        return PendingPixels(pixels=pixels, _done=done)

    def state(self) -> dict[str, Any]:
        """The decoder's state, once everything that was fed is decoded."""
        self._finish()
        return self._decoder.state()

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a saved state."""
        self._finish()
        self._decoder.load(state)
        self._settle()

    def reset(self) -> None:
        """Start a new stream."""
        self._finish()
        self._decoder.reset()

    def _finish(self) -> None:
        """Wait for the side stream on the host."""
        if self._stream is not None:
            self._stream.synchronize()

    def _settle(self) -> None:
        """Let the side stream see what the caller's stream has just written."""
        if self._stream is not None:
            self._stream.wait_stream(torch.cuda.current_stream(self._device))
