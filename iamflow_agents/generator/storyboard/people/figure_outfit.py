"""Everything a person wears, prepared once: cloth on the torso, tubes for limbs, skirts, shoes, accessories."""

from __future__ import annotations

from dataclasses import dataclass, field

import skia

from iamflow_agents.generator.storyboard.people.figure import Build
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    darker,
    ink,
    line,
    mix,
    oval,
    polygon,
    rounded,
    smooth,
)
from iamflow_agents.generator.storyboard.people.garments import Cut, cut_of
from iamflow_agents.generator.storyboard.people.garments_cloth import Cloth, add_pattern, bounds_of, quiet_rows, shaded
from iamflow_agents.generator.storyboard.people.garments_extras import Extra, make_extra
from iamflow_agents.generator.storyboard.people.garments_limbs import (
    Shoe,
    Tube,
    arm_profile,
    cloth_tube,
    hand_paths,
    leg_profile,
    lower_part,
    make_shoe,
    skin_tube,
    sleeve_tube,
)
from iamflow_agents.generator.storyboard.people.garments_skirt import (
    Apron,
    Cloak,
    Skirt,
    make_apron,
    make_cloak,
    make_skirt,
)
from iamflow_agents.generator.storyboard.people.garments_torso import make_cloth
from iamflow_agents.generator.storyboard.people.look import Look
from iamflow_agents.generator.storyboard.people.look_wear import Piece
from iamflow_agents.records import Slot

_UNDER = frozenset({"tie", "bowtie", "necklace", "suspenders"})
"""Accessories that an outer garment lies over."""


@dataclass(slots=True, kw_only=True)
class Outfit:
    """Prepared clothes of one person."""

    skin: Cloth
    top: Cloth
    tucked: bool
    pelvis: Cloth | None = None
    bib: Cloth | None = None
    outer: Cloth | None = None
    top_skirt: Skirt | None = None
    bottom_skirt: Skirt | None = None
    outer_skirt: Skirt | None = None
    apron: Apron | None = None
    cloak: Cloak | None = None
    arm: list[Tube] = field(default_factory=list)
    leg: list[Tube] = field(default_factory=list)
    shoe: Shoe
    hands: dict[str, Path] = field(default_factory=dict)
    hands_lead: dict[str, Path] = field(default_factory=dict)
    hand_paint: Paint = None
    hand_far: Paint = None
    """The far hand, in shade."""
    extras: list[Extra] = field(default_factory=list)
    under: list[Extra] = field(default_factory=list)
    leg_low: list[Tube] = field(default_factory=list)
    """What shows of the legs when they are straight below a closed skirt or coat."""


def make_outfit(look: Look, build: Build) -> Outfit:
    """Prepare everything somebody wears."""
    top_cut = cut_of(look.top)
    outer = look.outer
    outer_cut = cut_of(outer, open_front=look.top.said) if outer else None
    plain = outer is not None and outer.kind in {"apron", "cloak"}
    hands = hand_paths(build.hand)
    flip = skia.Matrix.Scale(1, -1)
    gloves = next((e for e in look.extras if e.kind == "gloves"), None)
    outfit = Outfit(
        skin=_skin(look, build),
        top=make_cloth(look.top, top_cut, build),
        tucked=top_cut.tucked or look.bottom is None or (outer is not None and not plain),
        shoe=make_shoe(look.feet, build, look.body.skin),
        hands=hands,
        hands_lead={name: _flipped(path, flip) for name, path in hands.items()},
        hand_paint=ink(gloves.rgb if gloves else look.body.skin),
        hand_far=ink(shaded(gloves.rgb if gloves else look.body.skin)),
        arm=_arm(look, top_cut, None if plain else outer_cut, build),
    )
    _lower(outfit, look, build, top_cut)
    if outer is not None and outer_cut is not None:
        _outer(outfit, outer, outer_cut, build)
    skirts = (outfit.top_skirt, outfit.bottom_skirt, outfit.outer_skirt)
    hidden = max((skirt.share - 0.16 for skirt in skirts if skirt is not None and not skirt.gap), default=0.0)
    outfit.leg_low = lower_part(outfit.leg, hidden) if hidden > 0.1 else outfit.leg
    for piece in look.extras:
        extra = make_extra(piece, build)
        if extra is not None:
            covered = outer is not None and outer_cut is not None and piece.kind in _UNDER and not plain
            (outfit.under if covered else outfit.extras).append(extra)
    return outfit


def _flipped(path: Path, matrix: skia.Matrix) -> Path:
    """A mirrored copy of a path."""
    copy = skia.Path(path)
    copy.transform(matrix)
    return copy


def _outer(outfit: Outfit, outer: Piece, cut: Cut, build: Build) -> None:
    """Coat, jacket, apron or cloak."""
    if outer.kind == "apron":
        outfit.apron = make_apron(outer, build)
    elif outer.kind == "cloak":
        outfit.cloak = make_cloak(outer, build)
    else:
        outfit.outer = make_cloth(outer, cut, build)
        outfit.outer_skirt = _tail(outer, cut, build)
        if outfit.outer_skirt is not None and not cut.front:
            outfit.pelvis = None


def _tail(piece: Piece, cut: Cut, build: Build) -> Skirt | None:
    """Skirt of a dress or tail of a coat."""
    if not cut.skirt:
        return None
    ease = cut.ease * build.unit
    natural = build.waist + ease
    width = natural + (max(build.hips + ease, natural) * 0.99 - natural) * cut.boxy
    return make_skirt(
        piece,
        build,
        share=cut.skirt,
        flare=cut.flare,
        top=-build.torso * 0.3,
        width=width * 0.99,
        gap=cut.front * build.unit * 0.9,
        ease=ease,
    )


def _skin(look: Look, build: Build) -> Cloth:
    """Neck and the skin that necklines show."""
    t, u, w = build.torso, build.unit, build.neck_w
    rgb = look.body.skin
    high = build.neck + build.head * 0.2
    chest = smooth(
        [
            (-w, -t - 0.03 * u),
            (w, -t - 0.03 * u),
            (build.shoulders * 0.5, -t + 0.03 * u),
            (build.chest * 0.55, -t * 0.62),
            (0.0, -t * 0.5),
            (-build.chest * 0.55, -t * 0.62),
            (-build.shoulders * 0.5, -t + 0.03 * u),
        ]
    )
    neck = rounded(-w * 0.98, -t - high, w * 1.02, -t + 0.06 * u, w * 0.5)
    shade = smooth(
        [
            (-w, -t - build.neck * 1.2),
            (w, -t - build.neck * 1.2),
            (w, -t - build.neck * 0.62),
            (0.01, -t - build.neck * 0.34),
            (-w, -t - build.neck * 0.72),
        ]
    )
    cloth = Cloth(extent=bounds_of(neck))
    cloth.add(chest, ink(rgb))
    cloth.add(neck, ink(rgb))
    cloth.add(shade, ink(mix(rgb, (96, 40, 50), 0.26)))
    cloth.claims.append(((Slot.SKIN,), (-w * 0.72, -t - build.neck * 0.32, w * 0.72, -t + 0.004 * u)))
    return cloth


def _arm(look: Look, top: Cut, outer: Cut | None, build: Build) -> list[Tube]:
    """Layers along an arm, skin first; layers that are wholly covered are left out."""
    sleeve = sleeve_tube(look.top, top, build)
    over = sleeve_tube(look.outer, outer, build) if look.outer and outer else None
    layers: list[Tube] = []
    longest = max((tube.share for tube in (sleeve, over) if tube), default=0.0)
    if longest < 0.97:
        layers.append(skin_tube(arm_profile(build), look.body.skin))
    if sleeve is not None and (over is None or sleeve.share > over.share + 0.05):
        layers.append(sleeve)
    if over is not None:
        layers.append(over)
    gloves = next((e for e in look.extras if e.kind == "gloves"), None)
    if gloves is not None and layers:
        rows = [(0.86, build.r_wrist * 1.35), (1.0, build.r_wrist * 1.4)]
        layers.insert(0, cloth_tube(rows, gloves, build.unit))
    return layers


def _lower(outfit: Outfit, look: Look, build: Build, top: Cut) -> None:
    """Legs, trousers and skirts."""
    u, skin = build.unit, look.body.skin
    bottom = look.bottom
    bare = skin_tube(leg_profile(build), skin)
    if bottom is None:
        if look.top.kind == "jumpsuit":
            outfit.leg = [cloth_tube(leg_profile(build, 0.97, 0.012 * u, 0.01 * u), look.top, u)]
            outfit.pelvis = _pelvis(look.top, build)
        else:
            outfit.leg = [bare]
            outfit.top_skirt = _tail(look.top, top, build)
        return
    if bottom.kind in {"skirt", "longskirt"}:
        share = 0.9 if bottom.kind == "longskirt" or bottom.length == "long" else 0.46
        share = 0.3 if bottom.length == "short" else share
        flare = 0.11 if share > 0.6 else 0.06
        outfit.leg = [bare]
        outfit.bottom_skirt = make_skirt(
            bottom, build, share=share, flare=flare, top=-build.torso * 0.33, width=build.waist * 1.03, ease=0.01 * u
        )
        return
    cuts = {
        "shorts": (0.42, 0.02, 0.0),
        "leggings": (0.97, 0.002, 0.0),
        "jeans": (0.97, 0.008, 0.006),
        "overalls": (0.97, 0.014, 0.012),
    }
    end, add, hem = cuts.get(bottom.kind, (0.97, 0.012, 0.016))
    cloth = cloth_tube(leg_profile(build, end, add * u, hem * u), bottom, u)
    outfit.leg = [bare, cloth] if end < 0.9 else [cloth]
    outfit.pelvis = _pelvis(bottom, build)
    if bottom.kind == "overalls":
        outfit.bib = _bib(bottom, build)
        outfit.tucked = True


def _pelvis(piece: Piece, build: Build) -> Cloth:
    """The part of trousers around the hips."""
    t, u = build.torso, build.unit
    w, h = build.waist * 1.04, build.hips * 1.04
    path = smooth(
        [(-w, -t * 0.36), (w * 0.96, -t * 0.36), (w * 0.96, -t * 0.36), (h * 0.96, -0.06 * u), (h * 0.98, 0.05 * u),
         (h * 0.6, 0.12 * u), (0.0, 0.1 * u), (-h * 0.6, 0.12 * u), (-h, 0.05 * u), (-h, -0.06 * u), (-w, -t * 0.36)]
    )  # fmt: skip
    cloth = Cloth(extent=bounds_of(path))
    cloth.add(path, ink(piece.rgb))
    add_pattern(cloth, path, piece, build)
    fly = skia.Path()
    fly.moveTo(0.012 * u, -t * 0.28)
    fly.lineTo(0.012 * u, 0.075 * u)
    cloth.add(fly, line(darker(piece.rgb, 0.4), 0.005 * u, 150))
    band = polygon(
        [(-w * 1.02, -t * 0.36), (w, -t * 0.36), (w, -t * 0.36 + 0.028 * u), (-w * 1.02, -t * 0.36 + 0.028 * u)]
    )
    cloth.add(band, ink(darker(piece.rgb, 0.2)))
    cloth.covers.append(cloth.extent)
    front = (-h * 0.8, -t * 0.36 + 0.035 * u, -0.008 * u, 0.06 * u)
    cloth.claims.extend((piece.slots, row) for row in quiet_rows(piece.pattern, front, u))
    return cloth


def _bib(piece: Piece, build: Build) -> Cloth:
    """Bib and straps of overalls."""
    t, u = build.torso, build.unit
    x, w, low = 0.012 * u, build.chest * 0.56, build.waist * 0.98
    path = polygon(
        [
            (x - w, -t * 0.74),
            (x + w, -t * 0.74),
            (x + low, -t * 0.34),
            (x + low, -t * 0.2),
            (x - low, -t * 0.2),
            (x - low, -t * 0.34),
        ]
    )
    cloth = Cloth(extent=bounds_of(path))
    for sign in (-1.0, 1.0):
        strap = skia.Path()
        strap.moveTo(x + sign * w * 0.82, -t * 0.72)
        strap.lineTo(sign * build.neck_w * 1.75, -t - 0.008 * u)
        cloth.add(strap, line(piece.rgb, 0.042 * u))
    cloth.add(path, ink(piece.rgb))
    pocket = rounded(x - w * 0.5, -t * 0.64, x + w * 0.5, -t * 0.46, 0.01 * u)
    cloth.add(pocket, line(darker(piece.rgb, 0.35), 0.006 * u, 170))
    for sign in (-1.0, 1.0):
        cloth.add(oval(x + sign * w * 0.82, -t * 0.7, 0.013 * u, 0.013 * u), ink((224, 196, 116)))
    cloth.covers = [bounds_of(path), (-w - 0.02, -t, -build.neck_w, -t * 0.7), (build.neck_w, -t, w + 0.02, -t * 0.7)]
    cloth.claims.append((piece.slots, (x - w * 0.9, -t * 0.43, x + w * 0.9, -t * 0.22)))
    return cloth
