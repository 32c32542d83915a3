"""Any LangChain chat model behind the port: asks for a shape in the way the server takes, and outlasts short failures.

What a server refuses (a schema, a temperature, a system turn) is left out from then on, for all threads. Requests that
failed on the way are sent again after a wait that the server may choose. Reading the answer is `asking`'s, building the
model `clients`'.
"""

from __future__ import annotations

import json
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage

from iamflow_agents.backends.failures import Failure, read_failure
from iamflow_agents.backends.messages import chat_messages
from iamflow_agents.backends.protocol import BackendOptions, Completion, Correction, Question
from iamflow_agents.backends.remedies import Site, backend_error
from iamflow_agents.backends.shapes import Manner, next_manner
from iamflow_agents.backends.wires import Wire
from iamflow_agents.errors import PASSING_FAILURES, BackendError
from iamflow_agents.usage import Usage

logger = logging.getLogger(__name__)

LONGEST_WAIT_S = 60.0
"""A server that asks to wait longer is not waited for: the job can be resumed instead."""
_FIRST_WAIT_S = 0.5
_LONGEST_BACKOFF_S = 8.0
_CUT_OFF = frozenset({"length", "max_tokens", "max_output_tokens", "model_length"})
_REFUSED = frozenset({"content_filter", "refusal", "safety", "blocklist", "prohibited_content", "guardrail_intervened"})
_FINISH_NAMES = ("finish_reason", "stop_reason", "done_reason", "stopReason")


class LangChainBackend:
    """Asks a LangChain chat model.

    Args:
        model: The model; it must not retry by itself, or attempts multiply.
        site: What it is called and where it stands.
        options: How to ask.
        is_local: Whether its answers cost nothing.
        sleep: Waits some seconds between attempts.
        on_close: Frees what the model holds.
    """

    def __init__(
        self,
        model: BaseChatModel,
        site: Site,
        options: BackendOptions,
        *,
        is_local: bool = False,
        sleep: Callable[[float], None] = time.sleep,
        on_close: Callable[[], None] | None = None,
    ) -> None:
        self._wire = Wire(model, options)
        self._site = site
        self._options = options
        self._is_local = is_local
        self._sleep = sleep
        self._on_close = on_close
        self._lock = threading.Lock()
        self._manner = self._wire.first_manner()
        profile = model.profile or {}
        self._sees_pictures = profile.get("image_inputs") is not False

    def __repr__(self) -> str:
        """The name alone."""
        return f"LangChainBackend({self.name!r})"

    @property
    def name(self) -> str:
        """The settings string, with the model."""
        return self._site.name

    @property
    def fingerprint(self) -> str:
        """Model, address and sampling; not what was learnt about the server, which changes no answer's worth."""
        options = self._options
        told = {
            "name": self._site.name,
            "model": self._site.model,
            "address": self._site.address,
            "method": options.method,
            "temperature": options.temperature,
            "seed": options.seed,
            "max_tokens": options.max_tokens,
        }
        return "langchain/1:" + json.dumps(told, sort_keys=True)

    @property
    def sees_pictures(self) -> bool:
        """False once the server has refused a picture."""
        return self._sees_pictures

    @property
    def is_local(self) -> bool:
        """Whether its answers cost nothing."""
        return self._is_local

    def complete(self, question: Question[Any], corrections: Sequence[Correction] = ()) -> Completion:
        """Ask once; a request that fails in passing is sent again, one that is refused is put differently.

        It takes at most `(retries + 1) * timeout_s` seconds of waiting for answers, `retries * LONGEST_WAIT_S` between
        them, and what half a dozen quick refusals take.

        Raises:
            BackendError: If no completion came; names backend, model and remedy.
        """
        manner = self._known_manner()
        requests, seconds, retries = 0, 0.0, 0
        refusal: Failure | None = None
        while True:
            requests += 1
            began = time.monotonic()
            try:
                message = self._wire.send(question, chat_messages(question, corrections, manner), manner)
            except Exception as error:  # noqa: BLE001 - every provider's client raises its own
                failure = read_failure(error, secrets=self._site.secrets)
            else:
                self._learn(manner)
                usage = Usage(requests=requests, seconds=seconds + time.monotonic() - began)
                return _completion(message, usage)
            seconds += time.monotonic() - began
            usage = Usage(requests=requests, seconds=seconds)
            if failure.written:  # the server has checked the answer itself: it is for the reader to say what is wrong
                return Completion(text=failure.written, usage=usage)
            other = self._other_manner(manner, failure, question)
            if other is not None:
                logger.info("%s: %s; asking another way (%s)", self.name, failure.said, other.method)
                manner, refusal = other, refusal or failure
                continue
            wait = self._wait(failure, retries, question)
            if wait is None:
                raise self._error(failure, refusal, usage) from None
            logger.info("%s: %s (%s); asking again in %.1f s", self.name, failure.kind, failure.said, wait)
            retries += 1
            self._sleep(wait)

    def close(self) -> None:
        """Close its connections."""
        if self._on_close is not None:
            self._on_close()

    def _known_manner(self) -> Manner:
        with self._lock:
            return self._manner

    def _learn(self, manner: Manner) -> None:
        """Ask so from now on; only a manner that brought an answer is remembered."""
        with self._lock:
            if manner != self._manner:
                self._manner = self._manner.merged(manner)

    def _other_manner(self, manner: Manner, failure: Failure, question: Question[Any]) -> Manner | None:
        if failure.kind != "unsupported":
            return None
        if failure.is_about_pictures and question.pictures:
            self._sees_pictures = False
            return None
        return next_manner(manner, failure.said, may_change_method=self._options.method == "auto")

    def _wait(self, failure: Failure, retries: int, question: Question[Any]) -> float | None:
        """Seconds until the next attempt, None if there shall be none."""
        if failure.kind not in PASSING_FAILURES or retries >= self._options.retries:
            return None
        if failure.retry_after_s is not None:
            return failure.retry_after_s if failure.retry_after_s <= LONGEST_WAIT_S else None
        # Spread, so that threads refused together do not come back together; seeded, so that a run can be told again.
        spread = random.Random(
            f"{question.prompt.label} {question.segment_index} {question.payload} {retries}"
        ).random()
        return float(min(_FIRST_WAIT_S * 2**retries, _LONGEST_BACKOFF_S) * (0.75 + 0.25 * spread))

    def _error(self, failure: Failure, refusal: Failure | None, usage: Usage) -> BackendError:
        """The error of the last failure; if every way to ask was refused, the first refusal says most."""
        told = refusal if refusal is not None and failure.kind == "unsupported" else failure
        return backend_error(told, self._site, self._options, usage)


def _completion(message: AIMessage, usage: Usage) -> Completion:
    """What a model's message says, and what it took."""
    tokens = message.usage_metadata
    spent = Usage(input_tokens=tokens["input_tokens"], output_tokens=tokens["output_tokens"]) if tokens else Usage()
    reasons = {str(message.response_metadata.get(name, "")).lower() for name in _FINISH_NAMES}
    text = _text(message)
    refusal = str(message.additional_kwargs.get("refusal") or "")
    if not refusal and reasons & _REFUSED:
        refusal = text or "the provider's filter held the answer back"
    return Completion(text=text, usage=usage + spent, truncated=bool(reasons & _CUT_OFF), refusal=refusal)


def _text(message: AIMessage) -> str:
    """The arguments of the tool calls, as they came if they are no JSON, or the plain text."""
    # A call without arguments is how a model says nothing; no shape is without fields.
    called = [json.dumps(call["args"], ensure_ascii=False) if call["args"] else "" for call in message.tool_calls]
    called += [call["args"] or "" for call in message.invalid_tool_calls]
    return "\n".join(called) if called else str(message.text)
