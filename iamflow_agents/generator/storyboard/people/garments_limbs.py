"""Arms, sleeves, hands, legs, trousers and shoes, drawn along the solved limbs."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.people.figure import Build, Limb
from iamflow_agents.generator.storyboard.people.figure_pen import Pen, compose, placed
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    Profile,
    along,
    darker,
    ink,
    line,
    polygon,
    smooth,
    tube,
    tube_edge,
    tube_outline,
    tube_shade,
    tube_sides,
    unit,
)
from iamflow_agents.generator.storyboard.people.garments import Cut
from iamflow_agents.generator.storyboard.people.garments_cloth import SHADE, accent_of, shaded
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import Point
from iamflow_agents.records import Slot


@dataclass(frozen=True, slots=True)
class Tube:
    """Cloth or skin along a limb."""

    profile: Profile
    paint: Paint
    far: Paint
    """The same colour in shade."""
    edge: Paint
    slots: tuple[Slot, ...]
    pattern: str = ""
    marks: Paint | None = None
    cuff: Paint | None = None
    round_end: bool = False

    @property
    def share(self) -> float:
        """Where on the limb it ends."""
        return self.profile[-1][0]


def arm_profile(build: Build, end: float = 1.0, add: float = 0.0, flare: float = 0.0) -> Profile:
    """Radii of an arm or sleeve up to a share of the arm."""
    rows = (
        (0.0, build.r_arm), (0.2, build.r_arm * 1.02), (0.4, build.r_arm * 0.86), (0.5, build.r_elbow * 1.02),
        (0.62, build.r_elbow * 1.0), (0.8, build.r_elbow * 0.84), (1.0, build.r_wrist),
    )  # fmt: skip
    return cut_profile(tuple((t, r + add + flare * (t / max(end, 0.1)) ** 2) for t, r in rows), end)


def leg_profile(build: Build, end: float = 1.0, add: float = 0.0, hem: float = 0.0) -> Profile:
    """Radii of a leg or trouser leg up to a share of the leg; `hem` widens the lower end."""
    rows = (
        (0.0, build.r_thigh), (0.15, build.r_thigh * 1.0), (0.32, build.r_thigh * 0.84), (0.5, build.r_knee * 1.02),
        (0.62, build.r_knee * 1.02), (0.75, build.r_knee * 0.9), (0.9, build.r_ankle * 1.12), (1.0, build.r_ankle),
    )  # fmt: skip
    return cut_profile(tuple((t, r + add * min(1.0, t * 2.2) + hem * max(0.0, t - 0.4) / 0.6) for t, r in rows), end)


def lower_part(layers: list[Tube], start: float) -> list[Tube]:
    """What shows of a leg's layers below a share of it."""
    kept: list[Tube] = []
    for layer in layers:
        rows = [row for row in layer.profile if row[0] > start + 0.03]
        if len(rows) > 1:
            before = max(row for row in layer.profile if row[0] <= start + 0.03)
            kept.append(replace(layer, profile=((start, before[1]), *rows)))
    return kept


def cut_profile(rows: Profile, end: float) -> Profile:
    """The part of a profile up to a share of the limb."""
    kept = [row for row in rows if row[0] < end - 0.04]
    before = kept[-1]
    after = next((row for row in rows if row[0] >= end), rows[-1])
    part = (end - before[0]) / ((after[0] - before[0]) or 1.0)
    kept.append((end, before[1] + (after[1] - before[1]) * part))
    return tuple(kept)


def skin_tube(profile: Profile, rgb: Rgb, slots: tuple[Slot, ...] = ()) -> Tube:
    """Bare skin along a limb."""
    return Tube(profile, ink(rgb), ink(shaded(rgb)), line(darker(rgb, 0.45), 0.006, 90), slots, round_end=True)


def cloth_tube(profile: Profile, piece: Piece, unit: float, *, cuff: bool = False) -> Tube:
    """Cloth of a piece along a limb."""
    return Tube(
        profile,
        ink(piece.rgb),
        ink(shaded(piece.rgb)),
        line(darker(piece.rgb, 0.5), 0.007 * unit, 110),
        piece.slots,
        pattern=piece.pattern,
        marks=ink(accent_of(piece)) if piece.pattern else None,
        cuff=ink(darker(piece.rgb, 0.18)) if cuff else None,
    )


def sleeve_tube(piece: Piece, cut: Cut, build: Build) -> Tube | None:
    """Sleeve of a garment; None when it has none."""
    if cut.sleeve <= 0.05:
        return None
    u = build.unit
    profile = arm_profile(build, cut.sleeve, cut.sleeve_r * u, cut.sleeve_flare * u)
    return cloth_tube(profile, piece, u, cuff="rib" in cut.details and cut.sleeve > 0.9)


def draw_tube(pen: Pen, limb: Limb, kind: Tube, *, near: bool) -> None:
    """Draw one layer of a limb; the far one lies in shade, the near one has a fine edge."""
    profile = kind.profile
    lefts, rights = tube_sides(limb.a, limb.b, limb.c, profile)
    start = unit(limb.a, limb.b) if profile[0][0] < 0.5 else unit(limb.b, limb.c)
    end = unit(limb.b, limb.c) if kind.round_end else None
    path = tube_outline(lefts, rights, start=start, end=end)
    plain = kind.marks is None and kind.cuff is None
    pen.fill(path, kind.far if plain and not near else kind.paint)
    canvas = pen.canvas
    if kind.marks is not None:
        _mark(canvas, limb, kind)
    if kind.cuff is not None:
        t = kind.share
        rows = [(t - 0.07, profile[-2][1] * 0.25 + profile[-1][1] * 0.8), (t, profile[-1][1] * 1.08)]
        canvas.drawPath(tube(limb.a, limb.b, limb.c, rows, round_start=False, round_end=False), kind.cuff)
    if near:
        canvas.drawPath(tube_shade(lefts, rights), SHADE)
        canvas.drawPath(tube_edge(lefts, rights), kind.edge)
    elif not plain:
        canvas.drawPath(path, SHADE)


def _mark(canvas: skia.Canvas, limb: Limb, kind: Tube) -> None:
    """Pattern along a limb: bands, or dots along its middle."""
    step = 0.09
    t = step * 0.7
    path = skia.Path()
    while t < kind.share - 0.02:
        radius = next(r for at, r in kind.profile if at >= t)
        x, y = along(limb.a, limb.b, limb.c, t)
        if kind.pattern in {"stripes", "checks"}:
            wide = 0.026 if kind.pattern == "stripes" else 0.013
            path.addPath(
                tube(limb.a, limb.b, limb.c, ((t, radius * 0.99), (t + wide, radius * 0.99)),
                     round_start=False, round_end=False)
            )  # fmt: skip
        else:
            path.addCircle(x + radius * (0.35 if round(t / step) % 2 else -0.35), y, radius * 0.24)
        t += step
    canvas.drawPath(path, kind.marks)


def claim_bone(pen: Pen, a: Point, b: Point, start: float, end: float, radius: float, slots: tuple[Slot, ...]) -> None:
    """Claim the middle of a straight piece of limb, away from its shaded side."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    angle = math.atan2(b[1] - a[1], b[0] - a[0])
    before = pen.matrix
    pen.matrix = compose(before, placed(a, angle))
    pen.claim(slots, (length * start, -radius * 0.36, length * end, radius * 0.74))
    pen.matrix = before


def draw_arm(
    pen: Pen, limb: Limb, layers: list[Tube], hand: Path, skin: Paint, *, near: bool, twist: float, edged: bool
) -> None:
    """Draw an arm: hand first (with an edge where it may lie on skin), then skin and sleeves over the wrist."""
    with pen.frame(placed(limb.c, limb.end_angle + twist)):
        pen.fill(hand, skin)
        bounds = hand.getBounds()
        pen.cover((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))
        if near and edged:
            pen.canvas.drawPath(hand, layers[0].edge)
    reach = layers[-1].profile[0][1]
    pen.cover_limb((limb.a, limb.b, limb.c), reach * 1.1 + 0.004)
    for layer in layers:
        draw_tube(pen, limb, layer, near=near)
    if near and not _is_folded(limb):
        _claim_sleeve(pen, limb, layers[-1])


def _is_folded(limb: Limb) -> bool:
    """Tell whether a limb is bent so far that it covers itself."""
    ux, uy, vx, vy = (*unit(limb.a, limb.b), *unit(limb.b, limb.c))
    return ux * vx + uy * vy < 0.1


def _claim_sleeve(pen: Pen, limb: Limb, sleeve: Tube) -> None:
    """Claim the straight parts of a plain sleeve."""
    if sleeve.pattern:
        return
    share = min(1.0, sleeve.share * 2)
    claim_bone(pen, limb.a, limb.b, 0.12, min(0.64, share * 0.9), sleeve.profile[1][1] * 0.9, sleeve.slots)
    if sleeve.share > 0.9:
        claim_bone(pen, limb.b, limb.c, 0.34, 0.8, sleeve.profile[-2][1] * 0.85, sleeve.slots)


def hand_paths(size: float) -> dict[str, Path]:
    """Outlines of hands, wrist at the origin, fingers along +x.

    Args:
        size: Radius-like measure of the palm in metres (an adult's hand is about 3.6 times as long).
    """
    s = size * 0.62
    rest = smooth(
        [(-0.5 * s, -0.55 * s), (0.9 * s, -0.85 * s), (2.1 * s, -0.75 * s), (2.9 * s, -0.1 * s), (2.7 * s, 0.6 * s),
         (1.6 * s, 0.95 * s), (0.5 * s, 0.8 * s), (-0.5 * s, 0.55 * s)]
    )  # fmt: skip
    thumb = smooth(
        [(0.3 * s, -0.5 * s), (1.0 * s, -1.3 * s), (1.7 * s, -1.25 * s), (1.8 * s, -0.7 * s), (1.0 * s, 0.0)]
    )
    palm = smooth(
        [(-0.5 * s, -0.6 * s), (0.8 * s, -0.95 * s), (1.7 * s, -0.95 * s), (1.9 * s, 0.0), (1.7 * s, 0.95 * s),
         (0.8 * s, 0.9 * s), (-0.5 * s, 0.6 * s)]
    )  # fmt: skip
    paths = {"rest": _joined(rest, thumb)}
    fingers = [_finger((1.2 * s, y * s), angle, length * s, 0.27 * s) for y, angle, length in (
        (-0.66, -0.24, 1.75), (-0.22, -0.08, 2.05), (0.24, 0.08, 1.95), (0.66, 0.24, 1.55))]  # fmt: skip
    paths["open"] = _joined(palm, *fingers, _finger((0.5 * s, -0.5 * s), -1.0, 1.55 * s, 0.3 * s))
    fist = smooth(
        [(-0.5 * s, -0.6 * s), (0.6 * s, -1.0 * s), (1.8 * s, -0.95 * s), (2.1 * s, 0.0), (1.8 * s, 0.95 * s),
         (0.6 * s, 1.0 * s), (-0.5 * s, 0.6 * s)]
    )  # fmt: skip
    paths["grip"] = _joined(fist, _finger((0.5 * s, -0.55 * s), -0.25, 1.3 * s, 0.34 * s))
    paths["point"] = _joined(fist, _finger((1.3 * s, -0.55 * s), -0.04, 2.2 * s, 0.3 * s))
    flat = smooth(
        [(-0.5 * s, -0.55 * s), (0.9 * s, -0.85 * s), (2.4 * s, -0.6 * s), (3.2 * s, -0.1 * s), (3.0 * s, 0.4 * s),
         (1.6 * s, 0.75 * s), (0.5 * s, 0.7 * s), (-0.5 * s, 0.55 * s)]
    )  # fmt: skip
    paths["flat"] = _joined(flat, _finger((0.5 * s, -0.4 * s), -0.6, 1.35 * s, 0.3 * s))
    return paths


def _joined(*paths: Path) -> Path:
    """Several outlines as one, without seams."""
    builder = skia.OpBuilder()
    for path in paths:
        builder.add(path, skia.kUnion_PathOp)
    return builder.resolve() or paths[0]


def _finger(root: Point, angle: float, length: float, radius: float) -> Path:
    """A finger from its root."""
    tip = (root[0] + math.cos(angle) * length, root[1] + math.sin(angle) * length)
    middle = ((root[0] + tip[0]) / 2, (root[1] + tip[1]) / 2)
    return tube(root, middle, tip, ((0.0, radius), (0.5, radius), (1.0, radius * 0.85)))


@dataclass(frozen=True, slots=True)
class Shoe:
    """What is on a foot: layers in the ankle's frame and a shaft along the shin."""

    items: tuple[tuple[Path, Paint], ...]
    main: Path
    shaft: Tube | None
    slots: tuple[Slot, ...]
    box: tuple[float, float, float, float]


def make_shoe(piece: Piece, build: Build, skin: Rgb) -> Shoe:
    """Build a shoe; the frame's origin is the ankle joint, toes along +x, the sole at `Build.ankle`."""
    f, a = build.foot, build.ankle
    main = _foot_path(f, a, high=piece.kind in {"boots", "wellies", "sneakers"})
    dark = ink(darker(piece.rgb, 0.35))
    box = (-0.28 * f, -0.02 * a, 0.62 * f, a * 0.62)
    sole = polygon([(-0.42 * f, a * 0.8), (1.0 * f, a * 0.8), (1.02 * f, a), (-0.42 * f, a)])
    items: list[tuple[Path, Paint]] = [(main, ink(piece.rgb))]
    shaft: Tube | None = None
    if piece.kind == "barefoot":
        items = [(main, ink(skin))]
        toes = skia.Path()
        for x in (0.72, 0.84):
            toes.moveTo(x * f, a * 0.62)
            toes.lineTo((x + 0.02) * f, a * 0.86)
        items.append((toes, line(darker(skin, 0.3), 0.006 * build.unit, 160)))
        return Shoe(tuple(items), main, None, (), box)
    if piece.kind in {"sandals"}:
        straps = skia.Path()
        straps.moveTo(0.3 * f, a * 0.12)
        straps.lineTo(0.56 * f, a * 0.85)
        straps.moveTo(-0.2 * f, -a * 0.1)
        straps.lineTo(0.3 * f, a * 0.12)
        items = [(main, ink(skin)), (sole, ink(piece.rgb)), (straps, line(piece.rgb, 0.024 * build.unit))]
        return Shoe(tuple(items), main, None, (), box)
    if piece.kind == "heels":
        heel = polygon([(-0.4 * f, a * 0.1), (-0.16 * f, a * 0.5), (-0.3 * f, a), (-0.37 * f, a)])
        pump = smooth([(-0.44 * f, -a * 0.3), (-0.3 * f, a * 0.5), (0.3 * f, a * 0.95), (0.92 * f, a * 1.05),
                       (0.98 * f, a * 0.9), (0.6 * f, a * 0.5), (0.2 * f, a * 0.3), (-0.2 * f, a * 0.05)])  # fmt: skip
        items = [(main, ink(skin)), (heel, ink(piece.rgb)), (pump, ink(piece.rgb))]
        return Shoe(tuple(items), main, None, piece.slots, (-0.1 * f, a * 0.42, 0.34 * f, a * 0.66))
    if piece.kind == "sneakers":
        light = (250, 250, 250) if sum(piece.rgb) < 600 else (120, 126, 136)
        stripe = skia.Path()
        stripe.moveTo(0.2 * f, a * 0.05)
        stripe.lineTo(0.34 * f, a * 0.62)
        items += [(sole, ink(light)), (stripe, line(light, 0.012 * build.unit))]
        return Shoe(tuple(items), main, None, piece.slots, (-0.3 * f, 0.0, 0.16 * f, a * 0.72))
    items.append((sole, dark))
    if piece.kind in {"boots", "wellies"}:
        tall = 0.66 if piece.kind == "wellies" or piece.length == "long" else 0.8
        rows = tuple((t, r + 0.012 * build.unit) for t, r in leg_profile(build))
        upper = [row for row in rows if row[0] > tall + 0.02]
        radius = max(build.r_ankle * 1.35, upper[0][1])
        shaft_rows = [(tall, max(radius, build.r_knee * 0.98)), (0.9, radius * 0.95), (1.0, radius * 0.95)]
        shaft = cloth_tube(shaft_rows, piece, build.unit)
    return Shoe(tuple(items), main, shaft, piece.slots, box)


def _foot_path(f: float, a: float, *, high: bool) -> Path:
    """Outline of a foot or shoe from the side."""
    top = -0.35 * a if high else -0.12 * a
    path = skia.Path()
    path.moveTo(-0.3 * f, top)
    path.cubicTo(-0.46 * f, a * 0.2, -0.46 * f, a * 0.7, -0.42 * f, a)
    path.lineTo(0.98 * f, a)
    path.cubicTo(1.08 * f, a * 0.86, 1.0 * f, a * 0.42, 0.72 * f, a * 0.32)
    path.cubicTo(0.5 * f, a * 0.24, 0.36 * f, a * 0.02, 0.3 * f, top)
    path.close()
    return path


def draw_foot(pen: Pen, limb: Limb, pitch: float, shoe: Shoe, build: Build, *, near: bool) -> None:
    """Draw foot and shoe at the end of a leg."""
    if shoe.shaft is not None:
        draw_tube(pen, limb, shoe.shaft, near=near)
        start, radius = shoe.shaft.profile[0]
        pen.cover_limb((along(limb.a, limb.b, limb.c, start), limb.c), radius * 1.1)
    with pen.frame(placed(limb.c, pitch)):
        bounds = shoe.main.getBounds()
        pen.cover((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))
        pen.extend((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))
        for path, paint in shoe.items:
            pen.canvas.drawPath(path, paint)
        if near:
            pen.claim(shoe.slots, shoe.box)
        else:
            pen.canvas.drawPath(shoe.main, SHADE)


def draw_leg(pen: Pen, limb: Limb, layers: list[Tube], *, near: bool, cover: bool = True) -> None:
    """Draw skin and cloth of a leg and claim its cloth."""
    if cover:
        pen.cover_limb((limb.a, limb.b, limb.c), layers[-1].profile[0][1] * 1.02)
    for layer in layers:
        draw_tube(pen, limb, layer, near=near)
    if near:
        last = layers[-1]
        share = min(1.0, last.share * 2)
        if last.profile[0][0] == 0.0:
            claim_bone(pen, limb.a, limb.b, 0.25, min(0.7, share * 0.92), last.profile[2][1] * 0.8, last.slots)
        if last.share > 0.9:
            start = max(0.1, last.profile[0][0] * 2 - 0.9)
            claim_bone(pen, limb.b, limb.c, start, 0.7, last.profile[-2][1] * 0.9, last.slots)
