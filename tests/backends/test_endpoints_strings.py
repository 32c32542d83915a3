"""The strings that name a backend: what they mean, and what is said about those that mean nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from chat_stage import GOOD, GOOD_TEXT, KEY, options, question
from fake_server import FakeServer, Reply, closed_port

from iamflow_agents.backends.asking import ask
from iamflow_agents.backends.endpoints import Endpoint, check_language_backend, read_endpoint
from iamflow_agents.backends.registry import make_backend, make_extractor, make_resolver
from iamflow_agents.errors import BackendError, ConfigError


@pytest.mark.parametrize(
    ("name", "kind", "target", "model"),
    [
        ("rules", "rules", "", ""),
        (" rules ", "rules", "", ""),
        ("openai:gpt-x", "provider", "openai", "gpt-x"),
        ("anthropic:claude-x:beta", "provider", "anthropic", "claude-x:beta"),
        ("google-genai:gemini-x", "provider", "google_genai", "gemini-x"),
        ("gpt-x", "provider", "openai", "gpt-x"),
        ("claude-x", "provider", "anthropic", "claude-x"),
        ("http://localhost:8000/v1#org/model:7b", "url", "http://localhost:8000/v1", "org/model:7b"),
        ("http://localhost:8000/v1/", "url", "http://localhost:8000/v1", ""),
        ("HTTPS://Example.com/openai/v1#m#2", "url", "https://example.com/openai/v1", "m#2"),
        ("https://example.com/v1beta/openai#m", "url", "https://example.com/v1beta/openai", "m"),
        ("http://[::1]:80/v1#m", "url", "http://[::1]:80/v1", "m"),
        ("fake:a/b.jsonl", "fake", "a/b.jsonl", ""),
        ("transformers:org/model", "transformers", "org/model", ""),
    ],
)
def test_endpoints_what_a_string_means(name: str, kind: str, target: str, model: str) -> None:
    endpoint = read_endpoint(name)
    assert (endpoint.kind, endpoint.target, endpoint.model, endpoint.name) == (kind, target, model, name.strip())


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("", "openai:MODEL"),
        ("Rules", "`rules`"),
        ("rule", "`rules`"),
        ("opnai:gpt-x", "`openai:gpt-x`"),
        ("Openai:gpt-x", "`openai:gpt-x`"),
        ("fkae:x", "`fake:x`"),
        ("zzz:x", "PROVIDER:MODEL"),
        ("llama-7b", "http://HOST:PORT/v1#MODEL"),
        ("openai:", "openai:MODEL"),
        ("openai: ", "openai:MODEL"),
        ("fake:", "fake:PATH"),
        ("transformers:", "transformers:PATH"),
        ("fake:not-there.jsonl", "path"),
        ("transformers:./not-there", "path"),
        ("fake:a\0b", "PATH"),
        ("http://h:8000#m", "http://h:8000/v1#m"),
        ("http://h:8000/#m", "http://h:8000/v1#m"),
        ("http://h:8000/api#m", "http://h:8000/api/v1#m"),
        ("http://h:8000/v1/chat/completions#m", "http://h:8000/v1#m"),
        ("http://h:8000", "http://h:8000/v1#MODEL"),
        ("http://h:8000/v1#", "after the #"),
        ("http://h:99999/v1#m", "port"),
        ("http://h:0/v1#m", "port"),
        ("http://h:x/v1#m", "port"),
        ("http:///v1#m", "HOST"),
        ("http://[::1/v1#m", "HOST"),
        ("ftp://h/v1#m", "http://HOST"),
        ("localhost:8000/v1#m", "http://localhost:8000/v1#m"),
    ],
)
def test_endpoints_what_means_nothing_is_told_how_to_write_it(name: str, remedy: str) -> None:
    for refuse in (check_language_backend, lambda text: make_backend(text, options()), make_extractor, make_resolver):
        with pytest.raises(ConfigError) as caught:
            refuse(name)
        assert remedy in f"{caught.value.what} {caught.value.next_step}" and caught.value.where == "--llm"


def test_endpoints_agents_of_a_model_are_not_refused() -> None:
    for name in ("rules", "openai:gpt-x", "http://localhost:8000/v1#m"):
        check_language_backend(name)
        assert make_extractor(name).name and make_resolver(name)


@pytest.mark.parametrize(
    "name", ["http://me:geheim99@h/v1#m", "http://h/v1?api_key=geheim99#m", "me:geheim99@h:80", "sk-geheim99-abcdef"]
)
def test_endpoints_passwords_are_refused_and_not_repeated(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        check_language_backend(name)
    assert "geheim99" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "is_local"),
    [
        ("http://localhost:1/v1#m", True),
        ("http://127.0.0.1:1/v1#m", True),
        ("http://192.168.1.7:1/v1#m", True),
        ("http://[::1]:1/v1#m", True),
        ("http://gpu-box:1/v1#m", True),
        ("http://gpu.local:1/v1#m", True),
        ("https://api.example.com/v1#m", False),
        ("http://8.8.8.8/v1#m", False),
        ("openai:m", False),
        ("ollama:m", True),
        ("rules", True),
    ],
)
def test_endpoints_know_what_costs_nothing(name: str, is_local: bool) -> None:
    assert read_endpoint(name).is_local is is_local


def test_endpoints_loopback_is_nothing_else() -> None:
    assert read_endpoint("http://127.1.2.3:1/v1").is_plain_loopback
    for name in ("https://localhost/v1", "http://192.168.1.7/v1", "http://localhost.example.com/v1"):
        assert not read_endpoint(name).is_plain_loopback


def test_endpoints_take_the_only_model_of_a_server() -> None:
    with FakeServer(Reply(text=GOOD_TEXT), models=("only",)) as server:
        backend = make_backend(server.url, options())
        assert backend.name == f"{server.url}#only" and ask(backend, question()).value.model_dump() == GOOD
        assert server.chats[0].body["model"] == "only"
        assert server.seen[0].headers["authorization"] == f"Bearer {KEY}"
        named = make_backend(f"{server.url}#only", options())
        assert named.name == backend.name
        backend.close()
        named.close()


@pytest.mark.parametrize(("models", "told"), [(("a", "b"), "a, b"), ((), "Load a model")])
def test_endpoints_do_not_choose_among_models(models: tuple[str, ...], told: str) -> None:
    with FakeServer(models=models) as server, pytest.raises(ConfigError, match=told):
        make_backend(server.url, options())


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(status=401, error=f"bad key {KEY}"), "auth"),
        (Reply(raw=b"<html>hello</html>"), "protocol"),
        (Reply(raw=b"[]"), "protocol"),
        (Reply(hang=True), "timeout"),
        (Reply(status=500, error="no"), "server"),
    ],
)
def test_endpoints_a_server_that_cannot_list_its_models_is_told(reply: Reply, kind: str) -> None:
    with FakeServer() as server:
        server.models_reply = reply
        with pytest.raises(BackendError) as caught:
            make_backend(server.url, options(timeout_s=0.2))
    assert caught.value.kind == kind and KEY not in str(caught.value) and server.url in caught.value.where


def test_endpoints_nobody_listens() -> None:
    with pytest.raises(BackendError) as caught:
        make_backend(f"http://127.0.0.1:{closed_port()}/v1", options())
    assert caught.value.kind == "connection" and caught.value.retryable


def test_endpoints_build_the_offline_backends(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(json.dumps({"when": {}, "answer": GOOD}) + "\n", encoding="utf-8")
    assert make_backend("rules", options()).name == "rules"
    assert ask(make_backend(f"fake:{path}", options()), question()).value.model_dump() == GOOD


def test_endpoints_without_the_model_libraries_name_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"pip install 'iamflow-agents\[llm\]'"):
        make_backend("openai:gpt-x", options())


def test_endpoints_are_plain_values() -> None:
    assert read_endpoint("rules") == Endpoint(kind="rules", name="rules") != read_endpoint("openai:rules")
