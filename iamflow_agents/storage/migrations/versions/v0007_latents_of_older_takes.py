"""Takes that are older than revision 0003 get the rows of their latents.

They lay beside the memory frames then as well, and were found by the take's list of files alone. What stands here
never changes again; a later schema is another file.
"""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_BEST_TAKES = sa.text(
    """
    SELECT take.id, take.files_json FROM take
    JOIN segment ON segment.id = take.segment_id
    WHERE segment.story_id NOT IN (
        SELECT s.story_id FROM memory_latents AS l
        JOIN memory_frame AS f ON f.id = l.frame_id
        JOIN take AS t ON t.id = f.take_id
        JOIN segment AS s ON s.id = t.segment_id
    )
    AND NOT EXISTS (
        SELECT 1 FROM take AS better WHERE better.segment_id = take.segment_id AND better.id != take.id
        AND (better.chosen AND NOT take.chosen OR better.chosen = take.chosen AND better.number > take.number)
    )
    ORDER BY take.id
    """
)
"""In each segment the take in the film, or the newest while none is, of stories without any latents in rows.

Who has some went on after 0003: latents that lack a row there were dropped to save room."""
_FRAMES = sa.text("SELECT id, sha256 FROM memory_frame WHERE take_id = :take ORDER BY position")
_ADD = sa.text("INSERT INTO memory_latents (frame_id, sha256, suffix) VALUES (:frame_id, :sha256, :suffix)")


def upgrade() -> None:
    """Name for each archived picture the latents that its take lists beside it."""
    connection = op.get_bind()
    for take_id, files_json in connection.execute(_BEST_TAKES).all():
        beside = _latents_by_picture(json.loads(files_json))
        frames = connection.execute(_FRAMES, {"take": take_id}).all() if beside else []
        rows = [{"frame_id": frame_id, **beside[sha256]} for frame_id, sha256 in frames if sha256 in beside]
        if rows:
            connection.execute(_ADD, rows)


def _latents_by_picture(files: list[list[Any]]) -> dict[str, dict[str, str]]:
    """A keyframe's hash to hash and suffix of its latents."""
    named = {name: (sha256, suffix) for name, sha256, suffix, _size in files}
    found: dict[str, dict[str, str]] = {}
    for name, (sha256, _) in named.items():
        latents = named.get(name.replace("keyframe-", "latents-"))
        if name.startswith("keyframe-") and latents is not None:
            found.setdefault(sha256, {"sha256": latents[0], "suffix": latents[1]})
    return found


def downgrade() -> None:
    """Refuse: what is remembered must not be forgotten."""
    raise NotImplementedError("Migrations only go forward; move the database file away to start anew.")
