"""Ages as stories tell them, read as years for the drawing."""

from __future__ import annotations

import pytest

from iamflow_agents.generator.storyboard.people.look_body import read_age


@pytest.mark.parametrize(
    ("phrase", "years"),
    [
        ("eighty", 80.0),
        ("nineteen maybe", 19.0),
        ("forty-two", 42.0),
        ("man of twenty-five", 25.0),
        ("girl of about nine", 9.0),
        ("9 yrs old", 9.0),
        ("in her fifties", 55.0),
        ("tall", None),
    ],
)
def test_ages_are_years_however_loosely_told(phrase: str, years: float | None) -> None:
    assert read_age([phrase]) == years
