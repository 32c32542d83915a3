"""The prompts of a session: embeddings by key, their keys and values kept while they are in use.

Only a few prompts are kept on the device (94 MB each for 1.3B), the least recently used goes first, so that a story
of a thousand segments needs no more memory than one of four.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterable, Mapping

import torch

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.records import MAX_PARTS, PromptMix
from iamflow_agents.generator.wan.text import TextKV, TextMix, TextMode
from iamflow_agents.generator.wan.upload import upload


class PromptShelf:
    """Turns prompt mixes into what cross-attention needs.

    Args:
        model: Computes keys and values.
        embeddings: Prompt key to embedding `[S, text_dim]` or `[1, S, text_dim]`.
        mode: How several prompts are blended.
        capacity: Prompts kept on the device; at least `MAX_PARTS`.
    """

    def __init__(
        self,
        model: CausalWan,
        embeddings: Mapping[str, torch.Tensor],
        mode: TextMode,
        capacity: int = MAX_PARTS,
    ) -> None:
        self._model, self._embeddings, self._mode = model, embeddings, mode
        self._capacity = max(capacity, MAX_PARTS)
        self._kept: OrderedDict[str, TextKV] = OrderedDict()

    def embedding(self, key: str) -> torch.Tensor:
        """The embedding of a prompt.

        Raises:
            GeneratorError: If it was never encoded.
        """
        try:
            return self._embeddings[key]
        except KeyError:
            raise GeneratorError(
                f"prompt {key!r} has no embedding",
                where="the Wan generator",
                next_step="Encode all prompts of the story before generating, with the same text encoder.",
            ) from None

    def mix(self, mix: PromptMix) -> TextMix:
        """Keys, values and weights of a mix, on the model's device."""
        parts = tuple(self._text(key) for key in mix.keys)
        if len(parts) == 1:
            return TextMix(parts, None, self._mode)
        weights = torch.tensor(mix.weights, dtype=torch.float32)
        return TextMix(parts, upload(weights, self._model.compute_device), self._mode)

    def digests(self, keys: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """Sorted pairs of key and sha256 of the embedding."""
        return tuple((key, digest_of(self.embedding(key))) for key in sorted(set(keys)))

    def free(self) -> None:
        """Let go of everything on the device; it is computed again when needed."""
        self._kept.clear()

    def _text(self, key: str) -> TextKV:
        if key not in self._kept:
            self._kept[key] = self._model.encode_text(self.embedding(key), key)
            if len(self._kept) > self._capacity:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return self._kept[key]


def digest_of(tensor: torch.Tensor) -> str:
    """Sha256 of a tensor's number type, shape and bytes."""
    plain = tensor.detach().cpu().contiguous()
    head = f"{plain.dtype} {tuple(plain.shape)}".encode()
    return hashlib.sha256(head + plain.flatten().view(torch.uint8).numpy().tobytes()).hexdigest()
