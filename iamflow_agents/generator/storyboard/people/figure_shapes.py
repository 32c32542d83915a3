"""Small geometry for drawn figures: two-bone limbs, tapered tubes, blobs and cached paints.

Points are `(x, y)` tuples in metres or in head units, y down. Nothing here knows what is drawn with it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import operate
from iamflow_agents.generator.storyboard.sprite import Point

Path = Any
"""`skia.Path`; the binding ships no types."""
Paint = Any
"""`skia.Paint`."""
Profile = Sequence[tuple[float, float]]
"""Radii along a limb: (share of the limb's length 0..1, radius in metres), ascending."""

_BEND = 0.14
"""Share of a limb on either side of its joint over which the direction turns."""


@lru_cache(maxsize=4096)
def ink(rgb: Rgb, alpha: int = 255) -> Paint:
    """Fill paint of a colour; shared, so nobody may change it."""
    return skia.Paint(Color=skia.ColorSetARGB(alpha, *rgb), AntiAlias=True)


@lru_cache(maxsize=4096)
def line(rgb: Rgb, width: float, alpha: int = 255) -> Paint:
    """Round stroke paint of a colour and width; shared, so nobody may change it."""
    return skia.Paint(
        Color=skia.ColorSetARGB(alpha, *rgb),
        AntiAlias=True,
        Style=skia.Paint.kStroke_Style,
        StrokeWidth=width,
        StrokeCap=skia.Paint.kRound_Cap,
        StrokeJoin=skia.Paint.kRound_Join,
    )


def mix(first: Rgb, second: Rgb, share: float) -> Rgb:
    """Blend two colours; share 0 gives the first, 1 the second."""
    r, g, b = (round(a + (c - a) * share) for a, c in zip(first, second, strict=True))
    return r, g, b


def darker(rgb: Rgb, share: float = 0.3) -> Rgb:
    """The same colour in shade: towards a warm near-black."""
    return mix(rgb, (30, 18, 34), share)


def lighter(rgb: Rgb, share: float = 0.3) -> Rgb:
    """The same colour in light."""
    return mix(rgb, (255, 250, 240), share)


def luma(rgb: Rgb) -> float:
    """Perceived brightness, 0..255."""
    return 0.299 * rgb[0] + 0.587 * rgb[1] + 0.114 * rgb[2]


def trim_colour(rgb: Rgb) -> Rgb:
    """A colour that shows on another: darker on light cloth, lighter on dark cloth."""
    return darker(rgb, 0.38) if luma(rgb) > 70 else lighter(rgb, 0.3)


def bend(a: Point, target: Point, upper: float, lower: float, side: float) -> tuple[Point, Point]:
    """Two-bone inverse kinematics.

    Args:
        a: Shoulder or hip.
        target: Where wrist or ankle should be.
        upper: Length of the first bone.
        lower: Length of the second bone.
        side: +1 or -1: on which side of the line from `a` to the target the joint lies (+1 is left of it,
            seen along the line with y down).

    Returns:
        Elbow or knee, and the reached end (the target, or the nearest point in reach).
    """
    dx, dy = target[0] - a[0], target[1] - a[1]
    far = math.hypot(dx, dy) or 1e-6
    reach = min(max(far, abs(upper - lower) + 1e-3), (upper + lower) * 0.9995)
    ux, uy = dx / far, dy / far
    along = (upper * upper - lower * lower + reach * reach) / (2 * reach)
    out = math.sqrt(max(0.0, upper * upper - along * along)) * side
    joint = (a[0] + ux * along + uy * out, a[1] + uy * along - ux * out)
    return joint, (a[0] + ux * reach, a[1] + uy * reach)


def along(a: Point, b: Point, c: Point, t: float) -> Point:
    """Point at a share of a two-bone limb; 0.5 is the joint."""
    if t <= 0.5:
        return a[0] + (b[0] - a[0]) * t * 2, a[1] + (b[1] - a[1]) * t * 2
    return b[0] + (c[0] - b[0]) * (t * 2 - 1), b[1] + (c[1] - b[1]) * (t * 2 - 1)


def unit(a: Point, b: Point) -> Point:
    """Direction from one point to another."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    size = math.hypot(dx, dy) or 1e-6
    return dx / size, dy / size


def tube_sides(a: Point, b: Point, c: Point, profile: Profile) -> tuple[list[Point], list[Point]]:
    """Points along the left and right side of a limb, seen from its start."""
    (ux, uy), (vx, vy) = unit(a, b), unit(b, c)
    lefts: list[Point] = []
    rights: list[Point] = []
    for t, radius in profile:
        if t <= 0.5:
            x, y = a[0] + (b[0] - a[0]) * t * 2, a[1] + (b[1] - a[1]) * t * 2
        else:
            x, y = b[0] + (c[0] - b[0]) * (t * 2 - 1), b[1] + (c[1] - b[1]) * (t * 2 - 1)
        turn = (t - 0.5 + _BEND) / (2 * _BEND)
        if turn <= 0.0:
            nx, ny = uy * radius, -ux * radius
        elif turn >= 1.0:
            nx, ny = vy * radius, -vx * radius
        else:
            dx, dy = ux + (vx - ux) * turn, uy + (vy - uy) * turn
            scale = radius / (math.hypot(dx, dy) or 1e-6)
            nx, ny = dy * scale, -dx * scale
        lefts.append((x + nx, y + ny))
        rights.append((x - nx, y - ny))
    return lefts, rights


def _through(path: Path, points: Sequence[Point]) -> None:
    """Go on smoothly through points, the first of which is where the path stands."""
    for at in range(1, len(points) - 1):
        (x, y), (nx, ny) = points[at], points[at + 1]
        path.quadTo(x, y, (x + nx) / 2, (y + ny) / 2)
    path.lineTo(*points[-1])


def tube(a: Point, b: Point, c: Point, profile: Profile, *, round_start: bool = True, round_end: bool = True) -> Path:
    """Outline of a limb from `a` over the joint `b` to `c` with radii that change along it."""
    lefts, rights = tube_sides(a, b, c, profile)
    start = (unit(a, b) if profile[0][0] < 0.5 else unit(b, c)) if round_start else None
    end = (unit(b, c) if profile[-1][0] > 0.5 else unit(a, b)) if round_end else None
    return tube_outline(lefts, rights, start=start, end=end)


def tube_outline(lefts: list[Point], rights: list[Point], *, start: Point | None, end: Point | None) -> Path:
    """Close the sides of a limb; an end with a direction is round, one without is straight."""
    path = skia.Path()
    path.moveTo(*lefts[0])
    _through(path, lefts)
    (lx, ly), (rx, ry) = lefts[-1], rights[-1]
    if end is not None:
        far = math.hypot(lx - rx, ly - ry) * 0.665
        path.cubicTo(lx + end[0] * far, ly + end[1] * far, rx + end[0] * far, ry + end[1] * far, rx, ry)
    else:
        path.lineTo(rx, ry)
    _through(path, rights[::-1])
    if start is not None:
        (lx, ly), (rx, ry) = lefts[0], rights[0]
        far = math.hypot(lx - rx, ly - ry) * 0.665
        path.cubicTo(rx - start[0] * far, ry - start[1] * far, lx - start[0] * far, ly - start[1] * far, lx, ly)
    path.close()
    return path


def tube_edge(lefts: list[Point], rights: list[Point]) -> Path:
    """Both sides of a limb as open lines that begin a little below its start, so that joints show no seam."""
    path = skia.Path()
    for points in (lefts[2:], rights[1:]):
        if len(points) > 1:
            path.moveTo(*points[0])
            _through(path, points)
    path.moveTo(*rights[-1])
    path.lineTo(*lefts[-1])
    return path


def tube_shade(lefts: list[Point], rights: list[Point]) -> Path:
    """The left quarter of a limb, tapered at its start."""
    path = skia.Path()
    path.moveTo(*lefts[0])
    _through(path, lefts)
    inner = [(lx * 0.75 + rx * 0.25, ly * 0.75 + ry * 0.25) for (lx, ly), (rx, ry) in zip(lefts, rights, strict=True)]
    inner[0] = lefts[0]
    path.lineTo(*inner[-1])
    _through(path, inner[::-1])
    path.close()
    return path


def smooth(points: Sequence[Point], *, closed: bool = True) -> Path:
    """Soft outline near the given points (they act as control points)."""
    path = skia.Path()
    if not closed:
        path.moveTo(*points[0])
        _through(path, points)
        return path
    (lx, ly), (fx, fy) = points[-1], points[0]
    path.moveTo((lx + fx) / 2, (ly + fy) / 2)
    for at, (x, y) in enumerate(points):
        nx, ny = points[(at + 1) % len(points)]
        path.quadTo(x, y, (x + nx) / 2, (y + ny) / 2)
    path.close()
    return path


def polygon(points: Sequence[Point]) -> Path:
    """Straight-sided closed outline."""
    return skia.Path.Polygon([skia.Point(*p) for p in points], True)


def oval(cx: float, cy: float, rx: float, ry: float) -> Path:
    """An ellipse."""
    return skia.Path.Oval(skia.Rect.MakeLTRB(cx - rx, cy - ry, cx + rx, cy + ry))


def blob(circles: Sequence[tuple[float, float, float]]) -> Path:
    """Union of circles `(x, y, radius)`: curls, wool, petals."""
    path = skia.Path()
    for x, y, radius in circles:
        path.addCircle(x, y, radius)
    return path


def rounded(left: float, top: float, right: float, bottom: float, radius: float) -> Path:
    """A rectangle with round corners."""
    path = skia.Path()
    path.addRoundRect(skia.Rect.MakeLTRB(left, top, right, bottom), radius, radius)
    return path


def common(first: Path, second: Path) -> Path:
    """What two outlines share; empty when the operation fails."""
    return operate(first, second, skia.kIntersect_PathOp, otherwise=skia.Path())


def without(first: Path, second: Path) -> Path:
    """The first outline without the second; the first itself when the operation fails."""
    return operate(first, second, skia.kDifference_PathOp, otherwise=first)


def union(first: Path, second: Path) -> Path:
    """Both outlines as one."""
    return operate(first, second, skia.kUnion_PathOp, otherwise=first)


def wave(phase: float) -> float:
    """Sine of a phase in turns."""
    return math.sin(phase * math.tau)


def ease(t: float) -> float:
    """Slow-in, slow-out between 0 and 1; clamps outside."""
    t = min(1.0, max(0.0, t))
    return t * t * (3 - 2 * t)
