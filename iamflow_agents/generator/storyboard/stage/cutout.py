"""Draw a sprite with a thin light rim, as a paper cut-out, so that it stands out from any place and hour.

The sprite is drawn once on a layer of its own; the layer's silhouette is laid down a pixel to each side in the rim's
ink, then the sprite over it. Colours of the sprite stay as they are. Whoever keeps still is kept as a picture until
they move, since most of a cast waits most of the time.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import skia

from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, Pose, Sprite

RIM_INK = (246, 244, 236)
DAY_RIM, NIGHT_RIM = 0.34, 0.5
"""Opacity of each of the four copies; where they overlap the rim is denser."""
SLACK_PX = 4
GRID = 8
"""Sprites stand on a grid of so many steps a pixel, so that equal ones are equal to the last bit."""
Where = tuple[float, float, float]
"""Origin x, y in pixels, and pixels a metre."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """A finished cut-out and what it shows; it serves wherever it lies the same way on the pixel grid."""

    pose: Pose
    where: Where
    drawn: Drawn
    image: Any
    left: int
    top: int
    is_whole: bool
    """False where the frame's edge cut it off."""

    def fits(self, pose: Pose, where: Where) -> bool:
        """Tell whether the picture can be used again, moved by whole pixels at most."""
        if pose != self.pose or where[2] != self.where[2]:
            return False
        across, down = where[0] - self.where[0], where[1] - self.where[1]
        return (across == 0.0 and down == 0.0) or (self.is_whole and across % 1.0 == 0.0 and down % 1.0 == 0.0)


class Cutout:
    """Draws sprites on a frame; keeps one layer of the frame's size for all of them."""

    def __init__(self, width: int, height: int, *, rim_alpha: float = DAY_RIM) -> None:
        self._width, self._height = width, height
        self._layer = skia.Surface.MakeRasterN32Premul(width, height)
        self._finished = skia.Surface.MakeRasterN32Premul(width, height)
        self._step = max(1, round(height / 480))
        ink = skia.Color(*RIM_INK, round(255 * rim_alpha))
        self._tinted = skia.Surface.MakeRasterN32Premul(width, height)
        tint = skia.ColorFilters.Blend(ink, skia.BlendMode.kSrcIn)
        self._rim = skia.Paint(ColorFilter=tint, BlendMode=skia.BlendMode.kSrc)
        self._kept: dict[str, _Kept] = {}

    def draw(self, canvas: Canvas, name: str, sprite: Sprite, pose: Pose, where: Where, *, is_still: bool) -> Drawn:
        """Draw a sprite.

        Args:
            canvas: The frame.
            name: Whose sprite it is; always the same sprite for the same name.
            sprite: Whom or what.
            pose: How.
            where: Origin x, y in pixels, and pixels a metre.
            is_still: Whether the next frame will probably show the same again.

        Returns:
            What the sprite says, in its local metres.
        """
        where = (round(where[0] * GRID) / GRID, round(where[1] * GRID) / GRID, where[2])
        kept = self._kept.get(name)
        if kept is not None and kept.fits(pose, where):
            across, down = round(where[0] - kept.where[0]), round(where[1] - kept.where[1])
            canvas.drawImage(kept.image, kept.left + across, kept.top + down)
            return kept.drawn
        drawn = self._draw_on_layer(sprite, pose, where)
        (left, top, right, bottom), is_whole = self._bounds(drawn, where)
        if left >= right or top >= bottom:
            return drawn
        area = skia.IRect.MakeLTRB(left, top, right, bottom)
        image = self._layer.makeImageSnapshot(area)
        if not is_still:
            self._compose(canvas, image, left, top)
            return drawn
        finished = self._finished.getCanvas()
        finished.save()
        finished.clipRect(skia.Rect.Make(area))
        finished.clear(skia.ColorTRANSPARENT)
        self._compose(finished, image, left, top)
        finished.restore()
        image = self._finished.makeImageSnapshot(area)
        self._kept[name] = _Kept(pose, where, drawn, image, left, top, is_whole)
        canvas.drawImage(image, left, top)
        return drawn

    def _draw_on_layer(self, sprite: Sprite, pose: Pose, where: Where) -> Drawn:
        """Draw the bare sprite on the empty layer."""
        layer = self._layer.getCanvas()
        layer.clear(skia.ColorTRANSPARENT)
        layer.save()
        layer.translate(where[0], where[1])
        layer.scale(where[2], where[2])
        drawn = sprite.draw(layer, pose)
        layer.restore()
        return drawn

    def _compose(self, canvas: Canvas, image: Any, left: int, top: int) -> None:
        """Lay the rim down, and the sprite over it."""
        step = self._step
        # Tinted once and copied four times: a plain copy is far cheaper than one through a colour filter.
        self._tinted.getCanvas().drawImage(image, 0, 0, skia.SamplingOptions(), self._rim)
        rim = self._tinted.makeImageSnapshot(skia.IRect.MakeWH(image.width(), image.height()))
        for across, down in ((-step, 0), (step, 0), (0, -step), (0, step)):
            canvas.drawImage(rim, left + across, top + down)
        canvas.drawImage(image, left, top)

    def _bounds(self, drawn: Drawn, where: Where) -> tuple[tuple[int, int, int, int], bool]:
        """Pixels that the sprite and its rim may touch inside the frame, and whether that is all of them."""
        x, y, scale = where
        left = math.floor(x + drawn.box[0] * scale) - SLACK_PX
        top = math.floor(y + drawn.box[1] * scale) - SLACK_PX
        right = math.ceil(x + drawn.box[2] * scale) + SLACK_PX
        bottom = math.ceil(y + drawn.box[3] * scale) + SLACK_PX
        inside = (max(0, left), max(0, top), min(self._width, right), min(self._height, bottom))
        return inside, inside == (left, top, right, bottom)
