"""Hair styles as outlines in the head's frame, for a head turned by some share.

One unit is the head's height, the origin half way between chin and crown; x grows towards the side the figure
faces. `back` lies behind the whole body, `behind` just behind the head, `front` over the face, `over` last (braids,
locks over the shoulders). `hair_long` has what hangs below the chin.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import skia

from iamflow_agents.generator.storyboard.people.figure_shapes import Path, blob, oval, polygon, smooth, union
from iamflow_agents.generator.storyboard.sprite import LocalBox, Point


@dataclass(slots=True, kw_only=True)
class Hair:
    """Outlines of one style at one turn of the head."""

    back: Path | None = None
    behind: Path | None = None
    front: Path | None = None
    over: Path | None = None
    strands: Path | None = None
    """Lines that show how the hair lies, drawn darker over the front."""
    over_strands: Path | None = None
    stubble: Path | None = None
    """Skin that is shaved: drawn as a faint shade."""
    claims: list[LocalBox] = field(default_factory=list)
    over_claims: list[LocalBox] = field(default_factory=list)
    hairline: float = -0.5
    """Lowest point of the hair over the middle of the forehead."""
    ears: bool = True
    """Whether ears show."""
    ties: list[tuple[float, float, float]] = field(default_factory=list)
    """Hair ties: x, y, radius."""


@dataclass(frozen=True, slots=True)
class Head:
    """What hair needs to know of a head."""

    w: float
    """Half width of the skull."""
    t: float
    """Turn, -1..1."""


def cap(
    head: Head,
    *,
    lift: float = 0.05,
    puff: float = 0.03,
    low: float = 0.02,
    line: float = -0.25,
    part: float = 0.0,
    rise: float = 0.05,
) -> Path:
    """Hair over the skull down to a hairline.

    Args:
        head: The head.
        lift: Volume over the crown.
        puff: Volume at the sides.
        low: Where the sides end.
        line: Height of the hairline at the temples.
        part: Where the hairline is highest, -0.3..0.3.
        rise: How much higher it is there.
    """
    w, t = head.w, head.t
    out = w + puff
    left = -w * 0.86 + max(0.0, t) * 0.13 + min(0.0, t) * 0.05
    right = w * 0.86 + max(0.0, t) * 0.05 + min(0.0, t) * 0.13
    middle = t * 0.1 + part
    top = -0.5 - lift
    path = skia.Path()
    path.moveTo(-out, low)
    path.cubicTo(-out - 0.025, -0.32, -0.27, top, -0.02, top)
    path.cubicTo(0.25, top, out + 0.025, -0.32, out, low)
    path.quadTo((out + right) / 2, low + 0.05, right, low)
    path.quadTo(right + 0.015, line + 0.1, right - 0.05, line + 0.035)
    path.quadTo((right + middle) / 2 + 0.04, line - 0.01, middle, line - rise)
    path.quadTo((left + middle) / 2 - 0.04, line - 0.01, left + 0.05, line + 0.035)
    path.quadTo(left - 0.015, line + 0.1, left, low)
    path.quadTo((-out + left) / 2, low + 0.05, -out, low)
    path.close()
    return path


def crown_box(head: Head, line: float = -0.25) -> LocalBox:
    """A box on top of the head, above the hairline."""
    return -head.w * 0.62, -0.46, head.w * 0.5, line - 0.085


def lines(*curves: tuple[Point, Point, Point]) -> Path:
    """Curved strokes: start, control, end."""
    path = skia.Path()
    for start, control, end in curves:
        path.moveTo(*start)
        path.quadTo(*control, *end)
    return path


def _bald(head: Head) -> Hair:
    return Hair()


def _shaved(head: Head) -> Hair:
    return Hair(stubble=cap(head, lift=0.0, puff=0.0, low=-0.02, line=-0.27))


def _receding(head: Head) -> Hair:
    w, t = head.w, head.t
    path = skia.Path()
    for sign in (-1.0, 1.0):
        hidden = max(0.0, sign * t) * 0.12
        path.addPath(
            smooth(
                [
                    (sign * (w - 0.06 - hidden * 0.4), -0.36),
                    (sign * (w + 0.045), -0.24),
                    (sign * (w + 0.055), -0.02),
                    (sign * (w + 0.02), 0.1),
                    (sign * (w - 0.045), 0.08),
                    (sign * (w - 0.07 + hidden * 0.3), -0.12),
                ]
            )
        )
    box = (-w - 0.02, -0.24, -w + 0.045, 0.0)
    return Hair(front=path, claims=[box], hairline=-0.5)


def _buzz(head: Head) -> Hair:
    front = cap(head, lift=0.014, puff=0.01, low=0.0, line=-0.26)
    return Hair(front=front, claims=[crown_box(head, -0.27)], hairline=-0.27)


def _crop(head: Head) -> Hair:
    front = cap(head, lift=0.04, puff=0.022, low=0.0, line=-0.25, part=0.04)
    strands = lines(((-0.1, -0.5), (0.0, -0.42), (0.06, -0.33)), ((0.12, -0.48), (0.18, -0.4), (0.2, -0.31)))
    return Hair(front=front, strands=strands, claims=[crown_box(head)], hairline=-0.26)


def _short(head: Head) -> Hair:
    t = head.t
    front = cap(head, lift=0.075, puff=0.035, low=0.03, line=-0.23, part=-0.16, rise=0.06)
    swoop = smooth(
        [(-0.2 + t * 0.1, -0.36), (0.0 + t * 0.1, -0.47), (0.3, -0.42), (head.w + 0.03, -0.24), (head.w - 0.03, -0.15),
         (0.2 + t * 0.1, -0.22), (0.02 + t * 0.1, -0.24)]
    )  # fmt: skip
    strands = lines(
        ((-0.16 + t * 0.1, -0.36), (0.05, -0.45), (0.26, -0.36)),
        ((-0.16 + t * 0.1, -0.33), (0.05, -0.36), (0.24, -0.24)),
    )
    return Hair(front=union(front, swoop), strands=strands, claims=[crown_box(head, -0.27)], hairline=-0.2)


def _parted(head: Head) -> Hair:
    t = head.t
    front = cap(head, lift=0.06, puff=0.03, low=0.03, line=-0.23, part=-0.13, rise=0.1)
    p = (-0.13 + t * 0.1, -0.34)
    strands = lines(
        (p, (-0.1 + t * 0.06, -0.44), (-0.04, -0.54)), ((-0.05 + t * 0.1, -0.33), (0.1, -0.42), (0.27, -0.3)),
        ((-0.18 + t * 0.1, -0.32), (-0.26, -0.36), (-0.32, -0.2)),
    )  # fmt: skip
    return Hair(front=front, strands=strands, claims=[crown_box(head, -0.28)], hairline=-0.28)


def _slicked(head: Head) -> Hair:
    front = cap(head, lift=0.06, puff=0.02, low=0.0, line=-0.29, rise=0.07)
    strands = lines(
        ((-0.14, -0.35), (-0.2, -0.46), (-0.24, -0.48)), ((0.02, -0.38), (-0.02, -0.48), (-0.06, -0.55)),
        ((0.18, -0.35), (0.15, -0.45), (0.1, -0.52)), ((0.29, -0.26), (0.3, -0.35), (0.26, -0.43)),
    )  # fmt: skip
    return Hair(front=front, strands=strands, claims=[(-0.2, -0.5, 0.2, -0.385)], hairline=-0.3)


def _fringe(head: Head) -> Hair:
    w, t = head.w, head.t
    front = cap(head, lift=0.06, puff=0.035, low=0.04, line=-0.2, rise=0.0)
    x = t * 0.1
    teeth: list[Point] = [(-w * 0.95, -0.3)]
    for at in range(7):
        share = at / 6
        teeth.append((x * 0.8 - w * 0.78 + share * w * 1.56, -0.135 if at % 2 else -0.165))
    teeth += [(w * 0.95, -0.3), (0.0, -0.46)]
    strands = lines(*(((x + s, -0.36), (x + s * 1.1, -0.28), (x + s * 1.15, -0.19)) for s in (-0.17, -0.03, 0.12)))
    return Hair(front=union(front, polygon(teeth)), strands=strands, claims=[crown_box(head, -0.22)], hairline=-0.13)


def _messy(head: Head) -> Hair:
    w, t = head.w, head.t
    front = cap(head, lift=0.05, puff=0.03, low=0.03, line=-0.22)
    points: list[Point] = []
    for at in range(11):
        angle = math.pi * (1.04 - at / 10 * 1.08)
        radius = 1.0 if at % 2 else 0.83
        points.append((math.cos(angle) * (w + 0.11) * radius, -0.16 - math.sin(angle) * 0.5 * radius))
    spikes = polygon([*points, (w * 0.7, -0.22), (-w * 0.7, -0.22)])
    bits = polygon(
        [(t * 0.1 - 0.24, -0.3), (t * 0.1 - 0.14, -0.17), (t * 0.1 - 0.05, -0.28), (t * 0.1 + 0.05, -0.16),
         (t * 0.1 + 0.12, -0.28), (t * 0.1 + 0.22, -0.18), (t * 0.1 + 0.26, -0.32)]
    )  # fmt: skip
    strands = lines(((-0.2, -0.36), (-0.22, -0.46), (-0.3, -0.5)), ((0.05, -0.38), (0.08, -0.48), (0.04, -0.58)))
    return Hair(
        front=union(union(front, spikes), bits), strands=strands, claims=[crown_box(head, -0.25)], hairline=-0.15
    )


def _ring(head: Head, count: int, size: float, spread: float, start: float, end: float, cy: float) -> Path:
    """Curls along an arc around the skull."""
    circles = []
    for at in range(count):
        angle = math.radians(start + (end - start) * at / (count - 1))
        radius = size * (1.0 if at % 2 else 0.86)
        circles.append((math.cos(angle) * (head.w + spread), cy - math.sin(angle) * (0.36 + spread), radius))
    return blob(circles)


def _short_curls(head: Head) -> Hair:
    t = head.t
    front = cap(head, lift=0.05, puff=0.03, low=0.0, line=-0.24)
    curls = _ring(head, 13, 0.115, -0.035, -8, 188, -0.16)
    brow = blob([(t * 0.1 + x, -0.29 + 0.02 * abs(x), 0.085) for x in (-0.24, -0.12, 0.0, 0.12, 0.24)])
    strands = lines(*(((x, y), (x + 0.05, y - 0.06), (x + 0.09, y)) for x, y in (
        (-0.26, -0.36), (-0.08, -0.45), (0.12, -0.43), (-0.14, -0.31), (0.06, -0.32), (0.24, -0.33))))  # fmt: skip
    return Hair(front=union(union(front, curls), brow), strands=strands, claims=[crown_box(head, -0.26)], hairline=-0.2)


def _wavy(head: Head) -> Hair:
    shape = _short(head)
    curls = _ring(head, 8, 0.11, -0.02, 0, 180, -0.16)
    shape.front = union(shape.front, curls)
    return shape


def _afro(head: Head) -> Hair:
    circles = [(0.0, -0.22, 0.5)]
    for at in range(16):
        angle = math.radians(-28 + 236 * at / 15)
        circles.append((math.cos(angle) * 0.48, -0.2 - math.sin(angle) * 0.44, 0.13))
    behind = blob(circles)
    front = cap(head, lift=0.14, puff=0.08, low=0.0, line=-0.24)
    tops = blob([(head.t * 0.1 + x, -0.3, 0.075) for x in (-0.24, -0.12, 0.0, 0.12, 0.24)])
    strands = lines(*(((x, y), (x + 0.04, y - 0.05), (x + 0.08, y)) for x, y in (
        (-0.3, -0.4), (-0.12, -0.52), (0.1, -0.5), (0.26, -0.4), (-0.02, -0.38))))  # fmt: skip
    return Hair(
        behind=behind, front=union(front, tops), strands=strands, ears=False,
        claims=[(-0.3, -0.62, 0.26, -0.38)], hairline=-0.22,
    )  # fmt: skip


def _mohawk(head: Head) -> Hair:
    t = head.t
    x = t * 0.08
    crest = smooth(
        [(x - 0.1, -0.3), (x - 0.17, -0.52), (x - 0.15, -0.82), (x - 0.02, -0.7), (x + 0.02, -0.88), (x + 0.12, -0.72),
         (x + 0.18, -0.78), (x + 0.17, -0.5), (x + 0.1, -0.28), (x, -0.26)]
    )  # fmt: skip
    strands = lines(
        ((x - 0.04, -0.38), (x - 0.06, -0.55), (x - 0.08, -0.68)),
        ((x + 0.05, -0.38), (x + 0.07, -0.55), (x + 0.1, -0.66)),
    )
    return Hair(
        front=crest, strands=strands, stubble=cap(head, lift=0.0, puff=0.0, low=-0.02, line=-0.27),
        claims=[(x - 0.09, -0.66, x + 0.11, -0.4)], hairline=-0.28,
    )  # fmt: skip


def _undercut(head: Head) -> Hair:
    t = head.t
    top = smooth(
        [(-head.w * 0.82, -0.28), (-head.w * 0.95, -0.5), (-0.1, -0.66), (0.24, -0.62), (head.w * 0.98, -0.46),
         (head.w * 0.9, -0.27), (0.2 + t * 0.1, -0.26), (0.0 + t * 0.1, -0.3), (-0.2 + t * 0.08, -0.26)]
    )  # fmt: skip
    strands = lines(((-0.2, -0.34), (-0.1, -0.52), (0.1, -0.58)), ((0.0, -0.34), (0.1, -0.48), (0.24, -0.5)))
    return Hair(
        front=top, strands=strands, stubble=cap(head, lift=0.0, puff=0.004, low=0.03, line=-0.26),
        claims=[(-0.24, -0.53, 0.24, -0.36)], hairline=-0.26,
    )  # fmt: skip


def _pixie(head: Head) -> Hair:
    w, t = head.w, head.t
    front = cap(head, lift=0.055, puff=0.035, low=0.14, line=-0.2, part=-0.2, rise=0.08)
    swoop = smooth(
        [(-0.24 + t * 0.1, -0.37), (0.0, -0.48), (0.3, -0.4), (w + 0.02, -0.2), (w - 0.02, -0.04), (w - 0.08, -0.12),
         (0.16 + t * 0.1, -0.18), (-0.04 + t * 0.1, -0.24)]
    )  # fmt: skip
    strands = lines(
        ((-0.2 + t * 0.1, -0.36), (0.06, -0.42), (0.28, -0.24)), ((-0.2 + t * 0.1, -0.34), (0.0, -0.34), (0.18, -0.22))
    )
    return Hair(front=union(front, swoop), strands=strands, claims=[crown_box(head, -0.28)], hairline=-0.18)


def _bun(head: Head) -> Hair:
    front = cap(head, lift=0.05, puff=0.02, low=-0.02, line=-0.26, rise=0.05)
    ball = blob(
        [(-0.12 * head.t - 0.03, -0.64, 0.18), (-0.12 * head.t - 0.13, -0.58, 0.1), (-0.12 * head.t + 0.08, -0.58, 0.1)]
    )
    strands = lines(
        ((-0.24, -0.28), (-0.2, -0.42), (-0.08, -0.53)), ((0.0, -0.32), (0.0, -0.44), (-0.02, -0.53)),
        ((0.24, -0.28), (0.18, -0.44), (0.06, -0.53)), ((-0.13, -0.66), (-0.04, -0.72), (0.06, -0.66)),
    )  # fmt: skip
    return Hair(behind=ball, front=front, strands=strands, claims=[crown_box(head, -0.28)], hairline=-0.29)


def _cornrows(head: Head) -> Hair:
    front = cap(head, lift=0.02, puff=0.016, low=0.02, line=-0.27, rise=0.04)
    x = head.t * 0.08
    strands = lines(
        *(
            ((x + s, -0.29 - 0.03 * (1 - abs(s) * 3)), (x * 0.6 + s * 0.95, -0.42), (s * 0.7, -0.52))
            for s in (-0.26, -0.16, -0.05, 0.05, 0.16, 0.26)
        )
    )
    return Hair(front=front, strands=strands, claims=[crown_box(head, -0.28)], hairline=-0.3)


def _curlers(head: Head) -> Hair:
    front = cap(head, lift=0.06, puff=0.05, low=0.08, line=-0.24)
    return Hair(
        front=front, claims=[(-head.w - 0.02, -0.2, -head.w * 0.8, 0.02), crown_box(head)], hairline=-0.26,
        ties=[(x, -0.5 + 0.36 * x * x * 4, 0.095) for x in (-0.3, -0.1, 0.1, 0.3)],
    )  # fmt: skip


SHORT_STYLES: dict[str, Callable[[Head], Hair]] = {
    "bald": _bald,
    "shaved": _shaved,
    "receding": _receding,
    "buzz": _buzz,
    "crop": _crop,
    "short": _short,
    "parted": _parted,
    "slicked": _slicked,
    "fringe": _fringe,
    "messy": _messy,
    "short_curls": _short_curls,
    "wavy": _wavy,
    "afro": _afro,
    "mohawk": _mohawk,
    "undercut": _undercut,
    "pixie": _pixie,
    "bun": _bun,
    "cornrows": _cornrows,
    "curlers": _curlers,
}
"""Styles that end above the shoulders."""
UNDER_HAT = {
    "afro": "short_curls", "mohawk": "buzz", "bun": "slicked", "messy": "short", "undercut": "crop", "curlers": "crop",
}  # fmt: skip
"""What shows of a style under a hat."""


def shade_spot(x: float, y: float) -> Path:
    """A small round highlight on bare skin."""
    return oval(x, y, 0.09, 0.045)
