"""What the story tools answer: small records of ids, words and paths, never pictures or frames.

Segments count from 0, as everywhere in stored documents; `story.json` and the tables use the same keys for identities
and places. Paths are absolute on the machine the tools run on.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSummary:
    """One job of the home."""

    job: str
    title: str
    status: str
    """`created`, `running`, `done`, `failed`, `stopped` or `cancelled`."""
    segments: int
    segments_done: int
    film: str | None
    """Path of the film, once there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobList:
    """The newest jobs."""

    jobs: tuple[JobSummary, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSummary:
    """One segment of a story and what was made of it."""

    segment: int
    prompt: str
    """At most 1,000 characters of it."""
    duration_s: float
    place: str
    """Key of the place."""
    on_screen: tuple[str, ...]
    """Keys of the identities to be seen."""
    takes: int
    """How many the job has made."""
    score: float | None
    """Of the take in the film, 0..1; None when nobody looked at it."""
    problems: tuple[str, ...]
    """What the verifier found wrong in it, in words."""
    video: str | None
    """The take in the film, None while none is."""
    picture: str | None
    """One of its frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentList:
    """A stretch of a story."""

    job: str
    segments: tuple[SegmentSummary, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One visual property."""

    slot: str
    value: str
    source: str
    """`script` and `cast` are canon; `observed` was seen in a take."""
    segments: str
    """Where it holds: `0-3`, or `4-` to the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentitySummary:
    """Somebody or something that keeps its looks through the story."""

    identity: str
    """The key to use in other calls."""
    kind: str
    name: str
    aliases: tuple[str, ...]
    gender: str
    looks: tuple[Look, ...]
    on_screen: str
    """Segments in which it is to be seen: `0-3, 7`."""
    members: tuple[str, ...]
    """Keys of a group's members."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityList:
    """The identities of a story, or of one segment."""

    job: str
    identities: tuple[IdentitySummary, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryPicture:
    """An archived frame."""

    segment: int
    take: int
    frame: int
    """Pixel frame within its take."""
    place: str
    identities: tuple[str, ...]
    scores: tuple[float, ...]
    """How well it shows each of them, 0..1; empty when nobody looked."""
    picture: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryAnswer:
    """Archived frames that show what was asked for, in story order."""

    job: str
    frames: tuple[MemoryPicture, ...]
    missing: tuple[str, ...]
    """Keys of asked-for identities of which there is no frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CastEntry:
    """Who is in a picture, and how they look in it."""

    identity: str
    name: str
    looks: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeAnswer:
    """A take; the same wishes give the same take."""

    job: str
    segment: int
    take: str
    """Names the take by its content."""
    reused: bool
    """True when it had been made before."""
    in_film: bool
    """Whether it is the take that the film has for this segment."""
    prompt: str
    grounded_prompt: str
    """What the generator was told: the prompt and the looks it leaves out."""
    place: str
    cast: tuple[CastEntry, ...]
    transition: str
    seed: int
    duration_s: float
    n_frames: int
    fps: int
    video: str
    pictures: tuple[str, ...]
    """Frames of it, in time order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewAnswer:
    """A drawn still."""

    job: str
    segment: int
    picture: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""
    prompt: str
    grounded_prompt: str
    place: str
    cast: tuple[CastEntry, ...]
