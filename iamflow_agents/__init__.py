"""Turns a multi-prompt story into one long video in which everybody stays who they are.

Only what stands in `__all__` is promised. Names load on first use, so that importing the package is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from iamflow_agents.api import arun_story, resume_story, run_story, stream_story
    from iamflow_agents.directing import open_desk
    from iamflow_agents.live import add_segment
    from iamflow_agents.result import StoryResult
    from iamflow_agents.retaking import plan_retake, retake
    from iamflow_agents.reviewing import pending_review
    from iamflow_agents.reviews import Decision
    from iamflow_agents.script import Script
    from iamflow_agents.settings import Settings

__version__ = "0.1.0"
__all__ = (
    "Decision",
    "Script",
    "Settings",
    "StoryResult",
    "add_segment",
    "arun_story",
    "open_desk",
    "pending_review",
    "plan_retake",
    "resume_story",
    "retake",
    "run_story",
    "stream_story",
)

_HOMES = {
    "Decision": "iamflow_agents.reviews",
    "Script": "iamflow_agents.script",
    "Settings": "iamflow_agents.settings",
    "StoryResult": "iamflow_agents.result",
    "add_segment": "iamflow_agents.live",
    "arun_story": "iamflow_agents.api",
    "open_desk": "iamflow_agents.directing",
    "pending_review": "iamflow_agents.reviewing",
    "plan_retake": "iamflow_agents.retaking",
    "resume_story": "iamflow_agents.api",
    "retake": "iamflow_agents.retaking",
    "run_story": "iamflow_agents.api",
    "stream_story": "iamflow_agents.api",
}


def __getattr__(name: str) -> Any:
    """Load a public name from the module it lives in."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
