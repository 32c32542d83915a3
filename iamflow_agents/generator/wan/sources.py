"""Find weights on this machine: a file, a folder, a catalogue name, or a hub id that was fetched before.

Nothing is downloaded here; `iamflow weights fetch` does that, after naming licence and size.
"""

from __future__ import annotations

from pathlib import Path

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.catalogue import CATALOGUE, CatalogueEntry

_SEPARATOR = ":"


def locate(source: str | Path, weights_home: Path | None = None, *, part: str = "transformer") -> Path:
    """Find what a source string means.

    Args:
        source: A file or folder; a catalogue name; or a hub id `organisation/name`, with `:path/in/it` for one file.
        weights_home: Folder in which `iamflow weights fetch` keeps its folders.
        part: Which file of a checkpoint is meant, where only the checkpoint is named: `transformer` or `lora`.

    Returns:
        A file or folder that exists.

    Raises:
        ConfigError: If nothing of that name is on this machine; says how to get it.
    """
    path = Path(source).expanduser()
    if path.exists():
        return path
    text = str(source)
    name, _, inner = text.partition(_SEPARATOR)
    entry = _named(name)
    if entry is not None and weights_home is not None:
        found = weights_home / entry.name / inner if inner else weights_home / entry.name / _main_file(entry, part)
        if found.exists():
            return found
    cached = _in_hub_cache(name, inner or (_main_file(entry, part) if entry is not None else ""), entry)
    if cached is not None:
        return cached
    if entry is not None:
        raise ConfigError(
            f"the weights {entry.name!r} are not on this machine",
            where=text,
            next_step=f"Run `iamflow weights fetch {entry.name}`.",
        )
    raise ConfigError(
        f"there is no file, folder or known checkpoint {text!r}",
        where="the weights",
        next_step=f"Known names: {', '.join(CATALOGUE)}. `iamflow weights list` shows them.",
    )


def entry_of(source: str | Path, weights_home: Path | None = None) -> CatalogueEntry | None:
    """The catalogue's entry that a source belongs to, by name, hub id or the folder it was fetched to."""
    named = _named(str(source).partition(_SEPARATOR)[0])
    if named is not None or weights_home is None:
        return named
    path = Path(source).expanduser().absolute()
    homes = ((weights_home / entry.name).absolute() for entry in CATALOGUE.values())
    return next((CATALOGUE[home.name] for home in homes if path.is_relative_to(home)), None)


def _named(name: str) -> CatalogueEntry | None:
    return CATALOGUE.get(name) or next((known for known in CATALOGUE.values() if known.repository == name), None)


def _main_file(entry: CatalogueEntry, part: str) -> str:
    """Path of a part inside an entry; empty if the whole folder is meant."""
    parts = [file.path for file in entry.files if file.part == part]
    return parts[0] if len(parts) == 1 and parts[0].endswith((".pt", ".pth")) else ""


def _in_hub_cache(name: str, inner: str, entry: CatalogueEntry | None) -> Path | None:
    """A snapshot in the hub's own cache on this machine; None if there is none."""
    repository = entry.repository if entry is not None else name
    if repository is None or repository.count("/") != 1:
        return None
    try:
        from huggingface_hub import snapshot_download
        from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError
    except ImportError:
        return None
    try:
        folder = Path(snapshot_download(repository, local_files_only=True))
    except (HFValidationError, LocalEntryNotFoundError):
        return None
    found = folder / inner if inner else folder
    return found if found.exists() else None
