"""The story tools as a server of the Model Context Protocol, for editors and desktop agents; needs the `mcp` extra.

Calls run in worker threads, so that the connection stays alive beside a long take. A call that the host cancels, or
whose host goes away, is told to stop and leaves nothing half-made.
"""

from __future__ import annotations

import io
import json
import logging
import signal
import sys
import threading
from contextlib import closing
from typing import Any

import anyio
from anyio import from_thread, to_thread
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListToolsResult,
    PaginatedRequestParams,
    TextContent,
    Tool,
    ToolAnnotations,
)
from pydantic import BaseModel, ValidationError

from iamflow_agents.codec import to_plain
from iamflow_agents.errors import StoryError
from iamflow_agents.events import FramesDone, StoryEvent
from iamflow_agents.tools.desk import StoryDesk, Watch
from iamflow_agents.tools.host_input import HostInput
from iamflow_agents.tools.story_tools import STORY_TOOLS, StoryTool

logger = logging.getLogger(__name__)

INSTRUCTIONS = (
    "Tools over stories that were turned into films. Begin with list_jobs, then list_segments and list_identities of a "
    "job; look at a still with render_preview before generate_segment makes a take. Answers hold paths of files on "
    "this machine."
)
_BY_NAME = {tool.name: tool for tool in STORY_TOOLS}


def serve_stdio(desk: StoryDesk, version: str) -> int | None:
    """Serve until the host closes stdin, goes away, or a signal (SIGINT, SIGTERM) ends it.

    Args:
        desk: Where the tools work.
        version: Of this package, as hosts show it.

    Returns:
        Number of the signal that ended it, None when the host did.
    """
    return anyio.run(_serve, desk, version)


async def _serve(desk: StoryDesk, version: str) -> int | None:
    """The server on stdin and stdout, with an ear for signals."""
    server = make_server(desk, version)
    ended_by: list[int] = []
    with closing(HostInput(sys.stdin.fileno())) as raw:
        lines = anyio.wrap_file(io.TextIOWrapper(io.BufferedReader(raw), encoding="utf-8", errors="replace"))

        async def end_on_signal() -> None:
            with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
                async for number in signals:
                    ended_by.append(int(number))
                    raw.end()

        async with anyio.create_task_group() as group:
            group.start_soon(end_on_signal)
            try:
                async with stdio_server(stdin=lines) as (inbox, outbox):
                    await server.run(inbox, outbox, server.create_initialization_options())
            except* BrokenPipeError:
                logger.info("the host has gone away")
            group.cancel_scope.cancel()
    return ended_by[0] if ended_by else None


def make_server(desk: StoryDesk, version: str) -> Server[dict[str, Any]]:
    """The server, for any transport."""

    async def list_tools(_context: Any, _params: PaginatedRequestParams | None) -> ListToolsResult:
        return ListToolsResult(tools=[_describe(tool) for tool in STORY_TOOLS])

    async def call_tool(context: ServerRequestContext[Any], params: CallToolRequestParams) -> CallToolResult:
        tool = _BY_NAME.get(params.name)
        if tool is None:
            return _failed(f"There is no tool {params.name!r}. There are {', '.join(_BY_NAME)}.")
        try:
            arguments = tool.arguments.model_validate(params.arguments or {})
        except ValidationError as error:
            return _failed(_wrong_arguments(error))
        return await _run(desk, tool, arguments, context)

    return Server(
        "iamflow", version=version, instructions=INSTRUCTIONS, on_list_tools=list_tools, on_call_tool=call_tool
    )


def _describe(tool: StoryTool) -> Tool:
    """What hosts and their models are told of a tool."""
    return Tool(
        name=tool.name,
        description=tool.description,
        input_schema=tool.arguments.model_json_schema(),
        annotations=ToolAnnotations(
            read_only_hint=not tool.makes, destructive_hint=False, idempotent_hint=True, open_world_hint=False
        ),
    )


async def _run(
    desk: StoryDesk, tool: StoryTool, arguments: BaseModel, context: ServerRequestContext[Any]
) -> CallToolResult:
    """Run a tool in a thread, with progress to the host; ends when the thread has ended, cancelled or not."""
    cancel = threading.Event()
    result = _failed("The call was cancelled.")

    def emit(event: StoryEvent) -> None:
        if isinstance(event, FramesDone) and not cancel.is_set():
            from_thread.run(context.session.report_progress, event.frames_done, event.frames_total)

    async def pass_on_cancellation() -> None:
        # A thread cannot be cancelled; what runs in it looks at the flag.
        try:
            await anyio.sleep_forever()
        finally:
            cancel.set()

    async with anyio.create_task_group() as group:
        group.start_soon(pass_on_cancellation)
        try:
            watch = Watch(emit=emit, cancel=cancel)
            result = _answered(await to_thread.run_sync(tool, desk, arguments, watch))
        except StoryError as error:
            result = _failed(str(error))
        group.cancel_scope.cancel()
    return result


def _answered(answer: object) -> CallToolResult:
    """An answer, as data and as text for hosts that know only text."""
    plain = to_plain(answer)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=plain)


def _failed(text: str) -> CallToolResult:
    """An error that the model reads and can act on."""
    return CallToolResult(content=[TextContent(type="text", text=text)], is_error=True)


def _wrong_arguments(error: ValidationError) -> str:
    """Each wrong argument and why, without the values."""
    found = [
        f"{'.'.join(map(str, one['loc'])) or 'arguments'}: {one['msg']}" for one in error.errors(include_url=False)
    ]
    return "Wrong arguments. " + "; ".join(found) + "."
