"""Puts a finished report file in its place: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from iamflow_agents.errors import StorageError


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path beside the target, and rename it over the target when the block ends well.

    The file is on the disk before it gets its name, and the name before the block returns, so that neither a kill
    nor a power cut leaves a part of a file under the target's name. If the block fails the temporary file is removed.

    Raises:
        StorageError: If the operating system refuses; names the target.
    """
    tmp = target.with_name(target.name + ".tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        # What a killed process left could be a link to a stored file, which must not be written through.
        tmp.unlink(missing_ok=True)
        try:
            yield tmp
            _sync(tmp)
            tmp.replace(target)
            _sync(target.parent)
        finally:
            tmp.unlink(missing_ok=True)
    except OSError as error:
        raise StorageError(
            f"the file could not be written: {error.strerror or error}",
            where=str(target),
            next_step="Check that the folder can be written and the disk has room, then resume the job.",
        ) from error


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
