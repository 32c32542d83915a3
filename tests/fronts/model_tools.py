"""A story with one doubtful mention a segment, and a local server that answers what is asked about it."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from typing import Any

STORY = "title: Doubts\nsegments:\n" + "".join(
    f'  - {{prompt: "{prompt}", duration_s: 1}}\n'
    for prompt in (
        "Ana, a tall woman, and Bea, a short woman, walk on the beach.",
        "The woman waves.",
        "The woman sits.",
        "The woman laughs.",
        "The woman stands.",
        "The woman nods.",
    )
)
SEGMENTS = 6


def _load() -> Any:
    """The server of the backends' tests, which lies in another folder of tests."""
    name = "fake_server"
    if name not in sys.modules:
        path = Path(__file__).resolve().parents[1] / "backends" / "fake_server.py"
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return sys.modules[name]


fake_server = _load()
FakeServer, Reply, closed_port = fake_server.FakeServer, fake_server.Reply, fake_server.closed_port


def model_of(server: Any) -> str:
    """The settings string of a server."""
    return f"{server.url}#tiny"


def unsure(seen: Any) -> Any:
    """An answer that fits every question: each mention's first option."""
    asked = seen.texts[-1][1]
    lines = re.findall(r'^\[(\d+)\] "(.+?)": (\S+)', asked, re.MULTILINE)
    answers = [{"mention": int(number), "quote": text, "who": [option]} for number, text, option in lines]
    return Reply(text=json.dumps({"answers": answers}))


def asked_twice(server: Any) -> list[str]:
    """Questions that arrived more than once."""
    asked = [seen.texts[-1][1] for seen in server.chats]
    return [text for text in dict.fromkeys(asked) if asked.count(text) > 1]
