"""What the store hands out and takes in, beyond the story's own vocabulary.

Frozen dataclasses without database types, so that the graph and the fronts can use them without importing SQLModel.
Times are seconds since 1970 (UTC).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Literal

from iamflow_agents.records import AttributeValue, Kind
from iamflow_agents.takes import Transition

TakeStatus = Literal["finished", "accepted", "rejected", "superseded"]
Origin = Literal["cast", "library"]
"""Where a picture comes from that is older than the story."""


class JobStatus(StrEnum):
    """How far a job is."""

    CREATED = "created"
    RUNNING = "running"
    WAITING = "waiting"
    """For a person's decision."""
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file in a job's artifact folder; its content hash is its name on disk."""

    name: str
    """What it is within its take: `video`, `layout`, `last_frame`, `keyframe_0`..."""
    sha256: str
    suffix: str
    """Without the dot."""
    size: int
    """Bytes."""

    @property
    def path(self) -> str:
        """Where it lies, relative to the job's folder."""
        return artifact_path(self.sha256, self.suffix)

    def named(self, name: str) -> StoredFile:
        """The same file under another logical name."""
        return replace(self, name=name)


def artifact_path(sha256: str, suffix: str) -> str:
    """Where a file with that content lies, relative to the job's folder."""
    return f"artifacts/{sha256[:2]}/{sha256}.{suffix}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The files that were made from one set of inputs."""

    input_hash: str
    files: dict[str, StoredFile]
    """By logical name."""
    extra: dict[str, Any]
    """Plain data kept with them (frame count, timings...)."""
    dropped: dict[str, StoredFile] = field(default_factory=dict)
    """Files that were made, too, and removed since to save room; the same inputs make them again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LockRecord:
    """Who runs a job."""

    pid: int
    host: str
    since: float
    heartbeat: float


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """One run of one script."""

    job_id: str
    title: str
    style: str
    script_json: str
    script_hash: str
    settings_json: str
    graph_version: str
    n_segments: int
    status: JobStatus
    detail: str
    cancel_requested: bool
    created: float
    updated: float
    lock: LockRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRecord:
    """One attempt at a segment that a generator finished."""

    segment_index: int
    number: int
    seed: int
    input_hash: str
    """Digest of the request it was made from."""
    status: TakeStatus = "finished"
    files: tuple[StoredFile, ...] = ()
    n_frames: int = 0
    fps: int = 0
    render_s: float = 0.0
    """Seconds the generator worked."""
    score: float | None = None
    """0..1, None while nobody judged it."""
    emphasis: tuple[str, ...] = ()
    note: str = ""
    request_json: str = ""
    """The `SegmentRequest` it was made from, so that a damaged take can be made again."""

    def file(self, name: str) -> StoredFile:
        """Look a file up by its logical name; raises `KeyError` when the take has none of that name."""
        for stored in self.files:
            if stored.name == name:
                return stored
        raise KeyError(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRecord:
    """What was decided for a segment before it is generated."""

    segment_index: int
    grounded_prompt: str
    place: str
    transition: Transition = field(default_factory=Transition)
    request_json: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRecord:
    """One line of a job's history."""

    number: int
    """Rises within a job; not without gaps."""
    at: float
    node: str
    segment_index: int | None
    kind: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencePicture:
    """A picture of a cast member that is older than the story; its files lie in the job's artifact folder."""

    name: str
    """Of the cast member."""
    origin: Origin
    picture: StoredFile
    latents: StoredFile | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryPicture:
    """A picture of somebody in the library; its files lie in the library's artifact folder."""

    picture: StoredFile
    score: float | None = None
    latents: StoredFile | None = None
    made_by: str = ""
    """Generator and size; only the same can use its latents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LibraryIdentity:
    """Somebody kept for later stories, as they were at the end of theirs."""

    name: str
    kind: Kind
    gender: str
    aliases: tuple[str, ...]
    looks: tuple[AttributeValue, ...]
    job: str
    title: str
    identity: str
    """Key in the story they came from."""
    added: float
    pictures: tuple[LibraryPicture, ...]
    """Best first."""
