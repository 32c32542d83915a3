"""Encoding: right colours, joinable files, flat memory, errors that say what to do."""

from __future__ import annotations

import io
from pathlib import Path

import av
import numpy as np
import pytest

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.storyboard.encode import RING, FrameEncoder, encode_png


def film(path: Path, n_frames: int, colour: tuple[int, int, int] = (30, 60, 200)) -> None:
    """Encode a moving bar on a plain ground, blue green red."""
    encoder = FrameEncoder(path, 96, 64, 8)
    for number in range(n_frames):
        pixels = encoder.borrow()
        pixels[:, :, :3] = colour
        pixels[:, number % 90 : number % 90 + 6, :3] = 255
        encoder.submit(pixels)
    encoder.finish()


def read(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def test_colours_survive_the_round_trip(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", 5)
    seen = read(tmp_path / "a.mp4")[3][40, 60].astype(int)
    assert np.abs(seen - np.array([200, 60, 30])).max() <= 4
    assert np.abs(seen - np.array([30, 60, 200])).max() > 50


def test_more_frames_than_buffers_come_out_in_order(tmp_path: Path) -> None:
    film(tmp_path / "a.mp4", 4 * RING)
    frames = read(tmp_path / "a.mp4")
    assert len(frames) == 4 * RING
    bars = [int(np.argmax(frame[32, :, 2].astype(int))) for frame in frames]
    assert bars[0] < bars[10] < bars[20]


def test_files_join_by_copying_packets(tmp_path: Path) -> None:
    for name, colour in (("a", (30, 60, 200)), ("b", (200, 60, 30))):
        film(tmp_path / f"{name}.mp4", 20, colour)
    joined = tmp_path / "joined.mp4"
    with av.open(str(joined), "w") as out:
        stream, offset = None, 0
        for name in ("a", "b"):
            with av.open(str(tmp_path / f"{name}.mp4")) as source:
                stream = stream or out.add_stream_from_template(source.streams.video[0])
                packets = [packet for packet in source.demux(video=0) if packet.size]
                for packet in packets:
                    packet.pts, packet.dts = packet.pts + offset, packet.dts + offset
                    packet.stream = stream
                    out.mux(packet)
                offset = packets[-1].pts + packets[-1].duration
    frames = read(joined)
    assert len(frames) == 40
    assert frames[5][40, 80, 0] > 150 > frames[25][40, 80, 0]


def test_same_frames_same_bytes(tmp_path: Path) -> None:
    for name, n_frames in (("a", 9), ("b", 9), ("c", 10)):
        film(tmp_path / name, n_frames)
    a, b, c = ((tmp_path / name).read_bytes() for name in "abc")
    assert a == b and a != c


def test_a_missing_folder_is_reported_with_a_remedy(tmp_path: Path) -> None:
    encoder = FrameEncoder(tmp_path / "nowhere" / "a.mp4", 96, 64, 8)
    with pytest.raises(GeneratorError, match="disk"):
        for _ in range(50):
            encoder.submit(encoder.borrow())
        encoder.finish()
    encoder.abort()


def test_abort_ends_the_thread_at_any_time(tmp_path: Path) -> None:
    encoder = FrameEncoder(tmp_path / "a.mp4", 96, 64, 8)
    for _ in range(3):
        encoder.submit(encoder.borrow())
    encoder.abort()
    encoder.abort()
    assert not encoder._worker.is_alive()


def test_pictures_are_lossless() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (24, 32, 4), dtype=np.uint8)
    with av.open(io.BytesIO(encode_png(pixels)), format="png_pipe") as container:
        shown = next(container.decode(video=0)).to_ndarray(format="rgb24")
    assert np.array_equal(shown, pixels[:, :, 2::-1])
