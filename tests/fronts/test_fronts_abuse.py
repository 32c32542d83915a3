"""Killed, abused, misused: whatever is done to a job ends in one clear line, and loses nothing that was finished."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import pytest
from abuse_tools import SMALL, Cli, what_lies_in

from iamflow_agents.storage import checkpointer
from iamflow_agents.storage.checkpointer import PruningSqliteSaver


@pytest.mark.parametrize("room", [1, 3, 9, 18, 20])
def test_abuse_checkpoints_that_do_not_fit_are_made_up_for(
    room: int, cli: Cli, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Disk full at a checkpoint: some of these moments leave a superstep whose nodes are done but not taken in."""
    real, written = PruningSqliteSaver.cursor, 0

    @contextmanager
    def cursor(self: PruningSqliteSaver, transaction: bool = True) -> Iterator[sqlite3.Cursor]:
        nonlocal written
        written += transaction
        if transaction and written >= room:
            raise checkpointer.sqlite_failure(_full_disk(), self.where)
        with real(self, transaction) as opened:
            yield opened

    monkeypatch.setattr(PruningSqliteSaver, "cursor", cursor)
    failed = cli("run", cli.script(), "--job", "three", *SMALL)
    assert failed.code == 3 and "no space is left" in failed.err and "checkpoints.db" in failed.err
    monkeypatch.undo()
    assert cli("resume", "three").code == 0
    assert what_lies_in(cli.home / "jobs" / "three") == what_lies_in(reference / "jobs" / "three")


def _full_disk() -> sqlite3.Error:
    """What SQLite raises when nothing more fits; made by a database that may not grow."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA max_page_count=1")
        connection.execute("CREATE TABLE big (text)")
    except sqlite3.Error as error:
        return error
    finally:
        connection.close()
    raise AssertionError("the database grew")


@pytest.mark.parametrize("damage", ["deleted", "cut", "garbled"])
@pytest.mark.parametrize("pattern", ["artifacts/*/*.mp4", "artifacts/*/*.json", "artifacts/*/*.png", "index/*.json"])
def test_abuse_damaged_files_of_a_finished_job_come_back_the_same(
    pattern: str, damage: str, cli: Cli, reference: Path
) -> None:
    shutil.copytree(reference, cli.home)
    job = cli.home / "jobs" / "three"
    before = what_lies_in(job)
    for path in [*job.glob(pattern), job / "video.mp4", job / "story.json"]:
        good = path.read_bytes()
        path.unlink()  # published names may be links to stored files
        if damage != "deleted":
            path.write_bytes(good[: len(good) // 2] if damage == "cut" else good[:20] + b"\xa5" * 20 + good[40:])
    assert cli("resume", "three").code == 0
    assert what_lies_in(job) == before


@pytest.mark.parametrize("name", ["iamflow.db", "jobs/three/checkpoints.db"])
@pytest.mark.parametrize("damage", ["cut", "header", "middle", "text"])
def test_abuse_a_damaged_database_is_named_and_the_remedy_works_as_told(
    name: str, damage: str, cli: Cli, reference: Path
) -> None:
    shutil.copytree(reference, cli.home)
    before = what_lies_in(cli.home / "jobs" / "three")
    path = cli.home / name
    good = path.read_bytes()
    page = good[: 2 * 4096] + b"\xa5" * 8192 + good[4 * 4096 :]
    harmed = {"cut": good[:100], "header": b"garbage!" * 16 + good[128:], "middle": page, "text": b"hello " * 3000}
    path.write_bytes(harmed[damage])
    failed = cli("resume", "three")
    assert failed.code == 3 and failed.out == "" and str(path) in failed.err
    assert failed.err.count("\n") == 1, "one line"
    assert "away" in failed.err and "run the script again with the same --job" in failed.err
    for file in path.parent.glob(f"{path.name}*"):
        file.rename(cli.folder / file.name)
    assert cli("run", cli.script(), "--job", "three", *SMALL).code == 0
    assert what_lies_in(cli.home / "jobs" / "three") == before


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--job", "../out"], "job's name"),
        (["--job", ""], "job's name"),
        (["--job", "a\nb"], "job's name"),
        (["--job", "\udcff"], "job's name"),
        (["--llm", "rulez"], "rules"),
        (["--vlm", "eyes"], "rules"),
        (["--frame-scorer", "eyes"], "--frame-scorer"),
        (["--generator", "wam"], "wan"),
        (["--size", "16x16"], "832x480"),
        (["--size", "128x80x3"], "832x480"),
    ],
)
def test_abuse_wrong_options_leave_nothing_behind(options: list[str], words: str, cli: Cli) -> None:
    ended = cli("run", cli.script(), *SMALL, *options)
    assert (ended.code, ended.out) == (2, "") and words in ended.err
    assert not cli.home.exists()


BAD_SCRIPTS: dict[str, str | bytes] = {
    "empty.yaml": "",
    "none.yaml": "segments: []\n",
    "no_prompt.yaml": "segments:\n  - duration_s: 1\n",
    "words.yaml": "segments:\n  - " + "word " * 10_000,
    "types.yaml": "segments: hello\n",
    "key.yaml": "segmets:\n  - A cat sits.\n",
    "negative.yaml": "segments:\n  - {prompt: A cat sits., duration_s: -1}\n",
    "tag.yaml": "segments:\n  - !!python/object/apply:os.system ['true']\n",
    "deep.json": "[" * 100_000,
    "binary.txt": bytes(range(256)),
    "no_mark.txt": "A cat sits.".encode("utf-16-le"),
    "long.txt": "A cat.\n\n" * 10_001,
}


@pytest.mark.parametrize("name", sorted(BAD_SCRIPTS))
def test_abuse_bad_scripts_are_refused_before_anything_is_made(name: str, cli: Cli) -> None:
    path = cli.script(BAD_SCRIPTS[name], name)
    ended = cli("run", path, "--json")
    assert (ended.code, ended.out) == (2, "") and name in ended.err and ended.err.count("\n") == 1
    assert not cli.home.exists()


def test_abuse_what_is_no_regular_file_is_refused_without_reading_it(cli: Cli) -> None:
    os.mkfifo(cli.folder / "pipe.yaml")
    (cli.folder / "zero.yaml").symlink_to("/dev/zero")
    (cli.folder / "round.yaml").symlink_to(cli.folder / "about.yaml")
    (cli.folder / "about.yaml").symlink_to(cli.folder / "round.yaml")
    (cli.folder / "folder.yaml").mkdir()
    for name in ("pipe.yaml", "zero.yaml", "round.yaml", "folder.yaml"):
        ended = cli("run", cli.folder / name)
        assert ended.code == 2 and name in ended.err
    assert not cli.home.exists()


ODD_STORIES: dict[str, str | bytes] = {
    "utf16.txt": "A cat sits on a mat.\r\n".encode("utf-16"),
    "crlf.yaml": "title: Wind\r\nsegments:\r\n  - {prompt: A cat sits., duration_s: 0.5}\r\n",
    "right_to_left.yaml": 'title: "\u05e9\u05dc\u05d5\u05dd"\nsegments: [{prompt: "\u05d9\u05dc\u05d3 \u05e8\u05e5", '
    "duration_s: 0.5}]\n",
    "emoji.yaml": 'title: "\U0001f469\u200d\U0001f680"\nsegments: [{prompt: "\U0001f415 dances", duration_s: 0.5}]\n',
    "path.yaml": "title: ../../../etc/passwd\nsegments: [{prompt: A cat sits., duration_s: 0.01}]\n",
    "markup.yaml": "title: '[red]x[/] [/bold]'\ncast:\n  - name: '[bold]Bob[/nope]'\n"
    "    description: 'a man in a [blue] coat'\nsegments: [{prompt: '[bold]Bob[/nope] waves.', duration_s: 0.5}]\n",
}


@pytest.mark.parametrize("name", sorted(ODD_STORIES))
def test_abuse_odd_but_good_scripts_become_films_that_every_command_can_show(name: str, cli: Cli) -> None:
    path = cli.script(ODD_STORIES[name], name)
    ended = cli("run", path, "--json", *SMALL)
    assert ended.code == 0, ended.err
    job = json.loads(ended.out)["job_id"]
    assert Path(json.loads(ended.out)["video"]).parent == cli.home / "jobs" / job
    assert cli("show", job).code == cli("jobs").code == cli("extract", path).code == 0


@pytest.mark.parametrize(
    ("size", "fps", "duration"),
    [("64x64", 4, 0.5), ("4096x64", 1, 1), ("80x128", 4, 1), ("128x80", 60, 0.01), ("128x80", 1, 0.01)],
)
def test_abuse_odd_sizes_and_rates_give_the_frames_they_should(size: str, fps: int, duration: float, cli: Cli) -> None:
    script = cli.script(f"segments: [{{prompt: Ana waves on the beach., duration_s: {duration}}}]\n")
    assert cli("run", script, "--job", "odd", "--size", size, "--fps", str(fps)).code == 0
    with av.open(str(cli.home / "jobs" / "odd" / "video.mp4")) as film:
        stream = film.streams.video[0]
        assert f"{stream.width}x{stream.height}" == size
        assert len(list(film.decode(stream))) == max(1, round(duration * fps))


def test_abuse_looking_at_a_home_that_is_not_there_does_not_make_it(cli: Cli) -> None:
    assert cli("jobs", "--json").out == "[]\n"
    for command in ("resume", "show", "cancel", "rm"):
        ended = cli(command, "nobody")
        assert (ended.code, ended.out) == (2, "") and "nobody" in ended.err
        assert cli(command, "\udcff").code == 2
    assert not cli.home.exists()
    assert cli("jobs", home="").code == 2


def test_abuse_a_finished_job_is_not_cancelled_and_a_removed_one_leaves_nothing(cli: Cli, reference: Path) -> None:
    shutil.copytree(reference, cli.home)
    ended = cli("cancel", "three")
    assert ended.code == 0 and "done already" in ended.err and "resume" not in ended.err
    assert json.loads(cli("jobs", "--json").out)[0]["status"] == "done"
    assert cli("rm", "three").code == 0
    assert list((cli.home / "jobs").iterdir()) == []


def test_abuse_a_job_of_another_graph_is_refused_but_can_be_shown_and_removed(cli: Cli, reference: Path) -> None:
    shutil.copytree(reference, cli.home)
    database = sqlite3.connect(cli.home / "iamflow.db")
    database.execute("UPDATE story SET graph_version = '0'")
    database.commit()
    database.close()
    for arguments in (["resume", "three"], ["run", str(cli.script()), "--job", "three", *SMALL]):
        ended = cli(*arguments)
        assert ended.code == 2 and "version 0" in ended.err and "new name" in ended.err
    assert cli("show", "three").code == cli("rm", "three").code == 0


def test_abuse_nothing_but_what_is_promised_lies_in_a_home(reference: Path) -> None:
    named = [path.relative_to(reference).as_posix() for path in reference.rglob("*") if path.is_file()]
    allowed = re.compile(
        r"iamflow\.db|jobs/three/(video\.mp4|contact_sheet\.png|story\.json|checkpoints\.db|index/[0-9a-f]{64}\.json"
        r"|artifacts/([0-9a-f]{2})/\2[0-9a-f]{62}\.(mp4|png|json))"
    )
    assert [name for name in named if not allowed.fullmatch(name)] == []
    assert not allowed.fullmatch("jobs/three/video.mp4.tmp")
