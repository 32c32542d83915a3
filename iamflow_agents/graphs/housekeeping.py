"""Keeps a job's disk bounded: what only the generator reads again goes when nothing in the film needs it.

The rule: the film's takes keep their state and, within `MemoryRoom`, the latents of their memory frames; a take that
is not in the film keeps neither once its segment is settled. Videos and pictures always stay. Whatever was removed is
made again from its take's request, should anybody need it. Each function is safe to run again after a kill: rows say
last what the disk says first.
"""

from __future__ import annotations

from itertools import groupby

from iamflow_agents.agents.memory_room import MemoryRoom, frames_without_room
from iamflow_agents.codec import decode
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.takes import MemoryFrame, SegmentRequest
from iamflow_agents.tools.make_take import to_go_on_from

_PLANS_IN_HAND = 2
"""Segments that may still be generated with the memory they were planned with: the newest, and one that is judged."""


def leave_to_film(ctx: StoryContext, segment: int, chosen: int) -> None:
    """A segment is settled: drop what nobody goes on from any more of its other takes."""
    takes = ctx.store.takes(ctx.job_id, segment)
    needed = {file.sha256 for take in takes if take.number == chosen for file in take.files}
    others = [take for take in takes if take.number != chosen and to_go_on_from(take)]
    for take in others:
        ctx.takes.drop(take, {file.sha256 for file in to_go_on_from(take)}, keep=needed)
    if others:
        numbers = {take.number for take in others}
        frames = ctx.store.memory_frames(ctx.job_id, include_quarantined=True)
        gone = [frame for frame in frames if frame.segment_index == segment and frame.take_number in numbers]
        ctx.store.forget_latents(ctx.job_id, gone)


def replace_take(ctx: StoryContext, made: TakeRecord) -> None:
    """A take is about to stand in another one's place: drop what nobody goes on from any more of that one."""
    old = ctx.store.take(ctx.job_id, made.segment_index, made.number)
    if old is not None and old.input_hash != made.input_hash:
        needed = {file.sha256 for file in made.files}
        ctx.takes.drop(old, {file.sha256 for file in to_go_on_from(old)}, keep=needed)


def bound_memory(ctx: StoryContext) -> None:
    """Drop the latents of memory frames that there is no room for."""
    if ctx.takes.generator.capabilities.memory != "latents":
        return
    best = ctx.store.best_numbers(ctx.job_id)
    rows = [frame for frame in ctx.store.memory_frames(ctx.job_id, include_quarantined=True) if frame.latents]
    in_film = [frame for frame in rows if best.get(frame.segment_index) == frame.take_number]
    room = MemoryRoom(per_subject=ctx.settings.memory_kept_per_identity)
    surplus = set(frames_without_room(in_film, room, _in_hand(ctx, max(best, default=0))))
    kept = {_latents(frame) for frame in rows if frame not in surplus}
    # Two pictures of a take may have come from the same latents.
    gone = sorted((frame for frame in surplus if _latents(frame) not in kept), key=_place)
    for (segment, number), frames in groupby(gone, key=_place):
        take = ctx.store.take(ctx.job_id, segment, number)
        if take is not None:
            ctx.takes.drop(take, {_latents(frame) for frame in frames}, keep=kept)
    if gone:
        ctx.store.forget_latents(ctx.job_id, gone)
    ctx.takes.drop_restored(keep=kept)


def _in_hand(ctx: StoryContext, newest: int) -> set[str]:
    """Hashes of latents that takes under way, and their next attempts, are made with."""
    hashes: set[str] = set()
    for segment in range(max(0, newest + 1 - _PLANS_IN_HAND), newest + 1):
        plan = ctx.store.plan(ctx.job_id, segment)
        if plan is not None:
            hashes |= {_latents(frame) for frame in decode(SegmentRequest, plan.request_json).memory}
    return hashes


def _latents(frame: MemoryFrame) -> str:
    return frame.latents.sha256 if frame.latents else ""


def _place(frame: MemoryFrame) -> tuple[int, int]:
    return frame.segment_index, frame.take_number
