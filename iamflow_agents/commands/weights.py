"""`iamflow weights`: which checkpoints are known, fetch them, check a folder of them.

Loaded only when the command runs; needs no torch. Licence and size are shown before the first byte is fetched.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.catalogue import CATALOGUE, HUB, CatalogueEntry, CatalogueFile
from iamflow_agents.generator.wan.fetch import check_folder, fetch_entry, find_entry, wanted_files

FOLDER = "weights"
"""Inside the home folder."""
_BYTES_A_REPORT = 1 << 28


def weights_home(home: Path) -> Path:
    """Where fetched weights are kept: one folder for each catalogue name."""
    return home / FOLDER


def list_weights(home: Path, *, as_json: bool) -> None:
    """Print the catalogue, and what of it is in this home.

    "fetched" goes by names here; `check_weights` reads the files.
    """
    rows = [_describe(entry, weights_home(home)) for entry in CATALOGUE.values()]
    if as_json:
        write_json(rows)
        return
    table = Table(box=None)
    for column in ("name", "size"):
        table.add_column(column, no_wrap=True)
    for column in ("licence", "here", "what"):
        table.add_column(column)
    for row in rows:
        table.add_row(row["name"], _in_words(row["bytes"]), row["licence"], row["here"], row["about"])
    write_rich(table)


def fetch_weights(
    name: str,
    home: Path,
    *,
    to: str | None = None,
    parts: Sequence[str] = (),
    mirror: str | None = None,
    yes: bool = False,
    as_json: bool = False,
) -> None:
    """Fetch a checkpoint after naming its licence and size.

    Args:
        name: A catalogue name.
        home: The home folder.
        to: Another folder than the one in the home.
        parts: Only these parts.
        mirror: Address of a mirror of the hub.
        yes: Do not ask.
        as_json: Print one JSON document.

    Raises:
        ConfigError: If the name or a part is unknown, or nobody said yes.
        StorageError: If the download fails; it can be resumed.
    """
    entry = find_entry(name)
    folder = Path(to).expanduser() if to is not None else weights_home(home) / entry.name
    files = wanted_files(entry, parts)
    _show_terms(entry, files, folder)
    if not yes and not _agreed():
        raise ConfigError(
            f"{name} was not fetched: nobody agreed to the licence and the size",
            where="iamflow weights fetch",
            next_step="Answer y, or add --yes.",
        )
    paths = fetch_entry(entry, folder, parts=parts, hub=mirror or HUB, report=_Progress())
    if as_json:
        write_json({"name": entry.name, "folder": str(folder), "files": [str(path) for path in paths]})
    else:
        write_line(f"{entry.name}: {len(paths)} files are in {folder}")


def check_weights(
    name: str, home: Path, *, folder: str | None = None, parts: Sequence[str] = (), as_json: bool = False
) -> None:
    """Verify a folder against the catalogue and print what is missing.

    Raises:
        ConfigError: If the name or a part is unknown.
        typer.Exit: With code 3 if the folder is not whole.
    """
    entry = find_entry(name)
    place = Path(folder).expanduser() if folder is not None else weights_home(home) / entry.name
    states = check_folder(entry, place, parts=parts)
    bad = [state for state in states if state.problem is not None]
    if as_json:
        files = [{"path": s.path, "problem": s.problem, "verified": s.verified} for s in states]
        write_json({"name": entry.name, "folder": str(place), "whole": not bad, "files": files})
    else:
        for state in states:
            how = f"ok ({state.verified})" if state.problem is None else state.problem
            write_line(f"{state.path}: {how}")
        if bad:
            write_line(f"{len(bad)} of {len(states)} files are missing or wrong; `iamflow weights fetch {name}`")
    if bad:
        raise typer.Exit(3)


def _describe(entry: CatalogueEntry, home: Path) -> dict[str, Any]:
    """One line of the list."""
    there = sum((home / entry.name / file.path).is_file() for file in entry.files)
    here = "fetched" if there == len(entry.files) else f"{there} of {len(entry.files)} files" if there else "no"
    return {
        "name": entry.name,
        "about": entry.about,
        "licence": entry.licence,
        "licence_url": entry.licence_url,
        "repository": entry.repository,
        "revision": entry.revision if entry.repository else None,
        "bytes": entry.size,
        "needs": entry.needs,
        "here": here,
        "files": [{"path": f.path, "part": f.part, "bytes": f.size, "sha256": f.sha256} for f in entry.files],
    }


def _show_terms(entry: CatalogueEntry, files: Sequence[CatalogueFile], folder: Path) -> None:
    """Say on stderr what is about to be fetched, under which licence, how large, and where to."""
    sizes = [file.size for file in files]
    size = None if None in sizes else sum(size for size in sizes if size is not None)
    lines = [
        f"{entry.name}: {entry.about}",
        f"licence: {entry.licence} ({entry.licence_url})",
        f"size: {_in_words(size)} in {len(files)} files",
        f"folder: {folder}",
    ]
    if entry.needs is not None:
        lines.append(f"it also needs: {entry.needs}")
    typer.echo("\n".join(lines), err=True)


def _agreed() -> bool:
    """Ask; no answer is a no."""
    typer.echo("Fetch it? [y/N] ", err=True, nl=False)
    answer = sys.stdin.readline() if sys.stdin is not None else ""
    return answer.strip().lower() in {"y", "yes"}


def _in_words(size: int | None) -> str:
    """Bytes for people."""
    if size is None:
        return "unknown"
    return f"{size / 1e9:.2f} GB" if size >= 10**8 else f"{size / 1e6:.2f} MB"


class _Progress:
    """Tell on stderr how far a file is, a few times a gigabyte."""

    def __init__(self) -> None:
        self._told: dict[str, int] = {}

    def __call__(self, path: str, have: int, total: int | None) -> None:
        """Say it if enough has arrived since the last time."""
        if have - self._told.get(path, 0) < _BYTES_A_REPORT and have != total:
            return
        self._told[path] = have
        typer.echo(f"{path}: {_in_words(have)} of {_in_words(total)}", err=True)
