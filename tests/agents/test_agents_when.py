"""Presence, looks over time, places, holdings and actions."""

from __future__ import annotations

import pytest
from agents_told import keys, looks, meant, seen, state, tell

from iamflow_agents.records import Move, PresenceState, Shot, Slot, TimeOfDay, Verb, Weather


def test_who_has_left_is_gone_and_comes_back() -> None:
    told = tell("Ines and Karl sit in a cafe.", "Karl has left the cafe. Ines reads.", "Karl returns.")
    assert seen(told, "karl") == [0, 2]
    assert state(told, "karl", 1) is PresenceState.GONE


def test_who_leaves_during_the_segment_is_seen_in_it() -> None:
    told = tell("Ines and Karl sit in a cafe.", "Karl leaves the cafe.")
    assert seen(told, "karl") == [0, 1]


def test_the_remembered_are_not_seen() -> None:
    told = tell("Karl hugs his sister Ines.", "Karl sits alone and remembers Ines.")
    assert seen(told, "ines") == [0]
    assert state(told, "ines", 1) is PresenceState.REMEMBERED


def test_people_in_a_photograph_are_depicted() -> None:
    told = tell("Ines holds a photograph of an old man in a straw hat.", "An old man in a straw hat walks in.")
    (man,) = meant(told, 0, "an old man")
    assert state(told, man, 0) is PresenceState.DEPICTED
    assert meant(told, 1, "An old man") == {man}


@pytest.mark.parametrize(
    "prompt", ["No dog is here. Karl waits.", "Karl waits without the dog.", "The dog is nowhere to be seen."]
)
def test_the_denied_are_not_seen(prompt: str) -> None:
    told = tell("Karl walks a brown dog.", prompt)
    assert seen(told, "dog") == [0]


def test_nobody_is_nobody() -> None:
    told = tell("Nobody waits on the platform. No guard comes.")
    assert not told.identities


def test_the_speech_of_others_puts_nobody_on_screen() -> None:
    told = tell("Ines and Karl stand on a pier.", '"Karl went home with my brother," says Ines.')
    assert seen(told, "karl") == [0]
    assert "brother" not in keys(told)


def test_taking_off_a_coat_ends_its_interval() -> None:
    told = tell(
        "Ines, a woman with a green coat and black hair, enters a hall.",
        "Ines takes off her coat.",
        "Ines, now wearing a red dress, dances.",
    )
    coat = next(a for a in told.identity("ines").attributes if a.slot is Slot.OUTERWEAR)
    assert (coat.valid_from, coat.valid_to) == (0, 1)
    assert "green coat" in looks(told, "ines", 0)
    assert "green coat" not in looks(told, "ines", 2)
    assert "red dress" in looks(told, "ines", 2)
    assert "black hair" in looks(told, "ines", 2)


def test_a_new_garment_of_the_same_slot_closes_the_old_one() -> None:
    told = tell("Karl wears a blue cap in a park.", "Karl, now in a straw hat, rows a boat.")
    assert looks(told, "karl", 0) == {"blue cap"}
    assert looks(told, "karl", 1) == {"straw hat"}


def test_repeating_a_look_changes_nothing() -> None:
    told = tell("Ines, in a moss green coat, waits.", "Her moss green coat flutters as Ines turns.")
    assert [a.value for a in told.identity("ines").attributes] == ["moss green coat"]


def test_attributes_say_their_words_and_source() -> None:
    told = tell("Ines, a tall woman with a scar on her chin, waits.")
    values = {a.slot: a for a in told.identity("ines").attributes}
    assert values[Slot.BUILD].value == "tall"
    assert values[Slot.MARKING].value.startswith("scar")
    assert all(a.evidence for a in values.values())


def test_a_place_returns_under_other_words() -> None:
    told = tell(
        "In a narrow kitchen with blue tiles, Karl cooks.",
        "On a windy beach, Karl runs.",
        "Back in the blue-tiled kitchen, Karl eats.",
        "Karl washes a plate.",
    )
    places = [scene.setting.place for scene in told.scenes]
    assert places[0] == places[2] == places[3]
    assert places[1] != places[0]
    assert len(told.places) == 2


def test_a_heading_names_place_and_time_and_nobody() -> None:
    told = tell("INT. TRAIN STATION - NIGHT. Karl waits.", "EXT. FOREST - DAY. Karl runs.")
    assert [scene.setting.time_of_day for scene in told.scenes] == [TimeOfDay.NIGHT, TimeOfDay.DAY]
    assert told.scenes[0].setting.place == "train-station"
    assert keys(told) == {"karl"}


def test_weather_and_light_are_read() -> None:
    told = tell("Snow falls at dusk on a village street. Karl walks.", "In a foggy harbour, Karl waits.")
    assert told.scenes[0].setting.weather is Weather.SNOW
    assert told.scenes[0].setting.time_of_day is TimeOfDay.DUSK
    assert told.scenes[1].setting.weather is Weather.FOG


@pytest.mark.parametrize(
    ("prompt", "shot", "move"),
    [
        ("Close-up of Ines as she smiles.", Shot.CLOSE_UP, Move.STATIC),
        ("Wide shot of a valley. Ines walks.", Shot.WIDE, Move.STATIC),
        ("The camera pans left as Ines runs.", Shot.WIDE, Move.PAN_LEFT),
        ("The camera zooms in on Ines.", Shot.WIDE, Move.ZOOM_IN),
        ("Over-the-shoulder shot of Ines.", Shot.OVER_THE_SHOULDER, Move.STATIC),
        ("The camera follows Ines.", Shot.WIDE, Move.FOLLOW),
        ("Ines fries an egg in a pan.", Shot.WIDE, Move.STATIC),
    ],
)
def test_camera_words_are_obeyed(prompt: str, shot: Shot, move: Move) -> None:
    camera = tell(prompt).scenes[0].camera
    assert (camera.shot, camera.move) == (shot, move)


def test_a_close_up_looks_at_somebody() -> None:
    assert tell("Ines and Karl sit. Close-up of Karl.").scenes[0].camera.subject == "karl"


def test_a_prop_is_held_until_it_is_handed_over_or_put_down() -> None:
    told = tell(
        "Ines picks up a brass key.",
        "Ines hands the key to Karl.",
        "Karl puts the key down.",
        "Karl waits.",
    )
    held = [[(h.prop, h.holder) for h in scene.holdings] for scene in told.scenes]
    assert held == [[], [("brass-key", "ines")], [("brass-key", "karl")], []]


def test_actions_know_actor_target_and_recipient() -> None:
    told = tell("Ines hands a letter to Karl. Karl reads the letter and nods.")
    found = [(a.verb, a.actor, a.target, a.recipient) for a in told.scenes[0].actions]
    assert (Verb.HAND_OVER, "ines", "letter", "karl") in found
    assert (Verb.READ, "karl", "letter", None) in found
    assert (Verb.NOD, "karl", None, None) in found


def test_what_is_not_done_is_no_action() -> None:
    told = tell("Karl does not dance.")
    assert Verb.DANCE not in {a.verb for a in told.scenes[0].actions}


def test_scenery_is_no_identity_but_a_handled_prop_is() -> None:
    told = tell("Karl sits at a table by the window and holds a silver compass.")
    assert keys(told) == {"karl", "silver-compass"}
