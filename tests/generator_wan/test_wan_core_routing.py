"""Routed attention: dense when everything fits, otherwise exactly attention to each head's best frames."""

from __future__ import annotations

import pytest
import torch
from torch.nn.functional import scaled_dot_product_attention
from wan_core_stage import make_layout, make_model, make_session, noise, plain_attention

from iamflow_agents.errors import VersionMismatchError
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.routing import choose_frames, routed_attention

FRAME = {"n_static": 5, "frame_tokens": 4, "attention": plain_attention}


def test_wan_routed_attention_is_masked_attention_a_head() -> None:
    q, k, v = noise(1, 2, 6, 3, 8), noise(2, 2, 32, 3, 8), noise(3, 2, 32, 3, 8)
    assert torch.equal(routed_attention(q, k, v, top_k=5, **FRAME), plain_attention(q, k, v))
    for top_k in (0, 1, 3):
        chosen = choose_frames(q, k[:, :20], 5, top_k)
        mask = torch.zeros(2, 3, 6, 32, dtype=torch.bool)
        mask[..., 20:] = True
        for batch in range(2):
            for head in range(3):
                for frame in chosen[batch, head].tolist():
                    mask[batch, head, :, frame * 4 : frame * 4 + 4] = True
        wanted = scaled_dot_product_attention(*(x.transpose(1, 2) for x in (q, k, v)), attn_mask=mask).transpose(1, 2)
        got = routed_attention(q, k, v, top_k=top_k, **FRAME)
        assert (got - wanted).abs().max() <= 1e-5
        assert (got - plain_attention(q, k, v)).abs().max() > 1e-3


def test_wan_heads_choose_the_frames_that_answer_them() -> None:
    q, k = torch.zeros(1, 4, 2, 8), 0.1 * noise(1, 1, 20, 2, 8)
    q[..., 0, 0], q[..., 1, 1] = 1, 1
    k[:, 8:12, 0, 0] = 5
    k[:, 16:20, 1, 1] = 5
    assert choose_frames(q, k, 5, 1).tolist() == [[[2], [4]]]
    assert all(frames == sorted(frames) for frames in choose_frames(q, k, 5, 3)[0].tolist())


def test_wan_routed_films_resume_exactly_and_only_as_routed() -> None:
    model, layout = make_model(2), make_layout(3, 2, 6)

    def before_fifth(top_k: int | None) -> object:
        session, kept = make_session(model, layout, top_k=top_k), []
        session.switch("a")
        for _ in range(4):
            kept.append(session.step())
        session.switch("b")
        assert session.set_memory([FrameRecord(block=kept[1], offset=0)])
        return session

    routed, dense, all_ = before_fifth(2), before_fifth(None), before_fifth(5)
    state = routed.state()
    resumed = make_session(model, layout, top_k=2)
    resumed.load(state)
    block = routed.step().latent
    assert torch.equal(resumed.step().latent, block)
    assert not torch.equal(dense.step().latent, block)
    assert torch.equal(all_.step().latent, dense._since[-1].latent)
    with pytest.raises(VersionMismatchError):
        make_session(model, layout).load(state)
