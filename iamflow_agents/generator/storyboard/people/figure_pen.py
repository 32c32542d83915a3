"""A pen over a canvas that remembers what it drew: the extent of everything, and which boxes show one part only.

A part is *claimed* with a box that lies wholly on its colour; whatever is drawn over it later must *cover* its own
box, which cuts the claims below it down to what still shows. So part boxes are true in every pose, however the
limbs, hair and clothes overlap.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise

import skia

from iamflow_agents.generator.storyboard.people.figure_shapes import Paint, Path
from iamflow_agents.generator.storyboard.sprite import Canvas, LocalBox, Point
from iamflow_agents.records import Slot

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + c y + e, y' = b x + d y + f."""
_MARGIN = 0.004
"""Metres around covers that edges and antialiasing may touch."""
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def compose(outer: Matrix, inner: Matrix) -> Matrix:
    """Matrix that applies `inner` first."""
    a, b, c, d, e, f = outer
    g, h, i, j, k, m = inner
    return a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * m + e, b * k + d * m + f


def placed(at: Point, angle: float = 0.0, scale: float = 1.0, flip: float = 1.0) -> Matrix:
    """Matrix of a frame at a point, turned clockwise by an angle in radians."""
    cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
    return cos * flip, sin * flip, -sin, cos, at[0], at[1]


def apply(matrix: Matrix, point: Point) -> Point:
    """Map a point."""
    a, b, c, d, e, f = matrix
    return a * point[0] + c * point[1] + e, b * point[0] + d * point[1] + f


def hull(matrix: Matrix, box: LocalBox) -> LocalBox:
    """Upright box around a mapped box."""
    a, b, c, d, e, f = matrix
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    w, h = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = a * cx + c * cy + e, b * cx + d * cy + f
    rx, ry = abs(a) * w + abs(c) * h, abs(b) * w + abs(d) * h
    return x - rx, y - ry, x + rx, y + ry


def inscribed(matrix: Matrix, box: LocalBox) -> LocalBox:
    """Upright box of the same centre that lies wholly inside a mapped (turned) box."""
    a, b, c, d, e, f = matrix
    cx, cy = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    w, h = (box[2] - box[0]) / 2, (box[3] - box[1]) / 2
    x, y = a * cx + c * cy + e, b * cx + d * cy + f
    scale = math.hypot(a, b)
    cos, sin = abs(a) / scale, abs(b) / scale
    if sin > cos:
        w, h, cos, sin = h, w, sin, cos
    w, h = w * scale, h * scale
    shrink = min(w / (w * cos + h * sin), h / (w * sin + h * cos)) if w and h else 0.0
    return x - w * shrink, y - h * shrink, x + w * shrink, y + h * shrink


def cut(box: LocalBox, cover: LocalBox) -> LocalBox:
    """Largest upright box that is left of a box when another one hides part of it; may be empty."""
    left, top, right, bottom = box
    if cover[0] >= right or cover[2] <= left or cover[1] >= bottom or cover[3] <= top:
        return box
    rests = (
        (left, top, cover[0], bottom),
        (cover[2], top, right, bottom),
        (left, top, right, cover[1]),
        (left, cover[3], right, bottom),
    )
    return max(rests, key=lambda r: max(0.0, r[2] - r[0]) * max(0.0, r[3] - r[1]))


class Pen:
    """Draws on a canvas and keeps account of extent and part boxes, all in the sprite's local metres."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.matrix = IDENTITY
        self._left = self._top = math.inf
        self._right = self._bottom = -math.inf
        self._claims: list[tuple[Slot, LocalBox]] = []

    @contextmanager
    def frame(self, matrix: Matrix) -> Iterator[None]:
        """Draw inside a frame given in the current one."""
        before = self.matrix
        a, b, c, d, e, f = matrix
        self.canvas.save()
        self.canvas.concat(skia.Matrix.MakeAll(a, c, e, b, d, f, 0, 0, 1))
        self.matrix = compose(before, matrix)
        yield
        self.canvas.restore()
        self.matrix = before

    def fill(self, path: Path, paint: Paint) -> None:
        """Draw an outline that counts for the extent."""
        self.canvas.drawPath(path, paint)
        bounds = path.getBounds()
        self.extend((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))

    def extend(self, box: LocalBox) -> None:
        """Count a box of the current frame for the extent."""
        left, top, right, bottom = hull(self.matrix, box)
        self._left, self._top = min(self._left, left), min(self._top, top)
        self._right, self._bottom = max(self._right, right), max(self._bottom, bottom)

    def claim(self, slots: tuple[Slot, ...], box: LocalBox) -> None:
        """Say that a box of the current frame now shows one part's own colour."""
        if slots and box[2] > box[0] and box[3] > box[1]:
            inside = inscribed(self.matrix, box)
            self._claims.extend((slot, inside) for slot in slots)

    def cover(self, box: LocalBox) -> None:
        """Say that something was drawn over a box of the current frame."""
        if not self._claims:
            return
        left, top, right, bottom = hull(self.matrix, box)
        left, top, right, bottom = left - _MARGIN, top - _MARGIN, right + _MARGIN, bottom + _MARGIN
        kept: list[tuple[Slot, LocalBox]] = []
        for claim in self._claims:
            near, high, far, low = claim[1]
            if left >= far or right <= near or top >= low or bottom <= high:
                kept.append(claim)
            else:
                rest = cut(claim[1], (left, top, right, bottom))
                if rest[2] - rest[0] > _MARGIN and rest[3] - rest[1] > _MARGIN:
                    kept.append((claim[0], rest))
        self._claims = kept

    def cover_limb(self, points: tuple[Point, ...], radius: float) -> None:
        """Say that a chain of thick lines was drawn over whatever is below."""
        for (ax, ay), (bx, by) in pairwise(points):
            pieces = 3 if abs(ax - bx) > radius and abs(ay - by) > radius else 1
            for at in range(pieces):
                x0, y0 = ax + (bx - ax) * at / pieces, ay + (by - ay) * at / pieces
                x1, y1 = ax + (bx - ax) * (at + 1) / pieces, ay + (by - ay) * (at + 1) / pieces
                self.cover((min(x0, x1) - radius, min(y0, y1) - radius, max(x0, x1) + radius, max(y0, y1) + radius))

    def box(self) -> LocalBox:
        """Upright box around everything drawn."""
        return self._left, self._top, self._right, self._bottom

    def parts(self, smallest: float) -> tuple[tuple[Slot, LocalBox], ...]:
        """Claims that still show, at most two a slot, largest first.

        Args:
            smallest: Shorter side in metres under which a box is too small to measure.
        """
        usable = [c for c in self._claims if min(c[1][2] - c[1][0], c[1][3] - c[1][1]) >= smallest]
        usable.sort(key=lambda c: -(c[1][2] - c[1][0]) * (c[1][3] - c[1][1]))
        kept: list[tuple[Slot, LocalBox]] = []
        for slot, box in usable:
            if sum(1 for other, _ in kept if other is slot) < 2:
                kept.append((slot, box))
        return tuple(kept)
