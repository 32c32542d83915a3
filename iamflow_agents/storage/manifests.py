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
    body = {
        "input_hash": manifest.input_hash,
        "files": {name: [file.sha256, file.suffix, file.size] for name, file in manifest.files.items()},
        "extra": manifest.extra,
    }
    document = {"body": body, "sha256": _digest(body)}
    write_atomically((encode(document) + "\n").encode(), path)


def read_manifest(path: Path) -> Manifest | None:
    """Read a manifest, None when it is not what was written."""
    try:
        document = json.loads(path.read_bytes())
        body = document["body"]
        if document["sha256"] != _digest(body):
            return None
        files = {name: StoredFile(name, *parts) for name, parts in body["files"].items()}
        return Manifest(input_hash=body["input_hash"], files=files, extra=body["extra"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Any of these means that the text is no manifest; what it is instead does not matter.
        return None


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(encode(body).encode()).hexdigest()
