"""Places that come back by what stands there, phrases the tagger fuses, who is only spoken of, and who tells."""

from __future__ import annotations

import pytest
from agents_told import tell

from iamflow_agents.agents.extractor import read_prompt
from iamflow_agents.records import PresenceState


def places(*prompts: str) -> list[str]:
    """Place of each segment, as letters in the order of their first use."""
    keys = [scene.setting.place for scene in tell(*prompts).scenes]
    return ["ABCDEFGH"[list(dict.fromkeys(keys)).index(key)] for key in keys]


def state_of(prompt: str, text: str) -> PresenceState:
    """How the first mention with these words stands."""
    return next(m.state for m in read_prompt(prompt).mentions if m.text == text)


@pytest.mark.parametrize(
    ("first", "back"),
    [
        ("Inside a hut with a green shutter Nora sews.", "Behind the green shutter Nora hums."),
        ("On a gravelled terrace Nora reads.", "Nora walks along the gravel."),
        ("On a stony riverbank Nora fishes.", "On the stony bank Nora packs up."),
    ],
)
def test_what_stood_there_leads_back(first: str, back: str) -> None:
    assert places(first, "At a bus station Leo buys a ticket.", back) == ["A", "B", "A"]


def test_what_is_carried_leads_nowhere() -> None:
    told = ("In a dye house Nora picks up a lantern.", "At a bus station Leo buys a ticket.")
    assert places(*told, "Leo hides behind the lantern.") == ["A", "B", "B"]


@pytest.mark.parametrize(
    "second",
    [
        "Nora runs away from the school.",
        '"Go home," says Nora.',
        "Nora crosses the room.",
    ],
)
def test_what_is_only_told_opens_no_place(second: str) -> None:
    assert places("In the bakery Nora kneads dough.", second) == ["A", "A"]


@pytest.mark.parametrize(
    ("prompt", "place"),
    [
        ("Up in the attic Odile mends a kite.", "attic"),
        ("Noon, the livery stable. Gus yawns.", "livery stable"),
        ("On the kitchen table stand two cakes.", "kitchen"),
    ],
)
def test_fused_phrases_are_taken_apart(prompt: str, place: str) -> None:
    assert read_prompt(prompt).places[0].text == place


@pytest.mark.parametrize(
    ("prompt", "text", "state"),
    [
        ("Her ring is gone, and so is the magpie.", "the magpie", PresenceState.GONE),
        ("Out steps not the old man but the youth.", "the old man", PresenceState.GONE),
        ("Nora is painting two sisters.", "two sisters", PresenceState.DEPICTED),
        ("Leo has paddled home without his pay.", "Leo", PresenceState.GONE),
        ("Nora waits outside the barber's.", "the barber", PresenceState.REMEMBERED),
        ("Nora greets the magpie.", "the magpie", PresenceState.ON_SCREEN),
        ("Nora looks at the barber's hands.", "the barber", PresenceState.ON_SCREEN),
    ],
)
def test_who_is_there(prompt: str, text: str, state: PresenceState) -> None:
    assert state_of(prompt, text) is state


@pytest.mark.parametrize(
    ("prompt", "name"),
    [
        ("Next to her Teodor feeds a hamster.", "Teodor"),
        ("TAPE lifts nothing.", "TAPE"),
        ("Watchman Brunner yawns.", "Brunner"),
    ],
)
def test_names_that_open_or_follow(prompt: str, name: str) -> None:
    assert name in [m.name for m in read_prompt(prompt).mentions]


def test_a_horse_may_be_called_by_its_coat() -> None:
    assert any(m.noun == "horse" for m in read_prompt("Nora saddles the bay.").mentions)
    assert not any(m.noun == "horse" for m in read_prompt("Nora looks across the bay.").mentions)


def test_who_tells_the_story_is_in_it() -> None:
    told = tell("I am the girl in the brown coat. Leo holds my wrist.", "I wave. Leo laughs.")
    teller = [i for i in told.identities if i.key == "narrator"]
    assert len(teller) == 1
    assert all("narrator" in scene.on_screen() for scene in told.scenes)
    assert not [i for i in tell('"I am tired," says Leo.').identities if i.key == "narrator"]
