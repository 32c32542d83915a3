"""Files that are there whole or not at all, whatever is killed: written under another name, flushed and renamed."""

from __future__ import annotations

import os
from pathlib import Path

from iamflow_agents.errors import ConfigError, GeneratorError


def write_whole(path: Path, data: bytes, *, flush: bool = True) -> None:
    """Write a file so that after a kill at any instant it is there whole or not at all.

    Args:
        path: Where.
        data: The whole content.
        flush: Make its name survive a power cut as well; several files of a folder need that once, after the last.

    Raises:
        GeneratorError: If it cannot be written.
    """
    # Two processes may write the same file of a shared cache.
    partial = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with partial.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
        if flush:
            flush_folder(path.parent)
    except OSError as error:
        raise GeneratorError(
            f"a file could not be written: {error.strerror or error}",
            where=str(path),
            next_step="Check that the disk has room and the folder can be written, then resume the job.",
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, where they are not there.

    Raises:
        ConfigError: If there cannot be one.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigError(
            f"the folder cannot be made: {error.strerror or error}",
            where=str(folder),
            next_step="Name another folder, or one that can be written.",
        ) from error


def flush_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut, where the system can."""
    flags = getattr(os, "O_DIRECTORY", None)
    if flags is None:
        return
    handle = os.open(folder, os.O_RDONLY | flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
