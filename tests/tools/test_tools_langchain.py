"""The tools in an agent: a model that calls them gets answers it can read, and errors it can act on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, ToolMessage
from langchain_core.utils.function_calling import convert_to_openai_tool
from tools_stage import JOB, Film

from iamflow_agents.directing import open_desk
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.tools.desk import StoryDesk
from iamflow_agents.tools.langchain_tools import story_tools
from iamflow_agents.tools.story_tools import STORY_TOOLS


class Caller(GenericFakeChatModel):
    """A model that makes the calls it was told to, all in one turn, then ends."""

    def bind_tools(self, tools: Sequence[Any], **_options: Any) -> Caller:
        """Accept any tools."""
        return self


def agent(*calls: tuple[str, dict[str, Any]]) -> Any:
    """An agent whose model makes these calls."""
    wanted = [{"name": name, "args": args, "id": str(at), "type": "tool_call"} for at, (name, args) in enumerate(calls)]
    model = Caller(messages=iter([AIMessage("", tool_calls=wanted), AIMessage("done")]))
    return create_agent(model, story_tools(), context_schema=StoryDesk)


def ask(desk: object, *calls: tuple[str, dict[str, Any]]) -> list[ToolMessage]:
    """What the model gets back for its calls, in their order."""
    out = agent(*calls).invoke({"messages": [("user", "Direct the film.")]}, context=desk)
    found = {message.tool_call_id: message for message in out["messages"] if isinstance(message, ToolMessage)}
    assert out["messages"][-1].content == "done"
    return [found[str(at)] for at in range(len(calls))]


def schemas() -> Iterator[dict[str, Any]]:
    return (convert_to_openai_tool(tool)["function"] for tool in story_tools())


def test_tools_an_agent_can_use_every_tool(film: Film) -> None:
    calls: dict[str, dict[str, Any]] = {
        "list_jobs": {},
        "list_segments": {"first": 1},
        "list_identities": {"segment": 2},
        "recall_memory": {"identities": ["Ana", "Ben"], "place": "beach", "count": 3},
        "render_preview": {"segment": 0},
        "generate_segment": {"prompt": "Ana reads the letter in the kitchen."},
    }
    assert list(calls) == [tool.name for tool in STORY_TOOLS]
    messages = ask(film.desk, *calls.items())
    assert {message.status for message in messages} == {"success"}
    jobs, segments, identities, memory, still, take = (json.loads(str(message.content)) for message in messages)
    assert jobs["jobs"][0]["job"] == JOB and [one["segment"] for one in segments["segments"]] == [1, 2]
    assert {one["identity"] for one in identities["identities"]} == set(film.result.segments[2].on_screen)
    assert {key for frame in memory["frames"] for key in frame["identities"]} >= {"ana", "ben"}
    assert Path(still["picture"]).is_file() and Path(take["video"]).is_file()
    assert "red dress" in take["grounded_prompt"] and take["segment"] == 3


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("generate_segment", {"segment": 99}, "from 0 to 2"),
        ("generate_segment", {}, "Give a segment"),
        ("generate_segment", {"segment": "first"}, "valid integer"),
        ("generate_segment", {"segment": -1}, "greater than or equal to 0"),
        ("generate_segment", {"segment": 0, "style": "noir"}, "style"),
        ("generate_segment", {"segment": 0, "job": "leter"}, "Did you mean letter"),
        ("generate_segment", {"segment": 0, "job": "../elsewhere"}, "job's name"),
        ("render_preview", {"segment": 0, "prompt": ""}, "argument prompt"),
        ("recall_memory", {"identities": ["Anna"]}, "ana"),
        ("recall_memory", {"identities": ["ana"], "count": 0}, "greater than or equal to 1"),
        ("list_segments", {"first": 3}, "from 0 to 2"),
        ("list_stories", {}, "list_jobs"),
    ],
)
def test_tools_a_mistaken_call_is_told_what_to_do(film: Film, name: str, arguments: dict[str, Any], told: str) -> None:
    (message,) = ask(film.desk, (name, arguments))
    assert message.status == "error" and told in str(message.content)
    assert len(str(message.content)) < 1_000 and "Traceback" not in str(message.content)


def test_tools_a_running_job_is_told_to_the_model(film: Film) -> None:
    with film.store() as store, JobLock(store, JOB):
        locked, listed = ask(film.desk, ("generate_segment", {"segment": 0}), ("list_segments", {}))
    assert locked.status == "error" and f"iamflow cancel {JOB}" in str(locked.content)
    assert listed.status == "success"


def test_tools_several_takes_in_one_turn_are_all_made(film: Film) -> None:
    messages = ask(film.desk, *(("generate_segment", {"segment": 0, "seed": seed}) for seed in (61, 62, 63)))
    assert [json.loads(str(message.content))["seed"] for message in messages] == [61, 62, 63]


def test_tools_a_call_may_name_the_job_where_the_desk_names_none(film: Film) -> None:
    unnamed, named = ask(open_desk(film.home), ("list_segments", {}), ("list_segments", {"job": JOB}))
    assert unnamed.status == "error" and "list_jobs" in str(unnamed.content)
    assert named.status == "success"


@pytest.mark.parametrize("context", [None, {"home": "somewhere"}])
def test_tools_an_agent_without_a_desk_is_its_makers_mistake(context: object) -> None:
    with pytest.raises(TypeError, match="open_desk"):
        ask(context, ("list_jobs", {}))


def test_tools_the_model_sees_typed_arguments_and_nothing_of_the_runtime() -> None:
    seen = {one["name"]: one for one in schemas()}
    assert list(seen) == [tool.name for tool in STORY_TOOLS]
    for tool in STORY_TOOLS:
        parameters = seen[tool.name]["parameters"]
        assert set(parameters["properties"]) == set(tool.arguments.model_fields)
        assert "runtime" not in json.dumps(parameters)
        assert seen[tool.name]["description"] == tool.description


def test_tools_a_model_cannot_hand_in_a_desk_of_its_own(film: Film) -> None:
    (message,) = ask(film.desk, ("list_jobs", {"runtime": {"context": {"home": "elsewhere"}}}))
    jobs = json.loads(str(message.content))["jobs"] if message.status == "success" else []
    assert [one["job"] for one in jobs] in ([], [JOB])


def test_tools_progress_of_a_take_is_streamed(film: Film) -> None:
    run = agent(("generate_segment", {"segment": 0, "seed": 71}))
    told = list(run.stream({"messages": [("user", "Go.")]}, context=film.desk, stream_mode="custom"))
    assert told == [{"tool_call_id": "0", "segment": 0, "frames_done": 4, "frames_total": 4}]
