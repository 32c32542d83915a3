"""Names told later join whom they name: calls, the speaker's own word, badges, copulas, appositions, small letters."""

from __future__ import annotations

import pytest
from agents_marked import misread
from agents_told import tell


@pytest.mark.parametrize(
    "story",
    [
        ("{a|A boy} chases {b|a terrier} across a lawn.", '"Pepper!" shouts {a|the boy}. {b|Pepper} runs faster.'),
        (
            "{a|A mechanic} sits by {b|a teenager}.",
            '"Floor it, Milo," says {a|the mechanic}. {b|Milo} laughs.',
        ),
        (
            "{a|A surgeon} in green scrubs bends over a table. {b|A nurse} stands next to {a|her}.",
            '"Scalpel, Bruno," {a|she} says. {b|Bruno} hands it over.',
        ),
        (
            "{a|An old fisherman} mends a net. {b|A woman} comes down the pier.",
            '"Papa?" says {b|the woman}. {a|The fisherman} looks up.',
            '"Ottoline," {a|he} whispers. {b|Ottoline} hugs {a|him}.',
        ),
        (
            "{a|Mara} opens the door. {b|A courier} in yellow stands outside.",
            '"Come in, Silvio," says {a|Mara}.',
            "{b|Silvio} takes off his helmet. {a|Mara} pours tea.",
        ),
    ],
)
def test_a_name_called_out_is_the_one_spoken_to(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


def test_a_word_that_only_asks_pardon_names_nobody() -> None:
    assert misread("{a|A man} in a fez bumps into {b|Yasmine}.", '"Pardon," says {a|the man}. {b|Yasmine} nods.') == []


@pytest.mark.parametrize(
    "story",
    [
        (
            "{a|A woman} in a yellow raincoat knocks at a cottage. {b|A bearded man} opens.",
            '"I\'m Tove," {a|she} says.',
            "{b|The man} makes tea. {a|Tove} hangs up her raincoat.",
        ),
        (
            "{a|A skinny kid} jumps the turnstile. {b|An inspector} grabs him.",
            '"What is your name?" asks {b|the inspector}. "Rafi Nassar," says {a|the kid}.',
            "{a|Rafi} runs off.",
        ),
        (
            "{a|A girl} with pigtails sits beside {b|an old man} on a bench.",
            '"My name is Juniper," {a|the girl} says.',
            "{b|The old man} feeds the pigeons. {a|Juniper} laughs.",
        ),
        ("{a|A soldier} salutes.", '"Corporal Voss reporting," says {a|the soldier}.', "{a|Voss} marches off."),
    ],
)
def test_who_says_a_name_of_its_own_bears_it(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize(
    "story",
    [
        ("{a|A nurse} in blue scrubs checks a drip. Her badge reads MARISOL.", "{a|Marisol} walks down the corridor."),
        ("{a|A waiter} brings soup. His name tag says Ezra.", "{a|Ezra} trips."),
        ("{a|A pilot} climbs out. The patch on her jacket spells HOLT.", "{a|Holt} waves."),
        ("{a|A girl} climbs a wall. Her name is Winnie.", "{a|Winnie} jumps down."),
        ("{a|A tall woman} sits at a piano. This is Clementine.", "{a|Clementine} nods."),
        (
            "{a|A hooded figure} slips by.",
            "{a|The figure} stops. It is Rosalind.",
            "{a|Rosalind} runs.",
        ),
        ("{a|A boy} sits by a river.", "{a|The boy} is called Tadeo.", "{a|Tadeo} waves."),
        ("{a|A masked fencer} wins the bout.", "{a|The fencer} turns out to be Ludmila.", "{a|Ludmila} bows."),
        ("A gardener in a straw hat: {a|Beatriz}. {a|She} trims a hedge.", "{a|Beatriz} drinks water."),
        ("Somebody sits at the desk: {a|a freckled clerk}.", "{a|The clerk} stamps a form."),
        ("{a|Temperance} is the blacksmith of the village.", "{a|The blacksmith} wipes her brow."),
        ("{a|Oskar} is a shy pianist. {b|Nadia} is a drummer.", "{a|The pianist} bows. {b|The drummer} laughs."),
        ("{a|An elderly beekeeper} - Tomasz - lifts a frame.", "{a|Tomasz} smiles."),
        ("{a|Yuto}, teenage boy, skates through the park.", "{a|Yuto} falls. {a|The boy} laughs."),
    ],
)
def test_a_name_the_narrator_tells_joins_its_bearer(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


def test_it_is_not_somebody_reveals_nobody() -> None:
    wrong = misread("{a|A hooded figure} stops. It is not Rosalind.", "{b|Rosalind} sits at home.")
    assert wrong == []


@pytest.mark.parametrize(
    "story",
    [
        ("{a|mia} walks to school with {b|grandma}. {b|grandma} hums.", "{b|Grandma} sits down. {a|mia} waves."),
        ("{a|mom} cooks soup. {b|jonas} does homework.", "{a|Mom} calls. {b|Jonas} runs in.", "{b|jonas} eats."),
        ("{a|zeph} rides a bike down the hill.", "{a|zeph} falls off. {a|he} laughs."),
        ("{a|BRANWEN} draws a sword.", "{a|Branwen} fights {b|a troll}. {b|The troll} roars."),
        ("{a|captain Moreau} steers. {b|A boy} helps.", "{a|the captain} laughs at {b|the boy}."),
    ],
)
def test_names_in_small_letters_or_capitals_are_names(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


def test_common_words_in_small_letters_are_no_names() -> None:
    assert misread("rain falls on {-|the town}. smoke rises. {a|a dog} barks.", "rain stops. {a|the dog} sleeps.") == []


@pytest.mark.parametrize(
    "story",
    [
        ("{a|Alexander} reads. {b|Fatima} sings.", "{a|Alex} laughs. {b|Fatima} bows."),
        ("{a|Mikhail} sits in a tram.", "{a|Misha} yawns."),
        ("{a|Sean O'Brien} boxes.", "{a|O'Brien} wins. {a|Mr. O'Brien} bows."),
        ("{a|Joost van der Meer} opens a shop.", "{a|Joost} waves."),
    ],
)
def test_short_forms_and_parts_of_a_name_are_the_same_person(story: tuple[str, ...]) -> None:
    assert misread(*story) == []


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Nora sits down beside old Tom.", "Tom"),
        ("They meet young Jack at the gate.", "Jack"),
        ("A boy waves at poor little Anna.", "Anna"),
        ("Mary and good old Bill dance.", "Bill"),
    ],
)
def test_a_small_adjective_before_a_name_hides_nobody(prompt: str, name: str) -> None:
    assert name in {identity.name for identity in tell(prompt).identities}


def test_a_small_adjective_before_a_place_names_nobody() -> None:
    for prompt in ("In sunny Paris a woman waits.", "She walks through old Havana."):
        assert not {"Paris", "Havana"} & {identity.name for identity in tell(prompt).identities}


@pytest.mark.parametrize(
    ("story", "name", "kind"),
    [
        (("Emma finds a tiny robot. Emma calls it Pip.", "Pip rolls away."), "Pip", "robot"),
        (("The children feed a stray dog. They name the dog Rex.", "Rex runs along the beach."), "Rex", "animal"),
        (("A lost girl sits on the steps. The villagers call her Luna.", "Luna sings."), "Luna", "person"),
    ],
)
def test_a_name_that_somebody_gives_belongs_to_whom_it_is_given(story: tuple[str, ...], name: str, kind: str) -> None:
    found = {identity.name: identity.kind.value for identity in tell(*story).identities}
    assert found[name] == kind
    assert len([k for k in found.values() if k == kind]) == (2 if name == "Luna" and "Emma" in found else 1)
