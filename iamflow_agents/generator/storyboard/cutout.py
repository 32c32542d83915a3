"""Draw a sprite with a thin light rim, as a paper cut-out, so that it stands out from any place and hour.

The sprite is drawn once on a layer of its own; the layer's silhouette is laid down a pixel to each side in the rim's
ink, then the sprite over it. Colours of the sprite stay as they are.
"""

from __future__ import annotations

import math

import skia

from iamflow_agents.generator.storyboard.sprite import Canvas, Drawn, Pose, Sprite

RIM_INK = (246, 244, 236)
RIM_ALPHA = 0.34
"""Of each of the four copies; where they overlap the rim is denser."""
SLACK_PX = 4


class Cutout:
    """Draws sprites on a frame; keeps one layer of the frame's size for all of them."""

    def __init__(self, width: int, height: int) -> None:
        self._width, self._height = width, height
        self._layer = skia.Surface.MakeRasterN32Premul(width, height)
        self._step = max(1, round(height / 480))
        ink = skia.Color(*RIM_INK, round(255 * RIM_ALPHA))
        self._rim = skia.Paint(ColorFilter=skia.ColorFilters.Blend(ink, skia.BlendMode.kSrcIn))

    def draw(self, canvas: Canvas, sprite: Sprite, pose: Pose, where: tuple[float, float, float]) -> Drawn:
        """Draw a sprite.

        Args:
            canvas: The frame.
            sprite: Whom or what.
            pose: How.
            where: Origin x, y in pixels, and pixels a metre.

        Returns:
            What the sprite says, in its local metres.
        """
        x, y, scale = where
        layer = self._layer.getCanvas()
        layer.clear(skia.ColorTRANSPARENT)
        layer.save()
        layer.translate(x, y)
        layer.scale(scale, scale)
        drawn = sprite.draw(layer, pose)
        layer.restore()
        left = max(0, math.floor(x + drawn.box[0] * scale) - SLACK_PX)
        top = max(0, math.floor(y + drawn.box[1] * scale) - SLACK_PX)
        right = min(self._width, math.ceil(x + drawn.box[2] * scale) + SLACK_PX)
        bottom = min(self._height, math.ceil(y + drawn.box[3] * scale) + SLACK_PX)
        if left < right and top < bottom:
            image = self._layer.makeImageSnapshot(skia.IRect.MakeLTRB(left, top, right, bottom))
            step = self._step
            for across, down in ((-step, 0), (step, 0), (0, -step), (0, step)):
                canvas.drawImage(image, left + across, top + down, skia.SamplingOptions(), self._rim)
            canvas.drawImage(image, left, top)
        return drawn
