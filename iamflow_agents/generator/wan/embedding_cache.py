"""Embeddings of prompts on disk or in memory, so that no prompt is encoded twice and the encoder can go.

A file is found by the encoder's fingerprint and the prompt's key (the sha256 of its text) alone, since blocks and
archived frames name their prompts by key. Only the rows of real tokens are stored, in bf16; the zeros behind them are
put back when reading. A file that is damaged counts as not there and is made again.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.whole_files import make_folder, write_whole

logger = logging.getLogger(__name__)


def prompt_key(text: str) -> str:
    """The key of a prompt: the sha256 of its text, exactly as it is given."""
    return hashlib.sha256(text.encode()).hexdigest()


class EmbeddingCache:
    """A folder of embeddings; several encoders may share it, and several processes.

    Args:
        folder: Made if it is not there.

    Raises:
        ConfigError: If the folder cannot be made.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = Path(folder)
        make_folder(self._folder)

    def get(self, fingerprint: str, key: str) -> torch.Tensor | None:
        """Read an embedding.

        Args:
            fingerprint: The encoder's.
            key: The prompt's.

        Returns:
            `[n_tokens, text_dim]` in bf16 without padding; None if it is not there or damaged.

        Raises:
            GeneratorError: If it is there and cannot be opened.
        """
        path = self._path(fingerprint, key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise GeneratorError(
                f"a cached embedding cannot be opened: {error.strerror or error}",
                where=str(path),
                next_step="Check the rights of the folder, or remove the file; it is then made again.",
            ) from error
        try:
            header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
            embedding = load(data)["embedding"].clone()
            if header["__metadata__"]["sha256"] == _digest(embedding):
                return embedding
        except (SafetensorError, ValueError, KeyError, TypeError):
            pass
        logger.warning("the cached embedding %s is damaged and will be made again", path.name)
        return None

    def put(self, fingerprint: str, key: str, embedding: torch.Tensor) -> None:
        """Keep an embedding `[n_tokens, text_dim]`; it is rounded to bf16."""
        plain = embedding.detach().to("cpu", torch.bfloat16).contiguous()
        data = save({"embedding": plain}, metadata={"sha256": _digest(plain)})
        write_whole(self._path(fingerprint, key), data)

    def _path(self, fingerprint: str, key: str) -> Path:
        return self._folder / (hashlib.sha256(f"{fingerprint}\n{key}".encode()).hexdigest() + ".safetensors")


class HeldEmbeddings:
    """The same without a folder: embeddings in host memory, as long as the process lasts.

    Args:
        kept: Most of them (0.8 MB each for 100 tokens of umt5-xxl); those unused for longest go first.
    """

    def __init__(self, kept: int = 1024) -> None:
        self._kept = max(1, kept)
        self._held: OrderedDict[tuple[str, str], torch.Tensor] = OrderedDict()

    def get(self, fingerprint: str, key: str) -> torch.Tensor | None:
        """An embedding `[n_tokens, text_dim]` in bf16 without padding; None if it is not held (any more)."""
        found = self._held.get((fingerprint, key))
        if found is not None:
            self._held.move_to_end((fingerprint, key))
        return found

    def put(self, fingerprint: str, key: str, embedding: torch.Tensor) -> None:
        """Hold an embedding `[n_tokens, text_dim]`; it is rounded to bf16."""
        # A copy: what is kept must not hold on to anything of the encoder.
        self._held[fingerprint, key] = embedding.detach().to("cpu", torch.bfloat16, copy=True)
        if len(self._held) > self._kept:
            self._held.popitem(last=False)


def _digest(tensor: torch.Tensor) -> str:
    """Sha256 of a host tensor's shape and bytes."""
    content = tensor.contiguous().view(torch.uint8).numpy().tobytes()
    return hashlib.sha256(f"{tuple(tensor.shape)}".encode() + content).hexdigest()
