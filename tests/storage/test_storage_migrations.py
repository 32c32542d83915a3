"""The schema that migrations make is the one the code expects, and other schemas are refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateTable
from storage_samples import run_child

from iamflow_agents.errors import ConfigError, DatabaseError
from iamflow_agents.storage import migrations
from iamflow_agents.storage.database import open_engine
from iamflow_agents.storage.statements import _upsert
from iamflow_agents.storage.tables import METADATA


def differences(engine: Engine) -> list[object]:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, METADATA))


def schema(path: Path) -> dict[str, list[str]]:
    """Each table's and index's definition, as the set of its lines (their order means nothing)."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alem%'")
        return {name: sorted(line.strip(" ,\t\n") for line in sql.splitlines()) for name, sql in rows}


def test_migrated_schema_has_no_difference_to_the_tables(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "new.db")
    assert differences(engine) == []
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE take DROP COLUMN note")
    assert differences(engine), "the comparison must be able to see a difference"


def test_migrated_schema_has_the_same_checks_and_keys_as_the_tables(tmp_path: Path) -> None:
    open_engine(tmp_path / "migrated.db").dispose()
    engine = create_engine(f"sqlite:///{tmp_path / 'made.db'}")
    METADATA.create_all(engine)
    engine.dispose()
    migrated = schema(tmp_path / "migrated.db")
    assert migrated == schema(tmp_path / "made.db")
    assert any("ck_take_status" in line for line in migrated["take"])


def test_every_constraint_has_a_name() -> None:
    for table in METADATA.tables.values():
        assert all(constraint.name for constraint in table.constraints), table.name


def test_listed_revisions_are_the_files() -> None:
    script = ScriptDirectory.from_config(migrations.alembic_config())
    assert [revision.revision for revision in script.walk_revisions()][::-1] == list(migrations.REVISIONS)
    assert script.get_current_head() == migrations.HEAD


def test_empty_file_and_percent_sign_in_path_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "100%s #?" / "empty.db"
    path.parent.mkdir()
    path.touch()
    engine = open_engine(path)
    assert differences(engine) == []


def test_opening_again_imports_no_alembic(tmp_path: Path) -> None:
    code = """
from iamflow_agents.storage.database import open_engine
open_engine(sys.argv[1]).dispose()
print("alembic" in sys.modules)
"""
    first, second = (run_child(code, tmp_path / "x.db").stdout.strip() for _ in range(2))
    assert (first, second) == ("True", "False")


def test_newer_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    open_engine(path).dispose()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="9999") as caught:
        open_engine(path)
    assert caught.value.where == str(path)
    assert "newer release" in caught.value.next_step


def test_database_of_another_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE customers (name TEXT)")
    with pytest.raises(DatabaseError, match="another program"):
        open_engine(path)
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("customers",)]


def test_failed_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def half(connection: object) -> None:
        connection.exec_driver_sql("CREATE TABLE story (id INTEGER)")  # type: ignore[attr-defined]
        raise RuntimeError("power cut")

    path = tmp_path / "x.db"
    with monkeypatch.context() as patch, pytest.raises(RuntimeError):
        patch.setattr(migrations, "upgrade", half)
        open_engine(path)
    assert differences(open_engine(path)) == []


def test_many_processes_may_open_a_new_database_at_once(tmp_path: Path) -> None:
    code = """
import subprocess
one = "import sys; from iamflow_agents.storage.database import open_engine; open_engine(sys.argv[1]).dispose()"
children = [subprocess.Popen([sys.executable, "-c", one, sys.argv[1]]) for _ in range(4)]
sys.exit(sum(child.wait() for child in children))
"""
    result = run_child(code, tmp_path / "x.db")
    assert (result.returncode, result.stderr) == (0, "")


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "nosuchdatabase://x/y", "://"])
def test_bad_urls_are_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        open_engine(url)


def test_url_opens_the_same_file_as_its_path(tmp_path: Path) -> None:
    open_engine(f"sqlite:///{tmp_path / 'x.db'}").dispose()
    assert differences(open_engine(tmp_path / "x.db")) == []


def test_tables_and_upserts_can_be_said_to_postgresql() -> None:
    """No server is asked here; this only holds that nothing is spelled for SQLite alone."""
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # as SQLAlchemy has it
    for table in METADATA.sorted_tables:
        assert f"CREATE TABLE {table.name}" in str(CreateTable(table).compile(dialect=dialect))
    take = METADATA.tables["take"]
    statement = _upsert(
        "postgresql", take, ("segment_id", "number"), ("segment_id", "number", "note", "chosen"), ("chosen",)
    )
    text = str(statement.compile(dialect=dialect))
    assert "ON CONFLICT (segment_id, number) DO UPDATE SET note = excluded.note" in text
    assert "chosen = excluded" not in text
