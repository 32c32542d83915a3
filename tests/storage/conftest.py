"""A store in a folder of its own, with one job of three segments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from storage_samples import new_job

from iamflow_agents.storage.story_store import StoryStore


@pytest.fixture
def store(tmp_path: Path) -> Iterator[StoryStore]:
    with StoryStore.open(tmp_path) as opened:
        new_job(opened, "tale")
        yield opened
