"""Reads a job's rows back as a `StoryResult`; works for unfinished jobs, too."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from iamflow_agents.agents import repairer
from iamflow_agents.codec import decode
from iamflow_agents.generator.registry import note_of
from iamflow_agents.graphs.judging import frame_scorer_figures, judge_figures, judge_notes
from iamflow_agents.records import Registry
from iamflow_agents.result import SegmentResult, StoryResult, Unresolved
from iamflow_agents.script import Script
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import SegmentRequest, Verdict
from iamflow_agents.usage import sum_up


def build_result(store: StoryStore, job_id: str, script: Script, folder: Path) -> StoryResult:
    """Gather what a job has made so far.

    Args:
        store: The entity database.
        job_id: Which job.
        script: Its script.
        folder: The job's folder.
    """
    registry = store.registry(job_id)
    artifacts = ArtifactStore(folder)
    chosen = {take.segment_index: take for take in store.chosen_takes(job_id)}
    n_takes = Counter(take.segment_index for take in store.takes(job_id))
    found: dict[int, list[Verdict]] = {index: [] for index in sorted(chosen)}
    all_verdicts = store.verdicts(job_id)
    for verdict in all_verdicts:
        if verdict.segment_index in chosen and verdict.take_number == chosen[verdict.segment_index].number:
            found[verdict.segment_index].append(verdict)
    verdicts = tuple(verdict for of_take in found.values() for verdict in of_take)
    segments = tuple(
        _segment(script, registry, artifacts, take, n_takes[index], found[index])
        for index, take in sorted(chosen.items())
    )
    return StoryResult(
        job_id=job_id,
        video=folder / "video.mp4",
        segments=segments,
        identities=registry.identities,
        verdicts=verdicts,
        timings=_timings(store, job_id),
        cost=_cost(store, job_id, all_verdicts, verdicts),
        unresolved=tuple(
            Unresolved.of(verdict, repairer.describe_verdict(verdict)) for verdict in repairer.unresolved(verdicts)
        ),
    )


def _cost(store: StoryStore, job_id: str, verdicts: Sequence[Verdict], chosen: Sequence[Verdict]) -> dict[str, Any]:
    """What models were asked and what it cost; its notes begin with what must be known of the generator."""
    calls = store.model_calls(job_id)
    cost = sum_up(calls)
    of_judge = [call for call in calls if call.is_of_judge]
    generator = str(json.loads(store.job(job_id).settings_json).get("generator", ""))
    notes = [*filter(None, [note_of(generator)]), *cost.get("notes", ()), *judge_notes(of_judge, chosen)]
    figures = {"judge": judge_figures(of_judge, verdicts), "frame_scorer": frame_scorer_figures(calls)}
    return {**cost, **figures, "notes": notes}


def _segment(
    script: Script,
    registry: Registry,
    artifacts: ArtifactStore,
    take: TakeRecord,
    n_takes: int,
    verdicts: Sequence[Verdict],
) -> SegmentResult:
    """One segment of the film."""
    index = take.segment_index
    scene = registry.scenes[index]
    keyframes = sorted((f for f in take.files if f.name.startswith("keyframe-")), key=lambda f: f.name)
    request = decode(SegmentRequest, take.request_json)
    return SegmentResult(
        index=index,
        prompt=request.prompt,
        grounded_prompt=request.grounded_prompt,
        place=scene.setting.place,
        transition=request.transition,
        duration_s=script.segments[index].duration_s,
        take=take.number,
        takes=n_takes,
        seed=take.seed,
        video=artifacts.path(take.file("video")),
        keyframes=tuple(artifacts.path(file) for file in keyframes),
        on_screen=scene.on_screen(),
        accepted=not repairer.unresolved(verdicts),
        score=take.score,
        note=take.note,
    )


def _timings(store: StoryStore, job_id: str) -> dict[str, float]:
    """Seconds by node, over all starts of the job, and their sum."""
    seconds: dict[str, float] = defaultdict(float)
    for event in store.events(job_id):
        data: dict[str, Any] = event.data
        if event.kind == "finished":
            seconds[event.node] += float(data["elapsed_s"])
    return {
        **{node: round(value, 3) for node, value in sorted(seconds.items())},
        "total": round(sum(seconds.values()), 3),
    }
