"""Measure hair that has no box of its own: it lies between the forehead and the top of the figure.

Many a hairstyle is too thin on top to get a box, and what is seen above a forehead is hair all the same. Where a hat
is reported, or a raised hand makes the figure taller than its head, nothing is measured.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.pixel_frames import Picture
from iamflow_agents.records import Slot
from iamflow_agents.takes import Box, IdentityBox

_FACE_WITHIN = 0.14
"""Share of a figure's height from its top within which skin is a forehead."""
_LEAST_GAP, _MOST_GAP = 0.025, 0.085
"""Share of its height between the top of a standing figure and its forehead. A hand held up makes it larger."""
_FEWEST_ROWS = 3


def hair_box(box: IdentityBox, picture: Picture) -> Box | None:
    """Where hair must be seen that no part reports; None where that cannot be told."""
    slots = {part.slot for part in box.parts}
    _, top, _, bottom = box.box
    if Slot.HAIR in slots or Slot.HEADWEAR in slots or Slot.SKIN not in slots or top <= 0:
        return None
    face = min((part.box for part in box.parts if part.slot is Slot.SKIN), key=lambda skin: skin[1])
    height, gap = bottom - top, face[1] - top
    if bottom >= picture.shape[0] or not _LEAST_GAP * height <= gap <= _MOST_GAP * height:
        return None
    # The topmost rows are edge, the lowest may be the forehead's.
    upper, lower = top + round(gap * 0.35), face[1] - max(1, round(gap * 0.15))
    return (face[0], upper, face[2], lower) if lower - upper >= _FEWEST_ROWS else None
