"""Repairs as a job's settings and rows tell of them: the policy, what was spent, and what memory learns of a verdict.

What repairs cost is kept as lines of the job's history, one a judged take, written with its verdicts and only where
there is a limit; so a limit holds over all starts of a job.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamflow_agents.agents.repair_policy import NOTHING_SPENT, RepairPolicy, RepairSpent
from iamflow_agents.agents.repairer import RepairDecision
from iamflow_agents.agents.viewing_brief import PLACE_PREFIX
from iamflow_agents.agents.visual_scores import visual_scores
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.judging import RULES, judge_calls
from iamflow_agents.records import VerdictKind
from iamflow_agents.settings import Settings
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.takes import Verdict
from iamflow_agents.usage import money_of

SPENT = "judged"
"""Kind of the lines of the history that say what a take and its judging cost."""
_NODE = "verify_segment"
_SEEN_WRONG = frozenset({VerdictKind.CONTRADICTED, VerdictKind.DUPLICATED})


def policy_of(settings: Settings) -> RepairPolicy:
    """The policy that a job's settings ask for."""
    return RepairPolicy(
        max_takes=settings.max_takes,
        least_confidence=settings.repair_confidence,
        minor_slots=settings.minor_slots,
        segment_seconds=settings.repair_seconds_per_segment,
        job_seconds=settings.repair_seconds,
        segment_money=settings.repair_money_per_segment,
        job_money=settings.repair_money,
    )


def attempt_of(ctx: StoryContext, segment: int, number: int) -> int:
    """How many takes of a segment were made since it was last wanted again."""
    return number - ctx.store.last_superseded(ctx.job_id, segment)


class RepairAccount:
    """What a job's repairs have cost, a judged take included that is not written down yet.

    Args:
        ctx: The job.
        take: The take that has just been judged.
    """

    def __init__(self, ctx: StoryContext, take: TakeRecord) -> None:
        self._ctx, self._take = ctx, take
        self._counts = policy_of(ctx.settings).has_limits
        self._past = ctx.store.last_superseded(ctx.job_id, take.segment_index)
        self._lines = self._read() if self._counts else {}

    def _read(self) -> dict[tuple[int, int], dict[str, Any]]:
        """The lines so far by segment and take, and the new one in its place."""
        ctx, take = self._ctx, self._take
        events = [event for event in ctx.store.events(ctx.job_id) if event.kind == SPENT]
        lines = {(event.segment_index or 0, int(event.data["take"])): event.data for event in events}
        before = [line for at, line in lines.items() if at[0] == take.segment_index and at < self._at]
        calls = judge_calls(ctx.store, ctx.job_id, take.segment_index) if ctx.settings.vlm != RULES else []
        # Lines of the account say no take: those since the take before it are this one's, broken off ones, too.
        since = max((int(line["calls"]) for line in before), default=0)
        lines[self._at] = {
            "take": take.number,
            "attempt": take.number - self._past,
            "seconds": round(take.render_s, 4),
            "money": money_of(calls[since:]),
            "calls": len(calls),
        }
        return lines

    @property
    def _at(self) -> tuple[int, int]:
        return self._take.segment_index, self._take.number

    def spent(self) -> RepairSpent:
        """What is spent; nothing where nobody asks."""
        if not self._counts:
            return NOTHING_SPENT
        repairs = {at: line for at, line in self._lines.items() if line["attempt"] > 1}
        mine = [line for (segment, number), line in repairs.items() if segment == self._at[0] and number > self._past]
        everybodys = list(repairs.values())
        return RepairSpent(
            segment_seconds=sum(line["seconds"] for line in mine),
            segment_money=_money(mine),
            job_seconds=sum(line["seconds"] for line in everybodys),
            job_money=_money(everybodys),
        )

    def write(self) -> None:
        """Keep the new line; in the transaction that keeps the verdicts."""
        if self._counts:
            data = self._lines[self._at]
            self._ctx.store.add_event(self._ctx.job_id, node=_NODE, segment_index=self._at[0], kind=SPENT, data=data)


def _money(lines: Sequence[dict[str, Any]]) -> float | None:
    """The sum; None if one is not known."""
    if any(line["money"] is None for line in lines):
        return None
    return float(sum(line["money"] for line in lines))


def tell_memory(ctx: StoryContext, take: TakeRecord, verdicts: Sequence[Verdict], decision: RepairDecision) -> None:
    """Score a take's memory frames by what was seen in it, and take out of use what shows somebody wrong.

    Whoever was seriously wrong scores 0 in them, so that the frames are chosen for the others alone. Where nobody was
    right and somebody wrong is to be seen, they are of no use for anybody, nor for the place. Where the place was
    wrong, they stand for the people alone.

    Args:
        ctx: The job.
        take: The take.
        verdicts: What was found in it.
        decision: What follows of it.
    """
    segment, number = take.segment_index, take.number
    wrong = {key: 0.0 for key in decision.quarantine if not key.startswith(PLACE_PREFIX)}
    # Memory of the next segments to be planned is chosen by it; those planned already did not wait.
    ctx.store.save_visual_scores(ctx.job_id, segment, number, visual_scores(verdicts) | wrong)
    shown = {
        key
        for frame in ctx.store.memory_frames(ctx.job_id, include_quarantined=True)
        if (frame.segment_index, frame.take_number) == (segment, number)
        for key in frame.identities
    }
    if len(wrong) < len(decision.quarantine):
        ctx.store.disown_place(ctx.job_id, segment, number)
    seen_wrong = any(verdict.identity in shown and verdict.kind in _SEEN_WRONG for verdict in verdicts)
    if shown and shown <= wrong.keys() and seen_wrong:
        for key in sorted(shown):
            ctx.store.quarantine(ctx.job_id, segment, number, key)
