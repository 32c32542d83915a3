"""The story graph as a LangGraph host runs it: plain JSON in and out, and nodes that get their context from the run.

Between the first and the last node it is the graph of any other front (`story_graph.lay_out`).
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any, Literal, get_args

from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import Send
from typing_extensions import TypedDict

from iamflow_agents.graphs.beginning import Entry
from iamflow_agents.graphs.state import StoryState, TakeId
from iamflow_agents.graphs.story_graph import lay_out
from iamflow_agents.hosted_run import HostedRun


class HostedSettings(TypedDict, total=False):
    """Settings of a run, as `iamflow run` has them; what is left out comes from the environment or the job."""

    home: str
    generator: str
    llm: str
    vlm: str
    llm_fallback: str
    budget: str
    review: Literal["never", "on-failure", "each-segment", "cast"]
    until: str
    verify: Literal["overlap", "wait", "off"]
    max_takes: int
    seed: int
    width: int
    height: int
    fps: int
    captions: bool


class HostedInput(TypedDict, total=False):
    """What a new run tells: prompts or a script, under a name; the name alone goes on with a job that is there."""

    prompts: list[str]
    script: str
    """Path of a script file, where the host runs."""
    job: str


class HostedOutput(TypedDict, total=False):
    """What came out."""

    job_id: str
    """The job's name; `job` is what a caller asks for, and would be asked for again by the thread's next run."""
    video: str
    story: str
    """Path of `story.json`, which holds all that is known of the film."""
    unresolved: list[str]
    """What is still wrong in the film, in words."""


class HostedState(StoryState, HostedOutput, total=False):
    """The story's state, and where its job is: a run that begins in the middle opens it again."""

    home: str
    entry: Entry
    ended: bool


class HostedTask(TakeId):
    """The payload of the two parallel nodes."""

    job_id: str
    home: str


HostedGraph = CompiledStateGraph[HostedState, HostedSettings, HostedInput, HostedOutput]


def build_hosted_graph(run: HostedRun) -> HostedGraph:
    """Compile the graph for one run; the host adds its checkpointer.

    Args:
        run: Opens what nodes work with; the caller closes it.
    """
    graph = StateGraph(HostedState, context_schema=HostedSettings, input_schema=HostedInput, output_schema=HostedOutput)
    graph.add_node("open_story", functools.partial(_open_story, run), input_schema=HostedInput)
    graph.add_edge(START, "open_story")
    graph.add_conditional_edges("open_story", _entry, list(get_args(Entry)))
    lay_out(graph, functools.partial(_dressed, run), state=HostedState, task=HostedTask)
    graph.add_node("close_story", functools.partial(_close_story, run), input_schema=HostedState)
    graph.add_edge("assemble_video", "close_story")
    graph.add_conditional_edges("close_story", _is_ended, {True: END, False: "reconcile"})
    return graph.compile(name="story")


def _open_story(run: HostedRun, state: HostedInput, runtime: Runtime[HostedSettings]) -> dict[str, Any]:
    """Begin a job, or go on with one; nothing of what the thread told before, or was given, is left in its state."""
    nothing = {"prompts": [], "script": "", "job": "", "video": "", "story": "", "unresolved": []}
    return {**nothing, **run.open(dict(state), runtime.context or {}, runtime.stream_writer)}


def _close_story(run: HostedRun, state: HostedState, runtime: Runtime[HostedSettings]) -> dict[str, Any]:
    """Say what came out; if segments were added meanwhile, the story goes on."""
    return run.finish(state["home"], state["job_id"], runtime.context or {}, runtime.stream_writer)


def _entry(state: HostedState) -> str:
    """Where a job is taken up."""
    return state["entry"]


def _is_ended(state: HostedState) -> bool:
    """Tell whether nothing was added while the film was put together."""
    return state["ended"]


def _dressed(run: HostedRun, node: Callable[..., Any]) -> Callable[..., Any]:
    """A node or router that gets the job's context, and whose tasks say which job they belong to."""

    def dressed(state: dict[str, Any], runtime: Runtime[Any]) -> Any:
        home, job = state["home"], state["job_id"]
        with run.working(home, job, runtime.context or {}, runtime.stream_writer) as context:
            done = node(state, runtime.override(context=context))
        if not isinstance(done, list):
            return done
        return [Send(one.node, {**one.arg, "home": home, "job_id": job}) for one in done]

    return dressed
