"""Files of a job, named by their content: whatever lies here under a name is whole and what the name says.

A file is written beside its final place, flushed to disk and renamed; a killed process therefore leaves either the
file or a `*.tmp` that `sweep` removes. A manifest (`index/<input hash>.json`) says which files were made from which
inputs, so that finished work is found again without the database. Layout of a job's folder:

    artifacts/ab/abcd...ef.png   content-hashed files          scratch-*/   generators' working folders
    index/<input hash>.json      manifests                     film.mp4     published names (hard links where possible)
"""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import tempfile
from collections.abc import Collection, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from iamflow_agents.errors import ArtifactCorruptError, StorageError
from iamflow_agents.storage.atomic_files import copy_atomically, hash_file, move_atomically, write_atomically
from iamflow_agents.storage.failures import file_errors
from iamflow_agents.storage.manifests import read_manifest, write_manifest
from iamflow_agents.storage.records import Manifest, StoredFile, artifact_path

logger = logging.getLogger(__name__)

SCRATCH_PREFIX = "scratch-"
_HASH = re.compile(r"[0-9a-f]{64}")
_SUFFIX = re.compile(r"[a-z0-9]{1,12}")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,119}")
_OWN_NAMES = {"artifacts", "index"}


class ArtifactStore:
    """One job's files. Only the process that holds the job's lock writes; anybody may read."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._index = self.folder / "index"

    def put_bytes(self, data: bytes, suffix: str, *, name: str = "") -> StoredFile:
        """Store bytes.

        Args:
            data: The whole content.
            suffix: With or without the dot.
            name: Logical name of the result.
        """
        stored = StoredFile(name, hashlib.sha256(data).hexdigest(), _checked_suffix(suffix), len(data))
        with file_errors(self.folder):
            if not self._is_healthy(stored):
                write_atomically(data, self.path(stored))
        return stored

    def put_file(self, path: Path, suffix: str | None = None, *, name: str = "") -> StoredFile:
        """Store a finished file; it is moved, so `path` is gone afterwards.

        Args:
            path: A regular file nobody writes to any more, best on the same file system (see `scratch`).
            suffix: With or without the dot; by default the file's own.
            name: Logical name of the result.
        """
        with file_errors(path):
            sha256, size = hash_file(path)
            stored = StoredFile(name, sha256, _checked_suffix(path.suffix if suffix is None else suffix), size)
            if self._is_healthy(stored):
                path.unlink()
            else:
                move_atomically(path, self.path(stored))
        return stored

    def path(self, file: StoredFile) -> Path:
        """Where a file lies, whether it is there or not."""
        if not _HASH.fullmatch(file.sha256):
            raise _bad_name(file.sha256, "a sha256 in hexadecimal")
        return self.folder / artifact_path(file.sha256, _checked_suffix(file.suffix))

    def verify(self, file: StoredFile) -> None:
        """Read a file and compare it with its name.

        Raises:
            ArtifactCorruptError: If it is missing or has other content.
        """
        with file_errors(self.path(file)):
            if self._is_healthy(file):
                return
        raise ArtifactCorruptError(
            "a stored file is missing or its content has changed",
            where=str(self.path(file)),
            next_step="Resume the job: the file is found wanting and made again.",
        )

    def remember(self, input_hash: str, files: Mapping[str, StoredFile], extra: dict[str, Any]) -> None:
        """Write down which files were made from one set of inputs; do it when all of them are stored.

        Args:
            input_hash: sha256 of the inputs.
            files: By logical name.
            extra: Plain data to keep with them.
        """
        path = self._manifest_path(input_hash)
        named = {name: file.named(name) for name, file in files.items()}
        with file_errors(path):
            write_manifest(path, Manifest(input_hash=input_hash, files=named, extra=extra))

    def recall(self, input_hash: str) -> Manifest | None:
        """Find finished work by its inputs.

        Returns:
            None when nothing was made, and when something of it is missing or damaged: what is damaged is then
            removed together with the manifest, so that it is made again.
        """
        path = self._manifest_path(input_hash)
        with file_errors(path):
            if not path.exists():
                return None
            manifest = read_manifest(path)
            if manifest is None or manifest.input_hash != input_hash:
                logger.warning("the list of files %s is damaged; they are made again", path)
                path.unlink()
                return None
            bad = [file for file in manifest.files.values() if not self._is_healthy(file)]
            for file in bad:
                logger.warning("the file %s is missing or damaged; it is made again", self.path(file))
                self.path(file).unlink(missing_ok=True)
            if bad:
                path.unlink()
                return None
        return manifest

    def drop(self, input_hash: str, names: Collection[str], *, keep: Container[str] = ()) -> int:
        """Remove files of finished work to save room; what they were stays written down with it.

        The list of files is changed first, so that after a kill in between nothing counts as damaged.

        Args:
            input_hash: sha256 of the work's inputs.
            names: Logical names of the files; others and unknown ones are left alone.
            keep: Hashes of contents that something else needs.

        Returns:
            How many were removed.
        """
        path = self._manifest_path(input_hash)
        with file_errors(path):
            manifest = read_manifest(path) if path.exists() else None
            if manifest is None:
                return 0
            gone = {name: file for name, file in manifest.files.items() if name in names}
            if not gone:
                return 0
            left = {name: file for name, file in manifest.files.items() if name not in gone}
            write_manifest(path, replace(manifest, files=left, dropped={**manifest.dropped, **gone}))
            needed = {file.sha256 for file in left.values()}
            unneeded = [file for file in gone.values() if file.sha256 not in needed and file.sha256 not in keep]
            for file in unneeded:
                self.path(file).unlink(missing_ok=True)
        return len(unneeded)

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """An empty folder to work in, on the store's own file system, removed with all that is left in it."""
        with file_errors(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            folder = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=self.folder))
        try:
            yield folder
        finally:
            # What cannot be removed now is swept by the next process.
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self) -> int:
        """Remove what a killed process left half-done; call it only while holding the job's lock.

        Returns:
            How many files and folders were removed.
        """
        removed = 0
        with file_errors(self.folder):
            for folder in self.folder.glob(f"{SCRATCH_PREFIX}*"):
                shutil.rmtree(folder)
                removed += 1
            for pattern in ("*.tmp", "index/*.tmp", "artifacts/*/*.tmp"):
                for path in self.folder.glob(pattern):
                    path.unlink(missing_ok=True)
                    removed += 1
        return removed

    def publish(self, file: StoredFile, name: str) -> Path:
        """Give a stored file a plain name in the job's folder; what had that name before is replaced.

        Raises:
            ArtifactCorruptError: If the file is not what it should be.
            StorageError: If the name is no plain file name.
        """
        if not _PLAIN_NAME.fullmatch(name) or name in _OWN_NAMES or name.endswith(".tmp"):
            raise _bad_name(name, "a plain file name")
        self.verify(file)
        target = self.folder / name
        with file_errors(target):
            copy_atomically(self.path(file), target)
        return target

    def _is_healthy(self, file: StoredFile) -> bool:
        """Tell whether a file is there with the content its name promises."""
        try:
            return hash_file(self.path(file)) == (file.sha256, file.size)
        except FileNotFoundError:
            return False

    def _manifest_path(self, input_hash: str) -> Path:
        if not _HASH.fullmatch(input_hash):
            raise _bad_name(input_hash, "a sha256 in hexadecimal")
        return self._index / f"{input_hash}.json"


def _checked_suffix(suffix: str) -> str:
    """A suffix without its dot that cannot lead anywhere else."""
    plain = suffix.removeprefix(".").lower()
    if not _SUFFIX.fullmatch(plain):
        raise _bad_name(suffix, "a file suffix of 1 to 12 letters and digits")
    return plain


def _bad_name(name: str, wanted: str) -> StorageError:
    return StorageError(f"{name[:100]!r} is not {wanted}", where="artifact store", next_step="Please report this.")
