"""A reading is better, equal, worse or mixed, figure by figure."""

from __future__ import annotations

import pytest

from iamflow_agents.evaluation.comparison import Outcome, compare_scores
from iamflow_agents.evaluation.identity_scores import Score, Tally

BASE = Score(n_scripts=1, characters=Tally(right=8, missed=2), props=Tally(right=3, wrong=1))


@pytest.mark.parametrize(
    ("other", "outcome", "text"),
    [
        (BASE, Outcome.EQUAL, "equal"),
        (Score(characters=Tally(right=9, missed=1), props=BASE.props), Outcome.BETTER, "better (+characters)"),
        (Score(characters=BASE.characters, props=Tally(right=2, wrong=2)), Outcome.WORSE, "worse (-props)"),
        (Score(characters=Tally(right=9, missed=1), props=Tally()), Outcome.BETTER, "better (+characters, +props)"),
        (
            Score(characters=Tally(right=9, missed=1), props=Tally(right=3, wrong=2)),
            Outcome.MIXED,
            "mixed (+characters, -props)",
        ),
    ],
)
def test_evaluation_comparison_names_what_changed(other: Score, outcome: Outcome, text: str) -> None:
    found = compare_scores(BASE, other)
    assert (found.outcome, str(found)) == (outcome, text)


def test_evaluation_comparison_turns_round() -> None:
    other = Score(characters=Tally(right=9, missed=1), props=Tally(right=3, wrong=2))
    there, back = compare_scores(BASE, other), compare_scores(other, BASE)
    assert (there.risen, there.fallen) == (back.fallen, back.risen)
