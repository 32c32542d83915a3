"""A vision model in this process as judge: it is shown the film, and what it cannot answer is unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from tiny_models import random_model, vision_model

from iamflow_agents import Script, Settings, run_story
from iamflow_agents.consultation import check_judge
from iamflow_agents.errors import ConfigError
from iamflow_agents.records import VerdictKind
from iamflow_agents.script import Segment


def test_transformers_judge_that_babbles_confirms_nothing(tmp_path: Path) -> None:
    folder = vision_model(tmp_path / "model")
    settings = Settings(
        home=tmp_path / "home", vlm=f"transformers:{folder}", width=128, height=80, fps=4, llm_max_tokens=16
    )
    check_judge(settings)
    script = Script(title="One", segments=(Segment(prompt="Nora, in a red sweater, reads.", duration_s=1),))
    result = run_story(script, settings=settings)
    assert {verdict.kind for verdict in result.verdicts} == {VerdictKind.UNKNOWN}
    assert result.cost["judge"]["failed"] >= 1 and result.cost["money"] == 0.0


def test_transformers_model_that_only_reads_is_no_judge(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path / "home", vlm=f"transformers:{random_model(tmp_path / 'model')}")
    with pytest.raises(ConfigError, match="reads text only"):
        check_judge(settings)
