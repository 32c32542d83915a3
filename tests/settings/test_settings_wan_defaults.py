"""The Wan generator's defaults stand in two places, for settings without torch and for Python: they must agree."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.settings import load_settings

OF_THE_HOME = {"weights_home", "prompt_cache"}


def options(home: Path, **given: object) -> dict[str, object]:
    """What the settings hand to the generator, but for folders of the home."""
    found = asdict(load_settings(home=home, **given).wan_options())
    return {name: value for name, value in found.items() if name not in OF_THE_HOME}


def test_settings_wan_defaults_are_the_generators(tmp_path: Path) -> None:
    plain = {name: value for name, value in asdict(WanOptions()).items() if name not in OF_THE_HOME}
    assert options(tmp_path) == plain
    assert options(tmp_path, wan_steps=7) != plain
