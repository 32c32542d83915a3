"""Prompts as tokens: how many there are, and which of them belong to which words.

Counting is needed long before any weights are (grounding keeps prompts within the encoder's budget), so tokenizers are
small objects of their own. Offsets come from the tokenizer itself; a share of the characters is never taken for a
share of the tokens, and padding belongs to no words.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.wan.prompt_cleaning import CLEANING, Span, clean_prompt

MAX_TOKENS = 512
"""Tokens that the Wan models read of a prompt, with the end mark."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenizedPrompt:
    """A prompt's tokens, without padding."""

    text: str
    """As it was given."""
    ids: tuple[int, ...]
    """At most as many as the encoder reads; the end mark is the last."""
    offsets: tuple[Span, ...]
    """The characters of `text` that each token stands for; `(0, 0)` for marks."""
    n_whole: int
    """Tokens of the whole text with the end mark, however many are read."""

    @property
    def is_cut(self) -> bool:
        """Whether the end of the text is not read."""
        return self.n_whole > len(self.ids)

    @property
    def content(self) -> tuple[int, ...]:
        """Indices of all tokens that stand for characters."""
        return tuple(i for i, (start, end) in enumerate(self.offsets) if end > start)

    def tokens_of(self, spans: Iterable[Span]) -> tuple[int, ...]:
        """Indices of the tokens that stand for at least one character of the spans, ascending."""
        wanted = [(start, end) for start, end in spans if end > start]
        return tuple(
            i
            for i in self.content
            if any(self.offsets[i][0] < end and start < self.offsets[i][1] for start, end in wanted)
        )


class Tokenizer(Protocol):
    """Turns prompts into tokens."""

    @property
    def max_tokens(self) -> int:
        """Most tokens that are read, with the end mark."""
        ...

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same text may become other tokens."""
        ...

    def tokenize(self, text: str) -> TokenizedPrompt:
        """Turn a prompt into at most `max_tokens` tokens."""
        ...

    def count(self, text: str) -> int:
        """Tokens of the whole prompt with the end mark; it is read to its end if that is at most `max_tokens`."""
        ...


def cut_tokens(text: str, ids: list[int], offsets: list[Span], marks: list[int], max_tokens: int) -> TokenizedPrompt:
    """Cut a prompt to what is read; the marks behind its last word stay.

    Args:
        text: As it was given.
        ids: Tokens and marks.
        offsets: Of each of them in `text`.
        marks: 1 for each mark, 0 for each token.
        max_tokens: Most that are read.
    """
    n_whole = len(ids)
    n_end = len(marks) - (max((i for i, mark in enumerate(marks) if not mark), default=-1) + 1)
    if n_whole > max_tokens:
        end = n_whole - n_end
        keep = [*range(max_tokens - n_end), *range(end, n_whole)]
        ids, offsets = [ids[i] for i in keep], [offsets[i] for i in keep]
    return TokenizedPrompt(text=text, ids=tuple(ids), offsets=tuple(offsets), n_whole=n_whole)


class FileTokenizer:
    """The tokenizer of a `tokenizer.json`, as text encoders of the hub bring it.

    Args:
        path: The file.
        max_tokens: Most tokens that are read, with the end mark.

    Raises:
        ConfigError: If it cannot be read, or `tokenizers` is not installed.
    """

    def __init__(self, path: Path, max_tokens: int = MAX_TOKENS) -> None:
        try:
            from tokenizers import Tokenizer as Backend
        except ImportError as error:
            raise ConfigError(
                "the package `tokenizers` is not installed",
                where="the Wan text encoder",
                next_step='Run `pip install "iamflow-agents[wan]"`.',
            ) from error
        try:
            data = path.read_bytes()
            self._backend = Backend.from_buffer(data)
        except Exception as error:  # the library raises plain `Exception` for whatever it does not like
            raise ConfigError(
                f"the tokenizer cannot be read: {str(error)[:200]}",
                where=str(path),
                next_step="Fetch the file again; `iamflow weights check` verifies it.",
            ) from error
        # Files may ask for padding or cutting of their own.
        self._backend.no_padding()
        self._backend.no_truncation()
        self._max_tokens = max_tokens
        self._fingerprint = f"{CLEANING} {max_tokens} {hashlib.sha256(data).hexdigest()}"

    @property
    def max_tokens(self) -> int:
        """Most tokens that are read, with the end mark."""
        return self._max_tokens

    @property
    def fingerprint(self) -> str:
        """Hash of the file and of how prompts are cleaned."""
        return self._fingerprint

    def tokenize(self, text: str) -> TokenizedPrompt:
        """Turn a prompt into at most `max_tokens` tokens."""
        clean = clean_prompt(text)
        found = self._backend.encode(clean.text)
        marks = list(found.special_tokens_mask)
        offsets = [(0, 0) if mark else clean.original(*span) for mark, span in zip(marks, found.offsets, strict=True)]
        return cut_tokens(text, list(found.ids), offsets, marks, self._max_tokens)

    def count(self, text: str) -> int:
        """Tokens of the whole prompt with the end mark."""
        return len(self._backend.encode(clean_prompt(text).text).ids)
