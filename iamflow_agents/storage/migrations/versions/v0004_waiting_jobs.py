"""A job may wait for a person's decision.

What stands here never changes again; a later schema is another file.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_NAME = "ck_job_status"
_BEFORE = "status IN ('created', 'running', 'done', 'failed', 'stopped', 'cancelled')"
_NOW = "status IN ('created', 'running', 'waiting', 'done', 'failed', 'stopped', 'cancelled')"


def upgrade() -> None:
    """Let `waiting` be a status.

    SQLite cannot change a constraint, and copying the table would delete with the old one everything that hangs on
    its rows. Its documentation allows to rewrite the definition instead where the content is not touched.
    """
    connection = op.get_bind()
    if connection.dialect.name != "sqlite":
        op.drop_constraint(op.f(_NAME), "job", type_="check")
        op.create_check_constraint(op.f(_NAME), "job", _NOW)
        return
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema=ON")
    rewrite = sa.text(
        "UPDATE sqlite_master SET sql = replace(sql, :before, :now) WHERE type = 'table' AND name = 'job'"
    )
    connection.execute(rewrite, {"before": _BEFORE, "now": _NOW})
    # Tells every connection, this one too, to read the definitions anew.
    connection.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema=OFF")


def downgrade() -> None:
    """Refuse: a job that waits must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")
