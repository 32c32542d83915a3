"""Makes one segment of a film again, and only what depends on it; says first what that will be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from iamflow_agents.agents.dependents import Dependent, Telling
from iamflow_agents.agents.revision import find_identity
from iamflow_agents.directing import reread_story
from iamflow_agents.errors import NotInStoryError
from iamflow_agents.events import OnEvent
from iamflow_agents.graphs.revising import past_decisions, tell_anew, to_make_again
from iamflow_agents.invoking import Reply, StopSignal
from iamflow_agents.job_settings import settings_of_job
from iamflow_agents.opening import open_known
from iamflow_agents.records import Registry
from iamflow_agents.result import StoryResult
from iamflow_agents.reviews import AttributeEdit, Decision, parse_edit, read_decision
from iamflow_agents.runner import resume
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.story_store import StoryStore

Looks = Mapping[str, str] | Sequence[AttributeEdit]
"""How people are to look from the segment on: `{"Nora.top": "red sweater"}`, or the edits themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RetakePlan:
    """What a retake will do."""

    job_id: str
    segment_index: int
    decision: Decision
    segments: tuple[Dependent, ...]
    """Those that are made again and why, in story order; the film's other takes stay as they are."""
    n_segments: int
    notes: tuple[str, ...] = ()
    """What a person should know before saying yes."""


def plan_retake(
    job_id: str,
    *,
    segment_index: int,
    prompt: str | None = None,
    looks: Looks = (),
    lock: bool = False,
    seed: int | None = None,
    cut: bool = False,
    settings: Settings | None = None,
) -> RetakePlan:
    """Say what a retake would make again; nothing is changed.

    Other words are read with the job's own model, whose answers are kept; so `retake` does not pay them again.

    Args:
        job_id: Which job.
        segment_index: Which segment, from 0, as `SegmentResult.index`.
        prompt: Other words for it.
        looks: How people look from it on; canon with source `user`.
        lock: Whether these looks hold to the end, whatever the script says later.
        seed: Of the new take; another one than before if left out.
        cut: Begin the segment with a cut.
        settings: Where the home is, and how models are reached from here.

    Raises:
        UnknownJobError: If there is no such job.
        NotInStoryError: If the segment is not in the film, or somebody not in the story.
        ConfigError: If a value cannot be read.
    """
    here = settings or load_settings()
    decision = _decision(prompt, looks, lock, seed, cut)
    with open_known(here, Home(here.home), job_id) as store:
        record = store.job(job_id)
        chosen = settings_of_job(record, here)
        script, registry = Script.model_validate_json(record.script_json), store.registry(job_id)
        if not 0 <= segment_index < record.n_segments or store.chosen_take(job_id, segment_index) is None:
            _not_in_film(store, job_id, segment_index, record.n_segments)
        before = Telling(script, registry)
        after = tell_anew(
            before,
            decision,
            segment_index,
            past=past_decisions(store.decisions(job_id)),
            reread=lambda changed: reread_story(chosen, store, record, changed),
        )
        again = to_make_again(store, job_id, segment_index, before, after, fps=chosen.fps)
        return RetakePlan(
            job_id=job_id,
            segment_index=segment_index,
            decision=decision,
            segments=again,
            n_segments=record.n_segments,
            notes=_notes(registry, after.script, decision, segment_index),
        )


def retake(
    job_id: str,
    *,
    segment_index: int,
    prompt: str | None = None,
    looks: Looks = (),
    lock: bool = False,
    seed: int | None = None,
    cut: bool = False,
    settings: Settings | None = None,
    on_event: OnEvent | None = None,
) -> StoryResult:
    """Make a segment again, and only what depends on it; arguments are those of `plan_retake`.

    Returns:
        The film with the new takes; the others keep their files.

    Raises:
        JobLockedError: If the job is running.
        StoryError: If it could not be finished; `resume_story` goes on with it. What `plan_retake` raises changes
            nothing.
    """
    here = settings or load_settings()
    plan = plan_retake(
        job_id,
        segment_index=segment_index,
        prompt=prompt,
        looks=looks,
        lock=lock,
        seed=seed,
        cut=cut,
        settings=here,
    )
    return carry_out(plan, settings=here, on_event=on_event, stop=StopSignal())


def carry_out(plan: RetakePlan, *, settings: Settings, on_event: OnEvent | None, stop: StopSignal) -> StoryResult:
    """Do what a plan says; see `retake`."""
    reply = Reply(decision=plan.decision, retake=plan.segment_index)
    return resume(plan.job_id, settings=settings, on_event=on_event, stop=stop, reply=reply)


def _decision(prompt: str | None, looks: Looks, lock: bool, seed: int | None, cut: bool) -> Decision:
    """The arguments as what a person would answer."""
    if isinstance(looks, Mapping):
        edits = [parse_edit(f"{place}={value}", lock=lock) for place, value in looks.items()]
    else:
        edits = [edit.model_copy(update={"lock": edit.lock or lock}) for edit in looks]
    said = {"action": "cut" if cut else "retake", "prompt": prompt, "seed": seed, "attributes": tuple(edits)}
    return read_decision(said)


def _not_in_film(store: StoryStore, job_id: str, segment_index: int, n_segments: int) -> None:
    there = [str(take.segment_index + 1) for take in store.chosen_takes(job_id)]
    raise NotInStoryError(
        f"segment {segment_index + 1} is not in the film",
        where=f"job {job_id} of {n_segments} segments",
        next_step=f"Those that are: {', '.join(there)}." if there else f"Make it first: iamflow resume {job_id}.",
    )


def _notes(registry: Registry, script: Script, decision: Decision, segment_index: int) -> tuple[str, ...]:
    """Warn where the segment's own words say otherwise than a look that is set."""
    notes = []
    words = script.segments[segment_index].prompt.casefold()
    for edit in decision.attributes:
        identity = find_identity(registry, edit.identity)
        for old in identity.attributes:
            said = old.slot is edit.slot and old.holds_in(segment_index) and old.value.casefold() in words
            if said and edit.value is not None and old.value.casefold() != edit.value.casefold():
                notes.append(f"the prompt itself says {old.value!r} of {identity.name}; give a --prompt without it")
    return tuple(dict.fromkeys(notes))
