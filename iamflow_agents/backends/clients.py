"""Builds LangChain models from backend strings: hosted providers, and any server that speaks the OpenAI chat API.

A server given by address has nothing to do with the environment's OpenAI account; hosted providers read their own
variables. Every client waits a bounded time and retries nothing by itself, since that is `chat`'s to do and to count.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from iamflow_agents.backends.endpoints import PROVIDER_PACKAGES, Endpoint
from iamflow_agents.backends.failures import read_failure, tell
from iamflow_agents.backends.protocol import BackendOptions
from iamflow_agents.backends.remedies import Site, backend_error
from iamflow_agents.errors import ConfigError
from iamflow_agents.usage import Usage

if TYPE_CHECKING:
    import httpx2
    from langchain_core.language_models import BaseChatModel

    from iamflow_agents.backends.chat import LangChainBackend

Sleep = Callable[[float], None]

KEY_VARIABLE = "IAMFLOW_LLM_API_KEY"
_LLM_EXTRA = "pip install 'iamflow-agents[llm]'"


def open_chat_backend(
    endpoint: Endpoint, options: BackendOptions, *, option: str = "--llm", sleep: Sleep = time.sleep
) -> LangChainBackend:
    """Build the backend for an address or a provider.

    Args:
        endpoint: What to open.
        options: How it is asked.
        option: Where it was given; named in errors.
        sleep: Waits some seconds between attempts.

    Raises:
        ConfigError: If something is not installed, no key is set, or the server has several models to choose from.
        BackendError: If a server that is to be asked for its model does not answer.
    """
    _require(endpoint, option)
    if endpoint.kind == "url":
        return _open_url(endpoint, options, option, sleep)
    if endpoint.target == "openai":
        return _open_openai(endpoint, options, option, sleep)
    return _open_provider(endpoint, options, option, sleep)


def _open_url(endpoint: Endpoint, options: BackendOptions, option: str, sleep: Sleep) -> LangChainBackend:
    from langchain_openai import ChatOpenAI

    from iamflow_agents.backends.chat import LangChainBackend
    from iamflow_agents.backends.http_client import bounded_client, unused_client

    client = bounded_client(options, own=endpoint.target, key=options.api_key, is_loopback=endpoint.is_plain_loopback)
    try:
        model = endpoint.model or _only_model(endpoint, options, option, client)
    except BaseException:
        client.close()
        raise
    name = endpoint.name if endpoint.model else f"{endpoint.name.partition('#')[0]}#{model}"
    chat = ChatOpenAI(
        model=model,
        base_url=endpoint.target,
        api_key=_secret("none"),  # something must stand there, or the client looks for a key; it is not sent
        openai_proxy=None,
        http_client=client,
        http_async_client=unused_client(),
        http_socket_options=(),
        max_retries=0,
        timeout=options.timeout_s,
        use_responses_api=False,
        disable_streaming=True,
    )
    site = Site(
        name=name,
        model=model,
        address=endpoint.target,
        key_variable=KEY_VARIABLE,
        secrets=(options.api_key,) if options.api_key else (),
    )
    return LangChainBackend(chat, site, options, is_local=endpoint.is_local, sleep=sleep, on_close=client.close)


def _open_openai(endpoint: Endpoint, options: BackendOptions, option: str, sleep: Sleep) -> LangChainBackend:
    import openai
    from langchain_openai import ChatOpenAI

    from iamflow_agents.backends.chat import LangChainBackend
    from iamflow_agents.backends.http_client import bounded_client, unused_client

    # The library's own variable for a proxy cannot be joined with a client of ours, so it is handed to that client.
    proxy = ChatOpenAI.model_fields["openai_proxy"].get_default(call_default_factory=True)
    client = bounded_client(options, proxy=proxy)
    try:
        chat = ChatOpenAI(
            model=endpoint.model,
            openai_proxy=None,
            http_client=client,
            http_async_client=unused_client(),
            http_socket_options=(),
            max_retries=0,
            timeout=options.timeout_s,
            use_responses_api=False,
            disable_streaming=True,
        )
        if chat.root_client is None:
            raise openai.OpenAIError("no key")
    except openai.OpenAIError:
        client.close()
        raise _no_key(endpoint, "OPENAI_API_KEY", option) from None
    site = Site(
        name=endpoint.name,
        model=endpoint.model,
        address="" if str(chat.root_client.base_url.host) == "api.openai.com" else _address(chat.root_client.base_url),
        key_variable="OPENAI_API_KEY",
        secrets=_secrets(chat),
    )
    return LangChainBackend(chat, site, options, sleep=sleep, on_close=client.close)


def _open_provider(endpoint: Endpoint, options: BackendOptions, option: str, sleep: Sleep) -> LangChainBackend:
    from langchain.chat_models import init_chat_model

    from iamflow_agents.backends.chat import LangChainBackend

    try:
        bare: Any = init_chat_model(endpoint.model, model_provider=endpoint.target)
        # Classes differ in what they can be told, and some send on what they do not know.
        chat = init_chat_model(endpoint.model, model_provider=endpoint.target, **_told(type(bare), options))
    except ImportError as error:
        raise _not_installed(endpoint, option) from error
    except Exception as error:  # noqa: BLE001 - every provider's class raises its own when a key or region is missing
        raise ConfigError(
            f"the model cannot be set up: {tell(error)}",
            where=f"{option} {endpoint.name}",
            next_step="Set the variables that this provider's LangChain package asks for.",
        ) from None
    variables = sorted(bare.lc_secrets.values())
    site = Site(
        name=endpoint.name,
        model=endpoint.model,
        key_variable=" or ".join(variables),
        secrets=_secrets(chat),
    )
    return LangChainBackend(chat, site, options, is_local=endpoint.is_local, sleep=sleep)


def _told(kind: type[BaseChatModel], options: BackendOptions) -> dict[str, Any]:
    """Constructor arguments that a class knows, by field or alias."""
    known = set(kind.model_fields) | {field.alias for field in kind.model_fields.values() if field.alias}
    wishes: tuple[tuple[tuple[str, ...], Any], ...] = (
        (("timeout", "request_timeout"), options.timeout_s),
        (("max_retries",), 0),
        (("max_tokens", "max_output_tokens", "num_predict"), options.max_tokens),
        (("temperature",), options.temperature),
        (("seed",), options.seed),
    )
    told: dict[str, Any] = {"disable_streaming": True}
    for names, value in wishes:
        name = next((name for name in names if name in known), None)
        if name is not None and value is not None:
            told[name] = value
    return told


def _only_model(endpoint: Endpoint, options: BackendOptions, option: str, client: httpx2.Client) -> str:
    """The model of a server that has exactly one.

    Raises:
        ConfigError: If it has none or several.
        BackendError: If it does not answer.
    """
    site = Site(
        name=endpoint.name,
        model="not named",
        address=endpoint.target,
        key_variable=KEY_VARIABLE,
        secrets=(options.api_key,) if options.api_key else (),
    )
    began = time.monotonic()
    try:
        response = client.get(f"{endpoint.target}/models")
        response.raise_for_status()
        names = sorted({str(entry["id"]) for entry in response.json()["data"]})
    except Exception as error:  # noqa: BLE001 - whatever it is, the server did not say what it has
        usage = Usage(requests=1, seconds=time.monotonic() - began)
        raise backend_error(read_failure(error, secrets=site.secrets), site, options, usage) from None
    if len(names) == 1:
        return names[0]
    listed = ", ".join(names[:20]) + (", ..." if len(names) > 20 else "")
    base = endpoint.name.partition("#")[0]
    raise ConfigError(
        f"the server has {len(names) or 'no'} models and none was named",
        where=f"{option} {endpoint.name}",
        next_step=f"Write {base}#MODEL with one of: {listed}." if names else "Load a model into the server first.",
    )


def _require(endpoint: Endpoint, option: str) -> None:
    """Refuse early, and by name, what is not installed."""
    needed = ("langchain", "langchain_openai", "openai", "httpx2")
    if any(importlib.util.find_spec(name) is None for name in needed):
        raise ConfigError(
            "language models need packages that are not installed",
            where=f"{option} {endpoint.name}",
            next_step=f"Run: {_LLM_EXTRA}",
        )


def _not_installed(endpoint: Endpoint, option: str) -> ConfigError:
    near = " A local server needs no package: write http://HOST:PORT/v1#MODEL." if endpoint.target == "ollama" else ""
    return ConfigError(
        f"the provider {endpoint.target} needs a package that is not installed",
        where=f"{option} {endpoint.name}",
        next_step=f"Run: pip install {PROVIDER_PACKAGES[endpoint.target]}.{near}",
    )


def _no_key(endpoint: Endpoint, variable: str, option: str) -> ConfigError:
    return ConfigError(
        "no key is set",
        where=f"{option} {endpoint.name}",
        next_step=f"Set {variable} to your key, or name a server of your own: http://HOST:PORT/v1#MODEL.",
    )


def _secret(text: str) -> Any:
    from pydantic import SecretStr

    return SecretStr(text)


def _secrets(model: Any) -> tuple[str, ...]:
    """All keys a model holds, so that they can be kept out of what is told."""
    from pydantic import SecretStr

    held = [getattr(model, name, None) for name in type(model).model_fields]
    return tuple(key.get_secret_value() for key in held if isinstance(key, SecretStr) and key.get_secret_value())


def _address(url: Any) -> str:
    """An address without a password."""
    port = f":{url.port}" if url.port else ""
    return f"{url.scheme}://{url.host}{port}{url.path}".rstrip("/")
