"""The causal pass is the stock model, to the last bit where that is possible and to rounding elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
import torch
from wan_core_stage import (
    CLEAN,
    CPU,
    STEP,
    ProcessorPath,
    allowed_frames,
    commit,
    make_cache,
    make_layout,
    make_model,
    masked_full,
    noise,
    stock_of,
    video,
)

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.configs import CONFIGS, random_model
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.rope import Rope
from iamflow_agents.generator.wan.text import TextMix

TOLERANCE = 1e-5


def worst(a: torch.Tensor, b: torch.Tensor) -> float:
    return (a - b).abs().max().item()


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64, torch.bfloat16])
@pytest.mark.parametrize("path", ["own forward", "processors"])
def test_wan_one_bidirectional_block_is_exactly_the_stock_model(dtype: torch.dtype, path: str) -> None:
    model, layout = make_model(dtype=dtype), make_layout(0, 0, 0, block=6)
    latent, text = video(1, 6, dtype=dtype), noise(2, 1, 7, 32, dtype=dtype)
    reference = stock_of(model)(latent, torch.tensor([750.0]), text, return_dict=False)[0]
    cache = make_cache(model, layout)
    cache.begin_block(range(6))
    runner = model if path == "own forward" else ProcessorPath(model)
    got = runner.block_pass(latent, torch.tensor([750.0]), TextMix((model.encode_text(text),)), cache)
    assert torch.equal(got, reference)
    other = runner.block_pass(latent, torch.tensor([751.0]), TextMix((model.encode_text(text),)), cache)
    assert not torch.equal(other, reference)


@pytest.mark.parametrize(
    "layout",
    [
        make_layout(0, 0, 30),
        make_layout(3, 0, 6),
        make_layout(0, 0, 9),
        make_layout(3, 0, 9),
        make_layout(1, 2, 6),
        make_layout(4, 0, 5),
        make_layout(3, 0, 0),
        make_layout(0, 0, 4, block=2),
        make_layout(2, 1, 3, block=1),
    ],
    ids=lambda layout: f"sink{layout.sink_frames}window{layout.window_frames}block{layout.block_frames}",
)
def test_wan_cached_blocks_equal_one_masked_pass(layout: Layout) -> None:
    hold_to_masked_pass(layout, "own forward")


@pytest.mark.parametrize("layout", [make_layout(3, 0, 6), make_layout(1, 2, 5)], ids=["sink3", "sink1"])
def test_wan_processors_on_our_cache_equal_one_masked_pass(layout: Layout) -> None:
    hold_to_masked_pass(layout, "processors")


def hold_to_masked_pass(layout: Layout, path: str) -> None:
    model, text, n = make_model(2), noise(2, 1, 7, 32), 18
    clean, noisy = video(3, n), video(4, n)
    runner = model if path == "own forward" else ProcessorPath(model)
    mix, cache, length = TextMix((model.encode_text(text),)), make_cache(model, layout), layout.block_frames
    outputs = {}
    for start in range(0, n, length):
        frames = range(start, start + length)
        cache.begin_block(frames)
        outputs[start] = runner.block_pass(noisy[:, :, start : start + length], STEP, mix, cache)
        commit(runner, cache, clean[:, :, start : start + length], frames, mix)
    for start in [length, n - length]:
        end = start + length
        full = torch.cat([clean[:, :, :start], noisy[:, :, start:end]], 2)
        times = torch.tensor([0.0] * start + [937.5] * length)
        reference = masked_full(model, allowed_frames(end, layout), full, times, text)[:, :, start:]
        assert worst(outputs[start], reference) <= TOLERANCE
    blind = allowed_frames(n, layout)
    blind[n - length :, 0] ^= True
    full = torch.cat([clean[:, :, : n - length], noisy[:, :, n - length :]], 2)
    times = torch.tensor([0.0] * (n - length) + [937.5] * length)
    assert worst(outputs[n - length], masked_full(model, blind, full, times, text)[:, :, n - length :]) > 1e-3


@pytest.mark.parametrize("with_sink", [True, False])
def test_wan_memory_equals_one_masked_pass_with_foreign_blocks(with_sink: bool) -> None:
    model, layout, text = make_model(), make_layout(3, 2, 6), noise(2, 1, 7, 32)
    mix, cache = TextMix((model.encode_text(text),)), make_cache(model, layout)
    clean, foreign, noisy = video(3, 9), [video(7, 3), video(8, 3)], video(4, 3)
    at = [[101, 102, 103], [204, 205, 206]]
    commit(model, cache, clean[:, :, :3], range(3), mix)
    for block, frames, offset in zip(foreign, at, (1, 2), strict=True):
        cache.begin_memory(frames, offset, with_sink=with_sink)
        model.block_pass(block, CLEAN, mix, cache, keys_only=True)
        cache.commit()
    for start in (3, 6):
        commit(model, cache, clean[:, :, start : start + 3], range(start, start + 3), mix)
    cache.begin_block(range(9, 12))
    got = model.block_pass(noisy, STEP, mix, cache)
    # The same as one sequence: sink, two foreign blocks, window, current; memory is frame 1 of one and 2 of the other.
    allowed = torch.zeros(18, 18, dtype=torch.bool)
    allowed[:3, :3] = True
    for first in (3, 6):
        allowed[first : first + 3, first : first + 3] = True
        allowed[first : first + 3, :3] = with_sink
    memory = [4, 8]
    for first in (9, 12, 15):
        allowed[first : first + 3, :3] = True
        allowed[first : first + 3, memory] = True
        allowed[first : first + 3, 9 : first + 3] = True
    positions = [0, 1, 2, *at[0], *at[1], *range(3, 12)]
    sequence = torch.cat([clean[:, :, :3], *foreign, clean[:, :, 3:], noisy], 2)
    times = torch.tensor([0.0] * 15 + [937.5] * 3)
    rotation = Rope(model.config.attention_head_dim, 4, 4)(positions, CPU)
    reference = masked_full(model, allowed, sequence, times, text, rotation)[:, :, -3:]
    assert worst(got, reference) <= TOLERANCE
    allowed[15:, memory[0]] = False
    assert worst(got, masked_full(model, allowed, sequence, times, text, rotation)[:, :, -3:]) > 1e-3


@pytest.mark.parametrize("policy", ["absolute", "capped", "bounded"])
def test_wan_keys_rotated_when_written_equal_all_rotated_at_once(policy: str) -> None:
    """The ring keeps the rotation of its true indices; sink and memory are turned again wherever a policy puts them."""
    model, layout, text = make_model(1), make_layout(3, 2, 6), noise(2, 1, 7, 32)
    mix, cache = TextMix((model.encode_text(text),)), make_cache(model, layout, policy, cap=12)
    clean, foreign, noisy = video(3, 9), video(7, 3), video(4, 3)
    commit(model, cache, clean[:, :, :3], range(3), mix)
    cache.begin_memory([30, 31, 32], 1)
    model.block_pass(foreign, CLEAN, mix, cache, keys_only=True)
    cache.commit()
    for start in (3, 6):
        commit(model, cache, clean[:, :, start : start + 3], range(297 + start, 300 + start), mix)
        # Every block moves what the policy places, so that it is turned more than once.
    cache.begin_block(range(306, 309))
    got = model.block_pass(noisy, STEP, mix, cache)
    placed = PositionPolicy(policy, 12).place([0, 1, 2], [31], list(range(300, 306)), [306, 307, 308])
    assert (placed.sink == (0, 1, 2)) is (policy == "absolute")
    # A single layer's keys depend on their own frame alone, so one pass over everything is the same.
    sequence = torch.cat([clean[:, :, :3], foreign, clean[:, :, 3:], noisy], 2)
    times = torch.tensor([0.0] * 12 + [937.5] * 3)
    allowed = torch.ones(15, 15, dtype=torch.bool)
    allowed[12:, [3, 5]] = False

    def at_once(sink: Sequence[int], memory: int) -> torch.Tensor:
        rotation = Rope(model.config.attention_head_dim, 4, 4)([*sink, 0, memory, 0, *range(300, 309)], CPU)
        return masked_full(model, allowed, sequence, times, text, rotation)[:, :, -3:]

    assert worst(got, at_once(placed.sink, placed.memory[0])) <= TOLERANCE
    assert worst(got, at_once(placed.sink, placed.memory[0] + 3)) > 1e-4


def test_wan_timesteps_a_frame_equal_timesteps_a_token() -> None:
    model, layout, text = make_model(), make_layout(0, 0, 0), noise(2, 1, 7, 32)
    latent, times = video(1, 3), torch.tensor([[0.0, 500.0, 1000.0]])
    reference = stock_of(model)(latent, times.repeat_interleave(16, 1), text, return_dict=False)[0]
    cache = make_cache(model, layout)
    cache.begin_block(range(3))
    mix = TextMix((model.encode_text(text),))
    assert worst(model.block_pass(latent, times, mix, cache), reference) <= TOLERANCE
    assert worst(model.block_pass(latent, times.flip(1), mix, cache), reference) > 1e-3


def test_wan_a_keys_only_pass_leaves_the_cache_of_a_full_pass() -> None:
    model, layout, text = make_model(), make_layout(0, 0, 6), noise(2, 1, 7, 32)
    mix, caches = TextMix((model.encode_text(text),)), []
    for keys_only in (True, False):
        cache = make_cache(model, layout)
        for start in (0, 3):
            cache.begin_block(range(start, start + 3))
            model.block_pass(video(start, 3), CLEAN, mix, cache, keys_only=keys_only)
            cache.commit()
        caches.append(cache)
    for left, right in zip([*caches[0].k, *caches[0].v], [*caches[1].k, *caches[1].v], strict=True):
        assert torch.equal(left[:, : 6 * 16], right[:, : 6 * 16])


def test_wan_a_sink_block_cannot_be_committed_without_its_raw_keys() -> None:
    model, cache = make_model(1), make_cache(make_model(1), make_layout(3, 0, 6))
    cache.begin_block(range(3))
    model.block_pass(video(1, 3), STEP, TextMix((model.encode_text(noise(2, 7, 32)),)), cache)
    with pytest.raises(ValueError, match="clean pass"):
        cache.commit()


def test_wan_a_batch_of_rebuilt_blocks_equals_one_by_one() -> None:
    model, layout, text = make_model(), make_layout(3, 1, 6), noise(2, 1, 7, 32)
    mix, sink, blocks = TextMix((model.encode_text(text),)), video(3, 3), [video(s, 3) for s in (5, 6, 7)]

    def rebuilt(latents: torch.Tensor) -> list[torch.Tensor]:
        batch = latents.shape[0]
        cache = make_cache(model, layout, batch=batch)
        commit(model, cache, sink.expand(batch, -1, -1, -1, -1), range(3), mix)
        cache.begin_memory(range(3, 6), 1)
        model.block_pass(latents, torch.zeros(batch), mix, cache, keys_only=True)
        cache.commit()
        return [torch.stack([k[:, :16], v[:, :16]]) for k, v in zip(cache.k, cache.v, strict=True)]

    together = rebuilt(torch.cat(blocks))
    for i, block in enumerate(blocks):
        for layer, alone in enumerate(rebuilt(block)):
            assert worst(together[layer][:, i : i + 1], alone) <= TOLERANCE
            assert worst(together[layer][:, (i + 1) % 3 : (i + 1) % 3 + 1], alone) > 1e-2


def test_wan_rebuilt_first_layer_is_exact_and_deeper_ones_are_near() -> None:
    model, layout, text = make_model(gate=0.3), make_layout(3, 1, 6), noise(2, 1, 7, 32)
    mix, cache, frames = TextMix((model.encode_text(text),)), make_cache(model, layout), video(3, 12)
    for start in (0, 3, 6):
        commit(model, cache, frames[:, :, start : start + 3], range(start, start + 3), mix)
    at = slice((1 + 3 + 3 + 1) * 16, (1 + 3 + 3 + 2) * 16)
    lived = [(k[:, at].clone(), v[:, at].clone()) for k, v in zip(cache.k, cache.v, strict=True)]
    cache.drop_window()
    for block, near in ((frames[:, :, 6:9], True), (frames[:, :, 9:12], False)):
        cache.memory = []
        cache.begin_memory(range(6, 9), 1)
        model.block_pass(block, CLEAN, mix, cache, keys_only=True)
        cache.commit()
        cache.begin_block(range(9, 12))
        gaps = [((v[:, :16] - old).norm() / old.norm()).item() for v, (_, old) in zip(cache.v, lived, strict=True)]
        assert (gaps[0] < 1e-6) == near
        assert (max(gaps) < 0.5) == near
        assert torch.allclose(cache.k[0][:, :16], lived[0][0], atol=1e-5) == near


def test_wan_other_sizes_and_channels_work() -> None:
    for height, width, heads in ((6, 10, 1), (2, 2, 3), (16, 4, 2)):
        model = make_model(1, num_attention_heads=heads)
        layout = Layout(latent_height=height, latent_width=width, sink_frames=0, memory_frames=0, window_frames=3)
        latent, text = noise(1, 1, 16, 3, height, width), noise(2, 1, 7, 32)
        cache = make_cache(model, layout)
        cache.begin_block(range(3))
        got = model.block_pass(latent, STEP, TextMix((model.encode_text(text),)), cache)
        assert torch.equal(got, stock_of(model)(latent, STEP, text, return_dict=False)[0])


@pytest.mark.parametrize("name", ["1.3B", "14B"])
def test_wan_real_configurations_have_the_published_sizes(name: str) -> None:
    with torch.device("meta"):
        model = random_model(name, device="meta")
    parameters = sum(parameter.numel() for parameter in model.parameters()) / 1e9
    assert parameters == pytest.approx({"1.3B": 1.42, "14B": 14.29}[name], abs=0.02)
    assert model.cache_shape().n_layers == CONFIGS[name]["num_layers"]


def test_wan_fused_projections_change_nothing_but_rounding() -> None:
    model, layout, text = make_model(), make_layout(0, 0, 3), noise(2, 1, 7, 32)
    results = []
    for fuse in (False, True):
        if fuse:
            for block in model.blocks:
                block.attn1.fuse_projections()
                block.attn2.fuse_projections()
        cache = make_cache(model, layout)
        cache.begin_block(range(3))
        results.append(model.block_pass(video(1, 3), STEP, TextMix((model.encode_text(text),)), cache))
    assert worst(*results) <= TOLERANCE


def test_wan_other_kinds_of_wan_models_are_refused() -> None:
    from diffusers import WanTransformer3DModel

    small = {**CONFIGS["tiny"], "num_layers": 1}
    for changes in ({"image_dim": 8, "added_kv_proj_dim": 48}, {"patch_size": (2, 2, 2)}, {"in_channels": 36}):
        with pytest.raises(ConfigError):
            CausalWan.adopt(WanTransformer3DModel(**{**small, "out_channels": 16, **changes}))
