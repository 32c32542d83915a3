"""Where a story plays: fragments, slug lines behind marks, dreams that end, places told by what stands there."""

from __future__ import annotations

import pytest
from agents_told import tell

from iamflow_agents.backends.rules.headings import read_heading


def _places(*prompts: str) -> list[str]:
    """Places of a story, named by the first segment that plays there."""
    keys = [scene.setting.place for scene in tell(*prompts).scenes]
    return ["ABCDEFGH"[keys.index(key)] for key in keys]


@pytest.mark.parametrize(
    ("prompt", "place", "time"),
    [
        ("INT. KITCHEN - NIGHT. Nora cooks.", "KITCHEN", "NIGHT"),
        ("FLASHBACK - INT. GARAGE - NIGHT. Nora cooks.", "GARAGE", "NIGHT"),
        ("CUT TO: EXT. PIER - DAWN\nNora fishes.", "PIER", "DAWN"),
        ("int. kitchen - night\nNora cooks.", "kitchen", "night"),
        ("INT./EXT. CAR - MOVING - DAY\nNora drives.", "CAR", "MOVING DAY"),
        ("3. INT. BARN (CONTINUOUS). Nora digs.", "BARN", ""),
        ("EXT. FARM - BARN ROOF - LATER\nNora climbs.", "BARN ROOF", "LATER"),
        ("INT KITCHEN DAY\nNora cooks.", "KITCHEN", "DAY"),
    ],
)
def test_slug_lines_may_stand_behind_marks(prompt: str, place: str, time: str) -> None:
    heading = read_heading(prompt)
    assert heading is not None
    assert (heading.place, heading.time) == (place, time)


def test_sentences_are_no_slug_lines() -> None:
    assert read_heading("She is interested in the estate.") is None
    assert read_heading("In the kitchen - it is night - Nora cooks.") is None


@pytest.mark.parametrize(
    "opening",
    [
        "Laundromat, flickering tube lights.",
        "Cut to: a laundromat, dawn.",
        "Later. Attic, moonlight.",
        "Interior, roadside diner, night.",
        "alley below, trash, steam.",
        "The truck, moving.",
        "On a tundra of grey moss, the wind.",
        "Prague, 1968. A crowded tavern.",
        "Funeral, drizzle.",
        "Tracking shot through a tunnel.",
    ],
)
def test_a_fragment_opens_a_place(opening: str) -> None:
    assert _places("In the bakery Nora kneads dough.", f"{opening} Nora laughs.") == ["A", "B"]


@pytest.mark.parametrize(
    "opening",
    [
        "Silence.",
        "Later.",
        "Night, rain.",
        "A red scarf, a smile.",
        "Nora, tired.",
        "Two weeks on.",
        "In the doorway she stops.",
    ],
)
def test_other_fragments_leave_the_story_where_it_is(opening: str) -> None:
    assert _places("In the bakery Nora kneads dough.", f"{opening} Nora laughs.") == ["A", "A"]


def test_waking_ends_the_place_of_a_dream() -> None:
    told = ("In the attic Nora falls asleep.", "She dreams. A black wolf runs along a beach.")
    assert _places(*told, "A bang wakes her.") == ["A", "B", "A"]
    assert _places(*told, "The wolf howls.") == ["A", "B", "B"]


def test_the_present_ends_a_flashback() -> None:
    told = ("Nora stands in a laundromat.", "FLASHBACK - INT. BARN - NIGHT. Nora milks a cow.")
    assert _places(*told, "PRESENT DAY. Nora folds a shirt.") == ["A", "B", "A"]


def test_what_a_screen_shows_is_no_place_to_be() -> None:
    assert _places("In a bar Leo pours gin.", "His phone shows a video: his sister in a hospital.") == ["A", "A"]


def test_the_same_place_is_the_one_named() -> None:
    told = ("On a tundra of moss, two women dig.", "A bakery, dawn. Leo kneads dough.")
    assert _places(*told, "Same tundra, weeks later. The women dance.") == ["A", "B", "A"]
    assert _places(*told, "Same coat, same grin. Leo laughs.") == ["A", "B", "B"]


def test_things_lead_back_to_their_place() -> None:
    told = ("A wide hall with a marble fountain. Nora waits.", "A cell, bare bulb. Leo sleeps.")
    assert _places(*told, "The hall with the fountain. Nora weeps.") == ["A", "B", "A"]
    assert _places(*told, "Back where Nora waits, a bell rings.") == ["A", "B", "A"]


def test_going_out_and_back_in() -> None:
    told = ("In the barn Nora milks a cow.", "Outside, Nora waits by a red car.")
    assert _places(*told, "She goes back inside.") == ["A", "B", "A"]
    assert _places(told[0], "Outside, the wind howls. Nora sings.") == ["A", "A"]


def test_behind_a_tent_is_not_inside_it() -> None:
    told = ("Behind the tent two men smoke.", "Inside the tent, drums. A woman dances.")
    assert _places(*told, "Back behind the tent. The men laugh.") == ["A", "B", "A"]
