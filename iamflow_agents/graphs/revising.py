"""What a person's decision does to a job: words, identities, and which takes are made again.

`tell_anew` works out the story as it is to be told, `apply_decision` writes it down in one transaction. A decision is
applied once: a node that is killed and run again finds it in the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from iamflow_agents.agents.dependents import Dependent, MadeSegment, Telling, find_dependents
from iamflow_agents.agents.revision import find_identity, replay, revise
from iamflow_agents.codec import decode
from iamflow_agents.errors import ConfigError
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.reading import read_segment
from iamflow_agents.graphs.state import Asked, StoryState
from iamflow_agents.records import Registry
from iamflow_agents.reviews import Decision
from iamflow_agents.script import Script
from iamflow_agents.storage.records import EventRecord, TakeRecord
from iamflow_agents.storage.revisions import DECIDED
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import SegmentRequest
from iamflow_agents.tools.wishes import with_known_looks

NODE = "review"
_AGAIN = frozenset({"retake", "cut"})


def past_decisions(events: Iterable[EventRecord]) -> list[tuple[int, Decision]]:
    """What was decided before: from which segment on, and what."""
    return [(event.segment_index or 0, Decision.model_validate(event.data["decision"])) for event in events]


def check_fits(decision: Decision, segment_index: int | None, n_segments: int) -> None:
    """Refuse an answer that does not fit its question.

    Args:
        decision: The answer.
        segment_index: The segment that was asked about; None for the whole cast.
        n_segments: Segments of the story.

    Raises:
        ConfigError: If it does not.
    """
    about = segment_index if decision.segment_index is None else decision.segment_index
    again = decision.action in _AGAIN
    if again and segment_index is None:
        _refuse(f"{decision.action} needs a segment, and none is made yet", "Change the story, then approve.")
    if decision.seed is not None and not again:
        _refuse("a seed needs a new take", "Give it with a retake.")
    if decision.prompt is None:
        return
    if about is None or about >= n_segments:
        _refuse("a prompt needs a segment of the story", f"Name one of the {n_segments} segments.")
    if segment_index is not None and about != segment_index:
        _refuse(f"the question is about segment {segment_index + 1}", "Give other words for that segment only.")
    if segment_index is not None and not again:
        _refuse("other words need a new take", "Give them with a retake.")


def _refuse(what: str, next_step: str) -> None:
    raise ConfigError(what, where="the decision", next_step=next_step)


def tell_anew(
    before: Telling,
    decision: Decision,
    segment_index: int | None,
    *,
    past: Iterable[tuple[int, Decision]],
    reread: Callable[[Script], Registry],
) -> Telling:
    """Work out the story as a decision wants it told; nothing is written.

    Args:
        before: The story as it is.
        decision: What a person said.
        segment_index: The segment it is about; None for the whole cast.
        past: What was decided before, to be applied again where the story is read anew.
        reread: Reads and resolves a script; only called for other words.

    Raises:
        StoryError: If the decision does not fit the story, or the story cannot be read.
    """
    check_fits(decision, segment_index, len(before.script.segments))
    script, registry = before.script, before.registry
    index = segment_index if decision.segment_index is None else decision.segment_index
    if decision.action == "cut" and segment_index is not None:
        script = _changed(script, segment_index, transition="cut")
    if decision.prompt is not None and index is not None:
        script = _changed(script, index, prompt=decision.prompt)
        registry = with_known_looks(replay(reread(script), past), registry, index)
    return Telling(script, revise(registry, decision, segment_index or 0))


def _changed(script: Script, index: int, **values: str) -> Script:
    """The script with another segment in its place; the values were checked with the decision."""
    segments = list(script.segments)
    segments[index] = segments[index].model_copy(update=values)
    return script.model_copy(update={"segments": tuple(segments)})


def made_segments(takes: Iterable[TakeRecord]) -> dict[int, MadeSegment]:
    """The film's takes as `find_dependents` needs them."""
    return {
        take.segment_index: MadeSegment(
            request=decode(SegmentRequest, take.request_json), files=frozenset(file.sha256 for file in take.files)
        )
        for take in takes
    }


def to_make_again(
    store: StoryStore, job_id: str, segment_index: int, before: Telling, after: Telling, *, fps: int
) -> tuple[Dependent, ...]:
    """Say which segments a new take of one makes necessary, itself first."""
    made = made_segments(store.chosen_takes(job_id))
    return find_dependents(made, segment_index, before, after, fps=fps)


def apply_decision(ctx: StoryContext, asked: Asked, decision: Decision, task: str) -> StoryState:
    """Write down what a decision changes and say how the graph goes on.

    Args:
        ctx: The job.
        asked: The question.
        decision: The answer.
        task: Names this run of the node; the same when it is run again after a kill.

    Raises:
        StoryError: If the decision does not fit; nothing is written then.
    """
    if decision.action == "stop":
        return {"asked": {**asked, "refused": ""}}
    segment = asked["segment"]
    decided = next((e for e in ctx.store.decisions(ctx.job_id) if e.data["task"] == task), None)
    if decided is None:
        past = past_decisions(ctx.store.decisions(ctx.job_id))
        before = Telling(ctx.script, ctx.store.registry(ctx.job_id))
        after = tell_anew(before, decision, segment, past=past, reread=lambda script: _reread(ctx, script))
        again: tuple[Dependent, ...] = ()
        if decision.action in _AGAIN and segment is not None:
            again = to_make_again(ctx.store, ctx.job_id, segment, before, after, fps=ctx.settings.fps)
        _write(ctx, asked, decision, task, before, after, again)
        ctx.story.now = after.script
    return _way_on(ctx, asked, decision)


def _reread(ctx: StoryContext, script: Script) -> Registry:
    """Who is who in other words, decided by the job's own agents."""
    readings = [read_segment(ctx, script, index) for index in range(len(script.segments))]
    return ctx.resolver.resolve(script, readings)


def _write(
    ctx: StoryContext,
    asked: Asked,
    decision: Decision,
    task: str,
    before: Telling,
    after: Telling,
    again: tuple[Dependent, ...],
) -> None:
    """One transaction: story, takes of the past, history."""
    store, job_id = ctx.store, ctx.job_id
    segments = [one.segment_index for one in again]
    data: dict[str, Any] = {
        "task": task,
        "point": asked["point"],
        "decision": decision.model_dump(mode="json", exclude_defaults=True) | {"action": decision.action},
        "again": segments,
    }
    with store.database.together():
        if after.script != before.script:
            pairs = zip(after.script.segments, before.script.segments, strict=True)
            prompts = {i: now.prompt for i, (now, old) in enumerate(pairs) if now.prompt != old.prompt}
            store.rewrite_script(job_id, after.script.model_dump_json(), prompts)
        if after.registry != before.registry:
            for merge in decision.merge:
                keep = find_identity(before.registry, merge.keep).key
                for name in merge.gone:
                    store.give_memory(job_id, find_identity(before.registry, name).key, keep)
            store.save_registry(job_id, after.registry)
        store.supersede(job_id, segments)
        if asked["segment"] is not None:
            data["first_take"] = store.last_superseded(job_id, asked["segment"]) + 1
        store.add_event(job_id, node=NODE, segment_index=asked["segment"], kind=DECIDED, data=data)


def _way_on(ctx: StoryContext, asked: Asked, decision: Decision) -> StoryState:
    """Where the graph goes after a decision."""
    segment = asked["segment"]
    if decision.action == "edit":
        return {"asked": {**asked, "refused": ""}}
    if decision.action in _AGAIN and segment is not None:
        nothing: StoryState = {"pending": None, "generated": None, "judged": None, "repair": None}
        return {**nothing, "asked": None, "cursor": segment, "remake": True}
    stage = ctx.last_wanted
    passed: StoryState = {} if stage is None or segment is None or segment < stage else {"looked": stage}
    return {**passed, "asked": None}


def first_take(ctx: StoryContext, segment_index: int) -> tuple[int, int | None]:
    """Number of the first take of a segment since it was last wanted again, and its seed if a person chose one."""
    past = ctx.store.last_superseded(ctx.job_id, segment_index)
    if past:
        for event in reversed(ctx.store.decisions(ctx.job_id)):
            if event.segment_index == segment_index and event.data.get("first_take") == past + 1:
                return past + 1, Decision.model_validate(event.data["decision"]).seed
    return past + 1, None
