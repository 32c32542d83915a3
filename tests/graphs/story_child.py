"""Child process of the kill tests: runs or resumes one job and writes what it does to a file.

Started from a fork server that has the heavy modules loaded, so that a test can afford many of them.
"""

from __future__ import annotations

import json
import os
from pathlib import Path

HEAVY_MODULES = [
    "story_warm",
    "iamflow_agents.runner",
    "iamflow_agents.agents.extractor",
    "iamflow_agents.agents.resolver",
    "iamflow_agents.backends.rules.pixel_judge",
    "iamflow_agents.generator.storyboard.generator",
]

PROMPTS = [
    "On the stone pier, Ida, a young woman with red hair and a yellow raincoat, walks in carrying a lantern.",
    "On the pier, old Tom, a man with a white beard and a navy blue sweater, waves at Ida.",
    "In the kitchen, Tom sits down. A brown dog named Biscuit sleeps on the floor.",
    "In the kitchen, Ida enters and hands the lantern to Tom.",
]
SMALL = {"width": 192, "height": 112, "fps": 8, "seed": 7}


def small_script() -> object:
    """A short story in two places, one second a segment."""
    from iamflow_agents.script import Script, Segment

    return Script(title="Pier", segments=tuple(Segment(prompt=prompt, duration_s=1.0) for prompt in PROMPTS))


def work(home: Path, log: Path) -> None:
    """Start the job, or go on with it; each event becomes a line of `log`, written at once."""
    from iamflow_agents.api import run_story
    from iamflow_agents.events import StoryEvent
    from iamflow_agents.settings import load_settings

    descriptor = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    def keep(event: StoryEvent) -> None:
        fields = {
            name: getattr(event, name)
            for name in ("segment_index", "input_hash", "reused", "node")
            if hasattr(event, name)
        }
        os.write(descriptor, (json.dumps({"event": type(event).__name__, **fields}) + "\n").encode())

    run_story(small_script(), settings=load_settings(home=home, **SMALL), job_id="pier", on_event=keep)
