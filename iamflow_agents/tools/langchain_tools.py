"""The story tools for LangChain: give them to `create_agent`, with a desk as its context.

    agent = create_agent(model, story_tools(), context_schema=StoryDesk)
    agent.invoke({"messages": [...]}, context=open_desk("HOME", job="lighthouse"))

What goes wrong comes back to the model as a tool message that says what to do next; progress goes to the custom
stream. Only `langchain_core` and `langgraph` are needed here.
"""

from __future__ import annotations

from typing import Annotated, Any

from langchain_core.tools import BaseTool, InjectedToolArg, StructuredTool, ToolException
from langgraph.prebuilt import ToolRuntime
from pydantic import create_model

from iamflow_agents.codec import encode
from iamflow_agents.errors import StoryError
from iamflow_agents.events import FramesDone, StoryEvent
from iamflow_agents.tools.desk import StoryDesk, Watch
from iamflow_agents.tools.story_tools import STORY_TOOLS, StoryTool


def story_tools() -> list[BaseTool]:
    """The tools, in the order of `STORY_TOOLS`; they hold nothing, so one list serves any number of agents."""
    return [_as_langchain(tool) for tool in STORY_TOOLS]


def _as_langchain(tool: StoryTool) -> BaseTool:
    """One tool, with its runtime injected and hidden from the model."""

    def run(runtime: ToolRuntime[StoryDesk, Any], **given: Any) -> str:
        watch = Watch(emit=lambda event: _stream(runtime, event))
        try:
            return encode(tool(_desk(runtime), tool.arguments(**given), watch))
        except StoryError as error:
            raise ToolException(str(error)) from error

    # The schema forbids unknown names, so it has to know the one that LangChain adds to the model's.
    schema = create_model(
        tool.arguments.__name__, __base__=tool.arguments, runtime=(Annotated[Any, InjectedToolArg()], None)
    )
    return StructuredTool(
        name=tool.name, description=tool.description, args_schema=schema, func=run, handle_tool_error=True
    )


def _desk(runtime: ToolRuntime[StoryDesk, Any]) -> StoryDesk:
    """The context, if it is one.

    Raises:
        TypeError: If the agent was given another context: a mistake of its maker, which no model can mend.
    """
    desk: object = runtime.context
    if isinstance(desk, StoryDesk):
        return desk
    raise TypeError(
        f"story tools need a desk as the agent's context, not {type(desk).__name__}: "
        "create_agent(..., context_schema=StoryDesk), then agent.invoke(..., context=open_desk(HOME, job=JOB))"
    )


def _stream(runtime: ToolRuntime[StoryDesk, Any], event: StoryEvent) -> None:
    """Tell how far a take is."""
    if isinstance(event, FramesDone):
        runtime.stream_writer(
            {
                "tool_call_id": runtime.tool_call_id,
                "segment": event.segment_index,
                "frames_done": event.frames_done,
                "frames_total": event.frames_total,
            }
        )
