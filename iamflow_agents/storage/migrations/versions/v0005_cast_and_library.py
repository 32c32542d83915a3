"""Pictures that are older than a story, and the library of identities.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the three tables."""
    op.create_table(
        "reference_picture",
        _whole("id"),
        _whole("story_id"),
        _whole("position"),
        *(_text(name) for name in ("name", "origin", "sha256", "suffix")),
        *(_text(name, nullable=True) for name in ("latents_sha256", "latents_suffix")),
        sa.CheckConstraint("origin IN ('cast', 'library')", name=op.f("ck_reference_picture_origin")),
        sa.ForeignKeyConstraint(["story_id"], ["story.id"], name="fk_reference_picture_story_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_reference_picture"),
        sa.UniqueConstraint("story_id", "position", name="uq_reference_picture_story_id_position"),
    )
    op.create_table(
        "library_identity",
        _whole("id"),
        *(_text(name) for name in ("folded", "name", "kind", "gender", "aliases_json", "looks_json")),
        *(_text(name) for name in ("job", "title", "identity")),
        sa.Column("added", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_library_identity"),
        sa.UniqueConstraint("folded", name="uq_library_identity_folded"),
    )
    op.create_table(
        "library_picture",
        _whole("id"),
        _whole("identity_id"),
        _whole("position"),
        *(_text(name) for name in ("sha256", "suffix")),
        sa.Column("score", sa.Float(), nullable=True),
        *(_text(name, nullable=True) for name in ("latents_sha256", "latents_suffix")),
        _text("made_by"),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["library_identity.id"], name="fk_library_picture_identity_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_library_picture"),
        sa.UniqueConstraint("identity_id", "position", name="uq_library_picture_identity_id_position"),
    )


def downgrade() -> None:
    """Refuse: who is in the library must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _whole(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=False)
