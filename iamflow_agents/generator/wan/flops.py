"""How much arithmetic a block of video costs, exactly, from sizes alone.

Counts floating-point operations of matrix products and convolutions (a multiply and an add are two), as
`torch.utils.flop_counter` does; elementwise work is bandwidth, not arithmetic, and left out. Used for benchmarks'
roofline percentage and for estimates; needs no torch.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

TEXT_TOKENS = 512
"""Text slots attention sees; shorter prompts are padded to it, as in training."""
_MODULATIONS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformerSizes:
    """Sizes of a Wan transformer."""

    heads: int
    head_dim: int
    ffn_dim: int
    layers: int
    text_dim: int = 4096
    freq_dim: int = 256
    latent_channels: int = 16
    patch_cells: int = 4
    """Latent cells of a token."""

    @property
    def width(self) -> int:
        """Channels of a token."""
        return self.heads * self.head_dim

    @property
    def layer_weights(self) -> int:
        """Matrix weights of one layer: eight attention projections and two feed-forward ones."""
        return 8 * self.width**2 + 2 * self.width * self.ffn_dim

    @property
    def weights(self) -> int:
        """All parameters, biases, norms and tables included."""
        width, layers = self.width, self.layers
        biases = 8 * width + self.ffn_dim + width
        norms = 4 * width + 2 * width  # query and key norms of both attentions; norm of the cross-attention
        layer = self.layer_weights + biases + norms + _MODULATIONS * width
        patches = self.latent_channels * self.patch_cells
        ends = (patches * width + width) + (width * patches + patches) + 2 * width
        text = self.text_dim * width + width + width**2 + width
        time = self.freq_dim * width + width + width**2 + width + _MODULATIONS * (width**2 + width)
        return layers * layer + ends + text + time

    @classmethod
    def from_config(cls, config: Mapping[str, Any]) -> TransformerSizes:
        """From the config of a `WanTransformer3DModel`; what it lacks is as for the published models."""
        patch = tuple(config.get("patch_size", (1, 2, 2)))
        return cls(
            heads=int(config["num_attention_heads"]),
            head_dim=int(config["attention_head_dim"]),
            ffn_dim=int(config["ffn_dim"]),
            layers=int(config["num_layers"]),
            text_dim=int(config.get("text_dim", 4096)),
            freq_dim=int(config.get("freq_dim", 256)),
            latent_channels=int(config.get("in_channels", 16)),
            patch_cells=int(patch[0] * patch[1] * patch[2]),
        )


WAN_1_3B = TransformerSizes(heads=12, head_dim=128, ffn_dim=8960, layers=30)
WAN_14B = TransformerSizes(heads=40, head_dim=128, ffn_dim=13824, layers=40)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flops:
    """Operations by kind."""

    linear: float = 0.0
    """Projections and feed-forward of the layers."""
    self_attention: float = 0.0
    cross_attention: float = 0.0
    """Scores and sums over the text, without its projections."""
    text: float = 0.0
    """Text embedder, keys and values of the prompt; once a prompt if they are kept."""
    ends: float = 0.0
    """Patch embedding, time embedder, output projection."""

    @property
    def total(self) -> float:
        """All of it."""
        return self.linear + self.self_attention + self.cross_attention + self.text + self.ends

    @property
    def attention_share(self) -> float:
        """Part of self-attention in all, 0 to 1."""
        return self.self_attention / self.total if self.total else 0.0

    def __add__(self, other: Flops) -> Flops:
        """Sum by kind."""
        return Flops(
            linear=self.linear + other.linear,
            self_attention=self.self_attention + other.self_attention,
            cross_attention=self.cross_attention + other.cross_attention,
            text=self.text + other.text,
            ends=self.ends + other.ends,
        )

    def __mul__(self, times: float) -> Flops:
        """As often as that."""
        return Flops(
            linear=self.linear * times,
            self_attention=self.self_attention * times,
            cross_attention=self.cross_attention * times,
            text=self.text * times,
            ends=self.ends * times,
        )


def pass_flops(
    sizes: TransformerSizes,
    *,
    frame_tokens: int,
    query_frames: int = 3,
    visible_frames: int = 12,
    text_tokens: int = TEXT_TOKENS,
    timesteps: int = 1,
    with_text: bool = False,
    keys_only: bool = False,
) -> Flops:
    """One pass of the transformer over a block.

    Args:
        sizes: The model.
        frame_tokens: Tokens of a latent frame.
        query_frames: Latent frames in the block.
        visible_frames: Latent frames that attention sees, the block's own included.
        text_tokens: Text slots.
        timesteps: Different timesteps in the call: 1, or one a frame.
        with_text: Whether the prompt's keys and values are computed too, rather than kept from the first time.
        keys_only: A clean pass, which ends after the keys and values of the last layer and has no output.

    Returns:
        Operations of a batch of one.
    """
    tokens, width = query_frames * frame_tokens, sizes.width
    token_weights = sizes.layer_weights - 2 * width**2  # keys and values of the text are not made from video tokens
    full_layers = sizes.layers - (1 if keys_only else 0)
    linear = 2 * tokens * token_weights * full_layers
    if keys_only:  # the last layer projects queries, keys and values and stops
        linear += 2 * tokens * 3 * width**2
    text = 0.0
    if with_text:
        embedder = 2 * text_tokens * (sizes.text_dim * width + width**2)
        text = embedder + sizes.layers * 2 * text_tokens * 2 * width**2
    patches = sizes.latent_channels * sizes.patch_cells
    ends = 2 * tokens * patches * width * (1 if keys_only else 2)
    ends += 2 * timesteps * (sizes.freq_dim * width + width**2 + _MODULATIONS * width**2)
    return Flops(
        linear=linear,
        self_attention=4.0 * tokens * visible_frames * frame_tokens * width * full_layers,
        cross_attention=4.0 * tokens * text_tokens * width * full_layers,
        text=text,
        ends=ends,
    )


def block_flops(
    sizes: TransformerSizes,
    *,
    frame_tokens: int,
    block_frames: int = 3,
    visible_frames: int = 12,
    steps: int = 4,
    text_tokens: int = TEXT_TOKENS,
) -> Flops:
    """A finished block: its denoising steps and the clean pass that leaves keys and values behind."""
    noisy, clean = (
        pass_flops(
            sizes,
            frame_tokens=frame_tokens,
            query_frames=block_frames,
            visible_frames=visible_frames,
            text_tokens=text_tokens,
            keys_only=keys_only,
        )
        for keys_only in (False, True)
    )
    return noisy * steps + clean


def rebuild_flops(
    sizes: TransformerSizes, *, frame_tokens: int, memory_frames: int, sink_frames: int = 3, block_frames: int = 3
) -> Flops:
    """Keys and values of memory frames from their archived blocks, each with the sink as its only context."""
    one = pass_flops(
        sizes,
        frame_tokens=frame_tokens,
        query_frames=block_frames,
        visible_frames=sink_frames + block_frames,
        keys_only=True,
    )
    return one * memory_frames


def vae_decode_flops(
    *,
    latent_height: int,
    latent_width: int,
    latent_frames: int = 3,
    base_dim: int = 96,
    dim_mult: Sequence[int] = (1, 2, 4, 4),
    res_blocks: int = 2,
    latent_channels: int = 16,
    time_upsample: Sequence[bool] = (True, True, False),
) -> float:
    """The Wan decoder in the middle of a stream.

    Args:
        latent_height: Rows of the latent.
        latent_width: Columns of the latent.
        latent_frames: Latent frames decoded.
        base_dim: Width of the finest level.
        dim_mult: Widths of the levels over `base_dim`, fine to coarse.
        res_blocks: Residual blocks a level, less one.
        latent_channels: Channels of the latent.
        time_upsample: For each up-sampling step, coarse to fine, whether it doubles the frames. The published decoder
            doubles at the first two.

    Returns:
        Operations of a batch of one.
    """
    widths = [base_dim * mult for mult in (dim_mult[-1], *reversed(dim_mult))]
    cells = latent_height * latent_width
    voxels = float(cells * latent_frames)
    total = 2 * voxels * latent_channels**2 + 2 * voxels * 27 * latent_channels * widths[0]
    total += 2 * _res_flops(voxels, widths[0], widths[0])
    total += 2 * voxels * 4 * widths[0] ** 2 + 4 * voxels * cells * widths[0]  # attention within each frame
    for level, (before, after) in enumerate(pairwise(widths)):
        into = before if level == 0 else before // 2
        total += _res_flops(voxels, into, after) + res_blocks * _res_flops(voxels, after, after)
        if level == len(dim_mult) - 1:
            break
        if time_upsample[level]:
            total += 2 * voxels * 3 * after * 2 * after
            voxels *= 2
        voxels *= 4
        total += 2 * voxels * 9 * after * (after // 2)
    return total + 2 * voxels * 27 * widths[-1] * 3


def _res_flops(voxels: float, before: int, after: int) -> float:
    """A residual block: two 3x3x3 convolutions and, where the width changes, a 1x1x1 one."""
    return 2 * voxels * (27 * after * (before + after) + (before * after if before != after else 0))


def tiny_vae_decode_flops(
    *,
    latent_height: int,
    latent_width: int,
    latent_frames: int = 3,
    channels: Sequence[int] = (256, 128, 64, 64),
    latent_channels: int = 16,
    time_strides: Sequence[int] = (1, 2, 2),
) -> float:
    """The tiny decoder; arguments as for `vae_decode_flops`, widths coarse to fine."""
    pixels = float(latent_height * latent_width * latent_frames)
    total = 2 * pixels * 9 * latent_channels * channels[0]
    for width, after, stride in zip(channels[:-1], channels[1:], time_strides, strict=True):
        total += 3 * 2 * pixels * 9 * 4 * width**2
        pixels *= 4
        total += 2 * pixels * width * width * stride
        pixels *= stride
        total += 2 * pixels * 9 * width * after
    return total + 2 * pixels * 9 * channels[-1] * 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """What a card can do at most, dense, by its data sheet."""

    bf16_tflops: float
    fp8_tflops: float | None
    bandwidth_tb_s: float


PEAKS = {
    "H200": Peak(bf16_tflops=989, fp8_tflops=1979, bandwidth_tb_s=4.8),
    "H100": Peak(bf16_tflops=989, fp8_tflops=1979, bandwidth_tb_s=3.35),
    "A100": Peak(bf16_tflops=312, fp8_tflops=None, bandwidth_tb_s=2.04),
    "RTX 4090": Peak(bf16_tflops=165, fp8_tflops=330, bandwidth_tb_s=1.01),
    "RTX 4070": Peak(bf16_tflops=58, fp8_tflops=117, bandwidth_tb_s=0.50),
}
"""By a part of the name that the driver reports."""


def find_peak(device_name: str) -> Peak | None:
    """The data sheet of a card; None if it is not one of `PEAKS`."""
    compact = device_name.upper().replace(" ", "")
    return next((peak for name, peak in PEAKS.items() if name.upper().replace(" ", "") in compact), None)


def roofline_percent(flops: Flops, seconds: float, peak: Peak, *, fp8_linears: bool = False) -> float:
    """How much of the card's arithmetic was used, in percent of the time it would need at its peak."""
    linear_peak = peak.fp8_tflops if fp8_linears and peak.fp8_tflops is not None else peak.bf16_tflops
    other = flops.total - flops.linear
    return 100.0 * (flops.linear / linear_peak + other / peak.bf16_tflops) / 1e12 / seconds
