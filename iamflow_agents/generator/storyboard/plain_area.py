"""Find the largest box that is wholly of one colour in a drawing.

A part box is where the verifier will measure a colour, so it has to lie on that colour alone; looking at a small
rendering is surer than reasoning about every shape. Used once for each still sprite, when it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.sprite import Canvas, LocalBox


def find_plain_box(
    paint: Callable[[Canvas], object], box: LocalBox, rgb: Rgb, *, pixels_long: int = 56
) -> LocalBox | None:
    """Find where a colour can be measured.

    Args:
        paint: Draws the thing at the origin of a canvas, in metres.
        box: Box around all it draws, in metres.
        rgb: The colour looked for.
        pixels_long: Longer side of the rendering looked at.

    Returns:
        The largest box in metres in which every pixel has that colour, a pixel smaller on each side; None when
        there is none at least 2 pixels wide and high at this scale.
    """
    left, top, right, bottom = box
    scale = pixels_long / max(right - left, bottom - top, 1e-6)
    width = max(1, round((right - left) * scale))
    height = max(1, round((bottom - top) * scale))
    pixels = np.zeros((height, width, 4), dtype=np.uint8)  # [H W RGBA]
    surface = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType)
    canvas = surface.getCanvas()
    canvas.scale(scale, scale)
    canvas.translate(-left, -top)
    paint(canvas)
    surface.flushAndSubmit()
    same = (np.abs(pixels[..., :3].astype(np.int16) - np.array(rgb)) <= 2).all(axis=-1) & (pixels[..., 3] == 255)
    found = _largest_rectangle(same)
    if found is None:
        return None
    x0, y0, x1, y1 = found
    if x1 - x0 < 4 or y1 - y0 < 4:
        return None
    return left + (x0 + 1) / scale, top + (y0 + 1) / scale, left + (x1 - 1) / scale, top + (y1 - 1) / scale


def _largest_rectangle(mask: np.ndarray[Any, np.dtype[np.bool_]]) -> tuple[int, int, int, int] | None:
    """Largest all-true box of a mask: left, top, right, bottom, the last two exclusive.

    The score is area times the shorter side, so that a long hair-thin strip does not win. [H W] bool.
    """
    heights = np.zeros(mask.shape[1] + 1, dtype=np.int64)
    best: tuple[int, tuple[int, int, int, int]] | None = None
    for y, row in enumerate(mask):
        heights[:-1] = np.where(row, heights[:-1] + 1, 0)
        stack: list[tuple[int, int]] = []  # (first column, height), heights rising
        for x, tall in enumerate(heights.tolist()):
            start = x
            while stack and stack[-1][1] >= tall:
                start, high = stack.pop()
                score = (x - start) * high * min(x - start, high)
                if best is None or score > best[0]:
                    best = score, (start, y + 1 - high, x, y + 1)
            stack.append((start, tall))
    return None if best is None or best[0] == 0 else best[1]
