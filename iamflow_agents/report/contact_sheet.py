"""Draws the contact sheet: one card a segment, with its place, its words, its pictures and who is in them.

It is the film at a glance: a person can see who looks the same throughout without playing it. `sheet_plan` says
where things go and `name_tags` labels the people; this module draws the page. The same rows give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.errors import GeneratorError, StorageError
from iamflow_agents.generator.storyboard.lettering import draw_text, measure, wrap_text
from iamflow_agents.report.name_tags import WHITE, Area, colours_by_name, draw_name_tags, scaled
from iamflow_agents.report.png_strips import PngStrips
from iamflow_agents.report.publish import replacing
from iamflow_agents.report.sheet_plan import SheetPlan, chosen_rows, plan_sheet
from iamflow_agents.takes import Box

_PAPER: Rgb = (240, 237, 230)
_CARD: Rgb = (255, 254, 251)
_EDGE: Rgb = (219, 213, 201)
_INK: Rgb = (38, 36, 33)
_SOFT: Rgb = (116, 110, 101)
_MAT: Rgb = (46, 44, 42)
"""Behind pictures of another shape."""
_WARNING: Rgb = (186, 92, 10)
_MAX_PICTURES = 4
_TEXT_SIZES = (1.0, 0.92, 0.84)
"""Sizes a prompt is tried in, as multiples of the plan's unit."""
_MAX_LEGEND_LINES = 3
_LINE = 1.36
"""Distance of lines of text, as a multiple of their size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """What one segment shows on the sheet."""

    segment_index: int
    prompt: str
    place: str
    """Place and time in words ("Harbour, dusk, rain")."""
    keyframes: tuple[Path, ...]
    boxes: tuple[tuple[tuple[str, Box], ...], ...] = ()
    """For each keyframe: names and boxes, in its pixels."""
    note: str = ""
    """What the verifier still found wrong; empty when nothing."""


def draw_contact_sheet(rows: Sequence[SheetRow], target: Path, *, title: str) -> None:
    """Draw a contact sheet as PNG.

    Args:
        rows: The segments in story order, any number from one.
        target: The file to make or replace.
        title: The story's title.

    Raises:
        GeneratorError: If there are no rows.
        StorageError: If a picture cannot be read or the sheet cannot be written.
    """
    if not rows:
        raise GeneratorError("there is no segment to show", where=str(target), next_step="Make at least one segment.")
    shown = [rows[position] for position in chosen_rows(len(rows))]
    colours = colours_by_name(name for row in rows for boxes in row.boxes for name, _ in boxes)
    n_pictures = min(_MAX_PICTURES, max(1, *(len(row.keyframes) for row in shown)))
    aspect = _aspect(shown)
    plan = plan_sheet(len(shown), n_pictures, aspect)
    legend = _legend_lines(list(colours), plan)
    plan = plan_sheet(len(shown), n_pictures, aspect, len(legend))
    with replacing(target) as tmp, tmp.open("wb") as file, PngStrips(file, plan.width, plan.height) as sheet:
        with _strip(plan, 0, plan.strip_top(0), sheet) as canvas:
            _draw_header(canvas, plan, title, _subtitle(rows, shown, colours), legend, colours)
        for down in range(plan.rows_down):
            with _strip(plan, plan.strip_top(down), plan.strip_top(down + 1), sheet) as canvas:
                for position in range(down, len(shown), plan.rows_down):
                    _draw_card(canvas, plan, position, shown[position], colours)


@contextmanager
def _strip(plan: SheetPlan, top: int, bottom: int, sheet: PngStrips) -> Iterator[Any]:
    """Yield a canvas, in pixels of the whole sheet, for the strip between two heights; then write it."""
    surface = skia.Surface(plan.width, bottom - top)
    canvas = surface.getCanvas()
    canvas.clear(skia.Color(*_PAPER))
    canvas.translate(0, -top)
    yield canvas
    sheet.write(surface.toarray(colorType=skia.kRGBA_8888_ColorType)[..., :3])


def _aspect(rows: Sequence[SheetRow]) -> float:
    """Width over height of the first picture; 16:9 when there is none."""
    first = next((path for row in rows for path in row.keyframes), None)
    if first is None:
        return 16 / 9
    image = _read_picture(first)
    return min(4.0, max(0.4, float(image.width() / image.height())))


def _read_picture(path: Path) -> Any:
    """Decode a keyframe."""
    try:
        image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(path.read_bytes()))
    except OSError as error:
        raise StorageError(
            f"the keyframe cannot be read: {error.strerror}", where=str(path), next_step="Resume the job."
        ) from error
    if image is None:
        step = "Resume the job: a damaged file is found by its hash and made again."
        raise StorageError("the keyframe is not a picture", where=str(path), next_step=step)
    return image


def _subtitle(rows: Sequence[SheetRow], shown: Sequence[SheetRow], names: Mapping[str, Rgb]) -> str:
    """How much is on the sheet."""
    segments = f"{len(rows):,} segment" + ("s" if len(rows) != 1 else "")
    if len(shown) < len(rows):
        segments = f"{len(shown):,} of {segments}, evenly chosen"
    return f"{segments}  ·  {len(names):,} name{'s' if len(names) != 1 else ''} on screen"


def _legend_lines(names: Sequence[str], plan: SheetPlan) -> list[list[str]]:
    """Break the chips into lines; those beyond the last line stay on the pictures only."""
    room = plan.width - 2 * plan.margin
    lines: list[list[str]] = [[]]
    used = 0.0
    for name in names:
        width = _chip_width(name, plan)
        if lines[-1] and used + width > room:
            if len(lines) == _MAX_LEGEND_LINES:
                return lines
            lines.append([])
            used = 0.0
        lines[-1].append(name)
        used += width
    return lines if lines[0] else []


def _chip_width(name: str, plan: SheetPlan) -> float:
    return min(measure(name, plan.header_unit), plan.header_unit * 16) + plan.header_unit * 2.4


def _draw_header(
    canvas: Any, plan: SheetPlan, title: str, subtitle: str, legend: list[list[str]], colours: Mapping[str, Rgb]
) -> None:
    """Title, what there is, and a chip for each name."""
    unit, left = plan.header_unit, plan.margin
    room = plan.width - 2 * plan.margin
    draw_text(canvas, title, left, plan.margin + unit * 2.1, unit * 2.3, _INK, bold=True, max_width=room)
    draw_text(canvas, subtitle, left, plan.margin + unit * 4.0, unit, _SOFT, max_width=room)
    for number, line in enumerate(legend):
        x, y = float(left), plan.margin + unit * (6.2 + 2.1 * number)
        for name in line:
            paint = skia.Paint(Color=skia.Color(*colours[name]), AntiAlias=True)
            canvas.drawCircle(x + unit * 0.5, y - unit * 0.35, unit * 0.5, paint)
            draw_text(canvas, name, x + unit * 1.35, y, unit, _INK, max_width=unit * 16)
            x += _chip_width(name, plan)


def _draw_card(canvas: Any, plan: SheetPlan, position: int, row: SheetRow, colours: Mapping[str, Rgb]) -> None:
    """One segment: its words on the left, its pictures on the right."""
    left, top = plan.corner(position)
    card = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(left, top, plan.card_width, plan.card_height), plan.gap, plan.gap)
    canvas.drawRRect(card, skia.Paint(Color=skia.Color(*_CARD), AntiAlias=True))
    edge = skia.Paint(Color=skia.Color(*_EDGE), AntiAlias=True, Style=skia.Paint.kStroke_Style, StrokeWidth=1)
    canvas.drawRRect(card, edge)
    _draw_words(canvas, plan, left + plan.gap, top + plan.gap, row)
    x = left + 2 * plan.gap + plan.text_width
    y = top + plan.gap
    for number, path in enumerate(row.keyframes[: plan.n_pictures]):
        boxes = row.boxes[number] if number < len(row.boxes) else ()
        area = (float(x), float(y), float(x + plan.picture_width), float(y + plan.picture_height))
        _draw_picture(canvas, plan, area, _read_picture(path), boxes, colours)
        x += plan.picture_width + plan.gap


def _draw_words(canvas: Any, plan: SheetPlan, x: float, y: float, row: SheetRow) -> None:
    """Number, place, prompt and what is still wrong."""
    unit, width = plan.unit, plan.text_width
    number = f"{row.segment_index + 1}"
    badge = max(unit * 2.2, measure(number, unit * 1.2, bold=True) + unit)
    rect = skia.RRect.MakeRectXY(skia.Rect.MakeXYWH(x, y, badge, unit * 2.2), unit * 0.5, unit * 0.5)
    canvas.drawRRect(rect, skia.Paint(Color=skia.Color(*_INK), AntiAlias=True))
    at = x + (badge - measure(number, unit * 1.2, bold=True)) / 2
    draw_text(canvas, number, at, y + unit * 1.53, unit * 1.2, WHITE, bold=True)
    place_x = x + badge + unit * 0.7
    place = row.place[:1].upper() + row.place[1:]
    draw_text(canvas, place, place_x, y + unit * 1.5, unit * 1.05, _INK, bold=True, max_width=x + width - place_x)
    notes = wrap_text(row.note, unit * 0.9, width - unit * 1.4, max_lines=2) if row.note else []
    notes_height = len(notes) * unit * 0.9 * _LINE
    text_top = y + unit * 2.9
    bottom = y + plan.picture_height
    room = bottom - text_top - notes_height - (unit * 0.5 if notes else 0)
    lines, size = _fitted_lines(row.prompt, unit, width, room)
    for i, line in enumerate(lines):
        draw_text(canvas, line, x, text_top + size * (0.95 + i * _LINE), size, _INK, max_width=width)
    for i, line in enumerate(notes):
        baseline = bottom - notes_height + unit * 0.9 * (0.95 + i * _LINE)
        if i == 0:
            paint = skia.Paint(Color=skia.Color(*_WARNING), AntiAlias=True)
            canvas.drawCircle(x + unit * 0.4, baseline - unit * 0.32, unit * 0.36, paint)
        draw_text(canvas, line, x + unit * 1.2, baseline, unit * 0.9, _WARNING, max_width=width - unit * 1.2)


def _fitted_lines(text: str, unit: float, width: float, height: float) -> tuple[list[str], float]:
    """Break a text into lines that fit a box: in a smaller size first, then without its end."""
    size = unit
    for share in _TEXT_SIZES:
        size = unit * share
        n_lines = max(1, int(height / (size * _LINE)))
        lines = wrap_text(text, size, width, max_lines=n_lines + 1)
        if len(lines) <= n_lines:
            return lines, size
    last = lines[n_lines - 1] + "…"
    while measure(last, size) > width and " " in last:
        last = last.rpartition(" ")[0].rstrip(",;:") + "…"
    return [*lines[: n_lines - 1], last], size


def _draw_picture(
    canvas: Any,
    plan: SheetPlan,
    area: Area,
    image: Any,
    boxes: Sequence[tuple[str, Box]],
    colours: Mapping[str, Rgb],
) -> None:
    """A keyframe with round corners, undistorted, and everybody in it labelled."""
    width, height = area[2] - area[0], area[3] - area[1]
    scale = min(width / image.width(), height / image.height())
    left = area[0] + (width - image.width() * scale) / 2
    top = area[1] + (height - image.height() * scale) / 2
    picture = (left, top, left + image.width() * scale, top + image.height() * scale)
    canvas.save()
    round_corners = skia.RRect.MakeRectXY(skia.Rect.MakeLTRB(*area), plan.gap * 0.6, plan.gap * 0.6)
    canvas.clipRRect(round_corners, doAntiAlias=True)
    canvas.clear(skia.Color(*_MAT))
    sampling = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)
    canvas.drawImageRect(image, skia.Rect.MakeLTRB(*picture), sampling)
    source = (image.width(), image.height())
    placed = [(name, scaled(box, source, picture)) for name, box in boxes]
    draw_name_tags(canvas, picture, placed, colours, max(9.0, plan.unit * 0.82))
    canvas.restore()
