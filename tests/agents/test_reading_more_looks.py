"""Looks of uncommon shape: effects, what is stuck in hair, what is lacking, comparisons, members told apart."""

from __future__ import annotations

import pytest

from iamflow_agents.agents.extractor import read_prompt
from iamflow_agents.agents.reading import LookReading
from iamflow_agents.agents.wardrobe import put_look
from iamflow_agents.backends.rules.lexicon import load_lexicon
from iamflow_agents.records import Attribute, Slot


def looks_of(text: str, bearer: str) -> set[str]:
    """Looks read for the mention that contains a word."""
    return {look.value for m in read_prompt(text).mentions if bearer in m.text for look in m.looks if not look.change}


@pytest.mark.parametrize(
    ("text", "bearer", "wanted"),
    [
        (
            "A retired admiral with a malacca cane and a brass monocle waits.",
            "admiral",
            {"malacca cane", "brass monocle"},
        ),
        ("A girl with a cracked lip and a school satchel jumps off.", "girl", {"cracked lip", "school satchel"}),
        ("A wrestler with a gumshield and chilblains bows.", "wrestler", {"gumshield", "chilblains"}),
        ("A surgeon from Porto with a waxed goatee nods.", "surgeon", {"waxed goatee"}),
        ("A tinsmith with a loupe on a chain and a dented nose waits.", "tinsmith", {"loupe", "dented nose"}),
    ],
)
def test_what_people_have_about_them_is_read(text: str, bearer: str, wanted: set[str]) -> None:
    assert wanted <= looks_of(text, bearer)


def test_what_people_handle_is_no_look() -> None:
    assert not looks_of("A girl with a bucket waits.", "girl")
    assert not looks_of("A girl with a plan to rob the bank waits.", "girl")
    assert not looks_of("A jockey in a cap, whistles.", "jockey") - {"cap"}


@pytest.mark.parametrize(
    ("text", "bearer", "wanted"),
    [
        ("A tall woman with heather in her hair waits.", "woman", "heather in her hair"),
        ("A clerk with a quill behind each ear yawns.", "clerk", "quill behind each ear"),
        ("A carter with ice in his beard spits.", "carter", "ice in his beard"),
        ("A sailor with a tattooed heart on his arm spits.", "sailor", "tattooed heart on his arm"),
        ("A man without a moustache bows.", "man", "without a moustache"),
        ("A boy with ears that stick out grins.", "boy", "ears that stick out"),
        ("A lady in black velvet sits down.", "lady", "black velvet"),
    ],
)
def test_what_sticks_to_a_body_and_what_it_lacks_are_read(text: str, bearer: str, wanted: str) -> None:
    assert wanted in looks_of(text, bearer)
    assert wanted not in looks_of("A cook waits.", "cook")


@pytest.mark.parametrize(
    ("text", "bearer", "wanted"),
    [
        ("A dragon no bigger than a kettle sleeps.", "dragon", "no bigger than a kettle"),
        ("The calf is no taller than a stool.", "calf", "no taller than a stool"),
        ("She is twenty years older.", "She", "twenty years older"),
        ("A second elephant, half her size, drinks.", "elephant", "half her size"),
        ("A mare, grey about the muzzle, waits.", "mare", "grey about the muzzle"),
        ("Olga, stiff in one knee, shuffles up.", "Olga", "stiff in one knee"),
        ("A beetle-shaped robot hums.", "robot", "beetle-shaped"),
        ("A slate-grey parrot sings.", "parrot", "slate-grey"),
        ("He is bald and fifty.", "He", "fifty"),
    ],
)
def test_comparisons_and_states_of_parts_are_read(text: str, bearer: str, wanted: str) -> None:
    assert wanted in looks_of(text, bearer)


def test_members_of_a_group_are_told_apart_by_their_looks() -> None:
    text = "Two monks, one tall and in spectacles, the other plump and pink-cheeked, share a pear."
    assert looks_of(text, "the other") == {"plump", "pink-cheeked"}
    assert not looks_of(text, "Two monks")
    text = "Three sisters stand there: Greta, the eldest, grey-haired, in a mourning veil; and Ida, in a smock."
    assert looks_of(text, "Greta") == {"grey-haired", "mourning veil"}
    assert not looks_of(text, "Three sisters")


def test_clothes_that_go_onto_a_body_are_worn() -> None:
    text = "Onto her feet go the satin shoes."
    assert looks_of(text, "her") == {"satin shoes"}
    assert not looks_of("Onto her feet drips the rain.", "her")


def test_a_look_told_again_in_another_form_is_kept_once() -> None:
    lexicon = load_lexicon()
    attributes: list[Attribute] = []
    put_look(attributes, LookReading(slot=Slot.MARKING, value="scar through one eyebrow"), 0, lexicon)
    put_look(attributes, LookReading(slot=Slot.FACE, value="scarred eyebrow"), 1, lexicon)
    assert [a.value for a in attributes] == ["scar through one eyebrow"]
    put_look(attributes, LookReading(slot=Slot.FACE, value="scarred lip"), 2, lexicon)
    assert [a.value for a in attributes] == ["scar through one eyebrow", "scarred lip"]


def test_a_list_behind_a_colon_describes_the_newcomer() -> None:
    text = "The groom finds a new boy in the stables: patched trousers, a turban too big, a scar on his chin."
    assert "patched trousers" in looks_of(text, "boy")
    assert not looks_of(text, "groom")
    assert not looks_of("The woman's coat has lost its buttons.", "woman")
