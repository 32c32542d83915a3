"""Heads and faces: skull, ears, eyes, brows, nose, mouth, beard, age lines, glasses and marks.

All in the head's frame (one unit is chin to crown, origin in the middle). Turning shifts and narrows the features;
outlines are built once for each small step of the turn and kept.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.figure import Plan
from iamflow_agents.generator.storyboard.figure_pen import Pen
from iamflow_agents.generator.storyboard.figure_shapes import (
    Path,
    blob,
    common,
    darker,
    ink,
    lighter,
    line,
    luma,
    mix,
    oval,
    polygon,
    smooth,
    without,
)
from iamflow_agents.generator.storyboard.garments_torso import SHADE
from iamflow_agents.generator.storyboard.look import Look
from iamflow_agents.records import Slot

_WHITE = ink((250, 250, 248))
_PUPIL = ink((22, 18, 22))
_SPARK = ink((255, 255, 255), 235)
_MOUTH = ink((112, 34, 42))
_TEETH = ink((250, 248, 244))
_TONGUE = ink((212, 96, 98))
_TEAR = ink((120, 186, 232), 235)


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines of a head at one turn."""

    skull: Path
    ear: Path
    far_ear: Path
    chin: Path
    nose: Path
    nose_fill: Path
    beard: Path | None
    moustache: Path | None
    x: float
    """Shift of the features."""


@dataclass(frozen=True, slots=True)
class Features:
    """Measures of a face that age and gender decide."""

    w: float
    """Half width of the skull."""
    jaw: float
    eye: float
    """Half height of an open eye."""
    eye_y: float
    spread: float
    lash: float
    brow: float


def make_features(look: Look) -> Features:
    """Measures of somebody's face."""
    body = look.body
    child = max(0.0, min(1.0, (15 - body.age) / 9))
    fat = max(0.0, body.girth)
    feminine = 1.0 if body.feminine else 0.0
    return Features(
        w=0.362 + 0.03 * child + 0.05 * fat - 0.008 * feminine,
        jaw=0.255 + 0.02 * child + 0.1 * fat - 0.035 * feminine,
        eye=0.062 + 0.014 * child + 0.006 * feminine,
        eye_y=0.035 + 0.035 * child,
        spread=0.158,
        lash=0.023 + 0.004 * feminine,
        brow=0.034 - 0.008 * feminine - 0.006 * child,
    )


def make_shape(look: Look, features: Features, turn: float) -> Shape:
    """Build the outlines for a turn."""
    w, jaw = features.w, features.jaw
    chin_x = turn * 0.075
    skull = skia.Path()
    skull.moveTo(-w, -0.1)
    skull.cubicTo(-w, -0.37, -0.22, -0.5, 0.0, -0.5)
    skull.cubicTo(0.22, -0.5, w, -0.37, w, -0.1)
    skull.cubicTo(w, 0.1, w * 0.97 + turn * 0.02, 0.2, jaw + turn * 0.05, 0.33)
    skull.cubicTo(jaw * 0.78 + turn * 0.06, 0.42, chin_x + 0.13, 0.5, chin_x, 0.5)
    skull.cubicTo(chin_x - 0.13, 0.5, -jaw * 0.78 + turn * 0.06, 0.42, -jaw + turn * 0.05, 0.33)
    skull.cubicTo(-w * 0.97 + turn * 0.02, 0.2, -w, 0.1, -w, -0.1)
    skull.close()
    near, far = (-1.0, 1.0) if turn >= 0 else (1.0, -1.0)
    shift = abs(turn)
    ear = oval(near * (w - 0.005 - shift * 0.13), 0.05, 0.055, 0.09)
    far_ear = oval(far * (w + 0.005 - shift * 0.14), 0.05, 0.05, 0.085)
    x = turn * 0.12
    side = 1.0 if turn >= 0 else -1.0
    tip = x + turn * 0.075
    nose = skia.Path()
    if shift > 0.12:
        nose.moveTo(x + turn * 0.03, 0.07)
        nose.quadTo(tip + side * 0.03, 0.15, tip + side * 0.012, 0.185)
        nose.quadTo(tip - side * 0.02, 0.205, tip - side * 0.05, 0.19)
    else:
        nose.moveTo(x - 0.04, 0.18)
        nose.quadTo(x, 0.215, x + 0.04, 0.18)
    nose_fill = smooth(
        [(x, 0.02), (tip + side * 0.03, 0.16), (tip, 0.2), (tip - side * 0.075, 0.19), (x - side * 0.03, 0.1)]
    )
    cut = polygon([(-1, 0.38), (1, 0.38), (1, 1), (-1, 1)])
    return Shape(
        skull, ear, far_ear, common(skull, cut), nose, nose_fill, _beard(look, features, turn, skull),
        _moustache(look, turn), x,
    )  # fmt: skip


def _beard(look: Look, features: Features, turn: float, skull: Path) -> Path | None:
    """Outline of a beard without the mouth."""
    kind = look.hair.beard
    w, jaw, x = features.w, features.jaw, turn * 0.12
    mouth = oval(x, 0.3, 0.105, 0.038)
    if kind in {"beard", "longbeard", "stubble"}:
        long = {"beard": 0.57, "longbeard": 0.98, "stubble": 0.5}[kind]
        puff = 0.0 if kind == "stubble" else 0.035
        c = turn * 0.075
        outer = [
            (-w - puff * 0.6, 0.02), (-w * 0.98 - puff, 0.22), (-jaw - puff + turn * 0.05, 0.42), (c - 0.15, long - 0.03),
            (c, long + 0.03), (c + 0.15, long - 0.03), (jaw + puff + turn * 0.05, 0.42), (w * 0.98 + puff, 0.22),
            (w + puff * 0.6, 0.02),
        ]  # fmt: skip
        inner = [
            (w * 0.88 + min(0.0, turn) * 0.1, 0.06), (w * 0.74 + x * 0.5, 0.2), (x + 0.15, 0.235), (x, 0.222),
            (x - 0.15, 0.235), (-w * 0.74 + x * 0.5, 0.2), (-w * 0.88 + max(0.0, turn) * 0.1, 0.06),
        ]  # fmt: skip
        shape = without(smooth([*outer, *inner]), mouth)
        return common(shape, skull) if kind == "stubble" else shape
    if kind == "goatee":
        c = x * 0.7 + turn * 0.02
        ring = smooth(
            [
                (x - 0.15, 0.24),
                (x, 0.215),
                (x + 0.15, 0.24),
                (c + 0.15, 0.42),
                (c + 0.06, 0.6),
                (c - 0.06, 0.6),
                (c - 0.15, 0.42),
            ]
        )
        return without(ring, oval(x, 0.3, 0.1, 0.045))
    if kind == "sideburns":
        path = skia.Path()
        for sign in (-1.0, 1.0):
            path.addPath(
                smooth([(sign * w, -0.06), (sign * w * 0.99, 0.24), (sign * w * 0.68, 0.3), (sign * w * 0.84, 0.05)])
            )
        return path
    return None


def _moustache(look: Look, turn: float) -> Path | None:
    """Outline of a moustache."""
    x, kind = turn * 0.125, look.hair.beard
    if kind not in {"moustache", "thinmoustache"}:
        return None
    if kind == "thinmoustache":
        return smooth(
            [(x - 0.15, 0.262), (x - 0.05, 0.228), (x, 0.24), (x + 0.05, 0.228), (x + 0.15, 0.262), (x, 0.262)]
        )
    return smooth(
        [(x - 0.2, 0.25), (x - 0.12, 0.21), (x - 0.03, 0.2), (x, 0.215), (x + 0.03, 0.2), (x + 0.12, 0.21), (x + 0.2, 0.25),
         (x + 0.16, 0.285), (x + 0.06, 0.268), (x, 0.258), (x - 0.06, 0.268), (x - 0.16, 0.285)]
    )  # fmt: skip


class Face:
    """Draws the face of one look; outlines for each step of the turn are built when first needed."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self.features = make_features(look)
        self._shapes: dict[int, Shape] = {}
        skin = look.body.skin
        dark = luma(skin) < 120
        self._skin = ink(skin)
        self._line = line(darker(skin, 0.42), 0.022, 220)
        self._soft = line(darker(skin, 0.36), 0.014, 150)
        self._ear = ink(darker(skin, 0.1))
        self._nose = ink(darker(skin, 0.16), 90)
        self._edge = line(darker(skin, 0.5), 0.012, 80)
        self._blush = ink((226, 84, 84), 46 if not dark else 30)
        self._freckle = ink(darker(skin, 0.32), 200)
        self._iris = ink(look.face.iris)
        self._lash = line((40, 28, 30), self.features.lash)
        hair = look.hair.rgb if look.hair.style not in {"bald", "shaved"} else (70, 54, 44)
        brow = darker(hair, 0.3) if luma(hair) < 190 else mix(hair, (120, 112, 104), 0.55)
        self._brow = line(brow, self.features.brow)
        lips = mix(skin, (176, 52, 62), 0.62 if not dark else 0.45)
        self._lips = ink((190, 34, 52) if "lipstick" in look.face.marks else lips)
        self._mouth_line = line(darker(mix(skin, (150, 50, 50), 0.5), 0.35), 0.024)
        self._beard = ink(look.hair.beard_rgb, 90 if look.hair.beard == "stubble" else 255)
        self._beard_line = line(darker(look.hair.beard_rgb, 0.4), 0.01, 110)
        self._frame = line(look.face.eyewear_rgb, 0.026)
        self._glass = ink((210, 232, 244), 60)

    def shape(self, turn: float) -> Shape:
        """Outlines for a turn, in steps of a twentieth."""
        step = round(turn * 20)
        if step not in self._shapes:
            self._shapes[step] = make_shape(self._look, self.features, step / 20)
        return self._shapes[step]

    def draw_base(self, pen: Pen, plan: Plan, *, ears: bool) -> Shape:
        """Skull and ears."""
        shape, canvas = self.shape(plan.turn), pen.canvas
        if ears:
            canvas.drawPath(shape.far_ear, self._ear)
            canvas.drawPath(shape.ear, self._skin)
            canvas.drawPath(shape.ear, self._edge)
        pen.fill(shape.skull, self._skin)
        if ears and abs(plan.turn) > 0.1:
            canvas.drawPath(shape.ear, self._skin)
            canvas.drawPath(shape.ear, self._edge)
        pen.cover((-0.42, -0.5, 0.42, 0.5))
        canvas.drawPath(shape.skull, self._edge)
        self._claim_skin(pen, shape, plan)
        return shape

    def _claim_skin(self, pen: Pen, shape: Shape, plan: Plan) -> None:
        """Cheeks and forehead."""
        y = plan.nod * 0.05
        beard, marks = self._look.hair.beard, self._look.face.marks
        if beard not in {"beard", "longbeard", "stubble"} and not marks & {"blush", "smudge", "scar", "birthmark"}:
            if "freckles" not in marks and not plan.tears:
                pen.claim((Slot.SKIN,), (shape.x - 0.27, 0.13 + y, shape.x - 0.125, 0.235 + y))
            if beard != "goatee":
                pen.claim((Slot.SKIN,), (shape.x - 0.1, 0.37, shape.x + 0.09, 0.46))
        if "wrinkles" not in marks:
            pen.claim((Slot.SKIN,), (shape.x - 0.13, -0.3, shape.x + 0.13, -0.12 + y))

    def draw_features(self, pen: Pen, plan: Plan, shape: Shape) -> None:
        """Everything on the skin."""
        canvas = pen.canvas
        y = plan.nod * 0.05
        canvas.save()
        canvas.translate(shape.x, y)
        self._marks_below(pen, plan)
        canvas.restore()
        if shape.beard is not None:
            pen.fill(shape.beard, self._beard)
            if self._look.hair.beard != "stubble":
                canvas.drawPath(shape.beard, self._beard_line)
                slots = (Slot.FACIAL_HAIR,)
                low = {"beard": 0.53, "longbeard": 0.82, "goatee": 0.55}.get(self._look.hair.beard)
                if low is not None:
                    middle = shape.x * 0.7 + plan.turn * 0.02
                    half, high = (0.055, 0.41) if self._look.hair.beard == "goatee" else (0.13, 0.37)
                    pen.claim(slots, (middle - half, high, middle + half, low))
        canvas.save()
        canvas.translate(0.0, y)
        canvas.drawPath(shape.nose_fill, self._nose)
        canvas.drawPath(shape.nose, self._line)
        if shape.moustache is not None:
            canvas.drawPath(shape.moustache, self._beard)
        canvas.restore()
        canvas.save()
        canvas.translate(shape.x, y)
        self._eyes(canvas, plan)
        self._mouth(canvas, plan)
        self._eyewear(canvas, plan)
        canvas.restore()

    def _eye_places(self, turn: float) -> tuple[tuple[float, float], tuple[float, float]]:
        """Centre and half width of the left and right eye, from the middle of the features."""
        spread = self.features.spread * (1 - 0.16 * abs(turn))
        left = 0.078 * (1 - 0.28 * max(0.0, -turn))
        right = 0.078 * (1 - 0.28 * max(0.0, turn))
        return (-spread, left), (spread, right)

    def _eyes(self, canvas: skia.Canvas, plan: Plan) -> None:
        """Eyes and brows."""
        f = self.features
        lift = {"raised": -0.03, "firm": 0.018}.get(plan.brows, 0.0)
        for at, (x, half) in enumerate(self._eye_places(plan.turn)):
            sign = -1.0 if at == 0 else 1.0
            hidden = self._look.face.eyewear == "eyepatch" and at == 1
            if not hidden:
                self._eye(canvas, plan, x, half, sign)
            y = f.eye_y - f.eye - 0.052 + lift
            inner, outer = {"sad": (-0.035, 0.03), "firm": (0.025, -0.015)}.get(plan.brows, (0.0, 0.008))
            path = skia.Path()
            path.moveTo(x - sign * half * 1.0, y + inner)
            path.quadTo(x + sign * half * 0.1, y - 0.03 + (inner + outer) / 2, x + sign * half * 1.15, y + outer)
            canvas.drawPath(path, self._brow)

    def _eye(self, canvas: skia.Canvas, plan: Plan, x: float, half: float, sign: float) -> None:
        """One eye."""
        f = self.features
        y = f.eye_y
        lid = skia.Path()
        if plan.eyes == "closed":
            lid.moveTo(x - half, y + 0.005)
            lid.quadTo(x, y + 0.05, x + half, y + 0.005)
            canvas.drawPath(lid, self._lash)
            return
        if plan.eyes == "happy":
            lid.moveTo(x - half, y + 0.025)
            lid.quadTo(x, y - 0.06, x + half, y + 0.025)
            canvas.drawPath(lid, self._lash)
            return
        tall = f.eye * (0.62 if plan.eyes == "down" else 1.0)
        down = 0.022 if plan.eyes == "down" else 0.0
        rect = skia.Rect.MakeLTRB(x - half, y - tall + down, x + half, y + f.eye)
        canvas.drawOval(rect, _WHITE)
        look = max(-1.0, min(1.0, plan.turn)) * half * 0.34
        iris = min(0.06, tall * 0.94)
        cy = y + down + (0.012 if plan.eyes == "down" else 0.004)
        canvas.drawCircle(x + look, cy, iris, self._iris)
        canvas.drawCircle(x + look, cy, iris * 0.55, _PUPIL)
        canvas.drawCircle(x + look - iris * 0.32, cy - iris * 0.36, iris * 0.28, _SPARK)
        lid.moveTo(x - half * 1.04, y + down * 0.6 - (0.0 if sign > 0 else 0.006))
        lid.quadTo(x, y - tall * 1.75 + down * 1.8, x + half * 1.04, y + down * 0.6 - (0.0 if sign < 0 else 0.006))
        if self._look.body.feminine and self._look.body.age >= 13:
            lid.lineTo(x + half * 1.04, y - 0.01) if sign > 0 else None
            lid.moveTo(x + sign * half * 1.0, y - 0.012)
            lid.lineTo(x + sign * half * 1.3, y - 0.04)
        canvas.drawPath(lid, self._lash)

    def _mouth(self, canvas: skia.Canvas, plan: Plan) -> None:
        """The mouth in its expression."""
        y, half = 0.3, 0.105 * (1 - 0.18 * abs(plan.turn))
        kind, opening = plan.mouth, plan.opening
        if kind in {"open", "laugh"}:
            wide = half * (1.25 if kind == "laugh" else 0.85)
            deep = (0.05 + 0.085 * opening) if kind == "laugh" else 0.012 + 0.06 * opening
            self._open_mouth(canvas, wide, y - 0.02, deep, kind)
            return
        path = skia.Path()
        curve = {"smile": 0.05, "calm": 0.014, "sad": -0.055, "chew": 0.02}.get(kind, 0.03)
        if kind == "chew":
            half *= 0.8 + 0.25 * opening
        path.moveTo(-half, y - curve * 0.35)
        path.quadTo(0.0, y + curve, half, y - curve * 0.35)
        if self._look.body.feminine and self._look.body.age >= 14 and kind != "sad":
            lips = smooth(
                [(-half * 0.95, y - curve * 0.2), (-half * 0.35, y - 0.024), (0.0, y - 0.012), (half * 0.35, y - 0.024),
                 (half * 0.95, y - curve * 0.2), (half * 0.4, y + curve + 0.022), (-half * 0.4, y + curve + 0.022)]
            )  # fmt: skip
            canvas.drawPath(lips, self._lips)
        canvas.drawPath(path, self._mouth_line)

    def _open_mouth(self, canvas: skia.Canvas, wide: float, y: float, deep: float, kind: str) -> None:
        """An open mouth with teeth and tongue."""
        hollow = skia.Path()
        hollow.moveTo(-wide, y)
        hollow.quadTo(0.0, y + (0.012 if kind == "laugh" else -0.02), wide, y)
        hollow.cubicTo(wide * 0.9, y + deep * 1.25, -wide * 0.9, y + deep * 1.25, -wide, y)
        hollow.close()
        canvas.drawPath(hollow, _MOUTH)
        if deep > 0.035:
            canvas.drawRect(skia.Rect.MakeLTRB(-wide * 0.66, y + 0.004, wide * 0.66, y + 0.004 + deep * 0.22), _TEETH)
            canvas.drawOval(skia.Rect.MakeLTRB(-wide * 0.4, y + deep * 0.6, wide * 0.4, y + deep * 0.9), _TONGUE)
        canvas.drawPath(hollow, self._mouth_line)

    def _eyewear(self, canvas: skia.Canvas, plan: Plan) -> None:
        """Glasses, patches."""
        kind = self._look.face.eyewear
        if kind == "none":
            return
        y = self.features.eye_y + 0.008
        (lx, lw), (rx, rw) = self._eye_places(plan.turn)
        if kind == "eyepatch":
            canvas.drawPath(
                smooth(
                    [
                        (rx - 0.12, y - 0.08),
                        (rx + 0.12, y - 0.08),
                        (rx + 0.1, y + 0.09),
                        (rx, y + 0.12),
                        (rx - 0.1, y + 0.09),
                    ]
                ),
                ink((34, 30, 34)),
            )
            strap = skia.Path()
            strap.moveTo(rx + 0.09, y - 0.07)
            strap.lineTo(self.features.w * 0.9 - plan.turn * 0.12, y - 0.1)
            strap.moveTo(rx - 0.09, y - 0.07)
            strap.lineTo(-self.features.w * 0.8 - plan.turn * 0.12, y - 0.27)
            canvas.drawPath(strap, line((34, 30, 34), 0.024))
            return
        round_ = kind in {"round", "monocle"}
        for at, (x, half) in enumerate(((lx, lw), (rx, rw))):
            if kind == "monocle" and at == 0:
                continue
            wide, tall = half + 0.04, 0.1 if round_ else 0.085
            rect = skia.Rect.MakeLTRB(x - wide, y - tall, x + wide, y + tall)
            radius = tall if round_ else 0.045
            if kind in {"sunglasses", "goggles"}:
                canvas.drawRoundRect(rect, radius, radius, ink((30, 32, 40)))
                canvas.drawRoundRect(
                    skia.Rect.MakeLTRB(x - wide * 0.6, y - tall * 0.6, x - wide * 0.1, y - tall * 0.2),
                    0.02,
                    0.02,
                    ink((150, 170, 190), 150),
                )
            else:
                canvas.drawRoundRect(rect, radius, radius, self._glass)
            canvas.drawRoundRect(rect, radius, radius, self._frame)
        if kind != "monocle":
            bridge = skia.Path()
            bridge.moveTo(lx + lw + 0.04, y - 0.015)
            bridge.quadTo(0.0, y - 0.04, rx - rw - 0.04, y - 0.015)
            edge = self.features.w
            bridge.moveTo(lx - lw - 0.04, y - 0.02)
            bridge.lineTo(-edge + max(0.0, plan.turn) * 0.02 - plan.turn * 0.12, y - 0.035)
            if plan.turn < 0.45:
                bridge.moveTo(rx + rw + 0.04, y - 0.02)
                bridge.lineTo(edge - plan.turn * 0.12, y - 0.035)
            canvas.drawPath(bridge, self._frame)

    def _marks_below(self, pen: Pen, plan: Plan) -> None:
        """Blush, freckles, lines, scars, tears."""
        canvas, marks, body = pen.canvas, self._look.face.marks, self._look.body
        if "blush" in marks or body.age < 13 or plan.mouth == "laugh":
            for x in (-0.215, 0.2):
                canvas.drawOval(skia.Rect.MakeLTRB(x - 0.07, 0.165, x + 0.07, 0.245), self._blush)
        if "freckles" in marks:
            for x, y in _FRECKLES:
                canvas.drawCircle(x, y, 0.0135, self._freckle)
        if "wrinkles" in marks:
            canvas.drawPath(_WRINKLES, self._soft)
        if "scar" in marks:
            canvas.drawPath(_SCAR, line(mix(body.skin, (196, 92, 92), 0.65), 0.022))
        if "birthmark" in marks:
            canvas.drawPath(blob([(0.2, 0.17, 0.05), (0.24, 0.2, 0.04), (0.19, 0.21, 0.04)]), ink((128, 56, 52), 190))
        if "mole" in marks:
            canvas.drawCircle(0.15, 0.24, 0.018, ink(darker(body.skin, 0.6)))
        if "bandage" in marks:
            canvas.drawRoundRect(skia.Rect.MakeLTRB(-0.27, 0.13, -0.13, 0.19), 0.02, 0.02, ink((236, 208, 176)))
        if "smudge" in marks:
            canvas.drawOval(skia.Rect.MakeLTRB(-0.26, 0.15, -0.12, 0.21), ink((60, 52, 50), 110))
        if "nose_ring" in marks:
            canvas.drawCircle(plan.turn * 0.07 - 0.035, 0.2, 0.02, line((206, 208, 214), 0.014))
        if plan.tears:
            for x in (-0.17, 0.15):
                canvas.drawPath(smooth([(x, 0.08), (x + 0.035, 0.2), (x, 0.245), (x - 0.035, 0.2)]), _TEAR)


_FRECKLES = (
    (-0.24, 0.135), (-0.19, 0.165), (-0.14, 0.135), (-0.215, 0.2), (-0.15, 0.195), (0.14, 0.135), (0.19, 0.165),
    (0.235, 0.135), (0.155, 0.2), (0.21, 0.2), (-0.06, 0.12), (0.06, 0.12),
)  # fmt: skip


def _wrinkles() -> Path:
    """Lines of age: forehead, crow's feet, cheeks."""
    path = skia.Path()
    for y in (-0.2, -0.155):
        path.moveTo(-0.15, y)
        path.quadTo(0.0, y - 0.02, 0.15, y)
    for sign in (-1.0, 1.0):
        path.moveTo(sign * 0.1, 0.2)
        path.quadTo(sign * 0.16, 0.25, sign * 0.155, 0.32)
        for dy in (-0.015, 0.035):
            path.moveTo(sign * 0.265, 0.04 + dy * 0.4)
            path.lineTo(sign * 0.31, 0.04 + dy)
        path.moveTo(sign * 0.1, 0.125)
        path.quadTo(sign * 0.16, 0.15, sign * 0.22, 0.12)
    return path


_WRINKLES = _wrinkles()


def _scar() -> Path:
    """A slanted scar on the cheek."""
    path = skia.Path()
    path.moveTo(-0.25, 0.1)
    path.lineTo(-0.15, 0.26)
    for share in (0.25, 0.55, 0.8):
        x, y = -0.25 + 0.1 * share, 0.1 + 0.16 * share
        path.moveTo(x - 0.025, y + 0.012)
        path.lineTo(x + 0.025, y - 0.012)
    return path


_SCAR = _scar()


def neck_shade(rgb: Rgb) -> Rgb:
    """Colour of the neck below the chin."""
    return mix(lighter(rgb, 0.0), (70, 30, 40), 0.2)


def turned(x: float, turn: float) -> float:
    """Where a point on the face's surface goes when the head turns."""
    return x + math.sin(turn) * 0.12


SHADOW = SHADE
