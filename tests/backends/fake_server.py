"""A local server that speaks the OpenAI chat API and misbehaves on demand; real HTTP, bound to 127.0.0.1.

    with FakeServer() as server:
        server.script(Reply(status=429, headers={"Retry-After": "2"}), Reply(text='{"answer": 1}'))
        ...  # talk to server.url (".../v1"); the last reply of a script is repeated
        assert server.chats[0].body["messages"]

Nothing sleeps: a hanging reply waits for an event that closing the server (or `release.set()`) sets.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

MODEL = "tiny"


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What the server answers to one chat request."""

    text: str | None = "{}"
    """Content of the message, or the arguments of the tool call where the request offers a tool."""
    finish: str | None = "stop"
    refusal: str | None = None
    status: int = 200
    error: Mapping[str, Any] | str | None = None
    """Body of `error` for a status that is not 200 (or for a 200 that is none)."""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    """Sent as the body instead of JSON."""
    content_type: str = "application/json"
    hang: bool = False
    """Keep the line open and say nothing until the server is released."""
    drop: bool = False
    """Close the line without an answer."""
    drip: bool = False
    """Send a blank now and then, for ever, instead of the body."""
    tool_calls: bool = True
    """Whether a tool that was offered is called; else the text comes as plain content."""
    input_tokens: int = 10
    output_tokens: int = 5
    usage: bool = True
    message: Mapping[str, Any] = field(default_factory=dict)
    """Fields put into the message, such as `reasoning_content`."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    """Names in lower case."""
    body: dict[str, Any]

    @property
    def shape(self) -> str:
        """How the shape of the answer was asked for: json_schema, json_object, tools or plain."""
        if "tools" in self.body:
            return "tools"
        return str(self.body.get("response_format", {}).get("type", "plain"))

    @property
    def texts(self) -> list[tuple[str, str]]:
        """Role and text of every message; pictures left out."""
        return [(message["role"], _text(message.get("content"))) for message in self.body["messages"]]

    @property
    def images(self) -> list[str]:
        """URLs of all pictures, in order."""
        parts = [
            part
            for message in self.body["messages"]
            if isinstance(message.get("content"), list)
            for part in message["content"]
        ]
        return [part["image_url"]["url"] for part in parts if part["type"] == "image_url"]


Responder = Callable[[Seen], Reply]


class FakeServer:
    """Answers `POST /v1/chat/completions` and `GET /v1/models`; everything else is 404."""

    def __init__(self, *replies: Reply, models: tuple[str, ...] = (MODEL,)) -> None:
        self.models = models
        self.models_reply: Reply | None = None
        self.any_path = False
        """Whether chats are answered under every path that ends in `/chat/completions`."""
        self.seen: list[Seen] = []
        self.release = threading.Event()
        self._lock = threading.Lock()
        self._responder: Responder = lambda _: Reply()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        if replies:
            self.script(*replies)

    @property
    def url(self) -> str:
        """Base address, with `/v1`."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def chats(self) -> list[Seen]:
        """Chat requests, in the order of arrival."""
        with self._lock:
            return [seen for seen in self.seen if seen.path.endswith("/chat/completions")]

    def script(self, *replies: Reply) -> None:
        """Answer with these, one after the other; the last is repeated."""
        left = list(replies)

        def next_reply(_: Seen) -> Reply:
            return left.pop(0) if len(left) > 1 else left[0]

        self._responder = next_reply

    def respond(self, responder: Responder) -> None:
        """Answer with what a function makes of each request; it may wait, since every request has its thread."""
        self._responder = responder

    def reply_to(self, seen: Seen) -> Reply:
        """What is sent for a request; scripts are consumed one request at a time."""
        with self._lock:
            self.seen.append(seen)
            responder = self._responder
            if responder.__name__ == "next_reply" and seen.path.endswith("/chat/completions"):
                return responder(seen)
        if seen.path.endswith("/models"):
            return self.models_reply or Reply(raw=_models(self.models))
        if not seen.path.endswith("/chat/completions" if self.any_path else "/v1/chat/completions"):
            return Reply(status=404, raw=b'{"detail": "Not Found"}')
        return responder(seen)

    def close(self) -> None:
        """Stop; hanging requests are let go."""
        self.release.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def __enter__(self) -> FakeServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def closed_port() -> int:
    """A port on 127.0.0.1 where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def completion(seen: Seen, reply: Reply) -> dict[str, Any]:
    """A chat completion as the API words it."""
    message: dict[str, Any] = {"role": "assistant", "content": reply.text, **reply.message}
    finish = reply.finish
    if reply.refusal is not None:
        message |= {"content": None, "refusal": reply.refusal}
    elif "tools" in seen.body and reply.tool_calls:
        called = {"name": seen.body["tools"][0]["function"]["name"], "arguments": reply.text or ""}
        message |= {"content": None, "tool_calls": [{"id": "call_1", "type": "function", "function": called}]}
        finish = "tool_calls" if finish == "stop" else finish
    answer: dict[str, Any] = {
        "id": "chat-1",
        "object": "chat.completion",
        "created": 1,
        "model": seen.body.get("model", ""),
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
    }
    if reply.usage:
        tokens = {"prompt_tokens": reply.input_tokens, "completion_tokens": reply.output_tokens}
        answer["usage"] = {**tokens, "total_tokens": reply.input_tokens + reply.output_tokens}
    return answer


def _text(content: Any) -> str:
    if isinstance(content, list):
        return "\n".join(part["text"] for part in content if part["type"] == "text")
    return content or ""


def _models(names: tuple[str, ...]) -> bytes:
    return json.dumps({"object": "list", "data": [{"id": name, "object": "model"} for name in names]}).encode()


def _handler(server: FakeServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            self._answer(json.loads(self.rfile.read(int(self.headers.get("content-length", "0"))) or b"{}"))

        def _answer(self, body: dict[str, Any]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            seen = Seen(method=self.command, path=self.path.split("?")[0], headers=headers, body=body)
            reply = server.reply_to(seen)
            try:
                if reply.hang:
                    server.release.wait()
                if reply.hang or reply.drop:
                    self.close_connection = True
                    self.connection.shutdown(socket.SHUT_RDWR)
                elif reply.drip:
                    self._drip()
                else:
                    self._send(reply, self._body(seen, reply))
            except OSError:  # the other side went away, as some tests want it to
                self.close_connection = True

        def _body(self, seen: Seen, reply: Reply) -> bytes:
            if reply.raw is not None:
                return reply.raw
            if reply.status != 200 or reply.error is not None:
                error = reply.error if reply.error is not None else "no"
                return json.dumps({"error": {"message": error} if isinstance(error, str) else error}).encode()
            return json.dumps(completion(seen, reply)).encode()

        def _send(self, reply: Reply, body: bytes) -> None:
            self.send_response(reply.status)
            for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _drip(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "1000000")
            self.end_headers()
            while not server.release.wait(0.01):
                self.wfile.write(b" ")
                self.wfile.flush()

    return Handler
