"""Which frames stand for a segment: after the fade, everybody in one of them, at fixed places for the same segment."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from stage_requests import ANNA, BEN, act, ask

from iamflow_agents.generator.storyboard.generator import StoryboardSession
from iamflow_agents.generator.storyboard.stage.renderer import Show
from iamflow_agents.generator.storyboard.stage.stills import choose_stills
from iamflow_agents.records import Action, Verb

IN_AND_OUT = (
    act(Verb.WAVE, "anna"),
    act(Verb.NOD, "anna"),
    act(Verb.ENTER, "ben"),
    act(Verb.LEAVE, "ben"),
    *(act(Verb.WAVE, "anna"), act(Verb.NOD, "anna"), act(Verb.CRY, "anna"), act(Verb.LAUGH, "anna")) * 2,
)


def stage(*actions: Action, **changes: Any) -> Show:
    return StoryboardSession()._stage(ask(*actions, cast=(ANNA, BEN), **changes))


QUIET = stage(act(Verb.WAVE, "anna"), duration_s=5.0)


def shows(show: Show, frame_index: int, identity: str) -> bool:
    """Whether somebody's middle is well inside the picture."""
    figures = show.timeline.at(frame_index / show.fps)
    return any(f.identity == identity and 0.1 < f.x < show.facts.aspect - 0.1 for f in figures)


def test_no_still_is_taken_while_the_older_picture_shines_through() -> None:
    fading = replace(QUIET, previous=object(), fade_frames=20)
    assert min(choose_stills(fading, 3)) >= 20
    assert min(choose_stills(QUIET, 3)) < 20


def test_a_take_shorter_than_its_transition_still_has_its_stills() -> None:
    fading = replace(QUIET, previous=object(), fade_frames=59)
    assert choose_stills(fading, 3) == (57, 58, 59)


def test_who_comes_and_goes_is_in_one_of_them() -> None:
    show = stage(*IN_AND_OUT, duration_s=10.0)
    assert any(shows(show, index, "ben") for index in choose_stills(show, 3))
    middles = [(2 * number + 1) * show.n_frames // 6 for number in range(3)]
    assert not any(shows(show, index, "ben") for index in middles)


def test_a_gesture_is_caught_while_it_is_made() -> None:
    show = stage(act(Verb.STAND, "anna"), act(Verb.POINT, "anna"), act(Verb.STAND, "anna"), duration_s=12.0)
    track = show.timeline.track("anna")
    assert track is not None
    times = [index / show.fps for index in choose_stills(show, 3)]
    assert any(beat.start_s < time_s < beat.end_s for beat in track.beats for time_s in times)
    assert not any(beat.start_s < 0.1 < beat.end_s for beat in track.beats)


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 90), st.integers(0, 95), st.integers(1, 5))
def test_stills_are_in_order_and_none_twice(n_frames: int, fade_frames: int, n_stills: int) -> None:
    show = replace(QUIET, n_frames=n_frames, previous=object(), fade_frames=min(fade_frames, n_frames - 1))
    chosen = choose_stills(show, n_stills)
    assert len(chosen) == min(n_stills, n_frames)
    assert list(chosen) == sorted(set(chosen)) and chosen[0] >= 0 and chosen[-1] < n_frames
    assert chosen == choose_stills(show, n_stills)
