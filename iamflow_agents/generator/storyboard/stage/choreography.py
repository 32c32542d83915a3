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
    is_player,
)
from iamflow_agents.generator.storyboard.stage.cues import Cues
from iamflow_agents.generator.storyboard.stage.intent import settle_actions
from iamflow_agents.generator.storyboard.stage.lamps import canopies_of
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
QUIET = 0.2
"""The same for what shows in somebody's looks instead of in what they do."""
IN_HAND_ALREADY = frozenset({Verb.HAND_OVER, Verb.CARRY, Verb.PUT_DOWN, Verb.HOLD, Verb.READ})
"""Who does this to a prop first has had it in hand since the segment began."""
ON_THE_WAY_IN = frozenset({Verb.CARRY, Verb.HOLD, Verb.WALK, Verb.RUN, Verb.OPEN})
"""Who does only this before entering does it outside the picture."""
PAIR_GAPS_M = {Verb.TALK: 0.55, Verb.DANCE: 0.3, Verb.HUG: 0.9, Verb.HAND_OVER: 0.9}
"""Free space between two who do this with each other."""
CANOPY_SHARE = 0.68
"""How much of an umbrella is above the head of who holds it up."""
LEAD_S = 0.25
TAIL_SHARE = 0.05
_BETWEEN = re.compile(r"\bbetween\b")
_WORN = re.compile(r"^(?:\w+ )?(?:wears?|wearing|is dressed|has on)\b")
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
    actions = settle_actions(request.actions, kinds)
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
        cues.companions = [action.actor for action in group] if len(group) > 1 else []
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
    gap = WIDE_GAP if request.camera.shot is Shot.WIDE else NEAR_GAP
    return Ties(
        owners=prop_owners(actions, request),
        mounts=mounts,
        partners=partners,
        close=close_pairs(actions, extras),
        between=_between(actions, extras),
        gap=gap,
        headroom_m=max((CANOPY_SHARE * e.height_m for e in extras if e.identity in canopies_of(request)), default=0.0),
    )


def close_pairs(actions: Sequence[Action], extras: Sequence[Extra]) -> dict[tuple[str, str], float]:
    """Who stands beside whom for what they do with each other, and the largest free space between them in metres."""
    players = {extra.identity for extra in extras if is_player(extra.kind)}
    pairs: dict[tuple[str, str], float] = {}
    for action in actions:
        gap_m = PAIR_GAPS_M.get(action.verb)
        for other in (action.recipient, action.target):
            if gap_m is None or other not in players or other is None or other == action.actor:
                continue
            one = action.actor
            pair = (one, other) if (other, one) not in pairs else (other, one)
            pairs[pair] = min(gap_m, pairs.get(pair, gap_m))
            break
    return pairs


def _between(actions: Sequence[Action], extras: Sequence[Extra]) -> dict[str, tuple[str, str]]:
    """Who is between which two: those named or acting most, in the order of the cast."""
    people = [extra.identity for extra in extras if extra.kind is Kind.PERSON]
    people += [extra.identity for extra in extras if extra.kind in {Kind.ROBOT, Kind.CREATURE}]
    found: dict[str, tuple[str, str]] = {}
    for action in actions:
        named = [one for one in (action.target, action.recipient) if one in people]
        pair = [*named, *(one for one in people if one not in named and one != action.actor)][:2]
        if _BETWEEN.search(action.text.lower()) and len(pair) == 2:
            found.setdefault(action.actor, (pair[0] or "", pair[1] or ""))
    return found


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
    weights = [QUIET if _WORN.search(group[0].text.lower()) else WEIGHTS.get(group[0].verb, 1.0) for group in groups]
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
    for action in actions:
        for prop in [p for p, holder in cues.holder_of.items() if holder is None and p not in seen]:
            if _brings(action.text.lower(), cues.names.get(prop, "").lower()):
                take(cues, action.actor, prop, 0.0)
                seen.add(prop)
    for prop, track in cues.tracks.items():
        if cues.kind(prop) is Kind.OBJECT and not track.custodies:
            cues.give(prop, None, 0.0, x=track.x, depth=track.depth)


def _brings(text: str, name: str) -> bool:
    """Tell whether words say that somebody has a thing with them: "enters with the blue umbrella"."""
    return (
        bool(name)
        and re.search(rf"\bwith (?:an?|the|his|her|their|its) (?:\w+ )?{re.escape(name)}\b", text) is not None
    )


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
