"""Generator strings to generators; only the one that was asked for is imported."""

from __future__ import annotations

import difflib

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.protocol import VideoGenerator

GENERATORS = ("storyboard",)
DRAWING_PACKAGES = "libegl1 libgl1 libexpat1"


def make_generator(name: str) -> VideoGenerator:
    """Build a generator by name.

    Raises:
        ConfigError: If there is none of that name, or the machine lacks a library it needs.
    """
    if name not in GENERATORS:
        near = difflib.get_close_matches(name, GENERATORS, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"This release has: {', '.join(GENERATORS)}."
        raise ConfigError(f"no generator is called {name!r}", where="--generator", next_step=hint)
    check_drawing_library()
    from iamflow_agents.generator.storyboard.generator import StoryboardGenerator

    return StoryboardGenerator()


def check_drawing_library() -> None:
    """Make sure skia can be loaded: its wheel needs three shared libraries that slim Debian images lack.

    Raises:
        ConfigError: With the Debian packages to install.
    """
    try:
        import skia  # noqa: F401 - only whether it loads is of interest
    except ImportError as error:
        raise ConfigError(
            f"the drawing library cannot be loaded: {error}",
            where="the storyboard generator",
            next_step=f"Install the Debian packages: apt-get install {DRAWING_PACKAGES}",
        ) from error
