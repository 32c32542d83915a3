"""The identity store: everything that is known of stories, in one database.

`StoryStore` only opens and closes; what it can do stands in the parts it is made of. Each call is one transaction, so
a killed process leaves a whole row or none. Calls may come from any thread.
"""

from __future__ import annotations

import time
from pathlib import Path
from types import TracebackType

from iamflow_agents.storage.account_store import AccountStore
from iamflow_agents.storage.database import Database, open_engine
from iamflow_agents.storage.directions import DirectionStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.jobs import Clock, JobStore
from iamflow_agents.storage.library_store import LibraryStore
from iamflow_agents.storage.memory_store import MemoryStore
from iamflow_agents.storage.registry_store import RegistryStore
from iamflow_agents.storage.revisions import RevisionStore
from iamflow_agents.storage.segments import SegmentStore
from iamflow_agents.storage.take_store import TakeStore


class StoryStore(
    JobStore,
    SegmentStore,
    RegistryStore,
    TakeStore,
    MemoryStore,
    RevisionStore,
    DirectionStore,
    LibraryStore,
    AccountStore,
):
    """Jobs, readings, registries, plans, takes, verdicts, memory, decisions, history, the library, accounts."""

    @classmethod
    def open(cls, home: Path | str, *, clock: Clock = time.time) -> StoryStore:
        """Open `HOME/iamflow.db`, making it when there is none.

        Raises:
            DatabaseError: If the file is damaged or from a newer release.
            StorageError: If the folder cannot be written.
        """
        return cls(Database(open_engine(Home(home).database)), clock=clock)

    @classmethod
    def open_url(cls, url: str, *, clock: Clock = time.time) -> StoryStore:
        """Open a database by its SQLAlchemy URL."""
        return cls(Database(open_engine(url)), clock=clock)

    def close(self) -> None:
        """Give the database back; safe to call twice."""
        self.database.close()

    def __enter__(self) -> StoryStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
