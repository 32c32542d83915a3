"""A drifting generator holds every law of a generator, even when everything that can go wrong does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path

import pytest
from stage_requests import ANNA, BEN, ENVELOPE, HAND_OVER, ask, job_for

from iamflow_agents.generator.conformance import Law, laws
from iamflow_agents.generator.drift import DriftingGenerator
from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.drift_truth import read_truth
from iamflow_agents.generator.faults import FaultyGenerator
from iamflow_agents.generator.protocol import (
    BlockProgress,
    CancelFlag,
    GeneratorJob,
    PreparesPrompts,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.tools.kept_generator import KeptGenerator

REQUEST = ask(HAND_OVER, cast=(ANNA, BEN, ENVELOPE), width=96, height=64)
NEVER = {"swap": 0.0, "duplicate": 0.0, "accessory": 0.0, "colour": 0.0, "prop": 0.0}


def always(kind: str) -> DriftOptions:
    """Options under which one kind of fault happens wherever it can."""
    return DriftOptions(**(NEVER | {kind: 1.0}), ramp=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("law", laws().values(), ids=laws().keys())
def test_drift_holds(law: Law, tmp_path: Path) -> None:
    law(lambda: DriftingGenerator(StoryboardGenerator(), DriftOptions(ramp=1)), job_for(REQUEST), REQUEST, tmp_path)


def test_drift_announces_nothing_of_copies(tmp_path: Path) -> None:
    heard: list[BlockProgress] = []
    generator = DriftingGenerator(StoryboardGenerator(), always("duplicate"))
    (tmp_path / "take").mkdir()
    with closing(generator.open(job_for(REQUEST))) as session:
        files = session.generate(REQUEST, tmp_path / "take", on_block=heard.append, cancel=threading.Event())
    assert read_truth(tmp_path / "take" / str(files.state)).truth.faults, "somebody is there twice"
    layouts = [keyframe.layout for progress in heard for keyframe in progress.keyframes]
    told = {box.identity for layout in layouts if layout for box in layout.boxes}
    assert len(layouts) == len(files.keyframes) and told and told <= {one.identity for one in REQUEST.cast}


class Listening(StoryboardGenerator):
    """Its sessions write down which prompts they are told of, and stop when they are told to."""

    def __init__(self) -> None:
        super().__init__()
        self.told: list[tuple[list[str], CancelFlag]] = []

    def open(self, job: GeneratorJob) -> Session:
        session = super().open(job)

        def prepare(prompts: Sequence[str], *, cancel: CancelFlag) -> None:
            self.told.append((list(prompts), cancel))

        session.prepare = prepare  # type: ignore[attr-defined]
        return session


WRAPPERS: dict[str, Callable[[VideoGenerator], VideoGenerator]] = {
    "drift": DriftingGenerator,
    "faults": lambda inner: FaultyGenerator(inner, ()),
    "kept": KeptGenerator,
}


@pytest.mark.parametrize("wrap", WRAPPERS.values(), ids=WRAPPERS)
def test_wrapped_generators_hear_what_is_known_of_prompts(wrap: Callable[[VideoGenerator], VideoGenerator]) -> None:
    inner, flag = Listening(), threading.Event()
    with closing(wrap(inner).open(job_for(REQUEST))) as session:
        assert isinstance(session, PreparesPrompts)
        prepare_prompts(session, lambda: ["one", "two"], cancel=flag)
    assert inner.told == [(["one", "two"], flag)]
    with closing(wrap(StoryboardGenerator()).open(job_for(REQUEST))) as session:
        prepare_prompts(session, lambda: ["one"], cancel=flag)  # one that does not care is not asked to


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_drift_layouts_are_lawful_with_every_fault(kind: str, tmp_path: Path) -> None:
    for name in ("law_files_are_complete", "law_layout_is_true_to_capabilities", "law_same_request_gives_same_bytes"):
        folder = tmp_path / name
        folder.mkdir()
        laws()[name](lambda: DriftingGenerator(StoryboardGenerator(), always(kind)), job_for(REQUEST), REQUEST, folder)
