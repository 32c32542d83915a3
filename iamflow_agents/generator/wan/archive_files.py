"""The archive's files: one safetensors file a block, one JSON index; each is written whole or not at all.

A file is written under another name, flushed to the disk and renamed, and the folder is flushed after it. What a kill
leaves behind is a `*.tmp` or a block that the index does not name; both are swept when the archive is opened.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save

from iamflow_agents.errors import ConfigError, GeneratorError, VersionMismatchError
from iamflow_agents.generator.wan.archive_records import ArchivedFrame, Choice, FrameKey
from iamflow_agents.generator.wan.records import PromptMix

INDEX = "index.json"
FORMAT = "iamflow-wan-archive/1"
_WHERE = "the memory archive of the Wan generator"
_START_ANEW = "Remove the job's folder `memory`; the film goes on without older memory frames."


def block_name(frame: ArchivedFrame) -> str:
    """File name of a frame's block; the content's hash is part of it, so that another content is another file."""
    key = frame.key
    return f"s{key.segment_index:05d}-t{key.take_number:03d}-b{frame.block_index:07d}-{frame.sha256[:16]}.safetensors"


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


def block_to_bytes(latent: torch.Tensor, keys: torch.Tensor | None) -> bytes:
    """A block's file: `latent` `[1, channels, F, h, w]` and, if known, `keys` `[F, C]` in fp16."""
    tensors = {"latent": latent.detach().cpu().contiguous()}
    if keys is not None:
        tensors["keys"] = keys.detach().cpu().to(torch.float16).contiguous()
    return save(tensors)


def read_latent(path: Path, sha256: str) -> torch.Tensor:
    """Read a block's latents.

    Raises:
        GeneratorError: If the file is missing or is not what was written.
    """
    try:
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise GeneratorError("an archived block is not what was written", where=str(path), next_step=_START_ANEW)
        # A tensor at an odd address of the file may take another code path in a kernel and change the last bit.
        return load(data)["latent"].clone()
    except (OSError, SafetensorError, KeyError) as error:
        raise GeneratorError(
            f"an archived block cannot be read: {type(error).__name__}", where=str(path), next_step=_START_ANEW
        ) from error


def read_keys(path: Path) -> torch.Tensor | None:
    """Read only the mean keys of a block's frames, `[F, C]` in fp32; None if it has none."""
    try:
        with safe_open(path, "pt") as file:
            return file.get_tensor("keys").float() if "keys" in file.keys() else None  # noqa: SIM118 - no mapping
    except (OSError, SafetensorError) as error:
        raise GeneratorError(
            f"an archived block cannot be read: {type(error).__name__}", where=str(path), next_step=_START_ANEW
        ) from error


def index_to_bytes(frames: Iterable[ArchivedFrame], choices: Sequence[Choice]) -> bytes:
    """The index; the same content gives the same bytes."""
    plain = {
        "format": FORMAT,
        "frames": [_frame_to_plain(frame) for frame in frames],
        "choices": [{**_fields(choice), "frames": [_key_to_plain(key) for key in choice.frames]} for choice in choices],
    }
    return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode()


def read_index(path: Path) -> tuple[list[ArchivedFrame], list[Choice]]:
    """Read the index; one that is not there is empty.

    Raises:
        VersionMismatchError: If another release wrote it.
        GeneratorError: If it is damaged.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], []
    except OSError as error:
        raise GeneratorError(
            f"the index cannot be opened: {error.strerror}", where=str(path), next_step="Check the folder's rights."
        ) from error
    try:
        plain = json.loads(data)
        if plain["format"] != FORMAT:
            raise VersionMismatchError(
                f"the archive has format {plain['format']!r}, this release reads {FORMAT!r}",
                where=_WHERE,
                next_step="Resume with the release that wrote it, or start the story anew.",
            )
        return [_frame(item) for item in plain["frames"]], [_choice(item) for item in plain["choices"]]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise GeneratorError(
            f"the index of archived frames cannot be read: {type(error).__name__}",
            where=str(path),
            next_step=_START_ANEW,
        ) from error


def sweep(folder: Path, frames: Iterable[ArchivedFrame]) -> None:
    """Remove what a killed process left behind."""
    named = {block_name(frame) for frame in frames}
    for path in sorted(folder.glob("*.safetensors")):
        if path.name not in named:
            path.unlink(missing_ok=True)
    for path in sorted(folder.glob("*.tmp")):
        path.unlink(missing_ok=True)


def _fields(record: Any) -> dict[str, Any]:
    """A record's fields, one level deep; `asdict` copies deeply, which takes as long as writing the file."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def _key_to_plain(key: FrameKey) -> list[int]:
    return [key.segment_index, key.take_number, key.latent_index]


def _frame_to_plain(frame: ArchivedFrame) -> dict[str, Any]:
    mix = {"keys": frame.mix.keys, "weights": frame.mix.weights}
    return {**_fields(frame), "key": _key_to_plain(frame.key), "mix": mix}


def _frame(item: dict[str, Any]) -> ArchivedFrame:
    mix = PromptMix(tuple(item["mix"]["keys"]), tuple(item["mix"]["weights"]))
    lists = {name: tuple(item[name]) for name in ("frames", "identities", "scores", "visual")}
    return ArchivedFrame(**{**item, **lists, "key": FrameKey(*item["key"]), "mix": mix})


def _choice(item: dict[str, Any]) -> Choice:
    frames = tuple(FrameKey(*key) for key in item["frames"])
    return Choice(**{**item, "frames": frames, "hashes": tuple(item["hashes"])})
