"""What a saved state was made with, and whether it can be continued here.

Continuing bit by bit needs the same weights, sizes, kernels and number types. What differs is named in plain words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import fields

import torch

from iamflow_agents.errors import VersionMismatchError
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.records import Provenance

SAMPLES = 64
"""Values looked at in each tensor: enough to tell checkpoints apart, few enough to cost nothing."""


def fingerprint(model: CausalWan) -> str:
    """Hash of a model's configuration and of evenly spaced values of all its weights.

    Args:
        model: The model; of quantised tensors that cannot be read plainly only names and shapes count.

    Returns:
        A sha256 hex digest.
    """
    config = {key: value for key, value in sorted(model.config.items()) if not key.startswith("_")}
    digest = hashlib.sha256(json.dumps(config, sort_keys=True, default=str).encode())
    samples = []
    for name, tensor in sorted(model.state_dict().items()):
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}\n".encode())
        if type(tensor) is torch.Tensor and tensor.numel():
            flat = tensor.detach().reshape(-1)
            samples.append(flat[:: max(1, flat.numel() // SAMPLES)][:SAMPLES].double().cpu())
    digest.update(torch.cat(samples).numpy().tobytes())
    return digest.hexdigest()


def check_provenance(saved: Provenance, here: Provenance) -> None:
    """Make sure that a saved state can be continued.

    Raises:
        VersionMismatchError: Naming all that differs.
    """
    pairs = [(field.name, getattr(saved, field.name), getattr(here, field.name)) for field in fields(Provenance)]
    different = [(name, was, is_) for name, was, is_ in pairs if was != is_]
    if not different:
        return
    told = "; ".join(f"{name.replace('_', ' ')} was {_short(was)} and is {_short(is_)}" for name, was, is_ in different)
    raise VersionMismatchError(
        f"the saved take was made with another set-up: {told}",
        where="the Wan generator's saved state",
        next_step="Resume with the set-up it was made with, or start the segment anew.",
    )


def check_embeddings(saved: Sequence[tuple[str, str]], here: Sequence[tuple[str, str]]) -> None:
    """Make sure that prompts have the embeddings they had.

    Args:
        saved: Key and digest of each prompt of the saved state.
        here: The same of the running session.

    Raises:
        VersionMismatchError: Naming the first prompt that differs.
    """
    now = dict(here)
    for key, digest in saved:
        if now.get(key) != digest:
            raise VersionMismatchError(
                f"the embedding of prompt {_short(key)} is not the one the take was made with",
                where="the Wan generator's saved state",
                next_step="Use the text encoder it was made with, or start the segment anew.",
            )


def _short(value: object) -> str:
    """A value as a word; digests are cut."""
    text = str(value)
    return repr(text[:12] + "...") if len(text) == 64 and text.isalnum() else repr(text)
