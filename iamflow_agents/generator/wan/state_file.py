"""A session's state as one safetensors file: latents as tensors, everything else as JSON in its header. No pickle.

A block that stands in several places of a state (sink, memory, window) is stored once. Reading copies every tensor,
since a tensor that lies at an odd address of the file may take another code path in a kernel and change the last bit.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from iamflow_agents.errors import GeneratorError, VersionMismatchError
from iamflow_agents.generator.wan.prompts import digest_of
from iamflow_agents.generator.wan.records import (
    Anchor,
    BlockRecord,
    FrameRecord,
    PromptMix,
    Provenance,
    SessionState,
)

FORMAT = "iamflow-wan-session/1"


def state_to_bytes(state: SessionState) -> bytes:
    """Write a state; the same state gives the same bytes."""
    latents: dict[str, torch.Tensor] = {}

    def keep(block: BlockRecord) -> dict[str, Any]:
        name = digest_of(block.latent)
        latents[name] = block.latent.detach().cpu().contiguous()
        mix = {"keys": block.mix.keys, "weights": block.mix.weights}
        return {"index": block.block_index, "frames": block.frames, "latent": name, "mix": mix}

    plain = {
        "format": FORMAT,
        "provenance": asdict(state.provenance),
        "seed": state.seed,
        "block_index": state.block_index,
        "prompt": state.prompt,
        "old": asdict(state.old) if state.old else None,
        "transition": [state.transition_window, state.transition_since],
        "sink": [keep(block) for block in state.anchor.sink],
        "window": [keep(block) for block in state.anchor.window],
        "memory": [_frame_to_plain(frame, keep) for frame in state.anchor.memory],
        "since": [keep(block) for block in state.since],
        "embeddings": state.embeddings,
    }
    return save(latents, metadata={"state": json.dumps(plain, sort_keys=True)})


def state_from_bytes(data: bytes) -> SessionState:
    """Read a state.

    Raises:
        GeneratorError: If it is damaged.
        VersionMismatchError: If another release wrote it.
    """
    try:
        length = int.from_bytes(data[:8], "little")
        header = json.loads(data[8 : 8 + length])
        plain = json.loads(header["__metadata__"]["state"])
        if plain["format"] != FORMAT:
            raise VersionMismatchError(
                f"the state has format {plain['format']!r}, this release reads {FORMAT!r}",
                where="the Wan generator's saved state",
                next_step="Resume with the release that wrote it, or start the segment anew.",
            )
        latents = {name: tensor.clone() for name, tensor in load(data).items()}
        return _state_from_plain(plain, latents)
    except (SafetensorError, ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise GeneratorError(
            f"the saved state cannot be read: {type(error).__name__}: {str(error)[:200]}",
            where="the Wan generator's saved state",
            next_step="Start the segment anew; earlier segments are not affected.",
        ) from error


def save_state(state: SessionState, path: Path) -> None:
    """Write a state to a file, whole or not at all."""
    partial = path.with_name(path.name + ".tmp")
    with partial.open("wb") as file:
        file.write(state_to_bytes(state))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def load_state(path: Path) -> SessionState:
    """Read a state from a file; errors as in `state_from_bytes`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise GeneratorError(
            f"the saved state cannot be opened: {error.strerror}",
            where=path.name,
            next_step="Start the segment anew; earlier segments are not affected.",
        ) from error
    return state_from_bytes(data)


def _frame_to_plain(frame: FrameRecord, keep: Callable[[BlockRecord], dict[str, Any]]) -> dict[str, Any]:
    return {
        "block": keep(frame.block),
        "offset": frame.offset,
        "identities": frame.identities,
        "scores": frame.scores,
        "place": frame.place,
        "segment_index": frame.segment_index,
        "quarantined": frame.quarantined,
    }


def _state_from_plain(plain: dict[str, Any], latents: dict[str, torch.Tensor]) -> SessionState:
    """Build the records; a block that occurs several times shares its tensor."""

    def block(item: dict[str, Any]) -> BlockRecord:
        return BlockRecord(
            block_index=item["index"],
            frames=tuple(item["frames"]),
            latent=latents[item["latent"]],
            mix=_mix(item["mix"]),
        )

    memory = tuple(
        FrameRecord(
            **{
                **item,
                "block": block(item["block"]),
                "identities": tuple(item["identities"]),
                "scores": tuple(item["scores"]),
            }
        )
        for item in plain["memory"]
    )
    anchor = Anchor(
        sink=tuple(block(item) for item in plain["sink"]),
        window=tuple(block(item) for item in plain["window"]),
        memory=memory,
    )
    window, since = plain["transition"]
    return SessionState(
        provenance=Provenance(**plain["provenance"]),
        seed=plain["seed"],
        block_index=plain["block_index"],
        prompt=plain["prompt"],
        old=_mix(plain["old"]) if plain["old"] else None,
        transition_window=window,
        transition_since=since,
        anchor=anchor,
        since=tuple(block(item) for item in plain["since"]),
        embeddings=tuple((key, digest) for key, digest in plain["embeddings"]),
    )


def _mix(plain: dict[str, Any]) -> PromptMix:
    return PromptMix(tuple(plain["keys"]), tuple(plain["weights"]))
