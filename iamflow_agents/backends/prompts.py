"""Reads the prompts that models are asked with: versioned data files in the folder `prompts`, each with examples."""

from __future__ import annotations

from dataclasses import dataclass
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
    read = _read(name)
    try:
        examples = tuple(Example(payload=row["payload"], answer=row["answer"]) for row in read["examples"])
        return Prompt(
            name=name, version=int(read["version"]), instructions=str(read["instructions"]).strip(), examples=examples
        )
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(name, error) from error


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A question whose right answers are known."""

    payload: str
    right: tuple[str, ...]
    """One id for each numbered mention, in order."""


@lru_cache(maxsize=16)
def load_exam(name: str) -> Exam:
    """Read an exam.

    Args:
        name: Name of its file, without `.yaml`.

    Raises:
        ConfigError: If no such exam is installed or its file is damaged.
    """
    read = _read(name)
    try:
        return Exam(payload=str(read["payload"]).strip(), right=tuple(str(who) for who in read["right"]))
    except (KeyError, TypeError) as error:
        raise _damaged(name, error) from error


def _read(name: str) -> Any:
    source = files("iamflow_agents") / "backends" / "prompts" / f"{name}.yaml"
    try:
        return yaml.safe_load(source.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> ConfigError:
    return ConfigError(
        f"prompt {name!r} cannot be read: {error}",
        where="backends/prompts",
        next_step="Install the package again; its prompt files are missing or damaged.",
    )
