"""The verifier on real storyboard takes: clean ones are confirmed, every fault is caught, a second take repairs."""

from dataclasses import replace
from threading import Event

import pytest

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.agents.repairer import RepairAction, decide_repair, unresolved
from iamflow_agents.backends.rules.pixel_judge import PixelVerifier
from iamflow_agents.codec import decode
from iamflow_agents.generator.faults import Fault, FaultyGenerator
from iamflow_agents.generator.protocol import GeneratorJob
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.records import (
    Action,
    Appearance,
    AttributeValue,
    Camera,
    Kind,
    Setting,
    Shot,
    Slot,
    TimeOfDay,
    Verb,
    VerdictKind,
    Weather,
)
from iamflow_agents.takes import Layout, SegmentRequest

K = VerdictKind
WIDTH, HEIGHT, FPS = 640, 368, 8


def look(key: str, kind: Kind = Kind.PERSON, gender: str = "unknown", **slots: str) -> Appearance:
    values = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key, kind=kind, name=key.title(), gender=gender, attributes=values)


NORA = look("nora", gender="female", hair="short black curls", top="beige sweater", bottom="blue jeans")
TOM = look("tom", gender="male", age="old", hair="grey hair", outerwear="dark green coat", bottom="brown trousers")
REX = look("rex", Kind.ANIMAL, species="dog", colour="brown")


def request(place: str, time: TimeOfDay, weather: Weather, *cast: Appearance, **more) -> SegmentRequest:
    setting = Setting(place=place, name=place, time_of_day=time, weather=weather)
    return SegmentRequest(
        segment_index=0, take_number=1, prompt="", grounded_prompt="", seed=1, duration_s=1.5, width=WIDTH,
        height=HEIGHT, fps=FPS, setting=setting, cast=cast, **more,
    )  # fmt: skip


SHORE = request("harbour", TimeOfDay.DAY, Weather.CLEAR, NORA, TOM, REX)
SCENES = [
    SHORE,
    request("library", TimeOfDay.NIGHT, Weather.CLEAR, NORA, TOM, actions=(Action(verb=Verb.READ, actor="tom"),)),
    request("street", TimeOfDay.DUSK, Weather.RAIN, NORA, TOM, actions=(Action(verb=Verb.WALK, actor="nora"),)),
    request("forest path", TimeOfDay.DAY, Weather.FOG, TOM, REX),
    request("kitchen", TimeOfDay.DAY, Weather.CLEAR, NORA, TOM, camera=Camera(shot=Shot.CLOSE_UP, subject="nora")),
]


def judge(tmp_path, wanted: SegmentRequest, *faults: Fault):
    generator = FaultyGenerator(StoryboardGenerator(), faults)
    session = generator.open(GeneratorJob(job_id="j", width=WIDTH, height=HEIGHT, fps=FPS, seed=1))
    out = tmp_path / f"take{wanted.take_number}"
    out.mkdir()
    files = session.generate(wanted, out, on_block=lambda _: None, cancel=Event())
    session.close()
    layout = decode(Layout, (out / files.layout).read_bytes())
    return PixelVerifier().verify(TakeEvidence(request=wanted, video=out / files.video, layout=layout))


def fault(kind: str, who: str = "nora", **more) -> Fault:
    return Fault(kind=kind, segment_index=0, identity=who, **more)


@pytest.mark.parametrize("scene", SCENES, ids=lambda s: f"{s.setting.name}-{s.setting.time_of_day}")
def test_clean_storyboard_takes_are_accepted(tmp_path, scene):
    verdicts = judge(tmp_path, scene)
    assert unresolved(verdicts) == []
    assert decide_repair(verdicts, 1, 3).action is RepairAction.ACCEPT
    confirmed = {v.identity for v in verdicts if v.slot is None and v.kind is K.CONFIRMED}
    assert scene.cast[0].identity in confirmed
    assert any(v.kind is K.CONFIRMED and v.expected for v in verdicts)


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        (fault("missing"), K.MISSING),
        (fault("missing", "rex"), K.MISSING),
        (fault("ghost", "tom"), K.MISSING),
        (fault("duplicate"), K.DUPLICATED),
        (fault("wrong_colour", slot=Slot.TOP, value="purple sweater"), K.CONTRADICTED),
        (fault("wrong_colour", "tom", slot=Slot.OUTERWEAR, value="orange coat"), K.CONTRADICTED),
        (fault("wrong_colour", "rex", slot=Slot.COLOUR, value="white"), K.CONTRADICTED),
    ],
    ids=lambda value: f"{value.kind}-{value.identity}" if isinstance(value, Fault) else "",
)
def test_storyboard_faults_are_caught_and_repaired(tmp_path, broken, kind):
    first = judge(tmp_path, SHORE, broken)
    assert [(v.identity, v.kind) for v in unresolved(first)] == [(broken.identity, kind)]
    assert decide_repair(first, 1, 2).action is RepairAction.RETAKE
    second = judge(tmp_path, replace(SHORE, take_number=2, seed=2), broken)
    assert decide_repair(second, 2, 2).action is RepairAction.ACCEPT


def test_observed_colour_is_that_of_the_pixels(tmp_path):
    verdicts = judge(tmp_path, SHORE, fault("wrong_colour", slot=Slot.TOP, value="purple sweater"))
    [wrong] = unresolved(verdicts)
    assert (wrong.slot, wrong.expected, wrong.observed) == (Slot.TOP, "beige sweater", "purple")
