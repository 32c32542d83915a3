"""Candidates, rows and files of frames to remember, in small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import torch

from iamflow_agents.generator.wan.records import BlockRecord, PromptMix
from iamflow_agents.generator.wan.selection import Candidate, FrameKey
from iamflow_agents.takes import FileRef, MemoryFrame

torch.set_num_threads(1)


def block(index: int, seed: int = 0, *, side: int = 2, frames: int = 3, key: str = "p") -> BlockRecord:
    generator = torch.Generator().manual_seed(1000 * seed + index)
    latent = torch.randn(1, 16, frames, side, side, generator=generator)
    first = index * frames
    return BlockRecord(
        block_index=index, frames=tuple(range(first, first + frames)), latent=latent, mix=PromptMix((key,))
    )


def candidate(index: int, scores: Mapping[str, float] | str, *, place: str = "", likeness: float = 0.0) -> Candidate:
    found = dict.fromkeys(scores, 0.5) if isinstance(scores, str) else dict(scores)
    return Candidate(
        key=FrameKey(index, 1, 0),
        frame_index=3 * index,
        block_index=index,
        scores=found,
        place=place,
        likeness=likeness,
    )


def row(
    segment: int,
    pixel: int,
    people: str,
    *,
    number: int = 1,
    scores: Sequence[float] = (),
    place: str = "",
    quarantined: bool = False,
) -> MemoryFrame:
    sha = f"{segment:02d}{number:02d}{pixel:04d}".ljust(64, "0")
    return MemoryFrame(
        segment_index=segment,
        take_number=number,
        frame_index=pixel,
        keyframe=FileRef(sha256=sha, path=f"{sha}.png"),
        identities=tuple(people),
        scores=tuple(scores),
        place=place,
        quarantined=quarantined,
    )
