"""Ways between places: through doors, home, out and back in, and who is together where."""

from __future__ import annotations

import pytest
from agents_told import tell


def _places(*prompts: str) -> str:
    """Places of a story as letters, in the order in which they are first played at."""
    keys = [scene.setting.place for scene in tell(*prompts).scenes]
    order = list(dict.fromkeys(keys))
    return "".join("ABCDEFGH"[order.index(key)] for key in keys)


@pytest.mark.parametrize(
    ("told", "second", "places"),
    [
        ("In the kitchen, Nora cooks.", "Nora steps out onto the balcony and yawns.", "AB"),
        ("In the kitchen, Nora cooks.", "Nora points at the balcony and yawns.", "AA"),
        ("In the kitchen, Nora cooks.", "Nora says that she was in the garden.", "AA"),
        ("In the kitchen, Nora cooks.", "By candlelight in the cellar, Nora reads.", "AB"),
        ("In the kitchen, Nora cooks.", "In the dark cowshed, Nora milks a goat.", "AB"),
        ("In the kitchen, Nora cooks.", "Backstage, Nora ties her shoes.", "AB"),
        ("In the kitchen, Nora cooks.", "In the middle of the lake, Nora fishes.", "AB"),
        ("On a small boat, Nora fishes.", "On the sea floor, Nora finds a pearl.", "AB"),
        ("At a muddy tram stop, Nora waits.", "Inside the tram, Nora sleeps.", "AB"),
        ("In the village, Nora sings.", "In the village inn, Nora drinks tea.", "AB"),
        ("In front of a circus, Nora waits.", "In the circus, Nora claps.", "AB"),
    ],
)
def test_a_sentence_goes_somewhere_or_only_speaks_of_it(told: str, second: str, places: str) -> None:
    assert _places(told, second) == places


def test_outside_is_where_the_story_went_in_from() -> None:
    street, shop = "On a rainy street, Nora pushes her bike.", "In a toy shop, Nora buys a kite."
    assert _places(street, shop, "Outside, Nora laughs.") == "ABA"
    assert _places(shop, "Outside, Nora laughs.", "Back inside, Nora dances.") == "ABA"


def test_home_is_the_first_place_to_live_at() -> None:
    told = ("In the living room, Nora packs.", "In the classroom, Nora yawns.")
    assert _places(*told, "Nora walks home and sings.") == "ABA"
    assert _places(*told, "Nora wants to go home and sings.") == "ABB"


def test_a_hall_gone_back_to_is_one_that_was_left() -> None:
    told = ("In a car factory, Nora welds.", "On the rooftop, Nora eats.")
    assert _places(*told, "Back in the hall, Nora sweeps.") == "ABA"
    assert _places(*told, "In the hall, Nora sweeps.") == "ABB"


def test_those_who_were_together_bring_the_story_back() -> None:
    told = (
        "In the dining room, Nora pours tea. Otto cuts the bread. Ida sings.",
        "In the garden, Emil digs a hole.",
    )
    assert _places(*told, "Otto hugs Nora, and Ida claps.") == "ABA"
    assert _places(*told, "Otto hugs Emil, and Nora claps.") == "ABB", "Emil was never in the dining room"
