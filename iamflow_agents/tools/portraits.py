"""The best pictures of an identity in a film: which show it as it should look, and where in them it is.

Only frames of takes that are in the film count, and none that was set aside. What the verifier has seen decides; where
it has not looked, the first sight of somebody stands for them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import skia

from iamflow_agents.agents.visual_scores import fused
from iamflow_agents.codec import decode
from iamflow_agents.errors import StorageError
from iamflow_agents.records import Identity
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import Box, Layout, MemoryFrame

_MARGIN = 0.12
"""What is left round somebody who is cut out, as a share of the box."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """An identity in one picture of the film."""

    segment_index: int
    take: int
    frame_index: int
    picture: Path
    box: Box | None
    """Where it is, in pixels of the picture; None where the generator cannot know."""
    is_alone: bool
    score: float | None
    """How well the verifier saw it, 0..1; None while it has not judged it."""
    rank: float
    """The same joined with the generator's own measure."""
    latents: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Portrait:
    """A picture that shows one identity only."""

    data: bytes
    suffix: str
    score: float | None
    latents: Path | None
    """Of the whole picture; None where the picture is cut out."""


def sights_of_all(
    store: StoryStore, artifacts: ArtifactStore, job_id: str, keys: Sequence[str]
) -> dict[str, list[Sight]]:
    """Find the film's pictures of some identities, the best of each first.

    Args:
        store: The entity database.
        artifacts: The job's files.
        job_id: Which job.
        keys: Of the identities.
    """
    chosen = {take.segment_index: take for take in store.chosen_takes(job_id)}
    layouts = {index: _layout(artifacts, take) for index, take in chosen.items()}
    found: dict[str, list[Sight]] = {key: [] for key in keys}
    for frame in store.memory_frames(job_id):
        take = chosen.get(frame.segment_index)
        if take is None or take.number != frame.take_number:
            continue
        boxes = _boxes(layouts[frame.segment_index], frame.frame_index)
        for key in fused(frame).identities:
            if key in found and (boxes is None or key in boxes):
                found[key].append(_sight(artifacts.folder, frame, key, boxes))
    return {key: sorted(sights, key=_order) for key, sights in found.items()}


def _layout(artifacts: ArtifactStore, take: TakeRecord) -> Layout | None:
    if all(file.name != "layout" for file in take.files):
        return None
    try:
        return decode(Layout, artifacts.path(take.file("layout")).read_bytes())
    except FileNotFoundError:
        return None


def _boxes(layout: Layout | None, frame_index: int) -> Mapping[str, Box] | None:
    """Where everybody is in a frame; None where nobody knows."""
    if layout is None or frame_index >= len(layout.frames):
        return None
    return {box.identity: box.box for box in layout.frames[frame_index].boxes}


def _sight(folder: Path, frame: MemoryFrame, key: str, boxes: Mapping[str, Box] | None) -> Sight:
    shown = fused(frame)
    seen = frame.visual[frame.identities.index(key)] if frame.visual else None
    scores = dict(zip(shown.identities, shown.scores, strict=False))
    others = frame.identities if boxes is None else tuple(boxes)
    return Sight(
        segment_index=frame.segment_index,
        take=frame.take_number,
        frame_index=frame.frame_index,
        picture=folder / frame.keyframe.path,
        box=boxes.get(key) if boxes is not None else None,
        is_alone=set(others) <= {key},
        score=seen,
        rank=scores.get(key, 0.0),
        latents=folder / frame.latents.path if frame.latents else None,
    )


def _order(sight: Sight) -> tuple[bool, float, float, tuple[int, int]]:
    """Best first: judged, then by score, then by size in the picture, then as the story goes."""
    box = sight.box
    area = float((box[2] - box[0]) * (box[3] - box[1])) if box is not None and sight.score is not None else 0.0
    return (
        sight.score is None,
        -round(sight.rank, 2) if sight.score is not None else 0.0,
        -area,
        (sight.segment_index, sight.frame_index),
    )


def portraits_of(
    store: StoryStore, artifacts: ArtifactStore, job_id: str, identity: Identity, *, most: int
) -> list[Portrait]:
    """The best pictures of one identity, cut out where they show others, too.

    Args:
        store: The entity database.
        artifacts: The job's files.
        job_id: Which job.
        identity: Whom.
        most: How many at most.
    """
    portraits: list[Portrait] = []
    for sight in sights_of_all(store, artifacts, job_id, [identity.key])[identity.key]:
        if len(portraits) == most:
            break
        if not sight.is_alone and sight.box is None:
            # Nobody can say which of them it is.
            continue
        portrait = _portrait(sight)
        if portrait is not None and all(portrait.data != other.data for other in portraits):
            portraits.append(portrait)
    return portraits


def _portrait(sight: Sight) -> Portrait | None:
    data = _read(sight.picture)
    if sight.is_alone or sight.box is None:
        latents = sight.latents if sight.latents is not None and sight.latents.is_file() else None
        return Portrait(data=data, suffix=sight.picture.suffix, score=sight.score, latents=latents)
    cut = _cut_out(data, sight.box)
    return None if cut is None else Portrait(data=cut, suffix="png", score=sight.score, latents=None)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        step = "Resume the job: a damaged take is found by its hash and made again."
        raise StorageError(f"a picture cannot be read: {error.strerror}", where=str(path), next_step=step) from error


def _cut_out(data: bytes, box: Box) -> bytes | None:
    """The part of a picture round a box, as PNG; None where nothing of it is in the picture."""
    image = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(data))
    aside, above = round((box[2] - box[0]) * _MARGIN), round((box[3] - box[1]) * _MARGIN)
    left, top = max(0, box[0] - aside), max(0, box[1] - above)
    right, bottom = min(image.width(), box[2] + aside), min(image.height(), box[3] + above)
    if right - left < 2 or bottom - top < 2:
        return None
    part = image.makeSubset(skia.IRect.MakeLTRB(left, top, right, bottom))
    return bytes(part.encodeToData(skia.EncodedImageFormat.kPNG, 100))
