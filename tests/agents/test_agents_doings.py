"""Who does what to whom, with what in hand, and who is away."""

from __future__ import annotations

import pytest
from agents_told import keys, seen, state, tell

from iamflow_agents.records import PresenceState, Registry, Verb

_MET = "Ines, a woman in a red coat, and Karl, a man in a blue cap, stand in a park with their dog Rex, a black dog."


def _acts(told: Registry, segment: int, verb: Verb) -> set[tuple[str, str | None]]:
    return {(a.actor, a.target) for a in told.scenes[segment].actions if a.verb is verb}


def _held(told: Registry, segment: int) -> set[tuple[str, str]]:
    return {(h.holder, h.prop) for h in told.scenes[segment].holdings}


@pytest.mark.parametrize(
    ("prompt", "verb"),
    [
        ("In the park, Ines waves at Karl.", Verb.WAVE),
        ("In the park, Ines talks to Karl.", Verb.TALK),
        ("In the park, Ines looks up at Karl.", Verb.LOOK),
        ("In the park, Ines points at Karl.", Verb.POINT),
        ("In the park, Ines sits beside Karl.", Verb.SIT),
        ("In the park, Ines kneels next to Karl.", Verb.KNEEL),
        ("In the park, Ines stands in front of Karl.", Verb.STAND),
        ("In the park, Ines runs towards Karl.", Verb.RUN),
        ("Karl waits in the park. Ines turns to him.", Verb.TURN),
        ("In the park, Ines follows Karl.", Verb.WALK),
    ],
)
def test_a_preposition_says_whom_it_is_done_to(prompt: str, verb: Verb) -> None:
    assert ("ines", "karl") in _acts(tell(_MET, prompt), 1, verb)


@pytest.mark.parametrize(
    ("prompt", "verb"),
    [
        ("In the park, Ines points at the hills.", Verb.POINT),
        ("In the park, Ines walks away from Karl.", Verb.LEAVE),
        ("In the park, Ines runs past Karl.", Verb.RUN),
        ("In the park, Ines looks at the sky while Karl waits.", Verb.LOOK),
    ],
)
def test_scenery_and_those_left_behind_are_no_target(prompt: str, verb: Verb) -> None:
    assert _acts(tell(_MET, prompt), 1, verb) == {("ines", None)}


@pytest.mark.parametrize("verb", ["talk", "hug", "dance"])
def test_two_who_do_it_together_do_it_to_one_another(verb: str) -> None:
    told = tell(_MET, f"In the park, Ines and Karl {verb}.")
    assert _acts(told, 1, Verb(verb)) == {("ines", "karl"), ("karl", "ines")}


def test_a_plural_means_both_and_three_have_no_one_partner() -> None:
    told = tell(_MET, "Ines hands a letter to Karl, and the two friends hug. They talk.")
    assert _acts(told, 1, Verb.HUG) == {("ines", "karl"), ("karl", "ines")}
    crowd = tell("Ines, Karl and Olga, three clerks, meet in an office. They talk.")
    assert {target for _, target in _acts(crowd, 0, Verb.TALK)} <= {None}


def test_company_joins_in() -> None:
    told = tell(
        _MET, "In the park, Ines dances with Karl.", "Karl leaves with Ines.", "Ines sits with her back to Karl."
    )
    assert _acts(told, 1, Verb.DANCE) == {("ines", "karl"), ("karl", "ines")}
    assert {actor for actor, _ in _acts(told, 2, Verb.LEAVE)} == {"ines", "karl"}
    assert {actor for actor, _ in _acts(told, 3, Verb.SIT)} == {"ines"}


def test_each_other_is_the_other() -> None:
    told = tell(_MET, "In the park, Ines and Karl look at each other.")
    assert _acts(told, 1, Verb.LOOK) == {("ines", "karl"), ("karl", "ines")}


@pytest.mark.parametrize(
    ("prompt", "prop"),
    [
        ("Ines enters a kitchen with a basket.", "basket"),
        ("Ines hurries along a street with a green umbrella.", "green-umbrella"),
        ("Ines strolls through a park under a green umbrella.", "green-umbrella"),
        ("Ines stands alone on a pier with a lamp in her hand and points at the sea.", "lamp"),
    ],
)
def test_what_stands_behind_with_is_carried_from_then_on(prompt: str, prop: str) -> None:
    told = tell(prompt, "Ines waits.")
    assert ("ines", prop) in _acts(told, 0, Verb.CARRY)
    assert prop in told.scenes[0].on_screen()
    assert _held(told, 1) == {("ines", prop)}


@pytest.mark.parametrize(
    "prompt",
    [
        "Ines enters a kitchen with a smile.",
        "Ines enters a kitchen with Karl.",
        "Ines enters a kitchen with green walls.",
        "Ines enters a kitchen with a limp.",
        "Ines stands in a kitchen with a large window.",
        "Ines, a woman with a green scarf, sits in a kitchen.",
        "Ines plays with a ball in a yard.",
    ],
)
def test_company_looks_and_manners_are_not_carried(prompt: str) -> None:
    told = tell(prompt)
    assert not _acts(told, 0, Verb.CARRY)
    assert not told.scenes[0].holdings


def test_what_is_put_down_is_held_no_more() -> None:
    told = tell("Ines enters a kitchen with a basket and puts it down.", "Ines waits.")
    assert _held(told, 1) == set()


def test_a_notebook_that_is_written_in_is_there() -> None:
    told = tell("Ines sits down in a kitchen and writes in a notebook.")
    assert _acts(told, 0, Verb.WRITE) == {("ines", "notebook")}
    assert "notebook" in keys(told)


@pytest.mark.parametrize(
    "prompt",
    ["Ines wears a red coat.", "Ines becomes tired.", "Ines seems calm.", "Ines, wearing a red coat, sits."],
)
def test_wearing_and_seeming_are_no_gestures(prompt: str) -> None:
    told = tell(prompt)
    assert not _acts(told, 0, Verb.GESTURE)


@pytest.mark.parametrize("verb", ["begins", "starts"])
def test_what_begins_is_what_is_seen(verb: str) -> None:
    told = tell(f"Ines reads a letter in a cafe and {verb} to cry. She stops beside a door.")
    assert {a.verb for a in told.scenes[0].actions} == {Verb.READ, Verb.CRY, Verb.STAND}


def test_an_unknown_verb_is_still_a_gesture() -> None:
    assert _acts(tell("Ines juggles."), 0, Verb.GESTURE) == {("ines", None)}


@pytest.mark.parametrize(
    "absence",
    [
        "Karl is away in the hills.",
        "Karl is out at sea.",
        "Karl is still at home.",
        "Karl is elsewhere.",
        "Karl is not here.",
    ],
)
def test_whoever_is_said_to_be_elsewhere_is_gone(absence: str) -> None:
    told = tell(_MET, f"In a kitchen, Karl's aunt, an old woman, sits and reads while Ines cooks. {absence}")
    assert state(told, "karl", 1) is PresenceState.GONE
    assert "ines" in told.scenes[1].on_screen()


@pytest.mark.parametrize("presence", ["Karl is out of breath.", "Karl is off to the side.", "Karl is at the stove."])
def test_whoever_is_here_is_here(presence: str) -> None:
    assert seen(tell(_MET, f"In a kitchen, Ines cooks. {presence}"), "karl") == [0, 1]


def test_an_owner_of_kin_alone_is_not_on_screen() -> None:
    told = tell(
        _MET, "In a kitchen, Karl's aunt, an old woman, sits and reads.", "In the kitchen, Karl's hands tremble."
    )
    assert seen(told, "karl") == [0, 2]


def test_the_object_of_following_is_not_the_follower() -> None:
    told = tell(
        "Karl, a man in a cap, waits in a barn with a fox.", "Karl enters a yard, the fox follows him, and Ines waves."
    )
    assert _acts(told, 1, Verb.WALK) == {("fox", "karl")}


@pytest.mark.parametrize(
    ("prompt", "verb", "target"),
    [
        ("Ines drinks from a cup in a cafe.", Verb.DRINK, "cup"),
        ("Ines lights a lantern in a tent.", Verb.GESTURE, "lantern"),
        ("Ines knocks in a hall and Karl opens it.", Verb.OPEN, None),
    ],
)
def test_what_is_used_is_the_target(prompt: str, verb: Verb, target: str | None) -> None:
    assert target in {t for _, t in _acts(tell(prompt), 0, verb)}
