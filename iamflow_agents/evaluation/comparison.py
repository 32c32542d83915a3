"""Whether one reading of a script is better than another, figure by figure.

A reader that wins on one figure and loses on another is neither better nor worse: that is said, and on which.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from iamflow_agents.evaluation.identity_scores import Score

COMPARED = {"IDF1_characters": "characters", "IDF1_props": "props", "attr_F1": "attributes", "place": "places"}
"""Figures that count, with their names for people."""


class Outcome(StrEnum):
    """How a reading stands to the one it is compared with."""

    BETTER = "better"
    EQUAL = "equal"
    WORSE = "worse"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Which figures rose and which fell."""

    risen: tuple[str, ...] = ()
    fallen: tuple[str, ...] = ()

    @property
    def outcome(self) -> Outcome:
        """`mixed` when some rose and some fell."""
        if self.risen and self.fallen:
            return Outcome.MIXED
        if self.risen:
            return Outcome.BETTER
        return Outcome.WORSE if self.fallen else Outcome.EQUAL

    def __str__(self) -> str:
        """The outcome with the figures that made it: `worse (props)`."""
        signs = [f"+{name}" for name in self.risen] + [f"-{name}" for name in self.fallen]
        return f"{self.outcome} ({', '.join(signs)})" if signs else str(self.outcome)


def compare_scores(base: Score, other: Score) -> Comparison:
    """Compare the figures of one script, or of many together, exactly."""
    before, after = base.figures(), other.figures()
    return Comparison(
        risen=tuple(name for key, name in COMPARED.items() if after[key] > before[key]),
        fallen=tuple(name for key, name in COMPARED.items() if after[key] < before[key]),
    )
