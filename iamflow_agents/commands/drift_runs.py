"""Runs stories with a drifting generator and gathers what truly happened in each take.

A run is an ordinary job in a home of its own, which is removed afterwards.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from iamflow_agents.codec import decode
from iamflow_agents.evaluation.drift_takes import DriftedRun, DriftedTake, split_by_sight
from iamflow_agents.events import StoryEvent, TakeFinished
from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.drift_truth import DriftTruth, Injected, read_truth
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.opening import open_store
from iamflow_agents.runner import StopSignal, start
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.takes import SegmentRequest, Verdict

JOB = "drift"


@dataclass(frozen=True, slots=True, kw_only=True)
class RunPlan:
    """One job of a comparison."""

    name: str
    script: Script
    options: DriftOptions
    inner: str = "storyboard"
    seed: int = 0
    width: int = 320
    height: int = 192
    fps: int = 8
    verify: str = "overlap"
    max_takes: int = 2
    look: bool = True
    """Whether faults that cannot be seen are told apart, which takes drawing every faulty take again."""

    @property
    def generator(self) -> str:
        """The generator string."""
        return f"drift:{self.options.describe()}:{self.inner}"


def shortened(script: Script, seconds: float) -> Script:
    """A script whose segments last so long."""
    return script.model_copy(
        update={"segments": tuple(s.model_copy(update={"duration_s": seconds}) for s in script.segments)}
    )


def run_plan(plan: RunPlan) -> DriftedRun:
    """Run one job and read back what was done in it.

    Raises:
        StoryError: If the job fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder))
        artifacts = ArtifactStore(home.job_folder(JOB))
        heard = _Heard(artifacts)
        settings = Settings(
            home=folder,
            generator=plan.generator,
            seed=plan.seed,
            width=plan.width,
            height=plan.height,
            fps=plan.fps,
            verify=plan.verify,
            max_takes=plan.max_takes,
            llm="rules",
            vlm="rules",
        )
        result = start(plan.script, settings=settings, job_id=JOB, on_event=heard, stop=StopSignal())
        with open_store(settings, home) as store:
            chosen = {(take.segment_index, take.number) for take in store.chosen_takes(JOB)}
            verdicts = store.verdicts(JOB)
            takes = store.takes(JOB)
        read = [_read_take(plan, take, heard, verdicts) for take in takes]
    takes_read = tuple(replace(take, chosen=(take.segment_index, take.number) in chosen) for take in read)
    lengths = {take.segment_index: take.duration_s for take in takes_read}
    return DriftedRun(
        takes=takes_read,
        made_s=sum(lengths[index] for index in heard.made),
        unresolved=tuple((u.segment_index, u.identity, u.kind, u.slot) for u in result.unresolved),
    )


@dataclass(slots=True)
class _Heard:
    """Reads what was done in each take when it is finished: of takes that are not in the film it is not kept."""

    artifacts: ArtifactStore
    made: list[int] = field(default_factory=list)
    """Segments of all takes that were generated."""
    truths: dict[str, DriftTruth] = field(default_factory=dict)
    """By the digests of the takes' requests."""

    def __call__(self, event: StoryEvent) -> None:
        """Hear one event."""
        if not isinstance(event, TakeFinished):
            return
        if not event.reused:
            self.made.append(event.segment_index)
        manifest = self.artifacts.recall(event.input_hash)
        # A take that is found again may have lost its state since; what was done in it is known already.
        if manifest is not None and "state" in manifest.files:
            self.truths[event.input_hash] = read_truth(self.artifacts.path(manifest.files["state"])).truth


def _read_take(plan: RunPlan, take: TakeRecord, heard: _Heard, verdicts: Sequence[Verdict]) -> DriftedTake:
    """One take with what was done in it."""
    request = decode(SegmentRequest, take.request_json)
    artifacts, truth = heard.artifacts, heard.truths[take.input_hash]
    if request.previous_frame is not None:
        path = str(artifacts.folder / request.previous_frame.path)
        request = replace(request, previous_frame=replace(request.previous_frame, path=path))
    request = replace(request, previous_state=None)
    hidden: tuple[Injected, ...] = ()
    faults = truth.faults
    if plan.look:
        video = artifacts.path(take.file("video"))
        faults, hidden = split_by_sight(request, truth, video, make_generator(plan.inner))
    return DriftedTake(
        run=plan.name,
        segment_index=take.segment_index,
        number=take.number,
        chosen=False,
        duration_s=request.duration_s,
        cast=request.cast,
        faults=faults,
        hidden=hidden,
        verdicts=tuple(v for v in verdicts if (v.segment_index, v.take_number) == (take.segment_index, take.number)),
    )
