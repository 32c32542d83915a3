"""Killed, abused, misused: whatever is done to a job ends in one clear line, and loses nothing that was finished."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from abuse_tools import SMALL, STORY, Cli, what_lies_in

from iamflow_agents.storage import checkpointer
from iamflow_agents.storage.checkpointer import PruningSqliteSaver


@pytest.fixture
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Cli:
    """The command line with a home of its own."""
    return Cli(tmp_path, monkeypatch, capsys)


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with an undisturbed job `three`; tests work on copies."""
    folder = tmp_path_factory.mktemp("reference")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["iamflow"])
        from iamflow_agents import Settings, run_story

        (folder / "story.yaml").write_text(STORY)
        settings = Settings(home=folder / "home", width=128, height=80, fps=4)
        run_story(folder / "story.yaml", settings=settings, job_id="three")
    return folder / "home"


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
