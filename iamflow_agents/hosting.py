"""Lets a LangGraph host (`langgraph dev`, Studio, a server) tell stories: the entry point of `langgraph.json`.

The host brings threads, checkpoints and inputs of plain JSON. What nodes work with is opened by the first node of a
run that needs it, and taken apart when the host leaves the factory's block; who may work on a job, and with which
status it ends, is `owning`'s as for any other front. Rows and files are the job's own, so that `iamflow show`,
`retake` and `resume` know a film that a host has told, and a host tells on what was begun elsewhere.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from iamflow_agents.hosted_graph import HostedGraph, build_hosted_graph
from iamflow_agents.hosted_run import HostedRun


@asynccontextmanager
async def make_graph() -> AsyncIterator[HostedGraph]:
    """Make the graph for one use by a host; leaving the block closes what its nodes have opened.

    A host that only reads threads or draws the graph opens nothing.
    """
    run = HostedRun()
    try:
        yield build_hosted_graph(run)
    finally:
        await asyncio.to_thread(run.close)
