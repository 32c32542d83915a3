"""What people do: actions in order, entrances, exits, custody of props, faces towards partners."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stage_requests import ANNA, BEN, DOG, ENVELOPE, FACTS, HAND_OVER, act, ask, extras_for

from iamflow_agents.generator.storyboard.stage.choreography import choreograph, schedule, together
from iamflow_agents.generator.storyboard.stage.intent import settle_action
from iamflow_agents.generator.storyboard.stage.timeline import Figure, Timeline
from iamflow_agents.records import Action, Holding, Verb
from iamflow_agents.takes import SegmentRequest


def play(request: SegmentRequest) -> Timeline:
    return choreograph(request, extras_for(request), FACTS)[0]


def see(timeline: Timeline, identity: str, share: float) -> Figure | None:
    figures = timeline.at(timeline.duration_s * share)
    return next((figure for figure in figures if figure.identity == identity), None)


def on_stage(figure: Figure | None) -> bool:
    return figure is not None and 0.0 <= figure.x <= FACTS.aspect


def holder(timeline: Timeline, prop: str, share: float) -> str | None:
    figure = see(timeline, prop, share)
    assert figure is not None and figure.grip is not None
    return figure.grip.now.holder


def test_who_enters_comes_from_beyond_the_edge_and_stays() -> None:
    timeline = play(ask(act(Verb.ENTER, "ben"), duration_s=5.0))
    assert not on_stage(see(timeline, "ben", 0.0)) and on_stage(see(timeline, "ben", 0.95))
    assert on_stage(see(timeline, "anna", 0.0))


def test_who_leaves_is_gone_afterwards() -> None:
    timeline = play(ask(act(Verb.LEAVE, "ben"), act(Verb.WAVE, "anna"), duration_s=5.0))
    assert on_stage(see(timeline, "ben", 0.0)) and see(timeline, "ben", 0.99) is None
    assert on_stage(see(timeline, "anna", 0.99))


def test_what_is_held_leaves_with_its_holder() -> None:
    request = ask(
        act(Verb.LEAVE, "ben"), cast=(ANNA, BEN, ENVELOPE), holdings=(Holding(prop="envelope", holder="ben"),)
    )
    assert see(play(request), "envelope", 0.0) is not None
    assert see(play(request), "envelope", 1.0) is None


def test_who_leaves_and_enters_again_is_back() -> None:
    timeline = play(ask(act(Verb.LEAVE, "ben"), act(Verb.ENTER, "ben"), duration_s=8.0))
    shown = [on_stage(see(timeline, "ben", share / 20)) for share in range(20)]
    assert shown[0] and shown[-1] and not all(shown)


def test_a_prop_changes_hands_midway() -> None:
    timeline = play(ask(HAND_OVER, cast=(ANNA, BEN, ENVELOPE), duration_s=5.0))
    assert holder(timeline, "envelope", 0.0) == "anna"
    assert holder(timeline, "envelope", 1.0) == "ben"
    giver, receiver = see(timeline, "anna", 0.56), see(timeline, "ben", 0.56)
    assert giver is not None and receiver is not None
    assert giver.pose.gesture == "give" and receiver.pose.gesture == "reach"
    assert giver.pose.facing == -receiver.pose.facing == (1 if receiver.x > giver.x else -1)


def test_a_prop_is_picked_up_and_put_down_elsewhere() -> None:
    pick, put = act(Verb.PICK_UP, "anna", "envelope"), act(Verb.PUT_DOWN, "anna", "envelope")
    timeline = play(ask(pick, put, cast=(ANNA, BEN, ENVELOPE), duration_s=6.0))
    assert [holder(timeline, "envelope", share) for share in (0.0, 0.5, 1.0)] == [None, "anna", None]


def test_holdings_count_from_the_first_frame() -> None:
    request = ask(cast=(ANNA, BEN, ENVELOPE), holdings=(Holding(prop="envelope", holder="ben"),))
    timeline = play(request)
    assert holder(timeline, "envelope", 0.0) == "ben"
    assert holder(play(ask(cast=(ANNA, BEN, ENVELOPE))), "envelope", 0.0) is None
    bearer = see(timeline, "ben", 0.3)
    assert bearer is not None and bearer.pose.gesture == "carry"


def test_a_garment_vanishes_when_put_on_and_appears_when_taken_off() -> None:
    for verb, expected in ((Verb.PUT_ON, (True, False)), (Verb.TAKE_OFF, (False, True))):
        timeline = play(ask(act(verb, "anna", "envelope"), cast=(ANNA, ENVELOPE)))
        figures = [see(timeline, "envelope", share) for share in (0.1, 0.9)]
        assert tuple(f is not None and f.grip is not None and f.grip.now.shown for f in figures) == expected


def test_a_dog_follows() -> None:
    actions = (act(Verb.WALK, "anna"), act(Verb.WALK, "dog", "anna", text="follows her"))
    timeline = play(ask(*actions, cast=(ANNA, DOG), duration_s=5.0))
    early, late = [(see(timeline, "anna", s), see(timeline, "dog", s)) for s in (0.15, 0.95)]
    assert early[0] and early[1] and late[0] and late[1]
    moved = late[0].x - early[0].x
    assert abs(moved) > 0.2 and (late[1].x - early[1].x) * moved > 0
    assert (late[0].x - late[1].x) * moved > 0


@pytest.mark.parametrize(
    ("verb", "stance"),
    [(Verb.SIT, "sit"), (Verb.LIE, "lie"), (Verb.SLEEP, "sleep"), (Verb.KNEEL, "kneel"), (Verb.DANCE, "dance")],
)
def test_stances_last(verb: Verb, stance: str) -> None:
    timeline = play(ask(act(verb, "anna"), act(Verb.WAVE, "ben")))
    figure = see(timeline, "anna", 0.95)
    assert figure is not None and figure.pose.stance == stance


def test_who_sits_takes_a_free_seat_of_the_place() -> None:
    timeline = play(ask(act(Verb.SIT, "anna"), act(Verb.SIT, "ben")))
    spots = sorted(figure.x for figure in timeline.at(1.0))
    assert spots == pytest.approx(FACTS.seats)


def test_walking_turns_the_body_and_turns_the_legs_with_the_ground() -> None:
    timeline = play(ask(act(Verb.WALK, "anna"), duration_s=5.0))
    track = timeline.track("anna")
    assert track is not None
    poses = [see(timeline, "anna", share / 40) for share in range(4, 24)]
    for before, after in itertools.pairwise(poses):
        assert before is not None and after is not None
        if after.pose.stance == before.pose.stance == "walk":
            assert after.pose.facing == (1 if after.x > before.x else -1)
            metres = abs(after.x - before.x) / track.metre
            turned = (after.pose.phase - before.pose.phase) % 1.0
            assert turned == pytest.approx(metres / (0.47 * track.height_m), abs=0.02)


def test_those_with_nothing_to_do_watch_who_acts() -> None:
    timeline = play(ask(act(Verb.WAVE, "ben")))
    anna, ben = see(timeline, "anna", 0.6), see(timeline, "ben", 0.6)
    assert anna is not None and ben is not None
    assert anna.pose.facing == (1 if ben.x > anna.x else -1)


def test_windows_follow_text_order_without_overlap() -> None:
    groups = together([act(Verb.ENTER, "ben"), act(Verb.WAVE, "ben"), act(Verb.SIT, "anna"), act(Verb.SIT, "ben")])
    assert [len(group) for group in groups] == [1, 1, 2]
    windows = schedule(groups, 6.0)
    assert all(one[2] <= two[1] + 1e-9 for one, two in itertools.pairwise(windows))
    assert windows[0][1] >= 0.0 and windows[-1][2] <= 6.0


KEYS = st.sampled_from(["anna", "ben", "envelope", "dog"])
ACTIONS = st.builds(
    Action,
    verb=st.sampled_from(list(Verb)),
    actor=KEYS,
    target=st.one_of(st.none(), KEYS, st.just("stranger")),
    recipient=st.one_of(st.none(), KEYS),
    text=st.sampled_from(["", "follows", "sits down", "gets up"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(ACTIONS, max_size=6), st.floats(0.1, 8.0))
def test_any_actions_give_a_sound_timeline(actions: list[Action], duration_s: float) -> None:
    request = ask(*actions, cast=(ANNA, BEN, ENVELOPE, DOG), duration_s=duration_s)
    timeline = play(request)
    for step in range(9):
        figures = timeline.at(timeline.duration_s * step / 8)
        assert len({figure.identity for figure in figures}) == len(figures)
        for figure in figures:
            assert -3.0 < figure.x < FACTS.aspect + 3.0 and -1.0 < figure.depth < 1.2
            assert 0.0 <= figure.pose.phase <= 1.0 and 0.0 <= figure.pose.gesture_phase <= 1.0
            assert figure.pose.facing in {-1, 1} and -1.0 <= figure.pose.gaze <= 1.0


def test_same_request_same_timeline_and_another_seed_another_rhythm() -> None:
    request = ask(act(Verb.TALK, "anna", "ben"))
    assert play(request).at(1.0) == play(request).at(1.0)
    other = ask(act(Verb.TALK, "anna", "ben"), seed=6)
    assert play(request).at(1.0) != play(other).at(1.0)


@pytest.mark.parametrize(
    ("action", "verb"),
    [
        (act(Verb.LEAVE, "anna", "envelope", text="leaves the envelope on the table"), Verb.PUT_DOWN),
        (act(Verb.LEAVE, "anna", text="leaves the room"), Verb.LEAVE),
        (act(Verb.RUN, "anna", text="runs her hand through her hair"), Verb.GESTURE),
        (act(Verb.RUN, "anna", text="runs down the hill"), Verb.RUN),
        (act(Verb.WALK, "anna", text="moves a book slightly to the left"), Verb.WORK),
        (act(Verb.WALK, "anna", text="moves towards Ben"), Verb.WALK),
        (act(Verb.PICK_UP, "anna", text="takes a moment to breathe"), Verb.GESTURE),
        (act(Verb.PICK_UP, "anna", text="takes a pebble"), Verb.PICK_UP),
    ],
)
def test_words_correct_verbs_that_would_mislead(action: Action, verb: Verb) -> None:
    kinds = {appearance.identity: appearance.kind for appearance in (ANNA, ENVELOPE)}
    assert settle_action(action, kinds).verb is verb


def test_a_step_back_is_one_step_and_keeps_facing() -> None:
    timeline = play(ask(act(Verb.WALK, "anna", text="steps back slightly"), duration_s=4.0))
    first, last = see(timeline, "anna", 0.0), see(timeline, "anna", 1.0)
    track = timeline.track("anna")
    assert first is not None and last is not None and track is not None
    assert 0.2 < abs(last.x - first.x) / track.metre < 0.7
    assert {see_pose.pose.facing for see_pose in (first, last)} == {first.pose.facing}


def test_who_stands_does_not_dip_when_told_to_stand() -> None:
    timeline = play(ask(act(Verb.STAND, "anna", text="remains standing"), duration_s=4.0))
    stances = {figure.pose.stance for step in range(33) for figure in timeline.at(step / 8)}
    assert stances == {"stand"}
    rising = play(ask(act(Verb.STAND, "anna", text="stands up"), duration_s=4.0))
    assert {f.pose.stance for step in range(33) for f in rising.at(step / 8) if f.identity == "anna"} > {"sit", "stand"}


def test_a_dog_told_to_run_beside_her_follows_whoever_moved() -> None:
    actions = (act(Verb.ENTER, "anna"), act(Verb.RUN, "dog", text="runs beside her"))
    timeline = play(ask(*actions, cast=(ANNA, BEN, DOG), duration_s=5.0))
    assert not on_stage(see(timeline, "dog", 0.0)) and on_stage(see(timeline, "dog", 0.95))


def test_what_is_put_on_the_floor_lies_on_the_floor() -> None:
    for text, table in (("puts it on the floor", False), ("puts it on the table", True)):
        timeline = play(ask(act(Verb.PUT_DOWN, "anna", "envelope", text=text), cast=(ANNA, ENVELOPE)))
        assert bool(timeline.stands) is table
