"""Choose the few frames of a take that show everybody best, and decode just those.

A frame is good for a part when much of the part is uncovered in it; a handful of frames is chosen so that every
part of every box is seen well, at instants apart from each other. What the pixels mean is left to `pixel_looks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import Colorspace

from iamflow_agents.takes import Box, FrameLayout, IdentityBox, Layout

Picture = np.ndarray[Any, np.dtype[np.uint8]]
"""[height, width, 3], red green blue."""
Track = tuple[str, int]
"""One box followed through the frames: its label, and which of the boxes with that label it is."""

MOST_FRAMES = 8
_LOOKS_A_PART = 2
"""Frames in which each part should be seen."""
_CANDIDATES = 32
_BT709 = 1


def tracks_of(frame: FrameLayout) -> Iterator[tuple[Track, IdentityBox]]:
    """The boxes of a frame, each with the track it belongs to."""
    seen: Counter[str] = Counter()
    for box in frame.boxes:
        yield (box.identity, seen[box.identity]), box
        seen[box.identity] += 1


def area(box: Box) -> int:
    """Pixels in a box; 0 when it is empty."""
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def pick_frames(layout: Layout, first: int, most: int = MOST_FRAMES) -> list[int]:
    """Choose frames that together show every part of every box well.

    Args:
        layout: Where everybody is.
        first: Frames before this one are left out, because another picture shines through them.
        most: How many frames to choose at most.

    Returns:
        Frame indices in order; empty when the layout is.
    """
    usable = [frame for frame in layout.frames if frame.frame_index >= first and frame.boxes]
    step = max(1, len(usable) // _CANDIDATES)
    candidates = usable[step // 2 :: step] or usable
    values = [_part_areas(frame) for frame in candidates]
    largest: dict[Any, int] = {}
    for value in values:
        for key, size in value.items():
            largest[key] = max(size, largest.get(key, 1))
    apart = max(1, len(usable) // (2 * most))
    chosen: list[int] = []
    got: dict[Any, list[float]] = {key: [] for key in largest}
    while len(chosen) < most:
        gains = [
            _gain(
                value,
                largest,
                got,
                any(abs(candidates[i].frame_index - candidates[c].frame_index) < apart for c in chosen),
            )
            for i, value in enumerate(values)
        ]
        best = max(range(len(gains)), key=lambda i: gains[i], default=-1)
        if best < 0 or gains[best] <= 0.25:
            break
        chosen.append(best)
        for key, size in values[best].items():
            got[key].append(size / largest[key])
    return sorted(candidates[i].frame_index for i in chosen)


def _part_areas(frame: FrameLayout) -> dict[Any, int]:
    """Largest area of each part of each box; a box without parts counts as one part."""
    areas: dict[Any, int] = {}
    for track, box in tracks_of(frame):
        for part in box.parts:
            key = (track, part.slot)
            areas[key] = max(areas.get(key, 0), area(part.box))
        if not box.parts:
            areas[track, None] = area(box.box)
    return areas


def _gain(value: dict[Any, int], largest: dict[Any, int], got: dict[Any, list[float]], is_near: bool) -> float:
    """What a frame adds: how much better its parts are than the worse of the looks already chosen.

    A frame next to a chosen one only counts for what no chosen frame shows.
    """
    total = 0.0
    for key, size in value.items():
        if is_near and got[key]:
            continue
        quality = size / largest[key]
        best = sorted(got[key], reverse=True)[:_LOOKS_A_PART]
        floor = best[-1] if len(best) == _LOOKS_A_PART else 0.0
        total += max(0.0, quality - floor)
    return total


def decode_frames(video: Path, indices: Sequence[int]) -> dict[int, Picture]:
    """Decode some frames of a video.

    Args:
        video: The file.
        indices: Which frames, counted from 0.

    Returns:
        Pictures by index; indices beyond the end are left out.

    Raises:
        av.FFmpegError: If the file cannot be read.
        OSError: If it cannot be opened.
    """
    wanted = set(indices)
    pictures: dict[int, Picture] = {}
    if not wanted:
        return pictures
    last = max(wanted)
    with av.open(str(video)) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index in wanted:
                pictures[index] = to_rgb(frame)
            if index >= last:
                break
    return pictures


def to_rgb(frame: Any) -> Picture:
    """Convert by the matrix the file names; untagged files are BT.601, as encoders write them by default."""
    space = Colorspace.ITU709 if int(frame.colorspace) == _BT709 else Colorspace.ITU601
    rgb: Picture = frame.reformat(format="rgb24", src_colorspace=space).to_ndarray()
    return rgb
