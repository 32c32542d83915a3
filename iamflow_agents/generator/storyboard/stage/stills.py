"""Choose the frames that stand for a segment, before anything is drawn.

Each share of the take gives one picture: after the old picture has faded, with most of the cast in view, something
under way that no earlier picture shows, eyes open. Whoever is in view at some time is in one of the pictures if that
can be had. Pure: only the timeline and the camera plan are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from iamflow_agents.generator.storyboard.stage.blocking import is_player
from iamflow_agents.generator.storyboard.stage.camera import View, sight_at
from iamflow_agents.generator.storyboard.stage.renderer import Show
from iamflow_agents.generator.storyboard.stage.timeline import Figure, Track

CANDIDATES = 20
"""Frames looked at in each share of the take."""
IN_VIEW = 0.7
"""Share of a figure that must be in the picture for it to count as shown."""
GAITS = frozenset({"walk", "run"})
SEEN_WEIGHT, NEW_WEIGHT, KNOWN_WEIGHT, BLINK_WEIGHT, CROSS_WEIGHT, MIDDLE_WEIGHT = 3.0, 1.0, 0.3, 0.4, 2.0, 0.6
WALK_WEIGHT = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """What one frame would show."""

    frame_index: int
    seen: float
    """Sum of the visible shares of all players."""
    whole: frozenset[str]
    """Who is in view well enough to be recognised."""
    doings: frozenset[str]
    """What is under way, named so that the same thing has the same name later."""
    blinks: int
    walkers: int
    crossings: int
    """How many pairs are just passing each other."""
    off_middle: float
    """Distance from the middle of its share of the take, 0..1."""


def choose_stills(show: Show, n_stills: int) -> tuple[int, ...]:
    """Choose frames.

    Args:
        show: The segment.
        n_stills: How many at most; shorter takes give as many as they have frames.

    Returns:
        Frame numbers, ascending, none twice.
    """
    count = min(n_stills, show.n_frames)
    first = min(show.fade_frames if show.previous is not None else 0, show.n_frames - count)
    shares = [_candidates(show, first, number, count) for number in range(count)]
    chosen: list[Candidate] = []
    for share in shares:
        done = frozenset().union(*(one.doings for one in chosen))
        chosen.append(max(share, key=lambda one: (_rating(one, done), -one.frame_index)))
    return tuple(one.frame_index for one in _cover(chosen, shares))


def _candidates(show: Show, first: int, number: int, count: int) -> list[Candidate]:
    """Look at some frames of one share of the take."""
    span = show.n_frames - first
    start, end = first + number * span // count, first + (number + 1) * span // count
    step = max(1, (end - start) // CANDIDATES)
    half = max(1.0, (end - start) / 2)
    return [_look(show, index, abs(index + 0.5 - (start + end) / 2) / half) for index in range(start, end, step)]


def _look(show: Show, frame_index: int, off_middle: float) -> Candidate:
    """Say what a frame would show."""
    time_s = frame_index / show.fps
    view = show.plan.at(time_s)
    seen, blinks, whole = 0.0, 0, set()
    doings: set[str] = set()
    places: list[tuple[float, float, bool]] = []
    for figure in show.timeline.at(time_s):
        if not is_player(show.blocking.extras[figure.identity].kind):
            continue
        share = 1.0 if figure.identity == show.plan.foreground else _share_in(show, figure, view, time_s)
        seen += share
        if share < IN_VIEW:
            continue
        whole.add(figure.identity)
        blinks += figure.pose.blink
        places.append((figure.x, show.blocking.extras[figure.identity].width_m, figure.pose.stance in GAITS))
        track = show.timeline.track(figure.identity)
        doings |= _doings(track, time_s) if track is not None else set()
    return Candidate(
        frame_index=frame_index,
        seen=round(seen, 1),
        whole=frozenset(whole),
        doings=frozenset(doings),
        blinks=blinks,
        walkers=sum(place[2] for place in places),
        crossings=_crossings(places, show.blocking.metre),
        off_middle=off_middle,
    )


def _crossings(places: Sequence[tuple[float, float, bool]], metre: float) -> int:
    """Count pairs (x, width in metres, whether on the way) that cover each other while one of them walks."""
    return sum(
        (one[2] or other[2]) and abs(one[0] - other[0]) < 0.45 * (one[1] + other[1]) * metre
        for one, other in combinations(places, 2)
    )


def _share_in(show: Show, figure: Figure, view: View, time_s: float) -> float:
    """How much of a figure's room on stage is inside the view."""
    sight = sight_at(figure, show.timeline, show.blocking, show.facts, time_s)
    half_w, half_h = show.facts.aspect / (2 * view.zoom), 1 / (2 * view.zoom)
    across = min(sight.right, view.x + half_w) - max(sight.left, view.x - half_w)
    down = min(sight.bottom, view.y + half_h) - max(sight.top, view.y - half_h)
    # In close views most of everybody is below the frame: the upper half counts.
    height = min(sight.bottom - sight.top, half_h)
    if across <= 0.0 or down <= 0.0:
        return 0.0
    return min(1.0, across / max(1e-6, sight.right - sight.left)) * min(1.0, down / max(1e-6, height))


def _doings(track: Track, time_s: float) -> set[str]:
    """What an identity is in the middle of."""
    doings = set()
    for beat in track.beats:
        margin = 0.25 * (beat.end_s - beat.start_s)
        if beat.start_s + margin <= time_s <= beat.end_s - margin:
            doings.add(f"{track.identity}/{beat.gesture}/{beat.start_s:.2f}")
    stances = [change for change in track.stances if change.start_s + 0.3 <= time_s]
    if stances and track.moving(time_s) is None and stances[-1].value not in {"crouch", "stand"}:
        doings.add(f"{track.identity}/{stances[-1].value}")
    return doings


def _rating(one: Candidate, done: frozenset[str]) -> float:
    """How good a frame is when some things have been shown before it."""
    rating = SEEN_WEIGHT * one.seen + WALK_WEIGHT * one.walkers - MIDDLE_WEIGHT * one.off_middle
    rating += NEW_WEIGHT * len(one.doings - done) + KNOWN_WEIGHT * len(one.doings & done)
    return rating - BLINK_WEIGHT * one.blinks - CROSS_WEIGHT * one.crossings


def _cover(chosen: list[Candidate], shares: Sequence[Sequence[Candidate]]) -> list[Candidate]:
    """Exchange pictures until whoever can be seen at some time is seen in one, as far as that loses nobody."""
    everybody = frozenset().union(*(one.whole for share in shares for one in share))
    for missing in sorted(everybody):
        covered = frozenset().union(*(one.whole for one in chosen))
        if missing in covered:
            continue
        options = []
        for number, share in enumerate(shares):
            others = frozenset().union(*(one.whole for at, one in enumerate(chosen) if at != number))
            for one in share:
                if missing in one.whole and covered <= others | one.whole:
                    options.append((_rating(one, frozenset()), -one.frame_index, number, one))
        if options:
            _, _, number, best = max(options, key=lambda option: option[:3])
            chosen[number] = best
    return chosen
