"""Looks that clauses bring to light, that verbs move from one wearer to another, and that lists leave to the last."""

from __future__ import annotations

import pytest

from iamflow_agents.agents.extractor import read_prompt


def looks_of(prompt: str, word: str) -> dict[str, str]:
    """Values and changes of everything told of the mentions that hold a word."""
    found: dict[str, str] = {}
    for mention in read_prompt(prompt).mentions:
        if word in mention.text.lower().split():
            found |= {look.value: look.change for look in mention.looks}
    return found


@pytest.mark.parametrize(
    ("prompt", "word", "value"),
    [
        ("Viktor tugs off his fur cap, revealing a bald head.", "viktor", "bald head"),
        ("She pulls back the hood to show a scarred cheek and short white hair.", "she", "short white hair"),
        ("Her right arm is in a sling.", "her", "arm in a sling"),
        ("The clerk twists her hair up into a loose knot.", "her", "hair up into a loose knot"),
        ("Her hair is now short and black.", "her", "short and black hair"),
        ("Old Anselm, whose waxed moustache droops, bows.", "anselm", "waxed moustache"),
        ("Greta is a head taller than her brother.", "greta", "a head taller than her brother"),
        ("Short and wiry, with a mop of red curls, the juggler bows.", "juggler", "mop of red curls"),
        ("DASH (31), in torn jeans and a suede jacket, sits on a crate.", "dash", "suede jacket"),
        ("The queen, disguised as a page in a green cap and patched breeches, waits.", "queen", "patched breeches"),
        ("The widow is in black, her son in grey.", "widow", "black clothes"),
        ("A boy in a cap of rabbit fur whistles.", "boy", "cap of rabbit fur"),
        ("A robot, squat and rusty, with one cracked lens, rolls in.", "robot", "one cracked lens"),
        ("A robot, squat and rusty, with one cracked lens, rolls in.", "robot", "rusty"),
        ("A parrot, bright green with a yellow head, squawks.", "parrot", "bright green"),
        ("An old man in a wheelchair feeds the ducks.", "man", "wheelchair"),
        ("A long scar runs from his temple to his jaw.", "his", "long scar on his temple"),
    ],
)
def test_a_look_is_read(prompt: str, word: str, value: str) -> None:
    assert value in looks_of(prompt, word)


@pytest.mark.parametrize(
    ("prompt", "word", "expected"),
    [
        ("The captain drapes her blue coat over Ada's shoulders.", "captain", {"blue coat": "off"}),
        ("The captain drapes her blue coat over Ada's shoulders.", "ada", {"blue coat": "on"}),
        ("Jonas tosses his hat onto the bed.", "jonas", {"hat": "off"}),
        ("Marta hangs her apron on a hook.", "marta", {"apron": "off"}),
        ("Omar changes out of his uniform into jeans.", "omar", {"uniform": "off", "jeans": "on"}),
        ("Lotte puts on rubber boots.", "lotte", {"rubber boots": "on"}),
        ("He wears a clean shirt and his beard is gone.", "his", {"beard": "off"}),
    ],
)
def test_what_is_put_on_somebody_or_laid_off(prompt: str, word: str, expected: dict[str, str]) -> None:
    assert looks_of(prompt, word) == expected


def test_each_of_two_animals_has_its_own_colour() -> None:
    told = [m.looks[0].value for m in read_prompt("His two goats, one brown, one white, doze.").mentions if m.looks]
    assert told == ["brown", "white"]


@pytest.mark.parametrize(
    ("prompt", "word"),
    [
        ("A girl in a raincoat smiles. R-9 waves back.", "girl"),
        ("The box opens, revealing a pearl necklace.", "box"),
        ("Ines opens the chest, revealing a blue gown.", "ines"),
    ],
)
def test_what_is_nobodys_look(prompt: str, word: str) -> None:
    told = looks_of(prompt, word)
    assert not {value for value in told if "back" in value or "necklace" in value or "gown" in value}


def test_a_verb_in_s_is_no_ring() -> None:
    told = looks_of("An alarm rings. A guard, fat and moustached, bursts in.", "guard")
    assert set(told) == {"fat", "moustached"}


def test_what_is_carved_is_there_and_what_is_drawn_is_not() -> None:
    states = {
        m.noun: m.state.value
        for prompt in ("Ilie carves a wooden whistle.", "Ilie draws a wooden boat.")
        for m in read_prompt(prompt).mentions
    }
    assert states["whistle"] == "on_screen"
    assert states["boat"] == "depicted"


def test_it_on_somebodys_head_is_the_hat_taken_off_before() -> None:
    prompt = "Ilie pulls off his sheepskin hat and puts it on Ana's head."
    assert looks_of(prompt, "ana") == {"sheepskin hat": "on"}
    assert looks_of(prompt, "ilie") == {"sheepskin hat": "off"}


def test_who_wears_anothers_coat_wears_it() -> None:
    assert looks_of("Jules sleeps in the tailor's mustard coat.", "jules") == {"mustard coat": ""}
    reading = read_prompt("Mira hides behind the maid's skirt.")
    assert "skirt" not in {m.noun for m in reading.mentions}


def test_what_hangs_there_is_a_thing() -> None:
    nouns = {m.noun for m in read_prompt("The robot rolls by, the key swinging from a string round its neck.").mentions}
    assert "key" in nouns
