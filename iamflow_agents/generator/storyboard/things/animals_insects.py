"""Butterflies, bees, bats, spiders, crabs, snails and octopuses: small animals drawn one by one."""

from __future__ import annotations

import math

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Pen,
    blob,
    curve,
    disc,
    even,
    moved,
    oval,
    placed,
    polygon,
    scaled,
    shaded,
    tinted,
    tube,
    within,
)
from iamflow_agents.generator.storyboard.sprite import LocalBox, Point, Pose
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.generator.storyboard.things.animals_water import Painter

_DARK: Rgb = (46, 38, 42)
Found = tuple[LocalBox, dict[str, Point]]


def _around(x: float, y: float, r: float) -> LocalBox:
    """A square box about a point."""
    return x - r, y - r, x + r, y + r


def _eyes(pen: Pen, x: float, y: float, r: float, gap: float) -> None:
    """Two round eyes."""
    for dx in (-gap, gap):
        pen.fill(disc(x + dx, y, r), (252, 250, 244))
        pen.fill(disc(x + dx + r * 0.15, y, r * 0.55), (30, 26, 32))


def paint_butterfly(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A butterfly with beating wings."""
    beat = 0.62 + 0.38 * math.cos(2 * math.pi * pose.phase)
    y = -0.5 * size
    upper = blob((0.0, -0.02), (0.14, -0.4), (0.44, -0.48), (0.5, -0.22), (0.2, 0.02))
    lower = blob((0.0, 0.0), (0.24, 0.04), (0.38, 0.24), (0.2, 0.42), (0.04, 0.2))
    for sign in (-1.0, 1.0):
        for wing, ink in ((lower, shaded(coat.main, 0.18)), (upper, coat.main)):
            pen.fill(moved(scaled(wing, sign * size * beat, size), 0, y), ink)
        edge = within(blob((0.36, -0.5), (0.56, -0.46), (0.52, -0.14), (0.42, -0.24)), upper)
        pen.fill(moved(scaled(edge, sign * size * beat, size), 0, y), coat.second)
        pen.fill(oval(sign * 0.23 * size * beat, y + 0.24 * size, 0.05 * size * beat, 0.05 * size), coat.second)
        pen.stroke(
            curve((0.0, y - 0.16 * size), (sign * 0.06 * size, y - 0.3 * size), (sign * 0.13 * size, y - 0.34 * size)),
            _DARK,
            0.014 * size,
        )
    pen.fill(oval(0.0, y, 0.032 * size, 0.2 * size), _DARK)
    half = 0.05 * size * beat
    x = 0.21 * size * beat
    return (x - half, y - 0.28 * size, x + half, y - 0.18 * size), {
        "grip": (0.0, y),
        "eyes": (0.0, y - 0.16 * size),
        "mouth": (0.0, y - 0.16 * size),
    }


def paint_bee(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A bee with stripes and whirring wings."""
    y = -0.4 * size
    beat = math.sin(2 * math.pi * pose.phase * 2)
    for lean in (-32.0, -4.0):
        wing = oval(-0.02, -0.3, 0.13, 0.26)
        pen.fill(
            placed(scaled(wing, size, size * (1.0 + 0.12 * beat)), (-0.02 * size, y - 0.1 * size), lean),
            (214, 230, 240, 200),
        )
    pen.fill(polygon((-0.42 * size, y - 0.04 * size), (-0.54 * size, y), (-0.42 * size, y + 0.05 * size)), _DARK)
    body = oval(0.0, 0.0, 0.44, 0.24)
    pen.fill(moved(scaled(body, size), 0, y), coat.main)
    for x in (-0.32, -0.02):
        band = within(blob((x, -0.3), (x + 0.12, -0.3), (x + 0.14, 0.0), (x + 0.12, 0.3), (x, 0.3)), body)
        pen.fill(moved(scaled(band, size), 0, y), _DARK)
    pen.fill(disc(0.38 * size, y - 0.02 * size, 0.15 * size), _DARK)
    pen.fill(disc(0.43 * size, y - 0.06 * size, 0.05 * size), (252, 250, 244))
    pen.stroke(
        curve((0.42 * size, y - 0.14 * size), (0.48 * size, y - 0.26 * size), (0.56 * size, y - 0.28 * size)),
        _DARK,
        0.02 * size,
    )
    return _around(0.18 * size, y, 0.035 * size), {"grip": (0.0, y), "eyes": (0.43 * size, y), "mouth": (0.5 * size, y)}


def paint_beetle(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A beetle or ant: six legs, a domed back."""
    step = math.sin(2 * math.pi * pose.phase) * 0.05 * size if pose.stance in {"walk", "run"} else 0.0
    for i, x in enumerate((-0.24, 0.0, 0.24)):
        dx = step * (1 if i % 2 else -1)
        pen.stroke(
            curve((x * size, -0.2 * size), (x * 1.25 * size + dx, -0.16 * size), (x * 1.5 * size + dx, -0.015 * size)),
            _DARK,
            0.03 * size,
        )
    pen.fill(oval(0.36 * size, -0.22 * size, 0.14 * size, 0.13 * size), _DARK)
    pen.stroke(
        curve((0.42 * size, -0.32 * size), (0.5 * size, -0.42 * size), (0.58 * size, -0.42 * size)), _DARK, 0.02 * size
    )
    back = blob((0.3, -0.14), (0.2, -0.38), (-0.08, -0.46), (-0.36, -0.32), (-0.42, -0.12), (0.0, -0.08))
    pen.fill(scaled(back, size), coat.main)
    for x, y, r in ((-0.22, -0.3, 0.055), (0.1, -0.32, 0.05), (-0.06, -0.17, 0.045)):
        if coat.pattern == "spots":
            pen.fill(disc(x * size, y * size, r * size), coat.second)
    pen.stroke(scaled(curve((0.26, -0.2), (-0.1, -0.22), (-0.4, -0.14)), size), coat.shadow, 0.018 * size)
    pen.fill(disc(0.41 * size, -0.25 * size, 0.035 * size), (252, 250, 244))
    return _around(-0.06 * size, -0.32 * size, 0.05 * size), {
        "grip": (0.0, -0.2 * size),
        "eyes": (0.41 * size, -0.25 * size),
        "mouth": (0.48 * size, -0.2 * size),
    }


def paint_bat(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A bat with scalloped wings."""
    beat = math.cos(2 * math.pi * pose.phase)
    y = -0.42 * size
    high = 0.75 + 0.3 * beat
    for sign in (-1.0, 1.0):
        sail = polygon(
            (0.04, -0.08),
            (0.24, -0.3),
            (0.52, -0.22),
            (0.47, 0.06),
            (0.36, -0.04),
            (0.28, 0.12),
            (0.18, 0.02),
            (0.06, 0.12),
        )
        pen.fill(moved(scaled(sail, sign * size, size * high), 0, y), shaded(coat.main, 0.18))
    pen.fill(oval(0, y + 0.02 * size, 0.1 * size, 0.17 * size), coat.main)
    pen.fill(disc(0, y - 0.16 * size, 0.1 * size), coat.main)
    for sign in (-1.0, 1.0):
        pen.fill(
            polygon(
                (sign * 0.02 * size, y - 0.22 * size),
                (sign * 0.09 * size, y - 0.36 * size),
                (sign * 0.1 * size, y - 0.16 * size),
            ),
            coat.main,
        )
    _eyes(pen, 0.0, y - 0.17 * size, 0.028 * size, 0.04 * size)
    return _around(0, y + 0.02 * size, 0.05 * size), {
        "grip": (0.0, y),
        "eyes": (0.0, y - 0.17 * size),
        "mouth": (0.0, y - 0.1 * size),
    }


def paint_spider(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A spider with eight bent legs."""
    step = math.sin(2 * math.pi * pose.phase) * 0.04 * size if pose.stance in {"walk", "run"} else 0.0
    for sign in (-1.0, 1.0):
        for i, reach in enumerate((0.2, 0.32, 0.44, 0.52)):
            dx = step * (1 if i % 2 else -1)
            leg = curve(
                (sign * 0.08 * size, -0.26 * size),
                (sign * reach * 0.7 * size, (-0.5 + 0.06 * i) * size),
                (sign * reach * size + dx, -0.015 * size),
            )
            pen.stroke(leg, shaded(coat.main, 0.2), 0.032 * size)
    pen.fill(oval(-0.06 * size, -0.3 * size, 0.2 * size, 0.17 * size), coat.main)
    pen.fill(disc(0.14 * size, -0.26 * size, 0.11 * size), shaded(coat.main, 0.14))
    _eyes(pen, 0.17 * size, -0.28 * size, 0.03 * size, 0.035 * size)
    return _around(-0.1 * size, -0.31 * size, 0.075 * size), {
        "grip": (0.0, -0.28 * size),
        "eyes": (0.17 * size, -0.28 * size),
        "mouth": (0.2 * size, -0.22 * size),
    }


def paint_crab(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A crab with claws up."""
    step = math.sin(2 * math.pi * pose.phase) * 0.03 * size if pose.stance in {"walk", "run"} else 0.0
    snap = abs(math.sin(4 * math.pi * pose.gesture_phase)) * 14.0
    for sign in (-1.0, 1.0):
        for i in range(3):
            x = sign * (0.22 + 0.07 * i) * size
            pen.stroke(
                curve(
                    (x * 0.8, -0.18 * size),
                    (x * 1.35, -0.2 * size),
                    (x * 1.45 + step * (1 if i % 2 else -1), -0.015 * size),
                ),
                coat.far,
                0.038 * size,
            )
        pen.stroke(
            curve(
                (sign * 0.26 * size, -0.28 * size),
                (sign * 0.46 * size, -0.32 * size),
                (sign * 0.44 * size, -0.46 * size),
            ),
            coat.far,
            0.055 * size,
        )
        for lean in (-16.0 - snap, 16.0 + snap):
            claw = blob((-0.04, 0.02), (-0.07, -0.1), (0.0, -0.22), (0.06, -0.1), (0.04, 0.02))
            pen.fill(placed(scaled(claw, size), (sign * 0.44 * size, -0.46 * size), lean), coat.main)
        pen.stroke(
            curve(
                (sign * 0.1 * size, -0.34 * size),
                (sign * 0.12 * size, -0.42 * size),
                (sign * 0.11 * size, -0.44 * size),
            ),
            coat.main,
            0.03 * size,
        )
    pen.fill(scaled(even((0.0, -0.38), (0.2, -0.37), (0.36, -0.26), (0.28, -0.12), (0.0, -0.08)), size), coat.main)
    pen.stroke(scaled(curve((-0.12, -0.17), (0.0, -0.14), (0.12, -0.17)), size), coat.line, 0.02 * size)
    _eyes(pen, 0.0, -0.46 * size, 0.05 * size, 0.11 * size)
    return _around(0, -0.27 * size, 0.07 * size), {
        "grip": (0.0, -0.25 * size),
        "eyes": (0.0, -0.46 * size),
        "mouth": (0.0, -0.16 * size),
    }


def paint_snail(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """A snail; the shell has the main colour."""
    stretch = 0.03 * math.sin(2 * math.pi * pose.phase)
    skin: Rgb = (222, 190, 140)
    foot = blob(
        (-0.5 - stretch, 0.0),
        (-0.2, -0.1),
        (0.2, -0.12),
        (0.36, -0.2),
        (0.4, -0.4),
        (0.52 + stretch, -0.42),
        (0.54 + stretch, -0.24),
        (0.44, -0.04),
        (0.3, 0.0),
    )
    pen.fill(scaled(foot, size), skin)
    for x, lean in ((0.44, 0.0), (0.5, 0.06)):
        pen.stroke(
            scaled(curve((x, -0.4), (x + 0.03 + lean, -0.5), (x + 0.05 + lean, -0.58)), size), skin, 0.026 * size
        )
        pen.fill(disc((x + 0.05 + lean) * size, -0.59 * size, 0.03 * size), _DARK)
    pen.fill(disc(-0.06 * size, -0.3 * size, 0.28 * size), coat.main)
    pen.stroke(
        scaled(
            curve(
                (0.18, -0.2),
                (0.08, -0.46),
                (-0.18, -0.46),
                (-0.26, -0.24),
                (-0.08, -0.12),
                (0.04, -0.26),
                (-0.06, -0.35),
            ),
            size,
        ),
        shaded(coat.main, 0.3),
        0.032 * size,
    )
    return _around(-0.14 * size, -0.31 * size, 0.035 * size), {
        "grip": (-0.06 * size, -0.3 * size),
        "eyes": (0.5 * size, -0.58 * size),
        "mouth": (0.54 * size, -0.3 * size),
    }


def paint_octopus(pen: Pen, coat: Coat, pose: Pose, size: float) -> Found:
    """An octopus with waving arms."""
    turn = 2 * math.pi * pose.phase
    for i in range(6):
        x = (-0.3 + 0.12 * i) * size
        swing = math.sin(turn + i) * 0.04 * size
        end = x * 1.7 + swing
        arm = tube(
            (
                (x * 0.6, -0.4 * size, 0.07 * size),
                (x * 1.3, -0.2 * size, 0.055 * size),
                (end, -0.05 * size, 0.03 * size),
                (end + 0.09 * size * (1 if x > 0 else -1), -0.08 * size, 0.012 * size),
            )
        )
        pen.fill(arm, coat.main if i % 2 else shaded(coat.main, 0.16))
    pen.fill(
        moved(scaled(even((0.0, -0.98), (0.22, -0.92), (0.3, -0.66), (0.2, -0.36), (0.0, -0.32)), size), 0, 0),
        coat.main,
    )
    _eyes(pen, 0.04 * size, -0.5 * size, 0.06 * size, 0.1 * size)
    pen.stroke(scaled(curve((-0.03, -0.39), (0.04, -0.365), (0.11, -0.39)), size), coat.line, 0.018 * size)
    pen.fill(oval(-0.12 * size, -0.8 * size, 0.04 * size, 0.06 * size, 25), tinted(coat.main, 0.3))
    return _around(0.06 * size, -0.72 * size, 0.08 * size), {
        "grip": (0.0, -0.6 * size),
        "eyes": (0.04 * size, -0.5 * size),
        "mouth": (0.04 * size, -0.38 * size),
    }


INSECTS: tuple[tuple[tuple[str, ...], Painter, float, float, tuple[Rgb, ...], str], ...] = (
    (("butterfly", "moth", "dragonfly", "fairy"), paint_butterfly, 0.24, 0.95, ((240, 142, 44), (70, 130, 206), (236,
        206, 72)), "plain"),
    (("bee", "bumblebee", "wasp", "hornet", "fly", "firefly", "mosquito"), paint_bee, 0.18, 0.85, ((246, 196, 52),),
        "plain"),
    (("beetle", "ant", "bug", "insect", "cricket", "grasshopper", "cockroach", "scarab", "scorpion"), paint_beetle,
        0.18, 0.6, ((64, 108, 96), (110, 64, 44)), "plain"),
    (("ladybird", "ladybug"), paint_beetle, 0.18, 0.6, ((206, 44, 40),), "spots"),
    (("bat",), paint_bat, 0.5, 0.8, ((86, 70, 78),), "plain"),
    (("spider", "tarantula"), paint_spider, 0.26, 0.6, ((62, 52, 58),), "plain"),
    (("crab", "lobster", "crayfish"), paint_crab, 0.32, 0.7, ((214, 84, 56),), "plain"),
    (("snail", "slug", "caterpillar"), paint_snail, 0.2, 0.65, ((178, 112, 66), (196, 150, 90)), "plain"),
    (("octopus", "squid", "jellyfish", "kraken"), paint_octopus, 0.7, 1.0, ((190, 84, 104), (140, 92, 160)), "plain"),
)  # fmt: skip
"""Nouns, painter, length in metres, height as a share of it, natural colours, natural pattern."""
