"""A tiny video decoder of the TAEHV family: 25 times less work than the Wan VAE, for previews and small cards.

The network is a stack of 3x3 convolutions on single frames. Time enters in two ways: a memory block sees, beside its
input, the input it had one frame earlier; a growing block turns one frame into two. Both are causal, so decoding block
by block equals decoding all at once. Latents go in as the transformer makes them (not de-normalised). Only decoding is
here; encoder weights in a file are passed over.

Source: architecture and state-dict layout of madebyollin/taehv (MIT), `taew2_1.pth`; written anew from its structure.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.vae_stream import check_latents, foreign_state

CHANNELS = (256, 128, 64, 64)
"""Channels of the four resolutions of the published weights."""
TIME_STRIDES = (1, 2, 2)
"""How many frames each of the three up-sampling steps makes of one."""
_MEMORY_BLOCKS = 3
_WHERE = "the tiny video decoder"
_LATENT_LIMIT = 3.0


class SoftClamp(nn.Module):
    """Keep latents within the range the decoder was trained on: 3 tanh(x / 3)."""

    def forward(self, hidden: Tensor) -> Tensor:
        """Any shape."""
        return torch.tanh(hidden / _LATENT_LIMIT) * _LATENT_LIMIT


class MemoryBlock(nn.Module):
    """Residual block that sees its own input of one frame earlier."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Sequential(
            _conv(2 * channels, channels), nn.ReLU(), _conv(channels, channels), nn.ReLU(), _conv(channels, channels)
        )

    def forward(self, hidden: Tensor, before: Tensor) -> Tensor:
        """Both [N, C, h, w]; `before` holds the frame that precedes each frame of `hidden`."""
        return F.relu(self.conv(torch.cat([hidden, before], dim=1)) + hidden)


class TimeGrow(nn.Module):
    """Make `stride` frames of one with a 1x1 convolution."""

    def __init__(self, channels: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        self.conv = nn.Conv2d(channels, channels * stride, 1, bias=False)

    def forward(self, hidden: Tensor) -> Tensor:
        """[N, C, h, w] -> [N * stride, C, h, w], frames in order."""
        frames: Tensor = self.conv(hidden)
        return frames.reshape(-1, hidden.shape[1], *hidden.shape[2:])


class TinyVideoDecoder(nn.Module):
    """The decoder half of the network; parameter names are those of the published files.

    Args:
        latent_channels: C of the latents.
        channels: Widths of the four resolutions, coarse to fine.
    """

    def __init__(self, latent_channels: int = 16, channels: tuple[int, int, int, int] = CHANNELS) -> None:
        super().__init__()
        self.latent_channels = latent_channels
        layers: list[nn.Module] = [SoftClamp(), _conv(latent_channels, channels[0]), nn.ReLU()]
        for width, next_width, stride in zip(channels[:-1], channels[1:], TIME_STRIDES, strict=True):
            layers += [MemoryBlock(width) for _ in range(_MEMORY_BLOCKS)]
            layers += [nn.Upsample(scale_factor=2), TimeGrow(width, stride), _conv(width, next_width, bias=False)]
        layers += [nn.ReLU(), _conv(channels[-1], 3)]
        self.decoder = nn.Sequential(*layers)

    @property
    def device_and_type(self) -> tuple[torch.device, torch.dtype]:
        """Where and in which type it computes."""
        weight = next(self.parameters())
        return weight.device, weight.dtype

    def run(self, latents: Tensor, before: dict[int, Tensor]) -> Tensor:
        """Decode frames that follow those whose last inputs `before` holds.

        Args:
            latents: [B, C, F, h, w].
            before: Layer index -> that memory block's last input frame [B, C, h, w]; empty at the start of a stream.
                Filled and overwritten in place.

        Returns:
            [B, 4F, 3, 8h, 8w] before clamping, frames that only lead into the first one included.
        """
        batch = latents.shape[0]
        hidden = latents.transpose(1, 2).flatten(0, 1)  # [B C F h w] -> [B*F C h w]
        for index, layer in enumerate(self.decoder):
            if isinstance(layer, MemoryBlock):
                frames = hidden.view(batch, -1, *hidden.shape[1:])  # [B F C h w]
                last = before.get(index, torch.zeros_like(frames[:, 0]))
                past = torch.cat([last[:, None], frames[:, :-1]], dim=1).flatten(0, 1)
                before[index] = frames[:, -1].clone()
                hidden = layer(hidden, past)
            else:
                hidden = layer(hidden)
        return hidden.view(batch, -1, *hidden.shape[1:])


class TinyStreamingDecoder:
    """Decode a stream of latents with a `TinyVideoDecoder`; the same calls as `StreamingDecoder`.

    Args:
        decoder: The network, with weights.
    """

    def __init__(self, decoder: TinyVideoDecoder) -> None:
        self._decoder = decoder
        self._lead_in = 1
        for stride in TIME_STRIDES:
            self._lead_in *= stride
        self._lead_in -= 1
        self.reset()

    def reset(self) -> None:
        """Start a new stream."""
        self._before: dict[int, Tensor] = {}
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
            latents: Normalised latents as the transformer makes them. [B, C, F, h, w].

        Returns:
            Pixels in [-1, 1]. [B, 3, 4F, 8h, 8w], three frames fewer for the first call.

        Raises:
            GeneratorError: If the shape does not continue the stream.
        """
        check_latents(latents, self._decoder.latent_channels, self._grid)
        self._grid = (latents.shape[0], latents.shape[3], latents.shape[4])
        device, dtype = self._decoder.device_and_type
        frames = self._decoder.run(latents.to(device, dtype), self._before)
        if self._fed == 0:  # the first latent frame stands for one pixel frame, as in the Wan VAE
            frames = frames[:, self._lead_in :]
        self._fed += latents.shape[2]
        return frames.transpose(1, 2).clamp(0.0, 1.0) * 2.0 - 1.0

    def state(self) -> dict[str, Any]:
        """Copy the memory blocks' last inputs to host memory: 67 MB at 480x832 in bfloat16."""
        before = {index: frame.detach().to("cpu", copy=True) for index, frame in self._before.items()}
        return {"kind": "tiny-vae", "before": before, "fed": self._fed, "grid": self._grid}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a saved `state`.

        Raises:
            GeneratorError: If the state is another decoder's.
        """
        if state.get("kind") != "tiny-vae":
            raise foreign_state(state)
        device, dtype = self._decoder.device_and_type
        layers = self._decoder.decoder
        before = {int(index): frame.to(device, dtype, copy=True) for index, frame in state["before"].items()}
        for index, frame in before.items():
            layer = layers[index] if index < len(layers) else None
            if not isinstance(layer, MemoryBlock) or 2 * frame.shape[1] != layer.conv[0].in_channels:
                raise foreign_state(state)
        self._before = before
        self._fed = int(state["fed"])
        self._grid = None if state["grid"] is None else tuple(state["grid"])


def tiny_decoder_from_state(state: Mapping[str, Tensor], *, where: str = _WHERE) -> TinyVideoDecoder:
    """Build the decoder that a state dict describes and fill it.

    Widths and type are read from the weights. A growing block saved for more frames than it makes here keeps its
    last ones.

    Args:
        state: As in `taew2_1.pth` or its safetensors twin; `encoder.` keys are passed over.
        where: What to name in errors.

    Raises:
        GeneratorError: With the keys that are missing, unexpected or of another shape.
    """
    weights = {key: value for key, value in state.items() if not key.startswith("encoder.")}
    first, last = weights.get("decoder.1.weight"), weights.get("decoder.22.weight")
    if first is None or last is None:
        raise _layout_error(["decoder.1.weight and decoder.22.weight are missing"], where)
    widths = [_width(weights, index, where) for index in (3, 9, 15)] + [last.shape[1]]
    decoder = TinyVideoDecoder(first.shape[1], (widths[0], widths[1], widths[2], widths[3])).to(first.dtype)
    expected = decoder.state_dict()
    for key, wanted in expected.items():
        got = weights.get(key)
        if got is not None and isinstance(decoder.decoder[int(key.split(".")[1])], TimeGrow) and len(got) > len(wanted):
            weights[key] = got[-len(wanted) :]
    problems = [f"{key} is missing" for key in expected.keys() - weights.keys()]
    problems += [f"{key} is unexpected" for key in weights.keys() - expected.keys()]
    problems += [
        f"{key} is {list(weights[key].shape)} instead of {list(wanted.shape)}"
        for key, wanted in expected.items()
        if key in weights and weights[key].shape != wanted.shape
    ]
    if problems:
        raise _layout_error(sorted(problems), where)
    decoder.load_state_dict(weights)
    return decoder.eval().requires_grad_(False)


def _width(weights: Mapping[str, Tensor], index: int, where: str) -> int:
    """Channels of the memory block at a layer index."""
    key = f"decoder.{index}.conv.4.weight"
    if key not in weights:
        raise _layout_error([f"{key} is missing"], where)
    return int(weights[key].shape[0])


def _layout_error(problems: list[str], where: str) -> GeneratorError:
    """The error for a file of another network."""
    shown = "; ".join(problems[:6]) + (f"; and {len(problems) - 6} more" if len(problems) > 6 else "")
    return GeneratorError(
        f"these are not the weights of a tiny video decoder: {shown}",
        where=where,
        next_step="Use taew2_1.pth: `iamflow weights fetch taew2_1`.",
    )


def _conv(channels_in: int, channels_out: int, *, bias: bool = True) -> nn.Conv2d:
    """3x3 convolution that keeps the size."""
    return nn.Conv2d(channels_in, channels_out, 3, padding=1, bias=bias)
