"""Child process of the live-story tests: runs a job and meets its parent at a pipe, or is killed at an event."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

SMALL = {"width": 128, "height": 80, "fps": 4, "seed": 3}
PROMPTS = [
    "At the station, a woman in a red coat waits beside a suitcase.",
    "In the park, a girl named Lily in a green dress feeds the pigeons.",
]
NEXT = "At the station, Lily puts on a yellow hat and waves to the woman in the red coat."


def main() -> None:
    """Arguments: home, `start` or `resume`, and either `meet=PIPE` or `kill=EVENT` or `run`."""
    from iamflow_agents.api import resume_story, run_story
    from iamflow_agents.events import StoryEvent
    from iamflow_agents.script import Script, Segment
    from iamflow_agents.settings import Settings

    home, how, (what, _, value) = Path(sys.argv[1]), sys.argv[2], sys.argv[3].partition("=")
    settings = Settings(home=home, **SMALL)
    met: list[StoryEvent] = []

    def on_event(event: StoryEvent) -> None:
        if what == "kill" and type(event).__name__ == value:
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "meet" and type(event).__name__ == "TakeFinished" and not met:
            met.append(event)
            Path(value).write_text("filming")
            Path(f"{value}.back").read_text()

    if how == "start":
        script = Script(title="Live", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS))
        run_story(script, settings=settings, job_id="live", on_event=on_event)
    else:
        resume_story("live", settings=settings, on_event=on_event)


if __name__ == "__main__":
    main()
