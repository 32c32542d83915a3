"""Takes segments into the story that people added while it runs, or after it had ended.

What is filmed stays as it is: the added segments are read, the grown story is resolved anew, and of that only what
concerns the new segments is added to the registry (`agents/growth`). Script, readings and registry change in one
transaction, between two supersteps.
"""

from __future__ import annotations

from iamflow_agents.agents import director
from iamflow_agents.agents.growth import grow_registry
from iamflow_agents.agents.revision import replay
from iamflow_agents.events import StoryGrown
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.reading import read_segment
from iamflow_agents.graphs.revising import past_decisions
from iamflow_agents.script import Segment
from iamflow_agents.storage.directions import Direction


def take_up_directions(ctx: StoryContext) -> int:
    """Take waiting segments into the story.

    Returns:
        How many segments the story has now.

    Raises:
        StoryError: If they could not be read; they wait for the next start then.
    """
    waiting = ctx.store.waiting_directions(ctx.job_id)
    if waiting:
        _grow(ctx, waiting)
    return len(ctx.script.segments)


def _grow(ctx: StoryContext, waiting: tuple[Direction, ...]) -> None:
    """Read the new segments in the light of the whole story and write everything down."""
    n_before = len(ctx.script.segments)
    added = tuple(Segment.model_validate(direction.segment) for direction in waiting)
    script = ctx.script.model_copy(update={"segments": (*ctx.script.segments, *added)})
    with ctx.node("extract_entities"):
        readings = [read_segment(ctx, ctx.script, index) for index in range(n_before)]
        readings += [ctx.extractor.read(script, index) for index in range(n_before, len(script.segments))]
    with ctx.node("resolve_identities"):
        past = past_decisions(ctx.store.decisions(ctx.job_id))
        whole = replay(ctx.resolver.resolve(script, readings), past)
        registry = grow_registry(ctx.store.registry(ctx.job_id), whole, n_before)
        with ctx.store.database.together():
            ctx.store.append_segments(ctx.job_id, script.model_dump_json(), waiting[-1])
            for index in range(n_before, len(script.segments)):
                key = director.text_key(ctx.extractor.name, script.segments[index].prompt)
                ctx.store.save_reading(ctx.job_id, index, key, readings[index])
            ctx.store.save_registry(ctx.job_id, registry)
    ctx.story.now = script
    n_frames = sum(max(1, round(segment.duration_s * ctx.settings.fps)) for segment in script.segments)
    ctx.emit(StoryGrown(n_segments=len(script.segments), n_frames=n_frames))
