"""Scores from attention and from keys, fusion with the verifier, and what is collected from a take."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from wan_core_stage import make_layout, make_model, noise, prompts
from wan_memory_stage import block

from iamflow_agents.generator.wan.collecting import TakeCollector
from iamflow_agents.generator.wan.memory_tap import MemoryTap, score_layers, text_key
from iamflow_agents.generator.wan.observe import IdentityTap
from iamflow_agents.generator.wan.records import PromptMix
from iamflow_agents.generator.wan.scoring import ScoreSource, fuse, visual_scores
from iamflow_agents.generator.wan.session import Session, SessionOptions
from iamflow_agents.generator.wan.text import TextKV, TextMix
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.takes import Verdict

HEADS, SIZE, TOKENS, FRAMES = 2, 8, 5, 3


def text(keys: torch.Tensor, padding: int = 0) -> TextMix:
    """A prompt of one layer with keys `[S, H, D]`, and zeros behind it."""
    padded = torch.cat([keys, torch.zeros(padding, HEADS, SIZE)])[None]
    return TextMix((TextKV("p", ((padded, padded),)),))


def tap(tokens: dict[str, list[int]], source: str = "mass", prompt: str = "p") -> MemoryTap:
    return MemoryTap(
        tokens, content=range(TOKENS), prompt=prompt, n_frames=FRAMES, layers=(0,), source=ScoreSource(source)
    )


def test_wan_memory_padding_gets_no_weight_in_scores() -> None:
    keys, queries = noise(1, TOKENS, HEADS, SIZE), noise(2, 1, 4 * FRAMES, HEADS, SIZE)
    scores = []
    for padding in (0, 100):
        one = tap({"a": [0, 1], "b": [3], "nobody": [], "pad": [7, 90]})
        one.on_text_queries(0, queries, text(keys, padding))
        scores.append(one.scores())
    assert scores[0] == scores[1]
    assert scores[0].keys() == {"a", "b"}
    assert {len(row) for row in scores[0].values()} == {FRAMES}
    # The plain share of attention drops to a fraction.
    shares = []
    for padding in (0, 100):
        plain = IdentityTap({"a": [0, 1]}, prompt="p", n_frames=FRAMES, layers=(0,))
        plain.on_text_queries(0, queries, text(keys, padding))
        shares.append(plain.mass()["a"][0])
    assert shares[1] < 0.2 * shares[0]


def test_wan_memory_scores_equal_attention_written_out() -> None:
    keys, queries = noise(1, TOKENS + 20, HEADS, SIZE), noise(2, 1, 4 * FRAMES, HEADS, SIZE)
    one = tap({"a": [0, 2], "b": [3]})
    one.on_text_queries(0, queries, text(keys))
    for key, own in (("a", (0, 2)), ("b", (3,))):
        for frame in range(FRAMES):
            shares = []
            for token in range(4 * frame, 4 * frame + 4):
                for head in range(HEADS):
                    logits = [float(queries[0, token, head] @ keys[i, head]) / SIZE**0.5 for i in range(TOKENS)]
                    powers = [math.exp(logit) for logit in logits]
                    shares.append(sum(powers[i] for i in own) / sum(powers))
            lift = sum(shares) / len(shares) * TOKENS / len(own)
            assert one.scores()[key][frame] == pytest.approx(lift / (1 + lift), rel=1e-4)


def test_wan_memory_scores_tell_who_is_looked_at() -> None:
    keys = torch.eye(SIZE)[:TOKENS, None].expand(-1, HEADS, -1) * 6
    looks = torch.tensor([0, 3, 4])  # frame 0 looks at a, frame 1 at b, frame 2 at neither
    queries = keys[looks].repeat_interleave(4, 0)[None]
    for source in ("mass", "keys"):
        one = tap({"a": [0, 1], "b": [3]}, source)
        one.on_keys(0, queries)
        one.on_text_queries(0, queries, text(keys, 50))
        found = one.scores()
        assert found["a"][0] > 0.6 > 0.55 > max(found["a"][1:])
        assert found["b"][1] > 0.6 > 0.55 > max(found["b"][0], found["b"][2])
    even = tap({"a": [0, 1], "b": [3]})
    even.on_text_queries(0, torch.zeros(1, 12, HEADS, SIZE), text(keys))
    assert even.scores()["a"] == pytest.approx([0.5] * 3)


def test_wan_memory_no_scores_where_the_prompt_did_not_act() -> None:
    one = tap({"a": [0]}, prompt="other")
    one.on_text_queries(0, noise(2, 1, 12, HEADS, SIZE), text(noise(1, TOKENS, HEADS, SIZE)))
    assert one.scores() == {}
    assert tap({"a": [0]}, "keys").scores() == {}


def test_wan_memory_scores_of_a_session_change_nothing_of_its_film() -> None:
    model, layers = make_model(4), score_layers(4)
    films = []
    for watched in (False, True):
        session = Session(model, prompts("p"), make_layout(), seed=1, options=SessionOptions(model_hash="m"))
        session.switch("p")
        for _ in range(2):
            one = MemoryTap({"a": [0, 1], "b": [4]}, content=range(6), prompt="p", n_frames=3, layers=layers)
            record = session.step(observer=one if watched else None)
        films.append(record.latent)
    assert torch.equal(*films)
    assert all(0 < score < 1 for scores in one.scores().values() for score in scores)
    keys = one.frame_keys()
    assert keys is not None
    assert keys.shape == (3, 48)
    known = text_key(model.encode_text(prompts("p")["p"], "p"), layers, range(6))
    assert known.shape == (48,)
    assert torch.isfinite(known).all()


def test_wan_memory_layers_that_are_looked_at_see_text_queries() -> None:
    assert score_layers(30) == (7, 15, 22)
    for n in range(2, 41):
        assert all(0 <= layer < n - 1 for layer in score_layers(n))


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_wan_memory_fusion_is_monotone_and_bounded(own: float, seen: float, better: float) -> None:
    low, high = sorted((seen, better))
    assert 0 <= fuse(own, low) <= fuse(own, high) <= 1
    assert fuse(low, own) <= fuse(high, own) + 1e-12
    assert fuse(own, None) == fuse(own, 0.5)
    assert fuse(own, 0.0) == 0
    assert fuse(own, seen, 0.0) == pytest.approx(0 if 0 in (own, seen) else own)


def verdict(identity: str, kind: VerdictKind, confidence: float = 1.0, slot: Slot | None = None) -> Verdict:
    return Verdict(segment_index=0, take_number=1, identity=identity, kind=kind, slot=slot, confidence=confidence)


def test_wan_memory_verdicts_become_scores_and_failures_never_count_as_good() -> None:
    found = visual_scores(
        [
            verdict("good", VerdictKind.CONFIRMED, 0.8),
            verdict("hat", VerdictKind.CONFIRMED),
            verdict("hat", VerdictKind.CONTRADICTED, 1.0, Slot.HEADWEAR),
            verdict("gone", VerdictKind.MISSING),
            verdict("gone", VerdictKind.CONFIRMED, 1.0, Slot.TOP),
            verdict("twin", VerdictKind.DUPLICATED),
            verdict("other", VerdictKind.CONTRADICTED),
            verdict("failed", VerdictKind.UNKNOWN),
            verdict("behind", VerdictKind.NOT_VISIBLE),
        ]
    )
    assert found == {"good": 0.9, "hat": 0.5, "gone": 0.0, "twin": 0.0, "other": 0.0}


def collector(n_blocks: int, n_frames: int = 3) -> TakeCollector:
    return TakeCollector(
        segment_index=1, take_number=1, n_blocks=n_blocks, n_frames=n_frames, prompt="p", identities=("a", "b")
    )


def test_wan_memory_collects_the_best_frame_of_each_part_of_a_take() -> None:
    one = collector(9)
    best = {1: 2, 5: 0, 8: 1}
    for i in range(9):
        scores = [0.6, 0.6, 0.6]
        if i in best:
            scores[best[i]] = 0.9
        assert one.add(block(20 + i), {"a": scores, "b": [0.5] * 3}) == (i in best or i in (0, 3, 6))
        assert len(one.held) <= 3
    assert one.held == (5, 15, 25)
    frames = one.finish().frames
    assert [(f.block.block_index, f.offset, f.first_latent) for f in frames] == [(21, 2, 3), (25, 0, 15), (28, 1, 24)]
    assert {f.scores for f in frames} == {(0.9, 0.5)}


def test_wan_memory_frames_under_the_old_prompt_are_left_out_unless_there_is_nothing_else() -> None:
    old, half = PromptMix(("o", "p"), (0.8, 0.2)), PromptMix(("o", "p"), (0.4, 0.6))
    one = collector(3)
    for i, mix in enumerate((old, half, PromptMix(("p",)))):
        one.add(replace(block(i), mix=mix), {"a": [0.9 - 0.1 * i] * 3})
    assert [f.block.block_index for f in one.finish().frames] == [1, 2]
    alone = collector(1)
    alone.add(replace(block(0), mix=old))
    assert [f.scores for f in alone.finish().frames] == [(0.5, 0.5)]


def test_wan_memory_a_take_of_two_thousand_frames_holds_six_blocks() -> None:
    one = collector(700, 6)
    shared = block(0)
    for _ in range(700):
        one.add(shared)
        assert len(one._held) <= 6
    assert len(one.finish().frames) == 6
    with pytest.raises(ValueError, match="nothing to collect"):
        collector(0)
