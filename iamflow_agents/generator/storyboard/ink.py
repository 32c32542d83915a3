"""Paths, paints and the pen that remembers where it drew.

A few ways to write shapes down shortly (smooth outlines through points, tapered limbs, ovals, rounded boxes), the two
tones every flat drawing is made of, and `Pen`, which mirrors a sprite and keeps the tight box of what it drew. What
the shapes depict is left to the sprites.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point
from iamflow_agents.records import Slot

Path = Any
"""`skia.Path`; the binding ships no types."""
Ink = Rgb | tuple[int, int, int, int]
"""RGB or RGBA, 0..255."""


_FINE = 1024.0
"""Outlines and boolean operations are made this much larger: skia rounds shapes that are fractions of a unit wide."""


@lru_cache(maxsize=4096)
def paint_of(ink: Ink) -> Any:
    """The filling paint of a colour; shared, so never change it."""
    return skia.Paint(Color=skia.Color(*ink), AntiAlias=True)


@lru_cache(maxsize=1024)
def stroke_of(ink: Ink, width: float) -> Any:
    """The round stroking paint of a colour and a width; shared, so never change it."""
    paint = skia.Paint(Color=skia.Color(*ink), AntiAlias=True, StrokeWidth=width, Style=skia.Paint.kStroke_Style)
    paint.setStrokeCap(skia.Paint.kRound_Cap)
    paint.setStrokeJoin(skia.Paint.kRound_Join)
    return paint


def mixed(first: Rgb, second: Rgb, share: float) -> Rgb:
    """A colour between two; `share` is how much of the second, 0..1."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(first, second, strict=True))
    return r, g, b


def shaded(rgb: Rgb, amount: float = 0.22) -> Rgb:
    """The colour in shadow: darker and a little cooler."""
    return mixed(rgb, (24, 20, 46), amount)


def tinted(rgb: Rgb, amount: float = 0.25) -> Rgb:
    """The colour in light: lighter and a little warmer."""
    return mixed(rgb, (255, 250, 236), amount)


def lightness(rgb: Rgb) -> float:
    """How light a colour looks, 0..1 (Rec. 601 luma)."""
    return (0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]) / 255.0


def readable_on(rgb: Rgb) -> Rgb:
    """A dark or light ink that is legible on a colour."""
    return (40, 38, 48) if lightness(rgb) > 0.52 else (250, 246, 238)


def polygon(*points: Point) -> Path:
    """A closed shape with straight sides."""
    path = skia.Path()
    path.addPoly([skia.Point(*p) for p in points], True)
    return path


def line(*points: Point) -> Path:
    """An open line with straight pieces, for stroking."""
    path = skia.Path()
    path.addPoly([skia.Point(*p) for p in points], False)
    return path


def blob(*points: Point) -> Path:
    """A smooth closed shape through points (a closed Catmull-Rom spline)."""
    path = skia.Path()
    n = len(points)
    path.moveTo(*points[0])
    for i in range(n):
        a, b, c, d = points[i - 1], points[i], points[(i + 1) % n], points[(i + 2) % n]
        _bend(path, a, b, c, d)
    path.close()
    return path


def even(*points: Point) -> Path:
    """A smooth closed shape that is the same on both sides of x = 0, from the points of its right side, top down."""
    right = list(points)
    left = [(-x, y) for x, y in reversed(right) if x > 0.0]
    return blob(*right, *left)


def curve(*points: Point) -> Path:
    """A smooth open line through points, for stroking."""
    path = skia.Path()
    n = len(points)
    path.moveTo(*points[0])
    for i in range(n - 1):
        _bend(path, points[max(0, i - 1)], points[i], points[i + 1], points[min(n - 1, i + 2)])
    return path


def _bend(path: Path, a: Point, b: Point, c: Point, d: Point) -> None:
    """Go on from `b` to `c`, with the neighbours `a` and `d` for direction."""
    path.cubicTo(
        b[0] + (c[0] - a[0]) / 6,
        b[1] + (c[1] - a[1]) / 6,
        c[0] - (d[0] - b[0]) / 6,
        c[1] - (d[1] - b[1]) / 6,
        c[0],
        c[1],
    )


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0.0) -> Path:
    """An ellipse about a centre; `turn` in degrees, clockwise."""
    path = skia.Path()
    path.addOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry))
    return turned(path, turn, (x, y)) if turn else path


def disc(x: float, y: float, radius: float) -> Path:
    """A filled circle."""
    path = skia.Path()
    path.addCircle(x, y, radius)
    return path


def ring(x: float, y: float, radius: float, width: float) -> Path:
    """A circle's band; `radius` is that of the band's middle."""
    return outlined(disc(x, y, radius), width)


def bar(left: float, top: float, right: float, bottom: float, corner: float = 0.0) -> Path:
    """A box with round corners."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeLTRB(left, top, right, bottom), corner, corner)
    return path


def capsule(a: Point, ra: float, b: Point, rb: float) -> Path:
    """A straight limb that is `ra` thick (radius) at `a` and `rb` at `b`, with round ends."""
    return limb((*a, ra), (*b, rb))


def limb(*joints: tuple[float, float, float]) -> Path:
    """A bent limb through joints `(x, y, radius)`, with round joints and ends."""
    path = skia.Path()
    for x, y, radius in joints:
        path.addCircle(x, y, radius)
    for a, b in pairwise(joints):
        _add_sides(path, a, b)
    return path


def _add_sides(path: Path, a: tuple[float, float, float], b: tuple[float, float, float]) -> None:
    """Join two circles of a path; all parts wind the same way, so that overlaps stay filled."""
    ax, ay, ra = a
    bx, by, rb = b
    dx, dy = bx - ax, by - ay
    length = math.hypot(dx, dy)
    if length <= abs(ra - rb) or length == 0.0:
        return
    lean = (ra - rb) / length  # the sides touch both circles
    side = math.sqrt(1.0 - lean * lean)
    ux, uy = dx / length, dy / length
    lx, ly = ux * lean + uy * side, uy * lean - ux * side
    rx, ry = ux * lean - uy * side, uy * lean + ux * side
    path.moveTo(ax + lx * ra, ay + ly * ra)
    path.lineTo(bx + lx * rb, by + ly * rb)
    path.lineTo(bx + rx * rb, by + ry * rb)
    path.lineTo(ax + rx * ra, ay + ry * ra)
    path.close()


def tube(joints: tuple[tuple[float, float, float], ...], pointed: bool = False) -> Path:
    """A smooth bent shape through joints `(x, y, radius)`: tails, necks, trunks.

    Args:
        joints: Centre line and half widths, at least two.
        pointed: Whether the far end comes to a point instead of a round end.

    Returns:
        A closed path.
    """
    left: list[Point] = []
    right: list[Point] = []
    last = len(joints) - 1
    for i, (x, y, radius) in enumerate(joints):
        before, after = joints[max(0, i - 1)], joints[min(last, i + 1)]
        dx, dy = after[0] - before[0], after[1] - before[1]
        length = math.hypot(dx, dy) or 1.0
        nx, ny = -dy / length * radius, dx / length * radius
        left.append((x + nx, y + ny))
        right.append((x - nx, y - ny))
    if pointed:
        end = [(joints[last][0], joints[last][1])]
        return blob(*left[:last], *end, *right[:last][::-1])
    path = blob(*left, *right[::-1])
    path.addCircle(joints[0][0], joints[0][1], joints[0][2], skia.PathDirection.kCCW)
    path.addCircle(joints[last][0], joints[last][1], joints[last][2], skia.PathDirection.kCCW)
    return path


def outlined(path: Path, width: float) -> Path:
    """The band a round pen of a width leaves along a path."""
    filled = skia.Path()
    stroke_of((0, 0, 0), width * _FINE).getFillPath(scaled(path, _FINE), filled)
    return scaled(filled, 1.0 / _FINE)


def turned(path: Path, degrees: float, about: Point = (0.0, 0.0)) -> Path:
    """The path turned clockwise about a point."""
    matrix = skia.Matrix()
    matrix.setRotate(degrees, *about)
    return _mapped(path, matrix)


def moved(path: Path, dx: float, dy: float) -> Path:
    """The path shifted."""
    return _mapped(path, skia.Matrix.Translate(dx, dy))


def scaled(path: Path, sx: float, sy: float | None = None) -> Path:
    """The path stretched about the origin."""
    return _mapped(path, skia.Matrix.Scale(sx, sx if sy is None else sy))


def placed(path: Path, at: Point, degrees: float = 0.0, size: float = 1.0) -> Path:
    """The path scaled, then turned about its origin, then shifted to a point."""
    matrix = skia.Matrix.Translate(*at)
    matrix.preRotate(degrees)
    matrix.preScale(size, size)
    return _mapped(path, matrix)


def _mapped(path: Path, matrix: Any) -> Path:
    """A copy of the path under a matrix."""
    result = skia.Path()
    path.transform(matrix, result)
    return result


def joined(*paths: Path) -> Path:
    """All paths in one, without overlaps."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(scaled(path, _FINE), skia.PathOp.kUnion_PathOp)
    return scaled(builder.resolve(), 1.0 / _FINE)


def within(path: Path, outline: Path) -> Path:
    """What of a path lies inside another."""
    return _combined(path, outline, skia.PathOp.kIntersect_PathOp)


def without(path: Path, hole: Path) -> Path:
    """A path with another cut out of it."""
    return _combined(path, hole, skia.PathOp.kDifference_PathOp)


def _combined(first: Path, second: Path, operation: Any) -> Path:
    """A boolean operation on two paths, at a size at which it is exact."""
    one = scaled(first, _FINE)
    return scaled(operate(one, scaled(second, _FINE), operation, otherwise=one), 1.0 / _FINE)


def operate(one: Path, two: Path, operation: Any, *, otherwise: Path) -> Path:
    """A boolean operation on two paths; `otherwise` where Skia cannot do it, as with outlines that nearly touch."""
    try:
        return skia.Op(one, two, operation)
    except RuntimeError:  # a detail is drawn a little otherwise, which is better than no film
        return otherwise


def bounds_of(path: Path) -> LocalBox:
    """Tight box around a path."""
    rect = path.computeTightBounds()
    return rect.left(), rect.top(), rect.right(), rect.bottom()


class Pen:
    """Draws the shapes of one sprite and remembers the box around them.

    Use: make it, `fill` and `stroke` in painter's order, `finish` once.

    Args:
        canvas: A `skia.Canvas`.
        facing: +1 right; -1 mirrors everything, boxes and anchors too.
    """

    def __init__(self, canvas: Canvas, facing: int = 1) -> None:
        self._canvas = canvas
        self._sign = -1.0 if facing < 0 else 1.0
        self._box: LocalBox | None = None
        canvas.save()
        if facing < 0:
            canvas.scale(-1.0, 1.0)

    @property
    def canvas(self) -> Canvas:
        """The canvas, already mirrored."""
        return self._canvas

    def fill(self, path: Path, ink: Ink) -> None:
        """Fill a path."""
        if path.isEmpty():
            return
        self._canvas.drawPath(path, paint_of(ink))
        self.cover(bounds_of(path))

    def stroke(self, path: Path, ink: Ink, width: float) -> None:
        """Draw a round line along a path."""
        left, top, right, bottom = bounds_of(path)
        self._canvas.drawPath(path, stroke_of(ink, width))
        half = width / 2
        self.cover((left - half, top - half, right + half, bottom + half))

    def cover(self, box: LocalBox) -> None:
        """Count something drawn by other means into the box (not yet mirrored)."""
        old = self._box
        if old is None:
            self._box = box
        elif box[0] < old[0] or box[1] < old[1] or box[2] > old[2] or box[3] > old[3]:
            self._box = min(old[0], box[0]), min(old[1], box[1]), max(old[2], box[2]), max(old[3], box[3])

    def finish(self, parts: tuple[tuple[Slot, LocalBox], ...] = (), anchors: dict[str, Point] | None = None) -> Drawn:
        """Give the canvas back as it was and say where everything went.

        Args:
            parts: Boxes on one colour, as drawn facing right.
            anchors: Named points, as drawn facing right.

        Returns:
            Boxes and points in the sprite's local space, mirrored when it faces left.
        """
        self._canvas.restore()
        sign = self._sign
        return Drawn(
            box=self._mirrored(self._box or (0.0, 0.0, 0.0, 0.0)),
            parts=tuple((slot, self._mirrored(box)) for slot, box in parts),
            anchors={name: (x * sign, y) for name, (x, y) in (anchors or {}).items()},
        )

    def _mirrored(self, box: LocalBox) -> LocalBox:
        """The box on the side the sprite faces."""
        return box if self._sign > 0 else (-box[2], box[1], -box[0], box[3])
