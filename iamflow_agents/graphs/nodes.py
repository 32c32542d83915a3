"""The graph's nodes: each one verb, at most one effect, safe to run twice.

A node reads ids and numbers from the state, everything else from the store, and hands the work to an agent or a
tool. Nodes that made something leave its hash in the database before they return.
"""

from __future__ import annotations

import logging
from dataclasses import replace

from langgraph.runtime import Runtime

from iamflow_agents.agents import director, repairer
from iamflow_agents.agents.ports import TakeEvidence
from iamflow_agents.agents.revision import replay
from iamflow_agents.agents.viewing_brief import look_alikes
from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import BudgetExceededError, StoppedError
from iamflow_agents.events import TakeJudged
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.decisions import plans_next, settle
from iamflow_agents.graphs.growing import take_up_directions
from iamflow_agents.graphs.housekeeping import bound_memory, leave_to_film, replace_take
from iamflow_agents.graphs.judging import RULES, judge_calls
from iamflow_agents.graphs.reading import read_segment
from iamflow_agents.graphs.repairing import RepairAccount, attempt_of, policy_of, tell_memory
from iamflow_agents.graphs.rescoring import apply_frame_scores
from iamflow_agents.graphs.review import due_after_cast, due_after_segment
from iamflow_agents.graphs.revising import first_take, past_decisions
from iamflow_agents.graphs.state import StoryState, TakeId
from iamflow_agents.records import PresenceState, VerdictKind
from iamflow_agents.storage.records import TakeRecord, TakeStatus
from iamflow_agents.takes import SegmentRequest, Verdict
from iamflow_agents.tools.planning import JobTerms, plan_segment, prompts_to_come, token_budget

logger = logging.getLogger(__name__)
Context = Runtime[StoryContext]


def extract_entities(state: StoryState, runtime: Context) -> StoryState:
    """Read every segment that has not been read, each on its own."""
    ctx = runtime.context
    with ctx.node("extract_entities"):
        for index in range(len(ctx.script.segments)):
            ctx.check_cancel("extract_entities")
            read_segment(ctx, ctx.script, index)
    return {"n_segments": len(ctx.script.segments), "cursor": 0, "pending": None}


def resolve_identities(state: StoryState, runtime: Context) -> StoryState:
    """Decide who is who over the whole story and write the registry; what is filmed stays as it was resolved."""
    ctx = runtime.context
    with ctx.node("resolve_identities"):
        if not ctx.store.takes(ctx.job_id):
            readings = [read_segment(ctx, ctx.script, index) for index in range(len(ctx.script.segments))]
            registry = ctx.resolver.resolve(ctx.script, readings)
            ctx.store.save_registry(ctx.job_id, replay(registry, past_decisions(ctx.store.decisions(ctx.job_id))))
    return {"asked": due_after_cast(ctx)}


def transition_prompt(state: StoryState, runtime: Context) -> StoryState:
    """Plan the segment at the cursor: grounded prompt, memory frames, and how the last one gives way to it."""
    ctx = runtime.context
    if not plans_next(state, ctx.verify_mode, ctx.last_wanted_of(state)):
        return {}
    index = state["cursor"]
    with ctx.node("transition_prompt", index, kept=False):
        request = _plan(ctx, index)
        _save_plan(ctx, request, lasting=False)
    return {"first": request.take_number}


def _plan(ctx: StoryContext, index: int) -> SegmentRequest:
    """Build the first request of a segment; the same every time until the segment before is changed."""
    terms = JobTerms.of(ctx.settings)
    before = _take_before(ctx, index)
    registry = ctx.store.registry(ctx.job_id)
    able, script = ctx.takes.generator.capabilities, ctx.script
    ctx.takes.expect(lambda: prompts_to_come(able, script, registry, index))
    request = plan_segment(ctx.takes, ctx.store, ctx.job_id, ctx.script, registry, index, terms, before=before)
    number, seed = first_take(ctx, index)
    if seed is None:
        seed = director.take_seed(ctx.settings.seed, index, number)
    return replace(request, take_number=number, seed=seed)


def _take_before(ctx: StoryContext, index: int) -> TakeRecord | None:
    """The previous segment's best take so far, or its newest while none is chosen; whole, whatever happened to it."""
    if index == 0:
        return None
    take = ctx.store.best_take(ctx.job_id, index - 1)
    if take:
        ctx.takes.ensure(take)
    return take


def _save_plan(ctx: StoryContext, request: SegmentRequest, *, lasting: bool = True) -> None:
    """Keep what the next take is to show."""
    ctx.store.save_plan(
        ctx.job_id,
        request.segment_index,
        grounded_prompt=request.grounded_prompt,
        place=request.setting.place,
        transition=request.transition,
        request_json=encode(request),
        lasting=lasting,
    )


def _request(ctx: StoryContext, task: TakeId) -> SegmentRequest:
    """The planned request of a segment, with a take's number and seed."""
    plan = ctx.store.plan(ctx.job_id, task["segment"])
    if plan is None:
        # A power cut took the plan but not the checkpoint behind it.
        request = _plan(ctx, task["segment"])
        _save_plan(ctx, request)
    else:
        request = decode(SegmentRequest, plan.request_json)
    if task["take"] == request.take_number:
        return request
    seed = director.take_seed(ctx.settings.seed, task["segment"], task["take"])
    return replace(request, take_number=task["take"], seed=seed)


def generate_segment(state: TakeId, runtime: Context) -> StoryState:
    """Make one take of a segment, or find it again."""
    ctx = runtime.context
    with ctx.node("generate_segment", state["segment"]) as finished:
        request = _request(ctx, state)
        ctx.takes.ensure_inputs(request)
        made = ctx.takes.make(request)
        replace_take(ctx, made.take)
        with ctx.store.database.together():
            ctx.store.save_take(ctx.job_id, made.take)
            ctx.store.save_memory_frames(ctx.job_id, made.take.segment_index, made.take.number, made.memory)
            finished()
    return {"generated": state}


def verify_segment(state: TakeId, runtime: Context) -> StoryState:
    """Look at a take and decide whether it stays; a failing judge gives `unknown`, never an error.

    Raises:
        BudgetExceededError: If the judge may not ask any more; the take is judged when the job is resumed.
        StoppedError: If the job was told to stop; likewise.
    """
    ctx = runtime.context
    segment, number = state["segment"], state["take"]
    with ctx.node("verify_segment", segment) as finished:
        take = ctx.store.take(ctx.job_id, segment, number)
        if take is None:
            raise AssertionError(f"take {number} of segment {segment} was never generated")
        ctx.takes.ensure(take)
        request = _request(ctx, state)
        before = len(judge_calls(ctx.store, ctx.job_id, segment)) if ctx.settings.vlm != RULES else 0
        verdicts = _verdicts(ctx, request, take)
        policy, account = policy_of(ctx.settings), RepairAccount(ctx, take)
        decision = repairer.decide_repair(verdicts, attempt_of(ctx, segment, number), policy, account.spent())
        score = repairer.score_take(verdicts, policy)
        retake = decision.action is repairer.RepairAction.RETAKE
        status: TakeStatus = "rejected" if retake else "accepted"
        with ctx.store.database.together():
            ctx.store.save_verdicts(ctx.job_id, segment, number, verdicts)
            tell_memory(ctx, take, verdicts, decision)
            ctx.store.save_take(ctx.job_id, replace(take, status=status, score=score, note=decision.note))
            chosen = number if retake else _best_number(ctx, segment, number)
            if chosen != number:
                _note_on_best(ctx, segment, chosen, decision.ended)
            account.write()
            finished()
    asked = judge_calls(ctx.store, ctx.job_id, segment)[before:] if ctx.settings.vlm != RULES else []
    ctx.emit(
        TakeJudged(
            segment_index=segment,
            take_number=number,
            action=decision.action.value,
            score=score,
            n_problems=len(repairer.unresolved(verdicts)),
            judge=ctx.verifier.name,
            n_unknown=sum(verdict.kind is VerdictKind.UNKNOWN for verdict in verdicts),
            judge_calls=sum(call.calls for call in asked),
            judge_failed=sum(call.is_failure for call in asked),
        )
    )
    return {"judged": {"segment": segment, "take": number, "retake": retake, "chosen": chosen}}


def _note_on_best(ctx: StoryContext, segment: int, number: int, ended: str) -> None:
    """Say on an earlier take why it stands in the end, though it was rejected."""
    take = ctx.store.take(ctx.job_id, segment, number)
    if take is not None and ended not in take.note:
        ctx.store.save_take(ctx.job_id, replace(take, note=f"{take.note}; the best take stands, since {ended}"))


def _best_number(ctx: StoryContext, segment: int, newest: int) -> int:
    """Number of the segment's best take; the newest wins ties."""
    present = (t for t in ctx.store.takes(ctx.job_id, segment) if t.number <= newest and t.status != "superseded")
    scored = [t for t in present if t.score is not None]
    return max(scored, key=lambda t: (t.score or 0.0, t.number)).number


def _verdicts(ctx: StoryContext, request: SegmentRequest, take: TakeRecord) -> tuple[Verdict, ...]:
    """Ask the verifier; whatever goes wrong there becomes `unknown` for everybody expected."""
    registry = ctx.store.registry(ctx.job_id)
    scene = registry.scenes[request.segment_index]
    absent = tuple(p.identity for p in scene.presences if p.state is PresenceState.GONE)
    looks = tuple(registry.appearance(key, request.segment_index) for key in absent)
    try:
        video = ctx.takes.artifacts.path(take.file("video"))
        layout = ctx.takes.layout(take)
        evidence = TakeEvidence(
            request=request,
            video=video,
            layout=layout,
            absent=absent,
            absent_looks=looks,
            look_alikes=look_alikes(registry, request.segment_index, request.cast, absent),
        )
        return ctx.verifier.verify(evidence)
    except (StoppedError, BudgetExceededError):
        raise
    except Exception as error:  # noqa: BLE001 - any judge may fail in any way, and must not stop the film
        logger.warning("verifier %s failed on segment %d: %s", ctx.verifier.name, request.segment_index, error)
        return tuple(
            Verdict(
                segment_index=request.segment_index,
                take_number=request.take_number,
                identity=look.identity,
                kind=VerdictKind.UNKNOWN,
                confidence=0.0,
                observed=f"judge failed: {type(error).__name__}",
                model=ctx.verifier.name,
            )
            for look in request.cast
        )


def reconcile(state: StoryState, runtime: Context) -> StoryState:
    """Join generation and verification: fix the chosen take, keep what was seen, take up added segments, move on."""
    ctx = runtime.context
    judged, made = state.get("judged"), state.get("generated")
    if judged is not None and not judged["retake"]:
        _accept(ctx, judged["segment"], judged["chosen"])
    if ctx.verify_mode == "off" and made is not None:
        ctx.store.choose_take(ctx.job_id, made["segment"], made["take"])
        leave_to_film(ctx, made["segment"], made["take"])
    apply_frame_scores(ctx)
    bound_memory(ctx)
    n_segments = take_up_directions(ctx)
    update: StoryState = {**settle(state, ctx.verify_mode), "n_segments": n_segments}
    if state.get("remake") and not update.get("repair"):
        unmade = ctx.store.next_unmade(ctx.job_id, update.get("cursor", state["cursor"]))
        update["cursor"] = n_segments if unmade is None else unmade
    return {**update, "asked": due_after_segment(ctx, state, update)}


def _accept(ctx: StoryContext, segment: int, number: int) -> None:
    """Choose a take, and remember what the viewer has now seen where the script says nothing."""
    with ctx.store.database.together():
        ctx.store.choose_take(ctx.job_id, segment, number)
        verdicts = ctx.store.verdicts(ctx.job_id, segment, number)
        request = _request(ctx, {"segment": segment, "take": number})
        for key, attribute in repairer.observed_attributes(request, verdicts):
            ctx.store.add_observed(ctx.job_id, key, attribute)
    leave_to_film(ctx, segment, number)


def repair_attributes(state: StoryState, runtime: Context) -> StoryState:
    """Change what the next take of a rejected segment is asked for."""
    ctx = runtime.context
    rejected = state.get("repair")
    if not rejected:
        raise AssertionError("repair_attributes was reached without a rejected take")
    segment, number = rejected["segment"], rejected["take"]
    with ctx.node("repair_attributes", segment):
        verdicts = ctx.store.verdicts(ctx.job_id, segment, number)
        # What it may cost was decided with the verdict; only what to change is asked here.
        policy = replace(policy_of(ctx.settings), max_takes=number + 1)
        decision = repairer.decide_repair(verdicts, attempt_of(ctx, segment, number), policy.without_limits())
        # Planned anew: what was seen since it was planned first, of the segment before, decides what it remembers.
        again = replace(_plan(ctx, segment), emphasis=_request(ctx, rejected).emphasis)
        registry = ctx.store.registry(ctx.job_id)
        limit, count = token_budget(ctx.takes.generator.capabilities, ctx.script.style)
        request = director.emphasise(
            again,
            registry,
            decision.emphasis,
            cut=decision.cut,
            max_prompt_tokens=limit,
            count_tokens=count,
        )
        _save_plan(ctx, request)
    return {}
