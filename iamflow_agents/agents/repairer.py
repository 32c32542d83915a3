"""Judge a take by its verdicts and decide what happens next: keep it, keep it with a note, or try again.

The ladder, cheapest first: a small fault is accepted with a note; what was wrong is emphasised in the next grounded
prompt, under a new seed; memory frames of whoever was wrong are quarantined; from the third take on a cut replaces
the blend. What is small, what a fault must weigh and what repairs may cost is `agents/repair_policy`; which frames a
quarantine hits and how a take is made is the graph's business. An `unknown` verdict means that the judge failed: it
never counts as good, and alone it never asks for another take, which would not help the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from iamflow_agents.agents.repair_policy import FAULTS as FAULTS
from iamflow_agents.agents.repair_policy import LOST as LOST
from iamflow_agents.agents.repair_policy import NOTHING_SPENT, RepairPolicy, RepairSpent
from iamflow_agents.records import Attribute, Slot, Source, VerdictKind
from iamflow_agents.takes import SegmentRequest, Verdict

DEFAULT_POLICY = RepairPolicy()


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
    """Identities that memory frames from this take must not be used for again."""
    cut: bool = False
    """Whether the next take begins with a cut even if a blend was planned."""
    note: str = ""
    """Everything that is wrong or could not be judged, and why it stays so if it is worth another take."""
    ended: str = ""
    """Why there is no other take although one is wanted."""


def decide_repair(
    verdicts: Sequence[Verdict], take_number: int, policy: RepairPolicy | int, spent: RepairSpent = NOTHING_SPENT
) -> RepairDecision:
    """Decide whether a take stands.

    Args:
        verdicts: Everything found in the take.
        take_number: Counted from 1.
        policy: What is worth another take, and how many there may be; a number is that many, and all else as usual.
        spent: What repairs have cost so far, this take included if it is one.

    Returns:
        The decision; its note names every fault and every check that failed.
    """
    policy = RepairPolicy(max_takes=policy) if isinstance(policy, int) else policy
    wrong = unresolved(verdicts)
    note = "; ".join(describe_verdict(verdict) for verdict in wrong)
    serious = [v for v in wrong if policy.is_serious(v)]
    if not wrong:
        return RepairDecision(action=RepairAction.ACCEPT)
    if not serious:
        return RepairDecision(action=RepairAction.ACCEPT_WITH_NOTE, note=note)
    quarantine = tuple(dict.fromkeys(v.identity for v in serious))
    if ended := policy.why_no_more(take_number, spent):
        stands = f"{note}; the best take stands, since {ended}"
        return RepairDecision(action=RepairAction.ACCEPT_WITH_NOTE, quarantine=quarantine, note=stands, ended=ended)
    return RepairDecision(
        action=RepairAction.RETAKE,
        emphasis=_emphasis(verdicts, serious),
        quarantine=quarantine,
        cut=take_number + 1 >= policy.cut_from_take,
        note=note,
    )


def needs_repair(verdicts: Sequence[Verdict], policy: RepairPolicy = DEFAULT_POLICY) -> bool:
    """Tell whether a take is wrong in a way that would be worth another one, if there were any left."""
    return any(policy.is_serious(verdict) for verdict in verdicts)


def unresolved(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """What is wrong in a take or could not be judged, in the order it was found."""
    return [v for v in verdicts if v.kind in FAULTS or v.kind is VerdictKind.UNKNOWN]


def score_take(verdicts: Sequence[Verdict], policy: RepairPolicy = DEFAULT_POLICY) -> float:
    """Score a take: the weighted share of what was to be seen that was confirmed, 0..1.

    By default an identity weighs 3, an attribute or the place 1, one in a minor slot (eyes, shoes, ...) 0.25. What is
    not visible is left out; unknown is left in and earns nothing, so that a failed judge never beats a working one.
    What was observed without being expected weighs nothing. A take in which nothing was to be seen scores 1.
    """
    earned = total = 0.0
    for verdict in verdicts:
        if verdict.kind is VerdictKind.NOT_VISIBLE or is_observation(verdict):
            continue
        weight = policy.weight(verdict)
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


def _emphasis(verdicts: Sequence[Verdict], serious: Sequence[Verdict]) -> tuple[str, ...]:
    """Slots to emphasise: contradicted ones, and all expected of whoever is missing, there twice or like another."""
    whole = {v.identity for v in serious if v.slot is None}
    pairs = [
        f"{v.identity}/{v.slot.value}"
        for v in verdicts
        if v.slot is not None and v.expected and (v.kind is VerdictKind.CONTRADICTED or v.identity in whole)
    ]
    return tuple(dict.fromkeys(pairs))
