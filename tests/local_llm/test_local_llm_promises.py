"""What the run with a real model checks: each promise is seen to be broken."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from run_extraction import LocalModelError, Read, broken_promises, serving, told_costs

from iamflow_agents.commands.costs import cost_line
from iamflow_agents.evaluation.identity_scores import Score, Tally
from iamflow_agents.usage import ModelCall, Usage, sum_up


def read(right: int = 3, props: int = 3, *, calls: int = 2, failed: int = 0) -> Read:
    score = Score(characters=Tally(right=right, missed=5 - right), props=Tally(right=props, missed=5 - props))
    return Read(score=score, calls=calls, failed=failed, seconds=1.0)


@pytest.mark.parametrize(
    ("model", "told"),
    [
        (read(), None),
        (read(right=4), None),
        (read(right=2), "worse .-characters."),
        (read(right=4, props=2), "mixed .*-props.* than the rules"),
        (read(calls=7), None),
        (read(calls=8), "8 calls for 6 segments"),
        (read(calls=2, failed=1), "1 of 2 calls"),
    ],
)
def test_local_llm_broken_promises_are_told(model: Read, told: str | None) -> None:
    found = broken_promises(15, 6, read(calls=0), model)
    assert len(found) == (told is not None)
    assert told is None or re.search(told, found[0])


def test_local_llm_costs_are_read_as_the_command_writes_them() -> None:
    def call(outcome: str) -> ModelCall:
        usage = Usage(requests=2, input_tokens=1_500, output_tokens=30, seconds=1.0)
        return ModelCall(backend="x", prompt="identify/1", segment_index=0, outcome=outcome, usage=usage)

    for outcomes in (["answered"], ["answered", "timeout", "answered"], ["answered"] * 1_200):
        cost = sum_up([call(outcome) for outcome in outcomes])
        assert told_costs(f"warning: x\nmodels: {cost_line(cost)}\n") == (cost["calls"], cost["failed"])
    assert told_costs("nothing was asked") == (0, 0)


def test_local_llm_other_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"no model")
    with pytest.raises(LocalModelError, match="no GGUF"), serving(path, 1):
        raise AssertionError("it was served")
