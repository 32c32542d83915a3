"""Turn what the story says about a segment into the request a generator gets.

Pure functions over records: the grounded prompt (`grounding`), the transition (`transitions`), the memory frames
(`memory`) and the seed are decided here or there; nothing is read from or written to disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from iamflow_agents.agents.grounding import count_words, ground_prompt, on_screen_members, scene_of
from iamflow_agents.agents.memory import select_memory
from iamflow_agents.agents.transitions import ALL_KINDS, changed_looks, plan_transition
from iamflow_agents.errors import ScriptError
from iamflow_agents.records import Registry, Scene, TransitionKind
from iamflow_agents.script import Script
from iamflow_agents.takes import FileRef, MemoryFrame, SegmentRequest, Transition

__all__ = (
    "build_request",
    "count_words",
    "emphasise",
    "ground_prompt",
    "plan_segment_transition",
    "plan_transition",
    "select_memory",
    "take_seed",
    "text_key",
)


def take_seed(job_seed: int, segment_index: int, take_number: int) -> int:
    """Seed of one take: 31 bits, the same on every machine, different for every take."""
    text = f"{job_seed}/{segment_index}/{take_number}"
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") & 0x7FFFFFFF


def text_key(reader: str, text: str) -> str:
    """Key under which a reading of a text is kept: changes with the reader's version and with every letter."""
    return hashlib.sha256(f"{reader}\n{text}".encode()).hexdigest()


def plan_segment_transition(
    script: Script,
    registry: Registry,
    segment_index: int,
    *,
    fps: int,
    possible: Collection[TransitionKind] = ALL_KINDS,
) -> Transition:
    """Plan how a segment of a script begins, as far as its generator can do it."""
    previous = _scene(registry, segment_index - 1) if segment_index > 0 else None
    current = _scene(registry, segment_index)
    return plan_transition(
        previous,
        current,
        requested=script.segments[segment_index].transition,
        fps=fps,
        previous_prompt=script.segments[segment_index - 1].prompt if previous else "",
        prompt=script.segments[segment_index].prompt,
        looks=changed_looks(registry, previous, current) if previous else (),
        possible=possible,
    )


def build_request(
    script: Script,
    registry: Registry,
    segment_index: int,
    *,
    take_number: int = 1,
    job_seed: int,
    width: int,
    height: int,
    fps: int,
    transition: Transition | None = None,
    transitions: Collection[TransitionKind] = ALL_KINDS,
    previous_frame: FileRef | None = None,
    memory_frames: Sequence[MemoryFrame] = (),
    memory_budget: int = 0,
    memory_per_identity: int = 1,
    emphasis: Sequence[str] = (),
    captions: bool = False,
    max_prompt_tokens: int | None = None,
    count_tokens: Callable[[str], int] = count_words,
) -> SegmentRequest:
    """Put together everything a generator needs for one take.

    Args:
        script: The story's words.
        registry: Who is who and what happens.
        segment_index: The segment, counted from 0.
        take_number: Counted from 1; decides the seed together with `job_seed`.
        job_seed: Seed of the whole job.
        width: Pixels.
        height: Pixels.
        fps: Pixel frames a second.
        transition: How the segment begins; planned from the script when None.
        transitions: What the generator can do, for the planning.
        previous_frame: Last frame of the previous segment's chosen take; without one every transition is a cut.
        memory_frames: The archive to choose from.
        memory_budget: Most memory frames to give to the generator.
        memory_per_identity: Most of them for the sake of one identity.
        emphasis: `identity/slot` pairs an earlier take got wrong.
        captions: Whether the prompt is shown below the picture.
        max_prompt_tokens: Budget of the generator's text encoder, None without a limit.
        count_tokens: Counts as that encoder does.

    Returns:
        The request; `cast` is everybody and everything on screen by first mention, groups as their members, and what
        they still have in their hands.

    Raises:
        ScriptError: If nothing was read for the segment.
    """
    segment, scene = script.segments[segment_index], _scene(registry, segment_index)
    planned = transition or plan_segment_transition(script, registry, segment_index, fps=fps, possible=transitions)
    cast = on_screen_members(registry, scene)
    cast += kept_in_hand(registry, scene, cast)
    request = SegmentRequest(
        segment_index=segment_index,
        take_number=take_number,
        prompt=segment.prompt,
        grounded_prompt=ground_prompt(
            segment.prompt,
            registry,
            segment_index,
            max_tokens=max_prompt_tokens,
            count_tokens=count_tokens,
            emphasis=emphasis,
        ),
        seed=take_seed(job_seed, segment_index, take_number),
        duration_s=segment.duration_s,
        width=width,
        height=height,
        fps=fps,
        setting=scene.setting,
        style=script.style,
        camera=scene.camera,
        cast=tuple(registry.appearance(key, segment_index) for key in cast),
        actions=scene.actions,
        holdings=scene.holdings,
        memory=select_memory(
            memory_frames, cast, scene.setting.place, budget=memory_budget, per_identity=memory_per_identity
        ),
        emphasis=tuple(emphasis),
        captions=captions,
    )
    return _with_transition(request, planned, previous_frame)


def kept_in_hand(registry: Registry, scene: Scene, cast: Sequence[str]) -> tuple[str, ...]:
    """Props that somebody on screen still holds although the segment does not speak of them.

    A viewer who saw the lantern handed over sees it vanish when the next prompt is silent about it. It stays while
    the story stays at the place where it was last seen; where the story moves on, silence means it was put away.

    Args:
        registry: Who is who and what happens.
        scene: The segment.
        cast: Keys of those on screen.
    """
    kept = []
    for holding in scene.holdings:
        if holding.holder not in cast or holding.prop in cast:
            continue
        for before in reversed(registry.scenes[: scene.index]):
            if before.setting.place != scene.setting.place:
                break
            if holding.prop in before.on_screen():
                kept.append(holding.prop)
                break
    return tuple(dict.fromkeys(kept))


def emphasise(
    request: SegmentRequest,
    registry: Registry,
    emphasis: Sequence[str],
    *,
    cut: bool = False,
    max_prompt_tokens: int | None = None,
    count_tokens: Callable[[str], int] = count_words,
) -> SegmentRequest:
    """Change a request for another take after a repair decision.

    Args:
        request: What the rejected take was asked for.
        registry: Who is who.
        emphasis: `identity/slot` pairs that were wrong; they join those of earlier takes.
        cut: Begin with a cut even if it was planned to go on from the segment before.
        max_prompt_tokens: Budget of the generator's text encoder.
        count_tokens: Counts as that encoder does.

    Returns:
        The request with a new grounded prompt; number and seed are the caller's to change.
    """
    pairs = tuple(dict.fromkeys((*request.emphasis, *emphasis)))
    grounded = ground_prompt(
        request.prompt,
        registry,
        request.segment_index,
        max_tokens=max_prompt_tokens,
        count_tokens=count_tokens,
        emphasis=pairs,
    )
    revised = replace(request, emphasis=pairs, grounded_prompt=grounded)
    if cut and not request.transition.is_cut:
        why = Transition(reason="earlier takes that blended were rejected")
        revised = replace(revised, transition=why, previous_frame=None)
    return revised


def _with_transition(request: SegmentRequest, planned: Transition, previous_frame: FileRef | None) -> SegmentRequest:
    """Fit a transition to what there is to go on from and to half of the segment's length."""
    if planned.is_cut:
        return replace(request, transition=planned)
    window = min(planned.window_frames, request.n_frames // 2)
    if previous_frame is None or window < 1:
        why = "nothing to blend from" if previous_frame is None else "too short to blend"
        return replace(request, transition=Transition(reason=why))
    return replace(request, transition=replace(planned, window_frames=window), previous_frame=previous_frame)


def _scene(registry: Registry, segment_index: int) -> Scene:
    scene = scene_of(registry, segment_index)
    if scene is None:
        raise ScriptError(
            "Nothing was read for this segment",
            where=f"segment {segment_index}",
            next_step="Run the extraction of this segment again.",
        )
    return scene
