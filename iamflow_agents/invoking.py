"""Invokes a job's graph: from the start, from where it stopped, or with a person's answer to what it asks.

An answer is written into the job's history before the graph gets it, so that one that was given is never asked for
again, whatever kills the process. What the graph asks and nobody has answered ends the run with `ReviewRequiredError`.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

from langgraph.errors import GraphDrained, GraphRecursionError
from langgraph.runtime import RunControl
from langgraph.types import Command, StateSnapshot

from iamflow_agents.errors import (
    BackendError,
    DecisionRefusedError,
    GeneratorError,
    NotInStoryError,
    ReviewRequiredError,
    StoppedError,
)
from iamflow_agents.graphs.beginning import entry_from_rows
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.decisions import recursion_limit
from iamflow_agents.graphs.review import ask
from iamflow_agents.graphs.story_graph import StoryGraph
from iamflow_agents.reviews import Decision, ReviewQuestion
from iamflow_agents.storage.records import JobRecord
from iamflow_agents.storage.story_store import StoryStore

ANSWERED = "answered"
"""The kind of an event that keeps an answer from when it was given until the graph has applied it."""
_APPROVE = Decision(action="approve")
_BEFORE = {"reconcile": "verify_segment", "review": "reconcile", "assemble_video": "assemble_video"}
"""After which node a job stands that is taken up at another; there is nothing to do after the last one."""


@dataclass(slots=True)
class StopSignal:
    """How the outside tells a running job to stop."""

    cancel: threading.Event = field(default_factory=threading.Event)
    """Set: stop as soon as possible; an unfinished take is thrown away."""
    control: RunControl = field(default_factory=RunControl)
    """`request_drain`: stop when the current superstep is done."""
    reason: str = "interrupted"

    def stop_now(self, reason: str) -> None:
        """Stop within a second or two."""
        self.reason = reason
        self.cancel.set()

    def drain(self, reason: str) -> None:
        """Stop at the next superstep."""
        self.reason = reason
        self.control.request_drain(reason)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person says when a job goes on."""

    decision: Decision | None = None
    """The answer to what the job asks."""
    retake: int | None = None
    """A segment that the decision is about although the job does not ask."""


NOTHING_SAID = Reply()


def question_of(snapshot: StateSnapshot) -> ReviewQuestion | None:
    """What a job waits for, None if it does not."""
    for task in snapshot.tasks:
        for asked in task.interrupts:
            return ReviewQuestion.model_validate({**asked.value, "id": asked.id})
    return None


def run_to_end(graph: StoryGraph, config: Any, context: StoryContext, *, reply: Reply, stop: StopSignal) -> None:
    """Run the graph until the film is there.

    Args:
        graph: With the job's checkpoints.
        config: Names the job's thread.
        context: What nodes work with.
        reply: What a person said.
        stop: How the outside tells it to stop.

    Raises:
        ReviewRequiredError: If a person has to decide first.
        DecisionRefusedError: If the answer does not fit; the job still waits.
        StoryError: Whatever else kept it from the end.
    """
    if reply.retake is not None:
        _open_question(graph, config, context, reply.retake)
        _invoke(graph, config, context, None, stop)
    before = graph.get_state(config)
    question = question_of(before)
    if question is None and reply.decision is not None and before.next == ("review",):
        # It was about to ask; the answer goes to what it asks.
        _invoke(graph, config, context, None, stop)
        before = graph.get_state(config)
        question = question_of(before)
    first: Any = {"n_segments": len(context.script.segments)} if before.created_at is None else None
    if question is not None:
        decision = _answer(context, question, reply)
        first = Command(resume={question.id: decision.model_dump(mode="json")})
    elif reply.decision is not None:
        raise DecisionRefusedError(
            f"job {context.job_id!r} asks nothing",
            where="the decision",
            next_step=f"`iamflow resume {context.job_id}` goes on; `iamflow retake` makes a segment again.",
        )
    elif before.created_at is not None and not before.tasks:
        _open_end(graph, config)
    while True:
        _invoke(graph, config, context, first, stop)
        asked = question_of(graph.get_state(config))
        if asked is not None and asked.point == "retake" and question is None:
            # Whoever wanted a segment again was killed before saying how; the film stays as it is.
            first = Command(resume={asked.id: _APPROVE.model_dump(mode="json")})
            continue
        if asked is not None:
            raise waits(asked)
        if not context.store.waiting_directions(context.job_id):
            return
        _open_end(graph, config)
        first = None


def take_up(graph: StoryGraph, config: Any, store: StoryStore, job: JobRecord, n_segments: int) -> None:
    """Give a job whose checkpoints are lost, or were kept by a host, those its rows speak of."""
    if graph.get_state(config).created_at is not None:
        return
    entry, state = entry_from_rows(store, job.job_id, n_segments, job.status)
    if entry != "extract_entities":
        graph.update_state(config, state, as_node=_BEFORE[entry])


def _open_end(graph: StoryGraph, config: Any) -> None:
    """Lead a graph that has ended back to where added segments are taken into the story."""
    graph.update_state(config, {"asked": None, "repair": None}, as_node="verify_segment")


def _open_question(graph: StoryGraph, config: Any, context: StoryContext, segment: int) -> None:
    """Make the graph ask about a segment that is in the film."""
    take = context.store.chosen_take(context.job_id, segment)
    if take is None:
        raise NotInStoryError(
            f"segment {segment + 1} is not in the film yet",
            where=f"job {context.job_id}",
            next_step=f"`iamflow resume {context.job_id}` goes on until it is.",
        )
    asked = ask("retake", "another take is wanted", segment=segment, take=take.number, must=False)
    # As if the last segment had just been joined: everything else in the state stays as it is.
    graph.update_state(config, {"asked": asked, "repair": None}, as_node="reconcile")


def _answer(context: StoryContext, question: ReviewQuestion, reply: Reply) -> Decision:
    """The answer to a question: the one given now, one given before, or that nothing speaks against going on."""
    store, job_id = context.store, context.job_id
    decision = reply.decision
    if decision is not None and decision.action == "stop":
        raise StoppedError(
            f"job {job_id!r} was stopped where it asks",
            where="review",
            next_step=f"Everything finished is kept. `iamflow review {job_id}` asks again.",
        )
    if decision is None:
        decision = _given(store, job_id, question)
    if decision is None and (not question.must_decide or context.settings.review == "never"):
        decision = _APPROVE
    if decision is None:
        raise waits(question)
    if reply.decision is not None:
        data = {"question": question.id, "decision": decision.model_dump(mode="json", exclude_defaults=True)}
        store.add_event(job_id, node="review", segment_index=question.segment_index, kind=ANSWERED, data=data)
    return decision


def _given(store: StoryStore, job_id: str, question: ReviewQuestion) -> Decision | None:
    """An answer that was given before the process was killed."""
    for event in reversed(store.events(job_id)):
        if event.kind == ANSWERED and event.data["question"] == question.id:
            return Decision.model_validate(event.data["decision"])
    return None


def waits(question: ReviewQuestion) -> ReviewRequiredError | DecisionRefusedError:
    """The error of a job that waits for a person."""
    if question.refused:
        return DecisionRefusedError(
            question.refused, where="the decision", next_step=f"The job still waits: iamflow review {question.job_id}"
        )
    about = "" if question.segment_index is None else f" on segment {question.segment_index + 1}"
    what, next_step = f"waits for a decision{about}", f"Look and answer with `iamflow review {question.job_id}`."
    if not question.must_decide:
        what = "stops here to be looked at"
        next_step = f"Look with `iamflow review {question.job_id}`; `iamflow resume {question.job_id}` goes on."
    return ReviewRequiredError(
        f"job {question.job_id!r} {what}: {question.reason}", where=f"{question.point} review", next_step=next_step
    )


def _invoke(graph: StoryGraph, config: Any, context: StoryContext, first: Any, stop: StopSignal) -> None:
    """Run to the end or to a question, or raise one of our errors."""
    n_segments = len(context.script.segments)
    config = {**config, "recursion_limit": recursion_limit(n_segments, context.settings.max_takes)}
    try:
        graph.invoke(first, config, context=context, durability="sync", control=stop.control)
    except (GraphDrained, StoppedError) as ended:
        raise stopped(context.job_id, stop) from ended
    except BackendError as error:
        raise BackendError(
            error.what,
            where=error.where,
            next_step=(
                f"{error.next_step} `iamflow resume {context.job_id}` goes on, with --llm on another model, with "
                "--llm-fallback rules also where it fails; what was answered is kept."
            ),
            kind=error.kind,
            usage=error.usage,
        ) from error
    except GraphRecursionError as error:
        if len(context.script.segments) > n_segments:
            # The story grew, and the limit did not grow with it.
            return _invoke(graph, config, context, None, stop)
        raise GeneratorError(
            "the story graph went round without an end",
            where=f"job {context.job_id}",
            next_step="This is a bug; please report it with the job's folder.",
        ) from error


def stopped(job_id: str, stop: StopSignal) -> StoppedError:
    """The error of a job that was told to stop."""
    return StoppedError(
        f"job {job_id!r} was {stop.reason}",
        where="the story graph",
        next_step=f"Everything finished is kept. Go on with: iamflow resume {job_id}",
    )
