"""Cloth in the torso's frame: paths with what they show and hide, and the patterns printed on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.people.figure import Build
from iamflow_agents.generator.storyboard.people.figure_pen import Pen
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    common,
    darker,
    ink,
    lighter,
    mix,
)
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import LocalBox
from iamflow_agents.records import Slot

SHADE = ink((30, 16, 44), 34)

"""Soft shade over any colour."""

_SHADE_RGB = (30, 16, 44)

_STEP = 0.062

"""Distance of a pattern's rows in metres of an average adult."""

CENTRE = 0.016

"""Where the middle of the chest is seen, in metres of an average adult."""


def shaded(rgb: Rgb) -> Rgb:
    """What a colour becomes under `SHADE`."""
    return mix(rgb, _SHADE_RGB, 34 / 255)


@dataclass(slots=True)
class Cloth:
    """Paths with paints in drawing order, and what they show or hide."""

    items: list[tuple[Path, Paint]] = field(default_factory=list)
    covers: list[LocalBox] = field(default_factory=list)
    claims: list[tuple[tuple[Slot, ...], LocalBox]] = field(default_factory=list)
    extent: LocalBox = (0.0, 0.0, 0.0, 0.0)

    def add(self, path: Path, paint: Paint) -> None:
        """Add a path on top."""
        self.items.append((path, paint))

    def draw(self, pen: Pen) -> None:
        """Draw in the torso's frame."""
        canvas = pen.canvas
        for path, paint in self.items:
            canvas.drawPath(path, paint)
        pen.extend(self.extent)
        for box in self.covers:
            pen.cover(box)
        for slots, box in self.claims:
            pen.claim(slots, box)


def bounds_of(path: Path) -> LocalBox:
    """Bounds of a path as a box."""
    rect = path.computeTightBounds()
    return rect.left(), rect.top(), rect.right(), rect.bottom()


def add_pattern(cloth: Cloth, body: Path, piece: Piece, build: Build) -> None:
    """Stripes, checks, dots or flowers over an outline, sparse enough to leave its colour in the majority."""
    if not piece.pattern:
        return
    second = ink(accent_of(piece))
    marks = pattern_path(piece.pattern, bounds_of(body), build.unit)
    cloth.add(common(body, marks), second)
    if piece.pattern == "floral":
        hearts = pattern_path("hearts", bounds_of(body), build.unit)
        cloth.add(common(body, hearts), ink((250, 226, 120)))


def accent_of(piece: Piece) -> Rgb:
    """Colour of a piece's pattern or trim."""
    if piece.accent is not None:
        return piece.accent
    light = (246, 242, 232)
    dark = darker(piece.rgb, 0.5)
    if piece.pattern in {"floral", "dots", "stripes"}:
        return light if sum(piece.rgb) < 560 else (62, 82, 128)
    return dark if sum(piece.rgb) > 330 else lighter(piece.rgb, 0.4)


def quiet_rows(kind: str, box: LocalBox, unit: float) -> list[LocalBox]:
    """Parts of a box that lie between the rows of a pattern; the box itself when there is none."""
    if not kind:
        return [box]
    step = _STEP * unit
    start, end = {"stripes": (0.36, 0.94), "checks": (0.2, 0.95), "dots": (0.26, 0.74)}.get(kind, (0.32, 0.68))
    rows = range(math.floor(box[1] / step), math.ceil(box[3] / step) + 1)
    bands = [(box[0], (row + start) * step, box[2], (row + end) * step) for row in rows]
    return [band for band in bands if band[1] >= box[1] and band[3] <= box[3]]


def pattern_path(kind: str, box: LocalBox, unit: float) -> Path:
    """Marks of a pattern over a box."""
    left, top, right, bottom = box
    path = skia.Path()
    step = _STEP * unit
    if kind in {"stripes", "checks"}:
        y = math.floor(top / step) * step
        while y < bottom:
            path.addRect(skia.Rect.MakeLTRB(left, y, right, y + step * (0.3 if kind == "stripes" else 0.15)))
            y += step
    if kind == "checks":
        x = math.floor(left / step) * step + step * 0.3
        while x < right:
            path.addRect(skia.Rect.MakeLTRB(x, top, x + step * 0.15, bottom))
            x += step
    if kind in {"dots", "floral", "hearts"}:
        radius = step * {"dots": 0.2, "floral": 0.27, "hearts": 0.1}[kind]
        rows = range(math.floor(top / step), math.ceil(bottom / step) + 1)
        columns = range(math.floor(left / step), math.ceil(right / step) + 1)
        for row in rows:
            for column in columns:
                path.addCircle((column + (row % 2) * 0.5) * step, row * step, radius)
    return path
