"""Cut, blend, or read the last frames again: what decides, what the script and the generator have to say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.agents import director
from iamflow_agents.agents.transitions import MUCH, changed_looks, measure_change, plan_transition
from iamflow_agents.generator.protocol import Capabilities
from iamflow_agents.records import (
    Action,
    Attribute,
    Identity,
    Kind,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
    Source,
    TimeOfDay,
    TransitionKind,
    Verb,
    Weather,
)
from iamflow_agents.script import Script, Segment
from iamflow_agents.takes import FileRef, Transition

CUT, SOFT, RECACHE = TransitionKind.CUT, TransitionKind.SOFT, TransitionKind.RECACHE
LAST = FileRef(sha256="a" * 64, path="last.png")


def scene(index: int, keys: str = "nora", verbs: str = "", **setting: Any) -> Scene:
    """A scene with these on screen, the first of whom does these things."""
    cast = keys.split()
    return Scene(
        index=index,
        setting=Setting(**{"place": "pier", "name": "the pier", **setting}),
        presences=tuple(Presence(identity=key, state=PresenceState.ON_SCREEN) for key in cast),
        actions=tuple(Action(verb=Verb(verb), actor=cast[0]) for verb in verbs.split()),
    )


def plan(previous: Scene, current: Scene, one: str = "", two: str = "", **options: Any) -> Transition:
    return plan_transition(previous, current, fps=16, previous_prompt=one, prompt=two, **options)


WALKS, RUNS = "Nora walks along the stone pier slowly.", "Nora runs along the stone pier quickly."
ELSE = "Thunder rolls; three gulls circle above dark water."


@pytest.mark.parametrize(
    ("current", "prompt", "looks", "kind"),
    [
        (scene(1, "nora", "run"), RUNS, (), SOFT),
        (scene(1, "nora", "run"), ELSE, (), SOFT),
        (scene(1, "nora tom", "run"), RUNS, (), SOFT),
        (scene(1, "nora tom", "run"), ELSE, (), RECACHE),
        (scene(1, "tom", "run"), ELSE, (), RECACHE),
        (scene(1, "nora", "walk"), WALKS, ("Nora",), RECACHE),
        (scene(1, "nora", "walk", time_of_day=TimeOfDay.NIGHT), WALKS, (), RECACHE),
        (scene(1, "nora", "walk", weather=Weather.RAIN), WALKS, (), RECACHE),
        (scene(1, "nora", "walk", place="quay", name="the quay"), WALKS, (), CUT),
        (scene(1, "tom", "run", place="quay", name="the quay"), ELSE, ("Nora",), CUT),
    ],
)
def test_director_chooses_by_what_is_new(current: Scene, prompt: str, looks: tuple[str, ...], kind: str) -> None:
    before = scene(0, "nora", "walk")
    chosen = plan(before, current, WALKS, prompt, looks=looks)
    assert chosen.kind is kind and (chosen.window_frames > 0) is (kind != CUT)
    assert plan(before, scene(1, "nora", "walk"), WALKS, WALKS).kind is SOFT, "where nothing is new, nothing is"
    reasons = {SOFT: "the story stays at the pier; change", RECACHE: "the story stays at the pier, but ", CUT: "moves"}
    assert reasons[TransitionKind(kind)] in chosen.reason


def test_director_says_why_the_last_frames_are_read_again() -> None:
    before, dark = scene(0, "nora", "walk"), scene(1, "nora", "walk", time_of_day=TimeOfDay.NIGHT)
    assert "but Nora looks otherwise now" in plan(before, dark, looks=("Nora",)).reason
    assert "but the light is another" in plan(before, dark).reason
    assert "but nearly everything else is new" in plan(before, scene(1, "tom", "run"), WALKS, ELSE).reason
    change = measure_change(before, scene(1, "nora tom", "run"), previous_prompt=WALKS, prompt=ELSE)
    assert (change.words, change.cast, change.doings) == (1.0, 0.5, 1.0) and change.total >= MUCH
    assert (change.blend, change.light, change.looks) == (0.75, False, ())


@pytest.mark.parametrize("asked", ["soft", "recache", "cut"])
def test_director_does_what_the_script_asks_for(asked: str) -> None:
    before = scene(0, "nora", "walk")
    for current in (scene(1, "nora", "walk"), scene(1, "tom", "run", place="quay", name="the quay")):
        chosen = plan(before, current, WALKS, ELSE, requested=asked)
        assert chosen.kind == asked and chosen.reason.startswith("the script asks for")
    assert plan_transition(None, before, fps=16, requested=asked).kind is CUT, "a film begins with a cut"


KINDS = st.sampled_from([(), (CUT,), (CUT, SOFT), (CUT, RECACHE), (CUT, SOFT, RECACHE)])
ASKED = st.sampled_from(["auto", "cut", "soft", "recache"])
SCENES = st.builds(scene, st.just(1), st.sampled_from(["nora", "tom", "nora tom"]), st.sampled_from(["", "run"]),
                   place=st.sampled_from(["pier", "quay"]), weather=st.sampled_from(Weather))  # fmt: skip


@given(possible=KINDS, asked=ASKED, current=SCENES, prompt=st.sampled_from([WALKS, RUNS, ELSE]))
def test_director_plans_nothing_that_the_generator_cannot_do(
    possible: tuple[TransitionKind, ...], asked: str, current: Scene, prompt: str
) -> None:
    before = scene(0, "nora", "walk")
    options = {"one": WALKS, "two": prompt, "requested": asked}
    chosen = plan(before, current, **options, possible=possible)
    free = plan(before, current, **options)
    assert chosen.kind in {CUT, *possible}
    if free.kind in {CUT, *possible}:
        assert chosen == free, "who can do it all is not asked for less"
    elif possible not in ((), (CUT,)):
        assert chosen.kind is not CUT, "going on in another way is nearer than a cut"


def test_director_of_a_generator_that_only_blends_says_nothing_of_recaching() -> None:
    """The drawn film's requests, and so its takes, are what they were before there was anything else."""
    before, current = scene(0, "nora", "walk"), scene(1, "tom", "run")
    only = plan(before, current, WALKS, ELSE, possible=(CUT, SOFT))
    assert (only.kind, only.reason) == (SOFT, "the story stays at the pier; change 1.00")
    asked = plan(before, current, WALKS, ELSE, requested="recache", possible=(CUT, SOFT))
    assert asked.kind is SOFT and asked.reason.startswith(
        "the script asks for its last frames to be read again, but the generator can only blend"
    )


def person(key: str, *looks: Attribute) -> Identity:
    return Identity(key=key, kind=Kind.PERSON, name=key.title(), first_segment=0, attributes=looks)


REGISTRY = Registry(
    identities=(
        person(
            "nora",
            Attribute(slot=Slot.TOP, value="red coat", valid_to=1),
            Attribute(slot=Slot.TOP, value="green coat", valid_from=1),
        ),
        person(
            "tom",
            Attribute(slot=Slot.HAIR, value="grey"),
            Attribute(slot=Slot.TOP, value="blue", source=Source.OBSERVED, valid_from=1),
        ),
    ),
    scenes=(scene(0, "nora tom", "walk"), scene(1, "nora tom", "walk"), scene(2, "tom nora", "walk")),
)


def test_director_sees_looks_that_the_script_changes() -> None:
    first, second, third = REGISTRY.scenes
    assert changed_looks(REGISTRY, first, second) == ("Nora",), "what was only observed of Tom is no change"
    assert changed_looks(REGISTRY, second, third) == ()
    assert changed_looks(REGISTRY, scene(0, "tom"), second) == (), "nobody has seen her before"
    script = Script(title="t", segments=tuple(Segment(prompt=WALKS) for _ in range(3)))
    kinds = [director.plan_segment_transition(script, REGISTRY, index, fps=8).kind for index in range(3)]
    assert kinds == [CUT, RECACHE, SOFT]


def test_director_requests_carry_the_choice_and_its_digest() -> None:
    script = Script(title="t", segments=tuple(Segment(prompt=WALKS, duration_s=2.0) for _ in range(3)))
    size = {"job_seed": 7, "width": 64, "height": 48, "fps": 8}
    made = director.build_request(script, REGISTRY, 1, **size, previous_frame=LAST)
    assert made.transition.kind is RECACHE and made.previous_frame == LAST and not made.transition.is_cut
    blended = replace(made, transition=replace(made.transition, kind=SOFT))
    assert made.digest("wan") != blended.digest("wan"), "another take"
    first = director.build_request(script, REGISTRY, 1, **size)
    assert first.transition.kind is CUT and first.previous_frame is None, "there is nothing to read again"
    less = director.build_request(script, REGISTRY, 1, **size, previous_frame=LAST, transitions=(CUT, SOFT))
    assert less.transition.kind is SOFT
    again = director.emphasise(made, REGISTRY, (), cut=True)
    assert again.transition.kind is CUT and again.previous_frame is None


def test_capabilities_say_how_a_segment_can_begin() -> None:
    def able(**can: bool) -> tuple[TransitionKind, ...]:
        plain = {"max_prompt_tokens": None, "memory": "none", "needs_gpu": False, "vram_gib": 0.0}
        return Capabilities(**plain, reports_layout=False, **can).transitions

    assert able(soft_transitions=True) == (CUT, SOFT), "who says nothing of it is not asked to recache"
    assert able(soft_transitions=False) == (CUT,)
    assert able(soft_transitions=True, recaches=True) == (CUT, SOFT, RECACHE)
    assert able(soft_transitions=False, recaches=True) == (CUT, RECACHE)
