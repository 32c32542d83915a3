"""Draws the board of a cast: one card an identity, with its best picture, its looks over time and what was seen of it.

Cards stand in a grid whose rows are as high as their fullest card. Text is at least 14 pixels high, so that the board
can be read at its full size. The same cards give the same bytes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.errors import StorageError
from iamflow_agents.generator.storyboard.lettering import draw_text, measure
from iamflow_agents.generator.storyboard.sprite import Pose
from iamflow_agents.generator.storyboard.stage.players import Wardrobe
from iamflow_agents.records import Appearance
from iamflow_agents.report.name_tags import Area, colours_by_name, draw_name_tags
from iamflow_agents.report.png_strips import PngStrips
from iamflow_agents.report.publish import replacing
from iamflow_agents.takes import Box

CARD_WIDTH, PICTURE_HEIGHT = 420, 270
_MARGIN, _GAP, _PAD = 28, 18, 14
_HEADER = 96
_TEXT, _SMALL, _LINE = 15.0, 14.0, 22
_SLOT_WIDTH, _WHEN_WIDTH = 96, 112
_THUMB = 58
_MOST_COLUMNS = 4
_MOST_LOOKS, _MOST_THUMBS = 14, 5
_PAPER: Rgb = (240, 237, 230)
_CARD: Rgb = (255, 254, 251)
_EDGE: Rgb = (219, 213, 201)
_INK: Rgb = (38, 36, 33)
_SOFT: Rgb = (116, 110, 101)
_MAT: Rgb = (226, 221, 211)
_KINDS: Mapping[str, Rgb] = {
    "confirmed": (28, 125, 74), "contradicted": (186, 60, 10), "missing": (176, 32, 52), "duplicated": (176, 32, 112),
    "not_visible": (140, 134, 124), "unknown": (178, 132, 8),
}  # fmt: skip
_SOURCES: Mapping[str, Rgb] = {
    "script": (66, 82, 100), "cast": (24, 100, 171), "user": (132, 62, 160), "observed": (150, 118, 40),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLook:
    """One attribute on a card."""

    slot: str
    value: str
    source: str
    when: str
    """The segments it holds in, in words."""
    holds: bool
    """Whether it still holds at the end of the story."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardCard:
    """One identity on the board."""

    name: str
    kind: str
    on_screen: str
    """The segments it is to be seen in."""
    picture: Path | None
    """None: it is drawn as it is to look."""
    looks_drawn: Appearance
    """How it looks when it is seen first."""
    box: Box | None
    """Where it is in the picture; None for all of it."""
    caption: str
    """What the picture is."""
    looks: tuple[BoardLook, ...]
    counts: Mapping[str, int]
    """Verdicts by kind."""
    references: tuple[Path, ...] = ()
    """Pictures that are older than the story."""


def draw_board(cards: Sequence[BoardCard], target: Path, *, title: str) -> None:
    """Draw a board as PNG.

    Args:
        cards: In the order of the story; without any the board says so.
        target: The file to make or replace.
        title: The story's title.

    Raises:
        StorageError: If a picture cannot be read or the board cannot be written.
    """
    columns = min(_MOST_COLUMNS, max(1, len(cards)), max(2, round(len(cards) ** 0.5 + 0.5)))
    rows = [cards[at : at + columns] for at in range(0, len(cards), columns)]
    heights = [max(map(_card_height, row)) for row in rows]
    width = 2 * _MARGIN + columns * CARD_WIDTH + (columns - 1) * _GAP
    height = _MARGIN + _HEADER + sum(heights) + _GAP * max(0, len(rows) - 1) + _MARGIN
    colours = colours_by_name(card.name for card in cards)
    with replacing(target) as tmp, tmp.open("wb") as file, PngStrips(file, width, height) as sheet:
        surface = _strip(width, _MARGIN + _HEADER)
        _draw_header(surface.getCanvas(), width, title, cards)
        _write(sheet, surface)
        for number, (row, row_height) in enumerate(zip(rows, heights, strict=True)):
            last = number == len(rows) - 1
            surface = _strip(width, row_height + (_MARGIN if last else _GAP))
            for at, card in enumerate(row):
                _draw_card(surface.getCanvas(), _MARGIN + at * (CARD_WIDTH + _GAP), row_height, card, colours)
            _write(sheet, surface)
        if not rows:
            _write(sheet, _strip(width, _MARGIN))


def _strip(width: int, height: int) -> Any:
    surface = skia.Surface(width, height)
    surface.getCanvas().clear(skia.Color(*_PAPER))
    return surface


def _write(sheet: PngStrips, surface: Any) -> None:
    sheet.write(surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3])


def _card_height(card: BoardCard) -> int:
    """Pixels of a card with all its lines."""
    looks = min(len(card.looks), _MOST_LOOKS + 1) or 1
    thumbs = _THUMB + 10 if card.references else 0
    counts = len(_count_lines(card)) * _LINE
    return PICTURE_HEIGHT + 2 * _PAD + 46 + thumbs + looks * _LINE + 14 + counts


def _draw_header(canvas: Any, width: int, title: str, cards: Sequence[BoardCard]) -> None:
    room = width - 2 * _MARGIN
    draw_text(canvas, title, _MARGIN, _MARGIN + 34, 32, _INK, bold=True, max_width=room)
    many = f"{len(cards)} identit{'y' if len(cards) == 1 else 'ies'}"
    x = _MARGIN + draw_text(canvas, many if cards else "Nobody is known yet.", _MARGIN, _MARGIN + 66, _TEXT, _SOFT) + 22
    for source, colour in _SOURCES.items():
        words = {"script": "said by the script", "cast": "by the cast", "user": "by a person", "observed": "only seen"}
        if any(look.source == source for card in cards for look in card.looks):
            _dot(canvas, x + 5, _MARGIN + 61, colour)
            x += 16 + draw_text(canvas, words[source], x + 16, _MARGIN + 66, _TEXT, _SOFT) + 18


def _dot(canvas: Any, x: float, y: float, colour: Rgb) -> None:
    canvas.drawCircle(x, y, 5, skia.Paint(Color=skia.Color(*colour), AntiAlias=True))


def _draw_card(canvas: Any, x: int, height: int, card: BoardCard, colours: Mapping[str, Rgb]) -> None:
    outline = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, 0, CARD_WIDTH, height), 12, 12)
    canvas.drawRRect(outline, skia.Paint(Color=skia.Color(*_CARD), AntiAlias=True))
    edge = skia.Paint(Color=skia.Color(*_EDGE), AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1)
    canvas.save()
    canvas.clipRRect(outline, doAntiAlias=True)
    _draw_portrait(canvas, (float(x), 0.0, float(x + CARD_WIDTH), float(PICTURE_HEIGHT)), card, colours)
    canvas.restore()
    canvas.drawRRect(outline, edge)
    left, room = x + _PAD, CARD_WIDTH - 2 * _PAD
    y = float(PICTURE_HEIGHT + _PAD + 12)
    where = f"{card.kind} · {'segments' if not card.on_screen.isdigit() else 'segment'} {card.on_screen}"
    draw_text(
        canvas, where if card.on_screen else f"{card.kind} · never on screen", left, y, _TEXT, _INK, max_width=room
    )
    draw_text(canvas, card.caption, left, y + 21, _SMALL, _SOFT, max_width=room)
    y += 34
    if card.references:
        _draw_thumbs(canvas, left, y, card.references)
        y += _THUMB + 10
    y = _draw_looks(canvas, left, y + 12, room, card)
    line = skia.Paint(Color=skia.Color(*_EDGE), StrokeWidth=1)
    canvas.drawLine(left, y - 8, left + room, y - 8, line)
    for words in _count_lines(card):
        at = float(left)
        for kind, text in words:
            _dot(canvas, at + 5, y + 5, _KINDS.get(kind, _SOFT))
            at += 16 + draw_text(canvas, text, at + 16, y + 10, _SMALL, _INK) + 16
        y += _LINE


def _count_lines(card: BoardCard) -> list[list[tuple[str, str]]]:
    """Verdict counts, broken into lines that fit a card."""
    lines: list[list[tuple[str, str]]] = [[]]
    used = 0.0
    counts = card.counts or {"": 0}
    for kind, count in counts.items():
        text = f"{count} {kind.replace('_', ' ')}" if kind else "no verdict yet"
        width = 32 + measure(text, _SMALL)
        if lines[-1] and used + width > CARD_WIDTH - 2 * _PAD:
            lines.append([])
            used = 0.0
        lines[-1].append((kind, text))
        used += width
    return lines


def _draw_looks(canvas: Any, left: float, y: float, room: float, card: BoardCard) -> float:
    """Slot, value and time of each attribute; one that no longer holds is faint."""
    if not card.looks:
        draw_text(canvas, "nothing is known of how it looks", left, y + 8, _TEXT, _SOFT)
        return y + _LINE + 8
    shown = card.looks if len(card.looks) <= _MOST_LOOKS + 1 else card.looks[:_MOST_LOOKS]
    for look in shown:
        ink = _INK if look.holds else _SOFT
        _dot(canvas, left + 5, y + 3, _SOURCES.get(look.source, _SOFT))
        draw_text(canvas, look.slot.replace("_", " "), left + 16, y + 8, _SMALL, _SOFT, max_width=_SLOT_WIDTH - 22)
        value_room = room - _SLOT_WIDTH - _WHEN_WIDTH
        draw_text(canvas, look.value, left + _SLOT_WIDTH, y + 8, _TEXT, ink, max_width=value_room - 8)
        at = left + room - min(_WHEN_WIDTH, measure(look.when, _SMALL))
        draw_text(canvas, look.when, at, y + 8, _SMALL, _SOFT, max_width=_WHEN_WIDTH)
        y += _LINE
    if len(shown) < len(card.looks):
        draw_text(canvas, f"and {len(card.looks) - len(shown)} more", left + 16, y + 8, _SMALL, _SOFT)
        y += _LINE
    return y + 8


def _draw_portrait(canvas: Any, area: Area, card: BoardCard, colours: Mapping[str, Rgb]) -> None:
    """The picture, so near that the identity fills the card, with its name on it."""
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(*area))
    canvas.drawRect(skia.Rect.MakeLTRB(*area), skia.Paint(Color=skia.Color(*_MAT)))
    box = area
    if card.picture is None:
        box = _draw_figure(canvas, area, card.looks_drawn)
    else:
        image = _read(card.picture)
        scale, left, top = _placed(image, area, card.box)
        target = skia.Rect.MakeXYWH(left, top, image.width() * scale, image.height() * scale)
        sampling = skia.SamplingOptions(skia.CubicResampler.Mitchell()) if scale > 1 else _SMOOTH
        canvas.drawImageRect(image, target, sampling)
        if card.box is not None:
            near = [card.box[0] * scale + left, card.box[1] * scale + top]
            far = [card.box[2] * scale + left, card.box[3] * scale + top]
            box = (near[0], near[1], far[0], far[1])
    inner = (area[0] + 6, area[1] + 6, area[2] - 6, area[3] - 6)
    draw_name_tags(canvas, inner, [(card.name, box)], colours, 17)
    canvas.restore()


def _draw_figure(canvas: Any, area: Area, looks: Appearance) -> Area:
    """Somebody as they are to look, standing in the middle of an area; returns where."""
    sprite, pose = Wardrobe().sprite(looks), Pose()
    left, top, right, bottom = sprite.draw(skia.MakeNullCanvas(), pose).box
    height, width = 0.84 * (area[3] - area[1]), 0.84 * (area[2] - area[0])
    scale = min(height / max(0.05, bottom - top), width / max(0.05, right - left))
    x = (area[0] + area[2]) / 2 - (left + right) / 2 * scale
    # A little below the middle, so that the tag has room above the head.
    y = area[1] + 0.54 * (area[3] - area[1]) - (top + bottom) / 2 * scale
    canvas.save()
    canvas.translate(x, y)
    canvas.scale(scale, scale)
    sprite.draw(canvas, pose)
    canvas.restore()
    return (left * scale + x, top * scale + y, right * scale + x, bottom * scale + y)


_SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


def _placed(image: Any, area: Area, box: Box | None) -> tuple[float, float, float]:
    """Scale and corner of a picture, so that a box fills most of an area and nothing beside the picture shows."""
    width, height = area[2] - area[0], area[3] - area[1]
    cover = max(width / image.width(), height / image.height())
    if box is None:
        scale = min(width / image.width(), height / image.height())
        return (
            scale,
            area[0] + (width - image.width() * scale) / 2,
            area[1] + (height - image.height() * scale) / 2,
        )
    wanted = min(0.8 * height / max(1, box[3] - box[1]), 0.8 * width / max(1, box[2] - box[0]))
    scale = max(cover, min(wanted, 6 * cover))
    x = (area[0] + area[2]) / 2 - (box[0] + box[2]) / 2 * scale
    # A little below the middle, so that the tag has room above the head.
    y = area[1] + height * 0.55 - (box[1] + box[3]) / 2 * scale
    x = min(area[0], max(area[2] - image.width() * scale, x))
    y = min(area[1], max(area[3] - image.height() * scale, y))
    return scale, x, y


def _draw_thumbs(canvas: Any, left: float, y: float, paths: Sequence[Path]) -> None:
    """The pictures that are older than the story, small and in a row."""
    for number, path in enumerate(paths[:_MOST_THUMBS]):
        image = _read(path)
        x = left + number * (_THUMB + 8)
        area = skia.Rect.MakeXYWH(x, y, _THUMB, _THUMB)
        side = min(image.width(), image.height())
        source = skia.Rect.MakeXYWH((image.width() - side) / 2, (image.height() - side) / 4, side, side)
        canvas.save()
        canvas.clipRRect(skia.RRect.MakeRectXY(area, 8, 8), doAntiAlias=True)
        canvas.drawImageRect(image, source, area, _SMOOTH, constraint=skia.Canvas.kFast_SrcRectConstraint)
        canvas.restore()
    if len(paths) > _MOST_THUMBS:
        x = left + _MOST_THUMBS * (_THUMB + 8)
        draw_text(canvas, f"+{len(paths) - _MOST_THUMBS}", x, y + _THUMB * 0.6, _TEXT, _SOFT)


def _read(path: Path) -> Any:
    try:
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(path.read_bytes()))
    except OSError as error:
        raise StorageError(
            f"a picture cannot be read: {error.strerror}", where=str(path), next_step="Resume the job."
        ) from error
    if image is None:
        step = "Resume the job: a damaged file is found by its hash and made again."
        raise StorageError("a stored picture is none", where=str(path), next_step=step)
    return image
