"""The rig of four-legged animals: torso, legs with a gait, neck, head, tail, worn things.

Everything hangs on two joints, hip and shoulder. A stance says where they are and where the feet go; the torso is one
outline in the frame between the joints, so that sitting, lying and galloping only turn it. `Frame4` says how an
animal is built (in shares of its height at the withers); which animal has which frame is left to `animals_breeds`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from iamflow_agents.generator.storyboard.ink import Path, Pen, limb, oval, placed, polygon, scaled, shaded, tube
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point, Pose
from iamflow_agents.generator.storyboard.things.animals_coat import Coat
from iamflow_agents.generator.storyboard.things.animals_heads import HeadShape, head_layers, tone_of
from iamflow_agents.generator.storyboard.things.animals_tails import tail_path
from iamflow_agents.generator.storyboard.things.animals_torso import Torso, make_torso
from iamflow_agents.records import Slot

_LYING = frozenset({"lie", "sleep"})
_GAITS = {"walk": (0.0, 0.5, 0.75, 0.25), "run": (0.0, 0.12, 0.5, 0.62), "swim": (0.0, 0.5, 0.5, 0.0)}
"""Where in the cycle each leg is: near hind, far hind, near fore, far fore."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame4:
    """How a four-legged animal is built; lengths are shares of the height at the withers."""

    height: float
    """Withers above ground in metres."""
    length: float = 0.95
    """Hip joint to shoulder joint."""
    chest: float = 0.24
    waist: float = 0.16
    rump: float = 0.2
    leg: tuple[float, float, float] = (0.1, 0.055, 0.06)
    """Radii at the body, above the foot, of the foot."""
    hoofed: bool = False
    neck: tuple[float, float, float, float] = (0.38, 48.0, 0.18, 0.13)
    """Length, degrees above the horizontal, radius at the body, radius at the head."""
    head_radius: float = 0.15
    head_tilt: float = 8.0
    """Degrees the muzzle points below the horizontal."""
    head: HeadShape = field(default_factory=HeadShape)
    tail: str = "sabre"
    tail_length: float = 0.6
    mane: bool = False
    shaggy: bool = False
    woolly: bool = False
    belly: str | None = None
    socks: str | None = None
    hump: float = 0.0


@dataclass(frozen=True, slots=True)
class _Placing:
    """Where the joints are in a stance, in metres."""

    hip: Point
    shoulder: Point
    neck_turn: float = 0.0
    head_turn: float = 0.0


class Quadruped:
    """A four-legged animal.

    Args:
        frame: How it is built.
        coat: Its inks.
        size: Scale on top of the frame's own height.
    """

    def __init__(self, frame: Frame4, coat: Coat, size: float = 1.0) -> None:
        self._frame = frame
        self._coat = coat
        self._h = frame.height * size
        self._torso: Torso = make_torso(frame, coat, self._h)
        radius = frame.head_radius * self._h
        self._heads = {
            key: [
                (scaled(p, radius), ink) for p, ink in head_layers(frame.head, coat, asleep=key[0], open_mouth=key[1])
            ]
            for key in ((False, False), (False, True), (True, False))
        }
        words = coat.words
        self._three_legs = "three" in words and bool(words & {"leg", "legged"})

    @property
    def height(self) -> float:
        """Height of the head when it stands, in metres."""
        length, angle, _, _ = self._frame.neck
        rise = math.sin(math.radians(angle)) * length
        return self._h * (0.9 + rise + self._frame.head_radius * 1.6)

    @property
    def width(self) -> float:
        """Length from tail to nose, in metres."""
        return self._h * (self._frame.length + self._frame.rump + 0.5 + self._frame.head_radius * 1.6)

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the animal in a pose."""
        pen = Pen(canvas, pose.facing)
        place = self._place(pose)
        self._legs(pen, pose, place, near=False)
        self._tail(pen, pose, place)
        core = self._body(pen, place)
        worn = self._saddle(pen, place)
        self._legs(pen, pose, place, near=True)
        collar, mouth, eyes = self._neck_and_head(pen, pose, place)
        parts: list[tuple[Slot, LocalBox]] = [(Slot.COLOUR, core)]
        parts += [(Slot.ACCESSORY, box) for box in (worn, collar) if box is not None]
        back = self._torso.to_local(place.hip, place.shoulder, (0.0, -self._frame.waist * self._h))
        return pen.finish(tuple(parts), {"mouth": mouth, "eyes": eyes, "grip": self._scruff(place), "seat": back})

    def _place(self, pose: Pose) -> _Placing:
        """Where hip and shoulder are."""
        f, h = self._frame, self._h
        half = f.length * h / 2
        hip_high, shoulder_high = -(1.0 - f.rump) * h, -(1.0 - f.chest) * h
        turn = 2 * math.pi * pose.phase
        if pose.stance == "sit" and not f.hoofed:
            hip = (-half * 0.62, -f.rump * 1.02 * h)
            rise = shoulder_high * 1.02 - hip[1]
            return _Placing(
                hip, (hip[0] + math.sqrt(max((half * 2) ** 2 - rise**2, (half * 0.5) ** 2)), hip[1] + rise), -4.0
            )
        if pose.stance in _LYING or pose.stance in {"sit", "kneel"}:
            breath = 0.006 * h * math.sin(turn)
            asleep = pose.stance == "sleep"
            return _Placing(
                (-half, -f.rump * 1.0 * h - breath),
                (half, -f.chest * 1.0 * h - breath),
                self._sleepy_neck() if asleep else 0.0,
            )
        if pose.stance == "crouch":
            return _Placing((-half, hip_high * 0.72), (half, shoulder_high * 0.62), 18.0)
        if pose.stance == "walk":
            bob = 0.012 * h * math.sin(2 * turn)
            return _Placing((-half, hip_high + bob), (half, shoulder_high - bob), 2.0 * math.sin(2 * turn))
        if pose.stance in {"run", "dance"}:
            bob, pitch = 0.05 * h * math.sin(turn), 0.05 * h * math.cos(turn)
            return _Placing(
                (-half, hip_high - 0.04 * h - bob - pitch), (half, shoulder_high - 0.04 * h - bob + pitch), 12.0
            )
        if pose.stance == "swim":
            return _Placing((-half, hip_high * 0.7), (half, shoulder_high * 0.8), -8.0)
        breath = 0.005 * h * math.sin(turn)
        return _Placing((-half, hip_high), (half, shoulder_high - breath))

    def _sleepy_neck(self) -> float:
        """How far the neck turns down so that the head rests on the ground."""
        length, angle, _, _ = self._frame.neck
        drop = (self._frame.chest - self._frame.head_radius * 1.05) / max(length, 0.05)
        return angle + math.degrees(math.asin(max(-0.2, min(0.95, drop))))

    def _scruff(self, place: _Placing) -> Point:
        """Where somebody would hold it: the back of the neck."""
        x, y = place.shoulder
        return x, y - self._frame.chest * self._h * 0.8

    def _body(self, pen: Pen, place: _Placing) -> LocalBox:
        """Draw the torso; returns a box wholly on its main colour."""
        for path, ink in self._torso.placed(place.hip, place.shoulder):
            pen.fill(path, ink)
        if self._coat.worn == "saddle":  # the cloth hides the core; the thigh is free
            (x, y), r = place.hip, self._frame.rump * self._h * 0.42
        else:
            x, y = self._torso.to_local(place.hip, place.shoulder, self._torso.core)
            r = self._torso.core_radius * 0.68
        return x - r, y - r, x + r, y + r

    def _legs(self, pen: Pen, pose: Pose, place: _Placing, *, near: bool) -> None:
        """Draw the two legs of one side."""
        coat = self._coat
        ink = coat.main if near else coat.far
        for fore in (False, True):
            if self._three_legs and near and fore:
                x, y = place.shoulder
                stub = limb(
                    (x, y + 0.1 * self._h, self._frame.leg[0] * self._h),
                    (x, y + 0.3 * self._h, self._frame.leg[0] * 0.6 * self._h),
                )
                pen.fill(stub, ink)
                continue
            path, foot, socks = self._leg(pose, place, fore=fore, near=near)
            pen.fill(path, ink)
            if self._frame.socks or (coat.pattern == "patches" and not self._frame.hoofed) or coat.words & {"sock"}:
                tone = tone_of(self._frame.socks or "second", coat)
                pen.fill(socks, tone if near else shaded(tone, 0.26))
            if self._frame.hoofed:
                pen.fill(foot, (70, 58, 52) if near else (52, 44, 42))

    def _leg(self, pose: Pose, place: _Placing, *, fore: bool, near: bool) -> tuple[Path, Path, Path]:
        """One leg: the limb, its hoof and its sock."""
        f, h = self._frame, self._h
        upper, lower, foot = (v * h for v in f.leg)
        top = place.shoulder if fore else place.hip
        top = (top[0] + ((-0.03 if fore else 0.0) if near else 0.11) * h, top[1])
        if pose.stance in _LYING or (pose.stance in {"sit", "kneel"} and (f.hoofed or not fore)):
            return self._folded_leg(top, pose, fore=fore, near=near)
        x, lift = self._step(pose, fore=fore, near=near)
        ground = top[0] + x + (0.03 * h if fore else -0.04 * h)
        if pose.stance == "sit":
            ground = top[0] + 0.05 * h
        y = -foot - lift
        drop = y - top[1]
        if fore:
            bend = 0.035 * h + lift * 0.5
            joints = (
                (top[0], top[1] + 0.04 * h, upper * 1.15),
                (top[0] + (ground - top[0]) * 0.4 - bend, top[1] + drop * 0.45, upper * 0.8),
                (top[0] + (ground - top[0]) * 0.8 + lift * 0.5, top[1] + drop * 0.78, lower * 1.05),
                (ground, y, lower),
            )
        else:
            joints = (
                (top[0], top[1], f.rump * h * 0.86),
                (top[0] + (ground - top[0]) * 0.3 + 0.08 * h, top[1] + drop * 0.46, upper),
                (top[0] + (ground - top[0]) * 0.9 - 0.07 * h, top[1] + drop * 0.72 - lift * 0.2, lower * 1.1),
                (ground, y, lower),
            )
        return self._finished_leg(joints, (ground, y), foot)

    def _finished_leg(
        self, joints: tuple[tuple[float, float, float], ...], at: Point, foot: float
    ) -> tuple[Path, Path, Path]:
        """Add the paw or hoof to a limb."""
        x, y = at
        path = limb(*joints)
        lower = joints[-1][2]
        if self._frame.hoofed:
            hoof = polygon(
                (x - lower * 0.95, y - foot * 0.2), (x + lower * 1.0, y - foot * 0.2),
                (x + foot * 1.25, y + foot), (x - foot * 0.95, y + foot),
            )  # fmt: skip
        else:
            hoof = oval(x + foot * 0.45, y + foot * 0.25, foot * 1.35, foot * 0.75)
            path.addPath(hoof)
        before = joints[-2]
        share = 0.55
        sock = limb((x + (before[0] - x) * share, y + (before[1] - y) * share, lower * 1.04), (x, y, lower * 1.04))
        if not self._frame.hoofed:
            sock.addPath(oval(x + foot * 0.45, y + foot * 0.25, foot * 1.36, foot * 0.76))
        return path, hoof, sock

    def _folded_leg(self, top: Point, pose: Pose, *, fore: bool, near: bool) -> tuple[Path, Path, Path]:
        """A leg of an animal that lies or sits: fore legs stretched ahead or folded, hind legs tucked under."""
        f, h = self._frame, self._h
        upper, lower, foot = (v * h for v in f.leg)
        y = -lower * 1.05
        if fore and f.hoofed:
            knee = (top[0] + 0.2 * h, -upper * 0.9)
            joints = ((top[0], top[1] + 0.05 * h, upper), (*knee, upper * 0.8), (top[0] - 0.1 * h, y, lower))
            return self._finished_leg(joints, (top[0] - 0.1 * h, -foot), foot)
        if fore:
            reach = top[0] + (0.42 if near else 0.36) * h
            joints = (
                (top[0], top[1] + 0.04 * h, upper * 1.1),
                (top[0] + 0.06 * h, y - 0.02 * h, upper * 0.8),
                (reach, y, lower),
            )
            return self._finished_leg(joints, (reach, -foot), foot)
        haunch = f.rump * h * (0.95 if near else 0.8)
        ahead = top[0] + (0.36 if pose.stance != "sit" else 0.3) * h
        joints = (
            (top[0] + 0.02 * h, min(top[1] + 0.02 * h, -haunch), haunch),
            (top[0] + 0.12 * h, -upper, upper),
            (ahead, y, lower),
        )
        return self._finished_leg(joints, (ahead, -foot), foot)

    def _step(self, pose: Pose, *, fore: bool, near: bool) -> tuple[float, float]:
        """How far a foot is ahead of its place and above the ground, in metres."""
        gait = _GAITS.get("run" if pose.stance == "dance" else pose.stance)
        if gait is None:
            return 0.0, 0.0
        start = gait[(0 if near else 1) + (2 if fore else 0)]
        t = (pose.phase + start) % 1.0
        stride = {"walk": 0.2, "run": 0.4, "swim": 0.22}[pose.stance if pose.stance in _GAITS else "run"] * self._h
        angle = 2 * math.pi * t
        lift = max(0.0, math.sin(angle)) * stride * (0.45 if pose.stance == "walk" else 0.5)
        if pose.stance == "run":
            lift += 0.05 * self._h
        return -stride * math.cos(angle), lift

    def _tail(self, pen: Pen, pose: Pose, place: _Placing) -> None:
        """Draw the tail, wagging."""
        f, h = self._frame, self._h
        angle = math.degrees(math.atan2(place.shoulder[1] - place.hip[1], place.shoulder[0] - place.hip[0]))
        root = self._torso.to_local(
            place.hip, place.shoulder, (-f.length * h / 2 - f.rump * h * 0.6, -f.rump * h * 0.55)
        )
        excited = {"talk": 2.0, "laugh": 3.0, "wave": 3.0}.get(pose.gesture, 1.0)
        wag = math.sin(2 * math.pi * (pose.phase + pose.gesture_phase * excited))
        if pose.stance == "sleep":
            wag = 0.0
        low = pose.stance in _LYING or pose.stance == "sit"
        for path, ink in tail_path(f.tail, f.tail_length * h, h, wag, self._coat, low=low):
            pen.fill(placed(path, root, angle if not low else 0.0), ink)

    def _saddle(self, pen: Pen, place: _Placing) -> LocalBox | None:
        """A saddle or blanket over the back; returns the box on its colour."""
        if self._coat.worn != "saddle":
            return None
        path = self._torso.saddle_at(place.hip, place.shoulder)
        pen.fill(path, self._coat.worn_rgb)
        w = self._frame.waist * self._h
        x, y = self._torso.to_local(place.hip, place.shoulder, (0.0, -w * 0.45))
        r = w * 0.26
        return x - r, y - r, x + r, y + r

    def _neck_and_head(self, pen: Pen, pose: Pose, place: _Placing) -> tuple[LocalBox | None, Point, Point]:
        """Draw neck, mane, collar and head; returns the collar's box, the mouth and the eyes."""
        f, h, coat = self._frame, self._h, self._coat
        length, angle, base, end = f.neck
        neck_turn, head_turn, mouth_open = self._gesture(pose)
        up = math.radians(angle - place.neck_turn - neck_turn)
        start = (place.shoulder[0] + 0.02 * h, place.shoulder[1] - f.chest * h * 0.42)
        head = (start[0] + math.cos(up) * length * h, start[1] - math.sin(up) * length * h)
        middle = ((start[0] + head[0]) / 2 - 0.02 * h, (start[1] + head[1]) / 2)
        neck = tube(((*start, base * h), (*middle, (base + end) * h * 0.5), (*head, end * h)))
        if f.mane:
            self._draw_mane(pen, start, middle, head)
        pen.fill(neck, coat.main)
        if coat.pattern in {"patches", "bib"} and not f.hoofed:
            self._bib(pen, start, head)
        collar = self._collar(pen, start, head, (base + end) * h * 0.5)
        turn = f.head_tilt + head_turn + place.head_turn + (place.neck_turn + neck_turn) * 0.45
        if pose.stance == "sleep":
            turn = min(f.head_tilt, 8.0)
        asleep = pose.stance == "sleep" or pose.blink
        key = (True, False) if asleep else (False, mouth_open)
        for path, ink in self._heads[key]:
            pen.fill(placed(path, head, turn), ink)
        r = f.head_radius * h
        return (
            collar,
            _at(head, turn, (f.head.muzzle[0] * r, f.head.muzzle[1] * r)),
            _at(head, turn, (f.head.eye[0] * r, f.head.eye[1] * r)),
        )

    def _gesture(self, pose: Pose) -> tuple[float, float, bool]:
        """Neck turn, head turn (degrees, down is positive) and whether the mouth is open."""
        t = 2 * math.pi * pose.gesture_phase
        if pose.gesture in {"eat", "drink", "work"}:
            down = 72.0 + 4.0 * math.sin(3 * t)
            return down, 26.0, math.sin(5 * t) > 0
        if pose.gesture in {"talk", "laugh", "cry"}:
            return -4.0, -10.0 + 4.0 * math.sin(3 * t), math.sin(4 * t) >= 0
        if pose.gesture == "nod":
            return 6.0 * math.sin(2 * t), 12.0 * math.sin(2 * t), False
        if pose.gesture == "look":
            return -8.0 * math.sin(t / 2), -12.0 * math.sin(t / 2), False
        if pose.stance == "run" and not self._frame.hoofed:
            return 0.0, -4.0, True
        return 0.0, 2.0 * math.sin(2 * math.pi * pose.phase), False

    def _draw_mane(self, pen: Pen, start: Point, middle: Point, head: Point) -> None:
        """Long hair along the back of the neck."""
        h = self._h
        points = []
        for x, y in (head, middle, start):
            points.append((x - 0.13 * h, y - 0.08 * h, 0.1 * h))
        pen.fill(tube(tuple(points)), self._coat.second)

    def _bib(self, pen: Pen, start: Point, head: Point) -> None:
        """A light chest."""
        h, f = self._h, self._frame
        x, y = start[0] + f.chest * h * 0.55, start[1] + f.chest * h * 0.3
        pen.fill(
            tube(
                (
                    (x, y + f.chest * h * 0.5, 0.05 * h),
                    (x, y, 0.09 * h),
                    ((x + head[0]) / 2 + 0.03 * h, (y + head[1]) / 2, 0.06 * h),
                )
            ),
            self._coat.second,
        )

    def _collar(self, pen: Pen, start: Point, head: Point, radius: float) -> LocalBox | None:
        """A collar or a bandana round the neck; returns the box on its colour."""
        coat, h = self._coat, self._h
        if coat.worn not in {"collar", "bandana"}:
            return None
        share = 0.42
        x, y = start[0] + (head[0] - start[0]) * share, start[1] + (head[1] - start[1]) * share
        length = math.hypot(head[0] - start[0], head[1] - start[1]) or 1.0
        nx, ny = -(head[1] - start[1]) / length, (head[0] - start[0]) / length
        if ny < 0:
            nx, ny = -nx, -ny  # towards the throat
        band = max(0.045 * h, 0.016)
        a, b = (x - nx * radius, y - ny * radius), (x + nx * radius, y + ny * radius)
        pen.fill(limb((*a, band), (*b, band)), coat.worn_rgb)
        if coat.worn == "collar":
            pen.fill(oval(b[0], b[1] + band * 0.9, band * 0.7, band * 0.7), (232, 196, 92))
            half = band * 0.6
            return x - half, y - half, x + half, y + half
        side = (head[0] - start[0]) / length, (head[1] - start[1]) / length
        wide, deep = radius * 0.95, radius * 1.5
        tip = (b[0] + nx * deep * 0.3 - side[0] * wide * 0.6, b[1] + ny * deep * 0.55 + 0.03 * h)
        cloth = polygon(
            (a[0] * 0.4 + b[0] * 0.6, a[1] * 0.4 + b[1] * 0.6),
            (b[0] + side[0] * band, b[1] + side[1] * band),
            tip,
            (x - side[0] * wide, y - side[1] * wide + ny * radius * 0.4),
        )
        pen.fill(cloth, coat.worn_rgb)
        half = band * 0.6
        return x - half, y - half, x + half, y + half


def _at(origin: Point, degrees: float, point: Point) -> Point:
    """A point of a turned frame."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return origin[0] + point[0] * c - point[1] * s, origin[1] + point[0] * s + point[1] * c
