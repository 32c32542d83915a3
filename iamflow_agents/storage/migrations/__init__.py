"""Alembic migrations of the entity database, forward only."""
