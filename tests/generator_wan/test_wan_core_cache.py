"""The cache: what is visible is one run of slots, evicted in order, never grows, and knows no length limit."""

from __future__ import annotations

import gc
import resource

import pytest
import torch
from wan_core_stage import (
    CPU,
    STEP,
    commit,
    make_cache,
    make_layout,
    make_model,
    make_session,
    noise,
    stock_of,
    video,
)

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.attention import NAMES, choose_attention
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.presets import VIDEO_PRESETS, smaller_preset
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.rope import Rope, rotate
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.session import SwitchKind
from iamflow_agents.generator.wan.text import TextMix


@pytest.mark.parametrize("shape", [(3, 2, 6, 3), (1, 2, 6, 3), (0, 0, 4, 3), (4, 1, 5, 2), (3, 3, 0, 3), (2, 0, 1, 1)])
def test_wan_visible_slots_are_one_run_and_evicted_in_order(shape: tuple[int, int, int, int]) -> None:
    sink, memory, window, block = shape
    layout = make_layout(*shape, side=2)
    cache = make_cache(make_model(1, num_attention_heads=1), layout)
    cache._has_raw = True
    tokens = torch.zeros(1, block, 1, 24)
    frame = 0

    def one(expected_memory: int) -> None:
        nonlocal frame
        frames = range(frame, frame + block)
        cache.begin_block(frames)
        seen = cache.visible_tokens
        assert seen.stop - seen.start == expected_memory + len(cache.sink) + len(cache.window) + block
        values = torch.tensor([float(f) for f in frames]).view(1, block, 1, 1).expand_as(tokens)
        cache.write(0, tokens, values, tokens)
        shown = sorted(cache.v[0][0, seen, 0, 0].tolist())
        wanted = sorted([*cache.memory, *cache.sink, *cache.window, *frames])
        assert shown == [float(f) for f in wanted]
        cache.commit()
        frame += block

    for _ in range(9):
        one(0)
        others = [f for f in range(frame) if f >= sink]
        assert cache.sink == list(range(min(sink, frame)))
        assert cache.window == others[max(0, len(others) - window) :]
    for given in range(memory + 1):
        cache.drop_window()
        if given:
            frames = [1000 * given + i for i in range(block)]
            cache.begin_memory(frames, block - 1)
            values = torch.tensor([float(f) for f in frames]).view(1, block, 1, 1).expand_as(tokens)
            cache.write(0, tokens, values, tokens)
            cache.commit()
        for _ in range(window // block + 2):
            one(given)
    with pytest.raises(ValueError):
        cache.begin_memory(range(block), 0)
    with pytest.raises(ValueError):
        cache.begin_block(range(block + 1))


def test_wan_positions_are_exact_at_any_index() -> None:
    """Bounded positions: the same content, indices shifted by up to a million and more, gives the same result."""
    model, layout, text = make_model(), make_layout(3, 1, 6), noise(2, 7, 32)
    mix, latents, noisy = TextMix((model.encode_text(text),)), video(3, 12), video(4, 3)

    def run(shift: int, policy: str) -> torch.Tensor:
        cache = make_cache(model, layout, policy)
        commit(model, cache, latents[:, :, :3], range(shift, shift + 3), mix)
        cache.begin_memory(range(shift + 3, shift + 6), 1)
        model.block_pass(latents[:, :, 3:6], torch.zeros(1), mix, cache, keys_only=True)
        cache.commit()
        for start in (6, 9):
            frames = range(shift + start, shift + start + 3)
            commit(model, cache, latents[:, :, start : start + 3], frames, mix)
        cache.begin_block(range(shift + 12, shift + 15))
        return model.block_pass(noisy, STEP, mix, cache)

    for policy in ("bounded", "capped", "absolute"):
        here = run(0, policy)
        for shift in (1002, 1_000_002):
            assert (run(shift, policy) - here).abs().max() <= 1e-5
    assert (run(0, "bounded") - run(0, "absolute")).abs().max() > 1e-4
    with pytest.raises(RuntimeError):
        stock_of(model)(noise(1, 1, 16, 1026, 2, 2), torch.zeros(1), text[None])


def test_wan_rotation_agrees_with_complex_numbers() -> None:
    rope, x = Rope(24, 3, 5), noise(1, 2, 30, 2, 24)
    cos, sin = rope([7, -100_000], CPU)
    assert cos.shape == (30, 1, 12)
    turned = torch.view_as_complex(x.double().unflatten(-1, (-1, 2)).contiguous()) * torch.complex(
        cos.double(), sin.double()
    )
    assert torch.allclose(rotate(x, (cos, sin)), torch.view_as_real(turned).flatten(-2).float(), atol=1e-6)
    assert torch.allclose(rotate(rotate(x, (cos, sin)), (cos, -sin)), x, atol=1e-5)
    row = 7.0 * 10000 ** (-torch.arange(0, 8, 2, dtype=torch.float64) / 8)
    assert torch.allclose(cos[0, 0, :4].double(), row.cos(), atol=1e-7)


def test_wan_policies_place_frames_where_they_say() -> None:
    sink, near, far = [0, 1, 2], ([7], list(range(12, 21)), [21, 22, 23]), ([7], list(range(990, 999)), [999, 1000])
    absolute, capped, bounded = (PositionPolicy(kind, 30) for kind in ("absolute", "capped", "bounded"))
    for policy in (absolute, capped):
        placed = policy.place(sink, *near)
        assert (placed.sink, placed.memory) == ((0, 1, 2), (7,))
    placed = capped.place(sink, *far)
    assert (placed.sink, placed.memory) == ((969, 970, 971), (972,))
    placed = bounded.place(sink, [9, 7], list(range(990, 999)), [999])
    assert (placed.sink, placed.memory) == ((985, 986, 987), (989, 988))
    assert absolute.place(sink, *far).sink == (0, 1, 2)
    with pytest.raises(ValueError):
        PositionPolicy("near")


@pytest.mark.parametrize("kind", ["capped", "bounded"])
@pytest.mark.parametrize("cap", [0, 12, 30])
def test_wan_placed_frames_are_distinct_and_before_the_window(kind: str, cap: int) -> None:
    policy = PositionPolicy(kind, cap)
    for start in (15, 16, 40, 10_000):
        window = list(range(start - 6, start))
        for memory in ([], [4], [8, 4], [start - 7, 5, 4]):
            placed = policy.place([0, 1, 2], memory, window, [start, start + 1, start + 2])
            positions = [*placed.sink, *placed.memory]
            assert len(set(positions)) == len(positions) and max(positions) < window[0]
            assert list(placed.sink) == sorted(placed.sink)
            assert start - min(positions) <= max(cap, 6 + len(positions)) or min(positions) >= 0


def test_wan_two_thousand_frames_need_no_more_memory_than_sixty() -> None:
    model = make_model(1, num_attention_heads=1)
    session = make_session(model, make_layout(3, 2, 6, side=2), sampler=Sampler.with_steps(1))
    session.switch("a")
    sizes, kept, spans = [], [], []
    for block in range(667):
        if block % 50 == 49:
            session.switch("abcd"[block // 50 % 4], (SwitchKind.SOFT, SwitchKind.RECACHE, SwitchKind.CUT)[block % 3])
            session.set_memory([FrameRecord(block=record, offset=0) for record in kept[-3:]])
        record = session.step()
        assert record.latent.isfinite().all()
        kept = [*kept, record][-40:] if block % 9 == 0 else kept
        cache = session._cache
        placed = cache.policy.place(cache.sink, cache.memory, cache.window, record.frames)
        spans.append(record.frames[-1] - min([*placed.sink, *placed.memory, record.frames[0]]))
        if block in (60, 666):
            gc.collect()
            tensors = sum(type(item) is torch.Tensor for item in gc.get_objects())
            sizes.append((cache.n_bytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, tensors))
    assert session.block_index * 3 == 2001 and max(spans) <= 3 + 2 + 6 + 3
    assert sizes[0][0] == sizes[1][0]
    assert sizes[1][1] - sizes[0][1] < 16 * 1024
    assert sizes[1][2] <= sizes[0][2] + 120


def test_wan_layouts_that_cannot_work_are_refused() -> None:
    for wrong in ({"latent_height": 7}, {"window_frames": -1}, {"block_frames": 0}, {"latent_width": 0}):
        with pytest.raises(ConfigError):
            Layout(**wrong)
    layout = VIDEO_PRESETS["default"].layout(832, 480)
    assert (layout.frame_tokens, layout.slots) == (1560, 15)
    for size in ((830, 480), (832, 8), (0, 0)):
        with pytest.raises(ConfigError, match="multiple of 16"):
            VIDEO_PRESETS["default"].layout(*size)


def test_wan_presets_shrink_one_after_the_other() -> None:
    names, name = [], "full"
    while name is not None:
        names.append(name)
        name = smaller_preset(VIDEO_PRESETS[name].layout(832, 480))
    assert names == ["full", "default", "8gb", "minimal"]  # `12gb` sees as many frames as `default`
    needs = [preset.estimate().total for preset in VIDEO_PRESETS.values()]
    assert needs == sorted(needs, reverse=True)


def test_wan_attention_kernels_are_tried_before_they_are_used() -> None:
    assert choose_attention(CPU, torch.float32, 24).name == "sdpa"
    q, k = noise(1, 1, 5, 2, 24), noise(2, 1, 9, 2, 24)
    weights = torch.softmax(torch.einsum("bqhd,bkhd->bhqk", q, k) / 24**0.5, -1)
    right = torch.einsum("bhqk,bkhd->bqhd", weights, k)
    works = []
    for name in NAMES[1:]:
        try:
            backend = choose_attention(CPU, torch.float32, 24, name=name)
        except ConfigError as error:
            assert name in str(error) and "sdpa" in str(error)
            continue
        works.append(name)
        assert torch.allclose(backend.run(q, k, k), right, atol=1e-5)
    assert "sdpa" in works and "fa3" not in works
    with pytest.raises(ConfigError, match="no attention back end"):
        choose_attention(CPU, torch.float32, 24, name="fastest")
