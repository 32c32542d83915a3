"""Parts of one whole are places of their own; several things and landmarks open a place too."""

from __future__ import annotations

import pytest
from agents_told import tell


def played(*prompts: str) -> list[str]:
    """Key of the place of each segment."""
    return [scene.setting.place for scene in tell(*prompts).scenes]


@pytest.mark.parametrize(
    "prompts",
    [
        (
            "In the hospital room, Nora sleeps.",
            "In the hospital garden, Nora waits.",
            "In the hospital room, Nora packs.",
        ),
        (
            "INT. WAITING ROOM - DAY. Nora sits.",
            "INT. ENGINE ROOM - DAY. Nora oils it.",
            "INT. WAITING ROOM. Nora naps.",
        ),
        ("In the kitchen, Nora cooks.", "Among the vats, Nora tastes.", "In the kitchen, Nora washes up."),
        ("In the kitchen, Nora cooks.", "Beneath the old oak, Nora digs.", "In the kitchen, Nora washes up."),
    ],
)
def test_a_part_or_a_landmark_is_another_place_and_the_first_returns(prompts: tuple[str, ...]) -> None:
    first, second, third = played(*prompts)
    assert first != second
    assert third == first


def test_a_place_named_by_its_whole_alone_is_the_same() -> None:
    first, second = played("In the hospital room, Nora sleeps.", "Nora wakes up in the room.")
    assert first == second


def test_what_stands_beside_a_being_opens_no_place() -> None:
    first, second = played("In the kitchen, Nora cooks.", "Between the two of them, Nora and Otto lift the pot.")
    assert first == second
