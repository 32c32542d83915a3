"""Weather in the open: what lies over the backdrop, and what falls before the people.

The overlay is drawn once behind everybody. Falling rain and snow are lines and dots whose motion repeats every
`PERIOD_S`; they are thin, so that colours measured on people stay what they are. Fog before people is only a wisp
at the lowest edge.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import skia

from iamflow_agents.generator.storyboard.places.view import View, fill
from iamflow_agents.generator.storyboard.sprite import Canvas
from iamflow_agents.records import TimeOfDay, Weather

PERIOD_S = 6.0
"""Falling weather repeats after so many seconds, without a seam."""


def overlay(v: View, horizon: float) -> None:
    """Fog that thickens with distance, or the veil of far rain and snow; for places in the open."""
    pale = v.light.unlit(v.light.sky[1])
    if v.light.weather is Weather.FOG:
        v.fade(0, 0, v.w, horizon, pale, 0.34, 0.60)
        v.fade(0, horizon, v.w, 1000 - horizon, pale, 0.60, 0.08)
        for i in range(5):
            y = horizon * (0.45 + 0.16 * i)
            v.oval(v.w * ((0.37 * i + 0.2) % 1.0), y, v.w * 0.42, 34 + 10 * i, pale, a=0.24)
    elif v.light.weather in (Weather.RAIN, Weather.SNOW):
        v.fade(0, horizon * 0.3, v.w, horizon * 0.7, pale, 0.10, 0.34)
        v.fade(0, horizon, v.w, 1000 - horizon, pale, 0.34, 0.04)
    if v.light.weather is Weather.RAIN:
        rng = random.Random(f"far rain/{v.words.text}")
        for _ in range(130):
            x, y, size = rng.random() * (v.w + 100), rng.random() * 900, 14 + 18 * rng.random()
            v.line([(x, y), (x - size * 0.22, y + size)], pale, 1.4, a=0.28)
    elif v.light.weather is Weather.SNOW:
        rng = random.Random(f"far snow/{v.words.text}")
        for _ in range(170):
            r = 1.2 + 1.6 * rng.random()
            v.oval(rng.random() * v.w, rng.random() * 880, r, r, v.light.unlit(0xFFFFFF), a=0.6)


@dataclass(frozen=True, slots=True)
class _Layer:
    """Particles that move together."""

    points: Any
    paint: Any
    drops: int
    """How many frame heights it falls in a period."""
    slant: float
    """Sideways drift in pixels for each frame height."""
    sway: float
    """Amplitude of a slow swing to the sides, in pixels."""


def fall(canvas: Canvas, width: int, height: int, time_s: float, weather: Weather, time: TimeOfDay, seed: str) -> None:
    """Draw rain or snow (or a low wisp of fog) at an instant."""
    if weather is Weather.CLEAR:
        return
    turn = (time_s / PERIOD_S) % 1.0
    if weather is Weather.FOG:
        _wisp(canvas, width, height, turn, time)
        return
    for layer in _layers(width, height, weather is Weather.RAIN, time is TimeOfDay.NIGHT, seed):
        fallen = (turn * layer.drops) % 1.0
        canvas.save()
        canvas.translate(layer.slant * fallen + layer.sway * _swing(turn * 2), fallen * height)
        mode = (
            skia.Canvas.PointMode.kLines_PointMode
            if weather is Weather.RAIN
            else skia.Canvas.PointMode.kPoints_PointMode
        )
        canvas.drawPoints(mode, layer.points, layer.paint)
        canvas.restore()


def _swing(turn: float) -> float:
    """Smooth periodic swing, -1..1; a parabola is enough and the same on every machine."""
    t = 2 * (turn % 1.0)
    return 4 * t * (1 - t) if t < 1 else -4 * (t - 1) * (2 - t)


@lru_cache(maxsize=16)
def _layers(width: int, height: int, rain: bool, night: bool, seed: str) -> tuple[_Layer, ...]:
    """Particles of all depths; each stands twice, one frame height apart, so that wrapping leaves no gap."""
    rng = random.Random(f"{seed}/{rain}")
    unit = height / 1000
    layers = []
    depths = (
        ((6, 36, 1.5, 0.30), (9, 26, 2.1, 0.34))
        if rain
        else ((1, 44, 4.6, 0.72), (1, 32, 6.8, 0.8), (2, 16, 9.5, 0.85))
    )
    for drops, count, size, a in depths:
        slant = -0.16 * height if rain else 0.0
        paint = fill(0xDDE6F0 if rain else 0xFFFFFF, a * (0.8 if night else 1.0))
        paint.setStyle(skia.Paint.kStroke_Style)
        paint.setStrokeWidth(max(1.0, size * unit))
        paint.setStrokeCap(skia.Paint.kButt_Cap if rain else skia.Paint.kRound_Cap)
        points = []
        length = 46 * unit * (drops / 6)
        for _ in range(max(4, round(count * width / height / 1.73))):
            x, y = slant + rng.random() * (width - 2 * slant), rng.random() * height
            for up in (0, 1):
                px, py = x - slant * up, y - height * up
                points.append(skia.Point(px, py))
                if rain:
                    points.append(skia.Point(px + slant * length / height, py + length))
        layers.append(_Layer(points, paint, drops, slant, 0.0 if rain else 14 * unit))
    return tuple(layers)


def _wisp(canvas: Canvas, width: int, height: int, turn: float, time: TimeOfDay) -> None:
    """Low fog at the bottom edge, breathing slowly."""
    top = height * (0.90 + 0.012 * _swing(turn))
    ink = 0x6A7284 if time is TimeOfDay.NIGHT else 0xE4E6E6
    shader = skia.GradientShader.MakeLinear(
        [skia.Point(0, top), skia.Point(0, height)], [0x00000000 | ink, 0x8C000000 | ink], [0.0, 1.0]
    )
    canvas.drawRect(skia.Rect.MakeLTRB(0, top, width, height), skia.Paint(Shader=shader))
