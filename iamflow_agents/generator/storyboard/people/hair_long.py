"""Hair styles that hang below the chin: bobs, long hair, tails, braids and locks. See `hair` for the frame."""

from __future__ import annotations

import math
from collections.abc import Callable

from iamflow_agents.generator.storyboard.people.figure_shapes import Path, blob, smooth, tube, union
from iamflow_agents.generator.storyboard.people.hair import SHORT_STYLES, Hair, Head, cap, crown_box, lines
from iamflow_agents.generator.storyboard.sprite import Point


def _curtain(head: Head, bottom: float, flare: float, waves: float = 0.0) -> Path:
    """Hair behind the neck and shoulders down to a height."""
    w = head.w
    left: list[Point] = []
    right: list[Point] = []
    rows = 9
    for at in range(rows):
        share = at / (rows - 1)
        y = -0.35 + (bottom + 0.35) * share
        wide = w + 0.05 + flare * math.sin(min(1.0, share * 1.15) * math.pi * 0.62)
        ripple = waves * math.sin(share * math.pi * 5)
        left.append((-wide + ripple - 0.03, y))
        right.append((wide + ripple - 0.02, y))
    right[-1] = (right[-1][0] * 0.78, bottom)
    left[-1] = (left[-1][0] * 0.8, bottom)
    return smooth([(0.0, -0.5), *right, (0.0, bottom + 0.05), *reversed(left)])


def _lock(head: Head, sign: float, bottom: float, inner: float, waves: float = 0.0) -> Path:
    """A strand from the temple down beside the face and over the shoulder."""
    w, t = head.w, head.t
    near = max(0.0, sign * -t) * 0.1
    outer: list[Point] = []
    inside: list[Point] = []
    for at in range(7):
        share = at / 6
        y = -0.26 + (bottom + 0.26) * share
        ripple = waves * math.sin(share * math.pi * 4)
        outer.append((sign * (w + 0.05 + 0.05 * math.sin(share * math.pi)) + ripple, y))
        x = w * 0.84 - near * 1.2 * (1 - share) + (inner - w * 0.86) * share
        inside.append((sign * x + ripple, y))
    inside[-1] = outer[-1]
    return smooth([(sign * w * 0.8, -0.36), *outer, *reversed(inside)])


def _long(head: Head, bottom: float, flare: float, front_bottom: float, waves: float) -> Hair:
    """Long hair, parted, over both shoulders."""
    front = cap(head, lift=0.06, puff=0.05, low=0.04, line=-0.22, part=-0.07, rise=0.11)
    front = union(front, _lock(head, -1.0, front_bottom, head.w * 0.74, waves))
    front = union(front, _lock(head, 1.0, front_bottom * 0.94, head.w * 0.74, waves))
    p = (-0.07 + head.t * 0.1, -0.35)
    w = head.w
    strands = lines(
        (p, (-0.06, -0.45), (-0.03, -0.55)),
        ((p[0] - 0.08, -0.32), (-w + 0.03, -0.3), (-w + 0.015, -0.06)),
        ((p[0] + 0.1, -0.33), (w, -0.32), (w + 0.01, 0.1)),
    )
    sides = [(-w - 0.045, -0.02, -w + 0.03, min(0.5, front_bottom * 0.66))]
    return Hair(
        back=_curtain(head, bottom, flare, waves), front=front, strands=strands, ears=False,
        claims=[crown_box(head, -0.31), *sides], hairline=-0.27,
    )  # fmt: skip


def _long_straight(head: Head) -> Hair:
    return _long(head, 1.25, 0.05, 0.92, 0.0)


def _long_wavy(head: Head) -> Hair:
    return _long(head, 1.2, 0.13, 0.88, 0.035)


def _shoulder(head: Head) -> Hair:
    return _long(head, 0.66, 0.09, 0.5, 0.012)


def _long_curls(head: Head) -> Hair:
    w, t = head.w, head.t
    circles = []
    for sign in (-1.0, 1.0):
        for at in range(7):
            y = -0.3 + at * 0.17
            circles.append((sign * (w + 0.1 + 0.05 * math.sin(at * 0.9)), y, 0.14 if at % 2 else 0.12))
        circles += [(sign * (w - 0.06), y, 0.15) for y in (0.45, 0.62, 0.74)]
    circles += [(0.0, 0.5, 0.3), (0.0, 0.1, 0.4), (0.0, -0.2, 0.42)]
    front = cap(head, lift=0.08, puff=0.06, low=0.1, line=-0.23)
    tops = blob(
        [
            (math.cos(a) * (w + 0.02), -0.2 - math.sin(a) * 0.36, 0.11)
            for a in (math.radians(d) for d in range(-20, 201, 22))
        ]
    )
    brow = blob([(t * 0.1 + x, -0.3 + 0.05 * abs(x), 0.08) for x in (-0.24, -0.12, 0.0, 0.12, 0.24)])
    strands = lines(*(((x, y), (x + 0.05, y - 0.06), (x + 0.09, y)) for x, y in (
        (-0.26, -0.36), (-0.06, -0.46), (0.14, -0.42), (-0.14, -0.32), (0.08, -0.33))))  # fmt: skip
    return Hair(
        back=blob(circles), front=union(union(front, tops), brow), strands=strands, ears=False,
        claims=[crown_box(head, -0.28)], hairline=-0.21,
    )  # fmt: skip


def _bob(head: Head) -> Hair:
    w = head.w
    front = cap(head, lift=0.06, puff=0.06, low=0.06, line=-0.2, part=-0.14, rise=0.09)
    for sign in (-1.0, 1.0):
        near = max(0.0, -sign * head.t) * 0.1
        front = union(
            front,
            smooth(
                [
                    (sign * w * 0.7, -0.36),
                    (sign * (w + 0.09), -0.22),
                    (sign * (w + 0.12), 0.14),
                    (sign * (w + 0.1), 0.42),
                    (sign * (w - 0.06), 0.44),
                    (sign * (w - 0.1 - near * 0.3), 0.3),
                    (sign * (w - 0.07 - near), 0.05),
                ]
            ),
        )
    back = smooth([(0.0, -0.5), (w + 0.1, -0.3), (w + 0.1, 0.4), (0.0, 0.48), (-w - 0.1, 0.4), (-w - 0.1, -0.3)])
    p = -0.14 + head.t * 0.1
    strands = lines(
        ((p, -0.33), (p + 0.02, -0.44), (p + 0.06, -0.54)), ((w + 0.03, 0.1), (w + 0.05, 0.25), (w + 0.0, 0.4)),
        ((p + 0.12, -0.32), (w, -0.3), (w + 0.02, 0.05)),
    )  # fmt: skip
    return Hair(
        back=back, front=front, strands=strands, ears=False,
        claims=[crown_box(head, -0.29), (-w - 0.06, -0.08, -w + 0.02, 0.3)], hairline=-0.24,
    )  # fmt: skip


def _pulled(head: Head) -> tuple[Path, Path]:
    """Hair combed back tightly, and its strands."""
    front = cap(head, lift=0.045, puff=0.02, low=-0.03, line=-0.25, rise=0.05)
    strands = lines(
        ((-0.22, -0.28), (-0.26, -0.4), (-0.3, -0.42)), ((-0.02, -0.33), (-0.1, -0.45), (-0.2, -0.5)),
        ((0.2, -0.29), (0.1, -0.46), (-0.05, -0.53)),
    )  # fmt: skip
    return front, strands


def _ponytail(head: Head) -> Hair:
    front, strands = _pulled(head)
    x = -head.w - 0.02
    tail = smooth(
        [(x + 0.2, -0.46), (x - 0.1, -0.5), (x - 0.26, -0.26), (x - 0.28, 0.15), (x - 0.16, 0.6), (x - 0.02, 0.82),
         (x + 0.02, 0.5), (x - 0.02, 0.1), (x + 0.02, -0.18), (x + 0.2, -0.26)]
    )  # fmt: skip
    return Hair(
        back=tail, front=front, strands=strands, claims=[crown_box(head, -0.27)], hairline=-0.28,
        ties=[(x + 0.0, -0.38, 0.06)],
    )  # fmt: skip


def _pigtails(head: Head) -> Hair:
    w = head.w
    front = cap(head, lift=0.05, puff=0.03, low=0.0, line=-0.23, rise=0.1)
    tails = None
    for sign in (-1.0, 1.0):
        x = sign * (w + 0.06)
        tail = smooth(
            [(x - sign * 0.1, -0.2), (x + sign * 0.12, -0.24), (x + sign * 0.26, 0.0), (x + sign * 0.24, 0.3),
             (x + sign * 0.1, 0.52), (x + sign * 0.05, 0.3), (x - sign * 0.02, 0.02)]
        )  # fmt: skip
        tails = tail if tails is None else union(tails, tail)
    strands = lines(((head.t * 0.1, -0.33), (0.0, -0.44), (0.0, -0.54)), ((-0.2, -0.3), (-0.28, -0.34), (-0.34, -0.2)))
    return Hair(
        behind=tails, front=front, strands=strands, claims=[crown_box(head, -0.32)], hairline=-0.3,
        ties=[(-w - 0.05, -0.13, 0.055), (w + 0.05, -0.13, 0.055)],
    )  # fmt: skip


def _plait(start: Point, end: Point, width: float) -> tuple[Path, Path, tuple[float, float, float]]:
    """A braid between two points: outline, lines, and the tie at its end."""
    count = max(4, round(math.dist(start, end) / (width * 0.95)))
    shape: Path | None = None
    marks: list[tuple[Point, Point, Point]] = []
    for at in range(count):
        share = (at + 0.5) / count
        x, y = start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share
        size = width * (1.0 - 0.3 * share)
        lump = blob([(x - size * 0.28, y, size * 0.6), (x + size * 0.28, y, size * 0.6)])
        shape = lump if shape is None else union(shape, lump)
        marks.append(((x - size * 0.6, y - size * 0.4), (x, y + size * 0.35), (x + size * 0.6, y - size * 0.4)))
    tuft = smooth(
        [
            (end[0] - width * 0.3, end[1] - 0.02),
            (end[0] + width * 0.3, end[1] - 0.02),
            (end[0] + width * 0.36, end[1] + 0.14),
            (end[0] - width * 0.36, end[1] + 0.14),
        ]
    )
    assert shape is not None
    return union(shape, tuft), lines(*marks), (end[0], end[1], width * 0.34)


def _braids(head: Head) -> Hair:
    w = head.w
    front = cap(head, lift=0.05, puff=0.035, low=0.12, line=-0.22, rise=0.11)
    left, left_lines, left_tie = _plait((-w - 0.02, 0.12), (-w - 0.1, 0.98), 0.15)
    right, right_lines, right_tie = _plait((w + 0.02, 0.12), (w + 0.08, 0.96), 0.15)
    left_lines.addPath(right_lines)
    strands = lines(((head.t * 0.1, -0.33), (0.0, -0.44), (0.0, -0.54)), ((-0.18, -0.3), (-0.28, -0.3), (-0.34, -0.12)))
    return Hair(
        front=front, over=union(left, right), strands=strands, over_strands=left_lines, ears=False,
        claims=[crown_box(head, -0.33)], hairline=-0.28, ties=[left_tie, right_tie],
    )  # fmt: skip


def _braid(head: Head) -> Hair:
    w = head.w
    front, strands = _pulled(head)
    plait, marks, tie = _plait((-w * 0.95, 0.2), (-w * 1.2, 1.75), 0.22)
    side = smooth([(-w - 0.03, -0.25), (-w * 0.75, -0.1), (-w * 0.72, 0.22), (-w * 0.95, 0.36), (-w - 0.08, 0.22)])
    return Hair(
        front=union(front, side), over=plait, strands=strands, over_strands=marks,
        claims=[crown_box(head, -0.27)], hairline=-0.28, ties=[tie], ears=False,
    )  # fmt: skip


def _dreadlocks(head: Head) -> Hair:
    w = head.w
    back: Path | None = None
    front = cap(head, lift=0.08, puff=0.06, low=0.06, line=-0.24, rise=0.05)
    for at in range(9):
        share = at / 8 * 2 - 1
        x = share * (w + 0.07)
        low = 0.78 + 0.07 * (at % 3)
        strand = tube((x * 0.9, -0.3), (x * 1.12, 0.2), (x * 1.12, low), ((0.0, 0.07), (0.5, 0.075), (1.0, 0.055)))
        back = strand if back is None else union(back, strand)
    for x, low in ((-w - 0.03, 0.62), (-w + 0.03, 0.5), (w + 0.03, 0.6), (w - 0.02, 0.46)):
        front = union(
            front, tube((x * 0.95, -0.25), (x * 1.04, 0.15), (x * 1.02, low), ((0.0, 0.06), (0.5, 0.062), (1.0, 0.048)))
        )
    strands = lines(
        *(((x + head.t * 0.08, -0.3), (x * 0.9, -0.42), (x * 0.7, -0.55)) for x in (-0.26, -0.14, -0.02, 0.1, 0.22)),
        ((-w, -0.2), (-w - 0.02, 0.1), (-w, 0.5)), ((w, -0.2), (w + 0.02, 0.1), (w, 0.45)),
    )  # fmt: skip
    return Hair(back=back, front=front, strands=strands, ears=False, claims=[crown_box(head, -0.29)], hairline=-0.28)


LONG_STYLES: dict[str, Callable[[Head], Hair]] = {
    "long_straight": _long_straight,
    "long_wavy": _long_wavy,
    "long_curls": _long_curls,
    "shoulder": _shoulder,
    "bob": _bob,
    "ponytail": _ponytail,
    "pigtails": _pigtails,
    "braids": _braids,
    "braid": _braid,
    "dreadlocks": _dreadlocks,
}
"""Styles that end below the chin."""
STYLES: dict[str, Callable[[Head], Hair]] = {**SHORT_STYLES, **LONG_STYLES}
"""Every style that is drawn in its own way."""


def make_hair(style: str, head: Head) -> Hair:
    """Outlines of a style; unknown styles are cropped hair."""
    return STYLES.get(style, SHORT_STYLES["crop"])(head)
