"""Which moments of a take are shown: first sights, after changes, evenly; and that the sharpest frame is taken."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from viewing_tools import N_FRAMES, NORA, TOM, checkers, film, layout_of, request_of

from iamflow_agents.agents.viewing_frames import MOST_FRAMES, Moment, best_box, choose_moments
from iamflow_agents.backends.stills import CROP_SIDE, LONGEST_SIDE, Still, sharpest_stills, sharpness
from iamflow_agents.errors import ArtifactCorruptError
from iamflow_agents.records import Action, TransitionKind, Verb
from iamflow_agents.takes import Layout, Transition


def shows(moments: tuple[Moment, ...], layout: Layout, key: str) -> bool:
    """Whether some moment shows somebody, whichever of its candidates is taken."""
    there = {frame.frame_index for frame in layout.frames if any(box.identity == key for box in frame.boxes)}
    return any(set(moment.candidates) <= there for moment in moments)


def test_viewing_frames_show_everybody_whenever_they_come() -> None:
    layout = layout_of({"nora": (0, 5), "tom": (7, 10), "mia": (12, 16)})
    moments = choose_moments(request_of(), layout, ["nora", "tom", "mia"])
    assert all(shows(moments, layout, key) for key in ("nora", "tom", "mia"))
    assert not shows(choose_moments(request_of(), layout, [], most=1), layout, "nora") or len(moments) > 1


def test_viewing_frames_one_picture_serves_those_who_are_seen_together() -> None:
    together = layout_of(dict.fromkeys("abcde", (0, N_FRAMES)))
    moments = choose_moments(request_of(), together, list("abcde"))
    assert len(moments) == 2, "one for all, and one for the end"
    assert all(word in " ".join(moments[0].why) for word in "abcde")


def test_viewing_frames_look_after_a_change() -> None:
    layout = layout_of({"nora": (0, N_FRAMES), "tom": (0, 8)})
    moments = choose_moments(request_of(), layout, ["nora", "tom"])
    after = [moment for moment in moments if "tom went" in moment.why]
    assert after and after[0].first >= 8
    still = choose_moments(request_of(), layout_of({"nora": (0, N_FRAMES), "tom": (0, N_FRAMES)}), ["nora", "tom"])
    assert not [moment for moment in still if "went" in " ".join(moment.why)]


def test_viewing_frames_follow_the_plan_where_there_is_no_layout() -> None:
    actions = (
        Action(verb=Verb.READ, actor="nora", text="Nora reads"),
        Action(verb=Verb.ENTER, actor="tom", text="Tom enters"),
        Action(verb=Verb.TALK, actor="tom", text="Tom talks"),
        Action(verb=Verb.TAKE_OFF, actor="tom", text="Tom takes off his coat"),
    )
    moments = choose_moments(request_of(NORA, TOM, actions=actions, duration_s=8.0), None, ["nora", "tom"])
    why = {word: moment for moment in moments for word in moment.why}
    assert why["after Tom enters"].first >= 32 and why["after Tom takes off his coat"].last == 63
    assert not any("talks" in word or "reads" in word for word in why)
    assert why["first sight of those who are there"].last < why["after Tom enters"].first


def test_viewing_frames_look_at_what_no_box_shows() -> None:
    acts = (Action(verb=Verb.TAKE_OFF, actor="nora", text="takes off her coat"), Action(verb=Verb.SIT, actor="nora"))
    layout = layout_of({"nora": (0, N_FRAMES)})
    with_change = choose_moments(request_of(actions=acts), layout, ["nora"])
    assert any("after takes off her coat" in moment.why and 7 <= moment.first <= 9 for moment in with_change)
    assert not any(
        "after" in why for m in choose_moments(request_of(actions=acts[1:]), layout, ["nora"]) for why in m.why
    )


def test_viewing_frames_leave_out_what_is_blended() -> None:
    soft = Transition(kind=TransitionKind.SOFT, window_frames=6)
    for layout in (None, layout_of({"nora": (0, N_FRAMES)})):
        moments = choose_moments(request_of(transition=soft), layout, ["nora"])
        assert min(moment.first for moment in moments) >= 6
    assert choose_moments(request_of(), None, ["nora"])[0].first == 0


@given(
    stays=st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8),
    duration=st.floats(0.05, 4.0),
    window=st.integers(0, 40),
    most=st.integers(1, 8),
    with_layout=st.booleans(),
)
def test_viewing_frames_are_few_in_order_and_in_the_film(
    stays: dict[str, tuple[int, int]], duration: float, window: int, most: int, with_layout: bool
) -> None:
    transition = Transition(kind=TransitionKind.SOFT, window_frames=window)
    request = request_of(duration_s=duration, transition=transition)
    layout = layout_of(stays, n_frames=request.n_frames) if with_layout else None
    moments = choose_moments(request, layout, list(stays), most=most)
    assert 1 <= len(moments) <= most <= 8 and MOST_FRAMES <= 8
    assert moments == choose_moments(request, layout, list(stays), most=most)
    for moment in moments:
        assert 0 <= moment.first <= moment.last < request.n_frames
        assert moment.candidates == tuple(sorted(set(moment.candidates))) and len(moment.candidates) <= 5
    assert all(one.last < other.first for one, other in pairwise(moments))


def blurred(pixels: np.ndarray) -> np.ndarray:
    mean = pixels.astype(np.float32)
    for axis in (0, 1):
        mean = sum(np.roll(mean, shift, axis) for shift in range(-4, 5)) / 9
    return mean.astype(np.uint8)


def test_stills_keep_the_sharpest_frame_of_a_moment(tmp_path: Path) -> None:
    sharp, soft = checkers(8), blurred(checkers(8))
    assert sharpness(sharp) > sharpness(soft) > sharpness(np.zeros((96, 160, 3), np.uint8)) == 0.0
    path = film(tmp_path / "a.mp4", [soft, soft, sharp, soft, soft, soft])
    first, second, behind = sharpest_stills(path, [(0, 1, 2, 3), (3, 4), (40, 41)])
    assert first is not None and first.frame_index == 2
    assert second is not None and second.frame_index in (3, 4)
    assert behind is None
    again = sharpest_stills(path, [(0, 1, 2, 3)])[0]
    assert again is not None and again.picture() == first.picture() != second.picture()


def test_stills_shrink_large_pictures_and_enlarge_small_people() -> None:
    def size(data: bytes) -> tuple[int, int]:
        with av.open(io.BytesIO(data)) as container:
            frame = next(container.decode(video=0))
            return frame.width, frame.height

    large = Still(0, np.zeros((1080, 1920, 3), np.uint8))
    assert size(large.picture()) == (LONGEST_SIDE, 576)
    assert min(size(large.crop((100, 100, 140, 180)))) >= CROP_SIDE - 1
    small = Still(0, checkers(4))
    assert size(small.picture()) == (160, 96)
    assert small.crop((500, 500, 600, 600)) == small.picture(), "a box outside the picture crops nothing"


@pytest.mark.parametrize("content", [b"", b"no film", b"\0" * 5_000])
def test_stills_refuse_what_is_no_film(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(content)
    with pytest.raises(ArtifactCorruptError):
        sharpest_stills(tmp_path / "a.mp4", [(0,)])
    with pytest.raises(ArtifactCorruptError):
        sharpest_stills(tmp_path / "nothing.mp4", [(0,)])


def test_viewing_frames_find_the_largest_box_that_is_shown() -> None:
    layout = layout_of({"nora": (0, 4), "tom": (4, 16)})
    assert best_box(layout, "nora", [0, 8]) == (0, (10, 20, 40, 80))
    assert best_box(layout, "nora", [8]) is None and best_box(None, "nora", [0]) is None
