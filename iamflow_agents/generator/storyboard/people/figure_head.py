"""The head in drawing order: back hair, hat's back, skull, face, front hair, hat; outlines are kept per turn."""

from __future__ import annotations

from dataclasses import dataclass

from iamflow_agents.generator.storyboard.people.face import Face
from iamflow_agents.generator.storyboard.people.figure import Build, Rig
from iamflow_agents.generator.storyboard.people.figure_pen import Pen
from iamflow_agents.generator.storyboard.people.figure_shapes import darker, ink, lighter, line, luma, mix, oval, smooth
from iamflow_agents.generator.storyboard.people.hair import UNDER_HAT, Hair, Head
from iamflow_agents.generator.storyboard.people.hair_long import make_hair
from iamflow_agents.generator.storyboard.people.hat_parts import Hat
from iamflow_agents.generator.storyboard.people.hats import make_hat
from iamflow_agents.generator.storyboard.people.look import Look
from iamflow_agents.records import Slot


@dataclass(frozen=True, slots=True)
class _Set:
    """Hair and hat at one turn."""

    hair: Hair
    hat: Hat | None


class HeadArtist:
    """Draws one person's head."""

    def __init__(self, look: Look, build: Build) -> None:
        self._look = look
        self._build = build
        self._face = Face(look)
        self._sets: dict[int, _Set] = {}
        rgb = look.hair.rgb
        self._hair = ink(rgb)
        self._back = ink(darker(rgb, 0.22))
        self._edge = line(darker(rgb, 0.5), 0.014, 110)
        strand = darker(rgb, 0.4) if luma(rgb) > 60 else lighter(rgb, 0.28)
        self._strand = line(strand, 0.016, 120)
        self._stubble = ink(mix(look.body.skin, darker(rgb, 0.2), 0.5), 90)
        self._grey = ink((196, 196, 198))
        tie = next((e.rgb for e in look.extras if e.kind in {"ribbon"}), None)
        self._tie = ink(tie or ((232, 150, 170) if look.hair.style == "curlers" else (196, 66, 78)))
        self._shine = ink((255, 255, 255), 60)
        self._earring = next((e for e in look.extras if e.kind == "earrings"), None)

    def _set(self, turn: float) -> _Set:
        """Outlines for a turn, in steps of a twentieth."""
        step = round(turn * 20)
        if step not in self._sets:
            t, w = step / 20, self._face.features.w
            hat = make_hat(self._look.head, w, t) if self._look.head else None
            style = self._look.hair.style
            if hat is not None and hat.flattens:
                style = UNDER_HAT.get(style, style)
            hair = Hair(ears=False) if hat is not None and hat.hides_hair else make_hair(style, Head(w, t))
            self._sets[step] = _Set(hair, hat)
        return self._sets[step]

    def draw_back(self, pen: Pen, rig: Rig) -> None:
        """What hangs behind the body."""
        made = self._set(rig.plan.turn)
        with pen.frame(rig.head):
            if made.hair.back is not None:
                pen.fill(made.hair.back, self._back)
            if made.hat is not None:
                for path, paint in made.hat.back:
                    pen.fill(path, paint)

    def draw(self, pen: Pen, rig: Rig) -> None:
        """The head itself."""
        plan, made = rig.plan, self._set(rig.plan.turn)
        hair, hat, canvas = made.hair, made.hat, pen.canvas
        with pen.frame(rig.head):
            if hair.behind is not None:
                pen.fill(hair.behind, self._hair)
                canvas.drawPath(hair.behind, self._edge)
            shape = self._face.draw_base(pen, plan, ears=hair.ears)
            if hair.stubble is not None:
                canvas.drawPath(hair.stubble, self._stubble)
                pen.cover((-0.45, -0.5, 0.45, -0.2))
            elif self._look.hair.style == "bald" and hat is None:
                canvas.drawPath(oval(-0.12, -0.39, 0.09, 0.035), self._shine)
            self._face.draw_features(pen, plan, shape)
            self._front(pen, hair)
            if self._earring is not None:
                for x in (-1.0, 1.0) if abs(plan.turn) < 0.3 else (-1.0 if plan.turn > 0 else 1.0,):
                    canvas.drawCircle(
                        x * (self._face.features.w - abs(plan.turn) * 0.1), 0.19, 0.04, ink(self._earring.rgb)
                    )
            if hat is not None:
                self._hat(pen, hat)

    def _front(self, pen: Pen, hair: Hair) -> None:
        """Hair over the face, and what hangs over the shoulders."""
        canvas = pen.canvas
        if hair.front is not None:
            pen.fill(hair.front, self._hair)
            if hair.strands is not None:
                canvas.drawPath(hair.strands, self._strand)
            canvas.drawPath(hair.front, self._edge)
            bounds = hair.front.getBounds()
            pen.cover((bounds.left(), bounds.top(), bounds.right(), hair.hairline + 0.03))
            w = self._face.features.w
            if not hair.ears:
                pen.cover((bounds.left(), -0.5, -w * 0.6, bounds.bottom()))
                pen.cover((w * 0.6, -0.5, bounds.right(), bounds.bottom()))
            if self._look.hair.temples:
                self._temples(pen)
            for box in hair.claims:
                pen.claim(self._look.hair.slots, box)
        if hair.over is not None:
            pen.fill(hair.over, self._hair)
            if hair.over_strands is not None:
                canvas.drawPath(hair.over_strands, self._strand)
            canvas.drawPath(hair.over, self._edge)
            bounds = hair.over.getBounds()
            w = self._face.features.w
            pen.cover((bounds.left(), bounds.top(), min(-w * 0.4, bounds.right()), bounds.bottom()))
            if bounds.right() > 0:
                pen.cover((w * 0.4, bounds.top(), bounds.right(), bounds.bottom()))
        for x, y, radius in hair.ties:
            canvas.drawCircle(x, y, radius, self._tie)

    def _temples(self, pen: Pen) -> None:
        """Grey hair above the ears."""
        w = self._face.features.w
        for sign in (-1.0, 1.0):
            patch = smooth(
                [
                    (sign * (w + 0.035), -0.2),
                    (sign * (w + 0.03), 0.03),
                    (sign * (w - 0.05), 0.02),
                    (sign * (w - 0.04), -0.16),
                ]
            )
            pen.canvas.drawPath(patch, self._grey)

    def _hat(self, pen: Pen, hat: Hat) -> None:
        """Headwear over everything."""
        canvas = pen.canvas
        for path, paint in hat.items:
            canvas.drawPath(path, paint)
        if hat.main is not None:
            bounds = hat.main.getBounds()
            pen.extend((bounds.left(), bounds.top(), bounds.right(), bounds.bottom()))
        for box in hat.covers:
            pen.cover(box)
        slots = self._look.head.slots if self._look.head else (Slot.HEADWEAR,)
        for box in hat.claims:
            pen.claim(slots, box)
