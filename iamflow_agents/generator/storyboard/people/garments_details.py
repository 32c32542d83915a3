"""What is sewn onto cloth: buttons, zips, pockets, seams, belts; each by its name in `Cut.details`."""

from __future__ import annotations

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.people.figure import Build
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Path,
    common,
    darker,
    ink,
    lighter,
    line,
    oval,
    polygon,
    rounded,
    smooth,
    trim_colour,
)
from iamflow_agents.generator.storyboard.people.garments_cloth import (
    CENTRE,
    Cloth,
    accent_of,
)
from iamflow_agents.generator.storyboard.people.look_wear import Piece


def _buttons(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """A row of buttons down the middle."""
    u, t = build.unit, build.torso
    top, bottom = -t + 0.1 * u, min(hem, 0.0) - 0.03 * u
    for at in range(4):
        y = top + (bottom - top) * (at + 0.5) / 4
        cloth.add(oval(CENTRE * u, y, 0.0085 * u, 0.0085 * u), ink(trim_colour(piece.rgb)))


def _double(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Two rows of buttons and the edge of the overlap."""
    u, t = build.unit, build.torso
    top, bottom = -t + 0.16 * u, min(hem, 0.0) - 0.06 * u
    edge = smooth([(0.05 * u, -t + 0.12 * u), (0.06 * u, -t * 0.5), (0.05 * u, hem)], closed=False)
    cloth.add(edge, line(darker(piece.rgb), 0.006 * u, 150))
    for at in range(3):
        y = top + (bottom - top) * at / 2
        for x in (-0.035, 0.038):
            cloth.add(oval(x * u, y, 0.0105 * u, 0.0105 * u), ink(trim_colour(piece.rgb)))


def _one(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The single button of a jacket."""
    u = build.unit
    cloth.add(oval((CENTRE + 0.024) * u, -build.torso * 0.36, 0.009 * u, 0.009 * u), ink(trim_colour(piece.rgb)))


def _middle_line(
    cloth: Cloth, piece: Piece, build: Build, hem: float, *, rgb: Rgb, width: float, start: float = 0.05
) -> None:
    """A line down the front from `start` (of an average adult's metres) below the shoulder line."""
    u = build.unit
    path = skia.Path()
    path.moveTo(CENTRE * u, -build.torso + start * u)
    path.lineTo(CENTRE * u, hem)
    cloth.add(path, line(rgb, width * u, 200))


def _placket(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The edge of a shirt's front."""
    _middle_line(cloth, piece, build, hem, rgb=darker(piece.rgb, 0.28), width=0.004)


def _zip(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """A zip."""
    _middle_line(cloth, piece, build, hem, rgb=darker(piece.rgb, 0.5), width=0.009)


def _pocket(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """A breast pocket."""
    u, t = build.unit, build.torso
    x = build.chest * 0.46
    cloth.add(
        rounded(x - 0.032 * u, -t * 0.7, x + 0.032 * u, -t * 0.7 + 0.07 * u, 0.006 * u),
        line(darker(piece.rgb, 0.3), 0.004 * u, 190),
    )


def _pockets(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """Two slanted hand pockets."""
    u = build.unit
    for sign in (-1.0, 1.0):
        x = sign * build.hips * 0.62
        path = skia.Path()
        path.moveTo(x - sign * 0.012 * u, -0.11 * u)
        path.lineTo(x + sign * 0.022 * u, -0.04 * u)
        cloth.add(path, line(darker(piece.rgb, 0.4), 0.007 * u, 200))


def _flaps(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Two pockets with flaps."""
    u, t = build.unit, build.torso
    low = hem > 0.015 * u
    y = -0.05 * u if low else -t * 0.66
    for sign in (-1.0, 1.0):
        x = sign * (build.hips if low else build.chest) * 0.6
        cloth.add(rounded(x - 0.038 * u, y, x + 0.034 * u, y + 0.028 * u, 0.007 * u), ink(darker(piece.rgb, 0.16)))


def _rib(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The knitted band at the hem."""
    u = build.unit
    band = polygon([(-1, hem - 0.03 * u), (1, hem - 0.03 * u), (1, hem + 0.1), (-1, hem + 0.1)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.16)))


def _quilt(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The seams of a padded jacket."""
    u, t = build.unit, build.torso
    for at in range(1, 6):
        y = -t + 0.04 * u + (hem + t) * at / 6
        path = skia.Path()
        path.moveTo(-build.chest * 1.12, y - 0.01 * u)
        path.quadTo(0.0, y + 0.014 * u, build.chest * 1.05, y - 0.01 * u)
        cloth.add(path, line(darker(piece.rgb, 0.3), 0.007 * u, 150))


def _fur(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Trim of lighter fur down the front."""
    _middle_line(cloth, piece, build, hem, rgb=lighter(piece.rgb, 0.55), width=0.04)


def _seams(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The front edge of a closed coat."""
    _middle_line(
        cloth,
        piece,
        build,
        hem,
        rgb=darker(piece.rgb, 0.3),
        width=0.005,
        start=0.305 if piece.kind in {"suit", "blazer"} else 0.205,
    )


def _pouch(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The belly pocket of a hoodie."""
    u = build.unit
    w = build.hips * 0.58
    pouch = polygon(
        [(-w * 0.6, hem - 0.15 * u), (w * 0.7, hem - 0.15 * u), (w, hem - 0.045 * u), (-w, hem - 0.045 * u)]
    )
    cloth.add(pouch, line(darker(piece.rgb, 0.3), 0.005 * u, 190))


def _strings(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The strings of a hood."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        path = skia.Path()
        path.moveTo((CENTRE + sign * 0.024) * u, -t + 0.045 * u)
        path.lineTo((CENTRE + sign * 0.03) * u, -t + 0.14 * u)
        cloth.add(path, line(lighter(piece.rgb, 0.6), 0.006 * u, 230))


def _stitch(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Light seams of denim."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        path = skia.Path()
        path.moveTo(sign * build.chest * 0.62, -t * 0.6)
        path.lineTo(sign * build.waist * 0.55, hem - 0.03 * u)
        cloth.add(path, line(lighter(piece.rgb, 0.35), 0.004 * u, 170))


def _zipside(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Metal zips of a leather jacket."""
    u, t = build.unit, build.torso
    path = skia.Path()
    path.moveTo(build.chest * 0.36, -t * 0.55)
    path.lineTo(build.chest * 0.62, -t * 0.6)
    cloth.add(path, line((196, 198, 204), 0.006 * u, 230))


def _snaps(cloth: Cloth, _body: Path, piece: Piece, build: Build, hem: float) -> None:
    """The covered front and snaps of a raincoat."""
    u, t = build.unit, build.torso
    path = skia.Path()
    path.moveTo(0.046 * u, -t + 0.06 * u)
    path.lineTo(0.046 * u, hem)
    cloth.add(path, line(darker(piece.rgb, 0.3), 0.005 * u, 170))
    for at in range(3):
        cloth.add(oval(0.022 * u, -t * (0.74 - 0.24 * at), 0.008 * u, 0.008 * u), ink(darker(piece.rgb, 0.4)))


def _epaulettes(cloth: Cloth, _body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """Straps on the shoulders."""
    u, t = build.unit, build.torso
    for sign in (-1.0, 1.0):
        x = sign * build.shoulders * 0.72
        cloth.add(
            rounded(x - 0.035 * u, -t - 0.006 * u, x + 0.035 * u, -t + 0.012 * u, 0.008 * u),
            ink(darker(piece.rgb, 0.25)),
        )


def _trim(cloth: Cloth, body: Path, piece: Piece, build: Build, hem: float) -> None:
    """Bands along the hem of a poncho."""
    u = build.unit
    for at in (0.05, 0.1):
        band = polygon(
            [(-1, hem - at * u), (1, hem - at * u), (1, hem - (at - 0.022) * u), (-1, hem - (at - 0.022) * u)]
        )
        cloth.add(common(body, band), ink(accent_of(piece)))


def _belt(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """A belt of the same cloth with a buckle."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.36), (1, -t * 0.36), (1, -t * 0.36 + 0.05 * u), (-1, -t * 0.36 + 0.05 * u)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.22)))
    cloth.add(
        rounded(-0.012 * u, -t * 0.36 + 0.004 * u, 0.044 * u, -t * 0.36 + 0.046 * u, 0.008 * u),
        line(darker(piece.rgb, 0.55), 0.008 * u),
    )


def _waistline(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The seam of a dress at the waist."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.32), (1, -t * 0.32), (1, -t * 0.32 + 0.026 * u), (-1, -t * 0.32 + 0.026 * u)])
    cloth.add(common(body, band), ink(darker(piece.rgb, 0.22)))


def _obi(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The broad sash of a kimono."""
    t = build.torso
    band = polygon([(-1, -t * 0.46), (1, -t * 0.46), (1, -t * 0.18), (-1, -t * 0.18)])
    rgb = piece.accent if piece.accent is not None else accent_of(piece)
    cloth.add(common(body, band), ink(rgb))
    cloth.covers.append((-1.0, -t * 0.46, 1.0, -t * 0.18))


def _cord(cloth: Cloth, body: Path, piece: Piece, build: Build, _hem: float) -> None:
    """The cord of a robe, with hanging ends."""
    u, t = build.unit, build.torso
    band = polygon([(-1, -t * 0.3), (1, -t * 0.3), (1, -t * 0.3 + 0.03 * u), (-1, -t * 0.3 + 0.03 * u)])
    rgb = piece.accent or darker(piece.rgb, 0.35)
    cloth.add(common(body, band), ink(rgb))
    for x in (0.02, 0.05):
        path = skia.Path()
        path.moveTo(x * u, -t * 0.28)
        path.lineTo((x + 0.008) * u, -t * 0.28 + 0.15 * u)
        cloth.add(path, line(rgb, 0.012 * u))


DETAILS = {
    "buttons": _buttons, "double": _double, "one": _one, "placket": _placket, "zip": _zip, "pocket": _pocket,
    "pockets": _pockets, "flaps": _flaps, "rib": _rib, "quilt": _quilt, "fur": _fur, "seams": _seams, "pouch": _pouch,
    "strings": _strings, "stitch": _stitch, "zipside": _zipside, "snaps": _snaps, "epaulettes": _epaulettes,
    "trim": _trim, "belt": _belt, "waistline": _waistline, "obi": _obi, "cord": _cord,
}  # fmt: skip

"""Makers by the names that `Cut.details` uses."""
