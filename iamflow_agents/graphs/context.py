"""What nodes work with: handed to the graph at each start, never checkpointed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from iamflow_agents.agents.ports import Extractor, Resolver, Verifier
from iamflow_agents.errors import StoppedError
from iamflow_agents.events import NodeFinished, NodeStarted, OnEvent
from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.graphs.state import StoryState, VerifyMode
from iamflow_agents.reviews import parse_stage
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.frame_desk import FrameDesk
from iamflow_agents.tools.make_take import TakeMaker


@dataclass(slots=True)
class CurrentScript:
    """What the job tells; a person may change it while the job waits."""

    now: Script


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryContext:
    """One job's tools and settings."""

    job_id: str
    story: CurrentScript
    settings: Settings
    store: StoryStore
    extractor: Extractor
    resolver: Resolver
    verifier: Verifier
    takes: TakeMaker
    cancel: CancelFlag
    emit: OnEvent
    desk: FrameDesk | None = None
    """Has frames rated beside the generator; None where nobody asked for it."""

    @property
    def script(self) -> Script:
        """The story's words as they are now."""
        return self.story.now

    @property
    def verify_mode(self) -> VerifyMode:
        """When takes are verified; where a person looks at each, nothing is made before the last one is approved."""
        if self.settings.verify == "overlap" and self.settings.review == "each-segment":
            return "wait"
        return self.settings.verify

    @property
    def stage(self) -> str:
        """The stage to stop at: `cast`, `storyboard`, `segment`, or empty."""
        return parse_stage(self.settings.until)[0] if self.settings.until else ""

    @property
    def last_wanted(self) -> int | None:
        """The segment after which the job is to stop."""
        return parse_stage(self.settings.until)[1] if self.settings.until else None

    def last_wanted_of(self, state: StoryState) -> int | None:
        """The same, None once it was looked at."""
        last = self.last_wanted
        return None if last is None or state.get("looked", -1) >= last else last

    def check_cancel(self, where: str) -> None:
        """Between two pieces of work: stop here if the job was told to.

        Raises:
            StoppedError: If so.
        """
        if self.cancel.is_set():
            raise StoppedError("told to stop", where=where, next_step="Resume the job: what is finished is kept.")

    @contextmanager
    def node(self, name: str, segment_index: int | None = None, *, kept: bool = True) -> Iterator[Callable[[], None]]:
        """Announce a node and keep how long it took, across restarts.

        Args:
            name: The node.
            segment_index: The segment it works on.
            kept: False for a node so short that writing its time down would take longer than the node.

        Yields:
            Writes the time down at once: a node that calls it in its last transaction waits once less for the disk.

        Raises:
            StoppedError: If the job was told to stop before the node began.
        """
        self.check_cancel(name)
        self.emit(NodeStarted(node=name, segment_index=segment_index))
        began = time.perf_counter()
        written = not kept

        def finished() -> None:
            nonlocal written
            written = True
            data = {"elapsed_s": round(time.perf_counter() - began, 4)}
            self.store.add_event(self.job_id, node=name, segment_index=segment_index, kind="finished", data=data)

        yield finished
        if not written:
            finished()
        self.emit(NodeFinished(node=name, segment_index=segment_index, elapsed_s=time.perf_counter() - began))
