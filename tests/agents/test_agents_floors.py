"""Eight hard stories of our own with a careful reader's answers: the offline agents must hold their floors."""

from __future__ import annotations

import json
from itertools import combinations, permutations
from pathlib import Path
from typing import Any

import pytest
from agents_told import tell

from iamflow_agents.agents.prediction import to_prediction

_DATA = Path(__file__).parent.parent / "data"
_CHARACTERS = {"person", "animal"}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_DATA / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    """What the agents make of every story."""
    return [to_prediction(line["script"], tell(*line["prompts"])) for line in _lines("hard_own.jsonl")]


def _present(line: dict[str, Any]) -> list[set[int]]:
    """Segments of each predicted character."""
    kinds = {i["id"] for i in line["identities"] if i["kind"] not in {"object", "vehicle"}}
    found: dict[str, set[int]] = {key: set() for key in sorted(kinds)}
    for segment in line["segments"]:
        for entity in segment["entities"]:
            if entity["id"] in kinds:
                found[entity["id"]].add(segment["index"])
    return list(found.values())


def _identity_f1(gold: list[set[int]], said: list[set[int]]) -> float:
    """Best one-to-one agreement between two lists of presences, as an F1 over segments."""
    short, long = sorted((gold, said), key=len)
    hits = max(sum(len(a & b) for a, b in zip(short, order, strict=False)) for order in permutations(long, len(short)))
    total = sum(map(len, gold)) + sum(map(len, said))
    return 2 * hits / total if total else 1.0


def _places_agree(gold: list[str], said: list[str]) -> float:
    pairs = list(combinations(range(len(gold)), 2))
    return sum((gold[i] == gold[j]) == (said[i] == said[j]) for i, j in pairs) / len(pairs)


def _characters(gold: dict[str, Any]) -> list[set[int]]:
    return [set(i["present"]) for i in gold["identities"] if i["kind"] in _CHARACTERS]


def test_the_gold_says_only_what_the_stories_say() -> None:
    for story, gold in zip(_lines("hard_own.jsonl"), _lines("hard_own.gold.jsonl"), strict=True):
        assert story["script"] == gold["script"]
        assert len(gold["places"]) == len(story["prompts"])
        for identity in gold["identities"]:
            assert sorted(map(int, identity["mentions"])) == identity["present"]
            for segment, texts in identity["mentions"].items():
                assert all(text in story["prompts"][int(segment)] for text in texts)


def test_identities_hold_their_floor(told: list[dict[str, Any]]) -> None:
    golds = _lines("hard_own.gold.jsonl")
    scores = [_identity_f1(_characters(g), _present(line)) for g, line in zip(golds, told, strict=True)]
    assert sum(scores) / len(scores) >= 0.92
    assert min(scores) >= 0.6


def test_attributes_hold_their_floor(told: list[dict[str, Any]]) -> None:
    wanted = found = 0
    for gold, line in zip(_lines("hard_own.gold.jsonl"), told, strict=True):
        said = {a["value"] for i in line["identities"] for a in i["attributes"]}
        values = [a for i in gold["identities"] for a in i["attributes"]]
        wanted, found = (
            wanted + len(values),
            found + sum(any(set(v.split()) & set(s.split()) for s in said) for v in values),
        )
    assert found / wanted >= 0.92


def test_places_hold_their_floor(told: list[dict[str, Any]]) -> None:
    golds = _lines("hard_own.gold.jsonl")
    scores = [
        _places_agree(g["places"], [s["place"] for s in line["segments"]]) for g, line in zip(golds, told, strict=True)
    ]
    assert sum(scores) / len(scores) >= 0.9


def test_the_score_falls_when_two_people_are_mixed_up() -> None:
    gold = [{0, 1, 2}, {3, 4}]
    assert _identity_f1(gold, [{3, 4}, {0, 1, 2}]) == 1.0
    assert _identity_f1(gold, [{0, 1, 2, 3, 4}]) < 0.7
    assert _places_agree(["A", "B", "A"], ["A", "B", "C"]) < 1.0
