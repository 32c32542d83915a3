"""Writes what a frame scorer found into the rows of memory, whenever it comes.

A rated frame stands for its block. The score joins the generator's own; what the verifier sees stands beside both. A
score that comes after its take was made again from another request is left out.
"""

from __future__ import annotations

from iamflow_agents.agents.visual_scores import UNKNOWN, fuse
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.takes import MemoryFrame
from iamflow_agents.tools.frame_desk import FrameScore


def apply_frame_scores(ctx: StoryContext) -> int:
    """Take in what was found so far, without waiting for more.

    Returns:
        How many memory frames have other scores now.
    """
    found = ctx.desk.collect() if ctx.desk is not None else ()
    if not found:
        return 0
    rows = ctx.store.memory_frames(ctx.job_id, include_quarantined=True)
    changed = 0
    with ctx.store.database.together():
        for one in found:
            take = ctx.store.take(ctx.job_id, one.segment_index, one.take_number)
            if take is None or take.input_hash != one.input_hash:
                continue
            for row in rows:
                if (row.segment_index, row.take_number) == (one.segment_index, one.take_number):
                    changed += _rescore(ctx, row, one)
    return changed


def _rescore(ctx: StoryContext, row: MemoryFrame, found: FrameScore) -> bool:
    """Join a block's score with those of a frame in it."""
    if not found.begin <= row.frame_index < found.end:
        return False
    own = dict(zip(row.identities, row.scores or (UNKNOWN,) * len(row.identities), strict=True))
    scores = {key: round(fuse(own[key], found.scores[key]), 4) for key in row.identities if key in found.scores}
    if scores:
        ctx.store.save_own_scores(ctx.job_id, row, {**own, **scores})
    return bool(scores)
