"""What headwear is made of: crowns, bands and brims in the head's frame, with the boxes they hide and show."""

from __future__ import annotations

from dataclasses import dataclass, field

import skia

from iamflow_agents.colours import Rgb
from iamflow_agents.generator.storyboard.people.figure_shapes import (
    Paint,
    Path,
    common,
    darker,
    ink,
    line,
    oval,
    polygon,
    union,
    without,
)
from iamflow_agents.generator.storyboard.people.garments_cloth import accent_of, pattern_path
from iamflow_agents.generator.storyboard.people.look_wear import Piece
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


def dome(w: float, base: float, top: float, puff: float = 0.06) -> Path:
    """A rounded crown over the skull."""
    out = w + puff
    path = skia.Path()
    path.moveTo(-out, base)
    path.cubicTo(-out - 0.01, top * 0.72 + base * 0.28, -out * 0.66, top, 0.0, top)
    path.cubicTo(out * 0.66, top, out + 0.01, top * 0.72 + base * 0.28, out, base)
    path.quadTo(0.0, base + 0.05, -out, base)
    path.close()
    return path


def band(w: float, low: float, high: float, puff: float = 0.065) -> Path:
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


def dressed(hat: Hat, piece: Piece, main: Path, cover: LocalBox, claim: LocalBox) -> Hat:
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


def edge(rgb: Rgb, width: float = 0.016) -> Paint:
    """Fine dark line on a hat."""
    return line(darker(rgb, 0.42), width, 150)


def brimmed(
    piece: Piece, w: float, *, brim: float, drop: float, crown: Path, claim: LocalBox, top: float, band: Rgb | None
) -> Hat:
    """A hat with a brim all around."""
    hat = Hat()
    under = oval(0.0, -0.235, brim * 0.98, drop)
    hat.add(common(crown, polygon([(-1, -0.36), (1, -0.36), (1, 0), (-1, 0)])), ink(band or darker(piece.rgb, 0.4)))
    front = without(oval(0.0, -0.225, brim, drop), oval(0.0, -0.29, (w + 0.06), drop * 0.9))
    hat.add(front, ink(piece.rgb))
    hat.add(front, edge(piece.rgb))
    hat.back.append((under, ink(darker(piece.rgb, 0.3))))
    hat.main = oval(0.0, -0.23, brim, drop)
    shadow = common(oval(0.0, -0.14, w, 0.09), polygon([(-1, -0.19), (1, -0.19), (1, 0), (-1, 0)]))
    result = dressed(hat, piece, crown, (-brim, top, brim, -0.225 + drop), claim)
    result.items.insert(0, (shadow, _SHADOW))
    return result
