"""Runs one job: puts store, agents, generator and graph together, and takes them apart again.

The fronts (`api`, `cli`) call `start` and `resume`. A job is owned by one process at a time (`JobLock`); a drain
request (SIGTERM) ends it at the next superstep, a cancel flag (Ctrl-C, `iamflow cancel`) within a second or two.
Everything finished is kept in both cases.
"""

from __future__ import annotations

import json
import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from langgraph.errors import GraphDrained, GraphRecursionError
from langgraph.runtime import RunControl

from iamflow_agents.backends.registry import make_extractor, make_resolver, make_verifier
from iamflow_agents.errors import (
    ConfigError,
    GeneratorError,
    JobExistsError,
    StoppedError,
    UnknownJobError,
    VersionMismatchError,
)
from iamflow_agents.events import JobFinished, JobStarted, OnEvent, StoryEvent
from iamflow_agents.generator.protocol import GeneratorJob
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.graphs.assemble import assemble
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.decisions import recursion_limit
from iamflow_agents.graphs.results import build_result
from iamflow_agents.graphs.state import StoryState
from iamflow_agents.graphs.story_graph import GRAPH_VERSION, StoryGraph, build_graph
from iamflow_agents.result import StoryResult
from iamflow_agents.script import Script
from iamflow_agents.script_reader import script_hash
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
from iamflow_agents.storage.home import Home, checked_job_id, new_job_id
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.make_take import TakeMaker

logger = logging.getLogger(__name__)


@dataclass(slots=True)
class StopSignal:
    """How the outside tells a running job to stop."""

    cancel: threading.Event = field(default_factory=threading.Event)
    """Set: stop as soon as possible; an unfinished take is thrown away."""
    control: RunControl = field(default_factory=RunControl)
    """`request_drain`: stop when the current superstep is done."""
    reason: str = "interrupted"

    def stop_now(self, reason: str) -> None:
        """Stop within a second or two."""
        self.reason = reason
        self.cancel.set()

    def drain(self, reason: str) -> None:
        """Stop at the next superstep."""
        self.reason = reason
        self.control.request_drain(reason)


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
        elif known.script_hash != script_hash(script) or known.settings_json != _stored(settings):
            changed = "script" if known.script_hash != script_hash(script) else "settings"
            raise ConfigError(
                f"job {job_id!r} exists and was started with another {changed}",
                where=str(home.job_folder(job_id)),
                next_step=f"Give another --job name, or remove it with `iamflow rm {job_id}`.",
            )
        return _run(store, home, job_id, settings, on_event, stop)


def _check_agents(settings: Settings) -> None:
    """Refuse names and sizes that nobody here can serve, before a home, a job or a folder is made for them."""
    make_generator(settings.generator).open(_generator_job("check", settings)).close()
    make_extractor(settings.llm)
    make_resolver(settings.llm)
    make_verifier(settings.vlm)


def _generator_job(job_id: str, settings: Settings) -> GeneratorJob:
    """What a generator has to know of a job."""
    return GeneratorJob(
        job_id=job_id, width=settings.width, height=settings.height, fps=settings.fps, seed=settings.seed
    )


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
    store.create_job(
        job_id,
        script_json=script.model_dump_json(),
        title=script.title,
        style=script.style,
        script_hash=script_hash(script),
        settings_json=_stored(settings),
        graph_version=GRAPH_VERSION,
        n_segments=len(script.segments),
    )


def resume(job_id: str, *, settings: Settings, on_event: OnEvent | None, stop: StopSignal) -> StoryResult:
    """Go on with a job where it stopped, with the settings it was started with.

    Raises:
        UnknownJobError: If there is no such job.
        StoryError: Whatever kept the job from finishing.
    """
    home = Home(settings.home)
    with open_known(settings, home, job_id) as store:
        job = store.job(job_id)
        stored = {**json.loads(job.settings_json), "home": settings.home, "database_url": settings.database_url}
        return _run(store, home, job_id, load_settings(**stored), on_event, stop)


def _stored(settings: Settings) -> str:
    """Settings that decide what comes out; where the home lies may change."""
    kept = settings.model_dump(mode="json", exclude={"home", "database_url", "log_level"})
    return json.dumps(kept, sort_keys=True)


@contextmanager
def open_store(settings: Settings, home: Home) -> Iterator[StoryStore]:
    """The entity database, closed afterwards."""
    store = StoryStore.open_url(settings.database_url) if settings.database_url else StoryStore.open(home.path)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def open_known(settings: Settings, home: Home, job_id: str) -> Iterator[StoryStore]:
    """The entity database for a job that should be in it; a home that is not there is not made.

    Raises:
        ConfigError: If no job can have such a name.
        UnknownJobError: If there is no home to look in; that the job is in it is the caller's to ask.
    """
    checked_job_id(job_id)
    if not has_jobs(settings, home):
        raise UnknownJobError(
            f"there is no job {job_id!r}, as no job was ever started here",
            where=str(home.path),
            next_step="Name the folder with --home that the job was started in.",
        )
    with open_store(settings, home) as store:
        yield store


def has_jobs(settings: Settings, home: Home) -> bool:
    """Tell whether there is a database, without making one."""
    return settings.database_url is not None or os.path.lexists(home.database)


def _run(
    store: StoryStore, home: Home, job_id: str, settings: Settings, on_event: OnEvent | None, stop: StopSignal
) -> StoryResult:
    """Own the job, run its graph to the end, and say how it ended."""
    job = store.job(job_id)
    if job.graph_version != GRAPH_VERSION:
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
        try:
            result = _run_graph(stack, store, home, job_id, script, settings, emit, stop)
        except KeyboardInterrupt:
            store.set_job_status(job_id, JobStatus.STOPPED)
            raise _stopped(job_id, stop) from None
        except StoppedError:
            store.set_job_status(job_id, JobStatus.CANCELLED if stop.reason == "cancelled" else JobStatus.STOPPED)
            raise
        except BaseException as error:
            store.set_job_status(job_id, JobStatus.FAILED, str(error) or type(error).__name__)
            raise
        store.set_job_status(job_id, JobStatus.DONE)
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
) -> StoryResult:
    """Invoke the graph from the job's last checkpoint, or from the start."""
    folder = home.job_folder(job_id)
    artifacts = ArtifactStore(folder)
    artifacts.sweep()
    saver = stack.enter_context(PruningSqliteSaver.open(home.checkpoints(job_id)))
    context = _context(stack, store, artifacts, job_id, script, settings, emit, stop)
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
    if fresh or before.tasks:
        _invoke(graph, config, context, fresh=fresh, stop=stop)
    else:
        assemble(context)
    return build_result(store, job_id, script, folder)


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
    maker = TakeMaker(
        generator=make_generator(settings.generator),
        job=_generator_job(job_id, settings),
        artifacts=artifacts,
        cancel=stop.cancel,
        emit=emit,
    )
    stack.callback(maker.close)
    return StoryContext(
        job_id=job_id,
        script=script,
        settings=settings,
        store=store,
        extractor=make_extractor(settings.llm),
        resolver=make_resolver(settings.llm),
        verifier=make_verifier(settings.vlm),
        takes=maker,
        cancel=stop.cancel,
        emit=emit,
    )


def _invoke(graph: StoryGraph, config: Any, context: StoryContext, *, fresh: bool, stop: StopSignal) -> None:
    """Run to the end, or raise one of our errors."""
    try:
        first: StoryState | None = {"n_segments": len(context.script.segments)} if fresh else None
        graph.invoke(first, config, context=context, durability="sync", control=stop.control)
    except (GraphDrained, StoppedError) as ended:
        raise _stopped(context.job_id, stop) from ended
    except GraphRecursionError as error:
        raise GeneratorError(
            "the story graph went round without an end",
            where=f"job {context.job_id}",
            next_step="This is a bug; please report it with the job's folder.",
        ) from error


def _stopped(job_id: str, stop: StopSignal) -> StoppedError:
    """The error of a job that was told to stop."""
    return StoppedError(
        f"job {job_id!r} was {stop.reason}",
        where="the story graph",
        next_step=f"Everything finished is kept. Go on with: iamflow resume {job_id}",
    )


def _one_at_a_time(on_event: OnEvent | None) -> OnEvent:
    """Two nodes run side by side; the caller's callback need not know."""
    lock = threading.Lock()

    def emit(event: StoryEvent) -> None:
        if on_event is not None:
            with lock:
                on_event(event)

    return emit
