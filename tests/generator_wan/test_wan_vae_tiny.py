"""The tiny decoder: blocks equal the whole, its layout is that of the published file, other files are refused."""

from __future__ import annotations

import io

import pytest
import torch
from torch import Tensor, nn

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.tiny_vae import (
    MemoryBlock,
    TinyStreamingDecoder,
    TinyVideoDecoder,
    tiny_decoder_from_state,
)

torch.set_num_threads(1)
WIDTHS = (12, 8, 6, 4)


@pytest.fixture(scope="module")
def network() -> TinyVideoDecoder:
    torch.manual_seed(0)
    made = TinyVideoDecoder(16, WIDTHS)
    for parameter in made.parameters():  # the default scale fades to grey over twenty layers
        if parameter.ndim > 1:
            nn.init.normal_(parameter, std=1.4 / parameter[0].numel() ** 0.5)
    return made.double().eval().requires_grad_(False)  # float64, so that only true differences show


def latents(frames: int, batch: int = 1, seed: int = 1) -> Tensor:
    return torch.randn(batch, 16, frames, 4, 6, generator=torch.Generator().manual_seed(seed))


def frame_by_frame(network: TinyVideoDecoder, z: Tensor) -> Tensor:
    """The definition, one frame at a time and depth first: each memory block sees its last input, zeros at first."""
    memory: dict[int, Tensor] = {}
    frames: list[Tensor] = []

    def walk(frame: Tensor, index: int) -> None:
        if index == len(network.decoder):
            frames.append(frame)
            return
        layer = network.decoder[index]
        if isinstance(layer, MemoryBlock):
            after = layer(frame, memory.get(index, torch.zeros_like(frame)))
            memory[index] = frame
            walk(after, index + 1)
        else:
            for part in layer(frame).split(1):
                walk(part, index + 1)

    for frame in z.double().unbind(2):
        walk(frame, 0)
    return torch.stack(frames, 2)[:, :, 3:].clamp(0, 1) * 2 - 1


@pytest.mark.parametrize("sizes", [[3, 3, 3], [1, 3, 5], [9], [1] * 9])
def test_wan_vae_tiny_blocks_equal_the_definition(network: TinyVideoDecoder, sizes: list[int]) -> None:
    z = latents(9)
    stream = TinyStreamingDecoder(network)
    parts = [stream.feed(part) for part in z.split(sizes, dim=2)]
    assert [p.shape[2] for p in parts] == [4 * n - (3 if i == 0 else 0) for i, n in enumerate(sizes)]
    pixels = torch.cat(parts, 2)
    assert pixels.shape == (1, 3, 33, 32, 48)
    assert (pixels - frame_by_frame(network, z)).abs().max() < 1e-12
    assert pixels.std() > 0.05


def test_wan_vae_tiny_in_float32_and_float16() -> None:
    torch.manual_seed(0)
    made = TinyVideoDecoder(16, WIDTHS).eval().requires_grad_(False)
    z = latents(6)
    whole = TinyStreamingDecoder(made).feed(z)
    stream = TinyStreamingDecoder(made)
    parts = torch.cat([stream.feed(part) for part in z.split(3, dim=2)], 2)
    assert (parts - whole).abs().max() < 1e-6
    coarse = TinyStreamingDecoder(made.half()).feed(z)
    assert coarse.dtype == torch.float16
    assert (coarse.float() - whole).abs().max() < 0.01


def test_wan_vae_tiny_needs_its_past(network: TinyVideoDecoder) -> None:
    z = latents(6)
    stream = TinyStreamingDecoder(network)
    stream.feed(z[:, :, :3])
    assert (stream.feed(z[:, :, 3:])[:, :, 3:] - TinyStreamingDecoder(network).feed(z[:, :, 3:])).abs().max() > 1e-3


def test_wan_vae_tiny_looks_at_no_later_frame(network: TinyVideoDecoder) -> None:
    z = latents(6)
    changed = z.clone()
    changed[:, :, 4:] += 1
    first, second = (TinyStreamingDecoder(network).feed(latent) for latent in (z, changed))
    assert torch.equal(first[:, :, :13], second[:, :, :13])
    assert not torch.equal(first[:, :, 13:], second[:, :, 13:])


def test_wan_vae_tiny_batch_equals_single(network: TinyVideoDecoder) -> None:
    z = latents(5, batch=2)
    both = TinyStreamingDecoder(network).feed(z)
    assert (both[1:] - TinyStreamingDecoder(network).feed(z[1:])).abs().max() < 1e-12


def test_wan_vae_tiny_state_continues_bit_exactly(network: TinyVideoDecoder) -> None:
    z = latents(7)
    stream = TinyStreamingDecoder(network)
    stream.feed(z[:, :, :4])
    buffer = io.BytesIO()
    torch.save(stream.state(), buffer)
    wanted = stream.feed(z[:, :, 4:])
    buffer.seek(0)
    resumed = TinyStreamingDecoder(network)
    resumed.load(torch.load(buffer, weights_only=True))
    assert torch.equal(resumed.feed(z[:, :, 4:]), wanted)
    with pytest.raises(GeneratorError):
        resumed.load({"kind": "wan-vae"})
    with pytest.raises(GeneratorError):
        resumed.load({"kind": "tiny-vae", "before": {1: torch.zeros(1)}, "fed": 1, "grid": None})


def test_wan_vae_tiny_has_the_layout_of_the_published_file() -> None:
    with torch.device("meta"):
        state = TinyVideoDecoder().state_dict()
    assert len(state) == 64
    shapes = {key: tuple(value.shape) for key, value in state.items()}
    assert shapes["decoder.1.weight"] == (256, 16, 3, 3)
    assert shapes["decoder.3.conv.0.weight"] == (256, 512, 3, 3)
    assert shapes["decoder.7.conv.weight"] == (256, 256, 1, 1)
    assert shapes["decoder.8.weight"] == (128, 256, 3, 3)
    assert shapes["decoder.13.conv.weight"] == (256, 128, 1, 1)
    assert shapes["decoder.19.conv.weight"] == (128, 64, 1, 1)
    assert shapes["decoder.20.weight"] == (64, 64, 3, 3)
    assert shapes["decoder.22.weight"] == (3, 64, 3, 3)
    assert "decoder.8.bias" not in shapes and "decoder.22.bias" in shapes


def test_wan_vae_tiny_loads_what_it_describes(network: TinyVideoDecoder) -> None:
    state = network.state_dict() | {"encoder.0.weight": torch.zeros(1)}
    z = latents(3)
    loaded = tiny_decoder_from_state(state)
    assert torch.equal(TinyStreamingDecoder(loaded).feed(z), TinyStreamingDecoder(network).feed(z))
    doubled = torch.cat([torch.zeros_like(state["decoder.7.conv.weight"]), state["decoder.7.conv.weight"]])
    older = tiny_decoder_from_state(state | {"decoder.7.conv.weight": doubled})  # keeps the last frame's half
    assert torch.equal(TinyStreamingDecoder(older).feed(z), TinyStreamingDecoder(network).feed(z))
    assert len(state["decoder.7.conv.weight"]) == WIDTHS[0]


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"decoder.4.conv.2.bias": None}, "decoder.4.conv.2.bias is missing"),
        ({"decoder.9.conv.4.weight": None}, "decoder.9.conv.4.weight is missing"),
        ({"decoder.1.weight": None}, "decoder.1.weight"),
        ({"decoder.30.weight": torch.zeros(1)}, "decoder.30.weight is unexpected"),
        ({"decoder.20.weight": torch.zeros(4, 6, 1, 1)}, "decoder.20.weight is [4, 6, 1, 1]"),
    ],
)
def test_wan_vae_tiny_refuses_other_files(
    network: TinyVideoDecoder, change: dict[str, Tensor | None], named: str
) -> None:
    state = {key: value for key, value in (network.state_dict() | change).items() if value is not None}
    with pytest.raises(GeneratorError) as caught:
        tiny_decoder_from_state(state)
    assert named in str(caught.value)


def test_wan_vae_tiny_refuses_what_does_not_continue(network: TinyVideoDecoder) -> None:
    stream = TinyStreamingDecoder(network)
    stream.feed(latents(2))
    for shape in [(1, 16, 2, 6, 4), (2, 16, 2, 4, 6), (1, 12, 2, 4, 6)]:
        with pytest.raises(GeneratorError):
            stream.feed(torch.zeros(shape))
