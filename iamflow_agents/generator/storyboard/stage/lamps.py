"""Things with an air of their own: lamps glow in the dark, umbrellas spread behind people's heads.

The glow lies on the place, behind everybody, so that nobody's colours change with it. Which identities shine is read
from their names; where they are is told by `renderer`.
"""

from __future__ import annotations

import re

import skia

from iamflow_agents.generator.storyboard.sprite import Canvas
from iamflow_agents.records import Kind
from iamflow_agents.takes import SegmentRequest

_LAMP = re.compile(r"\b(lantern|lamp|candle|torch|flashlight|candlestick|oil lamp|firefly|sparkler)s?\b")
CANOPY = re.compile(r"\b(umbrella|parasol)s?\b")
GLOW_M = 1.5
"""How far the light reaches."""
GLOW_INK = (255, 206, 120)
GLOW_STEPS = ((0.0, 0.62), (0.22, 0.34), (0.55, 0.12), (1.0, 0.0))
"""Distance from the lamp and opacity."""


def lamps_of(request: SegmentRequest) -> frozenset[str]:
    """Whatever in a cast gives light."""
    things = [appearance for appearance in request.cast if appearance.kind is Kind.OBJECT]
    return frozenset(thing.identity for thing in things if _LAMP.search(thing.name.lower()))


def canopies_of(request: SegmentRequest) -> frozenset[str]:
    """Whatever in a cast spreads wide above its holder, and so belongs behind people's faces."""
    things = [appearance for appearance in request.cast if appearance.kind is Kind.OBJECT]
    return frozenset(thing.identity for thing in things if CANOPY.search(thing.name.lower()))


class Glow:
    """A round of light, drawn at any place and size."""

    def __init__(self) -> None:
        colours = [skia.Color(*GLOW_INK, round(255 * alpha)) for _, alpha in GLOW_STEPS]
        shader = skia.GradientShader.MakeRadial((0, 0), 1.0, colours, [at for at, _ in GLOW_STEPS])
        self._paint = skia.Paint(Shader=shader, BlendMode=skia.BlendMode.kScreen)

    def paint(self, canvas: Canvas, x: float, y: float, scale: float) -> None:
        """Draw it around a point in pixels; `scale` is pixels a metre."""
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(GLOW_M * scale, GLOW_M * scale)
        canvas.drawCircle(0, 0, 1, self._paint)
        canvas.restore()
