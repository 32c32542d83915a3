"""Every way a server can fail, over real HTTP: an answer, one repair round, or one typed error with a remedy."""

from __future__ import annotations

import json
import pickle
import socket
import threading
from itertools import pairwise
from typing import Any

import pytest
from chat_stage import GOOD, GOOD_TEXT, KEY, OTHER, Cast, Waits, chatting, options, question
from fake_server import FakeServer, Reply, closed_port

from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.chat import LONGEST_WAIT_S
from iamflow_agents.backends.clients import open_chat_backend
from iamflow_agents.backends.endpoints import read_endpoint
from iamflow_agents.errors import BackendError

METHODS = ["json_schema", "function_calling", "json_mode"]
ANSWER = Cast.model_validate(GOOD)
OK = Reply(text=GOOD_TEXT)
LIMITED = Reply(status=429, error={"message": "slow down", "code": "rate_limit_exceeded"})
PAGE = b"<html><head><style>p{}</style></head><body><h1>Log in</h1></body></html>"
# What is sent, then how many requests it takes and how it ends.
PASSING = [
    ("limited", Reply(status=429, error="slow down"), "rate_limited"),
    ("limited-at-200", Reply(error={"message": "slow down", "code": 429}), "rate_limited"),
    ("internal", Reply(status=500, error="boom"), "server"),
    ("page-502", Reply(status=502, raw=PAGE, content_type="text/html"), "server"),
    ("loading-503", Reply(status=503, error="Loading model"), "server"),
    ("dropped", Reply(drop=True), "connection"),
]
FINAL = [
    ("page", Reply(raw=PAGE, content_type="text/html"), "protocol"),
    ("page-as-json", Reply(raw=PAGE), "protocol"),
    ("no-choices", Reply(raw=b'{"choices": []}'), "protocol"),
    ("null-choices", Reply(raw=b'{"choices": null}'), "protocol"),
    ("a-list", Reply(raw=b"[]"), "protocol"),
    ("cut-off-body", Reply(raw=b'{"choices": [{"mess'), "protocol"),
    ("bad-key", Reply(status=401, error=f"Incorrect API key provided: {KEY}"), "auth"),
    ("forbidden", Reply(status=403, error="no access to this model"), "auth"),
    ("unpaid", Reply(status=402, error="Insufficient credits"), "quota"),
    ("no-quota", Reply(status=429, error={"message": "check your plan", "code": "insufficient_quota"}), "quota"),
    (
        "no-model",
        Reply(status=404, error={"message": "The model `tiny` does not exist", "code": "model_not_found"}),
        "not_found",
    ),
    ("no-model-400", Reply(status=400, error="model 'tiny' not found, try pulling it first"), "not_found"),
    ("no-route", Reply(status=404, raw=b'{"detail": "Not Found"}'), "not_found"),
    ("too-long", Reply(status=400, error="This model's maximum context length is 4096 tokens"), "too_long"),
    ("too-long-500", Reply(status=500, error="the request exceeds the available context size"), "too_long"),
    ("too-large", Reply(status=413, error="payload too large"), "too_long"),
    ("filtered", Reply(status=400, error={"message": "no", "code": "content_policy_violation"}), "refused"),
]


def failed(*replies: Reply, repairs: int = 1, **changes: Any) -> tuple[BackendError, int]:
    """The error a question ends in, and how many requests were sent."""
    with chatting(*replies, **changes) as (server, backend):
        with pytest.raises(BackendError) as caught:
            ask(backend, question(), repairs=repairs)
        assert backend.name in caught.value.where and "tiny" in caught.value.where
        assert caught.value.next_step.endswith(".") and KEY not in f"{caught.value!s} {caught.value!r}"
        assert caught.value.usage.requests == len(server.chats)
        return caught.value, len(server.chats)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("reply", "kind"), [case[1:] for case in PASSING], ids=[case[0] for case in PASSING])
def test_chat_what_fails_in_passing_is_asked_again(reply: Reply, kind: str, method: str) -> None:
    with chatting(reply, OK, method=method) as (server, backend):
        answered = ask(backend, question())
        assert answered.value == ANSWER and not answered.mended
        assert answered.usage.requests == len(server.chats) == 2
    error, requests = failed(reply, method=method, retries=2)
    assert (error.kind, error.retryable, requests) == (kind, True, 3)


@pytest.mark.parametrize(("reply", "kind"), [case[1:] for case in FINAL], ids=[case[0] for case in FINAL])
def test_chat_what_does_not_pass_is_told_at_once(reply: Reply, kind: str) -> None:
    error, requests = failed(reply, OK)
    assert (error.kind, error.retryable, requests) == (kind, False, 1)
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.kind, copied.usage, str(copied)) == (error.kind, error.usage, str(error))


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"people": [{"name": "Anna", ', "malformed"),
        ("I see Anna.", "malformed"),
        ('{"people": "Anna", "mood": "calm"}', "wrong_shape"),
        (json.dumps(OTHER), "failed_check"),
        ("", "empty"),
        ("<think>Anna is", "empty"),
    ],
)
def test_chat_a_wrong_answer_is_asked_for_once_more(text: str, kind: str, method: str) -> None:
    with chatting(Reply(text=text), OK, method=method) as (server, backend):
        answered = ask(backend, question())
        assert answered.value == ANSWER and len(answered.mended) == 1 and answered.usage.input_tokens == 20
        first, second = server.chats
        assert second.texts[: len(first.texts)] == first.texts
        (answer_role, answer), (role, told) = second.texts[len(first.texts) :]
        assert (answer_role, role) == ("assistant", "user") and "JSON" in told
        assert answer and (text or answer == "(no answer)")
        if kind == "failed_check":
            assert "nobody is called Zoe" in told
    error, requests = failed(Reply(text=text), method=method)
    assert (error.kind, error.retryable, requests) == (kind, False, 2)
    assert failed(Reply(text=text), method=method, repairs=0)[1] == 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("text", [f"```json\n{GOOD_TEXT}\n```", f"<think>hm {{}}</think>{GOOD_TEXT}", GOOD_TEXT])
def test_chat_noise_around_an_answer_costs_no_request(text: str, method: str) -> None:
    with chatting(Reply(text=text), method=method) as (server, backend):
        answered = ask(backend, question())
        assert answered.value == ANSWER and len(server.chats) == 1 and bool(answered.mended) == (text != GOOD_TEXT)


@pytest.mark.parametrize("method", METHODS)
def test_chat_a_cut_off_answer_names_the_limit(method: str) -> None:
    error, requests = failed(Reply(text=GOOD_TEXT[:-4], finish="length"), OK, method=method)
    assert (error.kind, requests) == ("truncated", 1) and "max_tokens" in error.next_step
    with chatting(Reply(text=GOOD_TEXT, finish="length"), method=method) as (_, backend):
        assert ask(backend, question()).value == ANSWER  # it was whole all the same
    thinking = Reply(text="", finish="length", message={"reasoning_content": "hm"})
    assert failed(thinking, OK, method=method)[0].kind == "truncated"


@pytest.mark.parametrize("method", METHODS)
def test_chat_a_refusal_is_not_pressed(method: str) -> None:
    error, requests = failed(Reply(refusal="I can't help with that."), OK, method=method)
    assert (error.kind, requests) == ("refused", 1) and "I can't help" in error.what
    assert failed(Reply(text="", finish="content_filter"), OK, method=method)[0].kind == "refused"


@pytest.mark.parametrize("tool_calls", [True, False])
def test_chat_a_model_may_answer_in_words_though_it_was_given_a_tool(tool_calls: bool) -> None:
    with chatting(Reply(text=GOOD_TEXT, tool_calls=tool_calls), method="function_calling") as (server, backend):
        assert ask(backend, question()).value == ANSWER and server.chats[0].shape == "tools"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "0.5"}, 0.5),
        ({"Retry-After-Ms": "1500"}, 1.5),
        ({"Retry-After": "Mon, 02 Mar 2026 10:00:09 GMT", "Date": "Mon, 02 Mar 2026 10:00:00 GMT"}, 9.0),
        ({"Retry-After": "-3"}, 0.0),
        ({"Retry-After": "nan"}, 0.0),
    ],
)
def test_chat_the_server_says_how_long_to_wait(headers: dict[str, str], wait: float) -> None:
    waits = Waits()
    slow = Reply(status=429, error="slow down", headers=headers)
    with chatting(slow, OK, waits=waits) as (_, backend):
        assert ask(backend, question()).value == ANSWER
    # The test server adds its own Date, which counts first; without a told date it changes nothing.
    assert len(waits) == 1 and (waits[0] == wait or "Date" in headers)


def test_chat_without_a_word_from_the_server_waits_grow() -> None:
    for reply in (LIMITED, Reply(status=429, error="x", headers={"Retry-After": "soon"})):
        waits = Waits()
        with chatting(reply, waits=waits, retries=6) as (_, backend), pytest.raises(BackendError):
            ask(backend, question())
        assert len(waits) == 6 and all(a < b or b >= 6 for a, b in pairwise(waits))
        assert 0 < waits[0] < 1 and max(waits) <= 8


@pytest.mark.parametrize("told", [str(LONGEST_WAIT_S + 1), "1e400", "inf", "86400"])
def test_chat_a_server_that_asks_for_too_long_is_not_waited_for(told: str) -> None:
    waits = Waits()
    error, requests = failed(Reply(status=429, error="x", headers={"Retry-After": told}), OK, waits=waits)
    assert (error.kind, error.retryable, requests, list(waits)) == ("rate_limited", True, 1, [])
    with chatting(Reply(status=429, headers={"Retry-After": str(LONGEST_WAIT_S)}), OK, waits=waits) as (_, backend):
        assert ask(backend, question()).value == ANSWER and list(waits) == [LONGEST_WAIT_S]


@pytest.mark.parametrize("reply", [Reply(hang=True), Reply(drip=True)], ids=["silent", "blanks-for-ever"])
def test_chat_no_request_outlasts_its_time(reply: Reply) -> None:
    error, requests = failed(reply, timeout_s=0.2, retries=1)
    assert (error.kind, error.retryable, requests) == ("timeout", True, 2)
    assert "0.2 s" in error.what and error.usage.seconds >= 0.4


def test_chat_nobody_listens() -> None:
    waits = Waits()
    name = f"http://127.0.0.1:{closed_port()}/v1#tiny"
    backend = open_chat_backend(read_endpoint(name), options(retries=1), sleep=waits)
    with pytest.raises(BackendError, match="refused") as caught:
        ask(backend, question())
    assert (caught.value.kind, caught.value.usage.requests, len(waits)) == ("connection", 2, 1)
    assert name.partition("#")[0] in caught.value.next_step


def test_chat_retries_are_counted_over_all_ways_to_ask() -> None:
    refused = Reply(status=400, error="response_format is not supported")
    error, requests = failed(LIMITED, refused, LIMITED, LIMITED, OK, retries=2)
    assert (error.kind, requests) == ("rate_limited", 4)


def test_chat_a_failure_in_a_repair_round_counts_what_was_spent_before() -> None:
    error, requests = failed(Reply(text="no"), Reply(status=401, error="expired"))
    assert (error.kind, requests, error.usage.input_tokens) == ("auth", 2, 10)


def test_chat_a_server_that_rejects_the_answer_itself_leads_to_a_repair() -> None:
    rejected = Reply(
        status=400,
        error={
            "message": "Failed to generate JSON",
            "code": "json_validate_failed",
            "failed_generation": '{"people": 1',
        },
    )
    with chatting(rejected, OK) as (server, backend):
        assert ask(backend, question()).value == ANSWER and len(server.chats) == 2


def test_chat_many_threads_ask_at_once() -> None:
    together = threading.Barrier(6)

    def reply(seen: Any) -> Reply:
        together.wait(timeout=30)  # nobody is answered before all have asked
        who = seen.texts[-1][1].split()[0]
        return Reply(text=json.dumps({"people": [{"name": who, "age": 1}], "mood": "calm"}))

    with chatting() as (server, backend):
        server.respond(reply)
        said: dict[int, str] = {}

        def work(number: int) -> None:
            asked = question(payload=f"Who{number} waits.", check=lambda _: ())
            said[number] = ask(backend, asked).value.people[0].name

        threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert said == {number: f"Who{number}" for number in range(6)}


def test_chat_a_redirect_is_given_no_key() -> None:
    with FakeServer(OK) as other, chatting() as (server, backend):
        server.script(Reply(status=307, raw=b"", headers={"Location": f"{other.url}/chat/completions"}))
        assert ask(backend, question()).value == ANSWER
        assert server.chats[0].headers["authorization"] == f"Bearer {KEY}"
        assert "authorization" not in other.chats[0].headers


def test_chat_a_name_without_a_host_fails_as_a_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: Any, **__: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    backend = open_chat_backend(read_endpoint("http://nowhere.invalid/v1#tiny"), options(retries=0))
    with pytest.raises(BackendError, match="not known") as caught:
        ask(backend, question())
    assert caught.value.kind == "connection"
