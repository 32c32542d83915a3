"""Headwear in the head's frame: what lies behind the head, what covers it, and where its colour can be measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.figure_shapes import (
    Paint,
    Path,
    blob,
    common,
    darker,
    ink,
    lighter,
    line,
    oval,
    polygon,
    rounded,
    smooth,
    union,
    without,
)
from iamflow_agents.generator.storyboard.garments_torso import accent_of, pattern_path
from iamflow_agents.generator.storyboard.look_wear import Piece
from iamflow_agents.generator.storyboard.sprite import LocalBox

_SHADOW = ink((30, 16, 44), 46)


@dataclass(slots=True)
class Hat:
    """Outlines with paints; `back` lies behind the head."""

    back: list[tuple[Path, Paint]] = field(default_factory=list)
    items: list[tuple[Path, Paint]] = field(default_factory=list)
    main: Path | None = None
    covers: list[LocalBox] = field(default_factory=list)
    claims: list[LocalBox] = field(default_factory=list)
    hides_hair: bool = False
    """No hair shows at all."""
    flattens: bool = True
    """High hair is pressed down."""

    def add(self, path: Path, paint: Paint) -> None:
        """Add a path on top."""
        self.items.append((path, paint))


def _dome(w: float, base: float, top: float, puff: float = 0.06) -> Path:
    """A rounded crown over the skull."""
    out = w + puff
    path = skia.Path()
    path.moveTo(-out, base)
    path.cubicTo(-out - 0.01, top * 0.72 + base * 0.28, -out * 0.66, top, 0.0, top)
    path.cubicTo(out * 0.66, top, out + 0.01, top * 0.72 + base * 0.28, out, base)
    path.quadTo(0.0, base + 0.05, -out, base)
    path.close()
    return path


def _band(w: float, low: float, high: float, puff: float = 0.065) -> Path:
    """A band around the head, bent a little downwards in front."""
    out = w + puff
    path = skia.Path()
    path.moveTo(-out, low)
    path.lineTo(-out, high)
    path.quadTo(0.0, high + 0.05, out, high)
    path.lineTo(out, low)
    path.quadTo(0.0, low + 0.06, -out, low)
    path.close()
    return path


def _dressed(hat: Hat, piece: Piece, main: Path, cover: LocalBox, claim: LocalBox) -> Hat:
    """Start a hat with its main outline, pattern and boxes."""
    hat.items.insert(0, (main, ink(piece.rgb)))
    hat.main = main if hat.main is None else union(hat.main, main)
    if piece.pattern:
        rect = main.getBounds()
        marks = pattern_path(piece.pattern, (rect.left(), rect.top(), rect.right(), rect.bottom()), 2.6)
        hat.items.insert(1, (common(main, marks), ink(accent_of(piece))))
    hat.covers.append(cover)
    hat.claims.append(claim)
    return hat


def _edge(rgb: Rgb, width: float = 0.016) -> Paint:
    """Fine dark line on a hat."""
    return line(darker(rgb, 0.42), width, 150)


def _beanie(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    dome = _dome(w, -0.2, -0.68)
    hat.add(_band(w, -0.15, -0.3), ink(darker(piece.rgb, 0.14)))
    ribs = skia.Path()
    for x in (-0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3):
        ribs.moveTo(x, -0.265)
        ribs.lineTo(x, -0.125)
    hat.add(ribs, _edge(piece.rgb, 0.012))
    if piece.accent:
        hat.add(blob([(0.0, -0.7, 0.1)]), ink(piece.accent))
    return _dressed(hat, piece, dome, (-w - 0.07, -0.68, w + 0.07, -0.1), (-w * 0.7, -0.56, w * 0.7, -0.3))


def _cap(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    reach = 0.24 + 0.22 * t
    visor = smooth(
        [(-w * 0.6 + t * 0.3, -0.24), (reach * 0.6, -0.29), (w + 0.04 + reach, -0.2), (w + 0.02 + reach, -0.14),
         (reach * 0.7, -0.18), (-w * 0.6 + t * 0.25, -0.19)]
    )  # fmt: skip
    hat.add(visor, ink(piece.accent or darker(piece.rgb, 0.2)))
    hat.add(visor, _edge(piece.rgb))
    seam = skia.Path()
    seam.moveTo(t * 0.1, -0.6)
    seam.quadTo(t * 0.16, -0.42, t * 0.14, -0.25)
    hat.add(seam, _edge(piece.rgb, 0.01))
    hat.add(oval(t * 0.02, -0.605, 0.03, 0.018), ink(darker(piece.rgb, 0.25)))
    cover = (-w - 0.07, -0.62, w + 0.07 + max(0.0, reach), -0.13)
    return _dressed(hat, piece, _dome(w, -0.22, -0.6), cover, (-w * 0.75, -0.5, t * 0.08 - 0.03, -0.3))


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
    return _dressed(hat, piece, main, (-w - 0.2, -0.58, w + 0.22, -0.15), (-0.22, -0.46, 0.2, -0.29))


def _brimmed(
    piece: Piece, w: float, *, brim: float, drop: float, crown: Path, claim: LocalBox, top: float, band: Rgb | None
) -> Hat:
    """A hat with a brim all around."""
    hat = Hat()
    under = oval(0.0, -0.235, brim * 0.98, drop)
    hat.add(common(crown, polygon([(-1, -0.36), (1, -0.36), (1, 0), (-1, 0)])), ink(band or darker(piece.rgb, 0.4)))
    front = without(oval(0.0, -0.225, brim, drop), oval(0.0, -0.29, (w + 0.06), drop * 0.9))
    hat.add(front, ink(piece.rgb))
    hat.add(front, _edge(piece.rgb))
    hat.back.append((under, ink(darker(piece.rgb, 0.3))))
    hat.main = oval(0.0, -0.23, brim, drop)
    shadow = common(oval(0.0, -0.14, w, 0.09), polygon([(-1, -0.19), (1, -0.19), (1, 0), (-1, 0)]))
    result = _dressed(hat, piece, crown, (-brim, top, brim, -0.225 + drop), claim)
    result.items.insert(0, (shadow, _SHADOW))
    return result


def _fedora(piece: Piece, w: float, t: float) -> Hat:
    out = w + 0.035
    crown = smooth(
        [(-out, -0.2), (-out, -0.4), (-out * 0.86, -0.72), (-0.12, -0.76), (0.02, -0.68), (0.14, -0.77), (out * 0.88, -0.7),
         (out, -0.4), (out, -0.2)]
    )  # fmt: skip
    band = piece.accent or darker(piece.rgb, 0.45)
    return _brimmed(
        piece, w, brim=0.62, drop=0.085, crown=crown, claim=(-w * 0.66, -0.62, w * 0.66, -0.4), top=-0.75, band=band
    )


def _bowler(piece: Piece, w: float, t: float) -> Hat:
    crown = _dome(w, -0.22, -0.72, 0.03)
    band = piece.accent or lighter(piece.rgb, 0.22)
    return _brimmed(
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
    return _brimmed(
        piece, w, brim=0.55, drop=0.065, crown=crown, claim=(-w * 0.7, -0.9, w * 0.7, -0.42), top=-1.04, band=band
    )


def _strawhat(piece: Piece, w: float, t: float) -> Hat:
    crown = _dome(w, -0.22, -0.62, 0.02)
    band = piece.accent or (176, 62, 58)
    hat = _brimmed(
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
        [(-0.72, -0.42), (-0.62, -0.28), (-0.3, -0.18), (0.0, -0.14), (0.3, -0.18), (0.62, -0.28), (0.72, -0.42), (0.5, -0.34),
         (0.25, -0.26), (0.0, -0.24), (-0.25, -0.26), (-0.5, -0.34)]
    )  # fmt: skip
    hat.add(
        common(crown, polygon([(-1, -0.38), (1, -0.38), (1, 0), (-1, 0)])), ink(piece.accent or darker(piece.rgb, 0.45))
    )
    hat.add(brim, ink(piece.rgb))
    hat.add(brim, _edge(piece.rgb))
    hat.main = brim
    return _dressed(hat, piece, crown, (-0.72, -0.76, 0.72, -0.15), (-w * 0.6, -0.62, w * 0.6, -0.42))


def _witchhat(piece: Piece, w: float, t: float) -> Hat:
    cone = smooth(
        [(-w - 0.02, -0.18), (-w * 0.9, -0.4), (-0.2, -0.86), (-0.1, -1.16), (-0.28, -1.36), (-0.02, -1.3), (0.08, -1.0),
         (w * 0.75, -0.46), (w + 0.02, -0.18)]
    )  # fmt: skip
    band = piece.accent or (222, 176, 66)
    return _brimmed(piece, w, brim=0.7, drop=0.1, crown=cone, claim=(-0.2, -0.66, 0.16, -0.4), top=-1.32, band=band)


def _furhat(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    circles = [(x, -0.44 - 0.12 * (1 - (x / 0.45) ** 2), 0.17) for x in (-0.34, -0.2, -0.06, 0.08, 0.22, 0.35)]
    main = union(_dome(w, -0.18, -0.62, 0.09), blob(circles))
    flaps = smooth([(-w - 0.09, -0.3), (-w - 0.1, 0.16), (-w + 0.04, 0.2), (-w + 0.06, -0.2)])
    other = smooth([(w + 0.09, -0.3), (w + 0.1, 0.16), (w - 0.02, 0.2), (w - 0.03, -0.2)])
    main = union(union(main, flaps), other)
    hat.add(_band(w, -0.16, -0.32, 0.1), ink(lighter(piece.rgb, 0.18)))
    return _dressed(hat, piece, main, (-w - 0.12, -0.73, w + 0.12, -0.1), (-w * 0.7, -0.58, w * 0.7, -0.36))


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
    hat.add(_band(w, -0.2, -0.33, 0.035), ink(darker(piece.rgb, 0.45)))
    x = t * 0.16
    visor = smooth([(x - 0.3, -0.22), (x, -0.19), (x + 0.3, -0.22), (x + 0.24, -0.12), (x, -0.08), (x - 0.24, -0.12)])
    hat.add(visor, ink((30, 30, 36)))
    hat.add(blob([(x, -0.4, 0.055)]), ink(piece.accent or (226, 190, 88)))
    return _dressed(hat, piece, top, (-w - 0.17, -0.64, w + 0.17, -0.09), (-w * 0.85, -0.52, x - 0.08, -0.37))


def _bathcap(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=False)
    hat.add(_band(w, -0.19, -0.26, 0.045), ink(darker(piece.rgb, 0.15)))
    return _dressed(
        hat, piece, _dome(w, -0.21, -0.63, 0.05), (-w - 0.06, -0.63, w + 0.06, -0.14), (-w * 0.7, -0.53, w * 0.7, -0.28)
    )


def _headscarf(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=True)
    x = t * 0.1
    drape = smooth(
        [(-w - 0.08, -0.2), (-w - 0.16, 0.4), (-0.3, 0.78), (0.3, 0.78), (w + 0.14, 0.4), (w + 0.08, -0.2), (0.0, -0.5)]
    )
    hat.back.append((drape, ink(darker(piece.rgb, 0.2))))
    outer = smooth(
        [(-w - 0.06, -0.1), (-w - 0.06, -0.42), (-0.2, -0.6), (0.2, -0.6), (w + 0.06, -0.42), (w + 0.06, -0.1), (w + 0.04, 0.26),
         (0.24, 0.58), (0.04, 0.66), (-0.24, 0.58), (-w - 0.04, 0.26)]
    )  # fmt: skip
    opening = oval(x, 0.08, w * 0.8, 0.385)
    main = without(outer, opening)
    folds = skia.Path()
    folds.moveTo(-w * 0.96, -0.3)
    folds.quadTo(-w * 0.98, 0.2, -0.1, 0.58)
    folds.moveTo(-0.2, -0.52)
    folds.quadTo(-w, -0.2, -w * 0.9, 0.2)
    hat.add(folds, line(darker(piece.rgb, 0.3), 0.014, 130))
    _dressed(hat, piece, main, (-w - 0.1, -0.6, w + 0.1, -0.28), (-0.24, -0.5, 0.24, -0.335))
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
    hat.add(common(_dome(w, -0.2, -0.57, 0.035), _band(w, -0.19, -0.23)), ink(darker(piece.rgb, 0.2)))
    return _dressed(
        hat, piece, _dome(w, -0.2, -0.57, 0.035), (-w - 0.05, -0.57, w + 0.05, -0.14), (-w * 0.7, -0.48, w * 0.7, -0.27)
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
    return _dressed(hat, piece, main, (-w - 0.19, -0.76, w + 0.19, -0.19), (-w * 0.4, -0.68, w * 0.35, -0.5))


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
    return _dressed(
        hat,
        piece,
        _dome(w, -0.2, -0.7, 0.09),
        (-w - 0.16, -0.7, w + 0.2, -0.13),
        (-w * 0.9, -0.52, t * 0.1 - 0.1, -0.28),
    )


def _crown(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    out = w - 0.02
    main = polygon(
        [(-out, -0.34), (-out - 0.05, -0.68), (-out * 0.55, -0.5), (-out * 0.28, -0.74), (0.0, -0.52), (out * 0.28, -0.74),
         (out * 0.55, -0.5), (out + 0.05, -0.68), (out, -0.34), (0.0, -0.3)]
    )  # fmt: skip
    for x, y in ((-out * 0.5, -0.39), (0.0, -0.37), (out * 0.5, -0.39)):
        hat.add(blob([(x, y, 0.034)]), ink(piece.accent or (186, 44, 66)))
    hat.add(main, _edge(piece.rgb))
    return _dressed(hat, piece, main, (-out - 0.05, -0.74, out + 0.05, -0.3), (-out * 0.9, -0.5, out * 0.9, -0.43))


def _hood(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(hides_hair=True)
    x = t * 0.09
    back = smooth(
        [(-w - 0.14, -0.2), (-w - 0.16, 0.4), (-0.2, 0.64), (0.2, 0.64), (w + 0.14, 0.4), (w + 0.12, -0.2), (0.0, -0.6)]
    )
    hat.back.append((back, ink(darker(piece.rgb, 0.4))))
    outer = smooth(
        [(-w - 0.12, 0.0), (-w - 0.12, -0.46), (-0.22, -0.72), (0.1, -0.74), (w + 0.08, -0.5), (w + 0.12, 0.0), (w + 0.08, 0.4),
         (0.26, 0.6), (-0.26, 0.6), (-w - 0.08, 0.4)]
    )  # fmt: skip
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
    hat.add(main, _edge(piece.rgb))
    _dressed(hat, piece, main, (-w - 0.12, -0.73, w + 0.12, -0.3), (-0.26, -0.6, 0.24, -0.44))
    hat.covers += [(-w - 0.12, -0.3, x - w * 0.68, 0.6), (x + w * 0.68, -0.3, w + 0.12, 0.6)]
    return hat


def _beret(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    main = smooth(
        [(-w - 0.04, -0.2), (-w - 0.24, -0.34), (-w - 0.14, -0.56), (-0.05, -0.68), (w * 0.8, -0.56), (w + 0.08, -0.34), (w, -0.24),
         (0.0, -0.25)]
    )  # fmt: skip
    hat.add(oval(-0.06, -0.64, 0.03, 0.035), ink(darker(piece.rgb, 0.25)))
    hat.add(_band(w, -0.225, -0.265, 0.01), ink(darker(piece.rgb, 0.25)))
    return _dressed(hat, piece, main, (-w - 0.2, -0.66, w + 0.08, -0.19), (-w * 0.8, -0.52, w * 0.55, -0.34))


def _chefhat(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat()
    puff = blob([(-0.26, -0.74, 0.2), (0.0, -0.82, 0.24), (0.26, -0.74, 0.2), (-0.13, -0.66, 0.2), (0.13, -0.66, 0.2)])
    tube = polygon([(-w - 0.03, -0.2), (-w - 0.03, -0.6), (w + 0.03, -0.6), (w + 0.03, -0.2), (0.0, -0.17)])
    folds = skia.Path()
    for x in (-0.2, -0.05, 0.1, 0.24):
        folds.moveTo(x, -0.6)
        folds.lineTo(x * 1.08, -0.74)
    hat.add(folds, line(darker(piece.rgb, 0.22), 0.014, 150))
    hat.add(common(tube, _band(w, -0.19, -0.24)), ink(darker(piece.rgb, 0.1)))
    return _dressed(hat, piece, union(puff, tube), (-0.48, -1.06, 0.48, -0.17), (-w * 0.8, -0.56, w * 0.8, -0.3))


def _headband(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    main = _band(w, -0.24, -0.35, 0.03)
    return _dressed(hat, piece, main, (-w - 0.03, -0.35, w + 0.03, -0.18), (-w * 0.5, -0.295, w * 0.5, -0.235))


def _flowers(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    main = blob([(x, -0.36 + 0.22 * x * x - 0.02, 0.085) for x in (-0.36, -0.22, -0.08, 0.07, 0.21, 0.35)])
    leaves = blob([(x, -0.33 + 0.22 * x * x, 0.06) for x in (-0.29, -0.15, 0.0, 0.14, 0.28)])
    hearts = blob([(x, -0.38 + 0.22 * x * x, 0.03) for x in (-0.36, -0.22, -0.08, 0.07, 0.21, 0.35)])
    hat.add(leaves, ink((88, 138, 78)))
    hat.add(main, ink(piece.rgb))
    hat.add(hearts, ink((250, 224, 120)))
    return _dressed(hat, piece, main, (-0.45, -0.47, 0.45, -0.24), (0.0, 0.0, 0.0, 0.0))


def _headphones(piece: Piece, w: float, t: float) -> Hat:
    hat = Hat(flattens=False)
    arc = skia.Path()
    arc.moveTo(-w - 0.06, 0.0)
    arc.cubicTo(-w - 0.1, -0.74, w + 0.1, -0.74, w + 0.06, 0.0)
    hat.add(arc, line(piece.rgb, 0.06))
    cups = rounded(-w - 0.12, -0.06, -w + 0.04, 0.17, 0.06)
    return _dressed(
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
    "fedora": _fedora,
    "bowler": _bowler,
    "tophat": _tophat,
    "strawhat": _strawhat,
    "cowboy": _cowboy,
    "witchhat": _witchhat,
    "furhat": _furhat,
    "peaked": _peaked,
    "bathcap": _bathcap,
    "headscarf": _headscarf,
    "bandana": _bandana,
    "turban": _turban,
    "helmet": _helmet,
    "crown": _crown,
    "hood": _hood,
    "beret": _beret,
    "chefhat": _chefhat,
    "headband": _headband,
    "flowers": _flowers,
    "headphones": _headphones,
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
    return _HATS.get(piece.kind, _fedora)(piece, w, turn)
