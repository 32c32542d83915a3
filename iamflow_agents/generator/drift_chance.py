"""Which faults a drifting generator makes in a take: rates that grow without an anchor, drawn from seeds.

An anchor is what a real generator would have to go by: a memory frame in which the identity is undamaged, wears what
it is to wear now, and is not too old. The draw depends on the request and on what the take before left, on nothing
else.
"""

from __future__ import annotations

import math
import random
from collections.abc import Mapping
from dataclasses import replace

from iamflow_agents.generator import drift_faults
from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.drift_truth import DriftTruth, Injected
from iamflow_agents.records import Appearance, Slot
from iamflow_agents.takes import SegmentRequest

BLOCK_FRAMES = 12


def count_blocks(request: SegmentRequest) -> int:
    """Blocks of a take, at least one."""
    return math.ceil(request.n_frames / BLOCK_FRAMES)


def with_todays_looks(before: DriftTruth, request: SegmentRequest) -> dict[str, dict[str, int]]:
    """The film's keyframes, without those who have been given another look since."""
    changed = {
        one.identity
        for one in request.cast
        if one.identity in before.people and _is_changed(before.people[one.identity], one)
    }
    return {
        picture: {key: at for key, at in shown.items() if key not in changed}
        for picture, shown in before.pictures.items()
    }


def anchored(request: SegmentRequest, before: DriftTruth, options: DriftOptions) -> frozenset[str]:
    """Whom the memory frames of a request show as they should look.

    A frame that this film never showed (of an earlier story) is believed to show whom it says.
    """
    pictures = with_todays_looks(before, request)
    found: set[str] = set()
    for frame in request.memory:
        if frame.quarantined:
            continue
        believed = dict.fromkeys(frame.identities, before.blocks)
        shown: Mapping[str, int] = pictures.get(frame.keyframe.sha256, believed)
        found |= {key for key, at in shown.items() if before.blocks - at <= options.reach}
    return frozenset(found)


def draw_faults(
    request: SegmentRequest, before: DriftTruth, options: DriftOptions, safe: frozenset[str]
) -> tuple[Injected, ...]:
    """Draw the faults of a take.

    Args:
        request: What is asked for.
        before: What the take before left.
        options: The rates.
        safe: Who is anchored.
    """
    known = dict(before.people) | {one.identity: one for one in request.cast}
    carried = {fault.identity: fault for fault in before.faults if fault.kind in ("colour", "accessory")}
    faults: list[Injected] = []
    for one in request.cast:
        wrong = {key for fault in faults for key in fault.identities}
        if one.identity in wrong:
            continue
        rng = random.Random(f"{options.seed}/{request.seed}/{request.segment_index}/{one.identity}")
        draw = rng.random()
        level = _level(one.identity, request, before, options, safe)
        fault = _still_wrong(one, carried.get(one.identity), level, rng, options, safe)
        here = [o for o in request.cast if o.identity != one.identity and o.identity not in wrong]
        gone = [known[key] for key in sorted(known.keys() - {o.identity for o in request.cast})]
        for kind, rate in options.rates.items():
            if fault is not None:
                break
            draw -= rate * level
            if draw < 0:
                fault = _fault(kind, one, here, gone, rng)
                draw += rate * level if fault is None else 0.0
        if fault is not None:
            faults.append(fault)
    return tuple(faults)


def _fault(
    kind: str, one: Appearance, here: list[Appearance], gone: list[Appearance], rng: random.Random
) -> Injected | None:
    """A fault of one kind, if the identity can have it."""
    if kind == "swap":
        return drift_faults.swap(one, here, gone, rng)
    if kind == "duplicate":
        return drift_faults.duplicate(one)
    if kind == "accessory":
        return drift_faults.lost_accessory(one, rng)
    return drift_faults.colour_shift(one, rng) if kind == "colour" else drift_faults.vanished(one)


def _level(key: str, request: SegmentRequest, before: DriftTruth, options: DriftOptions, safe: frozenset[str]) -> float:
    """How far an identity has drifted by the end of the take, 0..1, after all that holds it."""
    blocks = (0 if key in safe else before.unanchored.get(key, 0)) + count_blocks(request)
    level = min(1.0, blocks / options.ramp) * (options.anchor if key in safe else 1.0)
    is_told = any(pair.partition("/")[0] == key for pair in request.emphasis)
    return level * (options.emphasis if is_told else 1.0)


def _still_wrong(
    one: Appearance,
    fault: Injected | None,
    level: float,
    rng: random.Random,
    options: DriftOptions,
    safe: frozenset[str],
) -> Injected | None:
    """The fault of the take before, if it goes on."""
    held = fault is not None and any((a.slot, a.value) == (fault.slot, fault.expected) for a in one.attributes)
    if fault is None or not held or one.identity in safe or level <= 0 or rng.random() >= options.carry:
        return None
    return replace(fault, carried=True)


def _is_changed(before: Appearance, now: Appearance) -> bool:
    """Tell whether somebody is to look otherwise: a slot that was told before has other values."""

    def told(one: Appearance) -> dict[Slot, tuple[str, ...]]:
        return {a.slot: one.values(a.slot) for a in one.attributes}

    old, new = told(before), told(now)
    return any(slot not in new or new[slot] != values for slot, values in old.items())
