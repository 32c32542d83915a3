"""Reads the string that names a backend, such as `openai:MODEL` or `http://localhost:8000/v1#MODEL`.

Nothing is imported or opened here, so that a wrong string fails before a job begins; `registry` builds what was read.
What is wrong becomes a `ConfigError` that shows how to write it, and never repeats a password.
"""

from __future__ import annotations

import difflib
import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from iamflow_agents.errors import ConfigError

EndpointKind = Literal["rules", "fake", "transformers", "url", "provider"]

FORMS = ("rules", "openai:MODEL", "PROVIDER:MODEL", "http://HOST:PORT/v1#MODEL", "transformers:PATH", "fake:FILE")
PROVIDER_PACKAGES = {
    "anthropic": "langchain-anthropic",
    "anthropic_bedrock": "langchain-aws",
    "azure_ai": "langchain-azure-ai",
    "azure_openai": "langchain-openai",
    "baseten": "langchain-baseten",
    "bedrock": "langchain-aws",
    "bedrock_converse": "langchain-aws",
    "bedrock_mantle_anthropic": "langchain-aws",
    "bedrock_mantle_openai": "langchain-aws",
    "cohere": "langchain-cohere",
    "deepseek": "langchain-deepseek",
    "fireworks": "langchain-fireworks",
    "google_anthropic_vertex": "langchain-google-vertexai",
    "google_genai": "langchain-google-genai",
    "google_vertexai": "langchain-google-vertexai",
    "groq": "langchain-groq",
    "huggingface": "langchain-huggingface",
    "ibm": "langchain-ibm",
    "langsmith": "langchain-openai",
    "litellm": "langchain-litellm",
    "meta": "langchain-meta",
    "mistralai": "langchain-mistralai",
    "nvidia": "langchain-nvidia-ai-endpoints",
    "ollama": "langchain-ollama",
    "openai": "langchain-openai",
    "openrouter": "langchain-openrouter",
    "perplexity": "langchain-perplexity",
    "together": "langchain-together",
    "upstage": "langchain-upstage",
    "xai": "langchain-xai",
}
"""Providers `init_chat_model` knows, and what to install for them."""
_FAMILIES = (
    (("gpt-", "o1", "o3", "chatgpt", "text-davinci"), "openai"),
    (("claude",), "anthropic"),
    (("command",), "cohere"),
    (("accounts/fireworks",), "fireworks"),
    (("gemini",), "google_vertexai"),
    (("amazon.", "anthropic.", "meta."), "bedrock"),
    (("mistral", "mixtral"), "mistralai"),
    (("deepseek",), "deepseek"),
    (("grok",), "xai"),
    (("sonar",), "perplexity"),
    (("solar",), "upstage"),
)
"""How a bare model's name begins, and the provider `init_chat_model` takes it for."""
_URL = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_HOST_AND_PORT = re.compile(r"(localhost|[\w.-]+\.[\w-]+|\[[0-9a-f:]+\]):\d+(/|#|$)", re.IGNORECASE)
_VERSION = re.compile(r"v\d+\w*", re.IGNORECASE)
_LOCAL_SUFFIXES = (".local", ".localhost", ".lan", ".internal", ".home.arpa")
_SHOWN_CHARS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """A backend's string, read."""

    kind: EndpointKind
    name: str
    """The string, without blanks around it."""
    target: str = ""
    """The file or folder, the base address (without a final slash), or the provider."""
    model: str = ""
    """The model; empty for an address that is to be asked which one it has."""

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine or network, as far as the string tells."""
        if self.kind == "url":
            return _is_near(urlsplit(self.target).hostname or "")
        return self.kind != "provider" or self.target == "ollama"

    @property
    def is_plain_loopback(self) -> bool:
        """Whether its address is this machine's own, which no proxy can reach, and without TLS."""
        if not self.target.startswith("http://"):
            return False
        host = urlsplit(self.target).hostname or ""
        address = _address(host)
        return host == "localhost" or host.endswith(".localhost") or (address is not None and address.is_loopback)


def read_endpoint(name: str, *, option: str = "--llm") -> Endpoint:
    """Read a backend's string.

    Args:
        name: The string.
        option: Where it was given; named in errors.

    Returns:
        What it names; files and servers are not touched.

    Raises:
        ConfigError: If it names nothing; says what is nearest, or how to write it.
    """
    name = name.strip()
    if name == "rules":
        return Endpoint(kind="rules", name=name)
    if _URL.match(name):
        return _read_url(name, option)
    if _HOST_AND_PORT.match(name):
        raise _wrong(f"{_shown(name)} is an address without http://", option, f"Write http://{_without_secrets(name)}.")
    head, colon, rest = name.partition(":")
    rest = rest.strip()
    if not colon:
        return _read_bare(name, option)
    if head in ("fake", "transformers"):
        if not rest or "\0" in rest:
            raise _wrong(f"{_shown(name)} names no file", option, f"Write {head}:PATH.")
        return Endpoint(kind="fake" if head == "fake" else "transformers", name=name, target=rest)
    provider = head.strip().replace("-", "_")
    if provider not in PROVIDER_PACKAGES:
        raise _unknown(name, head, rest, option)
    if not rest:
        raise _wrong(f"{_shown(name)} names no model", option, f"Write {head}:MODEL.")
    return Endpoint(kind="provider", name=name, target=provider, model=rest)


def check_language_backend(name: str, *, option: str = "--llm") -> None:
    """Refuse a string that names no language backend, before anything is built.

    Raises:
        ConfigError: If it names nothing, or a file that is not there.
    """
    check_files(read_endpoint(name, option=option), option=option)


def check_files(endpoint: Endpoint, *, option: str) -> None:
    """Refuse an endpoint whose file or folder is not there.

    A model's folder may also be named as on the hub, so only what can be nothing but a path must be there.

    Raises:
        ConfigError: If it is not there.
    """
    is_path = endpoint.target.startswith(("/", "~", "."))
    if endpoint.kind == "fake" or (endpoint.kind == "transformers" and is_path):
        require_path(endpoint, option=option)


def require_path(endpoint: Endpoint, *, option: str) -> Path:
    """The file or folder of an endpoint that has one.

    Raises:
        ConfigError: If it is not there.
    """
    try:
        path = Path(endpoint.target).expanduser()
        is_there = path.exists()
    except (OSError, RuntimeError, ValueError):  # too long, nobody's home, or not a name at all
        path, is_there = Path(endpoint.target), False
    if not is_there:
        what = "a scripted answers file" if endpoint.kind == "fake" else "a folder with a model"
        raise _wrong(f"{_shown(endpoint.name)} is not there", option, f"Give the path of {what}.")
    return path


def _read_bare(name: str, option: str) -> Endpoint:
    """A name without a colon: a model whose provider shows in its name, or a mistake."""
    low = name.lower()
    for beginnings, provider in _FAMILIES:
        if low.startswith(beginnings):
            return Endpoint(kind="provider", name=name, target=provider, model=name)
    raise _unknown(name, name, "", option)


def _read_url(name: str, option: str) -> Endpoint:
    address, _, model = name.partition("#")
    if "#" in name and not model.strip():
        raise _wrong(f"{_shown(name)} names no model", option, "Write the model after the #, or leave the # out.")
    parts, port = _split(address, name, option)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise _wrong(
            f"{_shown(name)} is not an http address",
            option,
            "Write http://HOST:PORT/v1#MODEL or https://HOST/v1#MODEL.",
        )
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    base = f"{parts.scheme}://{host}" + (f":{port}" if port is not None else "")
    if "@" in parts.netloc or parts.query:
        raise _wrong(
            f"the address of {base} holds a name, password or query",
            option,
            "Leave them out of the address; a server's key has a setting of its own, IAMFLOW_LLM_API_KEY.",
        )
    path = re.sub(r"/(chat/)?completions/?$", "", parts.path).rstrip("/")
    if path != parts.path.rstrip("/") or not any(_VERSION.fullmatch(part) for part in path.split("/")):
        better = path if any(_VERSION.fullmatch(part) for part in path.split("/")) else f"{path}/v1"
        raise _wrong(
            f"{_shown(name)} is not the base address of a chat API",
            option,
            f"Such addresses end in /v1: write {base}{better}#{model.strip() or 'MODEL'}.",
        )
    return Endpoint(kind="url", name=name, target=base + path, model=model.strip())


def _split(address: str, name: str, option: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(address.strip())
        if parts.port == 0:
            raise ValueError("port 0")
        return parts, parts.port
    except ValueError as error:
        why = "port" if "port" in str(error).lower() else "address"
        raise _wrong(
            f"the {why} of {_shown(name)} is none", option, "Write http://HOST:PORT/v1#MODEL with a port below 65536."
        ) from None


def _unknown(name: str, head: str, rest: str, option: str) -> ConfigError:
    known = ["rules", "fake", "transformers", *PROVIDER_PACKAGES]
    # A bare word is more often a model's name than a misspelt provider.
    near = difflib.get_close_matches(head.lower()[:_SHOWN_CHARS], known, n=1, cutoff=0.6 if rest else 0.75)
    if near:
        better = near[0] if near[0] == "rules" else f"{near[0]}:{rest or 'MODEL'}"
        step = f"Did you mean `{_without_secrets(better)}`?"
    else:
        step = f"Write {', '.join(FORMS[:-1])} or {FORMS[-1]}."
    return _wrong(f"nothing is called {_shown(name)}", option, step)


def _wrong(what: str, option: str, next_step: str) -> ConfigError:
    return ConfigError(what, where=option, next_step=next_step)


def _shown(name: str) -> str:
    shown = repr(_without_secrets(name))
    return shown if len(shown) <= _SHOWN_CHARS else shown[:_SHOWN_CHARS] + "…"


def _without_secrets(name: str) -> str:
    """The string without what may be a password: everything before an @ in a host, every query, and keys."""
    return re.sub(r"(?<=//)[^/#?]*@|(?<=:)[^/#?@:]*@|\?[^#]*|\bsk-[\w-]{8,}", "", name)


def _address(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _is_near(host: str) -> bool:
    """Whether a host is this machine or one of its network: private addresses and names without a public domain."""
    address = _address(host)
    if address is not None:
        return address.is_private or address.is_loopback
    return "." not in host or host.endswith(_LOCAL_SUFFIXES)
