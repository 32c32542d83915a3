"""Runs one job: puts store, graph and checkpoints together, and takes them apart again.

The fronts (`api`, `cli`) call `start` and `resume`. A job is owned by one process at a time (`JobLock`); a drain
request (SIGTERM) ends it at the next superstep, a cancel flag (Ctrl-C, `iamflow cancel`) within a second or two.
Everything finished is kept in both cases.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

from iamflow_agents.consultation import RULES, check_judge, check_model
from iamflow_agents.enrolling import check_agents, enrol
from iamflow_agents.events import JobFinished, JobStarted, OnEvent
from iamflow_agents.graphs.assemble import assemble
from iamflow_agents.graphs.decisions import recursion_limit
from iamflow_agents.graphs.results import build_result
from iamflow_agents.graphs.story_graph import build_graph
from iamflow_agents.invoking import NOTHING_SAID, Reply, run_to_end, take_up
from iamflow_agents.invoking import StopSignal as StopSignal
from iamflow_agents.job_settings import settings_of_job
from iamflow_agents.opening import open_known, open_store
from iamflow_agents.owning import own_job
from iamflow_agents.result import StoryResult
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings
from iamflow_agents.settings_repair import SCORER_OFF
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
from iamflow_agents.storage.home import Home, checked_job_id
from iamflow_agents.storage.records import JobRecord, JobStatus
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.working import one_at_a_time, open_context

logger = logging.getLogger(__name__)


def start(
    script: Script, *, settings: Settings, job_id: str | None, on_event: OnEvent | None, stop: StopSignal
) -> StoryResult:
    """Start a job, or go on with it if the same script was started under that name before.

    Raises:
        StoryError: Whatever kept the job from finishing; see `exit_code`.
    """
    home = Home(settings.home)
    if job_id is not None:
        checked_job_id(job_id)
    check_agents(settings)
    with open_store(settings, home) as store:
        job_id, chosen = enrol(store, script, settings, job_id)
        return _run(store, home, job_id, chosen, on_event, stop)


def resume(
    job_id: str,
    *,
    settings: Settings,
    on_event: OnEvent | None,
    stop: StopSignal,
    changes: Mapping[str, Any] | None = None,
    reply: Reply = NOTHING_SAID,
) -> StoryResult:
    """Go on with a job where it stopped, with the settings it was started with.

    Args:
        job_id: Which job.
        settings: Where the home is, and how models are reached from here (key, time-outs, prices).
        on_event: Called with each event.
        stop: How the outside tells it to stop.
        changes: Settings to change for this job from now on, such as `budget` or `llm`; None means unchanged.
        reply: What a person says to what the job asks, or of a segment that is made already.

    Raises:
        UnknownJobError: If there is no such job.
        ReviewRequiredError: If a person has to decide first.
        StoryError: Whatever kept the job from finishing.
    """
    home = Home(settings.home)
    with open_known(settings, home, job_id) as store:
        job = store.job(job_id)
        chosen = settings_of_job(job, settings, changes)
        if job.status is not JobStatus.DONE:
            check_model(chosen)
            check_judge(chosen)
        return _run(store, home, job_id, chosen, on_event, stop, reply)


def _run(
    store: StoryStore,
    home: Home,
    job_id: str,
    settings: Settings,
    on_event: OnEvent | None,
    stop: StopSignal,
    reply: Reply = NOTHING_SAID,
) -> StoryResult:
    """Own the job, run its graph to the end, and say how it ended."""
    job = store.job(job_id)
    script = Script.model_validate_json(job.script_json)
    emit = one_at_a_time(on_event)
    began = time.perf_counter()
    with own_job(store, home, job, settings, stop), ExitStack() as stack:
        result = _run_graph(stack, store, home, job, script, settings, emit, stop, reply)
    emit(JobFinished(result=result, elapsed_s=time.perf_counter() - began))
    return result


def _run_graph(
    stack: ExitStack,
    store: StoryStore,
    home: Home,
    job: JobRecord,
    script: Script,
    settings: Settings,
    emit: OnEvent,
    stop: StopSignal,
    reply: Reply,
) -> StoryResult:
    """Invoke the graph from the job's last checkpoint, or from the start."""
    job_id = job.job_id
    folder = home.job_folder(job_id)
    artifacts = ArtifactStore(folder)
    artifacts.sweep()
    saver = stack.enter_context(PruningSqliteSaver.open(home.checkpoints(job_id)))
    graph = build_graph(saver)
    config: Any = {
        "configurable": {"thread_id": job_id},
        "recursion_limit": recursion_limit(len(script.segments), settings.max_takes),
        "max_concurrency": 2,
    }
    take_up(graph, config, store, job, len(script.segments))
    before = graph.get_state(config)
    fresh = before.created_at is None
    n_frames = sum(max(1, round(s.duration_s * settings.fps)) for s in script.segments)
    emit(JobStarted(job_id=job_id, n_segments=len(script.segments), n_frames=n_frames, resumed=not fresh))
    # Not `before.next`: it leaves out tasks whose writes are kept, and a full disk or a kill may have come between
    # the last task's writes and the checkpoint that takes them in.
    given, added = settings, bool(store.waiting_directions(job_id))
    unfinished = fresh or bool(before.tasks) or reply != NOTHING_SAID or added
    if not unfinished:
        # Nothing is left to ask, so the film can be put together again where the model cannot be reached.
        settings = settings.model_copy(update={"llm": RULES, "vlm": RULES, "frame_scorer": SCORER_OFF})
    context = open_context(stack, store, artifacts, job_id, script, settings, emit, stop)
    if unfinished:
        run_to_end(graph, config, context, reply=reply, stop=stop)
    else:
        assemble(context)
    if not store.finish_job(job_id):
        # A segment was added after the last look.
        return _run_graph(stack, store, home, job, context.script, given, emit, stop, NOTHING_SAID)
    return build_result(store, job_id, context.script, folder)
