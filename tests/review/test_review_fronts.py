"""The command line, the bare graph and jobs of the last graph version: the same questions, the same answers."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from review_stage import small, small_script, takes_of
from typer.testing import CliRunner

from iamflow_agents import pending_review, resume_story, run_story
from iamflow_agents.cli import app
from iamflow_agents.codec import decode
from iamflow_agents.errors import ConfigError, ReviewRequiredError, StoppedError
from iamflow_agents.events import StoryEvent, TakeFinished
from iamflow_agents.generator.faults import Fault, FaultyGenerator
from iamflow_agents.generator.protocol import VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.graphs import story_graph
from iamflow_agents.records import Slot
from iamflow_agents.runner import StopSignal, start
from iamflow_agents.script import Script, Segment
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import SegmentRequest


def call(home: Path, *line: str, says: str = "") -> Any:
    """Run a command as the command line does."""
    return CliRunner().invoke(app, [*line, "--home", str(home)], input=says)


def test_fronts_review_and_retake_by_flags(tmp_path: Path) -> None:
    with pytest.raises(ReviewRequiredError):
        run_story(small_script(2), settings=small(tmp_path, review="cast"), job_id="pier")
    shown = call(tmp_path, "review", "pier")
    assert shown.exit_code == 0 and "waits for you" in shown.stdout and "blue sweater" in shown.stdout
    question = json.loads(call(tmp_path, "review", "pier", "--json").stdout)
    assert question["point"] == "cast" and question["must_decide"] is True
    with pytest.raises(ConfigError, match="two answers"):
        raise call(tmp_path, "review", "pier", "--approve", "--stop").exception
    with pytest.raises(ReviewRequiredError):
        raise call(tmp_path, "review", "pier", "--lock", "Nora.top=red coat").exception
    assert call(tmp_path, "review", "pier", "--stop").exit_code == 0
    done = call(tmp_path, "review", "pier", "--answer", '{"action": "approve"}', "--json")
    assert done.exit_code == 0 and len(json.loads(done.stdout)["segments"]) == 2
    assert "asks nothing" in call(tmp_path, "review", "pier").stdout
    planned = json.loads(call(tmp_path, "retake", "pier", "--segment", "2", "--dry-run", "--json").stdout)
    assert (planned["segment_index"], planned["kept"]) == (1, [0]) and planned["again"][0]["reason"] == "asked for"
    again = call(tmp_path, "retake", "pier", "--segment", "2", "--seed", "3", "--json", "--yes")
    assert [segment["take"] for segment in json.loads(again.stdout)["segments"]] == [1, 2]


def test_fronts_review_asks_on_a_terminal_until_the_film_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("iamflow_agents.commands.review.on_terminal", lambda: True)
    monkeypatch.setattr("iamflow_agents.commands.retake.on_terminal", lambda: True)
    with pytest.raises(ReviewRequiredError):
        run_story(small_script(1), settings=small(tmp_path, review="each-segment"), job_id="pier")
    put_away = call(tmp_path, "review", "pier", says="dance\nstop\n")
    assert put_away.exit_code == 0 and pending_review("pier", settings=small(tmp_path)) is not None
    changes = ["retake", "On a stone pier, Nora sings.", "Nora.hat=x", "retake", "", "Nora.top=red coat", "", "", ""]
    talk = call(tmp_path, "review", "pier", says="\n".join([*changes, "approve", ""]))
    assert talk.exit_code == 0 and "red coat" in talk.stdout and "video.mp4" in talk.stdout
    assert pending_review("pier", settings=small(tmp_path)) is None
    refused = call(tmp_path, "retake", "pier", "--segment", "1", says="n\n")
    assert refused.exit_code == 0 and "Nothing was changed" in refused.output
    with pytest.raises(ReviewRequiredError):
        raise call(tmp_path, "retake", "pier", "--segment", "1", says="y\n").exception
    question = pending_review("pier", settings=small(tmp_path))
    assert question is not None and question.take == 3, "a job that asks after each segment asks about this one, too"


def test_fronts_the_bare_graph_takes_plain_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from langgraph.types import Command

    from iamflow_agents import invoking

    values: list[Any] = []
    real = invoking._invoke

    def by_hand(graph: Any, config: Any, context: Any, first: Any, stop: Any) -> None:
        real(graph, config, context, first, stop)
        for answer in ({"action": "dance"}, {"action": "edit", "seed": 1}, {"action": "approve"}):
            (asked,) = graph.get_state(config).tasks[0].interrupts
            values.append((asked.value["refused"], "action" in asked.response_schema["properties"]))
            try:
                graph.invoke(Command(resume=answer), config, context=context, durability="sync")
            except ValueError as error:
                values.append(type(error).__name__)

    monkeypatch.setattr(invoking, "_invoke", by_hand)
    result = run_story(small_script(1), settings=small(tmp_path, review="cast"), job_id="pier")
    assert takes_of(result) == [(1, 1)]
    refused = "a seed needs a new take; Give it with a retake"
    assert values == [("", True), "ValidationError", ("", True), (refused, True)]


def test_fronts_on_failure_asks_only_where_takes_stay_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fault = Fault(
        kind="wrong_colour", segment_index=1, identity="nora", slot=Slot.TOP, value="yellow sweater",
        takes=frozenset(range(1, 9)),
    )  # fmt: skip

    def faulty(name: str) -> VideoGenerator:
        return FaultyGenerator(make_generator(name), [fault])

    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", faulty)
    prompts = ("In the library, Nora, a young woman with black hair and a red sweater, stands.",) + (
        "In the library, Nora stands.",
    ) * 2
    script = Script(title="Loop", segments=tuple(Segment(prompt=prompt, duration_s=0.5) for prompt in prompts))
    settings = small(tmp_path, width=416, height=240, verify="overlap", review="on-failure")
    with pytest.raises(ReviewRequiredError, match="segment 2: it is still wrong after all takes"):
        run_story(script, settings=settings, job_id="loop")
    question = pending_review("loop", settings=settings)
    assert question is not None and any("top contradicted" in problem for problem in question.problems)
    result = resume_story("loop", settings=settings, decision="approve")
    assert len(result.segments) == 3 and {one.segment_index for one in result.unresolved} == {1}


def first_version() -> Any:
    """The graph as version 1 had it, over today's nodes."""
    from langgraph.graph import END, START, StateGraph

    from iamflow_agents.graphs import decisions, nodes
    from iamflow_agents.graphs.assemble import assemble_video
    from iamflow_agents.graphs.context import StoryContext
    from iamflow_agents.graphs.state import StoryState, TakeId

    graph = StateGraph(StoryState, context_schema=StoryContext)
    for name in ("extract_entities", "resolve_identities", "transition_prompt", "reconcile", "repair_attributes"):
        graph.add_node(name, getattr(nodes, name))
    graph.add_node("generate_segment", nodes.generate_segment, input_schema=TakeId)
    graph.add_node("verify_segment", nodes.verify_segment, input_schema=TakeId)
    graph.add_node("assemble_video", assemble_video)
    graph.add_edge(START, "extract_entities")
    graph.add_edge("extract_entities", "resolve_identities")
    graph.add_edge("resolve_identities", "transition_prompt")
    graph.add_conditional_edges(
        "transition_prompt", story_graph.schedule, ["generate_segment", "verify_segment", "reconcile"]
    )
    graph.add_edge("generate_segment", "reconcile")
    graph.add_edge("verify_segment", "reconcile")
    graph.add_conditional_edges(
        "reconcile", decisions.after_reconcile, ["repair_attributes", "transition_prompt", "assemble_video"]
    )
    graph.add_conditional_edges("repair_attributes", decisions.retake, ["generate_segment"])
    graph.add_edge("assemble_video", END)
    return graph


@pytest.mark.parametrize("verify", ["off", "overlap"])
def test_fronts_a_job_of_the_first_graph_version_goes_on(
    verify: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = small(tmp_path, verify=verify)
    with monkeypatch.context() as patch:
        patch.setattr("iamflow_agents.runner.build_graph", lambda saver: first_version().compile(checkpointer=saver))
        patch.setattr("iamflow_agents.enrolling.GRAPH_VERSION", "1")
        stop = StopSignal()

        def listen(event: StoryEvent) -> None:
            if isinstance(event, TakeFinished) and event.segment_index == 1:
                stop.drain("told to end")

        with pytest.raises(StoppedError):
            start(small_script(3), settings=settings, job_id="old", on_event=listen, stop=stop)
    with sqlite3.connect(tmp_path / "iamflow.db") as rows:
        assert rows.execute("SELECT graph_version FROM story").fetchall() == [("1",)]
    result = resume_story("old", settings=settings)
    new = run_story(small_script(3), settings=settings, job_id="new")
    assert takes_of(result) == takes_of(new) and result.video.read_bytes() == new.video.read_bytes()


def test_fronts_the_cast_is_seen_before_anything_is_made(tmp_path: Path) -> None:
    settings = small(tmp_path, review="cast")

    def seen(**more: Any) -> bytes:
        with pytest.raises(ReviewRequiredError):
            resume_story("pier", settings=settings, **more)
        question = pending_review("pier", settings=settings)
        assert question is not None and question.picture is not None
        return Path(question.picture).read_bytes()

    with pytest.raises(ReviewRequiredError):
        run_story(small_script(1), settings=settings, job_id="pier")
    shown = call(tmp_path, "review", "pier").stdout.replace("\n", "")
    assert "cast.png" in shown
    before = seen()
    assert before.startswith(b"\x89PNG") and before == seen()
    look = {"identity": "Nora", "slot": "top", "value": "red coat"}
    assert seen(decision={"action": "edit", "attributes": [look]}) != before


def test_fronts_joining_two_in_mid_film_leaves_everybody_else_and_is_told(tmp_path: Path) -> None:
    words = (
        "On the pier, Nora and Ada wave.",
        "In a kitchen, Ada sits.",
        "In a library, Tom stands.",
        "Nora and Tom talk.",
    )
    script = Script(title="Pier", segments=tuple(Segment(prompt=prompt, duration_s=0.5) for prompt in words))
    settings = small(tmp_path, review="each-segment")
    with pytest.raises(ReviewRequiredError):
        run_story(script, settings=settings, job_id="pier")
    joined = {"merge": [{"keep": "Nora", "gone": ["Ada"]}]}
    for answer in ({}, joined, {}):
        with pytest.raises(ReviewRequiredError):
            resume_story("pier", settings=settings, decision={"action": "approve", **answer})
    resume_story("pier", settings=settings, decision="approve")
    with StoryStore.open(tmp_path) as store:
        takes = [decode(SegmentRequest, take.request_json) for take in store.chosen_takes("pier")]
        registry = store.registry("pier")
    numbers = [{one.name: one.ordinal for one in take.cast} for take in takes]
    assert numbers == [{"Nora": 0, "Ada": 1}, {"Ada": 1}, {"Tom": 2}, {"Nora": 0, "Tom": 2}]
    assert registry.ordinals() == {"nora": 0, "tom": 2}
    told = json.loads(call(tmp_path, "show", "pier", "--identity", "Nora", "--json").stdout)
    assert (told["aliases"], told["on_screen"]) == (["Ada"], [0, 1, 3])
    assert told["decisions"] == [{"action": "approve", "segment_index": 1, "what": "Ada is Nora"}]
