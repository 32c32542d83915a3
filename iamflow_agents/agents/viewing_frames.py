"""Which moments of a take a judge is shown: where somebody is first seen, after each change, and evenly between.

A moment is a span of frames any of which would do; the sharpest of a few candidates in it is taken when the film is
decoded. Where a layout says who is where, first sights and changes are read from it; else the plan tells about when
they happen. Moments that overlap become one, so that a quiet take costs few pictures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from iamflow_agents.records import Action, Verb
from iamflow_agents.takes import Box, FrameLayout, Layout, SegmentRequest

MOST_FRAMES = 6
"""Pictures a question shows, at most."""
CANDIDATES = 5
"""Frames of a moment among which the sharpest is taken."""
CHANGES = frozenset(
    {Verb.ENTER, Verb.LEAVE, Verb.PUT_ON, Verb.TAKE_OFF, Verb.PICK_UP, Verb.PUT_DOWN, Verb.HAND_OVER, Verb.OPEN}
)
"""What changes who or what is to be seen."""
_SECONDS_A_FRAME = 1.5
_WELL_SEEN = 0.6
"""Share of its largest box that somebody must have to be well seen."""
_AFTER = 0.15
"""Share of the take that counts as right after a change."""
_SETTLE_S = 0.25
"""After a change, before it is looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A span of frames, one of which is shown."""

    first: int
    last: int
    """Inclusive."""
    why: tuple[str, ...]
    rank: int = 0
    """0 for a first sight, 1 after a change, 2 for the even rest: what is left out last comes first."""

    @property
    def candidates(self) -> tuple[int, ...]:
        """A few frames of the span, evenly spread."""
        length = self.last - self.first
        steps = min(CANDIDATES - 1, length)
        return tuple(self.first + round(length * i / steps) for i in range(steps + 1)) if steps else (self.first,)


def choose_moments(
    request: SegmentRequest, layout: Layout | None, identities: Collection[str], *, most: int = MOST_FRAMES
) -> tuple[Moment, ...]:
    """Choose the moments that show some identities and what happens to them.

    Args:
        request: What was asked for.
        layout: Where everybody is; None where the generator cannot know.
        identities: Who is asked about.
        most: Moments at most.

    Returns:
        Moments in order of time, at least one; they do not overlap.
    """
    n_frames = request.n_frames
    start = min(_first_clear_frame(request), n_frames - 1)
    if layout is not None and any(frame.boxes for frame in layout.frames):
        wanted = [*_first_sights_by_layout(layout, identities, start), *_changes_by_layout(layout, request, start)]
        # Boxes come and go with people; what somebody puts on or gives away shows in no box.
        wanted += _changes_by_plan(request, identities, start, CHANGES - {Verb.ENTER, Verb.LEAVE})
    else:
        wanted = _moments_by_plan(request, identities, start)
    moments = _merged([_within(moment, start, n_frames) for moment in wanted])
    moments = sorted(moments, key=lambda m: (m.rank, m.first))[:most]
    enough = min(most, max(2 if n_frames - start > 1 else 1, round(request.duration_s / _SECONDS_A_FRAME)))
    return tuple(sorted(_filled(moments, start, n_frames - 1, enough), key=lambda m: m.first))


def best_box(layout: Layout | None, identity: str, frames: Sequence[int]) -> tuple[int, Box] | None:
    """The frame, of those that are shown, in which somebody's box is largest, and the box."""
    found = [
        (_area(box), -frame.frame_index, frame.frame_index, box)
        for frame in (layout.frames if layout else ())
        if frame.frame_index in frames and (box := _box(frame, identity)) is not None
    ]
    if not found:
        return None
    _, _, index, box = max(found)
    return index, box


def _first_clear_frame(request: SegmentRequest) -> int:
    """The first frame through which no earlier picture shines."""
    return 0 if request.transition.is_cut else request.transition.window_frames


def _first_sights_by_layout(layout: Layout, identities: Collection[str], start: int) -> Iterator[Moment]:
    """For each identity the first stretch in which it is well seen."""
    for key in dict.fromkeys(identities):
        areas = {
            frame.frame_index: _area(box)
            for frame in layout.frames
            if frame.frame_index >= start and (box := _box(frame, key)) is not None
        }
        largest = max(areas.values(), default=0)
        good = [index for index, area in sorted(areas.items()) if largest and area >= _WELL_SEEN * largest]
        if good:
            stretch = _run(good)
            reach = max(1, len(layout.frames) // 4)
            yield Moment(first=stretch[0], last=stretch[min(len(stretch) - 1, reach)], why=(f"first sight of {key}",))


def _changes_by_layout(layout: Layout, request: SegmentRequest, start: int) -> Iterator[Moment]:
    """After each frame from which on other identities are there than before."""
    settle = max(1, round(_SETTLE_S * request.fps))
    frames = [frame for frame in layout.frames if frame.frame_index >= start]
    for before, now in pairwise(frames):
        was, is_now = {box.identity for box in before.boxes}, {box.identity for box in now.boxes}
        if was != is_now:
            told = [f"{key} came" for key in sorted(is_now - was)] + [f"{key} went" for key in sorted(was - is_now)]
            first = now.frame_index + settle
            yield Moment(first=first, last=first + 2 * settle, why=tuple(told), rank=1)


def _moments_by_plan(request: SegmentRequest, identities: Collection[str], start: int) -> list[Moment]:
    """First sights and changes at about the time the plan gives them."""
    moments = []
    entering = {action.actor for action in request.actions if action.verb is Verb.ENTER}
    if any(key not in entering for key in identities) or not identities:
        moments.append(_stretch(request, start, (0.0, 0.2), "first sight of those who are there", 0))
    return moments + _changes_by_plan(request, identities, start, CHANGES)


def _changes_by_plan(
    request: SegmentRequest, identities: Collection[str], start: int, verbs: Collection[Verb]
) -> list[Moment]:
    """After each change, if one action comes after the other and all take equally long."""
    moments = []
    for number, action in enumerate(request.actions):
        if action.verb in verbs:
            done = (number + 1) / len(request.actions)
            part = (min(done, 1 - _AFTER), min(done + _AFTER, 1.0))
            moments.append(_stretch(request, start, part, f"after {_told(action)}", _rank(action, identities)))
    return moments


def _stretch(request: SegmentRequest, start: int, part: tuple[float, float], why: str, rank: int) -> Moment:
    """A part of the clear frames, from 0 to 1, as a moment."""
    span = request.n_frames - 1 - start
    return Moment(first=start + round(span * part[0]), last=start + round(span * part[1]), why=(why,), rank=rank)


def _rank(action: Action, identities: Collection[str]) -> int:
    """Somebody's entrance is their first sight."""
    return 0 if action.verb is Verb.ENTER and action.actor in identities else 1


def _told(action: Action) -> str:
    return action.text or f"{action.actor} {action.verb.value.replace('_', ' ')}"


def _within(moment: Moment, start: int, n_frames: int) -> Moment:
    """The moment inside the film; one at its very end becomes the last frame."""
    last = n_frames - 1
    first = min(max(moment.first, start), last)
    return Moment(first=first, last=max(first, min(moment.last, last)), why=moment.why, rank=moment.rank)


def _merged(moments: Sequence[Moment]) -> list[Moment]:
    """The fewest moments that stand for all: those that overlap become what they share, earliest end first."""
    merged: list[Moment] = []
    for moment in sorted(moments, key=lambda m: (m.last, m.first)):
        if merged and moment.first <= merged[-1].last:
            held = merged[-1]
            why = tuple(dict.fromkeys(held.why + moment.why))
            first = max(held.first, moment.first)
            merged[-1] = Moment(first=first, last=held.last, why=why, rank=min(held.rank, moment.rank))
        else:
            merged.append(moment)
    return merged


def _filled(moments: Sequence[Moment], start: int, last: int, enough: int) -> list[Moment]:
    """Moments in the widest gaps until there are enough, as far as there is room."""
    filled = list(moments)
    while len(filled) < enough:
        taken = sorted((m.first, m.last) for m in filled)
        ends = [(start - 1, start - 1), *taken, (last + 1, last + 1)]
        gaps = [(right[0] - left[1] - 1, -left[1], left[1] + 1, right[0] - 1) for left, right in pairwise(ends)]
        width, _, first, final = max(gaps)
        if width < 1:
            break
        # The film's end is looked at as it ends, any other gap in its middle.
        middle = final if final == last and filled else (first + final) // 2
        reach = max(0, (width - 1) // 6)
        filled.append(
            Moment(first=max(first, middle - reach), last=min(final, middle + reach), why=("evenly",), rank=2)
        )
    return filled


def _run(indices: Sequence[int]) -> list[int]:
    """The first stretch without a hole."""
    stretch = [indices[0]]
    for index in indices[1:]:
        if index != stretch[-1] + 1:
            break
        stretch.append(index)
    return stretch


def _box(frame: FrameLayout, identity: str) -> Box | None:
    """The largest box of an identity in a frame."""
    boxes = [one.box for one in frame.boxes if one.identity == identity]
    return max(boxes, key=_area) if boxes else None


def _area(box: Box) -> int:
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])
