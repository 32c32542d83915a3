"""Opens the entity database that the settings name: the one in the home, or another by its URL."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from iamflow_agents.errors import UnknownJobError
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home, checked_job_id
from iamflow_agents.storage.story_store import StoryStore


def connect(settings: Settings, home: Home) -> StoryStore:
    """The entity database; the caller closes it."""
    return StoryStore.open_url(settings.database_url) if settings.database_url else StoryStore.open(home.path)


@contextmanager
def open_store(settings: Settings, home: Home) -> Iterator[StoryStore]:
    """The entity database, closed afterwards."""
    with connect(settings, home) as store:
        yield store


@contextmanager
def open_known(settings: Settings, home: Home, job_id: str) -> Iterator[StoryStore]:
    """The entity database for a job that should be in it; a home that is not there is not made.

    Raises:
        ConfigError: If no job can have such a name.
        UnknownJobError: If there is no home to look in; that the job is in it is the caller's to ask.
    """
    checked_job_id(job_id)
    if not has_jobs(settings, home):
        raise UnknownJobError(
            f"there is no job {job_id!r}, as no job was ever started here",
            where=str(home.path),
            next_step="Name the folder with --home that the job was started in.",
        )
    with open_store(settings, home) as store:
        yield store


def has_jobs(settings: Settings, home: Home) -> bool:
    """Tell whether there is a database, without making one."""
    return settings.database_url is not None or os.path.lexists(home.database)
