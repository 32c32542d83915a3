"""The drawing surface of places: a frame 1000 units high, soft fills, and lights that shine by themselves.

Painters work in units of a thousandth of the frame's height; x runs from 0 to `View.w`, which depends on the frame's
shape, so positions come from `View.x` (a share of a 1733 x 1000 design, as 832x480 has) and things that stand in the
room are drawn inside `View.at`, which scales them to the frame. What is where is left to the painters, words to
`places_words`, colours of the hour to `light`.
"""

from __future__ import annotations

import math
import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import skia

from iamflow_agents.generator.storyboard.places.light import Ink, Light, darken, lighten, multiplied
from iamflow_agents.generator.storyboard.sprite import Canvas

Spot = tuple[float, float]
DESIGN_WIDTH = 1733.0


@dataclass(frozen=True, slots=True)
class Words:
    """What the phrase says about looks."""

    text: str
    """Normalised: lower case, single spaces."""
    phrase: str = ""
    """As it was written, for signs."""
    tokens: frozenset[str] = frozenset()
    colours: tuple[tuple[str, Ink], ...] = ()
    """Colour and the noun it belongs to (`tile`, `wall`, `door`... or empty), in order."""

    def has(self, *words: str) -> bool:
        """Whether one of the words stands in the phrase."""
        return any(word in self.tokens for word in words)

    def ink(self, default: Ink, *nouns: str) -> Ink:
        """Colour the phrase gives to one of the nouns, or the default."""
        for noun, ink in self.colours:
            if noun in nouns:
                return ink
        return default

    def accent(self, default: Ink) -> Ink:
        """First colour the phrase names for nothing in particular, or the default."""
        return self.ink(default, "")


@dataclass(slots=True)
class View:
    """One drawing of one place."""

    canvas: Canvas
    w: float
    """Width in units; the height is always 1000."""
    light: Light
    words: Words
    rng: random.Random
    """Seeded by the place's key."""
    _glows: list[tuple[Any, Spot, float, Any]] = field(default_factory=list)
    _shining: bool = False

    @property
    def k(self) -> float:
        """Scale of furniture: 1 for wide frames, smaller for narrow ones so that it stays apart."""
        return min(1.15, max(0.6, math.sqrt(self.w / DESIGN_WIDTH)))

    @property
    def roomy(self) -> bool:
        """Whether there is space for what is merely nice to have."""
        return self.w > 1000

    def x(self, design_x: float) -> float:
        """Map an x of the 1733 units wide design to this frame."""
        return design_x * self.w / DESIGN_WIDTH

    @contextmanager
    def at(self, design_x: float, y: float, scale: float = 1.0, *, pivot: float = 0.0) -> Iterator[None]:
        """Draw something around its own origin, placed and scaled for this frame; local height `pivot` comes to y."""
        self.canvas.save()
        self.canvas.translate(self.x(design_x), y)
        self.canvas.scale(self.k * scale, self.k * scale)
        self.canvas.translate(0, -pivot)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def clip(self, x: float, y: float, w: float, h: float, r: float = 0.0) -> Iterator[None]:
        """Keep drawing inside a (rounded) rectangle."""
        self.canvas.save()
        self.canvas.clipRRect(skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, w, h), r, r), doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    @contextmanager
    def clip_to(self, points: Sequence[Spot], smooth: bool = False) -> Iterator[None]:
        """Keep drawing inside an outline."""
        self.canvas.save()
        self.canvas.clipPath(outline(points, smooth=smooth), doAntiAlias=True)
        try:
            yield
        finally:
            self.canvas.restore()

    def seen(self, ink: Ink) -> Ink:
        """The ink as the hour and the weather let it look; what shines by itself keeps its own."""
        return ink if self._shining else multiplied(ink, self.light.tint)

    # -- fills ---------------------------------------------------------------------------------------------------
    def rect(
        self, x: float, y: float, w: float, h: float, ink: Ink, to: Ink | None = None, *, r: float = 0, a: float = 1
    ) -> None:
        """Fill a rectangle, shaded from top (`ink`) to bottom (`to`), with corner radius `r` and opacity `a`."""
        ink = self.seen(ink)
        paint = fill(ink, a) if to is None else _graded((x, y), (x, y + h), ink, self.seen(to), a, a)
        box = skia.Rect.MakeXYWH(x, y, w, h)
        if r > 0:
            self.canvas.drawRoundRect(box, r, r, paint)
        else:
            self.canvas.drawRect(box, paint)

    def fade(self, x: float, y: float, w: float, h: float, ink: Ink, top: float, bottom: float) -> None:
        """Fill a rectangle with an ink whose opacity goes from `top` to `bottom`."""
        ink = self.seen(ink)
        self.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), _graded((x, y), (x, y + h), ink, ink, top, bottom))

    def side(self, x: float, y: float, w: float, h: float, ink: Ink, left: float, right: float) -> None:
        """Fill a rectangle with an ink whose opacity goes from `left` to `right`."""
        ink = self.seen(ink)
        self.canvas.drawRect(skia.Rect.MakeXYWH(x, y, w, h), _graded((x, y), (x + w, y), ink, ink, left, right))

    def oval(self, x: float, y: float, rx: float, ry: float, ink: Ink, *, a: float = 1) -> None:
        """Fill an ellipse around a centre."""
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), fill(self.seen(ink), a))

    def poly(self, points: Sequence[Spot], ink: Ink, to: Ink | None = None, *, a: float = 1) -> None:
        """Fill a polygon, shaded from its top to its bottom."""
        self._fill_path(points, ink, to, a, smooth=False)

    def blob(self, points: Sequence[Spot], ink: Ink, to: Ink | None = None, *, a: float = 1) -> None:
        """Fill a smooth closed curve through the points."""
        self._fill_path(points, ink, to, a, smooth=True)

    def _fill_path(self, points: Sequence[Spot], ink: Ink, to: Ink | None, a: float, *, smooth: bool) -> None:
        ys = [y for _, y in points]
        ink = self.seen(ink)
        paint = fill(ink, a) if to is None else _graded((0, min(ys)), (0, max(ys)), ink, self.seen(to), a, a)
        self.canvas.drawPath(outline(points, smooth=smooth), paint)

    def line(self, points: Sequence[Spot], ink: Ink, width: float = 3, *, a: float = 1, smooth: bool = False) -> None:
        """Stroke an open line with round ends."""
        paint = fill(self.seen(ink), a)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        self.canvas.drawPath(outline(points, smooth=smooth, closed=False), paint)

    def ring(self, x: float, y: float, rx: float, ry: float, ink: Ink, width: float = 3, *, a: float = 1) -> None:
        """Stroke an ellipse."""
        paint = fill(self.seen(ink), a)
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(width)
        self.canvas.drawOval(skia.Rect.MakeLTRB(x - rx, y - ry, x + rx, y + ry), paint)

    # -- light and shadow ----------------------------------------------------------------------------------------
    def shadow(self, x: float, y: float, rx: float, ry: float, a: float = 0.28) -> None:
        """Soft contact shadow on a floor."""
        self.canvas.save()
        self.canvas.translate(x, y)
        self.canvas.scale(1, ry / rx)
        self.canvas.drawCircle(0, 0, rx, radial(rx, 0x10101C, a))
        self.canvas.restore()

    @contextmanager
    def shining(self) -> Iterator[None]:
        """Draw what shines by itself: inks stay as they are whatever the hour."""
        before, self._shining = self._shining, True
        try:
            yield
        finally:
            self._shining = before

    def glow(self, x: float, y: float, r: float, ink: Ink = 0xFFD9A0, strength: float = 0.55) -> None:
        """Halo of a lamp, as strong as the hour lets lamps shine; it lies over everything."""
        shine = strength * self.light.lamps
        if shine > 0:
            paint = radial(r, ink, shine)
            paint.setBlendMode(skia.BlendMode.kScreen)
            self._glows.append((self.canvas.getTotalMatrix(), (x, y), r, paint))

    def pane(
        self, x: float, y: float, w: float, h: float, ink: Ink = 0xFFD592, *, r: float = 0, a: float = 0.9
    ) -> None:
        """A surface that is lit from inside when lamps are on."""
        if self.light.lamps >= 0.5:
            with self.shining():
                shine = a * min(1.0, self.light.lamps)
                self.rect(x, y, w, h, lighten(ink, 0.15), darken(ink, 0.12), r=r, a=shine)

    def finish(self) -> None:
        """Lay the halos of lamps over the picture; painters do not call this."""
        for matrix, (x, y), r, paint in self._glows:
            self.canvas.save()
            self.canvas.setMatrix(matrix)
            self.canvas.translate(x, y)
            self.canvas.drawCircle(0, 0, r, paint)
            self.canvas.restore()
        self._glows.clear()


def fill(ink: Ink, a: float = 1.0) -> Any:
    """Anti-aliased paint of one colour."""
    return skia.Paint(Color=_argb(ink, a), AntiAlias=True)


def radial(r: float, ink: Ink, a: float) -> Any:
    """Paint that fades from the origin to nothing at radius `r`."""
    colours = [_argb(ink, a), _argb(ink, a * 0.38), _argb(ink, 0)]
    shader = skia.GradientShader.MakeRadial(skia.Point(0, 0), max(r, 0.01), colours, [0.0, 0.45, 1.0])
    return skia.Paint(Shader=shader, AntiAlias=True, Dither=True)


def outline(points: Sequence[Spot], *, smooth: bool, closed: bool = True) -> Any:
    """Path through points; smooth ones follow a Catmull-Rom spline."""
    path = skia.Path()
    path.moveTo(*points[0])
    if not smooth:
        for spot in points[1:]:
            path.lineTo(*spot)
    else:
        count = len(points)
        for i in range(count if closed else count - 1):
            p0, p1, p2, p3 = (_neighbour(points, i + offset, closed) for offset in (-1, 0, 1, 2))
            path.cubicTo(
                p1[0] + (p2[0] - p0[0]) / 6,
                p1[1] + (p2[1] - p0[1]) / 6,
                p2[0] - (p3[0] - p1[0]) / 6,
                p2[1] - (p3[1] - p1[1]) / 6,
                *p2,
            )
    if closed:
        path.close()
    return path


def circle_spots(x: float, y: float, rx: float, ry: float, count: int, turn: float = 0.0) -> list[Spot]:
    """Points spread evenly on an ellipse, the first to the right when `turn` (radians) is 0."""
    angles = [turn + 2 * math.pi * i / count for i in range(count)]
    return [(x + rx * math.cos(t), y + ry * math.sin(t)) for t in angles]


def _neighbour(points: Sequence[Spot], i: int, closed: bool) -> Spot:
    """Point of a spline by number, wrapped around when closed and held at the ends when open."""
    return points[i % len(points)] if closed else points[min(len(points) - 1, max(0, i))]


def _argb(ink: Ink, a: float) -> int:
    """Ink and opacity as skia's colour number."""
    return round(255 * min(1.0, max(0.0, a))) << 24 | ink


def _graded(start: Spot, end: Spot, ink: Ink, to: Ink, a: float, b: float) -> Any:
    """Paint with a linear gradient from one ink and opacity to another."""
    colours = [_argb(ink, a), _argb(to, b)]
    shader = skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colours)
    return skia.Paint(Shader=shader, AntiAlias=True, Dither=True)
