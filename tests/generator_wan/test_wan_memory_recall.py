"""From rows of the entity database to latents, the same answer after a kill, and what a session makes of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from wan_core_stage import make_layout, make_model, make_session
from wan_memory_stage import block, open_archive, row, take

from iamflow_agents.generator.wan.archive import FrameArchive
from iamflow_agents.generator.wan.archive_records import FrameKey, latent_of_pixel, pixel_of_latent
from iamflow_agents.generator.wan.collecting import TakeCollector
from iamflow_agents.generator.wan.recall import MemoryQuestion, frame_of_row, question_for, rank_rows, recall
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.selection import MemoryPolicy
from iamflow_agents.records import Appearance, Kind, Setting
from iamflow_agents.takes import MemoryFrame, SegmentRequest

IDENTITY, PLACE, TEXT = MemoryPolicy.IDENTITY, MemoryPolicy.IDENTITY_PLACE, MemoryPolicy.TEXT_SIMILARITY


def ask(*rows: MemoryFrame, wanted: str = "ab", segment: int = 9, budget: int = 3, **more: object) -> MemoryQuestion:
    plain = MemoryQuestion(
        segment_index=segment, take_number=1, policy=IDENTITY, budget=budget, wanted=tuple(wanted), rows=rows
    )
    return replace(plain, **more)


@pytest.mark.parametrize("starts_stream", [False, True])
def test_wan_memory_pixels_and_latents_correspond(starts_stream: bool) -> None:
    counts = [1 if starts_stream and i == 0 else 4 for i in range(12)]
    latents = [i for i, count in enumerate(counts) for _ in range(count)]
    assert [latent_of_pixel(p, starts_stream=starts_stream) for p in range(len(latents))] == latents
    last = [max(p for p, latent in enumerate(latents) if latent == i) for i in range(12)]
    assert [pixel_of_latent(i, starts_stream=starts_stream) for i in range(12)] == last
    assert [latent_of_pixel(p, starts_stream=not starts_stream) for p in range(len(latents))] != latents


def test_wan_memory_rows_name_the_latents_their_pictures_came_from(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a", "b", starts_stream=True))
    archive.add_take(take(1, "a", "b"))

    def latent(segment: int, pixel: int, number: int = 1) -> int | None:
        frame = frame_of_row(archive, row(segment, pixel, "a", number=number))
        return None if frame is None else frame.key.latent_index

    assert [latent(0, p) for p in (0, 1, 4, 5, 20, 21)] == [0, 1, 1, 2, 5, None]
    assert [latent(1, p) for p in (0, 3, 4, 23, 24)] == [0, 0, 1, 5, None]
    assert latent(1, 0, number=2) is None
    answer = recall(archive, ask(row(1, 23, "b"), row(0, 0, "a")))
    assert [frame.frame_index for frame in answer.frames] == [35, 0]
    assert answer.not_archived == ()


def test_wan_memory_rows_steer_who_is_remembered(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(1, "a", "ab", "b"))
    rows = row(1, 7, "a", scores=(0.9,)), row(1, 19, "ab", scores=(0.5, 0.5)), row(1, 31, "b", scores=(0.9,))

    def chosen(*some: MemoryFrame, **more: object) -> list[int]:
        archive.remember_choice(9, 1, "something else", ())
        return [key.latent_index for key in recall(archive, ask(*some, **more)).keys]

    assert chosen(*rows, budget=1) == [4]
    # The director and the verifier are obeyed: what is not named, quarantined or seen to be wrong is not used.
    assert sorted(chosen(rows[0], rows[2])) == [1, 7]
    assert sorted(chosen(rows[0], replace(rows[1], quarantined=True), rows[2])) == [1, 7]
    assert chosen(rows[0], replace(rows[1], scores=(0.0, 0.5)), budget=1, wanted="a") == [1]
    assert chosen(replace(rows[1], identities=("b",), scores=(0.5,)), wanted="a") == []
    # A half in a row means that nobody has looked; what the archive was told counts then, a clear row counts more.
    archive.set_visual_scores(1, 1, {"a": 0.0})
    assert chosen(rows[1], wanted="a") == []
    assert chosen(replace(rows[1], scores=(0.8, 0.5)), wanted="a") == [4]
    archive.quarantine(1, 1, "a")
    assert chosen(*rows) == [7]
    answer = recall(archive, ask(row(7, 0, "a"), rows[2]))
    assert [missing.segment_index for missing in answer.not_archived] == [7]
    assert [key.latent_index for key in answer.keys] == [7]


def test_wan_memory_the_same_question_has_the_same_answer_after_a_kill(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=3)
    archive.add_take(take(0, {"a": 0.9}, {"a": 0.4}, "b"))
    question = ask(wanted="ab", budget=2, per_identity=1, rows=None, segment=1)
    first = recall(archive, question)
    assert not first.again
    # All of this happens between the first attempt and the next.
    archive.set_visual_scores(0, 1, {"a": 0.1})
    archive.add_take(take(1, {"a": 1.0}, {"a": 1.0}, {"b": 1.0}))
    again = recall(open_archive(tmp_path, max_frames=3), question)
    assert again.again
    assert again.keys == first.keys
    for a, b in zip(first.frames, again.frames, strict=True):
        assert torch.equal(a.block.latent, b.block.latent)
    # What the choice meant has become another picture: the question is open again.
    swapped = recall(archive, replace(question, segment_index=3))
    archive.add_take(take(0, {"a": 0.9}, {"a": 0.4}, "b", seed=5))
    assert not recall(archive, replace(question, segment_index=3)).again
    assert swapped.keys
    # Another question is answered anew.
    other = recall(archive, replace(question, segment_index=2, visible=(1,)))
    assert other.keys != first.keys


def test_wan_memory_own_take_is_never_its_memory(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(3, "a"))
    assert recall(archive, ask(rows=None, segment=3)).keys == ()
    assert recall(archive, ask(rows=None, segment=4, before=91)).keys == ()
    assert recall(archive, ask(rows=None, segment=5, before=92)).keys == (FrameKey(3, 1, 1),)
    assert recall(archive, ask(rows=None, segment=6, visible=(91,))).keys == ()


def test_wan_memory_text_bank_goes_by_likeness_of_keys(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    text = torch.tensor([1.0, 2.0, 0.0])
    keys = [torch.stack([vector] * 3) for vector in (-text, text, torch.tensor([2.0, -1.0, 0.5]))]
    archive.add_take(take(0, "", "", "", keys=keys))
    archive = open_archive(tmp_path)
    found = recall(archive, ask(policy=TEXT, rows=None, budget=2), text_key=text)
    assert [key.latent_index for key in found.keys] == [4, 7]
    other = recall(archive, ask(policy=TEXT, rows=None, budget=2, segment=8), text_key=-text)
    assert [key.latent_index for key in other.keys] == [1, 7]


def test_wan_memory_policies_without_memory_touch_no_file(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a"))
    before = {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    for policy in (MemoryPolicy.NONE, MemoryPolicy.SINK_WINDOW):
        assert recall(archive, ask(policy=policy, rows=None)).frames == ()
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.iterdir()}


def test_wan_memory_a_request_of_the_graph_is_a_question() -> None:
    request = SegmentRequest(
        segment_index=3, take_number=2, prompt="x", grounded_prompt="y", seed=1, duration_s=2, width=64, height=64,
        fps=16, setting=Setting(place="inn", name="the inn"),
        cast=(Appearance(identity="a", kind=Kind.PERSON, name="Anna"),),
        memory=(row(1, 2, "a"),),
    )  # fmt: skip
    question = question_for(request, policy=PLACE, budget=2, visible={5, 3}, before=90, prompt="k")
    assert (question.wanted, question.place, question.visible, question.rows) == (("a",), "inn", (3, 5), request.memory)
    assert question_for(request, policy=TEXT, budget=2, visible=(), before=90, prompt="k").rows is None
    moved = replace(
        request, memory=(replace(request.memory[0], keyframe=replace(request.memory[0].keyframe, path="z")),)
    )
    assert (
        question_for(moved, policy=PLACE, budget=2, visible={5, 3}, before=90, prompt="k").digest() == question.digest()
    )
    for change in ({"take_number": 3}, {"memory": ()}, {"setting": Setting(place="sea", name="the sea")}):
        other = question_for(replace(request, **change), policy=PLACE, budget=2, visible={5, 3}, before=90, prompt="k")
        assert other.digest() != question.digest()


def test_wan_memory_rows_with_latents_beside_them_are_ranked_without_an_archive() -> None:
    rows = [row(i, 5, who, scores=scores) for i, (who, scores) in enumerate(
        [("ab", (0.5, 0.5)), ("a", (0.9,)), ("b", ()), ("", ()), ("ab", (0.9, 0.9)), ("ab", (0.9, 0.9))]
    )]  # fmt: skip
    rows[3] = replace(rows[3], place="inn")
    rows[5] = replace(rows[5], quarantined=True)
    frames = [FrameRecord(block=block(i), offset=1) for i in range(6)]

    def ranked(**more: object) -> tuple[int, ...]:
        given = {"policy": PLACE, "budget": 3, "wanted": "ab", "place": "inn", "per_identity": 1, **more}
        return rank_rows(rows, frames, **given)

    assert ranked() == (4, 3)
    assert ranked(policy=IDENTITY) == (4,)
    # What sink or window show leaves its room to others; so do frames of the future.
    assert ranked(visible=(13,)) == ranked(before=13) == (0, 3)
    assert ranked(visible=(13, 1)) == (1, 2, 3)
    assert ranked(per_identity=2, budget=4)[:2] == (4, 3)
    assert len(ranked(per_identity=2, budget=4)) == 3
    assert ranked(budget=0) == ranked(policy=MemoryPolicy.NONE) == ()


def film(folder: Path) -> tuple[FrameArchive, list[FrameRecord]]:
    """Three segments of two blocks, archived as the generator does it."""
    archive = open_archive(folder)
    session = make_session(make_model(2), make_layout(sink=3, memory=2, window=3))
    exact = []
    for segment, prompt in enumerate("abc"):
        session.switch(prompt, "cut")
        collector = TakeCollector(
            segment_index=segment, take_number=1, n_blocks=2, n_frames=2, prompt=prompt, identities=(prompt.upper(),),
            starts_stream=segment == 0,
        )  # fmt: skip
        for _ in range(2):
            record = session.step()
            collector.add(record)
            exact.append(FrameRecord(block=record, offset=2))
        archive.add_take(collector.finish())
    return archive, exact


def test_wan_memory_recalled_latents_do_in_a_session_what_the_originals_do(tmp_path: Path) -> None:
    archive, exact = film(tmp_path / "one")
    answer = recall(archive, ask(row(1, 23, "B"), wanted="B", segment=3))
    assert answer.frames[0].frame_index == 11
    copied = open_archive(shutil.copytree(tmp_path / "one", tmp_path / "two"))
    again = recall(copied, ask(row(1, 23, "B"), wanted="B", segment=3))

    def next_block(frames: list[FrameRecord]) -> torch.Tensor:
        session = make_session(make_model(2), make_layout(sink=3, memory=2, window=3))
        for prompt in "abc":
            session.switch(prompt, "cut")
            session.step()
            session.step()
        session.switch("d", "cut")
        assert len(session.set_memory(frames)) == len(frames)
        return session.step().latent

    recalled = next_block(list(answer.frames))
    assert torch.equal(recalled, next_block(list(again.frames)))
    near = float((recalled - next_block([exact[3]])).norm())
    assert near < 0.05 * float((recalled - next_block([exact[2]])).norm())
    assert near < 0.05 * float((recalled - next_block([])).norm())


def test_wan_memory_a_session_takes_all_that_was_chosen_for_it(tmp_path: Path) -> None:
    archive, _ = film(tmp_path)
    session = make_session(make_model(2), make_layout(sink=3, memory=2, window=3))
    for prompt in "abc":
        session.switch(prompt, "cut")
        session.step()
        session.step()
    seen = session.visible
    question = ask(
        rows=None, wanted="ABC", budget=2, visible=(*seen.sink_frames, *seen.window_frames), before=18, segment=3
    )
    answer = recall(archive, question)
    assert len(answer.frames) == 2
    assert session.set_memory(answer.frames) == tuple(session.memory)
    assert len(session.memory) == 2
