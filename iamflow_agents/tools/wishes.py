"""From what a caller wishes to see to the request a generator gets, on the story as a job knows it.

A wish without words of its own is the segment as the job planned it, so that it leads to the very take the job made.
A wish with other words is read in the place of the segment, between all the others: whoever the story knows is
recognised in it and keeps their looks. One past the end continues the story.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ValidationError

from iamflow_agents.codec import decode
from iamflow_agents.errors import NotInStoryError, ScriptError
from iamflow_agents.records import Identity, Registry, Source
from iamflow_agents.script import Script, Segment
from iamflow_agents.storage.observed import beside_canon
from iamflow_agents.takes import SegmentRequest
from iamflow_agents.tools.desk import OpenJob, StoryDesk
from iamflow_agents.tools.make_take import TakeMaker
from iamflow_agents.tools.planning import JobTerms, plan_segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a caller wants to see; None leaves it as the story has it."""

    segment: int | None = None
    """Which segment; the one after the last if left out or equal to their number."""
    prompt: str | None = None
    duration_s: float | None = None
    seed: int | None = None


def plan_wish(desk: StoryDesk, opened: OpenJob, wish: Wish, maker: TakeMaker, terms: JobTerms) -> SegmentRequest:
    """Turn a wish into a request.

    Args:
        desk: Where to work.
        opened: The job.
        wish: What is wished for.
        maker: What will make it.
        terms: The job's settings.

    Raises:
        NotInStoryError: If there is no such segment.
        ScriptError: If the words or the duration can be no segment's.
    """
    index = _index(opened, wish)
    script, registry, request = opened.script, opened.registry, None
    if wish.prompt is None and wish.duration_s is None:
        request = _as_planned(opened, index)
    else:
        script = _changed(script, index, wish)
        if wish.prompt is not None:
            registry = with_known_looks(desk.reread(opened.store, opened.record, script), registry, index)
    if request is None:
        job_id = opened.record.job_id
        before = opened.store.best_take(job_id, index - 1) if index else None
        request = plan_segment(maker, opened.store, job_id, script, registry, index, terms, before=before)
    return request if wish.seed is None else replace(request, seed=wish.seed)


def _index(opened: OpenJob, wish: Wish) -> int:
    """The segment that is meant."""
    if wish.segment is None and wish.prompt is None:
        raise NotInStoryError(
            "nothing was asked for",
            where="arguments segment and prompt",
            next_step="Give a segment that list_segments shows, a prompt that continues the story, or both.",
        )
    index = opened.n_segments if wish.segment is None else wish.segment
    if index == opened.n_segments and wish.prompt is not None:
        return index
    return opened.segment(index)


def _as_planned(opened: OpenJob, index: int) -> SegmentRequest | None:
    """What the job asked for; None before it got there."""
    if take := opened.store.best_take(opened.record.job_id, index):
        return decode(SegmentRequest, take.request_json)
    plan = opened.store.plan(opened.record.job_id, index)
    return decode(SegmentRequest, plan.request_json) if plan else None


def _changed(script: Script, index: int, wish: Wish) -> Script:
    """The script with the wish in its place."""
    segments = list(script.segments)
    old = segments[index] if index < len(segments) else segments[-1].model_copy(update={"transition": "auto"})
    try:
        new = Segment(
            prompt=old.prompt if wish.prompt is None else wish.prompt,
            duration_s=old.duration_s if wish.duration_s is None else wish.duration_s,
            transition=old.transition,
        )
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        raise ScriptError(
            f"it can be no segment: {problem['msg']}",
            where=f"argument {problem['loc'][0]}",
            next_step="Say in a sentence or two what is to be seen, or give another duration in seconds.",
        ) from None
    segments[index : index + 1] = [new]
    return script.model_copy(update={"segments": tuple(segments)})


def with_known_looks(registry: Registry, known: Registry, index: int) -> Registry:
    """Give back to those who are the same in both readings what only the replaced words said of them.

    Other words for the segment that introduces somebody would otherwise undress them. Slots that the new words
    speak of are theirs; what was observed stays behind canon.

    Args:
        registry: The story with other words in one segment.
        known: The story as the job knows it.
        index: The segment with other words.
    """
    before = {(one.key, one.kind): one for one in known.identities}

    def filled(identity: Identity) -> Identity:
        old = before.get((identity.key, identity.kind))
        if old is None:
            return identity
        canon = [a for a in old.attributes if a.source is not Source.OBSERVED]
        said = {a.slot for a in identity.attributes if a.valid_from == index}
        lost = {a.slot for a in canon if a.valid_from == index} - said
        kept = [a for a in canon if a.slot in lost and a.holds_in(index)]
        now = [a for a in identity.attributes if a.slot not in lost]
        observed = [a for a in old.attributes if a.source is Source.OBSERVED]
        gender = old.gender if identity.gender == "unknown" else identity.gender
        return replace(identity, gender=gender, attributes=beside_canon([*now, *kept], observed))

    return replace(registry, identities=tuple(filled(identity) for identity in registry.identities))
