"""The entity database's tables (DESIGN §5).

A story row owns everything: deleting it deletes its job, segments, identities, takes and verdicts. Every constraint
has a name, enums are text, times are seconds since 1970 (UTC), JSON is text. Words that are settled (statuses,
verdict kinds, sources, presence) are checked by the database; vocabularies that still grow (slots, kinds, roles) are
not, since SQLite would have to copy the table for each new word. The schema of a release is written down in
`migrations/versions`; a test holds the two together.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, get_args

from sqlalchemy import BigInteger, CheckConstraint, Index, MetaData, Table, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel

from iamflow_agents.records import PresenceState, Source, TransitionKind, VerdictKind
from iamflow_agents.storage.records import JobStatus, Origin, TakeStatus

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Row(SQLModel, registry=registry(metadata=METADATA)):
    """Base of all tables; its own registry keeps clear of other SQLModel tables in the same process."""


def _parent(table: str, *, unique: bool = False, index: bool = False) -> Any:
    """A foreign key to a row that takes this one with it when it goes."""
    return Field(foreign_key=f"{table}.id", ondelete="CASCADE", unique=unique, index=index)


def _one_of(column: str, words: type[StrEnum] | tuple[str, ...]) -> CheckConstraint:
    """Only these words may stand in the column."""
    return CheckConstraint(f"{column} IN ({', '.join(repr(str(word)) for word in words)})", name=column)


def _share(column: str) -> CheckConstraint:
    """The column is a number from 0 to 1."""
    return CheckConstraint(f"{column} >= 0 AND {column} <= 1", name=column)


class StoryRow(Row, table=True):
    """A script as it was given, and the digest of the registry read from it."""

    __tablename__ = "story"

    id: int | None = Field(default=None, primary_key=True)
    title: str
    style: str
    script_json: str
    script_hash: str
    graph_version: str
    registry_hash: str = ""
    registry_version: int = 0
    """Rises with every change of the registry or of an observed attribute."""
    created: float


class JobRow(Row, table=True):
    """One run of a story, and who holds its lock."""

    __tablename__ = "job"
    __table_args__ = (_one_of("status", JobStatus),)

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = _parent("story", unique=True)
    name: str = Field(unique=True)
    status: str
    detail: str
    settings_json: str
    cancel_requested: bool
    created: float
    updated: float
    lock_token: str | None = None
    lock_pid: int | None = None
    lock_host: str | None = None
    lock_start: str | None = None
    """When the owner's process began, in the kernel's words: tells a reused pid from the owner."""
    lock_since: float | None = None
    lock_heartbeat: float | None = None


class PlaceRow(Row, table=True):
    """A location of the story."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("story_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = _parent("story")
    position: int
    key: str
    name: str
    aliases_json: str


class SegmentRow(Row, table=True):
    """One prompt: what it says, and what is planned for it."""

    __tablename__ = "segment"
    __table_args__ = (
        UniqueConstraint("story_id", "segment_index"),
        CheckConstraint("segment_index >= 0", name="segment_index"),
        _one_of("transition", TransitionKind),
    )

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = _parent("story")
    segment_index: int
    prompt: str
    duration_s: float | None = None
    place_id: int | None = Field(default=None, foreign_key="place.id", ondelete="SET NULL", index=True)
    """Where it plays, as read from the script."""
    scene_json: str | None = None
    """The scene without its mentions and presences, which have tables."""
    grounded_prompt: str | None = None
    planned_place: str | None = None
    transition: str | None = None
    transition_frames: int | None = None
    transition_reason: str | None = None
    request_json: str | None = None


class ReadingRow(Row, table=True):
    """What an extractor read in a segment; the key names the extractor and the prompt."""

    __tablename__ = "reading"
    __table_args__ = (UniqueConstraint("segment_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = _parent("segment")
    key: str
    reading: str


class IdentityRow(Row, table=True):
    """Somebody or something with a global ID.

    An identity that the registry does not list (any more) stays while takes, verdicts or memory speak of it.
    """

    __tablename__ = "identity"
    __table_args__ = (UniqueConstraint("story_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = _parent("story")
    position: int
    key: str
    kind: str
    name: str
    gender: str
    first_segment: int
    members_json: str
    listed: bool


class OrdinalRow(Row, table=True):
    """A person's number where it does not follow from the order."""

    __tablename__ = "ordinal"

    id: int | None = Field(default=None, primary_key=True)
    identity_id: int = _parent("identity", unique=True)
    number: int


class AliasRow(Row, table=True):
    """Another name of an identity."""

    __tablename__ = "alias"
    __table_args__ = (UniqueConstraint("identity_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    identity_id: int = _parent("identity")
    position: int
    text: str


class MentionRow(Row, table=True):
    """A span of a prompt that refers to an identity."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("segment_id", "position"), _share("confidence"))

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = _parent("segment")
    identity_id: int = _parent("identity", index=True)
    position: int
    text: str
    start_char: int
    end_char: int
    role: str
    reason: str
    confidence: float


class PresenceRow(Row, table=True):
    """Whether an identity is to be seen in a segment."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("segment_id", "identity_id"), _one_of("state", PresenceState))

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = _parent("segment")
    identity_id: int = _parent("identity", index=True)
    position: int
    state: str
    why: str


class AttributeRow(Row, table=True):
    """One visual property with its source and the segments it holds in."""

    __tablename__ = "attribute"
    __table_args__ = (
        _one_of("source", Source),
        _share("confidence"),
        CheckConstraint("valid_from >= 0 AND (valid_to IS NULL OR valid_to >= valid_from)", name="interval"),
    )

    id: int | None = Field(default=None, primary_key=True)
    identity_id: int = _parent("identity", index=True)
    position: int
    slot: str
    value: str
    source: str
    confidence: float
    valid_from: int
    valid_to: int | None = None
    evidence: str


class TakeRow(Row, table=True):
    """One finished attempt at a segment; at most one a segment is chosen."""

    __tablename__ = "take"
    __table_args__ = (
        UniqueConstraint("segment_id", "number"),
        Index(
            "ix_take_chosen", "segment_id", unique=True, sqlite_where=text("chosen"), postgresql_where=text("chosen")
        ),
        _one_of("status", get_args(TakeStatus)),
        CheckConstraint("number >= 0", name="number"),
        _share("score"),
    )

    id: int | None = Field(default=None, primary_key=True)
    segment_id: int = _parent("segment")
    number: int
    seed: int = Field(sa_type=BigInteger)
    input_hash: str
    status: str
    chosen: bool
    files_json: str
    n_frames: int
    fps: int
    render_s: float
    score: float | None = None
    emphasis_json: str
    note: str
    request_json: str
    memory_version: int = 0
    """Rises with every change of the take's memory frames."""
    created: float


class VerdictRow(Row, table=True):
    """What the verifier found for an identity or an attribute in a take."""

    __tablename__ = "verdict"
    __table_args__ = (
        UniqueConstraint("take_id", "position"),
        _one_of("kind", VerdictKind),
        _share("confidence"),
    )

    id: int | None = Field(default=None, primary_key=True)
    take_id: int = _parent("take")
    identity_id: int = _parent("identity", index=True)
    position: int
    kind: str
    slot: str | None = None
    expected: str
    observed: str
    confidence: float
    frame_index: int | None = None
    model: str


class MemoryFrameRow(Row, table=True):
    """An archived frame of a take."""

    __tablename__ = "memory_frame"
    __table_args__ = (UniqueConstraint("take_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    take_id: int = _parent("take")
    position: int
    frame_index: int
    sha256: str
    suffix: str
    place: str
    quarantined: bool


class MemoryFrameIdentityRow(Row, table=True):
    """Who is in an archived frame."""

    __tablename__ = "memory_frame_identity"
    __table_args__ = (UniqueConstraint("frame_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    frame_id: int = _parent("memory_frame")
    identity_id: int = _parent("identity", index=True)
    position: int
    score: float | None = None


class MemoryLatentsRow(Row, table=True):
    """Latents that lie beside an archived frame; gone when the archive has no more room for them."""

    __tablename__ = "memory_latents"

    id: int | None = Field(default=None, primary_key=True)
    frame_id: int = _parent("memory_frame", unique=True)
    sha256: str
    suffix: str


class VisualScoreRow(Row, table=True):
    """How well the verifier saw an identity in a take; no row while it has not looked, or could not tell."""

    __tablename__ = "visual_score"
    __table_args__ = (UniqueConstraint("take_id", "identity_id"), _share("score"))

    id: int | None = Field(default=None, primary_key=True)
    take_id: int = _parent("take")
    identity_id: int = _parent("identity", index=True)
    score: float


class EventRow(Row, table=True):
    """A job's history: one row a node, take or verdict, never one a frame."""

    __tablename__ = "event"

    id: int | None = Field(default=None, primary_key=True)
    job_id: int = _parent("job", index=True)
    at: float
    node: str
    segment_index: int | None = None
    kind: str
    data_json: str


class ModelCallRow(Row, table=True):
    """One question that was put to a model in a job, also when its answer was kept already or never came."""

    __tablename__ = "model_call"
    __table_args__ = (CheckConstraint("calls >= 0", name="calls"), CheckConstraint("cost >= 0", name="cost"))

    id: int | None = Field(default=None, primary_key=True)
    job_id: int = _parent("job", index=True)
    at: float
    backend: str
    prompt: str
    """Name and version of the prompt file."""
    question: str
    """Digest of what was asked, whatever the model."""
    segment_index: int | None = None
    outcome: str
    calls: int
    requests: int
    input_tokens: int
    output_tokens: int
    seconds: float
    cost: float | None = None
    """NULL: nobody told the price, or the call was broken off."""
    currency: str
    note: str


class ModelAnswerRow(Row, table=True):
    """What a model answered, by the digest of everything that decides it; belongs to no job."""

    __tablename__ = "model_answer"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    backend: str
    prompt: str
    answer_json: str
    at: float


class ReferencePictureRow(Row, table=True):
    """A picture of somebody that was there before the story: from the script's cast, or from the library."""

    __tablename__ = "reference_picture"
    __table_args__ = (UniqueConstraint("story_id", "position"), _one_of("origin", get_args(Origin)))

    id: int | None = Field(default=None, primary_key=True)
    story_id: int = _parent("story")
    position: int
    name: str
    """Of the cast member it shows."""
    origin: str
    sha256: str
    suffix: str
    latents_sha256: str | None = None
    latents_suffix: str | None = None


class LibraryIdentityRow(Row, table=True):
    """Somebody kept for later stories; belongs to no job."""

    __tablename__ = "library_identity"

    id: int | None = Field(default=None, primary_key=True)
    folded: str = Field(unique=True)
    """The name without regard to case."""
    name: str
    kind: str
    gender: str
    aliases_json: str
    looks_json: str
    """Slots and values at the end of the story it came from."""
    job: str
    title: str
    identity: str
    """Its key there."""
    added: float


class LibraryPictureRow(Row, table=True):
    """A picture of somebody in the library, with latents where its generator left any."""

    __tablename__ = "library_picture"
    __table_args__ = (UniqueConstraint("identity_id", "position"),)

    id: int | None = Field(default=None, primary_key=True)
    identity_id: int = _parent("library_identity")
    position: int
    sha256: str
    suffix: str
    score: float | None = None
    latents_sha256: str | None = None
    latents_suffix: str | None = None
    made_by: str
    """Generator and size; only the same can use its latents."""


def table(row: type[Row]) -> Table:
    """The SQLAlchemy table behind a row class, for statements without ORM sessions."""
    return METADATA.tables[str(row.__tablename__)]
