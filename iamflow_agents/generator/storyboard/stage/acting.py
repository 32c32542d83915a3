"""What each verb looks like: one small function a verb, writing cues between a start and an end.

Here is how bodies move about and settle; hands are in `acting_hands`, gestures in `acting_gestures`. An actor stays
what the last action made of them (sitting, carrying, reading) until another action changes it. Who acts when is
decided by `choreography`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from iamflow_agents.generator.storyboard.stage.acting_gestures import (
    GESTURES,
    act_dance,
    act_gesture,
    act_lasting,
    act_other,
)
from iamflow_agents.generator.storyboard.stage.acting_hands import (
    act_hand_over,
    act_hold,
    act_hug,
    act_pick_up,
    act_put_down,
    act_wear,
)
from iamflow_agents.generator.storyboard.stage.blocking import SMALL_M, VEHICLE_DEPTH
from iamflow_agents.generator.storyboard.stage.cues import LOWERING_S, RUN_M_S, Cues
from iamflow_agents.generator.storyboard.stage.intent import step_direction
from iamflow_agents.generator.storyboard.stage.timeline import Change, Move
from iamflow_agents.records import Action, Kind, Verb

Act = Callable[[Cues, Action, float, float], None]
STEP_M = 0.45
STROLL_M_S = 0.95
STROLL_SHARE = 0.6
"""How much of the stage somebody crosses who walks without a goal."""
_DOWN = re.compile(r"\b(down|takes? a seat|kneels?|drops?|sinks?|settles?)\b")
_UP = re.compile(r"\b(up|rises?|gets|jumps)\b")
_BESIDE = re.compile(
    r"\b(alongside|beside|next to|close to|by (?:his|her|their|its) side|side by side|with (?:him|her|them|it))\b"
)
_FOLLOW = re.compile(rf"\b(follow\w*|chas\w*|trail\w*|behind|after)\b|{_BESIDE.pattern}")
_BETWEEN = re.compile(r"\bbetween\b")


def act_enter(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk in from the nearest side; the track already waits there."""
    mark = cues.blocking.marks[action.actor]
    if cues.tracks[action.actor].exits:
        cues.appear(action.actor, start_s, shown=True)
    cues.go(action.actor, mark.x, mark.depth, start_s, end_s, cues.tracks[action.actor].gait)
    if action.target and cues.is_here(action.target) and not cues.is_prop(action.target):
        cues.face(action.actor, action.target, end_s)


def act_leave(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk out on the nearest side, taking along what is held."""
    track = cues.tracks[action.actor]
    x, depth = track.position(start_s)
    side = 1 if x > cues.facts.aspect / 2 else -1
    gone = cues.go(action.actor, cues.wing(action.actor, side), depth, start_s, end_s, cues.tracks[action.actor].gait)
    cues.appear(action.actor, gone, shown=False)


def act_walk(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Walk or run to somebody, after somebody, or across the stage."""
    actor, target = action.actor, action.target or action.recipient
    gait = "run" if action.verb is Verb.RUN and cues.tracks[actor].gait == "walk" else cues.tracks[actor].gait
    text = action.text.lower()
    if target and cues.is_here(target) and target != actor and cues.holder_of.get(target) != actor:
        if _FOLLOW.search(text) and _shadow(cues, action, target, gait):
            return
        x = cues.beside(actor, target, start_s, 0.8)
        _, depth = cues.place(actor, start_s)
        cues.go(actor, x, depth, start_s, end_s, gait)
        cues.face(actor, target, end_s)
        return
    if target is None and _go_along(cues, action, start_s, gait):
        return
    x, depth = cues.place(actor, start_s)
    step = step_direction(action.text)
    if step:
        track = cues.tracks[actor]
        ahead = track.moves[-1].x1 >= track.moves[-1].x0 if track.moves else track.facing > 0
        spot = x + step * (1 if ahead else -1) * STEP_M * cues.metre(actor)
        cues.go(actor, cues.free_spot(actor, spot, start_s), depth, start_s, end_s, turns=step > 0)
        return
    if not 0.0 <= x <= cues.facts.aspect:
        return
    speed = RUN_M_S if gait == "run" else STROLL_M_S
    length = min(STROLL_SHARE * cues.facts.aspect, (end_s - start_s) * speed * cues.metre(actor))
    away = 1 if x < cues.facts.aspect / 2 else -1
    if not cues.tracks[actor].moves:
        x = cues.free_spot(actor, x - away * length / 2, start_s)
        cues.tracks[actor].x = x
    cues.go(actor, cues.free_spot(actor, x + away * length, start_s), depth, start_s, end_s, gait, speed_m_s=speed)


def _go_along(cues: Cues, action: Action, start_s: float, gait: str) -> bool:
    """Go with whoever does the same at the same time, or with the last who moved if the words say so."""
    actor = action.actor
    for other in cues.companions:
        moves = [move for move in cues.tracks[other].moves if move.start_s >= start_s - 1e-6]
        if other != actor and moves and not cues.tracks[actor].moves:
            _keep_beside(cues, actor, other, moves)
            return True
    if not _FOLLOW.search(action.text.lower()):
        return False
    leader = next((other for other in reversed(cues.order) if other != actor and cues.tracks[other].moves), None)
    return leader is not None and _shadow(cues, action, leader, gait)


def _shadow(cues: Cues, action: Action, target: str, gait: str) -> bool:
    """Go where the target goes: beside it in step, or behind it and later; False when the target does not move."""
    moves = list(cues.tracks[target].moves)
    if not moves:
        return False
    actor = action.actor
    if not cues.tracks[actor].moves and _BESIDE.search(action.text.lower()):
        _keep_beside(cues, actor, target, moves)
        return True
    track = cues.tracks[actor]
    direction = 1 if moves[-1].x1 >= moves[-1].x0 else -1
    extras = cues.blocking.extras
    gap_m = 0.35 + (extras[actor].width_m + extras[target].width_m) / 2
    behind = -direction * gap_m * cues.metre(actor)
    _, depth = track.position(0.0)
    if not track.moves:
        wish = moves[0].x0 + behind
        if 0.0 <= moves[0].x0 <= cues.facts.aspect:
            moves[0] = _start_later(cues, target, moves[0], cues.inside(actor, wish) - wish)
        track.x = moves[0].x0 + behind
    for move in moves:
        end_s = min(cues.duration_s * 0.99, move.end_s + 0.3)
        goal = move.x1 + behind
        if 0.0 <= move.x1 <= cues.facts.aspect and cues.inside(actor, goal) != goal:
            goal = cues.inside(actor, move.x1 - behind)
        cues.go(actor, goal, depth, move.start_s + 0.25, end_s, move.gait if gait == "walk" else gait)
    return True


def _keep_beside(cues: Cues, actor: str, leader: str, moves: list[Move]) -> None:
    """Make the leader's moves at the same time at a fixed distance, on the side where all of them stay on stage."""
    track, extras = cues.tracks[actor], cues.blocking.extras
    gap = (0.12 + (extras[actor].width_m + extras[leader].width_m) / 2) * cues.metre(actor)
    back = -1 if moves[-1].x1 >= moves[-1].x0 else 1
    goals = [move.x1 for move in moves if 0.0 <= move.x1 <= cues.facts.aspect]
    offset = next(
        (o for o in (back * gap, -back * gap) if all(cues.inside(actor, x + o) == x + o for x in goals)), None
    )
    offset = back * gap if offset is None else offset
    track.x = moves[0].x0 + offset
    for move in moves:
        gait = "run" if track.gait == "walk" and extras[actor].height_m < SMALL_M else move.gait
        gait = track.gait if track.gait != "walk" else gait
        depth = track.depth
        track.moves.append(
            replace(move, x0=move.x0 + offset, x1=move.x1 + offset, depth0=depth, depth1=depth, gait=gait)
        )


def _start_later(cues: Cues, leader: str, move: Move, shift: float) -> Move:
    """Let a leader's first move begin further on, so that there is room on stage for who follows."""
    track = cues.tracks[leader]
    if track.x != move.x0 or abs(shift) >= abs(move.x1 - move.x0):
        return move
    later = replace(move, x0=move.x0 + shift)
    track.x, track.moves[0] = later.x0, later
    return later


def act_sit(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Sit on a free seat of the place, or where one is; already seated when the segment begins so."""
    actor, near = action.actor, _neighbour(cues, action)
    if cues.posture(actor) == "sit":
        cues.face_target(action, start_s)
        return
    x, depth = cues.place(actor, start_s)
    wish = x if near is None else cues.beside(actor, near, start_s, 0.8)
    seat = cues.free_seat(actor, wish, start_s) if cues.is_upright(actor) else None
    goes = bool(cues.tracks[actor].moves or cues.tracks[actor].stances or _DOWN.search(action.text.lower()))
    cues.tracks[actor].stool = seat is None and cues.is_upright(actor)
    cues.tracks[actor].on_seat = seat is not None
    if seat is None and near is not None and goes:
        start_s = cues.go(actor, wish, depth, start_s, start_s + (end_s - start_s) * 0.7)
    elif seat is None and near is not None:
        cues.tracks[actor].x = wish
    if not goes:
        if seat is not None:
            cues.tracks[actor].x, cues.tracks[actor].depth = seat, cues.facts.seat_depth
        cues.tracks[actor].idle = "sit"
    else:
        latest = start_s + (end_s - start_s) * 0.7
        arrival = start_s if seat is None else cues.go(actor, seat, cues.facts.seat_depth, start_s, latest)
        cues.lower(actor, "sit", arrival)
    cues.face_target(action, start_s)


def _neighbour(cues: Cues, action: Action) -> str | None:
    """Beside whom an action puts its actor; nobody for those who go between two, where `blocking` has put them."""
    text, target = action.text.lower(), action.target
    if _BETWEEN.search(text) or not _BESIDE.search(text):
        return None
    if target is not None and cues.is_here(target) and not (cues.is_prop(target) and cues.kind(target) is Kind.OBJECT):
        return target if target != action.actor else None
    return None


def act_stand(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Stand up if low; who begins the segment by standing up was sitting before; step beside whoever is named."""
    actor = action.actor
    track = cues.tracks[actor]
    if actor not in cues.acted and _UP.search(action.text.lower()):
        track.idle = "sit"
        track.stool = cues.is_upright(actor)
    near = _neighbour(cues, action)
    if cues.is_low(actor):
        cues.stance(actor, "crouch", start_s)
        cues.stance(actor, "stand", start_s + LOWERING_S)
    elif near is not None and actor in cues.acted:
        cues.go(actor, cues.beside(actor, near, start_s, 0.8), cues.place(actor, start_s)[1], start_s, end_s)
    elif near is not None:
        track.x = cues.beside(actor, near, start_s, 0.8)
    cues.face_target(action, start_s)


def act_low(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Kneel, lie or sleep."""
    stance = action.verb.value
    beside = action.target if cues.is_here(action.target) and not cues.is_prop(action.target) else None
    if beside is not None and beside != action.actor:
        _, depth = cues.place(action.actor, start_s)
        spot = cues.beside(action.actor, beside, start_s, 0.85)
        arrival = cues.go(action.actor, spot, depth, start_s, start_s + (end_s - start_s) * 0.6)
        cues.lower(action.actor, stance, arrival)
    elif action.actor in cues.acted or _DOWN.search(action.text.lower()):
        cues.lower(action.actor, stance, start_s)
    else:
        cues.tracks[action.actor].idle = stance
    cues.face_target(action, start_s)


def act_turn(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Turn to somebody, or round."""
    if action.target and cues.is_here(action.target):
        cues.face_target(action, start_s)
        return
    track = cues.tracks[action.actor]
    last = track.towards[-1].value if track.towards else ""
    facing_right = last == "right" or (last != "left" and track.facing > 0)
    cues.face(action.actor, "left" if facing_right else "right", start_s + (end_s - start_s) * 0.3)


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
