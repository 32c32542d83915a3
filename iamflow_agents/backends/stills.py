"""Pictures of a take for a judge: decode a film once, keep the sharpest frame of each moment, shrink, crop, encode.

Which moments there are is decided elsewhere (`agents.viewing_frames`). Decoding holds one picture a moment, however
long the film is.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from iamflow_agents.backends.rules.pixel_frames import to_rgb
from iamflow_agents.errors import ArtifactCorruptError
from iamflow_agents.takes import Box

Pixels = np.ndarray[Any, np.dtype[np.uint8]]
"""[height, width, 3], red green blue."""
MIME_TYPE = "image/jpeg"
LONGEST_SIDE = 1_024
"""Pixels; vision models shrink larger pictures themselves, and charge for them."""
CROP_SIDE = 384
"""Pixels of a crop's shorter side, at least: a face of 40 pixels tells a model nothing as it is."""
_MARGIN = 0.15
_QUALITY = 3
"""Quantiser of the encoder; 2 is the best there is, 31 the worst."""


@dataclass(frozen=True, slots=True, eq=False)
class Still:
    """One frame of a film."""

    frame_index: int
    pixels: Pixels

    def picture(self) -> bytes:
        """The whole frame as JPEG, its longest side at most `LONGEST_SIDE`."""
        height, width = self.pixels.shape[:2]
        return _jpeg(self.pixels, min(1.0, LONGEST_SIDE / max(height, width)))

    def crop(self, box: Box) -> bytes:
        """A part of the frame with some of what is around it as JPEG, enlarged if it is small.

        Args:
            box: In pixels of the frame.
        """
        height, width = self.pixels.shape[:2]
        reach = round(_MARGIN * max(box[2] - box[0], box[3] - box[1]))
        left, top = max(0, box[0] - reach), max(0, box[1] - reach)
        right, bottom = min(width, box[2] + reach), min(height, box[3] + reach)
        part = self.pixels[top:bottom, left:right]
        if part.size == 0:
            return self.picture()
        shorter, longer = sorted(part.shape[:2])
        return _jpeg(part, min(LONGEST_SIDE / longer, max(1.0, CROP_SIDE / shorter)))


def still_of(picture: bytes, frame_index: int) -> Still:
    """Decode a picture.

    Args:
        picture: PNG.
        frame_index: Of the film's frame that it shows.

    Raises:
        ArtifactCorruptError: If it cannot be read.
    """
    try:
        with av.open(io.BytesIO(picture)) as container:
            return Still(frame_index, to_rgb(next(container.decode(video=0))))
    except (av.FFmpegError, OSError, IndexError, StopIteration) as error:
        raise ArtifactCorruptError(
            f"a picture cannot be decoded: {error}",
            where=f"frame {frame_index}",
            next_step="Nothing needs to be done; the frame is left out.",
        ) from error


def sharpest_stills(video: Path, moments: Sequence[Sequence[int]]) -> tuple[Still | None, ...]:
    """Decode a film and keep the sharpest frame of each moment; the earliest of equals.

    Args:
        video: The film.
        moments: Candidate frames of each moment, counted from 0.

    Returns:
        One still a moment, in order; None for a moment behind the film's end.

    Raises:
        ArtifactCorruptError: If the film cannot be read.
    """
    wanted: dict[int, list[int]] = {}
    for number, candidates in enumerate(moments):
        for index in candidates:
            wanted.setdefault(index, []).append(number)
    best: list[tuple[float, Still] | None] = [None] * len(moments)
    last = max(wanted, default=-1)
    for index, frame in _frames(video, last):
        if index in wanted:
            pixels = to_rgb(frame)
            score = sharpness(pixels)
            for number in wanted[index]:
                held = best[number]
                if held is None or score > held[0]:
                    best[number] = (score, Still(index, pixels))
    return tuple(held[1] if held else None for held in best)


def _frames(video: Path, last: int) -> Iterator[tuple[int, Any]]:
    """A film's frames with their numbers, up to one."""
    try:
        with av.open(str(video)) as container:
            for index, frame in enumerate(container.decode(video=0)):
                yield index, frame
                if index >= last:
                    return
    except (av.FFmpegError, OSError, IndexError) as error:  # IndexError: a file without pictures
        raise ArtifactCorruptError(
            f"the film cannot be decoded: {error}",
            where=str(video),
            next_step="Resume the job: a take whose file is damaged is made again.",
        ) from error


def sharpness(pixels: Pixels) -> float:
    """Variance of the Laplacian of the brightness: high for crisp edges, low for blur.

    Args:
        pixels: [height, width, 3].
    """
    if min(pixels.shape[:2]) < 3:
        return 0.0
    light = pixels.astype(np.float32) @ np.array([0.299, 0.587, 0.114], dtype=np.float32)
    middle = light[1:-1, 1:-1]
    laplacian = light[:-2, 1:-1] + light[2:, 1:-1] + light[1:-1, :-2] + light[1:-1, 2:] - 4 * middle
    return float(laplacian.var())


def _jpeg(pixels: Pixels, scale: float) -> bytes:
    """Encode a picture, scaled; the same pixels give the same bytes."""
    height, width = (max(2, round(side * scale)) for side in pixels.shape[:2])
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels), format="rgb24")
    frame = frame.reformat(width=width, height=height, format="yuvj444p", interpolation="BICUBIC")
    encoder: Any = av.CodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, "yuvj444p", Fraction(1, 1)
    encoder.options = {"qmin": str(_QUALITY), "qmax": str(_QUALITY)}
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
