"""Look for a second copy of somebody where no box says that anybody is.

What somebody looks like is taken from their own box: how many pixels of each of their colours lie in its upper,
middle and lower part. A window of that box's size, somewhat smaller and larger too, is then moved over what no box
covers. Where enough of the colours return in like amounts and in the same order from head to foot, somebody was drawn
twice. Colours that the rest of the picture is full of find nobody.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_frames import Picture, area, tracks_of
from iamflow_agents.backends.rules.pixel_looks import THING_SLOTS, Figure, Tone
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Slot
from iamflow_agents.takes import Box, FrameLayout, IdentityBox, Layout

CLOSE = 9.0
"""Pixels nearer than this to a colour have it. LAB."""
DISTINCT = 16.0
"""Colours nearer than this are one."""
SIZES = (0.75, 0.87, 1.0, 1.15, 1.33)
BANDS = 3
LIKE = 0.45
"""Share of a colour's pixels, band by band, that must return for the colour to have returned."""
FEWEST_COLOURS = 2
MOST_COMMON = 3.0
"""A colour of which the free picture has so many times more than the figure is the backdrop's. It finds nobody, but
must be there all the same."""
LEAST_CELLS = 6
"""A colour in fewer cells of the box is too small to look for."""
LEAST_MASS = 0.6
"""Share of what the words describe that must be found; what they leave open a copy may wear in other colours."""
_MARGIN = 1
"""Cells around boxes that are left out."""
_HEIGHT = 96
"""Rows that a frame is thinned out to, about."""
_MOST_FRAMES = 3


@dataclass(frozen=True, slots=True)
class _Colour:
    """One colour of somebody: where it is in the picture, and how much of it is in each band of their own box."""

    sums: Any
    """How many free cells above and to the left of a corner have it. [h+1 w+1]."""
    bands: tuple[float, ...]
    is_told: bool
    """Whether the words describe it."""
    is_rare: bool
    """Whether it tells a figure from the backdrop."""

    @property
    def mass(self) -> float:
        """How much of it there is in the own box."""
        return sum(self.bands)


def has_copy(figure: Figure, told: Container[Slot], layout: Layout, pictures: Mapping[int, Picture]) -> bool:
    """Tell whether somebody stands a second time outside all boxes.

    Args:
        figure: Whom to look for; its measured colours, nothing expected.
        told: Slots that the words describe.
        layout: Boxes of the take.
        pictures: Decoded frames by index.

    Returns:
        True if a copy is seen in at least half of the frames that show enough of the figure.
    """
    frames = [frame for frame in layout.frames if frame.frame_index in pictures and frame.frame_index in figure.boxes]
    frames.sort(key=lambda frame: (-_n_parts(frame, figure), frame.frame_index))
    looked = found = 0
    for frame in frames[:_MOST_FRAMES]:
        box = figure.boxes[frame.frame_index]
        seen = _look(figure, told, frame, pictures[frame.frame_index], box)
        looked += seen is not None
        found += bool(seen)
    return found > 0 and found * 2 >= looked


def _n_parts(frame: FrameLayout, figure: Figure) -> int:
    """How many parts of a figure show in a frame."""
    return sum(len(one.parts) for track, one in tracks_of(frame) if track == figure.track)


def _look(figure: Figure, told: Container[Slot], frame: FrameLayout, picture: Picture, box: Box) -> bool | None:
    """Look for a copy in one frame; None where the figure shows too few colours to look for."""
    cell = max(1, round(picture.shape[0] / _HEIGHT))
    lab = to_lab(picture[cell // 2 :: cell, cell // 2 :: cell])  # [h w 3]
    mine = next(one for track, one in tracks_of(frame) if track == figure.track)
    free = np.ones(lab.shape[:2], dtype=bool)
    for other in frame.boxes:
        if other is mine or not _is_scenery(other, box):
            left, top, right, bottom = (side // cell for side in other.box)
            free[max(0, top - _MARGIN) : bottom + _MARGIN, max(0, left - _MARGIN) : right + _MARGIN] = False
    own = np.zeros(lab.shape[:2], dtype=bool)
    left, top, right, bottom = (side // cell for side in box)
    own[top:bottom, left:right] = True
    for other in frame.boxes:
        if other.depth > mine.depth:
            a, b, c, d = (side // cell for side in other.box)
            own[b:d, a:c] = False
    colours = _colours(_distinct_tones(figure, told), lab, free, own, (top, bottom))
    if sum(colour.is_rare for colour in colours) < FEWEST_COLOURS:
        return None
    size = (right - left, bottom - top)
    return any(_stands_somewhere(colours, size, scale) for scale in SIZES)


def _is_scenery(other: IdentityBox, box: Box) -> bool:
    """Tell whether a box is of a thing larger than the figure, such as a ship: people may stand before it."""
    return area(other.box) > area(box) and all(part.slot in THING_SLOTS for part in other.parts)


def _colours(tones: Sequence[tuple[Tone, bool]], lab: Any, free: Any, own: Any, rows: tuple[int, int]) -> list[_Colour]:
    """The figure's colours that can be told from the backdrop, largest first."""
    found: list[_Colour] = []
    cuts = np.linspace(rows[0], rows[1], BANDS + 1).round().astype(int)
    for tone, is_told in tones:
        near = np.linalg.norm(lab - np.array(tone.lab, dtype=np.float32), axis=-1) <= CLOSE
        mine, rest = near & own, near & free
        if mine.sum() < LEAST_CELLS:
            continue
        bands = tuple(float(mine[a:b].sum()) for a, b in pairwise(cuts))
        found.append(
            _Colour(
                sums=_summed(rest), bands=bands, is_told=is_told, is_rare=bool(rest.sum() <= MOST_COMMON * mine.sum())
            )
        )
    return sorted(found, key=lambda colour: -colour.mass)


def _distinct_tones(figure: Figure, told: Container[Slot]) -> list[tuple[Tone, bool]]:
    """The main colour of each part and whether it was told, each colour once; skin is everybody's."""
    kept: list[tuple[Tone, bool]] = []
    for slot in sorted(figure.tones, key=lambda slot: slot not in told):
        tones = figure.tones[slot]
        if slot is Slot.SKIN or not tones:
            continue
        lab = np.array(tones[0].lab)
        if all(float(np.linalg.norm(lab - np.array(other.lab))) > DISTINCT for other, _ in kept):
            kept.append((tones[0], slot in told))
    return kept


def _stands_somewhere(colours: Sequence[_Colour], size: tuple[int, int], scale: float) -> bool:
    """Tell whether enough colours return in one window of the figure's size times a scale."""
    width, height = round(size[0] * scale), round(size[1] * scale)
    rows, columns = (side - 1 for side in colours[0].sums.shape)
    if width < 4 or height < 3 * BANDS or width > columns or height > rows:
        return False
    nothing_told = not any(colour.is_told for colour in colours)
    matched, mass = np.zeros((2, rows - height + 1, columns - width + 1))
    cuts = np.linspace(0, height, BANDS + 1).round().astype(int)
    for colour in colours:
        shared = np.zeros_like(matched)
        for band, wanted in enumerate(colour.bands):
            if wanted:
                inside = _window_sums(colour.sums, int(cuts[band]), int(cuts[band + 1]), width, height)
                shared += np.minimum(inside / (scale * scale), wanted)
        is_back = shared / colour.mass >= LIKE
        matched += is_back * colour.is_rare
        mass += is_back * colour.mass * (colour.is_told or nothing_told)
    whole = sum(colour.mass for colour in colours if colour.is_told or nothing_told)
    return bool(((matched >= FEWEST_COLOURS) & (mass >= LEAST_MASS * whole)).any())


def _summed(mask: Any) -> Any:
    """Sums over all corners of a mask. [h+1 w+1]."""
    whole = np.zeros((mask.shape[0] + 1, mask.shape[1] + 1), dtype=np.float32)
    whole[1:, 1:] = mask.cumsum(axis=0).cumsum(axis=1)
    return whole


def _window_sums(sums: Any, first: int, last: int, width: int, height: int) -> Any:
    """For every place of a window: how many cells between two of its rows have a colour. [rows columns]."""
    rows, columns = sums.shape[0] - height, sums.shape[1] - width
    high, low = sums[first : first + rows], sums[last : last + rows]
    return low[:, width:] - low[:, :columns] - high[:, width:] + high[:, :columns]
