"""What a take leaves to the archive, chosen while it is made and in constant memory.

The take's blocks are cut into a few spans of equal length; of each span the best frame is held, so that the archive
shows the whole of a take and not its best moment six times. A block under the old prompt of a soft transition does not
count for the new segment's identities, unless the take has nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import torch

from iamflow_agents.generator.wan.archive_records import TakeFrame, TakeFrames
from iamflow_agents.generator.wan.records import BlockRecord
from iamflow_agents.generator.wan.scoring import UNKNOWN

_TAKEN_OVER = 0.5
"""Weight from which on the newest prompt of a mix counts as the one that is shown."""
_Rank = tuple[bool, float]


class TakeCollector:
    """Holds the frames of one take that are worth archiving; at most `n_frames` blocks of latents.

    Args:
        segment_index: The take's segment.
        take_number: The take's number.
        n_blocks: Blocks that the take will have.
        n_frames: Most frames to leave.
        prompt: Key of the segment's prompt.
        identities: Who is expected on screen.
        place: Key of the segment's place.
        starts_stream: Whether the take begins the film's pixel stream (its first latent frame gives one picture).
    """

    def __init__(
        self,
        *,
        segment_index: int,
        take_number: int,
        n_blocks: int,
        n_frames: int,
        prompt: str,
        identities: Sequence[str],
        place: str = "",
        starts_stream: bool = False,
    ) -> None:
        if n_blocks < 1 or n_frames < 1:
            raise ValueError(f"{n_blocks} blocks and {n_frames} frames leave nothing to collect")
        self._take = TakeFrames(
            segment_index=segment_index, take_number=take_number, place=place, starts_stream=starts_stream
        )
        self._n_blocks, self._n_spans = n_blocks, min(n_frames, n_blocks)
        self._prompt, self._identities = prompt, tuple(dict.fromkeys(identities))
        self._held: dict[int, tuple[_Rank, TakeFrame]] = {}
        self._blocks_seen = self._latents_seen = 0

    @property
    def held(self) -> tuple[int, ...]:
        """Latent frames of the take that are held now: pictures of these are worth keeping, all others are not."""
        return tuple(item.first_latent + item.offset for _, item in self._in_order())

    def add(
        self,
        block: BlockRecord,
        scores: Mapping[str, Sequence[float]] | None = None,
        keys: torch.Tensor | None = None,
    ) -> bool:
        """Look at the take's next block.

        Args:
            block: With its latents, on any device.
            scores: Identity to a score for each of its frames (`MemoryTap.scores`).
            keys: Mean raw key of each of its frames, `[F, C]` (`MemoryTap.frame_keys`).

        Returns:
            Whether a frame of it is held now.
        """
        span = min(self._blocks_seen * self._n_spans // self._n_blocks, self._n_spans - 1)
        first = self._latents_seen
        self._blocks_seen += 1
        self._latents_seen += len(block.frames)
        found = scores or {}
        weights = dict(zip(block.mix.keys, block.mix.weights, strict=True))
        shown = weights.get(self._prompt, 0.0) >= _TAKEN_OVER
        rows = [
            [found[key][i] if key in found else UNKNOWN for key in self._identities] for i in range(len(block.frames))
        ]
        # The last frame of a block has seen most of its neighbours; equal scores go to it.
        offset = max(range(len(rows)), key=lambda i: (sum(rows[i]), i))
        rank = (shown, sum(rows[offset]))
        if span in self._held and self._held[span][0] >= rank:
            return False
        host = replace(block, latent=block.latent.detach().to("cpu", copy=True))
        item = TakeFrame(
            block=host,
            offset=offset,
            first_latent=first,
            identities=self._identities,
            scores=tuple(rows[offset]),
            keys=keys,
        )
        self._held[span] = rank, item
        return True

    def finish(self) -> TakeFrames:
        """What is to be archived, in order of time."""
        items = self._in_order()
        shown = [item for rank, item in items if rank[0]]
        return replace(self._take, frames=tuple(shown or [item for _, item in items]))

    def _in_order(self) -> list[tuple[_Rank, TakeFrame]]:
        return [self._held[span] for span in sorted(self._held)]
