"""A person keeps their number when others are joined.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; without a row a number follows from the order, as it did."""
    op.create_table(
        "ordinal",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("id", "identity_id", "number")),
        sa.ForeignKeyConstraint(["identity_id"], ["identity.id"], name="fk_ordinal_identity_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_ordinal"),
        sa.UniqueConstraint("identity_id", name="uq_ordinal_identity_id"),
    )


def downgrade() -> None:
    """Refuse: what was decided about a job must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")
