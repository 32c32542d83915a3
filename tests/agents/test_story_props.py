"""Which things a story follows: garments that become props, things told again, and what only stands about."""

from __future__ import annotations

import pytest

from iamflow_agents.agents.director import build_request
from iamflow_agents.agents.extractor import RuleExtractor, read_prompt
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.resolver import RuleResolver
from iamflow_agents.records import WORN, Registry
from iamflow_agents.script import Script, Segment


def story(*prompts: str) -> tuple[Script, Registry]:
    script = Script(segments=tuple(Segment(prompt=p) for p in prompts))
    extractor = RuleExtractor()
    return script, RuleResolver().resolve(script, [extractor.read(script, i) for i in range(len(prompts))])


def tracked(*prompts: str) -> list[list[int]]:
    """Segments of each tracked thing."""
    line = to_prediction(0, story(*prompts)[1])
    things = {i["id"]: [] for i in line["identities"] if i["kind"] in {"object", "vehicle"}}
    for segment in line["segments"]:
        for entity in segment["entities"]:
            if entity["id"] in things:
                things[entity["id"]].append(segment["index"])
    return sorted(things.values())


@pytest.mark.parametrize(
    "prompts",
    [
        ("Otto, a tall man in a feathered hat, waits.", "Otto sits at the bar.", "The feathered hat lies in the mud."),
        ("A dancer with a jade brooch bows.", "Tomas sleeps.", "Tomas finds the jade brooch under the seat."),
        ("Nadia wears a fox mask.", "Nadia eats a pear.", "A boy picks up the fox mask."),
    ],
)
def test_a_garment_that_leaves_its_wearer_was_there_all_along(prompts: tuple[str, ...]) -> None:
    assert [0, 2] in tracked(*prompts)


def test_a_garment_that_stays_on_is_a_look_and_no_thing() -> None:
    assert tracked("Otto, a man in a grey suit, waits.", "Otto smooths his suit.", "Otto leaves.") == []


def test_a_thing_told_again_with_a_is_the_same() -> None:
    assert [0, 2] in tracked("Mina packs a silver compass.", "Mina sleeps.", "Mina opens a silver compass.")


def test_another_one_is_another_one() -> None:
    assert [0, 1] not in tracked("Mina packs a silver compass.", "Pavel buys another silver compass.")


def test_two_colours_are_two_things() -> None:
    assert [0, 1] not in tracked("Mina carries a red umbrella.", "Pavel carries a green umbrella.")


def test_what_only_stands_about_is_not_followed() -> None:
    assert tracked("Ida waits beside a lamp.", "The lamp is dark. Ida waits.") == []


def test_the_toy_is_meant_and_nobody_new() -> None:
    _, registry = story("Ida holds a wooden shepherd.", "Ida drops the shepherd.")
    assert sorted(i.kind.value for i in registry.identities) == ["object", "person"]
    _, living = story("Ida meets a shepherd.", "Ida thanks the shepherd.")
    assert sorted(i.kind.value for i in living.identities) == ["person", "person"]


def test_what_somebody_has_on_is_not_drawn_beside_them() -> None:
    script, registry = story(
        "Otto, a tall man in a feathered hat, waits.", "Otto sits.", "Otto drops the feathered hat."
    )
    worn = [p.identity for p in registry.scenes[0].presences if p.why == WORN]
    assert len(worn) == 1
    for index, drawn in ((0, False), (2, True)):
        request = build_request(script, registry, index, job_seed=1, width=64, height=64, fps=8)
        assert (worn[0] in [one.identity for one in request.cast]) is drawn


def test_a_sighting_knows_its_wearer_and_its_place_in_the_text() -> None:
    prompt = "At dawn a lean woman in a torn green cloak waits."
    reading = read_prompt(prompt)
    cloak = next(s for s in reading.sightings if s.worn)
    assert prompt[cloak.start : cloak.end] == cloak.text
    assert cloak.bearer is not None and "woman" in reading.mentions[cloak.bearer].text
