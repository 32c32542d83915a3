"""Manifests on disk: a JSON document with the hash of its own body, so that a flipped bit in it is noticed, too."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from iamflow_agents.codec import encode
from iamflow_agents.storage.atomic_files import write_atomically
from iamflow_agents.storage.records import Manifest, StoredFile


def write_manifest(path: Path, manifest: Manifest) -> None:
    """Write a manifest atomically; equal manifests are equal bytes."""
    body = {"input_hash": manifest.input_hash, "files": _files_to_plain(manifest.files), "extra": manifest.extra}
    if manifest.dropped:
        body["dropped"] = _files_to_plain(manifest.dropped)
    document = {"body": body, "sha256": _digest(body)}
    write_atomically((encode(document) + "\n").encode(), path)


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest, None when it is not what was written."""
    try:
        document = json.loads(path.read_bytes())
        body = document["body"]
        if document["sha256"] != _digest(body):
            return None
        return Manifest(
            input_hash=body["input_hash"],
            files=_files(body["files"]),
            extra=body["extra"],
            dropped=_files(body.get("dropped", {})),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Any of these means that the text is no manifest; what it is instead does not matter.
        return None


def _files_to_plain(files: dict[str, StoredFile]) -> dict[str, list[Any]]:
    return {name: [file.sha256, file.suffix, file.size] for name, file in files.items()}


def _files(plain: dict[str, list[Any]]) -> dict[str, StoredFile]:
    return {name: StoredFile(name, *parts) for name, parts in plain.items()}


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(encode(body).encode()).hexdigest()
