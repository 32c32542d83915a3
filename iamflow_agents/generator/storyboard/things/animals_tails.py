"""Tails of four-legged animals, from the root at the origin, pointing left."""

from __future__ import annotations

import math

from iamflow_agents.generator.storyboard.ink import Ink, Path, curve, disc, outlined, oval, tinted, tube
from iamflow_agents.generator.storyboard.things.animals_coat import Coat

_SWEEPS: dict[str, tuple[float, float, float, float]] = {
    "sabre": (150.0, -16.0, 0.055, 0.02),
    "up": (100.0, 22.0, 0.05, 0.03),
    "curl_up": (110.0, -56.0, 0.06, 0.035),
    "brush": (196.0, 4.0, 0.06, 0.1),
    "thin": (150.0, -12.0, 0.04, 0.032),
    "thick": (158.0, 12.0, 0.05, 0.052),
    "tuft": (248.0, 6.0, 0.03, 0.018),
    "hair": (232.0, 12.0, 0.07, 0.08),
    "rope": (190.0, -6.0, 0.03, 0.008),
    "pig": (160.0, -120.0, 0.022, 0.016),
    "lizard": (184.0, -6.0, 0.12, 0.012),
}
"""Direction of the root (degrees, 90 up, 180 back), bend of each of three pieces, half widths (shares of height)."""


def tail_path(kind: str, length: float, h: float, wag: float, coat: Coat, *, low: bool) -> list[tuple[Path, Ink]]:
    """Shapes of a tail.

    Args:
        kind: One of the sweeps above, `stub` or `none`.
        length: In metres.
        h: Height of the animal at the withers in metres.
        wag: -1..1, where in its wag the tail is.
        coat: The animal's inks.
        low: Whether the animal sits or lies, so that the tail rests on the ground.

    Returns:
        Paths from the root at the origin, with their inks.
    """
    if kind == "none":
        return []
    if kind == "stub":
        return [(oval(-0.03 * h, 0.02 * h, 0.07 * h, 0.09 * h, 20 + 12 * wag), coat.second)]
    start, bend, wide, end = _SWEEPS[kind]
    if low and kind != "pig":
        start, bend = 188.0, -6.0
    angle = start + wag * (14.0 if kind in {"sabre", "up", "curl_up"} else 7.0)
    x, y = 0.0, 0.0
    points: list[tuple[float, float]] = [(x, y)]
    for _ in range(3):
        a = math.radians(angle)
        x, y = x + math.cos(a) * length / 3, y - math.sin(a) * length / 3
        points.append((x, y))
        angle += bend + wag * 5.0
    layers: list[tuple[Path, Ink]] = []
    if kind == "pig":
        return [(outlined(curve(*points), wide * 2 * h), coat.main)]
    if kind == "brush":
        widths = (wide * 0.8, 0.1, 0.13, 0.02)
        joints = tuple((px, py, w * h) for (px, py), w in zip(points, widths, strict=True))
        layers.append((tube(joints, pointed=True), coat.main))
        tip = (
            (points[2][0] * 0.45 + points[3][0] * 0.55, points[2][1] * 0.45 + points[3][1] * 0.55, 0.085 * h),
            (points[2][0] * 0.25 + points[3][0] * 0.75, points[2][1] * 0.25 + points[3][1] * 0.75, 0.06 * h),
            (*points[3], 0.01 * h),
        )
        layers.append((tube(tip, pointed=True), coat.second))
        return layers
    widths4 = tuple(wide + (end - wide) * i / 3 for i in range(4))
    joints = tuple((px, py, w * h) for (px, py), w in zip(points, widths4, strict=True))
    ink = coat.second if kind == "hair" else coat.main
    layers.append((tube(joints, pointed=kind in {"sabre", "rope", "hair", "lizard"}), ink))
    if kind == "tuft":
        layers.append((oval(points[3][0], points[3][1] + 0.03 * h, 0.05 * h, 0.09 * h, 10 * wag), coat.second))
    if kind in {"sabre", "curl_up"} and coat.pattern in {"patches", "bib"}:
        layers.append((disc(points[3][0], points[3][1], max(end, 0.03) * h), coat.second))
    if kind in {"thin", "thick"} and coat.pattern == "stripes":
        for px, py in points[1:]:
            layers.append((disc(px, py, end * h * 1.02), tinted(coat.second, 0.0)))
    return layers
