"""A drifting generator holds every law of a generator, even when everything that can go wrong does."""

from __future__ import annotations

from pathlib import Path

import pytest
from stage_requests import ANNA, BEN, ENVELOPE, HAND_OVER, ask, job_for

from iamflow_agents.generator.conformance import Law, laws
from iamflow_agents.generator.drift import DriftingGenerator
from iamflow_agents.generator.drift_options import DriftOptions
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator

REQUEST = ask(HAND_OVER, cast=(ANNA, BEN, ENVELOPE), width=96, height=64)
NEVER = {"swap": 0.0, "duplicate": 0.0, "accessory": 0.0, "colour": 0.0, "prop": 0.0}


def always(kind: str) -> DriftOptions:
    """Options under which one kind of fault happens wherever it can."""
    return DriftOptions(**(NEVER | {kind: 1.0}), ramp=1)  # type: ignore[arg-type]


@pytest.mark.parametrize("law", laws().values(), ids=laws().keys())
def test_drift_holds(law: Law, tmp_path: Path) -> None:
    law(lambda: DriftingGenerator(StoryboardGenerator(), DriftOptions(ramp=1)), job_for(REQUEST), REQUEST, tmp_path)


@pytest.mark.parametrize("kind", sorted(NEVER))
def test_drift_layouts_are_lawful_with_every_fault(kind: str, tmp_path: Path) -> None:
    for name in ("law_files_are_complete", "law_layout_is_true_to_capabilities", "law_same_request_gives_same_bytes"):
        folder = tmp_path / name
        folder.mkdir()
        laws()[name](lambda: DriftingGenerator(StoryboardGenerator(), always(kind)), job_for(REQUEST), REQUEST, folder)
