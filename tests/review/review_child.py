"""Child process of the kill tests: does one step of a reviewed job, with a stop at a moment that a test chooses."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from review_stage import small, small_script

HEAVY_MODULES = [
    "review_warm",
    "iamflow_agents.runner",
    "iamflow_agents.retaking",
    "iamflow_agents.agents.extractor",
    "iamflow_agents.agents.resolver",
    "iamflow_agents.generator.storyboard.generator",
]


def die() -> None:
    """As by a power cut of the process: nothing is cleaned up."""
    os.kill(os.getpid(), signal.SIGKILL)


def _kill_in(module: Any, name: str, *, after: bool, at_call: int = 1) -> None:
    """Kill this process before or after a call of a function of a module."""
    real, calls = getattr(module, name), [0]

    def dying(*given: Any, **named: Any) -> Any:
        calls[0] += 1
        if calls[0] == at_call and not after:
            die()
        value = real(*given, **named)
        if calls[0] == at_call:
            die()
        return value

    setattr(module, name, dying)


def step(home: Path, what: str, kill: tuple[str, str, bool, int] | None) -> None:
    """Do one thing with the job, and be killed where asked: module, function, whether after it, at which call."""
    from importlib import import_module

    from iamflow_agents import Settings, resume_story, retake, run_story
    from iamflow_agents.errors import ReviewRequiredError

    if kill is not None:
        module, name, after, at_call = kill
        owner: Any = import_module(module)
        *path, name = name.split(".")
        for part in path:
            owner = getattr(owner, part)
        _kill_in(owner, name, after=after, at_call=at_call)
    settings: Settings = small(home, review="each-segment" if what != "retake" else "never")
    looks = {"Tom.top": "red coat"}
    try:
        if what == "run":
            run_story(small_script(3), settings=settings, job_id="pier")
        elif what == "answer":
            edits = [{"identity": "nora", "slot": "top", "value": "red coat"}]
            resume_story("pier", settings=settings, decision={"action": "retake", "attributes": edits, "seed": 9})
        elif what == "retake":
            retake("pier", segment_index=2, looks=looks, settings=settings)
        else:
            resume_story("pier", settings=settings)
    except ReviewRequiredError:
        pass
