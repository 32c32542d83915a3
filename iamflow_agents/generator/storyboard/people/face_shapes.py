"""Outlines of heads and faces that depend on age, gender and the head's turn: skull, ears, nose, beard, age lines."""

from __future__ import annotations

from dataclasses import dataclass

import skia

from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Path,
    common,
    oval,
    polygon,
    smooth,
    without,
)
from iamflow_agents.generator.storyboard.people.look import Look


@dataclass(frozen=True, slots=True)
class Shape:
    """Outlines of a head at one turn."""

    skull: Path
    ear: Path
    far_ear: Path
    chin: Path
    nose: Path
    nose_fill: Path
    beard: Path | None
    moustache: Path | None
    x: float
    """Shift of the features."""


@dataclass(frozen=True, slots=True)
class Features:
    """Measures of a face that age and gender decide."""

    w: float
    """Half width of the skull."""
    jaw: float
    eye: float
    """Half height of an open eye."""
    eye_y: float
    spread: float
    lash: float
    brow: float


def make_features(look: Look) -> Features:
    """Measures of somebody's face."""
    body = look.body
    child = max(0.0, min(1.0, (15 - body.age) / 9))
    fat = max(0.0, body.girth)
    feminine = 1.0 if body.feminine else 0.0
    return Features(
        w=0.362 + 0.03 * child + 0.05 * fat - 0.008 * feminine,
        jaw=0.255 + 0.02 * child + 0.1 * fat - 0.035 * feminine,
        eye=0.062 + 0.014 * child + 0.006 * feminine,
        eye_y=0.035 + 0.035 * child,
        spread=0.158,
        lash=0.023 + 0.004 * feminine,
        brow=0.034 - 0.008 * feminine - 0.006 * child,
    )


def make_shape(look: Look, features: Features, turn: float) -> Shape:
    """Build the outlines for a turn."""
    w, jaw = features.w, features.jaw
    chin_x = turn * 0.075
    skull = skia.Path()
    skull.moveTo(-w, -0.1)
    skull.cubicTo(-w, -0.37, -0.22, -0.5, 0.0, -0.5)
    skull.cubicTo(0.22, -0.5, w, -0.37, w, -0.1)
    skull.cubicTo(w, 0.1, w * 0.97 + turn * 0.02, 0.2, jaw + turn * 0.05, 0.33)
    skull.cubicTo(jaw * 0.78 + turn * 0.06, 0.42, chin_x + 0.13, 0.5, chin_x, 0.5)
    skull.cubicTo(chin_x - 0.13, 0.5, -jaw * 0.78 + turn * 0.06, 0.42, -jaw + turn * 0.05, 0.33)
    skull.cubicTo(-w * 0.97 + turn * 0.02, 0.2, -w, 0.1, -w, -0.1)
    skull.close()
    near, far = (-1.0, 1.0) if turn >= 0 else (1.0, -1.0)
    shift = abs(turn)
    ear = oval(near * (w - 0.005 - shift * 0.13), 0.05, 0.055, 0.09)
    far_ear = oval(far * (w + 0.005 - shift * 0.14), 0.05, 0.05, 0.085)
    x = turn * 0.12
    side = 1.0 if turn >= 0 else -1.0
    tip = x + turn * 0.075
    nose = skia.Path()
    if shift > 0.12:
        nose.moveTo(x + turn * 0.03, 0.07)
        nose.quadTo(tip + side * 0.03, 0.15, tip + side * 0.012, 0.185)
        nose.quadTo(tip - side * 0.02, 0.205, tip - side * 0.05, 0.19)
    else:
        nose.moveTo(x - 0.04, 0.18)
        nose.quadTo(x, 0.215, x + 0.04, 0.18)
    nose_fill = smooth(
        [(x, 0.02), (tip + side * 0.03, 0.16), (tip, 0.2), (tip - side * 0.075, 0.19), (x - side * 0.03, 0.1)]
    )
    cut = polygon([(-1, 0.38), (1, 0.38), (1, 1), (-1, 1)])
    return Shape(
        skull, ear, far_ear, common(skull, cut), nose, nose_fill, _beard(look, features, turn, skull),
        _moustache(look, turn), x,
    )  # fmt: skip


def _beard(look: Look, features: Features, turn: float, skull: Path) -> Path | None:
    """Outline of a beard without the mouth."""
    kind = look.hair.beard
    w, jaw, x = features.w, features.jaw, turn * 0.12
    mouth = oval(x, 0.3, 0.105, 0.038)
    if kind in {"beard", "longbeard", "stubble"}:
        long = {"beard": 0.57, "longbeard": 0.98, "stubble": 0.5}[kind]
        puff = 0.0 if kind == "stubble" else 0.035
        c = turn * 0.075
        outer = [
            (-w - puff * 0.6, 0.02),
            (-w * 0.98 - puff, 0.22),
            (-jaw - puff + turn * 0.05, 0.42),
            (c - 0.15, long - 0.03),
            (c, long + 0.03),
            (c + 0.15, long - 0.03),
            (jaw + puff + turn * 0.05, 0.42),
            (w * 0.98 + puff, 0.22),
            (w + puff * 0.6, 0.02),
        ]
        inner = [
            (w * 0.88 + min(0.0, turn) * 0.1, 0.06), (w * 0.74 + x * 0.5, 0.2), (x + 0.15, 0.235), (x, 0.222),
            (x - 0.15, 0.235), (-w * 0.74 + x * 0.5, 0.2), (-w * 0.88 + max(0.0, turn) * 0.1, 0.06),
        ]  # fmt: skip
        shape = without(smooth([*outer, *inner]), mouth)
        return common(shape, skull) if kind == "stubble" else shape
    if kind == "goatee":
        c = x * 0.7 + turn * 0.02
        ring = smooth(
            [
                (x - 0.15, 0.24),
                (x, 0.215),
                (x + 0.15, 0.24),
                (c + 0.15, 0.42),
                (c + 0.06, 0.6),
                (c - 0.06, 0.6),
                (c - 0.15, 0.42),
            ]
        )
        return without(ring, oval(x, 0.3, 0.1, 0.045))
    if kind == "sideburns":
        path = skia.Path()
        for sign in (-1.0, 1.0):
            path.addPath(
                smooth([(sign * w, -0.06), (sign * w * 0.99, 0.24), (sign * w * 0.68, 0.3), (sign * w * 0.84, 0.05)])
            )
        return path
    return None


def _moustache(look: Look, turn: float) -> Path | None:
    """Outline of a moustache."""
    x, kind = turn * 0.125, look.hair.beard
    if kind not in {"moustache", "thinmoustache"}:
        return None
    if kind == "thinmoustache":
        return smooth(
            [(x - 0.15, 0.262), (x - 0.05, 0.228), (x, 0.24), (x + 0.05, 0.228), (x + 0.15, 0.262), (x, 0.262)]
        )
    return smooth(
        [
            (x - 0.2, 0.25),
            (x - 0.12, 0.21),
            (x - 0.03, 0.2),
            (x, 0.215),
            (x + 0.03, 0.2),
            (x + 0.12, 0.21),
            (x + 0.2, 0.25),
            (x + 0.16, 0.285),
            (x + 0.06, 0.268),
            (x, 0.258),
            (x - 0.06, 0.268),
            (x - 0.16, 0.285),
        ]
    )


FRECKLES = (
    (-0.24, 0.135), (-0.19, 0.165), (-0.14, 0.135), (-0.215, 0.2), (-0.15, 0.195), (0.14, 0.135), (0.19, 0.165),
    (0.235, 0.135), (0.155, 0.2), (0.21, 0.2), (-0.06, 0.12), (0.06, 0.12),
)  # fmt: skip


def _wrinkles() -> Path:
    """Lines of age: forehead, crow's feet, cheeks."""
    path = skia.Path()
    for y in (-0.2, -0.155):
        path.moveTo(-0.15, y)
        path.quadTo(0.0, y - 0.02, 0.15, y)
    for sign in (-1.0, 1.0):
        path.moveTo(sign * 0.1, 0.2)
        path.quadTo(sign * 0.16, 0.25, sign * 0.155, 0.32)
        for dy in (-0.015, 0.035):
            path.moveTo(sign * 0.265, 0.04 + dy * 0.4)
            path.lineTo(sign * 0.31, 0.04 + dy)
        path.moveTo(sign * 0.1, 0.125)
        path.quadTo(sign * 0.16, 0.15, sign * 0.22, 0.12)
    return path


WRINKLES = _wrinkles()


def _scar() -> Path:
    """A slanted scar on the cheek."""
    path = skia.Path()
    path.moveTo(-0.25, 0.1)
    path.lineTo(-0.15, 0.26)
    for share in (0.25, 0.55, 0.8):
        x, y = -0.25 + 0.1 * share, 0.1 + 0.16 * share
        path.moveTo(x - 0.025, y + 0.012)
        path.lineTo(x + 0.025, y - 0.012)
    return path


SCAR = _scar()
