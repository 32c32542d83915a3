"""Fish, whales, frogs, turtles and snakes: animals without the common rig, each drawn in its own way."""

from __future__ import annotations

import math
from collections.abc import Callable

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Pen,
    blob,
    capsule,
    curve,
    disc,
    limb,
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
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point, Pose
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.records import Slot

Painter = Callable[[Pen, Coat, Pose, float], tuple[LocalBox, dict[str, Point]]]
"""Draws an animal of a length in metres; returns the box on its main colour and its anchors."""


class SmallAnimal:
    """An animal that one function draws.

    Args:
        painter: Draws it.
        coat: Its inks.
        length: In metres.
        tall: Height as a share of the length.
    """

    def __init__(self, painter: Painter, coat: Coat, length: float, tall: float = 0.5) -> None:
        self._painter, self._coat, self._length, self._tall = painter, coat, length, tall

    @property
    def height(self) -> float:
        """Height in metres."""
        return self._length * self._tall

    @property
    def width(self) -> float:
        """Length in metres."""
        return self._length

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the animal in a pose."""
        pen = Pen(canvas, pose.facing)
        core, anchors = self._painter(pen, self._coat, pose, self._length)
        return pen.finish(((Slot.COLOUR, core),), anchors)


def _around(x: float, y: float, r: float) -> LocalBox:
    """A square box about a point."""
    return x - r, y - r, x + r, y + r


def _open(pose: Pose) -> bool:
    """Whether the mouth is open now."""
    return pose.gesture in {"talk", "laugh", "eat", "cry"} and math.sin(8 * math.pi * pose.gesture_phase) >= 0


def _pupil(pen: Pen, x: float, y: float, r: float, pose: Pose, white: Rgb = (250, 248, 240)) -> None:
    """A round eye."""
    if pose.blink or pose.stance == "sleep":
        pen.stroke(curve((x - r, y), (x, y + r * 0.5), (x + r, y)), (40, 36, 40), r * 0.4)
        return
    pen.fill(disc(x, y, r), white)
    pen.fill(disc(x + r * 0.2, y, r * 0.58), (30, 26, 32))
    pen.fill(disc(x + r * 0.36, y - r * 0.25, r * 0.2), (255, 255, 255))


def paint_fish(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A fish: drop, tail and fins; the tail beats with the phase."""
    beat = math.sin(2 * math.pi * pose.phase)
    at = (0.0, -0.3 * size)
    body = blob((0.5, -0.01), (0.28, -0.17), (-0.04, -0.22), (-0.32, -0.06), (-0.34, 0.05), (-0.04, 0.22), (0.28, 0.16))
    tail = blob((-0.28, 0.0), (-0.56, -0.2), (-0.48, 0.0), (-0.56, 0.2))
    fin = blob((0.16, -0.17), (0.02, -0.31), (-0.18, -0.28), (-0.16, -0.14))
    pen.fill(placed(scaled(tail, size, size * (1.0 + 0.06 * beat)), at, 14 * beat), shaded(coat.main, 0.16))
    pen.fill(placed(scaled(fin, size), at), shaded(coat.main, 0.16))
    pen.fill(placed(scaled(body, size), at), coat.main)
    under = within(blob((-0.4, 0.06), (0.1, 0.09), (0.5, 0.04), (0.4, 0.3), (-0.3, 0.3)), body)
    pen.fill(placed(scaled(under, size), at), tinted(coat.main, 0.35))
    if coat.pattern != "plain":
        for x in (0.12, -0.24):
            band = within(
                blob(
                    (x + 0.05, -0.3),
                    (x + 0.08, 0.0),
                    (x + 0.05, 0.3),
                    (x - 0.04, 0.3),
                    (x - 0.01, 0.0),
                    (x - 0.04, -0.3),
                ),
                body,
            )
            pen.fill(placed(scaled(band, size), at), coat.second)
    pen.stroke(placed(scaled(curve((0.27, -0.13), (0.22, 0.0), (0.27, 0.12)), size), at), coat.shadow, 0.018 * size)
    side = blob((0.16, 0.04), (0.02, 0.02), (-0.06, 0.12), (0.04, 0.12))
    pen.fill(placed(scaled(side, size), at, 12 * beat), shaded(coat.main, 0.2))
    if _open(pose):
        pen.fill(oval(at[0] + 0.47 * size, at[1] + 0.02 * size, 0.03 * size, 0.04 * size), shaded(coat.main, 0.6))
    _pupil(pen, at[0] + 0.36 * size, at[1] - 0.05 * size, 0.05 * size, pose)
    core = _around(at[0] - 0.08 * size, at[1] - 0.08 * size, 0.055 * size)
    return core, {"mouth": (0.5 * size, at[1]), "eyes": (0.36 * size, at[1] - 0.05 * size), "grip": at}


def paint_whale(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A whale with a light throat and a fountain when it swims."""
    beat = math.sin(2 * math.pi * pose.phase)
    at = (0.0, -0.24 * size)
    tail = blob((-0.36, -0.02), (-0.5, -0.2), (-0.6, -0.24), (-0.54, -0.1), (-0.62, 0.0), (-0.5, -0.02))
    body = blob(
        (0.5, 0.02),
        (0.4, -0.17),
        (0.12, -0.22),
        (-0.2, -0.13),
        (-0.46, -0.1),
        (-0.44, -0.02),
        (-0.16, 0.12),
        (0.2, 0.17),
        (0.46, 0.12),
    )
    pen.fill(placed(scaled(tail, size), at, 8 * beat), shaded(coat.main, 0.14))
    pen.fill(placed(scaled(body, size), at), coat.main)
    under = within(blob((-0.1, 0.08), (0.3, 0.04), (0.6, 0.05), (0.5, 0.3), (-0.2, 0.3)), body)
    pen.fill(placed(scaled(under, size), at), (226, 232, 234))
    for y in (0.09, 0.125):
        pen.stroke(
            placed(scaled(curve((0.1, y + 0.01), (0.28, y - 0.01), (0.44, y - 0.02)), size), at),
            (190, 200, 206),
            0.008 * size,
        )
    fin = blob((0.16, 0.07), (0.02, 0.12), (-0.04, 0.26), (0.1, 0.2))
    pen.fill(placed(scaled(fin, size), at, 10 * beat), shaded(coat.main, 0.2))
    if pose.stance == "swim":
        for lean in (-1.0, 1.0):
            spout = curve(
                (0.2, -0.21),
                (0.2 + 0.02 * lean, -0.32),
                (0.2 + 0.09 * lean, -0.36 - 0.02 * beat),
                (0.2 + 0.12 * lean, -0.3),
            )
            pen.stroke(placed(scaled(spout, size), at), (196, 226, 240), 0.02 * size)
    _pupil(pen, at[0] + 0.36 * size, at[1] - 0.01 * size, 0.02 * size, pose)
    return _around(0.0, at[1] - 0.06 * size, 0.05 * size), {
        "mouth": (0.48 * size, at[1]),
        "eyes": (0.36 * size, at[1]),
        "grip": at,
    }


def paint_shark(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A shark or dolphin: long body, back fin, light belly."""
    beat = math.sin(2 * math.pi * pose.phase)
    at = (0.0, -0.2 * size)
    body = blob(
        (0.5, -0.01),
        (0.3, -0.1),
        (0.0, -0.13),
        (-0.3, -0.05),
        (-0.44, -0.02),
        (-0.44, 0.01),
        (-0.2, 0.08),
        (0.1, 0.12),
        (0.36, 0.08),
    )
    tail = blob((-0.4, 0.0), (-0.54, -0.18), (-0.49, -0.01), (-0.52, 0.12))
    pen.fill(placed(scaled(tail, size), at, 9 * beat), shaded(coat.main, 0.14))
    pen.fill(
        placed(scaled(blob((0.06, -0.11), (-0.06, -0.27), (-0.1, -0.26), (-0.1, -0.09)), size), at),
        shaded(coat.main, 0.14),
    )
    pen.fill(placed(scaled(body, size), at), coat.main)
    under = within(blob((-0.4, 0.03), (0.1, 0.03), (0.55, 0.0), (0.4, 0.2), (-0.3, 0.2)), body)
    pen.fill(placed(scaled(under, size), at), (232, 236, 238))
    pen.fill(
        placed(scaled(blob((0.16, 0.07), (0.02, 0.22), (-0.02, 0.2), (0.04, 0.07)), size), at, 8 * beat),
        shaded(coat.main, 0.2),
    )
    pen.stroke(
        placed(scaled(curve((0.46, 0.03), (0.38, 0.05), (0.32, 0.04)), size), at), shaded(coat.main, 0.5), 0.01 * size
    )
    _pupil(pen, at[0] + 0.38 * size, at[1] - 0.03 * size, 0.017 * size, pose)
    return _around(-0.02 * size, at[1] - 0.045 * size, 0.032 * size), {
        "mouth": (0.46 * size, at[1]),
        "eyes": (0.38 * size, at[1]),
        "grip": at,
    }


def paint_frog(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A sitting frog that leaps when it moves."""
    moving = pose.stance in {"walk", "run", "swim", "dance"}
    hop = max(0.0, math.sin(2 * math.pi * pose.phase)) * size * 0.5 if moving else 0.0
    y = -hop
    for x, ink in ((0.1, coat.far), (0.0, coat.main)):
        shin = -0.3 * size + x * size - (0.18 * size if hop else 0.0)
        pen.fill(
            limb(
                (-0.22 * size + x * size, y - 0.2 * size, 0.13 * size),
                (shin, y - 0.06 * size, 0.06 * size),
                (shin + 0.26 * size, y - 0.035 * size, 0.035 * size),
            ),
            ink,
        )
        pen.fill(
            limb(
                (0.2 * size + x * size, y - 0.22 * size, 0.06 * size),
                (0.24 * size + x * size, y - 0.04 * size, 0.035 * size),
                (0.34 * size + x * size, y - 0.03 * size, 0.03 * size),
            ),
            ink,
        )
    body = blob((0.46, -0.4), (0.24, -0.54), (-0.1, -0.42), (-0.38, -0.16), (-0.3, -0.06), (0.1, -0.1), (0.36, -0.22))
    pen.fill(moved(scaled(body, size), 0, y), coat.main)
    under = within(blob((-0.2, -0.14), (0.1, -0.24), (0.5, -0.34), (0.4, 0.0), (-0.3, 0.0)), body)
    pen.fill(moved(scaled(under, size), 0, y), tinted(coat.main, 0.5))
    pen.stroke(moved(scaled(curve((0.44, -0.36), (0.32, -0.33), (0.2, -0.36)), size), 0, y), coat.line, 0.022 * size)
    if pose.gesture in {"talk", "laugh"}:
        pen.fill(
            disc(0.34 * size, y - 0.24 * size, (0.06 + 0.05 * abs(math.sin(8 * math.pi * pose.gesture_phase))) * size),
            tinted(coat.main, 0.6),
        )
    pen.fill(disc(0.22 * size, y - 0.53 * size, 0.1 * size), coat.main)
    _pupil(pen, 0.24 * size, y - 0.54 * size, 0.065 * size, pose, (246, 226, 130))
    pen.fill(
        moved(scaled(blob((-0.36, -0.06), (-0.34, -0.24), (-0.16, -0.32), (-0.04, -0.18), (-0.12, -0.05)), size), 0, y),
        shaded(coat.main, 0.1),
    )
    return _around(0.02 * size, y - 0.34 * size, 0.05 * size), {
        "mouth": (0.44 * size, y - 0.36 * size),
        "eyes": (0.24 * size, y - 0.54 * size),
        "grip": (0.0, y - 0.25 * size),
    }


def paint_turtle(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A turtle: domed shell with plates, head and legs that step."""
    step = math.sin(2 * math.pi * pose.phase) * 0.06 * size if pose.stance in {"walk", "run", "swim"} else 0.0
    skin = coat.second if coat.second != coat.main else tinted(coat.main, 0.4)
    hidden = pose.stance == "sleep"
    nod = math.sin(6 * math.pi * pose.gesture_phase) * 0.03 * size if pose.gesture in {"talk", "nod", "eat"} else 0.0
    for x, phase, near in ((-0.22, 1, False), (0.28, -1, False), (-0.28, -1, True), (0.22, 1, True)):
        pen.fill(
            limb((x * size, -0.16 * size, 0.075 * size), (x * size + step * phase, -0.04 * size, 0.06 * size)),
            skin if near else shaded(skin, 0.25),
        )
    pen.fill(polygon((-0.42 * size, -0.12 * size), (-0.56 * size, -0.06 * size), (-0.4 * size, -0.07 * size)), skin)
    head = (0.5 * size, -0.3 * size + nod) if not hidden else (0.4 * size, -0.16 * size)
    pen.fill(
        tube(((0.3 * size, -0.16 * size, 0.07 * size), (0.42 * size, -0.22 * size, 0.06 * size), (*head, 0.06 * size))),
        skin,
    )
    pen.fill(oval(head[0] + 0.03 * size, head[1], 0.1 * size, 0.08 * size), skin)
    shell = blob((0.42, -0.12), (0.34, -0.32), (0.0, -0.5), (-0.34, -0.32), (-0.44, -0.12), (0.0, -0.08))
    pen.fill(scaled(shell, size), coat.main)
    plates = ((0.0, -0.33, 0.1), (0.22, -0.24, 0.075), (-0.22, -0.24, 0.075))
    for x, y, r in plates:
        hexagon = polygon(
            *((x + r * math.cos(math.pi * k / 3), y + r * 0.9 * math.sin(math.pi * k / 3)) for k in range(6))
        )
        pen.fill(scaled(hexagon, size), shaded(coat.main, 0.24))
    pen.fill(
        scaled(within(blob((-0.5, -0.16), (0.0, -0.13), (0.5, -0.16), (0.5, 0.0), (-0.5, 0.0)), shell), size),
        tinted(coat.main, 0.35),
    )
    if not hidden:
        _pupil(pen, head[0] + 0.06 * size, head[1] - 0.02 * size, 0.022 * size, pose)
    return _around(0.1 * size, -0.2 * size, 0.025 * size), {
        "mouth": (head[0] + 0.1 * size, head[1]),
        "eyes": head,
        "grip": (0.0, -0.3 * size),
    }


def paint_snake(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A snake that winds along the ground with its head raised."""
    turn = (
        2 * math.pi * pose.phase if pose.stance in {"walk", "run", "swim"} else 0.4 * math.sin(2 * math.pi * pose.phase)
    )
    joints = []
    for i in range(9):
        share = i / 8
        swing = math.sin(share * 7.5 + turn) * 0.055 * (1.0 - share * 0.3)
        joints.append(
            (
                -0.5 * size + share * 0.78 * size,
                -0.085 * size + swing * size * 0.9,
                (0.012 + 0.04 * min(1.0, share * 2.0)) * size,
            )
        )
    joints += [(0.36 * size, -0.16 * size, 0.048 * size), (0.4 * size, -0.28 * size, 0.045 * size)]
    pen.fill(tube(tuple(joints)), coat.main)
    if coat.pattern != "plain":
        for x, y, r in joints[1:-1]:
            pen.fill(oval(x, y, r * 0.4, r * 0.95), coat.second)
    head = (0.43 * size, -0.33 * size)
    pen.stroke(
        curve(
            (head[0] + 0.1 * size, head[1]),
            (head[0] + 0.17 * size, head[1] + 0.01 * size),
            (head[0] + 0.2 * size, head[1] - 0.015 * size),
        ),
        (206, 54, 60),
        0.012 * size,
    )
    pen.fill(oval(head[0] + 0.03 * size, head[1], 0.09 * size, 0.06 * size), coat.main)
    _pupil(pen, head[0] + 0.04 * size, head[1] - 0.02 * size, 0.018 * size, pose, (240, 214, 90))
    x, y, r = joints[-2]
    return _around(x + 0.015 * size, y - 0.03 * size, r * 0.4), {
        "mouth": (head[0] + 0.1 * size, head[1]),
        "eyes": head,
        "grip": (0.0, -0.08 * size),
    }


def paint_seal(pen: Pen, coat: Coat, pose: Pose, size: float) -> tuple[LocalBox, dict[str, Point]]:
    """A seal with its head up."""
    sway = math.sin(2 * math.pi * pose.phase) * 0.015 * size
    pen.fill(scaled(blob((-0.42, -0.08), (-0.6, -0.2), (-0.56, -0.02), (-0.42, -0.02)), size), coat.far)
    body = blob(
        (0.26, -0.5),
        (0.34, -0.3),
        (0.26, -0.06),
        (-0.1, 0.0),
        (-0.46, -0.02),
        (-0.48, -0.09),
        (-0.1, -0.2),
        (0.12, -0.46),
    )
    pen.fill(moved(scaled(body, size), 0, 0), coat.main)
    pen.fill(
        scaled(within(blob((0.2, -0.3), (0.4, -0.3), (0.4, 0.05), (-0.3, 0.05), (0.1, -0.08)), body), size), coat.shadow
    )
    pen.fill(oval(0.24 * size, -0.5 * size + sway, 0.14 * size, 0.115 * size), coat.main)
    pen.fill(oval(0.35 * size, -0.47 * size + sway, 0.065 * size, 0.055 * size), tinted(coat.main, 0.3))
    pen.fill(disc(0.405 * size, -0.495 * size + sway, 0.02 * size), (36, 30, 34))
    pen.fill(capsule((0.14 * size, -0.16 * size), 0.06 * size, (0.24 * size, -0.03 * size), 0.035 * size), coat.far)
    _pupil(pen, 0.28 * size, -0.53 * size + sway, 0.026 * size, pose, (60, 50, 50))
    return _around(0.04 * size, -0.22 * size, 0.05 * size), {
        "mouth": (0.38 * size, -0.45 * size),
        "eyes": (0.28 * size, -0.53 * size),
        "grip": (0.0, -0.2 * size),
    }


WATER: tuple[tuple[tuple[str, ...], Painter, float, float, tuple[Rgb, ...], str], ...] = (
    (("fish", "trout", "salmon", "carp", "cod", "herring", "tuna", "mackerel", "perch", "pike"), paint_fish, 0.34,
        0.52, ((110, 146, 170), (196, 122, 74), (92, 150, 122)), "plain"),
    (("goldfish", "koi"), paint_fish, 0.2, 0.52, ((240, 134, 44),), "plain"),
    (("clownfish", "angelfish"), paint_fish, 0.2, 0.52, ((240, 124, 40),), "patches"),
    (("whale", "orca"), paint_whale, 4.2, 0.5, ((62, 92, 130),), "plain"),
    (("shark",), paint_shark, 2.2, 0.42, ((112, 126, 142),), "plain"),
    (("dolphin", "porpoise"), paint_shark, 1.7, 0.42, ((96, 134, 166),), "plain"),
    (("frog", "toad"), paint_frog, 0.2, 0.64, ((96, 158, 70), (134, 122, 72)), "plain"),
    (("turtle", "tortoise", "terrapin"), paint_turtle, 0.45, 0.5, ((96, 116, 62), (124, 98, 58)), "plain"),
    (("snake", "serpent", "cobra", "viper", "python", "adder", "eel", "worm"), paint_snake, 0.85, 0.4, ((92, 134,
        66), (150, 110, 62)), "plain"),
    (("seal", "sea lion", "walrus", "manatee"), paint_seal, 1.2, 0.62, ((112, 116, 124),), "plain"),
)  # fmt: skip
"""Nouns, painter, length in metres, height as a share of it, natural colours, natural pattern."""
