"""From a segment request to a timeline: who is where, doing what, at every instant.

Actions play in text order, spread over the segment; consecutive ones of different actors with the same verb play
together. Everybody begins where `blocking` puts them; those whose first action is to enter wait beyond the edge.
Pure: same request and stage, same timeline. What a verb looks like is in `acting`.
"""

from __future__ import annotations

import random
import re
from collections.abc import Sequence

from iamflow_agents.generator.storyboard.stage.acting import ACTS
from iamflow_agents.generator.storyboard.stage.acting_hands import take
from iamflow_agents.generator.storyboard.stage.blocking import (
    NEAR_GAP,
    WIDE_GAP,
    Blocking,
    Extra,
    StageFacts,
    Ties,
    block_stage,
)
from iamflow_agents.generator.storyboard.stage.cues import Cues
from iamflow_agents.generator.storyboard.stage.intent import settle_action
from iamflow_agents.generator.storyboard.stage.timeline import Change, Stand, Timeline, Track
from iamflow_agents.records import Action, Appearance, Kind, Shot, Slot, Verb
from iamflow_agents.takes import SegmentRequest

WEIGHTS = {
    Verb.ENTER: 1.6,
    Verb.LEAVE: 1.6,
    Verb.WALK: 1.6,
    Verb.RUN: 1.3,
    Verb.HAND_OVER: 1.7,
    Verb.HUG: 1.5,
    Verb.SIT: 1.2,
    Verb.PICK_UP: 1.4,
    Verb.PUT_DOWN: 1.2,
    Verb.HOLD: 0.5,
    Verb.CARRY: 0.4,
    Verb.STAND: 0.7,
    Verb.TURN: 0.6,
    Verb.NOD: 0.7,
    Verb.LOOK: 0.8,
}
"""Share of the segment an action gets, against 1 for the others."""
IN_HAND_ALREADY = frozenset({Verb.HAND_OVER, Verb.CARRY, Verb.PUT_DOWN, Verb.HOLD, Verb.READ})
"""Who does this to a prop first has had it in hand since the segment began."""
ON_THE_WAY_IN = frozenset({Verb.CARRY, Verb.HOLD, Verb.WALK, Verb.RUN, Verb.OPEN})
"""Who does only this before entering does it outside the picture."""
LEAD_S = 0.25
TAIL_SHARE = 0.05
_WATER = re.compile(r"\b(fish|goldfish|shark|dolphin|whale|octopus|jellyfish|seal|turtle)\b")
_AIR = re.compile(
    r"\b(bird|gull|seagull|parrot|pigeon|dove|crow|raven|owl|eagle|hawk|sparrow|swallow|butterfly|bee|bat|dragonfly)\b"
)


def choreograph(request: SegmentRequest, extras: Sequence[Extra], facts: StageFacts) -> tuple[Timeline, Blocking]:
    """Stage a segment.

    Args:
        request: What happens.
        extras: Everybody of `request.cast` with the room they need, same order.
        facts: The stage.

    Returns:
        The timeline and the marks it began from.
    """
    kinds = {extra.identity: extra.kind for extra in extras}
    actions = tuple(settle_action(action, kinds) for action in request.actions if action.actor in kinds)
    blocking = block_stage(extras, facts, _ties(request, actions, extras))
    duration_s = request.n_frames / request.fps
    names = {appearance.identity: appearance.name for appearance in request.cast}
    cues = Cues(
        facts=facts, blocking=blocking, duration_s=duration_s, tracks=_tracks(request, blocking, facts), names=names
    )
    _hold_from_start(cues, request, actions)
    groups = together(actions)
    _wait_in_the_wings(cues, groups)
    for group, start_s, end_s in schedule(groups, duration_s):
        for action in group:
            ACTS[action.verb](cues, action, start_s, end_s)
        _let_others_watch(cues, group, actions, start_s)
        cues.acted.update(action.actor for action in group)
        cues.order.extend(action.actor for action in group)
        cues.involved.update(who for a in group for who in (a.actor, a.target, a.recipient) if who)
    for track in cues.tracks.values():
        _sort(track)
    tracks = tuple(cues.tracks.values())
    return Timeline(duration_s=duration_s, tracks=tracks, stands=_stands(tracks, blocking)), blocking


def _stands(tracks: Sequence[Track], blocking: Blocking) -> tuple[Stand, ...]:
    """The little tables that things lie on at some time."""
    found = {
        Stand(
            x=custody.x,
            depth=custody.depth,
            height_m=custody.stand_m,
            width_m=max(0.42, blocking.extras[track.identity].width_m + 0.16),
        )
        for track in tracks
        for custody in track.custodies
        if custody.stand_m > 0.0
    }
    return tuple(sorted(found, key=lambda stand: (stand.depth, stand.x)))


def _ties(request: SegmentRequest, actions: Sequence[Action], extras: Sequence[Extra]) -> Ties:
    """Read from the actions who belongs beside whom."""
    kinds = {extra.identity: extra.kind for extra in extras}
    mounts: dict[str, str] = {}
    partners: dict[str, str] = {}
    for action in actions:
        target = action.target
        if target is None or target == action.actor:
            continue
        if action.verb is Verb.RIDE and kinds[target] is not Kind.OBJECT and target not in mounts:
            mounts[action.actor] = target
        if kinds[action.actor] is not Kind.OBJECT and kinds[target] is not Kind.OBJECT:
            partners.setdefault(action.actor, target)
            partners.setdefault(target, action.actor)
    close = [(a.actor, a.recipient or a.target or "") for a in actions if a.verb in {Verb.HAND_OVER, Verb.HUG}]
    gap = WIDE_GAP if request.camera.shot is Shot.WIDE else NEAR_GAP
    owners = prop_owners(actions, request)
    return Ties(owners=owners, mounts=mounts, partners=partners, close=tuple(close), gap=gap)


def prop_owners(actions: Sequence[Action], request: SegmentRequest) -> dict[str, str]:
    """For every prop, the first person who holds it or does something with it."""
    owners = {holding.prop: holding.holder for holding in request.holdings}
    for action in actions:
        if action.target is not None:
            owners.setdefault(action.target, action.actor)
    return owners


def together(actions: Sequence[Action]) -> list[list[Action]]:
    """Group consecutive actions that play at the same time: same verb, different actors."""
    groups: list[list[Action]] = []
    for action in actions:
        last = groups[-1] if groups else []
        alone = action.verb in {Verb.HAND_OVER, Verb.TALK} or not last
        if not alone and last[0].verb is action.verb and all(a.actor != action.actor for a in last):
            last.append(action)
        else:
            groups.append([action])
    return groups


def schedule(groups: Sequence[list[Action]], duration_s: float) -> list[tuple[list[Action], float, float]]:
    """Give every group its window, in order, by weight."""
    lead = min(LEAD_S, duration_s * 0.05)
    usable = duration_s * (1.0 - TAIL_SHARE) - lead
    weights = [WEIGHTS.get(group[0].verb, 1.0) for group in groups]
    total = sum(weights) or 1.0
    result = []
    start_s = lead
    for group, weight in zip(groups, weights, strict=True):
        end_s = start_s + usable * weight / total
        result.append((group, start_s, end_s))
        start_s = end_s
    return result


def _tracks(request: SegmentRequest, blocking: Blocking, facts: StageFacts) -> dict[str, Track]:
    """One track an identity, standing at its mark, breathing and blinking at its own rhythm."""
    tracks = {}
    for appearance in request.cast:
        mark = blocking.marks[appearance.identity]
        chance = random.Random(f"{request.seed}/{appearance.identity}")
        idle, gait, lift_m = _ways(appearance)
        tracks[appearance.identity] = Track(
            identity=appearance.identity,
            x=mark.x,
            depth=mark.depth,
            height_m=blocking.extras[appearance.identity].height_m,
            metre=blocking.scale(appearance.identity, mark.depth),
            facing=mark.facing,
            phase_offset=chance.random(),
            blink_offset=chance.random() * 3.7,
            idle=idle,
            gait=gait,
            lift_m=lift_m,
        )
    return tracks


def _ways(appearance: Appearance) -> tuple[str, str, float]:
    """Stance when idle, gait when moving, and metres above the ground when flying or swimming."""
    words = (appearance.value(Slot.SPECIES) or appearance.name).lower()
    if appearance.kind is Kind.ANIMAL and _WATER.search(words):
        return "swim", "swim", 0.6
    if appearance.kind is Kind.ANIMAL and _AIR.search(words):
        return "stand", "fly", 1.3
    return "stand", "run" if appearance.kind is Kind.VEHICLE else "walk", 0.0


def _hold_from_start(cues: Cues, request: SegmentRequest, actions: Sequence[Action]) -> None:
    """Put props into the hands they are in when the segment begins; the others lie at their marks."""
    cues.holder_of.update((prop, None) for prop in cues.tracks if cues.is_prop(prop))
    for holding in request.holdings:
        if cues.is_prop(holding.prop) and cues.is_here(holding.holder):
            cues.give(holding.prop, holding.holder, 0.0)
    seen: set[str] = set()
    for action in actions:
        thing = action.target
        if thing is None or thing in seen or thing == action.actor or not cues.is_prop(thing):
            continue
        seen.add(thing)
        if action.verb in IN_HAND_ALREADY and cues.holder_of[thing] is None:
            take(cues, action.actor, thing, 0.0)
    for prop, track in cues.tracks.items():
        if cues.kind(prop) is Kind.OBJECT and not track.custodies:
            cues.give(prop, None, 0.0, x=track.x, depth=track.depth)


def _wait_in_the_wings(cues: Cues, groups: Sequence[list[Action]]) -> None:
    """Move those who begin by entering beyond the nearest edge."""
    met: set[str] = set()
    for action in (action for group in groups for action in group):
        if action.verb is Verb.ENTER and action.actor not in met:
            track = cues.tracks[action.actor]
            side = 1 if track.x > cues.facts.aspect / 2 else -1
            track.x = cues.wing(action.actor, side)
        if action.verb not in ON_THE_WAY_IN:
            met.add(action.actor)


def _let_others_watch(cues: Cues, group: Sequence[Action], actions: Sequence[Action], time_s: float) -> None:
    """Let those who have nothing to do in the whole segment look at whoever acts."""
    busy = {a.actor for a in actions} | {a.target for a in actions} | {a.recipient for a in actions}
    lead = group[0].actor
    for identity, track in cues.tracks.items():
        if identity not in busy and cues.kind(identity) is not Kind.OBJECT and cues.kind(identity) is not Kind.VEHICLE:
            track.towards.append(Change(start_s=time_s, value=lead))


def _sort(track: Track) -> None:
    """Put what was written out of order (a habit from the start, a follower's moves) in order of time."""
    for changes in (track.stances, track.habits, track.towards, track.mounts, track.exits):
        changes.sort(key=lambda change: change.start_s)
    track.moves.sort(key=lambda move: move.start_s)
    track.custodies.sort(key=lambda custody: custody.start_s)
