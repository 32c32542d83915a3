"""Skirts, coat tails, aprons and cloaks: cloth that hangs from the waist or shoulders and follows the legs."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from iamflow_agents.generator.storyboard.people.figure import Build, Rig
from iamflow_agents.generator.storyboard.people.figure_pen import Pen, apply
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    along,
    common,
    darker,
    ink,
    line,
    polygon,
    smooth,
    tube,
)
from iamflow_agents.generator.storyboard.people.garments_cloth import SHADE, accent_of, pattern_path, quiet_rows
from iamflow_agents.generator.storyboard.people.garments_limbs import claim_bone
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import Point
from iamflow_agents.records import Slot


@dataclass(frozen=True, slots=True)
class Skirt:
    """Cloth around both legs."""

    piece: Piece
    paint: Paint
    edge: Paint
    fold: Paint
    lining: Paint
    """The cloth between bent legs, in shade."""
    slots: tuple[Slot, ...]
    share: float
    """How much of the leg it covers."""
    flare: float
    top: float
    """Where it begins, in the torso's frame."""
    width: float
    """Half width there."""
    gap: float = 0.0
    """Half width of an open front."""
    ease: float = 0.0


def make_skirt(
    piece: Piece,
    build: Build,
    *,
    share: float,
    flare: float,
    top: float,
    width: float,
    gap: float = 0.0,
    ease: float = 0.0,
) -> Skirt:
    """Prepare a skirt or coat tail."""
    u, rgb = build.unit, piece.rgb
    return Skirt(
        piece=piece,
        paint=ink(rgb),
        edge=line(darker(rgb, 0.5), 0.007 * u, 110),
        fold=line(darker(rgb, 0.45), 0.008 * u, 80),
        lining=ink(darker(rgb, 0.24)),
        slots=piece.slots,
        share=share,
        flare=flare * u,
        top=top,
        width=width,
        gap=gap,
        ease=ease,
    )


def draw_skirt(pen: Pen, rig: Rig, build: Build, skirt: Skirt) -> None:
    """Draw a skirt: hanging when the legs are straight, along each leg when they are bent."""
    if rig.plan.folded:
        _draw_folded(pen, rig, build, skirt)
    else:
        _draw_hanging(pen, rig, build, skirt)


def _hem(rig: Rig, build: Build, skirt: Skirt) -> tuple[Point, Point]:
    """Left and right end of the hem."""
    trail, lead = rig.trail_leg, rig.lead_leg
    p = along(trail.a, trail.b, trail.c, skirt.share)
    q = along(lead.a, lead.b, lead.c, skirt.share)
    radius = build.r_thigh + (build.r_ankle * 1.3 - build.r_thigh) * skirt.share + skirt.flare + skirt.ease
    left, right = (p, q) if p[0] <= q[0] else (q, p)
    low = max(left[1], right[1])
    return (left[0] - radius, (left[1] + low) / 2), (right[0] + radius, (right[1] + low) / 2)


def _draw_hanging(pen: Pen, rig: Rig, build: Build, skirt: Skirt) -> None:
    """One outline from the waist to the hem."""
    wl = apply(rig.torso, (-skirt.width, skirt.top))
    wr = apply(rig.torso, (skirt.width * 0.96, skirt.top))
    (lx, ly), (rx, ry) = _hem(rig, build, skirt)
    hip = build.hips * 1.1 + skirt.ease
    hl, hr = apply(rig.torso, (-hip, 0.02)), apply(rig.torso, (hip * 0.96, 0.02))
    sag = 0.03 * build.unit
    middle = (lx + rx) / 2 + 0.016 * build.unit
    slit = (middle, middle)
    path = skia.Path()
    path.moveTo(*wl)
    path.quadTo(hl[0], hl[1] - 0.05, (hl[0] + lx) / 2, (hl[1] + ly) / 2)
    path.lineTo(lx, ly)
    if skirt.gap:
        gap, up = skirt.gap * 1.3, apply(rig.torso, (0.016 * build.unit, skirt.top))
        slit = (min(middle, up[0]), max(middle, up[0]))
        path.quadTo((lx + middle) / 2, ly + sag, middle - gap, ly + sag * 0.6)
        path.lineTo(up[0] - skirt.gap, up[1])
        path.lineTo(up[0] + skirt.gap, up[1])
        path.lineTo(middle + gap, ry + sag * 0.6)
        path.quadTo((rx + middle) / 2, ry + sag, rx, ry)
    else:
        path.quadTo(middle, max(ly, ry) + 2 * sag, rx, ry)
    path.lineTo((hr[0] + rx) / 2, (hr[1] + ry) / 2)
    path.quadTo(hr[0], hr[1] - 0.05, *wr)
    path.close()
    pen.fill(path, skirt.paint)
    _decorate(pen, path, skirt, build)
    shade = skia.Path()
    shade.moveTo(*wr)
    shade.quadTo(hr[0], hr[1] - 0.05, (hr[0] + rx) / 2, (hr[1] + ry) / 2)
    shade.lineTo(rx, ry)
    shade.quadTo(rx * 0.9 + lx * 0.1, ry + sag * 0.6, rx * 0.76 + lx * 0.24, ry + sag * 0.7)
    shade.quadTo(rx * 0.7 + lx * 0.3, (wr[1] + ry) / 2, wr[0] * 0.86 + wl[0] * 0.14, wr[1])
    shade.close()
    pen.canvas.drawPath(shade, SHADE)
    _folds(pen, wl, wr, (lx, ly), (rx, ry), skirt)
    pen.canvas.drawPath(path, skirt.edge)
    top = max(wl[1], wr[1])
    low = min(ly, ry)
    tall = low - top
    gap_cover = skirt.gap * 1.6
    if skirt.gap:
        pen.cover((min(lx, wl[0]), top, slit[1] - skirt.gap * 0.9, max(ly, ry) + sag))
        pen.cover((slit[0] + skirt.gap * 0.9, top, max(rx, wr[0]), max(ly, ry) + sag))
    else:
        pen.cover((min(lx, wl[0]), top, max(rx, wr[0]), max(ly, ry) + sag))
    inner = max(wl[0], lx + 0.18 * (rx - lx))
    right = min(slit[0] - max(gap_cover, 0.012), wr[0] - 0.12 * (wr[0] - wl[0]), rx - 0.25 * (rx - lx))
    for row in quiet_rows(skirt.piece.pattern, (inner + 0.012, top + tall * 0.3, right, low - tall * 0.12), build.unit):
        pen.claim(skirt.slots, row)


def _folds(pen: Pen, wl: Point, wr: Point, left: Point, right: Point, skirt: Skirt) -> None:
    """Fine lines from the waist to the hem."""
    path = skia.Path()
    for share in (0.3, 0.62) if not skirt.gap else ():
        x0, y0 = wl[0] + (wr[0] - wl[0]) * share, wl[1] + (wr[1] - wl[1]) * share
        x1, y1 = left[0] + (right[0] - left[0]) * share, left[1] + (right[1] - left[1]) * share
        path.moveTo(x0 + (x1 - x0) * 0.45, y0 + (y1 - y0) * 0.45)
        path.lineTo(x1, y1)
    pen.canvas.drawPath(path, skirt.fold)


def _decorate(pen: Pen, path: Path, skirt: Skirt, build: Build) -> None:
    """The piece's pattern over the moving cloth."""
    if not skirt.piece.pattern:
        return
    bounds = path.getBounds()
    marks = pattern_path(
        skirt.piece.pattern, (bounds.left(), bounds.top(), bounds.right(), bounds.bottom()), build.unit
    )
    pen.canvas.drawPath(common(path, marks), ink(accent_of(skirt.piece)))


def _draw_folded(pen: Pen, rig: Rig, build: Build, skirt: Skirt) -> None:
    """Cloth along both bent legs, and over the lap between them."""
    share = min(skirt.share, 0.93)
    base = build.r_thigh + skirt.ease
    hem = base * 0.88 + skirt.flare * 0.6
    rows = [
        (t, base * 1.05 + (hem - base * 1.05) * (t / share) ** 2)
        for t in (0.0, 0.2, 0.34, 0.42, 0.5, 0.58, 0.68, 0.8)
        if t < share - 0.03
    ]
    rows.append((share, hem))
    trail, lead = rig.trail_leg, rig.lead_leg
    lap = [
        trail.a,
        lead.a,
        lead.b,
        along(lead.a, lead.b, lead.c, share),
        along(trail.a, trail.b, trail.c, share),
        trail.b,
    ]
    pen.fill(polygon(lap), skirt.lining)
    for limb, near in ((rig.lead_leg, False), (rig.trail_leg, True)):
        path = tube(limb.a, limb.b, limb.c, rows, round_end=False)
        pen.fill(path, skirt.paint)
        _decorate(pen, path, skirt, build)
        if not near:
            pen.canvas.drawPath(path, SHADE)
        pen.canvas.drawPath(path, skirt.edge)
        end = along(limb.a, limb.b, limb.c, share)
        chain = (limb.a, limb.b, end) if share > 0.5 else (limb.a, end)
        pen.cover_limb(chain, rows[-1][1] * 1.15)
    if not skirt.piece.pattern:
        limb = rig.trail_leg
        claim_bone(pen, limb.a, limb.b, 0.25, min(0.7, share * 1.6), base * 0.85, skirt.slots)


@dataclass(frozen=True, slots=True)
class Cloak:
    """A cloak's back part and the mantle over the shoulders."""

    paint: Paint
    inside: Paint
    edge: Paint
    mantle: Path
    clasp: Path
    clasp_paint: Paint
    slots: tuple[Slot, ...]
    length: float


def make_cloak(piece: Piece, build: Build) -> Cloak:
    """Prepare a cloak or cape."""
    t, u, sw = build.torso, build.unit, build.shoulders
    mantle = smooth(
        [(-build.neck_w * 1.3, -t - 0.07 * u), (-sw * 0.7, -t - 0.03 * u), (-sw * 1.22, -t + 0.05 * u),
         (-sw * 1.32, -t + 0.22 * u), (-sw * 0.8, -t + 0.2 * u), (-sw * 0.3, -t + 0.12 * u), (0.02 * u, -t + 0.075 * u),
         (sw * 0.36, -t + 0.12 * u), (sw * 0.8, -t + 0.2 * u), (sw * 1.28, -t + 0.22 * u), (sw * 1.18, -t + 0.05 * u),
         (sw * 0.7, -t - 0.03 * u), (build.neck_w * 1.35, -t - 0.07 * u), (0.02 * u, -t - 0.005 * u)]
    )  # fmt: skip
    clasp = smooth(
        [(-0.012 * u, -t + 0.06 * u), (0.05 * u, -t + 0.06 * u), (0.05 * u, -t + 0.1 * u), (-0.012 * u, -t + 0.1 * u)]
    )
    return Cloak(
        ink(piece.rgb), ink(darker(piece.rgb, 0.35)), line(darker(piece.rgb, 0.5), 0.008 * u, 120), mantle, clasp,
        ink(piece.accent or (222, 182, 80)), piece.slots, 0.45 if piece.length == "short" else 0.8,
    )  # fmt: skip


def draw_cloak_back(pen: Pen, rig: Rig, build: Build, cloak: Cloak) -> None:
    """The part that hangs behind everything."""
    t, u, sw = build.torso, build.unit, build.shoulders
    left, right = apply(rig.torso, (-sw * 1.05, -t + 0.04 * u)), apply(rig.torso, (sw * 1.0, -t + 0.04 * u))
    trail = rig.trail_leg
    low = along(trail.a, trail.b, trail.c, cloak.length)[1] if not rig.plan.folded else -0.04 * u
    wide = sw * 1.62
    cx = rig.trail_leg.a[0] * 0.5 + rig.lead_leg.a[0] * 0.5
    path = smooth(
        [left, (cx - wide * 0.95, (left[1] + low) / 2), (cx - wide * 1.12, low - 0.02), (cx - wide * 1.0, low + 0.03),
         (cx, low + 0.05 * u), (cx + wide, low + 0.03), (cx + wide * 1.05, low - 0.02),
         (cx + wide * 0.9, (left[1] + low) / 2), right]
    )  # fmt: skip
    pen.fill(path, cloak.paint)
    inner = smooth(
        [(cx - wide * 0.45, left[1] + 0.1), (cx - wide * 0.72, low), (cx, low + 0.045 * u), (cx + wide * 0.7, low),
         (cx + wide * 0.45, left[1] + 0.1)]
    )  # fmt: skip
    pen.canvas.drawPath(inner, cloak.inside)
    pen.canvas.drawPath(path, cloak.edge)
    y = (left[1] + low) / 2
    pen.claim(cloak.slots, (cx - wide * 0.98, y + 0.12 * u, cx - wide * 0.74, low - 0.06 * u))


def draw_cloak_front(pen: Pen, rig: Rig, build: Build, cloak: Cloak) -> None:
    """The mantle over shoulders and upper arms."""
    t, u, sw = build.torso, build.unit, build.shoulders
    with pen.frame(rig.torso):
        pen.fill(cloak.mantle, cloak.paint)
        pen.canvas.drawPath(cloak.mantle, cloak.edge)
        pen.canvas.drawPath(cloak.clasp, cloak.clasp_paint)
        pen.cover((-sw * 1.32, -t - 0.07 * u, sw * 1.28, -t + 0.22 * u))
        pen.claim(cloak.slots, (-sw * 0.98, -t + 0.035 * u, -sw * 0.36, -t + 0.1 * u))


@dataclass(frozen=True, slots=True)
class Apron:
    """A bib over the chest and a cloth over the lap."""

    piece: Piece
    paint: Paint
    bib: Path
    marks: Path | None
    strings: Path
    string: Paint
    skirt: Skirt


def make_apron(piece: Piece, build: Build) -> Apron:
    """Prepare an apron."""
    t, u = build.torso, build.unit
    x, w = 0.016 * u, build.chest * 0.56
    wide = max(build.waist, build.hips) * 0.8
    bib = smooth(
        [(x - w, -t * 0.8), (x + w, -t * 0.8), (x + w, -t * 0.8), (x + w * 1.02, -t * 0.5), (x + wide, -t * 0.36),
         (x + wide, 0.0), (x - wide, 0.0), (x - wide, -t * 0.36), (x - w * 1.02, -t * 0.5), (x - w, -t * 0.8)]
    )  # fmt: skip
    strings = skia.Path()
    for sign in (-1.0, 1.0):
        strings.moveTo(x + sign * w * 0.9, -t * 0.78)
        strings.lineTo(x * 0.6 + sign * build.neck_w * 1.1, -t - 0.035 * u)
    strings.moveTo(-build.waist * 1.06, -t * 0.3)
    strings.lineTo(build.waist * 1.04, -t * 0.3)
    rect = bib.getBounds()
    box = (rect.left(), rect.top(), rect.right(), rect.bottom())
    marks = common(bib, pattern_path(piece.pattern, box, u)) if piece.pattern else None
    skirt = make_skirt(piece, build, share=0.42, flare=-0.005, top=-t * 0.3, width=wide, ease=-0.02)
    return Apron(piece, ink(piece.rgb), bib, marks, strings, line(darker(piece.rgb, 0.2), 0.014 * u), skirt)


def draw_apron(pen: Pen, rig: Rig, build: Build, apron: Apron) -> None:
    """Lap first, then the bib."""
    t, u = build.torso, build.unit
    draw_skirt(pen, rig, build, apron.skirt)
    with pen.frame(rig.torso):
        pen.canvas.drawPath(apron.strings, apron.string)
        pen.fill(apron.bib, apron.paint)
        if apron.marks is not None:
            pen.canvas.drawPath(apron.marks, ink(accent_of(apron.piece)))
        bounds = apron.bib.getBounds()
        pen.cover((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))
        chest = (-build.chest * 0.42, -t * 0.72, build.chest * 0.44, -0.06 * u)
        for row in quiet_rows(apron.piece.pattern, chest, u):
            pen.claim(apron.piece.slots, row)
