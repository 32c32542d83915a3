"""Accessories: scarves, ties, belts, bags, jewellery and what else is worn over clothes, in the torso's frame."""

from __future__ import annotations

from dataclasses import dataclass, field

import skia

from iamflow_agents.generator.storyboard.people.figure import Build
from iamflow_agents.generator.storyboard.people.figure_pen import Pen
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    common,
    darker,
    ink,
    lighter,
    line,
    oval,
    polygon,
    rounded,
    smooth,
)
from iamflow_agents.generator.storyboard.people.garments_cloth import accent_of, bounds_of, pattern_path, quiet_rows
from iamflow_agents.generator.storyboard.people.garments_torso import outline
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import LocalBox
from iamflow_agents.records import Slot


@dataclass(slots=True)
class Extra:
    """An accessory: what hangs behind the body, what lies on the torso, and what goes over the near arm."""

    behind: list[tuple[Path, Paint]] = field(default_factory=list)
    front: list[tuple[Path, Paint]] = field(default_factory=list)
    over: list[tuple[Path, Paint]] = field(default_factory=list)
    covers: list[LocalBox] = field(default_factory=list)
    over_covers: list[LocalBox] = field(default_factory=list)
    claims: list[LocalBox] = field(default_factory=list)
    over_claims: list[LocalBox] = field(default_factory=list)
    slots: tuple[Slot, ...] = ()

    def draw(self, pen: Pen, layer: str) -> None:
        """Draw one layer (`behind`, `front` or `over`) in the torso's frame."""
        items = {"behind": self.behind, "front": self.front, "over": self.over}[layer]
        for path, paint in items:
            pen.fill(path, paint)
        if layer == "behind":
            return
        for box in self.covers if layer == "front" else self.over_covers:
            pen.cover(box)
        for box in self.claims if layer == "front" else self.over_claims:
            pen.claim(self.slots, box)


def _scarf(piece: Piece, build: Build) -> Extra:
    t, u, w = build.torso, build.unit, build.neck_w
    extra = Extra()
    wrap = smooth(
        [(-w * 1.7, -t - 0.075 * u), (0.0, -t - 0.06 * u), (w * 1.75, -t - 0.075 * u), (w * 2.15, -t - 0.01 * u),
         (w * 1.3, -t + 0.05 * u), (0.0, -t + 0.066 * u), (-w * 1.3, -t + 0.05 * u), (-w * 2.1, -t - 0.01 * u)]
    )  # fmt: skip
    x = -0.045 * u
    tail = smooth(
        [(x - 0.05 * u, -t + 0.01 * u), (x + 0.055 * u, -t + 0.02 * u), (x + 0.05 * u, -t + 0.15 * u),
         (x + 0.052 * u, -t + 0.34 * u), (x + 0.052 * u, -t + 0.34 * u), (x - 0.052 * u, -t + 0.34 * u),
         (x - 0.052 * u, -t + 0.34 * u), (x - 0.045 * u, -t + 0.15 * u)]
    )  # fmt: skip
    fringe = skia.Path()
    for at in range(5):
        fx = x + (-0.042 + at * 0.021) * u
        fringe.moveTo(fx, -t + 0.335 * u)
        fringe.lineTo(fx, -t + 0.365 * u)
    extra.front = [
        (tail, ink(piece.rgb)),
        (fringe, line(piece.rgb, 0.011 * u)),
        (tail, line(darker(piece.rgb, 0.45), 0.006 * u, 120)),
        (wrap, ink(piece.rgb)),
    ]
    if piece.pattern:
        for path in (tail, wrap):
            marks = common(path, pattern_path(piece.pattern, bounds_of(path), u))
            extra.front.append((marks, ink(accent_of(piece))))
    fold = skia.Path()
    fold.moveTo(-w * 1.8, -t - 0.02 * u)
    fold.quadTo(0.0, -t + 0.035 * u, w * 1.8, -t - 0.03 * u)
    extra.front += [
        (fold, line(darker(piece.rgb, 0.4), 0.008 * u, 140)), (wrap, line(darker(piece.rgb, 0.45), 0.006 * u, 120)),
    ]  # fmt: skip
    extra.covers = [
        (-w * 2.1, -t - 0.075 * u, w * 2.15, -t + 0.066 * u),
        (x - 0.06 * u, -t, x + 0.06 * u, -t + 0.37 * u),
    ]
    extra.claims = quiet_rows(piece.pattern, (x - 0.034 * u, -t + 0.085 * u, x + 0.034 * u, -t + 0.325 * u), u)
    return extra


def _shawl(piece: Piece, build: Build) -> Extra:
    t, u, sw = build.torso, build.unit, build.shoulders
    extra = Extra()
    shape = smooth(
        [
            (-build.neck_w * 1.4, -t - 0.05 * u),
            (-sw * 1.05, -t - 0.01 * u),
            (-sw * 1.28, -t + 0.16 * u),
            (-sw * 0.9, -t + 0.3 * u),
            (-0.02 * u, -t + 0.36 * u),
            (0.03 * u, -t + 0.3 * u),
            (0.02 * u, -t + 0.16 * u),
            (sw * 0.9, -t + 0.3 * u),
            (sw * 1.24, -t + 0.16 * u),
            (sw * 1.02, -t - 0.01 * u),
            (build.neck_w * 1.4, -t - 0.05 * u),
            (0.02 * u, -t + 0.07 * u),
        ]
    )
    extra.over = [(shape, ink(piece.rgb))]
    if piece.pattern:
        extra.over.append((common(shape, pattern_path(piece.pattern, bounds_of(shape), u)), ink(accent_of(piece))))
    extra.over.append((shape, line(darker(piece.rgb, 0.45), 0.007 * u, 130)))
    extra.over_covers = [(-sw * 1.25, -t - 0.05 * u, sw * 1.22, -t + 0.33 * u)]
    extra.over_claims = quiet_rows(piece.pattern, (-sw * 0.85, -t + 0.06 * u, -sw * 0.25, -t + 0.2 * u), u)
    return extra


def _tie(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    x = 0.016 * u
    knot = polygon(
        [
            (x - 0.02 * u, -t - 0.002 * u),
            (x + 0.02 * u, -t - 0.002 * u),
            (x + 0.012 * u, -t + 0.036 * u),
            (x - 0.012 * u, -t + 0.036 * u),
        ]
    )
    blade = polygon(
        [(x - 0.012 * u, -t + 0.034 * u), (x + 0.012 * u, -t + 0.034 * u), (x + 0.031 * u, -t * 0.38), (x, -t * 0.3),
         (x - 0.031 * u, -t * 0.38)]
    )  # fmt: skip
    extra = Extra(front=[(blade, ink(piece.rgb))])
    if piece.pattern:
        extra.front.append(
            (common(blade, pattern_path(piece.pattern, bounds_of(blade), u * 0.7)), ink(accent_of(piece)))
        )
    extra.front += [(knot, ink(darker(piece.rgb, 0.14))), (blade, line(darker(piece.rgb, 0.5), 0.004 * u, 130))]
    extra.covers = [(x - 0.033 * u, -t - 0.01 * u, x + 0.033 * u, -t * 0.29)]
    if not piece.pattern:
        extra.claims = [(x - 0.0125 * u, -t + 0.09 * u, x + 0.0125 * u, -t * 0.4)]
    return extra


def _bowtie(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    x, y = 0.014 * u, -t + 0.018 * u
    wings = smooth(
        [
            (x - 0.06 * u, y - 0.032 * u),
            (x, y - 0.004 * u),
            (x + 0.06 * u, y - 0.032 * u),
            (x + 0.064 * u, y + 0.03 * u),
            (x, y + 0.006 * u),
            (x - 0.064 * u, y + 0.03 * u),
        ]
    )
    extra = Extra(front=[(wings, ink(piece.rgb)), (oval(x, y, 0.013 * u, 0.015 * u), ink(darker(piece.rgb, 0.25)))])
    extra.covers = [(x - 0.06 * u, y - 0.03 * u, x + 0.06 * u, y + 0.03 * u)]
    extra.claims = [(x - 0.05 * u, y - 0.011 * u, x - 0.02 * u, y + 0.011 * u)]
    return extra


def _belt(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    y = -t * 0.3
    body = outline(build, 0.024 * u, 0.02 * u, 0.4)
    band = common(body, polygon([(-1, y), (1, y), (1, y + 0.045 * u), (-1, y + 0.045 * u)]))
    buckle = rounded(-0.012 * u, y + 0.004 * u, 0.042 * u, y + 0.041 * u, 0.006 * u)
    extra = Extra(front=[(band, ink(piece.rgb)), (buckle, line((214, 186, 110), 0.008 * u))])
    extra.covers = [(-1.0, y, 1.0, y + 0.045 * u)]
    extra.claims = [(-build.waist * 0.85, y + 0.006 * u, -0.03 * u, y + 0.039 * u)]
    return extra


def _suspenders(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    extra = Extra()
    for sign in (-1.0, 1.0):
        path = skia.Path()
        path.moveTo(sign * build.neck_w * 1.7, -t - 0.012 * u)
        path.quadTo(sign * build.chest * 0.55, -t * 0.7, sign * build.waist * 0.56, -t * 0.26)
        extra.front.append((path, line(piece.rgb, 0.032 * u)))
        x = sign * build.chest * 0.5
        extra.covers.append((x - 0.05 * u, -t, x + 0.05 * u, -t * 0.26))
    return extra


def _necklace(piece: Piece, build: Build) -> Extra:
    t, u, w = build.torso, build.unit, build.neck_w
    path = skia.Path()
    path.moveTo(-w * 1.05, -t - 0.035 * u)
    path.quadTo(0.016 * u, -t + 0.13 * u, w * 1.1, -t - 0.035 * u)
    drop = oval(0.015 * u, -t + 0.062 * u, 0.015 * u, 0.018 * u)
    extra = Extra(front=[(path, line(piece.rgb, 0.009 * u)), (drop, ink(piece.rgb))])
    extra.covers = [(-w * 1.1, -t - 0.04 * u, w * 1.1, -t + 0.085 * u)]
    return extra


def _medal(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    x, y = build.chest * 0.45, -t * 0.66
    ribbon = polygon(
        [(x - 0.02 * u, y - 0.06 * u), (x + 0.02 * u, y - 0.06 * u), (x + 0.012 * u, y), (x - 0.012 * u, y)]
    )
    extra = Extra(
        front=[
            (ribbon, ink(piece.accent or (176, 44, 54))),
            (oval(x, y + 0.016 * u, 0.027 * u, 0.027 * u), ink(piece.rgb)),
            (oval(x, y + 0.016 * u, 0.016 * u, 0.016 * u), ink(lighter(piece.rgb, 0.35))),
        ]
    )
    extra.covers = [(x - 0.03 * u, y - 0.06 * u, x + 0.03 * u, y + 0.045 * u)]
    return extra


def _badge(piece: Piece, build: Build) -> Extra:
    t, u = build.torso, build.unit
    x, y = build.chest * 0.45, -t * 0.66
    shield = smooth(
        [
            (x - 0.03 * u, y - 0.034 * u),
            (x + 0.03 * u, y - 0.034 * u),
            (x + 0.03 * u, y + 0.012 * u),
            (x, y + 0.042 * u),
            (x - 0.03 * u, y + 0.012 * u),
        ]
    )
    extra = Extra(front=[(shield, ink(piece.rgb)), (shield, line(darker(piece.rgb, 0.45), 0.005 * u, 170))])
    extra.covers = [(x - 0.03 * u, y - 0.034 * u, x + 0.03 * u, y + 0.042 * u)]
    return extra


def _backpack(piece: Piece, build: Build) -> Extra:
    t, u, sw = build.torso, build.unit, build.shoulders
    bag = rounded(-sw * 1.42, -t + 0.03 * u, sw * 0.62, -t * 0.12, 0.07 * u)
    flap = rounded(-sw * 1.42, -t + 0.03 * u, -sw * 0.4, -t * 0.62, 0.06 * u)
    extra = Extra(behind=[(bag, ink(piece.rgb)), (flap, ink(darker(piece.rgb, 0.16)))])
    for sign in (-1.0, 1.0):
        strap = skia.Path()
        strap.moveTo(sign * sw * 0.56, -t - 0.01 * u)
        strap.quadTo(sign * sw * 0.66, -t * 0.7, sign * sw * 0.8, -t * 0.46)
        extra.front.append((strap, line(darker(piece.rgb, 0.12), 0.036 * u)))
        x = sign * sw * 0.66
        extra.covers.append((x - 0.055 * u, -t - 0.02 * u, x + 0.05 * u, -t * 0.44))
    return extra


def _bag(piece: Piece, build: Build) -> Extra:
    t, u, sw = build.torso, build.unit, build.shoulders
    strap = skia.Path()
    strap.moveTo(build.neck_w * 1.7, -t - 0.012 * u)
    strap.quadTo(-0.02 * u, -t * 0.5, -build.hips * 0.98, -0.03 * u)
    x = -build.hips * 1.02
    bag = rounded(x - 0.11 * u, -0.05 * u, x + 0.11 * u, 0.14 * u, 0.03 * u)
    flap = rounded(x - 0.115 * u, -0.055 * u, x + 0.115 * u, 0.03 * u, 0.03 * u)
    clasp = oval(x, 0.03 * u, 0.014 * u, 0.014 * u)
    extra = Extra(front=[(strap, line(darker(piece.rgb, 0.15), 0.028 * u))])
    extra.over = [
        (bag, ink(piece.rgb)), (flap, ink(darker(piece.rgb, 0.14))), (clasp, ink((222, 190, 110))),
        (bag, line(darker(piece.rgb, 0.5), 0.006 * u, 130)),
    ]  # fmt: skip
    for at in range(5):
        share = at / 4
        sx = build.neck_w * 1.7 + (x - build.neck_w * 1.7) * share
        sy = -t - 0.012 * u + (t - 0.02 * u) * share
        extra.covers.append((sx - 0.075 * u, sy - 0.07 * u, sx + 0.075 * u, sy + 0.07 * u))
    extra.over_covers = [(x - 0.115 * u, -0.055 * u, x + 0.115 * u, 0.14 * u)]
    extra.over_claims = [(x - 0.095 * u, 0.05 * u, x + 0.095 * u, 0.125 * u)]
    _ = sw
    return extra


_EXTRAS = {
    "scarf": _scarf,
    "shawl": _shawl,
    "tie": _tie,
    "bowtie": _bowtie,
    "belt": _belt,
    "suspenders": _suspenders,
    "necklace": _necklace,
    "medal": _medal,
    "badge": _badge,
    "backpack": _backpack,
    "bag": _bag,
}
EXTRAS = (*_EXTRAS, "gloves", "earrings", "watch")
"""Every accessory that is drawn; the last three belong to hands, ears and wrists."""


def make_extra(piece: Piece, build: Build) -> Extra | None:
    """Build an accessory of the torso; None for those that belong to hands or head."""
    maker = _EXTRAS.get(piece.kind)
    if maker is None:
        return None
    extra = maker(piece, build)
    extra.slots = piece.slots
    return extra
