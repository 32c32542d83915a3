"""The story tools as data: name, what it is for, typed arguments and the function behind it.

One list for every kind of host, so that an agent finds the same tools wherever it runs (`langchain_tools`,
`mcp_server`). Descriptions are written for the model that chooses among them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from iamflow_agents.tools import lookup, shooting
from iamflow_agents.tools.desk import StoryDesk, Watch

_MAX_PROMPT_CHARS = 20_000
_Job = Annotated[
    str | None, Field(description="Name of the job, as list_jobs gives it. Leave out for the job at hand.")
]
_Segment = Annotated[int, Field(ge=0, description="Number of the segment; the first one is 0.")]
_TakeSegment = Annotated[
    int | None,
    Field(
        ge=0,
        description="Number of the segment; the first one is 0. Leave out (with a prompt) to continue after the last.",
    ),
]
_Prompt = Annotated[
    str | None,
    Field(
        max_length=_MAX_PROMPT_CHARS,
        description="Other words for the segment. Call identities by their names; their looks are added.",
    ),
]
_Count = Annotated[int, Field(ge=1, le=100, description="How many at most.")]


class _Arguments(BaseModel):
    """Arguments of a tool; a name that is none of them is an error the model gets to read."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ListJobs(_Arguments):
    """Arguments of `list_jobs`."""

    count: _Count = 20


class ListSegments(_Arguments):
    """Arguments of `list_segments`."""

    job: _Job = None
    first: _Segment = 0
    count: _Count = 20


class ListIdentities(_Arguments):
    """Arguments of `list_identities`."""

    job: _Job = None
    segment: Annotated[
        int | None, Field(ge=0, description="Only those seen in this segment, as they look there; the first one is 0.")
    ] = None
    first: Annotated[int, Field(ge=0, description="How many to leave out at the beginning of the list.")] = 0
    count: _Count = 50


class RecallMemory(_Arguments):
    """Arguments of `recall_memory`."""

    identities: Annotated[
        tuple[str, ...], Field(max_length=50, description="Who is to be seen: keys, names or aliases.")
    ] = ()
    place: Annotated[str | None, Field(description="Where: key or name of a place.")] = None
    count: _Count = 6
    job: _Job = None


class RenderPreview(_Arguments):
    """Arguments of `render_preview`."""

    segment: _TakeSegment = None
    prompt: _Prompt = None
    job: _Job = None


class GenerateSegment(_Arguments):
    """Arguments of `generate_segment`."""

    segment: _TakeSegment = None
    prompt: _Prompt = None
    seed: Annotated[
        int | None, Field(ge=0, lt=2**31, description="Give another number for another take of the same words.")
    ] = None
    duration_s: Annotated[
        float | None, Field(gt=0, le=600, allow_inf_nan=False, description="Another length, in seconds.")
    ] = None
    job: _Job = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryTool:
    """One tool."""

    name: str
    description: str
    arguments: type[BaseModel]
    run: Callable[..., object]
    """Called with the desk and the arguments as keywords; one that makes pictures takes a `watch` too."""
    makes: bool = False
    """Whether it makes files; the others only read."""

    def __call__(self, desk: StoryDesk, arguments: BaseModel, watch: Watch | None = None) -> object:
        """Run it.

        Args:
            desk: Where to work.
            arguments: An instance of `self.arguments`.
            watch: How to follow and stop it.

        Returns:
            A record of `answers`.

        Raises:
            StoryError: What went wrong and what to do about it.
        """
        given: dict[str, Any] = {name: getattr(arguments, name) for name in type(arguments).model_fields}
        return self.run(desk, **given, watch=watch) if self.makes else self.run(desk, **given)


STORY_TOOLS = (
    StoryTool(
        name="list_jobs",
        description="List the stories in this home: their names, titles, how far they are, and their films.",
        arguments=ListJobs,
        run=lookup.list_jobs,
    ),
    StoryTool(
        name="list_segments",
        description=(
            "List the segments of a story: words, place, who is on screen, the take in the film, and what the "
            "verifier found wrong in it."
        ),
        arguments=ListSegments,
        run=lookup.list_segments,
    ),
    StoryTool(
        name="list_identities",
        description=(
            "List who and what keeps its looks through a story (people, animals, things): key, name, looks and since "
            "when they hold, and the segments it is seen in."
        ),
        arguments=ListIdentities,
        run=lookup.list_identities,
    ),
    StoryTool(
        name="recall_memory",
        description="Find pictures the story has already shown of some identities, of a place, or of both.",
        arguments=RecallMemory,
        run=lookup.recall_memory,
    ),
    StoryTool(
        name="render_preview",
        description=(
            "Draw a storyboard still of a segment, or of other words for it, in a second or two: who stands where and "
            "looks how. Use it before generate_segment, which may take minutes."
        ),
        arguments=RenderPreview,
        run=shooting.render_preview,
        makes=True,
    ),
    StoryTool(
        name="generate_segment",
        description=(
            "Make a take of a segment with the story's own generator, or of other words for it, or of words that "
            "continue the story; everybody the story knows keeps their looks. The same arguments give the same take "
            "without making it again. The film itself is not changed."
        ),
        arguments=GenerateSegment,
        run=shooting.generate_segment,
        makes=True,
    ),
)
"""All of them, from looking around to making."""
