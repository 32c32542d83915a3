"""Writes what a frame scorer found into the rows of memory, whenever it comes.

The score joins the generator's own; what the verifier sees stands beside both. A score that comes after its take was
made again from another request is left out. Rows change here alone, between two supersteps, so that all plans of a
superstep are made from the same rows; the plan keeps what it was made from.
"""

from __future__ import annotations

import logging

from iamflow_agents.agents.visual_scores import UNKNOWN, fuse
from iamflow_agents.errors import StoryError
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.takes import MemoryFrame
from iamflow_agents.tools.frame_desk import FrameScore

logger = logging.getLogger(__name__)


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


def settle_frame_scores(ctx: StoryContext) -> None:
    """In the end, however it came: rate nothing more, and take in what was found; that is never a job's failure."""
    if ctx.desk is None:
        return
    ctx.desk.close()
    try:
        apply_frame_scores(ctx)
    except StoryError as error:
        logger.warning("the last ratings of memory frames are lost: %s", error)


def _rescore(ctx: StoryContext, row: MemoryFrame, found: FrameScore) -> bool:
    """Join what was found of a frame with its scores."""
    if row.frame_index != found.frame_index:
        return False
    own = dict(zip(row.identities, row.scores or (UNKNOWN,) * len(row.identities), strict=True))
    scores = {key: round(fuse(own[key], found.scores[key]), 4) for key in row.identities if key in found.scores}
    if scores:
        ctx.store.save_own_scores(ctx.job_id, row, {**own, **scores})
    return bool(scores)
