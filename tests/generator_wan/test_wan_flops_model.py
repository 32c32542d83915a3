"""The FLOP model equals PyTorch's counter to the operation; the tables of the design come out of it."""

from __future__ import annotations

import pytest
import torch
from diffusers import AutoencoderKLWan, WanTransformer3DModel
from torch.utils.flop_counter import FlopCounterMode

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.estimate import estimate_memory, weight_bytes
from iamflow_agents.generator.wan.flops import (
    WAN_1_3B,
    WAN_14B,
    Flops,
    TransformerSizes,
    block_flops,
    find_peak,
    pass_flops,
    rebuild_flops,
    roofline_percent,
    tiny_vae_decode_flops,
    vae_decode_flops,
)
from iamflow_agents.generator.wan.layout import Layout
from iamflow_agents.generator.wan.presets import (
    VIDEO_PRESETS,
    check_fits,
    find_preset,
    fitting_presets,
    free_memory,
)
from iamflow_agents.generator.wan.tiny_vae import TinyVideoDecoder

torch.set_num_threads(1)
T = 1560
TERA = 1e12


def on_meta(**config: object) -> WanTransformer3DModel:
    with torch.device("meta"):
        return WanTransformer3DModel(**config)


@pytest.mark.parametrize(
    ("config", "frames", "grid", "text"),
    [
        ({"num_attention_heads": 12, "ffn_dim": 8960, "num_layers": 2}, 3, (60, 104), 512),
        ({"num_attention_heads": 3, "ffn_dim": 320, "num_layers": 1, "text_dim": 64, "in_channels": 8}, 2, (6, 10), 77),
        ({"num_attention_heads": 40, "ffn_dim": 13824, "num_layers": 1}, 1, (30, 52), 512),
    ],
)
def test_wan_flops_of_a_pass_equal_the_counter(
    config: dict[str, object], frames: int, grid: tuple[int, int], text: int
) -> None:
    channels = int(config.get("in_channels", 16))
    model = on_meta(attention_head_dim=128, out_channels=channels, **config)
    sizes = TransformerSizes.from_config(model.config)
    with torch.device("meta"):
        x = torch.empty(1, channels, frames, *grid)
        embedding = torch.empty(1, text, sizes.text_dim)
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            model(x, torch.empty(1), embedding)
    tokens = grid[0] * grid[1] // 4
    model_of_it = pass_flops(
        sizes,
        frame_tokens=tokens,
        query_frames=frames,
        visible_frames=frames,
        text_tokens=text,
        with_text=True,
    )
    assert model_of_it.total == counter.get_total_flops()
    other = pass_flops(sizes, frame_tokens=tokens, query_frames=frames, visible_frames=frames + 1, text_tokens=text)
    assert other.total != counter.get_total_flops()


@pytest.mark.parametrize("sizes", [WAN_1_3B, WAN_14B])
def test_wan_flops_weights_equal_the_models(sizes: TransformerSizes) -> None:
    model = on_meta(num_attention_heads=sizes.heads, ffn_dim=sizes.ffn_dim, num_layers=sizes.layers)
    assert sum(parameter.numel() for parameter in model.parameters()) == sizes.weights
    assert TransformerSizes.from_config(model.config) == sizes


@pytest.mark.parametrize(
    ("visible", "attention", "one_pass", "block"), [(9, 12.1, 24.3, 121), (12, 16.2, 28.3, 141), (15, 20.2, 32.3, 162)]
)
def test_wan_flops_table(visible: int, attention: float, one_pass: float, block: float) -> None:
    flops = pass_flops(WAN_1_3B, frame_tokens=T, visible_frames=visible)
    assert flops.self_attention / TERA == pytest.approx(attention, abs=0.06)
    assert flops.linear / TERA == pytest.approx(11.70, abs=0.01)
    assert flops.cross_attention / TERA == pytest.approx(0.44, abs=0.01)
    assert flops.total / TERA == pytest.approx(one_pass, abs=0.1)
    assert block_flops(WAN_1_3B, frame_tokens=T, visible_frames=visible).total / TERA == pytest.approx(block, rel=0.01)
    assert 0.49 < flops.attention_share < 0.64


def test_wan_flops_of_larger_models_and_rebuilds() -> None:
    assert pass_flops(WAN_14B, frame_tokens=T).total / TERA == pytest.approx(186, rel=0.01)
    whole = pass_flops(WAN_1_3B, frame_tokens=T, visible_frames=15).total
    assert rebuild_flops(WAN_1_3B, frame_tokens=T, memory_frames=3).total / whole == pytest.approx(1.85, abs=0.05)
    clean = pass_flops(WAN_1_3B, frame_tokens=T, keys_only=True)
    full = pass_flops(WAN_1_3B, frame_tokens=T)
    assert 0.96 < clean.total / full.total < 0.98


@pytest.fixture(scope="module")
def vae() -> AutoencoderKLWan:
    with torch.device("meta"):
        return AutoencoderKLWan()


@pytest.mark.parametrize(("frames", "grid"), [(3, (60, 104)), (2, (8, 12))])
def test_wan_flops_of_the_vae_equal_the_counter(vae: AutoencoderKLWan, frames: int, grid: tuple[int, int]) -> None:
    with torch.device("meta"):
        cache: list[object] = [None] * vae._cached_conv_counts["decoder"]
        with torch.no_grad():
            vae.decoder(torch.empty(1, 16, 1, *grid), feat_cache=cache, feat_idx=[0], first_chunk=True)
            vae.decoder(torch.empty(1, 16, 1, *grid), feat_cache=cache, feat_idx=[0])
            with FlopCounterMode(display=False) as counter:
                vae.decoder(vae.post_quant_conv(torch.empty(1, 16, frames, *grid)), feat_cache=cache, feat_idx=[0])
    expected = vae_decode_flops(latent_height=grid[0], latent_width=grid[1], latent_frames=frames)
    assert expected == counter.get_total_flops()
    if grid == (60, 104) and frames == 3:
        assert expected / TERA == pytest.approx(40.6, rel=0.02)


def test_wan_flops_of_the_tiny_decoder_equal_the_counter() -> None:
    with torch.device("meta"):
        network = TinyVideoDecoder()
        with FlopCounterMode(display=False) as counter, torch.no_grad():
            network.run(torch.empty(1, 16, 3, 60, 104), {})
    expected = tiny_vae_decode_flops(latent_height=60, latent_width=104)
    assert expected == counter.get_total_flops()
    assert expected / TERA == pytest.approx(1.63, abs=0.05)


def test_wan_flops_arithmetic_of_kinds() -> None:
    one = pass_flops(WAN_1_3B, frame_tokens=T)
    assert (one + one).total == (one * 2).total == 2 * one.total
    assert Flops().attention_share == 0.0


def test_wan_flops_roofline() -> None:
    peak = find_peak("NVIDIA H100 80GB HBM3")
    assert peak is not None and find_peak("NVIDIA GeForce RTX 4090") is not None and find_peak("Tesla K80") is None
    block = block_flops(WAN_1_3B, frame_tokens=T)
    assert roofline_percent(block, block.total / TERA / 989, peak) == pytest.approx(100)
    assert roofline_percent(block, 0.58, peak) == pytest.approx(25, abs=1)  # 20.7 FPS
    assert roofline_percent(block, 0.58, peak, fp8_linears=True) < roofline_percent(block, 0.58, peak)


@pytest.mark.parametrize(
    ("name", "weights", "keys_values", "raw", "total"),
    [
        ("full", 2.84, 6.04, 1.29, 15.1),
        ("default", 2.84, 4.31, 0.86, 9.4),
        ("12gb", 1.45, 4.31, 0.86, 8.0),
        ("8gb", 1.45, 3.45, 0.43, 6.7),
        ("minimal", 1.45, 2.30, 0.29, 5.4),
    ],
)
def test_wan_flops_memory_table(name: str, weights: float, keys_values: float, raw: float, total: float) -> None:
    estimate = VIDEO_PRESETS[name].estimate()
    assert estimate.weights / 1e9 == pytest.approx(weights, abs=0.02)
    assert estimate.keys_values / 1e9 == pytest.approx(keys_values, abs=0.01)
    assert estimate.raw_keys / 1e9 == pytest.approx(raw, abs=0.01)
    assert estimate.total / 1e9 == pytest.approx(total, abs=0.25)


def test_wan_flops_memory_scales() -> None:
    small, large = (estimate_memory(Layout(latent_height=side, latent_width=side)) for side in (32, 64))
    assert large.keys_values == 4 * small.keys_values
    assert large.weights == small.weights
    assert estimate_memory(Layout(), number="float32").keys_values == 2 * estimate_memory(Layout()).keys_values
    assert weight_bytes(WAN_1_3B, quantised=True) < weight_bytes(WAN_1_3B)
    assert estimate_memory(Layout(), vae="none").decoder == 0
    assert estimate_memory(Layout(), batch=2).keys_values == 2 * estimate_memory(Layout()).keys_values


def test_wan_flops_presets_that_fit_are_named() -> None:
    assert check_fits("default", 24 * 10**9).total > 9 * 10**9
    with pytest.raises(ConfigError) as caught:
        check_fits("full", 12 * 10**9)
    assert "These presets would fit: default, 12gb, 8gb, minimal." in str(caught.value)
    with pytest.raises(ConfigError) as caught:
        check_fits("default", 8 * 10**9)
    assert "8gb, minimal" in str(caught.value) and "12gb" not in caught.value.next_step
    with pytest.raises(ConfigError, match="No preset fits"):
        check_fits("8gb", 2 * 10**9)
    with pytest.raises(ConfigError, match="minimal"):
        find_preset("small")
    with pytest.raises(ConfigError, match="multiple"):
        check_fits("default", 10**12, width=833)
    assert fitting_presets(10**12) == list(VIDEO_PRESETS)
    assert free_memory("cpu") is None
    assert not fitting_presets(20 * 10**9, sizes=WAN_14B)
    assert "full" not in fitting_presets(16 * 10**9, width=1280, height=720)
