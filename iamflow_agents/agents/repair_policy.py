"""When a take is worth another one: what counts as a fault, what is small, and what repairs may cost.

The ladder itself is `agents/repairer`; here stand the numbers it obeys. A limit that is used up ends the repairs: the
best take stands, and its note says which limit it was. What a repair costs is measured elsewhere and given as
`RepairSpent`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from iamflow_agents.agents.viewing_brief import PLACE_PREFIX
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.takes import Verdict

FAULTS = frozenset({VerdictKind.CONTRADICTED, VerdictKind.MISSING, VerdictKind.DUPLICATED})
LOST = "nothing"
"""What is observed of something worn that is nowhere on somebody: never a small fault, a viewer misses it."""
MINOR_SLOTS = frozenset({Slot.EYES, Slot.FACE, Slot.FOOTWEAR, Slot.MARKING, Slot.ACCESSORY, Slot.MATERIAL})


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairSpent:
    """What repairs have cost so far: every take of a segment after its first, and having it judged."""

    segment_seconds: float = 0.0
    """Seconds the generator worked on repairs of the segment."""
    segment_money: float | None = 0.0
    """Money for judging them; None when nobody knows the price."""
    job_seconds: float = 0.0
    job_money: float | None = 0.0


NOTHING_SPENT = RepairSpent()


@dataclass(frozen=True, slots=True, kw_only=True)
class RepairPolicy:
    """What a fault is worth and how far repairs may go. The defaults spare nothing but takes."""

    max_takes: int = 2
    """Takes a segment may have, the first included."""
    cut_from_take: int = 3
    """From this take on a cut replaces a blend."""
    least_confidence: float = 0.0
    """A fault that the judge is less sure of, 0..1, is noted and asks for no other take."""
    minor_slots: frozenset[Slot] = MINOR_SLOTS
    """Slots in which a wrong look is noted and asks for no other take."""
    identity_weight: float = 3.0
    """Somebody missing, doubled or seen where they should not be weighs as much as three wrong attributes."""
    attribute_weight: float = 1.0
    """Of an attribute, and of the place."""
    minor_weight: float = 0.25
    segment_seconds: float | None = None
    """Seconds of generating that repairs of one segment may take; None for no limit. The take that passes it is the
    last."""
    job_seconds: float | None = None
    segment_money: float | None = None
    """Money that judging the repairs of one segment may cost; None for no limit."""
    job_money: float | None = None

    @property
    def has_limits(self) -> bool:
        """Whether it matters what repairs cost."""
        limits = (self.segment_seconds, self.job_seconds, self.segment_money, self.job_money)
        return any(limit is not None for limit in limits)

    def without_limits(self) -> RepairPolicy:
        """The same, whatever it costs."""
        return replace(self, segment_seconds=None, job_seconds=None, segment_money=None, job_money=None)

    def is_small(self, verdict: Verdict) -> bool:
        """Tell whether what a verdict is about is small: a wrong look in a minor slot, unless it is lost altogether."""
        return verdict.slot in self.minor_slots and verdict.observed != LOST

    def is_serious(self, verdict: Verdict) -> bool:
        """Tell whether a verdict is worth another take. One that nobody could give never is."""
        return verdict.kind in FAULTS and not self.is_small(verdict) and verdict.confidence >= self.least_confidence

    def weight(self, verdict: Verdict) -> float:
        """How much a verdict weighs in a take's score."""
        if verdict.slot is None and not verdict.identity.startswith(PLACE_PREFIX):
            return self.identity_weight
        return self.minor_weight if self.is_small(verdict) else self.attribute_weight

    def why_no_more(self, take_number: int, spent: RepairSpent = NOTHING_SPENT) -> str:
        """Say why a take may not be followed by another one; empty while it may.

        Args:
            take_number: Of the take that was judged, counted from 1.
            spent: What repairs have cost so far.
        """
        if take_number >= self.max_takes:
            return (
                f"all {self.max_takes} takes of the segment are used up"
                if self.max_takes > 1
                else "the segment may have one take"
            )
        for limit, used, what, whose in (
            (self.segment_seconds, spent.segment_seconds, "s", "the segment"),
            (self.job_seconds, spent.job_seconds, "s", "the job"),
            (self.segment_money, spent.segment_money, "in money", "the segment"),
            (self.job_money, spent.job_money, "in money", "the job"),
        ):
            if limit is None:
                continue
            if used is None:
                return f"nobody knows what repairs of {whose} cost, and they may cost {limit:g} {what}"
            if used >= limit:
                return f"the {limit:g} {what} for repairs of {whose} are used up"
        return ""
