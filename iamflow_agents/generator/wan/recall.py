"""From the director's choice to latents: which archived frames a take is given.

The entity database names memory by picture: segment, take and pixel frame, with who is in it and how sure the
verifier is. A picture belongs to the latent frame it was decoded from, so the rows of a request name latent frames;
frames that were quarantined there are not among them. Within the rows (there may be more of them than the layout has
room for) `selection` chooses by what the rows and the generator's own scores say. Without rows the whole archive is
open, for the ablation and for use outside the graph. The answer is kept before the take begins: asked the same again
after a kill, the same frames come back, whatever was archived or scored in between.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass

import torch

from iamflow_agents.generator.wan.archive import FrameArchive
from iamflow_agents.generator.wan.archive_records import ArchivedFrame, FrameKey, latent_of_pixel
from iamflow_agents.generator.wan.records import FrameRecord
from iamflow_agents.generator.wan.scoring import UNKNOWN, cosines, fuse, fused_scores
from iamflow_agents.generator.wan.selection import Candidate, MemoryPolicy, select_frames
from iamflow_agents.takes import MemoryFrame, SegmentRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryQuestion:
    """All that decides which frames a take is given, apart from the archive itself."""

    segment_index: int
    take_number: int
    policy: MemoryPolicy
    budget: int
    wanted: tuple[str, ...] = ()
    """Identities on screen."""
    place: str = ""
    per_identity: int = 2
    visible: tuple[int, ...] = ()
    """True indices of the frames that sink and window show."""
    before: int | None = None
    """True index of the take's first latent frame."""
    rows: tuple[MemoryFrame, ...] | None = None
    """What the director chose; None opens the whole archive."""
    prompt: str = ""
    """Key of the take's prompt."""

    def digest(self) -> str:
        """Hash of the question; where pictures lie on disk does not count."""
        plain = asdict(self)
        for row in plain["rows"] or ():
            row["keyframe"] = row["keyframe"]["sha256"]
        return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class MemoryAnswer:
    """The frames a take is given."""

    frames: tuple[FrameRecord, ...] = ()
    """Most wanted first, for `Session.set_memory`."""
    keys: tuple[FrameKey, ...] = ()
    not_archived: tuple[MemoryFrame, ...] = ()
    """Rows whose latents are not, or no longer, archived."""
    again: bool = False
    """Whether the same question was answered before."""


def question_for(
    request: SegmentRequest,
    *,
    policy: MemoryPolicy,
    budget: int,
    visible: Iterable[int],
    before: int,
    prompt: str,
    per_identity: int = 2,
    from_archive: bool = False,
) -> MemoryQuestion:
    """The question that a request of the graph asks.

    Args:
        request: The take.
        policy: By what to choose.
        budget: `Layout.memory_frames`.
        visible: True indices of the frames that sink and window show.
        before: True index of the take's first latent frame.
        prompt: Key of the take's prompt.
        per_identity: Most frames for the sake of one identity.
        from_archive: Open the whole archive instead of the director's choice, which goes by identities; selection by
            similarity to a text always does.
    """
    open_archive = from_archive or MemoryPolicy(policy) is MemoryPolicy.TEXT_SIMILARITY
    return MemoryQuestion(
        segment_index=request.segment_index,
        take_number=request.take_number,
        policy=MemoryPolicy(policy),
        budget=budget,
        wanted=tuple(look.identity for look in request.cast),
        place=request.setting.place,
        per_identity=per_identity,
        visible=tuple(sorted(visible)),
        before=before,
        rows=None if open_archive else request.memory,
        prompt=prompt,
    )


def recall(archive: FrameArchive, question: MemoryQuestion, *, text_key: torch.Tensor | None = None) -> MemoryAnswer:
    """Choose memory frames and read their latents.

    Args:
        archive: The job's archive.
        question: What is needed.
        text_key: Mean text key of the prompt, `[C]` (`memory_tap.text_key`), for selection by similarity.

    Returns:
        The frames; the same ones whenever the same question is asked again soon.

    Raises:
        GeneratorError: If an archived file is damaged.
    """
    if not question.policy.uses_archive:
        return MemoryAnswer()
    missing = tuple(row for row in question.rows or () if frame_of_row(archive, row) is None)
    asked = question.digest()
    keys = archive.choice(question.segment_index, question.take_number, asked)
    known = keys is not None
    if keys is None:
        keys = select_frames(
            _candidates(archive, question, text_key),
            policy=question.policy,
            budget=question.budget,
            wanted=question.wanted,
            place=question.place,
            per_identity=question.per_identity,
            visible=question.visible,
            before=question.before,
        )
        archive.remember_choice(question.segment_index, question.take_number, asked, keys)
    frames = tuple(archive.record(key) for key in keys)
    return MemoryAnswer(frames=frames, keys=keys, not_archived=missing, again=known)


def frame_of_row(archive: FrameArchive, row: MemoryFrame) -> ArchivedFrame | None:
    """The archived frame that a picture of the entity database was decoded from; None if it is not archived.

    Whether the take began the pixel stream, and so how pixels count, is known from the take's archived frames.
    """
    for starts_stream in (False, True):
        latent = latent_of_pixel(row.frame_index, starts_stream=starts_stream)
        frame = archive.find(FrameKey(row.segment_index, row.take_number, latent))
        if frame is not None and frame.starts_stream is starts_stream:
            return frame
    return None


def _candidates(archive: FrameArchive, question: MemoryQuestion, text_key: torch.Tensor | None) -> list[Candidate]:
    if question.rows is None:
        # The take that is asked for may have been archived by an attempt that was killed right after.
        own = (question.segment_index, question.take_number)
        frames = [f for f in archive.frames() if (f.key.segment_index, f.key.take_number) != own]
        return _with_likeness(archive, question, [_candidate(frame, fused_scores(frame)) for frame in frames], text_key)
    found: dict[FrameKey, Candidate] = {}
    for row in question.rows:
        frame = frame_of_row(archive, row)
        if frame is not None and not row.quarantined and not frame.quarantined:
            found[frame.key] = _candidate(frame, row_scores(row, frame), place=row.place)
    return _with_likeness(archive, question, list(found.values()), text_key)


def rank_rows(
    rows: Sequence[MemoryFrame],
    frames: Sequence[FrameRecord],
    *,
    policy: MemoryPolicy,
    budget: int,
    wanted: Sequence[str],
    place: str = "",
    per_identity: int = 2,
    visible: Collection[int] = (),
    before: int | None = None,
) -> tuple[int, ...]:
    """Choose among rows whose latents lie beside them, without an archive; a pure function of what it is given.

    Args:
        rows: What the director offers; may be more than there is room for.
        frames: Their latents, same order.
        policy: By what to choose; not by similarity to a text.
        budget: `Layout.memory_frames`.
        wanted: Identities on screen.
        place: The segment's place.
        per_identity: Most frames for the sake of one identity.
        visible: True indices of the frames that sink and window show, once the prompt was switched.
        before: True index of the take's first latent frame.

    Returns:
        Indices into `rows`, most wanted first: the order that `Session.set_memory` wants.
    """
    numbers: dict[FrameKey, int] = {}
    candidates = []
    for number, (row, frame) in enumerate(zip(rows, frames, strict=True)):
        if row.quarantined:
            continue
        told = dict(zip(row.identities, row.scores, strict=False))
        key = FrameKey(row.segment_index, row.take_number, row.frame_index)
        numbers[key] = number
        candidates.append(
            Candidate(
                key=key,
                frame_index=frame.frame_index,
                block_index=frame.block.block_index,
                scores={identity: told.get(identity, UNKNOWN) for identity in row.identities},
                place=row.place,
            )
        )
    chosen = select_frames(
        candidates,
        policy=policy,
        budget=budget,
        wanted=wanted,
        place=place,
        per_identity=per_identity,
        visible=visible,
        before=before,
    )
    return tuple(numbers[key] for key in chosen)


def row_scores(row: MemoryFrame, frame: ArchivedFrame) -> dict[str, float]:
    """Identity to fused score: who is in the picture is said by the row, how sure that is by row and archive.

    Rows begin with a half for everybody, which means that the verifier has not looked; what the archive was told of
    its findings counts then.
    """
    own = dict(zip(frame.identities, frame.scores, strict=True))
    seen = dict(zip(frame.identities, frame.visual, strict=True))
    told = {key: score for key, score in zip(row.identities, row.scores, strict=False) if score != UNKNOWN}
    return {key: fuse(own.get(key, UNKNOWN), told.get(key, seen.get(key))) for key in row.identities}


def _candidate(frame: ArchivedFrame, scores: dict[str, float], place: str = "") -> Candidate:
    return Candidate(
        key=frame.key,
        frame_index=frame.frame_index,
        block_index=frame.block_index,
        scores=scores,
        place=place or frame.place,
    )


def _with_likeness(
    archive: FrameArchive, question: MemoryQuestion, candidates: Sequence[Candidate], text_key: torch.Tensor | None
) -> list[Candidate]:
    """Add the likeness to the prompt, where the policy goes by it; files are read for that alone."""
    if question.policy is not MemoryPolicy.TEXT_SIMILARITY or text_key is None:
        return list(candidates)
    liked = []
    for candidate in candidates:
        frame = archive.find(candidate.key)
        keys = archive.keys_of(frame) if frame is not None else None
        likeness = float(cosines(keys[None], text_key)[0]) if keys is not None else -1.0
        liked.append(
            Candidate(
                key=candidate.key,
                frame_index=candidate.frame_index,
                block_index=candidate.block_index,
                scores=candidate.scores,
                place=candidate.place,
                likeness=likeness,
            )
        )
    return liked
