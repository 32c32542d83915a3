"""Runs one job: puts store, agents, generator and graph together, and takes them apart again.

The fronts (`api`, `cli`) call `start` and `resume`. A job is owned by one process at a time (`JobLock`); a drain
request (SIGTERM) ends it at the next superstep, a cancel flag (Ctrl-C, `iamflow cancel`) within a second or two.
Everything finished is kept in both cases.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from langgraph.runtime import RunControl

from iamflow_agents.backends.registry import make_extractor, make_frame_scorer, make_resolver, make_verifier
from iamflow_agents.cast_import import import_cast
from iamflow_agents.consultation import RULES, check_judge, check_model, open_consultants
from iamflow_agents.errors import (
    BudgetExceededError,
    ConfigError,
    DecisionRefusedError,
    JobExistsError,
    ReviewRequiredError,
    StoppedError,
    VersionMismatchError,
)
from iamflow_agents.events import JobFinished, JobStarted, OnEvent, StoryEvent
from iamflow_agents.graphs.assemble import assemble
from iamflow_agents.graphs.context import CurrentScript, StoryContext
from iamflow_agents.graphs.decisions import recursion_limit
from iamflow_agents.graphs.results import build_result
from iamflow_agents.graphs.story_graph import GRAPH_VERSION, RESUMABLE_VERSIONS, build_graph
from iamflow_agents.invoking import NOTHING_SAID, Reply, run_to_end, stopped
from iamflow_agents.invoking import StopSignal as StopSignal
from iamflow_agents.job_settings import (
    generator_job,
    generator_of,
    on_old_terms,
    same_settings,
    settings_of_job,
    stored_settings,
)
from iamflow_agents.opening import open_known, open_store
from iamflow_agents.result import StoryResult
from iamflow_agents.script import Script
from iamflow_agents.script_reader import script_hash
from iamflow_agents.settings import Settings
from iamflow_agents.storage.account_store import JobAccount, StoredAnswers
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
from iamflow_agents.storage.home import Home, checked_job_id, new_job_id
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.frame_desk import FrameDesk
from iamflow_agents.tools.make_take import TakeMaker

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Drain:
    """A request to drain, as a flag."""

    control: RunControl

    def is_set(self) -> bool:
        """Tell whether the job is to end at the next superstep."""
        return self.control.drain_requested


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
    _check_agents(settings)
    with open_store(settings, home) as store:
        if job_id is None:
            job_id = _create_named_by_title(store, script, settings)
        known = store.find_job(job_id)
        if known is None:
            _create(store, job_id, script, settings)
        elif known.script_hash != script_hash(script) or not same_settings(known, settings):
            changed = "script" if known.script_hash != script_hash(script) else "settings"
            raise ConfigError(
                f"job {job_id!r} exists and was started with another {changed}",
                where=str(home.job_folder(job_id)),
                next_step=f"Give another --job name, or remove it with `iamflow rm {job_id}`.",
            )
        return _run(store, home, job_id, on_old_terms(known, settings), on_event, stop)


def _check_agents(settings: Settings) -> None:
    """Refuse names and sizes that nobody here can serve, before a home, a job or a folder is made for them."""
    generator_of(settings).open(generator_job("check", settings)).close()
    make_extractor(settings.llm)
    check_model(settings)
    check_judge(settings)


def _create_named_by_title(store: StoryStore, script: Script, settings: Settings) -> str:
    """Write down a new job under a free name; another process may take one first."""
    while True:
        job_id = new_job_id(script.title, {job.job_id for job in store.jobs()})
        try:
            _create(store, job_id, script, settings)
        except JobExistsError:
            continue
        return job_id


def _create(store: StoryStore, job_id: str, script: Script, settings: Settings) -> None:
    """Write down a new job."""
    told, references = import_cast(store, Home(settings.home), job_id, script, settings)
    with store.database.together():
        store.create_job(
            job_id,
            script_json=told.model_dump_json(),
            title=script.title,
            style=script.style,
            script_hash=script_hash(script),
            settings_json=stored_settings(settings),
            graph_version=GRAPH_VERSION,
            n_segments=len(script.segments),
        )
        if references:
            store.save_references(job_id, references)


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
    if job.graph_version not in RESUMABLE_VERSIONS:
        raise VersionMismatchError(
            f"job {job_id!r} was started with graph version {job.graph_version}, this release has {GRAPH_VERSION}",
            where=str(home.job_folder(job_id)),
            next_step="Finish it with the release it was started with, or start the script under a new name.",
        )
    script = Script.model_validate_json(job.script_json)
    emit = _one_at_a_time(on_event)
    began = time.perf_counter()
    with ExitStack() as stack:
        stack.enter_context(JobLock(store, job_id, on_cancel=lambda: stop.stop_now("cancelled")))
        if job.status is JobStatus.CREATED:
            # A folder left by a job whose database was lost: its takes are welcome, its checkpoints speak of rows
            # that are no more.
            _remove_checkpoints(home, job_id)
        store.set_job_status(job_id, JobStatus.RUNNING)
        if job.status is not JobStatus.DONE and job.settings_json != stored_settings(settings):
            store.set_job_settings(job_id, stored_settings(settings))
        try:
            result = _run_graph(stack, store, home, job_id, script, settings, emit, stop, reply)
        except KeyboardInterrupt:
            store.set_job_status(job_id, JobStatus.STOPPED)
            raise stopped(job_id, stop) from None
        except ReviewRequiredError as error:
            store.set_job_status(job_id, JobStatus.WAITING, error.what)
            raise
        except DecisionRefusedError:
            store.set_job_status(job_id, job.status, job.detail)
            raise
        except StoppedError:
            store.set_job_status(job_id, JobStatus.CANCELLED if stop.reason == "cancelled" else JobStatus.STOPPED)
            raise
        except BudgetExceededError as error:
            store.set_job_status(job_id, JobStatus.STOPPED, str(error))
            raise
        except BaseException as error:
            store.set_job_status(job_id, JobStatus.FAILED, str(error) or type(error).__name__)
            raise
    emit(JobFinished(result=result, elapsed_s=time.perf_counter() - began))
    return result


def _remove_checkpoints(home: Home, job_id: str) -> None:
    """Delete a job's checkpoint file and its companions."""
    path = home.checkpoints(job_id)
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


def _run_graph(
    stack: ExitStack,
    store: StoryStore,
    home: Home,
    job_id: str,
    script: Script,
    settings: Settings,
    emit: OnEvent,
    stop: StopSignal,
    reply: Reply,
) -> StoryResult:
    """Invoke the graph from the job's last checkpoint, or from the start."""
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
        settings = settings.model_copy(update={"llm": RULES, "vlm": RULES})
    context = _context(stack, store, artifacts, job_id, script, settings, emit, stop)
    if unfinished:
        run_to_end(graph, config, context, reply=reply, stop=stop)
    else:
        assemble(context)
    if not store.finish_job(job_id):
        # A segment was added after the last look.
        return _run_graph(stack, store, home, job_id, context.script, given, emit, stop, NOTHING_SAID)
    return build_result(store, job_id, context.script, folder)


def _context(
    stack: ExitStack,
    store: StoryStore,
    artifacts: ArtifactStore,
    job_id: str,
    script: Script,
    settings: Settings,
    emit: OnEvent,
    stop: StopSignal,
) -> StoryContext:
    """Agents and tools of a job, as its settings name them."""
    desk = FrameDesk(make_frame_scorer(), emit) if settings.frame_scorer else None
    if desk is not None:
        stack.callback(desk.close)
    maker = TakeMaker(
        generator=generator_of(settings),
        job=generator_job(job_id, settings),
        artifacts=artifacts,
        cancel=stop.cancel,
        emit=emit,
        takes_of=lambda segment_index: store.takes(job_id, segment_index),
        look=desk.look if desk is not None else None,
    )
    stack.callback(maker.close)
    consultants = stack.enter_context(
        open_consultants(
            settings,
            answers=StoredAnswers(store),
            account=JobAccount(store, job_id),
            go_on=(
                f"Everything finished is kept. Go on with a higher budget: iamflow resume {job_id} --budget MORE "
                f"(none for no limit), or without the model: {_without_models(settings)}."
            ),
            cancel=stop.cancel,
            drain=_Drain(stop.control),
        )
    )
    return StoryContext(
        job_id=job_id,
        story=CurrentScript(script),
        settings=settings,
        store=store,
        extractor=make_extractor(settings.llm),
        resolver=make_resolver(settings.llm, consultants.language),
        verifier=make_verifier(settings.vlm)
        if consultants.judge is None
        else make_verifier(settings.vlm, consultants.judge, max_tokens=settings.llm_max_tokens),
        takes=maker,
        cancel=stop.cancel,
        emit=emit,
        desk=desk,
    )


def _without_models(settings: Settings) -> str:
    """The options with which a job goes on and asks no model."""
    named = {"--llm": settings.llm, "--vlm": settings.vlm}
    return " ".join(f"{option} {RULES}" for option, name in named.items() if name != RULES)


def _one_at_a_time(on_event: OnEvent | None) -> OnEvent:
    """Two nodes run side by side; the caller's callback need not know."""
    lock = threading.Lock()

    def emit(event: StoryEvent) -> None:
        if on_event is not None:
            with lock:
                on_event(event)

    return emit
