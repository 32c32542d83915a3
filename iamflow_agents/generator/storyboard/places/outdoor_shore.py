"""Places by the water: beach, harbour, bridge."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery import SEA, SNOW, gulls, sailboat
from iamflow_agents.generator.storyboard.places.view import View


def _beach(v: View) -> None:
    sand = v.words.accent(0xE4CFA2)
    scenery.sky(v, 520)
    scenery.water(v, 520, 740, SEA)
    sailboat(v, v.x(1290), 560, 90 * v.k, 0xB4665A)
    sailboat(v, v.x(380), 545, 50 * v.k, 0x5E7480)
    v.blob(
        [(v.w * 0.72, 530), (v.w * 0.80, 480), (v.w * 0.90, 455), (v.w + 40, 440), (v.w + 40, 560), (v.w * 0.72, 540)],
        mix(0x7E8E7A, v.light.haze, 0.35),
        mix(0x5E7264, v.light.haze, 0.3),
    )
    gulls(v)
    _sand(v, sand)
    _parasol(v)
    _palm(v, v.x(1610), 800, 560 * v.k)
    with v.at(1380, 860):
        v.oval(0, 0, 34, 32, 0xF4EBDA)
        v.blob([(-30, -14), (0, -32), (8, 0), (-10, 28)], 0xCF6E5C)
        v.blob([(12, 30), (30, 12), (32, -10), (6, 2)], 0x6E94A4)
        v.shadow(10, 32, 44, 8, 0.2)


def _parasol(v: View) -> None:
    """A parasol over a towel."""
    with v.at(210, 830):  # parasol, towel and a shell or two
        v.poly([(-150, 30), (60, 14), (130, 56), (-90, 78)], v.words.ink(0x8FB4BC, "towel"), 0x7FA4AE)
        v.poly([(-118, 36), (20, 26), (40, 36), (-104, 48)], 0xF4F0E4, a=0.6)
        v.rect(-6, -400, 12, 420, 0xE8E0CC, 0xC4B898)
        for i in range(6):
            a0, a1 = math.pi * (1 + i / 6), math.pi * (1 + (i + 1) / 6)
            ink = (0xCF6E5C, 0xF4EBDA)[i % 2]
            v.poly(
                [
                    (0, -430),
                    (200 * math.cos(a0), -330 + 110 * math.sin(a0) * 0.9 + 10),
                    (200 * math.cos((a0 + a1) / 2), -330 + 104 * math.sin((a0 + a1) / 2) * 0.9 + 24),
                    (200 * math.cos(a1), -330 + 110 * math.sin(a1) * 0.9 + 10),
                ],
                ink,
                darken(ink, 0.12),
            )


def _sand(v: View, sand: Ink) -> None:
    """Wet and dry sand behind a line of foam."""
    land = mix(sand, SNOW, 0.7) if v.light.snowy else mix(sand, 0x8A7A5C, 0.3) if v.light.wet else sand
    v.blob(
        [
            (-60, 690),
            (v.w * 0.25, 716),
            (v.w * 0.5, 690),
            (v.w * 0.78, 712),
            (v.w + 60, 684),
            (v.w + 60, 1100),
            (-60, 1100),
        ],
        0xF4F8F6,
        a=0.85,
    )
    v.blob(
        [
            (-60, 706),
            (v.w * 0.25, 734),
            (v.w * 0.5, 708),
            (v.w * 0.78, 730),
            (v.w + 60, 702),
            (v.w + 60, 1100),
            (-60, 1100),
        ],
        darken(land, 0.14),
    )
    v.blob(
        [
            (-60, 730),
            (v.w * 0.25, 762),
            (v.w * 0.5, 736),
            (v.w * 0.78, 758),
            (v.w + 60, 730),
            (v.w + 60, 1100),
            (-60, 1100),
        ],
        lighten(land, 0.08),
        darken(land, 0.06),
    )
    for y in (600, 648):
        v.line([(v.w * i / 6, y + 9 * math.sin(i * 2.1)) for i in range(7)], 0xF4F8F6, 4, a=0.5, smooth=True)
    for _ in range(40):
        px, py = v.w * v.rng.random(), 780 + 210 * v.rng.random()
        v.oval(px, py, 4, 2, darken(land, 0.16), a=0.6)


def _palm(v: View, x: float, y: float, tall: float) -> None:
    v.shadow(x, y, tall * 0.2, tall * 0.03, 0.25)
    trunk = [
        (x, y),
        (x - tall * 0.05, y - tall * 0.35),
        (x - tall * 0.02, y - tall * 0.7),
        (x + tall * 0.05, y - tall * 0.95),
    ]
    v.line(trunk, 0x8A7050, tall * 0.055, smooth=True)
    v.line([(px - tall * 0.01, py) for px, py in trunk], 0xA98C66, tall * 0.02, smooth=True)
    top = trunk[-1]
    for i, angle in enumerate((2.9, 2.4, 1.9, 1.2, 0.6, 0.15, 3.4, -0.3)):
        reach = tall * (0.42 + 0.06 * v.rng.random())
        end = (top[0] + reach * math.cos(angle), top[1] - reach * 0.5 * math.sin(angle) + reach * 0.28)
        middle = ((top[0] + end[0]) / 2, (top[1] + end[1]) / 2 - reach * 0.26)
        ink = (0x6E9060, 0x5E8054)[i % 2]
        v.blob(
            [top, (middle[0], middle[1] - tall * 0.035), end, (middle[0], middle[1] + tall * 0.04)],
            lighten(ink, 0.08),
            darken(ink, 0.1),
        )
    for dx in (-10, 12):
        v.oval(top[0] + dx, top[1] + 14, tall * 0.025, tall * 0.028, 0x7A5A3E)


def _harbour(v: View) -> None:
    stone = v.words.ink(v.words.accent(0xA49C92), "wall")
    scenery.sky(v, 540)
    scenery.hills(v, 500, 90, mix(0x7E9490, v.light.haze, 0.4), seed="far", base=545, lumps=3)
    _house_row(v, 545, 0.0, 0.46, 0.72)
    scenery.water(v, 540, 760, SEA)
    _mole(v)
    gulls(v, 5)
    _fishing_boat(v, 430, 700, 0x9A5048)
    _fishing_boat(v, 1330, 716, 0x4E6E86)
    sailboat(v, v.x(960), 590, 110 * v.k, 0x6A7A5C)
    paving = mix(stone, SNOW, 0.75) if v.light.snowy else stone
    v.rect(0, 740, v.w, 26, lighten(paving, 0.22), lighten(paving, 0.05))
    v.rect(0, 766, v.w, 234, lighten(paving, 0.06), darken(paving, 0.12))
    for i in range(-16, 17):
        v.line([(v.w / 2 + i * 106, 766), (v.w / 2 + i * 170, 1000)], darken(stone, 0.26), 2.5, a=0.4)
    for y in (796, 842, 910):
        v.line([(0, y), (v.w, y)], darken(stone, 0.26), 2.5, a=0.4)
    v.fade(0, 734, v.w, 8, 0x101820, 0.0, 0.4)
    if v.light.wet:
        scenery.puddles(v, 770)
    for x in (250, 700, 1120, 1560):
        with v.at(x, 784):
            v.shadow(0, 2, 50, 9, 0.35)
            v.rect(-24, -66, 48, 68, 0x4A4E54, 0x34373C, r=10)
            v.oval(0, -66, 34, 13, 0x5A5F66)
            v.line([(-26, -26), (0, -18), (26, -28)], 0xCBB98F, 9, smooth=True)
    with v.at(1620, 850):
        v.shadow(0, 4, 140, 16, 0.3)
        for x, y in ((-60, 0), (60, 0), (0, -74)):
            v.rect(x - 58, y - 72, 116, 72, 0xB08A5C, 0x8E6C44, r=3)
            for i in range(3):
                v.rect(x - 54, y - 66 + i * 22, 108, 15, 0xC49E6E, r=2)
        v.blob([(-40, -150), (0, -178), (44, -150)], 0x6E8A8C)
    with v.at(110, 850):
        v.shadow(0, 4, 100, 14, 0.3)
        for i in range(4):
            v.oval(0, -10 - i * 18, 84 - i * 8, 20, 0xC4AC7C)
            v.ring(0, -10 - i * 18, 84 - i * 8, 20, 0x94805A, 5)
    scenery.lamp_post(v, v.x(1480), 790, 430 * v.k)


def _house_row(v: View, base: float, x0: float, x1: float, scale: float) -> None:
    """Narrow coloured houses along the far quay."""
    x = v.w * x0
    while x < v.w * x1:
        w, h = (80 + 40 * v.rng.random()) * scale * v.k, (150 + 90 * v.rng.random()) * scale
        ink = mix(
            (0xC9826A, 0xD8B884, 0x8FA6AE, 0xB4605A, 0xE0D4BC, 0x93A584)[int(v.rng.random() * 6)], v.light.haze, 0.18
        )
        roof = SNOW if v.light.snowy else mix(0x8A5446, v.light.haze, 0.15)
        v.rect(x, base - h, w, h, lighten(ink, 0.06), darken(ink, 0.08))
        v.poly([(x - 3, base - h), (x + w / 2, base - h - w * 0.5), (x + w + 3, base - h)], roof, darken(roof, 0.1))
        for row in range(max(2, int(h / 60))):
            for col in (0.2, 0.6):
                v.rect(x + w * col, base - h + 16 + row * 46, w * 0.2, 24, 0x55636C)
                if v.rng.random() < 0.6:
                    v.pane(x + w * col, base - h + 16 + row * 46, w * 0.2, 24)
        x += w + 1


def _mole(v: View) -> None:
    """The harbour's arm with a small light at its end."""
    v.poly([(v.w + 10, 566), (v.x(1180), 560), (v.x(1120), 580), (v.w + 10, 606)], 0x9A948A, 0x6E6A64)
    with v.at(1190, 564):
        v.poly([(-26, 0), (-18, -110), (18, -110), (26, 0)], 0xF0ECE2, 0xC9C4BA)
        v.rect(-22, -76, 44, 30, 0xB4504A)
        v.rect(-16, -138, 32, 28, 0x55606A)
        v.poly([(-22, -138), (0, -162), (22, -138)], 0x9A3E3A)
        v.pane(-14, -136, 28, 24, 0xFFE9A8)
        v.glow(0, -124, 170, 0xFFE9A8, 0.7)


def _fishing_boat(v: View, x: float, y: float, hull: Ink) -> None:
    with v.at(x, y):
        v.oval(0, 26, 220, 18, 0x203844, a=0.4)
        v.blob([(-226, -92), (-170, 26), (150, 30), (250, -110), (110, -70), (-120, -64)], hull, darken(hull, 0.3))
        v.line([(-218, -88), (-110, -62), (110, -68), (246, -108)], 0xF0E8D6, 9, smooth=True)
        v.rect(-110, -166, 130, 104, 0xEDE6D6, 0xCFC6B4, r=5)
        v.rect(-122, -176, 154, 16, hull, r=4)
        for px in (-94, -34):
            v.rect(px, -150, 42, 40, 0x5E747E, r=4)
            v.pane(px, -150, 42, 40, r=4)
        v.rect(70, -330, 10, 270, 0x7A624A)
        v.line([(75, -326), (240, -112)], 0x55504A, 2.5)
        v.line([(75, -326), (-190, -90)], 0x55504A, 2.5)
        v.poly([(80, -322), (128, -306), (80, -290)], 0xC9685E)
        for i in range(3):
            v.oval(-170 + i * 150, -34, 15, 17, 0x3A3E44)
            v.oval(-170 + i * 150, -34, 7, 8, 0x6A7076)


def _bridge(v: View) -> None:
    stone = v.words.ink(v.words.accent(0xA89E90), "wall")
    scenery.sky(v, 600)
    scenery.far_town(v, 590, 0x9AA0A4, low=50, high=190, step=90)
    scenery.hills(v, 575, 30, mix(0x7E927A, v.light.haze, 0.3), seed="bank", base=600, lumps=6)
    scenery.water(v, 596, 1000, SEA)
    middle, paving = v.w / 2, mix(stone, SNOW, 0.75) if v.light.snowy else stone
    for share in (0.10, 0.90):
        sailboat(v, v.w * share, 660, 70 * v.k, 0x8A5A4C)
    deck = [
        (middle - v.x(90), 600.0),
        (middle + v.x(90), 600.0),
        (middle + v.x(900), 1010.0),
        (middle - v.x(900), 1010.0),
    ]
    v.poly(deck, lighten(paving, 0.2), darken(paving, 0.1))
    with v.clip_to(deck):
        for i in range(-9, 10):
            v.line([(middle + v.x(i * 10), 600), (middle + v.x(i * 100), 1010)], darken(stone, 0.28), 2.4, a=0.35)
        for i in range(11):
            y = 604 + 400 * (i / 11) ** 1.8
            v.line([(0, y), (v.w, y)], darken(stone, 0.28), 2.4, a=0.3)
        if v.light.wet:
            scenery.puddles(v, 620)
    _portal(v, middle, 640, stone)
    for side in (-1, 1):
        _parapet(v, middle, side, stone)
        v.line(
            [
                (middle + side * v.x(170), 120),
                (middle + side * v.x(330), 420),
                (middle + side * v.x(620), 610),
                (middle + side * v.x(980), 690),
            ],
            darken(stone, 0.45),
            9,
            smooth=True,
        )
        for i in range(7):
            t = (i + 1) / 8
            x = middle + side * v.x(170 + 520 * t)
            v.line([(x, 120 + 520 * (1 - (1 - t) ** 1.9)), (x, 650 + 150 * t)], darken(stone, 0.45), 2.5 + 2 * t, a=0.8)
    for x in (150, 1583):
        scenery.lamp_post(v, v.x(x), 850, 560 * v.k)


def _portal(v: View, x: float, y: float, stone: Ink) -> None:
    """The bridge's tower: two legs and two pointed openings over the roadway."""
    half, top = v.x(190), 90.0
    v.rect(x - half, top, 2 * half, y - top, lighten(stone, 0.08), darken(stone, 0.12))
    v.side(x - half, top, 2 * half, y - top, 0x14141E, 0.0, 0.24)
    for i in range(10):
        v.line([(x - half, top + 50 * i + 30), (x + half, top + 50 * i + 30)], darken(stone, 0.24), 2.2, a=0.35)
    v.rect(
        x - half * 1.08, top - 12, half * 2.16, 26, SNOW if v.light.snowy else lighten(stone, 0.22), darken(stone, 0.05)
    )
    for side in (-1, 1):
        cx, w = x + side * half * 0.42, half * 0.31
        shape = [
            (cx - w, y + 4),
            (cx - w, 330),
            (cx - w * 0.6, 240),
            (cx, 190),
            (cx + w * 0.6, 240),
            (cx + w, 330),
            (cx + w, y + 4),
        ]
        v.poly([(cx + (px - cx) * 1.12, py - 6) for px, py in shape], darken(stone, 0.25))
        with v.clip_to(shape):
            scenery.sky(v, 610, x=cx - w, w=2 * w, clouds=0)
            v.rect(cx - w, 560, 2 * w, 100, mix(0x8E979C, v.light.haze, 0.35))
            v.poly(
                [(x - half * 0.9, y + 10), (x - half * 0.2, 575), (x + half * 0.2, 575), (x + half * 0.9, y + 10)],
                lighten(stone, 0.15),
            )
    if v.light.snowy:
        v.rect(x - half, top - 18, half * 2, 12, SNOW, r=6)


def _parapet(v: View, middle: float, side: int, stone: Ink) -> None:
    """The railing wall along one edge of the roadway."""
    x0, x1 = middle + side * v.x(92), middle + side * v.x(905)
    v.poly([(x0, 578), (x0, 604), (x1, 1012), (x1, 800)], lighten(stone, 0.02), darken(stone, 0.22))
    v.poly(
        [(x0, 572), (x0, 582), (x1, 830), (x1, 786)],
        SNOW if v.light.snowy else lighten(stone, 0.3),
        lighten(stone, 0.12),
    )
    for i in range(7):
        t0, t1 = (i / 7) ** 1.6, ((i + 0.55) / 7) ** 1.6
        v.poly(
            [
                (x0 + (x1 - x0) * t0, 587 + 250 * t0),
                (x0 + (x1 - x0) * t1, 587 + 250 * t1),
                (x0 + (x1 - x0) * t1, 598 + 370 * t1),
                (x0 + (x1 - x0) * t0, 598 + 370 * t0),
            ],
            darken(stone, 0.3),
            a=0.45,
        )


KINDS = (
    PlaceKind(name="beach", paint=_beach, indoor=False, far=0.80, near=0.93),
    PlaceKind(name="harbour", paint=_harbour, indoor=False, far=0.80, near=0.93),
    PlaceKind(name="bridge", paint=_bridge, indoor=False, far=0.80),
)
