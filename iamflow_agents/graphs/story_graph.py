"""The story's state machine.

    START -> extract_entities -> resolve_identities -> transition_prompt -> [generate_segment | verify_segment]
          -> reconcile -> (repair_attributes -> generate_segment ...)* -> transition_prompt ... -> assemble_video -> END

with `review` after `resolve_identities` and `reconcile` where a person is to be asked, and `draw_storyboard` before it.
Node names are stable: a job that waits at a node which a new release has renamed would end without a word, so
`GRAPH_VERSION` is stored with every job and checked before it is resumed. Raise it when a node is added, renamed or
removed; `RESUMABLE_VERSIONS` are those all of whose nodes are still here under the same names.
"""

from __future__ import annotations

from typing import Any, Literal

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import END, START, StateGraph
from langgraph.graph.state import CompiledStateGraph
from langgraph.runtime import Runtime
from langgraph.types import RetryPolicy, Send

from iamflow_agents.errors import BackendError
from iamflow_agents.graphs import decisions, nodes
from iamflow_agents.graphs.assemble import assemble_video
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.draw_storyboard import draw_storyboard
from iamflow_agents.graphs.review import review
from iamflow_agents.graphs.state import StoryState, TakeId

GRAPH_VERSION = "2"
RESUMABLE_VERSIONS = frozenset({"1", "2"})
"""Version 1 had no `review` and no `draw_storyboard`; its jobs go on as they would have, and can be reviewed."""
StoryGraph = CompiledStateGraph[StoryState, StoryContext, StoryState, StoryState]


def schedule(state: StoryState, runtime: Runtime[StoryContext]) -> list[Send] | Literal["reconcile"]:
    """Send the next superstep's work to the two parallel nodes; where there is none, see what is next."""
    ctx = runtime.context
    return decisions.schedule(state, ctx.verify_mode, ctx.last_wanted_of(state)) or "reconcile"


def _is_retryable(error: Exception) -> bool:
    """Only errors that say so are tried again; the library's default would retry wrong settings, too.

    A model's failure is not: its backend has tried again already, as often as the settings say.
    """
    return bool(getattr(error, "retryable", False)) and not isinstance(error, BackendError)


def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None) -> StoryGraph:
    """Compile the graph, with a checkpointer for jobs that must survive their process."""
    retry = RetryPolicy(max_attempts=3, retry_on=_is_retryable)
    graph = StateGraph(StoryState, context_schema=StoryContext)
    graph.add_node("extract_entities", nodes.extract_entities, retry_policy=retry)
    graph.add_node("resolve_identities", nodes.resolve_identities, retry_policy=retry)
    graph.add_node("transition_prompt", nodes.transition_prompt)
    graph.add_node("generate_segment", nodes.generate_segment, input_schema=TakeId, retry_policy=retry)
    graph.add_node("verify_segment", nodes.verify_segment, input_schema=TakeId)
    graph.add_node("reconcile", nodes.reconcile)
    graph.add_node("repair_attributes", nodes.repair_attributes)
    graph.add_node("assemble_video", assemble_video)
    graph.add_node("draw_storyboard", draw_storyboard, retry_policy=retry)
    graph.add_node("review", review)
    graph.add_edge(START, "extract_entities")
    graph.add_edge("extract_entities", "resolve_identities")
    graph.add_conditional_edges("resolve_identities", decisions.after_resolve)
    graph.add_edge("draw_storyboard", "review")
    graph.add_conditional_edges("review", decisions.after_review)
    graph.add_conditional_edges("transition_prompt", schedule, ["generate_segment", "verify_segment", "reconcile"])
    graph.add_edge("generate_segment", "reconcile")
    graph.add_edge("verify_segment", "reconcile")
    graph.add_conditional_edges("reconcile", decisions.after_reconcile)
    graph.add_conditional_edges("repair_attributes", decisions.retake, ["generate_segment"])
    graph.add_edge("assemble_video", END)
    return graph.compile(checkpointer=checkpointer, name="story")


def make_graph() -> StoryGraph:
    """Entry point of `langgraph.json`; the server brings its own checkpointer."""
    return build_graph()


def draw_graph() -> str:
    """Mermaid text of the graph, as `iamflow graph` prints it and docs/architecture.md shows it."""
    return build_graph().get_graph().draw_mermaid()
