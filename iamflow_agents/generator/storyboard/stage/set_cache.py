"""The place behind the people: drawn once a segment at the size the camera needs, then copied into every frame.

Only the part of the stage that the camera sees is drawn, at the largest enlargement it reaches (bounded, so that
memory stays flat); a steady zoom is then a plain copy, a changing one a filtered one. Close views are slightly out of
focus behind the people, as a lens would show them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import skia

from iamflow_agents.generator.storyboard.sprite import Backdrop, Canvas
from iamflow_agents.generator.storyboard.stage.camera import View

LARGEST_PIXELS = 6_000_000
"""Bound on a cached picture; larger views are enlarged from it."""
BLUR_FROM_ZOOM = 1.7


@dataclass(frozen=True, slots=True)
class _Window:
    """A rectangle of the stage in frame heights."""

    left: float
    top: float
    right: float
    bottom: float


class SetCache:
    """One segment's backdrop, ready to copy."""

    def __init__(self, backdrop: Backdrop, views: Sequence[View], width: int, height: int) -> None:
        self._width, self._height = width, height
        window = _union(views, width / height)
        zoom = max(view.zoom for view in views)
        area = (window.right - window.left) * (window.bottom - window.top)
        limit = math.sqrt(max(LARGEST_PIXELS, width * height * 1.5) / (area * height * height))
        self._zoom = min(zoom, limit)
        self._scale = self._zoom * height
        self._left, self._top = window.left, window.top
        self._image = self._draw(backdrop, window, sharpest=min(view.zoom for view in views))

    def _draw(self, backdrop: Backdrop, window: _Window, sharpest: float) -> Any:
        """Draw the window of the stage once."""
        columns = max(1, math.ceil((window.right - window.left) * self._scale - 1e-6))
        rows = max(1, math.ceil((window.bottom - window.top) * self._scale - 1e-6))
        surface = skia.Surface.MakeRaster(opaque_info(columns, rows))
        canvas = surface.getCanvas()
        canvas.clear(skia.ColorWHITE)
        blur = max(0.0, sharpest - BLUR_FROM_ZOOM) * 0.0016 * self._height * min(1.0, self._zoom / 4)
        if blur > 0.3:
            canvas.saveLayer(None, skia.Paint(ImageFilter=skia.ImageFilters.Blur(blur, blur, skia.TileMode.kClamp)))
        canvas.save()
        canvas.translate(-self._left * self._scale, -self._top * self._scale)
        canvas.scale(self._zoom, self._zoom)
        backdrop.draw_behind(canvas, self._width, self._height)
        canvas.restore()
        if blur > 0.3:
            canvas.restore()
        return surface.makeImageSnapshot()

    def paint(self, canvas: Canvas, view: View) -> None:
        """Copy what a view sees onto the whole frame."""
        left, top = view_corner(view, self._width, self._height)
        if abs(view.zoom - self._zoom) < 1e-9:
            x = round((self._left - left) * self._scale)
            y = round((self._top - top) * self._scale)
            canvas.drawImage(self._image, x, y)
            return
        source = skia.Rect.MakeXYWH(
            (left - self._left) * self._scale,
            (top - self._top) * self._scale,
            self._width * self._zoom / view.zoom,
            self._height * self._zoom / view.zoom,
        )
        target = skia.Rect.MakeWH(self._width, self._height)
        canvas.drawImageRect(self._image, source, target, skia.SamplingOptions(skia.FilterMode.kLinear))


def opaque_info(width: int, height: int) -> Any:
    """Pixels as the encoder wants them: blue, green, red, unused."""
    return skia.ImageInfo.Make(width, height, skia.kBGRA_8888_ColorType, skia.kOpaque_AlphaType)


def view_corner(view: View, width: int, height: int) -> tuple[float, float]:
    """Left and top of a view, in frame heights, moved to whole pixels so that standing things do not shimmer."""
    scale = view.zoom * height
    left = round((view.x - width / height / (2 * view.zoom)) * scale) / scale
    top = round((view.y - 1 / (2 * view.zoom)) * scale) / scale
    return left, top


def _union(views: Sequence[View], aspect: float) -> _Window:
    """The part of the stage that some view sees, a pixel's worth larger, inside the stage."""
    slack = 0.003
    return _Window(
        left=max(0.0, min(v.x - aspect / (2 * v.zoom) for v in views) - slack),
        top=max(0.0, min(v.y - 1 / (2 * v.zoom) for v in views) - slack),
        right=min(aspect, max(v.x + aspect / (2 * v.zoom) for v in views) + slack),
        bottom=min(1.0, max(v.y + 1 / (2 * v.zoom) for v in views) + slack),
    )
