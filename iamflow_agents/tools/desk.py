"""Where tools work: one home, and in it the job that is meant when a call names none.

A desk is what an agent gets as its context. Between calls it keeps no database open and no job locked, only the
generator of the last take loaded. What lies outside this room
(settings, the agents that read a changed story) is handed in by `iamflow_agents.directing.open_desk`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from iamflow_agents.errors import ConfigError, NotInStoryError, StoppedError
from iamflow_agents.events import OnEvent, StoryEvent
from iamflow_agents.generator.protocol import CancelFlag, VideoGenerator
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import JobRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.kept_generator import KeptGenerator
from iamflow_agents.tools.planning import JobTerms

_NAMED_AT_MOST = 20
_LOOK_S = 0.1


def _tell_nobody(_event: StoryEvent) -> None:
    """Drop an event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a caller follows and stops one call."""

    emit: OnEvent = _tell_nobody
    """Told about finished frames and the take, from the calling thread."""
    cancel: CancelFlag = field(default_factory=threading.Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenJob:
    """One job with its store, for as long as a call lasts."""

    store: StoryStore
    record: JobRecord
    script: Script
    registry: Registry
    folder: Path

    @property
    def n_segments(self) -> int:
        """Segments of the script."""
        return len(self.script.segments)

    def segment(self, index: int) -> int:
        """Give a segment's number back if the story has it.

        Raises:
            NotInStoryError: If it has not.
        """
        if 0 <= index < self.n_segments:
            return index
        raise NotInStoryError(
            f"there is no segment {index}",
            where=f"job {self.record.job_id}",
            next_step=f"Segments count from 0 to {self.n_segments - 1}; list_segments shows them.",
        )

    def identity(self, name: str) -> str:
        """Key of the identity with that key, name or alias.

        Raises:
            NotInStoryError: If there is none, or more than one; names those that are meant.
        """
        known = {one.key: (one.key, one.name, *one.aliases) for one in self.registry.identities}
        return self._find("identity", name, known, "list_identities")

    def place(self, name: str) -> str:
        """Key of the place with that key, name or alias; raises as `identity` does."""
        known = {one.key: (one.key, one.name, *one.aliases) for one in self.registry.places}
        return self._find("place", name, known, "list_segments")

    def _find(self, what: str, name: str, known: dict[str, tuple[str, ...]], tool: str) -> str:
        """The one key whose words are the name."""
        if name in known:
            return name
        wanted = name.strip().casefold()
        found = [key for key, words in known.items() if wanted in {word.casefold() for word in words}]
        if len(found) == 1:
            return found[0]
        if found:
            problem, keys = f"more than one {what} is called {name!r}", found
            advice = "Give one of the keys"
        else:
            problem, keys = f"there is no {what} {name!r}", _nearest(wanted, known)
            advice = "Known keys are"
        listed = f"{advice} {', '.join(keys[:_NAMED_AT_MOST])}; " if keys else ""
        next_step = f"{listed}{tool} shows them all."
        raise NotInStoryError(
            problem, where=f"job {self.record.job_id}", next_step=next_step[:1].upper() + next_step[1:]
        )


def _nearest(wanted: str, known: dict[str, tuple[str, ...]]) -> list[str]:
    """Keys whose words look like the wanted one; all when none does."""
    words = {word.casefold(): key for key, names in reversed(known.items()) for word in names}
    close = [words[word] for word in get_close_matches(wanted, list(words), n=3, cutoff=0.6)]
    return list(dict.fromkeys(close)) or list(known)


class StoryDesk:
    """The context of the story tools.

    Args:
        home: Where jobs lie.
        job: The job that a call means which names none; None if every call must name one.
        has_jobs: Tells whether the home has a database; looking must not make one.
        open_store: Opens the database; raises `UnknownJobError` where there is none.
        terms_of: Reads a job's stored settings.
        generator_of: Makes the generator that a job was started with; nothing is loaded yet.
        reread: Decides who is who in a changed script, with the agents of the job it belongs to.
    """

    def __init__(
        self,
        home: Home,
        *,
        job: str | None,
        has_jobs: Callable[[], bool],
        open_store: Callable[[], AbstractContextManager[StoryStore]],
        terms_of: Callable[[JobRecord], JobTerms],
        generator_of: Callable[[JobRecord], VideoGenerator],
        reread: Callable[[StoryStore, JobRecord, Script], Registry],
    ) -> None:
        self.home = home
        self.job = job
        self.has_jobs = has_jobs
        self.open_store = open_store
        self.terms_of = terms_of
        self.reread = reread
        self._generator_of = generator_of
        self._turn = threading.Lock()
        self._kept: tuple[str, KeptGenerator] | None = None
        """Of the job that had the last turn."""

    @contextmanager
    def open(self, job: str | None = None) -> Iterator[OpenJob]:
        """Open a job for one call.

        Raises:
            ConfigError: If no job is named, here or with the desk, or nothing of it was read yet.
            UnknownJobError: If there is none of that name.
        """
        name = job or self.job
        if name is None:
            raise ConfigError(
                "no job is named", where="argument job", next_step="Give the name of one that list_jobs shows."
            )
        folder = self.home.job_folder(name)
        with self.open_store() as store:
            record = store.job(name)
            registry = store.registry(name)
            if not registry.scenes:
                raise ConfigError(
                    f"nothing of job {name!r} was read yet",
                    where="the entity database",
                    next_step=f"Let it run until its segments are read: iamflow resume {name}",
                )
            script = Script.model_validate_json(record.script_json)
            yield OpenJob(store=store, record=record, script=script, registry=registry, folder=folder)

    @contextmanager
    def turn(self, cancel: CancelFlag) -> Iterator[None]:
        """Wait for one's turn: an agent may ask for several takes at once, and a job has one writer.

        Raises:
            StoppedError: If the call was cancelled before its turn came.
        """
        while not self._turn.acquire(timeout=_LOOK_S):
            if cancel.is_set():
                raise StoppedError("the call was cancelled", where="the queue of takes", next_step="Call again.")
        try:
            yield
        finally:
            self._turn.release()

    def generator(self, job: JobRecord) -> VideoGenerator:
        """The generator of a job, still loaded if the job had the last turn; only for whose turn it is."""
        key = f"{job.job_id} {job.settings_json}"
        if self._kept is None or self._kept[0] != key:
            self._let_go()
            self._kept = key, KeptGenerator(self._generator_of(job))
        return self._kept[1]

    def close(self) -> None:
        """Free what generators hold; waits for the take under way. The desk can go on being used."""
        with self._turn:
            self._let_go()

    def _let_go(self) -> None:
        kept, self._kept = self._kept, None
        if kept is not None:
            kept[1].close()

    def __enter__(self) -> StoryDesk:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
