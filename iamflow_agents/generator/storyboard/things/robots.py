"""Robots: a walking humanoid, and a small machine on treads or wheels.

Words decide: treads, tracks, wheels, rover, drone or small give the machine; everything else walks. One eye, antenna
and the metal come from the text too.
"""

from __future__ import annotations

import math

from iamflow_agents.colours import Rgb, find_colour
from iamflow_agents.generator.storyboard.ink import (
    Ink,
    Path,
    Pen,
    bar,
    disc,
    even,
    lightness,
    limb,
    line,
    moved,
    placed,
    polygon,
    ring,
    shaded,
    tinted,
    within,
)
from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, LocalBox, Point, Pose
from iamflow_agents.generator.storyboard.wording import all_words, main_colour, stated_colours
from iamflow_agents.records import Appearance, Slot

_METALS: tuple[Rgb, ...] = ((168, 178, 188), (196, 150, 84), (120, 150, 172), (206, 196, 180))
_MACHINE_WORDS = {
    "tread", "track", "wheel", "wheeled", "rover", "machine", "drone", "tracked", "caterpillar", "vacuum", "probe",
}  # fmt: skip
_SMALL_WORDS = {"small", "little", "tiny", "miniature", "compact", "knee", "ankle", "waist"}
_CROSSING = frozenset(
    {"carry", "hug", "arms_crossed", "read", "write", "work", "eat", "drink", "point", "give", "reach"}
)
"""Gestures with an arm across the chest."""
_JOINT: Rgb = (74, 78, 88)


class _Inks:
    """The colours and features of one robot."""

    def __init__(self, appearance: Appearance) -> None:
        words = all_words(appearance)
        self.words = words
        self.main = main_colour(appearance, _METALS)
        stated = stated_colours(appearance)
        self.second: Rgb = stated[1] if len(stated) > 1 else shaded(self.main, 0.3)
        self.dark = shaded(self.main, 0.2)
        self.light = tinted(self.main, 0.35)
        self.far = shaded(self.main, 0.32)
        self.one_eye = bool(words & {"one", "single"} and words & {"eye", "eyed", "lens"}) or "cyclops" in words
        eyes = find_colour(" ".join(appearance.values(Slot.EYES)))
        self.glow: Rgb = eyes.rgb if eyes else ((96, 226, 236) if lightness(self.main) < 0.75 else (70, 170, 236))
        self.scarf: Rgb | None = None
        for text in (*appearance.values(Slot.ACCESSORY), *appearance.values(Slot.OUTERWEAR)):
            if any(word in text.lower() for word in ("scarf", "bandana", "tie", "ribbon", "collar")):
                colour = find_colour(text)
                self.scarf = colour.rgb if colour else (196, 52, 50)


def make_robot(appearance: Appearance) -> HumanoidRobot | MachineRobot:
    """Make the sprite of a robot; words about treads, wheels or small size give the machine."""
    words = all_words(appearance)
    small = bool(words & _SMALL_WORDS) and not words & {"humanoid", "android"}
    if words & _MACHINE_WORDS or small:
        return MachineRobot(appearance)
    return HumanoidRobot(appearance)


class HumanoidRobot:
    """A robot that walks on two legs.

    Args:
        appearance: Its words.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._inks = _Inks(appearance)
        words = self._inks.words
        self._size = 1.2 if words & {"giant", "huge", "tall", "large"} else 0.8 if words & {"short", "child"} else 1.0
        self._torso = even((0.0, -1.34), (0.2, -1.34), (0.27, -1.26), (0.24, -0.98), (0.17, -0.8), (0.0, -0.78))
        self._side = within(bar(0.08, -1.4, 0.4, -0.7), self._torso)
        self._head = bar(-0.17, -1.74, 0.17, -1.44, 0.09)
        self._head_side = within(bar(0.07, -1.8, 0.3, -1.4), self._head)
        self._visor = bar(-0.12, -1.67, 0.165, -1.55, 0.055)

    @property
    def height(self) -> float:
        """Height in metres, without the antenna."""
        return 1.74 * self._size

    @property
    def width(self) -> float:
        """Width in metres."""
        return 0.8 * self._size

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the robot in a pose."""
        canvas.save()
        canvas.scale(self._size, self._size)
        drawn = self._draw(canvas, pose)
        canvas.restore()
        k = self._size
        left, top, right, bottom = drawn.box
        return Drawn(
            box=(left * k, top * k, right * k, bottom * k),
            parts=tuple((slot, (b[0] * k, b[1] * k, b[2] * k, b[3] * k)) for slot, b in drawn.parts),
            anchors={name: (x * k, y * k) for name, (x, y) in drawn.anchors.items()},
        )

    def _draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw at size one."""
        pen = Pen(canvas, pose.facing)
        inks = self._inks
        turn = 2 * math.pi * pose.phase
        drop = {"sit": 0.42, "kneel": 0.4, "crouch": 0.25, "lie": 0.0}.get(pose.stance, 0.0)
        bob = 0.02 * math.cos(2 * turn) if pose.stance in {"walk", "run"} else 0.004 * math.sin(turn)
        down = drop + bob
        lying = pose.stance in {"lie", "sleep"}
        if lying:
            canvas.translate(0.75, -0.2)
            canvas.rotate(-90)
        self._leg(pen, pose, turn, down, near=False)
        back = self._arm(pen, pose, turn, down, near=False)
        self._leg(pen, pose, turn, down, near=True)
        pen.fill(limb((0.0, -1.46 + down, 0.06), (0.0, -1.3 + down, 0.07)), _JOINT)
        pen.fill(limb((-0.12, -0.8 + down, 0.09), (0.12, -0.8 + down, 0.09)), inks.dark)
        pen.fill(moved(self._torso, 0, down), inks.main)
        pen.fill(moved(self._side, 0, down), inks.dark)
        pen.fill(moved(bar(-0.12, -1.24, 0.02, -1.2, 0.015), 0, down), inks.second)
        pen.fill(disc(0.14, -1.2 + down, 0.045), shaded(inks.main, 0.5))
        pen.fill(disc(0.14, -1.2 + down, 0.03), inks.glow)
        self._draw_head(pen, pose, turn, down)
        front = self._arm(pen, pose, turn, down, near=True)
        crossed = pose.gesture in _CROSSING or pose.stance == "hug"
        part = (-0.06, -0.92 + down, 0.06, -0.83 + down) if crossed else (-0.04, -1.17 + down, 0.06, -1.04 + down)
        anchors = {
            "hand_front": front,
            "hand_back": back,
            "mouth": (0.17, -1.5 + down),
            "eyes": (0.06, -1.61 + down),
            "grip": (0.0, -1.1 + down),
            "seat": (0.0, -1.74),
        }
        if lying:
            return _laid_down(pen.finish(), part, pose.facing)
        return pen.finish(((Slot.COLOUR, part),), anchors)

    def _draw_head(self, pen: Pen, pose: Pose, turn: float, down: float) -> None:
        """Head with visor or eye, ear disc and antenna."""
        inks = self._inks
        t = 2 * math.pi * pose.gesture_phase
        nod = {
            "nod": 7.0 * math.sin(2 * t),
            "look": 6.0 * math.sin(t),
            "laugh": 5.0 * math.sin(4 * t),
            "read": 12.0,
            "write": 14.0,
            "work": 12.0,
        }.get(pose.gesture, 0.0)
        shift = 0.03 * pose.gaze
        neck = (0.0, -1.45 + down)

        def put(path: Path, ink: Ink) -> None:
            pen.fill(placed(moved(path, shift, 1.45), neck, nod), ink)

        put(limb((0.0, -1.74, 0.012), (-0.02, -1.84, 0.012)), _JOINT)
        put(disc(-0.02, -1.86, 0.032), inks.glow if math.sin(turn) > 0 else shaded(inks.glow, 0.3))
        put(self._head, inks.main)
        put(self._head_side, inks.dark)
        put(disc(-0.15, -1.6, 0.055), inks.dark)
        put(disc(-0.15, -1.6, 0.028), inks.second)
        if inks.one_eye:
            put(disc(0.06, -1.61, 0.085), (34, 38, 50))
            put(disc(0.065, -1.61, 0.055 if not pose.blink else 0.014), inks.glow)
            put(disc(0.08, -1.63, 0.016), (255, 255, 255))
        else:
            put(self._visor, (34, 38, 50))
            for x in (-0.04, 0.09):
                put(
                    bar(
                        x - 0.028,
                        -1.64 if not pose.blink else -1.615,
                        x + 0.028,
                        -1.58 if not pose.blink else -1.605,
                        0.02,
                    ),
                    inks.glow,
                )
        talking = pose.gesture in {"talk", "laugh", "cry"}
        for i in range(4):
            high = 0.012 + (0.02 * abs(math.sin(5 * t + i * 1.3)) if talking else 0.0)
            put(bar(-0.03 + i * 0.04, -1.495 - high, -0.005 + i * 0.04, -1.495 + high, 0.006), shaded(inks.main, 0.5))
        if inks.scarf is not None:
            put(limb((-0.1, -1.4, 0.05), (0.1, -1.4, 0.05)), inks.scarf)
            put(limb((0.08, -1.38, 0.045), (0.11, -1.18, 0.05)), shaded(inks.scarf, 0.12))

    def _leg(self, pen: Pen, pose: Pose, turn: float, down: float, *, near: bool) -> None:
        """One leg with knee joint and boot."""
        ink = self._inks.main if near else self._inks.far
        x = -0.09 if near else 0.1
        hip = (x, -0.78 + down)
        side = 1.0 if near else -1.0
        foot, knee, lift = (x, -0.06), (x + 0.03, -0.4 + down * 0.5), 0.0
        if pose.stance in {"walk", "run", "dance"}:
            reach = 0.24 if pose.stance == "walk" else 0.36
            swing = side * math.sin(turn)
            lift = max(0.0, side * math.cos(turn)) * (0.1 if pose.stance == "walk" else 0.22)
            foot = (x + reach * swing, -0.06 - lift)
            knee = (x + reach * swing * 0.45 + 0.07, -0.42 + down - lift * 0.4)
        elif pose.stance == "sit":
            knee, foot = (x + 0.42, hip[1] + 0.0), (x + 0.44, -0.06)
        elif pose.stance == "kneel":
            knee, foot = ((x + 0.28, -0.4), (x + 0.28, -0.06)) if near else ((x + 0.1, -0.07), (x - 0.3, -0.06))
        pen.fill(limb((*hip, 0.085), (*knee, 0.065)), ink)
        pen.fill(limb((*knee, 0.06), (*foot, 0.07)), ink)
        pen.fill(disc(*knee, 0.05), _JOINT if near else shaded(_JOINT, 0.3))
        pen.fill(
            bar(foot[0] - 0.09, foot[1] - 0.03, foot[0] + 0.16, foot[1] + 0.06, 0.035),
            self._inks.second if near else shaded(self._inks.second, 0.3),
        )

    def _arm(self, pen: Pen, pose: Pose, turn: float, down: float, *, near: bool) -> Point:
        """One arm with a clamp hand; returns the hand."""
        inks = self._inks
        ink = inks.main if near else inks.far
        shoulder = (-0.25 if near else 0.25, -1.24 + down)
        hand = self._hand(pose, turn, down, near)
        dx, dy = hand[0] - shoulder[0], hand[1] - shoulder[1]
        far = math.hypot(dx, dy)
        bend = 0.5 * math.sqrt(max(0.0, 0.62**2 - far**2))
        elbow = (
            shoulder[0] + dx / 2 - dy / max(far, 0.01) * bend * 0.8,
            shoulder[1] + dy / 2 + abs(dx) / max(far, 0.01) * bend * 0.6,
        )
        pen.fill(limb((*shoulder, 0.062), (*elbow, 0.05)), ink)
        pen.fill(limb((*elbow, 0.048), (*hand, 0.04)), ink)
        pen.fill(disc(*elbow, 0.042), _JOINT if near else shaded(_JOINT, 0.3))
        pen.fill(disc(*shoulder, 0.085), inks.dark if near else inks.far)
        for lean in (-32.0, 32.0):
            finger = placed(bar(-0.02, 0.0, 0.02, 0.1, 0.02), hand, lean + math.degrees(math.atan2(-dx, dy)))
            pen.fill(finger, _JOINT if near else shaded(_JOINT, 0.3))
        return hand

    def _hand(self, pose: Pose, turn: float, down: float, near: bool) -> Point:
        """Where a hand is."""
        t = 2 * math.pi * pose.gesture_phase
        if pose.gesture == "wave" and near:
            return -0.42 + 0.08 * math.sin(2 * t), -1.62 + down
        if pose.gesture in {"point", "give", "reach"} and near:
            return 0.3, -1.2 + down - (0.1 if pose.gesture == "point" else 0.0)
        if pose.gesture == "hold_up" and near:
            return -0.2, -1.78 + down
        if pose.gesture in {"carry", "hug", "arms_crossed"} or pose.stance == "hug":
            return 0.26 if near else 0.32, -1.0 + down
        if pose.gesture in {"read", "write", "work", "eat", "drink"}:
            lift = 0.05 * math.sin(3 * t) if pose.gesture in {"work", "write"} else 0.0
            high = -1.4 if pose.gesture in {"eat", "drink"} and near else -1.08
            return 0.22 if near else 0.3, high + down + lift
        side = 1.0 if near else -1.0
        if pose.stance in {"walk", "run", "dance"}:
            swing = -side * math.sin(turn) * (0.22 if pose.stance == "walk" else 0.34)
            return (-0.24 if near else 0.24) + swing, -0.76 + down
        return -0.3 if near else 0.3, -0.72 + down


def _laid_down(drawn: Drawn, part: LocalBox, facing: int) -> Drawn:
    """Boxes of a robot on its back: the canvas was turned by a quarter before drawing.

    A point `(x, y)` lands on `(y + 0.75, -x - 0.2)` for one facing right.
    """

    def turn(box: LocalBox) -> LocalBox:
        return box[1] + 0.75, -box[2] - 0.2, box[3] + 0.75, -box[0] - 0.2

    mirrored = part if facing > 0 else (-part[2], part[1], -part[0], part[3])
    box = turn(drawn.box)
    return Drawn(
        box=box,
        parts=((Slot.COLOUR, turn(mirrored)),),
        anchors={"grip": (0.0, -0.2), "eyes": (box[0] + 0.2, -0.25), "mouth": (box[0] + 0.25, -0.2)},
    )


class MachineRobot:
    """A small machine: a box with an eye on a neck, on treads or wheels.

    Args:
        appearance: Its words.
    """

    def __init__(self, appearance: Appearance) -> None:
        self._inks = _Inks(appearance)
        words = self._inks.words
        self._wheels = bool(words & {"wheel", "wheeled", "rover"}) and not words & {"tread", "track", "tracked"}
        self._flies = "drone" in words
        self._body = bar(-0.26, -0.62, 0.26, -0.24, 0.06)
        self._shade = within(bar(0.1, -0.7, 0.4, -0.2), self._body)
        self._hatch = bar(-0.2, -0.38, 0.04, -0.3, 0.02)
        self._tread = bar(-0.36, -0.24, 0.36, 0.0, 0.12)
        self._head = even((0.0, -0.13), (0.13, -0.12), (0.17, 0.0), (0.12, 0.1), (0.0, 0.11))

    @property
    def height(self) -> float:
        """Height in metres."""
        return 1.02

    @property
    def width(self) -> float:
        """Width in metres."""
        return 0.8

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the machine in a pose; treads and wheels turn with the phase."""
        pen = Pen(canvas, pose.facing)
        inks = self._inks
        turn = 2 * math.pi * pose.phase
        moving = pose.stance in {"walk", "run", "dance", "fly", "swim"}
        shake = 0.008 * math.sin(2 * turn) if moving else 0.0
        low = 0.08 if pose.stance in {"sit", "lie", "sleep", "crouch"} else 0.0
        self._undercarriage(pen, turn if moving else 0.0)
        t = 2 * math.pi * pose.gesture_phase
        raised = pose.gesture in {"wave", "point", "hold_up", "give", "reach"}
        hand = (0.52, -0.62 + 0.06 * math.sin(2 * t) + shake) if raised else (0.46, -0.34 + shake)
        if pose.gesture == "wave":
            hand = (0.44 + 0.06 * math.sin(2 * t), -0.88)
        far_hand = (
            (hand[0] - 0.06, hand[1] + 0.04) if pose.gesture in {"carry", "work", "read"} else (0.42, -0.32 + shake)
        )
        self._arm(pen, (0.2, -0.5 + shake), far_hand, inks.far)
        pen.fill(limb((0.0, -0.6 + shake + low, 0.035), (0.05, -0.82 + shake + low, 0.03)), _JOINT)
        pen.fill(moved(self._body, 0, shake), inks.main)
        pen.fill(moved(self._shade, 0, shake), inks.dark)
        pen.fill(moved(self._hatch, 0, shake), inks.second)
        for x in (-0.21, 0.21):
            pen.fill(disc(x, -0.58 + shake, 0.014), shaded(inks.main, 0.5))
        self._draw_head(pen, pose, (0.06, -0.88 + shake + low), t)
        self._arm(pen, (-0.02, -0.48 + shake), hand, inks.dark)
        part = (-0.22, -0.54 + shake, -0.06, -0.41 + shake)
        anchors = {
            "hand_front": hand,
            "hand_back": far_hand,
            "mouth": (0.14, -0.82),
            "eyes": (0.12, -0.9),
            "grip": (0.0, -0.5),
            "seat": (0.0, -1.0),
        }
        return pen.finish(((Slot.COLOUR, part),), anchors)

    def _undercarriage(self, pen: Pen, turn: float) -> None:
        """Treads or wheels."""
        inks = self._inks
        if self._flies:
            for x in (-0.3, 0.3):
                pen.fill(limb((x * 0.6, -0.3, 0.03), (x, -0.2, 0.025)), _JOINT)
                pen.fill(
                    moved(bar(-0.18, -0.02, 0.18, 0.0, 0.01), x + 0.03 * math.sin(3 * turn), -0.2), (150, 160, 170)
                )
            return
        if self._wheels:
            for x in (-0.24, 0.0, 0.24):
                pen.fill(disc(x, -0.11, 0.11), (50, 52, 60))
                pen.fill(disc(x, -0.11, 0.055), inks.dark)
                for k in range(3):
                    a = turn * 2 + 2 * math.pi * k / 3
                    pen.fill(disc(x + 0.075 * math.cos(a), -0.11 + 0.075 * math.sin(a), 0.012), (120, 124, 134))
            pen.fill(bar(-0.28, -0.26, 0.28, -0.2, 0.02), _JOINT)
            return
        pen.fill(self._tread, (54, 56, 64))
        for k in range(10):
            x = -0.3 + ((k / 10 + turn / (2 * math.pi)) % 1.0) * 0.6
            for y in (-0.235, -0.005):
                pen.stroke(line((x, y - 0.004), (x, y + 0.004)), (96, 100, 110), 0.022)
        for x in (-0.24, 0.0, 0.24):
            pen.fill(disc(x, -0.12, 0.075), inks.dark)
            pen.fill(disc(x + 0.03 * math.cos(turn), -0.12 + 0.03 * math.sin(turn), 0.018), _JOINT)

    def _draw_head(self, pen: Pen, pose: Pose, at: Point, t: float) -> None:
        """A head with one or two lenses."""
        inks = self._inks
        nod = {
            "nod": 9.0 * math.sin(2 * t),
            "look": -10.0 * math.sin(t),
            "talk": 5.0 * math.sin(3 * t),
            "read": 14.0,
        }.get(pose.gesture, 3.0 * math.sin(2 * math.pi * pose.phase))

        def put(path: Path, ink: Ink) -> None:
            pen.fill(placed(path, at, nod), ink)

        put(limb((-0.06, -0.1, 0.01), (-0.09, -0.2, 0.01)), _JOINT)
        put(disc(-0.09, -0.21, 0.024), inks.glow)
        put(self._head, inks.main)
        lenses = ((0.06, 0.0, 0.09),) if inks.one_eye else ((-0.05, -0.01, 0.055), (0.09, -0.01, 0.062))
        for x, y, r in lenses:
            put(ring(x, y, r, r * 0.3), inks.dark)
            put(disc(x, y, r), (34, 38, 50))
            put(disc(x + r * 0.1, y, r * (0.6 if not pose.blink else 0.15)), inks.glow)
            put(disc(x + r * 0.3, y - r * 0.3, r * 0.2), (255, 255, 255))

    def _arm(self, pen: Pen, shoulder: Point, hand: Point, ink: Rgb) -> None:
        """A thin arm with a claw."""
        elbow = ((shoulder[0] + hand[0]) / 2 + 0.02, max(shoulder[1], hand[1]) + 0.06)
        pen.fill(limb((*shoulder, 0.035), (*elbow, 0.026), (*hand, 0.024)), ink)
        pen.fill(disc(*elbow, 0.028), _JOINT)
        lean = math.degrees(math.atan2(hand[1] - elbow[1], hand[0] - elbow[0]))
        for side in (-28.0, 28.0):
            claw = polygon((0.0, -0.02), (0.09, -0.012), (0.1, 0.012), (0.0, 0.02))
            pen.fill(placed(claw, hand, lean + side), _JOINT)
