"""Shared furniture: seats at their true height, tables, shelves, cupboards, plants.

Seats stand at `SEAT_LINE` and are drawn to the height of people, not to the width of the frame, so that somebody who
sits there is supported. All else is drawn in local units around the caller's origin.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from iamflow_agents.generator.storyboard.places.light import Ink, darken, lighten, mix
from iamflow_agents.generator.storyboard.places.scenery_rooms import SEAT_LINE
from iamflow_agents.generator.storyboard.places.view import View

SEAT_HEIGHT = 126.0
"""0.45 m at the seat line for people whose 1.75 m is 0.55 of the frame at the near line."""
SPINES = (0x9A6A5C, 0x6E7F8C, 0xB59B6A, 0x75866C, 0x84708A, 0xC2B49A, 0x5E6B78, 0xA37F5E, 0x8C5A58, 0xD2C6AC)


@contextmanager
def seat(v: View, share: float) -> Iterator[None]:
    """Origin on the floor under a seat; scaled for people, not for the frame."""
    v.canvas.save()
    v.canvas.translate(v.w * share, SEAT_LINE)
    try:
        yield
    finally:
        v.canvas.restore()


def chair(v: View, share: float, ink: Ink = 0x8A6A4C, cushion: Ink | None = None) -> None:
    """A chair seen from the front, with a slatted back."""
    with seat(v, share):
        v.shadow(0, 2, 86, 15)
        for x in (-52, 44):
            v.rect(x, -SEAT_HEIGHT - 130, 9, SEAT_HEIGHT + 130, lighten(ink, 0.05), darken(ink, 0.2), r=3)
        v.rect(-52, -SEAT_HEIGHT - 134, 105, 26, lighten(ink, 0.12), ink, r=8)
        for x in (-28, -5, 18):
            v.rect(x, -SEAT_HEIGHT - 112, 11, 104, darken(ink, 0.06), darken(ink, 0.2))
        for x in (-62, 52):
            v.rect(x, -SEAT_HEIGHT + 6, 11, SEAT_HEIGHT, ink, darken(ink, 0.3), r=3)
        top = lighten(ink, 0.14) if cushion is None else cushion
        v.poly(
            [(-54, -SEAT_HEIGHT - 12), (54, -SEAT_HEIGHT - 12), (66, -SEAT_HEIGHT + 6), (-66, -SEAT_HEIGHT + 6)],
            lighten(top, 0.1),
        )
        v.rect(-66, -SEAT_HEIGHT + 6, 132, 13, darken(top, 0.16), r=4)


def stool(v: View, share: float, ink: Ink = 0x8A6A4C, top: Ink | None = None) -> None:
    """A round stool."""
    with seat(v, share):
        v.shadow(0, 2, 70, 13)
        for x0, x1 in ((-30, -52), (30, 52), (0, 4)):
            v.line([(x0, -SEAT_HEIGHT + 8), (x1, -4)], darken(ink, 0.1), 9)
        v.line([(-44, -46), (44, -46)], darken(ink, 0.18), 6)
        pad = lighten(ink, 0.1) if top is None else top
        v.oval(0, -SEAT_HEIGHT + 10, 58, 15, darken(pad, 0.22))
        v.oval(0, -SEAT_HEIGHT, 58, 14, lighten(pad, 0.1))


def bench(v: View, share: float, width: float = 380, ink: Ink = 0x8B6B4A, *, back: bool = True) -> None:
    """A slatted bench, with a backrest unless told otherwise."""
    with seat(v, share):
        half = width / 2
        v.shadow(0, 2, half * 1.02, 17)
        if back:
            for y in (-SEAT_HEIGHT - 118, -SEAT_HEIGHT - 80, -SEAT_HEIGHT - 42):
                v.rect(-half, y, width, 24, lighten(ink, 0.14), darken(ink, 0.04), r=6)
        for x in (-half + 26, half - 40):
            v.rect(
                x, -SEAT_HEIGHT - (120 if back else 0), 14, SEAT_HEIGHT + (120 if back else 0), 0x47484E, 0x34353B, r=4
            )
        v.poly(
            [
                (-half + 6, -SEAT_HEIGHT - 14),
                (half - 6, -SEAT_HEIGHT - 14),
                (half + 8, -SEAT_HEIGHT + 6),
                (-half - 8, -SEAT_HEIGHT + 6),
            ],
            lighten(ink, 0.22),
            lighten(ink, 0.08),
        )
        v.line([(-half, -SEAT_HEIGHT - 4), (half, -SEAT_HEIGHT - 4)], darken(ink, 0.2), 2.5, a=0.6)
        v.rect(-half - 8, -SEAT_HEIGHT + 6, width + 16, 12, darken(ink, 0.2), r=4)
        if v.light.snowy and not v.light.indoor:
            v.rect(-half, -SEAT_HEIGHT - 126, width, 12, 0xEEF2F6, r=6) if back else None


def armchair(v: View, share: float, ink: Ink = 0x8C6E62, width: float = 210) -> None:
    """An upholstered armchair."""
    _upholstered(v, share, v.words.ink(ink, "sofa"), width, 1)


def sofa(v: View, share: float, ink: Ink = 0x6F7F8A, width: float = 560) -> None:
    """A sofa with three cushions."""
    _upholstered(v, share, v.words.ink(ink, "sofa"), width, 3)


def _upholstered(v: View, share: float, ink: Ink, width: float, cushions: int) -> None:
    with seat(v, share):
        half, arm = width / 2, 44.0
        v.shadow(0, 3, half * 1.06, 20, 0.34)
        for x in (-half + 14, half - 28):
            v.rect(x, -24, 14, 24, 0x4A3A30)
        v.rect(-half + 8, -SEAT_HEIGHT - 140, width - 16, 210, lighten(ink, 0.08), darken(ink, 0.12), r=30)
        inner = (width - 2 * arm) / cushions
        for i in range(cushions):
            v.rect(-half + arm + i * inner + 4, -SEAT_HEIGHT - 118, inner - 8, 122, lighten(ink, 0.14), ink, r=18)
        v.rect(
            -half + arm - 6,
            -SEAT_HEIGHT + 20,
            width - 2 * arm + 12,
            SEAT_HEIGHT - 42,
            darken(ink, 0.1),
            darken(ink, 0.24),
            r=6,
        )
        for i in range(cushions):
            v.rect(
                -half + arm + i * inner + 2, -SEAT_HEIGHT - 8, inner - 4, 38, lighten(ink, 0.2), darken(ink, 0.02), r=12
            )
        for x in (-half, half - arm):
            v.rect(x, -SEAT_HEIGHT - 56, arm, SEAT_HEIGHT + 36, lighten(ink, 0.1), darken(ink, 0.2), r=18)


def table(v: View, x: float, y: float, w: float, h: float, ink: Ink = 0x8F6E4E, *, cloth: Ink | None = None) -> None:
    """A table whose legs stand at y; with a cloth it hangs down to half its height."""
    v.shadow(x, y, w * 0.55, 14)
    for side in (-1, 1):
        v.rect(x + side * w * 0.44 - 8, y - h, 16, h, darken(ink, 0.1), darken(ink, 0.28), r=3)
    v.poly(
        [(x - w * 0.46, y - h - 26), (x + w * 0.46, y - h - 26), (x + w * 0.52, y - h), (x - w * 0.52, y - h)],
        lighten(ink, 0.24) if cloth is None else lighten(cloth, 0.2),
        lighten(ink, 0.1) if cloth is None else cloth,
    )
    v.rect(x - w * 0.52, y - h, w * 1.04, 16, darken(ink, 0.12))
    if cloth is not None:
        v.rect(x - w * 0.52, y - h, w * 1.04, h * 0.5, cloth, darken(cloth, 0.14))
        for i in range(7):
            fx = x - w * 0.5 + w * i / 6
            v.line([(fx, y - h + 8), (fx + 4, y - h * 0.52)], darken(cloth, 0.22), 4, a=0.45)


def round_table(v: View, x: float, y: float, r: float, h: float, ink: Ink = 0x8F6E4E, cloth: Ink | None = None) -> None:
    """A pedestal table, or one under a cloth that reaches the floor."""
    v.shadow(x, y, r * 0.9, 14)
    if cloth is None:
        v.rect(x - 7, y - h, 14, h - 4, 0x4C4A4A, 0x3A3838)
        v.oval(x, y - 4, r * 0.45, 9, 0x3A3838)
        v.oval(x, y - h + 7, r, r * 0.17, darken(ink, 0.25))
        v.oval(x, y - h, r, r * 0.17, lighten(ink, 0.12))
        return
    v.poly([(x - r, y - h), (x + r, y - h), (x + r * 0.92, y - 8), (x - r * 0.92, y - 8)], cloth, darken(cloth, 0.2))
    for i in range(1, 6):
        fx = x - r + 2 * r * i / 6
        v.line([(fx, y - h + 14), (fx * 0.98 + x * 0.02, y - 12)], darken(cloth, 0.25), 4, a=0.4)
    v.oval(x, y - h, r, r * 0.17, lighten(cloth, 0.3))


def bookcase(
    v: View, x: float, y: float, w: float, h: float, shelves: int, wood: Ink = 0x7A5C44, inks: Sequence[Ink] = SPINES
) -> None:
    """A case full of books, leaning here and there; (x, y) is the bottom left."""
    v.rect(x, y - h, w, h, darken(wood, 0.34), darken(wood, 0.5))
    gap = (h - 20) / shelves
    for row in range(shelves):
        base = y - 12 - row * gap
        at = x + 14
        while at < x + w - 16:
            wide = 9 + 13 * v.rng.random()
            tall = gap * (0.52 + 0.28 * v.rng.random())
            if v.rng.random() < 0.07:
                at += wide * 2.4
                continue
            ink = inks[int(v.rng.random() * len(inks))]
            if at + wide > x + w - 12:
                break
            v.rect(at, base - tall, wide, tall, lighten(ink, 0.06), darken(ink, 0.2))
            v.rect(at + 1.5, base - tall * 0.82, wide - 3, 4, lighten(ink, 0.4), a=0.5)
            at += wide + 0.8
        v.rect(x, base, w, 10, lighten(wood, 0.08), darken(wood, 0.15))
        v.fade(x + 8, base + 10, w - 16, 16, 0x0C0C14, 0.4, 0)
    for side in (x, x + w - 12):
        v.rect(side, y - h, 12, h, lighten(wood, 0.1), darken(wood, 0.1))
    v.rect(x - 6, y - h - 12, w + 12, 18, lighten(wood, 0.15), darken(wood, 0.08), r=3)


def shelf(v: View, x: float, y: float, w: float, ink: Ink = 0x8A6C50) -> None:
    """A wall board on two brackets; y is its upper side."""
    for bx in (x + w * 0.12, x + w * 0.88):
        v.poly([(bx - 4, y + 10), (bx + 4, y + 10), (bx - 4, y + 44)], darken(ink, 0.35))
    v.rect(x, y, w, 12, lighten(ink, 0.1), darken(ink, 0.16), r=2)
    v.fade(x + 4, y + 12, w - 8, 16, 0x101020, 0.24, 0)


def jars(v: View, x: float, y: float, w: float, inks: Sequence[Ink], size: float = 34) -> None:
    """A row of jars, bottles and pots whose feet stand on y."""
    at = x
    while at < x + w - size * 0.5:
        ink = inks[int(v.rng.random() * len(inks))]
        wide, tall = size * (0.55 + 0.5 * v.rng.random()), size * (0.8 + 0.9 * v.rng.random())
        v.rect(at, y - tall, wide, tall, lighten(ink, 0.14), darken(ink, 0.12), r=wide * 0.18)
        v.rect(at + wide * 0.3, y - tall * 1.2, wide * 0.4, tall * 0.22, darken(ink, 0.25), r=2)
        v.rect(at + wide * 0.14, y - tall * 0.86, wide * 0.16, tall * 0.6, 0xFFFFFF, a=0.3, r=2)
        at += wide + size * (0.1 + 0.3 * v.rng.random())


def cupboards(
    v: View, x: float, y: float, w: float, h: float, ink: Ink, *, door: float = 130, knob: Ink = 0xB9B2A2
) -> None:
    """A run of cupboard doors; (x, y) is the top left."""
    v.rect(x, y, w, h, lighten(ink, 0.06), darken(ink, 0.08))
    count = max(1, round(w / door))
    wide = w / count
    for i in range(count):
        v.rect(x + i * wide + 4, y + 5, wide - 8, h - 10, darken(ink, 0.14), r=4)
        v.rect(x + i * wide + 6, y + 7, wide - 12, h - 14, lighten(ink, 0.1), darken(ink, 0.03), r=4)
        v.rect(x + i * wide + 20, y + 22, wide - 40, h - 44, darken(ink, 0.05), lighten(ink, 0.03), r=3)
        v.oval(x + (i + (0.86 if i % 2 == 0 else 0.14)) * wide, y + h * 0.5, 5.5, 5.5, knob)


def plant(v: View, x: float, y: float, size: float, pot: Ink = 0xB07A5C, leaf: Ink = 0x5F7F5C) -> None:
    """A potted plant with arching leaves."""
    v.shadow(x, y, size * 0.34, size * 0.05)
    for i in range(11):
        t = math.pi * (0.06 + 0.88 * i / 10)
        reach = size * (0.62 + 0.22 * v.rng.random())
        tip = (x + reach * 0.72 * math.cos(t), y - size * 0.4 - reach * 0.8 * math.sin(t))
        bend = (x + reach * 0.28 * math.cos(t), y - size * 0.52 - reach * 0.5 * math.sin(t))
        ink = mix(leaf, lighten(leaf, 0.25), v.rng.random())
        side = size * 0.05
        v.blob(
            [(x, y - size * 0.34), (bend[0] - side, bend[1] - side * 0.4), tip, (bend[0] + side, bend[1] + side * 0.4)],
            ink,
        )
    v.poly(
        [
            (x - size * 0.2, y - size * 0.36),
            (x + size * 0.2, y - size * 0.36),
            (x + size * 0.14, y),
            (x - size * 0.14, y),
        ],
        lighten(pot, 0.12),
        darken(pot, 0.18),
    )
    v.rect(x - size * 0.22, y - size * 0.4, size * 0.44, size * 0.08, lighten(pot, 0.18), pot, r=3)


def rug(v: View, x: float, y: float, rx: float, ry: float, ink: Ink) -> None:
    """An oval rug with a border, lying on the floor around (x, y)."""
    ink = v.words.ink(ink, "rug")
    v.oval(x, y + 3, rx, ry, darken(ink, 0.35), a=0.6)
    v.oval(x, y, rx, ry, darken(ink, 0.12))
    v.oval(x, y, rx * 0.93, ry * 0.9, lighten(ink, 0.25))
    v.oval(x, y, rx * 0.88, ry * 0.83, ink)
