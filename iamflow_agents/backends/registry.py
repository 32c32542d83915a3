"""Backend and generator strings to objects; everything heavy is imported only for what was asked."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from iamflow_agents.agents.ports import Extractor, FrameScorer, Resolver, Verifier
from iamflow_agents.backends.endpoints import check_files, check_language_backend, read_endpoint, require_path
from iamflow_agents.backends.protocol import BackendOptions, ChatBackend, Consultant
from iamflow_agents.errors import ConfigError

__all__ = [
    "check_language_backend",
    "check_name",
    "make_backend",
    "make_extractor",
    "make_frame_scorer",
    "make_resolver",
    "make_verifier",
]


def make_backend(name: str, options: BackendOptions, *, option: str = "--llm") -> ChatBackend:
    """The model behind a string.

    Args:
        name: One of the forms in `endpoints.FORMS`.
        options: How it is asked.
        option: Where the string was given; named in errors.

    Raises:
        ConfigError: If it names nothing, or what it names is not installed, not there or has no key.
        BackendError: If a server that is to be asked for its model does not answer.
    """
    endpoint = read_endpoint(name, option=option)
    check_files(endpoint, option=option)
    if endpoint.kind == "rules":
        from iamflow_agents.backends.rules_backend import RulesBackend

        return RulesBackend()
    if endpoint.kind == "fake":
        from iamflow_agents.backends.fake import FakeBackend

        return FakeBackend(require_path(endpoint, option=option))
    if endpoint.kind == "transformers":
        from iamflow_agents.backends.transformers_chat import TransformersBackend

        return TransformersBackend(endpoint.target, options)
    from iamflow_agents.backends.clients import open_chat_backend

    return open_chat_backend(endpoint, options, option=option)


def make_extractor(backend: str) -> Extractor:
    """The agent that reads prompts.

    Raises:
        ConfigError: If no backend has that name.
    """
    check_language_backend(backend)
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
    check_language_backend(backend)
    from iamflow_agents.agents.resolver import RuleResolver

    return RuleResolver()


def make_verifier(backend: str, consultant: Consultant | None = None, *, max_tokens: int = 1_024) -> Verifier:
    """The agent that looks at takes.

    Args:
        backend: Settings string of the model; `rules` measures colours in the pixels.
        consultant: Asks that model.
        max_tokens: Tokens of an answer, at most.

    Raises:
        ConfigError: If no backend has that name, or it is a model that nobody asks.
    """
    if consultant is not None and backend != "rules":
        from iamflow_agents.agents.model_verifier import ModelVerifier

        return ModelVerifier(consultant, max_tokens=max_tokens)
    check_language_backend(backend, option="--vlm")
    if backend != "rules":
        raise ConfigError(
            f"{backend!r} is a model, and there is nobody to ask it",
            where="--vlm",
            next_step="Give a consultant, or use `rules`.",
        )
    from iamflow_agents.backends.rules.pixel_judge import PixelVerifier

    return PixelVerifier()


def check_name(name: str, known: Sequence[str], *, option: str) -> None:
    """Refuse a name nobody answers to, with the nearest one that somebody does."""
    if name in known:
        return
    near = difflib.get_close_matches(name, known, n=1)
    hint = f"Did you mean `{near[0]}`?" if near else f"This release has: {', '.join(known)}."
    raise ConfigError(f"nothing is called {name!r}", where=option, next_step=hint)


def make_frame_scorer(backend: str, consultant: Consultant | None = None, *, max_tokens: int = 1_024) -> FrameScorer:
    """What rates the frames that memory may choose, while the next ones are made.

    Args:
        backend: Settings string of the model; `rules` measures pixels, where the generator reports a layout.
        consultant: Asks that model.
        max_tokens: Tokens of an answer, at most.
    """
    if consultant is not None and backend != "rules":
        from iamflow_agents.agents.model_scorer import ModelFrameScorer

        return ModelFrameScorer(consultant, max_tokens=max_tokens)
    from iamflow_agents.backends.rules.pixel_scorer import PixelFrameScorer

    return PixelFrameScorer()
