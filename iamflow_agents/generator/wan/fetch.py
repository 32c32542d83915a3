"""Download catalogue checkpoints so that they can be stopped and resumed, and tell whether a folder is whole.

A file grows beside its place as `NAME.part` and gets its name only when its size and hash are right, so a file that is
there is whole. A broken connection costs only what had not arrived. Neither torch nor the hub's client is needed.
"""

from __future__ import annotations

import hashlib
import http.client
import shutil
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from iamflow_agents.errors import ConfigError, StorageError
from iamflow_agents.generator.wan.catalogue import CATALOGUE, HUB, CatalogueEntry, CatalogueFile

Report = Callable[[str, int, int | None], None]
"""Told the file, bytes that are there, bytes in all if known."""
PARTS = ("transformer", "lora", "vae", "text_encoder", "tokenizer", "config")
_CHUNK_BYTES = 1 << 20
_SPARE_BYTES = 1 << 28
_TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileState:
    """What was found of one file."""

    path: str
    problem: str | None
    """None if the file is whole."""
    verified: str
    """How it was checked: `sha256`, `git blob`, `size` or `there`."""


def find_entry(name: str) -> CatalogueEntry:
    """Look up a catalogue entry.

    Raises:
        ConfigError: If there is none of that name.
    """
    if name not in CATALOGUE:
        raise ConfigError(
            f"no checkpoint is called {name!r}",
            where="the catalogue of weights",
            next_step=f"Known names: {', '.join(CATALOGUE)}. Other checkpoints are loaded from a file or folder.",
        )
    return CATALOGUE[name]


def wanted_files(entry: CatalogueEntry, parts: Iterable[str] = ()) -> tuple[CatalogueFile, ...]:
    """The files of some parts, or of all; configs always come along.

    Raises:
        ConfigError: If the entry has no such part.
    """
    asked = set(parts)
    there = {file.part for file in entry.files}
    if asked - there:
        raise ConfigError(
            f"{entry.name} has no part {', '.join(sorted(asked - there))}",
            where="--part",
            next_step=f"Its parts: {', '.join(part for part in PARTS if part in there)}.",
        )
    return tuple(file for file in entry.files if not asked or file.part in asked | {"config"})


def fetch_entry(
    entry: CatalogueEntry, folder: Path, *, parts: Iterable[str] = (), hub: str = HUB, report: Report | None = None
) -> list[Path]:
    """Download what is missing of an entry.

    Args:
        entry: What to fetch.
        folder: Where its files go; made if need be.
        parts: Only these parts; all if empty.
        hub: Address of the hub or a mirror of it.
        report: Called as bytes arrive.

    Returns:
        All files of the entry that were asked for, old and new.

    Raises:
        StorageError: If the server cannot be reached, has no such file, or sends something else; if the disk is full.
        ConfigError: If the entry has no such part, or the address is not http.
    """
    files = wanted_files(entry, parts)
    missing = [file for file in files if check_file(file, folder).problem is not None]
    _check_room(missing, folder)
    for file in missing:
        _fetch_file(entry.address(file, hub), file, folder, report)
    return [folder / file.path for file in files]


def check_folder(entry: CatalogueEntry, folder: Path, *, parts: Iterable[str] = ()) -> list[FileState]:
    """Compare a folder with the catalogue, hashes included; reads every file once."""
    return [check_file(file, folder) for file in wanted_files(entry, parts)]


def check_file(file: CatalogueFile, folder: Path) -> FileState:
    """Compare one file with what is known about it."""
    path = folder / file.path
    if not path.is_file():
        left = path.with_name(path.name + ".part")
        problem = f"partly fetched ({left.stat().st_size} bytes)" if left.is_file() else "missing"
        return FileState(path=file.path, problem=problem, verified="there")
    size = path.stat().st_size
    if file.size is not None and size != file.size:
        return FileState(path=file.path, problem=f"{size} bytes instead of {file.size}", verified="size")
    if file.sha256 is not None or file.git_blob is not None:
        verified = "sha256" if file.sha256 is not None else "git blob"
        return FileState(path=file.path, problem=_wrong_hash(path, file), verified=verified)
    if size == 0:
        return FileState(path=file.path, problem="empty", verified="there")
    return FileState(path=file.path, problem=None, verified="size" if file.size is not None else "there")


def _wrong_hash(path: Path, file: CatalogueFile) -> str | None:
    """What is wrong with a file's content; None if it is right or nothing is known."""
    if file.sha256 is not None:
        found, wanted = _digest(path, hashlib.sha256()), file.sha256
    elif file.git_blob is not None:  # git hashes a header with the length before the content
        header = hashlib.sha1(f"blob {path.stat().st_size}\0".encode(), usedforsecurity=False)
        found, wanted = _digest(path, header), file.git_blob
    else:
        return None
    return None if found == wanted else f"hash {found[:12]} instead of {wanted[:12]}"


def _digest(path: Path, hasher: Any) -> str:
    """Hash a file."""
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            hasher.update(chunk)
    return str(hasher.hexdigest())


def _check_room(files: list[CatalogueFile], folder: Path) -> None:
    """Refuse before the first byte when the disk is too small."""
    folder.mkdir(parents=True, exist_ok=True)
    needed = sum(file.size or 0 for file in files)
    free = shutil.disk_usage(folder).free
    if needed and needed + _SPARE_BYTES > free:
        raise StorageError(
            f"{needed / 1e9:.1f} GB are needed and {free / 1e9:.1f} GB are free",
            where=str(folder),
            next_step="Free some room, or name another folder with --to.",
        )


def _fetch_file(url: str, file: CatalogueFile, folder: Path, report: Report | None) -> None:
    """Download one file, from where a previous try ended."""
    if not url.startswith(("https://", "http://")):
        raise ConfigError(f"{url!r} is no web address", where="--mirror", next_step="Give one that starts with https.")
    target = folder / file.path
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + ".part")
    try:
        _download(url, part, file, report)
    except urllib.error.HTTPError as error:
        reason = {401: "needs a login", 403: "is not open to everybody", 404: "is not there"}.get(error.code, "failed")
        raise StorageError(
            f"{url} {reason} (HTTP {error.code})",
            where=file.path,
            next_step="Open the model's page; download by hand into the same folder if it asks for consent.",
        ) from error
    except (urllib.error.URLError, http.client.HTTPException, TimeoutError, ConnectionError) as error:
        raise StorageError(
            f"{url} cannot be reached: {getattr(error, 'reason', error)}",
            where=file.path,
            next_step="Check the network and run the command again; what has arrived is kept. "
            "Offline, copy the files into the folder and run `iamflow weights check`.",
        ) from error
    except OSError as error:
        raise StorageError(
            f"the file cannot be written: {error.strerror}", where=str(part), next_step="Look at the disk."
        ) from error
    _accept(part, target, file)


def _download(url: str, part: Path, file: CatalogueFile, report: Report | None) -> None:
    """Append to a partial file, or start over where the server cannot continue it."""
    have = part.stat().st_size if part.is_file() else 0
    if file.size is not None and have >= file.size:
        if have == file.size:
            return
        have = 0
    request = urllib.request.Request(url, headers={"User-Agent": "iamflow-agents"})
    if have:
        request.add_header("Range", f"bytes={have}-")
    try:
        answer = urllib.request.urlopen(request, timeout=_TIMEOUT_S)
    except urllib.error.HTTPError as error:
        if error.code != http.client.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
            raise
        if file.size is None and error.headers.get("Content-Range") == f"bytes */{have}":
            return  # everything had arrived; only the check was missing
        part.unlink()
        _download(url, part, file, report)
        return
    with answer:
        continues = answer.status == http.client.PARTIAL_CONTENT and str(
            answer.headers.get("Content-Range", "")
        ).startswith(f"bytes {have}-")
        have = have if continues else 0
        length = answer.headers.get("Content-Length")
        total = have + int(length) if length is not None else file.size
        with part.open("ab" if continues else "wb") as stream:
            while chunk := answer.read(_CHUNK_BYTES):
                stream.write(chunk)
                have += len(chunk)
                if report is not None:
                    report(file.path, have, total)
    if total is not None and have < total:
        raise ConnectionError(f"the connection ended after {have} of {total} bytes")


def _accept(part: Path, target: Path, file: CatalogueFile) -> None:
    """Give a downloaded file its name if it is what the catalogue says."""
    size = part.stat().st_size
    problem = f"{size} bytes instead of {file.size}" if file.size not in (None, size) else _wrong_hash(part, file)
    if size == 0:
        problem = "nothing arrived"
    if problem is not None:
        part.unlink()
        raise StorageError(
            f"what arrived is not the file that is known here: {problem}",
            where=file.path,
            next_step="Run the command again. If it stays so, the file was changed on the server; check its page.",
        )
    part.replace(target)
