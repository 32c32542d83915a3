"""Joins the chosen takes into one film.

Files that share every codec parameter are joined by copying their packets, so the film shows exactly the frames of
the takes. Files that differ (another size, rate or codec) are decoded, fitted into the first one's frame and encoded
again. The same files give the same bytes: no dates, no version strings, a fixed number of encoder threads.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Any

import av
import av.error
import av.filter

from iamflow_agents.errors import GeneratorError, StorageError
from iamflow_agents.report.publish import replacing

logger = logging.getLogger(__name__)

_BIT_EXACT = 0x400
"""FFmpeg's `AVFMT_FLAG_BITEXACT`: no version strings or dates in the file."""
_X264 = {"preset": "veryfast", "crf": "18", "threads": "2", "bf": "0", "x264-params": "scenecut=0:open-gop=0"}
_KEYFRAME_S = 2
_REMAKE = "Resume the job: a damaged file is found by its hash and made again."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    """What two files must have in common to be joined without encoding."""

    codec: str
    setup: bytes
    """The decoder's set-up (SPS and PPS of H.264)."""
    width: int
    height: int
    pixel_format: str | None
    rate: Fraction
    time_base: Fraction
    colours: tuple[int, ...]
    reorders: bool
    """Whether frames are stored in another order than shown; such files are not joined by copying."""


def join_segments(paths: Sequence[Path], target: Path) -> None:
    """Join video files in order.

    Args:
        paths: The takes' files; each begins with a keyframe.
        target: The mp4 to make or replace; whole or not there at all.

    Raises:
        GeneratorError: If there is no file to join, or one of them is no video, damaged or empty.
        StorageError: If a file is missing or the film cannot be written.
    """
    if not paths:
        raise GeneratorError("there is nothing to join", where=str(target), next_step="Make at least one segment.")
    shapes = [_probe(path) for path in paths]
    copies = all(shape == shapes[0] for shape in shapes) and not shapes[0].reorders
    if not copies:
        logger.warning("%s is encoded again, since its segments differ in size, rate or codec", target.name)
    with replacing(target) as tmp, _output_errors(target), av.open(str(tmp), "w", **_container(shapes[0])) as film:
        film.flags |= _BIT_EXACT
        if copies:
            _copy_packets(paths, film)
        else:
            _encode_again(paths, film, shapes[0])


def _container(shape: _Shape) -> dict[str, Any]:
    ticks = shape.time_base.denominator if shape.time_base.numerator == 1 else shape.rate.numerator * 1024
    return {"format": "mp4", "options": {"movflags": "+faststart", "video_track_timescale": str(ticks)}}


@contextmanager
def _opened(path: Path) -> Iterator[tuple[Any, Any]]:
    """Open a take for reading; what goes wrong with it inside the block names it."""
    try:
        with av.open(str(path)) as container:
            if not container.streams.video:
                raise GeneratorError("the file holds no video", where=str(path), next_step=_REMAKE)
            yield container, container.streams.video[0]
    except av.error.FFmpegError as error:
        if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError)):
            raise StorageError(
                f"the file cannot be read: {error.strerror}", where=str(path), next_step=_REMAKE
            ) from error
        raise GeneratorError(f"the video is damaged: {error.strerror}", where=str(path), next_step=_REMAKE) from error


@contextmanager
def _output_errors(target: Path) -> Iterator[None]:
    """What FFmpeg refuses to write names the film; the operating system's refusals pass on to `replacing`."""
    try:
        yield
    except av.error.FFmpegError as error:
        if isinstance(error, OSError):
            raise
        step = "Check that the disk has room, then resume the job."
        raise GeneratorError(
            f"the film cannot be written: {error.strerror}", where=str(target), next_step=step
        ) from error


def _probe(path: Path) -> _Shape:
    """Read what kind of video a file holds."""
    with _opened(path) as (_, stream):
        context = stream.codec_context
        if not stream.average_rate:
            raise GeneratorError("the video has no frames", where=str(path), next_step=_REMAKE)
        return _Shape(
            codec=context.name,
            setup=bytes(context.extradata or b""),
            width=context.width,
            height=context.height,
            pixel_format=context.pix_fmt,
            rate=Fraction(stream.average_rate),
            time_base=Fraction(stream.time_base),
            colours=(context.color_range, context.colorspace, context.color_primaries, context.color_trc),
            reorders=bool(context.has_b_frames),
        )


def _copy_packets(paths: Sequence[Path], film: Any) -> None:
    """Copy the packets of all files, each moved to where the one before it ends."""
    copied: Any = None
    offset = 0
    for path in paths:
        with _opened(path) as (container, stream):
            if copied is None:
                copied = film.add_stream_from_template(stream, opaque=False)
                copied.time_base = stream.time_base
            packets = _whole_packets(container, stream, path)
        start = packets[0].pts
        end = max(packet.pts + packet.duration for packet in packets)
        for packet in packets:
            packet.pts += offset - start
            packet.dts += offset - start
            packet.stream = copied
            film.mux(packet)
        offset += end - start


def _whole_packets(container: Any, stream: Any, path: Path) -> list[Any]:
    """All packets of a file (a few hundred kilobytes), checked before one of them is written."""
    packets = [packet for packet in container.demux(stream) if packet.dts is not None]
    whole = len(packets) == stream.frames and not any(packet.is_corrupt for packet in packets)
    if not packets or not whole or not packets[0].is_keyframe:
        raise GeneratorError("the video is incomplete", where=str(path), next_step=_REMAKE)
    return packets


def _encode_again(paths: Sequence[Path], film: Any, shape: _Shape) -> None:
    """Decode all files and encode them in the first one's size and rate."""
    width, height = shape.width - shape.width % 2, shape.height - shape.height % 2  # 4:2:0 needs even sides
    stream = film.add_stream("libx264", rate=shape.rate, options=dict(_X264))
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / shape.rate
    context.gop_size = max(1, round(_KEYFRAME_S * shape.rate))
    context.color_range, context.colorspace, context.color_primaries, context.color_trc = shape.colours
    number = 0
    for path in paths:
        for frame in _fitted_frames(path, width, height, shape.rate):
            frame.pts, frame.time_base = number, 1 / shape.rate
            frame.pict_type = 0  # the encoder decides, not what the frame was in its own file
            number += 1
            film.mux(stream.encode(frame))
    film.mux(stream.encode(None))


def _fitted_frames(path: Path, width: int, height: int, rate: Fraction) -> Iterator[Any]:
    """Frames of a file at another rate, scaled into a frame without distortion; bars are black."""
    with _opened(path) as (container, stream):
        graph: Any = av.filter.Graph()
        steps = [
            graph.add_buffer(template=stream),
            graph.add(
                "scale", f"{width}:{height}:force_original_aspect_ratio=decrease:force_divisible_by=2:flags=bicubic"
            ),
            graph.add("pad", f"{width}:{height}:(ow-iw)/2:(oh-ih)/2"),
            graph.add("setsar", "1"),
            graph.add("fps", str(rate)),
            graph.add("format", "yuv420p"),
            graph.add("buffersink"),
        ]
        graph.link_nodes(*steps).configure()
        found = False
        for frame in chain(container.decode(stream), [None]):
            graph.push(frame)
            for fitted in _pulled(graph):
                found = True
                yield fitted
        if not found:
            raise GeneratorError("the video has no frames", where=str(path), next_step=_REMAKE)


def _pulled(graph: Any) -> Iterator[Any]:
    """Every frame a filter graph has ready."""
    while True:
        try:
            yield graph.pull()
        except (av.error.BlockingIOError, av.error.EOFError):
            return
