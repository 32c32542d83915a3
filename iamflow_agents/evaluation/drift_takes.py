"""What a run with a drifting generator left: each take with what was truly wrong in it and what the verifier said.

Whether a fault can be seen at all is found out by drawing the take once more without it: a hat that is lost outside
the shot, or a garment nobody can draw, is no fault of the film.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import av
import numpy as np

from iamflow_agents.codec import decode
from iamflow_agents.generator.drift_faults import apply_fault
from iamflow_agents.generator.drift_truth import DriftTruth, Injected
from iamflow_agents.generator.faults import COPY_SUFFIX
from iamflow_agents.generator.protocol import GeneratorJob, Session, VideoGenerator
from iamflow_agents.records import Appearance, Slot, VerdictKind
from iamflow_agents.takes import Box, Layout, SegmentRequest, Verdict

PLAIN_CHANGE = 36.0
"""A pixel whose red, green or blue changes by this much is plainly another."""
LEAST_CHANGE = 0.0002
"""Share of one frame's pixels that must be plainly others: 12 of 320x192, 80 of 832x480."""
SMALLEST_SHARE = 0.002
"""Share of the frame that somebody must cover in one frame at least to be looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftedTake:
    """One take of a run."""

    run: str
    """Script, seed and policy, so that takes of different runs are told apart."""
    segment_index: int
    number: int
    chosen: bool
    duration_s: float
    cast: tuple[Appearance, ...]
    faults: tuple[Injected, ...]
    """Those that can be seen."""
    hidden: tuple[Injected, ...] = ()
    """Those that cannot."""
    verdicts: tuple[Verdict, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftedRun:
    """All takes of one job that are still known, and what its result says is wrong."""

    takes: tuple[DriftedTake, ...]
    made_s: float
    """Seconds of film that were generated, thrown away ones included."""
    unresolved: tuple[tuple[int, str, VerdictKind, Slot | None], ...] = ()
    """Segment, identity, kind and slot of everything the result reports."""

    @property
    def film(self) -> tuple[DriftedTake, ...]:
        """The takes of the film, in order."""
        return tuple(take for take in self.takes if take.chosen)

    @property
    def film_s(self) -> float:
        """Seconds of the film."""
        return sum(take.duration_s for take in self.film)


def split_by_sight(
    request: SegmentRequest, truth: DriftTruth, video: Path, generator: VideoGenerator
) -> tuple[tuple[Injected, ...], tuple[Injected, ...]]:
    """Tell faults that can be seen from those that cannot.

    Args:
        request: What the take was asked for; its files must be where it says.
        truth: What was done in it.
        video: The take.
        generator: The one that was wrapped.

    Returns:
        The faults that can be seen, and the others.
    """
    if not truth.faults:
        return (), ()
    job = GeneratorJob(job_id="again", width=request.width, height=request.height, fps=request.fps, seed=request.seed)
    with closing(generator.open(job)) as session:
        clean, layout = _draw(session, request)
        shown = _frames(video)
        spoiled = request
        for fault in truth.faults:
            spoiled = apply_fault(spoiled, fault, dict(truth.people))
        copies = _draw(session, spoiled)[1] if any(fault.kind == "duplicate" for fault in truth.faults) else layout
    seen: list[Injected] = []
    hidden: list[Injected] = []
    for fault in truth.faults:
        (seen if _is_seen(fault, clean, shown, layout, copies) else hidden).append(fault)
    return tuple(seen), tuple(hidden)


Frames = list[np.ndarray[Any, np.dtype[np.int16]]]


def _draw(session: Session, request: SegmentRequest) -> tuple[Frames, Layout]:
    """Make a take for its pixels and layout only."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = session.generate(request, folder, on_block=lambda progress: None, cancel=threading.Event())
        layout = Layout(width=request.width, height=request.height)
        if files.layout is not None:
            layout = decode(Layout, (folder / files.layout).read_bytes())
        return _frames(folder / files.video), layout


def _frames(video: Path) -> Frames:
    """All frames of a small video. Each [height, width, 3]."""
    with av.open(str(video)) as container:
        return [frame.to_ndarray(format="rgb24").astype(np.int16) for frame in container.decode(video=0)]


def _is_seen(fault: Injected, clean: Frames, shown: Frames, layout: Layout, copies: Layout) -> bool:
    """Tell whether one fault can be seen."""
    if fault.kind == "prop":
        return bool(_places(layout, fault.identity))
    if fault.kind == "duplicate":
        return bool(_places(copies, fault.identity + COPY_SUFFIX))
    found = (
        _changed(clean[index], shown[index], box)
        for key in fault.identities
        for index, box in _places(layout, key).items()
        if index < min(len(clean), len(shown))
    )
    return any(changed >= LEAST_CHANGE * layout.width * layout.height for changed in found)


def _places(layout: Layout, key: str) -> dict[int, Box]:
    """Where somebody is large enough to be looked for, by frame; where something nearer hides them is left out."""
    least = SMALLEST_SHARE * layout.width * layout.height
    found: dict[int, Box] = {}
    for frame in layout.frames:
        for one in frame.boxes:
            left, top, right, bottom = one.box
            covers = [other.box for other in frame.boxes if other.depth > one.depth]
            hidden = any(c[0] <= left and c[1] <= top and c[2] >= right and c[3] >= bottom for c in covers)
            if one.identity == key and (right - left) * (bottom - top) >= least and not hidden:
                found[frame.frame_index] = one.box
    return found


def _changed(first: Any, second: Any, box: Box) -> int:
    """How many pixels of a box are plainly others in the second picture."""
    left, top, right, bottom = box
    change = np.abs(first[top:bottom, left:right] - second[top:bottom, left:right]).max(axis=-1)
    return int((change >= PLAIN_CHANGE).sum())


def told_attributes(
    cast: Sequence[Appearance], counts: Callable[[Slot, str], bool]
) -> Mapping[str, tuple[tuple[Slot, str], ...]]:
    """The attributes of each identity that count."""
    return {one.identity: tuple((a.slot, a.value) for a in one.attributes if counts(a.slot, a.value)) for one in cast}
