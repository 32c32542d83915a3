"""What the generator asks of a text encoder, and the stand-in that goes with random weights.

Embeddings are kept under the sha256 of their text. The stand-in gives each word a vector of its own, drawn by the
word's hash, so that other words give other pictures; it knows nothing of language.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Protocol

import torch


class PromptEncoder(Protocol):
    """Turns texts into what the transformer is conditioned on."""

    @property
    def max_tokens(self) -> int:
        """Tokens of a text that count; what is beyond them is cut off."""
        ...

    def encode(self, texts: Sequence[str]) -> Mapping[str, torch.Tensor]:
        """Embeddings `[S, text_dim]` by `key_of`, zero-padded to the transformer's text slots."""
        ...


def key_of(text: str) -> str:
    """Name of a prompt: the sha256 of its text."""
    return hashlib.sha256(text.encode()).hexdigest()


class WordHashEncoder:
    """A vector for every word, by its hash and place.

    Args:
        dim: Channels of an embedding.
    """

    MAX_TOKENS = 128

    def __init__(self, dim: int) -> None:
        self._dim = dim

    @property
    def max_tokens(self) -> int:
        """Words of a text that count."""
        return self.MAX_TOKENS

    def encode(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        """Embeddings by `key_of`; the same on every machine."""
        return {key_of(text): self._embed(text) for text in texts}

    def _embed(self, text: str) -> torch.Tensor:
        rows = torch.zeros(self.MAX_TOKENS, self._dim)
        for place, word in enumerate(text.casefold().split()[: self.MAX_TOKENS]):
            digest = hashlib.blake2b(f"{place} {word}".encode(), digest_size=8).digest()
            generator = torch.Generator().manual_seed(int.from_bytes(digest, "little") >> 1)
            rows[place] = torch.randn(self._dim, generator=generator)
        return rows
