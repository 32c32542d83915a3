"""A plan need not be on disk before its checkpoint: lost, it is made again and the film is the same."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from iamflow_agents import Script, Settings, run_story
from iamflow_agents.events import NodeFinished, StoryEvent
from iamflow_agents.script import Segment

SCRIPT = Script(
    title="Plan",
    segments=tuple(
        Segment(prompt=prompt, duration_s=0.5)
        for prompt in ("On a pier, Nora, a woman in a red coat, waves.", "On the pier, Nora sits.", "Nora leaves.")
    ),
)


def film(home: Path, lose: bool) -> tuple[bytes, int]:
    """Make the film; where asked, take each segment's plan away as soon as it is written."""
    lost = 0

    def listen(event: StoryEvent) -> None:
        nonlocal lost
        if lose and isinstance(event, NodeFinished) and event.node == "transition_prompt":
            with sqlite3.connect(home / "iamflow.db") as connection:
                lost += connection.execute(
                    "UPDATE segment SET request_json = NULL WHERE segment_index = ?", (event.segment_index,)
                ).rowcount
            connection.close()

    settings = Settings(home=home, width=128, height=96, fps=8)
    result = run_story(SCRIPT, settings=settings, job_id="plan", on_event=listen)
    return result.video.read_bytes(), lost


def test_graphs_a_lost_plan_is_made_again_and_nothing_changes(tmp_path: Path) -> None:
    whole, none_lost = film(tmp_path / "whole", lose=False)
    mended, n_lost = film(tmp_path / "mended", lose=True)
    assert (none_lost, n_lost) == (0, len(SCRIPT.segments))
    assert mended == whole
