"""A segment may begin with its last frames read again.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_NAME = "ck_segment_transition"
_BEFORE = "transition IN ('cut', 'soft')"
_NOW = "transition IN ('cut', 'soft', 'recache')"


def upgrade() -> None:
    """Let `recache` be a transition.

    On SQLite the definition is rewritten in place, as revision 0004 does and for its reasons.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(_NAME), "segment", type_="check")
        op.create_check_constraint(op.f(_NAME), "segment", _NOW)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    rewrite = sa.text(
        "UPDATE sqlite_master SET sql = replace(sql, :before, :now) WHERE type = 'table' AND name = 'segment'"
    )
    connection.execute(rewrite, {"before": _BEFORE, "now": _NOW})
    # Tells every connection, this one too, to read the definitions anew.
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def downgrade() -> None:
    """Refuse: how a film was made must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")
