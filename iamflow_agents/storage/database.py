"""Open the entity database and run statements on it.

SQLite is opened with foreign keys, WAL and `synchronous=FULL`: a commit is on disk before the call returns. This
matters because checkpoints are kept in another file with `synchronous=NORMAL`: after a power cut the rows are then
never older than a checkpoint that relies on them, while a lost checkpoint only repeats nodes that find their work done.
What can be worked out again from other rows need not wait for the disk (`write(lasting=False)`): a killed process loses
none of it, a power cut may.
Writes begin with `BEGIN IMMEDIATE`, so that two writers queue (up to 30 s) instead of failing half-way.
Any other SQLAlchemy URL is used as it is; every statement of this room runs on SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, SQLAlchemyError

from iamflow_agents.errors import ConfigError, DatabaseError, StorageError
from iamflow_agents.storage import migrations
from iamflow_agents.storage.failures import MAKE_AGAIN, damaged, file_errors, rejected, sqlite_failure

BUSY_TIMEOUT_MS = 30_000
_WRITES = "iamflow_writes"
_LASTING = "iamflow_lasting"
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # The default lets the log grow to 4 MiB, more than the database of a long story.
    "PRAGMA wal_autocheckpoint=256",
    "PRAGMA journal_size_limit=1048576",
)


class Database:
    """An engine, the name people know it by, and transactions whose errors name both file and remedy."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.where = _name(engine.url)
        self._writer = engine.execution_options(**{_WRITES: True, _LASTING: True})
        self._quick_writer = engine.execution_options(**{_WRITES: True, _LASTING: False})
        self._local = threading.local()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that sees one state of the database."""
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        with database_errors(self.where), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self, *, lasting: bool = True) -> Iterator[Connection]:
        """A transaction that is written as a whole or not at all; other writers wait.

        Args:
            lasting: Whether it is on disk when the block ends; otherwise a power cut may undo it.
        """
        joined = self._joined()
        if joined is not None:
            yield joined
            return
        writer = self._writer if lasting else self._quick_writer
        with database_errors(self.where), writer.begin() as connection:
            yield connection

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make everything this thread reads and writes in the block one transaction, with one wait for the disk."""
        with self.write() as connection:
            before, self._local.connection = self._joined(), connection
            try:
                yield
            finally:
                self._local.connection = before

    def _joined(self) -> Connection | None:
        """The connection of the block this thread is in, if it is in one."""
        found: Connection | None = getattr(self._local, "connection", None)
        return found

    def close(self) -> None:
        """Give all connections back; safe to call twice."""
        self.engine.dispose()


def open_engine(url_or_path: str | Path) -> Engine:
    """Open a database, make or upgrade its schema, and check that it is sound.

    Args:
        url_or_path: A file (made when missing, with its folders) or an SQLAlchemy URL.

    Returns:
        An engine whose schema is this release's.

    Raises:
        ConfigError: If the URL is none, or its driver is not installed.
        DatabaseError: If the file is damaged, or from a newer release.
        StorageError: If the place cannot be written.
    """
    url = _read_url(url_or_path)
    fresh = _prepare_folder(url)
    engine = _create(url)
    try:
        with database_errors(_name(url)):
            _bring_up_to_date(engine, fresh)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def database_errors(where: str) -> Iterator[None]:
    """Raise `StorageError` or `DatabaseError` naming the database for whatever its driver raises in the block."""
    try:
        yield
    except sqlite3.Error as error:
        raise sqlite_failure(error, where) from error
    except DBAPIError as error:
        raise _driver_failure(error, where) from error
    except SQLAlchemyError as error:
        raise DatabaseError(f"the database layer failed ({error})", where=where, next_step=MAKE_AGAIN) from error
    except OverflowError as error:
        raise rejected(where, f"a number does not fit into 64 bits: {error}") from error


def _driver_failure(error: DBAPIError, where: str) -> StorageError:
    """Say what a driver's error means; drivers other than SQLite's are only told apart roughly."""
    if isinstance(error.orig, sqlite3.Error):
        return sqlite_failure(error.orig, where)
    # A server's further lines repeat the whole row.
    finding = str(error.orig).partition("\n")[0]
    if isinstance(error, IntegrityError):
        return rejected(where, finding)
    if isinstance(error.orig, OverflowError):
        return rejected(where, f"a number does not fit into 64 bits: {finding}")
    return DatabaseError(
        f"the database server refused a statement or the connection ({finding})",
        where=where,
        next_step="Check that the server runs and lets this user in, then resume the job.",
    )


def _read_url(url_or_path: str | Path) -> URL:
    """Tell a URL from a path."""
    if isinstance(url_or_path, Path) or "://" not in url_or_path:
        return URL.create("sqlite", database=str(url_or_path))
    try:
        url = make_url(url_or_path)
    except ArgumentError as error:
        raise ConfigError(
            "the database URL cannot be read",
            where="database URL",
            next_step="Write it like postgresql://USER@HOST/NAME.",
        ) from error
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise ConfigError(
            "a database in memory does not outlive the process",
            where="database URL",
            next_step="Name a file: sqlite:///FOLDER/iamflow.db.",
        )
    return url


def _name(url: URL) -> str:
    """The file, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def _prepare_folder(url: URL) -> bool:
    """Make the folder of an SQLite file; tell whether there is nothing in the file yet."""
    if url.get_backend_name() != "sqlite":
        return False
    path = Path(str(url.database))
    with file_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        return not path.exists() or path.stat().st_size == 0


def _create(url: URL) -> Engine:
    """Make the engine and, for SQLite, see to pragmas and transactions."""
    try:
        engine = create_engine(url)
    except (ImportError, ArgumentError, SQLAlchemyError) as error:
        raise ConfigError(
            f"the database driver cannot be used ({error})",
            where=_name(url),
            next_step="Install it (for PostgreSQL: pip install 'iamflow-agents[postgres]') or use --home alone.",
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_pragmas)
        event.listen(engine, "begin", _begin)
    return engine


def _set_pragmas(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a new SQLite connection; transactions are begun by `_begin`, not by the driver."""
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    """Take the write lock at once when the transaction is going to write."""
    options = connection.get_execution_options()
    if not options.get(_WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    # The pragma belongs to the pooled connection, so each writer sets what it needs.
    connection.exec_driver_sql(f"PRAGMA synchronous={'FULL' if options.get(_LASTING, True) else 'NORMAL'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _bring_up_to_date(engine: Engine, fresh: bool) -> None:
    """Check an existing file and run the migrations it lacks, all in one transaction."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite" and not fresh:
            findings = connection.exec_driver_sql("PRAGMA quick_check(3)").scalars().all()
            if findings != ["ok"]:
                raise damaged(_name(engine.url), "; ".join(str(finding) for finding in findings))
        if _revision(connection) == migrations.HEAD:
            return
    with engine.execution_options(**{_WRITES: True}).begin() as connection:
        # Asked again under the write lock: another process may have been quicker.
        if _revision(connection) != migrations.HEAD:
            migrations.upgrade(connection)


def _revision(connection: Connection) -> str | None:
    """The schema's revision, None for an empty database; refuses what this release cannot know."""
    where = _name(connection.engine.url)
    inspector = inspect(connection)
    if not inspector.has_table("alembic_version"):
        if connection.dialect.name == "sqlite" and inspector.get_table_names():
            raise DatabaseError(
                "the file is a database of another program",
                where=where,
                next_step="Choose another place with --home.",
            )
        return None
    revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if revision is not None and revision not in migrations.REVISIONS:
        raise DatabaseError(
            f"the database has schema {revision}, which this release does not know",
            where=where,
            next_step="Install the newer release that made it, or choose another place with --home.",
        )
    return None if revision is None else str(revision)
