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
_TAG_WEIGHT, _FACE_WEIGHT, _WAY_WEIGHT = 100.0, 3.0, 0.6
"""How bad it is to cover another tag, to cover another's face, and to be away from one's own box; a pixel each."""
_STEPS_ASIDE = (0.0, -0.25, 0.25, -0.5, 0.5, -0.75, 0.75, -1.0, 1.0)
"""How far a tag may move aside, in its own widths."""


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
    placed: dict[int, Area] = {}
    # From left to right, so that the tags of two people in each other's arms stand as the people do.
    for position in sorted(range(len(seen)), key=lambda i: (seen[i][1][0] + seen[i][1][2], i)):
        name, box = seen[position]
        text, fitted = fit_text(name, size, (picture[2] - picture[0]) * 0.7 - size, bold=True)
        width = measure(text, fitted, bold=True) + size
        others = [_face(other) for i, (_, other) in enumerate(seen) if i != position]
        tag = _place_tag(box, width, size * 1.5, picture, list(placed.values()), others)
        placed[position] = tag
        paint = skia.Paint(Color=skia.Color(*colours[name], 235), AntiAlias=True)
        canvas.drawRRect(skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(*tag), size * 0.35, size * 0.35), paint)
        draw_text(canvas, text, tag[0] + size * 0.5, tag[1] + size * 1.1, fitted, WHITE, bold=True)
    return [placed[position] for position in range(len(seen))]


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
    """Find a tag's place: right above its box if that is free, else the nearest place that is least in the way."""
    lowest_left, lowest_top = picture[0] + 2, picture[1] + 2
    last_left, last_top = max(lowest_left, picture[2] - width - 2), max(lowest_top, picture[3] - height - 2)
    wish_left, wish_top = (box[0] + box[2] - width) / 2, box[1] - height - 2
    own_face = _face(box)
    best, least = (0.0, 0.0, 0.0, 0.0), float("inf")
    for aside in _STEPS_ASIDE:
        for top in _tops(box, height, picture):
            left = min(max(wish_left + aside * width, lowest_left), last_left)
            top = min(max(top, lowest_top), last_top)
            tag = (left, top, left + width, top + height)
            trouble = _TAG_WEIGHT * sum(_overlap(tag, other) for other in placed)
            trouble += _FACE_WEIGHT * sum(_overlap(tag, face) for face in faces) + _overlap(tag, own_face)
            trouble += height * _WAY_WEIGHT * (abs(left - wish_left) + 2 * abs(top - wish_top)) / 10
            if trouble < least:
                best, least = tag, trouble
    return best


def _tops(box: Area, height: float, picture: Area) -> list[float]:
    """Heights a tag may have: above its box, at its feet, and in lines down the picture."""
    lines = int((picture[3] - picture[1]) / (height + 2))
    near = [box[1] - height - 2, box[1] - 2 * height - 4, box[3] - height - 2, box[3] + 2]
    return near + [picture[1] + 2 + line * (height + 2) for line in range(lines)]


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
