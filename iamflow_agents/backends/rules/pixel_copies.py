"""Look for a second copy of somebody where no box says that anybody is.

What somebody looks like is taken from their own box: how many pixels of each of their colours lie in its upper,
middle and lower part. A window of that box's size, somewhat smaller and larger too, is then moved over what no box
covers. Where enough of the colours return in like amounts and in the same order from head to foot, somebody was drawn
twice. Colours that the rest of the picture is full of say nothing and are left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_frames import Picture, tracks_of
from iamflow_agents.backends.rules.pixel_looks import Figure, Tone
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Slot
from iamflow_agents.takes import Box, FrameLayout, Layout

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
"""A colour of which the free picture has so many times more than the figure is the backdrop's."""
LEAST_SHARE = 0.03
"""A colour with less than this share of the box is too small to look for."""
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


def has_copy(figure: Figure, layout: Layout, pictures: Mapping[int, Picture]) -> bool:
    """Tell whether somebody stands a second time outside all boxes.

    Args:
        figure: Whom to look for; measured colours, nothing expected.
        layout: Boxes of the take.
        pictures: Decoded frames by index.

    Returns:
        True if a copy is seen in at least half of the frames that show enough of the figure.
    """
    frames = [frame for frame in layout.frames if frame.frame_index in pictures]
    step = max(1, len(frames) // _MOST_FRAMES)
    looked = found = 0
    for frame in frames[step // 2 :: step]:
        box = next((one.box for track, one in tracks_of(frame) if track == figure.track), None)
        if box is None:
            continue
        seen = _look(figure, frame, pictures[frame.frame_index], box)
        looked += seen is not None
        found += bool(seen)
    return found > 0 and found * 2 >= looked


def _look(figure: Figure, frame: FrameLayout, picture: Picture, box: Box) -> bool | None:
    """Look for a copy in one frame; None where the figure shows too few colours to look for."""
    cell = max(1, round(picture.shape[0] / _HEIGHT))
    lab = to_lab(picture[cell // 2 :: cell, cell // 2 :: cell])  # [h w 3]
    free = np.ones(lab.shape[:2], dtype=bool)
    for other in frame.boxes:
        left, top, right, bottom = (side // cell for side in other.box)
        free[max(0, top - _MARGIN) : bottom + _MARGIN, max(0, left - _MARGIN) : right + _MARGIN] = False
    own = np.zeros(lab.shape[:2], dtype=bool)
    left, top, right, bottom = (side // cell for side in box)
    own[top:bottom, left:right] = True
    for other in frame.boxes:
        if other.box != box:
            a, b, c, d = (side // cell for side in other.box)
            own[b:d, a:c] = False
    colours = _colours(figure, lab, free, own, (top, bottom))
    if len(colours) < FEWEST_COLOURS:
        return None
    size = (right - left, bottom - top)
    return any(_stands_somewhere(colours, size, scale) for scale in SIZES)


def _colours(figure: Figure, lab: Any, free: Any, own: Any, rows: tuple[int, int]) -> list[_Colour]:
    """The figure's colours that can be told from the backdrop, largest first."""
    found: list[_Colour] = []
    cuts = np.linspace(rows[0], rows[1], BANDS + 1).round().astype(int)
    for tone in _distinct_tones(figure):
        near = np.linalg.norm(lab - np.array(tone.lab, dtype=np.float32), axis=-1) <= CLOSE
        mine, rest = near & own, near & free
        if mine.sum() < max(4.0, LEAST_SHARE * own.sum()) or rest.sum() > MOST_COMMON * mine.sum():
            continue
        bands = tuple(float(mine[a:b].sum()) for a, b in pairwise(cuts))
        found.append(_Colour(sums=_summed(rest), bands=bands))
    return sorted(found, key=lambda colour: -sum(colour.bands))


def _distinct_tones(figure: Figure) -> list[Tone]:
    """The main colour of each part, each colour once; skin is everybody's."""
    kept: list[Tone] = []
    for slot, tones in figure.tones.items():
        if slot is Slot.SKIN or not tones:
            continue
        lab = np.array(tones[0].lab)
        if all(float(np.linalg.norm(lab - np.array(other.lab))) > DISTINCT for other in kept):
            kept.append(tones[0])
    return kept


def _stands_somewhere(colours: Sequence[_Colour], size: tuple[int, int], scale: float) -> bool:
    """Tell whether enough colours return in one window of the figure's size times a scale."""
    width, height = round(size[0] * scale), round(size[1] * scale)
    rows, columns = (side - 1 for side in colours[0].sums.shape)
    if width < 4 or height < 3 * BANDS or width > columns or height > rows:
        return False
    matched = np.zeros((rows - height + 1, columns - width + 1))
    weight = 0.0
    for colour in colours:
        total = sum(colour.bands)
        shared = np.zeros_like(matched)
        cuts = np.linspace(0, height, BANDS + 1).round().astype(int)
        for band, wanted in enumerate(colour.bands):
            if wanted:
                inside = _window_sums(colour.sums, int(cuts[band]), int(cuts[band + 1]), width, height)
                shared += np.minimum(inside / (scale * scale), wanted)
        matched += shared / total >= LIKE
        weight += 1.0
    return bool(matched.max() >= max(FEWEST_COLOURS, 0.6 * weight))


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
