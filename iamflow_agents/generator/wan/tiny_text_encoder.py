"""A text encoder with random weights and a tokenizer built in code, for trying everything around real weights.

The same kind of network as umt5 (relative positions, gated feed-forward, no biases), small and drawn from a seed; its
embeddings mean nothing, but they are deterministic, differ between prompts, and cost no download. Its tokenizer cuts
words into short pieces, so that counts are about those of a real one.
"""

from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Sequence

import torch
from torch.nn.functional import gelu, softmax

from iamflow_agents.generator.wan.prompt_cleaning import CLEANING, clean_prompt
from iamflow_agents.generator.wan.tokens import MAX_TOKENS, TokenizedPrompt, Tokenizer, cut_tokens

_PIECE = re.compile(r"\w{1,6}|[^\w\s]")
_PAD, _END, _FIRST = 0, 1, 3
_VOCABULARY = 4096
_HEADS, _LAYERS, _REACH = 2, 2, 8


class TinyTokenizer:
    """Cuts a text into pieces of words and single marks; the same piece is the same token everywhere.

    Args:
        max_tokens: Most tokens that are read, with the end mark.
    """

    def __init__(self, max_tokens: int = MAX_TOKENS) -> None:
        self._max_tokens = max_tokens

    @property
    def max_tokens(self) -> int:
        """Most tokens that are read, with the end mark."""
        return self._max_tokens

    @property
    def fingerprint(self) -> str:
        """Name and version."""
        return f"tiny-tokenizer/1 {CLEANING} {self._max_tokens}"

    def tokenize(self, text: str) -> TokenizedPrompt:
        """Turn a prompt into at most `max_tokens` tokens."""
        clean = clean_prompt(text)
        pieces = list(_PIECE.finditer(clean.text))
        ids = [_token(match[0]) for match in pieces] + [_END]
        offsets = [clean.original(*match.span()) for match in pieces] + [(0, 0)]
        return cut_tokens(text, ids, offsets, [0] * len(pieces) + [1], self._max_tokens)

    def count(self, text: str) -> int:
        """Tokens of the whole prompt with the end mark."""
        return len(_PIECE.findall(clean_prompt(text).text)) + 1


class TinyTextEncoder:
    """Encodes prompts with a small random network.

    Args:
        text_dim: Width of the embeddings, as the video model wants it; an even number.
        seed: Decides the weights.
        max_tokens: Most tokens that are read.
    """

    def __init__(self, text_dim: int = 32, *, seed: int = 0, max_tokens: int = MAX_TOKENS) -> None:
        if text_dim % _HEADS:
            raise ValueError(f"a width of {text_dim} does not divide into {_HEADS} heads")
        self._text_dim, self._seed = text_dim, seed
        self._tokenizer = TinyTokenizer(max_tokens)
        self._weights: dict[str, torch.Tensor] = {}

    @property
    def tokenizer(self) -> Tokenizer:
        """Its tokenizer."""
        return self._tokenizer

    @property
    def fingerprint(self) -> str:
        """Name, version, size and seed."""
        return f"tiny-encoder/1 {self._text_dim} {self._seed} {self._tokenizer.fingerprint}"

    @torch.no_grad()
    def encode(self, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
        """Encode prompts, each by itself."""
        if not self._weights:
            self._weights = self._draw()
        return [self._forward(prompt.ids) for prompt in prompts]

    def free(self) -> None:
        """Forget the weights; they are drawn again when needed."""
        self._weights = {}

    def _draw(self) -> dict[str, torch.Tensor]:
        width = self._text_dim
        shapes = {"embedding": (_VOCABULARY + _FIRST, width)}
        for layer in range(_LAYERS):
            shapes |= {f"{name}{layer}": (width, width) for name in "qkvo"}
            shapes |= {f"gate{layer}": (2 * width, width), f"up{layer}": (2 * width, width)}
            shapes |= {f"down{layer}": (width, 2 * width), f"bias{layer}": (_HEADS, 2 * _REACH + 1)}
        generator = torch.Generator().manual_seed(self._seed)
        return {name: torch.randn(shape, generator=generator) for name, shape in shapes.items()}

    def _forward(self, ids: Sequence[int]) -> torch.Tensor:
        """`[n_tokens, text_dim]` in fp32."""
        w, n = self._weights, len(ids)
        place = torch.arange(n)
        apart = (place[None] - place[:, None]).clamp(-_REACH, _REACH) + _REACH
        x = w["embedding"][list(ids)]
        for layer in range(_LAYERS):
            seen = _norm(x)
            q, k, v = (_linear(seen, w[f"{name}{layer}"]).unflatten(1, (_HEADS, -1)).transpose(0, 1) for name in "qkv")
            weights = softmax(q @ k.transpose(1, 2) / math.sqrt(q.shape[-1]) + w[f"bias{layer}"][:, apart], dim=-1)
            x = x + _linear((weights @ v).transpose(0, 1).flatten(1), w[f"o{layer}"])
            seen = _norm(x)
            x = x + _linear(gelu(_linear(seen, w[f"gate{layer}"])) * _linear(seen, w[f"up{layer}"]), w[f"down{layer}"])
        return _norm(x)


def _linear(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    return x @ weight.T / math.sqrt(weight.shape[1])


def _norm(x: torch.Tensor) -> torch.Tensor:
    return x * torch.rsqrt(x.square().mean(-1, keepdim=True) + 1e-6)


def _token(piece: str) -> int:
    digest = hashlib.blake2b(piece.lower().encode(), digest_size=4).digest()
    return _FIRST + int.from_bytes(digest, "little") % _VOCABULARY
