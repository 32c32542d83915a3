"""Turn what the operating system and SQLite raise into errors that name the file and the remedy.

Everything in this room that touches a file or a database does so inside one of these context managers.
"""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iamflow_agents.errors import DatabaseError, StorageError

MAKE_AGAIN = (
    "Move it (with its -wal and -shm files, if any) away and run the script again with the same --job: finished takes "
    "under jobs/ are found by their hash and not made again."
)
FREE_SPACE = "Free some space there or choose another place with --home, then resume the job: what is finished is kept."
MAKE_WRITABLE = "Make it writable for this user or choose another place with --home, then resume the job."

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_FOLDER = {errno.ENOTDIR, errno.EEXIST, errno.EISDIR, errno.ENAMETOOLONG, errno.ELOOP}

_CORRUPT = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT}
_BUSY = {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_PROTOCOL}
_DENIED = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_CANTOPEN}


@contextmanager
def file_errors(path: Path) -> Iterator[None]:
    """Raise `StorageError` naming `path` when the operating system refuses something inside the block."""
    try:
        yield
    except OSError as error:
        raise os_failure(error, path) from error


def os_failure(error: OSError, path: Path) -> StorageError:
    """Say what an operating system error means for the person who runs the job."""
    # A rename names two files: the second is the one that people know.
    where = str(error.filename2 or error.filename or path)
    if error.errno in _NO_SPACE:
        return StorageError("no space is left to write a file", where=where, next_step=FREE_SPACE)
    if error.errno in _NOT_ALLOWED:
        return StorageError("the folder or file may not be written", where=where, next_step=MAKE_WRITABLE)
    if error.errno in _NO_FOLDER:
        return StorageError(
            f"this path cannot be used ({error.strerror})",
            where=where,
            next_step="Choose another place with --home, or move what stands in the way.",
        )
    return StorageError(
        f"a file could not be read or written ({error.strerror or error})",
        where=where,
        next_step="Check the disk, then resume the job: what is finished is kept.",
    )


def sqlite_failure(error: sqlite3.Error, where: str) -> StorageError:
    """Say what an SQLite error means for the person who runs the job."""
    # Extended codes keep the primary one in their low byte.
    code = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_ERROR) & 0xFF
    if code in _CORRUPT:
        return damaged(where, str(error))
    if code in _BUSY:
        return DatabaseError(
            "another process kept the database locked for too long",
            where=where,
            next_step="Look for a hanging iamflow process, then resume the job.",
        )
    if code == sqlite3.SQLITE_FULL:
        return StorageError("no space is left for the database", where=where, next_step=FREE_SPACE)
    if code in _DENIED:
        return StorageError(f"the database cannot be written ({error})", where=where, next_step=MAKE_WRITABLE)
    if code == sqlite3.SQLITE_IOERR:
        return StorageError(f"the database could not be read or written ({error})", where=where, next_step=FREE_SPACE)
    if code == sqlite3.SQLITE_CONSTRAINT:
        return rejected(where, str(error))
    return DatabaseError(f"the database refused a statement ({error})", where=where, next_step=MAKE_AGAIN)


def damaged(where: str, finding: str) -> DatabaseError:
    """The error for a file that is no sound database; SQLite's findings may be several lines."""
    finding = "; ".join(finding.splitlines())
    return DatabaseError(f"the database file is damaged ({finding})", where=where, next_step=MAKE_AGAIN)


def rejected(where: str, finding: str) -> StorageError:
    """The error for data that breaks a constraint of the schema."""
    return StorageError(
        f"the database rejected data that breaks its rules ({finding})",
        where=where,
        next_step="Nothing was written. Please report this with the script that caused it.",
    )
