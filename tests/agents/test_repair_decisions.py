from hypothesis import given
from hypothesis import strategies as st

from iamflow_agents.agents.repairer import (
    RepairAction,
    decide_repair,
    describe_verdict,
    observed_attributes,
    score_take,
    unresolved,
)
from iamflow_agents.records import Appearance, AttributeValue, Kind, Setting, Slot, Source, VerdictKind
from iamflow_agents.takes import SegmentRequest, Verdict

K = VerdictKind


def say(identity: str, kind: K, slot: Slot | None = None, expected: str = "", observed: str = "") -> Verdict:
    return Verdict(
        segment_index=2, take_number=1, identity=identity, kind=kind, slot=slot, expected=expected, observed=observed
    )


GOOD = [say("nora", K.CONFIRMED), say("nora", K.CONFIRMED, Slot.TOP, "beige sweater", "beige")]
WRONG_TOP = [say("nora", K.CONFIRMED), say("nora", K.CONTRADICTED, Slot.TOP, "beige sweater", "green")]
GONE = [say("nora", K.MISSING), say("nora", K.NOT_VISIBLE, Slot.TOP, "beige sweater")]
SMALL = [say("nora", K.CONFIRMED), say("nora", K.CONTRADICTED, Slot.FOOTWEAR, "red boots", "brown")]
BLIND = [say("nora", K.UNKNOWN)]


def test_good_takes_are_accepted_without_words():
    decision = decide_repair(GOOD, 1, 3)
    assert (decision.action, decision.note, decision.emphasis) == (RepairAction.ACCEPT, "", ())


def test_contradiction_asks_for_another_take_with_emphasis():
    decision = decide_repair(WRONG_TOP, 1, 3)
    assert decision.action == "retake"
    assert decision.emphasis == ("nora/top",) and decision.quarantine == ("nora",) and not decision.cut
    assert "green" in decision.note and "beige" in decision.note


def test_missing_person_emphasises_all_they_should_have():
    assert decide_repair(GONE, 1, 3).emphasis == ("nora/top",)


def test_double_and_swapped_people_emphasise_all_they_should_have():
    told = GOOD[1:]
    for found in (say("nora", K.DUPLICATED), say("nora", K.CONTRADICTED, observed="looks like tom")):
        assert decide_repair([found, *told], 1, 3).emphasis == ("nora/top",)
    assert decide_repair([say("tom", K.DUPLICATED), *told], 1, 3).emphasis == ()


def test_double_and_uninvited_people_are_repaired():
    for found in (say("nora", K.DUPLICATED), say("tom", K.CONTRADICTED, observed="on screen")):
        assert decide_repair([*GOOD, found], 1, 2).action is RepairAction.RETAKE


def test_third_take_cuts():
    assert [decide_repair(WRONG_TOP, n, 5).cut for n in (1, 2, 3)] == [False, True, True]


def test_last_take_is_kept_with_a_note():
    decision = decide_repair(WRONG_TOP, 3, 3)
    assert decision.action is RepairAction.ACCEPT_WITH_NOTE and "green" in decision.note
    assert decision.quarantine == ("nora",)


def test_small_faults_and_blind_judges_are_noted_only():
    for verdicts in (SMALL, BLIND, [*GOOD, *BLIND]):
        decision = decide_repair(verdicts, 1, 3)
        assert decision.action is RepairAction.ACCEPT_WITH_NOTE and decision.note


def test_unresolved_hides_nothing():
    mixed = [*GOOD, *WRONG_TOP, *GONE, *BLIND]
    assert unresolved(mixed) == [WRONG_TOP[1], GONE[0], BLIND[0]]
    assert unresolved(GOOD) == []


def test_scores_order_takes():
    assert score_take(GOOD) == 1.0 and score_take([]) == 1.0
    assert score_take(BLIND) == 0.0 and score_take(GONE) == 0.0
    assert score_take(GONE) < score_take(WRONG_TOP) < score_take(SMALL) < score_take(GOOD)
    seen_only = [*GOOD, say("nora", K.CONFIRMED, Slot.HAIR, "", "black")]
    assert score_take(seen_only) == score_take(GOOD)
    assert score_take([*WRONG_TOP, say("nora", K.CONFIRMED, Slot.HAIR, "", "black")]) == score_take(WRONG_TOP)


VERDICTS = st.lists(
    st.builds(
        say,
        st.sampled_from(["nora", "tom"]),
        st.sampled_from(list(K)),
        st.sampled_from([None, Slot.TOP, Slot.EYES]),
        st.sampled_from(["", "blue coat"]),
        st.sampled_from(["", "green"]),
    ),
    max_size=6,
)


@given(VERDICTS, st.integers(1, 4), st.integers(1, 4))
def test_repair_laws(verdicts, number, most):
    decision = decide_repair(verdicts, number, most)
    assert 0.0 <= score_take(verdicts) <= 1.0
    assert bool(decision.note) == bool(unresolved(verdicts))
    assert (decision.action is RepairAction.ACCEPT) == (not unresolved(verdicts))
    assert number < most or decision.action is not RepairAction.RETAKE
    worse = [*verdicts, say("nora", K.UNKNOWN)]
    assert score_take(worse) <= score_take(verdicts)
    assert all(describe_verdict(v) for v in verdicts)


def request(*values: AttributeValue) -> SegmentRequest:
    nora = Appearance(identity="nora", kind=Kind.PERSON, name="Nora", attributes=values)
    return SegmentRequest(
        segment_index=2, take_number=1, prompt="", grounded_prompt="", seed=1, duration_s=1, width=64, height=48, fps=8,
        setting=Setting(place="p", name="p"), cast=(nora,),
    )  # fmt: skip


def test_what_was_seen_fills_open_slots_only():
    seen = [say("nora", K.CONFIRMED), say("nora", K.CONFIRMED, Slot.TOP, "", "blue")]
    [(key, attribute)] = observed_attributes(request(), seen)
    assert (key, attribute.slot, attribute.value, attribute.source) == ("nora", Slot.TOP, "blue", Source.OBSERVED)
    assert attribute.valid_from == 2 and attribute.evidence
    assert observed_attributes(request(AttributeValue(slot=Slot.TOP, value="red shirt")), seen) == ()


def test_nothing_is_learned_from_somebody_not_confirmed():
    seen = say("nora", K.CONFIRMED, Slot.TOP, "", "blue")
    assert observed_attributes(request(), [say("nora", K.MISSING), seen]) == ()
    assert observed_attributes(request(), [say("nora", K.CONFIRMED), say("nora", K.DUPLICATED), seen]) == ()
    assert observed_attributes(request(), [seen]) == ()
