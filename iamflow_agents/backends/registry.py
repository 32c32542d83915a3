"""Backend and generator strings to objects; everything heavy is imported only for what was asked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from iamflow_agents.agents.ports import Extractor, Resolver, Verifier
from iamflow_agents.backends.protocol import Consultant
from iamflow_agents.errors import ConfigError

LANGUAGE_BACKENDS = ("rules",)
VISION_BACKENDS = ("rules",)


def make_extractor(backend: str) -> Extractor:
    """The agent that reads prompts.

    Raises:
        ConfigError: If no backend has that name.
    """
    check_name(backend, LANGUAGE_BACKENDS, option="--llm")
    from iamflow_agents.agents.extractor import RuleExtractor

    return RuleExtractor()


def make_resolver(backend: str, consultant: Consultant | None = None) -> Resolver:
    """The agent that decides who is who.

    Args:
        backend: Settings string of the model.
        consultant: Asks that model what the rules leave open; None leaves everything to the rules.

    Raises:
        ConfigError: If no backend has that name.
    """
    if consultant is not None and backend != "rules":
        from iamflow_agents.agents.model_resolver import ModelResolver

        return ModelResolver(consultant)
    check_name(backend, LANGUAGE_BACKENDS, option="--llm")
    from iamflow_agents.agents.resolver import RuleResolver

    return RuleResolver()


def make_verifier(backend: str) -> Verifier:
    """The agent that looks at takes.

    Raises:
        ConfigError: If no backend has that name.
    """
    check_name(backend, VISION_BACKENDS, option="--vlm")
    from iamflow_agents.backends.rules.pixel_judge import PixelVerifier

    return PixelVerifier()


def check_name(name: str, known: Sequence[str], *, option: str) -> None:
    """Refuse a name nobody answers to, with the nearest one that somebody does."""
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"This release has: {', '.join(known)}."
    raise ConfigError(f"nothing is called {name!r}", where=option, next_step=hint)
