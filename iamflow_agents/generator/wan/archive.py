"""The memory archive: clean block latents on disk, tagged with who is in them, bounded for ever.

Only the index is held in memory; latents are read when a frame is recalled (0.6 MB a frame at 480x832 instead of the
287 MB of its keys and values, which `context` rebuilds). A take is added in one step: its blocks are written first,
then the index, then evicted files are removed, so that a kill in between loses nothing that was there before. Which
frames go is `eviction`, which are used `selection`, how they correspond to the entity database `recall`.
"""

from __future__ import annotations

import hashlib
import logging
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import RLock

import torch

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.wan.archive_files import (
    INDEX,
    block_name,
    block_to_bytes,
    flush_folder,
    index_to_bytes,
    make_folder,
    read_index,
    read_keys,
    read_latent,
    sweep,
    write_whole,
)
from iamflow_agents.generator.wan.archive_records import (
    ArchivedFrame,
    ArchiveLimits,
    ArchiveStats,
    Choice,
    FrameKey,
    TakeFrame,
    TakeFrames,
)
from iamflow_agents.generator.wan.eviction import frames_to_evict
from iamflow_agents.generator.wan.records import BlockRecord, FrameRecord
from iamflow_agents.generator.wan.scoring import fused_scores

logger = logging.getLogger(__name__)


class FrameArchive:
    """One job's memory frames. One process writes; within it any thread may bring late scores.

    Args:
        folder: Made if it is not there; everything in it belongs to the archive.
        dtype: Number type of the model. Latents of bf16 and fp16 models are stored as they are, others in fp16; what
            is recalled is always what was stored, so that a kill changes nothing.
        limits: How much it may hold.

    Raises:
        ConfigError: If the folder cannot be made.
        GeneratorError: If an index is there and damaged.
        VersionMismatchError: If another release wrote it.
    """

    def __init__(
        self, folder: Path, *, dtype: torch.dtype = torch.bfloat16, limits: ArchiveLimits | None = None
    ) -> None:
        self._folder, self._dtype, self.limits = Path(folder), dtype, limits or ArchiveLimits()
        make_folder(self._folder)
        self._lock = RLock()
        frames, choices = read_index(self._folder / INDEX)
        whole = [frame for frame in frames if self._is_whole(frame)]
        if len(whole) < len(frames):
            logger.warning("%d archived frames have lost their files and are left out", len(frames) - len(whole))
        self._frames = {frame.key: frame for frame in sorted(whole, key=lambda frame: frame.key)}
        self._choices = choices
        sweep(self._folder, self._frames.values())

    def frames(self, *, include_quarantined: bool = False) -> tuple[ArchivedFrame, ...]:
        """What is archived, in story order, without latents."""
        with self._lock:
            found = tuple(self._frames.values())
        return found if include_quarantined else tuple(frame for frame in found if not frame.quarantined)

    def find(self, key: FrameKey) -> ArchivedFrame | None:
        """What is known of a frame; any frame of an archived block is found, with the tags of the archived one."""
        with self._lock:
            exact = self._frames.get(key)
            near = exact or next((frame for frame in self._frames.values() if frame.holds(key)), None)
        if near is None:
            return None
        return replace(near, key=key, offset=key.latent_index - near.first_latent)

    def record(self, key: FrameKey) -> FrameRecord:
        """Read a frame, to be given to a session's `set_memory`.

        Raises:
            GeneratorError: If it is not archived, or its file is damaged.
        """
        frame = self.find(key)
        if frame is None:
            raise GeneratorError(
                f"frame {key.latent_index} of take {key.take_number} of segment {key.segment_index} is not archived",
                where="the memory archive of the Wan generator",
                next_step="Choose among the frames that the archive lists.",
            )
        latent = read_latent(self._folder / block_name(frame), frame.sha256).to(self._dtype)
        block = BlockRecord(block_index=frame.block_index, frames=frame.frames, latent=latent, mix=frame.mix)
        scores = fused_scores(frame)
        return FrameRecord(
            block=block,
            offset=frame.offset,
            identities=tuple(scores),
            scores=tuple(scores.values()),
            place=frame.place,
            segment_index=frame.key.segment_index,
            quarantined=frame.quarantined,
        )

    def keys_of(self, frame: ArchivedFrame) -> torch.Tensor | None:
        """Mean raw key of a frame, `[C]` in fp32; None if it was not collected."""
        keys = read_keys(self._folder / block_name(frame))
        return None if keys is None else keys[frame.offset]

    def add_take(self, take: TakeFrames) -> tuple[FrameKey, ...]:
        """Archive what a take leaves, in place of whatever was archived under its number.

        Frames that come out the same again keep their quarantine and the verifier's scores.

        Returns:
            Keys of the take's frames that are kept after eviction.

        Raises:
            GeneratorError: If a latent is not finite.
        """
        made = [self._write(take, item) for item in take.frames]
        flush_folder(self._folder)
        surplus = frames_to_evict(made, replace(self.limits, max_frames=self.limits.frames_per_take))
        with self._lock:
            before = self._of_take(take.segment_index, take.take_number)
            for frame in before:
                del self._frames[frame.key]
            old = {frame.key: frame for frame in before}
            for frame in made:
                if frame.key not in surplus:
                    self._frames[frame.key] = _carry_over(old.get(frame.key), frame)
            before += [frame for frame in made if frame.key in surplus]
            gone = [frame for frame in before if frame.key not in self._frames or frame.sha256 != self._hash(frame.key)]
            self._shrink_and_save(gone)
            return tuple(frame.key for frame in made if frame.key in self._frames)

    def drop_take(self, segment_index: int, take_number: int) -> int:
        """Remove a take's frames; returns how many there were."""
        with self._lock:
            gone = self._of_take(segment_index, take_number)
            for frame in gone:
                del self._frames[frame.key]
            if gone:
                self._shrink_and_save(gone)
            return len(gone)

    def quarantine(self, segment_index: int, take_number: int, identity: str) -> int:
        """Take a take's frames that show an identity out of use; returns how many this call took out."""
        with self._lock:
            out = [
                frame
                for frame in self._of_take(segment_index, take_number)
                if identity in frame.identities and not frame.quarantined
            ]
            for frame in out:
                self._frames[frame.key] = replace(frame, quarantined=True)
            if out:
                self._shrink_and_save([])
            return len(out)

    def set_visual_scores(self, segment_index: int, take_number: int, scores: Mapping[str, float]) -> int:
        """Keep what the verifier saw in a take, whenever it arrives; it need not be asked again.

        Args:
            segment_index: The take's segment.
            take_number: The take's number.
            scores: Identity to score, 0..1.

        Returns:
            How many frames changed; 0 for a take of which nothing is archived any more.
        """
        with self._lock:
            changed = 0
            for frame in self._of_take(segment_index, take_number):
                visual = tuple(
                    min(max(float(scores[key]), 0.0), 1.0) if key in scores else seen
                    for key, seen in zip(frame.identities, frame.visual, strict=True)
                )
                changed += visual != frame.visual
                self._frames[frame.key] = replace(frame, visual=visual)
            if changed:
                self._shrink_and_save([])
            return changed

    def choice(self, segment_index: int, take_number: int, question: str) -> tuple[FrameKey, ...] | None:
        """The frames that a take was given for the same question before, if all of them are still there."""
        with self._lock:
            for choice in self._choices:
                asked = (choice.segment_index, choice.take_number, choice.question)
                if asked == (segment_index, take_number, question) and self._hashes(choice.frames) == choice.hashes:
                    return choice.frames
        return None

    def remember_choice(
        self, segment_index: int, take_number: int, question: str, frames: tuple[FrameKey, ...]
    ) -> None:
        """Keep a choice before the take is begun, so that a resumed take is given the same frames."""
        with self._lock:
            take = (segment_index, take_number)
            others = [known for known in self._choices if (known.segment_index, known.take_number) != take]
            choice = Choice(segment_index, take_number, question, frames, self._hashes(frames))
            self._choices = [*others, choice][-self.limits.choices :] if self.limits.choices else []
            self._save()

    def _hashes(self, keys: tuple[FrameKey, ...]) -> tuple[str, ...]:
        """Hashes of frames' files; "" for those that are not archived."""
        found = [self.find(key) for key in keys]
        return tuple(frame.sha256 if frame else "" for frame in found)

    def stats(self) -> ArchiveStats:
        """How full it is."""
        frames = self.frames(include_quarantined=True)
        counts = Counter(key for frame in frames if not frame.quarantined for key in frame.identities)
        return ArchiveStats(
            n_frames=len(frames),
            n_quarantined=sum(frame.quarantined for frame in frames),
            n_bytes=sum(frame.n_bytes for frame in frames),
            by_identity=dict(sorted(counts.items())),
        )

    def _of_take(self, segment_index: int, take_number: int) -> list[ArchivedFrame]:
        take = (segment_index, take_number)
        return [f for f in self._frames.values() if (f.key.segment_index, f.key.take_number) == take]

    def _hash(self, key: FrameKey) -> str:
        return self._frames[key].sha256

    def _write(self, take: TakeFrames, item: TakeFrame) -> ArchivedFrame:
        """Write a block's file; the index does not name it yet."""
        latent = item.block.latent.detach().cpu().to(storage_dtype(self._dtype))
        if not bool(torch.isfinite(latent).all()):
            raise GeneratorError(
                f"latents of block {item.block.block_index} are not finite as {latent.dtype}",
                where="the memory archive of the Wan generator",
                next_step="Check the weights (`iamflow weights check`), or use bf16.",
            )
        data = block_to_bytes(latent, item.keys)
        frame = ArchivedFrame(
            key=FrameKey(take.segment_index, take.take_number, item.first_latent + item.offset),
            block_index=item.block.block_index,
            frames=item.block.frames,
            offset=item.offset,
            mix=item.block.mix,
            identities=item.identities,
            scores=item.scores,
            visual=(None,) * len(item.identities),
            place=take.place,
            starts_stream=take.starts_stream,
            sha256=hashlib.sha256(data).hexdigest(),
            n_bytes=len(data),
        )
        write_whole(self._folder / block_name(frame), data, flush=False)
        return frame

    def _is_whole(self, frame: ArchivedFrame) -> bool:
        path = self._folder / block_name(frame)
        return path.is_file() and path.stat().st_size == frame.n_bytes

    def _shrink_and_save(self, gone: Iterable[ArchivedFrame]) -> None:
        """Evict, write the index, and only then remove files that it no longer names."""
        in_use = {key for choice in self._choices for key in choice.frames}
        evicted = frames_to_evict(self._frames.values(), self.limits, in_use)
        files = {block_name(frame) for frame in gone} | {block_name(self._frames.pop(key)) for key in evicted}
        self._frames = dict(sorted(self._frames.items()))
        self._save()
        for name in sorted(files - {block_name(frame) for frame in self._frames.values()}):
            (self._folder / name).unlink(missing_ok=True)

    def _save(self) -> None:
        write_whole(self._folder / INDEX, index_to_bytes(self._frames.values(), self._choices))


def storage_dtype(dtype: torch.dtype) -> torch.dtype:
    """Number type of archived latents: two bytes, without loss for models of two bytes."""
    return dtype if dtype in (torch.bfloat16, torch.float16) else torch.float16


def _carry_over(old: ArchivedFrame | None, new: ArchivedFrame) -> ArchivedFrame:
    """Keep what others found out about a frame that came out the same again."""
    if old is None or old.sha256 != new.sha256:
        return new
    seen = dict(zip(old.identities, old.visual, strict=True))
    return replace(new, visual=tuple(seen.get(key) for key in new.identities), quarantined=old.quarantined)
