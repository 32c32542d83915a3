"""Who is where and how they hold themselves at any instant of a segment.

A `Track` collects, for one identity, moves, stances, gestures and glances on the clock of the segment; `Track.at`
samples them. Pure data and arithmetic: what happens is decided by `choreography`, where things stand by `blocking`,
and nothing here draws. Lengths are in frame heights (x from the left edge of the stage), depth is 0 far .. 1 near,
times are seconds since the segment began.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass, field

from iamflow_agents.generator.storyboard.sprite import Pose

CYCLE_M = {"walk": 0.47, "run": 0.8, "fly": 1.2, "swim": 0.7, "dance": 1.0}
"""Metres, for a body one metre tall, that one cycle of a gait covers."""
LIVELY_HZ = {"fly": 2.2, "swim": 0.9, "dance": 0.9}
BREATH_HZ = 0.28
BREATH_STEPS, HABIT_STEPS = 16, 8
GLANCE_S = 1.9
ALOFT = frozenset({"fly", "swim"})
TAKE_OFF_S = 0.6
GESTURE_EASE_S = 0.3
CUSTODY_EASE_S = 0.4
PASSING_S = 0.9


def ease(share: float) -> float:
    """Smooth a share of 0..1 so that it starts and ends at rest."""
    share = min(1.0, max(0.0, share))
    return share * share * (3.0 - 2.0 * share)


def mix(start: float, end: float, share: float) -> float:
    """Go from `start` to `end` by a share of 0..1."""
    return start + (end - start) * share


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A change of position."""

    start_s: float
    end_s: float
    x0: float
    x1: float
    depth0: float
    depth1: float
    gait: str = "walk"
    turns: bool = True
    """Whether the body faces where it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From an instant on, something is so (a stance, a lasting gesture, whom one looks at)."""

    start_s: float
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """A gesture with a beginning and an end; `cycles` is how often a periodic one runs."""

    start_s: float
    end_s: float
    gesture: str
    cycles: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Custody:
    """From an instant on, a prop is in somebody's hand, or (holder None) lies at a spot."""

    start_s: float
    holder: str | None
    x: float = 0.0
    depth: float = 0.5
    shown: bool = True
    """False while it is worn or put away."""
    stand_m: float = 0.0
    """Height of the little table it lies on; 0 on the ground."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """A little table that small things lie on; stands there for the whole segment."""

    x: float
    depth: float
    height_m: float
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Grip:
    """Where a prop is between two custodies: `share` 0 is wholly the old one, 1 wholly the new one."""

    before: Custody
    now: Custody
    share: float
    is_fresh: bool = False
    """Whether it has changed hands a moment ago and is still between two people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One identity at one instant."""

    identity: str
    x: float
    depth: float
    pose: Pose
    lift_m: float = 0.0
    """Metres above the ground line."""
    grip: Grip | None = None
    mount: str | None = None
    """What it rides."""
    stool: bool = False
    on_seat: bool = False
    """Whether it sits on a seat that is painted on the place."""


@dataclass(slots=True, kw_only=True)
class Track:
    """Everything one identity does; built by the choreography, then only sampled."""

    identity: str
    x: float
    depth: float
    height_m: float
    metre: float
    """Frame heights a metre at the nearest lane."""
    facing: int = 1
    shown_from: float = 0.0
    phase_offset: float = 0.0
    blink_offset: float = 0.0
    lift_m: float = 0.0
    idle: str = "stand"
    gait: str = "walk"
    """How it gets about."""
    stool: bool = False
    """Whether it sits on something the place does not have, so that a stool is drawn."""
    on_seat: bool = False
    """Whether it sits, when it sits, on a seat of the place."""
    moves: list[Move] = field(default_factory=list)
    stances: list[Change] = field(default_factory=list)
    habits: list[Change] = field(default_factory=list)
    """Lasting gestures: carrying, reading on and on."""
    towards: list[Change] = field(default_factory=list)
    """Whom one faces: an identity, `left` or `right`."""
    mounts: list[Change] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    custodies: list[Custody] = field(default_factory=list)
    exits: list[Change] = field(default_factory=list)
    """`in` and `out`, when somebody enters or has left."""

    def position(self, time_s: float) -> tuple[float, float]:
        """Return x and depth at a time."""
        x, depth = self.x, self.depth
        for move in self.moves:
            if time_s < move.start_s:
                break
            share = ease((time_s - move.start_s) / max(1e-6, move.end_s - move.start_s))
            x, depth = mix(move.x0, move.x1, share), mix(move.depth0, move.depth1, share)
        return x, depth

    def is_shown(self, time_s: float) -> bool:
        """Tell whether it is on stage at all."""
        state = _latest(self.exits, time_s)
        return state != "out"

    def moving(self, time_s: float) -> Move | None:
        """Return the move in progress, if any."""
        for move in self.moves:
            if move.start_s <= time_s < move.end_s and abs(move.x1 - move.x0) + abs(move.depth1 - move.depth0) > 1e-3:
                return move
        return None

    def travelled(self, time_s: float) -> float:
        """Metres covered so far, so that steps keep pace with the ground."""
        total = 0.0
        for move in self.moves:
            if time_s <= move.start_s:
                break
            share = ease((time_s - move.start_s) / max(1e-6, move.end_s - move.start_s))
            total += share * (abs(move.x1 - move.x0) + 0.6 * abs(move.depth1 - move.depth0))
        return total / self.metre

    def grip_at(self, time_s: float) -> Grip | None:
        """Where a prop is; None for what nobody ever holds."""
        if not self.custodies:
            return None
        index = max(0, bisect_right([c.start_s for c in self.custodies], time_s) - 1)
        now = self.custodies[index]
        before = self.custodies[index - 1] if index else now
        share = ease((time_s - now.start_s) / CUSTODY_EASE_S) if index else 1.0
        between = before.holder is not None and now.holder not in {None, before.holder}
        return Grip(before=before, now=now, share=share, is_fresh=between and time_s - now.start_s < PASSING_S)

    def at(self, time_s: float, where: dict[str, float]) -> Figure:
        """Sample the track.

        Args:
            time_s: Seconds since the segment began.
            where: x of everybody at this time, for facing each other.
        """
        x, depth = self.position(time_s)
        move = self.moving(time_s)
        stance = move.gait if move else _latest(self.stances, time_s) or self.idle
        facing, gaze = self._heading(time_s, x, move, where)
        gesture, progress = self._gesture(time_s)
        pose = Pose(
            stance=stance,
            facing=facing,
            phase=self._phase(time_s, stance),
            gesture=gesture,
            gesture_phase=progress,
            gaze=gaze,
            blink=(time_s + self.blink_offset) % 3.7 < 0.13 and stance not in {"sleep"},
        )
        return Figure(
            identity=self.identity,
            x=x,
            depth=depth,
            pose=pose,
            lift_m=self._lift(time_s),
            grip=self.grip_at(time_s),
            mount=_latest(self.mounts, time_s) or None,
            stool=self.stool and stance == "sit",
            on_seat=self.on_seat and stance == "sit",
        )

    def _lift(self, time_s: float) -> float:
        """Metres above the ground: all the time for those who idle in the air, else only on the way."""
        if self.idle in ALOFT:
            return self.lift_m
        move = self.moving(time_s)
        if move is None or move.gait not in ALOFT:
            return 0.0
        return self.lift_m * ease(min(time_s - move.start_s, move.end_s - time_s) / TAKE_OFF_S)

    def _heading(self, time_s: float, x: float, move: Move | None, where: dict[str, float]) -> tuple[int, float]:
        """Which way the body and the head turn."""
        if move and move.turns and abs(move.x1 - move.x0) > 1e-3:
            facing = 1 if move.x1 > move.x0 else -1
            return facing, 0.55 * facing
        wander = self._glance(time_s)
        target = _latest(self.towards, time_s)
        if not target:
            return self.facing, 0.25 * self.facing + 0.22 * wander
        if target in {"left", "right"}:
            facing = 1 if target == "right" else -1
        elif target in where and abs(where[target] - x) > 1e-3:
            facing = 1 if where[target] > x else -1
        else:
            facing = self.facing
        return facing, max(-1.0, min(1.0, 0.9 * facing + 0.1 * wander))

    def _glance(self, time_s: float) -> float:
        """Where the eyes wander, -1..1: they rest for a while, then go somewhere else."""
        number = math.floor((time_s + self.blink_offset) / GLANCE_S)
        return math.sin(number * 2.4 + self.phase_offset * math.tau)

    def _gesture(self, time_s: float) -> tuple[str, float]:
        """The gesture of the moment and how far it is."""
        for beat in reversed(self.beats):
            if beat.start_s <= time_s < beat.end_s:
                return beat.gesture, _progress(beat, time_s)
        habit = _latest(self.habits, time_s) or "none"
        return habit, _step((time_s * 0.5 + self.phase_offset) % 1.0, HABIT_STEPS)

    def _phase(self, time_s: float, stance: str) -> float:
        """Position in the cycle of a stance: by distance for gaits, by time for the rest."""
        if stance in {"walk", "run"}:
            return (self.travelled(time_s) / (CYCLE_M[stance] * max(0.3, self.height_m))) % 1.0
        if stance in LIVELY_HZ:
            return (time_s * LIVELY_HZ[stance] + self.phase_offset) % 1.0
        return _step((time_s * BREATH_HZ + self.phase_offset) % 1.0, BREATH_STEPS)


def _step(phase: float, steps: int) -> float:
    """Move a phase to the nearest of a few steps, so that slow motion holds still for some frames."""
    return math.floor(phase * steps) / steps


def _latest(changes: list[Change], time_s: float) -> str:
    """The value that holds at a time; empty before the first change."""
    value = ""
    for change in changes:
        if change.start_s > time_s + 1e-9:
            break
        value = change.value
    return value


def _progress(beat: Beat, time_s: float) -> float:
    """How far a gesture is: periodic ones run through, others rise, hold and sink."""
    share = (time_s - beat.start_s) / max(1e-6, beat.end_s - beat.start_s)
    if beat.gesture in PERIODIC:
        return (share * beat.cycles) % 1.0
    rise = (time_s - beat.start_s) / GESTURE_EASE_S
    sink = (beat.end_s - time_s) / GESTURE_EASE_S
    return ease(min(1.0, rise, sink))


PERIODIC = frozenset({"wave", "nod", "talk", "laugh", "cry", "eat", "drink", "work", "write"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """All tracks of a segment."""

    duration_s: float
    tracks: tuple[Track, ...]
    stands: tuple[Stand, ...] = ()

    def track(self, identity: str) -> Track | None:
        """Find a track by identity."""
        return next((track for track in self.tracks if track.identity == identity), None)

    def at(self, time_s: float) -> tuple[Figure, ...]:
        """Everybody on stage at a time, far to near."""
        where = {track.identity: track.position(time_s)[0] for track in self.tracks}
        figures = [track.at(time_s, where) for track in self.tracks if track.is_shown(time_s)]
        order = {track.identity: number for number, track in enumerate(self.tracks)}
        return tuple(sorted(figures, key=lambda figure: (figure.depth, order[figure.identity])))
