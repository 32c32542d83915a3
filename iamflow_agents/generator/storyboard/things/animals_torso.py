"""The torso of a four-legged animal with its markings, in the frame between hip and shoulder.

The hip joint stands at `(-length / 2, 0)`, the shoulder at `(+length / 2, 0)`; `placed` carries everything to where a
stance puts the two joints. The markings leave a round core free, in which the coat's main colour can be measured.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from iamflow_agents.generator.storyboard.ink import (
    Ink,
    Path,
    blob,
    disc,
    joined,
    oval,
    placed,
    polygon,
    within,
    without,
)
from iamflow_agents.generator.storyboard.sprite import Point
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.generator.storyboard.things.animals_heads import tone_of

if TYPE_CHECKING:
    from iamflow_agents.generator.storyboard.things.animals_quadruped import Frame4


class Torso:
    """Shapes of a torso, ready to be placed.

    Args:
        layers: Paths in the torso's frame, in painter's order.
        core: Middle of the round area that shows the main colour only.
        core_radius: Its radius.
        saddle: Outline of a saddle cloth.
    """

    def __init__(self, layers: list[tuple[Path, Ink]], core: Point, core_radius: float, saddle: Path) -> None:
        self._layers = [layer for layer in layers if not layer[0].isEmpty()]
        self.core = core
        self.core_radius = core_radius
        self._saddle = saddle

    def placed(self, hip: Point, shoulder: Point) -> list[tuple[Path, Ink]]:
        """The layers where a stance puts them."""
        middle, degrees = _frame_of(hip, shoulder)
        return [(placed(path, middle, degrees), ink) for path, ink in self._layers]

    def saddle_at(self, hip: Point, shoulder: Point) -> Path:
        """The saddle cloth where a stance puts it."""
        middle, degrees = _frame_of(hip, shoulder)
        return placed(self._saddle, middle, degrees)

    def to_local(self, hip: Point, shoulder: Point, point: Point) -> Point:
        """A point of the torso's frame in the sprite's space."""
        (x, y), degrees = _frame_of(hip, shoulder)
        c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
        return x + point[0] * c - point[1] * s, y + point[0] * s + point[1] * c


def _frame_of(hip: Point, shoulder: Point) -> tuple[Point, float]:
    """Middle between the joints, and how far the line between them is turned."""
    middle = ((hip[0] + shoulder[0]) / 2, (hip[1] + shoulder[1]) / 2)
    return middle, math.degrees(math.atan2(shoulder[1] - hip[1], shoulder[0] - hip[0]))


def make_torso(frame: Frame4, coat: Coat, h: float) -> Torso:
    """Build a torso.

    Args:
        frame: How the animal is built.
        coat: Its inks and pattern.
        h: Height at the withers in metres.

    Returns:
        The torso.
    """
    half = frame.length * h / 2
    chest, waist, rump = frame.chest * h, frame.waist * h, frame.rump * h
    outline = blob(
        (-half - rump * 0.9, -rump * 0.25),
        (-half - rump * 0.35, -rump * 0.92),
        (0.0, -(rump + chest) * 0.42 - frame.hump * h * 0.4),
        (half * 0.78, -chest * 0.98 - frame.hump * h),
        (half + chest * 0.66, -chest * 0.35),
        (half + chest * 0.5, chest * 0.55),
        (half * 0.55, chest * 1.0),
        (-half * 0.35, waist),
        (-half * 0.8, rump * 0.7),
        (-half - rump * 0.75, rump * 0.55),
    )
    if frame.woolly:
        outline = joined(outline, *_curls(half, chest, rump))
    if frame.shaggy:
        outline = joined(outline, _fringe(half, chest, waist))
    core_radius = waist * 0.62
    core = (half * 0.02, -waist * 0.3)
    layers: list[tuple[Path, Ink]] = [(outline, coat.main)]
    under = blob(
        (-half * 1.3, waist * 0.5),
        (0.0, waist * 0.42),
        (half * 1.2, chest * 0.45),
        (half * 1.5, chest * 1.6),
        (-half * 1.4, chest * 1.6),
    )
    layers.append((within(under, outline), tone_of(frame.belly, coat) if frame.belly else coat.shadow))
    layers += _markings(outline, coat, half, chest, waist, rump, disc(*core, core_radius))
    saddle = within(
        blob(
            (-half * 0.45, -chest * 1.4),
            (half * 0.5, -chest * 1.4),
            (half * 0.42, waist * 0.3),
            (-half * 0.38, waist * 0.3),
        ),
        outline,
    )
    return Torso(layers, core, core_radius, saddle)


def _curls(half: float, chest: float, rump: float) -> list[Path]:
    """Tufts of wool all round."""
    n = 16
    rx, ry = half + (chest + rump) * 0.42, (chest + rump) * 0.47
    return [disc(rx * math.cos(a), ry * math.sin(a), chest * 0.3) for a in (2 * math.pi * i / n for i in range(n))]


def _fringe(half: float, chest: float, waist: float) -> Path:
    """Long hair hanging from belly and chest, swept back."""
    n = 7
    points: list[Point] = [(half * 1.3, -chest * 0.3), (half * 0.4, -chest * 0.4), (-half * 0.8, 0.0)]
    for i in range(n):
        share = i / (n - 1)
        x = -half * 0.75 + share * half * 1.85
        deep = waist + (chest - waist) * min(1.0, share * 1.2)
        hang = (0.16, 0.26, 0.2)[i % 3] * chest
        points += [(x - half * 0.1, deep * 0.92 + hang), (x + half * 0.1, deep * 0.98)]
    return polygon(*points)


def _markings(
    outline: Path, coat: Coat, half: float, chest: float, waist: float, rump: float, core: Path
) -> list[tuple[Path, Ink]]:
    """Spots, stripes or patches; none of them touches the core."""
    shapes: list[Path] = []
    if coat.pattern == "spots":
        spots = ((-1.15, -0.35, 0.2), (-0.85, 0.15, 0.24), (-0.72, -0.62, 0.2), (-0.45, 0.5, 0.18), (0.5, -0.72, 0.22),
                 (0.72, 0.05, 0.25), (1.0, -0.45, 0.2), (0.45, 0.62, 0.2), (1.12, 0.3, 0.16), (-1.2, 0.3,
                     0.16))  # fmt: skip
        shapes = [oval(x * half, y * chest, r * chest * 1.1, r * chest) for x, y, r in spots]
    elif coat.pattern == "stripes":
        for i in range(9):
            x = -half * 1.2 + i * half * 0.29
            shapes.append(
                polygon(
                    (x - 0.06 * half, -chest * 1.6),
                    (x + 0.09 * half, -chest * 1.6),
                    (x + 0.03 * half, chest * (0.15 + 0.12 * (i % 2))),
                )
            )
    elif coat.pattern == "patches":
        shapes = [
            blob(
                (-half * 1.5, -rump),
                (-half * 0.75, -rump * 1.1),
                (-half * 0.6, 0.0),
                (-half * 1.0, rump * 0.5),
                (-half * 1.5, rump * 0.2),
            ),
            blob(
                (half * 0.5, -chest * 1.3),
                (half * 1.0, -chest * 1.2),
                (half * 1.15, chest * 0.2),
                (half * 0.85, chest * 0.6),
                (half * 0.55, 0.0),
            ),
        ]
    if not shapes:
        return []
    marks = within(joined(*shapes), outline)
    return [(without(marks, core), coat.second)]
