"""Job names are safe folder names, whatever a title says."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.errors import ConfigError
from iamflow_agents.storage.home import Home, checked_job_id, new_job_id


def test_everything_lies_in_the_home() -> None:
    home = Home("some/where")
    assert home.database == Path("some/where/iamflow.db")
    assert home.job_folder("tale-2") == Path("some/where/jobs/tale-2")
    assert home.checkpoints("tale-2") == Path("some/where/jobs/tale-2/checkpoints.db")


@pytest.mark.parametrize("name", ["a", "A_b.c-1", "0", "_", "x" * 80, "a..b"])
def test_good_names_are_given_back(name: str) -> None:
    assert checked_job_id(name) == name


@pytest.mark.parametrize("name", ["", ".", "..", ".a", "-a", "a/b", "a\\b", "x" * 81, "a b", "a\n", "é", "a\0", "../x"])
def test_bad_names_are_refused(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        Home("x").job_folder(name)
    assert caught.value.exit_code == 2


def test_titles_become_names() -> None:
    assert new_job_id("The Lighthouse Keeper's Coat!", ()) == "the-lighthouse-keeper-s-coat"
    assert new_job_id("Überfahrt nach Łódź", ()) == "uberfahrt-nach-odz"
    assert new_job_id("雨の夜", ()) == "story"
    assert new_job_id("../../etc/passwd", ()) == "etc-passwd"


def test_taken_names_get_the_next_number() -> None:
    assert new_job_id("Tale", ["tale"]) == "tale-2"
    assert new_job_id("Tale", ["TALE", "tale-2", "tale-4"]) == "tale-3"


@given(st.text(max_size=200), st.sets(st.sampled_from(["story", "story-2", "a", "a-2"])))
def test_any_title_makes_a_free_name_that_stays_inside(title: str, taken: set[str]) -> None:
    name = new_job_id(title, taken)
    assert name not in taken
    assert checked_job_id(name) == name
    assert Home("h").job_folder(name).parent == Home("h").jobs
    assert name == new_job_id(title, taken)
