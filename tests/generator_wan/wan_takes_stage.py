"""Takes of the tiny Wan generator, in small."""

from __future__ import annotations

import gc
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import torch

from iamflow_agents.generator.protocol import BlockProgress, GeneratorJob
from iamflow_agents.generator.wan.generator import WanGenerator
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.records import Appearance, AttributeValue, Kind, Setting, Slot, TransitionKind
from iamflow_agents.takes import FileRef, MemoryFrame, SegmentRequest, TakeFiles, Transition

torch.set_num_threads(1)
# Every session that ends collects garbage; what the libraries made on import need not be looked through each time.
gc.collect()
gc.freeze()
FPS = 12
SOFT = Transition(kind=TransitionKind.SOFT, window_frames=6)
RECACHE = Transition(kind=TransitionKind.RECACHE, window_frames=6)
IDA = Appearance(
    identity="ida", kind=Kind.PERSON, name="Ida", attributes=(AttributeValue(slot=Slot.TOP, value="yellow"),)
)


def make(**options: Any) -> WanGenerator:
    return WanGenerator(WanOptions(model="tiny", **options))


def ask(index: int = 0, frames: int = 24, **changes: Any) -> SegmentRequest:
    text = f"Ida walks along pier number {index}."
    request = SegmentRequest(
        segment_index=index,
        take_number=1,
        prompt=text,
        grounded_prompt=text,
        seed=5 + index,
        duration_s=frames / FPS,
        width=48,
        height=32,
        fps=FPS,
        setting=Setting(place="pier", name="pier"),
        cast=(IDA,),
    )
    return replace(request, **changes)


def job_of(request: SegmentRequest) -> GeneratorJob:
    return GeneratorJob(job_id="job", width=request.width, height=request.height, fps=request.fps, seed=0)


def shoot(session: Any, request: SegmentRequest, folder: Path, heard: list[BlockProgress] | None = None) -> TakeFiles:
    folder.mkdir(parents=True)
    listen = (lambda progress: None) if heard is None else heard.append
    files: TakeFiles = session.generate(request, folder, on_block=listen, cancel=threading.Event())
    return files


def reference(path: Path) -> FileRef:
    """A file by a name of its own content, as the store does."""
    import hashlib

    return FileRef(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=str(path))


def after(folder: Path, files: TakeFiles, request: SegmentRequest, **changes: Any) -> SegmentRequest:
    """The request of a segment that goes on from a take."""
    assert files.state is not None
    return replace(
        request,
        previous_state=reference(folder / files.state),
        previous_frame=reference(folder / files.last_frame),
        **{"transition": SOFT, **changes},
    )


def memory_of(folder: Path, files: TakeFiles, number: int, index: int = 0) -> MemoryFrame:
    return MemoryFrame(
        segment_index=index,
        take_number=1,
        frame_index=files.keyframe_indices[number],
        keyframe=reference(folder / files.keyframes[number]),
        identities=("ida",),
        latents=reference(folder / files.latents[number]),
    )


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def frames_of(path: Path) -> np.ndarray[Any, Any]:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def film(folder: Path, requests: list[SegmentRequest], **options: Any) -> list[TakeFiles]:
    """Takes one after the other, each going on from the one before."""
    made: list[TakeFiles] = []
    with closing(make(**options).open(job_of(requests[0]))) as session:
        for number, request in enumerate(requests):
            if made:
                request = after(folder / str(number - 1), made[-1], request, transition=request.transition)
            made.append(shoot(session, request, folder / str(number)))
    return made
