"""Words that bring nobody into a story, people who are only pictured or dreamt, and garments that become props."""

from __future__ import annotations

import pytest
from agents_told import keys, seen, state, tell

from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.records import CHARACTER_KINDS, PresenceState


def _cast(*prompts: str) -> list[str]:
    """Keys of the characters who are ever on screen."""
    told = tell(*prompts)
    return [i.key for i in told.identities if i.kind in CHARACTER_KINDS and seen(told, i.key)]


@pytest.mark.parametrize(
    "prompt",
    [
        "Nora sits calm as a priest.",
        "Nora is no larger than a goat.",
        "Nora, dressed as a bear, bows.",
        "Nora runs like a cat.",
        "Crane up over the roofs. Nora waves.",
        "Whip pan: Nora jumps.",
        "FLASHBACK. Nora digs.",
        "Nora wears a courier's jacket.",
        "Clockmaker's shop, Prague. Nora waits.",
        "Nora moves to Osaka.",
        "Nora watches two hundred guests.",
        "Nora stands under the ceiling fan. The fan spins.",
    ],
)
def test_words_that_name_nobody(prompt: str) -> None:
    assert _cast(prompt) == ["nora"]


@pytest.mark.parametrize(
    ("prompt", "other"),
    [
        ("Nora dances with a priest.", "priest"),
        ("Nora leads a goat.", "goat"),
        ("A crane stands in the reeds. Nora waves.", "crane"),
        ("Nora takes the jacket from a courier.", "courier"),
        ("Nora kisses Sydney.", "sydney"),
        ("Enter Mrs. Vale, a tall woman. Nora bows.", "vale"),
    ],
)
def test_the_same_words_name_somebody_elsewhere(prompt: str, other: str) -> None:
    assert sorted(_cast(prompt)) == sorted(["nora", other])


@pytest.mark.parametrize(
    ("prompt", "key"),
    [
        ("On television a reporter speaks. Nora yawns.", "reporter"),
        ("A bearded man smiles from a framed photograph. Nora weeps.", "man"),
        ("Nora remembers: a bride in a long gown.", "bride"),
        ("Nora dreams. A white horse gallops along a beach.", "horse"),
        ("Nora takes out the photograph. A soldier, a beach.", "soldier"),
    ],
)
def test_who_is_pictured_or_dreamt_is_not_there(prompt: str, key: str) -> None:
    told = tell(prompt)
    assert state(told, key, 0) in {PresenceState.DEPICTED, None}
    assert seen(told, "nora") == [0]


def test_after_waking_all_are_there_again() -> None:
    told = tell("Nora dreams. A horse gallops. A bang wakes her. A soldier stands in the door.")
    assert state(told, "soldier", 0) is PresenceState.ON_SCREEN


def test_who_watches_television_is_there() -> None:
    told = tell("A reporter watches the news on television.")
    assert state(told, "reporter", 0) is PresenceState.ON_SCREEN


def test_a_garment_handed_on_is_a_prop_but_not_one_taken_off() -> None:
    given = tell("Nora wears a green cloak.", "Nora gives her green cloak to Leo.")
    assert any("cloak" in key for key in keys(given))
    doffed = tell("Nora wears a green cloak.", "Nora takes off her green cloak.")
    assert not any("cloak" in key for key in keys(doffed))


def test_things_have_plain_labels() -> None:
    told = tell("Leo holds a cuckoo clock and two paper lanterns.", "Leo drops the cuckoo clock.")
    assert "cuckoo-clock" in keys(told)
    assert not any("two" in key or "cuckoo-clock-cuckoo" in key for key in keys(told))


def test_every_presence_of_a_prediction_has_words() -> None:
    told = tell("Nora wears a wig.", "The wig lies on the bench.", "Leo picks up the wig.")
    line = to_prediction(1, told)
    found = [entity for segment in line["segments"] for entity in segment["entities"]]
    assert found
    assert all(entity["mention"] for entity in found)
