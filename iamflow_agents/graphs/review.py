"""The node in which a job waits for a person, and when it does.

`interrupt` stands alone here, before anything is written: the node runs from its top again when the answer comes. The
question is built from rows, so that a killed process loses none of it; `revising` applies the answer.
"""

from __future__ import annotations

from typing import Any

from langgraph.runtime import Runtime
from langgraph.types import interrupt

from iamflow_agents.agents import repairer
from iamflow_agents.errors import ConfigError, NotInStoryError, ScriptError
from iamflow_agents.events import ReviewAsked
from iamflow_agents.graphs.assemble import STORYBOARD_NAME, STORYBOARD_SHEET_NAME, draw_sheet
from iamflow_agents.graphs.cast_board import BOARD_NAME, draw_cast
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.repairing import policy_of
from iamflow_agents.graphs.revising import apply_decision
from iamflow_agents.graphs.state import Asked, StoryState, TakeId
from iamflow_agents.records import Registry, VerdictKind
from iamflow_agents.reviews import Decision, Point, ReviewQuestion
from iamflow_agents.storage.records import artifact_path


def review(state: StoryState, runtime: Runtime[StoryContext]) -> StoryState:
    """Ask a person, and do what the answer says; an answer that does not fit is asked for again."""
    ctx = runtime.context
    asked = state.get("asked")
    if asked is None or runtime.execution_info is None:
        raise AssertionError("review was reached without a question")
    question = build_question(ctx, asked)
    ctx.emit(ReviewAsked(segment_index=question.segment_index, point=question.point, reason=question.reason))
    answer = interrupt(question.model_dump(mode="json", exclude={"id"}), response_schema=Decision)
    with ctx.node("review", asked["segment"]):
        try:
            return apply_decision(ctx, asked, Decision.model_validate(answer), runtime.execution_info.task_id)
        except (ConfigError, NotInStoryError, ScriptError) as error:
            return {"asked": {**asked, "refused": f"{error.what}; {error.next_step}".rstrip(".")}}


def ask(point: Point, reason: str, *, segment: int | None = None, take: int | None = None, must: bool = True) -> Asked:
    """A question, as the state keeps it."""
    return {"point": point, "segment": segment, "take": take, "must_decide": must, "reason": reason, "refused": ""}


def due_after_cast(ctx: StoryContext) -> Asked | None:
    """What is asked once everybody is known."""
    wanted = ctx.settings.review == "cast"
    stage = ctx.stage
    if stage == "storyboard":
        return ask("storyboard", "the storyboard is drawn", must=wanted)
    if wanted:
        return ask("cast", "everybody in the story is known; nothing is made yet")
    return ask("stage", "everybody in the story is known; nothing is made yet", must=False) if stage == "cast" else None


def due_after_segment(ctx: StoryContext, state: StoryState, update: StoryState) -> Asked | None:
    """What is asked when generation and verification of a superstep are joined.

    Args:
        ctx: The job.
        state: As the superstep left it.
        update: Where the cursor goes next.
    """
    if update.get("repair"):
        return None
    settled = _settled(ctx, state)
    if settled is not None:
        segment, take = settled["segment"], settled["take"]
        if ctx.settings.review == "each-segment":
            return ask("segment", "every segment is looked at", segment=segment, take=take)
        if ctx.settings.review == "on-failure" and (why := _failure(ctx, segment, take)):
            return ask("segment", why, segment=segment, take=take)
    last, pending = ctx.last_wanted_of(state), update.get("pending")
    cursor = update.get("cursor", state["cursor"])
    if last is None or cursor <= last or (pending and pending["segment"] <= last):
        return None
    chosen = ctx.store.chosen_take(ctx.job_id, last)
    take_number = chosen.number if chosen else None
    return ask("stage", f"segment {last + 1} is accepted", segment=last, take=take_number, must=False)


def _settled(ctx: StoryContext, state: StoryState) -> TakeId | None:
    """The take that has just come into the film."""
    judged, made = state.get("judged"), state.get("generated")
    if judged is not None:
        return None if judged["retake"] else {"segment": judged["segment"], "take": judged["chosen"]}
    return made if ctx.verify_mode == "off" else None


def _failure(ctx: StoryContext, segment: int, take: int) -> str:
    """Why a chosen take is a failure; empty if it is none."""
    verdicts = ctx.store.verdicts(ctx.job_id, segment, take)
    if repairer.needs_repair(verdicts, policy_of(ctx.settings)):
        return "it is still wrong after all takes"
    if verdicts and all(verdict.kind is VerdictKind.UNKNOWN for verdict in verdicts):
        return "nobody could judge it"
    return ""


def build_question(ctx: StoryContext, asked: Asked) -> ReviewQuestion:
    """Everything a person has to know to answer; the same whenever it is built."""
    registry = ctx.store.registry(ctx.job_id)
    common: dict[str, Any] = {
        "job_id": ctx.job_id,
        "point": asked["point"],
        "must_decide": asked["must_decide"],
        "reason": asked["reason"],
        "refused": asked["refused"],
    }
    segment, number = asked["segment"], asked["take"]
    take = ctx.store.take(ctx.job_id, segment, number) if segment is not None and number is not None else None
    if segment is None or take is None:
        drawn = asked["point"] == "storyboard"
        if not drawn:
            draw_cast(ctx.store, ctx.takes.artifacts, ctx.job_id, registry, ctx.script.title)
        everybody = [identity.key for identity in registry.identities]
        return ReviewQuestion(
            **common,
            picture=STORYBOARD_SHEET_NAME if drawn else BOARD_NAME,
            video=STORYBOARD_NAME if drawn else None,
            identities=tuple(_looks(registry, key, None) for key in everybody),
        )
    plan = ctx.store.plan(ctx.job_id, segment)
    sheet = draw_sheet(ctx, [take])
    video = take.file("video")
    verdicts = ctx.store.verdicts(ctx.job_id, segment, take.number)
    return ReviewQuestion(
        **common,
        segment_index=segment,
        take=take.number,
        prompt=ctx.script.segments[segment].prompt,
        grounded_prompt=plan.grounded_prompt if plan else "",
        picture=artifact_path(sheet.sha256, sheet.suffix),
        video=artifact_path(video.sha256, video.suffix),
        problems=tuple(repairer.describe_verdict(verdict) for verdict in repairer.unresolved(verdicts)),
        identities=tuple(_looks(registry, key, segment) for key in registry.scenes[segment].on_screen()),
    )


def _looks(registry: Registry, key: str, segment: int | None) -> dict[str, Any]:
    """Who somebody is and how they look then."""
    identity = registry.identity(key)
    at = identity.first_segment if segment is None else segment
    held = [a for a in identity.attributes if a.holds_in(at)]
    looks = [{"slot": a.slot.value, "value": a.value, "source": a.source.value} for a in held]
    return {"key": key, "name": identity.name, "kind": identity.kind.value, "looks": looks}
