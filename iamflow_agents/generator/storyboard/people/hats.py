"""Headwear in the head's frame: what lies behind the head, what covers it, and where its colour can be measured."""

from __future__ import annotations

from collections.abc import Callable

import skia

from iamflow_agents.generator.storyboard.people.figure_shapes import (
    blob,
    common,
    darker,
    ink,
    lighter,
    line,
    oval,
    rounded,
    smooth,
    union,
    without,
)
from iamflow_agents.generator.storyboard.people.hat_parts import Hat, band, dome, dressed, edge
from iamflow_agents.generator.storyboard.people.hats_stiff import STIFF
from iamflow_agents.generator.storyboard.people.look_wear import Piece


def _beanie(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    top = dome(w, -0.2, -0.68)
    hat.add(band(w, -0.15, -0.3), ink(darker(piece.rgb, 0.14)))
    ribs = skia.Path()
    for x in (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3):
        ribs.moveTo(x, -0.265)
        ribs.lineTo(x, -0.125)
    hat.add(ribs, edge(piece.rgb, 0.012))
    if piece.accent:
        hat.add(blob([(0.0, -0.7, 0.1)]), ink(piece.accent))
    return dressed(hat, piece, top, (-w - 0.07, -0.68, w + 0.07, -0.1), (-w * 0.7, -0.56, w * 0.7, -0.3))


def _cap(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    reach = 0.24 + 0.22 * t
    visor = smooth(
        [(-w * 0.6 + t * 0.3, -0.24), (reach * 0.6, -0.29), (w + 0.04 + reach, -0.2), (w + 0.02 + reach, -0.14),
         (reach * 0.7, -0.18), (-w * 0.6 + t * 0.25, -0.19)]
    )  # fmt: skip
    hat.add(visor, ink(piece.accent or darker(piece.rgb, 0.2)))
    hat.add(visor, edge(piece.rgb))
    seam = skia.Path()
    seam.moveTo(t * 0.1, -0.6)
    seam.quadTo(t * 0.16, -0.42, t * 0.14, -0.25)
    hat.add(seam, edge(piece.rgb, 0.01))
    hat.add(oval(t * 0.02, -0.605, 0.03, 0.018), ink(darker(piece.rgb, 0.25)))
    cover = (-w - 0.07, -0.62, w + 0.07 + max(0.0, reach), -0.13)
    return dressed(hat, piece, dome(w, -0.22, -0.6), cover, (-w * 0.75, -0.5, t * 0.08 - 0.03, -0.3))


def _flatcap(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    side = 1.0 if t >= 0 else -1.0
    main = smooth(
        [(-side * (w + 0.1), -0.28), (-side * (w + 0.07), -0.46), (-side * 0.1, -0.6), (side * (w - 0.02), -0.5),
         (side * (w + 0.16), -0.3), (side * (w + 0.04), -0.2), (0.0, -0.17), (-side * (w + 0.03), -0.19)]
    )  # fmt: skip
    visor = smooth(
        [
            (side * 0.0, -0.23),
            (side * (w + 0.05), -0.28),
            (side * (w + 0.2), -0.2),
            (side * (w + 0.06), -0.15),
            (side * 0.05, -0.18),
        ]
    )
    hat.add(visor, ink(darker(piece.rgb, 0.25)))
    return dressed(hat, piece, main, (-w - 0.2, -0.58, w + 0.22, -0.15), (-0.22, -0.46, 0.2, -0.29))


def _furhat(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    circles = [(x, -0.44 - 0.12 * (1 - (x / 0.45) ** 2), 0.17) for x in (-0.34, -0.2, -0.06, 0.08, 0.22, 0.35)]
    main = union(dome(w, -0.18, -0.62, 0.09), blob(circles))
    flaps = smooth([(-w - 0.09, -0.3), (-w - 0.1, 0.16), (-w + 0.04, 0.2), (-w + 0.06, -0.2)])
    other = smooth([(w + 0.09, -0.3), (w + 0.1, 0.16), (w - 0.02, 0.2), (w - 0.03, -0.2)])
    main = union(union(main, flaps), other)
    hat.add(band(w, -0.16, -0.32, 0.1), ink(lighter(piece.rgb, 0.18)))
    return dressed(hat, piece, main, (-w - 0.12, -0.73, w + 0.12, -0.1), (-w * 0.7, -0.58, w * 0.7, -0.36))


def _bathcap(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=False)
    hat.add(band(w, -0.19, -0.26, 0.045), ink(darker(piece.rgb, 0.15)))
    return dressed(
        hat, piece, dome(w, -0.21, -0.63, 0.05), (-w - 0.06, -0.63, w + 0.06, -0.14), (-w * 0.7, -0.53, w * 0.7, -0.28)
    )


def _headscarf(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=True)
    x = t * 0.1
    drape = smooth(
        [(-w - 0.08, -0.2), (-w - 0.16, 0.4), (-0.3, 0.78), (0.3, 0.78), (w + 0.14, 0.4), (w + 0.08, -0.2), (0.0, -0.5)]
    )
    hat.back.append((drape, ink(darker(piece.rgb, 0.2))))
    outer = smooth(
        [
            (-w - 0.06, -0.1),
            (-w - 0.06, -0.42),
            (-0.2, -0.6),
            (0.2, -0.6),
            (w + 0.06, -0.42),
            (w + 0.06, -0.1),
            (w + 0.04, 0.26),
            (0.24, 0.58),
            (0.04, 0.66),
            (-0.24, 0.58),
            (-w - 0.04, 0.26),
        ]
    )
    opening = oval(x, 0.08, w * 0.8, 0.385)
    main = without(outer, opening)
    folds = skia.Path()
    folds.moveTo(-w * 0.96, -0.3)
    folds.quadTo(-w * 0.98, 0.2, -0.1, 0.58)
    folds.moveTo(-0.2, -0.52)
    folds.quadTo(-w, -0.2, -w * 0.9, 0.2)
    hat.add(folds, line(darker(piece.rgb, 0.3), 0.014, 130))
    dressed(hat, piece, main, (-w - 0.1, -0.6, w + 0.1, -0.28), (-0.24, -0.5, 0.24, -0.335))
    hat.covers += [(-w - 0.1, -0.3, x - w * 0.72, 0.6), (x + w * 0.72, -0.3, w + 0.1, 0.6), (-0.3, 0.44, 0.3, 0.66)]
    return hat


def _bandana(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    tails = smooth(
        [
            (-w - 0.0, -0.22),
            (-w - 0.2, -0.06),
            (-w - 0.16, 0.14),
            (-w - 0.06, -0.02),
            (-w + 0.02, 0.06),
            (-w + 0.02, -0.16),
        ]
    )
    hat.back.append((tails, ink(darker(piece.rgb, 0.18))))
    hat.add(common(dome(w, -0.2, -0.57, 0.035), band(w, -0.19, -0.23)), ink(darker(piece.rgb, 0.2)))
    return dressed(
        hat, piece, dome(w, -0.2, -0.57, 0.035), (-w - 0.05, -0.57, w + 0.05, -0.14), (-w * 0.7, -0.48, w * 0.7, -0.27)
    )


def _turban(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=False)
    main = smooth(
        [(-w - 0.06, -0.14), (-w - 0.19, -0.36), (-w - 0.08, -0.6), (-0.16, -0.76), (0.16, -0.76), (w + 0.08, -0.6),
         (w + 0.19, -0.36), (w + 0.06, -0.14), (0.14, -0.25), (-0.1, -0.25)]
    )  # fmt: skip
    folds = skia.Path()
    for x0, y0, cx, cy, x1, y1 in (
        (-w - 0.08, -0.26, -0.1, -0.34, w * 0.9, -0.62), (-w - 0.1, -0.4, -0.1, -0.46, w * 0.5, -0.7),
        (w + 0.08, -0.26, 0.16, -0.34, -0.02, -0.27),
    ):  # fmt: skip
        folds.moveTo(x0, y0)
        folds.quadTo(cx, cy, x1, y1)
    hat.add(folds, line(darker(piece.rgb, 0.35), 0.02, 150))
    if piece.accent:
        hat.add(blob([(t * 0.1, -0.34, 0.05)]), ink(piece.accent))
    return dressed(hat, piece, main, (-w - 0.19, -0.76, w + 0.19, -0.19), (-w * 0.4, -0.68, w * 0.35, -0.5))


def _hood(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=True)
    x = t * 0.09
    back = smooth(
        [(-w - 0.14, -0.2), (-w - 0.16, 0.4), (-0.2, 0.64), (0.2, 0.64), (w + 0.14, 0.4), (w + 0.12, -0.2), (0.0, -0.6)]
    )
    hat.back.append((back, ink(darker(piece.rgb, 0.4))))
    outer = smooth(
        [
            (-w - 0.12, 0.0),
            (-w - 0.12, -0.46),
            (-0.22, -0.72),
            (0.1, -0.74),
            (w + 0.08, -0.5),
            (w + 0.12, 0.0),
            (w + 0.08, 0.4),
            (0.26, 0.6),
            (-0.26, 0.6),
            (-w - 0.08, 0.4),
        ]
    )
    main = without(
        outer,
        smooth(
            [
                (x - w * 0.84, 0.0),
                (x - w * 0.66, -0.36),
                (x, -0.46),
                (x + w * 0.66, -0.36),
                (x + w * 0.84, 0.0),
                (x + w * 0.7, 0.42),
                (x, 0.66),
                (x - w * 0.7, 0.42),
            ]
        ),
    )
    hat.add(main, edge(piece.rgb))
    dressed(hat, piece, main, (-w - 0.12, -0.73, w + 0.12, -0.3), (-0.26, -0.6, 0.24, -0.44))
    hat.covers += [(-w - 0.12, -0.3, x - w * 0.68, 0.6), (x + w * 0.68, -0.3, w + 0.12, 0.6)]
    return hat


def _beret(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    main = smooth(
        [
            (-w - 0.04, -0.2),
            (-w - 0.24, -0.34),
            (-w - 0.14, -0.56),
            (-0.05, -0.68),
            (w * 0.8, -0.56),
            (w + 0.08, -0.34),
            (w, -0.24),
            (0.0, -0.25),
        ]
    )
    hat.add(oval(-0.06, -0.64, 0.03, 0.035), ink(darker(piece.rgb, 0.25)))
    hat.add(band(w, -0.225, -0.265, 0.01), ink(darker(piece.rgb, 0.25)))
    return dressed(hat, piece, main, (-w - 0.2, -0.66, w + 0.08, -0.19), (-w * 0.8, -0.52, w * 0.55, -0.34))


def _headband(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    main = band(w, -0.24, -0.35, 0.03)
    return dressed(hat, piece, main, (-w - 0.03, -0.35, w + 0.03, -0.18), (-w * 0.5, -0.295, w * 0.5, -0.235))


def _flowers(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    main = blob([(x, -0.36 + 0.22 * x * x - 0.02, 0.085) for x in (-0.36, -0.22, -0.08, 0.07, 0.21, 0.35)])
    leaves = blob([(x, -0.33 + 0.22 * x * x, 0.06) for x in (-0.29, -0.15, 0.0, 0.14, 0.28)])
    hearts = blob([(x, -0.38 + 0.22 * x * x, 0.03) for x in (-0.36, -0.22, -0.08, 0.07, 0.21, 0.35)])
    hat.add(leaves, ink((88, 138, 78)))
    hat.add(main, ink(piece.rgb))
    hat.add(hearts, ink((250, 224, 120)))
    return dressed(hat, piece, main, (-0.45, -0.47, 0.45, -0.24), (0.0, 0.0, 0.0, 0.0))


def _headphones(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    arc = skia.Path()
    arc.moveTo(-w - 0.06, 0.0)
    arc.cubicTo(-w - 0.1, -0.74, w + 0.1, -0.74, w + 0.06, 0.0)
    hat.add(arc, line(piece.rgb, 0.06))
    cups = rounded(-w - 0.12, -0.06, -w + 0.04, 0.17, 0.06)
    return dressed(
        hat,
        piece,
        union(cups, rounded(w - 0.03, -0.06, w + 0.12, 0.17, 0.06)),
        (-w - 0.12, -0.06, -w + 0.04, 0.17),
        (-w - 0.1, -0.03, -w + 0.02, 0.14),
    )


_HATS: dict[str, Callable[[Piece, float, float], Hat]] = {
    "beanie": _beanie,
    "cap": _cap,
    "flatcap": _flatcap,
    "furhat": _furhat,
    "bathcap": _bathcap,
    "headscarf": _headscarf,
    "bandana": _bandana,
    "turban": _turban,
    "hood": _hood,
    "beret": _beret,
    "headband": _headband,
    "flowers": _flowers,
    "headphones": _headphones,
    **STIFF,
}

HATS = tuple(_HATS)

"""Every kind of headwear that is drawn in its own way."""


def make_hat(piece: Piece, w: float, turn: float) -> Hat:
    """Build headwear.

    Args:
        piece: What is worn.
        w: Half width of the skull in head units.
        turn: Of the head, -1..1.
    """
    return _HATS.get(piece.kind, STIFF["fedora"])(piece, w, turn)
