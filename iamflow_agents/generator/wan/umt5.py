"""The text encoder of the Wan models: umt5 through transformers, on the GPU if it fits, else on the CPU.

Every prompt is encoded in batches of one fixed shape (its length rounded up to a rung, the rest of the batch empty),
so that its embedding has the same bits whichever prompts it is encoded with: a prompt that is added later, or a cache
that was lost, then changes nothing of a film. Which files make the encoder is `umt5_files`.
"""

from __future__ import annotations

import gc
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from iamflow_agents.generator.wan.failures import is_out_of_memory, release_device_memory
from iamflow_agents.generator.wan.tokens import MAX_TOKENS, FileTokenizer, TokenizedPrompt, Tokenizer
from iamflow_agents.generator.wan.umt5_files import Umt5Files, find_umt5, load_umt5

logger = logging.getLogger(__name__)
RUNGS = (64, 128, 256)
"""Lengths that prompts are padded to, below the most that is read."""
_BATCH = {"cuda": 8}
"""Prompts a batch; elsewhere one, since a batch's empty rows cost as much as full ones."""
_SPARE_BYTES = 1_500_000_000
"""For activations and the libraries' workspaces."""


class Umt5Encoder:
    """Encodes prompts with umt5.

    Args:
        source: A diffusers folder, an original release folder, a catalogue name or a hub id that was fetched.
        device: Where to run; `auto` takes the GPU if the weights fit into what is free of it.
        dtype: Number type of the weights.
        max_tokens: Most tokens that are read.
        weights_home: Where fetched weights are kept.

    Raises:
        ConfigError: If the encoder's or the tokenizer's files are not on this machine.
    """

    def __init__(
        self,
        source: str | Path,
        *,
        device: torch.device | str = "auto",
        dtype: torch.dtype = torch.bfloat16,
        max_tokens: int = MAX_TOKENS,
        weights_home: Path | None = None,
    ) -> None:
        self._files: Umt5Files = find_umt5(source, weights_home)
        self._tokenizer = FileTokenizer(self._files.tokenizer, max_tokens)
        self._dtype, self._wanted = dtype, str(device)
        self._model: Any = None
        self._fingerprint = ""

    @property
    def tokenizer(self) -> Tokenizer:
        """The tokenizer of the encoder's folder."""
        return self._tokenizer

    @property
    def fingerprint(self) -> str:
        """Hash of samples of the weight files, of the tokenizer and of the number type."""
        if not self._fingerprint:
            dtype = str(self._dtype).removeprefix("torch.")
            self._fingerprint = f"umt5/1 {dtype} {self._files.fingerprint()} {self._tokenizer.fingerprint}"
        return self._fingerprint

    def encode(self, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
        """Encode prompts; a GPU that runs out of memory hands over to the CPU.

        Raises:
            GeneratorError: If the weights are damaged or not those of a umt5 encoder.
        """
        device = choose_device(self._wanted, self._files.n_bytes(self._dtype))
        try:
            return self._encode_on(device, prompts)
        except (RuntimeError, MemoryError) as error:
            if device.type == "cpu" or not is_out_of_memory(error):
                raise
        logger.warning("the text encoder does not fit on %s and runs on the CPU, which takes longer", device)
        self.free()
        return self._encode_on(torch.device("cpu"), prompts)

    def free(self) -> None:
        """Give the weights' memory back."""
        if self._model is not None:
            device = next(self._model.parameters()).device
            self._model = None
            gc.collect()
            release_device_memory(device)

    @torch.no_grad()
    def _encode_on(self, device: torch.device, prompts: Sequence[TokenizedPrompt]) -> list[torch.Tensor]:
        if self._model is None:
            self._model = load_umt5(self._files, self._dtype, device)
        rows = _BATCH.get(device.type, 1)
        found: dict[int, torch.Tensor] = {}
        for length in sorted({self._rung(prompt) for prompt in prompts}):
            some = [i for i, prompt in enumerate(prompts) if self._rung(prompt) == length]
            for start in range(0, len(some), rows):
                batch = some[start : start + rows]
                made = self._forward([prompts[i].ids for i in batch], rows, length, device)
                found.update({i: made[n, : len(prompts[i].ids)].to("cpu", copy=True) for n, i in enumerate(batch)})
        return [found[i] for i in range(len(prompts))]

    def _forward(self, ids: Sequence[Sequence[int]], rows: int, length: int, device: torch.device) -> torch.Tensor:
        """Encode one batch of a fixed shape; `[rows, length, text_dim]`."""
        tokens = torch.full((rows, length), self._model.config.pad_token_id or 0, dtype=torch.long)
        mask = torch.zeros(rows, length, dtype=torch.long)
        # An empty row sees one token of padding, since attention to nothing at all is not a number.
        mask[:, 0] = 1
        for row, prompt in enumerate(ids):
            tokens[row, : len(prompt)] = torch.tensor(prompt)
            mask[row, : len(prompt)] = 1
        result: torch.Tensor = self._model(tokens.to(device), attention_mask=mask.to(device)).last_hidden_state
        return result

    def _rung(self, prompt: TokenizedPrompt) -> int:
        longest = self._tokenizer.max_tokens
        return next((rung for rung in RUNGS if len(prompt.ids) <= rung < longest), longest)


def choose_device(wanted: str, n_bytes: int) -> torch.device:
    """Where weights of a size shall go.

    Args:
        wanted: A device, or `auto` for the GPU if they fit into what is free of it now, else the CPU.
        n_bytes: Size of the weights.
    """
    if wanted != "auto":
        return torch.device(wanted)
    if torch.cuda.is_available() and torch.cuda.mem_get_info()[0] >= n_bytes + _SPARE_BYTES:
        return torch.device("cuda")
    return torch.device("cpu")
