"""What a person should do when a chat model fails.

Every failure becomes one error that names backend, model and remedy, and never a key.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from iamflow_agents.backends.failures import Failure
from iamflow_agents.backends.protocol import BackendOptions
from iamflow_agents.errors import BackendError, FailureKind
from iamflow_agents.usage import Usage

_WHAT: dict[FailureKind, str] = {
    "rate_limited": "the server allows no more requests for now",
    "quota": "the account has no credit left",
    "timeout": "no answer came within {timeout:g} s",
    "connection": "the server cannot be reached, or it closed the line",
    "server": "the server failed",
    "protocol": "what came back is no chat completion",
    "auth": "the key was refused, or there is none",
    "not_found": "the server does not have this model or address",
    "unsupported": "the server does not take the request",
    "too_long": "the question is too long for this model",
    "refused": "the provider refused to answer",
}
_NEXT_STEP: dict[FailureKind, str] = {
    "rate_limited": "Wait and resume, lower the setting llm_concurrency, or use another model.",
    "quota": "Add credit to the account and resume, or use another model.",
    "timeout": "Raise the setting llm_timeout_s, use a smaller model, or see whether the server is busy, and resume.",
    "server": "See the server's log, and resume when it is well.",
    "unsupported": "Set llm_method to auto or to another method, or use another model.",
    "too_long": "Give the model a larger context, lower the setting llm_max_tokens, or shorten the segment.",
    "refused": "Reword the segment, or use another model, or `rules`, which refuses nothing.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where a model stands and how a person gets at it."""

    name: str
    """The settings string."""
    model: str
    address: str = ""
    """Base address of the server, if it was given."""
    key_variable: str = ""
    """The environment variable that holds the key."""
    secrets: tuple[str, ...] = field(default=(), repr=False)
    """Texts that must never be told."""

    @property
    def where(self) -> str:
        """The backend and its model, for errors."""
        return self.name if self.model in self.name else f"{self.name}, model {self.model}"


def backend_error(failure: Failure, site: Site, options: BackendOptions, usage: Usage) -> BackendError:
    """The one error for a failure."""
    what = _WHAT.get(failure.kind, "the model failed").format(timeout=options.timeout_s)
    status = f"HTTP {failure.status}: " if failure.status else ""
    said = f" ({status}{failure.said})" if failure.said and failure.kind != "timeout" else ""
    return BackendError(
        what + said, where=site.where, next_step=_next_step(failure, site), kind=failure.kind, usage=usage
    )


def _next_step(failure: Failure, site: Site) -> str:
    kind = failure.kind
    if kind == "auth":
        variable = site.key_variable or "the provider's key variable"
        return f"Set {variable} to a key that this server takes and that may use this model."
    if kind == "connection":
        there = f"Start the server at {site.address}, or mend the address" if site.address else "See to the network"
        return f"{there}, and resume."
    if kind == "protocol":
        there = site.address or "the address the provider's client uses"
        return f"See whether {there} is a chat API such as http://HOST:PORT/v1, and no proxy or web page."
    if kind == "not_found":
        there = f"See {site.address}/models for what the server has" if site.address else "See the provider's list"
        return f"{there}, and write the model exactly so."
    if kind == "rate_limited" and failure.retry_after_s:
        return f"The server asks to wait {failure.retry_after_s:.0f} s: resume then, or use another model."
    if failure.is_about_pictures:
        return "Use a model that sees pictures."
    return _NEXT_STEP.get(kind, "Use another model, or `rules`, which needs none.")
