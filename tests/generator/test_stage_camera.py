"""What the camera sees: whom it looks at, how near, and never beyond the stage."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage_requests import ANNA, BEN, DOG, ENVELOPE, FACTS, act, ask, extras_for

from iamflow_agents.generator.storyboard.stage.camera import HEAD_SHARE, CameraPlan, View, plan_camera
from iamflow_agents.generator.storyboard.stage.choreography import choreograph
from iamflow_agents.records import Action, Camera, Move, Shot, Verb

TALK = act(Verb.TALK, "anna", "ben")


def plan(camera: Camera, *actions: Action, **changes: object) -> CameraPlan:
    request = ask(*(actions or (TALK,)), camera=camera, duration_s=4.0, **changes)
    timeline, blocking = choreograph(request, extras_for(request), FACTS)
    return plan_camera(camera, timeline, blocking, FACTS, request.actions)


def sees(view: View, x: float, y: float) -> bool:
    return abs(x - view.x) <= FACTS.aspect / (2 * view.zoom) and abs(y - view.y) <= 1 / (2 * view.zoom)


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(list(Shot)),
    st.sampled_from(list(Move)),
    st.sampled_from([None, "anna", "ben", "dog", "envelope", "stranger"]),
    st.sampled_from([Verb.ENTER, Verb.LEAVE, Verb.RUN, Verb.SIT, Verb.LIE]),
)
def test_no_view_leaves_the_stage(shot: Shot, move: Move, subject: str | None, verb: Verb) -> None:
    found = plan(Camera(shot=shot, move=move, subject=subject), act(verb, "anna"), cast=(ANNA, BEN, DOG, ENVELOPE))
    for step in range(9):
        view = found.at(4.0 * step / 8)
        assert view.zoom >= 1.0
        assert (
            view.x - FACTS.aspect / (2 * view.zoom) >= -1e-9
            and view.x + FACTS.aspect / (2 * view.zoom) <= FACTS.aspect + 1e-9
        )
        assert view.y - 0.5 / view.zoom >= -1e-9 and view.y + 0.5 / view.zoom <= 1 + 1e-9


def test_wide_shows_the_whole_stage_and_a_small_cast_from_nearer() -> None:
    assert plan(Camera()).at(0.0) == View(x=FACTS.aspect / 2, y=0.5, zoom=1.0)
    assert plan(Camera(), act(Verb.LOOK, "dog"), cast=(DOG,)).at(0.0).zoom > 1.3


def test_a_close_up_shows_the_face_large_and_the_other_not_at_all() -> None:
    camera = Camera(shot=Shot.CLOSE_UP, subject="ben")
    request = ask(TALK, camera=camera)
    timeline, blocking = choreograph(request, extras_for(request), FACTS)
    view = plan_camera(camera, timeline, blocking, FACTS).at(1.0)
    where = {figure.identity: figure for figure in timeline.at(1.0)}
    for key, expected in (("ben", True), ("anna", False)):
        scale = blocking.scale(key, where[key].depth)
        face = FACTS.ground(where[key].depth) - 1.72 * scale * (1 - HEAD_SHARE / 2)
        assert sees(view, where[key].x, face) is expected
    assert 0.3 < 1.72 * HEAD_SHARE * blocking.scale("ben", where["ben"].depth) * view.zoom < 0.42


def test_a_close_up_of_a_reader_shows_what_is_read() -> None:
    camera = Camera(shot=Shot.CLOSE_UP, subject="anna")
    for action, expected in ((act(Verb.READ, "anna", "envelope"), True), (TALK, False)):
        request = ask(action, camera=camera, cast=(ANNA, ENVELOPE, BEN))
        timeline, blocking = choreograph(request, extras_for(request), FACTS)
        view = plan_camera(camera, timeline, blocking, FACTS, request.actions).at(1.0)
        anna = next(figure for figure in timeline.at(1.0) if figure.identity == "anna")
        hands = FACTS.ground(anna.depth) - 0.66 * 1.72 * blocking.scale("anna", anna.depth)
        assert sees(view, anna.x, hands) is expected


def test_medium_is_between_wide_and_close() -> None:
    zooms = [plan(Camera(shot=shot, subject="anna")).at(0.0).zoom for shot in (Shot.WIDE, Shot.MEDIUM, Shot.CLOSE_UP)]
    assert zooms == sorted(zooms) and len(set(zooms)) == 3


def test_over_the_shoulder_puts_the_partner_at_the_edge() -> None:
    found = plan(Camera(shot=Shot.OVER_THE_SHOULDER, subject="anna"))
    assert found.foreground == "ben"
    assert (
        plan(Camera(shot=Shot.OVER_THE_SHOULDER, subject="anna"), act(Verb.LOOK, "anna"), cast=(ANNA,)).foreground
        is None
    )


@pytest.mark.parametrize(("move", "direction"), [(Move.PAN_LEFT, -1), (Move.PAN_RIGHT, 1)])
def test_pans_go_sideways_at_a_steady_size(move: Move, direction: int) -> None:
    found = plan(Camera(move=move))
    first, last = found.at(0.0), found.at(4.0)
    assert (last.x - first.x) * direction > 0.2 and first.zoom == last.zoom and first.y == last.y


def test_zooms_come_nearer_or_go_back() -> None:
    inwards = [plan(Camera(move=Move.ZOOM_IN, subject="anna")).at(t).zoom for t in (0.0, 2.0, 4.0)]
    outwards = [plan(Camera(move=Move.ZOOM_OUT, subject="anna")).at(t).zoom for t in (0.0, 2.0, 4.0)]
    assert inwards == sorted(inwards) and inwards[-1] > 1.3 * inwards[0]
    assert outwards == pytest.approx(inwards[::-1])


def test_follow_keeps_the_runner_nearer_the_middle_than_a_still_camera_would() -> None:
    camera = Camera(move=Move.FOLLOW, subject="anna")
    request = ask(act(Verb.RUN, "anna"), camera=camera, duration_s=4.0)
    timeline, blocking = choreograph(request, extras_for(request), FACTS)
    track = timeline.track("anna")
    assert track is not None
    moving = plan_camera(camera, timeline, blocking, FACTS)
    views = [moving.at(t) for t in (0.0, 4.0)]
    assert abs(views[1].x - views[0].x) > 0.1
    assert (views[1].x - views[0].x) * (track.position(4.0)[0] - track.position(0.0)[0]) > 0
