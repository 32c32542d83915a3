"""Fetching from a local server: licence first, resumable, verified; folders are checked; errors say what to do."""

from __future__ import annotations

import hashlib
import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import typer

from iamflow_agents import cli
from iamflow_agents.commands import weights as commands
from iamflow_agents.errors import ConfigError, StorageError
from iamflow_agents.generator.wan.catalogue import CATALOGUE, CatalogueEntry, CatalogueFile
from iamflow_agents.generator.wan.fetch import check_file, check_folder, fetch_entry, find_entry, wanted_files

BODY = bytes(range(256)) * 4096 * 3  # 3 MiB, more than one chunk


class Hub(ThreadingHTTPServer):
    """A hub of one file that can be told to misbehave."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body = BODY
        self.cut: int | None = None
        self.ranges = True
        self.seen: list[str | None] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: Hub

    def do_GET(self) -> None:
        wanted = self.headers.get("Range")
        self.server.seen.append(wanted)
        body = self.server.body
        if self.path != "/some/model/resolve/main/folder/a.bin":
            self.send_error(404)
            return
        start = 0
        if wanted and self.server.ranges:
            start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            if start >= len(body):
                self.send_response(416)
                self.send_header("Content-Range", f"bytes */{len(body)}")
                self.end_headers()
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("Content-Length", str(len(body) - start))
        self.end_headers()
        self.wfile.write(body[start : self.server.cut])
        self.close_connection = True

    def log_message(self, *_args: object) -> None:
        """Silence."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def entry(**changes: object) -> CatalogueEntry:
    known: dict[str, object] = {"size": len(BODY), "sha256": hashlib.sha256(BODY).hexdigest()}
    file = CatalogueFile(path="folder/a.bin", part="transformer", **{**known, **changes})  # type: ignore[arg-type]
    return CatalogueEntry(
        name="test", about="a test", licence="MIT", licence_url="x", repository="some/model", files=(file,)
    )


def test_wan_weights_fetch_and_check(hub: Hub, tmp_path: Path) -> None:
    told: list[tuple[str, int, int | None]] = []
    (path,) = fetch_entry(entry(), tmp_path, hub=hub.address, report=lambda *args: told.append(args))
    assert path.read_bytes() == BODY
    assert told[-1] == ("folder/a.bin", len(BODY), len(BODY))
    assert len(told) > 1
    assert [state.problem for state in check_folder(entry(), tmp_path)] == [None]
    fetch_entry(entry(), tmp_path, hub=hub.address)
    assert len(hub.seen) == 1  # what is whole is not fetched again


@pytest.mark.parametrize("size", [len(BODY), None])
def test_wan_weights_fetch_resumes_after_a_break(hub: Hub, tmp_path: Path, size: int | None) -> None:
    hub.cut = 2_000_000
    with pytest.raises(StorageError, match="again; what has arrived is kept"):
        fetch_entry(entry(size=size), tmp_path, hub=hub.address)
    (state,) = check_folder(entry(size=size), tmp_path)
    assert state.problem == "partly fetched (2000000 bytes)"
    hub.cut = None
    (path,) = fetch_entry(entry(size=size), tmp_path, hub=hub.address)
    assert path.read_bytes() == BODY
    assert hub.seen == [None, "bytes=2000000-"]


def test_wan_weights_fetch_starts_over_where_ranges_are_unknown(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.bin.part").write_bytes(b"x" * 1000)
    hub.ranges = False
    (path,) = fetch_entry(entry(), tmp_path, hub=hub.address)
    assert path.read_bytes() == BODY


def test_wan_weights_fetch_finishes_what_was_whole_but_not_named(hub: Hub, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "a.bin.part").write_bytes(BODY)
    (path,) = fetch_entry(entry(size=None), tmp_path, hub=hub.address)
    assert path.read_bytes() == BODY
    assert hub.seen == [f"bytes={len(BODY)}-"]


def test_wan_weights_fetch_refuses_changed_files(hub: Hub, tmp_path: Path) -> None:
    for body in (BODY[:-1] + b"!", BODY + b"more", b""):
        hub.body = body
        with pytest.raises(StorageError):
            fetch_entry(entry(), tmp_path, hub=hub.address)
        assert not (tmp_path / "folder" / "a.bin").exists(), len(body)
        for left in (tmp_path / "folder").iterdir():
            left.unlink()
    hub.body = BODY
    fetch_entry(entry(), tmp_path, hub=hub.address)


def test_wan_weights_fetch_knows_git_blobs(hub: Hub, tmp_path: Path) -> None:
    blob = hashlib.sha1(b"blob %d\0" % len(BODY) + BODY).hexdigest()
    fetch_entry(entry(sha256=None, git_blob=blob), tmp_path, hub=hub.address)
    (state,) = check_folder(entry(sha256=None, git_blob=blob), tmp_path)
    assert (state.problem, state.verified) == (None, "git blob")
    (state,) = check_folder(entry(sha256=None, git_blob="0" * 40), tmp_path)
    assert "hash" in str(state.problem)


def test_wan_weights_fetch_says_why_it_failed(hub: Hub, tmp_path: Path) -> None:
    away = CatalogueEntry(
        name="test", about="", licence="MIT", licence_url="x", repository="other/model", files=entry().files
    )
    with pytest.raises(StorageError, match=r"is not there \(HTTP 404\)"):
        fetch_entry(away, tmp_path, hub=hub.address)
    port = hub.server_address[1]
    hub.shutdown()
    hub.server_close()
    with pytest.raises(StorageError, match=r"cannot be reached.*Check the network"):
        fetch_entry(entry(), tmp_path, hub=f"http://127.0.0.1:{port}")
    with pytest.raises(ConfigError, match="web address"):
        fetch_entry(entry(), tmp_path, hub="file:///etc")
    huge = CatalogueFile(path="folder/a.bin", part="transformer", size=10**18)
    with pytest.raises(StorageError, match="are free"):
        fetch_entry(CatalogueEntry(name="t", about="", licence="", licence_url="", files=(huge,)), tmp_path)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(None, "missing"), (b"short", "5 bytes"), (b"x" * len(BODY), "hash"), (BODY, None)],
)
def test_wan_weights_check_names_the_problem(tmp_path: Path, content: bytes | None, problem: str | None) -> None:
    (tmp_path / "folder").mkdir()
    if content is not None:
        (tmp_path / "folder" / "a.bin").write_bytes(content)
    found = check_file(entry().files[0], tmp_path).problem
    assert found is None if problem is None else problem in str(found)


def test_wan_weights_parts_and_names() -> None:
    wan = find_entry("wan2.1-1.3b")
    assert {file.part for file in wanted_files(wan, ["vae"])} == {"vae", "config"}
    assert wanted_files(wan) == wan.files
    with pytest.raises(ConfigError, match="text_encoder"):
        wanted_files(wan, ["lora"])
    with pytest.raises(ConfigError, match="self-forcing"):
        find_entry("self forcing")


def test_wan_weights_catalogue_is_sound() -> None:
    for name, known in CATALOGUE.items():
        assert known.name == name and known.licence and known.licence_url.startswith("https://")
        assert known.needs is None or known.needs in CATALOGUE
        assert len({file.path for file in known.files}) == len(known.files) > 0
        for file in known.files:
            assert not Path(file.path).is_absolute() and ".." not in Path(file.path).parts
            assert file.sha256 is None or len(bytes.fromhex(file.sha256)) == 32
            assert file.size is None or file.size > 0
            assert known.address(file).startswith("https://")
    assert CATALOGUE["causal-forcing"].size is None
    assert CATALOGUE["wan2.1-1.3b"].size == sum(file.size or 0 for file in CATALOGUE["wan2.1-1.3b"].files)


def run(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["iamflow", *arguments])
    try:
        cli.main()
        code = 0
    except SystemExit as ended:
        code = int(ended.code or 0)
    out, err = capsys.readouterr()
    return code, out, err


def test_wan_weights_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home = ["--home", str(tmp_path)]
    code, out, _ = run(["weights", "list", "--json", *home], monkeypatch, capsys)
    rows = {row["name"]: row for row in json.loads(out)}
    assert code == 0 and rows.keys() == CATALOGUE.keys()
    assert rows["self-forcing"]["bytes"] == 5676252553 and rows["self-forcing"]["here"] == "no"
    code, out, _ = run(["weights", "list", *home], monkeypatch, capsys)
    assert code == 0 and "Apache-2.0" in out
    code, out, _ = run(["weights", "check", "taew2_1", *home], monkeypatch, capsys)
    assert code == 3 and "taew2_1.pth: missing" in out
    code, _, err = run(["weights", "check", "nothing", *home], monkeypatch, capsys)
    assert code == 2 and "Known names" in err


def test_wan_weights_fetch_asks_first(
    hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(CATALOGUE, "test", entry())
    asked = ["weights", "fetch", "test", "--home", str(tmp_path), "--mirror", hub.address]
    for answer in ("", "n\n"):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        code, out, err = run(asked, monkeypatch, capsys)
    assert code == 2 and not hub.seen and "nobody agreed" in err
    assert "licence: MIT" in err and "3.15 MB" in err and out == ""
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    code, out, err = run([*asked, "--json"], monkeypatch, capsys)
    assert code == 0 and "licence: MIT" in err
    assert Path(json.loads(out)["files"][0]).read_bytes() == BODY
    code, out, _ = run(["weights", "check", "test", "--home", str(tmp_path)], monkeypatch, capsys)
    assert code == 0 and "ok (sha256)" in out
    code, out, _ = run(["weights", "check", "test", "--json", "--home", str(tmp_path)], monkeypatch, capsys)
    assert json.loads(out)["whole"] is True
    with pytest.raises(typer.Exit):
        commands.check_weights("test", tmp_path, folder=str(tmp_path / "elsewhere"))
