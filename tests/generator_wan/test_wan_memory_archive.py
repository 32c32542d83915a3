"""The archive on disk: what comes back, what a kill leaves, what is evicted, what stays out of use."""

from __future__ import annotations

import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from wan_memory_stage import block, keys_of, open_archive, take

from iamflow_agents.errors import ConfigError, GeneratorError, VersionMismatchError
from iamflow_agents.generator.wan.archive import FrameArchive
from iamflow_agents.generator.wan.archive_records import (
    ArchivedFrame,
    ArchiveLimits,
    FrameKey,
    TakeFrame,
    TakeFrames,
)
from iamflow_agents.generator.wan.eviction import frames_to_evict
from iamflow_agents.generator.wan.records import PromptMix


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16, torch.float32])
def test_wan_memory_latents_come_back_the_same_before_and_after_reload(tmp_path: Path, dtype: torch.dtype) -> None:
    archive = open_archive(tmp_path, dtype)
    made = take(0, "ab", "b", place="inn")
    keys = archive.add_take(made)
    first = archive.record(keys[1])
    again = open_archive(tmp_path, dtype).record(keys[1])
    assert first.block.latent.dtype == dtype
    assert torch.equal(first.block.latent, again.block.latent)
    wanted = made.frames[1].block.latent
    if dtype == torch.bfloat16:
        assert torch.equal(again.block.latent, wanted.to(dtype))
    assert torch.allclose(again.block.latent.float(), wanted, rtol=8e-3, atol=0)
    assert not torch.allclose(again.block.latent.float(), made.frames[0].block.latent, rtol=8e-3, atol=0.1)
    assert (again.frame_index, again.offset, again.identities, again.place) == (4, 1, ("b",), "inn")
    assert again.block.mix.keys == ("p",)


def test_wan_memory_every_frame_of_an_archived_block_can_be_recalled(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(2, "a", "b"))
    assert [archive.record(FrameKey(2, 1, i)).frame_index for i in range(6)] == [60, 61, 62, 63, 64, 65]
    assert archive.find(FrameKey(2, 1, 6)) is None
    assert archive.find(FrameKey(2, 2, 0)) is None
    with pytest.raises(GeneratorError, match="not archived"):
        archive.record(FrameKey(2, 1, 6))


def test_wan_memory_a_kept_frame_at_480x832_is_below_one_megabyte(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, torch.float32)
    latent = torch.randn(1, 16, 3, 60, 104, generator=torch.Generator().manual_seed(1))
    frame = TakeFrame(
        block=block(0), offset=0, first_latent=0, identities=("a",), scores=(0.5,), keys=torch.ones(3, 1536)
    )
    big = type(frame.block)(block_index=0, frames=(0, 1, 2), latent=latent, mix=frame.block.mix)
    whole = TakeFrame(block=big, offset=0, first_latent=0, identities=("a",), scores=(0.5,), keys=torch.ones(3, 1536))
    archive.add_take(TakeFrames(segment_index=0, take_number=1, frames=(whole,)))
    assert 590_000 < archive.stats().n_bytes < 620_000
    assert sum(len(data) for data in files_of(tmp_path).values()) < 1_000_000


def test_wan_memory_disk_and_index_stay_flat(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=20, frames_per_subject=100)
    sizes = []
    for segment in range(40):
        archive.add_take(take(segment, "a", "ab", "b", {"c": 0.3}, place=f"p{segment % 3}"))
        sizes.append((archive.stats().n_frames, len(list(tmp_path.iterdir()))))
    assert sizes[5:] == [(20, 21)] * 35
    assert archive.stats().by_identity.keys() == {"a", "b", "c"}


def test_wan_memory_bytes_are_a_limit_too(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a"))
    one = archive.stats().n_bytes
    small = open_archive(tmp_path, max_bytes=3 * one + 10)
    small.add_take(take(1, "a", "a", "a", "a"))
    assert small.stats().n_frames == 3
    assert small.stats().n_bytes <= 3 * one + 10


def test_wan_memory_the_rare_outlive_the_talkative(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=8)
    archive.add_take(take(0, "ar"))
    for segment in range(1, 12):
        archive.add_take(take(segment, "a", {"a": 0.9}, "a"))
    assert FrameKey(0, 1, 1) in keys_of(archive)
    # Without the rare one in it, the same frame goes.
    other = open_archive(tmp_path / "other", max_frames=8)
    other.add_take(take(0, "a"))
    for segment in range(1, 12):
        other.add_take(take(segment, "a", {"a": 0.9}, "a"))
    assert FrameKey(0, 1, 1) not in keys_of(other)
    assert {frame.scores for frame in other.frames()} == {(0.9,)}


def test_wan_memory_eviction_order(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=4)
    archive.add_take(take(0, {"a": 0.5}, {"a": 0.2}, {"a": 0.9}, {"b": 0.1}))
    archive.quarantine(0, 1, "b")
    gone = []
    for segment in range(1, 5):
        before = set(keys_of(archive))
        archive.add_take(take(segment, {"c": 0.5}))
        gone += [key.latent_index for key in sorted(before - set(keys_of(archive)))]
    # Quarantined first, then the lowest score of the most plentiful, then of equal scores the oldest.
    assert gone == [10, 4, 1, 1]
    assert archive.stats().by_identity == {"a": 2, "c": 2}


def test_wan_memory_share_of_one_identity(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, frames_per_subject=3)
    for segment in range(4):
        archive.add_take(take(segment, "a", "a"))
    assert archive.stats().by_identity == {"a": 3}
    archive.add_take(take(5, "ab"))
    assert archive.stats().by_identity["b"] == 1


def test_wan_memory_a_take_leaves_no_more_than_its_share(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, frames_per_take=2)
    kept = archive.add_take(take(0, {"a": 0.4}, {"a": 0.8}, {"a": 0.6}, {"b": 0.1}))
    assert kept == (FrameKey(0, 1, 4), FrameKey(0, 1, 10))
    assert len(list(tmp_path.iterdir())) == 3


FRAMES = st.lists(
    st.tuples(st.sets(st.sampled_from("abcd"), max_size=3), st.sampled_from(["", "x", "y"]), st.floats(0.1, 1)),
    max_size=14,
)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(FRAMES, st.integers(1, 6), st.integers(1, 4), st.randoms(use_true_random=False))
def test_wan_memory_eviction_takes_from_the_plentiful(
    made: list[tuple[set[str], str, float]], most: int, share: int, dice: random.Random
) -> None:
    frames = [
        ArchivedFrame(
            key=FrameKey(i, 1, 0), block_index=i, frames=(i,), offset=0, mix=PromptMix(("p",)), n_bytes=1, place=place,
            identities=tuple(sorted(who)), scores=(score,) * len(who), visual=(None,) * len(who),
        )
        for i, (who, place, score) in enumerate(made)
    ]  # fmt: skip
    limits = ArchiveLimits(max_frames=most, frames_per_subject=share)
    gone = frames_to_evict(dice.sample(frames, len(frames)), limits)
    left = {frame.key: {*frame.identities, *([f"at {frame.place}"] if frame.place else [])} for frame in frames}
    for key in gone:
        counts = Counter(subject for subjects in left.values() for subject in subjects or {"nobody"})
        plenty = {k: min(counts[subject] for subject in subjects or {"nobody"}) for k, subjects in left.items()}
        assert plenty[key] == max(plenty.values())
        assert len(left) > most or plenty[key] > share
        del left[key]
    assert len(left) <= most
    counts = Counter(subject for subjects in left.values() for subject in subjects or {"nobody"})
    assert all(min(counts[s] for s in subjects or {"nobody"}) <= share for subjects in left.values())
    assert gone == frames_to_evict(frames, limits)


def test_wan_memory_late_scores_may_come_from_another_thread(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=12)
    archive.add_take(take(0, {"rare": 0.5}))

    def judge() -> None:
        for i in range(1, 21):
            archive.set_visual_scores(0, 1, {"rare": i / 20})

    thread = Thread(target=judge)
    thread.start()
    for segment in range(1, 6):
        archive.add_take(take(segment, "a", "b"))
    thread.join()
    again = open_archive(tmp_path, max_frames=12)
    assert keys_of(again) == keys_of(archive)
    assert again.frames()[0].visual == (1.0,)


def test_wan_memory_frames_of_the_last_choices_stay(tmp_path: Path) -> None:
    archive = open_archive(tmp_path, max_frames=2, choices=1)
    archive.add_take(take(0, {"a": 0.01}))
    archive.remember_choice(1, 1, "q", (FrameKey(0, 1, 0),))
    archive.add_take(take(1, "a", "a", "a"))
    assert FrameKey(0, 1, 1) in keys_of(archive)
    assert archive.choice(1, 1, "q") == (FrameKey(0, 1, 0),)
    archive.remember_choice(2, 1, "q", ())
    archive.add_take(take(2, "a", "a"))
    assert FrameKey(0, 1, 1) not in keys_of(archive)
    assert archive.choice(1, 1, "q") is None
    assert archive.choice(2, 1, "other") is None


def test_wan_memory_quarantine_survives_reload_and_the_same_take_again(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a", "b", "ab"))
    archive.add_take(take(0, "a", number=2))
    assert archive.quarantine(0, 1, "b") == 2
    assert archive.quarantine(0, 1, "b") == 0
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a", "b", "ab"))
    assert keys_of(archive, all_of_them=False) == [FrameKey(0, 1, 1), FrameKey(0, 2, 1)]
    # Another picture under the same number starts anew.
    archive.add_take(take(0, "a", "b", "ab", seed=7))
    assert len(keys_of(archive, all_of_them=False)) == 4


def test_wan_memory_late_scores_are_kept(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "ab", "a"))
    before = archive.record(FrameKey(0, 1, 1)).scores
    assert archive.set_visual_scores(0, 1, {"a": 1.0, "stranger": 0.2}) == 2
    assert archive.set_visual_scores(0, 1, {"a": 1.0}) == 0
    assert archive.set_visual_scores(9, 1, {"a": 1.0}) == 0
    after = open_archive(tmp_path).record(FrameKey(0, 1, 1)).scores
    assert after[0] > before[0]
    assert after[1] == before[1]
    archive.set_visual_scores(0, 1, {"a": 0.0})
    assert open_archive(tmp_path).record(FrameKey(0, 1, 1)).scores[0] == 0.0


def test_wan_memory_a_take_is_replaced_and_dropped_whole(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    archive.add_take(take(0, "a", "b", "c"))
    archive.add_take(take(0, "d", seed=3))
    assert keys_of(archive) == [FrameKey(0, 1, 1)]
    assert len(list(tmp_path.iterdir())) == 2
    assert archive.drop_take(0, 1) == 1
    assert archive.drop_take(0, 1) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["index.json"]


def test_wan_memory_same_takes_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        archive = open_archive(tmp_path / name, max_frames=5)
        for segment in range(4):
            archive.add_take(take(segment, "ab", {"c": 0.7}, place="inn"))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")


class Killed(BaseException):
    """The process ends here."""


def killed_at(monkeypatch: pytest.MonkeyPatch, step: int, run: Callable[[], Any]) -> bool:
    """Run with the process ending at the given file operation; says whether it got that far."""
    count = [0]

    def dying(name: str) -> Callable[..., Any]:
        real = getattr(Path, name)

        def operation(self: Path, *args: Any, **kwargs: Any) -> Any:
            count[0] += 1
            if count[0] == step:
                if name == "open":
                    # Half of a file is what a kill in the middle of a write leaves.
                    self.write_bytes(b"half a fi") if "w" in str(args) else None
                raise Killed
            return real(self, *args, **kwargs)

        return operation

    with monkeypatch.context() as patch:
        for name in ("open", "replace", "unlink"):
            patch.setattr(Path, name, dying(name))
        try:
            run()
        except Killed:
            return True
    return False


def test_wan_memory_a_kill_at_any_file_operation_leaves_the_old_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = tmp_path / "start"
    archive = open_archive(start, max_frames=4)
    archive.add_take(take(0, "a", "b", "a"))
    archive.add_take(take(1, "b"))
    old = keys_of(archive)
    done = open_archive(shutil.copytree(start, tmp_path / "done"), max_frames=4)
    done.add_take(take(2, "c", "a"))
    new = keys_of(done)
    assert old != new
    seen = set()
    for step in range(1, 40):
        folder = shutil.copytree(start, tmp_path / f"kill{step}")
        running = open_archive(folder, max_frames=4)
        died = killed_at(monkeypatch, step, lambda running=running: running.add_take(take(2, "c", "a")))
        found = open_archive(folder, max_frames=4)
        assert keys_of(found) in (old, new)
        seen.add(keys_of(found) == new)
        for key in keys_of(found):
            found.record(key)
        assert len(list(folder.iterdir())) == 1 + len(keys_of(found))
        found.add_take(take(2, "c", "a"))
        assert files_of(folder) == files_of(tmp_path / "done")
        if not died:
            break
    assert not died
    assert seen == {False, True}


def test_wan_memory_damage_is_noticed(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    keys = archive.add_take(take(0, "a", "b"))
    victim, other = sorted(tmp_path.glob("*.safetensors"))
    data = victim.read_bytes()
    victim.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(GeneratorError, match="not what was written"):
        open_archive(tmp_path).record(keys[0])
    other.unlink()
    assert keys_of(open_archive(tmp_path)) == [keys[0]]
    for text in ("", "[]", "{}", '{"format": "iamflow-wan-archive/1"}', json.dumps({"format": 1, "frames": [{}]})):
        (tmp_path / "index.json").write_text(text)
        with pytest.raises((GeneratorError, VersionMismatchError), match=r"index|format"):
            FrameArchive(tmp_path)


def test_wan_memory_latents_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    archive = open_archive(tmp_path)
    bad = take(0, "a")
    bad.frames[0].block.latent[0, 0, 0, 0, 0] = float("nan")
    with pytest.raises(GeneratorError, match="not finite"):
        archive.add_take(bad)
    assert keys_of(archive) == []


def test_wan_memory_folders_that_cannot_be_used_are_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConfigError, match="folder cannot be made"):
        open_archive(tmp_path / "file")
    archive = open_archive(tmp_path / "gone")
    shutil.rmtree(tmp_path / "gone")
    with pytest.raises(GeneratorError, match="could not be written"):
        archive.add_take(take(0, "a"))
    (tmp_path / "odd").mkdir()
    (tmp_path / "odd" / "index.json").mkdir()
    with pytest.raises(GeneratorError, match="cannot be opened"):
        open_archive(tmp_path / "odd")
