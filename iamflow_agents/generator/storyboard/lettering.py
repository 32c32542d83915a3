"""Draw and measure short texts: captions, signs, the labels of placeholders.

Latin, Greek and Cyrillic come from the Roboto files of the `font_roboto` package, so they look the same on every
machine. What Roboto lacks is shaped (joined, ordered right to left) with the fonts of the system; where the system
has none, every missing character becomes a visible box. Nothing here raises for any text. Where lines go, and in
what colour, is left to the caller.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import Any

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.sprite import Canvas

_ELLIPSIS = "…"
_SMALLEST = 0.72
"""How far a line is shrunk before it is cut, as a share of the size asked for."""
_FAMILIES = ["Roboto", "DejaVu Sans", "Noto Sans", "Liberation Sans"]


def draw_text(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    size: float,
    colour: Rgb | tuple[int, int, int, int],
    *,
    bold: bool = False,
    max_width: float | None = None,
) -> float:
    """Draw one line of text.

    Args:
        canvas: A `skia.Canvas`.
        text: Any text; line breaks and control characters become spaces.
        x: Left edge, in the canvas' units.
        y: Baseline, in the canvas' units, y down.
        size: Height of the em square, in the canvas' units.
        colour: RGB or RGBA, 0..255.
        bold: Whether the strokes are heavy.
        max_width: The line is made smaller, then cut with an ellipsis, until it is no wider than this.

    Returns:
        The width drawn, in the canvas' units.
    """
    line = _clean(text)
    if max_width is not None:
        line, size = fit_text(line, size, max_width, bold=bold)
    if not line or size <= 0:
        return 0.0
    paint = skia.Paint(Color=skia.Color(*colour), AntiAlias=True)
    if _needs_system_fonts(line, bold):
        paragraph = _paragraph(line, bold, colour)
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(size / _SHAPED_SIZE, size / _SHAPED_SIZE)
        paragraph.paint(canvas, 0, -paragraph.AlphabeticBaseline)
        canvas.restore()
        return float(paragraph.LongestLine) * size / _SHAPED_SIZE
    canvas.drawString(line, x, y, _font(size, bold), paint)
    return measure(line, size, bold)


def measure(text: str, size: float, bold: bool = False) -> float:
    """Width of a line of text, in the units of `size`."""
    line = _clean(text)
    if not line or size <= 0:
        return 0.0
    if _needs_system_fonts(line, bold):
        return float(_paragraph(line, bold, (0, 0, 0)).LongestLine) * size / _SHAPED_SIZE
    return float(_font(_SHAPED_SIZE, bold).measureText(line)) * size / _SHAPED_SIZE


def fit_text(text: str, size: float, max_width: float, *, bold: bool = False) -> tuple[str, float]:
    """Make a line fit a width: a little smaller first, then shorter.

    Args:
        text: The line.
        size: The size it would like to have.
        max_width: The width it may have, in the same units.
        bold: Whether the strokes are heavy.

    Returns:
        The line, perhaps cut and ending in an ellipsis, and the size to draw it in. Empty when not even the
        ellipsis fits.
    """
    line = _clean(text)
    width = measure(line, size, bold)
    if width <= max_width:
        return line, size
    size *= max(_SMALLEST, max_width / width)
    if measure(line, size, bold) <= max_width:
        return line, size
    low, high = 0, len(line)
    while low < high:  # longest beginning that fits together with the ellipsis
        middle = (low + high + 1) // 2
        if measure(line[:middle].rstrip() + _ELLIPSIS, size, bold) <= max_width:
            low = middle
        else:
            high = middle - 1
    if low == 0:
        return (_ELLIPSIS, size) if measure(_ELLIPSIS, size, bold) <= max_width else ("", size)
    return line[:low].rstrip() + _ELLIPSIS, size


def wrap_text(text: str, size: float, max_width: float, *, bold: bool = False, max_lines: int = 2) -> list[str]:
    """Break a text into lines at its spaces.

    Args:
        text: Any text.
        size: Size it will be drawn in.
        max_width: Width of a line, in the same units.
        bold: Whether the strokes are heavy.
        max_lines: At most so many lines, at least 1; the last one is cut with an ellipsis if need be.

    Returns:
        The lines. A single word wider than a line stays whole; `draw_text` with `max_width` makes it fit.
    """
    words = _clean(text).split()
    lines: list[str] = []
    at = 0
    while at < len(words) and len(lines) < max_lines - 1:
        end = at + 1
        while end < len(words) and measure(" ".join(words[at : end + 1]), size, bold) <= max_width:
            end += 1
        lines.append(" ".join(words[at:end]))
        at = end
    if at < len(words):
        lines.append(fit_text(" ".join(words[at:]), size, max_width, bold=bold)[0])
    return lines


_SHAPED_SIZE = 64.0
"""Size in which widths are measured, so that they are the same at every scale."""


def _clean(text: str) -> str:
    """One printable line: no line breaks, control characters or lone surrogates."""
    kept = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join(kept.encode("utf-8", "replace").decode("utf-8").split())


@lru_cache(maxsize=2)
def _typeface(bold: bool) -> Any:
    """Roboto, or what the system offers when its files are missing."""
    try:
        import font_roboto
    except ModuleNotFoundError:
        return skia.Typeface.MakeDefault()
    name = "Roboto-Bold.ttf" if bold else "Roboto-Regular.ttf"
    path = Path(str(font_roboto.__file__)).parent / "files" / name
    # An empty manager reads the file without asking the system's font configuration, which slim images lack.
    found = skia.FontMgr.New_Custom_Empty().makeFromFile(str(path)) if path.is_file() else None
    return found or skia.Typeface.MakeDefault()


@lru_cache(maxsize=64)
def _font(size: float, bold: bool) -> Any:
    """The font in one size, placed on fractions of pixels so that it can move smoothly."""
    font = skia.Font(_typeface(bold), size)
    font.setSubpixel(True)
    font.setLinearMetrics(True)
    font.setHinting(skia.FontHinting.kNone)
    font.setEdging(skia.Font.Edging.kAntiAlias)
    return font


@lru_cache(maxsize=1)
def _system_fonts() -> Any | None:
    """The fonts of the system, or None when it has none or the binding cannot shape text."""
    manager = skia.FontMgr()
    if manager.countFamilies() == 0 or not hasattr(skia, "textlayout"):
        return None
    collection = skia.textlayout.FontCollection()
    collection.setDefaultFontManager(manager)
    return collection


@lru_cache(maxsize=512)
def _needs_system_fonts(line: str, bold: bool) -> bool:
    """Whether Roboto lacks a character of the line and the system can help."""
    glyphs = _typeface(bold).unicharsToGlyphs([ord(c) for c in line])
    return 0 in glyphs and _system_fonts() is not None


@lru_cache(maxsize=128)
def _paragraph(line: str, bold: bool, colour: tuple[int, ...]) -> Any:
    """A line shaped with the system's fonts at `_SHAPED_SIZE`."""
    style = skia.textlayout.TextStyle()
    style.setFontFamilies(_FAMILIES)
    style.setFontSize(_SHAPED_SIZE)
    style.setColor(skia.Color(*colour))
    if bold:
        style.setFontStyle(skia.FontStyle.Bold())
    builder = skia.textlayout.ParagraphBuilder.make(
        skia.textlayout.ParagraphStyle(), _system_fonts(), skia.Unicodes.ICU.Make()
    )
    builder.pushStyle(style)
    builder.addText(line)
    paragraph = builder.Build()
    paragraph.layout(1e6)
    return paragraph
