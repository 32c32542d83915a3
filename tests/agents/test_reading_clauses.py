"""Looks told by comparison, by absolute constructions and by clauses of their own; what only passes is no look."""

from __future__ import annotations

import pytest
from agents_told import looks, tell

from iamflow_agents.agents.extractor import read_prompt
from iamflow_agents.backends.rules.language import load_language
from iamflow_agents.backends.rules.look_ages import read_age


def said(text: str) -> set[str]:
    """All values of looks that one prompt gives to anybody."""
    return {look.value for mention in read_prompt(text).mentions for look in mention.looks}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A baker as wide as a door blocks the way.", {"wide as a door"}),
        ("The porter, thin as a broom, lifts the trunk.", {"thin as a broom"}),
        ("A woman with skin like bark and a cap laughs.", {"skin like bark", "cap"}),
        ("Both knees bandaged, the boy sits down.", {"knees bandaged"}),
        ("The boy sits down, one ear torn.", {"one ear torn"}),
        ("A tall man with no eyebrows and a green scarf enters.", {"tall", "no eyebrows"}),
        ("A dancer with a feather in her hair bows.", {"feather in her hair"}),
        ("Milo, an anchor inked on one forearm, hauls the net.", {"anchor inked on one forearm"}),
        ("A girl with a missing front tooth dangles her feet.", {"missing front tooth"}),
        ("A woman with a limp carries a crate.", {"limp"}),
    ],
)
def test_comparisons_and_states_of_the_body_are_looks(text: str, wanted: set[str]) -> None:
    assert wanted <= said(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("A long scar runs from her ear to her chin.", "long scar on her ear"),
        ("A red beard covers his chest.", "red beard"),
        ("Her face is covered in soot.", "face covered in soot"),
        ("Edith walks barefoot over the pebbles.", "barefoot"),
        ("He walks with a limp.", "limp"),
        ("He has lost his left arm.", "missing left arm"),
        ("Marta is eighty years old now.", "eighty years old"),
    ],
)
def test_clauses_of_their_own_tell_looks(text: str, wanted: str) -> None:
    assert wanted in said(text)


@pytest.mark.parametrize(
    "text",
    [
        "His face red with shame, the boy turns.",
        "Paula, white with rage, slams the door.",
        "Bruno's eyes are red from crying.",
        "Arms folded, the boy sits down.",
        "A woman as quiet as a mouse sits down.",
        "The doctor, hat in hand, waits.",
        "Tears run down her cheeks.",
        "A lamp hangs over her head.",
        "He has lost his hat.",
        "The boy is thirteen minutes late.",
    ],
)
def test_feelings_postures_and_things_nearby_are_no_looks(text: str) -> None:
    assert not said(text)


def test_hair_gone_white_is_not_hair_taken_off() -> None:
    registry = tell("Agnes, an old woman, her hair gone white, knits.", "Agnes yawns.")
    assert any("white" in value for value in looks(registry, "agnes", 1))


def test_one_stands_for_the_garment_said_before() -> None:
    registry = tell("Otto in a striped jersey, Olaf in a plain white one, row the boat.")
    assert looks(registry, "olaf", 0) == {"plain white jersey"}
    assert looks(registry, "otto", 0) == {"striped jersey"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("no older than nine", "no older than nine"),
        ("not more than twelve", "not more than twelve"),
        ("two years older", "two years older"),
    ],
)
def test_ages_by_limits_and_relations(text: str, wanted: str) -> None:
    end, words, told = read_age(load_language()(text), 0)
    assert (end, words, told) == (len(wanted.split()), wanted, True)


def test_a_limit_without_years_is_no_age() -> None:
    assert read_age(load_language()("no older than the house"), 0)[1] == ""
