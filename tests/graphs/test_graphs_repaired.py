"""What a rejected take leaves behind: memory that knows who was wrong in it, and a next segment built on its repair."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import pytest
from judge_tools import FakeServer, Reply, all_well, asked_about, judge_of, script_of, settings_of
from judge_tools import play as play_judged

from iamflow_agents import StoryResult, run_story
from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.codec import decode
from iamflow_agents.events import NodeFinished, NodeStarted, StoryEvent, TakeFinished, TakeJudged
from iamflow_agents.opening import open_store
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import MemoryFrame, SegmentRequest, Verdict
from iamflow_agents.tools.planning import memory_in_film

T = TypeVar("T")
Wrong = Callable[[int, int, str], tuple[Verdict, ...]]
"""Segment, take and identity to what is wrong or seen besides."""


def say(segment: int, take: int, who: str, kind: VerdictKind, slot: Slot | None = None, **words: str) -> Verdict:
    return Verdict(segment_index=segment, take_number=take, identity=who, kind=kind, slot=slot, **words)


def bad_top(segment: int, take: int, who: str) -> Verdict:
    return say(segment, take, who, VerdictKind.CONTRADICTED, Slot.TOP, expected="red sweater", observed="green")


class Told:
    """A judge that says what it is told to."""

    name = "told/1"

    def __init__(self, besides: Wrong) -> None:
        self._besides = besides

    def verify(self, evidence: TakeEvidence) -> tuple[Verdict, ...]:
        at = evidence.request.segment_index, evidence.request.take_number
        found: list[Verdict] = []
        for look in evidence.request.cast:
            found += [say(*at, look.identity, VerdictKind.CONFIRMED), *self._besides(*at, look.identity)]
        return tuple(found)


def tell(
    home: Path, monkeypatch: pytest.MonkeyPatch, besides: Wrong, **settings: Any
) -> tuple[StoryResult, list[StoryEvent]]:
    """Run the story of Nora and Ethan with that judge."""
    monkeypatch.setattr("iamflow_agents.working.make_verifier", lambda name: Told(besides))
    events: list[StoryEvent] = []
    chosen = settings_of(home, "rules", **settings)
    return run_story(script_of(), settings=chosen, job_id="a", on_event=events.append), events


def look(home: Path, read: Callable[[StoryStore], T]) -> T:
    """Read the job's rows."""
    with open_store(Settings(home=home), Home(home)) as store:
        return read(store)


def requests(home: Path) -> list[SegmentRequest]:
    return [decode(SegmentRequest, t.request_json) for t in look(home, lambda store: store.chosen_takes("a"))]


def test_graphs_what_is_built_on_a_repaired_take_is_as_if_nothing_had_been_made_ahead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def besides(segment: int, take: int, who: str) -> tuple[Verdict, ...]:
        if (segment, who) != (1, "nora"):
            return ()
        seen = say(1, take, who, VerdictKind.CONFIRMED, Slot.HEADWEAR, observed="yellow hat")
        return (bad_top(1, 1, who),) if take == 1 else (seen,)

    overlapped, events = tell(tmp_path / "a", monkeypatch, besides)
    waited, _ = tell(tmp_path / "b", monkeypatch, besides, verify="wait")
    assert overlapped.video.read_bytes() == waited.video.read_bytes()
    assert [replace(r, memory=()) for r in requests(tmp_path / "a")] == [
        replace(r, memory=()) for r in requests(tmp_path / "b")
    ]
    assert requests(tmp_path / "a")[2].memory == requests(tmp_path / "b")[2].memory
    assert "yellow hat" in overlapped.segments[2].grounded_prompt, "it knows what was seen in the repaired take"
    made = [e for e in events if isinstance(e, TakeFinished) and e.segment_index == 2]
    assert len(made) == 2 and made[0].input_hash != made[1].input_hash, "one on the rejected take, one on its repair"
    clean, _ = tell(tmp_path / "c", monkeypatch, lambda *at: ())
    assert clean.video.read_bytes() != waited.video.read_bytes(), "another take is another film"
    assert "yellow hat" not in clean.segments[2].grounded_prompt


def test_graphs_a_first_take_is_built_on_at_once_and_a_repaired_one_when_it_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, events = tell(tmp_path, monkeypatch, lambda *at: (bad_top(*at),) if at == (1, 1, "nora") else ())
    nodes = [
        (type(e) is NodeStarted, e.node, e.segment_index) for e in events if isinstance(e, (NodeStarted, NodeFinished))
    ]
    ahead, repaired = (i for i, node in enumerate(nodes) if node == (True, "generate_segment", 2))
    verified = [i for i, node in enumerate(nodes) if node == (False, "verify_segment", 1)]
    assert ahead < verified[0], "generation did not wait for the verdict"
    assert verified[1] < repaired


def test_graphs_memory_frames_are_set_aside_for_whoever_was_wrong_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, _ = tell(tmp_path, monkeypatch, lambda s, t, who: (bad_top(s, t, who),) if who == "nora" and s < 2 else ())
    assert [segment.accepted for segment in result.segments] == [False, False, True]
    rows: tuple[MemoryFrame, ...] = look(tmp_path, lambda s: s.memory_frames("a", include_quarantined=True))
    seen = {
        (row.segment_index, row.take_number): (dict(zip(row.identities, row.visual, strict=True)), row.quarantined)
        for row in rows
    }
    for take in (1, 2):
        assert seen[0, take] == ({"nora": 0.0}, True), "she was alone in it"
        both, out = seen[1, take]
        assert (both["nora"], both["ethan"], out) == (0.0, 1.0, False)
    assert seen[2, 1] == ({"nora": 1.0, "ethan": 1.0}, False)
    offered = look(tmp_path, lambda store: memory_in_film(store, "a", 3))
    assert {(f.segment_index, f.identities) for f in offered} == {(1, ("ethan",)), (2, ("nora", "ethan"))}


def test_graphs_memory_frames_of_a_wrong_place_stand_for_the_people_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "clean"
    tell(home, monkeypatch, lambda *at: ())
    (place,) = {frame.place for frame in look(home, lambda store: store.memory_frames("a"))[:1]}
    assert place

    def besides(segment: int, take: int, who: str) -> tuple[Verdict, ...]:
        wrong = say(segment, take, f"place:{place}", VerdictKind.CONTRADICTED, expected=place, observed="a desert")
        return (wrong,) if (segment, take, who) == (0, 1, "nora") else ()

    result, _ = tell(tmp_path, monkeypatch, besides)
    assert result.segments[0].takes == 2
    for _ in range(2):
        rows = look(tmp_path, lambda store: store.memory_frames("a"))
        first = {row.take_number: (row.place, row.identities, row.visual) for row in rows if row.segment_index == 0}
        assert first == {1: ("", ("nora",), (1.0,)), 2: (place, ("nora",), (1.0,))}
        with open_store(Settings(home=tmp_path), Home(tmp_path)) as store:
            assert not any(one.key.startswith("place:") for one in store.registry("a").identities)
            again = [replace(row, place=place) for row in rows if (row.segment_index, row.take_number) == (0, 1)]
            store.save_memory_frames("a", 0, 1, again)


def test_graphs_what_is_unsure_or_unknown_leaves_memory_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def besides(segment: int, take: int, who: str) -> tuple[Verdict, ...]:
        if segment == 0:
            return (replace(bad_top(segment, take, who), confidence=0.2),)
        return (say(segment, take, who, VerdictKind.UNKNOWN, Slot.TOP),)

    result, events = tell(tmp_path, monkeypatch, besides, repair_confidence=0.5)
    assert {e.action for e in events if isinstance(e, TakeJudged)} == {"accept_with_note"}
    assert [segment.takes for segment in result.segments] == [1, 1, 1]
    assert all(segment.note for segment in result.segments) and len(result.unresolved) == 5
    rows = look(tmp_path, lambda s: s.memory_frames("a", include_quarantined=True))
    assert not any(row.quarantined for row in rows) and all(min(v or 0 for v in row.visual) > 0.5 for row in rows)


def test_graphs_repairs_end_when_their_seconds_are_used_up_and_the_best_take_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def besides(segment: int, take: int, who: str) -> tuple[Verdict, ...]:
        worse = (say(segment, take, who, VerdictKind.MISSING),) if take > 1 else ()
        return (bad_top(segment, take, who), *worse) if segment == 0 else ()

    free, _ = tell(tmp_path / "a", monkeypatch, besides, max_takes=4)
    assert (free.segments[0].takes, free.segments[0].take) == (4, 1)
    assert "all 4 takes" in free.segments[0].note and "best take stands" in free.segments[0].note
    short, _ = tell(tmp_path / "b", monkeypatch, besides, max_takes=4, repair_seconds=1e-9)
    assert (short.segments[0].takes, short.segments[0].take) == (2, 1), "the take that passes the limit is the last"
    assert "1e-09 s for repairs of the job are used up" in short.segments[0].note
    assert "saw 'green'" in short.segments[0].note
    none, _ = tell(tmp_path / "c", monkeypatch, besides, max_takes=4, repair_seconds_per_segment=0)
    assert none.segments[0].takes == 1 and "0 s for repairs of the segment" in none.segments[0].note
    assert [s.note for s in none.segments[1:]] == ["", ""]


def test_graphs_repairs_end_when_their_money_is_used_up(tmp_path: Path) -> None:
    def wrong(seen: Any) -> Any:
        answer = all_well(asked_about(seen))
        for row in answer["identities"]:
            for one in row["looks"]:
                one |= {"seen": "contradicted", "observed": "green"}
        return Reply(text=json.dumps(answer))

    with FakeServer() as server:
        server.respond(wrong)
        vlm = judge_of(server)
        prices = {vlm: {"input": 1000.0, "output": 1000.0}}
        paid, _ = play_judged(tmp_path / "a", vlm, n_segments=2, max_takes=3, prices=prices, repair_money=1e-6)
        free, _ = play_judged(tmp_path / "b", vlm, n_segments=2, max_takes=3, prices=prices)
    assert [segment.takes for segment in free.segments] == [3, 3]
    assert [segment.takes for segment in paid.segments] == [2, 1], "the limit is the whole job's"
    assert all("in money for repairs of the job are used up" in segment.note for segment in paid.segments)
