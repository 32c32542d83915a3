"""Creatures with a beast's body and wings: dragons, griffins, winged horses."""

from __future__ import annotations

import math
from dataclasses import replace

from iamflow_agents.generator.storyboard.ink import Pen, blob, curve, placed, polygon, scaled, shaded, tinted
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Pose
from iamflow_agents.generator.storyboard.things.animals_breeds import BREEDS
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.generator.storyboard.things.animals_heads import HeadShape
from iamflow_agents.generator.storyboard.things.animals_quadruped import Frame4, Quadruped

DRAGON = Frame4(
    height=1.15, length=0.95, chest=0.27, waist=0.22, rump=0.24, leg=(0.12, 0.08, 0.1), neck=(0.62, 58.0, 0.17, 0.11),
    head_radius=0.15, head_tilt=12.0, tail="lizard", tail_length=1.05, belly="pale",
    head=HeadShape(muzzle=(1.7, 0.25, 0.74, 0.46), ear="none", nose="soft", eye=(0.4, -0.3, 0.2), extra=("horns",)),
)  # fmt: skip
_SKIN = blob(
    (0.0, 0.0), (0.1, -0.55), (-0.12, -1.0), (-0.4, -0.72), (-0.5, -0.5), (-0.72, -0.44), (-0.66, -0.2), (-0.44, 0.02)
)
_FEATHERS = blob(
    (0.06, 0.0), (0.12, -0.5), (-0.05, -1.0), (-0.34, -0.86), (-0.5, -0.62), (-0.56, -0.38), (-0.46, -0.1), (-0.3, 0.04)
)


def horse_frame() -> Frame4:
    """The frame of a horse, for winged ones."""
    return next(breed.frame for breed in BREEDS if "horse" in breed.nouns)


class Winged:
    """A beast with a pair of wings and, if it is a dragon, spines along its neck.

    Args:
        frame: The beast's body.
        coat: Its inks.
        feathered: Whether the wings have feathers instead of skin.
        size: Scale on top of the frame's own size.
    """

    def __init__(self, frame: Frame4, coat: Coat, *, feathered: bool, size: float = 1.0) -> None:
        self._beast = Quadruped(replace(frame), coat, size)
        self._coat, self._feathered = coat, feathered
        self._h = frame.height * size

    @property
    def height(self) -> float:
        """Height of the head when it stands, in metres."""
        return self._beast.height

    @property
    def width(self) -> float:
        """Length in metres."""
        return self._beast.width

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the creature in a pose; its wings beat when it flies and are half raised otherwise."""
        back = Pen(canvas, pose.facing)
        self._wing(back, pose, near=False)
        behind = back.finish()
        stance = replace(pose, stance="swim") if pose.stance == "fly" else pose
        body = self._beast.draw(canvas, stance)
        front = Pen(canvas, pose.facing)
        self._wing(front, pose, near=True)
        before = front.finish()
        box = _around(_around(behind.box, body.box), before.box)
        covered = before.box
        parts = tuple((slot, part) for slot, part in body.parts if not _touch(part, covered))
        return Drawn(box=box, parts=parts, anchors=body.anchors)

    def _wing(self, pen: Pen, pose: Pose, *, near: bool) -> None:
        """One wing over the shoulder."""
        h = self._h
        turn = 2 * math.pi * pose.phase
        flying = pose.stance == "fly"
        beat = math.sin(turn) if flying else 0.75 + 0.04 * math.sin(turn)
        low = pose.stance in {"lie", "sleep", "sit"}
        high = 1.15 * h * (beat if abs(beat) > 0.25 else math.copysign(0.25, beat or 1.0))
        if low:
            high = 0.5 * h
        shape = _FEATHERS if self._feathered else _SKIN
        ink = tinted(self._coat.second, 0.1) if self._feathered else shaded(self._coat.main, 0.24)
        if not near:
            ink = shaded(ink, 0.25)
        top = -(0.62 if low else 1.02) * h
        at = (0.22 * h + (0.1 * h if not near else 0.0), top)
        lean = -8.0 if near else 12.0
        pen.fill(placed(scaled(shape, 1.1 * h, high), at, lean), ink)
        if not self._feathered:
            for tip in ((-0.12, -0.98), (-0.5, -0.5), (-0.7, -0.42)):
                rib = curve((0.0, 0.0), (tip[0] * 0.4 + 0.06, tip[1] * 0.55), tip)
                pen.stroke(
                    placed(scaled(rib, 1.1 * h, high), at, lean),
                    shaded(self._coat.main, 0.1 if near else 0.4),
                    0.03 * h,
                )
        else:
            edge = polygon((-0.05, -0.98), (-0.34, -0.84), (-0.5, -0.6), (-0.3, -0.55), (-0.1, -0.7))
            pen.fill(placed(scaled(edge, 1.1 * h, high), at, lean), shaded(ink, 0.12))


def _around(first: LocalBox, second: LocalBox) -> LocalBox:
    """Box around two boxes."""
    return min(first[0], second[0]), min(first[1], second[1]), max(first[2], second[2]), max(first[3], second[3])


def _touch(first: LocalBox, second: LocalBox) -> bool:
    """Whether two boxes overlap."""
    return first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
