"""A generator that loses identities the way real ones do, so that memory and repair can be compared without a GPU.

It wraps another generator and asks it for something slightly else: a coat in another colour, no hat, two people with
each other's looks, somebody twice, a thing less. Rates grow with the blocks since an identity was last anchored and
shrink where the right memory frames are given (`drift_chance`); what was done is written beside the take
(`drift_truth`), where no verifier looks. Boxes of copies are left out of the layout: nobody asked for them, so nobody
knows that they are there.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.drift_chance import count_blocks, draw_faults
from iamflow_agents.generator.drift_faults import apply_fault
from iamflow_agents.generator.drift_memory import anchored, with_todays_looks
from iamflow_agents.generator.drift_options import NOTE, DriftOptions
from iamflow_agents.generator.drift_truth import (
    DriftTruth,
    Injected,
    Picture,
    TruthFile,
    hash_picture,
    read_truth,
    write_truth,
)
from iamflow_agents.generator.faults import COPY_SUFFIX
from iamflow_agents.generator.protocol import (
    BlockProgress,
    CancelFlag,
    Capabilities,
    GeneratorJob,
    OnBlock,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.takes import FileRef, FrameLayout, Layout, SegmentRequest, TakeFiles

if TYPE_CHECKING:
    from collections.abc import Iterator

TRUTH = "drift.state"
VERSION = 1


class DriftingGenerator:
    """Makes the wrapped generator's takes, with identities that drift.

    Args:
        inner: Draws everything.
        options: How much drifts; part of the name, so that no drifted take is mistaken for a good one.
    """

    def __init__(self, inner: VideoGenerator, options: DriftOptions | None = None) -> None:
        self._inner = inner
        self._options = options or DriftOptions()

    @property
    def name(self) -> str:
        """The inner name with a hash of the options."""
        described = hashlib.sha256(self._options.describe().encode()).hexdigest()[:12]
        return f"{self._inner.name}+drift{VERSION}-{described}"

    @property
    def capabilities(self) -> Capabilities:
        """What the inner generator can do; memory frames are looked at even where that one ignores them."""
        inner = self._inner.capabilities
        memory = "images" if inner.memory == "none" else inner.memory
        return replace(inner, memory=memory, note=f"{inner.note} {NOTE}".strip())

    def open(self, job: GeneratorJob) -> Session:
        """Begin a job.

        Raises:
            ConfigError: If the inner generator refuses.
        """
        return DriftingSession(self._inner.open(job), self._options)


class DriftingSession:
    """A session whose takes drift; what it has to know of the film comes with each request."""

    def __init__(self, inner: Session, options: DriftOptions) -> None:
        self._inner = inner
        self._options = options

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take and write down what is wrong in it; see `Session.generate`."""
        before = _left_before(request)
        safe = anchored(request, before.truth, self._options)
        faults = draw_faults(request, before.truth, self._options, safe)
        looks = dict(before.truth.people) | {one.identity: one for one in request.cast}
        spoiled = request
        for fault in faults:
            spoiled = apply_fault(spoiled, fault, looks)
        with _inner_state(before, spoiled) as asked:
            files = self._inner.generate(asked, out_dir, on_block=lambda p: on_block(_told(p)), cancel=cancel)
        files = replace(files, scores=_scores_of_cast(files, spoiled, request))
        layout = _without_copies(files, out_dir)
        truth = _after(request, before.truth, faults, safe, _shown(files, request, out_dir, layout, faults))
        left = (out_dir / files.state).read_bytes() if files.state else None
        try:
            if files.state:
                (out_dir / files.state).unlink()
            write_truth(out_dir / TRUTH, TruthFile(truth, left))
        except OSError as error:
            raise GeneratorError(
                f"a file could not be written: {error.strerror or error}",
                where=str(out_dir),
                next_step="Check that the disk has room and the folder can be written, then resume the job.",
            ) from error
        return replace(files, state=TRUTH)

    def prepare(self, prompts: Sequence[str], *, cancel: CancelFlag) -> None:
        """Hand on what is known of the prompts to come; those of takes that drift are others, and met as they come."""
        prepare_prompts(self._inner, lambda: prompts, cancel=cancel)

    def snapshot(self) -> bytes:
        """The inner session's state."""
        return self._inner.snapshot()

    def restore(self, state: bytes) -> None:
        """Restore the inner session."""
        self._inner.restore(state)

    def close(self) -> None:
        """Close the inner session."""
        self._inner.close()


def _left_before(request: SegmentRequest) -> TruthFile:
    """What the take before left; nothing for a film's first one."""
    if request.previous_state is None:
        return TruthFile(DriftTruth())
    return read_truth(Path(request.previous_state.path))


@contextmanager
def _inner_state(before: TruthFile, request: SegmentRequest) -> Iterator[SegmentRequest]:
    """The request with the inner generator's own state, unpacked for as long as it is needed."""
    if before.inner is None:
        yield replace(request, previous_state=None)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "inner.state"
        path.write_bytes(before.inner)
        digest = hashlib.sha256(before.inner).hexdigest()
        yield replace(request, previous_state=FileRef(sha256=digest, path=str(path)))


def _after(
    request: SegmentRequest,
    before: DriftTruth,
    faults: tuple[Injected, ...],
    safe: frozenset[str],
    shown: Sequence[tuple[str, tuple[str, ...]]],
) -> DriftTruth:
    """What is true at the end of a take."""
    blocks = count_blocks(request)
    wrong = {key for fault in faults for key in fault.identities}
    ages = dict(before.unanchored) | {
        one.identity: 0
        for one in request.cast
        if one.identity not in before.unanchored or (one.identity in safe and one.identity not in wrong)
    }
    now = before.blocks + blocks
    new = tuple(
        Picture(sha256=sha256, segment_index=request.segment_index, blocks=now, shows=shows) for sha256, shows in shown
    )
    return DriftTruth(
        segment_index=request.segment_index,
        faults=faults,
        blocks=now,
        unanchored={key: age + blocks for key, age in ages.items()},
        people=dict(before.people) | {one.identity: one for one in request.cast},
        pictures=with_todays_looks(before, request) + new,
        prompts=dict(before.prompts) | {request.segment_index: request.prompt},
    )


def _shown(
    files: TakeFiles, request: SegmentRequest, out_dir: Path, layout: Layout | None, faults: tuple[Injected, ...]
) -> list[tuple[str, tuple[str, ...]]]:
    """Each keyframe's hash and whom it shows undamaged; everybody asked for where there is no layout."""
    wrong = {key for fault in faults for key in fault.identities}
    whole = [one.identity for one in request.cast if one.identity not in wrong]
    boxes = {frame.frame_index: {box.identity for box in frame.boxes} for frame in layout.frames} if layout else {}
    return [
        (hash_picture(out_dir / name), tuple(key for key in whole if layout is None or key in boxes.get(index, ())))
        for name, index in zip(files.keyframes, files.keyframe_indices, strict=True)
    ]


def _without_copies(files: TakeFiles, out_dir: Path) -> Layout | None:
    """Take the boxes of copies out of the layout, on disk too."""
    if files.layout is None:
        return None
    path = out_dir / files.layout
    layout = decode(Layout, path.read_bytes())
    frames = tuple(_asked_for(frame) for frame in layout.frames)
    if frames != layout.frames:
        layout = replace(layout, frames=frames)
        path.write_text(encode(layout), encoding="utf-8")
    return layout


def _asked_for(frame: FrameLayout) -> FrameLayout:
    """A frame's boxes without those of copies."""
    return replace(frame, boxes=tuple(box for box in frame.boxes if not box.identity.endswith(COPY_SUFFIX)))


def _told(progress: BlockProgress) -> BlockProgress:
    """Progress without what nobody is to know."""
    keyframes = (
        replace(keyframe, layout=_asked_for(keyframe.layout) if keyframe.layout else None)
        for keyframe in progress.keyframes
    )
    return replace(progress, keyframes=tuple(keyframes))


def _scores_of_cast(files: TakeFiles, asked: SegmentRequest, request: SegmentRequest) -> tuple[tuple[float, ...], ...]:
    """The inner generator's scores for the cast that was truly asked for; it says nothing of those it was not told."""
    at = {one.identity: number for number, one in enumerate(asked.cast)}
    return tuple(
        tuple(scores[at[one.identity]] if one.identity in at else 0.0 for one in request.cast)
        for scores in files.scores
    )
