"""Which finished blocks a session still sees, worked out from records alone.

The same bookkeeping as the cache's (`kvcache`), but over blocks instead of slots, so that it needs no device and a
saved state needs no copy of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from iamflow_agents.generator.wan.layout import Layout
from iamflow_agents.generator.wan.records import Anchor, BlockRecord


@dataclass(frozen=True, slots=True)
class Visible:
    """Blocks with at least one visible frame, in order of time; a block may be in both when the sink is cut short."""

    sink: tuple[BlockRecord, ...]
    window: tuple[BlockRecord, ...]
    sink_frames: tuple[int, ...]
    """True indices of the sink frames."""
    window_frames: tuple[int, ...]
    """True indices of the window frames."""


def visible_after(anchor: Anchor, since: Sequence[BlockRecord], layout: Layout) -> Visible:
    """What is visible at an anchor and some blocks later.

    Args:
        anchor: Where the context was last rebuilt.
        since: Blocks finished since, in order.
        layout: Frame counts.

    Returns:
        Sink and window.
    """
    sink = list(anchor.sink)
    sink_frames = [frame for record in sink for frame in record.frames][: layout.sink_frames]
    window = list(anchor.window)
    for record in since:
        missing = layout.sink_frames - len(sink_frames)
        if missing > 0:
            sink.append(record)
            sink_frames += record.frames[:missing]
        if len(record.frames) > missing:
            window.append(record)
    kept: list[BlockRecord] = []
    frames: list[int] = []
    for record in reversed(window):
        room = layout.window_frames - len(frames)
        if room <= 0:
            break
        kept.insert(0, record)
        rest = [frame for frame in record.frames if frame not in sink_frames]
        frames = [*rest[max(0, len(rest) - room) :], *frames]
    return Visible(tuple(sink), tuple(kept), tuple(sink_frames), tuple(frames))
