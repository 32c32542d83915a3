"""Places at sea and on its edge: lighthouse, ship deck."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places.kind import PlaceKind
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery import SEA, SNOW, gulls, sailboat
from iamflow_agents.generator.storyboard.places.view import View


def _lighthouse(v: View) -> None:
    band = v.words.ink(v.words.accent(0xB4504A), "tower")
    scenery.sky(v, 600)
    scenery.water(v, 590, 780, SEA)
    sailboat(v, v.x(330), 640, 90 * v.k, 0x6A5A4C)
    gulls(v, 6)
    cliff = mix(0x8A8478, SNOW, 0.3) if v.light.snowy else 0x8A8478
    v.blob(
        [
            (v.w * 0.42, 800),
            (v.w * 0.52, 690),
            (v.w * 0.62, 640),
            (v.w * 0.80, 610),
            (v.w + 60, 600),
            (v.w + 60, 860),
            (v.w * 0.5, 860),
        ],
        cliff,
        darken(cliff, 0.3),
    )
    with v.at(1310, 640):
        _light_tower(v, band)
    scenery.ground(v, 760, 0x9AA678)
    v.blob(
        [(-60, 800), (v.w * 0.3, 752), (v.w * 0.6, 738), (v.w + 60, 700), (v.w + 60, 800)],
        mix(0x98A478, SNOW, 0.75 if v.light.snowy else 0.0),
    )
    scenery.grass(v, 770, 1000, 0x7C8C5A, 90)
    v.blob(
        [
            (v.w * 0.73, 735),
            (v.w * 0.77, 735),
            (v.w * 0.66, 830),
            (v.w * 0.70, 1050),
            (v.w * 0.36, 1050),
            (v.w * 0.58, 820),
        ],
        mix(0xC2B08C, SNOW, 0.6 if v.light.snowy else 0),
        a=0.85,
    )
    for i in range(6):
        x = v.x(-20 + i * 110)
        v.rect(x, 716 + 3 * i, 11, 70, 0xEDE8DC, 0xC4BCAC)
    for y in (730, 756):
        v.line([(0, y), (v.x(560), y + 16)], 0xEDE8DC, 7)
    for share, size in ((0.9, 60), (0.97, 90), (0.04, 44)):
        scenery.rock(v, v.w * share, 820, size * v.k)


def _light_tower(v: View, band: Ink) -> None:
    """The banded tower with its lantern and beams, and the keeper's house."""
    v.shadow(40, 0, 190, 18, 0.3)
    v.poly([(-92, 0), (-58, -430), (58, -430), (92, 0)], 0xF2EFE6, 0xD6D0C4)
    for low, high in ((0.12, 0.32), (0.55, 0.76)):
        a, b = 92 - 34 * low, 92 - 34 * high
        v.poly([(-a, -430 * low), (a, -430 * low), (b, -430 * high), (-b, -430 * high)], band)
    v.poly([(10, 0), (92, 0), (58, -430), (20, -430)], 0x201C2C, a=0.16)
    v.rect(-84, -446, 168, 20, 0x4A4E54, r=4)
    for x in range(-80, 81, 20):
        v.rect(x - 2, -476, 4, 32, 0x4A4E54)
    v.rect(-82, -480, 164, 6, 0x4A4E54)
    v.rect(-42, -520, 84, 76, 0xDCE8E6, 0xB9CCCC)
    for x in (-42, -14, 12, 38):
        v.rect(x, -520, 5, 76, 0x4A4E54)
    v.poly([(-56, -520), (0, -580), (56, -520)], band, darken(band, 0.2))
    v.oval(0, -586, 8, 8, 0x4A4E54)
    v.rect(-24, -84, 48, 84, 0x5A4636, r=22)
    for y in (-170, -300):
        v.rect(-12, y, 24, 40, 0x4E5A62, r=11)
        v.pane(-12, y, 24, 40, r=11)
    v.pane(-38, -516, 76, 70, 0xFFF0B4)
    if v.light.lamps > 0.2:
        with v.shining():
            v.poly([(0, -500), (0, -462), (-1700, -330), (-1700, -640)], 0xFFF2C0, a=0.20 * min(1.0, v.light.lamps))
        with v.shining():
            v.poly([(0, -500), (0, -462), (900, -400), (900, -560)], 0xFFF2C0, a=0.16 * min(1.0, v.light.lamps))
    v.glow(0, -482, 300, 0xFFF0B4, 0.85)
    v.rect(110, -120, 190, 120, 0xEDE8DC, 0xCFC8BA)
    top = SNOW if v.light.snowy else 0x9A5248
    v.poly([(96, -116), (146, -190), (264, -190), (314, -116)], top, darken(top, 0.15))
    for x in (134, 228):
        v.rect(x, -86, 44, 44, 0x55636C)
        v.pane(x, -86, 44, 44)


def _ship_deck(v: View) -> None:
    wood = v.words.ink(v.words.accent(0xB98F62), "deck", "floor")
    scenery.sky(v, 560)
    scenery.water(v, 540, 720, SEA)
    gulls(v, 4)
    _rigging(v)
    v.rect(0, 606, v.w, 26, 0x9A7048, 0x7A5634)
    v.rect(0, 690, v.w, 50, 0x8A6440, 0x6A4A2E)
    for i in range(int(v.w / 70) + 1):
        v.blob(
            [
                (i * 70 + 18, 632),
                (i * 70 + 38, 632),
                (i * 70 + 34, 654),
                (i * 70 + 42, 672),
                (i * 70 + 36, 694),
                (i * 70 + 20, 694),
                (i * 70 + 14, 672),
                (i * 70 + 22, 654),
            ],
            0xA97F54,
            0x86623E,
        )
    deck = mix(wood, SNOW, 0.6) if v.light.snowy else wood
    v.rect(0, 740, v.w, 260, lighten(deck, 0.1), darken(deck, 0.12))
    for i in range(-20, 21):
        v.line([(v.w / 2 + i * 74, 740), (v.w / 2 + i * 128, 1000)], darken(wood, 0.32), 2.6, a=0.5)
    if v.light.wet:
        scenery.puddles(v, 745)
    with v.at(1580, 850):
        v.shadow(0, 4, 100, 14, 0.3)
        v.blob([(-66, 0), (-82, -80), (-66, -164), (66, -164), (82, -80), (66, 0)], 0x9A7048, 0x74522F)
        for y in (-138, -80, -24):
            v.line([(-76, y), (0, y + 7), (76, y)], 0x4A4A50, 8, smooth=True)
    with v.at(150, 860):
        for i in range(4):
            v.oval(0, -8 - i * 17, 90 - i * 9, 20, 0xCBB384)
            v.ring(0, -8 - i * 17, 90 - i * 9, 20, 0x9A8458, 5)
    with v.at(866, 690):
        v.ring(0, -110, 64, 64, 0xF0E8D8, 24)
        for i in range(4):
            t = math.pi / 4 + i * math.pi / 2
            v.oval(64 * math.cos(t), -110 + 64 * math.sin(t), 17, 17, 0xC4564A)
    with v.at(1130, 640):
        v.rect(-4, -50, 8, 50, 0x4A4A50)
        v.rect(-18, -96, 36, 48, 0xE6D8B0, r=6)
        v.pane(-16, -94, 32, 44, r=6)
        v.glow(0, -72, 240, strength=0.6)


def _rigging(v: View) -> None:
    """Two masts with furled and hanging sails, stays and ratlines."""
    for x in (330, 1400):
        with v.at(x, 700):
            v.rect(-17, -900, 34, 900, 0x8A6848, 0x6A4E36)
            v.rect(4, -900, 13, 900, 0x4E3826, a=0.35)
            v.rect(-260, -560, 520, 17, 0x7A5A3E, r=6)
            v.blob([(-244, -640), (244, -640), (214, -800), (-214, -800)], 0xEDE4D0, 0xD6CAB2)
            v.blob(
                [(-250, -545), (-190, -420), (-120, -300), (0, -272), (120, -300), (190, -420), (250, -545)],
                0xF2EADA,
                0xD2C6AE,
            )
            for i in range(5):
                v.line([(-160 + i * 80, -540), (-130 + i * 65, -310)], 0xB9AC94, 3, a=0.6)
    for x0, x1 in ((0, 330), (660, 330), (1060, 1400), (1733, 1400)):
        v.line([(v.x(x0), 700), (v.x(x1), 60)], 0x4E4236, 4)
    for i in range(8):
        t = i / 8
        for left, right in ((0, 660), (1060, 1733)):
            mast = 330 if left == 0 else 1400
            v.line(
                [(v.x(left + (mast - left) * t), 700 - 640 * t), (v.x(right + (mast - right) * t), 700 - 640 * t)],
                0x4E4236,
                2.5,
                a=0.6,
            )


KINDS = (
    PlaceKind(name="lighthouse", paint=_lighthouse, indoor=False, far=0.80),
    PlaceKind(name="ship deck", paint=_ship_deck, indoor=False, far=0.79),
)
