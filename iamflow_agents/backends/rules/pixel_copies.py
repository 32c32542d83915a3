"""Look for a second copy of somebody where no box says that anybody is.

A figure's parts form a constellation: their colours at their places relative to each other. It is moved over the
frame at several sizes and mirrored; where nearly all parts find their colours again, outside every box, somebody
was drawn twice. At least three parts of plainly different colours are asked for, so that a wall or a lawn never
looks like a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_frames import Picture, area, tracks_of
from iamflow_agents.backends.rules.pixel_looks import Figure
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Slot
from iamflow_agents.takes import FrameLayout, IdentityBox, Layout, PartBox

CELL = 3
"""Pixels a side of the cells that are compared."""
CLOSE = 10.0
DISTINCT = 16.0
_FEWEST_PARTS = 3
_SIZES = (0.7, 0.85, 1.0, 1.2, 1.45)
_NEEDED = 0.75
"""Share of the parts that must be found again, and never fewer than three of different colours."""


@dataclass(frozen=True, slots=True)
class _Star:
    """One part of a constellation: its colour and its place from the middle of the figure, in cells."""

    lab: Any
    x: float
    y: float
    half_width: float
    half_height: float


def has_copy(figure: Figure, layout: Layout, pictures: Mapping[int, Picture]) -> bool:
    """Tell whether a figure's constellation stands somewhere outside all boxes.

    Args:
        figure: Whom to look for; measured colours, nothing expected.
        layout: Boxes of the take.
        pictures: Decoded frames by index.

    Returns:
        True if a copy is seen in at least half of the frames that show enough of the figure.
    """
    looked = found = 0
    for frame in layout.frames:
        picture = pictures.get(frame.frame_index)
        box = next((box for track, box in tracks_of(frame) if track == figure.track), None)
        if picture is None or box is None:
            continue
        stars = _constellation(figure, box)
        if len(stars) >= _FEWEST_PARTS:
            looked += 1
            found += _found_outside(stars, frame, picture, box)
    return looked > 0 and found * 2 >= looked and found > 0


def _constellation(figure: Figure, box: IdentityBox) -> list[_Star]:
    """The largest part of each slot, as far as its colour is pure; empty unless three are plainly different."""
    largest: dict[Slot, PartBox] = {}
    for part in box.parts:
        if part.slot not in largest or area(part.box) > area(largest[part.slot].box):
            largest[part.slot] = part
    middle_x, middle_y = (box.box[0] + box.box[2]) / 2, (box.box[1] + box.box[3]) / 2
    stars = []
    for slot, part in largest.items():
        tones = figure.tones.get(slot, ())
        left, top, right, bottom = part.box
        if tones and tones[0].share >= 0.6 and min(right - left, bottom - top) >= 3 * CELL:
            stars.append(
                _Star(
                    lab=np.array(tones[0].lab, dtype=np.float32),
                    x=((left + right) / 2 - middle_x) / CELL,
                    y=((top + bottom) / 2 - middle_y) / CELL,
                    half_width=(right - left) / 2 / CELL,
                    half_height=(bottom - top) / 2 / CELL,
                )
            )
    return stars if _count_distinct(stars) >= _FEWEST_PARTS else []


def _count_distinct(stars: Sequence[_Star]) -> int:
    """How many colours a constellation has that plainly differ from each other."""
    distinct: list[Any] = []
    for star in stars:
        if all(float(np.linalg.norm(star.lab - other)) > DISTINCT for other in distinct):
            distinct.append(star.lab)
    return len(distinct)


def _found_outside(stars: Sequence[_Star], frame: FrameLayout, picture: Picture, box: IdentityBox) -> bool:
    """Move the constellation over one frame."""
    height, width = picture.shape[0] // CELL, picture.shape[1] // CELL
    cells = picture[: height * CELL, : width * CELL].reshape(height, CELL, width, CELL, 3).mean(axis=(1, 3))
    lab = to_lab(cells)  # [h w 3]
    free = np.ones((height, width), dtype=bool)
    for other in frame.boxes:
        left, top, right, bottom = other.box
        free[max(0, top // CELL - 1) : bottom // CELL + 2, max(0, left // CELL - 1) : right // CELL + 2] = False
    near = [(np.linalg.norm(lab - star.lab, axis=-1) <= CLOSE) & free for star in stars]
    for size in _SIZES:
        for mirror in (1, -1):
            hits = [_shifted(hit, star, size, mirror) for hit, star in zip(near, stars, strict=True)]
            score = np.sum(hits, axis=0)
            place = np.unravel_index(int(np.argmax(score)), score.shape)
            matched = [star for star, hit in zip(stars, hits, strict=True) if hit[place]]
            if len(matched) >= _NEEDED * len(stars) and _count_distinct(matched) >= _FEWEST_PARTS:
                return True
    return False


def _shifted(hit: Any, star: _Star, size: float, mirror: int) -> Any:
    """For every place of the figure's middle: whether the cells where a part would be have its colour. [h w]."""
    height, width = hit.shape
    out = np.ones((height, width), dtype=np.float32)
    reach_x, reach_y = star.half_width * size * 0.5, star.half_height * size * 0.5
    for dy in (-reach_y, 0.0, reach_y):
        for dx in (-reach_x, 0.0, reach_x):
            x, y = round((star.x * mirror) * size + dx), round(star.y * size + dy)
            moved = np.zeros((height, width), dtype=np.float32)
            to_y, to_x = slice(max(0, -y), min(height, height - y)), slice(max(0, -x), min(width, width - x))
            from_y, from_x = slice(max(0, y), min(height, height + y)), slice(max(0, x), min(width, width + x))
            moved[to_y, to_x] = hit[from_y, from_x]
            out *= moved
    return out
