"""From the rows of a request to the latents a session is given: files, ranking, and what a session makes of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import torch
from wan_core_stage import make_layout, make_model, make_session
from wan_memory_stage import block, row

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.film_files import KeptHead, read_kept_frame, read_kept_head, write_kept_frame
from iamflow_agents.generator.wan.recall import rank_rows
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.selection import MemoryPolicy

IDENTITY, PLACE, TEXT = MemoryPolicy.IDENTITY, MemoryPolicy.IDENTITY_PLACE, MemoryPolicy.TEXT_SIMILARITY


def test_wan_memory_what_is_offered_is_ranked_without_what_is_seen_anyway() -> None:
    rows = [row(i, 5, who, scores=scores) for i, (who, scores) in enumerate(
        [("ab", (0.5, 0.5)), ("a", (0.9,)), ("b", ()), ("", ()), ("ab", (0.9, 0.9)), ("ab", (0.9, 0.9))]
    )]  # fmt: skip
    rows[3] = replace(rows[3], place="inn")
    rows[5] = replace(rows[5], quarantined=True)
    heads = [KeptHead(frame_index=3 * i + 1, block_index=i) for i in range(6)]

    def ranked(**more: object) -> tuple[int, ...]:
        given = {"policy": PLACE, "budget": 3, "wanted": "ab", "place": "inn", "per_identity": 1, **more}
        return rank_rows(rows, heads, **given)

    assert ranked() == (4, 3)
    assert ranked(policy=IDENTITY) == (4,)
    # What sink or window show leaves its room to others; so do frames of the future.
    assert ranked(visible=(13,)) == ranked(before=13) == (0, 3)
    assert ranked(visible=(13, 1)) == (1, 2, 3)
    assert ranked(per_identity=2, budget=4)[:2] == (4, 3)
    assert len(ranked(per_identity=2, budget=4)) == 3
    assert ranked(budget=0) == ranked(policy=MemoryPolicy.NONE) == ()


def test_wan_memory_the_bank_goes_by_likeness_to_the_prompt_alone() -> None:
    rows = [row(i, 5, who) for i, who in enumerate(["a", "", "", ""])]
    keys = [torch.tensor([1.0, 0, 0]), torch.tensor([0, 5.0, 0]), torch.tensor([0, 3.0, 3.0]), None]
    heads = [KeptHead(frame_index=3 * i, block_index=i, keys=one) for i, one in enumerate(keys)]

    def ranked(text: list[float], policy: MemoryPolicy = TEXT) -> tuple[int, ...]:
        return rank_rows(rows, heads, policy=policy, budget=2, wanted=["a"], text_key=torch.tensor(text))

    assert ranked([0, 1.0, 0]) == (1, 2)
    assert ranked([0, 0, 1.0]) == (2, 1), "of equals the latest"
    assert ranked([9.0, 0, 1.0]) == (0, 2)
    assert ranked([0, 1.0, 0], IDENTITY) == (0,)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_wan_memory_kept_frames_come_back_in_two_bytes_a_number(tmp_path: Path, dtype: torch.dtype) -> None:
    record = replace(block(4), latent=block(4).latent.to(dtype))
    write_kept_frame(FrameRecord(block=record, offset=2), {"p": "words"}, tmp_path / "kept", keys=torch.ones(3, 8))
    kept = read_kept_frame(tmp_path / "kept", dtype)
    assert kept.frame.block.latent.dtype == dtype and kept.texts == {"p": "words"}
    assert torch.equal(kept.frame.block.latent, record.latent.to(torch.float16).to(dtype)) or dtype == torch.bfloat16
    assert torch.allclose(kept.frame.block.latent, record.latent, rtol=1e-3, atol=1e-3)
    if dtype != torch.float32:
        assert torch.equal(kept.frame.block.latent, record.latent), "nothing is lost"
    head = read_kept_head(tmp_path / "kept")
    assert (head.frame_index, head.block_index) == (kept.frame.frame_index, 4) == (14, 4)
    assert head.keys is not None and head.keys.shape == (8,)


def test_wan_memory_a_kept_frame_at_480x832_is_below_one_megabyte(tmp_path: Path) -> None:
    latent = torch.randn(1, 16, 3, 60, 104, generator=torch.Generator().manual_seed(1))
    frame = FrameRecord(block=replace(block(0), latent=latent), offset=0)
    write_kept_frame(frame, {"p": "some words " * 100}, tmp_path / "kept", keys=torch.ones(3, 1536))
    assert 590_000 < (tmp_path / "kept").stat().st_size < 620_000


def test_wan_memory_files_that_are_damaged_are_told(tmp_path: Path) -> None:
    write_kept_frame(FrameRecord(block=block(0), offset=0), {"p": ""}, tmp_path / "kept")
    data = (tmp_path / "kept").read_bytes()
    for name, content in (("short", data[:-40]), ("other", data.replace(b"frame/1", b"frame/9")), ("empty", b"")):
        (tmp_path / name).write_bytes(content)
        for read in (read_kept_head, lambda path: read_kept_frame(path, torch.float32)):
            with pytest.raises(GeneratorError, match="earlier take"):
                read(tmp_path / name)
    with pytest.raises(GeneratorError, match="earlier take"):
        read_kept_head(tmp_path / "nowhere")
    assert read_kept_head(tmp_path / "kept").keys is None


def test_wan_memory_recalled_latents_do_in_a_session_what_the_originals_do(tmp_path: Path) -> None:
    def begun() -> tuple[object, list[FrameRecord]]:
        session = make_session(make_model(2), make_layout(sink=3, memory=2, window=3))
        made = []
        for prompt in "abc":
            session.switch(prompt, "cut")
            made += [FrameRecord(block=session.step(), offset=2) for _ in range(2)]
        session.switch("d", "cut")
        return session, made

    def next_block(frame: FrameRecord | None) -> torch.Tensor:
        session, _ = begun()
        assert len(session.set_memory([frame] if frame else [])) == bool(frame)
        return session.step().latent

    _, made = begun()
    # What is kept has two bytes a number; a frame that has them already is the same before and after.
    exact = made[3]
    exact = replace(exact, block=replace(exact.block, latent=exact.block.latent.half().float()))
    write_kept_frame(exact, dict.fromkeys(exact.block.mix.keys, ""), tmp_path / "kept")
    again = read_kept_frame(tmp_path / "kept", torch.float32).frame
    assert torch.equal(next_block(again), next_block(exact))
    assert not torch.equal(next_block(again), next_block(None))
    assert not torch.equal(next_block(again), next_block(made[2]))
