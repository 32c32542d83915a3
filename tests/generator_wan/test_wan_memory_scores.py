"""Scores from attention and from keys."""

from __future__ import annotations

import math

import pytest
import torch
from wan_core_stage import make_layout, make_model, noise, prompts

from iamflow_agents.generator.wan.memory_tap import MemoryTap, score_layers, text_key
from iamflow_agents.generator.wan.observe import IdentityTap
from iamflow_agents.generator.wan.scoring import ScoreSource
from iamflow_agents.generator.wan.session import Session, SessionOptions
from iamflow_agents.generator.wan.text import TextKV, TextMix

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
