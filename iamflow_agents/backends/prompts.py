"""Reads the prompts that models are asked with: versioned data files in the folder `prompts`, each with examples."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml

from iamflow_agents.backends.protocol import Example, Prompt
from iamflow_agents.errors import ConfigError


@lru_cache(maxsize=16)
def load_prompt(name: str) -> Prompt:
    """Read a prompt.

    Args:
        name: Name of its file, without `.yaml`.

    Raises:
        ConfigError: If no such prompt is installed or its file is damaged.
    """
    source = files("iamflow_agents") / "backends" / "prompts" / f"{name}.yaml"
    try:
        read: Any = yaml.safe_load(source.read_text(encoding="utf-8"))
        examples = tuple(Example(payload=row["payload"], answer=row["answer"]) for row in read["examples"])
        return Prompt(
            name=name, version=int(read["version"]), instructions=str(read["instructions"]).strip(), examples=examples
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise ConfigError(
            f"prompt {name!r} cannot be read: {error}",
            where="backends/prompts",
            next_step="Install the package again; its prompt files are missing or damaged.",
        ) from error
