"""Archives of tiny blocks, and oracles for what should be in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import torch

from iamflow_agents.generator.wan.archive import FrameArchive
from iamflow_agents.generator.wan.archive_records import ArchiveLimits, FrameKey, TakeFrame, TakeFrames
from iamflow_agents.generator.wan.records import BlockRecord, PromptMix
from iamflow_agents.generator.wan.selection import Candidate
from iamflow_agents.takes import FileRef, MemoryFrame

torch.set_num_threads(1)


def block(index: int, seed: int = 0, *, side: int = 2, frames: int = 3, key: str = "p") -> BlockRecord:
    generator = torch.Generator().manual_seed(1000 * seed + index)
    latent = torch.randn(1, 16, frames, side, side, generator=generator)
    first = index * frames
    return BlockRecord(
        block_index=index, frames=tuple(range(first, first + frames)), latent=latent, mix=PromptMix((key,))
    )


def take(
    segment: int,
    *people: str | Mapping[str, float],
    number: int = 1,
    first_block: int | None = None,
    place: str = "",
    starts_stream: bool = False,
    seed: int | None = None,
    keys: Sequence[torch.Tensor] | None = None,
) -> TakeFrames:
    """A take with one block an item; an item is the letters of those in it, or scores by letter."""
    start = 10 * segment if first_block is None else first_block
    frames = []
    for i, who in enumerate(people):
        scores = dict(who) if isinstance(who, Mapping) else dict.fromkeys(who, 0.5)
        record = block(start + i, seed=number if seed is None else seed)
        frames.append(
            TakeFrame(
                block=record,
                offset=1,
                first_latent=3 * i,
                identities=tuple(scores),
                scores=tuple(scores.values()),
                keys=None if keys is None else keys[i],
            )
        )
    return TakeFrames(
        segment_index=segment, take_number=number, place=place, starts_stream=starts_stream, frames=tuple(frames)
    )


def open_archive(folder: Path, dtype: torch.dtype = torch.float32, **limits: int) -> FrameArchive:
    return FrameArchive(folder, dtype=dtype, limits=ArchiveLimits(**limits))


def keys_of(archive: FrameArchive, *, all_of_them: bool = True) -> list[FrameKey]:
    return [frame.key for frame in archive.frames(include_quarantined=all_of_them)]


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
