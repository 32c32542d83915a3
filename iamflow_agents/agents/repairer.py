"""Judge a take by its verdicts and decide what happens next: keep it, keep it with a note, or try again.

The ladder, cheapest first: a small fault is accepted with a note; what was wrong is emphasised in the next grounded
prompt, under a new seed; memory frames of whoever was wrong are quarantined; from the third take on a cut replaces
the blend. Which frames that hits and how a take is made is the graph's business. An `unknown` verdict means that
the judge failed: it never counts as good, and alone it never asks for another take, which would not help the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from iamflow_agents.agents.viewing_brief import PLACE_PREFIX
from iamflow_agents.records import Attribute, Slot, Source, VerdictKind
from iamflow_agents.takes import SegmentRequest, Verdict

FAULTS = frozenset({VerdictKind.CONTRADICTED, VerdictKind.MISSING, VerdictKind.DUPLICATED})
IDENTITY_WEIGHT = 3.0
"""Somebody missing, doubled or seen where they should not be weighs as much as three wrong attributes."""
MINOR_WEIGHT = 0.25
LOST = "nothing"
"""What is observed of something worn that is nowhere on somebody: never a small fault, a viewer misses it."""
_MINOR_SLOTS = frozenset({Slot.EYES, Slot.FACE, Slot.FOOTWEAR, Slot.MARKING, Slot.ACCESSORY, Slot.MATERIAL})
_CUT_FROM_TAKE = 3


class RepairAction(StrEnum):
    """What to do with a judged take."""

    ACCEPT = "accept"
    ACCEPT_WITH_NOTE = "accept_with_note"
    RETAKE = "retake"


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairDecision:
    """What the repairer decided, and what changes for the next take if there is one."""

    action: RepairAction
    emphasis: tuple[str, ...] = ()
    """`identity/slot` pairs for the next request."""
    quarantine: tuple[str, ...] = ()
    """Identities whose memory frames from this take must not be used again."""
    cut: bool = False
    """Whether the next take begins with a cut even if a blend was planned."""
    note: str = ""


def decide_repair(verdicts: Sequence[Verdict], take_number: int, max_takes: int) -> RepairDecision:
    """Decide whether a take stands.

    Args:
        verdicts: Everything found in the take.
        take_number: Counted from 1.
        max_takes: Most takes a segment may have.

    Returns:
        The decision; its note names every fault and every check that failed.
    """
    wrong = unresolved(verdicts)
    note = "; ".join(describe_verdict(verdict) for verdict in wrong)
    serious = [v for v in wrong if v.kind in FAULTS and not _is_small(v)]
    if not wrong:
        return RepairDecision(action=RepairAction.ACCEPT)
    if not serious:
        return RepairDecision(action=RepairAction.ACCEPT_WITH_NOTE, note=note)
    quarantine = tuple(dict.fromkeys(v.identity for v in serious))
    if take_number >= max_takes:
        return RepairDecision(action=RepairAction.ACCEPT_WITH_NOTE, quarantine=quarantine, note=note)
    return RepairDecision(
        action=RepairAction.RETAKE,
        emphasis=_emphasis(verdicts, serious),
        quarantine=quarantine,
        cut=take_number + 1 >= _CUT_FROM_TAKE,
        note=note,
    )


def unresolved(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What is wrong in a take or could not be judged, in the order it was found."""
    return [v for v in verdicts if v.kind in FAULTS or v.kind is VerdictKind.UNKNOWN]


def score_take(verdicts: Sequence[Verdict]) -> float:
    """Score a take: the weighted share of what was to be seen that was confirmed, 0..1.

    An identity weighs 3, an attribute or the place 1, one in a minor slot (eyes, shoes, ...) 0.25. What is not visible
    is left out; unknown is left in and earns nothing, so that a failed judge never beats a working one. What was
    observed without being expected weighs nothing. A take in which nothing was to be seen scores 1.
    """
    earned = total = 0.0
    for verdict in verdicts:
        if verdict.kind is VerdictKind.NOT_VISIBLE or is_observation(verdict):
            continue
        is_identity = verdict.slot is None and not verdict.identity.startswith(PLACE_PREFIX)
        weight = IDENTITY_WEIGHT if is_identity else MINOR_WEIGHT if _is_small(verdict) else 1.0
        total += weight
        earned += weight if verdict.kind is VerdictKind.CONFIRMED else 0.0
    return earned / total if total else 1.0


def is_observation(verdict: Verdict) -> bool:
    """Tell whether a verdict reports something nobody had asked for: a slot that canon leaves open."""
    return verdict.kind is VerdictKind.CONFIRMED and verdict.slot is not None and verdict.expected == ""


def observed_attributes(request: SegmentRequest, verdicts: Sequence[Verdict]) -> tuple[tuple[str, Attribute], ...]:
    """Attributes the viewer has now seen and canon leaves open, so that later segments can keep them.

    Only identities that were themselves confirmed count, and only slots in which the request names nothing.

    Args:
        request: What was asked for.
        verdicts: What was found in the chosen take.

    Returns:
        Pairs of identity and attribute; source `observed`, valid from the request's segment on.
    """
    cast = {appearance.identity: appearance for appearance in request.cast}
    wrong = {v.identity for v in verdicts if v.slot is None and v.kind is not VerdictKind.CONFIRMED}
    seen = {v.identity for v in verdicts if v.slot is None and v.kind is VerdictKind.CONFIRMED} - wrong
    found: dict[tuple[str, Slot], Attribute] = {}
    for verdict in verdicts:
        if not is_observation(verdict) or verdict.slot is None or verdict.identity not in seen or not verdict.observed:
            continue
        key = (verdict.identity, verdict.slot)
        if verdict.identity in cast and not cast[verdict.identity].values(verdict.slot) and key not in found:
            found[key] = Attribute(
                slot=verdict.slot,
                value=verdict.observed,
                source=Source.OBSERVED,
                confidence=verdict.confidence,
                valid_from=request.segment_index,
                evidence=f"segment {verdict.segment_index} take {verdict.take_number} frame {verdict.frame_index}",
            )
    return tuple((identity, attribute) for (identity, _), attribute in found.items())


def describe_verdict(verdict: Verdict) -> str:
    """One line a person can read: who, what was expected, what was seen."""
    if verdict.slot is None:
        seen = f" ({verdict.observed})" if verdict.observed else ""
        return f"{verdict.identity}: {verdict.kind.value.replace('_', ' ')}{seen}"
    what = f"{verdict.identity}: {verdict.slot.value} {verdict.kind.value.replace('_', ' ')}"
    return f"{what}, expected {verdict.expected!r}" + (f", saw {verdict.observed!r}" if verdict.observed else "")


def _is_small(verdict: Verdict) -> bool:
    return verdict.slot in _MINOR_SLOTS and verdict.observed != LOST


def _emphasis(verdicts: Sequence[Verdict], serious: Sequence[Verdict]) -> tuple[str, ...]:
    """Slots to emphasise: the contradicted ones, and for somebody missing all that was expected of them."""
    missing = {v.identity for v in serious if v.kind is VerdictKind.MISSING}
    pairs = [
        f"{v.identity}/{v.slot.value}"
        for v in verdicts
        if v.slot is not None and v.expected and (v.kind is VerdictKind.CONTRADICTED or v.identity in missing)
    ]
    return tuple(dict.fromkeys(pairs))
