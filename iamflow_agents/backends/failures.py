"""Reads the exceptions of model libraries: what failed, whether waiting helps, and what a person should do.

Every provider's client raises its own; what they share is an HTTP status, a body and a chain of causes. Keys that a
server or client repeats are taken out of everything that is told. Deciding what to do next is `chat`'s.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from iamflow_agents.backends.shapes import is_about_shape
from iamflow_agents.errors import FailureKind

_SHOWN_CHARS = 300
_KEY = re.compile(r"\b(sk|pk|gsk|xai|hf|key|nvapi|AIza)[-_][\w*.-]{6,}|\bAIza[\w-]{10,}|(?<=Bearer )\S+", re.IGNORECASE)
_BY_STATUS: dict[int, FailureKind] = {
    401: "auth",
    402: "quota",
    403: "auth",
    404: "not_found",
    407: "auth",
    408: "timeout",
    409: "server",
    413: "too_long",
    425: "server",
    429: "rate_limited",
}
_BY_CLASS: tuple[tuple[str, FailureKind], ...] = (
    (r"RateLimit|Throttl", "rate_limited"),
    (r"ContextOverflow", "too_long"),
    (r"ContentFilterFinish|Refusal", "refused"),
    (r"Authentication|PermissionDenied|Credential", "auth"),
    (r"Timeout", "timeout"),
    (r"Connect|RemoteProtocol|ReadError|WriteError|Network|ConnectionError|IncompleteRead", "connection"),
    (r"^NotImplementedError$", "unsupported"),
)
_BY_WORDS: tuple[tuple[str, FailureKind], ...] = (
    (r"insufficient_quota|insufficient (balance|credit|funds)|billing", "quota"),
    (r"context.?(length|window|size)|maximum context|too many tokens|prompt is too long|too large", "too_long"),
    (r"(invalid|incorrect|missing|no) api.?key|api key not valid", "auth"),
    (r"content_policy|content_filter|content management policy|ResponsibleAI", "refused"),
    (
        r"model_not_found|model.{0,80}(not found|does not exist|not exist|is not (available|loaded))|"
        r"(invalid|unknown|no such) model",
        "not_found",
    ),
)
_NO_PICTURES = re.compile(r"\b(images?|image_url|vision|multi-?modal|mmproj|pictures?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a request brought no completion."""

    kind: FailureKind
    said: str
    """What the server or the client said: one line, without keys."""
    status: int | None = None
    retry_after_s: float | None = None
    """Seconds the server asks to wait; None if it does not say."""
    written: str = ""
    """What the model wrote all the same, where a server checks answers itself and rejects them."""

    @property
    def is_about_pictures(self) -> bool:
        """Whether a refusal is about pictures."""
        return self.kind == "unsupported" and bool(_NO_PICTURES.search(self.said))


def read_failure(error: BaseException, *, secrets: Sequence[str] = ()) -> Failure:
    """Read an exception of a model library.

    Args:
        error: The exception.
        secrets: Texts that must not appear in what is told.
    """
    status, body = _status(error), _body(error)
    said = tell(body.get("message") or body.get("detail") or body.get("error") or _deepest(error), secrets)
    code = str(body.get("code") or body.get("type") or "")
    return Failure(
        kind=_kind(error, status, f"{code} {said}"),
        said=said,
        status=status,
        retry_after_s=_retry_after(error),
        written=str(body.get("failed_generation") or ""),
    )


def tell(words: Any, secrets: Sequence[str] = ()) -> str:
    """Words of a server on one short line, without keys; of a web page only its text."""
    text = str(words)
    for secret in secrets:
        text = text.replace(secret, "***") if secret else text
    text = _KEY.sub("***", text)
    if re.search(r"<(html|!doctype|body|head)\b", text, re.IGNORECASE):
        text = "a web page: " + re.sub(r"<(style|script)\b.*?</\1>|<[^>]*>", " ", text, flags=re.DOTALL | re.IGNORECASE)
    line = " ".join(text.split()).rstrip(". ")
    return line if len(line) <= _SHOWN_CHARS else line[:_SHOWN_CHARS] + "…"


def _kind(error: BaseException, status: int | None, words: str) -> FailureKind:
    if status is not None and status >= 400:
        return _kind_of_status(status, words)
    for seen in _chain(error):
        for name in (base.__name__ for base in type(seen).__mro__):
            for pattern, kind in _BY_CLASS:
                if re.search(pattern, name):
                    return kind
    return "protocol"


def _kind_of_status(status: int, words: str) -> FailureKind:
    spoken = next((kind for pattern, kind in _BY_WORDS if re.search(pattern, words, re.IGNORECASE)), None)
    if status in (401, 402, 403, 407, 408, 413):
        return _BY_STATUS[status]
    if status == 429:
        return "quota" if spoken == "quota" else "rate_limited"
    if status == 404:
        return "unsupported" if is_about_shape(words) else "not_found"
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if spoken in ("too_long", "auth", "refused") or (spoken == "not_found" and not is_about_shape(words)):
        return spoken
    if status >= 500:
        # Some local servers report what they cannot do as a failure of their own.
        cannot = is_about_shape(words) or re.search(r"image input|not (supported|implemented)", words, re.IGNORECASE)
        return "unsupported" if cannot or status == 501 else "server"
    return "unsupported"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception and what caused it, outermost first."""
    seen: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in seen:
        seen.append(current)
        yield current
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)


def _deepest(error: BaseException) -> str:
    """The innermost words: `Connection refused` says more than `Connection error`."""
    if _status(error) is not None:
        return str(error)
    last = list(_chain(error))[-1]
    return f"{type(last).__name__}: {last}" if str(last) else type(last).__name__


def _status(error: BaseException) -> int | None:
    """The HTTP status, if an answer came; an error that came with status 200 may tell its own."""
    status = getattr(error, "status_code", None)
    if status is None:
        status = getattr(getattr(error, "response", None), "status_code", None)
    told = _body(error).get("code")
    if (status is None or status == 200) and isinstance(told, int) and 400 <= told < 600:
        status = told
    return status if isinstance(status, int) and status >= 400 else None


def _body(error: BaseException) -> Mapping[str, Any]:
    """What the server said, as far as it is JSON."""
    body = getattr(error, "body", None)
    if body is None and error.args:
        body = error.args[0]
    if isinstance(body, Mapping):
        inner = body.get("error")
        return inner if isinstance(inner, Mapping) else body
    return {}


def _retry_after(error: BaseException) -> float | None:
    """Seconds to wait as the server wishes; a date counts from the server's own clock where it tells the time."""
    headers = getattr(getattr(error, "response", None), "headers", None)
    if headers is None:
        return None
    for name, unit in (("retry-after-ms", 1_000.0), ("retry-after", 1.0)):
        try:
            return max(0.0, float(headers[name]) / unit)
        except (KeyError, ValueError):
            continue
    try:
        until = parsedate_to_datetime(headers["retry-after"]).timestamp()
    except (KeyError, TypeError, ValueError):
        return None
    try:
        now = parsedate_to_datetime(headers["date"]).timestamp()
    except (KeyError, TypeError, ValueError):
        now = time.time()
    return max(0.0, until - now)
