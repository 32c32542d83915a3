"""One run of a host on one job: opens the job when the first node needs it, and hands it back when the host leaves."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

from langgraph.errors import GraphInterrupt

from iamflow_agents.consultation import RULES, check_judge, check_model
from iamflow_agents.enrolling import check_agents, enrol
from iamflow_agents.errors import ConfigError
from iamflow_agents.events import OnEvent, StoryEvent
from iamflow_agents.graphs.assemble import FILM_NAME, STORY_NAME
from iamflow_agents.graphs.beginning import entry_from_rows
from iamflow_agents.graphs.context import StoryContext
from iamflow_agents.graphs.results import build_result
from iamflow_agents.invoking import StopSignal, stopped, waits
from iamflow_agents.job_settings import settings_of_job
from iamflow_agents.opening import open_known, open_store
from iamflow_agents.owning import own_job
from iamflow_agents.reviews import ReviewQuestion
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home, checked_job_id
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.working import one_at_a_time, open_context

_CHANGES = ("llm", "llm_fallback", "budget", "vlm", "review", "until")
"""Settings that a run may change for a job that is there, as `iamflow resume` may."""
Tell = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class _Opened:
    """A job that this run owns."""

    context: StoryContext
    store: StoryStore
    home: Home
    before: JobStatus
    """As it was before this run."""
    stack: ExitStack


class HostedRun:
    """What one run has opened; threads may share it."""

    def __init__(self) -> None:
        self._stop = StopSignal(reason="stopped by its host")
        self._lock = threading.Lock()
        self._quiet = threading.Condition(self._lock)
        self._working = 0
        self._opened: _Opened | None = None
        self._ended: BaseException | None = None
        self._is_done = False

    def open(self, wanted: Mapping[str, Any], given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
        """Begin a job, or go on with one from its rows.

        Args:
            wanted: `prompts` or `script`, and `job`; the job's name alone goes on with it.
            given: Settings, as the caller named them.
            tell: Is told the job's events.

        Returns:
            The whole state to begin with.

        Raises:
            StoryError: If there is nothing to tell, no such job, or something wrong with either.
        """
        settings = load_settings(**given)
        home = Home(settings.home)
        job_id, source = wanted.get("job") or None, wanted.get("script") or wanted.get("prompts")
        if job_id is not None:
            checked_job_id(job_id)
        if source:
            script = read_script(source)
            check_agents(settings)
            with open_store(settings, home) as store:
                job_id, settings = enrol(store, script, settings, job_id)
            given = {name: getattr(settings, name) for name in _CHANGES}
        elif job_id is None:
            raise ConfigError(
                "there is nothing to tell",
                where="the input",
                next_step='Give {"prompts": [...]}, {"script": "story.yaml"}, or {"job": ...} to go on with one.',
            )
        opened = self._open(str(home.path), job_id, given, tell, anew=True)
        n_segments = len(opened.context.script.segments)
        entry, state = entry_from_rows(opened.store, job_id, n_segments, opened.before)
        return {**state, "job_id": job_id, "home": str(home.path), "entry": entry, "ended": False}

    @contextmanager
    def working(self, home: str, job_id: str, given: Mapping[str, Any], tell: Tell) -> Iterator[StoryContext]:
        """The context for one node; how the node ends is how the job ends, unless another goes on.

        Args:
            home: Folder of the job's home.
            job_id: The job.
            given: Settings, as the caller named them; used by the first node alone.
            tell: Is told the job's events.
        """
        with self._lock:
            self._working += 1
        try:
            yield self._open(home, job_id, given, tell).context
        except BaseException as error:
            with self._lock:
                self._ended = _asked(error) or error
            raise
        finally:
            with self._quiet:
                self._working -= 1
                self._quiet.notify_all()

    def finish(self, home: str, job_id: str, given: Mapping[str, Any], tell: Tell) -> dict[str, Any]:
        """Mark the job as done and say what came out, unless segments were added meanwhile."""
        opened = self._open(home, job_id, given, tell, is_last=True)
        if not opened.store.finish_job(job_id):
            return {"ended": False}
        self._is_done = True
        folder = opened.home.job_folder(job_id)
        result = build_result(opened.store, job_id, opened.context.script, folder)
        return {
            "ended": True,
            "video": str(folder / FILM_NAME),
            "story": str(folder / STORY_NAME),
            "unresolved": [one.note for one in result.unresolved],
        }

    def close(self) -> None:
        """Stop what still works, wait for it, and hand the job back; more than once does no harm."""
        self._stop.stop_now(self._stop.reason)
        with self._quiet:
            self._quiet.wait_for(lambda: self._working == 0)
            opened, self._opened = self._opened, None
        if opened is None:
            return
        error = None if self._is_done else self._ended or stopped(opened.context.job_id, self._stop)
        try:
            opened.stack.__exit__(type(error) if error else None, error, None)
        except BaseException as raised:
            if raised is not error:
                raise

    def _open(
        self, home: str, job_id: str, given: Mapping[str, Any], tell: Tell, *, anew: bool = False, is_last: bool = False
    ) -> _Opened:
        """The job, opened by whoever comes first."""
        with self._lock:
            if self._stop.cancel.is_set():
                raise stopped(job_id, self._stop)
            if self._opened is None:
                with ExitStack() as stack:
                    self._opened = self._enter(stack, home, job_id, given, tell, anew=anew, is_last=is_last)
            return self._opened

    def _enter(
        self,
        stack: ExitStack,
        folder: str,
        job_id: str,
        given: Mapping[str, Any],
        tell: Tell,
        *,
        anew: bool,
        is_last: bool,
    ) -> _Opened:
        """Own the job and put its tools together; `stack` closes all of it if that fails."""
        here = load_settings(**{**given, "home": folder})
        home = Home(here.home)
        store = stack.enter_context(open_known(here, home, job_id))
        job = store.job(job_id)
        is_done = job.status is JobStatus.DONE and not store.waiting_directions(job_id)
        if is_done and not (anew or is_last):
            raise ConfigError(
                f"the film of job {job_id!r} is finished",
                where="this thread",
                next_step=f'A new run with {{"job": "{job_id}"}} reads it back; `iamflow retake` changes it.',
            )
        settings = settings_of_job(job, here, {name: given.get(name) for name in _CHANGES})
        settings = self._checked(settings, is_done=is_done)
        stack.enter_context(own_job(store, home, job, settings, self._stop, anew=True))
        artifacts = ArtifactStore(home.job_folder(job_id))
        artifacts.sweep()
        script, emit = Script.model_validate_json(job.script_json), one_at_a_time(_teller(tell))
        context = open_context(stack, store, artifacts, job_id, script, settings, emit, self._stop)
        return _Opened(context, store, home, job.status, stack.pop_all())

    @staticmethod
    def _checked(settings: Settings, *, is_done: bool) -> Settings:
        """Refuse models that cannot be asked; a film that is done asks none."""
        if is_done:
            return settings.model_copy(update={"llm": RULES, "vlm": RULES})
        check_model(settings)
        check_judge(settings)
        return settings


def _asked(error: BaseException) -> BaseException | None:
    """The error of a job whose node has asked a person; None for any other."""
    if not isinstance(error, GraphInterrupt) or not error.args or not error.args[0]:
        return None
    return waits(ReviewQuestion.model_validate(error.args[0][0].value))


def _teller(tell: Tell) -> OnEvent:
    """Events as plain data, by the name of their kind; the film itself comes as the run's output."""

    def emit(event: StoryEvent) -> None:
        plain = {field.name: getattr(event, field.name) for field in dataclasses.fields(event)}
        tell({"event": type(event).__name__, **plain})

    return emit
