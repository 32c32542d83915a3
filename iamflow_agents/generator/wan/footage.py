"""Decoded pixels into the files of a take: the video, its last frame and its keyframes.

Frames arrive block by block as tensors and leave as H.264, trimmed to the segment's length. Films of random weights
get a line that says so in every picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import torch

from iamflow_agents.generator.protocol import NewKeyframe
from iamflow_agents.generator.storyboard.encode import FrameEncoder, Pixels, encode_png

VIDEO, LAST_FRAME = "video.mp4", "last_frame.png"
_BANNER_SHARE = 10
"""The line takes a tenth of the picture's height, at least `_BANNER_LEAST` pixels."""
_BANNER_LEAST = 10


def choose_keyframes(first: int, n_frames: int, count: int) -> tuple[int, ...]:
    """Spread keyframes evenly over the frames of a take from `first` on, away from its ends.

    Args:
        first: First frame that the take made itself.
        n_frames: Frames of the take.
        count: Keyframes wanted; fewer if there are fewer frames.

    Returns:
        Frame numbers, ascending and distinct.
    """
    own = n_frames - first
    count = min(count, own)
    return tuple(first + own * (2 * number + 1) // (2 * count) for number in range(count))


class Footage:
    """Takes frames until the segment is full; a context manager that leaves nothing running.

    Args:
        out_dir: Where files go.
        size: Width and height in pixels.
        fps: Frames a second.
        n_frames: Frames of the segment; what comes after is not taken.
        keyframes: Frames to keep as pictures.
        banner: Drawn into the foot of every frame; None for none.
    """

    def __init__(
        self,
        out_dir: Path,
        size: tuple[int, int],
        *,
        fps: int,
        n_frames: int,
        keyframes: Sequence[int],
        banner: Pixels | None = None,
    ) -> None:
        self._out_dir, self._n_frames, self._banner = out_dir, n_frames, banner
        self.keyframes = tuple(keyframes)
        self.names = tuple(f"keyframe_{number}.png" for number in range(len(self.keyframes)))
        self.done = 0
        self._newest: Pixels | None = None
        self._news: list[NewKeyframe] = []
        self._encoder = FrameEncoder(out_dir / VIDEO, *size, fps)

    def __enter__(self) -> Footage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._encoder.abort()

    def add(self, frames: Pixels) -> int:
        """Take frames `[P, height, width, 4]`, as many as there is room for.

        Returns:
            How many were taken.

        Raises:
            GeneratorError: If encoding failed.
        """
        taken = frames[: self._n_frames - self.done]
        for frame in taken:
            buffer = self._encoder.borrow()
            buffer[:] = frame
            if self._banner is not None:
                buffer[-len(self._banner) :] = self._banner
            self._keep(buffer)
            self._encoder.submit(buffer)
            self.done += 1
        return len(taken)

    def finish(self) -> None:
        """Wait until all is written.

        Raises:
            GeneratorError: If encoding or writing failed.
        """
        self._encoder.finish()

    def preview(self) -> bytes:
        """The newest frame as PNG; empty before the first."""
        return b"" if self._newest is None else encode_png(self._newest)

    def news(self) -> tuple[NewKeyframe, ...]:
        """Keyframes since this was asked last."""
        news, self._news = tuple(self._news), []
        return news

    def _keep(self, frame: Pixels) -> None:
        self._newest = frame.copy()
        names = [name for name, index in zip(self.names, self.keyframes, strict=True) if index == self.done]
        if names:
            self._news.append(NewKeyframe(frame_index=self.done, picture=partial(encode_png, self._newest)))
        if self.done == self._n_frames - 1:
            names.append(LAST_FRAME)
        for name in names:
            self._encoder.picture(self._newest, self._out_dir / name)


def to_frames(pixels: torch.Tensor) -> Pixels:
    """Decoded pixels to 8 bits on the host.

    Args:
        pixels: `[1, 3, P, height, width]` in -1..1.

    Returns:
        `[P, height, width, 4]`, blue green red alpha.
    """
    bytes_ = ((pixels[0].float() + 1.0) * 127.5).round().clamp(0, 255).to(torch.uint8)
    rgb: Any = bytes_.permute(1, 2, 3, 0).cpu().numpy()
    frames = np.full((*rgb.shape[:3], 4), 255, dtype=np.uint8)
    frames[..., :3] = rgb[..., ::-1]
    return frames


def draw_banner(text: str, width: int, height: int) -> Pixels:
    """A line of text on black, `[rows, width, 4]`, for the foot of a picture."""
    import skia

    from iamflow_agents.generator.storyboard.lettering import draw_text

    rows = min(height, max(_BANNER_LEAST, height // _BANNER_SHARE))
    banner = np.zeros((rows, width, 4), dtype=np.uint8)
    info = skia.ImageInfo.Make(width, rows, skia.kBGRA_8888_ColorType, skia.kOpaque_AlphaType)
    canvas = skia.Surface.MakeRasterDirect(info, banner, width * 4).getCanvas()
    canvas.clear(skia.ColorBLACK)
    draw_text(canvas, text, 2, rows * 0.78, rows * 0.8, (255, 255, 255), max_width=width - 4)
    return banner
