"""Stories whose takes are judged by a model behind a local server, and answers in which all is as it should be."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from iamflow_agents import Script, Settings, StoryResult, run_story
from iamflow_agents.events import StoryEvent
from iamflow_agents.script import Segment

PROMPTS = (
    "In the library, Nora, a young woman with black hair and a red sweater, stands.",
    "In the library, Ethan, a tall man with blond hair and a dark green shirt, stands beside Nora.",
    "In the library, Nora and Ethan talk.",
)


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


def judge_of(server: Any) -> str:
    """The settings string of a server."""
    return f"{server.url}#tiny"


def script_of(n_segments: int = len(PROMPTS)) -> Script:
    return Script(title="Loop", segments=tuple(Segment(prompt=p, duration_s=1) for p in PROMPTS[:n_segments]))


def settings_of(home: Path, vlm: str, **changes: Any) -> Settings:
    small = {"width": 208, "height": 128, "fps": 4, "llm_retries": 0}
    return Settings(home=home, vlm=vlm, **small | changes)


def play(
    home: Path,
    vlm: str,
    *,
    n_segments: int = len(PROMPTS),
    on_event: Callable[[StoryEvent], None] | None = None,
    **changes: Any,
) -> tuple[StoryResult, list[StoryEvent]]:
    """Run the story, or its beginning."""
    events: list[StoryEvent] = []

    def note(event: StoryEvent) -> None:
        events.append(event)
        if on_event is not None:
            on_event(event)

    result = run_story(script_of(n_segments), settings=settings_of(home, vlm, **changes), job_id="a", on_event=note)
    return result, events


def asked_about(seen: Any) -> str:
    """What a request asks: the text of its last turn."""
    return str(seen.texts[-1][1])


def all_well(payload: str) -> dict[str, Any]:
    """The answer of a judge to whom everything looks as it should."""
    people: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    section = ""
    for line in payload.splitlines():
        if re.match(r"[A-Z]{4}", line):
            section = line.split(",")[0].split(":")[0]
        elif found := re.match(r"- (\S+?)(: |$)", line):
            if section == "IDENTITIES":
                row = {"id": found[1], "state": "on_screen", "count": 1, "swapped_with": "", "frame": 1}
                people.append({**row, "confidence": 0.9, "looks": [], "also": []})
            elif section == "GONE":
                gone.append({"id": found[1], "seen": False, "frame": 0, "confidence": 0.9})
        elif found := re.match(r"  \[(\d+)\]", line):
            people[-1]["looks"].append({"look": int(found[1]), "seen": "confirmed", "observed": ""})
    row = {"match": "yes", "observed": "", "frame": 1, "confidence": 0.9}
    return {"identities": people, "gone": gone, "place": [row] if "\nPLACE: " in payload else []}


def content(seen: Any) -> Any:
    """A good answer to a request."""
    return Reply(text=json.dumps(all_well(asked_about(seen))))


def asked_twice(server: Any) -> list[str]:
    """Questions that arrived more than once with the same pictures."""
    asked = [(asked_about(seen), tuple(seen.images)) for seen in server.chats]
    return [text for text, pictures in dict.fromkeys(asked) if asked.count((text, pictures)) > 1]
