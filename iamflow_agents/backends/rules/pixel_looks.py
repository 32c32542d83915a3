"""Measure what is drawn inside a layout's boxes: which colours its parts have, and whether anything is there at all.

Everything here comes from pixels; a box is only a place to look. A part's colour is the most frequent one inside
its box, edges and nearer boxes left out. Whether a box holds a figure or just the backdrop is told by its parts: a
figure's colours are not those that go on to the left and right of it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from iamflow_agents.backends.rules.pixel_frames import Picture, Track, area, tracks_of
from iamflow_agents.backends.rules.pixel_heads import hair_box
from iamflow_agents.colours import to_lab
from iamflow_agents.records import Slot
from iamflow_agents.takes import Box, FrameLayout, IdentityBox, Layout, PartBox

Lab = np.ndarray[Any, np.dtype[np.float32]]

THING_SLOTS = frozenset({Slot.COLOUR, Slot.MATERIAL, Slot.MARKING, Slot.SPECIES})
MOST_PIXELS = 600
"""Pixels kept of one part in one frame."""
FEWEST_PIXELS = 6
MODE_RADIUS = 11.0
SMALLEST_SHARE = 0.15
CONTRAST = 11.0
"""A colour that differs this much from all that is beside it is a thing of its own; less will do on a plain wall."""
LEAST_CONTRAST = 5.0
BUSY = 6.0
"""Beyond this spread of the colours beside a box, a thing may well look like its surroundings."""
PLAIN_SHARE = 0.4
"""A part of a figure is one piece of cloth: at least this share of it has the main colour."""
OPEN_SHARE = 0.4
"""Share of a piece of a box without parts that must be uncovered to say anything."""
_PATCHES = 4
_FEWEST_HEADS = 2
"""Frames in which hair without a box must be seen before it is believed."""


@dataclass(frozen=True, slots=True)
class Tone:
    """One of the colours of a part."""

    lab: tuple[float, float, float]
    rgb: tuple[float, float, float]
    share: float
    """Share of the part's pixels that have it, 0..1."""


@dataclass(slots=True)
class Figure:
    """What was measured in one box, over the frames looked at."""

    track: Track
    tones: dict[Slot, tuple[Tone, ...]] = field(default_factory=dict)
    """Colours by slot, most frequent first."""
    presence: float | None = None
    """Share of parts that differ from what goes on beside them; None when nothing beside can be seen."""
    frame_index: int | None = None
    """The frame that shows most of it."""
    height_share: float = 0.0
    """Largest height of the box as a share of the frame's."""
    visible: bool = False
    """Whether any pixel of it could be looked at."""
    cut_off: bool = False
    """Whether the frame's edge cuts it in most frames looked at."""
    boxes: dict[int, Box] = field(default_factory=dict)
    """Its box in each frame looked at."""
    busy: bool = False
    """Whether what is beside it has many colours."""
    reported: Counter[Slot] = field(default_factory=Counter)
    """In how many frames of the take each part shows, whether they were looked at or not."""
    n_frames: int = 0
    """In how many frames of the take it shows any part."""
    inferred: frozenset[Slot] = frozenset()
    """Slots that were measured where the part must be, since no box says where it is."""

    @property
    def is_clothed(self) -> bool:
        """Whether it has parts that only people and their like have."""
        return bool(self.tones.keys() - THING_SLOTS)


def measure_figures(layout: Layout, pictures: Mapping[int, Picture]) -> list[Figure]:
    """Measure every box in the frames that were decoded.

    Args:
        layout: Where everybody is said to be.
        pictures: Decoded frames by index.

    Returns:
        One figure a track, in order of first appearance.
    """
    gathered: dict[Track, _Gathered] = {}
    for frame in layout.frames:
        picture = pictures.get(frame.frame_index)
        if picture is None:
            continue
        for track, box in tracks_of(frame):
            _gather(gathered.setdefault(track, _Gathered()), picture, frame, box)
    figures = [_figure(track, one) for track, one in gathered.items()]
    _count_parts(figures, layout)
    return figures


def _count_parts(figures: Sequence[Figure], layout: Layout) -> None:
    """Count in how many frames of the whole take each figure shows which parts."""
    by_track = {figure.track: figure for figure in figures}
    for frame in layout.frames:
        for track, box in tracks_of(frame):
            if track in by_track and box.parts:
                by_track[track].n_frames += 1
                by_track[track].reported.update({part.slot for part in box.parts})


@dataclass(slots=True)
class _Gathered:
    """Raw measurements of one track."""

    pixels: dict[Slot, list[Picture]] = field(default_factory=dict)
    hair: list[Picture] = field(default_factory=list)
    """Pixels above foreheads, where no part says that they are hair."""
    contrasts: dict[Slot, list[bool]] = field(default_factory=dict)
    patches: list[bool] = field(default_factory=list)
    """The same for pieces of boxes without parts; they only count where there never was a part."""
    spreads: list[float] = field(default_factory=list)
    best: tuple[int, int] = (0, -1)
    height_share: float = 0.0
    n_cut: int = 0
    boxes: dict[int, Box] = field(default_factory=dict)


def _gather(into: _Gathered, picture: Picture, frame: FrameLayout, box: IdentityBox) -> None:
    """Add one frame's look at one box."""
    nearer = [other.box for other in frame.boxes if other.depth > box.depth]
    others = [other.box for other in frame.boxes]
    shown = 0
    parts: Sequence[PartBox | _Patch] = box.parts or _patches(box.box)
    for part in parts:
        pixels, free = _visible_pixels(picture, _eroded(part.box), nearer)
        if len(pixels) < FEWEST_PIXELS or (isinstance(part, _Patch) and free < OPEN_SHARE):
            continue
        shown += area(part.box)
        if isinstance(part, PartBox):
            into.pixels.setdefault(part.slot, []).append(pixels)
        beside = _beside(picture, box.box, part.box, others)
        if beside is not None:
            stands_out, spread = _compare_with(pixels, beside)
            votes = into.contrasts.setdefault(part.slot, []) if isinstance(part, PartBox) else into.patches
            votes.append(stands_out)
            into.spreads.append(spread)
    above = hair_box(box, picture)
    if above is not None:
        pixels, free = _visible_pixels(picture, above, nearer)
        if len(pixels) >= FEWEST_PIXELS and free == 1.0:
            into.hair.append(pixels)
    height, width = picture.shape[:2]
    left, top, right, bottom = box.box
    into.boxes[frame.frame_index] = box.box
    into.best = max(into.best, (shown, -frame.frame_index))
    into.height_share = max(into.height_share, (bottom - top) / height)
    into.n_cut += left <= 0 or top <= 0 or right >= width or bottom >= height


def _figure(track: Track, one: _Gathered) -> Figure:
    """Turn raw measurements into a figure."""
    pixels = dict(one.pixels)
    inferred: frozenset[Slot] = frozenset()
    if Slot.HAIR not in pixels and len(one.hair) >= _FEWEST_HEADS:
        pixels[Slot.HAIR], inferred = one.hair, frozenset({Slot.HAIR})
    votes = [sum(seen) / len(seen) for seen in one.contrasts.values()] or [float(seen) for seen in one.patches]
    return Figure(
        track=track,
        tones={slot: find_tones(np.concatenate(of_slot)) for slot, of_slot in pixels.items()},
        presence=sum(votes) / len(votes) if votes else None,
        frame_index=-one.best[1] if one.best[0] else None,
        height_share=one.height_share,
        visible=one.best[0] > 0,
        cut_off=one.n_cut * 2 > len(one.boxes),
        boxes=one.boxes,
        busy=bool(one.spreads) and float(np.median(one.spreads)) > BUSY,
        inferred=inferred,
    )


def share_pixels(first: Figure, second: Figure) -> bool:
    """Tell whether two boxes lie mostly over the same pixels, so that one drawing fills both."""
    both = [(box, second.boxes[index]) for index, box in first.boxes.items() if index in second.boxes]
    shared = 0
    for one, other in both:
        common = area((max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])))
        shared += common >= 0.5 * min(area(one), area(other))
    return shared * 2 > len(both)


def find_tones(pixels: Picture, most: int = 3) -> tuple[Tone, ...]:
    """Find the most frequent colours among pixels.

    Args:
        pixels: sRGB. [N 3].
        most: How many at most.

    Returns:
        Colours that at least 15 % of the pixels have, most frequent first.
    """
    lab = to_lab(pixels)  # [N 3]
    left = np.ones(len(pixels), dtype=bool)
    tones: list[Tone] = []
    while len(tones) < most and left.sum() >= max(3, SMALLEST_SHARE * len(pixels)):
        bins = np.round(lab[left] / np.array([9.0, 7.0, 7.0])).astype(np.int64)
        codes = bins @ np.array([1_000_000, 1_000, 1])
        values, counts = np.unique(codes, return_counts=True)
        centre = np.median(lab[left][codes == values[np.argmax(counts)]], axis=0)
        near = left & (np.linalg.norm(lab - centre, axis=-1) <= MODE_RADIUS)
        share = float(near.sum()) / len(pixels)
        if share < SMALLEST_SHARE and tones:
            break
        light, a, b = (float(v) for v in np.median(lab[near], axis=0))
        red, green, blue = (float(v) for v in np.median(pixels[near], axis=0))
        tones.append(Tone(lab=(light, a, b), rgb=(red, green, blue), share=share))
        left &= ~near
    return tuple(sorted(tones, key=lambda tone: -tone.share))


@dataclass(frozen=True, slots=True)
class _Patch:
    """A piece of a box that reports no parts."""

    box: Box


def _patches(box: Box) -> list[_Patch]:
    """The middle of a box in a few pieces, one below the other."""
    left, top, right, bottom = box
    inset, high = (right - left) // 3, (bottom - top) // _PATCHES
    return [
        _Patch((left + inset, top + high * i, right - inset, top + high * (i + 1))) for i in range(_PATCHES) if high > 2
    ]


def _eroded(box: Box) -> Box:
    """A box without its outer sixth, where anti-aliasing and chroma subsampling mix colours."""
    left, top, right, bottom = box
    x, y = (max(1, size // 6) if size >= 5 else 0 for size in (right - left, bottom - top))
    return left + x, top + y, right - x, bottom - y


def _visible_pixels(picture: Picture, box: Box, covers: Sequence[Box]) -> tuple[Picture, float]:
    """Pixels of a box that no cover hides, thinned out ([N 3]), and their share of the box."""
    left, top, right, bottom = _clipped(box, picture)
    region = picture[top:bottom, left:right]
    free = np.ones(region.shape[:2], dtype=bool)
    _clear(free, covers, left, top)
    pixels: Picture = region[free]
    return pixels[:: max(1, -(-len(pixels) // MOST_PIXELS))], len(pixels) / max(1, free.size)


def _beside(picture: Picture, box: Box, part: Box, others: Sequence[Box]) -> Picture | None:
    """Pixels to the left and right of a box at the height of a part, outside all boxes; None when too few."""
    reach = max(8, (box[2] - box[0]) // 3)
    height = max(2, (part[3] - part[1]) // 4)
    strip = _clipped((box[0] - reach, part[1] - height, box[2] + reach, part[3] + height), picture)
    region = picture[strip[1] : strip[3], strip[0] : strip[2]]
    free = np.ones(region.shape[:2], dtype=bool)
    _clear(free, others, strip[0], strip[1])
    pixels: Picture = region[free]
    if len(pixels) < 24:
        return None
    return pixels[:: max(1, -(-len(pixels) // MOST_PIXELS))]


def _compare_with(pixels: Picture, beside: Picture) -> tuple[bool, float]:
    """Tell whether a part has a main colour that is rare among the pixels beside it, and how much those spread."""
    main, around = find_tones(pixels, most=1)[0], to_lab(beside)
    usual = np.array(find_tones(beside, most=1)[0].lab, dtype=np.float32)
    spread = float(np.percentile(np.linalg.norm(around - usual, axis=-1), 75))
    distances = np.linalg.norm(around - np.array(main.lab, dtype=np.float32), axis=-1)
    needed = min(CONTRAST, max(LEAST_CONTRAST, 2.0 + 1.5 * spread))
    return main.share >= PLAIN_SHARE and bool(np.percentile(distances, 8) > needed), spread


def _clear(free: np.ndarray[Any, np.dtype[np.bool_]], covers: Sequence[Box], left: int, top: int) -> None:
    """Mark what covers hide in a mask whose origin is at (left, top)."""
    for cover in covers:
        free[max(0, cover[1] - top) : max(0, cover[3] - top), max(0, cover[0] - left) : max(0, cover[2] - left)] = False


def _clipped(box: Box, picture: Picture) -> Box:
    height, width = picture.shape[:2]
    left, top = max(0, box[0]), max(0, box[1])
    return left, top, max(left, min(width, box[2])), max(top, min(height, box[3]))
