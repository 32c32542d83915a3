"""Which faults a drifting generator makes in a take: rates that grow without an anchor, drawn from seeds.

Who is anchored is told by `drift_memory`. The draw depends on the request and on what the take before left, on nothing
else.
"""

from __future__ import annotations

import math
import random
from dataclasses import replace

from iamflow_agents.generator import drift_faults
from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.drift_truth import DriftTruth, Injected
from iamflow_agents.records import Appearance
from iamflow_agents.takes import SegmentRequest

BLOCK_FRAMES = 12


def count_blocks(request: SegmentRequest) -> int:
    """Blocks of a take, at least one."""
    return math.ceil(request.n_frames / BLOCK_FRAMES)


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
