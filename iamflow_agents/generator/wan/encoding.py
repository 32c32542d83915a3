"""Prompts of a take to embeddings, with or without a cache on disk.

Either way `text_encoder.PromptLibrary` frees the encoder after each use: with a folder every embedding is kept for
ever, without one in memory. The tiny encoder costs less than reading a file and gets no folder.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch

from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.generator.wan.embedding_cache import EmbeddingCache, HeldEmbeddings, prompt_key
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.generator.wan.text_encoder import PromptEncoder, PromptLibrary
from iamflow_agents.generator.wan.tiny_text_encoder import TinyTextEncoder
from iamflow_agents.generator.wan.tokens import MAX_TOKENS, TokenizedPrompt, Tokenizer

TINY_TEXT_DIM = 32
TINY_TOKENS = 160
"""Enough for any grounded prompt of the examples, and few enough to cost nothing."""


def make_encoder(options: WanOptions) -> PromptEncoder:
    """The text encoder that goes with the weights; loads nothing but its tokenizer.

    Raises:
        ConfigError: If its files are not on this machine.
    """
    if options.is_tiny:
        return TinyTextEncoder(TINY_TEXT_DIM, max_tokens=TINY_TOKENS)
    from iamflow_agents.generator.wan.umt5 import Umt5Encoder

    return Umt5Encoder(options.text_encoder, device=options.device, weights_home=options.weights_home)


def max_tokens(options: WanOptions) -> int:
    """Tokens of a prompt that are read, known without looking for files."""
    return TINY_TOKENS if options.is_tiny else MAX_TOKENS


class Embedder:
    """Makes the embeddings of a take's prompts.

    Args:
        encoder: Loads its weights when it is asked, and is freed after each use.
        cache: Folder for embeddings; None keeps them in memory.
    """

    def __init__(self, encoder: PromptEncoder, cache: Path | None) -> None:
        self._encoder = encoder
        self._library = PromptLibrary(encoder, HeldEmbeddings() if cache is None else EmbeddingCache(cache))

    @property
    def tokenizer(self) -> Tokenizer:
        """The encoder's tokenizer."""
        return self._encoder.tokenizer

    def tokenize(self, text: str) -> TokenizedPrompt:
        """A prompt's tokens, with the characters each stands for."""
        return self._encoder.tokenizer.tokenize(text)

    @property
    def n_loads(self) -> int:
        """How often the encoder's weights had to be brought in."""
        return self._library.n_loads

    def prepare(self, texts: Sequence[str], cancel: CancelFlag) -> None:
        """Encode prompts together and free the encoder.

        Raises:
            ConfigError: If the encoder is needed and cannot be loaded.
            StoppedError: If `cancel` was set; what is encoded is kept.
        """
        self._library.prepare(texts, cancel=cancel)

    def embed(self, texts: Sequence[str]) -> dict[str, torch.Tensor]:
        """Embeddings `[max_tokens, text_dim]` in bf16 by `prompt_key`, zeros behind the last token.

        Raises:
            ConfigError: If the encoder is needed and cannot be loaded.
        """
        self._library.prepare(texts)
        return {prompt_key(text): self._library[prompt_key(text)] for text in texts}
