"""Which memory frames keep their latents, and scores joined with what the verifier saw."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.agents.memory import score_of
from iamflow_agents.agents.memory_room import MemoryRoom, frames_without_room
from iamflow_agents.agents.visual_scores import fuse, fused, visual_scores
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.takes import FileRef, MemoryFrame, Verdict


def frame(n: int, keys: str, *scores: float, place: str = "", bad: bool = False) -> MemoryFrame:
    return MemoryFrame(
        segment_index=n, take_number=1, frame_index=0, keyframe=FileRef(sha256=f"{n:064x}", path=""),
        identities=tuple(keys), scores=scores, place=place, quarantined=bad,
        latents=FileRef(sha256=f"f{n:063x}", path=""),
    )  # fmt: skip


def numbers(frames: tuple[MemoryFrame, ...]) -> list[int]:
    return [frame.segment_index for frame in frames]


def subjects(frame: MemoryFrame) -> set[str]:
    return {*frame.identities, *([f"at {frame.place}"] if frame.place else [])} or {"nobody"}


ARCHIVES = st.lists(
    st.tuples(st.sets(st.sampled_from("abcd"), max_size=3), st.sampled_from(["", "inn", "a"])), max_size=14
)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(ARCHIVES, st.integers(1, 4), st.integers(1, 3), st.randoms(use_true_random=False))
def test_memory_room_goes_to_the_plentiful_first(
    made: list[tuple[set[str], str]], share: int, times: int, dice: random.Random
) -> None:
    frames = [frame(i, "".join(sorted(who)), place=place) for i, (who, place) in enumerate(made)]
    room = MemoryRoom(per_subject=share, subjects=times)
    gone = frames_without_room(dice.sample(frames, len(frames)), room)
    left = {one.segment_index: subjects(one) for one in frames}
    for one in gone:
        counts = Counter(subject for some in left.values() for subject in some)
        plenty = {n: min(counts[subject] for subject in some) for n, some in left.items()}
        assert len(left) > room.frames or plenty[one.segment_index] > share
        if len(left) > room.frames:
            assert plenty[one.segment_index] == max(plenty.values())
        del left[one.segment_index]
    assert len(left) <= room.frames
    counts = Counter(subject for some in left.values() for subject in some)
    assert all(min(counts[subject] for subject in some) <= share for some in left.values())
    assert gone == frames_without_room(frames, room)


def test_memory_room_keeps_the_rare_however_much_the_others_talk() -> None:
    talk = [frame(n, "a", 0.9) for n in range(1, 30)]
    for who, expected in (("ar", True), ("a", False)):
        first = frame(0, who, *[0.5] * len(who))
        gone = frames_without_room([first, *talk], MemoryRoom(per_subject=4))
        assert (first not in gone) is expected
        assert len(talk) + 1 - len(gone) == 4


def test_memory_room_order_is_quarantine_score_age_and_leaves_what_is_in_use() -> None:
    frames = [frame(0, "a", 0.5), frame(1, "a", 0.5), frame(2, "a", 0.2), frame(3, "b", 0.1, bad=True)]
    room = MemoryRoom(per_subject=1)
    assert numbers(frames_without_room(frames, room)) == [3, 2, 0]
    pinned = {one.latents.sha256 for one in (frames[2], frames[3]) if one.latents}
    assert numbers(frames_without_room(frames, room, pinned)) == [0, 1]
    seen = replace(frames[0], visual=(0.9,))
    assert numbers(frames_without_room([seen, *frames[1:]], room)) == [3, 2, 1], "what was seen to be good stays"
    assert frames_without_room(frames[:3], MemoryRoom(per_subject=3)) == ()


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_memory_fusion_is_monotone_and_bounded(own: float, seen: float, better: float) -> None:
    low, high = sorted((seen, better))
    assert 0 <= fuse(own, low) <= fuse(own, high) <= 1
    assert fuse(low, own) <= fuse(high, own) + 1e-12
    assert fuse(own, None) == fuse(own, 0.5)
    assert fuse(own, 0.0) == 0
    assert fuse(own, seen, 0.0) == pytest.approx(0 if 0 in (own, seen) else own)


def test_memory_frames_are_chosen_by_both_scores_and_do_not_show_who_was_not_there() -> None:
    plain = frame(0, "abc", 0.36, 0.64, 0.5)
    assert fused(replace(frame(0, "ab"), visual=())) == frame(0, "ab"), "nobody ever scored it"
    unseen, seen = fused(plain), fused(replace(plain, visual=(1.0, 0.0, None)))
    assert unseen.scores == (0.4243, 0.5657, 0.5) and unseen.identities == ("a", "b", "c")
    assert (seen.identities, seen.scores, seen.visual) == (("a", "c"), (0.6, 0.5), ())
    assert score_of(seen, "b") == 0.0 < score_of(unseen, "b")
    assert fused(replace(frame(0, "a"), visual=(0.5,))).scores == (0.5,)


def verdict(identity: str, kind: VerdictKind, confidence: float = 1.0, slot: Slot | None = None) -> Verdict:
    return Verdict(segment_index=0, take_number=1, identity=identity, kind=kind, slot=slot, confidence=confidence)


def test_memory_verdicts_become_scores_and_failures_never_count_as_good() -> None:
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
