"""A finished film of three short segments, for tools to look at and to add takes to."""

from __future__ import annotations

import pytest
from tools_stage import JOB, PROMPTS, Film, small

from iamflow_agents import open_desk, run_story
from iamflow_agents.script import Script, Segment


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Film:
    """A home with the job `letter`; tests add takes and never change what it made."""
    home = tmp_path_factory.mktemp("tools") / "home"
    script = Script(title="A letter", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS))
    result = run_story(script, settings=small(home), job_id=JOB)
    return Film(home=home, result=result, desk=open_desk(home, job=JOB))
