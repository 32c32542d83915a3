"""Tools that only read: jobs, segments, identities and memory frames of a home. They run beside a running job."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from iamflow_agents.agents import repairer
from iamflow_agents.agents.memory import score_of, select_memory
from iamflow_agents.agents.visual_scores import fused
from iamflow_agents.errors import NotInStoryError
from iamflow_agents.records import Attribute, Identity, Registry
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.records import JobRecord, TakeRecord
from iamflow_agents.takes import MemoryFrame
from iamflow_agents.tools.answers import (
    IdentityList,
    IdentitySummary,
    JobList,
    JobSummary,
    Look,
    MemoryAnswer,
    MemoryPicture,
    SegmentList,
    SegmentSummary,
)
from iamflow_agents.tools.desk import OpenJob, StoryDesk

MOST_PROMPT_CHARS = 1_000
"""Of a prompt in a list of segments."""


def list_jobs(desk: StoryDesk, *, count: int = 20) -> JobList:
    """List the newest jobs of the home.

    Args:
        desk: Where to work.
        count: How many at most.
    """
    if not desk.has_jobs():
        return JobList(jobs=(), total=0)
    with desk.open_store() as store:
        found = store.jobs()
        jobs = tuple(_job(desk, job, len(store.chosen_takes(job.job_id))) for job in found[:count])
    return JobList(jobs=jobs, total=len(found))


def _job(desk: StoryDesk, job: JobRecord, n_done: int) -> JobSummary:
    film = desk.home.job_folder(job.job_id) / "video.mp4"
    return JobSummary(
        job=job.job_id,
        title=job.title,
        status=job.status.value,
        segments=job.n_segments,
        segments_done=n_done,
        film=str(film) if film.is_file() else None,
    )


def list_segments(desk: StoryDesk, *, job: str | None = None, first: int = 0, count: int = 20) -> SegmentList:
    """List a stretch of a story with what was made of it.

    Args:
        desk: Where to work.
        job: Which job; the desk's own if left out.
        first: Number of the first segment to list.
        count: How many at most.

    Raises:
        NotInStoryError: If the story has no segment `first`.
    """
    with desk.open(job) as opened:
        begin = opened.segment(first)
        chosen = {take.segment_index: take for take in opened.store.chosen_takes(opened.record.job_id)}
        n_takes = Counter(take.segment_index for take in opened.store.takes(opened.record.job_id))
        stretch = range(begin, min(begin + count, opened.n_segments))
        segments = tuple(_segment(opened, index, chosen.get(index), n_takes[index]) for index in stretch)
        return SegmentList(job=opened.record.job_id, segments=segments, total=opened.n_segments)


def _segment(opened: OpenJob, index: int, take: TakeRecord | None, n_takes: int) -> SegmentSummary:
    """One segment and its take in the film."""
    scene, segment = opened.registry.scenes[index], opened.script.segments[index]
    video = picture = None
    problems: tuple[str, ...] = ()
    if take is not None:
        artifacts = ArtifactStore(opened.folder)
        video = str(artifacts.path(take.file("video")))
        stills = stills_of(take)
        picture = str(artifacts.path(take.file(stills[len(stills) // 2]))) if stills else None
        verdicts = opened.store.verdicts(opened.record.job_id, index, take.number)
        problems = tuple(repairer.describe_verdict(verdict) for verdict in repairer.unresolved(verdicts))
    return SegmentSummary(
        segment=index,
        prompt=_shortened(segment.prompt),
        duration_s=segment.duration_s,
        place=scene.setting.place,
        on_screen=scene.on_screen(),
        takes=n_takes,
        score=take.score if take else None,
        problems=problems,
        video=video,
        picture=picture,
    )


def _shortened(prompt: str) -> str:
    """A prompt, cut where a model that lists many would drown in it."""
    return prompt if len(prompt) <= MOST_PROMPT_CHARS else prompt[: MOST_PROMPT_CHARS - 1] + "…"


def stills_of(take: TakeRecord) -> list[str]:
    """Logical names of a take's keyframes, in time order."""
    found = [file.name for file in take.files if file.name.startswith("keyframe-")]
    return sorted(found, key=lambda name: int(name.partition("-")[2]))


def list_identities(
    desk: StoryDesk, *, job: str | None = None, segment: int | None = None, first: int = 0, count: int = 50
) -> IdentityList:
    """List who and what keeps its looks through a story, in order of first appearance.

    Args:
        desk: Where to work.
        job: Which job; the desk's own if left out.
        segment: Only those to be seen in this segment, with the looks they have there.
        first: How many to leave out at the beginning of the list.
        count: How many at most.

    Raises:
        NotInStoryError: If the story has no such segment.
    """
    with desk.open(job) as opened:
        registry = opened.registry
        wanted: Sequence[Identity] = registry.identities
        if segment is not None:
            seen = registry.scenes[opened.segment(segment)].on_screen()
            wanted = [registry.identity(key) for key in seen]
        on_screen: dict[str, list[int]] = {}
        for scene in registry.scenes:
            for key in dict.fromkeys(scene.on_screen()):
                on_screen.setdefault(key, []).append(scene.index)
        listed = tuple(_identity(one, segment, on_screen.get(one.key, [])) for one in wanted[first : first + count])
        return IdentityList(job=opened.record.job_id, identities=listed, total=len(wanted))


def _identity(identity: Identity, segment: int | None, on_screen: Sequence[int]) -> IdentitySummary:
    return IdentitySummary(
        identity=identity.key,
        kind=identity.kind.value,
        name=identity.name,
        aliases=identity.aliases,
        gender=identity.gender,
        looks=tuple(_look(a) for a in identity.attributes if segment is None or a.holds_in(segment)),
        on_screen=ranges(on_screen),
        members=identity.members,
    )


def _look(attribute: Attribute) -> Look:
    end = "" if attribute.valid_to is None else str(attribute.valid_to - 1)
    first = str(attribute.valid_from)
    return Look(
        slot=attribute.slot.value,
        value=attribute.value,
        source=attribute.source.value,
        segments=first if first == end else f"{first}-{end}",
    )


def ranges(numbers: Sequence[int]) -> str:
    """Write ascending numbers shortly: `0-3, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    return ", ".join("-".join(map(str, run)) for run in runs)


def recall_memory(
    desk: StoryDesk,
    *,
    identities: Sequence[str] = (),
    place: str | None = None,
    count: int = 6,
    job: str | None = None,
) -> MemoryAnswer:
    """Find archived frames by who is in them and where they play, chosen as for a take of those identities there.

    Args:
        desk: Where to work.
        identities: Keys, names or aliases; everybody is shown before anybody is shown twice.
        place: Key or name of a place; with identities one frame of it is added if none of theirs plays there.
        count: How many frames at most.
        job: Which job; the desk's own if left out.

    Raises:
        NotInStoryError: If the story has no such identity or place, or neither was given.
    """
    if not identities and place is None:
        raise NotInStoryError(
            "nothing was asked for",
            where="arguments identities and place",
            next_step="Give identities that list_identities shows, a place, or both.",
        )
    with desk.open(job) as opened:
        keys = _single(opened.registry, [opened.identity(name) for name in identities])
        where = "" if place is None else opened.place(place)
        archive = tuple(fused(frame) for frame in opened.store.memory_frames(opened.record.job_id))
        chosen = select_memory(archive, keys, where, budget=count, per_identity=count) if keys else ()
        if not keys:
            chosen = _of_place(archive, where, count)
        shown = {key for frame in archive for key in frame.identities}
        return MemoryAnswer(
            job=opened.record.job_id,
            frames=tuple(_picture(opened, frame, keys) for frame in chosen),
            missing=tuple(key for key in keys if key not in shown),
        )


def _single(registry: Registry, keys: Sequence[str]) -> tuple[str, ...]:
    """Put a group's members in its place: frames are tagged with them."""
    known = {identity.key: identity.members for identity in registry.identities}
    return tuple(dict.fromkeys(one for key in keys for one in (known[key] or (key,))))


def _of_place(archive: Sequence[MemoryFrame], place: str, count: int) -> tuple[MemoryFrame, ...]:
    """The best-scored, then newest frames of a place, in story order."""

    def age(frame: MemoryFrame) -> tuple[int, int, int]:
        return frame.segment_index, frame.take_number, frame.frame_index

    there = [frame for frame in archive if frame.place == place]
    best = sorted(there, key=lambda frame: (max(frame.scores, default=0.0), age(frame)), reverse=True)
    return tuple(sorted(best[:count], key=age))


def _picture(opened: OpenJob, frame: MemoryFrame, keys: Sequence[str]) -> MemoryPicture:
    """A frame with those asked for first."""
    first = [key for key in keys if key in frame.identities]
    order = tuple(dict.fromkeys([*first, *frame.identities]))
    return MemoryPicture(
        segment=frame.segment_index,
        take=frame.take_number,
        frame=frame.frame_index,
        place=frame.place,
        identities=order,
        scores=tuple(round(score_of(frame, key), 3) for key in order) if frame.scores else (),
        picture=str(opened.folder / frame.keyframe.path),
    )
