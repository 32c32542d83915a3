"""Draws a running job on a terminal: segment, node, frames a second, elapsed and remaining time.

Quiet when stderr is not a terminal. Drawing is data-driven: it only sees the job's events.
"""

from __future__ import annotations

from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, ProgressColumn, Task, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.text import Text

from iamflow_agents.events import FramesDone, JobStarted, NodeStarted, StoryEvent, StoryGrown, TakeFinished


class _SpeedColumn(ProgressColumn):
    """Frames a second."""

    def render(self, task: Task) -> Text:
        """Draw the current speed."""
        return Text(f"{task.speed:.0f} frames/s" if task.speed else "", style="progress.data.speed")


class ProgressDisplay:
    """A context manager whose `show` takes the job's events."""

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        self._quiet = not self._console.is_terminal
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            _SpeedColumn(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
        )
        self._task = self._progress.add_task("reading", total=1, visible=False)
        self._n_segments = 0
        self._frames: dict[int, int] = {}

    def __enter__(self) -> ProgressDisplay:
        """Start drawing."""
        if not self._quiet:
            self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Remove the drawing, so that the result stands alone."""
        if not self._quiet:
            self._progress.stop()

    def show(self, event: StoryEvent) -> None:
        """Bring the drawing up to date."""
        if self._quiet:
            return
        if isinstance(event, JobStarted):
            self._n_segments = event.n_segments
            self._progress.update(self._task, total=event.n_frames, visible=True)
        elif isinstance(event, StoryGrown):
            self._n_segments = event.n_segments
            self._progress.update(self._task, total=event.n_frames)
        elif isinstance(event, NodeStarted):
            where = "" if event.segment_index is None else f"segment {event.segment_index + 1}/{self._n_segments} "
            self._progress.update(self._task, description=f"{where}{event.node}")
        elif isinstance(event, FramesDone):
            self._frames[event.segment_index] = event.frames_done
            self._progress.update(self._task, completed=sum(self._frames.values()))
        elif isinstance(event, TakeFinished) and event.reused:
            self._frames.setdefault(event.segment_index, 0)
