"""A registry that grows: what was resolved for filmed segments stays, and new readings only add."""

from __future__ import annotations

from pathlib import Path

import pytest

from iamflow_agents.agents.growth import grow_registry
from iamflow_agents.backends.registry import make_extractor, make_resolver
from iamflow_agents.records import Registry, Slot
from iamflow_agents.script import CastMember, Script, Segment
from iamflow_agents.script_reader import read_scripts
from iamflow_agents.storage.registry_rows import check_registry

DATA = Path(__file__).resolve().parents[1] / "data"
STRANGERS = [
    "At the station, a woman in a red coat waits beside a suitcase.",
    "In the harbour bar, a singer named Mara with silver hair steps up to the microphone.",
]


def read_story(prompts: list[str], cast: tuple[CastMember, ...] = ()) -> Registry:
    """Resolve a story as a whole."""
    script = Script(cast=cast, segments=tuple(Segment(prompt=prompt) for prompt in prompts))
    extractor = make_extractor("rules")
    return make_resolver("rules").resolve(script, [extractor.read(script, i) for i in range(len(prompts))])


def grown(prompts: list[str], n_before: int, cast: tuple[CastMember, ...] = ()) -> tuple[Registry, Registry, Registry]:
    """The registry of the first segments, of the whole, and the first grown by the rest."""
    before, whole = read_story(prompts[:n_before], cast), read_story(prompts, cast)
    return before, whole, grow_registry(before, whole, n_before)


def agrees(registry: Registry, before: Registry) -> bool:
    """Whether a registry says of the first segments, letter by letter, what was said before."""
    n_before = len(before.scenes)
    if registry.scenes[:n_before] != before.scenes:
        return False
    known = {one.key: one for one in registry.identities}
    return all(
        one.key in known and registry.appearance(one.key, s) == before.appearance(one.key, s)
        for one in before.identities
        for s in range(n_before)
    )


def test_growth_changes_nothing_that_was_filmed_in_many_stories() -> None:
    n_cuts = n_rereading_differs = 0
    for _, script in list(read_scripts(DATA / "hard_own.jsonl"))[:6]:
        prompts = [segment.prompt for segment in script.segments]
        whole = read_story(prompts)
        for n_before in sorted({1, len(prompts) // 2, len(prompts) - 1}):
            before = read_story(prompts[:n_before])
            registry = grow_registry(before, whole, n_before)
            check_registry(registry, len(prompts))
            assert agrees(registry, before), (prompts[0], n_before)
            assert len(registry.scenes) == len(prompts)
            n_cuts += 1
            n_rereading_differs += not agrees(whole, before)
    assert n_rereading_differs > n_cuts // 4, "reading the whole anew must be seen to change the past"


def test_growth_leaves_apart_whom_the_last_prompt_joins() -> None:
    n_joining = 0
    for name in ("hard_held_2", "hard_more"):
        for _, script in read_scripts(DATA / f"{name}.jsonl"):
            last = len(script.segments) - 1
            before, whole, registry = grown([segment.prompt for segment in script.segments], last)
            ghosts = {one.key for one in before.identities} - {one.key for one in whole.identities}
            if not ghosts or agrees(whole, before):
                continue
            n_joining += 1
            assert agrees(registry, before)
            assert ghosts <= {one.key for one in registry.identities}
            assert set(registry.scenes[last].on_screen()) <= {one.key for one in registry.identities}
    assert n_joining, "some last prompt must make the reader join identities of before"


def test_growth_goes_on_with_people_and_places() -> None:
    prompts = [
        *STRANGERS,
        "Mara walks into the station. She takes off a blue hat and greets the woman in the red coat.",
    ]
    before, _, registry = grown(prompts, 2)
    assert agrees(registry, before)
    assert {m.identity for m in registry.scenes[2].mentions} >= {"mara", "woman"}
    assert registry.scenes[2].setting.place == before.scenes[0].setting.place
    assert [one.key for one in registry.identities][: len(before.identities)] == [one.key for one in before.identities]


def test_growth_by_several_steps_is_as_stable_as_by_one() -> None:
    prompts = [
        *STRANGERS,
        "In the bar, Mara puts on a black jacket.",
        "In the bar, Mara waves. A waiter named Pol brings a glass.",
    ]
    first = read_story(prompts[:2])
    second = grow_registry(first, read_story(prompts[:3]), 2)
    third = grow_registry(second, read_story(prompts), 3)
    assert agrees(second, first) and agrees(third, second)
    jacket = [a for a in third.identity("mara").attributes if a.slot is Slot.OUTERWEAR]
    assert [(a.valid_from, a.valid_to) for a in jacket] == [(2, None)]
    assert third.identity("pol").first_segment == 3


def test_growth_ends_what_the_new_segment_takes_off() -> None:
    prompts = ["In the hall, Ida, a woman in a green coat, waits.", "In the hall, Ida takes off the coat."]
    before, _, registry = grown(prompts, 1)
    (coat,) = [a for a in registry.identity("ida").attributes if a.slot is Slot.OUTERWEAR]
    assert (coat.valid_from, coat.valid_to) == (0, 1)
    assert agrees(registry, before)


def test_growth_keeps_a_declared_member_who_was_not_spoken_of() -> None:
    cast = (CastMember(name="Jon", attributes={Slot.HAIR: "black hair"}),)
    prompts = ["A dog runs over the field.", "Jon whistles for the dog."]
    before, _, registry = grown(prompts, 1, cast)
    assert [one.name for one in registry.identities].count("Jon") == 1
    assert "jon" in registry.scenes[1].on_screen() and agrees(registry, before)


def test_growth_gives_a_newcomer_a_key_of_its_own() -> None:
    before = read_story(["A man in a grey suit waits in the hall."])
    whole = read_story(["The empty hall lies in the dark.", "A man in a white shirt enters the hall."])
    registry = grow_registry(before, whole, 1)
    assert len({one.key for one in registry.identities}) == len(registry.identities) == 2
    assert registry.scenes[1].on_screen() != before.scenes[0].on_screen()


@pytest.mark.parametrize("n_before", [0])
def test_growth_from_nothing_is_the_whole(n_before: int) -> None:
    whole = read_story(STRANGERS)
    assert grow_registry(Registry(), whole, n_before) == whole
