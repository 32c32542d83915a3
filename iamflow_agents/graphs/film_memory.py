"""Which archived frames a segment may remember: those of the film before it.

Takes that were rejected, or made ahead for a segment whose predecessor was made again, are in the archive too; what
they show never happened in the film. Which of the others are used is the director's choice (`agents.memory`).
"""

from __future__ import annotations

from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import MemoryFrame


def memory_in_film(store: StoryStore, job_id: str, segment_index: int) -> tuple[MemoryFrame, ...]:
    """Frames of earlier segments, of the take that is in the film, or the newest while none is chosen.

    Args:
        store: The entity database.
        job_id: Whose archive.
        segment_index: The segment that is being planned.
    """
    before = [frame for frame in store.memory_frames(job_id) if frame.segment_index < segment_index]
    in_film = {take.segment_index: take.number for take in store.chosen_takes(job_id)} if before else {}
    for segment in sorted({frame.segment_index for frame in before} - in_film.keys()):
        best = store.best_take(job_id, segment)
        if best:
            in_film[segment] = best.number
    return tuple(frame for frame in before if frame.take_number == in_film.get(frame.segment_index))
