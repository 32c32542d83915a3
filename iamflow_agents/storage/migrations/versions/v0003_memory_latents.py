"""Latents that lie beside memory frames, and what the verifier saw of whom.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "memory_latents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("frame_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["frame_id"], ["memory_frame.id"], name="fk_memory_latents_frame_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_memory_latents"),
        sa.UniqueConstraint("frame_id", name="uq_memory_latents_frame_id"),
    )
    op.create_table(
        "visual_score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("take_id", sa.Integer(), nullable=False),
        sa.Column("identity_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.CheckConstraint("score >= 0 AND score <= 1", name=op.f("ck_visual_score_score")),
        sa.ForeignKeyConstraint(
            ["identity_id"], ["identity.id"], name="fk_visual_score_identity_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["take_id"], ["take.id"], name="fk_visual_score_take_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_visual_score"),
        sa.UniqueConstraint("take_id", "identity_id", name="uq_visual_score_take_id_identity_id"),
    )
    op.create_index("ix_visual_score_identity_id", "visual_score", ["identity_id"], unique=False)


def downgrade() -> None:
    """Refuse: what was seen must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")
