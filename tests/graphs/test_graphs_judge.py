"""A vision model as judge of a whole story: what it sees decides what is made next, and its failures stop nothing."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from judge_tools import (
    FakeServer,
    Reply,
    all_well,
    asked_about,
    asked_twice,
    closed_port,
    content,
    judge_of,
    play,
    script_of,
    settings_of,
)

from iamflow_agents import Script, resume_story, run_story
from iamflow_agents.errors import BudgetExceededError, ConfigError, StoppedError
from iamflow_agents.events import NodeFinished, NodeStarted, StoryEvent, TakeFinished, TakeJudged
from iamflow_agents.generator.protocol import GeneratorJob, VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.records import Slot, VerdictKind
from iamflow_agents.runner import StopSignal, start
from iamflow_agents.script import Segment

LONG_S = 60.0
"""Nobody waits so long unless something is broken."""


def test_judge_confirms_a_story_and_says_what_it_took(tmp_path: Path) -> None:
    with FakeServer() as server:
        server.respond(content)
        result, events = play(tmp_path, judge_of(server))
        assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}
        assert all(segment.accepted and segment.takes == 1 for segment in result.segments)
        assert len(server.chats) == 3 and len(server.chats[0].images) >= 2
        assert all(seen.images for seen in server.chats), "what is blended is left out, the rest is shown"
        assert {verdict.model for verdict in result.verdicts} == {f"{judge_of(server)} verify/1"}
    judge = result.cost["judge"]
    assert (judge["questions"], judge["calls"], judge["failed"], judge["cached"], judge["unknown"]) == (3, 3, 0, 0, 0)
    assert judge["takes"] == 3 and judge["verdicts"] == len(result.verdicts)
    assert (result.cost["calls"], result.cost["tokens_in"], result.cost["notes"]) == (3, 30, [])
    told = [event for event in events if isinstance(event, TakeJudged)]
    assert [(event.judge_calls, event.judge_failed, event.n_unknown) for event in told] == [(1, 0, 0)] * 3
    places = [verdict for verdict in result.verdicts if verdict.identity.startswith("place:")]
    assert len(places) == 3 and {identity.key for identity in result.identities} == {"nora", "ethan"}


def test_judge_rules_measures_pixels_as_ever(tmp_path: Path) -> None:
    result, events = play(tmp_path, "rules", n_segments=1, width=416, height=240)
    assert {verdict.model for verdict in result.verdicts} == {"rules-pixels/1"}
    judge = result.cost["judge"]
    assert (judge["names"], judge["calls"], judge["takes"]) == (["rules-pixels/1"], 0, 1)
    assert [e.judge for e in events if isinstance(e, TakeJudged)] == ["rules-pixels/1"]


def test_judge_what_it_contradicts_is_made_again(tmp_path: Path) -> None:
    first = threading.Semaphore(1)

    def strict(seen: Any) -> Any:
        answer = all_well(asked_about(seen))
        if first.acquire(blocking=False):
            look = next(look for look in answer["identities"][0]["looks"] if "sweater" in asked_about(seen))
            look.update(seen="contradicted", observed="yellow coat")
        return Reply(text=json.dumps(answer))

    with FakeServer() as server:
        server.respond(strict)
        result, events = play(tmp_path, judge_of(server), n_segments=2)
        assert not asked_twice(server)
    assert [(segment.take, segment.takes) for segment in result.segments] == [(2, 2), (1, 1)]
    assert [e.action for e in events if isinstance(e, TakeJudged)] == ["retake", "accept", "accept"]
    assert result.unresolved == ()


PAGE = b"<html>It works!</html>"
STRANGER = {"identities": [{
    "id": "Nora Smith", "state": "on_screen", "count": 1, "swapped_with": "", "frame": 1, "confidence": 1.0,
    "looks": [], "also": [],
}], "gone": [], "place": []}  # fmt: skip
FAULTS = {
    "timeout": Reply(hang=True),
    "dropped": Reply(drop=True),
    "server error": Reply(status=500),
    "web page": Reply(raw=PAGE, content_type="text/html"),
    "truncated": Reply(text='{"identities": [{"id": "no', finish="length"),
    "nonsense": Reply(text="Looks lovely to me!"),
    "refusal": Reply(refusal="I cannot identify people."),
    "wrong ids": Reply(text=json.dumps(STRANGER)),
    "no pictures": Reply(status=400, error="this model does not support image input"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_judge_faults_never_stop_a_job_and_never_count_as_good(name: str, tmp_path: Path) -> None:
    with FakeServer() as server:
        server.respond(lambda seen: FAULTS[name])
        # The job's own fallback is for the other model: a judge that fails ends nothing even so.
        changes = {"llm_timeout_s": 0.4, "llm_fallback": "stop"}
        result, events = play(tmp_path, judge_of(server), n_segments=1, **changes)
        assert server.chats
    assert result.video.is_file() and len(result.segments) == 1
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.UNKNOWN}
    assert not result.segments[0].accepted and result.segments[0].score == 0.0 and result.segments[0].takes == 1
    assert {problem.kind for problem in result.unresolved} == {VerdictKind.UNKNOWN}
    judge = result.cost["judge"]
    assert judge["unknown"] == judge["verdicts"] == len(result.verdicts) and judge["failed"] >= 1
    notes = " ".join(result.cost["notes"])
    assert "left open by the judge" in notes and "checks of the film are unknown" in notes
    (told,) = (event for event in events if isinstance(event, TakeJudged))
    assert told.judge_failed >= 1 and told.n_unknown == len(result.verdicts) and told.action == "accept_with_note"


def test_judge_that_is_not_there_stops_nothing(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{closed_port()}/v1"
    for number, vlm in enumerate((address, f"{address}#tiny")):
        result, _ = play(tmp_path / str(number), vlm, n_segments=1)
        assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.UNKNOWN}


def test_judge_who_leaves_somebody_out_leaves_them_unknown(tmp_path: Path) -> None:
    def without_ethan(seen: Any) -> Any:
        payload = [text for _, text in seen.texts if text.startswith("SHOT")][-1]
        answer = all_well(payload)
        answer["identities"] = [row for row in answer["identities"] if row["id"] != "ethan"]
        return Reply(text=json.dumps(answer))

    with FakeServer() as server:
        server.respond(without_ethan)
        result, _ = play(tmp_path, judge_of(server), n_segments=2)
        assert len(server.chats) == 3, "one for the first segment, and one more round for the second"
        n_before = len(server.chats)
        again = resume_story("a", settings=settings_of(tmp_path, "rules"))
        assert len(server.chats) == n_before
    kinds = {(v.segment_index, v.identity): v.kind for v in result.verdicts if v.slot is None}
    assert kinds[1, "ethan"] is VerdictKind.UNKNOWN and kinds[1, "nora"] is VerdictKind.CONFIRMED
    assert [problem.identity for problem in again.unresolved] == ["ethan"]


def times(events: list[tuple[int, StoryEvent]], kind: type, node: str, segment: int) -> list[int]:
    """When something happened, as positions in the order of events."""
    return [
        when
        for when, event in events
        if isinstance(event, kind) and event.segment_index == segment and getattr(event, "node", node) == node
    ]


def run_with_slow_judge(home: Path, mode: str, *, waits: bool) -> tuple[list[tuple[int, StoryEvent]], list[set[int]]]:
    """Run a story whose judge of segment n answers only when segment n + 1 is made, if it is to wait for that.

    Returns:
        Events in order, and for each question the segments whose making had begun when it arrived.
    """
    made = [threading.Event() for _ in range(4)]
    begun: set[int] = set()
    events: list[tuple[int, StoryEvent]] = []
    at_arrival: list[set[int]] = []

    def note(event: StoryEvent) -> None:
        events.append((len(events), event))
        if isinstance(event, NodeStarted) and event.node == "generate_segment" and event.segment_index is not None:
            begun.add(event.segment_index)
        if isinstance(event, TakeFinished):
            made[event.segment_index].set()

    with FakeServer() as server:

        def slow(seen: Any) -> Any:
            number = len(at_arrival)
            at_arrival.append(set(begun))
            if waits and number < 2:
                assert made[number + 1].wait(LONG_S), "the next segment is not made while the judge looks"
            return content(seen)

        server.respond(slow)
        result, _ = play(home, judge_of(server), on_event=note, verify=mode, llm_timeout_s=LONG_S)
    assert all(segment.accepted for segment in result.segments)
    return events, at_arrival


def test_judge_overlap_generation_never_waits_for_a_slow_judge(tmp_path: Path) -> None:
    events, _ = run_with_slow_judge(tmp_path, "overlap", waits=True)
    for segment in (0, 1):
        (judged,) = times(events, TakeJudged, "", segment)
        (next_begun,) = times(events, NodeStarted, "generate_segment", segment + 1)
        (next_made,) = times(events, TakeFinished, "", segment + 1)
        assert next_begun < next_made < judged


def test_judge_wait_generation_waits_for_the_judge(tmp_path: Path) -> None:
    events, at_arrival = run_with_slow_judge(tmp_path, "wait", waits=False)
    assert at_arrival == [{0}, {0, 1}, {0, 1, 2}], "no segment is begun before the one before it is judged"
    for segment in (0, 1):
        (judged,) = times(events, NodeFinished, "verify_segment", segment)
        (next_begun,) = times(events, NodeStarted, "generate_segment", segment + 1)
        assert judged < next_begun


def test_judge_budget_stops_a_job_which_is_resumed_with_more(tmp_path: Path) -> None:
    with FakeServer() as server:
        server.respond(content)
        with pytest.raises(BudgetExceededError, match="--vlm rules"):
            play(tmp_path, judge_of(server), budget="1calls")
        assert len(server.chats) == 1
        result = resume_story("a", settings=settings_of(tmp_path, "rules"), budget="none")
        assert len(server.chats) == 3 and not asked_twice(server)
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}, (
        "nobody is unknown for want of money"
    )


def test_judge_answers_are_paid_once_in_a_home(tmp_path: Path) -> None:
    with FakeServer() as server:
        server.respond(content)
        play(tmp_path, judge_of(server), n_segments=2)
        again = run_story(script_of(2), settings=settings_of(tmp_path, judge_of(server)), job_id="b")
        assert len(server.chats) == 2
    judge = again.cost["judge"]
    assert (judge["calls"], judge["cached"], judge["questions"]) == (0, 2, 2)
    assert {verdict.kind for verdict in again.verdicts} == {VerdictKind.CONFIRMED}


def test_judge_a_job_stopped_while_it_looks_is_judged_when_it_goes_on(tmp_path: Path) -> None:
    stop = StopSignal()
    with FakeServer() as server:

        def never(seen: Any) -> Any:
            stop.stop_now("interrupted")
            return Reply(hang=True)

        server.respond(never)
        with pytest.raises(StoppedError):
            start(script_of(1), settings=settings_of(tmp_path, judge_of(server)), job_id="a", on_event=None, stop=stop)
        server.respond(content)
        result = resume_story("a", settings=settings_of(tmp_path, "rules"))
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}


class WithoutLayout:
    """A generator that does not know where anybody is."""

    def __init__(self, inner: VideoGenerator) -> None:
        self._inner = inner
        self.name = f"{inner.name}-blind"
        self.capabilities = replace(inner.capabilities, reports_layout=False)

    def open(self, job: GeneratorJob) -> Any:
        session = self._inner.open(job)
        make = session.generate
        session.generate = lambda *args, **named: replace(make(*args, **named), layout=None)  # type: ignore[method-assign]
        return session


def test_judge_works_for_generators_without_layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", lambda name: WithoutLayout(make_generator(name)))
    with FakeServer() as server:
        server.respond(content)
        result, _ = play(tmp_path / "a", judge_of(server), n_segments=2)
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.CONFIRMED}
    blind, _ = play(tmp_path / "b", "rules", n_segments=2)
    assert {verdict.kind for verdict in blind.verdicts} == {VerdictKind.UNKNOWN}, "pixels alone tell the rules nothing"


def test_judge_scripted_in_a_file(tmp_path: Path) -> None:
    answers = tmp_path / "judge.jsonl"
    payload = "IDENTITIES\n- nora: x\n  [1] a\n  [2] a\n  [3] a\nPLACE: x"
    good = all_well("SHOT: x\n" + payload)
    good["identities"][0]["looks"] = []
    answers.write_text(json.dumps({"when": {"prompt": "verify", "segment": 0}, "answer": good}) + "\n")
    result, _ = play(tmp_path / "home", f"fake:{answers}", n_segments=2, max_takes=1)
    first = {(v.identity, v.slot): v.kind for v in result.verdicts if v.segment_index == 0}
    assert first["nora", None] is VerdictKind.CONFIRMED and first["nora", Slot.TOP] is VerdictKind.UNKNOWN
    assert {v.kind for v in result.verdicts if v.segment_index == 1} == {VerdictKind.UNKNOWN}, "nothing is scripted"
    guess = tmp_path / "guess.jsonl"
    guess.write_text('{"when": {}, "guess": true}\n')
    guessed, _ = play(tmp_path / "other", f"fake:{guess}", n_segments=1)
    assert {v.kind for v in guessed.verdicts} == {VerdictKind.UNKNOWN}, "there is no guessing what a film shows"


@pytest.mark.parametrize("vlm", ["eyes", "fake:/nowhere.jsonl", "transformers:/nowhere", "http://127.0.0.1:1#m"])
def test_judge_that_is_none_is_refused_before_anything_is_begun(vlm: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        play(tmp_path / "home", vlm, n_segments=1)
    assert caught.value.where == "--vlm" and not (tmp_path / "home").exists()


def test_judge_is_told_who_left_and_who_looks_alike(tmp_path: Path) -> None:
    prompts = (
        "In the library, Nora, a woman with black hair and a red sweater, and Ana, a woman with black hair, read.",
        "In the garden, Tom, an old man with a grey beard, and Nora walk. Tom leaves.",
        "In the garden, Nora sits alone. Tom is gone.",
    )
    with FakeServer() as server:
        server.respond(content)
        script = Script(title="Told", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in prompts))
        run_story(script, settings=settings_of(tmp_path, judge_of(server)))
        first, second, third = (asked_about(seen) for seen in server.chats)
    assert "- nora: " in first and "- ana: " in first and "OTHERS" not in first and "GONE" not in first
    others = second.partition("OTHERS OF THE STORY")[2]
    assert "- ana: " in others and "- nora: " not in others
    gone = third.partition("GONE")[2].partition("OTHERS")[0]
    assert "- tom: " in gone and "grey beard" in gone and "- nora: " not in gone
