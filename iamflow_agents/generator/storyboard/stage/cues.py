"""The director's notebook: small instructions that write moves, gestures and custody into the tracks.

`choreography` decides which action plays when; `acting` says what each verb needs; both write through `Cues`, which
remembers where everybody is by then, so that later actions start where earlier ones ended.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from iamflow_agents.generator.storyboard.stage.blocking import MARGIN, SMALL_M, Blocking, StageFacts, is_player
from iamflow_agents.generator.storyboard.stage.timeline import Beat, Change, Custody, Move, Track
from iamflow_agents.records import Action, Kind

WALK_M_S = 1.45
RUN_M_S = 3.2
REACH_M = 1.12
"""Distance between the middles of two people who hand something over."""
WING_M = 0.6
"""How far beyond the edge somebody waits to enter."""
LAP_M = 0.5
"""Animals lower than this can be carried."""
RUSH_M_S = 2.4
"""Who has to be faster than this runs instead of walking."""
TABLE_THING_M = 0.55
TABLE_M = 0.6
"""Things smaller than the first lie on a table as high as the second."""
LOW = frozenset({"sit", "kneel", "lie", "sleep"})
LOWERING_S = 0.22
"""How long somebody is half way between standing and sitting."""


_HANGING = re.compile(
    r"\b(suitcase|case|briefcase|bag|handbag|bucket|pail|basket|cage|satchel|toolbox|kettle|watering can)s?\b"
)
_GROUNDED = re.compile(
    r"\b(ball|bone|shell|stone|pebble|stick|log|rope|bucket|suitcase|bag|backpack|crate|boot|shoe|slipper|rug|mat|leaf|"
    r"feather|snowball|anchor|trap|skateboard|stool|footprint|puddle|net)s?\b"
)
_RAISED = re.compile(r"\b(umbrella|parasol|torch|lantern|lamp|candle|flag|flashlight|balloon)s?\b")
"""What hangs from a straight arm, and what is held up high; the rest is carried before the body."""


@dataclass(slots=True, kw_only=True)
class Cues:
    """Writes tracks; times never run backwards for one identity."""

    facts: StageFacts
    blocking: Blocking
    duration_s: float
    tracks: dict[str, Track]
    names: dict[str, str] = field(default_factory=dict)
    """What everybody and everything is called."""
    holder_of: dict[str, str | None] = field(default_factory=dict)
    taken_seats: set[float] = field(default_factory=set)
    acted: set[str] = field(default_factory=set)
    """Who has had an action already."""
    order: list[str] = field(default_factory=list)
    """The same in order of time, with repeats."""
    companions: list[str] = field(default_factory=list)
    """Who does the same at the same time, in the order of the text; empty for who acts alone."""
    involved: set[str] = field(default_factory=set)
    """Who has acted, or was the target or recipient of an action."""

    def kind(self, identity: str) -> Kind:
        """Kind of an identity of the cast."""
        return self.blocking.extras[identity].kind

    def is_prop(self, identity: str | None) -> bool:
        """Tell whether something of the cast can be held: an object, or a small animal."""
        extra = self.blocking.extras.get(identity or "")
        if extra is None:
            return False
        small = extra.kind is Kind.ANIMAL and extra.height_m < LAP_M and extra.width_m < 2 * LAP_M
        return extra.kind is Kind.OBJECT or small

    def is_upright(self, identity: str) -> bool:
        """Tell whether an identity has a body like a person's, with hands and a lap."""
        return self.blocking.extras[identity].kind in {Kind.PERSON, Kind.ROBOT, Kind.CREATURE}

    def is_here(self, identity: str | None) -> bool:
        """Tell whether an identity is part of this segment's cast."""
        return identity is not None and identity in self.tracks

    def place(self, identity: str, time_s: float) -> tuple[float, float]:
        """X and depth by then."""
        return self.tracks[identity].position(time_s)

    def metre(self, identity: str) -> float:
        """Frame heights a metre where an identity stands."""
        return self.blocking.scale(identity, self.blocking.marks[identity].depth)

    def wing(self, identity: str, side: int) -> float:
        """X of a place beyond the edge where nothing of the identity shows."""
        half = (self.blocking.extras[identity].width_m / 2 + WING_M) * self.metre(identity)
        return self.facts.aspect + half if side > 0 else -half

    def inside(self, identity: str, x: float) -> float:
        """The nearest x at which the identity is wholly on stage."""
        half = self.blocking.extras[identity].width_m / 2 * self.metre(identity) + MARGIN / 2
        return min(self.facts.aspect - half, max(half, x))

    def go(
        self,
        identity: str,
        x: float,
        depth: float,
        start_s: float,
        end_s: float,
        gait: str = "walk",
        *,
        speed_m_s: float | None = None,
        turns: bool = True,
    ) -> float:
        """Walk somewhere, no slower than a stroll and no later than `end_s`; returns the time of arrival."""
        track = self.tracks[identity]
        x0, depth0 = track.position(start_s)
        distance_m = (abs(x - x0) + 0.6 * abs(depth - depth0)) / self.metre(identity)
        if distance_m < 0.02:
            return start_s
        speed = speed_m_s or (RUN_M_S if gait in {"run", "fly"} else WALK_M_S)
        arrival = min(end_s, start_s + max(0.35, distance_m / speed))
        if gait == "walk" and distance_m / max(1e-6, arrival - start_s) > RUSH_M_S:
            gait = "run"
        self.rise(identity, start_s)
        track.moves.append(Move(start_s=start_s, end_s=arrival, x0=x0, x1=x, depth0=depth0, depth1=depth, gait=gait))
        return arrival

    def glide(self, identity: str, x: float, depth: float, start_s: float, end_s: float, gait: str) -> None:
        """Move evenly through the whole time given, as birds, fish and vehicles do."""
        track = self.tracks[identity]
        x0, depth0 = track.position(start_s)
        track.moves.append(Move(start_s=start_s, end_s=end_s, x0=x0, x1=x, depth0=depth0, depth1=depth, gait=gait))

    def appear(self, identity: str, time_s: float, *, shown: bool) -> None:
        """Be gone from now on, or be back, with everything held."""
        held = [prop for prop, holder in sorted(self.holder_of.items()) if holder == identity]
        for one in (identity, *held):
            self.tracks[one].exits.append(Change(start_s=time_s, value="in" if shown else "out"))

    def stance(self, identity: str, value: str, time_s: float) -> None:
        """Take a stance that lasts."""
        self.tracks[identity].stances.append(Change(start_s=time_s, value=value))

    def lower(self, identity: str, value: str, time_s: float) -> None:
        """Sit, kneel or lie down by way of a crouch."""
        self.stance(identity, "crouch", time_s)
        self.stance(identity, value, time_s + LOWERING_S)

    def posture(self, identity: str) -> str:
        """The stance somebody has by now."""
        track = self.tracks[identity]
        return track.stances[-1].value if track.stances else track.idle

    def is_low(self, identity: str) -> bool:
        """Tell whether somebody sits, kneels or lies; they stay so until the text makes them get up or go."""
        return self.posture(identity) in LOW

    def rise(self, identity: str, time_s: float) -> None:
        """Stand up if sitting, kneeling or lying."""
        if self.is_low(identity) or self.posture(identity) == "crouch":
            self.stance(identity, "stand", time_s)
        self.habit(identity, self.resting_habit(identity), time_s)

    def face(self, identity: str, target: str, time_s: float) -> None:
        """Turn to somebody, or `left` / `right`."""
        if target != identity:
            self.tracks[identity].towards.append(Change(start_s=time_s, value=target))

    def face_target(self, action: Action, time_s: float) -> None:
        """Face whom or what an action is about."""
        for target in (action.recipient, action.target):
            if target and self.is_here(target) and self.holder_of.get(target) != action.actor:
                self.face(action.actor, target, time_s)
                return

    def face_nearest(self, identity: str, time_s: float) -> None:
        """Face whoever stands nearest, if anybody does."""
        x, _ = self.place(identity, time_s)
        others = [o for o in self.tracks if o != identity and self.is_upright(o) and self.tracks[o].is_shown(time_s)]
        inside = [o for o in others if 0.0 <= self.place(o, time_s)[0] <= self.facts.aspect]
        if inside:
            self.face(identity, min(inside, key=lambda o: (abs(self.place(o, time_s)[0] - x), o)), time_s)

    def beat(self, identity: str, gesture: str, start_s: float, end_s: float, cycles: float = 1.0) -> None:
        """Make a gesture that ends."""
        self.tracks[identity].beats.append(Beat(start_s=start_s, end_s=end_s, gesture=gesture, cycles=cycles))

    def habit(self, identity: str, gesture: str, time_s: float) -> None:
        """Go on making a gesture until something else is said."""
        self.tracks[identity].habits.append(Change(start_s=time_s, value=gesture))

    def resting_habit(self, identity: str) -> str:
        """What the hands do when nothing is asked of them."""
        held = self.prop_held_by(identity)
        if held is None or not self.is_upright(identity):
            return "none"
        name = self.names.get(held, "").lower()
        if _HANGING.search(name):
            return "none"
        return "hold_up" if _RAISED.search(name) else "carry"

    def give(
        self,
        prop: str,
        holder: str | None,
        time_s: float,
        *,
        x: float = 0.0,
        depth: float = 0.9,
        on_table: bool = True,
    ) -> None:
        """Let a prop change hands, or be laid at a spot, on a table if it is of that kind."""
        before = self.holder_of.get(prop)
        self.holder_of[prop] = holder
        custodies = self.tracks[prop].custodies
        if time_s <= 0.0:
            custodies.clear()
        elif not custodies:
            lying_x, lying_depth = self.tracks[prop].position(time_s)
            custodies.append(Custody(start_s=0.0, holder=None, x=lying_x, depth=lying_depth))
        stand_m = self.stand_m(prop) if holder is None and on_table else 0.0
        custodies.append(Custody(start_s=time_s, holder=holder, x=x, depth=depth, stand_m=stand_m))
        for identity in (before, holder):
            if identity is not None and identity in self.tracks:
                self.habit(identity, self.resting_habit(identity), time_s)

    def stand_m(self, prop: str) -> float:
        """Height of the little table that a thing lies on: none for large things and what belongs on the ground."""
        extra = self.blocking.extras[prop]
        small = extra.kind is Kind.OBJECT and max(extra.height_m, extra.width_m) < TABLE_THING_M
        return TABLE_M if small and not _GROUNDED.search(self.names.get(prop, "").lower()) else 0.0

    def hide(self, prop: str, time_s: float, *, shown: bool = False) -> None:
        """Let a prop vanish (put on, eaten) or appear (taken off)."""
        holder = self.holder_of.get(prop)
        self.tracks[prop].custodies.append(Custody(start_s=time_s, holder=holder, shown=shown))

    def prop_held_by(self, identity: str) -> str | None:
        """Something the identity holds, if anything."""
        return next((p for p, holder in sorted(self.holder_of.items()) if holder == identity), None)

    def free_seat(self, identity: str, x: float, time_s: float) -> float | None:
        """Nearest seat that nobody has taken or stands before, which is then taken; None when the place has none."""
        free = [seat for seat in self.facts.seats if seat not in self.taken_seats]
        if not free:
            return None
        nearest = min(free, key=lambda seat: (not self.is_clear(seat, time_s, (identity,)), abs(seat - x), seat))
        self.taken_seats.add(nearest)
        return nearest

    def crowd(self, time_s: float, without: tuple[str, ...]) -> list[tuple[float, float]]:
        """Where everybody upright stands (x), and the room on both sides in which they would be covered."""
        taken = []
        for other, track in self.tracks.items():
            extra = self.blocking.extras[other]
            small = extra.height_m < SMALL_M or not is_player(extra.kind)
            if other in without or small or not track.is_shown(time_s):
                continue
            own = max(self.blocking.extras[one].width_m for one in without)
            taken.append((track.position(time_s)[0], 0.45 * (extra.width_m + own) * self.blocking.metre))
        return taken

    def is_clear(self, x: float, time_s: float, without: tuple[str, ...]) -> bool:
        """Tell whether somebody at x would cover nobody but those named."""
        return all(abs(x - at) >= room for at, room in self.crowd(time_s, without))

    def free_spot(self, identity: str, x: float, time_s: float) -> float:
        """The x nearest to a wish at which nobody else stands, inside the stage."""
        taken = self.crowd(time_s, (identity,))
        wishes = [x, *(at + side * room * 1.01 for at, room in taken for side in (-1, 1))]
        fitting = [
            w for w in wishes if self.inside(identity, w) == w and all(abs(w - at) >= room for at, room in taken)
        ]
        return min(fitting, key=lambda w: (abs(w - x), w), default=self.inside(identity, x))

    def beside(self, identity: str, target: str, time_s: float, gap_m: float) -> float:
        """X beside a target, on the side one comes from."""
        x, _ = self.place(identity, time_s)
        goal, _ = self.place(target, time_s)
        extras = self.blocking.extras
        extra_m = max(0.0, extras[target].width_m / 2 - 0.3) + max(0.0, extras[identity].width_m / 2 - 0.3)
        offset = (gap_m + extra_m) * self.metre(identity)
        side = -1 if x < goal or (x == goal and goal > self.facts.aspect / 2) else 1
        spots = (goal + side * offset, goal - side * offset)
        inside = [s for s in spots if 0.03 * self.facts.aspect < s < 0.97 * self.facts.aspect] or [spots[0]]
        return next((s for s in inside if self.is_clear(s, time_s, (identity, target))), inside[0])
