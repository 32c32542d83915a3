"""Two who are told apart by grammar alone, names that are months, names behind small adjectives, and owned plurals."""

from __future__ import annotations

import pytest
from agents_marked import misread
from agents_told import looks, tell


@pytest.mark.parametrize(
    "story",
    [
        (
            "{a|A producer}, {a|a thin man} with a goatee, waves. {b|A courier} drops a parcel.",
            "{b|The young man} lifts the parcel, and {a|the bearded producer} watches him.",
        ),
        (
            "{a|A count} in a black cloak kneels. {b|His son}, {b|a boy} in a velvet suit, waits.",
            "{a|The count} sighs, and {b|the child} touches the door.",
        ),
        (
            "{a|A masked figure} knocks. {b|A maid} in a white cap opens the door.",
            "{a|The stranger} bows. {b|The maid} steps back.",
        ),
    ],
)
def test_two_subjects_of_one_sentence_are_two(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


def test_nobody_is_his_own_son() -> None:
    told = tell(
        "A baron in a green coat rides home. The baron's son, a boy in a velvet suit, runs out.",
        "The baron lifts the boy.",
    )
    assert "velvet suit" not in looks(told, "baron", 1)


@pytest.mark.parametrize(
    "story",
    [
        ("{a|April} walks in. {b|A girl}, {b|June}, hugs {a|her}.", "{b|June} laughs beside {a|April}."),
        ("{a|A woman named May} opens a door.", "{a|May}'s dog barks. {a|May} turns."),
    ],
)
def test_a_month_may_be_somebody(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize("prompt", ["In August the farm is quiet.", "It is a June morning.", "Snow fell on April 3rd."])
def test_a_month_is_a_month(prompt: str) -> None:
    assert tell(prompt).identities == ()


@pytest.mark.parametrize(
    ("prompt", "look"),
    [
        ("Eight-year-old Mei, tiny, waits.", "eight-year-old"),
        ("The 70-year-old Mei sits down.", "70-year-old"),
        ("Beside the door stands old Mei.", "old"),
        ("A tall Mei bows.", "tall"),
    ],
)
def test_what_stands_before_a_name_is_a_look(prompt: str, look: str) -> None:
    told = tell(prompt)
    assert [i.name for i in told.identities] == ["Mei"]
    assert look in looks(told, "mei", 0)


def test_a_name_within_a_name_of_a_thing_is_nobody() -> None:
    assert tell("The old Rose Hotel stands empty near the old Victoria station.").identities == ()


@pytest.mark.parametrize(
    "story",
    [
        ("{a|A shepherd} whistles to {b,c|his two dogs}, {b|one} black, {c|one} white.", "{b|The black dog} runs."),
        ("{a|A widow} feeds {b,c|her two sons}.", "{b,c|The boys} eat. {a|The widow} smiles."),
        (
            "{a,b|Two thieves} climb in. {a|The taller one} holds a rope.",
            "{a|The tall thief} stops. {b|His partner} nods.",
        ),
    ],
)
def test_owned_plurals_and_fellows(story: tuple[str, ...]) -> None:
    assert misread(*story) == []
