"""Draws bars in groups as a PNG: the figures of policies beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import skia

from iamflow_agents.errors import StorageError
from iamflow_agents.generator.storyboard.lettering import draw_text, measure

PANEL_WIDTH, PANEL_HEIGHT = 620, 330
COLUMNS = 2
_LEFT, _RIGHT, _TOP, _BOTTOM = 56, 20, 54, 42
_LEGEND_HEIGHT = 44
_INK, _GREY, _FAINT = (40, 44, 52), (120, 126, 134), (224, 227, 231)
_COLOURS = ((176, 182, 190), (120, 168, 214), (52, 110, 178), (22, 58, 112), (206, 132, 60), (96, 150, 96))
_TICKS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One diagram: a group of bars for each policy."""

    title: str
    values: tuple[tuple[float, ...], ...]
    """By group and bar, 0 or more."""
    unit: str = ""

    @property
    def top(self) -> float:
        """Where the scale ends: a hundred for shares, else a round number above the largest bar."""
        if self.unit == "%":
            return 100.0
        largest = max((value for group in self.values for value in group), default=0.0)
        step = next(s for p in range(9) for s in (10**p, 2 * 10**p, 5 * 10**p) if s * _TICKS >= largest)
        return float(step * _TICKS)


def draw_panels(
    path: Path, panels: Sequence[Panel], *, groups: Sequence[str], bars: Sequence[str], axis: str = ""
) -> None:
    """Draw panels in two columns with one legend.

    Args:
        path: The PNG to write.
        panels: Each with one value a group and bar.
        groups: Names below the groups.
        bars: Names of the bars in each group.
        axis: What the groups are, one short word.

    Raises:
        StorageError: If the picture cannot be written.
    """
    rows = -(-len(panels) // COLUMNS)
    surface = skia.Surface(PANEL_WIDTH * COLUMNS, PANEL_HEIGHT * rows + _LEGEND_HEIGHT)
    canvas = surface.getCanvas()
    canvas.clear(skia.ColorWHITE)
    for number, panel in enumerate(panels):
        x, y = number % COLUMNS * PANEL_WIDTH, number // COLUMNS * PANEL_HEIGHT
        _draw_panel(canvas, panel, groups, x, y)
        draw_text(canvas, axis, x + 6, y + PANEL_HEIGHT - _BOTTOM + 24, 13, _GREY)
    _draw_legend(canvas, bars, PANEL_HEIGHT * rows)
    data = surface.makeImageSnapshot().encodeToData(skia.EncodedImageFormat.kPNG, 100)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bytes(data))
    except OSError as error:
        raise StorageError(
            f"the plot cannot be written: {error.strerror or error}",
            where=str(path),
            next_step="Name a folder that can be written with --docs.",
        ) from error


def _draw_panel(canvas: Any, panel: Panel, groups: Sequence[str], x: int, y: int) -> None:
    """Draw title, scale and bars of one panel."""
    left, right = x + _LEFT, x + PANEL_WIDTH - _RIGHT
    top, bottom = y + _TOP, y + PANEL_HEIGHT - _BOTTOM
    draw_text(canvas, panel.title, left, y + 32, 19, _INK, bold=True)
    for tick in range(_TICKS + 1):
        at = bottom - (bottom - top) * tick / _TICKS
        canvas.drawRect(skia.Rect.MakeLTRB(left, at, right, at + 1), skia.Paint(Color=skia.Color(*_FAINT)))
        label = f"{panel.top * tick / _TICKS:g}{panel.unit}"
        draw_text(canvas, label, left - 8 - measure(label, 13), at + 5, 13, _GREY)
    step = (right - left) / max(1, len(groups))
    for number, (name, values) in enumerate(zip(groups, panel.values, strict=True)):
        start = left + number * step
        width = step * 0.8 / max(1, len(values))
        for at, value in enumerate(values):
            high = (bottom - top) * min(1.0, value / panel.top)
            bar = skia.Rect.MakeXYWH(start + step * 0.1 + at * width, bottom - high, width - 3, high)
            canvas.drawRect(bar, skia.Paint(Color=skia.Color(*_COLOURS[at % len(_COLOURS)]), AntiAlias=True))
        draw_text(canvas, name, start + (step - measure(name, 15)) / 2, bottom + 24, 15, _INK)


def _draw_legend(canvas: Any, bars: Sequence[str], y: int) -> None:
    """Say what the colours mean."""
    x = float(_LEFT)
    for number, name in enumerate(bars):
        colour = _COLOURS[number % len(_COLOURS)]
        canvas.drawRect(skia.Rect.MakeXYWH(x, y + 10, 16, 16), skia.Paint(Color=skia.Color(*colour)))
        x += 24 + draw_text(canvas, name, x + 24, y + 23, 15, _INK) + 28
