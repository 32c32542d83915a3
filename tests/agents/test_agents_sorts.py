"""What sort of being somebody is, names that are also words, garments in a list, and the light of a place."""

from __future__ import annotations

import pytest
from agents_told import keys, looks, meant, seen, tell

from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.records import Registry, Slot, TimeOfDay


def _species(told: Registry, key: str) -> list[str]:
    return [a.value for a in told.identity(key).attributes if a.slot is Slot.SPECIES]


def test_a_named_animal_or_robot_keeps_its_kind_noun() -> None:
    told = tell("Mara walks her donkey Fig, a small grey donkey. Bolt, a rusty robot, waits.", "Fig runs to Mara.")
    assert _species(told, "fig") == ["donkey"]
    assert _species(told, "bolt") == ["robot"]
    assert _species(told, "mara") == []


def test_a_kind_noun_is_no_look_for_the_scorer() -> None:
    line = to_prediction(0, tell("Mara walks her donkey Fig, a small grey donkey."))
    slots = {a["slot"] for i in line["identities"] if i["id"] == "fig" for a in i["attributes"]}
    assert "species" not in slots
    assert {"build", "colour"} <= slots


def test_an_object_by_definite_description_is_somebody_known() -> None:
    told = tell(
        "Nils, a boy of nine with red hair, enters the barn.",
        "Nils comes in with the dog, the dog follows him, and his aunt Berit kneels and hugs the boy.",
    )
    assert meant(told, 1, "the boy") == {"nils"}


def test_nobody_hugs_themselves_by_description() -> None:
    told = tell("A man in a grey hat and a man in a red hat wait. The man in the grey hat hugs the man in the red hat.")
    grey, red = sorted(k for k in keys(told) if k.startswith("man"))
    assert meant(told, 0, "The man") != meant(told, 0, "the man")
    assert grey != red


def test_a_known_name_that_is_a_word_is_found_where_it_opens_a_sentence() -> None:
    told = tell("A cook named Dusk, a thin man, enters the kitchen.", "Ines waits. Dusk nods and leaves.")
    assert seen(told, "dusk") == [0, 1]


@pytest.mark.parametrize("opening", ["Dusk falls over the roofs.", "Silence fills the room.", "Rain falls."])
def test_a_word_that_opens_sentences_is_no_name(opening: str) -> None:
    told = tell(f"{opening} Ines waits in a kitchen.", f"{opening} Ines sits.")
    assert keys(told) == {"ines"}


def test_every_garment_of_a_list_is_worn() -> None:
    told = tell(
        "Olek, a man in a blue jacket, waits in a street.",
        "Olek, now wearing a green winter coat, a striped scarf and a black woolly cap, sits beside a fountain.",
    )
    assert {"green winter coat", "striped scarf", "black woolly cap"} <= looks(told, "olek", 1)
    assert not looks(told, "olek", 0) & {"striped scarf", "black woolly cap"}


def test_one_eye_is_one_eye() -> None:
    told = tell("Tock, a tin robot with one blue eye, rolls in. One waves.")
    assert "one blue eye" in looks(told, "tock", 0)
    assert "one" not in looks(told, "tock", 0)


def test_whoever_is_just_the_same_looks_the_same_but_for_what_is_told() -> None:
    told = tell("Two cats sleep: Bruno, brown and white, and Pia, just the same but for one green ear.")
    assert {"brown", "white"} <= looks(told, "pia", 0)
    assert "one green ear" in looks(told, "pia", 0)
    assert "one green ear" not in looks(told, "bruno", 0)


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Ines holds a tin watering can.", "tin watering can"),
        ("Ines hands the oil can to Karl.", "oil can"),
        ("Ines kicks a red trash can and picks it up.", "red trash can"),
    ],
)
def test_a_can_is_a_thing(prompt: str, name: str) -> None:
    assert name in {i.name for i in tell(prompt).identities}


def test_who_can_do_something_carries_no_can() -> None:
    told = tell("Ines holds a lamp so that the woman can see the road. The young man can swim.")
    assert not any("can" in i.name.split() for i in told.identities)


def _light(told: Registry) -> list[TimeOfDay]:
    return [scene.setting.time_of_day for scene in told.scenes]


def test_light_returns_with_the_place() -> None:
    told = tell(
        "Ines sits in a kitchen.",
        "At night Ines stands on a beach.",
        "Ines walks along the beach.",
        "Back in the kitchen, Ines sits down.",
        "Ines enters a barn.",
    )
    day, night = TimeOfDay.DAY, TimeOfDay.NIGHT
    assert _light(told) == [day, night, night, day, day]


def test_words_for_light_beat_the_memory_of_a_place() -> None:
    told = tell("Ines sits in a kitchen.", "At night Ines stands on a beach.", "At dusk Ines sits in the kitchen.")
    assert _light(told)[2] is TimeOfDay.DUSK


def test_old_is_said_once() -> None:
    told = tell("Old Bram, an elderly man in a cap, sits in a cafe.", "The old man waits.")
    ages = [a.value for a in told.identity("bram").attributes if a.slot is Slot.AGE]
    assert ages.count("old") == 1


def test_what_a_body_has_was_there_all_along() -> None:
    told = tell("Mia enters a kitchen.", "Mia, a girl of six with red pigtails and a green hat, sits down.")
    assert {"girl of six", "red pigtails"} <= looks(told, "mia", 0)
    assert "green hat" not in looks(told, "mia", 0)


def test_years_and_changes_are_not_told_backwards() -> None:
    told = tell("Mia waits in a kitchen.", "Ten years later, Mia, a tall woman with grey hair, enters the kitchen.")
    assert not looks(told, "mia", 0)
    other = tell("Mia, a girl with black hair, waits in a kitchen.", "Mia, now with short blonde hair, waits.")
    assert looks(other, "mia", 0) == {"black hair"}


def test_a_title_written_short_or_long_is_the_same_person() -> None:
    told = tell("Dr. Amara Bello enters a hangar.", "The doctor sits down.", "A nurse waits.")
    assert seen(told, "amara-bello") == [0, 1]
    assert "nurse" in keys(told)


def test_a_monster_is_the_creature_known_and_no_animal() -> None:
    assert keys(tell("A green troll sits under a bridge.", "The monster nods.")) == {"troll"}
    assert len(keys(tell("A brown goat sits under a bridge.", "The monster nods."))) == 2
