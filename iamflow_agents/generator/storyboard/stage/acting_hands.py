"""What hands do: hold, hand over, embrace, pick up, put down, put on and take off.

Each function writes the cues of one verb between a start and an end; `acting` says which verb is whose.
"""

from __future__ import annotations

import re

from iamflow_agents.generator.storyboard.stage.cues import REACH_M, Cues
from iamflow_agents.records import Action, Verb

MEETING_SHARES = (0.72, 0.85, 0.6, 1.0, 0.5, 0.35, 0.2, 0.0)
_FLOOR = re.compile(r"\b(floor|ground|grass|sand|snow|pavement|carpet|rug)\b")
_RAISE = re.compile(r"\b(up|aloft|high|rais\w*|lift\w*|show\w*)\b")


def act_hold(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Have something in the hands from the beginning; with nothing to hold, keep the hands together."""
    if cues.is_prop(action.target) and action.target is not None:
        take(cues, action.actor, action.target, 0.0)
        if _RAISE.search(action.text.lower()):
            cues.beat(action.actor, "hold_up", start_s, end_s)
    elif cues.is_here(action.target) and action.target is not None and action.target != action.actor:
        if cues.is_low(action.actor):
            cues.face_target(action, start_s)
            return
        x = cues.beside(action.actor, action.target, start_s, 0.6)
        cues.go(action.actor, x, cues.place(action.actor, start_s)[1], start_s, end_s)
        cues.face_target(action, start_s)
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
    meet(cues, giver, receiver, start_s, middle, REACH_M)
    pause = min(0.7, (end_s - start_s) * 0.3)
    cues.beat(giver, "give", middle - pause, middle + pause)
    cues.beat(receiver, "reach", middle - pause * 0.7, middle + pause)
    if prop:
        cues.give(prop, receiver, middle)


def meet(cues: Cues, one: str, other: str, start_s: float, end_s: float, gap_m: float) -> None:
    """Let the first walk most of the way to the second, and both face each other; who sits stays seated."""
    x1, d1 = cues.place(one, start_s)
    x2, d2 = cues.place(other, start_s)
    gap = gap_m * min(cues.metre(one), cues.metre(other))
    cues.face(one, other, start_s)
    cues.face(other, one, start_s)
    spare = abs(x2 - x1) - gap
    if spare <= 0.0 and abs(d1 - d2) < 0.12:
        return
    side = 1 if x2 >= x1 else -1
    waits, seated = cues.is_low(one), cues.posture(other) != "stand"
    if waits and seated:
        return
    if waits:
        cues.go(other, x2 - side * spare, d1 + 0.04, start_s, end_s)
        return
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
        cues.face_target(action, start_s)
        return
    meeting = start_s + (end_s - start_s) * 0.45
    meet(cues, action.actor, target, start_s, meeting, 0.4)
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
    is_low = cues.is_low(actor)
    arrival = start_s
    if is_low:
        _lay_within_reach(cues, actor, prop, start_s)
    else:
        _, depth = cues.place(prop, start_s)
        spot = cues.beside(actor, prop, start_s, 0.4)
        arrival = cues.go(actor, spot, depth - 0.08, start_s, start_s + (end_s - start_s) * 0.5)
    cues.face(actor, prop, start_s)
    middle = arrival + min(0.5, (end_s - arrival) * 0.5)
    cues.beat(actor, "reach", arrival, middle + 0.2)
    if cues.stand_m(prop) == 0.0 and not is_low:
        cues.stance(actor, "crouch", arrival)
        cues.stance(actor, "stand", min(end_s, middle + 0.3))
    cues.give(prop, actor, middle)


def _lay_within_reach(cues: Cues, actor: str, prop: str, time_s: float) -> None:
    """Let what somebody seated takes up lie beside them from the beginning, unless it was laid where it is."""
    custodies = cues.tracks[prop].custodies
    if len(custodies) == 1 and custodies[0].holder is None:
        x, depth = cues.place(actor, time_s)
        spot = _beside_body(cues, actor, prop, x)
        cues.give(prop, None, 0.0, x=spot, depth=min(1.0, depth + 0.1))
        cues.tracks[prop].x = spot


def _beside_body(cues: Cues, actor: str, prop: str, x: float) -> float:
    """Where a thing lies that somebody at x can reach, towards the middle of the stage."""
    side = 1 if x < cues.facts.aspect / 2 else -1
    reach_m = 0.5 if cues.is_low(actor) else 0.35
    return x + side * (reach_m + cues.blocking.extras[prop].width_m / 2) * cues.metre(actor)


def act_put_down(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Bend and lay a prop beside oneself."""
    actor = action.actor
    prop = action.target if cues.is_prop(action.target) else cues.prop_held_by(actor)
    if prop is None:
        cues.beat(actor, "reach", start_s, end_s)
        return
    take(cues, actor, prop, 0.0)
    x, depth = cues.place(actor, start_s)
    spot = _beside_body(cues, actor, prop, x)
    middle = (start_s + end_s) / 2
    on_table = cues.stand_m(prop) > 0.0 and not _FLOOR.search(action.text.lower())
    cues.face(actor, "right" if spot > x else "left", start_s)
    cues.beat(actor, "reach", middle - 0.4, middle + 0.3)
    if not on_table and not cues.is_low(actor):
        cues.stance(actor, "crouch", middle - 0.3)
        cues.stance(actor, "stand", middle + 0.4)
    cues.give(prop, None, middle, x=spot, depth=min(1.0, depth + 0.1), on_table=on_table)


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
