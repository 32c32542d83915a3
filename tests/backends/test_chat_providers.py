"""Models of any LangChain provider: asked as their class allows, set up as it knows, missing with a remedy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from chat_stage import GOOD, GOOD_TEXT, Cast, Waits, options, question
from fake_server import FakeServer, Reply
from langchain.chat_models.base import _BUILTIN_PROVIDERS
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import RunnableLambda

from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.chat import LangChainBackend
from iamflow_agents.backends.endpoints import PROVIDER_PACKAGES
from iamflow_agents.backends.registry import make_backend
from iamflow_agents.backends.remedies import Site
from iamflow_agents.errors import BackendError, ConfigError

ANSWER = Cast.model_validate(GOOD)
SITE = Site(name="some:model", model="model", key_variable="SOME_API_KEY", secrets=("hidden-key",))


class Overloaded(Exception):
    """As provider libraries raise it: an HTTP status and nothing of LangChain's."""

    status_code = 529


class ReadTimeout(Exception):
    """As HTTP libraries raise it."""


class Scripted(BaseChatModel):
    """A model class that is not OpenAI's; knows some methods and says or raises what it is told."""

    script: list[Any]
    methods: tuple[str, ...] = ("json_schema",)
    temperature: float | None = 0.0
    asked: list[str]

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _generate(self, messages: list[BaseMessage], stop: Any = None, run_manager: Any = None, **_: Any) -> ChatResult:
        said = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        self.asked.append(f"temperature={self.temperature}")
        if isinstance(said, Exception):
            raise said
        message = said if isinstance(said, AIMessage) else AIMessage(said)
        return ChatResult(generations=[ChatGeneration(message=message)])

    def with_structured_output(self, schema: Any, *, include_raw: bool = False, **changes: Any) -> Any:
        if changes["method"] not in self.methods:
            raise ValueError(f"Unrecognized method {changes['method']}")
        self.asked.append(changes["method"])
        return self | RunnableLambda(lambda said: {"raw": said, "parsed": None, "parsing_error": None})


def backend(
    *script: Any, waits: Waits | None = None, model: dict[str, Any] | None = None, **changes: Any
) -> LangChainBackend:
    scripted = Scripted(script=list(script), asked=[], **(model or {}))
    made = LangChainBackend(scripted, SITE, options(**changes), sleep=waits if waits is not None else Waits())
    made.asked = scripted.asked  # type: ignore[attr-defined]  # for the test to look at
    return made


@pytest.mark.parametrize("methods", [("json_schema",), ("function_calling",), ("json_mode",), ()])
def test_providers_are_asked_in_a_way_their_class_knows(methods: tuple[str, ...]) -> None:
    made = backend(GOOD_TEXT, model={"methods": methods})
    assert ask(made, question()).value == ANSWER
    assert [said for said in made.asked if "=" not in said] == list(methods)  # type: ignore[attr-defined]


def test_providers_tokens_and_tool_calls_are_read() -> None:
    call = {"name": "Cast", "args": GOOD, "id": "1"}
    tokens = {"input_tokens": 7, "output_tokens": 3, "total_tokens": 10}
    completion = backend(AIMessage("", tool_calls=[call], usage_metadata=tokens)).complete(question())
    assert json.loads(completion.text) == GOOD
    assert (completion.usage.requests, completion.usage.input_tokens, completion.usage.output_tokens) == (1, 7, 3)
    blocks = AIMessage([{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": GOOD_TEXT}])
    assert backend(blocks).complete(question()).text == GOOD_TEXT


@pytest.mark.parametrize(
    ("metadata", "kind"),
    [
        ({"stop_reason": "max_tokens"}, "truncated"),
        ({"finish_reason": "MAX_TOKENS"}, "truncated"),
        ({"done_reason": "length"}, "truncated"),
        ({"stop_reason": "refusal"}, "refused"),
        ({"finish_reason": "SAFETY"}, "refused"),
        ({"finish_reason": "stop"}, "malformed"),
    ],
)
def test_providers_words_for_the_end_are_understood(metadata: dict[str, str], kind: str) -> None:
    with pytest.raises(BackendError) as caught:
        ask(backend(AIMessage('{"people"', response_metadata=metadata)), question())
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Overloaded("overloaded"), "server"),
        (ReadTimeout("slow"), "timeout"),
        (TimeoutError(), "timeout"),
        (ConnectionResetError("reset by peer"), "connection"),
    ],
)
def test_providers_own_exceptions_are_read(error: Exception, kind: str) -> None:
    waits = Waits()
    assert ask(backend(error, GOOD_TEXT, waits=waits), question()).value == ANSWER and len(waits) == 1
    with pytest.raises(BackendError) as caught:
        ask(backend(error, retries=1), question())
    assert (caught.value.kind, caught.value.retryable, caught.value.usage.requests) == (kind, True, 2)
    assert caught.value.where == "some:model"


def test_providers_unknown_exceptions_become_the_one_error_without_the_key() -> None:
    with pytest.raises(BackendError, match="no chat completion") as caught:
        ask(backend(KeyError("hidden-key went wrong")), question())
    assert caught.value.kind == "protocol" and "hidden-key" not in str(caught.value)


def test_providers_a_refused_temperature_is_left_out() -> None:
    refused = Overloaded("temperature is not supported by this model")
    refused.status_code = 400
    made = backend(refused, GOOD_TEXT)
    assert ask(made, question()).value == ANSWER
    settings = [said for said in made.asked if "=" in said]  # type: ignore[attr-defined]
    assert settings == ["temperature=0.0", "temperature=None"]


def test_providers_a_model_known_to_be_blind_says_so() -> None:
    assert not backend(GOOD_TEXT, model={"profile": {"image_inputs": False}}).sees_pictures
    assert backend(GOOD_TEXT, model={"profile": {"image_inputs": True}}).sees_pictures and backend("").sees_pictures


def test_providers_list_is_langchains() -> None:
    packages = {name: entry[0].split(".")[0].replace("_", "-") for name, entry in _BUILTIN_PROVIDERS.items()}
    assert packages == PROVIDER_PACKAGES


def test_providers_that_are_not_installed_are_named_with_the_command() -> None:
    with pytest.raises(ConfigError, match="pip install langchain-anthropic"):
        make_backend("anthropic:some-model", options())
    with pytest.raises(ConfigError, match=r"langchain-ollama.*http://HOST"):
        make_backend("ollama:some-model", options())


def test_providers_installed_ones_are_set_up_and_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    key = "azure-key-1234567890"
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_PROXY", "AZURE_OPENAI_ENDPOINT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("OPENAI_API_VERSION", "2025-01-01")
    with pytest.raises(ConfigError, match="cannot be set up"):
        make_backend("azure_openai:tiny", options())
    with FakeServer(Reply(text=GOOD_TEXT)) as server:
        server.any_path = True
        monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", server.url)
        monkeypatch.setenv("AZURE_OPENAI_API_KEY", key)
        made = make_backend("azure_openai:tiny", options(max_tokens=55, retries=0))
        assert ask(made, question()).value == ANSWER
        body = server.chats[0].body
        assert {body.get("max_tokens"), body.get("max_completion_tokens")} == {55, None}
        server.script(Reply(status=500, error=f"{key} failed"))
        with pytest.raises(BackendError) as caught:
            ask(made, question())
        assert caught.value.usage.requests == 1 and key not in str(caught.value)
    assert key not in made.fingerprint and not made.is_local
