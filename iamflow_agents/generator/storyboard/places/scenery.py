"""Shared bits of the outdoors: sky, sun and stars, clouds, hills, ground, water, trees, bushes, grass, rocks.

Every function paints into a `View` in its units and obeys its light: snow lies on what is outside, skies are drawn in
their true colours in spite of the tint that follows.
"""

from __future__ import annotations

import math
import random

from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix, soften
from iamflow_agents.generator.storyboard.places.view import Spot, View
from iamflow_agents.records import TimeOfDay, Weather

SNOW = 0xEEF2F6
SEA = 0x4E8496


def sky(v: View, horizon: float = 620, *, clouds: int = 4, x: float = 0, y: float = 0, w: float | None = None) -> None:
    """Paint a sky down to the horizon, with what hangs in it at this hour."""
    top, bottom = (v.light.unlit(ink) for ink in v.light.sky)
    width = v.w if w is None else w
    v.rect(x, y, width, horizon - y, top, bottom)
    v.rect(x, horizon - 1, width, 1001 - horizon, bottom)
    if v.light.time is TimeOfDay.DUSK and v.light.weather is Weather.CLEAR:
        v.fade(x, y + (horizon - y) * 0.35, width, (horizon - y) * 0.4, v.light.unlit(0xC97C86), 0, 0.45)
        v.fade(x, y + (horizon - y) * 0.75, width, (horizon - y) * 0.25, v.light.unlit(0xC97C86), 0.45, 0)
    if v.light.weather is Weather.CLEAR:
        _heavens(v, x, y, width, horizon - y)
    if v.light.weather is not Weather.FOG:
        count = clouds if v.light.weather is Weather.CLEAR else clouds + 4
        for i in range(count):
            size = (0.5 + v.rng.random() * 0.6) * (horizon - y) / 620
            at = x + width * ((i + v.rng.random() * 0.8) / max(1, count))
            cloud(v, at, y + (horizon - y) * (0.08 + 0.42 * v.rng.random()), 170 * size)


def _heavens(v: View, x: float, y: float, w: float, h: float) -> None:
    """Sun by day and dusk, moon and stars by night."""
    side = 0.18 + 0.64 * v.rng.random()
    if v.light.is_dark:
        for _ in range(46):
            size = 0.9 + 1.5 * v.rng.random()
            v.oval(x + w * v.rng.random(), y + h * 0.75 * v.rng.random(), size, size, 0xFFFFFF, a=0.75)
        r = h * 0.05
        for scale in (5, 3.6, 2.4):
            v.oval(x + w * side, y + h * 0.2, r * scale, r * scale, 0xB4C4F0, a=0.05)
        v.oval(x + w * side, y + h * 0.2, r, r, 0xFFFFFF)
        v.oval(x + w * side + r * 0.42, y + h * 0.19, r * 0.86, r * 0.86, v.light.unlit(mix(*v.light.sky, 0.2)))
        return
    low = v.light.time is TimeOfDay.DUSK
    r, height = (h * 0.085, 0.80) if low else (h * 0.055, 0.17)
    ink = v.light.unlit(0xFFE2B0 if low else 0xFFF8E0)
    for scale, a in ((3.4, 0.10), (2.1, 0.16), (1, 0.95)):
        v.oval(x + w * side, y + h * height, r * scale, r * scale, ink, a=a)


def cloud(v: View, x: float, y: float, size: float) -> None:
    """A flat-bottomed cloud, lit from above."""
    heavy = v.light.weather in (Weather.RAIN, Weather.SNOW)
    top, base = v.light.sky
    light = mix(base, 0xFFFFFF, 0.16 if v.light.is_dark else 0.55)
    if v.light.time is TimeOfDay.DUSK:
        light = mix(0xF0C0B0, base, 0.4)
    if heavy:
        light = mix(mix(top, base, 0.5), 0x000000, 0.08)
    ink = v.light.unlit(light)
    a = 0.55 if v.light.is_dark else 0.8
    spots: list[Spot] = [(x - size, y)]
    lumps = 4
    for i in range(lumps):
        t = (i + 0.5) / lumps
        spots.append(
            (x - size + 2 * size * t, y - size * (0.22 + 0.34 * math.sin(math.pi * t) * (0.6 + v.rng.random())))
        )
    spots += [(x + size, y), (x + size * 0.6, y + size * 0.07), (x - size * 0.6, y + size * 0.07)]
    v.blob(spots, ink, v.light.unlit(mix(light, top, 0.45)), a=a)


def hills(v: View, y: float, rise: float, ink: Ink, *, base: float = 760, lumps: int = 5, seed: str = "") -> None:
    """A soft ridge across the frame; `y` is its mean height."""
    rng = random.Random(f"{v.words.text}/{seed}/{v.rng.random()}")
    step = v.w / lumps
    spots: list[Spot] = [(-step, y)]
    spots += [(step * (i + 0.2), y - rise * (rng.random() - 0.3)) for i in range(lumps + 1)]
    spots += [(v.w + step, y), (v.w + step, base + 40), (-step, base + 40)]
    top = mix(ink, SNOW, 0.65) if v.light.snowy else ink
    v.blob(spots, lighten(top, 0.08), darken(top, 0.06))


def peaks(v: View, y: float, rise: float, ink: Ink, *, base: float, count: int = 4, caps: bool = True) -> None:
    """Jagged mountains with lit and shaded flanks and snow on top."""
    for i in range(count):
        x = v.w * (i + 0.15 + 0.7 * v.rng.random()) / count
        height = rise * (0.62 + 0.5 * v.rng.random())
        half = height * (0.75 + 0.35 * v.rng.random())
        tip = (x, y - height)
        ridge = [tip, (x + half * 0.1, y - height * 0.6), (x - half * 0.05, y - height * 0.3), (x + half * 0.15, base)]
        v.poly([(x - half, base), tip, (x + half, base)], lighten(ink, 0.14), mix(ink, v.light.haze, 0.35))
        v.poly([*ridge, (x + half, base)], darken(ink, 0.16), mix(ink, v.light.haze, 0.3))
        if caps:
            low = 0.5 if v.light.snowy else 0.72
            cut = 1 - low
            edge = [(x - half * cut, y - height * low), (x - half * cut * 0.4, y - height * (low + 0.07))]
            edge += [(x, y - height * (low - 0.04)), (x + half * cut * 0.5, y - height * (low + 0.06))]
            edge += [(x + half * cut, y - height * low)]
            v.poly([tip, *reversed(edge)], SNOW, mix(SNOW, ink, 0.25))


def ground(v: View, y: float, ink: Ink, *, far: Ink | None = None, snow: float = 0.82) -> None:
    """Flat ground from y to the bottom edge, paler in the distance; snow or wet shine lies on it."""
    near = ink
    horizon = mix(ink, v.light.haze, 0.28) if far is None else far
    if v.light.snowy:
        near, horizon = mix(near, SNOW, snow), mix(horizon, SNOW, snow)
    v.rect(0, y, v.w, 1000 - y, horizon, darken(near, 0.10))
    if v.light.wet:
        puddles(v, y)


def puddles(v: View, y: float) -> None:
    """Wet shine: streaks of sky on the ground and a few puddles."""
    shine = v.light.unlit(mix(*v.light.sky, 0.7))
    v.fade(0, y, v.w, (1000 - y) * 0.5, shine, 0.42, 0.12)
    rng = random.Random(v.words.text)
    for _ in range(7):
        px, py = rng.random() * v.w, y + (1000 - y) * (0.25 + 0.7 * rng.random())
        size = (py - y) * 0.45 + 20
        v.oval(px, py, size, size * 0.13, shine, a=0.42)
        v.oval(px - size * 0.2, py - size * 0.02, size * 0.5, size * 0.05, 0xFFFFFF, a=0.25)


def water(v: View, y: float, bottom: float, ink: Ink, *, x: float = 0, w: float | None = None) -> None:
    """A sheet of water that mirrors the sky, with ripples that widen towards the viewer."""
    width = v.w if w is None else w
    far = mix(ink, v.light.unlit(v.light.sky[1]), 0.62)
    v.rect(x, y, width, bottom - y, far, mix(ink, v.light.unlit(v.light.sky[0]), 0.12))
    light = v.light.unlit(mix(v.light.sky[1], 0xFFFFFF, 0.3))
    for _ in range(34):
        t = v.rng.random()
        py = y + (bottom - y) * t**1.4
        length = 24 + 130 * t
        px = x + width * v.rng.random()
        v.oval(px, py, length * 0.5, 1.2 + 2.2 * t, light, a=0.38)


def tree(v: View, x: float, y: float, height: float, leaf: Ink = 0x6F8C5A, *, bark: Ink = 0x6B5646) -> None:
    """A leafy tree standing at (x, y), in three tones; bare tones when snow lies."""
    rng, w = v.rng, height * 0.36
    v.shadow(x, y, w * 0.9, height * 0.05, 0.22)
    v.poly(
        [
            (x - height * 0.035, y),
            (x - height * 0.02, y - height * 0.5),
            (x + height * 0.02, y - height * 0.5),
            (x + height * 0.04, y),
        ],
        lighten(bark, 0.08),
        darken(bark, 0.1),
    )
    v.line([(x, y - height * 0.4), (x + w * 0.4, y - height * 0.58)], bark, height * 0.018)
    crown = y - height * 0.66
    lobes = [(math.cos(t), math.sin(t), 0.44 + 0.14 * rng.random()) for t in (0.3, 1.2, 2.0, 2.9, 3.8, 4.7, 5.6)]
    tones = [(0.0, 1.0, darken(leaf, 0.2), 0.0), (0.09, 0.84, leaf, 0.0), (0.2, 0.52, lighten(leaf, 0.13), 0.0)]
    if v.light.snowy:  # a white crown that the leaves, hanging a little lower, leave free at its upper edges
        tones = [(0.0, 1.0, SNOW, 0.0), *((shift, grow * 0.955, tone, 0.034) for shift, grow, tone, _ in tones)]
    for shift, grow, tone, sag in tones:
        low = crown + height * sag
        v.oval(x - w * shift, low - height * shift * 0.5, w * 0.72 * grow, height * 0.24 * grow, tone)
        for turn, lift, reach in lobes:
            cx, cy = x + w * (turn * 0.56 * grow - shift), low + height * (lift * 0.19 * grow - shift * 0.5)
            v.oval(cx, cy, w * reach * grow, w * reach * grow * 0.92, tone)


def pine(v: View, x: float, y: float, height: float, leaf: Ink = 0x4F6F5C) -> None:
    """A conifer of four tiers, its right half in shade."""
    v.shadow(x, y, height * 0.22, height * 0.035, 0.22)
    v.rect(x - height * 0.02, y - height * 0.14, height * 0.04, height * 0.14, 0x5E4A3C)
    for i in range(4):
        low, top = y - height * (0.1 + 0.2 * i), y - height * (0.46 + 0.18 * i)
        half = height * (0.24 - 0.047 * i)
        tone = lighten(leaf, 0.04 * i)
        v.poly(
            [
                (x, top),
                (x + half, low),
                (x + half * 0.3, low + height * 0.02),
                (x - half * 0.3, low + height * 0.02),
                (x - half, low),
            ],
            tone,
            darken(tone, 0.14),
        )
        v.poly([(x, top), (x + half, low), (x + half * 0.1, low + height * 0.02)], darken(tone, 0.2))
        if v.light.snowy:
            v.poly(
                [
                    (x, top),
                    (x + half * 0.62, low - height * 0.06),
                    (x, low - height * 0.1),
                    (x - half * 0.7, low - height * 0.05),
                ],
                SNOW,
                a=0.88,
            )


def bush(v: View, x: float, y: float, size: float, leaf: Ink = 0x6E8B5C, flower: Ink | None = None) -> None:
    """A round shrub on the ground, with blossoms when an ink is given."""
    v.shadow(x, y, size * 1.05, size * 0.16, 0.2)
    for share, tone in ((1.0, darken(leaf, 0.16)), (0.78, leaf), (0.48, lighten(leaf, 0.12))):
        shift = (1 - share) * size * 0.4
        spots: list[Spot] = [(x - size * share - shift * 0.4, y - 2)]
        spots += [
            (
                x - shift + size * share * math.cos(t),
                y - shift * 0.3 - size * share * (0.75 + 0.2 * v.rng.random()) * math.sin(t),
            )
            for t in (2.6, 2.05, 1.5, 1.0, 0.5)
        ]
        v.blob([*spots, (x + size * share - shift, y - 2)], tone)
    if flower is not None:
        for _ in range(9):
            t, reach = v.rng.random() * math.pi, v.rng.random() * 0.8
            px, py = x + size * reach * math.cos(t), y - size * 0.12 - size * reach * 0.85 * math.sin(t)
            v.oval(px, py, size * 0.07, size * 0.07, flower)
            v.oval(px - size * 0.02, py - size * 0.02, size * 0.03, size * 0.03, lighten(flower, 0.4))
    if v.light.snowy:
        v.blob(
            [
                (x - size * 0.7, y - size * 0.6),
                (x, y - size * 1.02),
                (x + size * 0.7, y - size * 0.58),
                (x, y - size * 0.74),
            ],
            SNOW,
            a=0.9,
        )


def grass(v: View, y: float, bottom: float, ink: Ink, count: int = 60) -> None:
    """Tufts scattered over the ground, larger when nearer."""
    if v.light.snowy:
        ink, count = mix(ink, SNOW, 0.55), count // 3
    for _ in range(count):
        t = v.rng.random()
        x, py = v.rng.random() * v.w, y + (bottom - y) * t
        size = 5 + 17 * t
        tone = lighten(ink, 0.18 * v.rng.random())
        for lean in (-0.5, 0.0, 0.5):
            v.line([(x, py), (x + lean * size * 0.9, py - size)], tone, 1.2 + 1.6 * t, a=0.75)


def rock(v: View, x: float, y: float, size: float, ink: Ink = 0x8C8A86) -> None:
    """A boulder with a lit top."""
    v.shadow(x, y, size * 1.1, size * 0.14, 0.25)
    j = v.rng.random() * 0.2
    v.blob(
        [
            (x - size, y),
            (x - size * 0.8, y - size * 0.5),
            (x - size * (0.2 + j), y - size * 0.8),
            (x + size * 0.55, y - size * (0.5 + j)),
            (x + size, y),
        ],
        lighten(ink, 0.06),
        darken(ink, 0.22),
    )
    v.blob(
        [
            (x - size * 0.72, y - size * 0.46),
            (x - size * (0.18 + j), y - size * 0.72),
            (x + size * 0.42, y - size * 0.5),
            (x - size * 0.1, y - size * 0.4),
        ],
        SNOW if v.light.snowy else lighten(ink, 0.24),
        a=0.85,
    )


def lamp_post(v: View, x: float, y: float, height: float, ink: Ink = 0x3D444C) -> None:
    """A street lamp that shines at dusk and night."""
    v.shadow(x, y, height * 0.07, height * 0.015, 0.3)
    v.rect(x - height * 0.011, y - height * 0.86, height * 0.022, height * 0.86, lighten(ink, 0.1), ink)
    v.rect(x - height * 0.025, y - height * 0.08, height * 0.05, height * 0.08, ink, r=3)
    top = y - height
    glass = [
        (x - height * 0.04, top + height * 0.03),
        (x + height * 0.04, top + height * 0.03),
        (x + height * 0.026, top + height * 0.14),
        (x - height * 0.026, top + height * 0.14),
    ]
    v.poly(glass, 0xE6E2D4)
    v.poly(
        [(x - height * 0.05, top + height * 0.03), (x, top - height * 0.02), (x + height * 0.05, top + height * 0.03)],
        ink,
    )
    if v.light.lamps > 0.2:
        with v.shining():
            v.poly(glass, 0xFFE9BC, a=min(1.0, v.light.lamps))
    v.glow(x, top + height * 0.08, height * 0.42, strength=0.6)


def far_town(v: View, y: float, ink: Ink, *, low: float = 60, high: float = 220, step: float = 80) -> None:
    """A skyline of plain blocks with a few lit windows, standing on y."""
    x = -10.0
    while x < v.w:
        width = step * (0.6 + 0.8 * v.rng.random())
        tall = low + (high - low) * v.rng.random() ** 1.4
        tone = mix(ink, v.light.haze, 0.25 + 0.2 * v.rng.random())
        v.rect(x, y - tall, width, tall + 4, tone, mix(tone, v.light.haze, 0.35))
        if v.light.snowy:
            v.rect(x, y - tall - 3, width, 7, SNOW)
        for _ in range(int(tall / 34)):
            wx, wy = x + 8 + (width - 22) * v.rng.random(), y - tall + 12 + (tall - 30) * v.rng.random()
            v.rect(wx, wy, 8, 12, lighten(soften(tone, 0.2), 0.14))
            v.pane(wx, wy, 8, 12, a=0.75)
        x += width + 4 * v.rng.random()


def gulls(v: View, count: int = 4) -> None:
    """A few gulls far off."""
    for _ in range(count):
        x, y, s = v.w * (0.1 + 0.8 * v.rng.random()), 90 + 200 * v.rng.random(), 10 + 12 * v.rng.random()
        v.line(
            [
                (x - s, y - s * 0.3),
                (x - s * 0.45, y - s * 0.55),
                (x, y),
                (x + s * 0.45, y - s * 0.55),
                (x + s, y - s * 0.3),
            ],
            0xF6F6F2,
            3.4,
            smooth=True,
        )


def sailboat(v: View, x: float, y: float, size: float, hull: Ink, sail: Ink = 0xF0EADC) -> None:
    """A small boat under sail on the water line y."""
    v.oval(x, y + size * 0.04, size * 0.5, size * 0.05, 0x2A4652, a=0.35)
    v.blob(
        [
            (x - size * 0.46, y - size * 0.16),
            (x - size * 0.34, y + size * 0.02),
            (x + size * 0.34, y + size * 0.02),
            (x + size * 0.5, y - size * 0.17),
        ],
        hull,
        darken(hull, 0.25),
    )
    v.rect(x - size * 0.02, y - size * 1.1, size * 0.035, size, 0x6E5A44)
    v.poly(
        [(x + size * 0.03, y - size * 1.06), (x + size * 0.44, y - size * 0.24), (x + size * 0.03, y - size * 0.24)],
        sail,
        darken(sail, 0.1),
    )
    v.poly(
        [(x - size * 0.04, y - size * 0.96), (x - size * 0.34, y - size * 0.24), (x - size * 0.04, y - size * 0.24)],
        darken(sail, 0.06),
        darken(sail, 0.16),
    )
