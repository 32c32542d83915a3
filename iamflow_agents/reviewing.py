"""What a job waits for, and its answer: the look from outside on a graph that was interrupted."""

from __future__ import annotations

from typing import Any

from iamflow_agents.graphs.story_graph import build_graph
from iamflow_agents.invoking import question_of
from iamflow_agents.opening import open_known
from iamflow_agents.reviews import ReviewQuestion
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
from iamflow_agents.storage.home import Home


def pending_review(job_id: str, *, settings: Settings | None = None) -> ReviewQuestion | None:
    """Say what a job waits for; also one whose process was killed while it waited.

    Args:
        job_id: Which job.
        settings: Where the home is.

    Returns:
        The question, with absolute paths of what there is to look at; None if the job asks nothing.

    Raises:
        UnknownJobError: If there is no such job.
    """
    here = settings or load_settings()
    home = Home(here.home)
    with open_known(here, home, job_id) as store:
        store.job(job_id)
    if not home.checkpoints(job_id).is_file():
        return None
    config: Any = {"configurable": {"thread_id": job_id}}
    with PruningSqliteSaver.open(home.checkpoints(job_id)) as saver:
        question = question_of(build_graph(saver).get_state(config))
    if question is None:
        return None
    folder = home.job_folder(job_id)
    paths = {name: getattr(question, name) for name in ("picture", "video")}
    return question.model_copy(update={name: str(folder / path) for name, path in paths.items() if path})
