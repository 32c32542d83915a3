"""Keys and values from latents: the clean passes that make a cache show what an anchor says.

Every prompt switch, every change of memory and every resume goes through here, so that a run that was interrupted and
one that was not are the same computation. Order: sink blocks, then each memory frame (its own block seen with the
sink, measured closest to the keys it had in its time), then the window block by block, then the blocks since.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import torch

from iamflow_agents.generator.wan.kvcache import KVCache
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.records import Anchor, BlockRecord, FrameRecord, PromptMix
from iamflow_agents.generator.wan.text import TextMix

MixToText = Callable[[PromptMix], TextMix]


class RebuildPrompt(StrEnum):
    """Under which prompt memory frames are rebuilt."""

    ORIGINAL = "original"
    """The one each frame was made with: closest to the keys it had."""
    CURRENT = "current"
    """The one that is being generated now: a deliberate re-reading of the frame."""


def clean_pass(model: CausalWan, cache: KVCache, record: BlockRecord, text: TextMix) -> None:
    """Make a finished block visible: leave its keys and values in a cache prepared with `begin_block`."""
    timestep = torch.zeros(record.latent.shape[0], dtype=torch.float32, device=record.latent.device)
    model.block_pass(record.latent, timestep, text, cache, keys_only=True)
    cache.commit()


class ContextRebuilder:
    """Fills a cache from records.

    Args:
        model: The transformer.
        text: Keys and values of a prompt mix.
        rebuild_prompt: Under which prompt memory is rebuilt.
    """

    def __init__(self, model: CausalWan, text: MixToText, rebuild_prompt: RebuildPrompt) -> None:
        self._model, self._text, self._rebuild_prompt = model, text, rebuild_prompt

    def restore(
        self,
        cache: KVCache,
        anchor: Anchor,
        since: Sequence[BlockRecord],
        *,
        prompt: str,
        before_pass: Callable[[], None],
    ) -> None:
        """Throw away what the cache holds and rebuild it.

        Args:
            cache: Emptied first.
            anchor: Sink, memory and window to start from.
            since: Blocks finished since the anchor, replayed in order.
            prompt: The current prompt's key.
            before_pass: Called before every pass; may raise to stop, the cache is then incomplete.
        """
        cache.reset()
        for record in anchor.sink:
            before_pass()
            self._commit(cache, record)
        # Memory is rebuilt in the ring's slots, and a sink block's other frames must not come back once they left.
        cache.drop_window()
        for frame in anchor.memory:
            before_pass()
            self._remember(cache, frame, prompt)
        for record in (*anchor.window, *since):
            before_pass()
            cache.forget_sink(record.frames)
            self._commit(cache, record)

    def _commit(self, cache: KVCache, record: BlockRecord) -> None:
        cache.begin_block(record.frames)
        clean_pass(self._model, cache, record, self._text(record.mix))

    def _remember(self, cache: KVCache, frame: FrameRecord, prompt: str) -> None:
        """Rebuild one memory frame among its own block; the sink is left out where it is that very block."""
        block = frame.block
        apart = not set(block.frames) & set(cache.sink)
        mix = block.mix if self._rebuild_prompt is RebuildPrompt.ORIGINAL else PromptMix((prompt,))
        cache.begin_memory(block.frames, frame.offset, with_sink=apart)
        clean_pass(self._model, cache, block, self._text(mix))
