"""What is sent: the question in all its parts, in the way the server takes, and nothing of anybody else's account."""

from __future__ import annotations

import base64
import json
import logging
from typing import Any

import pytest
from chat_stage import GOOD, GOOD_TEXT, KEY, PROMPT, Cast, chatting, options, question
from fake_server import FakeServer, Reply, Seen

from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.protocol import Picture
from iamflow_agents.backends.registry import make_backend
from iamflow_agents.backends.shapes import Manner, next_manner, strict_schema
from iamflow_agents.errors import BackendError, ConfigError

ANSWER = Cast.model_validate(GOOD)
OK = Reply(text=GOOD_TEXT)
SHAPES = {"json_schema": "json_schema", "function_calling": "tools", "json_mode": "json_object"}
FOREIGN = {
    "OPENAI_API_KEY": "sk-foreign-999999",
    "OPENAI_ADMIN_KEY": "sk-admin-999999",
    "OPENAI_ORG_ID": "org-foreign",
    "OPENAI_ORGANIZATION": "org-foreign",
    "OPENAI_PROJECT_ID": "project-foreign",
    "OPENAI_BASE_URL": "http://127.0.0.1:1/v1",
    "OPENAI_API_BASE": "http://127.0.0.1:1/v1",
    "OPENAI_PROXY": "http://127.0.0.1:1",
    "OPENAI_CUSTOM_HEADERS": "X-Team: foreign\nAuthorization: Bearer foreign",
    "HTTP_PROXY": "http://127.0.0.1:1",
    "ALL_PROXY": "http://127.0.0.1:1",
}


def refusing(*shapes: str, status: int = 400, said: str = "this is not supported") -> Any:
    """A server that refuses some ways to ask and answers the others."""
    return lambda seen: Reply(status=status, error=said) if seen.shape in shapes else OK


def sent(**changes: Any) -> Seen:
    with chatting(OK, **changes) as (server, backend):
        ask(backend, question())
        return server.chats[0]


@pytest.mark.parametrize("method", sorted(SHAPES))
def test_requests_hold_the_question_and_its_worked_example(method: str) -> None:
    seen = sent(method=method, max_tokens=77, seed=5)
    example = PROMPT.examples[0]
    assert seen.shape == SHAPES[method]
    assert seen.texts[1:] == [("user", example.payload), ("assistant", example.answer), ("user", "Anna waits.")]
    role, instructions = seen.texts[0]
    assert role == "system" and instructions.startswith(PROMPT.instructions) and "JSON" in instructions
    # Where the server does not keep to the schema, the words must tell it; elsewhere they would only cost tokens.
    assert ('"additionalProperties"' in instructions) == (method == "json_mode")
    assert seen.body["model"] == "tiny" and seen.body["temperature"] == 0.0 and seen.body["seed"] == 5
    assert seen.body["max_tokens"] == 77 and "max_completion_tokens" not in seen.body
    assert not seen.body.get("stream")


def test_requests_leave_out_what_is_left_to_the_model() -> None:
    assert not {"temperature", "seed"} & set(sent(temperature=None).body)


def test_requests_ask_for_a_schema_that_strict_servers_take() -> None:
    shape = sent(method="json_schema").body["response_format"]["json_schema"]
    assert shape["strict"] is True and shape["schema"] == strict_schema(Cast)
    tool = sent(method="function_calling").body
    assert tool["tools"][0]["function"]["parameters"] == strict_schema(Cast)
    assert tool["tool_choice"]["function"]["name"] == tool["tools"][0]["function"]["name"]

    def check(node: Any) -> int:
        if isinstance(node, list):
            return sum(check(part) for part in node)
        if not isinstance(node, dict):
            return 0
        if "properties" in node:
            assert node["additionalProperties"] is False and node["required"] == list(node["properties"])
        assert not {"$ref", "default"} & set(node)
        return ("properties" in node) + sum(check(part) for part in node.values())

    assert check(strict_schema(Cast)) == 2


def test_requests_show_pictures_as_data_urls_after_their_labels() -> None:
    pictures = [Picture(data=b"\x89PNG1", label="Frame 1"), Picture(data=b"\xff\xd8", mime_type="image/jpeg")]
    with chatting(OK) as (server, backend):
        ask(backend, question(pictures=pictures))
        seen = server.chats[0]
    first, second = (base64.b64encode(picture.data).decode() for picture in pictures)
    assert seen.images == [f"data:image/png;base64,{first}", f"data:image/jpeg;base64,{second}"]
    kinds = [(part["type"], part.get("text")) for part in seen.body["messages"][-1]["content"]]
    assert kinds == [("text", "Anna waits."), ("text", "Frame 1"), ("image_url", None), ("image_url", None)]
    assert sent().images == []


@pytest.mark.parametrize("status", [400, 404, 422, 501])
def test_requests_fall_back_to_what_the_server_takes_and_remember_it(status: int) -> None:
    with chatting() as (server, backend):
        server.respond(refusing("json_schema", "tools", status=status, said="response_format or tools: no support"))
        assert ask(backend, question()).usage.requests == 3
        assert ask(backend, question()).usage.requests == 1
        assert [seen.shape for seen in server.chats] == ["json_schema", "tools", "json_object", "json_object"]
        assert '"additionalProperties"' in server.chats[-1].texts[0][1]


def test_requests_fall_back_to_plain_words_at_last() -> None:
    with chatting() as (server, backend):
        server.respond(refusing("json_schema", "tools", "json_object"))
        assert ask(backend, question()).value == ANSWER
        assert [seen.shape for seen in server.chats] == ["json_schema", "tools", "json_object", "plain"]
        assert '"additionalProperties"' in server.chats[-1].texts[0][1]


def test_requests_that_are_refused_in_every_way_tell_the_first_reason() -> None:
    with chatting() as (server, backend):
        said = {"json_schema": "no schemas here", "tools": "no tools", "json_object": "no", "plain": "not even this"}
        server.respond(lambda seen: Reply(status=400, error=said[seen.shape]))
        with pytest.raises(BackendError, match="no schemas here") as caught:
            ask(backend, question())
        assert (caught.value.kind, caught.value.usage.requests) == ("unsupported", 4)
        server.respond(lambda _: OK)
        ask(backend, question())
        assert server.chats[-1].shape == "json_schema"  # nothing was learnt from a request that nothing could mend


@pytest.mark.parametrize("method", sorted(SHAPES))
def test_requests_keep_to_a_method_that_was_chosen(method: str) -> None:
    with chatting(method=method) as (server, backend):
        server.respond(refusing(SHAPES[method]))
        with pytest.raises(BackendError, match="not supported") as caught:
            ask(backend, question())
        assert caught.value.kind == "unsupported" and "llm_method" in caught.value.next_step
        assert [seen.shape for seen in server.chats] == [SHAPES[method]]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("temperature", "Unsupported value: 'temperature' does not support 0.0 with this model."),
        ("seed", "seed: extra fields not permitted"),
        ("max_tokens", "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
    ],
)
def test_requests_leave_out_a_setting_the_server_refuses(field: str, said: str) -> None:
    with chatting(seed=3) as (server, backend):
        server.respond(lambda seen: Reply(status=400, error=said) if field in seen.body else OK)
        assert [ask(backend, question()).usage.requests for _ in range(2)] == [2, 1]
        first, *others = server.chats
        assert field in first.body and all(field not in seen.body for seen in others)
        assert all(seen.shape == "json_schema" for seen in server.chats)
        if field == "max_tokens":
            assert others[0].body["max_completion_tokens"] == first.body["max_tokens"]


def test_requests_a_template_without_a_system_turn_is_served() -> None:
    with chatting() as (server, backend):
        said = "System role not supported"
        server.respond(lambda seen: Reply(status=400, error=said) if seen.texts[0][0] == "system" else OK)
        assert ask(backend, question(pictures=[Picture(data=b"x")])).value == ANSWER
        roles, words = zip(*server.chats[-1].texts, strict=True)
        assert roles == ("user", "assistant", "user") and words[0].startswith(PROMPT.instructions)


def test_requests_never_ask_twice_the_same_after_a_refusal() -> None:
    said = "temperature seed parallel_tool_calls max_completion_tokens max_tokens system role"
    for start in (Manner(), Manner(limit="max_completion_tokens")):
        asked, manner = [start], next_manner(start, said, may_change_method=True)
        while manner is not None:
            assert manner not in asked
            asked.append(manner)
            manner = next_manner(manner, said, may_change_method=True)
        assert asked[-1].method == "plain" and len(asked) < 12


@pytest.mark.parametrize("status", [400, 500])
def test_requests_with_pictures_to_a_blind_model_are_not_sent_without_them(status: int) -> None:
    picture = Picture(data=b"x")
    with chatting() as (server, backend):
        refused = Reply(status=status, error="image input is not supported")
        server.respond(lambda seen: refused if seen.images else OK)
        assert backend.sees_pictures
        with pytest.raises(BackendError) as caught:
            ask(backend, question(pictures=[picture]))
        assert caught.value.kind == "unsupported" and "sees pictures" in caught.value.next_step
        assert not backend.sees_pictures and len(server.chats) == 1
        assert ask(backend, question()).value == ANSWER


@pytest.mark.parametrize("key", [None, KEY])
def test_requests_to_an_address_hold_nothing_of_another_account(
    key: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in FOREIGN.items():
        monkeypatch.setenv(name, value)
    seen = sent(api_key=key)
    told = json.dumps([seen.headers, seen.body]).lower()
    assert "foreign" not in told and "999999" not in told and "openai" not in told
    assert seen.headers.get("authorization") == (f"Bearer {key}" if key else None)


def test_requests_of_the_hosted_name_follow_its_own_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    with FakeServer(OK) as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        monkeypatch.setenv("OPENAI_API_KEY", FOREIGN["OPENAI_API_KEY"])
        backend = make_backend("openai:tiny", options())
        assert ask(backend, question()).value == ANSWER
        server.script(Reply(status=401, error=f"Incorrect API key provided: {FOREIGN['OPENAI_API_KEY']}"))
        with pytest.raises(BackendError, match="OPENAI_API_KEY") as caught:
            ask(backend, question())
        backend.close()
        seen = server.chats[0]
    assert seen.headers["authorization"] == f"Bearer {FOREIGN['OPENAI_API_KEY']}"
    assert KEY not in json.dumps(seen.headers)  # the key for an address goes to no provider
    assert seen.body["max_tokens"] == 1_024  # what stands at another address may know only this name
    assert "999999" not in f"{caught.value!s} {caught.value!r} {backend!r} {backend.fingerprint}"
    assert backend.name == "openai:tiny" and not backend.is_local


def test_requests_to_the_hosted_models_name_the_limit_as_they_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    from langchain_openai import ChatOpenAI

    from iamflow_agents.backends.wires import Wire

    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    hosted = Wire(ChatOpenAI(model="m", api_key="none"), options())
    other = Wire(ChatOpenAI(model="m", api_key="none", base_url="http://127.0.0.1:1/v1"), options())
    assert hosted.first_manner().limit == "max_completion_tokens" and other.first_manner().limit == "max_tokens"


def test_requests_without_a_key_for_a_hosted_name_are_never_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FOREIGN:
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="OPENAI_API_KEY"):
        make_backend("openai:tiny", options())


def test_requests_leave_no_key_in_logs_names_or_errors(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with chatting(Reply(text="no"), Reply(status=500, error=f"boom {KEY}"), Reply(status=403, error=KEY)) as (
        _,
        backend,
    ):
        with pytest.raises(BackendError) as caught:
            ask(backend, question())
        told = [repr(backend), str(backend), backend.name, backend.fingerprint, str(caught.value), caplog.text]
        told += [repr(backend.__dict__), repr(options())]
    assert len(caplog.records) > 3 and "boom ***" in caplog.text
    assert not [words for words in told if KEY in words]
    assert caught.value.__cause__ is None and caught.value.__suppress_context__


def test_requests_fingerprint_tells_models_and_settings_apart() -> None:
    with FakeServer() as server:
        made = [
            make_backend(f"{server.url}#{model}", options(**changes))
            for model in ("tiny", "other")
            for changes in ({}, {"temperature": 0.5}, {"seed": 1}, {"method": "json_mode"}, {"max_tokens": 9})
        ]
        again = make_backend(f"{server.url}#tiny", options(api_key="sk-another-key-1", timeout_s=1.0, retries=9))
        assert len({backend.fingerprint for backend in made}) == len(made)
        assert again.fingerprint == made[0].fingerprint
        for backend in (*made, again):
            backend.close()
