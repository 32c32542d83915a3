"""Draws the board of a job's cast from outside the graph, whether the job runs or not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from iamflow_agents.graphs.cast_board import BOARD_NAME, CastEntry, draw_cast
from iamflow_agents.opening import open_known
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home


@dataclass(frozen=True, slots=True, kw_only=True)
class CastBoard:
    """Everybody of a job, and where the picture of them lies."""

    job_id: str
    picture: Path
    entries: tuple[CastEntry, ...]


def make_board(job: str, *, settings: Settings | None = None) -> CastBoard:
    """Draw the board of a job's cast into its folder; while the job runs it shows what is there.

    Args:
        job: Name of the job.
        settings: Where the home is.

    Raises:
        UnknownJobError: If there is no such job.
        StorageError: If a picture cannot be read or the board cannot be written.
    """
    here = settings or load_settings()
    home = Home(here.home)
    with open_known(here, home, job) as store:
        artifacts = ArtifactStore(home.job_folder(job))
        entries = draw_cast(store, artifacts, job, store.registry(job), store.job(job).title)
    return CastBoard(job_id=job, picture=artifacts.folder / BOARD_NAME, entries=entries)
