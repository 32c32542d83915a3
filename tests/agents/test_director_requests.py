from dataclasses import replace

import pytest

from iamflow_agents.agents import director
from iamflow_agents.errors import ScriptError
from iamflow_agents.records import (
    Attribute,
    Holding,
    Identity,
    Kind,
    Mention,
    Presence,
    PresenceState,
    Registry,
    Scene,
    Setting,
    Slot,
    TransitionKind,
)
from iamflow_agents.script import Script, Segment
from iamflow_agents.takes import FileRef, MemoryFrame, Transition

PROMPTS = ("Nora waits on the pier.", "Tom joins Nora on the pier.", "They drink tea in the kitchen.")
LAST = FileRef(sha256="a" * 64, path="last.png")


def person(key: str, **more) -> Identity:
    return Identity(key=key, kind=Kind.PERSON, name=key.title(), first_segment=0, **more)


def scene(index: int, place: str, keys: tuple[str, ...], words: tuple[tuple[str, str], ...] = ()) -> Scene:
    spans = []
    for key, text in words:
        at = PROMPTS[index].index(text)
        spans.append(Mention(segment_index=index, identity=key, text=text, start=at, end=at + len(text)))
    seen = tuple(Presence(identity=k, state=PresenceState.ON_SCREEN) for k in keys)
    return Scene(index=index, setting=Setting(place=place, name=place), mentions=tuple(spans), presences=seen)


SCENES = (
    scene(0, "pier", ("nora",), (("nora", "Nora"),)),
    scene(1, "pier", ("nora", "tom"), (("tom", "Tom"), ("nora", "Nora"))),
    scene(2, "kitchen", ("pair",), (("pair", "They"),)),
)
REGISTRY = Registry(
    identities=(
        person("nora", gender="female", attributes=(Attribute(slot=Slot.TOP, value="beige sweater"),)),
        person("tom"),
        Identity(key="pair", kind=Kind.GROUP, name="the two", first_segment=2, members=("nora", "tom")),
    ),
    scenes=SCENES,
)
SCRIPT = Script(title="t", style="ink", segments=tuple(Segment(prompt=p, duration_s=2.0) for p in PROMPTS))
SIZE = {"job_seed": 7, "width": 64, "height": 48, "fps": 8}


def build(index: int, **options):
    return director.build_request(SCRIPT, REGISTRY, index, **SIZE, **options)


def plan(previous: Scene | None, current: Scene, **options) -> Transition:
    return director.plan_transition(previous, current, fps=16, **options)


def test_seed_is_stable_and_fits_31_bits():
    assert director.take_seed(7, 0, 1) == director.take_seed(7, 0, 1)
    seeds = {director.take_seed(j, s, t) for j in range(8) for s in range(8) for t in range(1, 9)}
    assert len(seeds) == 512 and all(0 <= seed < 2**31 for seed in seeds)


def test_text_key_depends_on_reader_and_text():
    keys = {director.text_key("rules/1", "a"), director.text_key("rules/2", "a"), director.text_key("rules/1", "b")}
    assert len(keys) == 3


def test_first_segment_and_other_places_cut():
    assert plan(None, SCENES[0]).kind is TransitionKind.CUT
    moved = plan(SCENES[1], SCENES[2])
    assert moved.kind is TransitionKind.CUT and "kitchen" in moved.reason
    assert plan(SCENES[1], SCENES[2], requested="soft").kind is TransitionKind.SOFT
    assert plan(SCENES[0], SCENES[1], requested="cut").kind is TransitionKind.CUT


def test_window_grows_with_words_and_cast():
    def window(first: Scene, second: Scene, one: str, two: str) -> int:
        return plan(first, second, previous_prompt=one, prompt=two).window_frames

    stranger = replace(SCENES[1], presences=(Presence(identity="tom", state=PresenceState.ON_SCREEN),))
    same_words = window(SCENES[0], SCENES[0], "Nora waits here", "Nora waits here")
    other_words = window(SCENES[0], SCENES[0], "Nora waits here", "thunder rolls over dark water")
    other_cast = window(SCENES[0], stranger, "Nora waits here", "thunder rolls over dark water")
    assert 1 <= same_words < other_words < other_cast <= 20
    assert plan(SCENES[0], SCENES[1]).reason.startswith("the story stays at pier")


def test_request_carries_cast_by_first_mention_and_opens_groups():
    assert [look.identity for look in build(1).cast] == ["tom", "nora"]
    assert [look.identity for look in build(2).cast] == ["nora", "tom"]
    first = build(0, take_number=2, captions=True)
    assert first.grounded_prompt == "Nora, a woman with a beige sweater, waits on the pier."
    assert (first.prompt, first.style, first.n_frames, first.captions) == (PROMPTS[0], "ink", 16, True)
    assert first.seed == director.take_seed(7, 0, 2) != build(0).seed


def test_blend_needs_a_frame_and_half_the_segment():
    assert build(1).transition.kind is TransitionKind.CUT
    soft = build(1, previous_frame=LAST)
    assert soft.transition.kind is TransitionKind.SOFT and soft.previous_frame == LAST
    assert 1 <= soft.transition.window_frames <= soft.n_frames // 2
    assert build(2, previous_frame=LAST).previous_frame is None
    long = Transition(kind=TransitionKind.SOFT, window_frames=500)
    assert build(1, previous_frame=LAST, transition=long).transition.window_frames == 8


def test_memory_is_chosen_for_the_members_on_screen():
    def frame(n: int, *keys: str) -> MemoryFrame:
        ref = FileRef(sha256=str(n) * 64, path="")
        return MemoryFrame(segment_index=0, take_number=1, frame_index=n, keyframe=ref, identities=keys)

    archive = (frame(1, "tom"), frame(2, "dog"), frame(3, "nora"))
    chosen = build(2, memory_frames=archive, memory_budget=4).memory
    assert [m.identities for m in chosen] == [("tom",), ("nora",)]
    assert build(2, memory_frames=archive).memory == ()


def test_emphasise_changes_words_and_can_cut():
    soft = build(1, previous_frame=LAST)
    again = director.emphasise(soft, REGISTRY, ("nora/top",), cut=True)
    assert again.emphasis == ("nora/top",) and again.transition.kind is TransitionKind.CUT
    assert again.previous_frame is None
    more = director.emphasise(again, REGISTRY, ("nora/top", "tom/hair"))
    assert more.emphasis == ("nora/top", "tom/hair")
    assert director.emphasise(soft, REGISTRY, ()).transition == soft.transition


def test_a_segment_nobody_read_is_an_error():
    with pytest.raises(ScriptError, match="segment 2"):
        director.build_request(SCRIPT, replace(REGISTRY, scenes=SCENES[:2]), 2, **SIZE)


def hand(prop: str, holder: str, place: str) -> Registry:
    """Nora shows a lantern in segment 0; later segments are silent about it."""
    lantern = Identity(key=prop, kind=Kind.OBJECT, name=prop, first_segment=0)
    first = replace(SCENES[0], presences=(*SCENES[0].presences, Presence(identity=prop, state=PresenceState.ON_SCREEN)))
    second = replace(SCENES[1], setting=Setting(place=place, name=place), holdings=(Holding(prop=prop, holder=holder),))
    return replace(REGISTRY, identities=(*REGISTRY.identities, lantern), scenes=(first, second, SCENES[2]))


@pytest.mark.parametrize(
    ("holder", "place", "seen"), [("nora", "pier", True), ("nora", "barn", False), ("stranger", "pier", False)]
)
def test_what_somebody_holds_stays_in_sight_while_the_story_stays(holder: str, place: str, seen: bool):
    request = director.build_request(SCRIPT, hand("lantern", holder, place), 1, **SIZE)
    assert ("lantern" in [look.identity for look in request.cast]) is seen
