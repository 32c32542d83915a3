"""Groups of a story and who is in them, told from its mentions."""

from __future__ import annotations

from dataclasses import replace

from iamflow_agents.agents.collectives import groups_told
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.agents.revision import merge_identities
from iamflow_agents.commands.extraction import read_registry
from iamflow_agents.records import Identity, Kind, Mention, Registry, Scene, Setting
from iamflow_agents.reviews import Merge
from iamflow_agents.script import Script, Segment


def story(*mentions: tuple[int, str, tuple[str, ...], str]) -> Registry:
    """Four people, and phrases by segment: text, whom it means, and why."""
    people = tuple(Identity(key=key, kind=Kind.PERSON, name=key.title(), first_segment=0) for key in "abcd")
    scenes = tuple(
        Scene(
            index=i,
            setting=Setting(place="pier", name="pier"),
            mentions=tuple(
                Mention(segment_index=i, identity=key, text=text, start=at, end=at + 1, reason=reason)
                for at, (segment, text, keys, reason) in enumerate(mentions)
                for key in keys
                if segment == i
            ),
        )
        for i in range(3)
    )
    return Registry(identities=people, scenes=scenes)


def test_collectives_wordings_for_the_same_people_are_one_group() -> None:
    registry = story(
        (0, "The twins", ("b", "a"), "plural description"),
        (0, "they", ("a", "b", "c"), "plural pronoun"),
        (1, "the two sisters", ("a", "b"), "plural description"),
        (2, "the band", ("c", "d", "a"), "group noun"),
        (2, "the twins", ("c", "d"), "plural description"),
        (2, "the man", ("d",), "plural description"),
    )
    found = [(g.key, g.name, g.aliases, g.members, g.first_segment) for g in groups_told(registry)]
    assert found == [
        ("group-twins", "twins", ("two sisters",), ("a", "b"), 0),
        ("group-band", "band", (), ("a", "c", "d"), 2),
        ("group-twins-2", "twins", (), ("c", "d"), 2),
    ]
    joined = merge_identities(registry, Merge(keep="a", gone=("b",)))
    assert [g.members for g in groups_told(joined)] == [("a", "c", "d"), ("c", "d")], "one alone is no group"


def test_collectives_are_told_of_a_script_and_change_no_prediction() -> None:
    prompts = (
        "In a hall, twin sisters Ines and Ilse rehearse a dance.",
        "In the kitchen, Otto cooks.",
        "In the hall, the twins bow.",
    )
    registry = read_registry(Script(segments=tuple(Segment(prompt=prompt) for prompt in prompts)))
    (twins,) = groups_told(registry)
    assert {registry.identity(key).name for key in twins.members} == {"Ines", "Ilse"} and twins.kind is Kind.GROUP
    assert "twins" in {twins.name, *twins.aliases}
    assert not any(one.kind is Kind.GROUP for one in registry.identities)
    alone = replace(registry, scenes=tuple(replace(s, mentions=()) for s in registry.scenes))
    assert groups_told(alone) == ()
    assert "group" not in str(to_prediction(0, registry))
