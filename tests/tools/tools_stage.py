"""What the tests of the story tools share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iamflow_agents import Settings, StoryResult
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.desk import StoryDesk

JOB = "letter"
PROMPTS = (
    "On the beach, Ana, a young woman in a red dress, walks with Rex, a white dog.",
    "In the kitchen, Ben, an old man with a grey beard and a blue coat, reads a letter.",
    "On the beach, Ana sits down and Ben waves.",
)


@dataclass(frozen=True)
class Film:
    """A finished job."""

    home: Path
    result: StoryResult
    desk: StoryDesk

    def store(self) -> StoryStore:
        """Its database."""
        return StoryStore.open(self.home)


def small(home: Path, **others: object) -> Settings:
    """Settings that make a second of film in a few milliseconds."""
    return Settings(**{"home": home, "width": 64, "height": 64, "fps": 4, **others})
