"""What heads, hands and voices do: gestures that end, gestures that go on, and words that have no verb.

Each function writes the cues of one verb between a start and an end; `acting` says which verb is whose.
"""

from __future__ import annotations

import re

from iamflow_agents.generator.storyboard.stage.acting_hands import meet, take
from iamflow_agents.generator.storyboard.stage.cues import Cues
from iamflow_agents.records import Action, Verb

DANCE_M = 0.95
"""Distance between the middles of two people who dance with each other."""
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
    cues.face_target(action, start_s)
    if action.verb in {Verb.EAT, Verb.DRINK} and cues.is_prop(target) and target is not None:
        take(cues, actor, target, 0.0)
    if action.verb in {Verb.TALK, Verb.WAVE, Verb.NOD, Verb.LAUGH} and not (action.target or action.recipient):
        cues.face_nearest(actor, start_s)
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
    (
        re.compile(
            r"\b(runs? \w+ (hand|finger|palm)|touch|knock|push|press|pull|catch|grab|stroke|pat|pet|feed|light|lock)"
        ),
        "reach",
        0.0,
    ),
    (re.compile(r"\b(rais|lift|show|present|toast)"), "hold_up", 0.0),
)
"""Gestures for words that have no verb of their own."""


def act_other(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Look at somebody, or do what no verb names: the words decide, else a turn of the head must do."""
    cues.face_target(action, start_s)
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
    if action.verb in {Verb.READ, Verb.WRITE} and cues.is_prop(target) and target is not None:
        take(cues, action.actor, target, 0.0)
    cues.face_target(action, begin)
    cues.habit(action.actor, action.verb.value, begin)


def act_dance(cues: Cues, action: Action, start_s: float, end_s: float) -> None:
    """Dance on and on, with a partner in the same rhythm."""
    actor, partner = action.actor, action.target
    pair = [actor]
    if partner is not None and cues.is_here(partner) and cues.is_upright(partner) and partner != actor:
        pair.append(partner)
        cues.tracks[partner].phase_offset = cues.tracks[actor].phase_offset
        if cues.acted & set(pair):
            meet(cues, actor, partner, start_s, start_s + (end_s - start_s) * 0.4, DANCE_M)
    begin = start_s if cues.acted & set(pair) else 0.0
    for one, other in zip(pair, pair[::-1], strict=True):
        if cues.posture(one) != "dance":
            cues.stance(one, "dance", begin)
        cues.face(one, other, begin)
