"""Prompts and how they give way to each other; noise and steps."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from wan_core_stage import STEP, make_cache, make_layout, make_model, make_session, noise, prompts, video

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.noise import noise_for
from iamflow_agents.generator.wan.observe import IdentityTap
from iamflow_agents.generator.wan.prompts import PromptShelf
from iamflow_agents.generator.wan.records import MAX_PARTS, PromptMix
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.session import SwitchKind
from iamflow_agents.generator.wan.text import TextMix, TextMode
from iamflow_agents.generator.wan.transition import PromptTransition, prompt_distance

MODEL = make_model(2)


def shown(shelf: PromptShelf, mix: PromptMix) -> torch.Tensor:
    cache = make_cache(MODEL, make_layout(0, 0, 3))
    cache.begin_block(range(3))
    return MODEL.block_pass(video(4, 3), STEP, shelf.mix(mix), cache)


def length(tensor: torch.Tensor) -> float:
    return tensor.pow(2).mean().sqrt().item()


@pytest.mark.parametrize("mode", list(TextMode))
def test_wan_a_blend_starts_and_ends_exactly_and_goes_steadily(mode: TextMode) -> None:
    shelf = PromptShelf(MODEL, prompts(), mode)
    old, new = PromptMix(("a",)), PromptMix(("b",))
    ends = [shown(shelf, old), shown(shelf, new)]
    assert torch.equal(shown(shelf, old.towards("b", 0.0)), ends[0])
    assert torch.equal(shown(shelf, old.towards("b", 1.0)), ends[1])
    path = [shown(shelf, old.towards("b", i / 20)) for i in range(21)]
    gap = length(ends[1] - ends[0])
    steps = [length(b - a) / gap for a, b in pairwise(path)]
    assert max(steps) < 0.5
    # Nearer to the new prompt with each step.
    distances = [length(ends[1] - point) for point in path]
    assert all(b < a for a, b in pairwise(distances))
    if mode is TextMode.OUTPUT:
        assert sum(steps) < 1.05


def test_wan_a_blend_of_one_prompt_with_itself_is_that_prompt() -> None:
    shelf = PromptShelf(MODEL, {**prompts(), "copy": prompts()["a"]}, TextMode.OUTPUT)
    alone = shown(shelf, PromptMix(("a",)))
    assert (shown(shelf, PromptMix(("copy", "a"), (0.3, 0.7))) - alone).abs().max() <= 1e-5
    assert (shown(shelf, PromptMix(("b", "a"), (0.3, 0.7))) - alone).abs().max() > 1e-3


def test_wan_windows_and_weights_follow_the_schedule() -> None:
    plan = PromptTransition()
    windows = [plan.start(distance).window for distance in (0, 0.1, 0.25, 0.5, 0.75, 1.0, 2.0)]
    assert windows == [3, 3, 6, 9, 12, 15, 15]
    running, alphas = plan.start(0.5), []
    while running.since is not None:
        alphas.append(round(running.alpha(), 3))
        running = running.advance(3)
    assert alphas == [0, 0, 0.25, 0.75]
    assert running.alpha() == 1.0 and running.advance(3) == running
    assert plan.start_over(7).window == 6 and plan.start_over(0).window == 3


def test_wan_a_switch_during_a_transition_starts_from_where_it_is() -> None:
    session = make_session(MODEL, make_layout())
    session.switch("a")
    session.step()
    session.switch("b", distance=1.0)
    mixes = [session.step().mix for _ in range(4)]
    assert [round(mix.weights[-1], 3) for mix in mixes[2:]] == [0.095, 0.345]
    before = session.mix
    session.switch("c", distance=0.5)
    after = session.step().mix
    assert after == before and before.keys == ("a", "b") and session.mix == before
    session.step()
    third = session.step().mix
    assert third.keys == ("a", "b", "c") and sum(third.weights) == pytest.approx(1)
    assert third.weights[0] / third.weights[1] == pytest.approx(before.weights[0] / before.weights[1])
    while session.mix.keys != ("c",):
        session.step()


def test_wan_mixes_never_hold_a_prompt_twice_nor_too_many() -> None:
    mix = PromptMix(("a",)).towards("b", 0.5)
    back = mix.towards("a", 0.5)
    assert back.keys == ("b", "a") and back.weights == pytest.approx((0.25, 0.75))
    for key in "cdefgh":
        mix = mix.towards(key, 0.4)
        assert len(mix.keys) <= MAX_PARTS and math.isclose(sum(mix.weights), 1) and mix.prompt == key
    for keys, weights in (((), ()), (("a",), (0.5,)), (("a", "b"), (1.0, 0.0)), (("a",), (0.5, 0.5))):
        with pytest.raises(ValueError):
            PromptMix(keys, weights)


def test_wan_a_soft_switch_to_the_same_prompt_changes_nothing() -> None:
    session = make_session(MODEL, make_layout())
    session.switch("a")
    session.step()
    since = session._since
    session.switch("a", SwitchKind.SOFT)
    assert session._since == since and session.mix == PromptMix(("a",))


def test_wan_prompt_distance_ignores_padding() -> None:
    a, b = noise(1, 5, 32), noise(2, 9, 32)
    padded = torch.cat([a, torch.zeros(11, 32)])
    assert prompt_distance(a, padded) == pytest.approx(0, abs=1e-6)
    assert prompt_distance(a, b) == pytest.approx(prompt_distance(b, padded[None]), abs=1e-6)
    assert prompt_distance(a, b) > 0.3
    assert prompt_distance(a, torch.zeros(3, 32)) == 0.0


def test_wan_few_prompts_are_kept_and_their_return_is_exact() -> None:
    many = {str(i): noise(i, 7, 32) for i in range(10)}
    shelf = PromptShelf(MODEL, many, TextMode.OUTPUT)
    first = shown(shelf, PromptMix(("0",)))
    for key in many:
        shelf.mix(PromptMix((key,)))
    assert len(shelf._kept) == MAX_PARTS
    assert torch.equal(shown(shelf, PromptMix(("0",))), first)


def test_wan_noise_depends_on_seed_block_and_step_alone() -> None:
    shape = (1, 16, 3, 8, 8)
    torch.manual_seed(1)
    first = noise_for(7, 2, 1, shape)
    torch.manual_seed(2)
    assert torch.equal(noise_for(7, 2, 1, shape), first)
    others = [noise_for(*place, shape) for place in ((8, 2, 1), (7, 3, 1), (7, 2, 2), (-7, 2, 1), (72, 1, 1))]
    for other in others:
        assert abs(torch.corrcoef(torch.stack([first.flatten(), other.flatten()]))[0, 1]) < 0.1
    assert abs(first.mean()) < 0.1 and abs(first.std() - 1) < 0.05


def test_wan_levels_are_warped_and_one_step_is_possible() -> None:
    assert Sampler().sigmas == pytest.approx((1, 0.9375, 0.8333333, 0.625))
    assert Sampler.with_steps(4) == Sampler()
    for n in (1, 2, 3, 8):
        sigmas = Sampler.with_steps(n).sigmas
        assert len(sigmas) == n and sigmas[0] == 1 and list(sigmas) == sorted(sigmas, reverse=True)
        session = make_session(MODEL, make_layout(), sampler=Sampler.with_steps(n))
        session.switch("a")
        assert session.step().latent.isfinite().all()
    for wrong in ((), (500, 500), (1001,), (500, 0), (250, 500)):
        with pytest.raises(ConfigError):
            Sampler(wrong)
    with pytest.raises(ConfigError):
        Sampler.with_steps(0)


def test_wan_a_perfect_flow_gives_the_clean_latents_back() -> None:
    sampler, clean = Sampler(), video(1, 3)
    sigmas = sampler.sigmas

    def flow(x: torch.Tensor, step: int) -> torch.Tensor:
        return (x - clean) / sigmas[step]

    got, finite = sampler.denoise(flow, lambda step: noise(step, *clean.shape), lambda step: None)
    assert torch.allclose(got, clean, atol=1e-5) and finite.tolist() == [True] * 4


def test_wan_an_observer_sees_attention_on_tokens_and_changes_no_bit() -> None:
    results, taps = [], []
    for watch in (False, True):
        session = make_session(MODEL, make_layout())
        session.switch("a")
        session.step()
        tap = IdentityTap({"ada": [0, 1], "bo": [4], "nobody": []}, prompt="a", n_frames=3, layers=[0])
        results.append(session.step(observer=tap if watch else None).latent)
        taps.append(tap)
        session.step()
    assert torch.equal(*results)
    assert taps[0].mass() == {} and taps[0].frame_keys() is None
    mass = taps[1].mass()
    assert list(mass) == ["ada", "bo"] and all(len(values) == 3 for values in mass.values())
    assert taps[1].frame_keys().shape == (3, 48)
    whole = IdentityTap({"all": range(7)}, prompt="a", n_frames=3, layers=[0])
    session.step(observer=whole)
    assert whole.mass()["all"] == pytest.approx((1, 1, 1), abs=1e-5)
    other = IdentityTap({"ada": [0]}, prompt="b", n_frames=3, layers=[0])
    session.step(observer=other)
    assert other.mass() == {}


def test_wan_observed_attention_is_the_real_one() -> None:
    """A token whose value alone is kept moves the output as much as its share says: checked against plain softmax."""
    tap = IdentityTap({"ada": [2]}, prompt="a", n_frames=3, layers=[0])
    text = MODEL.encode_text(prompts()["a"], "a")
    cache = make_cache(MODEL, make_layout(0, 0, 3))
    cache.begin_block(range(3))
    grabbed = []
    original = tap.on_text_queries
    tap.on_text_queries = lambda layer, q, mix: (grabbed.append(q), original(layer, q, mix))
    MODEL.block_pass(video(4, 3), torch.zeros(1), TextMix((text,)), cache, keys_only=True, observer=tap)
    logits = torch.einsum("bqhd,bkhd->bhqk", grabbed[0], text.layers[0][0]) / 24**0.5
    share = torch.softmax(logits, -1)[0, :, :, 2].mean(0).view(3, 16).mean(1)
    assert tap.mass()["ada"] == pytest.approx(share.tolist(), abs=1e-6)
