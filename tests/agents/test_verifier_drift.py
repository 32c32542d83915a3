"""What the offline verifier tells of drift: lost garments, swapped looks, copies nobody claims, hair without a box."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from verifier_stage import Actor, evidence, film, look

from iamflow_agents.agents.repairer import LOST, RepairAction, decide_repair, unresolved
from iamflow_agents.backends.rules.pixel_heads import hair_box
from iamflow_agents.backends.rules.pixel_judge import PixelVerifier
from iamflow_agents.backends.rules.pixel_looks import measure_figures
from iamflow_agents.colour_names import nearest_name
from iamflow_agents.records import Appearance, Slot, VerdictKind
from iamflow_agents.takes import FrameLayout, IdentityBox, Layout, PartBox, Verdict

K = VerdictKind
NORA = {Slot.HAIR: "black", Slot.TOP: "red", Slot.BOTTOM: "blue"}
TOM = {Slot.HAIR: "blonde", Slot.TOP: "dark green", Slot.BOTTOM: "brown"}


def told(key: str, looks: dict[Slot, str], **more: str) -> Appearance:
    return look(key, **{slot.value: value for slot, value in looks.items()}, **more)


def judge(path: Path, layout: Layout, *cast: Appearance) -> tuple[Verdict, ...]:
    return PixelVerifier().verify(evidence(path, layout, list(cast)))


def complaints(verdicts: tuple[Verdict, ...]) -> list[tuple[str, VerdictKind, Slot | None, str]]:
    return [(v.identity, v.kind, v.slot, v.observed) for v in unresolved(verdicts)]


def with_part(layout: Layout, key: str, part: Callable[[IdentityBox], PartBox]) -> Layout:
    """A layout in which somebody has one more part."""

    def added(box: IdentityBox) -> IdentityBox:
        return replace(box, parts=(*box.parts, part(box))) if box.identity == key else box

    frames = tuple(replace(frame, boxes=tuple(added(box) for box in frame.boxes)) for frame in layout.frames)
    return replace(layout, frames=frames)


@pytest.mark.parametrize(
    ("slot", "value", "lost"),
    [
        ("headwear", "black hat", True),
        ("headwear", "curlers", False),  # too small to be missed
        ("outerwear", "beige trench coat", True),
        ("accessory", "green scarf", True),
        ("accessory", "round glasses", False),
    ],
)
def test_drift_what_should_be_worn_and_is_nowhere_is_lost(slot: str, value: str, lost: bool, tmp_path: Path) -> None:
    layout = film(tmp_path / "v.mp4", [Actor("nora", 100, NORA)])
    verdicts = judge(tmp_path / "v.mp4", layout, told("nora", NORA, **{slot: value}))
    assert complaints(verdicts) == ([("nora", K.CONTRADICTED, Slot(slot), LOST)] if lost else [])
    assert decide_repair(verdicts, 1, 2).action is (RepairAction.RETAKE if lost else RepairAction.ACCEPT)
    assert not complaints(judge(tmp_path / "v.mp4", layout, told("nora", NORA)))


def test_drift_what_is_reported_once_is_not_lost(tmp_path: Path) -> None:
    layout = film(tmp_path / "v.mp4", [Actor("nora", 100, NORA)])
    hat = with_part(layout, "nora", lambda box: PartBox(slot=Slot.HEADWEAR, box=(*box.box[:3], box.box[1] + 12)))
    once = replace(layout, frames=(*hat.frames[:1], *layout.frames[1:]))
    verdicts = judge(tmp_path / "v.mp4", once, told("nora", NORA, headwear="hat"))
    assert not complaints(verdicts)


def test_drift_a_cardigan_replaces_a_coat(tmp_path: Path) -> None:
    layout = film(tmp_path / "v.mp4", [Actor("nora", 100, NORA | {Slot.TOP: "yellow"})])
    looks = NORA | {Slot.TOP: "yellow cardigan"}
    assert not complaints(judge(tmp_path / "v.mp4", layout, told("nora", looks, outerwear="purple coat")))


@pytest.mark.parametrize("swapped", [True, False])
def test_drift_swapped_looks_are_told(swapped: bool, tmp_path: Path) -> None:
    drawn = (TOM, NORA) if swapped else (NORA, TOM)
    layout = film(tmp_path / "v.mp4", [Actor("nora", 40, drawn[0]), Actor("tom", 180, drawn[1])])
    found = complaints(judge(tmp_path / "v.mp4", layout, told("nora", NORA), told("tom", TOM)))
    wanted = [("nora", K.CONTRADICTED, None, "looks like tom"), ("tom", K.CONTRADICTED, None, "looks like nora")]
    assert found == (wanted if swapped else [])


def test_drift_two_who_look_alike_are_not_called_swapped(tmp_path: Path) -> None:
    layout = film(tmp_path / "v.mp4", [Actor("nora", 40, NORA), Actor("tom", 180, NORA)])
    assert not complaints(judge(tmp_path / "v.mp4", layout, told("nora", NORA), told("tom", NORA)))


@pytest.mark.parametrize("place", ["wall", "wood", "meadow"])
@pytest.mark.parametrize(
    ("looks", "height", "is_copy"),
    [
        (NORA, 130, True),
        (NORA, 110, True),
        (TOM, 130, False),
        (NORA | {Slot.TOP: "white", Slot.BOTTOM: "grey"}, 130, False),
    ],
)
def test_drift_copies_are_found_where_no_box_is(
    looks: dict[Slot, str], height: int, is_copy: bool, place: str, tmp_path: Path
) -> None:
    actors = [Actor("nora", 40, NORA), Actor("x", 190, looks, boxed=False, height=height)]
    layout = film(tmp_path / "v.mp4", actors, place=place)
    found = complaints(judge(tmp_path / "v.mp4", layout, told("nora", NORA)))
    assert [(key, kind) for key, kind, _, _ in found] == ([("nora", K.DUPLICATED)] if is_copy else [])


@pytest.mark.parametrize("place", ["wall", "wood", "meadow", "shelf"])
def test_drift_no_copy_is_seen_in_a_backdrop(place: str, tmp_path: Path) -> None:
    layout = film(tmp_path / "v.mp4", [Actor("nora", 40, NORA), Actor("tom", 180, TOM)], place=place)
    assert not complaints(judge(tmp_path / "v.mp4", layout, told("nora", NORA), told("tom", TOM)))


def a_head(
    *, hat: bool = False, hand_up: bool = False, colour: tuple[int, int, int] = (30, 30, 34)
) -> tuple[Layout, np.ndarray]:
    """A figure 200 pixels tall with hair above its forehead; nothing says where the hair is."""
    picture = np.full((260, 200, 3), (120, 170, 210), dtype=np.uint8)
    picture[20:32, 80:120] = colour
    picture[32:50, 80:120] = (236, 190, 160)
    picture[50:220, 70:130] = (200, 30, 30)
    parts = [PartBox(slot=Slot.SKIN, box=(84, 32, 116, 46)), PartBox(slot=Slot.TOP, box=(74, 60, 126, 120))]
    if hat:
        parts.append(PartBox(slot=Slot.HEADWEAR, box=(84, 20, 116, 30)))
    box = IdentityBox(identity="nora", box=(70, 2 if hand_up else 20, 130, 220), depth=0, parts=tuple(parts))
    frames = tuple(FrameLayout(frame_index=index, boxes=(box,)) for index in range(3))
    return Layout(width=200, height=260, frames=frames), picture


def test_drift_hair_is_what_is_above_a_forehead() -> None:
    for colour, name in (((30, 30, 34), "black"), ((226, 193, 120), "beige")):
        layout, picture = a_head(colour=colour)
        [figure] = measure_figures(layout, dict.fromkeys(range(3), picture))
        assert figure.inferred == {Slot.HAIR}
        assert nearest_name(np.array(figure.tones[Slot.HAIR][0].lab)) == name
    for spoiled in ({"hat": True}, {"hand_up": True}):
        layout, picture = a_head(**spoiled)
        assert hair_box(layout.frames[0].boxes[0], picture) is None
        [figure] = measure_figures(layout, dict.fromkeys(range(3), picture))
        assert Slot.HAIR not in figure.tones
