"""The film drawn before it is filmed: every segment by the storyboard generator, joined, with a contact sheet.

No take of it enters the rows. Where the job's own generator is the storyboard, its takes are found again later.
"""

from __future__ import annotations

from contextlib import closing

from langgraph.runtime import Runtime

from iamflow_agents.events import FramesDone, StoryEvent
from iamflow_agents.generator.protocol import GeneratorJob
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.graphs.assemble import STORYBOARD_NAME, STORYBOARD_SHEET_NAME, join_film
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.state import StoryState
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.tools.make_take import TakeMaker
from iamflow_agents.tools.planning import JobTerms, plan_segment

STORYBOARD = "storyboard"


def draw_storyboard(state: StoryState, runtime: Runtime[StoryContext]) -> StoryState:
    """Draw the whole story; what was drawn before is found again."""
    ctx = runtime.context
    with ctx.node("draw_storyboard"), closing(_maker(ctx)) as maker:
        takes = _draw(ctx, maker)
        manifest = join_film(ctx, takes)
        ctx.takes.artifacts.publish(manifest.files["film"], STORYBOARD_NAME)
        ctx.takes.artifacts.publish(manifest.files["sheet"], STORYBOARD_SHEET_NAME)
    return {}


def _draw(ctx: StoryContext, maker: TakeMaker) -> tuple[TakeRecord, ...]:
    """One take a segment, each going on from the one before."""
    takes: list[TakeRecord] = []
    registry, terms = ctx.store.registry(ctx.job_id), JobTerms.of(ctx.settings)
    for index in range(len(ctx.script.segments)):
        ctx.check_cancel("draw_storyboard")
        before = takes[-1] if takes else None
        request = plan_segment(maker, ctx.store, ctx.job_id, ctx.script, registry, index, terms, before=before)
        takes.append(maker.make(request).take)
    return tuple(takes)


def _maker(ctx: StoryContext) -> TakeMaker:
    """A storyboard artist for the job."""

    def emit(event: StoryEvent) -> None:
        if isinstance(event, FramesDone):
            ctx.emit(event)

    settings = ctx.settings
    return TakeMaker(
        generator=make_generator(STORYBOARD),
        job=GeneratorJob(
            job_id=ctx.job_id, width=settings.width, height=settings.height, fps=settings.fps, seed=settings.seed
        ),
        artifacts=ctx.takes.artifacts,
        cancel=ctx.cancel,
        emit=emit,
    )
