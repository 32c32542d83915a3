"""The HTTP client under OpenAI-style models: requests end in time, and no key or header strays to another server.

The client library fills in whatever the environment says of an OpenAI account (organisation, project, headers of any
name); a server given by address must hear none of it, so what leaves is decided here, at the last moment.
"""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import openai

from iamflow_agents.backends.protocol import BackendOptions

_CONNECT_S = 10.0
_CLIENT_MARK = "x-stainless-raw-response"
"""The client's mark for itself, which it looks for when the answer comes."""
_OWN_HEADERS = frozenset(
    {"host", "accept", "accept-encoding", "connection", "content-type", "content-length", _CLIENT_MARK}
)
"""What a server given by address is told; everything else could belong to another account."""
_UNTIL = "iamflow_until"
"""Where a request keeps the time by which its answer must have come."""


class _Bounded(httpx2.SyncByteStream):
    """A body that must have arrived by a time; a server that sends a blank now and then would never end."""

    def __init__(self, body: Any, until: float) -> None:
        self._body = body
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._body:
            if time.monotonic() > self._until:
                raise httpx2.ReadTimeout("the answer did not end in time")
            yield piece

    def close(self) -> None:
        """Close the body."""
        self._body.close()


def bounded_client(
    options: BackendOptions,
    *,
    own: str | None = None,
    key: str | None = None,
    is_loopback: bool = False,
    proxy: str | None = None,
) -> httpx2.Client:
    """An HTTP client whose requests end in time.

    Args:
        options: How long that is.
        own: Base address of a server that is told nothing of other accounts; None for a hosted provider.
        key: Key for that server, and no other it may redirect to.
        is_loopback: Whether it is on this machine: no proxy gets there, and no certificates are loaded for it.
        proxy: A proxy to use in any case.
    """
    home = httpx2.URL(own) if own else None

    def on_request(request: httpx2.Request) -> None:
        request.extensions[_UNTIL] = time.monotonic() + options.timeout_s
        if home is not None:
            for name in [name for name in request.headers if name.lower() not in _OWN_HEADERS]:
                del request.headers[name]
            request.headers["User-Agent"] = "iamflow-agents"
            if key and (request.url.scheme, request.url.netloc) == (home.scheme, home.netloc):
                request.headers["Authorization"] = f"Bearer {key}"

    def on_response(response: httpx2.Response) -> None:
        response.stream = _Bounded(response.stream, response.request.extensions[_UNTIL])

    return openai.DefaultHttpxClient(
        timeout=httpx2.Timeout(options.timeout_s, connect=min(_CONNECT_S, options.timeout_s)),
        event_hooks={"request": [on_request], "response": [on_response]},
        trust_env=not is_loopback,
        verify=_without_certificates() if is_loopback else True,
        proxy=proxy,
    )


def unused_client() -> httpx2.AsyncClient:
    """Stands where LangChain wants an asynchronous client, so that it does not load all certificates for one."""
    return httpx2.AsyncClient(verify=_without_certificates(), trust_env=False)


def _without_certificates() -> ssl.SSLContext:
    """Trusts nobody; loading the list of those to trust takes a tenth of a second."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
