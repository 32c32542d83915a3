"""The loop in the graph: a spoiled take is seen, made again, and the film shows the good one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from iamflow_agents import Script, Settings, StoryResult, run_story
from iamflow_agents.events import StoryEvent, TakeFinished, TakeJudged
from iamflow_agents.generator.faults import Fault, FaultyGenerator
from iamflow_agents.generator.protocol import VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.script import Segment

PROMPTS = [
    "In the library, Nora, a young woman with black hair and a red sweater, stands.",
    "In the library, Ethan, a tall man with blond hair and a dark green shirt, stands beside Nora.",
    "In the library, Nora and Ethan talk.",
]
ALWAYS = frozenset(range(1, 10))


def play(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, faults: list[Fault], **settings: Any
) -> tuple[StoryResult, list[StoryEvent]]:
    """Run the story with a generator that makes these mistakes."""

    def faulty(name: str) -> VideoGenerator:
        return FaultyGenerator(make_generator(name), faults)

    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", faulty)
    script = Script(title="Loop", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS))
    events: list[StoryEvent] = []
    chosen = Settings(home=tmp_path, width=416, height=240, fps=8, **settings)
    return run_story(script, settings=chosen, on_event=events.append), events


def test_graphs_clean_takes_are_accepted_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result, _ = play(tmp_path, monkeypatch, [])
    assert [(segment.take, segment.takes, segment.accepted) for segment in result.segments] == [(1, 1, True)] * 3
    assert result.unresolved == ()
    assert {v.kind for v in result.verdicts} <= {VerdictKind.CONFIRMED, VerdictKind.NOT_VISIBLE}
    seen = {
        (v.segment_index, v.identity) for v in result.verdicts if v.kind is VerdictKind.CONFIRMED and v.slot is None
    }
    assert seen == {(0, "nora"), (1, "nora"), (1, "ethan"), (2, "nora"), (2, "ethan")}


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="wrong_colour", segment_index=1, identity="nora", slot=Slot.TOP, value="yellow sweater"),
        Fault(kind="missing", segment_index=1, identity="nora"),
        Fault(kind="ghost", segment_index=1, identity="ethan"),
        Fault(kind="duplicate", segment_index=1, identity="ethan"),
    ],
    ids=lambda fault: fault.kind,
)
def test_graphs_a_spoiled_take_is_caught_and_made_again(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, events = play(tmp_path, monkeypatch, [fault])
    judged = [(e.segment_index, e.take_number, e.action) for e in events if isinstance(e, TakeJudged)]
    assert (1, 1, "retake") in judged and (1, 2, "accept") in judged
    assert [(segment.take, segment.accepted) for segment in result.segments] == [(1, True), (2, True), (1, True)]
    assert result.unresolved == ()


def test_graphs_what_cannot_be_repaired_is_in_the_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault(kind="missing", segment_index=2, identity="ethan", takes=ALWAYS)
    result, _ = play(tmp_path, monkeypatch, [fault], max_takes=3)
    assert result.segments[2].takes == 3 and not result.segments[2].accepted
    assert [(u.segment_index, u.identity, u.kind) for u in result.unresolved] == [(2, "ethan", VerdictKind.MISSING)]


def test_graphs_the_best_take_stays_when_the_last_is_worse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    faults = [
        Fault(kind="wrong_colour", segment_index=1, identity="nora", slot=Slot.TOP, value="yellow sweater"),
        Fault(kind="missing", segment_index=1, identity="nora", takes=frozenset({2})),
    ]
    result, _ = play(tmp_path, monkeypatch, faults, max_takes=2)
    assert (result.segments[1].take, result.segments[1].takes) == (1, 2)
    assert [(u.segment_index, u.identity, u.slot) for u in result.unresolved] == [(1, "nora", Slot.TOP)]


def test_graphs_without_verification_nothing_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault(kind="missing", segment_index=1, identity="nora")
    result, _ = play(tmp_path, monkeypatch, [fault], verify="off")
    assert [segment.takes for segment in result.segments] == [1, 1, 1]
    assert result.verdicts == () and result.segments[1].score is None


def test_graphs_waiting_and_overlapping_make_the_same_film(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault(kind="missing", segment_index=0, identity="nora")
    overlapped, events = play(tmp_path / "a", monkeypatch, [fault])
    waited, _ = play(tmp_path / "b", monkeypatch, [fault], verify="wait")
    assert overlapped.video.read_bytes() == waited.video.read_bytes()
    speculative = [e for e in events if isinstance(e, TakeFinished) and e.segment_index == 1]
    assert len(speculative) == 2, "one take was made on the rejected one, and one on its replacement"


def test_graphs_a_judge_that_fails_never_stops_a_film_and_never_counts_as_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken:
        name = "broken/1"

        def verify(self, evidence: object) -> tuple[()]:
            raise ConnectionError("the judge is away")

    monkeypatch.setattr("iamflow_agents.working.make_verifier", lambda name: Broken())
    result, _ = play(tmp_path, monkeypatch, [])
    assert len(result.segments) == 3 and not any(segment.accepted for segment in result.segments)
    assert {v.kind for v in result.verdicts} == {VerdictKind.UNKNOWN}
    assert len(result.unresolved) == len(result.verdicts) == 5
