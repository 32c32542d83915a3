"""Cloth on the torso: outlines, necklines, collars, fronts and details, built once per person in the torso's frame.

The frame's origin is between the hip joints with the spine along -y; x grows towards the side the figure faces.
Skirts, sleeves and legs move with the limbs and are drawn elsewhere.
"""

from __future__ import annotations

import skia

from iamflow_agents.generator.storyboard.people.figure import Build
from iamflow_agents.generator.storyboard.people.figure_shapes import (
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
    without,
)
from iamflow_agents.generator.storyboard.people.garments import Cut
from iamflow_agents.generator.storyboard.people.garments_cloth import (
    CENTRE,
    SHADE,
    Cloth,
    add_pattern,
    bounds_of,
    quiet_rows,
)
from iamflow_agents.generator.storyboard.people.garments_details import DETAILS
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import LocalBox, Point

_LEAD = 0.95

"""The far half of a torso in three-quarter view is a little narrower."""


def outline(build: Build, ease: float, hem: float, boxy: float) -> Path:
    """Outline of a torso from the neck to a hem, standing off the body by `ease` metres."""
    t, u = build.torso, build.unit
    shoulder, chest = build.shoulders + ease * 0.6, build.chest + ease
    hip = build.hips + ease * 1.1
    natural = build.waist + ease
    waist = natural + (max(hip, natural) * 0.99 - natural) * boxy
    path = skia.Path()
    neck_y, tip_y = -t - 0.03 * u, -t + 0.022 * u

    def side(sign: float) -> list[tuple[float, ...]]:
        k = sign * (_LEAD if sign > 0 else 1.0)
        return [
            (k * build.neck_w * 1.05, neck_y),
            (k * shoulder * 0.5, neck_y + 0.026 * u, k * (shoulder - 0.03 * u), tip_y - 0.016 * u),
            (k * (shoulder + 0.004 * u), tip_y - 0.008 * u, k * (shoulder + 0.002 * u), tip_y + 0.05 * u),
            (k * chest * 1.02, -t * 0.74, k * chest, -t * 0.66),
            (k * (chest + waist) / 2, -t * 0.5, k * waist, -t * 0.33),
            (k * waist * 1.01, -t * 0.18, k * hip, -t * 0.02),
            (k * hip * 1.01, hem * 0.6, k * hip * (1.0 if hem > 0.03 else 0.98), hem),
        ]

    right = side(1.0)
    left = side(-1.0)
    path.moveTo(*right[0])
    for step in right[1:]:
        path.quadTo(*step)
    path.quadTo(0.0, hem + 0.02 * u, left[-1][2], left[-1][3])
    ends = [step[-2:] for step in left]
    for at in range(len(left) - 1, 0, -1):
        path.quadTo(left[at][0], left[at][1], *ends[at - 1])
    path.close()
    return path


def neck_hole(build: Build, kind: str, lapel: float) -> Path | None:
    """What a neckline leaves open; None for closed collars."""
    t, u, w = build.torso, build.unit, build.neck_w
    x = CENTRE * u * 0.6
    if kind == "crew":
        return oval(x, -t - 0.026 * u, w * 1.12, 0.036 * u)
    if kind == "scoop":
        return oval(x, -t - 0.02 * u, w * 1.55, 0.088 * u)
    if kind == "strap":
        return oval(x, -t - 0.02 * u, w * 1.75, 0.105 * u)
    deep = {"v": 0.14, "lapel": lapel, "shawl": 0.16, "robe": 0.17, "shirt": 0.055, "hood": 0.05}.get(kind)
    if deep is None:
        return None
    point = (CENTRE * u, -t + deep * u)
    return polygon([(x - w * 1.06, -t - 0.06 * u), point, (x + w * 1.06, -t - 0.06 * u)])


def make_cloth(piece: Piece, cut: Cut, build: Build) -> Cloth:
    """Build the torso part of a garment."""
    u = build.unit
    hem = (0.0 if cut.skirt else cut.hem) * u + (0.02 * u if cut.skirt else 0.0)
    body = outline(build, cut.ease * u, hem, cut.boxy)
    hole = neck_hole(build, cut.neck, cut.deep)
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
    x, gap = CENTRE * u, cut.front * u
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
        (build.shoulders * 0.9, -t * 1.02),
        (chest * 0.72, -t * 0.86),
        (chest * 0.62, -t * 0.5),
        (chest * 0.7, hem + 0.1),
        (wide, hem + 0.1),
        (wide, hem + 0.1),
        (wide, -t * 1.02),
    ]


def _details(cloth: Cloth, body: Path, piece: Piece, cut: Cut, build: Build, hem: float) -> None:
    """Buttons, pockets, zips and seams."""
    for detail in cut.details:
        maker = DETAILS.get(detail)
        if maker is not None:
            maker(cloth, body, piece, build, hem)


def _collar(cloth: Cloth, piece: Piece, cut: Cut, build: Build) -> None:
    """Collars, lapels and rolled necks."""
    t, u, w = build.torso, build.unit, build.neck_w
    edge, dark = darker(piece.rgb, 0.16), line(darker(piece.rgb, 0.4), 0.004 * u, 150)
    x = CENTRE * u
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
    x = CENTRE * u
    deep = -t + {"lapel": cut.deep, "shawl": 0.16, "robe": 0.17}[cut.neck] * u
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
    cloth.covers = _hidden_boxes(cloth, cut, build) + cloth.covers
    boxes = _measurable_boxes(piece, cut, build, hem)
    cloth.claims = [(piece.slots, row) for box in boxes for row in quiet_rows(piece.pattern, box, build.unit)]


def _hidden_boxes(cloth: Cloth, cut: Cut, build: Build) -> list[LocalBox]:
    """What the garment covers: all of its extent but the gap of an open front."""
    t, u = build.torso, build.unit
    x = CENTRE * u
    left, top, right, bottom = cloth.extent
    if cut.front:
        seen = cut.front * u * 0.72
        return [(left, top, x - seen, bottom), (x + seen, top, right, bottom)]
    if cut.neck == "lapel":
        slit, end = 0.0145 * u, -t + cut.deep * 0.62 * u
        return [(left, top, x - slit, bottom), (x + slit, top, right, bottom), (left, end, right, bottom)]
    return [cloth.extent]


def _measurable_boxes(piece: Piece, cut: Cut, build: Build, hem: float) -> list[LocalBox]:
    """Boxes that show nothing but the garment's main colour."""
    t, u = build.torso, build.unit
    x, gap = CENTRE * u, cut.front * u * 1.2
    collar = 0.055 * u if cut.neck in {"lapel", "robe", "shawl", "hood"} else 0.02 * u
    upper = {
        "lapel": cut.deep + 0.01,
        "robe": 0.18,
        "shawl": 0.2,
        "hood": 0.08,
        "shirt": 0.095,
        "v": 0.15,
        "scoop": 0.08,
    }
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
    if "quilt" in cut.details:
        rise = (hem + t) / 6
        boxes = [(-waist * 0.9, y + 0.02 * u, -0.015 * u, y + rise - 0.02 * u)
                 for y in (-t + 0.04 * u + rise * at for at in range(1, 5))]  # fmt: skip
    if "stitch" in cut.details:
        boxes = [(-waist * 0.5, top, right, low) for _, top, right, low in boxes]
    return boxes
