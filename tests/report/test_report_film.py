"""Joining takes: nothing is lost, nothing is half-written, and damage is named."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from report_pictures import frames_of, make_video

from iamflow_agents.errors import GeneratorError, StorageError, StoryError
from iamflow_agents.generator.storyboard.encode import FrameEncoder
from iamflow_agents.report.film import join_segments


def same_pictures(first: Path, others: list[Path]) -> bool:
    joined = [pixels for _, pixels in frames_of(first)]
    single = [pixels for path in others for _, pixels in frames_of(path)]
    return len(joined) == len(single) and all(np.array_equal(a, b) for a, b in zip(joined, single, strict=True))


@pytest.fixture
def takes(tmp_path: Path) -> list[Path]:
    return [make_video(tmp_path / f"{i}.mp4", n, seed=i) for i, n in enumerate((20, 1, 37))]


def test_report_film_copies_every_frame(tmp_path: Path, takes: list[Path]) -> None:
    join_segments(takes, tmp_path / "film.mp4")
    assert same_pictures(tmp_path / "film.mp4", takes)
    assert not same_pictures(tmp_path / "film.mp4", takes[::-1])
    assert not same_pictures(tmp_path / "film.mp4", takes[:2])


def test_report_film_time_runs_on_without_a_gap(tmp_path: Path, takes: list[Path]) -> None:
    join_segments(takes, tmp_path / "film.mp4")
    assert [time for time, _ in frames_of(tmp_path / "film.mp4")] == [Fraction(n, 16) for n in range(58)]


def test_report_film_has_the_same_bytes_each_time(tmp_path: Path, takes: list[Path]) -> None:
    contents = set()
    for name in ("a.mp4", "b.mp4", "a.mp4"):
        join_segments(takes, tmp_path / name)
        contents.add((tmp_path / name).read_bytes())
    assert len(contents) == 1
    join_segments(takes[::-1], tmp_path / "a.mp4")
    assert (tmp_path / "a.mp4").read_bytes() not in contents


def test_report_film_joins_what_the_storyboard_encodes(tmp_path: Path) -> None:
    takes = []
    for number in range(2):
        takes.append(tmp_path / f"{number}.mp4")
        encoder = FrameEncoder(takes[-1], 64, 48, 16)
        for shade in range(34):  # longer than a group of pictures
            pixels = encoder.borrow()
            pixels[:] = 5 * shade + 40 * number
            encoder.submit(pixels)
        encoder.finish()
    join_segments(takes, tmp_path / "film.mp4")
    assert same_pictures(tmp_path / "film.mp4", takes)
    assert (tmp_path / "film.mp4").stat().st_size < sum(path.stat().st_size for path in takes)


def test_report_film_of_one_segment(tmp_path: Path, takes: list[Path]) -> None:
    join_segments(takes[:1], tmp_path / "film.mp4")
    assert same_pictures(tmp_path / "film.mp4", takes[:1])


@pytest.mark.parametrize(
    ("size", "fps", "n_frames"), [((64, 64), 16, 16), ((96, 64), 8, 8), ((96, 64), 32, 32), ((192, 64), 16, 16)]
)
def test_report_film_encodes_again_what_differs(
    tmp_path: Path, takes: list[Path], size: tuple[int, int], fps: int, n_frames: int
) -> None:
    other = make_video(tmp_path / "other.mp4", n_frames, size=size, fps=fps)
    join_segments([takes[0], other], tmp_path / "film.mp4")
    found = frames_of(tmp_path / "film.mp4")
    assert [time for time, _ in found] == [Fraction(n, 16) for n in range(20 + 16)]
    assert {pixels.shape for _, pixels in found} == {frames_of(takes[0])[0][1].shape}
    first = np.array([pixels[:64] for _, pixels in frames_of(takes[0])], dtype=float)
    again = np.array([pixels[:64] for _, pixels in found[:20]], dtype=float)
    assert np.abs(first - again).mean() < 6, "the first file's pictures are hardly changed"
    assert np.abs(first - again[::-1]).mean() > 20
    before = (tmp_path / "film.mp4").read_bytes()
    join_segments([takes[0], other], tmp_path / "film.mp4")
    assert (tmp_path / "film.mp4").read_bytes() == before


def test_report_film_keeps_proportions(tmp_path: Path, takes: list[Path]) -> None:
    square = make_video(tmp_path / "square.mp4", 4, size=(64, 64))
    join_segments([takes[0], square], tmp_path / "film.mp4")
    luma = frames_of(tmp_path / "film.mp4")[-1][1][:64]  # 64 of 96 columns are the square's
    assert luma[:, :14].max() < 40
    assert luma[:, 82:].max() < 40
    assert luma[:, 20:76].std() > 20


def damaged(tmp_path: Path, take: Path) -> dict[str, tuple[Path, type[StoryError]]]:
    content = take.read_bytes()
    made = {"text.mp4": b"no video" * 99, "empty.mp4": b"", "cut.mp4": content[:-300], "head.mp4": content[:900]}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    (tmp_path / "folder.mp4").mkdir()
    return {
        **{name: (tmp_path / name, GeneratorError) for name in made},
        "folder.mp4": (tmp_path / "folder.mp4", StorageError),
        "none.mp4": (tmp_path / "none.mp4", StorageError),
    }


@pytest.mark.parametrize("name", ["text.mp4", "empty.mp4", "cut.mp4", "head.mp4", "folder.mp4", "none.mp4"])
def test_report_film_names_a_damaged_take(tmp_path: Path, takes: list[Path], name: str) -> None:
    path, kind = damaged(tmp_path, takes[2])[name]
    film = tmp_path / "out" / "film.mp4"
    with pytest.raises(kind) as caught:
        join_segments([takes[0], path, takes[1]], film)
    assert caught.value.where == str(path)
    assert not film.exists()
    assert not list(tmp_path.rglob("*.tmp"))


def test_report_film_that_fails_keeps_the_old_one(tmp_path: Path, takes: list[Path]) -> None:
    film = tmp_path / "film.mp4"
    join_segments(takes, film)
    before = film.read_bytes()
    with pytest.raises(StoryError):
        join_segments([takes[0], damaged(tmp_path, takes[2])["cut.mp4"][0]], film)
    assert film.read_bytes() == before
    (tmp_path / "film.mp4.tmp").write_bytes(b"left by a killed process")
    join_segments(takes, film)
    assert film.read_bytes() == before
    assert not list(tmp_path.glob("*.tmp"))


def test_report_film_needs_segments_and_a_place(tmp_path: Path, takes: list[Path]) -> None:
    with pytest.raises(GeneratorError, match="nothing to join"):
        join_segments([], tmp_path / "film.mp4")
    with pytest.raises(StorageError, match="could not be written") as caught:
        join_segments(takes, takes[0] / "film.mp4")
    assert caught.value.where == str(takes[0] / "film.mp4")
    (tmp_path / "taken").mkdir()
    with pytest.raises(StorageError):
        join_segments(takes, tmp_path / "taken")
    assert not list(tmp_path.rglob("*.tmp"))


@contextmanager
def little_room() -> Iterator[None]:
    """Files may not grow beyond a few kilobytes, as on a full disk.

    Not a fixture: the test runner writes to its own log between a test and the end of its fixtures.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_report_film_without_room(tmp_path: Path, takes: list[Path]) -> None:
    with little_room(), pytest.raises(StorageError, match="could not be written") as caught:
        join_segments(takes, tmp_path / "film.mp4")
    assert caught.value.where == str(tmp_path / "film.mp4")
    assert not list(tmp_path.glob("film*"))


def test_report_film_does_not_write_through_a_link(tmp_path: Path, takes: list[Path]) -> None:
    before = takes[1].read_bytes()
    (tmp_path / "film.mp4.tmp").hardlink_to(takes[1])
    join_segments(takes, tmp_path / "film.mp4")
    assert takes[1].read_bytes() == before
    assert same_pictures(tmp_path / "film.mp4", takes)
