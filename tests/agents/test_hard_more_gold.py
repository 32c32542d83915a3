"""More hard stories and a careful reader's answers: what the answers say must stand in the stories."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest

_DATA = Path(__file__).parent.parent / "data"
_SETS = ("hard_more", "hard_held", "hard_held_2", "hard_held_3", "hard_train_a", "hard_train_b")
_KINDS = {"person", "animal", "object", "vehicle"}
_CHARACTERS = {"person", "animal"}


def _lines(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (_DATA / name).read_text(encoding="utf-8").splitlines()]


def _pairs() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """All stories with their answers; the held ones were written to measure rules that had not seen them."""
    return [pair for name in _SETS for pair in zip(_lines(f"{name}.jsonl"), _lines(f"{name}.gold.jsonl"), strict=True)]


def _stands_in(mention: str, prompt: str) -> bool:
    """Whether the mention occurs in the prompt as whole words, in the same letters."""
    return re.search(rf"(?<!\w){re.escape(mention)}(?!\w)", prompt) is not None


def _identity_faults(identity: dict[str, Any], prompts: list[str]) -> list[str]:
    """What is wrong with one identity, in words."""
    told = set(re.findall(r"\w+", " ".join(prompts).lower()))
    label, present = identity["label"], identity["present"]
    faults = [] if identity["kind"] in _KINDS else [f"{label}: kind {identity['kind']}"]
    if present != sorted(map(int, identity["mentions"])) or not present:
        faults.append(f"{label}: present {present} against mentions {list(identity['mentions'])}")
    if identity["kind"] not in _CHARACTERS and len(present) < 2:
        faults.append(f"{label}: a prop of one segment")
    for segment, mentions in identity["mentions"].items():
        faults += [f"{label}: {m!r} not in {segment}" for m in mentions if not _stands_in(m, prompts[int(segment)])]
    for value in identity["attributes"]:
        if not set(re.findall(r"\w+", value.lower())) <= told:
            faults.append(f"{label}: attribute {value!r} is nowhere told")
    for change in identity["changes"]:
        if change["segment"] not in present:
            faults.append(f"{label}: changes in {change['segment']} without being there")
        if identity["kind"] in _CHARACTERS and not set(change["added"]) <= set(identity["attributes"]):
            faults.append(f"{label}: {change['added']} is no attribute")
    return faults


def _faults(story: dict[str, Any], gold: dict[str, Any]) -> list[str]:
    """What is wrong with one story's answers, in words."""
    faults = [] if story["script"] == gold["script"] else ["another script"]
    if len(gold["places"]) != len(story["prompts"]) or set(gold["places"]) != set(gold["place_names"]):
        faults.append(f"places {gold['places']} named {gold['place_names']}")
    ids = [identity["id"] for identity in gold["identities"]]
    if len(set(ids)) != len(ids):
        faults.append(f"ids {ids}")
    return faults + [f for identity in gold["identities"] for f in _identity_faults(identity, story["prompts"])]


@pytest.mark.parametrize(("story", "gold"), _pairs(), ids=lambda line: str(line["script"]))
def test_the_answers_say_only_what_the_story_says(story: dict[str, Any], gold: dict[str, Any]) -> None:
    assert 5 <= len(story["prompts"]) <= 8
    assert _faults(story, gold) == []


def test_every_story_has_its_own_number_and_text() -> None:
    stories = [story for story, _ in _pairs()]
    runs = ((2101, 24), (3001, 16), (4001, 12), (5001, 16), (6001, 26), (7001, 26))
    assert [story["script"] for story in stories] == [first + i for first, n in runs for i in range(n)]
    assert len({" ".join(story["prompts"]) for story in stories}) == len(stories)


@pytest.mark.parametrize("spoil", ["mention", "present", "attribute", "place"])
def test_a_spoiled_answer_is_noticed(spoil: str) -> None:
    story, gold = copy.deepcopy(_pairs()[0])
    first = gold["identities"][0]
    if spoil == "mention":
        first["mentions"]["0"].append("Balthasar")
    elif spoil == "present":
        first["present"] = first["present"][1:]
    elif spoil == "attribute":
        first["attributes"].append("chequered spats")
    else:
        gold["places"].pop()
    assert len(_faults(story, gold)) == 1
