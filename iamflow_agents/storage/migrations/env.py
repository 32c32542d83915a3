"""What Alembic runs for every command: use the connection and transaction that `upgrade` was given."""

from __future__ import annotations

from alembic import context

from iamflow_agents.storage.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
