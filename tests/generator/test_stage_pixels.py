"""What is painted where: sitters on the painted seat, lamps that light the place only, umbrellas behind faces."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import skia
from stage_requests import ANNA, BEN, act, ask, somebody

from iamflow_agents.generator.storyboard.generator import StoryboardSession
from iamflow_agents.generator.storyboard.places.scenery_furniture import SEAT_HEIGHT
from iamflow_agents.generator.storyboard.sprite import Drawn, Pose, Sprite
from iamflow_agents.generator.storyboard.stage.renderer import Show, StageRenderer
from iamflow_agents.generator.storyboard.stage.set_cache import opaque_info
from iamflow_agents.records import Camera, Holding, Kind, Setting, Shot, TimeOfDay, Verb
from iamflow_agents.takes import FrameLayout, SegmentRequest

SIZE = {"width": 416, "height": 240}


class Recorder:
    """A sprite that notes where on the frame an anchor came to lie."""

    def __init__(self, sprite: Sprite, anchor: str) -> None:
        self._sprite, self._anchor = sprite, anchor
        self.height, self.width = sprite.height, sprite.width
        self.at: list[tuple[float, float]] = []

    def draw(self, canvas: Any, pose: Pose) -> Drawn:
        drawn = self._sprite.draw(canvas, pose)
        if self._anchor in drawn.anchors and canvas.getSaveCount() > 1:
            point = canvas.getTotalMatrix().mapXY(*drawn.anchors[self._anchor])
            self.at.append((point.x(), point.y()))
        return drawn


def stage(request: SegmentRequest) -> Show:
    return StoryboardSession()._stage(replace(request, width=SIZE["width"], height=SIZE["height"]))


def shoot(show: Show, frame_index: int) -> tuple[np.ndarray[Any, Any], FrameLayout]:
    """Draw one frame of a show."""
    pixels = np.zeros((show.height, show.width, 4), dtype=np.uint8)
    surface = skia.Surface.MakeRasterDirect(opaque_info(show.width, show.height), pixels, show.width * 4)
    layout = StageRenderer(show).draw(surface.getCanvas(), frame_index)
    return pixels[..., :3].astype(int), layout


@pytest.mark.parametrize("place", ["kitchen", "cafe", "park"])
def test_who_sits_is_on_the_painted_seat(place: str) -> None:
    sits = act(Verb.SIT, "anna", text="sits")
    show = stage(ask(sits, cast=(ANNA,), setting=Setting(place=place, name=place)))
    recorder = Recorder(show.sprites["anna"], "seat")
    shoot(replace(show, sprites={"anna": recorder}), 12)
    x, y = recorder.at[-1]
    seats = [share * SIZE["width"] for share in show.backdrop.seats]
    assert min(abs(x - seat) for seat in seats) < 4
    assert y == pytest.approx((show.backdrop.seat_floor - SEAT_HEIGHT / 1000) * SIZE["height"], abs=3)
    standing = replace(show, timeline=stage(ask(cast=(ANNA,))).timeline, sprites={"anna": recorder})
    shoot(standing, 12)
    assert recorder.at[-1][1] < y - 5


LANTERN = somebody("lantern", Kind.OBJECT, "brass lantern")
NIGHT = Setting(place="pier", name="stone pier", time_of_day=TimeOfDay.NIGHT)
WITH_LANTERN = ask(
    cast=(ANNA, BEN, LANTERN), holdings=(Holding(prop="lantern", holder="anna"),), setting=NIGHT, captions=False
)


def parts_of(layout: FrameLayout) -> list[tuple[int, int, int, int]]:
    return [part.box for box in layout.boxes for part in box.parts]


def changed(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], box: tuple[int, int, int, int]) -> float:
    """Share of the pixels of a box that differ; edges of the smallest parts may lie on it."""
    left, top, right, bottom = box
    return float((one[top:bottom, left:right] != other[top:bottom, left:right]).any(axis=2).mean())


def test_a_lantern_lights_the_place_at_night_and_nobodys_clothes() -> None:
    show = stage(WITH_LANTERN)
    assert show.lamps == {"lantern"} and show.is_night
    (lit, layout), (dark, _) = shoot(show, 3), shoot(replace(show, lamps=frozenset()), 3)
    assert lit.mean() > dark.mean() + 0.5
    assert parts_of(layout) and all(changed(lit, dark, box) < 0.15 for box in parts_of(layout))
    assert changed(lit, dark, (90, 60, 190, 130)) > 0.3
    assert stage(replace(WITH_LANTERN, setting=replace(NIGHT, time_of_day=TimeOfDay.DAY))).lamps == frozenset()


def test_the_stronger_rim_of_the_night_leaves_colours_alone() -> None:
    show = stage(WITH_LANTERN)
    (strong, layout), (weak, _) = shoot(show, 3), shoot(replace(show, is_night=False), 3)
    assert (strong != weak).any()
    assert all(changed(strong, weak, box) < 0.15 for box in parts_of(layout))


def test_an_umbrella_is_behind_everybody_and_inside_the_picture() -> None:
    umbrella = somebody("umbrella", Kind.OBJECT, "red umbrella", colour="red")
    holdings = (Holding(prop="umbrella", holder="anna"),)
    show = stage(ask(act(Verb.HUG, "ben", "anna"), cast=(ANNA, BEN, umbrella), holdings=holdings, duration_s=4.0))
    for shown, first in ((show, True), (replace(show, canopies=frozenset()), False)):
        order = [box.identity for box in sorted(shoot(shown, 30)[1].boxes, key=lambda box: box.depth)]
        assert (order[0] == "umbrella") is first
    top = next(box.box[1] for box in shoot(show, 2)[1].boxes if box.identity == "umbrella")
    assert top > 0


@pytest.mark.parametrize(("kind", "name"), [(Kind.ROBOT, "small robot"), (Kind.ANIMAL, "cat"), (Kind.ANIMAL, "fox")])
def test_a_close_up_of_somebody_small_shows_all_of_them(kind: Kind, name: str) -> None:
    small = somebody("pip", kind, name)
    request = ask(cast=(ANNA, small), camera=Camera(shot=Shot.CLOSE_UP, subject="pip"))
    box = next(box.box for box in shoot(stage(request), 12)[1].boxes if box.identity == "pip")
    assert box[1] > 0 and box[3] <= SIZE["height"] and 0.3 < (box[3] - box[1]) / SIZE["height"] <= 0.75
    wide = next(
        box.box for box in shoot(stage(replace(request, camera=Camera())), 12)[1].boxes if box.identity == "pip"
    )
    assert box[3] - box[1] > 1.15 * (wide[3] - wide[1])
