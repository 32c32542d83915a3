"""How a vehicle is written down, and the sprite made from it.

As with props, a plan fills shapes in centimetres; it may add wheels and propellers, which turn with the phase, and say
that the vehicle floats, so that it rocks. Wheels stand on y = 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import Path, Pen, bounds_of, disc, oval, placed, ring, scaled, shaded
from iamflow_agents.generator.storyboard.plain_area import find_plain_box
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point, Pose
from iamflow_agents.generator.storyboard.things.props_sketch import Sketch
from iamflow_agents.records import Slot

_CM = 0.01
_TYRE: Rgb = (46, 46, 52)
_MOVING = frozenset({"walk", "run", "fly", "swim", "dance"})


class VehicleSketch(Sketch):
    """A sheet on which a plan draws one vehicle, in centimetres."""

    def __init__(self, main: Rgb, second: Rgb | None = None, words: frozenset[str] = frozenset()) -> None:
        super().__init__(main, second, words)
        self.wheels: list[tuple[float, float, int, Rgb]] = []
        self.propeller: tuple[float, float, float] | None = None
        self.seat: Point | None = None
        self.floats = False
        self.steam: Point | None = None

    def wheel(self, x: float, radius: float, spokes: int = 5, hub: Rgb = (178, 182, 190)) -> None:
        """Stand a wheel on the ground; with more than 8 spokes it is a thin one."""
        self.wheels.append((x, radius, spokes, hub))


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """A vehicle's drawing, the nouns that mean it, and the colours it has when the text says none."""

    nouns: tuple[str, ...]
    draw: Callable[[VehicleSketch], None]
    colours: tuple[Rgb, ...]


class Vehicle:
    """Something that drives, floats or flies.

    Args:
        plan: What it is.
        sketch: A fresh sketch with the colours decided.
        size: Scale on top of the plan's own size.
    """

    def __init__(self, plan: VehiclePlan, sketch: VehicleSketch, size: float = 1.0) -> None:
        plan.draw(sketch)
        k = _CM * size
        self._kind = plan.nouns[0]
        self._layers = [(scaled(path, k), ink) for path, ink in sketch.layers if not path.isEmpty()]
        self._wheels = [(x * k, r * k, _wheel_layers(r * k, spokes, hub)) for x, r, spokes, hub in sketch.wheels]
        px, py, reach = sketch.propeller or (0.0, 0.0, 0.0)
        self._propeller = (px * k, py * k, reach * k) if sketch.propeller else None
        self._floats = sketch.floats
        self._steam = (sketch.steam[0] * k, sketch.steam[1] * k) if sketch.steam else None
        lefts, tops, rights, bottoms = zip(*(bounds_of(path) for path, _ in self._layers), strict=True)
        self._box: LocalBox = (min(lefts), min(tops), max(rights), max(bottoms))
        seat = sketch.seat or (0.0, self._box[1] / k * 0.6)
        self._seat = (seat[0] * k, seat[1] * k)
        self._part: LocalBox | None = None
        self._part = find_plain_box(self._paint, self._box, sketch.main, pixels_long=128)

    @property
    def kind(self) -> str:
        """Which drawing it is."""
        return self._kind

    @property
    def height(self) -> float:
        """Height in metres."""
        return -self._box[1]

    @property
    def width(self) -> float:
        """Length in metres."""
        return self._box[2] - self._box[0]

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the vehicle; what turns turns with the phase while the stance is one of motion."""
        moving = pose.stance in _MOVING
        turn = pose.phase if moving or self._propeller else 0.0
        dy = 0.012 * self.height * math.sin(2 * math.pi * pose.phase) if self._floats else 0.0
        canvas.save()
        canvas.translate(0.0, dy)
        pen = Pen(canvas, pose.facing)
        if self._steam is not None:
            _puff(pen, self._steam, pose.phase if moving else 0.0, self.height)
        for path, ink in self._layers:
            pen.fill(path, ink)
        for x, radius, layers in self._wheels:
            for path, ink in layers:
                pen.fill(placed(path, (x, -radius), turn * 360.0), ink)
        if self._propeller is not None:
            self._spin(pen, pose.phase)
        parts = ((Slot.COLOUR, self._part),) if self._part else ()
        drawn = pen.finish(parts, {"seat": self._seat, "grip": self._seat})
        canvas.restore()
        return _shifted(drawn, dy) if dy else drawn

    def _spin(self, pen: Pen, phase: float) -> None:
        """A propeller seen from the side."""
        if self._propeller is None:
            return
        x, y, reach = self._propeller
        high = reach * (0.35 + 0.65 * abs(math.cos(4 * math.pi * phase)))
        pen.fill(oval(x, y, reach * 0.09, high), (70, 66, 70))
        pen.fill(disc(x, y, reach * 0.12), (200, 166, 80))

    def _paint(self, canvas: Canvas) -> None:
        """Draw standing still, for measuring."""
        self.draw(canvas, Pose())


def _wheel_layers(radius: float, spokes: int, hub: Rgb) -> list[tuple[Path, Rgb]]:
    """A wheel about the origin: a car's with a broad tyre, or a thin one with many spokes."""
    thin = spokes > 8
    layers: list[tuple[Path, Rgb]] = []
    if thin:
        layers.append((ring(0, 0, radius * 0.93, radius * 0.13), _TYRE if hub[0] > 150 else shaded(hub, 0.2)))
        for k in range(spokes // 2):
            a = math.pi * k / (spokes // 2)
            dx, dy = math.cos(a) * radius * 0.9, math.sin(a) * radius * 0.9
            spoke = oval(0, 0, math.hypot(dx, dy), radius * 0.022)
            layers.append((placed(spoke, (0.0, 0.0), math.degrees(a)), hub))
        layers.append((disc(0, 0, radius * 0.13), hub))
        return layers
    layers.append((disc(0, 0, radius), _TYRE))
    layers.append((disc(0, 0, radius * 0.62), hub))
    for k in range(spokes):
        a = 2 * math.pi * k / spokes
        layers.append(
            (disc(math.cos(a) * radius * 0.38, math.sin(a) * radius * 0.38, radius * 0.11), shaded(hub, 0.45))
        )
    layers.append((disc(0, 0, radius * 0.16), shaded(hub, 0.25)))
    return layers


def _puff(pen: Pen, at: Point, phase: float, tall: float) -> None:
    """Three puffs of steam that drift back and grow."""
    for k in range(3):
        share = (phase + k / 3) % 1.0
        x, y = at[0] - share * tall * 0.45, at[1] - tall * (0.05 + 0.2 * share)
        pen.fill(disc(x, y, tall * (0.04 + 0.06 * share)), (246, 246, 248, round(220 * (1.0 - share * 0.8))))


def _shifted(drawn: Drawn, dy: float) -> Drawn:
    """The same drawing some metres lower."""

    def move(box: LocalBox) -> LocalBox:
        return box[0], box[1] + dy, box[2], box[3] + dy

    return Drawn(
        box=move(drawn.box),
        parts=tuple((slot, move(box)) for slot, box in drawn.parts),
        anchors={name: (x, y + dy) for name, (x, y) in drawn.anchors.items()},
    )
