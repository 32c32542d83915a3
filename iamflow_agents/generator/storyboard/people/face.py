"""Heads and faces: skull, ears, eyes, brows, nose, mouth, beard, age lines, glasses and marks.

All in the head's frame (one unit is chin to crown, origin in the middle). Turning shifts and narrows the features;
outlines are built once for each small step of the turn and kept.
"""

from __future__ import annotations

import skia

from iamflow_agents.generator.storyboard.people.face_shapes import (
    FRECKLES,
    SCAR,
    WRINKLES,
    Shape,
    make_features,
    make_shape,
)
from iamflow_agents.generator.storyboard.people.figure import Plan
from iamflow_agents.generator.storyboard.people.figure_pen import Pen
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    blob,
    darker,
    ink,
    line,
    luma,
    mix,
    smooth,
)
from iamflow_agents.generator.storyboard.people.look import Look
from iamflow_agents.records import Slot

_WHITE = ink((250, 250, 248))

_PUPIL = ink((22, 18, 22))

_SPARK = ink((255, 255, 255), 235)

_MOUTH = ink((112, 34, 42))

_TEETH = ink((250, 248, 244))

_TONGUE = ink((212, 96, 98))

_TEAR = ink((120, 186, 232), 235)


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
            for x, y in FRECKLES:
                canvas.drawCircle(x, y, 0.0135, self._freckle)
        if "wrinkles" in marks:
            canvas.drawPath(WRINKLES, self._soft)
        if "scar" in marks:
            canvas.drawPath(SCAR, line(mix(body.skin, (196, 92, 92), 0.65), 0.022))
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
