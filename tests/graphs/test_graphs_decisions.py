"""The cursor's moves, over all cases: every segment ends with one chosen take built on its predecessor's."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

import pytest

from iamflow_agents.graphs import decisions
from iamflow_agents.graphs.state import Judged, StoryState, TakeId, VerifyMode


@dataclass
class World:
    """A stand-in for generator, verifier and store that remembers what was built on what."""

    rejected: set[tuple[int, int]]
    best_is_first: set[int]
    max_takes: int
    built_on: dict[tuple[int, int], int | None] = field(default_factory=dict)
    """(segment, take) -> number of the predecessor's take it follows."""
    newest: dict[int, int] = field(default_factory=dict)
    chosen: dict[int, int] = field(default_factory=dict)
    supersteps: int = 0

    def generate(self, task: TakeId) -> TakeId:
        segment, take = task["segment"], task["take"]
        base = self.chosen.get(segment - 1, self.newest.get(segment - 1)) if segment else None
        self.built_on[segment, take] = base
        self.newest[segment] = take
        return task

    def verify(self, task: TakeId) -> Judged:
        segment, take = task["segment"], task["take"]
        retake = (segment, take) in self.rejected and take < self.max_takes
        best = 1 if segment in self.best_is_first and not retake else take
        return {"segment": segment, "take": take, "retake": retake, "chosen": best}


def play(world: World, n_segments: int, mode: VerifyMode) -> None:
    """Run the graph's loop as the edges prescribe, with parallel tasks reading the state before the superstep."""
    state: StoryState = {"n_segments": n_segments, "cursor": 0, "pending": None}
    sends = decisions.schedule(state, mode)
    while True:
        world.supersteps += 1
        update: StoryState = {}
        for send in sorted(sends, key=lambda send: send.node != "verify_segment"):
            if send.node == "verify_segment":
                update["judged"] = world.verify(send.arg)
        for send in sends:
            if send.node == "generate_segment":
                update["generated"] = world.generate(send.arg)
        state = {**state, **update}
        judged = state.get("judged")
        if judged and not judged["retake"]:
            world.chosen[judged["segment"]] = judged["chosen"]
        made = state.get("generated")
        if mode == "off" and made:
            world.chosen[made["segment"]] = made["take"]
        state = {**state, **decisions.settle(state, mode)}
        step = decisions.after_reconcile(state)
        if step == "assemble_video":
            return
        sends = decisions.retake(state) if step == "repair_attributes" else decisions.schedule(state, mode)
        assert sends, "the graph would end before the film is assembled"
        assert world.supersteps < decisions.recursion_limit(n_segments, world.max_takes)


@pytest.mark.parametrize("mode", ["overlap", "wait", "off"])
@pytest.mark.parametrize("n_segments", [1, 2, 3, 4])
def test_graphs_every_pattern_of_rejections_ends_with_a_whole_film(mode: VerifyMode, n_segments: int) -> None:
    spots = [(segment, take) for segment in range(n_segments) for take in (1, 2)]
    for size in range(len(spots) + 1):
        for rejected in itertools.combinations(spots, size):
            world = World(rejected=set(rejected), best_is_first=set(), max_takes=3)
            play(world, n_segments, mode)
            assert sorted(world.chosen) == list(range(n_segments))
            for segment in range(1, n_segments):
                assert world.built_on[segment, world.chosen[segment]] == world.chosen[segment - 1]


@pytest.mark.parametrize("first", [{0}, {1}, {0, 2}])
def test_graphs_what_follows_a_worse_newest_take_is_planned_again(first: set[int]) -> None:
    rejected = {(segment, 1) for segment in first}
    world = World(rejected=rejected, best_is_first=first, max_takes=2)
    play(world, 4, "overlap")
    for segment in range(1, 4):
        assert world.built_on[segment, world.chosen[segment]] == world.chosen[segment - 1]
    assert {segment for segment, take in world.chosen.items() if take == 1} >= first


def test_graphs_overlap_saves_supersteps_and_wait_does_not() -> None:
    steps = {}
    for mode in ("overlap", "wait", "off"):
        world = World(rejected=set(), best_is_first=set(), max_takes=2)
        play(world, 6, mode)
        steps[mode] = world.supersteps
    assert steps == {"overlap": 7, "wait": 12, "off": 6}


def test_graphs_generation_and_verification_share_a_superstep() -> None:
    state: StoryState = {"n_segments": 3, "cursor": 1, "pending": {"segment": 0, "take": 1}}
    assert [(s.node, s.arg["segment"]) for s in decisions.schedule(state, "overlap")] == [
        ("generate_segment", 1),
        ("verify_segment", 0),
    ]
    assert [s.node for s in decisions.schedule(state, "wait")] == ["verify_segment"]


def test_graphs_recursion_limit_grows_with_script_and_takes() -> None:
    assert decisions.recursion_limit(10, 1) < decisions.recursion_limit(10, 3) < decisions.recursion_limit(20, 3)
