"""The first schema: every table of the entity database, written out.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make all tables."""
    _create_story()
    _create_job()
    _create_event()
    _create_place()
    _create_segment()
    _create_reading()
    _create_identity()
    _create_alias()
    _create_attribute()
    _create_mention()
    _create_presence()
    _create_take()
    _create_verdict()
    _create_memory_frame()
    _create_memory_frame_identity()


def downgrade() -> None:
    """Refuse: there is nothing before the first schema."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _parent(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=f"fk_{table}_{column}", ondelete="CASCADE")


def _create_story() -> None:
    op.create_table(
        "story",
        _whole("id"),
        _text("title"),
        _text("style"),
        _text("script_json"),
        _text("script_hash"),
        _text("graph_version"),
        _text("registry_hash"),
        _whole("registry_version"),
        sa.Column("created", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
    )


def _create_job() -> None:
    op.create_table(
        "job",
        _whole("id"),
        _whole("story_id"),
        _text("name"),
        _text("status"),
        _text("detail"),
        _text("settings_json"),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("created", sa.Float(), nullable=False),
        sa.Column("updated", sa.Float(), nullable=False),
        _text("lock_token", nullable=True),
        _whole("lock_pid", nullable=True),
        _text("lock_host", nullable=True),
        _text("lock_start", nullable=True),
        sa.Column("lock_since", sa.Float(), nullable=True),
        sa.Column("lock_heartbeat", sa.Float(), nullable=True),
        sa.CheckConstraint(
            "status IN ('created', 'running', 'done', 'failed', 'stopped', 'cancelled')", name=op.f("ck_job_status")
        ),
        _parent("job", "story_id", "story"),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("name", name="uq_job_name"),
        sa.UniqueConstraint("story_id", name="uq_job_story_id"),
    )


def _create_event() -> None:
    op.create_table(
        "event",
        _whole("id"),
        _whole("job_id"),
        sa.Column("at", sa.Float(), nullable=False),
        _text("node"),
        _whole("segment_index", nullable=True),
        _text("kind"),
        _text("data_json"),
        _parent("event", "job_id", "job"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_job_id", "event", ["job_id"], unique=False)


def _create_place() -> None:
    op.create_table(
        "place",
        _whole("id"),
        _whole("story_id"),
        _whole("position"),
        _text("key"),
        _text("name"),
        _text("aliases_json"),
        _parent("place", "story_id", "story"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
        sa.UniqueConstraint("story_id", "key", name="uq_place_story_id_key"),
    )


def _create_segment() -> None:
    op.create_table(
        "segment",
        _whole("id"),
        _whole("story_id"),
        _whole("segment_index"),
        _text("prompt"),
        sa.Column("duration_s", sa.Float(), nullable=True),
        _whole("place_id", nullable=True),
        _text("scene_json", nullable=True),
        _text("grounded_prompt", nullable=True),
        _text("planned_place", nullable=True),
        _text("transition", nullable=True),
        _whole("transition_frames", nullable=True),
        _text("transition_reason", nullable=True),
        _text("request_json", nullable=True),
        sa.CheckConstraint("transition IN ('cut', 'soft')", name=op.f("ck_segment_transition")),
        sa.CheckConstraint("segment_index >= 0", name=op.f("ck_segment_segment_index")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_segment_place_id", ondelete="SET NULL"),
        _parent("segment", "story_id", "story"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("story_id", "segment_index", name="uq_segment_story_id_segment_index"),
    )
    op.create_index("ix_segment_place_id", "segment", ["place_id"], unique=False)


def _create_reading() -> None:
    op.create_table(
        "reading",
        _whole("id"),
        _whole("segment_id"),
        _text("key"),
        _text("reading"),
        _parent("reading", "segment_id", "segment"),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        sa.UniqueConstraint("segment_id", "key", name="uq_reading_segment_id_key"),
    )


def _create_identity() -> None:
    op.create_table(
        "identity",
        _whole("id"),
        _whole("story_id"),
        _whole("position"),
        _text("key"),
        _text("kind"),
        _text("name"),
        _text("gender"),
        _whole("first_segment"),
        _text("members_json"),
        sa.Column("listed", sa.Boolean(), nullable=False),
        _parent("identity", "story_id", "story"),
        sa.PrimaryKeyConstraint("id", name="pk_identity"),
        sa.UniqueConstraint("story_id", "key", name="uq_identity_story_id_key"),
    )


def _create_alias() -> None:
    op.create_table(
        "alias",
        _whole("id"),
        _whole("identity_id"),
        _whole("position"),
        _text("text"),
        _parent("alias", "identity_id", "identity"),
        sa.PrimaryKeyConstraint("id", name="pk_alias"),
        sa.UniqueConstraint("identity_id", "position", name="uq_alias_identity_id_position"),
    )


def _create_attribute() -> None:
    op.create_table(
        "attribute",
        _whole("id"),
        _whole("identity_id"),
        _whole("position"),
        _text("slot"),
        _text("value"),
        _text("source"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _whole("valid_from"),
        _whole("valid_to", nullable=True),
        _text("evidence"),
        sa.CheckConstraint("source IN ('script', 'cast', 'observed', 'user')", name=op.f("ck_attribute_source")),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_attribute_confidence")),
        sa.CheckConstraint(
            "valid_from >= 0 AND (valid_to IS NULL OR valid_to >= valid_from)", name=op.f("ck_attribute_interval")
        ),
        _parent("attribute", "identity_id", "identity"),
        sa.PrimaryKeyConstraint("id", name="pk_attribute"),
    )
    op.create_index("ix_attribute_identity_id", "attribute", ["identity_id"], unique=False)


def _create_mention() -> None:
    op.create_table(
        "mention",
        _whole("id"),
        _whole("segment_id"),
        _whole("identity_id"),
        _whole("position"),
        _text("text"),
        _whole("start_char"),
        _whole("end_char"),
        _text("role"),
        _text("reason"),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_mention_confidence")),
        _parent("mention", "identity_id", "identity"),
        _parent("mention", "segment_id", "segment"),
        sa.PrimaryKeyConstraint("id", name="pk_mention"),
        sa.UniqueConstraint("segment_id", "position", name="uq_mention_segment_id_position"),
    )
    op.create_index("ix_mention_identity_id", "mention", ["identity_id"], unique=False)


def _create_presence() -> None:
    op.create_table(
        "presence",
        _whole("id"),
        _whole("segment_id"),
        _whole("identity_id"),
        _whole("position"),
        _text("state"),
        _text("why"),
        sa.CheckConstraint("state IN ('on_screen', 'gone', 'remembered', 'depicted')", name=op.f("ck_presence_state")),
        _parent("presence", "identity_id", "identity"),
        _parent("presence", "segment_id", "segment"),
        sa.PrimaryKeyConstraint("id", name="pk_presence"),
        sa.UniqueConstraint("segment_id", "identity_id", name="uq_presence_segment_id_identity_id"),
    )
    op.create_index("ix_presence_identity_id", "presence", ["identity_id"], unique=False)


def _create_take() -> None:
    op.create_table(
        "take",
        _whole("id"),
        _whole("segment_id"),
        _whole("number"),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        _text("input_hash"),
        _text("status"),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        _text("files_json"),
        _whole("n_frames"),
        _whole("fps"),
        sa.Column("render_s", sa.Float(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        _text("emphasis_json"),
        _text("note"),
        _text("request_json"),
        _whole("memory_version"),
        sa.Column("created", sa.Float(), nullable=False),
        sa.CheckConstraint("status IN ('finished', 'accepted', 'rejected', 'superseded')", name=op.f("ck_take_status")),
        sa.CheckConstraint("number >= 0", name=op.f("ck_take_number")),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_take_score")),
        _parent("take", "segment_id", "segment"),
        sa.PrimaryKeyConstraint("id", name="pk_take"),
        sa.UniqueConstraint("segment_id", "number", name="uq_take_segment_id_number"),
    )
    op.create_index(
        "ix_take_chosen",
        "take",
        ["segment_id"],
        unique=True,
        sqlite_where=sa.text("chosen"),
        postgresql_where=sa.text("chosen"),
    )


def _create_verdict() -> None:
    op.create_table(
        "verdict",
        _whole("id"),
        _whole("take_id"),
        _whole("identity_id"),
        _whole("position"),
        _text("kind"),
        _text("slot", nullable=True),
        _text("expected"),
        _text("observed"),
        sa.Column("confidence", sa.Float(), nullable=False),
        _whole("frame_index", nullable=True),
        _text("model"),
        sa.CheckConstraint(
            "kind IN ('confirmed', 'contradicted', 'not_visible', 'missing', 'duplicated', 'unknown')",
            name=op.f("ck_verdict_kind"),
        ),
        sa.CheckConstraint("confidence >= 0 AND confidence <= 1", name=op.f("ck_verdict_confidence")),
        _parent("verdict", "identity_id", "identity"),
        _parent("verdict", "take_id", "take"),
        sa.PrimaryKeyConstraint("id", name="pk_verdict"),
        sa.UniqueConstraint("take_id", "position", name="uq_verdict_take_id_position"),
    )
    op.create_index("ix_verdict_identity_id", "verdict", ["identity_id"], unique=False)


def _create_memory_frame() -> None:
    op.create_table(
        "memory_frame",
        _whole("id"),
        _whole("take_id"),
        _whole("position"),
        _whole("frame_index"),
        _text("sha256"),
        _text("suffix"),
        _text("place"),
        sa.Column("quarantined", sa.Boolean(), nullable=False),
        _parent("memory_frame", "take_id", "take"),
        sa.PrimaryKeyConstraint("id", name="pk_memory_frame"),
        sa.UniqueConstraint("take_id", "position", name="uq_memory_frame_take_id_position"),
    )


def _create_memory_frame_identity() -> None:
    op.create_table(
        "memory_frame_identity",
        _whole("id"),
        _whole("frame_id"),
        _whole("identity_id"),
        _whole("position"),
        sa.Column("score", sa.Float(), nullable=True),
        _parent("memory_frame_identity", "frame_id", "memory_frame"),
        _parent("memory_frame_identity", "identity_id", "identity"),
        sa.PrimaryKeyConstraint("id", name="pk_memory_frame_identity"),
        sa.UniqueConstraint("frame_id", "position", name="uq_memory_frame_identity_frame_id_position"),
    )
    op.create_index("ix_memory_frame_identity_identity_id", "memory_frame_identity", ["identity_id"], unique=False)
