"""The offline verifier on small things that are worn: glasses on a face, what is told by its colour, what it leaves."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.agents.repairer import LOST, unresolved
from iamflow_agents.backends.rules.pixel_judge import PixelVerifier
from iamflow_agents.codec import decode
from iamflow_agents.generator.drift_faults import apply_fault, lost_accessory
from iamflow_agents.generator.drift_truth import Injected
from iamflow_agents.generator.protocol import GeneratorJob
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.records import Appearance, AttributeValue, Camera, Kind, Setting, Shot, Slot, VerdictKind
from iamflow_agents.takes import Layout, SegmentRequest, Verdict

WIDTH, HEIGHT, FPS = 480, 288, 4
DAN = {"hair": "short blond hair", "top": "white shirt", "bottom": "brown trousers"}
MEG = {"hair": "black hair", "top": "green dress"}


def look(key: str, kind: Kind = Kind.PERSON, /, **slots: str) -> Appearance:
    values = tuple(AttributeValue(slot=Slot(slot), value=value) for slot, value in slots.items())
    return Appearance(identity=key, kind=kind, name=key.title(), attributes=values)


def ask(*cast: Appearance, shot: Shot = Shot.MEDIUM) -> SegmentRequest:
    return SegmentRequest(
        segment_index=0, take_number=1, prompt="", grounded_prompt="", seed=1, duration_s=0.75, width=WIDTH,
        height=HEIGHT, fps=FPS, setting=Setting(place="kitchen", name="kitchen"), cast=cast,
        camera=Camera(shot=shot, subject=None if shot is Shot.WIDE else cast[0].identity),
    )  # fmt: skip


def judge(folder: Path, wanted: SegmentRequest, drawn: SegmentRequest) -> list[tuple[str, VerdictKind, str, str]]:
    """What is complained of in a take of one request when another was drawn."""
    session = StoryboardGenerator().open(GeneratorJob(job_id="j", width=WIDTH, height=HEIGHT, fps=FPS, seed=1))
    folder.mkdir()
    files = session.generate(drawn, folder, on_block=lambda _: None, cancel=Event())
    session.close()
    assert files.layout is not None
    layout = decode(Layout, (folder / files.layout).read_bytes())
    found: Sequence[Verdict] = PixelVerifier().verify(
        TakeEvidence(request=wanted, video=folder / files.video, layout=layout)
    )
    return [(v.identity, v.kind, v.expected, v.observed) for v in unresolved(found)]


@pytest.mark.parametrize(
    ("who", "worn"),
    [
        (DAN, "round glasses"),
        (MEG | {"skin": "dark skin"}, "sunglasses"),
        (DAN | {"facial_hair": "brown beard"}, "spectacles"),
        (DAN, "red tie"),
        (MEG, "gold necklace"),
        (DAN, "blue backpack"),
    ],
)
def test_small_things_are_missed_where_they_are_lost_and_only_there(
    who: dict[str, str], worn: str, tmp_path: Path
) -> None:
    wanted = ask(look("dan", **who, accessory=worn))
    lost = Injected(kind="accessory", identity="dan", slot=Slot.ACCESSORY, expected=worn)
    drawn = apply_fault(wanted, lost, {"dan": wanted.cast[0]})
    assert judge(tmp_path / "lost", wanted, drawn) == [("dan", VerdictKind.CONTRADICTED, worn, LOST)]
    assert judge(tmp_path / "worn", wanted, wanted) == []


def test_small_an_animals_collar_is_missed(tmp_path: Path) -> None:
    wanted = ask(look("rex", Kind.ANIMAL, species="dog", colour="white", accessory="red collar"))
    bare = replace(wanted, cast=(look("rex", Kind.ANIMAL, species="dog", colour="white"),))
    assert judge(tmp_path / "lost", wanted, bare) == [("rex", VerdictKind.CONTRADICTED, "red collar", LOST)]
    assert judge(tmp_path / "worn", wanted, wanted) == []


@pytest.mark.parametrize("worn", ["gold earrings", "eye patch", "leather gloves", "necklace", "white tie"])
def test_small_what_no_colour_tells_is_never_lost_nor_missed(worn: str, tmp_path: Path) -> None:
    wanted = ask(look("dan", **DAN, accessory=worn))
    assert judge(tmp_path / "bare", wanted, replace(wanted, cast=(look("dan", **DAN),))) == []
    assert lost_accessory(wanted.cast[0], random.Random(1)) is None


def test_small_what_a_coat_hides_is_not_missed(tmp_path: Path) -> None:
    wanted = ask(look("dan", **DAN, outerwear="navy coat", accessory="red tie"))
    assert judge(tmp_path / "worn", wanted, wanted) == []


@pytest.mark.parametrize("swapped", [True, False])
def test_small_look_alikes_who_change_places_are_told_by_what_only_one_of_them_has(
    swapped: bool, tmp_path: Path
) -> None:
    first = look("dan", hair="black hair", top="white shirt", bottom="grey trousers", accessory="red tie")
    second = look("ned", hair="black hair", top="white shirt", bottom="grey trousers", accessory="green tie")
    wanted = ask(first, second, shot=Shot.WIDE)
    fault = Injected(kind="swap", identity="dan", other="ned", mutual=True)
    drawn = apply_fault(wanted, fault, {"dan": first, "ned": second}) if swapped else wanted
    found = {(key, observed) for key, kind, _, observed in judge(tmp_path / "take", wanted, drawn)}
    told = {("dan", "looks like ned"), ("ned", "looks like dan")}
    assert told <= found if swapped else found == set()
