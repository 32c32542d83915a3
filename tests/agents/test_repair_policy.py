"""The repair policy: more budget is never worse, nothing is hidden, and blindness is no reason for another take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.agents.repair_policy import NOTHING_SPENT, RepairPolicy, RepairSpent
from iamflow_agents.agents.repairer import (
    LOST,
    RepairAction,
    decide_repair,
    describe_verdict,
    needs_repair,
    score_take,
    unresolved,
)
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.takes import Verdict

K = VerdictKind
VERDICT = st.builds(
    Verdict,
    segment_index=st.just(0),
    take_number=st.just(1),
    identity=st.sampled_from(["nora", "tom", "place:pier"]),
    kind=st.sampled_from(list(K)),
    slot=st.sampled_from([None, Slot.TOP, Slot.EYES, Slot.HEADWEAR]),
    expected=st.sampled_from(["", "blue coat"]),
    observed=st.sampled_from(["", "green", LOST]),
    confidence=st.floats(0, 1),
)
VERDICTS = st.lists(VERDICT, max_size=4)
TAKES = st.lists(st.tuples(VERDICTS, st.floats(0, 10), st.floats(0, 1)), min_size=1, max_size=6)
LIMIT = st.one_of(st.none(), st.floats(0, 30))
POLICY = st.builds(
    RepairPolicy,
    max_takes=st.integers(1, 6),
    least_confidence=st.floats(0, 1),
    minor_slots=st.frozensets(st.sampled_from(list(Slot))),
    segment_seconds=LIMIT,
    job_seconds=LIMIT,
    segment_money=LIMIT,
    job_money=LIMIT,
)


def say(kind: K, slot: Slot | None = None, confidence: float = 1.0, observed: str = "green") -> Verdict:
    return Verdict(
        segment_index=0,
        take_number=1,
        identity="nora",
        kind=kind,
        slot=slot,
        expected="blue",
        observed=observed,
        confidence=confidence,
    )


def play(takes: list[tuple[list[Verdict], float, float]], policy: RepairPolicy) -> list[float]:
    """Scores of the takes that the policy has made of those that could be."""
    seconds = money = 0.0
    scores: list[float] = []
    for number, (verdicts, takes_s, costs) in enumerate(takes, start=1):
        if number > 1:
            seconds, money = seconds + takes_s, money + costs
        scores.append(score_take(verdicts, policy))
        spent = RepairSpent(segment_seconds=seconds, job_seconds=seconds, segment_money=money, job_money=money)
        if decide_repair(verdicts, number, policy, spent).action is not RepairAction.RETAKE:
            break
    return scores


def more(limit: float | None, extra: float | None) -> float | None:
    return None if limit is None or extra is None else limit + extra


@given(TAKES, POLICY, st.integers(0, 3), LIMIT, LIMIT)
def test_repair_policy_more_budget_never_gives_a_worse_best_take(
    takes: list[tuple[list[Verdict], float, float]], policy: RepairPolicy, n: int, a: float | None, b: float | None
) -> None:
    richer = replace(
        policy,
        max_takes=policy.max_takes + n,
        segment_seconds=more(policy.segment_seconds, a),
        job_seconds=more(policy.job_seconds, b),
        segment_money=more(policy.segment_money, b),
        job_money=more(policy.job_money, a),
    )
    poor, rich = play(takes, policy), play(takes, richer)
    assert rich[: len(poor)] == poor, "the same takes, and perhaps more"
    assert max(rich) >= max(poor)


@given(VERDICTS, POLICY, st.integers(1, 7), st.floats(0, 40), st.one_of(st.none(), st.floats(0, 40)))
def test_repair_policy_hides_nothing_whatever_it_decides(
    verdicts: list[Verdict], policy: RepairPolicy, number: int, seconds: float, money: float | None
) -> None:
    spent = RepairSpent(segment_seconds=seconds, job_seconds=seconds, segment_money=money, job_money=money)
    decision = decide_repair(verdicts, number, policy, spent)
    assert all(describe_verdict(verdict) in decision.note for verdict in unresolved(verdicts))
    assert bool(decision.note) == bool(unresolved(verdicts))
    assert decision.ended in decision.note
    wanted = needs_repair(verdicts, policy)
    assert (decision.action is RepairAction.RETAKE or bool(decision.ended)) == wanted
    assert bool(decision.quarantine) == wanted
    assert 0.0 <= score_take(verdicts, policy) <= 1.0


@given(VERDICTS, POLICY)
def test_repair_policy_never_makes_a_take_again_for_what_nobody_could_judge(
    verdicts: list[Verdict], policy: RepairPolicy
) -> None:
    blind = [replace(verdict, kind=K.UNKNOWN) for verdict in verdicts]
    assert decide_repair(blind, 1, policy).action is not RepairAction.RETAKE
    assert score_take(blind, policy) <= score_take(verdicts, policy)
    partly = [*verdicts, say(K.UNKNOWN)]
    before, after = decide_repair(verdicts, 1, policy), decide_repair(partly, 1, policy)
    assert (before.action is RepairAction.RETAKE) == (after.action is RepairAction.RETAKE)
    assert before.quarantine == after.quarantine


@given(VERDICTS, st.integers(1, 4), st.integers(1, 4))
def test_repair_policy_by_default_is_a_number_of_takes(verdicts: list[Verdict], number: int, most: int) -> None:
    assert decide_repair(verdicts, number, most) == decide_repair(verdicts, number, RepairPolicy(max_takes=most))
    assert score_take(verdicts) == score_take(verdicts, RepairPolicy(max_takes=most))


@pytest.mark.parametrize(
    ("policy", "spent", "named"),
    [
        (RepairPolicy(max_takes=9, segment_seconds=10), RepairSpent(segment_seconds=10), "10 s for repairs of the seg"),
        (RepairPolicy(max_takes=9, job_seconds=2.5), RepairSpent(job_seconds=3), "2.5 s for repairs of the job"),
        (RepairPolicy(max_takes=9, segment_money=0.1), RepairSpent(segment_money=0.2), "0.1 in money"),
        (RepairPolicy(max_takes=9, job_money=0.0), NOTHING_SPENT, "0 in money"),
        (RepairPolicy(max_takes=9, job_money=5), RepairSpent(job_money=None), "nobody knows"),
        (RepairPolicy(max_takes=2), NOTHING_SPENT, "all 2 takes"),
        (RepairPolicy(max_takes=1), NOTHING_SPENT, "one take"),
    ],
)
def test_repair_policy_says_which_limit_it_was(policy: RepairPolicy, spent: RepairSpent, named: str) -> None:
    wrong = [say(K.CONTRADICTED, Slot.TOP)]
    ended = decide_repair(wrong, 2, policy, spent)
    assert ended.action is RepairAction.ACCEPT_WITH_NOTE and named in ended.note and "best take stands" in ended.note
    free = replace(policy, max_takes=9).without_limits()
    assert decide_repair(wrong, 2, free, spent).action is RepairAction.RETAKE


def test_repair_policy_a_fault_may_be_too_unsure_or_too_small() -> None:
    unsure, sure = say(K.CONTRADICTED, Slot.TOP, 0.4), say(K.CONTRADICTED, Slot.TOP, 0.6)
    careful = RepairPolicy(least_confidence=0.5)
    assert decide_repair([unsure], 1, careful).action is RepairAction.ACCEPT_WITH_NOTE
    assert decide_repair([sure], 1, careful).action is RepairAction.RETAKE
    assert decide_repair([unsure], 1, 2).action is RepairAction.RETAKE
    top = RepairPolicy(minor_slots=frozenset({Slot.TOP}))
    assert not needs_repair([sure], top) and needs_repair([say(K.CONTRADICTED, Slot.TOP, observed=LOST)], top)
    assert score_take([say(K.CONFIRMED), sure], top) > score_take([say(K.CONFIRMED), sure])
