"""Where things lie under `--home`: one database, one folder a job. Makes no folders and opens no files."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from iamflow_agents.errors import ConfigError

MAX_JOB_ID = 80
_JOB_ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,79}")
_SLUG_LENGTH = 48


class Home:
    """The folder that holds everything this package writes."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)

    @property
    def database(self) -> Path:
        """The entity database of all jobs."""
        return self.path / "iamflow.db"

    @property
    def jobs(self) -> Path:
        """The folder of the jobs' folders."""
        return self.path / "jobs"

    @property
    def library(self) -> Path:
        """The folder of the library's pictures; no job's removal touches it."""
        return self.path / "library"

    def job_folder(self, job_id: str) -> Path:
        """A job's own folder.

        Raises:
            ConfigError: If the name could not be a folder's on every file system.
        """
        return self.jobs / checked_job_id(job_id)

    def checkpoints(self, job_id: str) -> Path:
        """The file of a job's checkpoints."""
        return self.job_folder(job_id) / "checkpoints.db"


def checked_job_id(job_id: str) -> str:
    """Give a job's name back if it may be one; it becomes a folder's name, so it is never trusted.

    Raises:
        ConfigError: If it has other characters than letters, digits, `.`, `_` and `-`, begins with `.` or `-`, or is
            empty or longer than 80 characters.
    """
    if _JOB_ID.fullmatch(job_id):
        return job_id
    raise ConfigError(
        f"{job_id[: MAX_JOB_ID + 1]!r} cannot be a job's name",
        where="job name",
        next_step="Use 1 to 80 of the characters A-Z a-z 0-9 . _ - and begin with a letter or a digit.",
    )


def new_job_id(title: str, taken: Collection[str]) -> str:
    """Make a job's name from a story's title: the same title and neighbours give the same name.

    Args:
        title: Any text; letters with accents lose them, other scripts' letters are left out.
        taken: Names that are in use, compared without regard to case.

    Returns:
        A valid job name that is not taken: `slug`, `slug-2`, `slug-3`...
    """
    ascii_title = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode("ascii")
    words = re.findall(r"[a-z0-9]+", ascii_title.lower())
    slug = "-".join(words)[:_SLUG_LENGTH].strip("-") or "story"
    used = {name.lower() for name in taken}
    name, number = slug, 1
    while name in used:
        number += 1
        name = f"{slug}-{number}"
    return name
