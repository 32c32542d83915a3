"""A LangGraph host runs the story graph: it loads `langgraph.json`, gives plain JSON, and answers what is asked."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from review_stage import PROMPTS, files_of, small, small_script

from iamflow_agents import add_segment, resume_story, retake, run_story
from iamflow_agents.errors import ConfigError, ReviewRequiredError, StoryError
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"width": 128, "height": 96, "fps": 8, "verify": "off"}


def factory() -> Callable[[], Any]:
    """What a host finds in `langgraph.json`, loaded from the file as a host does."""
    spec = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["story"]
    path, _, name = spec.partition(":")
    module = importlib.util.spec_from_file_location("loaded_by_a_host", ROOT / path)
    assert module is not None and module.loader is not None
    loaded = importlib.util.module_from_spec(module)
    module.loader.exec_module(loaded)
    made: Callable[[], Any] = getattr(loaded, name)
    return made


def story(folder: Path, n_segments: int) -> dict[str, str]:
    """The input that tells the first segments of the story, from a script file."""
    folder.mkdir(exist_ok=True)
    path = folder / "pier.json"
    path.write_text(small_script(n_segments).model_dump_json(exclude_defaults=True))
    return {"script": str(path), "job": "pier"}


class Host:
    """Threads and checkpoints, and one factory call a run."""

    def __init__(self, home: Path, **settings: Any) -> None:
        self.saver, self.make = InMemorySaver(), factory()
        self.context = {"home": str(home), **SMALL, **settings}

    def run(self, given: Any, thread: str = "1") -> dict[str, Any]:
        """One run on a thread, as the host's worker does it."""
        return asyncio.run(self._run(given, thread))

    async def _run(self, given: Any, thread: str) -> Any:
        config = {"configurable": {"thread_id": thread}}
        async with self.make() as graph:
            hosted = graph.copy(update={"checkpointer": self.saver})
            return await hosted.ainvoke(given, config, context=self.context)


def status(home: Path, job: str) -> tuple[JobStatus, str]:
    """How a job stands, and that nobody owns it."""
    with StoryStore.open(home) as store:
        record = store.job(job)
        assert record.lock is None
        return record.status, record.detail


def film(home: Path, job: str) -> list[dict[str, str]]:
    """The film's takes, once it is there."""
    assert (Home(home).job_folder(job) / "video.mp4").is_file()
    return files_of(home, job)


def test_hosted_story_asks_and_ends_with_the_film_of_any_other_front(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    host = Host(here, review="each-segment")
    asked = host.run(story(here, 2))
    (question,) = asked["__interrupt__"]
    assert (question.value["point"], question.value["segment_index"]) == ("segment", 0)
    assert (Home(here).job_folder("pier") / question.value["picture"]).is_file()
    assert status(here, "pier") == (JobStatus.WAITING, question_text("pier"))
    again = host.run(Command(resume={"action": "retake", "attributes": [look("red coat")]}))
    assert again["__interrupt__"][0].value["take"] == 2
    second = host.run(Command(resume={"action": "approve"}))
    assert second["__interrupt__"][0].value["segment_index"] == 1
    done = host.run(Command(resume={"action": "approve"}))
    assert done["job_id"] == "pier" and Path(done["video"]).is_file() and done["unresolved"] == []
    assert "__interrupt__" not in done and status(here, "pier") == (JobStatus.DONE, "")
    settings = small(there, review="each-segment")
    with pytest.raises(ReviewRequiredError):
        run_story(small_script(2), settings=settings, job_id="pier")
    for answer in ({"action": "retake", "attributes": [look("red coat")]}, "approve"):
        with pytest.raises(ReviewRequiredError):
            resume_story("pier", settings=settings, decision=answer)
    resume_story("pier", settings=settings, decision="approve")
    assert film(here, "pier") == film(there, "pier")


def look(value: str) -> dict[str, str]:
    """Another look of Nora's, as JSON."""
    return {"identity": "Nora", "slot": "top", "value": value}


def question_text(job: str) -> str:
    """What the job's status says while it waits."""
    return f"job {job!r} waits for a decision on segment 1: every segment is looked at"


def test_hosted_answers_that_do_not_fit_are_asked_for_again(tmp_path: Path) -> None:
    host = Host(tmp_path, review="cast")
    host.run(story(tmp_path, 1))
    refused = host.run(Command(resume={"action": "edit", "attributes": [{**look("coat"), "identity": "Zed"}]}))
    assert "nobody is called 'Zed'" in refused["__interrupt__"][0].value["refused"]
    assert not refused["__interrupt__"][0].value["segment_index"] and status(tmp_path, "pier")[0] is JobStatus.WAITING
    assert host.run(Command(resume={"action": "approve"}))["job_id"] == "pier"


def test_hosted_film_is_known_to_the_other_fronts(tmp_path: Path) -> None:
    host = Host(tmp_path)
    done = host.run(story(tmp_path, 3))
    before = film(tmp_path, "pier")
    assert resume_story("pier", settings=small(tmp_path)).video == Path(done["video"])
    again = retake("pier", segment_index=1, seed=7, settings=small(tmp_path))
    assert [one.take for one in again.segments][:2] == [1, 2]
    after = film(tmp_path, "pier")
    assert after[0] == before[0] and after[1] != before[1]
    add_segment("pier", PROMPTS[3], settings=small(tmp_path))
    grown = host.run({"job": "pier"}, thread="2")
    assert Path(grown["video"]).is_file() and film(tmp_path, "pier")[:3] == after and len(film(tmp_path, "pier")) == 4
    assert host.run({"job": "pier"}, thread="3")["video"] == grown["video"]
    with pytest.raises(ConfigError, match="nothing to tell"):
        host.run({"prompts": []}, thread="3")


def test_hosted_story_that_waits_goes_on_elsewhere(tmp_path: Path) -> None:
    host = Host(tmp_path, review="each-segment")
    host.run(story(tmp_path, 3))
    host.run(Command(resume={"action": "approve"}))
    begun = files_of(tmp_path, "pier")
    with pytest.raises(ReviewRequiredError, match="segment 2"):
        resume_story("pier", settings=small(tmp_path))
    with pytest.raises(ReviewRequiredError, match="segment 3"):
        resume_story("pier", settings=small(tmp_path), decision="approve")
    taken = host.run({"job": "pier"}, thread="2")
    assert taken["__interrupt__"][0].value["segment_index"] == 2
    host.run(Command(resume={"action": "approve"}), thread="2")
    assert film(tmp_path, "pier")[:2] == begun and status(tmp_path, "pier")[0] is JobStatus.DONE
    with pytest.raises(ConfigError, match="is finished"):
        host.run(Command(resume={"action": "approve"}))


def test_hosted_run_opens_nothing_to_be_looked_at_and_says_what_is_wrong(tmp_path: Path) -> None:
    host = Host(tmp_path / "home")

    async def looked() -> None:
        async with host.make() as graph:
            assert "open_story" in graph.get_graph().draw_mermaid()
            assert set(graph.get_input_jsonschema()["properties"]) == {"prompts", "script", "job"}
            assert {"home", "review"} <= set(graph.get_context_jsonschema()["properties"])

    asyncio.run(looked())
    assert not (tmp_path / "home").exists()
    for given in ({}, {"job": "nobody"}, {"prompts": [""]}, {"prompts": ["A cat."], "job": "../x"}):
        with pytest.raises(StoryError):
            host.run(given)
    run_story(small_script(1), settings=small(tmp_path), job_id="pier")
    with pytest.raises(ConfigError, match="another script"):
        Host(tmp_path).run({"prompts": ["A cat."], "job": "pier"})


def test_hosted_run_that_is_cancelled_keeps_what_is_finished(tmp_path: Path) -> None:
    host = Host(tmp_path)

    async def cancelled() -> None:
        config = {"configurable": {"thread_id": "1"}}
        async with host.make() as graph:
            hosted = graph.copy(update={"checkpointer": host.saver})
            async for event in hosted.astream(story(tmp_path, 4), config, context=host.context, stream_mode="custom"):
                if event["event"] == "TakeFinished" and event["segment_index"] == 1:
                    break

    asyncio.run(cancelled())
    assert status(tmp_path, "pier")[0] is JobStatus.STOPPED
    begun = files_of(tmp_path, "pier")
    assert host.run(None)["job_id"] == "pier"
    assert film(tmp_path, "pier")[: len(begun)] == begun and status(tmp_path, "pier")[0] is JobStatus.DONE
