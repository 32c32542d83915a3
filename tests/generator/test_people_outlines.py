"""Boolean operations on outlines: what Skia refuses costs a detail, never the film."""

from __future__ import annotations

import pytest
import skia

from iamflow_agents.generator.storyboard.ink import operate
from iamflow_agents.generator.storyboard.people.figure_shapes import common, union, without


def square(left: float, side: float = 10.0) -> skia.Path:
    return skia.Path().addRect(skia.Rect.MakeXYWH(left, 0, side, side))


def test_outlines_that_skia_refuses_are_left_as_they_are() -> None:
    sound, broken = square(0), square(float("inf"))
    with pytest.raises(RuntimeError):
        skia.Op(sound, broken, skia.kUnion_PathOp)
    assert operate(sound, broken, skia.kUnion_PathOp, otherwise=sound) == sound
    assert union(sound, broken) == without(sound, broken) == sound
    assert common(sound, broken).isEmpty()


def test_outlines_that_skia_takes_are_worked_on() -> None:
    assert common(square(0), square(4)).getBounds() == skia.Rect.MakeLTRB(4, 0, 10, 10)
    assert without(square(0), square(4)).getBounds() == skia.Rect.MakeLTRB(0, 0, 4, 10)
    assert union(square(0), square(4)).getBounds() == skia.Rect.MakeLTRB(0, 0, 14, 10)
