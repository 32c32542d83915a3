"""Encode drawn frames to H.264 in a thread of its own, so that drawing and encoding share two cores.

Frames are borrowed from a small ring of pixel buffers and handed back when encoded, so memory stays flat. Bytes do
not depend on the machine: the number of encoder threads is fixed and the container carries no dates. Every file has
the same codec parameters and time base, starts with a keyframe and has no B-frames, so that files of one job can be
joined by copying packets.
"""

from __future__ import annotations

import queue
import threading
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.reformatter import ColorRange, Colorspace, VideoReformatter

from iamflow_agents.errors import GeneratorError

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
"""[height, width, 4], blue green red alpha."""

RING = 6
SMALL_RING = 3
LARGE_PIXELS = 2_500_000
"""Frames larger than this get the small ring, so that memory stays moderate."""
KEYFRAME_S = 2
BT709 = 1
LIMITED_RANGE = 1
X264 = {
    "preset": "veryfast",
    "crf": "20",
    "threads": "2",
    "bf": "0",
    "x264-params": "scenecut=0:open-gop=0:rc-lookahead=12:sync-lookahead=0",
}


class FrameEncoder:
    """Turns pixel buffers into an mp4 file.

    Order of calls: `borrow` a buffer, draw into it, `submit` it; after the last one `finish`. `abort` ends early at
    any time. Pictures (`picture`) are written between frames by the same thread.
    """

    def __init__(self, path: Path, width: int, height: int, fps: int) -> None:
        self._path = path
        self._size = (width, height)
        self._fps = fps
        self._free: queue.Queue[Pixels] = queue.Queue()
        ring = RING if width * height <= LARGE_PIXELS else SMALL_RING
        self._jobs: queue.Queue[tuple[Pixels, Path | None] | None] = queue.Queue(maxsize=ring)
        self._failure: Exception | None = None
        self._aborted = threading.Event()
        for _ in range(ring):
            self._free.put(np.zeros((height, width, 4), dtype=np.uint8))
        self._worker = threading.Thread(target=self._work, name="storyboard-encoder", daemon=True)
        self._worker.start()

    def borrow(self) -> Pixels:
        """Wait for a free buffer.

        Raises:
            GeneratorError: If encoding failed meanwhile.
        """
        while True:
            self._check()
            try:
                return self._free.get(timeout=0.5)
            except queue.Empty:
                continue

    def submit(self, pixels: Pixels) -> None:
        """Hand a drawn frame over; the buffer must not be touched afterwards."""
        self._check()
        self._jobs.put((pixels, None))

    def picture(self, pixels: Pixels, path: Path) -> None:
        """Write a PNG; the pixels must not change any more and are not handed back."""
        self._check()
        self._jobs.put((pixels, path))

    def finish(self) -> None:
        """Wait until everything is written.

        Raises:
            GeneratorError: If encoding or writing failed.
        """
        self._jobs.put(None)
        self._worker.join()
        self._check()

    def abort(self) -> None:
        """Stop as soon as possible; what is written is worthless. Safe to call after `finish`."""
        self._aborted.set()
        while self._worker.is_alive():
            try:
                self._jobs.put(None, timeout=0.1)
            except queue.Full:
                continue
            self._worker.join(timeout=5.0)

    def _check(self) -> None:
        if self._failure is not None:
            raise GeneratorError(
                f"the video could not be written: {self._failure}",
                where=str(self._path),
                next_step="Check that the disk has room and the folder can be written, then resume the job.",
            ) from self._failure

    def _work(self) -> None:
        """The thread: opens the file, encodes until told to end, closes it. Never blocks the drawing for good."""
        try:
            with av.open(str(self._path), "w", format="mp4", options=self._container_options()) as container:
                container.flags |= 0x400  # AVFMT_FLAG_BITEXACT: no version strings or dates in the file.
                stream = self._stream(container)
                self._encode_all(container, stream)
        except Exception as error:  # noqa: BLE001 - crosses the thread border and is raised by `_check`
            self._failure = error
        while self._failure is not None:
            job = self._jobs.get()
            if job is None:
                return
            self._free.put(job[0])

    def _container_options(self) -> dict[str, str]:
        return {"video_track_timescale": str(self._fps * 1024), "movflags": "+faststart"}

    def _stream(self, container: Any) -> Any:
        """Declare the one video stream."""
        stream = container.add_stream("libx264", rate=self._fps, options=dict(X264))
        stream.width, stream.height = self._size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.time_base = Fraction(1, self._fps)
        context.gop_size = KEYFRAME_S * self._fps
        context.color_range = LIMITED_RANGE
        context.colorspace = context.color_primaries = context.color_trc = BT709
        return stream

    def _encode_all(self, container: Any, stream: Any) -> None:
        """Encode frames and write pictures in the order they come."""
        reformatter = VideoReformatter()
        width, height = self._size
        number = 0
        while (job := self._jobs.get()) is not None:
            pixels, picture = job
            if self._aborted.is_set():
                self._free.put(pixels)
                continue
            if picture is not None:
                picture.write_bytes(encode_png(pixels))
                continue
            frame = av.VideoFrame.from_ndarray(pixels, format="bgra")
            self._free.put(pixels)
            planar = reformatter.reformat(
                frame,
                width,
                height,
                "yuv420p",
                dst_colorspace=Colorspace.ITU709,
                dst_color_range=ColorRange.MPEG,
                interpolation="FAST_BILINEAR",
            )
            planar.pts, planar.time_base = number, Fraction(1, self._fps)
            number += 1
            container.mux(stream.encode(planar))
        container.mux(stream.encode(None))


def encode_png(pixels: Pixels) -> bytes:
    """Encode a picture as PNG.

    Args:
        pixels: [height, width, 4], blue green red alpha; alpha is ignored.
    """
    height, width = pixels.shape[:2]
    context: Any = av.CodecContext.create("png", "w")
    context.width, context.height, context.pix_fmt = width, height, "rgb24"
    context.time_base = Fraction(1, 1)
    context.options = {"compression_level": "3", "pred": "up"}
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="bgra").reformat(format="rgb24")
    return b"".join(bytes(packet) for packet in [*context.encode(frame), *context.encode(None)])
