"""Labels on the pictures of a contact sheet: a colour for each name, a frame round its box and a tag at it.

Tags keep clear of each other, of the picture's edge and, where there is room, of other people's faces.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.lettering import draw_text, fit_text, measure
from iamflow_agents.takes import Box

Area = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the sheet."""

PALETTE: tuple[Rgb, ...] = (
    (196, 52, 48), (24, 100, 171), (28, 125, 74), (132, 62, 160), (178, 92, 8), (0, 120, 130),
    (194, 37, 112), (84, 86, 176), (110, 102, 14), (140, 72, 46), (66, 82, 100), (12, 72, 96),
)  # fmt: skip
"""Dark enough for white letters (contrast 4.5 and more), and apart from each other."""
WHITE: Rgb = (255, 255, 255)
_FACE_SHARE = 0.3
"""The upper part of a box that a tag of somebody else should not cover."""


def colours_by_name(names: Iterable[str]) -> dict[str, Rgb]:
    """Give each name a colour, in the order of first appearance."""
    order = dict.fromkeys(names)
    return {name: PALETTE[i % len(PALETTE)] for i, name in enumerate(order)}


def draw_name_tags(
    canvas: Any, picture: Area, boxes: Sequence[tuple[str, Area]], colours: Mapping[str, Rgb], size: float
) -> list[Area]:
    """Label everybody in one picture.

    Args:
        canvas: A `skia.Canvas` in pixels of the sheet.
        picture: Where the picture lies; nothing is drawn outside it.
        boxes: Names and boxes, in pixels of the sheet.
        colours: A colour for each name.
        size: Size of the letters.

    Returns:
        Where the tags are, in the order of `boxes`.
    """
    seen = [(name, _inside(box, picture)) for name, box in boxes]
    for name, box in seen:
        _draw_corners(canvas, box, colours[name], size)
    placed: list[Area] = []
    for position, (name, box) in enumerate(seen):
        text, fitted = fit_text(name, size, (picture[2] - picture[0]) * 0.7 - size, bold=True)
        width = measure(text, fitted, bold=True) + size
        others = [_face(other) for i, (_, other) in enumerate(seen) if i != position]
        tag = _place_tag(box, width, size * 1.5, picture, placed, others)
        placed.append(tag)
        paint = skia.Paint(Color=skia.Color(*colours[name], 235), AntiAlias=True)
        canvas.drawRRect(skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(*tag), size * 0.35, size * 0.35), paint)
        draw_text(canvas, text, tag[0] + size * 0.5, tag[1] + size * 1.1, fitted, WHITE, bold=True)
    return placed


def _inside(box: Area, picture: Area) -> Area:
    """The part of a box that the picture shows."""
    left, top = max(box[0], picture[0]), max(box[1], picture[1])
    return left, top, max(left, min(box[2], picture[2])), max(top, min(box[3], picture[3]))


def _face(box: Area) -> Area:
    return box[0], box[1], box[2], box[1] + (box[3] - box[1]) * _FACE_SHARE


def _draw_corners(canvas: Any, box: Area, colour: Rgb, size: float) -> None:
    """Four corners round a box: seen at once, without crossing what they frame."""
    left, top, right, bottom = box
    arm = min(size * 0.9, (right - left) / 2, (bottom - top) / 2)
    path = skia.Path()
    for x, y, dx, dy in ((left, top, 1, 1), (right, top, -1, 1), (right, bottom, -1, -1), (left, bottom, 1, -1)):
        path.moveTo(x + dx * arm, y)
        path.lineTo(x, y)
        path.lineTo(x, y + dy * arm)
    for width, tint in ((size * 0.28, (255, 255, 255, 150)), (size * 0.15, (*colour, 255))):
        paint = skia.Paint(Color=skia.Color(*tint), AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=width)
        paint.setStrokeJoin(skia.Paint.kRound_Join)
        paint.setStrokeCap(skia.Paint.kRound_Cap)
        canvas.drawPath(path, paint)


def _place_tag(
    box: Area, width: float, height: float, picture: Area, placed: Sequence[Area], faces: Sequence[Area]
) -> Area:
    """Find a tag's place: above its box, else higher, else at its feet, else wherever is least in the way."""
    middle = (box[0] + box[2]) / 2
    left = min(max(middle - width / 2, picture[0] + 2), picture[2] - width - 2)
    wanted = [box[1] - height - 2, box[1] - 2 * height - 4, box[3] - height - 2, box[3] - 2 * height - 4, box[3] + 2]
    wanted += [picture[1] + 2 + step * (height + 2) for step in range(int((picture[3] - picture[1]) / (height + 2)))]
    tops = [min(max(top, picture[1] + 2), picture[3] - height - 2) for top in wanted]
    tags = [(left, top, left + width, top + height) for top in tops]

    def trouble(tag: Area) -> float:
        """Covering another tag is worst, then another's face, then one's own."""
        on_tags = sum(_overlap(tag, other) for other in placed)
        on_faces = sum(_overlap(tag, face) for face in faces)
        return 100 * on_tags + 3 * on_faces + _overlap(tag, _face(box))

    return min(tags, key=trouble)  # the first of the best: `min` keeps the order of wishes


def _overlap(first: Area, second: Area) -> float:
    """Shared area of two boxes."""
    width = min(first[2], second[2]) - max(first[0], second[0])
    height = min(first[3], second[3]) - max(first[1], second[1])
    return max(0.0, width) * max(0.0, height)


def scaled(box: Box, source: tuple[int, int], picture: Area) -> Area:
    """Map a box from a frame's pixels to where its picture lies.

    Args:
        box: In the frame's pixels.
        source: The frame's width and height.
        picture: Where the whole frame is drawn.
    """
    x, y = (picture[2] - picture[0]) / source[0], (picture[3] - picture[1]) / source[1]
    return picture[0] + box[0] * x, picture[1] + box[1] * y, picture[0] + box[2] * x, picture[1] + box[3] * y
