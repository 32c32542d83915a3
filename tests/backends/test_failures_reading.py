"""What servers and clients say, and what is made of it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from iamflow_agents.backends.failures import read_failure, tell


class Refused(Exception):
    """An HTTP error as most client libraries raise it."""

    def __init__(self, status: int, said: str, *, code: str = "", headers: dict[str, str] | None = None) -> None:
        super().__init__(said)
        self.status_code = status
        self.body: dict[str, Any] = {"message": said, "code": code}
        self.response = SimpleNamespace(status_code=status, headers=headers or {})


@pytest.mark.parametrize(
    ("status", "said", "kind"),
    [
        (400, "This response_format type is unavailable now", "unsupported"),
        (400, '"auto" tool choice requires --enable-auto-tool-choice', "unsupported"),
        (400, "registry/library/tiny does not support tools", "unsupported"),
        (404, "No endpoints found that support tool use", "unsupported"),
        (500, "failed to parse grammar", "unsupported"),
        (500, "out of memory", "server"),
        (400, "model 'tiny' not found, try pulling it first", "not_found"),
        (400, "model tiny does not exist for tools", "unsupported"),
        (400, "API key not valid. Please pass a valid API key.", "auth"),
        (400, "'max_tokens' is too large: 4096. This model's maximum context length is 4096 tokens", "too_long"),
        (429, "Your balance is used up: insufficient balance", "quota"),
        (429, "Rate limit reached for requests", "rate_limited"),
        (408, "", "timeout"),
        (529, "overloaded", "server"),
        (418, "teapot", "unsupported"),
    ],
)
def test_failures_of_servers_are_told_apart(status: int, said: str, kind: str) -> None:
    assert read_failure(Refused(status, said)).kind == kind


@pytest.mark.parametrize(
    ("said", "is_about"), [("image_url is not allowed", True), ("not provisioned, revision 2", False)]
)
def test_failures_about_pictures_are_known_by_whole_words(said: str, is_about: bool) -> None:
    assert read_failure(Refused(400, said)).is_about_pictures is is_about


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after-ms": "200", "retry-after": "9"}, 0.2),
        ({"retry-after": "Mon, 02 Mar 2026 10:00:09 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 9.0),
        ({"retry-after": "Mon, 02 Mar 2026 09:00:00 GMT", "date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 0.0),
        ({"retry-after": "Mon, 02 Mar 2020 09:00:00 GMT"}, 0.0),
        ({"retry-after": "presently"}, None),
    ],
)
def test_failures_tell_how_long_to_wait(headers: dict[str, str], wait: float | None) -> None:
    assert read_failure(Refused(429, "slow", headers=headers)).retry_after_s == wait


def test_failures_are_told_on_one_short_line_without_keys_or_markup() -> None:
    page = "<!DOCTYPE html><html><style>p{color:red}</style><body><h1>Bad\n gateway</h1></body></html>"
    assert tell(page) == "a web page: Bad gateway"
    told = tell("Authorization: Bearer abc.def and sk-abcdef123456 and my-own-secret", ("my-own-secret", ""))
    assert not [key for key in ("abc.def", "sk-abcdef123456", "my-own-secret") if key in told]
    assert (
        len(tell("long " * 1_000)) < 400
        and "\n" not in tell("a\nb")
        and tell("keep this as it is") == "keep this as it is"
    )


def test_failures_the_innermost_cause_is_told() -> None:
    try:
        try:
            raise ConnectionRefusedError("nobody there")
        except OSError as error:
            raise RuntimeError("Connection error.") from error
    except RuntimeError as error:
        failure = read_failure(error)
    assert failure.kind == "connection" and "nobody there" in failure.said
