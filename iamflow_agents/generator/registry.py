"""Generator strings to generators; only the one that was asked for is imported."""

from __future__ import annotations

import difflib
import importlib.util
from typing import TYPE_CHECKING

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.protocol import VideoGenerator

if TYPE_CHECKING:
    from iamflow_agents.generator.wan.options import WanOptions

GENERATORS = ("storyboard", "wan", "wan:tiny", "drift:storyboard")
WAN_PACKAGES = ("torch", "diffusers", "transformers", "safetensors")
DRAWING_PACKAGES = "libegl1 libgl1 libexpat1"


def make_generator(name: str, *, wan: WanOptions | None = None) -> VideoGenerator:
    """Build a generator by name: `storyboard`, `wan`, `wan:PATH`, `wan:tiny`, or one of them behind `drift:`.

    Args:
        name: Which.
        wan: How a Wan generator is to run; its model gives way to one in the name.

    Raises:
        ConfigError: If there is none of that name, or the machine lacks a library it needs.
    """
    if name.partition(":")[0] == "drift":
        return _drifting(name, wan)
    if name.partition(":")[0] == "wan":
        return _wan(name, wan)
    if name not in GENERATORS:
        near = difflib.get_close_matches(name, GENERATORS, n=1)
        hint = f"Did you mean `{near[0]}`?" if near else f"This release has: {', '.join(GENERATORS)}."
        raise ConfigError(f"no generator is called {name!r}", where="--generator", next_step=hint)
    check_drawing_library()
    from iamflow_agents.generator.storyboard.generator import StoryboardGenerator

    return StoryboardGenerator()


def note_of(name: str) -> str:
    """What everybody who sees a film of this generator should know; usually nothing. Needs none of its packages."""
    if name.partition(":")[0] == "drift":
        from iamflow_agents.generator.drift_options import NOTE, parse_drift

        return f"{note_of(parse_drift(name)[1])} {NOTE}".strip()
    if name.partition(":")[0] != "wan":
        return ""
    from iamflow_agents.generator.wan.options import TINY_NOTE, WanOptions

    return TINY_NOTE if WanOptions().named(name).is_tiny else ""


def _drifting(name: str, wan: WanOptions | None) -> VideoGenerator:
    """A generator that loses identities on purpose, around another one."""
    from iamflow_agents.generator.drift import DriftingGenerator
    from iamflow_agents.generator.drift_options import parse_drift

    options, inner = parse_drift(name)
    return DriftingGenerator(make_generator(inner, wan=wan), options)


def _wan(name: str, options: WanOptions | None) -> VideoGenerator:
    """A causal Wan generator; nothing is loaded yet."""
    check_wan_packages()
    from iamflow_agents.generator.wan.generator import WanGenerator
    from iamflow_agents.generator.wan.options import WanOptions

    return WanGenerator((options or WanOptions()).named(name))


def check_wan_packages() -> None:
    """Make sure that the packages of the Wan generator are installed; they are not imported.

    Raises:
        ConfigError: With the command that installs them.
    """
    missing = [package for package in WAN_PACKAGES if importlib.util.find_spec(package) is None]
    if missing:
        raise ConfigError(
            f"the packages {', '.join(missing)} are not installed",
            where="the Wan generator",
            next_step='Run `pip install "iamflow-agents[wan]"`.',
        )


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
