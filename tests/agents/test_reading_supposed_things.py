"""Nouns no list knows: things by how they stand, when the story comes back to them."""

from __future__ import annotations

import pytest

from iamflow_agents.agents.extractor import RuleExtractor, read_prompt
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.records import Kind
from iamflow_agents.script import Script, Segment


def tracked(*prompts: str) -> dict[str, list[int]]:
    """Names of the tracked things of a story, with their segments."""
    script = Script(segments=tuple(Segment(prompt=p) for p in prompts))
    extractor = RuleExtractor()
    registry = RuleResolver().resolve(script, [extractor.read(script, i) for i in range(len(prompts))])
    line = to_prediction(0, registry)
    things = {i["id"]: i["name"] for i in line["identities"] if i["kind"] in {"object", "vehicle"}}
    found: dict[str, list[int]] = {}
    for segment in line["segments"]:
        for entity in segment["entities"]:
            if entity["id"] in things:
                found.setdefault(things[entity["id"]], []).append(segment["index"])
    return found


@pytest.mark.parametrize(
    ("first", "second", "thing"),
    [
        ("Milo buys a whirligig at the market.", "Milo shows his sister the whirligig.", "whirligig"),
        ("Ben waves a gonfalon from the window.", "The gonfalon lies in the gutter.", "gonfalon"),
        ("Olga breaks a cruet.", "Olga glues the cruet together.", "cruet"),
        ("On the table lies a theodolite.", "Captain Moss picks up the theodolite.", "theodolite"),
        ("Kurt hangs his baldric on a nail.", "The baldric falls.", "baldric"),
    ],
)
def test_an_unlisted_thing_is_tracked_when_it_comes_again(first: str, second: str, thing: str) -> None:
    assert tracked(first, second) == {thing: [0, 1]}


def test_the_unknown_noun_with_the_has_to_be_known_already() -> None:
    assert tracked("The awning flaps. Tom waits.", "The awning flaps. Tom leaves.") == {}


@pytest.mark.parametrize("idea", ["a sensation", "an argument", "a kindness"])
def test_an_idea_is_no_thing(idea: str) -> None:
    kinds = {m.noun: m.kind for m in read_prompt(f"Ana makes {idea} about Tom.").mentions}
    assert kinds.get(idea.split()[1]) is None


def test_figures_that_are_made_are_things() -> None:
    def kind(text: str) -> Kind | None:
        return next(m.kind for m in read_prompt(text).mentions if m.noun in {"soldier", "bear", "dancer"})

    assert kind("A wooden soldier stands on the shelf.") is Kind.OBJECT
    assert kind("A porcelain dancer turns on the box.") is Kind.OBJECT
    assert kind("Ivo hugs a teddy bear.") is Kind.OBJECT
    assert kind("A young soldier stands at the gate.") is Kind.PERSON


def test_the_other_of_two_is_the_one_not_just_spoken_of() -> None:
    found = tracked(
        "Two vases stand in the hall, one blue, one white.", "A cat knocks over the blue vase.",
        "The other vase stays whole.",
    )  # fmt: skip
    assert sorted(found.values()) in ([[0, 1], [0, 2]], [[0, 1, 0, 2]], [[0, 0, 1, 2]])


def test_a_garment_that_is_lost_is_a_thing() -> None:
    assert tracked("Ines loses her bracelet on the stairs.", "A porter finds the bracelet.") == {"bracelet": [0, 1]}


def test_furniture_is_a_thing_once_somebody_moves_it() -> None:
    assert list(tracked("Two men carry a mirror up the stairs.", "The mirror breaks.").values()) == [[0, 1]]
    assert tracked("A mirror hangs in the hall. Ida waits.", "The mirror is dark. Ida waits.") == {}
