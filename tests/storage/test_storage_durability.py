"""Which commits wait for the disk: all, but for what other rows can tell again."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from iamflow_agents.storage.database import Database, open_engine

NORMAL, FULL = 1, 2


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(open_engine(tmp_path / "story.db"))


@pytest.mark.parametrize("order", [(True, False, True), (False, True, False)])
def test_storage_each_writer_waits_for_the_disk_as_it_says(database: Database, order: tuple[bool, ...]) -> None:
    for lasting in order:
        with database.write(lasting=lasting) as connection:
            found = connection.exec_driver_sql("PRAGMA synchronous").scalar()
        assert found == (FULL if lasting else NORMAL)
    database.close()


def test_storage_a_quick_row_inside_a_lasting_block_lasts(database: Database) -> None:
    with database.together(), database.write(lasting=False) as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == FULL
    database.close()


def test_storage_a_quick_row_is_there_for_the_next_process(database: Database, tmp_path: Path) -> None:
    with database.write(lasting=False) as connection:
        connection.exec_driver_sql("CREATE TABLE note (words TEXT)")
        connection.exec_driver_sql("INSERT INTO note VALUES ('kept')")
    with sqlite3.connect(tmp_path / "story.db") as other:
        assert other.execute("SELECT words FROM note").fetchall() == [("kept",)]
    database.close()
