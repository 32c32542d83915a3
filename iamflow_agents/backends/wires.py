"""Sends one request through a LangChain model, in the words its family understands.

OpenAI-style models get their fields put into the body as they are: LangChain's own structured output would check the
answer before we see it and lose what it does not like. All others are asked through `with_structured_output`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage

from iamflow_agents.backends.protocol import BackendOptions, Question
from iamflow_agents.backends.shapes import Manner, request_fields

_OWN_LIMIT_HOSTS = ("openai.com", "azure.com", "microsoft.com")
"""Hosts whose newer models refuse `max_tokens`."""


_SENT_EACH_TIME = frozenset({"max_tokens", "temperature", "seed"})


class UnknownMethodError(NotImplementedError):
    """A model's class knows no such way to ask for a shape."""


class Wire:
    """One model, ready to be asked.

    Args:
        model: The model.
        options: How to ask.
    """

    def __init__(self, model: BaseChatModel, options: BackendOptions) -> None:
        self._options = options
        self._is_openai = _is_openai_style(model)
        # What is sent with every request must not stand in the model as well, or it could not be left out.
        self._model = _unset(model, _SENT_EACH_TIME) if self._is_openai else model

    def first_manner(self) -> Manner:
        """How to ask as long as nothing is known about the server."""
        method = "json_schema" if self._options.method == "auto" else self._options.method
        host = _host(self._model) if self._is_openai else ""
        wants_own = host.endswith(_OWN_LIMIT_HOSTS)
        return Manner(method=method, limit="max_completion_tokens" if wants_own else "max_tokens")

    def send(self, question: Question[Any], messages: Sequence[BaseMessage], manner: Manner) -> AIMessage:
        """Send one request; raises whatever the provider's client raises."""
        if self._is_openai:
            return self._model.invoke(list(messages), **self._fields(question, manner))
        model = _unset(self._model, manner.dropped)
        if manner.method == "plain":
            return model.invoke(list(messages))
        try:
            asking = model.with_structured_output(question.schema, method=manner.method, include_raw=True)
        except (NotImplementedError, ValueError, TypeError) as error:
            raise UnknownMethodError(f"{type(model).__name__} does not support {manner.method}: {error}") from None
        answer = asking.invoke(list(messages))
        said = answer.get("raw") if isinstance(answer, dict) else None
        if not isinstance(said, AIMessage):
            raise UnknownMethodError(f"{type(model).__name__} hides what its model said with {manner.method}")
        return said

    def _fields(self, question: Question[Any], manner: Manner) -> dict[str, Any]:
        """Fields of an OpenAI-style request."""
        known, body = request_fields(manner.method, question.schema)
        extra = {**(getattr(self._model, "extra_body", None) or {}), **body, manner.limit: self._options.max_tokens}
        settings = {"temperature": self._options.temperature, "seed": self._options.seed}
        known |= {name: value for name, value in settings.items() if value is not None}
        return {**{name: value for name, value in known.items() if name not in manner.dropped}, "extra_body": extra}


def _unset(model: BaseChatModel, names: frozenset[str]) -> BaseChatModel:
    """The model without some settings; its connections stay shared."""
    unset = {name: None for name in sorted(names) if name in type(model).model_fields}
    return model.model_copy(update=unset) if unset else model


def _is_openai_style(model: BaseChatModel) -> bool:
    try:
        from langchain_openai.chat_models.base import BaseChatOpenAI
    except ImportError:
        return False
    return isinstance(model, BaseChatOpenAI)


def _host(model: BaseChatModel) -> str:
    """The host an OpenAI-style model talks to."""
    client = getattr(model, "root_client", None)
    return str(client.base_url.host) if client is not None else ""
