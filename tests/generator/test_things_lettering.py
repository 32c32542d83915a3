"""Text is drawn for every script, fits where it should, and never raises."""

from __future__ import annotations

import numpy as np
import pytest
import skia
from hypothesis import given, settings
from hypothesis import strategies as st

from iamflow_agents.generator.storyboard.lettering import draw_text, fit_text, measure, wrap_text


def ink(text: str, max_width: float | None = None) -> tuple[int, int]:
    """Number of dark pixels, and the column after the last one."""
    pixels = np.zeros((60, 500, 4), dtype=np.uint8)
    canvas = skia.Surface(pixels, colorType=skia.kRGBA_8888_ColorType).getCanvas()
    canvas.clear(skia.ColorWHITE)
    draw_text(canvas, text, 4, 40, 24, (0, 0, 0), max_width=max_width)
    dark = pixels[..., 0] < 128
    columns = np.nonzero(dark.any(axis=0))[0]
    return int(dark.sum()), int(columns.max()) + 1 if columns.size else 0


@pytest.mark.parametrize("text", ["Nora", "Łódź", "السلام", "好的", "नमस्ते", "😀", "\ud800", "a\nb\x00c", "→"])
def test_every_script_leaves_ink(text: str) -> None:
    assert ink(text)[0] > 8
    assert ink("   ")[0] == 0


def test_long_lines_fit_and_short_ones_are_left_alone() -> None:
    long = "a very long line that says much more than there is room for on this strip"
    assert ink(long, max_width=150.0)[1] <= 4 + 150 + 2
    assert ink(long)[1] > 4 + 150 + 2
    assert fit_text("short", 24, 150.0) == ("short", 24)
    cut, size = fit_text(long, 24, 150.0)
    assert cut.endswith("…") and long.startswith(cut[:-1]) and size < 24


def test_measure_grows_with_size_and_weight() -> None:
    assert measure("Tomasz", 48) == pytest.approx(2 * measure("Tomasz", 24))
    assert measure("Tomasz", 24, bold=True) != measure("Tomasz", 24)
    assert measure("", 24) == 0.0


def test_wrapping_keeps_the_words_in_order() -> None:
    text = "one two three four five six seven eight nine ten"
    lines = wrap_text(text, 20, 140, max_lines=9)
    assert " ".join(lines) == text and len(lines) > 1
    assert all(measure(line, 20) <= 140 for line in lines)
    assert wrap_text(text, 20, 140, max_lines=2)[-1].endswith("…")


@settings(max_examples=100, deadline=None, derandomize=True)
@given(text=st.text(max_size=60), width=st.floats(1.0, 400.0))
def test_nothing_raises_and_fitted_text_fits(text: str, width: float) -> None:
    line, size = fit_text(text, 20, width)
    assert measure(line, size) <= width + 1e-6
    ink(text, max_width=width)
