"""A segment's request on the story as a job knows it, planned as the graph plans it.

What the film has shown before the segment decides what it goes on from and what it remembers; the director decides
the rest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from iamflow_agents.agents import director
from iamflow_agents.agents.visual_scores import fused
from iamflow_agents.generator.protocol import Capabilities
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import FileRef, MemoryFrame, SegmentRequest
from iamflow_agents.tools.make_take import TakeMaker

if TYPE_CHECKING:
    from iamflow_agents.settings import Settings


BEFORE_THE_STORY = -1
"""Segment of a memory frame that is older than the story."""
REFERENCE_SCORE = 0.75
"""How well such a frame is taken to show somebody, 0..1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobTerms:
    """What a job's settings say about its pictures."""

    width: int
    height: int
    fps: int
    seed: int
    captions: bool
    memory_budget: int
    memory_per_identity: int

    @classmethod
    def of(cls, settings: Settings) -> JobTerms:
        """Those of a job's settings."""
        return cls(**{field.name: getattr(settings, field.name) for field in fields(cls)})


def plan_segment(
    maker: TakeMaker,
    store: StoryStore,
    job_id: str,
    script: Script,
    registry: Registry,
    index: int,
    terms: JobTerms,
    *,
    before: TakeRecord | None,
) -> SegmentRequest:
    """Build the first request of a segment.

    Args:
        maker: Whose generator is to make it.
        store: The entity database.
        job_id: Whose takes and memory come before.
        script: The story's words; may differ from the job's in this segment, and have one more.
        registry: Who is who in them.
        index: The segment, counted from 0.
        terms: The job's settings.
        before: The best take of the segment before; None for the first, or where none was made.
    """
    able = maker.generator.capabilities
    max_tokens, count = token_budget(able, script.style)
    offered: tuple[MemoryFrame, ...] = ()
    if able.memory != "none":
        offered = (*references_of(store, job_id, registry), *memory_in_film(store, job_id, index))
    if able.memory == "latents":
        offered = tuple(frame for frame in offered if frame.latents)
    budget = min(terms.memory_budget, able.memory_frames or terms.memory_budget)
    more = able.memory_overlap
    request = director.build_request(
        script,
        registry,
        index,
        job_seed=terms.seed,
        width=terms.width,
        height=terms.height,
        fps=terms.fps,
        captions=terms.captions,
        transitions=able.transitions,
        previous_frame=maker.reference(before.file("last_frame")) if before else None,
        memory_frames=offered,
        memory_budget=budget and budget + more,
        memory_per_identity=terms.memory_per_identity and terms.memory_per_identity + more,
        max_prompt_tokens=max_tokens,
        count_tokens=count,
    )
    if before is not None:
        request = replace(request, previous_state=maker.state(before))
    if able.memory_by_text and budget:
        # Only the generator can compare a frame with words.
        request = replace(request, memory=offered)
    if more or able.memory_by_text:
        request = replace(request, memory_budget=budget, memory_per_identity=terms.memory_per_identity)
    return request


def prompts_to_come(able: Capabilities, script: Script, registry: Registry, first: int) -> tuple[str, ...]:
    """What a generator will be asked to show from a segment on, as far as is known; what is observed may change it.

    Args:
        able: The generator's.
        script: The story's words.
        registry: Who is who in them.
        first: The segment to begin with.
    """
    limit, count = token_budget(able, script.style)
    grounded = (
        director.ground_prompt(segment.prompt, registry, index, max_tokens=limit, count_tokens=count)
        for index, segment in enumerate(script.segments[first:], first)
    )
    return tuple(dict.fromkeys(f"{prompt} {script.style}".strip() for prompt in grounded))


def token_budget(able: Capabilities, style: str) -> tuple[int | None, Callable[[str], int]]:
    """How long a grounded prompt may be, and how that is counted; the film's style is encoded with it."""
    count = able.count_tokens or director.count_words
    if able.max_prompt_tokens is None:
        return None, count
    return max(1, able.max_prompt_tokens - (count(style) if style else 0)), count


def references_of(store: StoryStore, job_id: str, registry: Registry) -> tuple[MemoryFrame, ...]:
    """Pictures that are older than the story, as frames before its first segment.

    They count as somebody seen well, and less than what the verifier has confirmed in the film: that shows today's
    looks.
    """
    called = {name: one.key for one in reversed(registry.identities) for name in (*one.aliases, one.name)}
    return tuple(
        MemoryFrame(
            segment_index=BEFORE_THE_STORY,
            take_number=0,
            frame_index=position,
            keyframe=FileRef(sha256=one.picture.sha256, path=one.picture.path),
            identities=(called[one.name],),
            scores=(REFERENCE_SCORE,),
            latents=FileRef(sha256=one.latents.sha256, path=one.latents.path) if one.latents else None,
        )
        for position, one in enumerate(store.references(job_id))
        if one.name in called
    )


def memory_in_film(store: StoryStore, job_id: str, segment_index: int) -> tuple[MemoryFrame, ...]:
    """Archived frames of earlier segments, of the take that is in the film or the newest while none is.

    Takes that were rejected, or made ahead for a segment whose predecessor was made again, are in the archive, too;
    what they show never happened in the film. Which of the others are used is the director's choice (`agents.memory`),
    by the generator's scores joined with what the verifier has seen so far.
    """
    best = store.best_numbers(job_id)
    return tuple(
        fused(frame)
        for frame in store.memory_frames(job_id)
        if frame.segment_index < segment_index and best.get(frame.segment_index) == frame.take_number
    )
