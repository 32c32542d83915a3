"""Write files so that a reader, or a machine that lost power, sees the old file or the new one, never a part.

The order is always: write `*.tmp` beside the target, flush it to disk, rename it, flush the folder. Errors are the
operating system's own; callers translate them.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TMP_SUFFIX = ".tmp"


def hash_file(path: Path) -> tuple[str, int]:
    """Read a file once.

    Returns:
        Its sha256 in hexadecimal and its size in bytes.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        return digest.hexdigest(), file.tell()


def write_atomically(data: bytes, target: Path) -> None:
    """Make a file with this content, or replace it."""
    with _replacing(target) as tmp, tmp.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def move_atomically(source: Path, target: Path) -> None:
    """Move a finished file to its place; from another file system it is copied.

    Its content is flushed before it gets its name. The folder is not: what is stored here is found through a manifest
    that is flushed whole and names the content's hash, so a name that a power cut took is noticed and made again, and
    six files a take cost six waits for the disk instead of eighteen.
    """
    _sync_file(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy_atomically(source, target, link=False)
        source.unlink()


def copy_atomically(source: Path, target: Path, *, link: bool = True) -> None:
    """Give a file another name, as a hard link where the file system can, else as a copy."""
    with _replacing(target) as tmp:
        if link:
            try:
                tmp.hardlink_to(source)
            except OSError as error:
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.ENOENT):
                    raise
            else:
                return
        shutil.copyfile(source, tmp)
        _sync_file(tmp)


@contextmanager
def _replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary name beside the target and rename it over the target when the block ends well."""
    _make_folder(target.parent)
    tmp = target.with_name(target.name + TMP_SUFFIX)
    tmp.unlink(missing_ok=True)
    try:
        yield tmp
        tmp.replace(target)
        # Renaming one hard link of a file over another does nothing and leaves both.
        tmp.unlink(missing_ok=True)
    except BaseException:
        with suppress(OSError):
            tmp.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _make_folder(folder: Path) -> None:
    """Make a folder, and see that its parent remembers it."""
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_file(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
