"""Who is meant among a few: members of a pair, namesakes, twins, those who have something, and the whole cast."""

from __future__ import annotations

import pytest
from agents_told import keys, looks, meant, seen, tell


def test_members_of_a_pair_are_told_apart_one_by_one() -> None:
    told = tell(
        "Two mechanics lean over an engine. The bald one holds a lamp. The other mechanic, a wiry one, hums.",
        "The bald mechanic wipes his hands.",
    )
    assert keys(told) >= {"mechanic", "mechanic-2"}
    assert meant(told, 0, "The bald one") == meant(told, 1, "The bald mechanic")
    assert meant(told, 0, "The other mechanic") != meant(told, 0, "The bald one")


def test_a_plural_apposition_describes_both_names() -> None:
    told = tell(
        "Oskar and Emil Brandt, twin brothers, climb the fence. Oskar carries a trumpet.",
        "His twin holds the lantern.",
        "The boy with the trumpet whistles.",
    )
    assert meant(told, 1, "His twin") == meant(told, 0, "Emil Brandt")
    assert meant(told, 2, "The boy") == meant(told, 0, "Oskar")


def test_a_list_of_two_and_a_stranger_is_no_apposition() -> None:
    told = tell("Oskar and Emil Brandt climb the fence. Two guards shout.")
    assert not meant(told, 0, "Two guards") & (meant(told, 0, "Oskar") | meant(told, 0, "Emil Brandt"))


def test_two_of_one_name_are_two() -> None:
    told = tell(
        "Two men named Viktor wait at the gate: the elder bald, the younger in a blue coat.",
        "The elder Viktor frowns.",
        "The other Viktor coughs.",
    )
    assert meant(told, 1, "The elder Viktor") != meant(told, 2, "The other Viktor")


def test_counted_people_are_the_cast_when_just_as_many_are_known() -> None:
    first = "Anton, a miner, Bela, a nurse, and Celia, a student, share a taxi."
    told = tell(first, "At the hilltop three people stand in the wind.")
    assert {seen(told, key)[-1] for key in ("anton", "bela", "celia")} == {1}
    fewer = tell(first, "At the hilltop four people stand in the wind.")
    assert seen(fewer, "anton") == [0]


def test_whoever_was_given_a_garment_wears_it() -> None:
    first = "Lena gives her green scarf to Tomas. Tomas wraps it round his neck."
    told = tell(first, "On the platform somebody in a green scarf waves.")
    assert meant(told, 1, "somebody") == meant(told, 0, "Tomas")
    other = tell(first, "On the platform somebody in a red hat waves.")
    assert meant(other, 1, "somebody") != meant(other, 0, "Tomas")


@pytest.mark.parametrize(
    ("first", "second", "name"),
    [
        ('A girl in a skirt knocks on the door. "Grandpa, it\'s Nela," says the girl.', "Nela laughs.", "A girl"),
        ('A brown dog steals a sausage. "Go home, Rufus!" shouts the butcher.', "Rufus trots off.", "A brown dog"),
    ],
)
def test_a_name_called_or_told_belongs_to_who_is_there(first: str, second: str, name: str) -> None:
    told = tell(first, second)
    assert meant(told, 1, second.split()[0]) == meant(told, 0, name)


@pytest.mark.parametrize(
    ("first", "second", "asked", "told_as"),
    [
        ("Ruta, a woman with long silver hair, sweeps.", "A woman with short silver hair waits.", "A woman", "Ruta"),
        ("A baker with a moustache hums.", "At the bus stop a baker with a moustache sits.", "a baker", "A baker"),
        ("Gunnar steals the gold watch. Ines waits.", "The thief hides in a barn.", "The thief", "Gunnar"),
        ("Countess Orlova, who is really Mina, enters.", "Mina dances.", "Mina", "Countess Orlova"),
    ],
)
def test_somebody_known_comes_back_under_other_words(first: str, second: str, asked: str, told_as: str) -> None:
    told = tell(first, second)
    assert meant(told, 1, asked) == meant(told, 0, told_as)


def test_another_mark_is_another_one() -> None:
    told = tell("Ruta, a woman with long silver hair, sweeps.", "A woman with short red hair waits.")
    assert meant(told, 1, "A woman") != meant(told, 0, "Ruta")


def test_chess_pieces_are_nobody() -> None:
    told = tell("The black knight takes the white bishop. Ines smiles.")
    assert keys(told) == {"ines"}
    assert "knight" in keys(tell("The black knight waits at the gate. Ines smiles."))


def test_unheard_names_that_open_a_list_are_names() -> None:
    assert {"sanna", "ville", "otto"} <= keys(tell("Sanna, Ville and Otto play cards. Otto wins."))


def test_members_told_by_one_and_by_name_are_the_counted_two() -> None:
    told = tell("Two dogs bark: a black one named Ink and a white one with a torn ear.", "Ink runs.")
    assert len(keys(told)) == 2
    assert meant(told, 1, "Ink") == meant(told, 0, "a black one")


def test_a_name_that_ends_an_inverted_sentence_is_its_bearer() -> None:
    told = tell("By the fire sits a woman in a grey shawl, Sister Agathe.")
    assert meant(told, 0, "a woman") == meant(told, 0, "Sister Agathe")


def test_a_couple_is_two_people() -> None:
    told = tell("A waiter wipes a table.", "An old couple sits down.", "The old man orders soup. The old woman smiles.")
    assert len([i for i in told.identities if i.kind.value == "person"]) == 3


def test_what_the_second_of_two_wears_is_not_lost_before_a_plain_verb() -> None:
    told = tell("A man in a red scarf and a man in a blue scarf play chess.", "The man in the blue scarf wins.")
    first, second = sorted(keys(told) & {"man", "man-2"})
    assert "red scarf" in " ".join(looks(told, first, 0)) and "blue scarf" in " ".join(looks(told, second, 0))
    assert meant(told, 1, "The man") == {second}
