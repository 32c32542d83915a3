"""What a take leaves for those after it: a state to go on from, and frames to remember. Safetensors, no pickle.

Both hold latents and plain data, and the words of every prompt they refer to, so that another process can encode
them again. A state holds more latents than the transformer sees: the decoder remembers farther back, and the block in
which a segment ended may have pixel frames that nobody has seen yet.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import load, save

from iamflow_agents.errors import GeneratorError, StoryError
from iamflow_agents.generator.wan.records import BlockRecord, FrameRecord, PromptMix, SessionState
from iamflow_agents.generator.wan.state_file import state_from_bytes, state_to_bytes

STATE_FORMAT = "iamflow-wan-film/1"
FRAME_FORMAT = "iamflow-wan-frame/1"
_HEADER = "film"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilmState:
    """Where a film stands between two segments."""

    session: SessionState
    history: torch.Tensor
    """Latents decoded last, `[1, channels, frames, h, w]`; the last block of them is the film's last block."""
    carry: int
    """Pixel frames at the end of the last block that no segment has shown."""
    texts: Mapping[str, str] = field(default_factory=dict)
    """Words of every prompt that the session's state refers to, by key."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptFrame:
    """A frame to remember, with the words of its prompts."""

    frame: FrameRecord
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class KeptHead:
    """What can be known of a frame to remember without reading its latents."""

    frame_index: int
    """True index of the latent frame in the film."""
    block_index: int
    keys: torch.Tensor | None = None
    """Its mean raw key `[C]` in fp32, if that was kept."""


def write_film_state(state: FilmState, path: Path) -> None:
    """Write a state; the same state gives the same bytes.

    Raises:
        GeneratorError: If the file cannot be written.
    """
    blob = torch.frombuffer(bytearray(state_to_bytes(state.session)), dtype=torch.uint8)
    tensors = {"session": blob, "history": state.history.detach().cpu().contiguous()}
    _write(path, tensors, {"format": STATE_FORMAT, "carry": state.carry, "texts": dict(state.texts)})


def read_film_state(path: Path) -> FilmState:
    """Read a state.

    Raises:
        GeneratorError: If it is missing, damaged or of another release.
        VersionMismatchError: If another release wrote the session's part.
    """
    tensors, plain = _read(path, STATE_FORMAT)
    try:
        session = state_from_bytes(tensors["session"].numpy().tobytes())
        return FilmState(
            session=session, history=tensors["history"], carry=int(plain["carry"]), texts=_texts(plain["texts"])
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(path, error) from error


def storage_dtype(dtype: torch.dtype) -> torch.dtype:
    """Number type of remembered latents: two bytes, without loss for models of two bytes."""
    return dtype if dtype in (torch.bfloat16, torch.float16) else torch.float16


def write_kept_frame(
    frame: FrameRecord, texts: Mapping[str, str], path: Path, *, keys: torch.Tensor | None = None
) -> None:
    """Write a frame with its whole block, since a frame is rebuilt best among its own neighbours.

    Args:
        frame: With latents on any device; they are kept in two bytes a number (0.6 MB a block at 480x832).
        texts: Words of at least the block's prompts, by key.
        path: Where.
        keys: Mean raw key of each frame of the block, `[F, C]`, where memory is chosen by them.

    Raises:
        GeneratorError: If the file cannot be written.
    """
    block = frame.block
    plain = {
        "format": FRAME_FORMAT,
        "block_index": block.block_index,
        "frames": block.frames,
        "offset": frame.offset,
        "keys": block.mix.keys,
        "weights": block.mix.weights,
        "texts": {key: texts[key] for key in block.mix.keys},
    }
    latent = block.latent.detach().cpu()
    tensors = {"latent": latent.to(storage_dtype(latent.dtype)).contiguous()}
    if keys is not None:
        tensors["keys"] = keys[frame.offset].detach().cpu().to(torch.float16).contiguous()
    _write(path, tensors, plain)


def read_kept_head(path: Path) -> KeptHead:
    """Look at a frame to remember, without reading its latents.

    Raises:
        GeneratorError: If it is missing, damaged or of another release.
    """
    try:
        with safe_open(path, "pt") as file:
            plain = json.loads((file.metadata() or {})[_HEADER])
            keys = file.get_tensor("keys").float() if "keys" in file.keys() else None  # noqa: SIM118 - no mapping
        _check_format(plain, FRAME_FORMAT)
        return KeptHead(
            frame_index=int(plain["frames"][plain["offset"]]), block_index=int(plain["block_index"]), keys=keys
        )
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise _damaged(path, error) from error


def read_kept_frame(path: Path, dtype: torch.dtype) -> KeptFrame:
    """Read a frame to remember.

    Args:
        path: Where it is.
        dtype: Number type of the model that is to see it.

    Raises:
        GeneratorError: If it is missing, damaged or of another release.
    """
    tensors, plain = _read(path, FRAME_FORMAT)
    try:
        block = BlockRecord(
            block_index=int(plain["block_index"]),
            frames=tuple(int(index) for index in plain["frames"]),
            latent=tensors["latent"].to(dtype),
            mix=PromptMix(tuple(plain["keys"]), tuple(plain["weights"])),
        )
        offset = int(plain["offset"])
        if not 0 <= offset < len(block.frames) == block.latent.shape[2]:
            raise ValueError(f"frame {offset} of {len(block.frames)}")
        return KeptFrame(frame=FrameRecord(block=block, offset=offset), texts=_texts(plain["texts"]))
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        raise _damaged(path, error) from error


def _texts(plain: Any) -> dict[str, str]:
    return {str(key): str(text) for key, text in plain.items()}


def _write(path: Path, tensors: dict[str, torch.Tensor], plain: dict[str, Any]) -> None:
    # A single header entry: safetensors writes several in an order that changes from run to run.
    data = save(tensors, metadata={_HEADER: json.dumps(plain, sort_keys=True)})
    try:
        path.write_bytes(data)
    except OSError as error:
        raise GeneratorError(
            f"a file could not be written: {error.strerror or error}",
            where=str(path),
            next_step="Check that the disk has room and the folder can be written, then resume the job.",
        ) from error


def _read(path: Path, wanted: str) -> tuple[dict[str, torch.Tensor], dict[str, Any]]:
    """Tensors, copied out of the file so that they are aligned alike everywhere, and plain data."""
    try:
        data = path.read_bytes()
        header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
        plain = json.loads(header["__metadata__"][_HEADER])
        tensors = {name: tensor.clone() for name, tensor in load(data).items()}
        _check_format(plain, wanted)
    except StoryError:
        raise
    except (OSError, SafetensorError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise _damaged(path, error) from error
    return tensors, plain


def _check_format(plain: Any, wanted: str) -> None:
    if plain["format"] != wanted:
        raise ValueError(f"format {plain['format']!r} instead of {wanted!r}")


def _damaged(path: Path, error: Exception) -> GeneratorError:
    return GeneratorError(
        f"what an earlier take left cannot be read: {type(error).__name__}: {str(error)[:200]}",
        where=path.name,
        next_step="Resume the job: a damaged file is found and its take made again.",
    )
