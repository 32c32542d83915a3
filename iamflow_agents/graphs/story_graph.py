"""The story's state machine.

    START -> extract_entities -> resolve_identities -> transition_prompt -> [generate_segment | verify_segment]
          -> reconcile -> (repair_attributes -> generate_segment ...)* -> transition_prompt ... -> assemble_video -> END

with `review` after `resolve_identities` and `reconcile` where a person is to be asked, and `draw_storyboard` before it.
Node names are stable: a job that waits at a node which a new release has renamed would end without a word, so
`GRAPH_VERSION` is stored with every job and checked before it is resumed. Raise it when a node is added, renamed or
removed; `RESUMABLE_VERSIONS` are those all of whose nodes are still here under the same names.
"""

from __future__ import annotations

from collections.abc import Callable
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
Dress = Callable[[Callable[..., Any]], Callable[..., Any]]
_NODES: dict[str, Callable[..., Any]] = {
    "extract_entities": nodes.extract_entities,
    "resolve_identities": nodes.resolve_identities,
    "transition_prompt": nodes.transition_prompt,
    "generate_segment": nodes.generate_segment,
    "verify_segment": nodes.verify_segment,
    "reconcile": nodes.reconcile,
    "repair_attributes": nodes.repair_attributes,
    "assemble_video": assemble_video,
    "draw_storyboard": draw_storyboard,
    "review": review,
}
_PARALLEL = ["generate_segment", "verify_segment"]
_RETRIED = frozenset({"extract_entities", "resolve_identities", "generate_segment", "draw_storyboard"})


def schedule(state: StoryState, runtime: Runtime[StoryContext]) -> list[Send] | Literal["reconcile"]:
    """Send the next superstep's work to the two parallel nodes; where there is none, see what is next."""
    ctx = runtime.context
    return decisions.schedule(state, ctx.verify_mode, ctx.last_wanted_of(state)) or "reconcile"


def again(state: StoryState, runtime: Runtime[StoryContext]) -> list[Send]:
    """Send a repaired segment to be made once more."""
    return decisions.retake(state)


def _is_retryable(error: Exception) -> bool:
    """Only errors that say so are tried again; the library's default would retry wrong settings, too.

    A model's failure is not: its backend has tried again already, as often as the settings say.
    """
    return bool(getattr(error, "retryable", False)) and not isinstance(error, BackendError)


def _bare(node: Callable[..., Any]) -> Callable[..., Any]:
    """The node as it is."""
    return node


def build_graph(checkpointer: BaseCheckpointSaver[Any] | None = None) -> StoryGraph:
    """Compile the graph, with a checkpointer for jobs that must survive their process."""
    graph = StateGraph(StoryState, context_schema=StoryContext)
    lay_out(graph)
    graph.add_edge(START, "extract_entities")
    graph.add_edge("assemble_video", END)
    return graph.compile(checkpointer=checkpointer, name="story")


def lay_out(
    graph: StateGraph[Any, Any, Any, Any], dress: Dress = _bare, *, state: type = StoryState, task: type = TakeId
) -> None:
    """Add the story's nodes and the edges between them; where it begins and ends is the caller's.

    Args:
        graph: To add to.
        dress: Makes of a node or a router what the graph gets; whoever opens the context elsewhere gives it there.
        state: What the nodes are given.
        task: What the two parallel nodes are given.
    """
    retry = RetryPolicy(max_attempts=3, retry_on=_is_retryable)
    for name, node in _NODES.items():
        graph.add_node(
            name,
            dress(node),
            input_schema=task if name in _PARALLEL else state,
            retry_policy=retry if name in _RETRIED else None,
        )
    graph.add_edge("extract_entities", "resolve_identities")
    graph.add_conditional_edges("resolve_identities", decisions.after_resolve)
    graph.add_edge("draw_storyboard", "review")
    graph.add_conditional_edges("review", decisions.after_review)
    graph.add_conditional_edges("transition_prompt", dress(schedule), [*_PARALLEL, "reconcile"])
    graph.add_edge("generate_segment", "reconcile")
    graph.add_edge("verify_segment", "reconcile")
    graph.add_conditional_edges("reconcile", decisions.after_reconcile)
    graph.add_conditional_edges("repair_attributes", dress(again), ["generate_segment"])


def draw_graph() -> str:
    """Mermaid text of the graph, as `iamflow graph` prints it and docs/architecture.md shows it."""
    return build_graph().get_graph().draw_mermaid()
