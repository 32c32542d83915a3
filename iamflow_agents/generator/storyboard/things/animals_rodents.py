"""Hares, mice, squirrels and other small round animals that hop or sit up.

One rig: a round back with a haunch, a head on a short neck, ears and a tail. Lengths are shares of the body's length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Path,
    Pen,
    blob,
    capsule,
    curve,
    disc,
    outlined,
    oval,
    placed,
    polygon,
    scaled,
    shaded,
    tinted,
    tube,
    turned,
    within,
)
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, Point, Pose
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.records import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class RodentFrame:
    """How a small round animal is built; lengths are shares of the body's length."""

    body: float
    """Length of the body in metres."""
    head: float = 0.22
    ear: str = "long"
    """`long`, `round`, `small` or `tuft`."""
    tail: str = "puff"
    """`puff`, `rope`, `bush` or `none`."""
    spines: bool = False
    snout: float = 0.14


class Rodent:
    """A rabbit, mouse, squirrel or hedgehog.

    Args:
        frame: How it is built.
        coat: Its inks.
        size: Scale on top of the frame's own size.
    """

    def __init__(self, frame: RodentFrame, coat: Coat, size: float = 1.0) -> None:
        self._frame, self._coat = frame, coat
        b = self._b = frame.body * size
        outline = blob(
            (0.42, -0.2),
            (0.3, -0.42),
            (0.0, -0.54),
            (-0.34, -0.46),
            (-0.5, -0.2),
            (-0.42, 0.0),
            (0.3, 0.0),
            (0.44, -0.06),
        )
        under = blob((-0.2, -0.06), (0.2, -0.13), (0.5, -0.12), (0.5, 0.1), (-0.2, 0.1))
        self._body: list[tuple[Path, Rgb]] = []
        if frame.spines:
            self._body.append((scaled(_spines(), b), shaded(coat.main, 0.34)))
        self._body += [
            (scaled(outline, b), coat.main),
            (scaled(within(under, outline), b), coat.second if coat.pattern == "plain" else coat.shadow),
        ]
        if coat.pattern in {"patches", "spots"}:
            marks = within(blob((0.05, -0.6), (0.3, -0.5), (0.28, -0.34), (0.08, -0.4)), outline)
            self._body.append((scaled(marks, b), coat.second))
        haunch = blob((-0.42, -0.02), (-0.44, -0.24), (-0.24, -0.36), (-0.04, -0.22), (-0.06, 0.0))
        self._haunch = scaled(haunch, b)
        self._crease = scaled(outlined(curve((-0.4, -0.3), (-0.2, -0.37), (-0.03, -0.22), (-0.08, -0.06)), 0.025), b)

    @property
    def height(self) -> float:
        """Height to the crown, in metres."""
        return self._b * (0.5 + self._frame.head)

    @property
    def width(self) -> float:
        """Length in metres."""
        return self._b * (1.25 + (0.5 if self._frame.tail in {"rope", "bush"} else 0.0))

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the animal in a pose."""
        pen = Pen(canvas, pose.facing)
        b, coat = self._b, self._coat
        moving = pose.stance in {"walk", "run", "dance"}
        turn = 2 * math.pi * pose.phase
        hop = max(0.0, math.sin(turn)) * b * (0.34 if pose.stance == "run" else 0.18) if moving else 0.0
        tilt = -10.0 * math.cos(turn) * (hop > 0.0) if moving else 0.0
        upright = pose.stance == "sit" or pose.gesture in {"eat", "drink", "wave", "reach"}
        if upright:
            tilt = -38.0
        at = (0.0, -0.06 * b - hop) if not upright else (0.05 * b, -0.16 * b)
        if pose.stance in {"lie", "sleep"}:
            at = (0.0, -0.02 * b)
        self._tail(pen, at, tilt, math.sin(turn))
        self._feet(pen, at, hop, upright, near=False)
        for path, ink in self._body:
            pen.fill(placed(path, at, tilt), ink)
        mouth, eyes = self._head(pen, pose, at, tilt)
        pen.fill(placed(self._haunch, at, tilt * 0.4), coat.main)
        pen.fill(placed(self._crease, at, tilt * 0.4), coat.shadow)
        self._feet(pen, at, hop, upright, near=True)
        x, y = _turn((0.06 * b, -0.32 * b), tilt)
        r = 0.06 * b
        core = (at[0] + x - r, at[1] + y - r, at[0] + x + r, at[1] + y + r)
        back = _turn((0.0, -0.5 * b), tilt)
        return pen.finish(
            ((Slot.COLOUR, core),),
            {
                "mouth": mouth,
                "eyes": eyes,
                "grip": (at[0], at[1] - 0.25 * b),
                "seat": (at[0] + back[0], at[1] + back[1]),
            },
        )

    def _feet(self, pen: Pen, at: Point, hop: float, upright: bool, *, near: bool) -> None:
        """Long hind feet and small fore paws."""
        b, coat = self._b, self._coat
        ink = tinted(coat.main, 0.12) if near else coat.far
        dx = 0.0 if near else 0.08 * b
        y = min(0.0, at[1] + 0.06 * b) if hop > 0 else 0.0
        stretch = 0.14 * b if hop > 0 else 0.0
        pen.fill(
            capsule(
                (-0.3 * b + dx - stretch, y - 0.045 * b), 0.05 * b, (-0.06 * b + dx - stretch, y - 0.04 * b), 0.042 * b
            ),
            ink,
        )
        if upright:
            pen.fill(
                capsule(
                    (at[0] + 0.22 * b + dx * 0.5, at[1] - 0.36 * b),
                    0.05 * b,
                    (at[0] + 0.4 * b + dx * 0.4, at[1] - 0.3 * b),
                    0.038 * b,
                ),
                ink,
            )
            return
        pen.fill(
            capsule(
                (at[0] + 0.3 * b + dx, at[1] - 0.06 * b), 0.055 * b, (0.34 * b + dx + stretch, y - 0.04 * b), 0.042 * b
            ),
            ink,
        )

    def _tail(self, pen: Pen, at: Point, tilt: float, wag: float) -> None:
        """The tail behind the body."""
        b, kind, coat = self._b, self._frame.tail, self._coat
        if kind == "puff":
            pen.fill(placed(disc(-0.48 * b, -0.16 * b, 0.1 * b), at, tilt), coat.second)
        elif kind == "rope":
            joints = (
                (-0.4 * b, -0.08 * b, 0.035 * b),
                (-0.7 * b, -0.02 * b + 0.03 * b * wag, 0.025 * b),
                (-0.95 * b, -0.14 * b, 0.018 * b),
                (-1.2 * b, -0.08 * b, 0.006 * b),
            )
            pen.fill(placed(tube(joints, pointed=True), at, tilt * 0.3), (214, 158, 150))
        elif kind == "bush":
            joints = (
                (-0.38 * b, -0.1 * b, 0.08 * b),
                (-0.66 * b, -0.3 * b, 0.19 * b),
                (-0.66 * b, -0.72 * b, 0.2 * b),
                (-0.4 * b + 0.03 * b * wag, -0.94 * b, 0.1 * b),
            )
            pen.fill(placed(tube(joints), at, tilt * 0.3), shaded(coat.main, 0.1))
            inner = (
                (-0.46 * b, -0.16 * b, 0.04 * b),
                (-0.64 * b, -0.36 * b, 0.09 * b),
                (-0.62 * b, -0.7 * b, 0.09 * b),
            )
            pen.fill(placed(tube(inner), at, tilt * 0.3), tinted(coat.main, 0.22))

    def _head(self, pen: Pen, pose: Pose, at: Point, tilt: float) -> tuple[Point, Point]:
        """Head, ears, eye and nose; returns mouth and eyes."""
        b = self._b
        r = self._frame.head * b
        x, y = _turn((0.46 * b, -0.4 * b), tilt)
        asleep = pose.stance == "sleep"
        head = (at[0] + x, at[1] + y + (0.16 * b if asleep else 0.0))
        t = 2 * math.pi * pose.gesture_phase
        nod = {
            "nod": 10.0 * math.sin(2 * t),
            "look": -12.0 * math.sin(t / 2),
            "talk": 6.0 * math.sin(3 * t),
            "eat": 8.0 * math.sin(5 * t),
        }.get(pose.gesture, 0.0)
        for path, ink in self._head_layers(r, asleep or pose.blink):
            pen.fill(placed(path, head, nod + tilt * 0.15), ink)
        return (head[0] + r * 1.1, head[1] + 0.35 * r), (head[0] + 0.3 * r, head[1] - 0.1 * r)

    def _head_layers(self, r: float, asleep: bool) -> list[tuple[Path, Rgb]]:
        """The head about its middle, in metres."""
        f, coat = self._frame, self._coat
        pink: Rgb = (226, 160, 152)
        s = f.snout / 0.14
        layers: list[tuple[Path, Rgb]] = []
        for dx, ink in ((0.3, coat.far), (0.0, coat.main)):
            near = dx == 0.0
            if f.ear == "long":
                layers.append(
                    (
                        turned(
                            oval(-0.25 * r + dx * r, -1.55 * r, 0.3 * r, 1.1 * r), -14 + dx * 40, (-0.2 * r, -0.5 * r)
                        ),
                        ink,
                    )
                )
                if near:
                    layers.append(
                        (turned(oval(-0.25 * r, -1.5 * r, 0.14 * r, 0.8 * r), -14, (-0.2 * r, -0.5 * r)), pink)
                    )
            elif f.ear == "round":
                layers.append((disc(-0.35 * r + dx * 1.6 * r, -0.85 * r, 0.52 * r), ink))
                if near:
                    layers.append((disc(-0.33 * r, -0.82 * r, 0.32 * r), pink))
            elif f.ear == "tuft":
                layers.append(
                    (
                        polygon(
                            (-0.6 * r + dx * r, -0.5 * r), (-0.45 * r + dx * r, -1.5 * r), (0.1 * r + dx * r, -0.75 * r)
                        ),
                        ink,
                    )
                )
            else:
                layers.append((disc(-0.4 * r + dx * r, -0.7 * r, 0.32 * r), ink))
        face = blob(
            (-0.9 * r, 0.0),
            (-0.4 * r, -0.85 * r),
            (0.35 * r, -0.7 * r),
            (0.95 * r * s, 0.05 * r),
            (1.1 * r * s, 0.36 * r),
            (0.5 * r, 0.78 * r),
            (-0.4 * r, 0.8 * r),
        )
        layers.append((face, coat.main if not f.spines else tinted(coat.main, 0.45)))
        layers.append((oval(1.1 * r * s, 0.26 * r, 0.14 * r, 0.11 * r), pink if not f.spines else (42, 34, 36)))
        ex, ey = 0.3 * r, -0.12 * r
        if asleep:
            layers.append(
                (outlined(curve((ex - 0.18 * r, ey), (ex, ey + 0.1 * r), (ex + 0.18 * r, ey)), 0.08 * r), coat.line)
            )
            return layers
        layers.append((disc(ex, ey, 0.17 * r), (36, 28, 30) if max(coat.main) > 90 else (214, 190, 150)))
        layers.append((disc(ex + 0.06 * r, ey - 0.07 * r, 0.055 * r), (255, 255, 255)))
        return layers


def _spines() -> Path:
    """A hedgehog's back."""
    points: list[Point] = []
    n = 13
    for i in range(2 * n + 1):
        a = math.pi * (0.98 - 0.8 * i / (2 * n)) + math.pi * 0.06
        far = 0.62 if i % 2 else 0.5
        points.append((math.cos(a) * far - 0.05, -abs(math.sin(a)) * far * 1.02 - 0.04))
    return polygon((-0.52, 0.0), *points, (0.3, 0.0))


def _turn(point: Point, degrees: float) -> Point:
    """A point turned about the origin, clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return point[0] * c - point[1] * s, point[0] * s + point[1] * c


_RABBIT = RodentFrame(body=0.36)
_MOUSE = RodentFrame(body=0.17, head=0.27, ear="round", tail="rope", snout=0.18)


@dataclass(frozen=True, slots=True, kw_only=True)
class RodentKind:
    """A kind of small round animal: its nouns, how it is built, its natural colours."""

    nouns: tuple[str, ...]
    frame: RodentFrame
    colours: tuple[Rgb, ...]


RODENTS: tuple[RodentKind, ...] = (
    RodentKind(nouns=("rabbit", "bunny", "coney"), frame=_RABBIT, colours=((190, 160, 128), (236, 232, 224), (134,
        118, 108))),
    RodentKind(nouns=("hare", "jackrabbit"), frame=replace(_RABBIT, body=0.5, head=0.19), colours=((166, 126, 86),)),
    RodentKind(nouns=("mouse", "vole", "shrew", "gerbil"), frame=_MOUSE, colours=((150, 142, 140), (184, 152, 120),
        (238, 234, 230))),
    RodentKind(nouns=("rat", "ferret", "weasel", "stoat", "otter", "mongoose", "marten"), frame=replace(_MOUSE,
        body=0.28, head=0.22), colours=((112, 100, 96), (132, 104, 80))),
    RodentKind(nouns=("squirrel", "chipmunk"), frame=RodentFrame(body=0.28, head=0.25, ear="tuft", tail="bush"),
        colours=((178, 92, 44), (134, 128, 126))),
    RodentKind(nouns=("hamster", "guinea pig", "mole", "beaver", "groundhog", "marmot", "capybara"),
        frame=RodentFrame(body=0.24, head=0.27, ear="small", tail="none", snout=0.12), colours=((206, 156, 96), (132,
        96, 68))),
    RodentKind(nouns=("hedgehog", "porcupine"), frame=RodentFrame(body=0.28, head=0.2, ear="small", tail="none",
        spines=True, snout=0.2), colours=((138, 110, 88),)),
)  # fmt: skip
