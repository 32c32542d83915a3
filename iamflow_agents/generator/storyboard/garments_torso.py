"""Cloth on the torso: outlines, necklines, collars, fronts and details, built once per person in the torso's frame.

The frame's origin is between the hip joints with the spine along -y; x grows towards the side the figure faces.
Skirts, sleeves and legs move with the limbs and are drawn elsewhere.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.figure import Build
from iamflow_agents.generator.storyboard.figure_pen import Pen
from iamflow_agents.generator.storyboard.figure_shapes import (
    Paint,
    Path,
    common,
    darker,
    ink,
    lighter,
    line,
    mix,
    oval,
    polygon,
    rounded,
    smooth,
    trim_colour,
    without,
)
from iamflow_agents.generator.storyboard.garments import Cut
from iamflow_agents.generator.storyboard.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import LocalBox, Point
from iamflow_agents.records import Slot

SHADE = ink((30, 16, 44), 34)
"""Soft shade over any colour."""
_SHADE_RGB = (30, 16, 44)
_STEP = 0.062
"""Distance of a pattern's rows in metres of an average adult."""
_LEAD = 0.95
"""The far half of a torso in three-quarter view is a little narrower."""
_CENTRE = 0.016
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


def outline(build: Build, ease: float, hem: float, boxy: float) -> Path:
    """Outline of a torso from the neck to a hem, standing off the body by `ease` metres."""
    t, u = build.torso, build.unit
    shoulder, chest = build.shoulders + ease * 0.6, build.chest + ease
    hip = build.hips + ease * 1.1
    natural = build.waist + ease
    waist = natural + (max(hip, natural) * 0.99 - natural) * boxy
    path = skia.Path()
    neck_y, tip_y = -t - 0.03 * u, -t + 0.022 * u

    def side(sign: float, *, down: bool) -> list[tuple[float, ...]]:
        k = sign * (_LEAD if sign > 0 else 1.0)
        steps: list[tuple[float, ...]] = [
            (k * build.neck_w * 1.05, neck_y),
            (k * shoulder * 0.5, neck_y + 0.026 * u, k * (shoulder - 0.03 * u), tip_y - 0.016 * u),
            (k * (shoulder + 0.004 * u), tip_y - 0.008 * u, k * (shoulder + 0.002 * u), tip_y + 0.05 * u),
            (k * chest * 1.02, -t * 0.74, k * chest, -t * 0.66),
            (k * (chest + waist) / 2, -t * 0.5, k * waist, -t * 0.33),
            (k * waist * 1.01, -t * 0.18, k * hip, -t * 0.02),
            (k * hip * 1.01, hem * 0.6, k * hip * (1.0 if hem > 0.03 else 0.98), hem),
        ]
        return steps if down else steps

    right = side(1.0, down=True)
    left = side(-1.0, down=True)
    path.moveTo(*right[0])
    for step in right[1:]:
        path.quadTo(*step)
    path.quadTo(0.0, hem + 0.02 * u, left[-1][2], left[-1][3])
    ends = [step[-2:] for step in left]
    for at in range(len(left) - 1, 0, -1):
        path.quadTo(left[at][0], left[at][1], *ends[at - 1])
    path.close()
    return path


def neck_hole(build: Build, kind: str) -> Path | None:
    """What a neckline leaves open; None for closed collars."""
    t, u, w = build.torso, build.unit, build.neck_w
    x = _CENTRE * u * 0.6
    if kind == "crew":
        return oval(x, -t - 0.026 * u, w * 1.12, 0.036 * u)
    if kind == "scoop":
        return oval(x, -t - 0.02 * u, w * 1.55, 0.088 * u)
    if kind == "strap":
        return oval(x, -t - 0.02 * u, w * 1.75, 0.105 * u)
    deep = {"v": 0.14, "lapel": 0.2, "shawl": 0.16, "robe": 0.17, "shirt": 0.055, "hood": 0.05}.get(kind)
    if deep is None:
        return None
    point = (_CENTRE * u, -t + deep * u)
    return polygon([(x - w * 1.06, -t - 0.06 * u), point, (x + w * 1.06, -t - 0.06 * u)])


def make_cloth(piece: Piece, cut: Cut, build: Build) -> Cloth:
    """Build the torso part of a garment."""
    u = build.unit
    hem = (0.0 if cut.skirt else cut.hem) * u + (0.02 * u if cut.skirt else 0.0)
    body = outline(build, cut.ease * u, hem, cut.boxy)
    hole = neck_hole(build, cut.neck)
    if hole is not None:
        body = without(body, hole)
    if cut.neck == "strap":
        body = _strapped(body, build)
    if cut.front:
        body = without(body, _front(build, cut, hem))
    cloth = Cloth(extent=bounds_of(body))
    cloth.add(body, ink(piece.rgb))
    add_pattern(cloth, body, piece, build)
    strip = smooth(_shade_strip(build, cut, hem))
    cloth.add(common(body, strip), SHADE)
    _details(cloth, body, piece, cut, build, hem)
    _collar(cloth, piece, cut, build)
    _account(cloth, piece, cut, build, hem)
    return cloth


def _strapped(body: Path, build: Build) -> Path:
    """Cut arm holes so that straps are left over the shoulders."""
    t, u = build.torso, build.unit
    for sign in (-1.0, 1.0):
        body = without(body, oval(sign * build.shoulders * 1.02, -t + 0.05 * u, build.shoulders * 0.36, 0.12 * u))
    return body


def _front(build: Build, cut: Cut, hem: float) -> Path:
    """The gap of an open front."""
    t, u = build.torso, build.unit
    x, gap = _CENTRE * u, cut.front * u
    top = -t + 0.02 * u
    return polygon(
        [(x - gap * 0.95, top), (x + gap * 0.95, top), (x + gap * 0.8, -t * 0.45), (x + gap * 1.15, hem + 0.1),
         (x - gap * 1.15, hem + 0.1), (x - gap * 0.8, -t * 0.45)]
    )  # fmt: skip


def _shade_strip(build: Build, cut: Cut, hem: float) -> list[Point]:
    """The far side of the torso, in shade."""
    t = build.torso
    chest = build.chest
    wide = 0.3 + cut.ease
    return [
        (build.shoulders * 0.9, -t * 1.02), (chest * 0.72, -t * 0.86), (chest * 0.62, -t * 0.5), (chest * 0.7, hem + 0.1),
        (wide, hem + 0.1), (wide, hem + 0.1), (wide, -t * 1.02),
    ]  # fmt: skip


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


def _details(cloth: Cloth, body: Path, piece: Piece, cut: Cut, build: Build, hem: float) -> None:
    """Buttons, pockets, zips and seams."""
    for detail in cut.details:
        maker = _DETAILS.get(detail)
        if maker is not None:
            maker(cloth, body, piece, build, hem)


def _buttons(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """A row of buttons down the middle."""
    u, t = build.unit, build.torso
    top, bottom = -t + 0.1 * u, min(hem, 0.0) - 0.03 * u
    for at in range(4):
        y = top + (bottom - top) * (at + 0.5) / 4
        cloth.add(oval(_CENTRE * u, y, 0.0085 * u, 0.0085 * u), ink(trim_colour(piece.rgb)))


def _double(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Two rows of buttons and the edge of the overlap."""
    u, t = build.unit, build.torso
    top, bottom = -t + 0.16 * u, min(hem, 0.0) - 0.06 * u
    edge = smooth([(0.05 * u, -t + 0.12 * u), (0.06 * u, -t * 0.5), (0.05 * u, hem)], closed=False)
    cloth.add(edge, line(darker(piece.rgb), 0.006 * u, 150))
    for at in range(3):
        y = top + (bottom - top) * at / 2
        for x in (-0.035, 0.038):
            cloth.add(oval(x * u, y, 0.0105 * u, 0.0105 * u), ink(trim_colour(piece.rgb)))


def _one(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The single button of a jacket."""
    u = build.unit
    cloth.add(oval((_CENTRE + 0.024) * u, -build.torso * 0.42, 0.009 * u, 0.009 * u), ink(trim_colour(piece.rgb)))


def _middle_line(cloth: Cloth, piece: Piece, build: Build, hem: float, *, rgb: Rgb, width: float) -> None:
    """A line down the front."""
    u = build.unit
    path = skia.Path()
    path.moveTo(_CENTRE * u, -build.torso + 0.05 * u)
    path.lineTo(_CENTRE * u, hem)
    cloth.add(path, line(rgb, width * u, 200))


def _placket(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The edge of a shirt's front."""
    _middle_line(cloth, piece, build, hem, rgb=darker(piece.rgb, 0.28), width=0.004)


def _zip(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """A zip."""
    _middle_line(cloth, piece, build, hem, rgb=darker(piece.rgb, 0.5), width=0.009)


def _pocket(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """A breast pocket."""
    u, t = build.unit, build.torso
    x = build.chest * 0.46
    cloth.add(
        rounded(x - 0.032 * u, -t * 0.7, x + 0.032 * u, -t * 0.7 + 0.07 * u, 0.006 * u),
        line(darker(piece.rgb, 0.3), 0.004 * u, 190),
    )


def _pockets(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """Two slanted hand pockets."""
    u = build.unit
    for sign in (-1.0, 1.0):
        x = sign * build.hips * 0.62
        path = skia.Path()
        path.moveTo(x - sign * 0.012 * u, -0.11 * u)
        path.lineTo(x + sign * 0.022 * u, -0.04 * u)
        cloth.add(path, line(darker(piece.rgb, 0.4), 0.007 * u, 200))


def _flaps(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Two pockets with flaps."""
    u, t = build.unit, build.torso
    low = hem > 0.015 * u
    y = -0.05 * u if low else -t * 0.66
    for sign in (-1.0, 1.0):
        x = sign * (build.hips if low else build.chest) * 0.6
        cloth.add(rounded(x - 0.038 * u, y, x + 0.034 * u, y + 0.028 * u, 0.007 * u), ink(darker(piece.rgb, 0.16)))


def _rib(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The knitted band at the hem."""
    u = build.unit
    band = polygon([(-1, hem - 0.03 * u), (1, hem - 0.03 * u), (1, hem + 0.1), (-1, hem + 0.1)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.16)))


def _quilt(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The seams of a padded jacket."""
    u, t = build.unit, build.torso
    for at in range(1, 6):
        y = -t + 0.04 * u + (hem + t) * at / 6
        path = skia.Path()
        path.moveTo(-build.chest * 1.12, y - 0.01 * u)
        path.quadTo(0.0, y + 0.014 * u, build.chest * 1.05, y - 0.01 * u)
        cloth.add(path, line(darker(piece.rgb, 0.3), 0.007 * u, 150))


def _fur(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Trim of lighter fur down the front."""
    _middle_line(cloth, piece, build, hem, rgb=lighter(piece.rgb, 0.55), width=0.04)


def _seams(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The front edge of a closed coat."""
    _middle_line(cloth, piece, build, hem, rgb=darker(piece.rgb, 0.3), width=0.005)


def _pouch(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The belly pocket of a hoodie."""
    u = build.unit
    w = build.hips * 0.58
    pouch = polygon(
        [(-w * 0.6, hem - 0.15 * u), (w * 0.7, hem - 0.15 * u), (w, hem - 0.045 * u), (-w, hem - 0.045 * u)]
    )
    cloth.add(pouch, line(darker(piece.rgb, 0.3), 0.005 * u, 190))


def _strings(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The strings of a hood."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        path = skia.Path()
        path.moveTo((_CENTRE + sign * 0.024) * u, -t + 0.045 * u)
        path.lineTo((_CENTRE + sign * 0.03) * u, -t + 0.14 * u)
        cloth.add(path, line(lighter(piece.rgb, 0.6), 0.006 * u, 230))


def _stitch(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Light seams of denim."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        path = skia.Path()
        path.moveTo(sign * build.chest * 0.62, -t * 0.6)
        path.lineTo(sign * build.waist * 0.55, hem - 0.03 * u)
        cloth.add(path, line(lighter(piece.rgb, 0.35), 0.004 * u, 170))


def _zipside(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Metal zips of a leather jacket."""
    u, t = build.unit, build.torso
    path = skia.Path()
    path.moveTo(build.chest * 0.36, -t * 0.55)
    path.lineTo(build.chest * 0.62, -t * 0.6)
    cloth.add(path, line((196, 198, 204), 0.006 * u, 230))


def _snaps(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The covered front and snaps of a raincoat."""
    u, t = build.unit, build.torso
    path = skia.Path()
    path.moveTo(0.046 * u, -t + 0.06 * u)
    path.lineTo(0.046 * u, hem)
    cloth.add(path, line(darker(piece.rgb, 0.3), 0.005 * u, 170))
    for at in range(3):
        cloth.add(oval(0.022 * u, -t * (0.74 - 0.24 * at), 0.008 * u, 0.008 * u), ink(darker(piece.rgb, 0.4)))


def _epaulettes(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """Straps on the shoulders."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        x = sign * build.shoulders * 0.72
        cloth.add(
            rounded(x - 0.035 * u, -t - 0.006 * u, x + 0.035 * u, -t + 0.012 * u, 0.008 * u),
            ink(darker(piece.rgb, 0.25)),
        )


def _trim(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Bands along the hem of a poncho."""
    u = build.unit
    for at in (0.05, 0.1):
        band = polygon(
            [(-1, hem - at * u), (1, hem - at * u), (1, hem - (at - 0.022) * u), (-1, hem - (at - 0.022) * u)]
        )
        cloth.add(common(body, band), ink(accent_of(piece)))


def _belt(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """A belt of the same cloth with a buckle."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.36), (1, -t * 0.36), (1, -t * 0.36 + 0.05 * u), (-1, -t * 0.36 + 0.05 * u)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.22)))
    cloth.add(
        rounded(-0.012 * u, -t * 0.36 + 0.004 * u, 0.044 * u, -t * 0.36 + 0.046 * u, 0.008 * u),
        line(darker(piece.rgb, 0.55), 0.008 * u),
    )


def _waistline(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The seam of a dress at the waist."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.32), (1, -t * 0.32), (1, -t * 0.32 + 0.026 * u), (-1, -t * 0.32 + 0.026 * u)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.22)))


def _obi(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The broad sash of a kimono."""
    t = build.torso
    band = polygon([(-1, -t * 0.46), (1, -t * 0.46), (1, -t * 0.18), (-1, -t * 0.18)])
    rgb = piece.accent if piece.accent is not None else accent_of(piece)
    cloth.add(common(body, band), ink(rgb))
    cloth.covers.append((-1.0, -t * 0.46, 1.0, -t * 0.18))


def _cord(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The cord of a robe, with hanging ends."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.3), (1, -t * 0.3), (1, -t * 0.3 + 0.03 * u), (-1, -t * 0.3 + 0.03 * u)])
    rgb = piece.accent or darker(piece.rgb, 0.35)
    cloth.add(common(body, band), ink(rgb))
    for x in (0.02, 0.05):
        path = skia.Path()
        path.moveTo(x * u, -t * 0.28)
        path.lineTo((x + 0.008) * u, -t * 0.28 + 0.15 * u)
        cloth.add(path, line(rgb, 0.012 * u))


_DETAILS = {
    "buttons": _buttons, "double": _double, "one": _one, "placket": _placket, "zip": _zip, "pocket": _pocket,
    "pockets": _pockets, "flaps": _flaps, "rib": _rib, "quilt": _quilt, "fur": _fur, "seams": _seams, "pouch": _pouch,
    "strings": _strings, "stitch": _stitch, "zipside": _zipside, "snaps": _snaps, "epaulettes": _epaulettes,
    "trim": _trim, "belt": _belt, "waistline": _waistline, "obi": _obi, "cord": _cord,
}  # fmt: skip


def _collar(cloth: Cloth, piece: Piece, cut: Cut, build: Build) -> None:
    """Collars, lapels and rolled necks."""
    t, u, w = build.torso, build.unit, build.neck_w
    edge, dark = darker(piece.rgb, 0.16), line(darker(piece.rgb, 0.4), 0.004 * u, 150)
    x = _CENTRE * u
    if cut.neck == "crew":
        ring = without(
            oval(x * 0.6, -t - 0.026 * u, w * 1.4, 0.05 * u), oval(x * 0.6, -t - 0.026 * u, w * 1.1, 0.035 * u)
        )
        lower = common(ring, polygon([(-1, -t - 0.026 * u), (1, -t - 0.026 * u), (1, 1), (-1, 1)]))
        cloth.add(common(lower, outline(build, cut.ease * u, 0.0, cut.boxy)), ink(edge))
    elif cut.neck in {"turtle", "stand"}:
        high = build.neck * (0.95 if cut.neck == "turtle" else 0.6)
        roll = rounded(x * 0.6 - w * 1.22, -t - high, x * 0.6 + w * 1.22, -t + 0.012 * u, 0.02 * u)
        cloth.add(roll, ink(piece.rgb))
        cloth.add(rounded(x * 0.6 - w * 1.2, -t - 0.02 * u, x * 0.6 + w * 1.2, -t + 0.012 * u, 0.014 * u), SHADE)
    elif cut.neck == "shirt":
        deep = -t + 0.055 * u
        for sign in (-1.0, 1.0):
            flap = polygon(
                [(x * 0.6 + sign * w * 0.98, -t - 0.05 * u), (x, deep), (x + sign * 0.046 * u, deep + 0.03 * u),
                 (x * 0.6 + sign * w * 1.75, -t - 0.008 * u)]
            )  # fmt: skip
            cloth.add(flap, ink(lighter(piece.rgb, 0.1)))
            cloth.add(flap, dark)
    elif cut.neck in {"lapel", "shawl", "robe"}:
        _lapels(cloth, piece, cut, build)
    elif cut.neck == "hood":
        deep = -t + 0.05 * u
        for sign in (-1.0, 1.0):
            fold = smooth(
                [(x * 0.6 + sign * w * 0.8, -t - 0.075 * u), (x * 0.6 + sign * w * 2.3, -t - 0.045 * u),
                 (x * 0.6 + sign * w * 2.1, -t + 0.012 * u), (x, deep + 0.022 * u), (x, deep - 0.01 * u)]
            )  # fmt: skip
            cloth.add(fold, ink(edge))
    elif cut.neck in {"v", "scoop", "strap"}:
        pass


def _lapels(cloth: Cloth, piece: Piece, cut: Cut, build: Build) -> None:
    """The turned-back edges of a coat or jacket."""
    t, u, w = build.torso, build.unit, build.neck_w
    x = _CENTRE * u
    deep = -t + {"lapel": 0.2, "shawl": 0.16, "robe": 0.17}[cut.neck] * u
    satin = "satin" in cut.details
    rgb = (22, 22, 28) if satin else darker(piece.rgb, 0.17)
    if cut.neck == "robe" and piece.accent:
        rgb = piece.accent
    if cut.neck == "shawl":
        rgb = lighter(piece.rgb, 0.55)
    gap = cut.front * u * 0.8
    for sign in (-1.0, 1.0):
        top = (x * 0.6 + sign * w * 1.0, -t - 0.045 * u)
        out = (x * 0.6 + sign * (w * 1.0 + 0.052 * u), -t - 0.008 * u)
        if cut.neck == "lapel":
            points = [
                top, out, (out[0] + sign * 0.012 * u, -t + 0.05 * u), (out[0] - sign * 0.006 * u, -t + 0.062 * u),
                (out[0] + sign * 0.014 * u, -t + 0.085 * u), (x + sign * gap, deep + (0.07 * u if gap else 0.0)),
            ]  # fmt: skip
        else:
            points = [top, out, (x + sign * (gap + 0.045 * u), -t + 0.09 * u), (x + sign * gap, deep + 0.02 * u)]
        flap = polygon(points)
        cloth.add(flap, ink(rgb))
        cloth.add(flap, line(darker(piece.rgb, 0.45), 0.004 * u, 130))


def _account(cloth: Cloth, piece: Piece, cut: Cut, build: Build, hem: float) -> None:
    """Which boxes the garment hides and where its colour can be measured."""
    t, u = build.torso, build.unit
    x, gap = _CENTRE * u, cut.front * u * 1.2
    left, top, right, bottom = cloth.extent
    seen = cut.front * u * 0.72
    covers = [(left, top, x - seen, bottom), (x + seen, top, right, bottom)] if gap else [cloth.extent]
    collar = 0.055 * u if cut.neck in {"lapel", "robe", "shawl", "hood"} else 0.02 * u
    upper = {"lapel": 0.21, "robe": 0.18, "shawl": 0.2, "hood": 0.08, "shirt": 0.095, "v": 0.15, "scoop": 0.08}
    high = -t + upper.get(cut.neck, 0.06) * u
    low = -t * 0.49 if "obi" in cut.details else min(hem, 0.0) - 0.05 * u
    if "belt" in cut.details:
        low = -t * 0.38
    if "cord" in cut.details:
        low = -t * 0.33
    waist = min(build.waist, build.chest)
    chest = (-waist * 0.92, high, x - max(gap, 0.0125 * u) - (collar if gap else 0.0) * 0.4, low)
    if "double" in cut.details:
        chest = (-waist * 0.92, high, -0.05 * u, low)
    if "fur" in cut.details:
        chest = (-waist * 0.92, high, -0.03 * u, low)
    if "waistline" in cut.details:
        low = -t * 0.34
        chest = (chest[0], high, chest[2], low)
    if "flaps" in cut.details and hem <= 0.015 * u:
        chest = (chest[0], -t * 0.66 + 0.032 * u, chest[2], low)
    elif "flaps" in cut.details or "pockets" in cut.details:
        chest = (chest[0], chest[1], chest[2], min(low, -0.13 * u if "pockets" in cut.details else -0.055 * u))
    if "trim" in cut.details:
        chest = (chest[0], chest[1], chest[2], hem - 0.12 * u)
    side = (x + max(gap, 0.03 * u) + 0.005, high, build.chest * 0.58, low)
    boxes = (
        [chest]
        if {"pocket", "double", "snaps", "one", "stitch", "zipside", "strings"} & set(cut.details)
        else [chest, side]
    )
    if (
        not gap
        and cut.neck != "shirt"
        and not {"zip", "buttons", "seams"} & set(cut.details)
        and piece.kind != "hoodie"
    ):
        boxes.append((x - 0.05 * u, high, x + 0.05 * u, low))
    cloth.covers = covers + cloth.covers
    cloth.claims = [(piece.slots, row) for box in boxes for row in quiet_rows(piece.pattern, box, u)]
