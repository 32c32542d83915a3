"""Birds: one rig for standing, pecking, flying and swimming, and the kinds that hang on it.

The body is a drop along an axis that is tilted as the kind stands; head, wing, tail and legs follow it. Lengths are
shares of the body's length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.ink import (
    Path,
    Pen,
    blob,
    curve,
    disc,
    moved,
    outlined,
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

_ORANGE: Rgb = (236, 148, 52)
_GREY: Rgb = (92, 88, 92)


@dataclass(frozen=True, slots=True, kw_only=True)
class BirdFrame:
    """How a bird is built; lengths are shares of the body's length."""

    body: float
    """Length of the body in metres."""
    plump: float = 0.27
    """Half depth of the body."""
    tilt: float = 28.0
    """Degrees the chest stands above the tail."""
    neck: float = 0.16
    neck_angle: float = 55.0
    head: float = 0.2
    beak: tuple[float, float, float] = (0.2, 0.08, 0.0)
    """Length, half thickness at the root, hook."""
    beak_rgb: Rgb = _GREY
    leg: float = 0.3
    leg_rgb: Rgb = _GREY
    tail: float = 0.42
    wing: float = 0.95
    crest: str = "none"
    """`none`, `comb`, `tuft`, `ears` or `plume`."""
    belly: bool = False
    long_wing: bool = False


class Bird:
    """A bird.

    Args:
        frame: How it is built.
        coat: Its inks; the second one is for wing tips, belly or face.
        size: Scale on top of the frame's own size.
    """

    def __init__(self, frame: BirdFrame, coat: Coat, size: float = 1.0) -> None:
        self._frame, self._coat = frame, coat
        b = self._b = frame.body * size
        p = frame.plump
        outline = blob(
            (0.5, -0.02),
            (0.34, -p * 0.92),
            (0.0, -p),
            (-0.34, -p * 0.55),
            (-0.52, 0.0),
            (-0.3, p * 0.62),
            (0.08, p),
            (0.4, p * 0.72),
        )
        under = blob((-0.6, 0.1), (0.0, p * 0.35), (0.6, p * 0.1), (0.6, p * 1.6), (-0.6, p * 1.6))
        self._body = scaled(outline, b)
        self._under = scaled(within(under, outline), b)
        wing = blob((0.26, -p * 0.5), (0.3, 0.02), (0.06, p * 0.5), (-0.4, p * 0.42), (-0.68, 0.16), (-0.3, -p * 0.3))
        feathers = blob((-0.05, p * 0.46), (-0.4, p * 0.42), (-0.68, 0.16), (-0.34, 0.05), (-0.1, 0.1))
        self._wing = scaled(moved(wing, -0.1, 0.0), b)
        self._feathers = scaled(moved(within(feathers, wing), -0.1, 0.0), b)
        t = frame.tail
        self._tail = scaled(polygon((-0.4, -0.1), (-0.42, 0.12), (-0.5 - t, 0.13), (-0.54 - t, -0.02)), b)
        reach = frame.wing * (1.35 if frame.long_wing else 1.0)
        self._spread = blob(
            (0.2, 0), (0.16, -reach * 0.5), (-0.06, -reach), (-0.22, -reach * 0.72), (-0.34, -reach * 0.3), (-0.24, 0)
        )
        self._tips = within(
            blob((0.3, -reach * 0.72), (-0.06, -reach * 1.1), (-0.5, -reach * 0.66), (-0.1, -reach * 0.62)),
            self._spread,
        )

    @property
    def height(self) -> float:
        """Height when it stands, in metres."""
        f = self._frame
        rise = math.sin(math.radians(f.tilt)) * 0.4 + math.sin(math.radians(f.neck_angle)) * f.neck
        return self._b * (f.leg + f.plump + rise + f.head * 1.1)

    @property
    def width(self) -> float:
        """Length from tail to beak, in metres."""
        return self._b * (1.0 + self._frame.tail + self._frame.beak[0] + 0.1)

    def draw(self, canvas: Canvas, pose: Pose) -> Drawn:
        """Draw the bird in a pose."""
        pen = Pen(canvas, pose.facing)
        f, b = self._frame, self._b
        turn = 2 * math.pi * pose.phase
        flying = pose.stance == "fly"
        centre, tilt = self._stance(pose, turn)
        if flying:
            self._flap(pen, centre, turn, near=False)
        elif pose.stance not in {"swim", "lie", "sleep", "sit"}:
            self._legs(pen, pose, centre)
        pen.fill(placed(self._tail, centre, -tilt), shaded(self._coat.main, 0.2))
        pen.fill(placed(self._body, centre, -tilt), self._coat.main)
        belly = self._coat.second if f.belly else self._coat.shadow
        pen.fill(placed(self._under, centre, -tilt), belly)
        mouth, eyes = self._head(pen, pose, centre, tilt)
        if flying:
            self._flap(pen, centre, turn, near=True)
        else:
            pen.fill(placed(self._wing, centre, -tilt), shaded(self._coat.main, 0.12))
            wing_tip = shaded(
                self._coat.second if self._coat.second != self._coat.main and not f.belly else self._coat.main, 0.2
            )
            pen.fill(placed(self._feathers, centre, -tilt), wing_tip)
        core = self._core(centre, tilt)
        parts: tuple[tuple[Slot, LocalBox], ...] = ((Slot.COLOUR, core),)
        return pen.finish(
            parts, {"mouth": mouth, "eyes": eyes, "grip": centre, "seat": (centre[0], centre[1] - f.plump * b)}
        )

    def _stance(self, pose: Pose, turn: float) -> tuple[Point, float]:
        """Middle of the body and its tilt."""
        f, b = self._frame, self._b
        if pose.stance == "fly":
            return (0.0, -b * (0.45 + 0.05 * math.sin(turn))), 6.0
        if pose.stance == "swim":
            return (0.0, -b * (f.plump * 0.75 + 0.015 * math.sin(turn))), min(f.tilt, 6.0)
        if pose.stance in {"lie", "sleep", "sit"}:
            return (0.0, -b * f.plump), min(f.tilt, 10.0)
        hop = abs(math.sin(turn)) * 0.06 * b if pose.stance in {"walk", "run", "dance"} else 0.0
        pecking = pose.gesture in {"eat", "drink", "work"}
        lean = math.sin(math.radians(f.tilt)) * 0.22
        return (0.0, -b * (f.leg + f.plump * 0.8 + lean) - hop), f.tilt - (30.0 if pecking else 0.0)

    def _core(self, centre: Point, tilt: float) -> LocalBox:
        """A box on the main colour: the breast before the wing."""
        f, b = self._frame, self._b
        x, y = _turned((0.35 * b, -0.02 * b), -tilt)
        r = f.plump * 0.22 * b
        return centre[0] + x - r, centre[1] + y - r, centre[0] + x + r, centre[1] + y + r

    def _legs(self, pen: Pen, pose: Pose, centre: Point) -> None:
        """Two thin legs with toes."""
        f, b = self._frame, self._b
        stride = math.sin(2 * math.pi * pose.phase) * 0.14 * b if pose.stance in {"walk", "run", "dance"} else 0.0
        for side, near in ((-1.0, False), (1.0, True)):
            x = centre[0] + 0.02 * b + (0.0 if near else 0.1 * b)
            foot = x + side * stride
            ink = f.leg_rgb if near else shaded(f.leg_rgb, 0.3)
            width = max(0.028 * b, 0.006)
            pen.stroke(
                curve((x, centre[1] + 0.12 * b), (x - 0.03 * b, centre[1] * 0.4), (foot, -width / 2)), ink, width
            )
            pen.stroke(
                curve((foot - 0.05 * b, -width / 2), (foot, -width / 2), (foot + 0.11 * b, -width / 2)), ink, width
            )

    def _flap(self, pen: Pen, centre: Point, turn: float, *, near: bool) -> None:
        """A spread wing, beating."""
        beat = math.sin(turn)
        high = self._b * (0.25 + 0.75 * abs(beat)) * (1.0 if beat > -0.05 else -0.8)
        lean = 14.0 if near else -10.0
        at = (centre[0] + (0.0 if near else 0.1 * self._b), centre[1] - 0.08 * self._b)
        ink = shaded(self._coat.main, 0.1 if near else 0.3)
        tip = self._coat.second if not self._frame.belly else shaded(self._coat.main, 0.3)
        for path, colour in ((self._spread, ink), (self._tips, shaded(tip, 0.1 if near else 0.3))):
            pen.fill(placed(scaled(path, self._b, high), at, -lean), colour)

    def _head(self, pen: Pen, pose: Pose, centre: Point, tilt: float) -> tuple[Point, Point]:
        """Neck, head, beak and eye; returns the beak's tip and the eye."""
        f, b, coat = self._frame, self._b, self._coat
        t = 2 * math.pi * pose.gesture_phase
        root = _turned((0.4 * b, -f.plump * 0.35 * b), -tilt)
        start = (centre[0] + root[0], centre[1] + root[1])
        angle, nod = f.neck_angle, 0.0
        if pose.stance == "fly":
            angle = min(angle, 12.0)
        elif pose.gesture in {"eat", "drink", "work"}:
            angle, nod = -62.0 + 8.0 * math.sin(3 * t) + (22.0 if f.leg < 0.25 else 0.0), 46.0
        elif pose.stance == "sleep":
            angle, nod = 100.0, 20.0
        elif pose.gesture in {"nod", "talk", "laugh"}:
            nod = 8.0 * math.sin(3 * t)
        elif pose.stance == "walk":
            angle += 8.0 * math.sin(4 * math.pi * pose.phase)
        up = math.radians(angle)
        r = f.head * b
        length = max(f.neck * b, r * 0.5)
        head = (start[0] + math.cos(up) * length, start[1] - math.sin(up) * length)
        pen.fill(
            tube(
                (
                    (start[0] - 0.1 * b, start[1] + 0.06 * b, f.plump * 0.62 * b),
                    (*start, min(f.plump * 0.5 * b, r * 1.1)),
                    (*head, r * 0.72),
                )
            ),
            coat.main,
        )
        open_beak = pose.gesture in {"talk", "laugh", "cry"} and math.sin(4 * t) >= 0
        for path, ink in self._head_layers(r, asleep=pose.stance == "sleep" or pose.blink, open_beak=open_beak):
            pen.fill(placed(path, head, nod), ink)
        tip = _turned(((f.head + f.beak[0]) * b, 0.05 * r), nod)
        eye = _turned((0.35 * r, -0.2 * r), nod)
        return (head[0] + tip[0], head[1] + tip[1]), (head[0] + eye[0], head[1] + eye[1])

    def _head_layers(self, r: float, *, asleep: bool, open_beak: bool) -> list[tuple[Path, Rgb]]:
        """The head about its middle, in metres."""
        f, coat = self._frame, self._coat
        layers = self._crest_layers(r) + self._beak_layers(r, open_beak=open_beak)
        layers.append((disc(0, 0, r), coat.main))
        if f.crest == "ears" or "owl" in coat.words:
            layers.append((disc(0.35 * r, -0.05 * r, 0.62 * r), tinted(coat.main, 0.45)))
        ex, ey, er = 0.38 * r, -0.2 * r, 0.2 * r
        if f.crest == "ears":
            ex, ey, er = 0.42 * r, -0.1 * r, 0.34 * r
        if asleep:
            layers.append((outlined(curve((ex - er, ey), (ex, ey + er * 0.7), (ex + er, ey)), er * 0.5), coat.line))
            return layers
        if max(coat.main) < 110 or f.crest == "ears" or coat.eye != (40, 32, 30):
            ring = coat.eye if coat.eye != (40, 32, 30) else (232, 190, 84)
            layers.append((disc(ex, ey, er * 1.25), ring))
        layers.append((disc(ex, ey, er * 0.8), (28, 24, 28)))
        layers.append((disc(ex + er * 0.25, ey - er * 0.3, er * 0.28), (255, 255, 255)))
        return layers

    def _crest_layers(self, r: float) -> list[tuple[Path, Rgb]]:
        """Comb, tuft, plume or ears, behind the head."""
        f, coat = self._frame, self._coat
        layers: list[tuple[Path, Rgb]] = []
        if f.crest == "comb":
            layers.append(
                (
                    blob(
                        (-0.5 * r, -0.7 * r),
                        (-0.55 * r, -1.5 * r),
                        (-0.1 * r, -1.25 * r),
                        (0.1 * r, -1.75 * r),
                        (0.4 * r, -1.2 * r),
                        (0.75 * r, -1.3 * r),
                        (0.6 * r, -0.6 * r),
                    ),
                    (206, 46, 46),
                )
            )
            layers.append((oval(0.75 * r, 0.95 * r, 0.22 * r, 0.42 * r), (206, 46, 46)))
        elif f.crest == "tuft":
            layers.append(
                (polygon((-0.2 * r, -0.8 * r), (-1.3 * r, -1.9 * r), (0.5 * r, -0.75 * r)), shaded(coat.main, 0.15))
            )
        elif f.crest == "plume":
            for i, a in enumerate((-62.0, -82.0, -102.0)):
                end = (math.cos(math.radians(a)) * 1.9 * r, math.sin(math.radians(a)) * 1.9 * r)
                layers.append((outlined(curve((0, -0.6 * r), end), 0.1 * r), shaded(coat.main, 0.1)))
                layers.append((disc(*end, 0.2 * r), (64, 178, 170) if i % 2 == 0 else (86, 120, 190)))
        elif f.crest == "ears":
            for x in (-0.6 * r, 0.25 * r):
                layers.append(
                    (polygon((x, -0.5 * r), (x - 0.1 * r, -1.5 * r), (x + 0.6 * r, -0.75 * r)), shaded(coat.main, 0.15))
                )
        return layers

    def _beak_layers(self, r: float, *, open_beak: bool) -> list[tuple[Path, Rgb]]:
        """The beak, lower half first."""
        f = self._frame
        layers: list[tuple[Path, Rgb]] = []
        length, thick, hook = (v * self._b for v in f.beak)
        if open_beak:
            layers.append(
                (
                    polygon((0.6 * r, 0.0), (0.8 * r + length * 0.85, thick * 1.9), (0.6 * r, thick * 1.4)),
                    shaded(f.beak_rgb, 0.2),
                )
            )
        tip_y = 0.05 * r + hook - (thick * 0.8 if open_beak else 0.0)
        upper = blob(
            (0.62 * r, -thick),
            (0.8 * r + length * 0.5, -thick * 0.85 + tip_y * 0.2),
            (0.9 * r + length, tip_y),
            (0.8 * r + length * 0.45, thick * 0.6),
            (0.62 * r, thick),
        )
        layers.append((upper, f.beak_rgb))
        return layers


def _turned(point: Point, degrees: float) -> Point:
    """A point turned about the origin, clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return point[0] * c - point[1] * s, point[0] * s + point[1] * c


_CROW = BirdFrame(body=0.34, beak=(0.24, 0.08, 0.02))
_SONG = BirdFrame(body=0.2, plump=0.32, head=0.25, beak=(0.14, 0.06, 0.0), leg=0.28, tail=0.4, tilt=30.0)
_GULL = replace(
    _CROW, body=0.38, tilt=12.0, beak=(0.2, 0.07, 0.04), beak_rgb=(236, 178, 54), leg_rgb=(226, 140, 90), long_wing=True
)
_PIGEON = replace(
    _CROW, body=0.3, plump=0.3, tilt=20.0, head=0.17, neck=0.24, beak=(0.12, 0.05, 0.02), leg_rgb=(206, 96, 88)
)
_PARROT = replace(
    _CROW, body=0.32, tilt=34.0, head=0.24, beak=(0.1, 0.11, 0.14), beak_rgb=(70, 62, 60), tail=0.6, leg=0.18
)
_OWL = replace(
    _CROW,
    body=0.36,
    plump=0.34,
    tilt=66.0,
    head=0.32,
    neck=0.1,
    neck_angle=80.0,
    beak=(0.03, 0.06, 0.1),
    beak_rgb=(214, 168, 70),
    leg=0.12,
    tail=0.2,
    crest="ears",
)
_EAGLE = replace(
    _CROW,
    body=0.55,
    tilt=46.0,
    beak=(0.12, 0.09, 0.1),
    beak_rgb=(236, 186, 60),
    leg=0.2,
    long_wing=True,
    leg_rgb=(226, 180, 70),
)
_DUCK = BirdFrame(
    body=0.42,
    plump=0.27,
    tilt=4.0,
    neck=0.26,
    neck_angle=78.0,
    head=0.17,
    beak=(0.2, 0.055, 0.0),
    beak_rgb=_ORANGE,
    leg=0.16,
    leg_rgb=_ORANGE,
    tail=0.14,
)
_GOOSE = replace(_DUCK, body=0.55, neck=0.55, head=0.14, leg=0.2, beak=(0.15, 0.055, 0.0))
_SWAN = replace(_GOOSE, body=0.75, neck=0.72, head=0.12, beak=(0.13, 0.045, 0.02))
_HEN = BirdFrame(
    body=0.36,
    plump=0.34,
    tilt=8.0,
    neck=0.3,
    neck_angle=68.0,
    head=0.17,
    beak=(0.1, 0.06, 0.03),
    beak_rgb=(232, 178, 70),
    leg=0.26,
    leg_rgb=(226, 170, 66),
    tail=0.22,
    crest="comb",
)
_ROOSTER = replace(_HEN, tail=0.55, neck=0.38, body=0.4)
_CHICK = BirdFrame(
    body=0.15,
    plump=0.4,
    tilt=20.0,
    neck=0.12,
    head=0.34,
    beak=(0.1, 0.07, 0.0),
    beak_rgb=_ORANGE,
    leg=0.24,
    leg_rgb=_ORANGE,
    tail=0.08,
)
_PENGUIN = BirdFrame(
    body=0.62,
    plump=0.27,
    tilt=82.0,
    neck=0.06,
    neck_angle=86.0,
    head=0.2,
    beak=(0.14, 0.05, 0.02),
    beak_rgb=(60, 54, 56),
    leg=0.08,
    leg_rgb=_ORANGE,
    tail=0.02,
    belly=True,
)
_STORK = BirdFrame(
    body=0.6,
    plump=0.22,
    tilt=20.0,
    neck=0.62,
    neck_angle=70.0,
    head=0.12,
    beak=(0.45, 0.05, 0.0),
    beak_rgb=(222, 96, 60),
    leg=0.85,
    leg_rgb=(222, 96, 60),
    tail=0.16,
    long_wing=True,
)
_FLAMINGO = replace(_STORK, neck=0.8, beak=(0.16, 0.06, 0.1), beak_rgb=(60, 54, 58), leg_rgb=(236, 130, 150))
_OSTRICH = replace(
    _STORK,
    body=0.95,
    plump=0.3,
    neck=0.85,
    beak=(0.12, 0.04, 0.0),
    leg=0.95,
    head=0.09,
    beak_rgb=(214, 170, 130),
    leg_rgb=(214, 170, 140),
)
_PEACOCK = replace(_HEN, body=0.5, neck=0.45, crest="plume", tail=1.25, tilt=14.0, beak_rgb=_GREY, leg_rgb=_GREY)
_TURKEY = replace(_HEN, body=0.55, plump=0.38, tail=0.4)


@dataclass(frozen=True, slots=True, kw_only=True)
class BirdKind:
    """A kind of bird: the nouns that mean it, how it is built, its natural colours."""

    nouns: tuple[str, ...]
    frame: BirdFrame
    colours: tuple[Rgb, ...]
    second: Rgb | None = None
    eye: Rgb = (40, 32, 30)


BIRDS: tuple[BirdKind, ...] = (
    BirdKind(nouns=("bird", "songbird", "sparrow", "finch", "wren", "nightingale", "lark", "thrush", "starling",
        "swallow", "hummingbird", "kingfisher"), frame=_SONG, colours=((146, 108, 74), (86, 128, 168), (176, 146,
        84)), second=(238, 222, 196)),
    BirdKind(nouns=("robin",), frame=replace(_SONG, belly=True), colours=((128, 100, 76),), second=(214, 92, 46)),
    BirdKind(nouns=("canary", "budgie", "goldfinch"), frame=_SONG, colours=((246, 206, 62),), second=(226, 170, 50)),
    BirdKind(nouns=("cardinal", "jay", "bluebird", "hoopoe"), frame=replace(_SONG, crest="tuft"), colours=((196, 44,
        48), (62, 110, 186)), second=(60, 40, 44)),
    BirdKind(nouns=("crow", "raven", "rook", "blackbird", "jackdaw"), frame=_CROW, colours=((38, 38, 46),),
        second=(30, 30, 38)),
    BirdKind(nouns=("magpie",), frame=replace(_CROW, tail=0.7, belly=True), colours=((38, 38, 46),), second=(240,
        240, 238)),
    BirdKind(nouns=("gull", "seagull", "albatross", "tern"), frame=_GULL, colours=((244, 244, 242),), second=(140,
        148, 158)),
    BirdKind(nouns=("pigeon", "dove", "turtledove"), frame=_PIGEON, colours=((136, 146, 160), (170, 160, 158)),
        second=(96, 100, 116)),
    BirdKind(nouns=("parrot", "macaw", "cockatoo", "parakeet", "cockatiel"), frame=_PARROT, colours=((52, 160, 84),
        (206, 52, 46), (48, 116, 196)), second=(240, 196, 62)),
    BirdKind(nouns=("toucan",), frame=replace(_PARROT, beak=(0.42, 0.12, 0.08), beak_rgb=(240, 160, 50), belly=True),
        colours=((38, 38, 46),), second=(246, 236, 200)),
    BirdKind(nouns=("owl", "barn owl"), frame=_OWL, colours=((142, 106, 72), (168, 132, 92)), second=(222, 196, 156),
        eye=(236, 178, 50)),
    BirdKind(nouns=("eagle", "hawk", "falcon", "kestrel", "buzzard", "vulture", "phoenix", "griffin"), frame=_EAGLE,
        colours=((104, 70, 46), (126, 92, 62)), second=(70, 48, 36), eye=(232, 180, 60)),
    BirdKind(nouns=("duck", "mallard"), frame=_DUCK, colours=((142, 112, 84), (244, 242, 236)), second=(92, 74, 62)),
    BirdKind(nouns=("duckling",), frame=replace(_CHICK, beak=(0.22, 0.07, 0.0)), colours=((246, 214, 96),)),
    BirdKind(nouns=("goose", "gosling"), frame=_GOOSE, colours=((242, 240, 234), (150, 140, 130)), second=(206, 202,
        196)),
    BirdKind(nouns=("swan", "cygnet"), frame=_SWAN, colours=((248, 248, 246),), second=(228, 228, 230)),
    BirdKind(nouns=("chicken", "hen"), frame=_HEN, colours=((186, 104, 56), (240, 234, 222), (92, 66, 54)),
        second=(112, 62, 42)),
    BirdKind(nouns=("rooster", "cockerel", "cock"), frame=_ROOSTER, colours=((176, 78, 42), (206, 150, 60)),
        second=(36, 76, 72)),
    BirdKind(nouns=("chick",), frame=_CHICK, colours=((248, 216, 92),)),
    BirdKind(nouns=("turkey",), frame=_TURKEY, colours=((96, 68, 54),), second=(150, 110, 74)),
    BirdKind(nouns=("penguin", "puffin"), frame=_PENGUIN, colours=((44, 48, 60),), second=(246, 246, 242)),
    BirdKind(nouns=("stork", "heron", "crane", "ibis", "egret"), frame=_STORK, colours=((242, 242, 240), (150, 160,
        172)), second=(52, 52, 60)),
    BirdKind(nouns=("flamingo",), frame=_FLAMINGO, colours=((242, 140, 156),), second=(214, 84, 110)),
    BirdKind(nouns=("ostrich", "emu"), frame=_OSTRICH, colours=((62, 56, 60),), second=(240, 236, 228)),
    BirdKind(nouns=("peacock", "peafowl"), frame=_PEACOCK, colours=((32, 96, 170),), second=(44, 146, 112)),
)  # fmt: skip
