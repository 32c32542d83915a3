"""Tools that make pictures: a take of a segment, and a drawn still to look at before it is made.

Takes made here lie among the job's files and are found again by their content; their videos and pictures stay, what
only a next take would need goes at once. They never enter the job's rows: the film stays what the job made it, and a
job that is resumed comes out the same. A take needs the job's lock; a preview does not, since it is drawn into a folder
of its own and can stand beside a running job.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from iamflow_agents.events import OnEvent, StoryEvent, TakeFinished
from iamflow_agents.generator.protocol import CancelFlag, GeneratorJob, VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.records import Appearance
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import TakeRecord
from iamflow_agents.takes import SegmentRequest, Transition
from iamflow_agents.tools.answers import CastEntry, PreviewAnswer, TakeAnswer
from iamflow_agents.tools.desk import OpenJob, StoryDesk, Watch
from iamflow_agents.tools.lookup import stills_of
from iamflow_agents.tools.make_take import TakeMaker, to_go_on_from
from iamflow_agents.tools.planning import JobTerms
from iamflow_agents.tools.wishes import Wish, plan_wish

logger = logging.getLogger(__name__)

PREVIEW_GENERATOR = "storyboard"
PREVIEW_FOLDER = "previews"
PREVIEW_SIDE = 480
"""Pixels of a preview's longer side, at most."""
PREVIEW_FRAMES = 24
"""A still is chosen from about so many moments of the segment."""
_SMALLEST_SIDE = 64


@dataclass(frozen=True, slots=True)
class _EitherFlag:
    """Set when one of several flags is."""

    flags: Sequence[CancelFlag]

    def is_set(self) -> bool:
        """Tell whether work should stop."""
        return any(flag.is_set() for flag in self.flags)


def generate_segment(
    desk: StoryDesk,
    *,
    segment: int | None = None,
    prompt: str | None = None,
    seed: int | None = None,
    duration_s: float | None = None,
    job: str | None = None,
    watch: Watch | None = None,
) -> TakeAnswer:
    """Make one take of a segment with the job's own generator; the same wishes give the same take, not made again.

    Args:
        desk: Where to work.
        segment: Which one, from 0; the one after the last continues the story and needs a prompt.
        prompt: Other words for it; who the story knows keeps their looks in it.
        seed: For another take of the same words.
        duration_s: Another length.
        job: Which job; the desk's own if left out.
        watch: How to follow and stop it.

    Raises:
        JobLockedError: If the job is running.
        NotInStoryError: If the story has no such segment.
        StoryError: If the take cannot be made or was stopped.
    """
    watch = watch or Watch()
    wish = Wish(segment=segment, prompt=prompt, seed=seed, duration_s=duration_s)
    with desk.turn(watch.cancel), desk.open(job) as opened:
        cancelled = threading.Event()
        with JobLock(opened.store, opened.record.job_id, on_cancel=cancelled.set):
            terms = desk.terms_of(opened.record)
            heard = _Heard(watch.emit)
            flag = _EitherFlag((watch.cancel, cancelled))
            maker = _maker(opened, desk.generator(opened.record), terms, opened.folder, flag, heard)
            with closing(maker):
                maker.artifacts.sweep()
                request = plan_wish(desk, opened, wish, maker, terms)
                maker.ensure_inputs(request)
                take = maker.make(request).take
                _leave_to_film(opened, maker, take)
        return _answer(opened, request, take, reused=heard.reused)


def _leave_to_film(opened: OpenJob, maker: TakeMaker, take: TakeRecord) -> None:
    """Drop what nobody goes on from: the state and latents of a take that is none of the job's.

    The rule of the film's own takes (`graphs.housekeeping`); should the job ever make the same take, it finds it, and
    makes again what it then needs of it. Latents that were made again for this one take go as well.
    """
    job_id = opened.record.job_id
    takes = opened.store.takes(job_id)
    if all(one.input_hash != take.input_hash for one in takes):
        needed = {file.sha256 for one in takes for file in one.files}
        maker.drop(take, {file.sha256 for file in to_go_on_from(take)}, keep=needed)
    frames = opened.store.memory_frames(job_id, include_quarantined=True)
    maker.drop_restored(keep={frame.latents.sha256 for frame in frames if frame.latents})


@dataclass(slots=True)
class _Heard:
    """Passes events on, and notes whether the take had been made before."""

    emit: OnEvent
    reused: bool = False

    def __call__(self, event: StoryEvent) -> None:
        """Hear one event."""
        if isinstance(event, TakeFinished):
            self.reused = event.reused
        self.emit(event)


def _maker(
    opened: OpenJob, generator: VideoGenerator, terms: JobTerms, folder: Path, cancel: CancelFlag, emit: OnEvent
) -> TakeMaker:
    """What makes takes of a job and keeps them in a folder."""
    job_id = opened.record.job_id
    return TakeMaker(
        generator=generator,
        job=GeneratorJob(job_id=job_id, width=terms.width, height=terms.height, fps=terms.fps, seed=terms.seed),
        artifacts=ArtifactStore(folder),
        cancel=cancel,
        emit=emit,
        takes_of=lambda segment_index: opened.store.takes(job_id, segment_index),
    )


def _answer(opened: OpenJob, request: SegmentRequest, take: TakeRecord, *, reused: bool) -> TakeAnswer:
    artifacts = ArtifactStore(opened.folder)
    in_film = None
    if request.segment_index < opened.n_segments:
        in_film = opened.store.chosen_take(opened.record.job_id, request.segment_index)
    return TakeAnswer(
        job=opened.record.job_id,
        segment=request.segment_index,
        take=take.input_hash,
        reused=reused,
        in_film=in_film is not None and in_film.input_hash == take.input_hash,
        prompt=request.prompt,
        grounded_prompt=request.grounded_prompt,
        place=request.setting.place,
        cast=_cast(request),
        transition=request.transition.kind.value,
        seed=request.seed,
        duration_s=request.duration_s,
        n_frames=take.n_frames,
        fps=take.fps,
        video=str(artifacts.path(take.file("video"))),
        pictures=tuple(str(artifacts.path(take.file(name))) for name in stills_of(take)),
    )


def _cast(request: SegmentRequest) -> tuple[CastEntry, ...]:
    """Who is in it, with their looks in a line."""

    def looks(appearance: Appearance) -> str:
        return "; ".join(f"{value.slot.value}: {value.value}" for value in appearance.attributes)

    return tuple(CastEntry(identity=one.identity, name=one.name, looks=looks(one)) for one in request.cast)


def render_preview(
    desk: StoryDesk,
    *,
    segment: int | None = None,
    prompt: str | None = None,
    job: str | None = None,
    watch: Watch | None = None,
) -> PreviewAnswer:
    """Draw a storyboard still of a segment, whatever the job's generator; quick, and also while the job runs.

    Args:
        desk: Where to work.
        segment: Which one, from 0; the one after the last continues the story and needs a prompt.
        prompt: Other words for it.
        job: Which job; the desk's own if left out.
        watch: How to stop it.

    Raises:
        NotInStoryError: If the story has no such segment.
        StoryError: If it cannot be drawn or was stopped.
    """
    watch = watch or Watch()
    with desk.open(job) as opened:
        terms = desk.terms_of(opened.record)
        folder = opened.folder / PREVIEW_FOLDER
        generator = make_generator(PREVIEW_GENERATOR)
        with closing(_maker(opened, generator, terms, folder, watch.cancel, Watch().emit)) as maker:
            wish = Wish(segment=segment, prompt=prompt)
            request = _still_of(plan_wish(desk, opened, wish, maker, terms))
            take = maker.make(request).take
        stills = stills_of(take)
        return PreviewAnswer(
            job=opened.record.job_id,
            segment=request.segment_index,
            picture=str(ArtifactStore(folder).path(take.file(stills[len(stills) // 2]))),
            width=request.width,
            height=request.height,
            prompt=request.prompt,
            grounded_prompt=request.grounded_prompt,
            place=request.setting.place,
            cast=_cast(request),
        )


def _still_of(request: SegmentRequest) -> SegmentRequest:
    """The same segment small, at few moments, and without what came before it."""
    scale = min(1.0, PREVIEW_SIDE / max(request.width, request.height))
    even: Callable[[int], int] = lambda side: max(_SMALLEST_SIDE, round(side * scale / 2) * 2)  # noqa: E731
    return replace(
        request,
        width=even(request.width),
        height=even(request.height),
        fps=max(1, min(request.fps, round(PREVIEW_FRAMES / request.duration_s))),
        transition=Transition(),
        previous_frame=None,
        previous_state=None,
        memory=(),
        captions=False,
    )
