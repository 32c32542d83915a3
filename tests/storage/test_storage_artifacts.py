"""Artifacts: what lies under a name is whole; what is damaged is found out and made again."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest
from storage_samples import run_child

from iamflow_agents.errors import ArtifactCorruptError, StorageError
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.records import StoredFile

INPUT = "1" * 64


@pytest.fixture
def files(tmp_path: Path) -> ArtifactStore:
    return ArtifactStore(tmp_path / "job")


def everything(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_bytes_lie_under_their_hash(files: ArtifactStore) -> None:
    stored = files.put_bytes(b"picture", ".PNG", name="keyframe-0")
    sha256 = hashlib.sha256(b"picture").hexdigest()
    assert stored == StoredFile("keyframe-0", sha256, "png", 7)
    assert files.path(stored) == files.folder / stored.path
    assert files.path(stored).read_bytes() == b"picture"
    files.verify(stored)


def test_same_content_is_stored_once_and_not_touched(files: ArtifactStore) -> None:
    first = files.put_bytes(b"x", "png")
    before = files.path(first).stat().st_mtime_ns, files.path(first).stat().st_ino
    assert files.put_bytes(b"x", "png") == first
    assert (files.path(first).stat().st_mtime_ns, files.path(first).stat().st_ino) == before
    assert len(everything(files.folder)) == 1


def test_file_is_moved_in(files: ArtifactStore) -> None:
    with files.scratch() as folder:
        source = folder / "video.mp4"
        source.write_bytes(b"film")
        stored = files.put_file(source)
        assert not source.exists()
        again = folder / "again.mp4"
        again.write_bytes(b"film")
        assert files.put_file(again, "mp4") == stored
        assert not again.exists()
    assert everything(files.folder) == [stored.path]
    assert (stored.suffix, stored.size) == ("mp4", 4)


def test_file_of_another_file_system_is_copied_in(files: ArtifactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    source = files.folder.parent / "video.mp4"
    source.write_bytes(b"film")

    def crossing(self: Path, target: Path) -> Path:
        if self == source:
            raise OSError(18, "Invalid cross-device link", str(self))
        os.replace(self, target)  # noqa: PTH105 - Path.replace is what is replaced here
        return target

    monkeypatch.setattr(Path, "replace", crossing)
    stored = files.put_file(source)
    assert files.path(stored).read_bytes() == b"film"
    assert not source.exists()


def test_damaged_file_is_mended_by_storing_it_again(files: ArtifactStore) -> None:
    stored = files.put_bytes(b"picture", "png")
    files.path(stored).write_bytes(b"pictura")
    with pytest.raises(ArtifactCorruptError) as caught:
        files.verify(stored)
    assert caught.value.where == str(files.path(stored))
    assert "Resume" in caught.value.next_step
    files.put_bytes(b"picture", "png")
    files.verify(stored)
    files.path(stored).unlink()
    with pytest.raises(ArtifactCorruptError):
        files.verify(stored)


def remembered(files: ArtifactStore) -> dict[str, StoredFile]:
    made = {name: files.put_bytes(name.encode() * 100, "bin").named(name) for name in ("video", "layout")}
    files.remember(INPUT, made, {"n_frames": 32, "note": "é"})
    return made


def test_finished_work_is_found_by_its_inputs(files: ArtifactStore) -> None:
    assert files.recall(INPUT) is None
    made = remembered(files)
    found = ArtifactStore(files.folder).recall(INPUT)
    assert found is not None
    assert (found.files, found.extra, found.input_hash) == (made, {"n_frames": 32, "note": "é"}, INPUT)
    assert files.recall("2" * 64) is None


def test_remembering_the_same_again_is_the_same_bytes(files: ArtifactStore) -> None:
    made = remembered(files)
    path = files.folder / "index" / f"{INPUT}.json"
    before = path.read_bytes()
    files.remember(INPUT, dict(reversed(made.items())), {"note": "é", "n_frames": 32})
    assert path.read_bytes() == before


@pytest.mark.parametrize("harm", ["delete", "flip", "truncate", "empty"])
def test_damaged_work_is_forgotten_so_that_it_is_made_again(
    files: ArtifactStore, harm: str, caplog: pytest.LogCaptureFixture
) -> None:
    made = remembered(files)
    victim = files.path(made["video"])
    data = victim.read_bytes()
    if harm == "delete":
        victim.unlink()
    else:
        victim.write_bytes({"flip": b"V" + data[1:], "truncate": data[:-1], "empty": b""}[harm])
    assert files.recall(INPUT) is None
    assert str(victim) in caplog.text
    assert not victim.exists()
    assert everything(files.folder) == [made["layout"].path], "the healthy file stays, the manifest does not"
    remembered(files)
    assert files.recall(INPUT) is not None


def test_every_flipped_bit_of_a_manifest_is_noticed(files: ArtifactStore) -> None:
    remembered(files)
    path = files.folder / "index" / f"{INPUT}.json"
    good = path.read_bytes()
    for position in range(len(good) - 1):  # the last byte is the newline
        path.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
        assert files.recall(INPUT) is None, position
    path.write_bytes(good)
    assert files.recall(INPUT) is not None


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b"null", b"\xff\xfe", b"[" * 100_000])
def test_manifest_that_is_none_is_forgotten(files: ArtifactStore, text: bytes) -> None:
    remembered(files)
    (files.folder / "index" / f"{INPUT}.json").write_bytes(text)
    assert files.recall(INPUT) is None


def test_manifest_of_other_inputs_is_not_believed(files: ArtifactStore) -> None:
    remembered(files)
    (files.folder / "index" / f"{INPUT}.json").rename(files.folder / "index" / f"{'2' * 64}.json")
    assert files.recall("2" * 64) is None


def test_scratch_is_empty_inside_the_job_and_gone_afterwards(files: ArtifactStore) -> None:
    with pytest.raises(RuntimeError), files.scratch() as folder:
        assert folder.parent == files.folder
        assert list(folder.iterdir()) == []
        (folder / "sub").mkdir()
        (folder / "sub" / "half.mp4").write_bytes(b"x")
        raise RuntimeError
    assert not folder.exists()


KILLED = """
import os, signal
from pathlib import Path
from iamflow_agents.storage import atomic_files
from iamflow_agents.storage.artifacts import ArtifactStore
files = ArtifactStore(Path(sys.argv[1]))
files.put_bytes(b"whole", "bin")
with files.scratch() as folder:
    (folder / "half.mp4").write_bytes(b"x" * 1000)
    def flush(handle):
        if os.readlink(f"/proc/self/fd/{handle}").endswith(".tmp"):
            os.kill(os.getpid(), signal.SIGKILL)
    atomic_files.os.fsync = flush
    files.put_bytes(b"never whole", "bin")
"""


def test_sweep_removes_what_a_killed_process_left(files: ArtifactStore) -> None:
    assert files.sweep() == 0
    assert run_child(KILLED, files.folder).returncode == -9
    left = everything(files.folder)
    assert len(left) == 3
    assert any(name.endswith(".tmp") for name in left)
    assert files.sweep() == 2
    assert [name for name in left if name.endswith(".bin")] == everything(files.folder)
    assert files.sweep() == 0


def test_publish_gives_a_plain_name_and_replaces(files: ArtifactStore) -> None:
    old, new = files.put_bytes(b"old", "mp4"), files.put_bytes(b"new", "mp4")
    for stored, content in ((old, b"old"), (new, b"new"), (new, b"new")):
        assert files.publish(stored, "film.mp4") == files.folder / "film.mp4"
        assert (files.folder / "film.mp4").read_bytes() == content
    assert not [name for name in everything(files.folder) if name.endswith(".tmp")]
    files.verify(old)


def test_publish_copies_where_links_do_not_work(files: ArtifactStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted", str(self))

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    stored = files.put_bytes(b"film", "mp4")
    path = files.publish(stored, "film.mp4")
    assert path.read_bytes() == b"film"
    assert path.stat().st_ino != files.path(stored).stat().st_ino


def test_damaged_file_is_not_published(files: ArtifactStore) -> None:
    stored = files.put_bytes(b"film", "mp4")
    files.path(stored).write_bytes(b"fi")
    with pytest.raises(ArtifactCorruptError):
        files.publish(stored, "film.mp4")
    assert not (files.folder / "film.mp4").exists()


@pytest.mark.parametrize("name", ["../film.mp4", "/etc/film", "a/b", "", ".", "..", ".hidden", "x\n", "index", "a.tmp"])
def test_no_published_name_leads_out_of_the_folder(files: ArtifactStore, name: str) -> None:
    stored = files.put_bytes(b"film", "mp4")
    with pytest.raises(StorageError):
        files.publish(stored, name)


@pytest.mark.parametrize("suffix", ["../../x", "a/b", "", ".", "x\0", "p ng", "x" * 13])
def test_no_suffix_leads_out_of_the_folder(files: ArtifactStore, suffix: str) -> None:
    with pytest.raises(StorageError):
        files.put_bytes(b"x", suffix)
    with pytest.raises(StorageError):
        files.path(StoredFile("x", "a" * 64, suffix, 1))


@pytest.mark.parametrize("digest", ["../../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_no_hash_leads_out_of_the_folder(files: ArtifactStore, digest: str) -> None:
    for call in (
        lambda: files.path(StoredFile("x", digest, "png", 1)),
        lambda: files.recall(digest),
        lambda: files.remember(digest, {}, {}),
    ):
        with pytest.raises(StorageError):
            call()


def test_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    files = ArtifactStore(tmp_path / "file" / "job")
    for call in (
        lambda: files.put_bytes(b"x", "png"),
        lambda: files.remember(INPUT, {}, {}),
        lambda: files.scratch().__enter__(),
    ):
        with pytest.raises(StorageError, match="file") as caught:
            call()
        assert "--home" in caught.value.next_step


def test_missing_source_is_named(files: ArtifactStore, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match=r"nothing\.mp4"):
        files.put_file(tmp_path / "nothing.mp4")


FULL = """
import resource, signal
from pathlib import Path
from iamflow_agents.errors import StorageError
from iamflow_agents.storage.artifacts import ArtifactStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, resource.RLIM_INFINITY))
files = ArtifactStore(Path(sys.argv[1]))
files.put_bytes(b"small", "bin")
try:
    files.put_bytes(b"x" * 200_000, "bin")
except StorageError as error:
    print(type(error).__name__, error)
"""


def test_full_disk_is_named_and_leaves_no_half_file(files: ArtifactStore) -> None:
    result = run_child(FULL, files.folder)
    assert result.stdout.startswith("StorageError no space is left"), result.stderr
    assert "--home" in result.stdout
    assert len(everything(files.folder)) == 1
