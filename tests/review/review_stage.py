"""A small story for the tests of review, and what its films consist of."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from iamflow_agents import Script, Settings, StoryResult
from iamflow_agents.script import Segment
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.story_store import StoryStore

PROMPTS = (
    "On a stone pier, Nora, a woman in a blue sweater, waves.",
    "On the pier, Nora sits down.",
    "In a kitchen, Tom, a man in a black coat, stands.",
    "In the kitchen, Tom sits down.",
    "On the pier, Nora walks.",
    "In a library, Ada, a woman in a green dress, reads.",
    "In the library, Ada stands.",
    "On the pier, Nora and Tom talk.",
)


def small_script(n_segments: int = 4) -> Script:
    """The first segments of the story, half a second each."""
    segments = tuple(Segment(prompt=prompt, duration_s=0.5) for prompt in PROMPTS[:n_segments])
    return Script(title="Pier", segments=segments)


def small(home: Path, **more: Any) -> Settings:
    """Small pictures; nobody looks at them unless asked for."""
    return Settings(**{"home": home, "width": 128, "height": 96, "fps": 8, "verify": "off", **more})


def takes_of(result: StoryResult) -> list[tuple[int, int]]:
    """Chosen take and number of takes, by segment."""
    return [(segment.take, segment.takes) for segment in result.segments]


def files_of(home: Path, job_id: str) -> list[dict[str, str]]:
    """Hashes of the bytes on disk of each segment's chosen take, read anew."""
    folder = Home(home).job_folder(job_id)
    with StoryStore.open(home) as store:
        return [
            {file.name: hashlib.sha256((folder / file.path).read_bytes()).hexdigest() for file in take.files}
            for take in store.chosen_takes(job_id)
        ]


def looks_of(home: Path, job_id: str, segment: int, key: str) -> dict[str, str]:
    """How somebody was asked for in the chosen take of a segment."""
    from iamflow_agents.codec import decode
    from iamflow_agents.takes import SegmentRequest

    with StoryStore.open(home) as store:
        take = store.chosen_take(job_id, segment)
        assert take is not None
        request = decode(SegmentRequest, take.request_json)
    return {value.slot.value: value.value for one in request.cast if one.identity == key for value in one.attributes}
