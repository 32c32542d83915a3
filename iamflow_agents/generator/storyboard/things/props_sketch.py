"""How a prop is written down: a plan that sketches layers in centimetres, and the sprite made from it.

A plan gets a `Sketch` with the colours decided and fills shapes in painter's order; y grows downwards and the prop
stands on y = 0. The sprite only replays the layers, so drawing is quick. Which word means which plan is left to
`props`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Ink,
    Path,
    Pen,
    blob,
    bounds_of,
    outlined,
    placed,
    scaled,
    shaded,
    tinted,
    within,
)
from iamflow_agents.generator.storyboard.plain_area import find_plain_box
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point, Pose
from iamflow_agents.records import Slot

_CM = 0.01
_SMALLEST_M = 0.17
"""A prop is never smaller than this, so that it is seen in a frame where an adult is 280 pixels tall."""


class Sketch:
    """A sheet on which a plan draws one prop, in centimetres.

    Args:
        main: Colour of the prop's largest surface.
        second: Second colour the text names, or None.
        words: Every word said of the prop, in the singular.
    """

    def __init__(self, main: Rgb, second: Rgb | None = None, words: frozenset[str] = frozenset()) -> None:
        self.main = main
        self.second = second
        self.words = words
        self.dark = shaded(main, 0.2)
        self.deep = shaded(main, 0.42)
        self.light = tinted(main, 0.28)
        self.layers: list[tuple[Path, Ink]] = []
        self.flames: list[tuple[float, float, float]] = []
        self.grip: Point | None = None
        self._last: Path | None = None

    def fill(self, path: Path, ink: Ink | None = None) -> None:
        """Fill a shape, in the main colour unless told otherwise."""
        self.layers.append((path, ink or self.main))
        self._last = path

    def stroke(self, path: Path, width: float, ink: Ink | None = None) -> None:
        """Draw a round line along a path."""
        self.layers.append((outlined(path, width), ink or self.main))

    def shade(self, path: Path, ink: Ink | None = None) -> None:
        """Darken what of a shape lies on the last filled one (or put another ink there)."""
        if self._last is not None:
            self.layers.append((within(path, self._last), ink or self.dark))

    def flame(self, x: float, y: float, size: float) -> None:
        """Let a flame burn with its foot at a point; it flickers with the phase."""
        self.flames.append((x, y, size))


Plan = Callable[[Sketch], None]


@dataclass(frozen=True, slots=True)
class PropPlan:
    """A prop's drawing, the nouns that mean it, and the colours it has when the text says none."""

    nouns: tuple[str, ...]
    draw: Plan
    colours: tuple[Rgb, ...]


class Prop:
    """A still thing that somebody holds or that stands somewhere.

    Args:
        plan: What it is.
        sketch: A fresh sketch with the colours decided.
        size: Scale on top of the plan's own size ("tiny", "huge").
    """

    def __init__(self, plan: PropPlan, sketch: Sketch, size: float = 1.0) -> None:
        plan.draw(sketch)
        boxes = [bounds_of(path) for path, _ in sketch.layers]
        tall = max(b[3] for b in boxes) - min(b[1] for b in boxes)
        wide = max(b[2] for b in boxes) - min(b[0] for b in boxes)
        scale = max(_CM * size, _SMALLEST_M / max(tall, wide))
        self._layers = [(scaled(path, scale), ink) for path, ink in sketch.layers if not path.isEmpty()]
        self._flames = [(x * scale, y * scale, high * scale) for x, y, high in sketch.flames]
        self._box = self._around([bounds_of(path) for path, _ in self._layers])
        for x, y, high in self._flames:
            left, top, right, bottom = self._box
            self._box = (min(left, x - 0.4 * high), min(top, y - 1.35 * high), max(right, x + 0.4 * high), bottom)
        middle = ((self._box[0] + self._box[2]) / 2, (self._box[1] + self._box[3]) / 2)
        grip = sketch.grip
        self._grip = (grip[0] * scale, grip[1] * scale) if grip else middle
        self._kind = plan.nouns[0]
        self._parts: tuple[tuple[Slot, LocalBox], ...] = ()
        plain = find_plain_box(self._paint, self._box, sketch.main)
        plain = plain or find_plain_box(self._paint, self._box, sketch.main, pixels_long=192)  # thin handles
        if plain is not None:
            self._parts = ((Slot.COLOUR, plain),)

    @property
    def kind(self) -> str:
        """Which drawing it is."""
        return self._kind

    @property
    def height(self) -> float:
        """Height in metres."""
        return max(self._box[3] - self._box[1], 0.01)

    @property
    def width(self) -> float:
        """Width in metres."""
        return self._box[2] - self._box[0]

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the prop standing at the origin; only its flames move."""
        pen = Pen(canvas, pose.facing)
        for path, ink in self._layers:
            pen.fill(path, ink)
        for number, flame in enumerate(self._flames):
            _draw_flame(pen, *flame, pose.phase + number * 0.37)
        return pen.finish(self._parts, {"grip": self._grip, "seat": (0.0, self._box[1])})

    def _paint(self, canvas: Canvas) -> None:
        """Draw the still layers, for measuring."""
        self.draw(canvas, Pose())

    @staticmethod
    def _around(boxes: list[LocalBox]) -> LocalBox:
        """Box around boxes."""
        lefts, tops, rights, bottoms = zip(*boxes, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)


_FLAME = blob(
    (0, 0), (0.2, -0.12), (0.24, -0.4), (0.1, -0.68), (0.0, -1.0), (-0.12, -0.66), (-0.24, -0.36), (-0.2, -0.1)
)


def _draw_flame(pen: Pen, x: float, y: float, size: float, phase: float) -> None:
    """A flame of three tones, leaning and stretching with the phase."""
    lean = 7.0 * math.sin(2 * math.pi * phase) + 3.0 * math.sin(6 * math.pi * phase + 1.0)
    tall = size * (1.0 + 0.08 * math.sin(4 * math.pi * phase))
    pen.fill(placed(_FLAME, (x, y), lean, tall * 1.25), (255, 190, 70, 90))
    pen.fill(placed(_FLAME, (x, y), lean, tall), (250, 150, 40))
    pen.fill(placed(_FLAME, (x, y), lean * 0.7, tall * 0.62), (255, 222, 110))
