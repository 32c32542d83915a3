"""The graph's shape is an interface: node names are stored in checkpoints, and servers find the graph by its file."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from pathlib import Path

from iamflow_agents.graphs.story_graph import GRAPH_VERSION, RESUMABLE_VERSIONS, build_graph, draw_graph

ROOT = Path(__file__).resolve().parents[2]
FIRST_NODES = {
    "extract_entities",
    "resolve_identities",
    "transition_prompt",
    "generate_segment",
    "verify_segment",
    "reconcile",
    "repair_attributes",
    "assemble_video",
}
NODES_OF_VERSION = {"1": FIRST_NODES, "2": FIRST_NODES | {"review", "draw_storyboard"}}


def test_graphs_node_names_change_only_with_the_graph_version() -> None:
    nodes = set(build_graph().get_graph().nodes) - {"__start__", "__end__"}
    assert nodes == NODES_OF_VERSION[GRAPH_VERSION]
    assert all(NODES_OF_VERSION[version] <= nodes for version in RESUMABLE_VERSIONS)


def test_graphs_langgraph_json_leads_to_the_graph() -> None:
    entry = json.loads((ROOT / "langgraph.json").read_text())["graphs"]["story"]
    path, _, name = entry.partition(":")
    spec = importlib.util.spec_from_file_location("entry", ROOT / path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    async def nodes() -> set[str]:
        async with getattr(module, name)() as graph:  # as a host enters it
            return set(graph.get_graph().nodes)

    assert asyncio.run(nodes()) == set(build_graph().get_graph().nodes) | {"open_story", "close_story"}


def test_graphs_the_drawing_shows_both_ways_out_of_a_plan() -> None:
    drawn = draw_graph()
    assert "transition_prompt -.-> generate_segment" in drawn and "transition_prompt -.-> verify_segment" in drawn
    assert "repair_attributes -.-> generate_segment" in drawn and "resolve_identities -.-> generate" not in drawn
    assert "reconcile -.-> review" in drawn and "draw_storyboard --> review" in drawn
