"""Shared bits of rooms: walls and floors in perspective, windows with the weather outside, doors, lamps, pictures.

A room's wall ends at `FLOOR`; floor lines run to a vanishing point at eye height. What shines goes through
`View.glow`, so that it shows only when the hour asks for it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from iamflow_agents.generator.storyboard.lettering import draw_text, measure
from iamflow_agents.generator.storyboard.places import scenery
from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.view import View
from iamflow_agents.records import TimeOfDay, Weather

FLOOR = 705.0
"""Where the back wall meets the floor."""
EYE = 430.0
"""Height of the vanishing point."""
SEAT_LINE = 838.0
"""Ground line on which seats stand."""


def room(v: View, wall: Ink, floor: Ink, *, kind: str = "boards", trim: Ink | None = None, line: float = FLOOR) -> None:
    """Paint wall, cornice, skirting and floor; `kind` is `boards`, `tiles`, `carpet`, `stone` or `plain`."""
    wall, floor = v.words.ink(wall, "wall"), v.words.ink(floor, "floor")
    edge = lighten(wall, 0.45) if trim is None else trim
    v.rect(0, 0, v.w, line, darken(wall, 0.05), lighten(wall, 0.10))
    v.side(0, 0, v.w, line, 0xFFF8EA, 0.16, 0.0)
    v.side(v.w * 0.5, 0, v.w * 0.5, line, 0x1C1C2C, 0.0, 0.12)
    v.fade(0, 0, v.w, 150, 0x1C1C2C, 0.16, 0.0)
    v.rect(0, 0, v.w, 20, lighten(edge, 0.1), darken(edge, 0.1))
    v.rect(0, 20, v.w, 5, darken(wall, 0.25), a=0.35)
    floor_plane(v, floor, kind, line)
    v.rect(0, line - 26, v.w, 26, edge, darken(edge, 0.12))
    v.rect(0, line - 28, v.w, 2, darken(wall, 0.3), a=0.4)
    v.fade(0, line, v.w, 46, 0x12121C, 0.30, 0.0)


def floor_plane(v: View, ink: Ink, kind: str, line: float = FLOOR) -> None:
    """Floor from `line` to the bottom edge, with lines that run to the vanishing point."""
    v.rect(0, line, v.w, 1000 - line, lighten(ink, 0.10), darken(ink, 0.12))
    joint, middle = darken(ink, 0.26), v.w / 2
    if kind in ("boards", "tiles", "stone"):
        step = {"boards": 92.0, "tiles": 130.0, "stone": 210.0}[kind]
        count = int(v.w * 2.4 / step) + 2
        for i in range(-count, count + 1):
            top = middle + i * step * (line - EYE) / (1000 - EYE)
            v.line([(top, line), (middle + i * step, 1000)], joint, 2.2, a=0.34)
    if kind in ("tiles", "stone"):
        depth, y = 0.0, line
        while y < 1000:
            v.line([(0, y), (v.w, y)], joint, 2.0, a=0.32)
            depth += 0.11 if kind == "tiles" else 0.16
            y = EYE + (line - EYE) / max(0.05, 1 - depth)
    if kind == "boards":
        rng = random.Random(v.words.text)
        for _ in range(26):
            y = line + (1000 - line) * rng.random()
            x = v.w * rng.random()
            v.line([(x, y), (x + 40 * (y - EYE) / 300, y)], joint, 1.8, a=0.30)
    v.fade(0, line + 60, v.w, 1000 - line - 60, 0xFFFFFF, 0.0, 0.05)


def outside(v: View, x: float, y: float, w: float, h: float, view: str = "garden") -> None:
    """What is seen through a window: `garden`, `city`, `sea`, `hills`, `yard` or `sky`."""
    low = y + h * {"sea": 0.62, "sky": 1.0}.get(view, 0.72)
    with v.clip(x, y, w, h):
        scenery.sky(v, y + h, x=x, y=y, w=w, clouds=2)
        far = v.light.unlit(mix(v.light.haze, 0x5E7466 if not v.light.is_dark else 0x0C1222, 0.55))
        if view in ("garden", "hills", "yard"):
            spots = [
                (x - 20, low),
                (x + w * 0.2, low - h * 0.1),
                (x + w * 0.5, low - h * 0.02),
                (x + w * 0.8, low - h * 0.14),
            ]
            ink = mix(far, scenery.SNOW, 0.5) if v.light.snowy else far
            v.blob([*spots, (x + w + 20, low), (x + w + 20, y + h + 20), (x - 20, y + h + 20)], ink, darken(ink, 0.15))
            if view == "garden":
                for share in (0.12, 0.88):
                    r = h * 0.16
                    v.oval(x + w * share, low - r * 0.4, r * 0.8, r, darken(ink, 0.12))
        elif view == "sea":
            sea = v.light.unlit(mix(v.light.haze, 0x3E6A80 if not v.light.is_dark else 0x101C30, 0.6))
            v.rect(x, low, w, h, sea, darken(sea, 0.2))
        elif view == "city":
            at = x
            while at < x + w:
                wide, tall = 26 + 34 * v.rng.random(), h * (0.2 + 0.4 * v.rng.random())
                v.rect(at, y + h - tall, wide, tall, far, darken(far, 0.1))
                for _ in range(3):
                    px, py = at + wide * 0.7 * v.rng.random(), y + h - tall * (0.15 + 0.75 * v.rng.random())
                    v.pane(px, py, 5, 8, a=0.7)
                at += wide + 4
        _weather_outside(v, x, y, w, h)


def _weather_outside(v: View, x: float, y: float, w: float, h: float) -> None:
    """Rain on the pane, flakes behind it, or fog."""
    pale = v.light.unlit(mix(v.light.sky[1], 0xFFFFFF, 0.5))
    if v.light.wet:
        for _ in range(int(26 + w * h / 2600)):
            px, py, length = x + w * v.rng.random(), y + h * v.rng.random(), 10 + 26 * v.rng.random()
            v.line([(px, py), (px - length * 0.2, py + length)], pale, 1.8, a=0.6)
    elif v.light.snowy:
        for _ in range(int(20 + w * h / 2200)):
            r = 2 + 2.6 * v.rng.random()
            v.oval(x + w * v.rng.random(), y + h * v.rng.random(), r, r, v.light.unlit(0xFFFFFF), a=0.85)
    elif v.light.weather is Weather.FOG:
        v.fade(x, y, w, h, pale, 0.35, 0.75)


def window(
    v: View,
    x: float,
    y: float,
    w: float,
    h: float,
    *,
    frame: Ink = 0xEFEBE2,
    bars: tuple[int, int] = (1, 1),
    view: str = "garden",
    curtain: Ink | None = None,
    sill: bool = True,
) -> None:
    """A window with `bars` upright and level glazing bars, curtains when an ink is given, in local units."""
    v.rect(x - 18, y - 18, w + 36, h + 36, darken(frame, 0.14), r=4)
    v.rect(x - 14, y - 14, w + 28, h + 28, frame, darken(frame, 0.06), r=3)
    outside(v, x, y, w, h, view)
    v.poly([(x, y + h), (x, y + h * 0.5), (x + w * 0.55, y), (x + w * 0.8, y)], 0xFFFFFF, a=0.10)
    upright, level = bars
    for i in range(1, upright + 1):
        v.rect(x + w * i / (upright + 1) - 4, y, 8, h, frame)
        v.rect(x + w * i / (upright + 1) + 2, y, 2, h, darken(frame, 0.25))
    for i in range(1, level + 1):
        v.rect(x, y + h * i / (level + 1) - 4, w, 8, frame)
    v.fade(x, y, w, 26, 0x101020, 0.28, 0)
    if sill:
        v.rect(x - 28, y + h + 14, w + 56, 16, lighten(frame, 0.3), darken(frame, 0.1), r=3)
        v.fade(x - 20, y + h + 30, w + 40, 18, 0x101020, 0.22, 0)
        if v.light.snowy:
            v.blob(
                [(x, y + h), (x + w * 0.3, y + h - 16), (x + w * 0.7, y + h - 11), (x + w, y + h)], scenery.SNOW, a=0.9
            )
    if curtain is not None:
        curtains(v, x - 34, y - 44, w + 68, h + 96, v.words.ink(curtain, "curtain"))


def curtains(v: View, x: float, y: float, w: float, h: float, ink: Ink, share: float = 0.2) -> None:
    """Two drapes under a rail, with folds."""
    v.line([(x - 16, y), (x + w + 16, y)], darken(ink, 0.5), 7)
    wide = w * share
    for left, lean in ((x, 1.0), (x + w - wide, -1.0)):
        inner, outer = (left + wide, left) if lean > 0 else (left, left + wide)
        v.poly(
            [
                (outer, y),
                (inner, y),
                (inner - lean * wide * 0.12, y + h * 0.6),
                (inner - lean * wide * 0.05, y + h),
                (outer, y + h),
            ],
            ink,
            darken(ink, 0.16),
        )
        for i in range(1, 4):
            fx = left + wide * i / 4
            v.line([(fx, y + 6), (fx - lean * wide * 0.05, y + h - 4)], darken(ink, 0.3), 3.5, a=0.4)
            v.line([(fx + 6, y + 6), (fx + 6 - lean * wide * 0.05, y + h - 4)], lighten(ink, 0.3), 2.5, a=0.35)


def beam(v: View, left: float, right: float, lean: float = -160, line: float = FLOOR) -> None:
    """Patch of daylight that a window throws on the floor (design x)."""
    if v.light.is_dark or v.light.weather is not Weather.CLEAR:
        return
    a, ink = (0.20, 0xFFF3D0) if v.light.time is TimeOfDay.DAY else (0.26, 0xFFC890)
    x0, x1, shift = v.x(left), v.x(right), v.x(lean)
    v.poly(
        [(x0 + shift * 0.3, line + 34), (x1 + shift * 0.3, line + 34), (x1 + shift, 930), (x0 + shift * 1.3, 930)],
        ink,
        a=a,
    )


def door(v: View, x: float, y: float, w: float, h: float, ink: Ink, *, glazed: bool = False) -> None:
    """A panelled door whose foot is at y."""
    ink = v.words.ink(ink, "door")
    frame = lighten(ink, 0.35)
    v.rect(x - 16, y - h - 16, w + 32, h + 16, frame, darken(frame, 0.1))
    v.rect(x, y - h, w, h, lighten(ink, 0.05), darken(ink, 0.08))
    if glazed:
        outside(v, x + w * 0.16, y - h * 0.92, w * 0.68, h * 0.5, "yard")
    else:
        v.rect(x + w * 0.14, y - h * 0.92, w * 0.72, h * 0.42, darken(ink, 0.10), lighten(ink, 0.04), r=3)
    v.rect(x + w * 0.14, y - h * 0.42, w * 0.72, h * 0.34, darken(ink, 0.10), lighten(ink, 0.04), r=3)
    v.oval(x + w * 0.89, y - h * 0.46, 7, 7, 0xC9B27C)


def pendant(v: View, x: float, y: float, size: float, ink: Ink, *, warm: Ink = 0xFFD9A0) -> None:
    """A lamp hanging from the ceiling; (x, y) is the bottom of the shade."""
    v.line([(x, -400), (x, y - size * 0.8)], 0x34343C, 3)
    shade = [(x - size * 0.22, y - size * 0.8), (x + size * 0.22, y - size * 0.8), (x + size, y), (x - size, y)]
    v.poly(shade, lighten(ink, 0.15), darken(ink, 0.15))
    v.oval(x, y, size, size * 0.13, mix(ink, 0xFFF2D0, 0.75))
    if v.light.lamps > 0.2:
        with v.shining():
            v.oval(x, y, size * 0.92, size * 0.12, 0xFFF3D2, a=min(1.0, v.light.lamps))
    v.glow(x, y + size * 0.4, size * 4.2, warm, 0.5)


def floor_lamp(v: View, x: float, y: float, height: float, ink: Ink = 0xE2D4B4) -> None:
    """A standing lamp with a cloth shade."""
    v.shadow(x, y, 46, 9)
    v.rect(x - 3, y - height + 40, 6, height - 44, 0x5A5248)
    v.oval(x, y - 3, 34, 7, 0x5A5248)
    shade = [(x - 34, y - height), (x + 34, y - height), (x + 58, y - height + 92), (x - 58, y - height + 92)]
    v.poly(shade, lighten(ink, 0.2), darken(ink, 0.06))
    if v.light.lamps > 0.2:
        with v.shining():
            v.poly(shade, 0xFFE2AE, 0xFFCB86, a=0.85 * min(1.0, v.light.lamps))
    v.glow(x, y - height + 60, 300, strength=0.6)


def table_lamp(v: View, x: float, y: float, size: float = 60, ink: Ink = 0xD9C8A4) -> None:
    """A small lamp on something whose top is at y."""
    v.rect(x - size * 0.07, y - size * 0.9, size * 0.14, size * 0.9, 0x6E5E4C)
    v.oval(x, y - 2, size * 0.3, size * 0.08, 0x6E5E4C)
    shade = [
        (x - size * 0.3, y - size * 1.5),
        (x + size * 0.3, y - size * 1.5),
        (x + size * 0.52, y - size * 0.8),
        (x - size * 0.52, y - size * 0.8),
    ]
    v.poly(shade, lighten(ink, 0.15), darken(ink, 0.1))
    if v.light.lamps > 0.2:
        with v.shining():
            v.poly(shade, 0xFFE2AE, a=0.9 * min(1.0, v.light.lamps))
    v.glow(x, y - size, size * 3.6, strength=0.55)


def picture(v: View, x: float, y: float, w: float, h: float, inks: Sequence[Ink], frame: Ink = 0x6E5C46) -> None:
    """A framed landscape in a few tones; (x, y) is the top left."""
    v.rect(x + 5, y + 7, w, h, 0x101020, a=0.22, r=2)
    v.rect(x, y, w, h, frame, darken(frame, 0.2), r=2)
    m = min(w, h) * 0.09
    with v.clip(x + m, y + m, w - 2 * m, h - 2 * m):
        v.rect(x, y, w, h, lighten(inks[0], 0.25), inks[0])
        v.oval(x + w * (0.3 + 0.4 * v.rng.random()), y + h * 0.36, h * 0.12, h * 0.12, lighten(inks[-1], 0.4))
        for i, ink in enumerate(inks[1:]):
            top = y + h * (0.5 + 0.16 * i)
            v.blob(
                [
                    (x - 20, top),
                    (x + w * 0.3, top - h * 0.12 * v.rng.random()),
                    (x + w * 0.7, top + h * 0.06),
                    (x + w + 20, top - h * 0.08),
                    (x + w + 20, y + h * 1.3),
                    (x - 20, y + h * 1.3),
                ],
                ink,
            )


def clock(v: View, x: float, y: float, r: float, rim: Ink = 0x4A4A50) -> None:
    """A wall clock; it always says ten past ten."""
    v.oval(x + 3, y + 4, r, r, 0x101020, a=0.25)
    v.oval(x, y, r, r, rim)
    v.oval(x, y, r * 0.87, r * 0.87, 0xF3F0E8)
    v.line([(x, y), (x - r * 0.38, y - r * 0.32)], 0x33333A, r * 0.09)
    v.line([(x, y), (x + r * 0.58, y - r * 0.34)], 0x33333A, r * 0.06)


def tiles(v: View, x: float, y: float, w: float, h: float, ink: Ink, size: float = 44) -> None:
    """Glazed wall tiles, each a little different, with pale joints."""
    v.rect(x, y, w, h, lighten(ink, 0.45))
    row, at_y = 0, y
    while at_y < y + h - 2:
        at_x = x - (size / 2 if row % 2 else 0)
        while at_x < x + w:
            tone = mix(lighten(ink, 0.06), darken(ink, 0.1), v.rng.random())
            left, right = max(x, at_x + 1.5), min(x + w, at_x + size - 1.5)
            if right > left:
                v.rect(left, at_y + 1.5, right - left, min(size * 0.6, y + h - at_y) - 3, tone, r=2)
            at_x += size
        at_y += size * 0.6
        row += 1
    v.poly([(x, y + h), (x, y + h * 0.2), (x + w * 0.3, y), (x + w * 0.5, y)], 0xFFFFFF, a=0.07)


def masonry(v: View, ink: Ink, top: float = 0, bottom: float = FLOOR) -> None:
    """Courses of stones, each in its own tone."""
    y, row = top, 0
    while y < bottom:
        x = -60.0 * (row % 2)
        while x < v.w:
            w = 90 + 60 * v.rng.random()
            v.rect(x + 2, y + 2, w - 4, 48, mix(lighten(ink, 0.08), darken(ink, 0.16), v.rng.random()), r=6, a=0.55)
            x += w
        y += 52
        row += 1


def lettered(v: View, text: str, x: float, y: float, size: float, ink: Ink, *, left: bool = False) -> None:
    """A word painted on a wall or board, centred at x (or beginning there); y is the baseline."""
    start = x if left else x - measure(text, size, not left) / 2
    seen = v.seen(ink)
    draw_text(v.canvas, text, start, y, size, (seen >> 16, seen >> 8 & 255, seen & 255), bold=not left)
