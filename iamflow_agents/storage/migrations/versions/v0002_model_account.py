"""Calls to language and vision models, and their answers.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    op.create_table(
        "model_call",
        _whole("id"),
        _whole("job_id"),
        _number("at"),
        _text("backend"),
        _text("prompt"),
        _text("question"),
        _whole("segment_index", nullable=True),
        _text("outcome"),
        _whole("calls"),
        _whole("requests"),
        _whole("input_tokens"),
        _whole("output_tokens"),
        _number("seconds"),
        _number("cost", nullable=True),
        _text("currency"),
        _text("note"),
        sa.CheckConstraint("calls >= 0", name=op.f("ck_model_call_calls")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_model_call_cost")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_model_call_job_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_model_call"),
    )
    op.create_index("ix_model_call_job_id", "model_call", ["job_id"], unique=False)
    op.create_table(
        "model_answer",
        _whole("id"),
        _text("key"),
        _text("backend"),
        _text("prompt"),
        _text("answer_json"),
        _number("at"),
        sa.PrimaryKeyConstraint("id", name="pk_model_answer"),
        sa.UniqueConstraint("key", name="uq_model_answer_key"),
    )


def downgrade() -> None:
    """Refuse: what was paid for must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")


def _text(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.String(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), nullable=nullable)
