"""Alembic migrations of the entity database, forward only.

`REVISIONS` names every schema version in order, so that an up-to-date file is recognised without importing Alembic
(which takes longer than opening the database). A test compares it with the files in `versions`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Connection

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
HEAD = REVISIONS[-1]


def alembic_config() -> Config:
    """Alembic's configuration, made from where this package is installed; no ini file is needed."""
    from alembic.config import Config

    config = Config()
    # ConfigParser reads a percent sign as the start of a variable.
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the schema to a revision inside the connection's running transaction."""
    from alembic import command

    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
