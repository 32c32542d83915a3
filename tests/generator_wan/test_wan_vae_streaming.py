"""The full decoder in blocks equals the full decoder at once; states carry over; histories of 39 latents suffice."""

from __future__ import annotations

import io
import re

import pytest
import torch
from diffusers import AutoencoderKLWan
from torch import Tensor

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.decode_beside import BesideDecoder
from iamflow_agents.generator.wan.vae_stream import WARM_UP_LATENTS, StreamingDecoder

torch.set_num_threads(1)
TOLERANCE = 1e-10
"""The fixtures are float64, so that only true differences show."""


@pytest.fixture(scope="module")
def vae() -> AutoencoderKLWan:
    torch.manual_seed(0)
    return (
        AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=1)
        .double()
        .eval()
        .requires_grad_(False)
    )


@pytest.fixture(scope="module")
def narrow_vae() -> AutoencoderKLWan:
    torch.manual_seed(0)
    return (
        AutoencoderKLWan(base_dim=4, z_dim=16, dim_mult=[1, 2, 4, 4], num_res_blocks=2)
        .double()
        .eval()
        .requires_grad_(False)
    )


def latents(frames: int, batch: int = 1, seed: int = 1, grid: tuple[int, int] = (2, 3)) -> Tensor:
    return torch.randn(batch, 16, frames, *grid, generator=torch.Generator().manual_seed(seed)).double()


def at_once(vae: AutoencoderKLWan, z: Tensor) -> Tensor:
    mean = torch.tensor(vae.config.latents_mean, dtype=torch.float64).view(1, -1, 1, 1, 1)
    std = torch.tensor(vae.config.latents_std, dtype=torch.float64).view(1, -1, 1, 1, 1)
    with torch.no_grad():
        return vae.decode(z * std + mean).sample


def in_parts(decoder: StreamingDecoder, z: Tensor, sizes: list[int]) -> Tensor:
    parts = [decoder.feed(part) for part in z.split(sizes, dim=2)]
    assert [p.shape[2] for p in parts] == [4 * n - (3 if i == 0 else 0) for i, n in enumerate(sizes)]
    return torch.cat(parts, 2)


@pytest.mark.parametrize("sizes", [[3, 3, 3], [1, 3, 3, 2], [9], [2, 7], [1] * 9])
def test_wan_vae_blocks_equal_whole(vae: AutoencoderKLWan, sizes: list[int]) -> None:
    z = latents(9)
    whole = at_once(vae, z)
    pixels = in_parts(StreamingDecoder(vae), z, sizes)
    assert pixels.shape == whole.shape
    assert (pixels - whole).abs().max() < TOLERANCE
    assert pixels.std() > 0.01  # not a constant picture, of which anything would be true


def test_wan_vae_one_frame_a_call_is_exact(vae: AutoencoderKLWan) -> None:
    z = latents(6)
    assert (in_parts(StreamingDecoder(vae, chunk_latents=1), z, [3, 3]) - at_once(vae, z)).abs().max() < TOLERANCE


def test_wan_vae_calls_of_the_vae_itself_lose_frames(vae: AutoencoderKLWan) -> None:
    z = latents(6)
    with torch.no_grad():
        naive = torch.cat([vae.decode(part).sample for part in z.split(3, dim=2)], 2)
    assert naive.shape[2] == 18
    assert StreamingDecoder(vae).feed(z).shape[2] == 21


def test_wan_vae_batch_equals_single(vae: AutoencoderKLWan) -> None:
    z = latents(6, batch=2)
    both = in_parts(StreamingDecoder(vae), z, [3, 3])
    alone = in_parts(StreamingDecoder(vae), z[1:], [3, 3])
    assert (both[1:] - alone).abs().max() < TOLERANCE
    assert (both[:1] - alone).abs().max() > 0.01


def test_wan_vae_shared_by_two_streams_and_used_directly(vae: AutoencoderKLWan) -> None:
    z, other = latents(6), latents(6, seed=2)
    alone = in_parts(StreamingDecoder(vae), z, [3, 3])
    first, second = StreamingDecoder(vae), StreamingDecoder(vae)
    pixels = []
    for part, foreign in zip(z.split(3, dim=2), other.split(3, dim=2), strict=True):
        pixels.append(first.feed(part))
        second.feed(foreign)
        at_once(vae, foreign)
    assert torch.equal(torch.cat(pixels, 2), alone)


@pytest.mark.parametrize("fed", [1, 2, 3, 5])
def test_wan_vae_state_continues_bit_exactly(vae: AutoencoderKLWan, fed: int) -> None:
    z = latents(fed + 3)
    decoder = StreamingDecoder(vae)
    decoder.feed(z[:, :, :fed])
    buffer = io.BytesIO()
    torch.save(decoder.state(), buffer)
    wanted = decoder.feed(z[:, :, fed:])
    buffer.seek(0)
    resumed = StreamingDecoder(vae)
    resumed.load(torch.load(buffer, weights_only=True))
    assert resumed.fed_latents == fed
    assert torch.equal(resumed.feed(z[:, :, fed:]), wanted)
    fresh = StreamingDecoder(vae).feed(z[:, :, fed:])
    assert fresh.shape[2] == wanted.shape[2] - 3  # without the state it is another film


def test_wan_vae_state_is_a_copy(vae: AutoencoderKLWan) -> None:
    z = latents(6)
    decoder = StreamingDecoder(vae)
    decoder.feed(z[:, :, :3])
    state = decoder.state()
    before = [entry.clone() for entry in state["cache"] if torch.is_tensor(entry)]
    decoder.feed(z[:, :, 3:])
    resumed = StreamingDecoder(vae)
    resumed.load(state)
    resumed.feed(z[:, :, 3:])
    after = [entry for entry in state["cache"] if torch.is_tensor(entry)]
    assert all(torch.equal(a, b) for a, b in zip(before, after, strict=True))


def test_wan_vae_resumes_from_the_last_39_latents(narrow_vae: AutoencoderKLWan) -> None:
    z = latents(WARM_UP_LATENTS + 6, grid=(2, 2))
    decoder = StreamingDecoder(narrow_vae)
    decoder.feed(z[:, :, :-3])
    wanted = decoder.feed(z[:, :, -3:])
    resumed = StreamingDecoder(narrow_vae)
    resumed.resume(z[:, :, :-3])
    assert resumed.fed_latents == WARM_UP_LATENTS
    assert (resumed.feed(z[:, :, -3:]) - wanted).abs().max() < TOLERANCE
    short = StreamingDecoder(narrow_vae)
    short.resume(z[:, :, -12:-3])
    assert (short.feed(z[:, :, -3:]) - wanted).abs().max() > 1e-4


def test_wan_vae_resumes_a_short_stream_exactly(vae: AutoencoderKLWan) -> None:
    z = latents(7)
    decoder = StreamingDecoder(vae)
    decoder.feed(z[:, :, :4])
    resumed = StreamingDecoder(vae)
    resumed.resume(z[:, :, :4])
    assert torch.equal(resumed.feed(z[:, :, 4:]), decoder.feed(z[:, :, 4:]))


def test_wan_vae_memory_is_constant(vae: AutoencoderKLWan) -> None:
    def held(decoder: StreamingDecoder) -> int:
        return sum(entry.numel() for entry in decoder.state()["cache"] if torch.is_tensor(entry))

    decoder = StreamingDecoder(vae)
    decoder.feed(latents(3))
    early = held(decoder)
    for _ in range(4):
        decoder.feed(latents(3))
    assert held(decoder) == early > 0


@pytest.mark.parametrize(
    "shape", [(1, 16, 3, 2), (1, 15, 3, 2, 3), (1, 16, 0, 2, 3), (2, 16, 3, 2, 3), (1, 16, 3, 3, 2)]
)
def test_wan_vae_refuses_what_does_not_continue(vae: AutoencoderKLWan, shape: tuple[int, ...]) -> None:
    decoder = StreamingDecoder(vae)
    decoder.feed(latents(3))
    with pytest.raises(GeneratorError, match=re.escape(str(list(shape)))):
        decoder.feed(torch.zeros(shape))
    assert decoder.feed(latents(1)).shape[2] == 4  # a refused part leaves the stream alone


def test_wan_vae_refuses_foreign_states(vae: AutoencoderKLWan, narrow_vae: AutoencoderKLWan) -> None:
    decoder = StreamingDecoder(vae)
    for state in ({}, {"kind": "tiny-vae"}, StreamingDecoder(narrow_vae).state()):
        with pytest.raises(GeneratorError):
            decoder.load(state)
    with pytest.raises(GeneratorError):
        StreamingDecoder(vae, chunk_latents=0)


@pytest.mark.parametrize(("kind", "error"), [(torch.float32, 1e-5), (torch.bfloat16, 0.05)])
def test_wan_vae_coarser_types_stay_close(vae: AutoencoderKLWan, kind: torch.dtype, error: float) -> None:
    z = latents(3)
    coarse = AutoencoderKLWan.from_config(vae.config)
    coarse.load_state_dict(vae.state_dict())
    pixels = in_parts(StreamingDecoder(coarse.to(kind).eval().requires_grad_(False)), z.float(), [2, 1])
    assert pixels.dtype == kind
    assert 0 < (pixels.double() - StreamingDecoder(vae).feed(z)).abs().mean() < error


def test_wan_vae_beside_is_a_plain_call_without_a_gpu(vae: AutoencoderKLWan) -> None:
    z = latents(6)
    beside, plain = BesideDecoder(StreamingDecoder(vae), "cpu"), StreamingDecoder(vae)
    first = beside.feed(z[:, :, :3])
    assert first.ready
    assert torch.equal(first.wait(), plain.feed(z[:, :, :3]))
    state = beside.state()
    wanted = plain.feed(z[:, :, 3:])
    assert torch.equal(beside.feed(z[:, :, 3:]).to_host(), wanted)
    beside.load(state)
    assert torch.equal(beside.feed(z[:, :, 3:]).wait(), wanted)
    beside.reset()
    assert beside.feed(z).wait().shape[2] == 21
