"""Prompts to embeddings: all prompts of a job are encoded while the encoder is loaded once, then it is freed.

`PromptLibrary` is what a session is given as its mapping of embeddings. It reads from the disk cache, holds a few
prompts at a time, and asks an encoder only for what is not there. The umt5 encoder of the Wan models is `umt5`, the
random one for trying things out `tiny_text_encoder`.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from iamflow_agents.errors import StoppedError
from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.generator.wan.embedding_cache import EmbeddingCache, HeldEmbeddings, prompt_key
from iamflow_agents.generator.wan.tokens import TokenizedPrompt, Tokenizer

logger = logging.getLogger(__name__)

AT_ONCE = 8
"""Prompts that are encoded before the next look at the cancel flag."""


class PromptEncoder(Protocol):
    """Makes embeddings; loads its weights when first asked."""

    @property
    def tokenizer(self) -> Tokenizer:
        """What it counts with; there without loading weights."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may get another embedding; there without loading weights."""
        ...

    def encode(self, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
        """Encode prompts.

        Returns:
            For each `[n_tokens, text_dim]` on the host, without padding; it does not depend on the other prompts.
        """
        ...

    def free(self) -> None:
        """Give all memory back; the next `encode` loads the weights again. Safe to call twice."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What it took to have embeddings of some prompts."""

    n_cached: int
    n_encoded: int
    cut: tuple[TokenizedPrompt, ...] = ()
    """Prompts whose end the encoder does not read."""


class PromptLibrary(Mapping[str, torch.Tensor]):
    """Prompt key to embedding `[max_tokens, text_dim]` in bf16, zeros behind the last token, as in training.

    Prompts that were encoded in another run are found as well, if the same encoder made them; iteration and length
    cover those that were prepared here.

    Args:
        encoder: Asked for what the cache does not hold.
        cache: On disk, or in memory.
        kept: Embeddings held in host memory (4 MB each for umt5-xxl).
    """

    def __init__(self, encoder: PromptEncoder, cache: EmbeddingCache | HeldEmbeddings, *, kept: int = 8) -> None:
        self._encoder, self._cache, self._kept = encoder, cache, max(1, kept)
        self._is_loaded, self._n_loads = False, 0
        self._prepared: dict[str, None] = {}
        self._held: OrderedDict[str, torch.Tensor] = OrderedDict()

    @property
    def tokenizer(self) -> Tokenizer:
        """The encoder's tokenizer."""
        return self._encoder.tokenizer

    @property
    def n_loads(self) -> int:
        """How often the encoder's weights had to be brought in; once where all prompts are told of beforehand."""
        return self._n_loads

    def prepare(
        self, texts: Iterable[str], *, keep_loaded: bool = False, cancel: CancelFlag | None = None
    ) -> Preparation:
        """Make sure that prompts have embeddings.

        Args:
            texts: Prompts, best all of a job at once.
            keep_loaded: Leave the encoder's weights where they are, for machines with room for them; else they are
                freed before this returns. `free` does that later.
            cancel: Looked at every few prompts.

        Returns:
            What it took. A prompt that is longer than the encoder reads is cut, and a warning says so.

        Raises:
            ConfigError: If the encoder is needed and cannot be loaded.
            StoppedError: If `cancel` was set; what is encoded is kept.
        """
        wanted = {prompt_key(text): text for text in texts}
        fingerprint = self._encoder.fingerprint
        missing = {key: text for key, text in wanted.items() if self._cache.get(fingerprint, key) is None}
        prompts = {key: self.tokenizer.tokenize(text) for key, text in wanted.items()}
        cut = tuple(prompt for prompt in prompts.values() if prompt.is_cut)
        for prompt in cut:
            logger.warning(
                "a prompt of %d tokens is longer than the %d that the text encoder reads; its end is lost",
                prompt.n_whole,
                self.tokenizer.max_tokens,
            )
        if missing:
            self._count_load(len(missing))
            try:
                self._encode(fingerprint, {key: prompts[key] for key in missing}, cancel)
            finally:
                if not keep_loaded:
                    self._let_go()
        self._prepared.update(dict.fromkeys(wanted))
        return Preparation(n_cached=len(wanted) - len(missing), n_encoded=len(missing), cut=cut)

    def _count_load(self, n_prompts: int) -> None:
        if not self._is_loaded:
            self._is_loaded = True
            self._n_loads += 1
            logger.info("the text encoder is loaded for %d prompts (time %d)", n_prompts, self._n_loads)

    def _let_go(self) -> None:
        self._encoder.free()
        self._is_loaded = False

    def _encode(self, fingerprint: str, prompts: Mapping[str, TokenizedPrompt], cancel: CancelFlag | None) -> None:
        """Encode and keep a few prompts at a time, so that a kill or a stop loses little."""
        keys = list(prompts)
        for start in range(0, len(keys), AT_ONCE):
            if cancel is not None and cancel.is_set():
                raise StoppedError(
                    "encoding was stopped", where="the text encoder", next_step="Resume the job: what is done is kept."
                )
            some = keys[start : start + AT_ONCE]
            made = self._encoder.encode([prompts[key] for key in some])
            for key, embedding in zip(some, made, strict=True):
                self._cache.put(fingerprint, key, embedding)

    def free(self) -> None:
        """Give the encoder's memory and the held embeddings back; everything is read again when needed."""
        self._let_go()
        self._held.clear()

    def __getitem__(self, key: str) -> torch.Tensor:
        if key not in self._held:
            rows = self._cache.get(self._encoder.fingerprint, key)
            if rows is None:
                raise KeyError(key)
            whole = rows.new_zeros(self.tokenizer.max_tokens, rows.shape[1])
            whole[: rows.shape[0]] = rows
            self._held[key] = whole
            if len(self._held) > self._kept:
                self._held.popitem(last=False)
        self._held.move_to_end(key)
        return self._held[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._prepared)

    def __len__(self) -> int:
        return len(self._prepared)
