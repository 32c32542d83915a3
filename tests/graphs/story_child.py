"""Child process of the kill tests: runs or resumes one job and writes what it does to a file.

Started from a fork server that has the heavy modules loaded, so that a test can afford many of them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

HEAVY_MODULES = [
    "story_warm",
    "iamflow_agents.runner",
    "iamflow_agents.agents.extractor",
    "iamflow_agents.agents.resolver",
    "iamflow_agents.backends.rules.pixel_judge",
    "iamflow_agents.generator.drift",
    "iamflow_agents.generator.storyboard.generator",
]

PROMPTS = [
    "On the stone pier, Ida, a young woman with red hair and a yellow raincoat, walks in carrying a lantern.",
    "On the pier, old Tom, a man with a white beard and a navy blue sweater, waves at Ida.",
    "In the kitchen, Tom sits down. A brown dog named Biscuit sleeps on the floor.",
    "In the kitchen, Ida enters and hands the lantern to Tom.",
]
SMALL = {"width": 192, "height": 112, "fps": 8, "seed": 7}
FAULTY = {
    "generator": "drift:seed=3,ramp=1,colour=0.6,prop=0.4:storyboard", "verify": "overlap", "max_takes": 2,
    "width": 144, "height": 96, "fps": 4,
}  # fmt: skip
"""Some first takes are rejected, so that something is repaired and something generated in vain."""
KINDS: dict[str, dict[str, Any]] = {
    "plain": SMALL,
    "judged": SMALL | FAULTY,
    "reviewed": SMALL | FAULTY | {"review": "each-segment"},
}
JOB = "pier"


def small_script(n_segments: int = len(PROMPTS)) -> object:
    """A short story in two places, one second a segment."""
    from iamflow_agents.script import Script, Segment

    prompts = PROMPTS[:n_segments]
    return Script(title="Pier", segments=tuple(Segment(prompt=prompt, duration_s=1.0) for prompt in prompts))


def work(home: Path, log: Path, kind: str = "plain") -> None:
    """Start the job, or go on with it; each event becomes a line of `log`, written at once."""
    from iamflow_agents.api import run_story
    from iamflow_agents.events import StoryEvent
    from iamflow_agents.settings import load_settings

    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def keep(event: StoryEvent) -> None:
        fields = {
            name: getattr(event, name)
            for name in ("segment_index", "take_number", "input_hash", "reused", "node")
            if hasattr(event, name)
        }
        os.write(descriptor, (json.dumps({"event": type(event).__name__, **fields}) + "\n").encode())

    settings = load_settings(home=home, **KINDS[kind])
    if kind == "reviewed":
        _run_with_answers(settings, keep)
    else:
        run_story(small_script(4 if kind == "plain" else 3), settings=settings, job_id=JOB, on_event=keep)


def _run_with_answers(settings: Any, keep: Callable[[Any], None]) -> None:
    """Run the job and be the person it asks: a new take of the second segment, everything else approved."""
    from iamflow_agents import pending_review, resume_story
    from iamflow_agents.api import run_story
    from iamflow_agents.errors import ReviewRequiredError
    from iamflow_agents.storage.story_store import StoryStore

    answer: dict[str, Any] | None = None
    while True:
        try:
            if answer is None:
                run_story(small_script(2), settings=settings, job_id=JOB, on_event=keep)
            else:
                resume_story(JOB, settings=settings, decision=answer, on_event=keep)
            return
        except ReviewRequiredError:
            question = pending_review(JOB, settings=settings)
            with StoryStore.open(settings.home) as store:
                given = [event.data["decision"]["action"] for event in store.decisions(JOB)]
            again = question is not None and question.segment_index == 1 and "retake" not in given
            answer = {"action": "retake", "seed": 9} if again else {"action": "approve"}
