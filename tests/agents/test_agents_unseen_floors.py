"""Stories that measured the rules unseen: what has been reached on them is not lost again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from agents_told import tell

from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.evaluation.annotations import read_predicted_line
from iamflow_agents.evaluation.identity_scores import score_script, total_score
from iamflow_agents.evaluation.score_files import read_gold

DATA = Path(__file__).parent.parent / "data"
FLOORS = {
    "hard_more": {"IDF1_characters": 0.82, "IDF1_props": 0.73, "attr_F1": 0.76, "place": 0.97},
    "hard_held": {"IDF1_characters": 0.81, "IDF1_props": 0.65, "attr_F1": 0.76, "place": 0.95},
    "hard_held_2": {"IDF1_characters": 0.80, "IDF1_props": 0.64, "attr_F1": 0.73, "place": 0.93},
    "hard_held_3": {"IDF1_characters": 0.74, "IDF1_props": 0.61, "attr_F1": 0.56, "place": 0.82},
}


def figures(name: str, *, keep: float = 1.0) -> dict[str, float]:
    """Scores of a set; `keep` leaves out the end of every story, as a reader who stops early."""
    gold = read_gold(DATA / f"{name}.gold.jsonl").scripts
    scores = {}
    for line in map(json.loads, (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()):
        read = line["prompts"][: max(1, round(keep * len(line["prompts"])))]
        said = to_prediction(line["script"], tell(*read))
        scores[line["script"]] = score_script(gold[line["script"]], read_predicted_line(said, name))
    return total_score(scores).figures()


@pytest.mark.parametrize("name", sorted(FLOORS))
def test_agents_keep_what_they_have_reached(name: str) -> None:
    found = figures(name)
    low = {key: round(found[key], 3) for key, floor in FLOORS[name].items() if found[key] < floor}
    assert low == {}


def test_agents_a_reader_who_stops_half_way_falls_below_the_floor() -> None:
    assert figures("hard_held_2", keep=0.5)["IDF1_characters"] < FLOORS["hard_held_2"]["IDF1_characters"]
