"""Roles, words that choose one of a few, groups, pronouns, and those who are spoken of but not there."""

from __future__ import annotations

import pytest
from agents_marked import misread


@pytest.mark.parametrize(
    "story",
    [
        (
            "{a|Dr. Lindqvist} stands by a bed. {b|A boy} sleeps in it.",
            "{a|The physician} writes a note. {b|The patient} wakes up.",
        ),
        ("{a|Unit-9}, a tall robot, walks. {b|Petra} follows.", "{a|The machine} stops. {b|The woman} stops too."),
        ("{a|A girl of ten} flies a kite. {b|A grey-haired man} watches.", "{a|The youngster} laughs."),
        ("{a|Captain Reyes} steers the ship.", "{a|The captain} looks at the sea. {a|The skipper} coughs."),
        ("{a|Ilse} sings by a window. {b|Ned} listens.", "{a|The singer} laughs. {b|Ned} leaves."),
        ("{a|Pieter} sits on a quay.", "{a|The Dutchman} eats a herring."),
    ],
)
def test_a_role_is_whoever_plays_it(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


def test_staff_met_for_the_first_time_is_nobody_told_before() -> None:
    assert misread("{a|A stranger} leans at the bar. {b|The bartender} wipes a glass.") == []


@pytest.mark.parametrize(
    "story",
    [
        ("{a,b|Two guards} stand at the gate.", "{a|One guard} yawns. {b|The other guard} laughs."),
        ("{a|A tall monk} and {b|a fat monk} ring a bell. {a|The former} sings. {b|The latter} sleeps.",),
        ("{a,b|Two knights} fight, {a|one in red}, {b|one in black}.", "{b|The knight in black} falls."),
    ],
)
def test_words_that_choose_one_of_a_few(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize(
    "story",
    [
        ("{a|Ada}, {b|Bo} and {c|Cleo} sit at a table.", "{a,b,c|All three} laugh. {a,b,c|The trio} sings."),
        ("{a|Omar} meets {b|Lena} at the pier. {a,b|They} hug.", "{a,b|The pair} walks on."),
        ("{a|A nurse} and {b|a second nurse} push a bed.", "{a,b|The two nurses} rest."),
    ],
)
def test_groups_are_their_members(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize(
    "story",
    [
        ("Before {a|she} speaks, {a|Ida} clears her throat. {b|Karl} waits.",),
        ("{a|Rex}, a dog, sees {b|Tim}.", "{a|The dog} barks at {b|him}."),
        ("{a|Vera} packs a bag. Picks up her keys.", "{b|Joe} greets {a|her}. {b|He} smiles."),
    ],
)
def test_pronouns_follow_grammar(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize(
    "text",
    [
        "{a|Ben} is alone; {-|Tess} isn't there.",
        "{a|Ben} sits at the table. {-|Tess} is late.",
        "No sign of {-|Tess}. {a|Ben} frowns.",
        "{a|Ben} asks where {-|Tess} is.",
        "{-|Tess} has gone to fetch water. {a|Ben} waits.",
        "{-|Tess} isnt here today. {a|Ben} eats alone.",
    ],
)
def test_who_is_missed_is_not_there(text: str) -> None:
    assert misread("{a|Ben} and {b|Tess} eat.", text) == []


def test_who_is_there_is_there() -> None:
    assert misread("{a|Ben} and {b|Tess} eat.", "{a|Ben} sits. {b|Tess} is here. It is late.") == []
