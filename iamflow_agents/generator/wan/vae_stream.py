"""Turn latents into pixels block by block, exactly as if the whole film were decoded at once.

The Wan decoder is causal in time and keeps the last two frames of every convolution. `AutoencoderKLWan.decode` throws
that memory away before and after each call and treats the first frame apart, so decoding per block with it loses three
pixel frames a call and shows seams. Here the decoder is called directly with a feature cache of its own, which may be
saved and loaded; the VAE object stays untouched and can be shared. What the latents mean, and when to decode, is left
to the session; decoding beside the next block is `decode_beside`.

Source: the structure of diffusers' `AutoencoderKLWan` (0.42); Wan technical report, arXiv 2503.20314, section 4.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

import torch
from torch import Tensor

from iamflow_agents.errors import GeneratorError

WARM_UP_LATENTS = 39
"""Latent frames of history after which the decoder has forgotten everything older (measured: the error is then 0)."""
_WHERE = "the video decoder"
_CHUNK_LATENTS = 3
_TEMPORAL_REACH = 2


class LatentDecoder(Protocol):
    """What both decoders can do; state is plain data that `torch.load(weights_only=True)` reads."""

    def feed(self, latents: Tensor) -> Tensor:
        """Decode the next latent frames of the stream."""

    def state(self) -> dict[str, Any]:
        """Everything that is needed to go on later."""

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a saved state."""

    def reset(self) -> None:
        """Start a new stream."""


class StreamingDecoder:
    """Decode a stream of latents with a full `AutoencoderKLWan`.

    Call `feed` with consecutive latents; the first latent frame of a stream gives one pixel frame, each later one
    four. Memory does not grow with the stream. To go on in another process, either `load` a `state`, or `resume` from
    the last `WARM_UP_LATENTS` latents.

    Args:
        vae: An `AutoencoderKLWan`; only its decoder is used.
        chunk_latents: Most latent frames in one decoder call; fewer need less memory and more calls.
    """

    def __init__(self, vae: Any, *, chunk_latents: int = _CHUNK_LATENTS) -> None:
        if chunk_latents < 1:
            raise GeneratorError(
                f"{chunk_latents} latent frames a call decode nothing", where=_WHERE, next_step="Use 1 or more."
            )
        self._vae = vae
        self._chunk_latents = chunk_latents
        self._channels = int(vae.config.z_dim)
        shape = (1, self._channels, 1, 1, 1)
        self._mean = torch.tensor(vae.config.latents_mean, dtype=torch.float64).view(shape)
        self._std = torch.tensor(vae.config.latents_std, dtype=torch.float64).view(shape)
        self.reset()

    def reset(self) -> None:
        """Start a new stream: the next latent frame is a first one."""
        self._cache: list[Any] = [None] * self._vae._cached_conv_counts["decoder"]
        self._fed = 0
        self._grid: tuple[int, int, int] | None = None

    @property
    def fed_latents(self) -> int:
        """Latent frames decoded since the start of the stream."""
        return self._fed

    @torch.no_grad()
    def feed(self, latents: Tensor) -> Tensor:
        """Decode the next latent frames.

        Args:
            latents: Normalised latents as the transformer makes them. [B, C, F, h, w], any float type.

        Returns:
            Pixels in [-1, 1]. [B, 3, 4F, 8h, 8w], three frames fewer for the first call; in the VAE's type.

        Raises:
            GeneratorError: If the shape does not continue the stream.
        """
        return torch.cat(list(self.feed_parts(latents)), dim=2)

    @torch.no_grad()
    def feed_parts(self, latents: Tensor) -> Iterator[Tensor]:
        """Decode as `feed`, handing out each decoder call's pixels, so that a long history needs little memory."""
        check_latents(latents, self._channels, self._grid)
        self._grid = (latents.shape[0], latents.shape[3], latents.shape[4])
        start = 0
        while start < latents.shape[2]:
            # Frames 0 and 1 go alone: the first has no past, and after it the temporal up-samplers' caches hold a
            # marker instead of frames, which only a single frame replaces correctly.
            wanted = 1 if self._fed < _TEMPORAL_REACH else self._chunk_latents
            part = latents[:, :, start : start + wanted]
            yield self._decode(part)
            start += part.shape[2]

    def _decode(self, latents: Tensor) -> Tensor:
        """One decoder call. [B, C, F, h, w] -> [B, 3, P, 8h, 8w]."""
        first = {"first_chunk": True} if self._fed == 0 else {}
        hidden = self._vae.post_quant_conv(self._denormalise(latents))
        pixels: Tensor = self._vae.decoder(hidden, feat_cache=self._cache, feat_idx=[0], **first)
        self._fed += latents.shape[2]
        patch = self._vae.config.patch_size
        if patch is not None:
            from diffusers.models.autoencoders.autoencoder_kl_wan import unpatchify

            pixels = unpatchify(pixels, patch_size=patch)
        return pixels.clamp(-1.0, 1.0)

    def _denormalise(self, latents: Tensor) -> Tensor:
        """Undo the normalisation in float32 or better, then go to the decoder's type."""
        weight = self._vae.post_quant_conv.weight
        exact = torch.promote_types(weight.dtype, torch.float32)
        mean, std = (values.to(weight.device, exact) for values in (self._mean, self._std))
        return (latents.to(weight.device, exact) * std + mean).to(weight.dtype)

    def resume(self, history: Tensor) -> None:
        """Bring the cache to where a stream stood, from its last latents; their pixels are thrown away.

        Args:
            history: The latents fed last, in order; `WARM_UP_LATENTS` of them, or all if there were fewer, make what
                follows exact. [B, C, F, h, w].
        """
        self.reset()
        for _pixels in self.feed_parts(history[:, :, -WARM_UP_LATENTS:]):
            pass

    def state(self) -> dict[str, Any]:
        """Copy the feature cache to host memory. 1.9 GB at 480x832 in bfloat16; the last 39 latents are 8 MB."""
        cache = [entry.detach().to("cpu", copy=True) if torch.is_tensor(entry) else entry for entry in self._cache]
        return {"kind": "wan-vae", "cache": cache, "fed": self._fed, "grid": self._grid}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a saved `state`.

        Raises:
            GeneratorError: If the state is another decoder's.
        """
        cache = state.get("cache")
        if state.get("kind") != "wan-vae" or not isinstance(cache, list) or len(cache) != len(self._cache):
            raise foreign_state(state)
        weight = self._vae.post_quant_conv.weight
        self._cache = [
            entry.to(weight.device, weight.dtype, copy=True) if torch.is_tensor(entry) else entry for entry in cache
        ]
        self._fed = int(state["fed"])
        self._grid = None if state["grid"] is None else tuple(state["grid"])


def check_latents(latents: Tensor, channels: int, grid: tuple[int, int, int] | None) -> None:
    """Refuse latents that cannot be the next part of a stream.

    Args:
        latents: Should be [B, C, F, h, w].
        channels: C of the decoder.
        grid: (B, h, w) of the stream so far; None at its start.

    Raises:
        GeneratorError: With the shape that was expected.
    """
    shape = tuple(latents.shape)
    expected = f"[B {channels} F h w]" if grid is None else f"[{grid[0]} {channels} F {grid[1]} {grid[2]}]"
    fits = len(shape) == 5 and shape[1] == channels and min(shape) > 0
    if not fits or (grid is not None and (shape[0], shape[3], shape[4]) != grid):
        raise GeneratorError(
            f"latents of shape {list(shape)} do not continue the stream, which takes {expected}",
            where=_WHERE,
            next_step="Feed blocks of one film in order, or reset the decoder for a new one.",
        )


def foreign_state(state: dict[str, Any]) -> GeneratorError:
    """The error for a state that another kind of decoder saved."""
    return GeneratorError(
        f"the saved decoder state is of kind {state.get('kind')!r} and does not fit this decoder",
        where=_WHERE,
        next_step="Load the decoder that the job was started with, or resume from the last latents instead.",
    )
