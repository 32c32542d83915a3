"""What each verb looks like: one small function a verb, writing cues between a start and an end.

An actor stays what the last action made of them (sitting, carrying, reading) until another action changes it. Who
acts when is decided by `choreography`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from iamflow_agents.generator.storyboard.blocking import VEHICLE_DEPTH
from iamflow_agents.generator.storyboard.cues import LOWERING_S, REACH_M, RUN_M_S, Cues
from iamflow_agents.generator.storyboard.timeline import Change, Move
from iamflow_agents.records import Action, Kind, Verb

Act = Callable[[Cues, Action, float, float], None]
MEETING_SHARES = (0.72, 0.85, 0.6, 1.0, 0.5, 0.35, 0.2, 0.0)
STROLL_M_S = 0.95
STROLL_SHARE = 0.6
"""How much of the stage somebody crosses who walks without a goal."""
_DOWN = re.compile(r"\b(down|takes? a seat|kneels?|drops?|sinks?|settles?)\b")
_RAISE = re.compile(r"\b(up|aloft|high|rais\w*|lift\w*|show\w*)\b")
_UP = re.compile(r"\b(up|rises?|gets|jumps)\b")
_FOLLOW = re.compile(r"\b(follow\w*|chas\w*|trail\w*|behind|after|runs? with|walks? with|alongside|beside)\b")


def act_enter(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk in from the nearest side; the track already waits there."""
    mark = cues.blocking.marks[action.actor]
    if cues.tracks[action.actor].exits:
        cues.appear(action.actor, start_s, shown=True)
    cues.go(action.actor, mark.x, mark.depth, start_s, end_s, _gait(cues, action.actor))
    if action.target and cues.is_here(action.target) and not cues.is_prop(action.target):
        cues.face(action.actor, action.target, end_s)


def act_leave(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk out on the nearest side, taking along what is held."""
    track = cues.tracks[action.actor]
    x, depth = track.position(start_s)
    side = 1 if x > cues.facts.aspect / 2 else -1
    gone = cues.go(action.actor, cues.wing(action.actor, side), depth, start_s, end_s, _gait(cues, action.actor))
    cues.appear(action.actor, gone, shown=False)


def act_walk(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk or run to somebody, after somebody, or across the stage."""
    actor, target = action.actor, action.target or action.recipient
    gait = "run" if action.verb is Verb.RUN and _gait(cues, actor) == "walk" else _gait(cues, actor)
    if target and cues.is_here(target) and target != actor and cues.holder_of.get(target) != actor:
        if _FOLLOW.search(action.text.lower()) and _shadow(cues, actor, target, gait):
            return
        x = cues.beside(actor, target, start_s, 0.8)
        _, depth = cues.place(actor, start_s)
        cues.go(actor, x, depth, start_s, end_s, gait)
        cues.face(actor, target, end_s)
        return
    x, depth = cues.place(actor, start_s)
    if not 0.0 <= x <= cues.facts.aspect:
        return
    speed = RUN_M_S if gait == "run" else STROLL_M_S
    length = min(STROLL_SHARE * cues.facts.aspect, (end_s - start_s) * speed * cues.metre(actor))
    away = 1 if x < cues.facts.aspect / 2 else -1
    if not cues.tracks[actor].moves:
        x = cues.free_spot(actor, x - away * length / 2, start_s)
        cues.tracks[actor].x = x
    cues.go(actor, cues.free_spot(actor, x + away * length, start_s), depth, start_s, end_s, gait, speed_m_s=speed)


def _shadow(cues: Cues, actor: str, target: str, gait: str) -> bool:
    """Repeat the target's moves a little later and a little behind; False when the target does not move."""
    moves = list(cues.tracks[target].moves)
    if not moves:
        return False
    track = cues.tracks[actor]
    direction = 1 if moves[-1].x1 >= moves[-1].x0 else -1
    extras = cues.blocking.extras
    gap_m = 0.35 + (extras[actor].width_m + extras[target].width_m) / 2
    behind = -direction * gap_m * cues.metre(actor)
    _, depth = track.position(0.0)
    if not track.moves:
        track.x = moves[0].x0 + behind
        if 0.0 <= moves[0].x0 <= cues.facts.aspect:
            track.x = cues.inside(actor, track.x)
    for move in moves:
        end_s = min(cues.duration_s * 0.99, move.end_s + 0.3)
        cues.go(actor, move.x1 + behind, depth, move.start_s + 0.25, end_s, move.gait if gait == "walk" else gait)
    return True


def act_sit(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Sit on a free seat of the place, or where one is; already seated when the segment begins so."""
    actor = action.actor
    x, _ = cues.place(actor, start_s)
    seat = cues.free_seat(x) if cues.is_upright(actor) else None
    goes = actor in cues.acted or _DOWN.search(action.text.lower())
    cues.tracks[actor].stool = seat is None and cues.is_upright(actor)
    if not goes:
        if seat is not None:
            cues.tracks[actor].x, cues.tracks[actor].depth = seat, cues.facts.seat_depth
        cues.tracks[actor].idle = "sit"
    else:
        latest = start_s + (end_s - start_s) * 0.7
        arrival = start_s if seat is None else cues.go(actor, seat, cues.facts.seat_depth, start_s, latest)
        cues.lower(actor, "sit", arrival)
    _face_target(cues, action, start_s)


def act_stand(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Stand up; who begins the segment by standing up was sitting before."""
    actor = action.actor
    if actor not in cues.acted and _UP.search(action.text.lower()):
        cues.tracks[actor].idle = "sit"
        cues.tracks[actor].stool = cues.is_upright(actor)
    cues.stance(actor, "crouch", start_s)
    cues.stance(actor, "stand", start_s + LOWERING_S)
    _face_target(cues, action, start_s)


def act_low(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Kneel, lie or sleep."""
    stance = action.verb.value
    beside = action.target if cues.is_here(action.target) and not cues.is_prop(action.target) else None
    if beside is not None and beside != action.actor:
        _, depth = cues.place(action.actor, start_s)
        spot = cues.beside(action.actor, beside, start_s, 0.62)
        arrival = cues.go(action.actor, spot, depth, start_s, start_s + (end_s - start_s) * 0.6)
        cues.lower(action.actor, stance, arrival)
    elif action.actor in cues.acted or _DOWN.search(action.text.lower()):
        cues.lower(action.actor, stance, start_s)
    else:
        cues.tracks[action.actor].idle = stance
    _face_target(cues, action, start_s)


def act_turn(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Turn to somebody, or round."""
    if action.target and cues.is_here(action.target):
        _face_target(cues, action, start_s)
        return
    track = cues.tracks[action.actor]
    last = track.towards[-1].value if track.towards else ""
    facing_right = last == "right" or (last != "left" and track.facing > 0)
    cues.face(action.actor, "left" if facing_right else "right", start_s + (end_s - start_s) * 0.3)


GESTURES = {
    Verb.WAVE: ("wave", 1.6),
    Verb.NOD: ("nod", 1.2),
    Verb.POINT: ("point", 0.0),
    Verb.TALK: ("talk", 1.4),
    Verb.LAUGH: ("laugh", 1.5),
    Verb.CRY: ("cry", 0.8),
    Verb.EAT: ("eat", 0.7),
    Verb.DRINK: ("drink", 0.45),
    Verb.OPEN: ("reach", 0.0),
}
"""Gesture of a verb, and how often a second it runs."""


def act_gesture(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Make a gesture towards whomever it is meant for."""
    gesture, rate = GESTURES[action.verb]
    actor, target = action.actor, action.target
    _face_target(cues, action, start_s)
    if action.verb in {Verb.EAT, Verb.DRINK} and cues.is_prop(target) and target is not None:
        take(cues, actor, target, 0.0)
    if action.verb is Verb.TALK:
        for listener in (action.target, action.recipient):
            if listener and cues.is_here(listener) and not cues.is_prop(listener):
                cues.face(listener, actor, start_s)
    cues.beat(actor, gesture, start_s, end_s, max(1.0, round(rate * (end_s - start_s))))


WORDS = (
    (re.compile(r"\b(smil|grin|chuckl|giggl|cheer|celebrat|applau|clap)"), "laugh", 1.2),
    (re.compile(r"\b(weep|sob|mourn|griev)"), "cry", 0.8),
    (
        re.compile(r"\b(search|scan|gaz|peer|squint|look)\w*\b.*\b(around|out|horizon|distance|sea|sky|for)\b"),
        "look",
        0.4,
    ),
    (re.compile(r"\b(argu|shout|call|whisper|sing|explain|beg|ask|answer|greet|introduc|apolog|thank)"), "talk", 1.4),
    (
        re.compile(
            r"\b(clean|wash|polish|repair|fix|cook|stir|knead|bak|paint|dig|build|mend|sew|knit|sweep|hammer|typ)"
        ),
        "work",
        0.9,
    ),
    (re.compile(r"\b(wait|think|ponder|frown|watch|star|guard|refus|sulk|listen)"), "arms_crossed", 0.0),
    (re.compile(r"\b(touch|knock|push|press|pull|catch|grab|stroke|pat|pet|feed|light|lock|unlock)"), "reach", 0.0),
    (re.compile(r"\b(rais|lift|show|present|toast)"), "hold_up", 0.0),
)
"""Gestures for words that have no verb of their own."""


def act_other(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Look at somebody, or do what no verb names: the words decide, else a turn of the head must do."""
    _face_target(cues, action, start_s)
    text = action.text.lower()
    if action.verb is Verb.LOOK and cues.is_here(action.target):
        return
    for pattern, gesture, rate in WORDS:
        if pattern.search(text):
            cues.beat(action.actor, gesture, start_s, end_s, max(1.0, round(rate * (end_s - start_s))))
            return


def act_lasting(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Read, write, work: goes on until the actor does something else."""
    target = action.target
    begin = start_s if action.actor in cues.involved else 0.0
    if action.verb is Verb.READ and cues.is_prop(target) and target is not None:
        take(cues, action.actor, target, 0.0)
    _face_target(cues, action, begin)
    cues.habit(action.actor, action.verb.value, begin)


def act_dance(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Dance on and on."""
    cues.stance(action.actor, "dance", start_s if action.actor in cues.acted else 0.0)
    _face_target(cues, action, start_s)


def act_hold(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Have something in the hands from the beginning; with nothing to hold, keep the hands together."""
    if cues.is_prop(action.target) and action.target is not None:
        take(cues, action.actor, action.target, 0.0)
        if _RAISE.search(action.text.lower()):
            cues.beat(action.actor, "hold_up", start_s, end_s)
    elif cues.is_here(action.target):
        act_walk(cues, action, start_s, end_s)
    else:
        cues.habit(action.actor, "carry", start_s)


def take(cues: Cues, actor: str, prop: str, time_s: float) -> None:
    """Have a prop in hand by then; what lay somewhere at the very start was in the hand all along."""
    if cues.holder_of.get(prop) != actor:
        time_s = time_s if cues.holder_of.get(prop) is None else max(time_s, cues.tracks[prop].custodies[-1].start_s)
        cues.give(prop, actor, time_s)


def act_hand_over(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Step together; the prop changes hands midway."""
    giver, prop, receiver = action.actor, action.target, action.recipient
    if prop and not cues.is_prop(prop) and receiver is None:
        prop, receiver = None, prop
    prop = prop if cues.is_prop(prop) else cues.prop_held_by(giver)
    if prop and cues.holder_of.get(prop) != giver:
        take(cues, giver, prop, 0.0 if cues.holder_of.get(prop) is None else start_s)
    if receiver is None or not cues.is_here(receiver):
        cues.beat(giver, "give", start_s, end_s)
        return
    middle = start_s + (end_s - start_s) * 0.55
    _meet(cues, giver, receiver, start_s, middle, REACH_M)
    pause = min(0.7, (end_s - start_s) * 0.3)
    cues.beat(giver, "give", middle - pause, middle + pause)
    cues.beat(receiver, "reach", middle - pause * 0.7, middle + pause)
    if prop:
        cues.give(prop, receiver, middle)


def _meet(cues: Cues, one: str, other: str, start_s: float, end_s: float, gap_m: float) -> None:
    """Let the first walk most of the way to the second, and both face each other."""
    x1, d1 = cues.place(one, start_s)
    x2, d2 = cues.place(other, start_s)
    gap = gap_m * min(cues.metre(one), cues.metre(other))
    cues.face(one, other, start_s)
    cues.face(other, one, start_s)
    spare = abs(x2 - x1) - gap
    if spare <= 0.0 and abs(d1 - d2) < 0.12:
        return
    side = 1 if x2 >= x1 else -1
    seated = (
        cues.tracks[other].stances[-1].value if cues.tracks[other].stances else cues.tracks[other].idle
    ) != "stand"
    share = 1.0 if seated else _meeting_share(cues, one, other, start_s, (x1, x2, side * spare))
    depth = d2 if seated else (d1 + d2) / 2
    cues.go(one, x1 + side * spare * share, depth + 0.04, start_s, end_s)
    if not seated:
        cues.go(other, x2 - side * spare * (1 - share), depth, start_s, end_s)


def _meeting_share(cues: Cues, one: str, other: str, time_s: float, way: tuple[float, float, float]) -> float:
    """How much of the way between two people the first one walks, so that they meet where they cover nobody."""
    x1, x2, spare = way
    for share in MEETING_SHARES:
        spots = (x1 + spare * share, x2 - spare * (1 - share))
        if all(cues.is_clear(spot, time_s, (one, other)) for spot in spots):
            return share
    return MEETING_SHARES[0]


def act_hug(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Step close and embrace."""
    target = action.target or action.recipient
    if target is None or not cues.is_here(target) or cues.is_prop(target):
        cues.beat(action.actor, "hug", start_s, end_s)
        return
    if not cues.is_upright(target):
        cues.go(action.actor, cues.beside(action.actor, target, start_s, 0.45), 0.8, start_s, end_s)
        cues.lower(action.actor, "kneel", start_s + (end_s - start_s) * 0.4)
        _face_target(cues, action, start_s)
        return
    meeting = start_s + (end_s - start_s) * 0.45
    _meet(cues, action.actor, target, start_s, meeting, 0.4)
    for one in (action.actor, target):
        if cues.is_upright(one):
            cues.beat(one, "hug", meeting - 0.15, end_s)


def act_pick_up(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Step to where a prop lies, bend, and take it."""
    actor, prop = action.actor, action.target
    if prop is None or not cues.is_here(prop):
        cues.beat(actor, "reach", start_s, end_s)
        return
    if not cues.is_prop(prop):
        act_hold(cues, action, start_s, end_s)
        return
    if cues.holder_of.get(prop) == actor:
        return
    _, depth = cues.place(prop, start_s)
    arrival = cues.go(
        actor, cues.beside(actor, prop, start_s, 0.4), depth - 0.08, start_s, start_s + (end_s - start_s) * 0.5
    )
    cues.face(actor, prop, start_s)
    middle = arrival + min(0.5, (end_s - arrival) * 0.5)
    cues.beat(actor, "reach", arrival, middle + 0.2)
    if cues.stand_m(prop) == 0.0:
        cues.stance(actor, "crouch", arrival)
        cues.stance(actor, "stand", min(end_s, middle + 0.3))
    cues.give(prop, actor, middle)


def act_put_down(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Bend and lay a prop beside oneself."""
    actor = action.actor
    prop = action.target if cues.is_prop(action.target) else cues.prop_held_by(actor)
    if prop is None:
        cues.beat(actor, "reach", start_s, end_s)
        return
    take(cues, actor, prop, 0.0)
    x, depth = cues.place(actor, start_s)
    side = 1 if x < cues.facts.aspect / 2 else -1
    spot = x + side * (0.35 + cues.blocking.extras[prop].width_m / 2) * cues.metre(actor)
    middle = (start_s + end_s) / 2
    cues.face(actor, "right" if side > 0 else "left", start_s)
    cues.beat(actor, "reach", middle - 0.4, middle + 0.3)
    if cues.stand_m(prop) == 0.0:
        cues.stance(actor, "crouch", middle - 0.3)
        cues.stance(actor, "stand", middle + 0.4)
    cues.give(prop, None, middle, x=spot, depth=min(1.0, depth + 0.1))


def act_wear(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Put on or take off: the garment shows in the hands while it is not worn."""
    actor, prop = action.actor, action.target
    cues.beat(actor, "work", start_s, end_s, 1.0)
    if prop is None or not cues.is_prop(prop):
        return
    middle = (start_s + end_s) / 2
    take(cues, actor, prop, 0.0)
    if action.verb is Verb.PUT_ON:
        cues.hide(prop, middle)
    else:
        cues.tracks[prop].custodies.clear()
        cues.hide(prop, 0.0)
        cues.hide(prop, middle, shown=True)


def act_fly(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Cross the air, or the water for those who swim."""
    actor, stance = action.actor, action.verb.value
    track = cues.tracks[actor]
    if action.verb is Verb.FLY:
        track.lift_m = _flying_height(cues, actor)
    track.idle = stance
    if action.verb is Verb.SWIM:
        track.lift_m = 0.0 if cues.is_upright(actor) else track.lift_m
    if not cues.is_upright(actor):
        # Behind everybody, so that nobody's face is crossed.
        track.depth = VEHICLE_DEPTH
    x, depth = cues.place(actor, start_s)
    reach = cues.facts.aspect * 0.3
    away = 1 if x < cues.facts.aspect / 2 else -1
    if not track.moves:
        track.x = cues.inside(actor, x - away * reach)
    cues.glide(actor, cues.inside(actor, x + away * reach), depth, 0.0 if not track.moves else start_s, end_s, stance)


def _flying_height(cues: Cues, actor: str) -> float:
    """Metres above the ground: over people's heads, but inside the picture."""
    height_m = cues.blocking.extras[actor].height_m
    room_m = (cues.facts.ground(cues.tracks[actor].depth) - 0.04) / cues.metre(actor) - height_m
    return max(0.3, min(2.1 if height_m < 1.2 else 0.8, room_m))


def act_ride(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Sit on something and cross the stage with it."""
    actor, mount = action.actor, action.target
    if mount is None or not cues.is_here(mount) or cues.is_prop(mount):
        act_walk(cues, action, start_s, end_s)
        return
    rider, track = cues.tracks[actor], cues.tracks[mount]
    rider.idle = "sit"
    rider.mounts.append(Change(start_s=start_s if actor in cues.acted else 0.0, value=mount))
    x, depth = cues.place(mount, start_s)
    length = min(STROLL_SHARE * cues.facts.aspect, (end_s - start_s) * STROLL_M_S * 1.6 * cues.metre(mount))
    away = track.facing if track.moves else (1 if x < cues.facts.aspect / 2 else -1)
    if not track.moves:
        x = cues.inside(mount, x - away * length / 2)
        track.x = rider.x = x
        track.facing = away
    goal = cues.free_spot(mount, x + away * length, start_s)
    gait = "run" if cues.kind(mount) is Kind.VEHICLE else "walk"
    cues.glide(mount, goal, depth, start_s, end_s, gait)
    rider.moves.append(Move(start_s=start_s, end_s=end_s, x0=x, x1=goal, depth0=depth, depth1=depth, gait="sit"))


def _face_target(cues: Cues, action: Action, time_s: float) -> None:
    """Face whom or what the action is about."""
    for target in (action.recipient, action.target):
        if target and cues.is_here(target) and cues.holder_of.get(target) != action.actor:
            cues.face(action.actor, target, time_s)
            return


def _gait(cues: Cues, identity: str) -> str:
    """How an identity gets about when nothing is said."""
    return cues.tracks[identity].gait


ACTS: dict[Verb, Act] = {
    Verb.ENTER: act_enter,
    Verb.LEAVE: act_leave,
    Verb.WALK: act_walk,
    Verb.RUN: act_walk,
    Verb.SIT: act_sit,
    Verb.STAND: act_stand,
    Verb.KNEEL: act_low,
    Verb.LIE: act_low,
    Verb.SLEEP: act_low,
    Verb.TURN: act_turn,
    Verb.READ: act_lasting,
    Verb.WRITE: act_lasting,
    Verb.WORK: act_lasting,
    Verb.CARRY: act_hold,
    Verb.HOLD: act_hold,
    Verb.HAND_OVER: act_hand_over,
    Verb.PICK_UP: act_pick_up,
    Verb.PUT_DOWN: act_put_down,
    Verb.PUT_ON: act_wear,
    Verb.TAKE_OFF: act_wear,
    Verb.HUG: act_hug,
    Verb.DANCE: act_dance,
    Verb.FLY: act_fly,
    Verb.SWIM: act_fly,
    Verb.RIDE: act_ride,
    Verb.LOOK: act_other,
    Verb.GESTURE: act_other,
    **dict.fromkeys(GESTURES, act_gesture),
}
