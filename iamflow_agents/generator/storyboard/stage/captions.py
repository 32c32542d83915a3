"""The caption band: the prompt in one to three lines over the bottom of the picture.

The band is drawn once a segment and copied into every frame. Letters come from `lettering`.
"""

from __future__ import annotations

import math
from typing import Any

import skia

from iamflow_agents.generator.storyboard.lettering import draw_text, measure, wrap_text
from iamflow_agents.generator.storyboard.sprite import Canvas

LINES = 3
LONGEST = 1200
"""Characters looked at; three lines never hold more."""
LETTER_SHARE = 0.042
"""Size of the letters against the frame's height."""
_INK = (246, 246, 240)


class CaptionBand:
    """One segment's band."""

    def __init__(self, text: str, width: int, height: int) -> None:
        size = max(9.0, LETTER_SHARE * min(height, width * 0.8))
        lines = wrap_text(text[:LONGEST], size, width * 0.92, max_lines=LINES)
        self._pad = size * 0.5
        self._rows = math.ceil(len(lines) * size * 1.28 + 2 * self._pad) if lines else 0
        self.top = height - self._rows
        self._image = self._draw(lines, size, width) if lines else None

    def _draw(self, lines: list[str], size: float, width: int) -> Any:
        surface = skia.Surface(width, self._rows)
        canvas = surface.getCanvas()
        canvas.clear(skia.Color(16, 18, 24, 205))
        for number, line in enumerate(lines):
            x = (width - min(width * 0.96, measure(line, size))) / 2
            draw_text(canvas, line, x, self._pad + size * (0.95 + 1.28 * number), size, _INK, max_width=width * 0.96)
        return surface.makeImageSnapshot()

    def paint(self, canvas: Canvas) -> None:
        """Lay the band over the bottom of a frame."""
        if self._image is not None:
            canvas.drawImage(self._image, 0, self.top)
