from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.agents.memory import select_memory
from iamflow_agents.takes import FileRef, MemoryFrame


def frame(n: int, keys: str, *, place: str = "", scores: tuple[float, ...] = (), bad: bool = False) -> MemoryFrame:
    ref = FileRef(sha256=f"{n:064x}", path="")
    return MemoryFrame(
        segment_index=n // 4, take_number=1, frame_index=n % 4, keyframe=ref, identities=tuple(keys), scores=scores,
        place=place, quarantined=bad,
    )  # fmt: skip


def chosen(frames: list[MemoryFrame], wanted: str, place: str = "", budget: int = 4, per: int = 1) -> list[str]:
    return ["".join(f.identities) for f in select_memory(frames, tuple(wanted), place, budget=budget, per_identity=per)]


def test_one_frame_of_all_beats_one_each():
    assert chosen([frame(0, "a"), frame(1, "b"), frame(2, "ab")], "ab") == ["ab"]


def test_score_then_recency_break_ties():
    low, high = frame(5, "a", scores=(0.2,)), frame(1, "a", scores=(0.9,))
    assert select_memory([low, high], ["a"], "", budget=1, per_identity=1) == (high,)
    old, new = frame(1, "a"), frame(5, "a")
    assert select_memory([new, old], ["a"], "", budget=1, per_identity=1) == (new,)


def test_quarantined_frames_are_never_chosen():
    assert chosen([frame(0, "ab", bad=True), frame(1, "a")], "ab") == ["a"]
    assert chosen([frame(0, "ab"), frame(1, "a")], "ab") == ["ab"]


def test_nobody_talks_others_out_of_the_budget():
    frames = [frame(n, "a", scores=(1.0,)) for n in range(8)] + [frame(9, "b", scores=(0.1,))]
    assert sorted(chosen(frames, "ab", budget=3, per=2)) == ["a", "a", "b"]


def test_the_place_comes_after_the_people():
    frames = [frame(0, "", place="pier"), frame(1, "a", place="hall"), frame(2, "b", place="hall")]
    assert chosen(frames, "ab", "pier", budget=3) == ["", "a", "b"]
    assert chosen(frames, "ab", "pier", budget=2) == ["a", "b"]
    assert chosen([*frames, frame(3, "a", place="pier")], "a", "pier", budget=3) == ["a"]


FRAMES = st.lists(
    st.tuples(st.sets(st.sampled_from("abcd")), st.booleans(), st.sampled_from(["", "p"])), max_size=7
).map(lambda rows: [frame(n, "".join(sorted(k)), bad=b, place=p) for n, (k, b, p) in enumerate(rows)])


@settings(max_examples=200, deadline=None)
@given(FRAMES, st.sets(st.sampled_from("abcd")).map(sorted), st.integers(0, 5), st.integers(0, 3), st.randoms())
def test_selection_laws(frames, wanted, budget, per, rng):
    picked = select_memory(frames, wanted, "p", budget=budget, per_identity=per)
    assert len(picked) <= budget and len(set(picked)) == len(picked)
    assert all(not f.quarantined and f in frames for f in picked)
    shuffled = list(frames)
    rng.shuffle(shuffled)
    assert select_memory(shuffled, wanted, "p", budget=budget, per_identity=per) == picked
    covered = {k for f in picked for k in f.identities if k in wanted}
    possible = {k for f in frames if not f.quarantined for k in f.identities if k in wanted}
    if per >= 1 and budget >= len(possible):
        assert covered == possible
    without = select_memory(
        [replace(f, quarantined=True) for f in frames], wanted, "p", budget=budget, per_identity=per
    )
    assert without == ()


@settings(max_examples=60, deadline=None)
@given(FRAMES, st.sets(st.sampled_from("abcd"), min_size=1).map(sorted), st.integers(1, 3))
def test_greedy_is_near_the_best_cover(frames, wanted, budget):
    """Greedy covers at least 1 - 1/e of what the best choice of the same size covers."""

    def count(some):
        return len({k for f in some for k in f.identities if k in wanted})

    usable = [f for f in frames if not f.quarantined]
    best = max((count(c) for size in range(budget + 1) for c in combinations(usable, size)), default=0)
    assert count(select_memory(frames, wanted, "", budget=budget, per_identity=1)) >= 0.632 * best
