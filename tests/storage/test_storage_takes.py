"""Readings, plans, takes, verdicts, memory frames and events: round trips, replacement, order, idempotence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from storage_samples import dump, fill, sample_frames, sample_take, sample_verdicts

from iamflow_agents.errors import StorageError
from iamflow_agents.records import TransitionKind
from iamflow_agents.storage.records import PlanRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef, Transition

CUT_TO_SOFT = Transition(kind=TransitionKind.SOFT, window_frames=8, reason="same place")


def save_plan(store: StoryStore) -> None:
    store.save_plan(
        "tale", 1, grounded_prompt="Mara, in a green coat,", place="tower", transition=CUT_TO_SOFT, request_json="{}"
    )


SAVES: dict[str, Callable[[StoryStore], None]] = {
    "reading": lambda s: s.save_reading("tale", 1, "rules/1", '{"a":1}'),
    "plan": save_plan,
    "take": lambda s: s.save_take("tale", sample_take()),
    "choice": lambda s: s.choose_take("tale", 0, 0),
    "verdicts": lambda s: s.save_verdicts("tale", 0, 0, sample_verdicts()),
    "frames": lambda s: s.save_memory_frames("tale", 0, 0, sample_frames()),
    "status": lambda s: s.clear_cancel("tale"),
}


@pytest.mark.parametrize("what", SAVES)
def test_saving_twice_adds_no_row(store: StoryStore, what: str) -> None:
    fill(store, "tale")
    SAVES[what](store)
    before = len(dump(store))
    SAVES[what](store)
    assert len(dump(store)) == before


def test_readings_are_kept_by_key(store: StoryStore) -> None:
    store.save_reading("tale", 1, "rules/1", "old")
    store.save_reading("tale", 1, "rules/1", "new")
    store.save_reading("tale", 1, "rules/2", "other")
    assert [store.reading("tale", 1, key) for key in ("rules/1", "rules/2", "rules/3")] == ["new", "other", None]
    assert store.reading("tale", 0, "rules/1") is None


def test_plan_comes_back(store: StoryStore) -> None:
    assert store.plan("tale", 1) is None
    save_plan(store)
    wanted = PlanRecord(
        segment_index=1,
        grounded_prompt="Mara, in a green coat,",
        place="tower",
        transition=CUT_TO_SOFT,
        request_json="{}",
    )
    assert store.plan("tale", 1) == wanted
    assert store.plan("tale", 0) is None


def test_takes_come_back_in_order(store: StoryStore) -> None:
    takes = [sample_take(0, 0), sample_take(0, 1, score=0.5), sample_take(2, 0, files=(), emphasis=())]
    for take in reversed(takes):
        store.save_take("tale", take)
    assert store.takes("tale") == tuple(takes)
    assert store.takes("tale", 0) == tuple(takes[:2])
    assert store.take("tale", 0, 1) == takes[1]
    assert store.take("tale", 1, 0) is None
    assert takes[0].file("video").size == 1000
    with pytest.raises(KeyError):
        takes[0].file("sound")


def test_saving_a_take_again_updates_it_and_keeps_it_chosen(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    store.choose_take("tale", 0, 0)
    store.save_verdicts("tale", 0, 0, sample_verdicts())
    judged = sample_take(status="accepted", score=1.0)
    store.save_take("tale", judged)
    assert store.takes("tale") == (judged,)
    assert store.chosen_take("tale", 0) == judged
    assert store.verdicts("tale") == sample_verdicts()


def test_one_take_a_segment_is_chosen(store: StoryStore) -> None:
    for segment_index, number in ((0, 0), (0, 1), (1, 0)):
        store.save_take("tale", sample_take(segment_index, number))
    assert store.chosen_take("tale", 0) is None
    store.choose_take("tale", 1, 0)
    store.choose_take("tale", 0, 1)
    store.choose_take("tale", 0, 0)
    assert store.chosen_takes("tale") == (sample_take(0, 0), sample_take(1, 0))
    with pytest.raises(StorageError), store.database.write() as connection:
        connection.exec_driver_sql("UPDATE take SET chosen = 1")


def test_what_does_not_exist_cannot_be_used(store: StoryStore) -> None:
    before = dump(store)
    for call in (
        lambda: store.choose_take("tale", 0, 7),
        lambda: store.save_take("tale", sample_take(99)),
        lambda: store.save_verdicts("tale", 0, 7, sample_verdicts()),
        lambda: store.save_memory_frames("tale", 0, 7, ()),
        lambda: store.quarantine("tale", 0, 7, "mara"),
        lambda: store.save_reading("tale", -1, "k", "r"),
    ):
        with pytest.raises(StorageError, match=r"has no (take|segment)"):
            call()
    assert dump(store) == before


@pytest.mark.parametrize("wrong", [{"score": 2.0}, {"status": "lovely"}, {"number": -1}, {"seed": 2**64}])
def test_wrong_takes_are_rejected(store: StoryStore, wrong: dict[str, object]) -> None:
    with pytest.raises(StorageError, match="rejected"):
        store.save_take("tale", sample_take(**wrong))  # type: ignore[arg-type]  # the wrong value is the point
    assert store.takes("tale") == ()


def test_verdicts_are_replaced_and_keep_their_order(store: StoryStore) -> None:
    for number in (0, 1):
        store.save_take("tale", sample_take(0, number))
        store.save_verdicts("tale", 0, number, sample_verdicts(0, number))
    store.save_verdicts("tale", 0, 1, sample_verdicts(0, 1)[::-1])
    assert store.verdicts("tale") == sample_verdicts(0, 0) + sample_verdicts(0, 1)[::-1]
    assert store.verdicts("tale", 0, 1) == sample_verdicts(0, 1)[::-1]
    assert store.verdicts("tale", 1) == ()
    store.save_verdicts("tale", 0, 1, ())
    assert store.verdicts("tale", 0) == sample_verdicts()


def test_verdict_that_breaks_a_rule_leaves_the_old_ones(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    store.save_verdicts("tale", 0, 0, sample_verdicts())
    with pytest.raises(StorageError, match="ck_verdict_confidence"):
        store.save_verdicts("tale", 0, 0, [replace(sample_verdicts()[0], confidence=7.0)])
    assert store.verdicts("tale") == sample_verdicts()


def test_memory_frames_come_back_with_relative_paths(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    elsewhere = [replace(f, keyframe=FileRef(sha256=f.keyframe.sha256, path="/x/y.png")) for f in sample_frames()]
    store.save_memory_frames("tale", 0, 0, elsewhere)
    assert store.memory_frames("tale") == sample_frames()


def test_quarantined_frames_stay_out_even_when_saved_again(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    store.save_memory_frames("tale", 0, 0, sample_frames())
    assert store.quarantine("tale", 0, 0, "mara") == 1
    assert store.quarantine("tale", 0, 0, "mara") == 0
    assert store.quarantine("tale", 0, 0, "nobody") == 0
    store.save_memory_frames("tale", 0, 0, sample_frames())
    first, *others = sample_frames()
    assert store.memory_frames("tale") == tuple(others)
    assert store.memory_frames("tale", include_quarantined=True) == (replace(first, quarantined=True), *others)


def test_frame_with_too_few_scores_is_refused(store: StoryStore) -> None:
    store.save_take("tale", sample_take())
    with pytest.raises(StorageError, match="1 scores for 2 identities"):
        store.save_memory_frames("tale", 0, 0, [replace(sample_frames()[0], scores=(0.5,))])


def test_events_keep_their_order_and_data(store: StoryStore) -> None:
    for index in range(3):
        store.add_event("tale", node="verify_segment", segment_index=index or None, kind="done", data={"é": [index]})
    events = store.events("tale")
    assert [(e.segment_index, e.data) for e in events] == [(None, {"é": [0]}), (1, {"é": [1]}), (2, {"é": [2]})]
    assert events[0].at <= events[1].at
    assert [e.number for e in events] == sorted({e.number for e in events})


def test_storage_best_numbers_are_those_of_the_best_takes(store: StoryStore) -> None:
    for segment, number in [(0, 1), (0, 2), (0, 3), (1, 1), (1, 2)]:
        store.save_take("tale", sample_take(segment, number))
    store.choose_take("tale", 0, 2)
    found = store.best_numbers("tale")
    assert found == {0: 2, 1: 2}
    for segment, number in found.items():
        best = store.best_take("tale", segment)
        assert best is not None
        assert best.number == number
