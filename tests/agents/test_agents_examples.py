"""What the agents make of the example scripts: whoever watches them sees these things go wrong first."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamflow_agents.agents.extractor import RuleExtractor
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.records import Move, PresenceState, Registry, Slot, TimeOfDay, Verb
from iamflow_agents.script_reader import read_script

_EXAMPLES = Path(__file__).parents[2] / "examples"


def _read(name: str) -> Registry:
    script = read_script(_EXAMPLES / name)
    extractor = RuleExtractor()
    return RuleResolver().resolve(script, [extractor.read(script, i) for i in range(len(script.segments))])


@pytest.fixture(scope="module")
def lighthouse() -> Registry:
    return _read("lighthouse.yaml")


@pytest.fixture(scope="module")
def gardener() -> Registry:
    return _read("the_robot_gardener.yaml")


@pytest.fixture(scope="module")
def umbrellas() -> Registry:
    return _read("two_umbrellas.yaml")


def _acts(told: Registry, segment: int) -> set[tuple[str, Verb, str | None]]:
    return {(a.actor, a.verb, a.target) for a in told.scenes[segment].actions}


def test_everybody_is_somebody_once(lighthouse: Registry, gardener: Registry, umbrellas: Registry) -> None:
    assert {i.key for i in lighthouse.identities} == {
        "ida", "brass-lantern", "biscuit", "tom", "notebook", "marta", "teapot",
    }  # fmt: skip
    assert {i.key for i in gardener.identities} == {
        "pip", "tin-watering-can", "leo", "flower", "fox", "lantern", "grandmother", "book",
    }  # fmt: skip
    assert {i.key for i in umbrellas.identities} == {
        "elena", "marcus", "red-umbrella", "blue-umbrella", "cat", "joy", "cup", "letter",
    }  # fmt: skip


def test_animals_and_robots_have_a_sort(lighthouse: Registry, gardener: Registry) -> None:
    assert lighthouse.appearance("biscuit", 0).value(Slot.SPECIES) == "dog"
    assert gardener.appearance("pip", 0).value(Slot.SPECIES) == "robot"
    assert gardener.appearance("pip", 0).values(Slot.EYES) == ("one green eye",)
    assert lighthouse.appearance("ida", 0).value(Slot.SPECIES) is None


def test_the_lighthouse_is_told_right(lighthouse: Registry) -> None:
    assert ("tom", Verb.WAVE, "ida") in _acts(lighthouse, 1)
    assert {("ida", Verb.TALK, "tom"), ("tom", Verb.TALK, "ida")} <= _acts(lighthouse, 2)
    assert ("ida", Verb.WRITE, "notebook") in _acts(lighthouse, 3)
    assert ("marta", Verb.CARRY, "teapot") in _acts(lighthouse, 4)
    assert ("tom", Verb.POINT, None) in _acts(lighthouse, 5)
    assert lighthouse.scenes[6].setting.time_of_day is TimeOfDay.DUSK


def test_the_gardener_is_told_right(gardener: Registry) -> None:
    assert ("leo", Verb.KNEEL, "fox") in _acts(gardener, 3)
    assert {"red winter coat", "white woolly hat"} <= {a.value for a in gardener.appearance("leo", 3).attributes}
    assert [p.state for p in gardener.scenes[5].presences if p.identity == "leo"] == [PresenceState.GONE]
    assert {("grandmother", Verb.HUG, "leo"), ("fox", Verb.WALK, "leo")} <= _acts(gardener, 6)


def test_the_umbrellas_are_told_right(umbrellas: Registry) -> None:
    assert {(h.holder, h.prop) for h in umbrellas.scenes[1].holdings} == {
        ("elena", "red-umbrella"),
        ("marcus", "blue-umbrella"),
    }
    assert ("elena", Verb.CRY, None) in _acts(umbrellas, 3)
    assert "joy" in umbrellas.scenes[4].on_screen()
    assert {("elena", Verb.DANCE, "marcus"), ("marcus", Verb.DANCE, "elena")} <= _acts(umbrellas, 5)
    assert {("elena", Verb.HUG, "marcus"), ("marcus", Verb.HUG, "elena")} <= _acts(umbrellas, 6)
    assert umbrellas.scenes[6].camera.move is Move.ZOOM_OUT


def test_no_example_needs_a_vague_gesture_for_wearing_or_beginning(gardener: Registry, umbrellas: Registry) -> None:
    for told in (gardener, umbrellas):
        assert not [a.text for s in told.scenes for a in s.actions if a.verb is Verb.GESTURE]
