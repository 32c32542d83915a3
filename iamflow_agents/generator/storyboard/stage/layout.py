"""From what was drawn to what a viewer sees: pixel boxes, clipped to the frame and cut where something covers them.

A part box is only reported where it truly shows that part: whatever is drawn later (a neighbour, a prop, the caption
band) cuts it down to the largest rest, and rests smaller than a few pixels are left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.generator.storyboard.sprite import LocalBox
from iamflow_agents.records import Slot
from iamflow_agents.takes import Box, FrameLayout, IdentityBox, PartBox

SMALLEST_PART = 3
SMALLEST_BOX = 4


@dataclass(frozen=True, slots=True)
class Seen:
    """What one identity covered when it was drawn, in pixels; drawn later is nearer."""

    identity: str
    box: LocalBox
    parts: tuple[tuple[Slot, LocalBox], ...]


def frame_layout(frame_index: int, seen: Sequence[Seen], width: int, bottom: int, *, parts: bool = True) -> FrameLayout:
    """Report a frame.

    Args:
        frame_index: Its number in the take.
        seen: Everything drawn, far to near.
        width: Of the frame, in pixels.
        bottom: Where the picture ends and the caption band begins, in pixels.
        parts: False while an older picture still shines through and colours are not their own.
    """
    frame: Box = (0, 0, width, bottom)
    covers = [_outwards(one.box) for one in seen]
    boxes = []
    for depth, one in enumerate(seen):
        box = _clip(covers[depth], frame)
        if box[2] - box[0] < SMALLEST_BOX or box[3] - box[1] < SMALLEST_BOX:
            continue
        nearer = covers[depth + 1 :]
        shown = _parts(one, nearer, frame) if parts else ()
        boxes.append(IdentityBox(identity=one.identity, box=box, depth=depth, parts=shown))
    return FrameLayout(frame_index=frame_index, boxes=tuple(boxes))


def _parts(one: Seen, nearer: Sequence[Box], frame: Box) -> tuple[PartBox, ...]:
    """The part boxes that still show."""
    result = []
    for slot, local in one.parts:
        box = _clip(_inwards(local), frame)
        for cover in nearer:
            box = cut(box, cover)
        if box[2] - box[0] >= SMALLEST_PART and box[3] - box[1] >= SMALLEST_PART:
            result.append(PartBox(slot=slot, box=box))
    return tuple(result)


def cut(box: Box, cover: Box) -> Box:
    """Largest upright rest of a box when another hides part of it; the same box when they do not meet."""
    left, top, right, bottom = box
    if cover[0] >= right or cover[2] <= left or cover[1] >= bottom or cover[3] <= top:
        return box
    rests = (
        (left, top, min(right, cover[0]), bottom),
        (max(left, cover[2]), top, right, bottom),
        (left, top, right, min(bottom, cover[1])),
        (left, max(top, cover[3]), right, bottom),
    )
    return max(rests, key=lambda r: max(0, r[2] - r[0]) * max(0, r[3] - r[1]))


def _outwards(box: LocalBox) -> Box:
    return math.floor(box[0]), math.floor(box[1]), math.ceil(box[2]), math.ceil(box[3])


def _inwards(box: LocalBox) -> Box:
    return math.ceil(box[0]), math.ceil(box[1]), math.floor(box[2]), math.floor(box[3])


def _clip(box: Box, frame: Box) -> Box:
    return max(box[0], frame[0]), max(box[1], frame[1]), min(box[2], frame[2]), min(box[3], frame[3])
