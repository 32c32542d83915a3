"""How people and animals behave to each other: who sits stays seated, partners are near, dogs keep beside."""

from __future__ import annotations

from dataclasses import replace

import pytest
from stage_requests import ANNA, BEN, DOG, ENVELOPE, FACTS, act, ask, extras_for, somebody

from iamflow_agents.generator.storyboard.stage.choreography import choreograph
from iamflow_agents.generator.storyboard.stage.intent import settle_actions
from iamflow_agents.generator.storyboard.stage.timeline import Timeline
from iamflow_agents.records import Action, Holding, Kind, Verb
from iamflow_agents.takes import SegmentRequest

SITS = act(Verb.SIT, "anna", text="sits down")


def play(request: SegmentRequest) -> Timeline:
    return choreograph(request, extras_for(request), FACTS)[0]


def stances(timeline: Timeline, identity: str, since: float) -> set[str]:
    """Every stance somebody has from a share of the segment on."""
    times = [timeline.duration_s * (since + (1 - since) * step / 60) for step in range(61)]
    return {f.pose.stance for t in times for f in timeline.at(t) if f.identity == identity}


def spots(timeline: Timeline, share: float) -> dict[str, float]:
    return {figure.identity: figure.x for figure in timeline.at(timeline.duration_s * share)}


SEATED = (
    (act(Verb.PUT_DOWN, "anna", "envelope", text="puts it on the floor"), True),
    (act(Verb.PICK_UP, "anna", "envelope"), False),
    (act(Verb.READ, "anna", "envelope"), False),
    (act(Verb.WRITE, "anna"), False),
    (act(Verb.TALK, "anna", "ben"), False),
    (act(Verb.WAVE, "anna", "ben"), False),
    (act(Verb.HAND_OVER, "anna", "envelope", "ben"), True),
    (act(Verb.HUG, "anna", "ben"), False),
    (act(Verb.HOLD, "anna", "ben", text="holds his hand"), False),
    (act(Verb.SIT, "anna", text="sits there"), False),
)


@pytest.mark.parametrize(("action", "holds"), SEATED, ids=[action.verb.value for action, _ in SEATED])
def test_who_sits_stays_seated_whatever_the_hands_do(action: Action, holds: bool) -> None:
    holdings = (Holding(prop="envelope", holder="anna"),) if holds else ()
    timeline = play(ask(SITS, action, cast=(ANNA, BEN, ENVELOPE), holdings=holdings, duration_s=8.0))
    assert stances(timeline, "anna", 0.5) == {"sit"}


@pytest.mark.parametrize("verb", [Verb.STAND, Verb.WALK, Verb.LEAVE, Verb.RUN])
def test_who_sits_gets_up_when_the_text_says_so(verb: Verb) -> None:
    timeline = play(ask(SITS, act(verb, "anna"), duration_s=8.0))
    assert stances(timeline, "anna", 0.9) <= {"stand", "walk", "run"}


def test_what_somebody_seated_gives_still_reaches_the_other() -> None:
    request = ask(SITS, SEATED[6][0], cast=(ANNA, BEN, ENVELOPE), holdings=(Holding(prop="envelope", holder="anna"),))
    timeline = play(replace(request, duration_s=8.0))
    grip = next(f.grip for f in timeline.at(7.9) if f.identity == "envelope")
    assert grip is not None and grip.now.holder == "ben"
    apart, met = spots(timeline, 0.3), spots(timeline, 0.99)
    assert abs(met["anna"] - met["ben"]) < abs(apart["anna"] - apart["ben"])


def test_who_stands_in_the_text_stands_all_the_time() -> None:
    for text in ("stands alone on the pier", "stands and hugs the boy", "is standing by the door"):
        assert stances(play(ask(act(Verb.STAND, "anna", text=text), duration_s=4.0)), "anna", 0.0) == {"stand"}
    rises = play(ask(SITS, act(Verb.STAND, "anna", text="stands"), duration_s=8.0))
    assert {"sit", "stand"} <= stances(rises, "anna", 0.3)


def distance_m(*actions: Action) -> float:
    """Metres between two people in the end."""
    timeline = play(ask(*actions, duration_s=6.0))
    track = timeline.track("anna")
    assert track is not None
    where = spots(timeline, 0.99)
    return abs(where["anna"] - where["ben"]) / track.metre


def test_who_dances_or_talks_with_somebody_is_near() -> None:
    assert distance_m(act(Verb.DANCE, "anna", "ben")) < 1.2
    assert distance_m(act(Verb.TALK, "anna", "ben")) < 1.4
    assert distance_m(act(Verb.WAVE, "anna", "ben")) > 1.4


def test_who_is_danced_with_dances_too_in_the_same_rhythm_and_face_to_face() -> None:
    timeline = play(ask(act(Verb.WAVE, "anna"), act(Verb.DANCE, "anna", "ben"), duration_s=6.0))
    anna, ben = sorted((f for f in timeline.at(5.8)), key=lambda f: f.identity)
    assert anna.pose.stance == ben.pose.stance == "dance" and anna.pose.phase == ben.pose.phase
    assert anna.pose.facing == -ben.pose.facing == (1 if ben.x > anna.x else -1)
    alone = play(ask(act(Verb.DANCE, "anna"), duration_s=6.0))
    assert {f.identity: f.pose.stance for f in alone.at(5.8)} == {"anna": "dance", "ben": "stand"}


def test_partners_that_words_leave_open_are_found() -> None:
    kinds = {"anna": Kind.PERSON, "ben": Kind.PERSON, "dog": Kind.ANIMAL}
    both = [act(Verb.TALK, key, text="talk in the rain") for key in ("anna", "ben")]
    assert [action.target for action in settle_actions(both, kinds)] == ["ben", "anna"]
    for action, partner in (
        (act(Verb.HUG, "anna", text="hug"), "ben"),
        (act(Verb.DANCE, "anna", text="dances with him"), "ben"),
        (act(Verb.TALK, "anna", text="talks to him"), "ben"),
        (act(Verb.DANCE, "anna", text="dances in the rain"), None),
        (act(Verb.TALK, "anna", text="talks aloud"), None),
    ):
        assert settle_actions([action], kinds)[0].target == partner


@pytest.mark.parametrize("key", ["dog", "rex", "bello", "fido", "lassie", "wolf"])
def test_who_sits_between_two_is_between_them(key: str) -> None:
    pet = somebody(key, Kind.ANIMAL, "dog", colour="brown")
    where = spots(play(ask(act(Verb.SIT, key, text="sits between them"), cast=(ANNA, BEN, pet))), 0.9)
    assert min(where["anna"], where["ben"]) < where[key] < max(where["anna"], where["ben"])


def test_pets_are_not_all_between_people_without_being_told() -> None:
    def is_between(key: str) -> bool:
        pet = somebody(key, Kind.ANIMAL, "dog", colour="brown")
        where = spots(play(ask(act(Verb.SIT, key, text="sits there"), cast=(ANNA, BEN, pet))), 0.9)
        return min(where["anna"], where["ben"]) < where[key] < max(where["anna"], where["ben"])

    assert not all(is_between(key) for key in ("dog", "rex", "bello", "fido", "lassie", "wolf"))


def gaps(timeline: Timeline, one: str, other: str) -> set[float]:
    """Every distance between two while the first is on the way."""
    track = timeline.track(one)
    assert track is not None
    times = [step / 20 for step in range(100) if track.moving(step / 20) is not None]
    where = [{f.identity: f.x for f in timeline.at(t)} for t in times]
    return {round(at[other] - at[one], 3) for at in where if one in at and other in at}


def test_a_dog_that_runs_beside_her_keeps_her_pace_and_one_that_follows_does_not() -> None:
    cast = (ANNA, DOG)
    beside = play(ask(act(Verb.ENTER, "anna"), act(Verb.RUN, "dog", text="runs beside her"), cast=cast, duration_s=5.0))
    assert len(gaps(beside, "anna", "dog")) == 1
    behind = play(ask(act(Verb.ENTER, "anna"), act(Verb.RUN, "dog", text="runs after her"), cast=cast, duration_s=5.0))
    assert len(gaps(behind, "anna", "dog")) > 1


def test_two_who_walk_at_once_go_the_same_way() -> None:
    actions = [act(Verb.WALK, key, text="walk through the forest") for key in ("anna", "dog")]
    timeline = play(ask(*actions, cast=(ANNA, DOG), duration_s=5.0))
    assert len(gaps(timeline, "anna", "dog")) == 1
    apart = play(ask(actions[0], act(Verb.RUN, "dog", text="runs"), cast=(ANNA, DOG), duration_s=5.0))
    assert len(gaps(apart, "anna", "dog")) > 1


def test_who_comes_with_a_thing_has_it_in_hand() -> None:
    umbrella = somebody("umbrella", Kind.OBJECT, "blue umbrella")
    for text, holder in (("enters with the blue umbrella", "ben"), ("enters without looking", None)):
        timeline = play(ask(act(Verb.ENTER, "ben", text=text), cast=(ANNA, BEN, umbrella)))
        grip = next(f.grip for f in timeline.at(1.0) if f.identity == "umbrella")
        assert grip is not None and grip.now.holder == holder
