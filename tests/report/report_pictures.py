"""Small videos and keyframes with known content."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import skia


def make_video(path: Path, n_frames: int, *, size: tuple[int, int] = (96, 64), fps: int = 16, seed: int = 0) -> Path:
    """An H.264 file of moving noise, joined from nothing of the package's own."""
    width, height = size
    base = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    picture = base.repeat(8, axis=0).repeat(8, axis=1)
    with av.open(str(path), "w", format="mp4", options={"video_track_timescale": str(fps * 1024)}) as container:
        container.flags |= 0x400
        stream: Any = container.add_stream("libx264", rate=fps, options={"bf": "0", "crf": "20", "threads": "1"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for number in range(n_frames):
            frame = av.VideoFrame.from_ndarray(np.roll(picture, 3 * number, axis=1), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, fps)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def frames_of(path: Path) -> list[tuple[Fraction, Any]]:
    """Time in seconds and pixels of every frame."""
    with av.open(str(path)) as container:
        return [(frame.pts * frame.time_base, frame.to_ndarray()) for frame in container.decode(video=0)]


def make_keyframe(path: Path, colour: tuple[int, int, int], size: tuple[int, int] = (208, 120)) -> Path:
    """A picture of one colour."""
    surface = skia.Surface(*size)
    surface.getCanvas().clear(skia.Color(*colour))
    path.write_bytes(bytes(surface.makeImageSnapshot().encodeToData(skia.kPNG, 100)))
    return path


def pixels_of(path: Path) -> Any:
    """Red, green, blue of a PNG, read by FFmpeg. [height, width, 3]."""
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")
