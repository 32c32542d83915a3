"""Where a job is taken up that has no checkpoints here: its rows say how far it is.

They were lost, or are kept by a host that told the story so far. A take that nobody has chosen yet is found again by
its hash, and a question that was open is asked again.
"""

from __future__ import annotations

from typing import Literal

from iamflow_agents.graphs.review import ask
from iamflow_agents.graphs.state import Asked, StoryState
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore

Entry = Literal["extract_entities", "reconcile", "review", "assemble_video"]


def entry_from_rows(store: StoryStore, job_id: str, n_segments: int, status: JobStatus) -> tuple[Entry, StoryState]:
    """Say at which node a job is taken up, with the whole state.

    Args:
        store: The entity database.
        job_id: Which job.
        n_segments: Of its script.
        status: As it was before anybody took it up.
    """
    state: StoryState = {
        "n_segments": n_segments,
        "cursor": 0,
        "pending": None,
        "generated": None,
        "judged": None,
        "repair": None,
        "repaired": False,
        "first": 1,
        "asked": None,
        "looked": -1,
        "remake": False,
    }
    if not store.chosen_takes(job_id):
        return "extract_entities", state
    unmade = store.next_unmade(job_id, 0)
    state |= {"cursor": n_segments if unmade is None else unmade, "remake": True}
    if status is JobStatus.WAITING:
        return "review", {**state, "asked": _open_question(store, job_id, state["cursor"])}
    if unmade is None and status is JobStatus.DONE and not store.waiting_directions(job_id):
        return "assemble_video", state
    return "reconcile", state


def _open_question(store: StoryStore, job_id: str, cursor: int) -> Asked:
    """Ask about the last segment that was made before the first that is not."""
    segment = max(0, cursor - 1)
    take = store.chosen_take(job_id, segment)
    number = take.number if take else None
    return ask("segment", "it was asked about before", segment=segment, take=number)
