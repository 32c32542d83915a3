"""Hats with a shape of their own: brims, crowns, helmets, peaked caps."""

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
    polygon,
    smooth,
    union,
)
from iamflow_agents.generator.storyboard.people.hat_parts import Hat, band, brimmed, dome, dressed, edge
from iamflow_agents.generator.storyboard.people.look_wear import Piece


def _fedora(piece: Piece, w: float, t: float) -> Hat:
    out = w + 0.035
    crown = smooth(
        [
            (-out, -0.2),
            (-out, -0.4),
            (-out * 0.86, -0.72),
            (-0.12, -0.76),
            (0.02, -0.68),
            (0.14, -0.77),
            (out * 0.88, -0.7),
            (out, -0.4),
            (out, -0.2),
        ]
    )
    band = piece.accent or darker(piece.rgb, 0.45)
    return brimmed(
        piece, w, brim=0.62, drop=0.085, crown=crown, claim=(-w * 0.66, -0.62, w * 0.66, -0.4), top=-0.75, band=band
    )


def _bowler(piece: Piece, w: float, t: float) -> Hat:
    crown = dome(w, -0.22, -0.72, 0.03)
    band = piece.accent or lighter(piece.rgb, 0.22)
    return brimmed(
        piece, w, brim=0.52, drop=0.06, crown=crown, claim=(-w * 0.66, -0.6, w * 0.66, -0.4), top=-0.72, band=band
    )


def _tophat(piece: Piece, w: float, t: float) -> Hat:
    out = w + 0.01
    crown = skia.Path()
    crown.moveTo(-out, -0.22)
    crown.lineTo(-out - 0.03, -0.98)
    crown.quadTo(0.0, -1.06, out + 0.03, -0.98)
    crown.lineTo(out, -0.22)
    crown.close()
    band = piece.accent or (150, 40, 52)
    return brimmed(
        piece, w, brim=0.55, drop=0.065, crown=crown, claim=(-w * 0.7, -0.9, w * 0.7, -0.42), top=-1.04, band=band
    )


def _strawhat(piece: Piece, w: float, t: float) -> Hat:
    crown = dome(w, -0.22, -0.62, 0.02)
    band = piece.accent or (176, 62, 58)
    hat = brimmed(
        piece, w, brim=0.76, drop=0.115, crown=crown, claim=(-w * 0.62, -0.52, w * 0.62, -0.4), top=-0.62, band=band
    )
    weave = skia.Path()
    for y in (-0.44, -0.52):
        weave.moveTo(-w * 0.84, y)
        weave.quadTo(0.0, y + 0.03, w * 0.84, y)
    hat.add(weave, line(darker(piece.rgb, 0.25), 0.008, 110))
    hat.claims.append((-0.68, -0.25, -0.46, -0.18))
    return hat


def _cowboy(piece: Piece, w: float, t: float) -> Hat:
    out = w + 0.015
    crown = smooth(
        [(-out, -0.2), (-out * 0.98, -0.5), (-out * 0.62, -0.78), (-0.08, -0.7), (0.08, -0.7), (out * 0.62, -0.78),
         (out * 0.98, -0.5), (out, -0.2)]
    )  # fmt: skip
    hat = Hat()
    brim = smooth(
        [
            (-0.72, -0.42),
            (-0.62, -0.28),
            (-0.3, -0.18),
            (0.0, -0.14),
            (0.3, -0.18),
            (0.62, -0.28),
            (0.72, -0.42),
            (0.5, -0.34),
            (0.25, -0.26),
            (0.0, -0.24),
            (-0.25, -0.26),
            (-0.5, -0.34),
        ]
    )
    hat.add(
        common(crown, polygon([(-1, -0.38), (1, -0.38), (1, 0), (-1, 0)])), ink(piece.accent or darker(piece.rgb, 0.45))
    )
    hat.add(brim, ink(piece.rgb))
    hat.add(brim, edge(piece.rgb))
    hat.main = brim
    return dressed(hat, piece, crown, (-0.72, -0.76, 0.72, -0.15), (-w * 0.6, -0.62, w * 0.6, -0.42))


def _witchhat(piece: Piece, w: float, t: float) -> Hat:
    cone = smooth(
        [
            (-w - 0.02, -0.18),
            (-w * 0.9, -0.4),
            (-0.2, -0.86),
            (-0.1, -1.16),
            (-0.28, -1.36),
            (-0.02, -1.3),
            (0.08, -1.0),
            (w * 0.75, -0.46),
            (w + 0.02, -0.18),
        ]
    )
    band = piece.accent or (222, 176, 66)
    return brimmed(piece, w, brim=0.7, drop=0.1, crown=cone, claim=(-0.2, -0.66, 0.16, -0.4), top=-1.32, band=band)


def _peaked(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    top = smooth(
        [
            (-w - 0.02, -0.3),
            (-w - 0.17, -0.5),
            (-0.2, -0.64),
            (0.2, -0.64),
            (w + 0.17, -0.5),
            (w + 0.02, -0.3),
            (0.0, -0.26),
        ]
    )
    hat.add(band(w, -0.2, -0.33, 0.035), ink(darker(piece.rgb, 0.45)))
    x = t * 0.16
    visor = smooth([(x - 0.3, -0.22), (x, -0.19), (x + 0.3, -0.22), (x + 0.24, -0.12), (x, -0.08), (x - 0.24, -0.12)])
    hat.add(visor, ink((30, 30, 36)))
    hat.add(blob([(x, -0.4, 0.055)]), ink(piece.accent or (226, 190, 88)))
    return dressed(hat, piece, top, (-w - 0.17, -0.64, w + 0.17, -0.09), (-w * 0.85, -0.52, x - 0.08, -0.37))


def _helmet(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    rim = smooth(
        [(-w - 0.16, -0.22), (0.0, -0.2), (w + 0.2, -0.22), (w + 0.14, -0.15), (0.0, -0.13), (-w - 0.12, -0.16)]
    )
    hat.add(rim, ink(darker(piece.rgb, 0.16)))
    hat.add(
        smooth(
            [(-0.05 + t * 0.1, -0.71), (0.05 + t * 0.1, -0.71), (0.06 + t * 0.14, -0.24), (-0.06 + t * 0.14, -0.24)]
        ),
        ink(lighter(piece.rgb, 0.25)),
    )
    return dressed(
        hat,
        piece,
        dome(w, -0.2, -0.7, 0.09),
        (-w - 0.16, -0.7, w + 0.2, -0.13),
        (-w * 0.9, -0.52, t * 0.1 - 0.1, -0.28),
    )


def _crown(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    out = w - 0.02
    main = polygon(
        [
            (-out, -0.34),
            (-out - 0.05, -0.68),
            (-out * 0.55, -0.5),
            (-out * 0.28, -0.74),
            (0.0, -0.52),
            (out * 0.28, -0.74),
            (out * 0.55, -0.5),
            (out + 0.05, -0.68),
            (out, -0.34),
            (0.0, -0.3),
        ]
    )
    for x, y in ((-out * 0.5, -0.39), (0.0, -0.37), (out * 0.5, -0.39)):
        hat.add(blob([(x, y, 0.034)]), ink(piece.accent or (186, 44, 66)))
    hat.add(main, edge(piece.rgb))
    return dressed(hat, piece, main, (-out - 0.05, -0.74, out + 0.05, -0.3), (-out * 0.9, -0.5, out * 0.9, -0.43))


def _chefhat(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    puff = blob([(-0.26, -0.74, 0.2), (0.0, -0.82, 0.24), (0.26, -0.74, 0.2), (-0.13, -0.66, 0.2), (0.13, -0.66, 0.2)])
    tube = polygon([(-w - 0.03, -0.2), (-w - 0.03, -0.6), (w + 0.03, -0.6), (w + 0.03, -0.2), (0.0, -0.17)])
    folds = skia.Path()
    for x in (-0.2, -0.05, 0.1, 0.24):
        folds.moveTo(x, -0.6)
        folds.lineTo(x * 1.08, -0.74)
    hat.add(folds, line(darker(piece.rgb, 0.22), 0.014, 150))
    hat.add(common(tube, band(w, -0.19, -0.24)), ink(darker(piece.rgb, 0.1)))
    return dressed(hat, piece, union(puff, tube), (-0.48, -1.06, 0.48, -0.17), (-w * 0.8, -0.56, w * 0.8, -0.3))


STIFF: dict[str, Callable[[Piece, float, float], Hat]] = {
    "fedora": _fedora,
    "bowler": _bowler,
    "tophat": _tophat,
    "strawhat": _strawhat,
    "cowboy": _cowboy,
    "witchhat": _witchhat,
    "peaked": _peaked,
    "helmet": _helmet,
    "crown": _crown,
    "chefhat": _chefhat,
}
"""Makers by kind."""
