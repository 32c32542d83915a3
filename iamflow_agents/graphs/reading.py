"""Reads segments; what was read is kept, by extractor and words."""

from __future__ import annotations

from iamflow_agents.agents import director
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.script import Script


def read_segment(ctx: StoryContext, script: Script, index: int) -> str:
    """One segment's reading, from the store if the same extractor has read the same words."""
    key = director.text_key(ctx.extractor.name, script.segments[index].prompt)
    found = ctx.store.reading(ctx.job_id, index, key)
    if found is None:
        found = ctx.extractor.read(script, index)
        ctx.store.save_reading(ctx.job_id, index, key, found)
    return found
