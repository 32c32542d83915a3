"""Selection against brute force, its quotas, and the policies of the ablation."""

from __future__ import annotations

import math
import random
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wan_core_stage import make_layout
from wan_memory_stage import candidate

from iamflow_agents.generator.wan.selection import (
    Candidate,
    FrameKey,
    MemoryPolicy,
    cover,
    greedy_cover,
    layout_for,
    select_frames,
    shows,
)

NAMES = "abcdef"
SCORES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0])
ARCHIVES = st.lists(st.dictionaries(st.sampled_from(NAMES), SCORES, max_size=4), max_size=9).map(
    lambda frames: [candidate(i, scores) for i, scores in enumerate(frames)]
)


def shown_by(frames: list[Candidate] | tuple[Candidate, ...], wanted: str) -> set[str]:
    return {key for key in wanted for frame in frames if shows(frame, key)}


def worth(frames: list[Candidate] | tuple[Candidate, ...], wanted: str) -> tuple[int, int, float]:
    """What an oracle compares sets by; shares no code with the selection."""
    best = [max([frame.scores.get(key, 0.0) for frame in frames] or [0.0]) for key in wanted]
    return len(shown_by(frames, wanted)), -len(frames), math.fsum(best)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(ARCHIVES, st.integers(1, 4), st.integers(1, 6))
def test_wan_memory_cover_is_the_optimum_of_brute_force(frames: list[Candidate], budget: int, n_wanted: int) -> None:
    wanted = NAMES[:n_wanted]
    sets = [some for n in range(budget + 1) for some in combinations(frames, n)]
    best = max(worth(some, wanted) for some in sets)
    chosen = cover(frames, wanted, budget)
    assert worth(chosen, wanted) == best
    greedy = greedy_cover(frames, wanted, budget)
    assert len(greedy) <= budget
    assert len(shown_by(greedy, wanted)) >= (1 - 1 / math.e) * best[0]


def test_wan_memory_greedy_alone_would_miss_the_optimum() -> None:
    frames = [candidate(0, "abc"), candidate(1, "def"), candidate(2, {"a": 1, "b": 1, "d": 1, "e": 1})]
    assert len(shown_by(greedy_cover(frames, NAMES, 2), NAMES)) == 5
    assert {f.key.segment_index for f in cover(frames, NAMES, 2)} == {0, 1}


def test_wan_memory_large_archives_are_covered_greedily_and_quickly() -> None:
    dice = random.Random("many")
    frames = [candidate(i, {key: dice.random() for key in dice.sample("abcdefghijkl", 3)}) for i in range(300)]
    chosen = cover(frames, "abcdefghijkl", 6)
    assert len(chosen) <= 6
    assert len(shown_by(chosen, "abcdefghijkl")) >= 8


@settings(max_examples=60, deadline=None, derandomize=True)
@given(ARCHIVES, st.integers(0, 6), st.integers(0, 3), st.randoms(use_true_random=False))
def test_wan_memory_selection_keeps_its_promises(
    frames: list[Candidate], budget: int, per_identity: int, dice: random.Random
) -> None:
    wanted, visible = ("a", "b", "c"), {0, 6}
    chosen = select_frames(
        frames, policy=MemoryPolicy.IDENTITY, budget=budget, wanted=wanted, per_identity=per_identity, visible=visible
    )
    by_key = {frame.key: frame for frame in frames}
    picked = [by_key[key] for key in chosen]
    assert len(set(chosen)) == len(chosen) <= budget
    assert not {frame.frame_index for frame in picked} & visible
    assert all(shown_by([frame], "abc") for frame in picked)
    # Nobody who could be shown is left out while a frame stands that is there for a second look alone.
    could = shown_by([f for f in frames if f.frame_index not in visible], "abc")
    if per_identity and len(picked) > len(could):
        assert shown_by(picked, "abc") == could
    # At the time a frame was taken somebody in it was short of their share.
    for i, frame in enumerate(picked):
        assert any(sum(shows(f, key) for f in picked[:i]) < per_identity for key in shown_by([frame], "abc"))
    shuffled = frames[:]
    dice.shuffle(shuffled)
    again = select_frames(
        shuffled, policy=MemoryPolicy.IDENTITY, budget=budget, wanted=wanted, per_identity=per_identity, visible=visible
    )
    assert again == chosen


def test_wan_memory_nobody_wanted_is_nothing_remembered() -> None:
    frames = [candidate(i, {"a": 0.9, "b": 0.9}) for i in range(6)]
    for policy in (MemoryPolicy.IDENTITY, MemoryPolicy.IDENTITY_PLACE):
        assert select_frames(frames, policy=policy, budget=4) == ()
        assert select_frames(frames, policy=policy, budget=4, wanted=("stranger",)) == ()
        assert select_frames(frames, policy=policy, budget=4, wanted=("a",)) != ()


def test_wan_memory_a_talkative_identity_evicts_nobody() -> None:
    frames = [candidate(i, {"a": 1.0}) for i in range(50)] + [candidate(50, {"b": 0.1})]
    for per_identity in (1, 2, 3):
        chosen = select_frames(
            frames, policy=MemoryPolicy.IDENTITY, budget=3, wanted=("a", "b"), per_identity=per_identity
        )
        assert FrameKey(50, 1, 0) in chosen
        assert len(chosen) == min(3, 1 + per_identity)


def test_wan_memory_somebody_seen_to_be_wrong_is_not_shown_by_a_frame() -> None:
    frames = [candidate(0, {"a": 0.2}), candidate(1, {"a": 0.0, "b": 0.9})]
    chosen = select_frames(frames, policy=MemoryPolicy.IDENTITY, budget=1, wanted=("a",))
    assert chosen == (FrameKey(0, 1, 0),)
    assert select_frames(frames[1:], policy=MemoryPolicy.IDENTITY, budget=1, wanted=("a",)) == ()


def test_wan_memory_ties_go_to_the_latest_frame() -> None:
    frames = [candidate(i, "ab") for i in range(5)]
    assert select_frames(frames, policy=MemoryPolicy.IDENTITY, budget=1, wanted=("a",)) == (FrameKey(4, 1, 0),)


def test_wan_memory_place_comes_after_the_identities_and_without_strangers() -> None:
    frames = [
        candidate(0, "a", place="inn"),
        candidate(1, "xy", place="harbour"),
        candidate(2, "x", place="harbour"),
        candidate(3, "b", place="inn"),
    ]

    def pick(policy: MemoryPolicy, budget: int, place: str = "harbour") -> list[int]:
        keys = select_frames(frames, policy=policy, budget=budget, wanted=("a", "b"), place=place)
        return [key.segment_index for key in keys]

    assert sorted(pick(MemoryPolicy.IDENTITY_PLACE, 2)) == [0, 3]
    assert pick(MemoryPolicy.IDENTITY_PLACE, 3)[2] == 2
    assert sorted(pick(MemoryPolicy.IDENTITY, 3)) == [0, 3]
    assert sorted(pick(MemoryPolicy.IDENTITY_PLACE, 3, place="inn")) == [0, 3]


def test_wan_memory_second_frames_come_from_other_blocks() -> None:
    near = Candidate(key=FrameKey(2, 1, 1), frame_index=7, block_index=2, scores={"a": 0.9})
    frames = [candidate(2, {"a": 1.0}), near, candidate(1, {"a": 0.3})]
    chosen = select_frames(frames, policy=MemoryPolicy.IDENTITY, budget=2, wanted=("a",), per_identity=2)
    assert chosen == (FrameKey(2, 1, 0), FrameKey(1, 1, 0))


def test_wan_memory_of_two_takes_of_one_moment_one_frame_is_used_and_none_from_the_future() -> None:
    twice = Candidate(key=FrameKey(1, 2, 0), frame_index=3, block_index=1, scores={"a": 0.9, "b": 0.4})
    frames = [candidate(1, {"a": 0.8}), twice, candidate(4, {"a": 1.0})]

    def pick(before: int | None) -> tuple[FrameKey, ...]:
        return select_frames(frames, policy=MemoryPolicy.IDENTITY, budget=5, wanted=("a", "b"), before=before)

    assert pick(12) == (FrameKey(1, 2, 0),)
    assert FrameKey(4, 1, 0) in pick(13)
    assert FrameKey(1, 1, 0) not in pick(None)
    # The better one is used, not the later one.
    frames[0] = candidate(1, {"a": 0.8, "b": 0.6})
    assert pick(12) == (FrameKey(1, 1, 0),)


def test_wan_memory_policies_of_the_ablation() -> None:
    frames = [candidate(0, "a", likeness=0.1), candidate(1, "", likeness=0.9), candidate(2, "", likeness=0.5)]

    def pick(policy: str) -> list[int]:
        keys = select_frames(frames, policy=MemoryPolicy(policy), budget=2, wanted=("a",), visible={3})
        return [key.segment_index for key in keys]

    assert pick("none") == pick("sink+window") == []
    assert pick("text-similarity") == [2, 0]
    assert pick("identity") == [0]
    with pytest.raises(ValueError, match="sinks"):
        pick("sinks")


def test_wan_memory_layouts_of_the_policies() -> None:
    full = make_layout(sink=3, memory=2, window=6)
    counts = {
        policy.value: (found.sink_frames, found.memory_frames, found.window_frames)
        for policy in MemoryPolicy
        for found in [layout_for(policy, full)]
    }
    assert counts == {
        "none": (0, 0, 6),
        "sink+window": (3, 0, 6),
        "text-similarity": (3, 2, 6),
        "identity": (3, 2, 6),
        "identity+place": (3, 2, 6),
    }
    assert {layout_for(policy, full, same_context=True).slots for policy in MemoryPolicy} == {full.slots}
