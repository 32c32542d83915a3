"""One archive: what a segment remembers, what is kept on disk, and that nothing is lost by what is not."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine
from story_child import SMALL
from test_graphs_wan import made_by, requests_of, run, settings_of

from iamflow_agents.directing import open_desk
from iamflow_agents.errors import StoppedError
from iamflow_agents.events import FramesDone, StoryEvent, TakeFinished
from iamflow_agents.generator.wan.options import MEMORIES
from iamflow_agents.opening import open_store
from iamflow_agents.runner import StopSignal
from iamflow_agents.storage import migrations
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.manifests import read_manifest
from iamflow_agents.takes import MemoryFrame
from iamflow_agents.tools.make_take import LATENTS, STATE
from iamflow_agents.tools.shooting import generate_segment

N_STATES = 4
QUICK: dict[str, Any] = {"wan_steps": 1, "verify": "off"}


def rows_of(home: Path) -> tuple[MemoryFrame, ...]:
    with open_store(settings_of(home), Home(home)) as store:
        return store.memory_frames("pier", include_quarantined=True)


def kept_files(home: Path) -> set[str]:
    """Hashes of all states and latents on disk."""
    return {path.stem for path in Home(home).job_folder("pier").glob("artifacts/*/*.safetensors")}


def evict(home: Path, segment: int) -> None:
    """Drop the latents of a segment, as there being no room for them would."""
    with open_store(settings_of(home), Home(home)) as store:
        take = store.chosen_takes("pier")[segment]
        latents = [file.name for file in take.files if file.name.startswith(LATENTS)]
        ArtifactStore(Home(home).job_folder("pier")).drop(take.input_hash, latents)
        store.forget_latents("pier", [one for one in store.memory_frames("pier") if one.segment_index == segment])


@pytest.fixture(scope="module")
def bounded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a film of which little is remembered; for looking, or to work on a copy."""
    home = tmp_path_factory.mktemp("bounded")
    run(home, memory_kept_per_identity=1, **QUICK)
    return home


@pytest.fixture
def copied(bounded: Path, tmp_path: Path) -> Path:
    return shutil.copytree(bounded, tmp_path / "copied")


def test_wan_memory_policies_are_chosen_by_one_setting(tmp_path: Path) -> None:
    remembered = {}
    for policy in ("sink+window", "text-similarity", "identity"):
        assert policy in MEMORIES
        home = tmp_path / policy
        run(home, wan_memory=policy, **QUICK)
        requests = requests_of(home)
        remembered[policy] = [{f"{f.segment_index}{f.identities}" for f in one.memory} for one in requests]
        kept = [row for row in rows_of(home) if row.latents]
        assert bool(kept) is (policy != "sink+window")
        assert kept_files(home) >= {row.latents.sha256 for row in kept if row.latents}
    assert remembered["sink+window"] == [set()] * 4
    # A bank is offered everything, whoever is in it; the others only those of the cast, and the place.
    assert [len(request.memory) for request in requests_of(tmp_path / "text-similarity")] == [0, 3, 6, 9]
    for request in requests_of(tmp_path / "identity"):
        cast = {look.identity for look in request.cast}
        assert all(cast & {*f.identities} or f.place == request.setting.place for f in request.memory)
    films = {made_by(home)["film"] for home in tmp_path.iterdir()}
    assert len(films) == 3, "they do not come out alike"


def test_wan_memory_latents_on_disk_are_bounded(bounded: Path) -> None:
    rows = rows_of(bounded)
    kept = [row for row in rows if row.latents]
    # Ida, the lantern, Tom, Biscuit, the pier and the kitchen.
    assert len(rows) == 12 and 0 < len(kept) <= 6 and len(kept_files(bounded)) == len(kept) + N_STATES
    assert {"ida", "tom", "biscuit"} <= {key for row in kept for key in row.identities}
    folder = Home(bounded).job_folder("pier")
    assert all((folder / row.keyframe.path).is_file() for row in rows), "pictures stay"


def test_wan_memory_takes_for_an_agent_leave_nothing_but_what_can_be_seen(copied: Path) -> None:
    used = [frame for frame in requests_of(copied)[3].memory if frame.latents]
    evict(copied, used[0].segment_index)
    folder, before, rows = Home(copied).job_folder("pier"), kept_files(copied), rows_of(copied)
    assert not before >= {frame.latents.sha256 for frame in used if frame.latents}, "it remembers more than is kept"
    with open_desk(copied, job="pier") as desk:
        made = [generate_segment(desk, segment=3, seed=seed) for seed in (1, 2)]
        again, own = generate_segment(desk, segment=3, seed=1), generate_segment(desk, segment=3)
    assert kept_files(copied) == before and rows_of(copied) == rows
    assert [take.reused for take in (*made, again, own)] == [False, False, True, True] and own.in_film
    for take in made:
        assert Path(take.video).is_file() and all(Path(picture).is_file() for picture in take.pictures)
        manifest = read_manifest(folder / "index" / f"{take.take}.json")
        assert manifest is not None and {STATE, f"{LATENTS}0"} <= manifest.dropped.keys()


def test_wan_memory_evicted_latents_are_made_again_for_a_take_that_needs_them(
    tmp_path: Path,
) -> None:
    home = tmp_path
    run(home, **QUICK)
    folder, before, requests = Home(home).job_folder("pier"), made_by(home), requests_of(home)
    used = [frame for frame in requests[3].memory if frame.segment_index == 0]
    evict(home, 0)
    with open_store(settings_of(home), Home(home)) as store:
        (folder / store.chosen_takes("pier")[3].file("video").path).unlink()
    assert used and not any((folder / frame.latents.path).exists() for frame in used if frame.latents)
    heard: list[StoryEvent] = []
    run(home, heard.append, **QUICK)
    made = [event.segment_index for event in heard if isinstance(event, TakeFinished)]
    assert made.count(3) >= 1 and made.count(0) >= 1 and 1 not in made and 2 not in made
    assert (folder / "video.mp4").read_bytes() == before["film"]
    assert not any((folder / frame.latents.path).exists() for frame in used if frame.latents), "and go again"


def test_wan_memory_a_lost_database_is_made_again_from_takes_that_have_dropped_latents(copied: Path) -> None:
    rows, files, before = rows_of(copied), kept_files(copied), made_by(copied)
    for path in copied.glob("iamflow.db*"):
        path.unlink()
    heard: list[StoryEvent] = []
    run(copied, heard.append, memory_kept_per_identity=1, **QUICK)
    takes = [event for event in heard if isinstance(event, TakeFinished)]
    assert len(takes) == 4 and all(take.reused for take in takes), "nothing is filmed again"
    assert (rows_of(copied), kept_files(copied), made_by(copied)) == (rows, files, before)


def older_home(home: Path) -> None:
    """Make a home's database one of revision 0002, when a take's list of files alone told of latents."""
    path, older = home / "iamflow.db", home / "older.db"
    engine = create_engine(f"sqlite:///{older}")
    with engine.begin() as connection:
        migrations.upgrade(connection, "0002")
    engine.dispose()
    with closing(sqlite3.connect(older)) as database, database:
        database.execute("ATTACH ? AS newer", (str(path),))
        made = database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' AND name NOT LIKE 'alembic%'")
        for (table,) in made.fetchall():
            columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
            database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newer.{table}")
    for file in home.glob("iamflow.db*"):
        file.unlink()
    older.rename(path)


def test_wan_memory_a_job_of_an_older_release_goes_on_with_all_it_remembers(tmp_path: Path) -> None:
    straight, stopped = tmp_path / "straight", tmp_path / "stopped"
    older: dict[str, Any] = {"wan_soft": "blend", **QUICK}
    run(straight, **older)
    stop = StopSignal(cancel=threading.Event())

    def halt(event: StoryEvent) -> None:
        if isinstance(event, FramesDone) and event.segment_index == 2:
            stop.stop_now("interrupted")

    with pytest.raises(StoppedError):
        run(stopped, halt, stop, **older)
    before = rows_of(stopped)
    assert len(before) == 6 and all(row.latents for row in before)
    older_home(stopped)
    assert rows_of(stopped) == before, "opening it brings the rows back"
    run(stopped, **older)
    assert any(frame.latents for frame in requests_of(stopped)[2].memory)
    assert made_by(stopped) == made_by(straight)


def test_wan_memory_rejected_takes_keep_their_pictures_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from iamflow_agents.agents import repairer

    real = repairer.decide_repair

    def picky(verdicts: object, number: int, *terms: object) -> repairer.RepairDecision:
        decision = real([], number, 2)
        return replace(decision, action=repairer.RepairAction.RETAKE) if number == 1 else decision

    monkeypatch.setattr(repairer, "decide_repair", picky)
    monkeypatch.setattr(repairer, "score_take", lambda verdicts, policy: 0.5)
    run(tmp_path, wan_steps=1)
    with open_store(settings_of(tmp_path), Home(tmp_path)) as store:
        takes = store.takes("pier")
        chosen = {take.input_hash for take in store.chosen_takes("pier")}
        rejected = [take for take in takes if take.input_hash not in chosen]
        rows = store.memory_frames("pier", include_quarantined=True)
    assert len(chosen) == 4 and len(rejected) == 4
    for row in rows:
        assert bool(row.latents) is (row.take_number == 2)
    needed = {file.sha256 for take in takes if take.input_hash in chosen for file in take.files if file.name == STATE}
    assert kept_files(tmp_path) == needed | {row.latents.sha256 for row in rows if row.latents}


def test_wan_prompts_of_a_story_are_known_before_it_is_filmed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from iamflow_agents.generator.wan.generator import WanSession

    told: list[list[str]] = []
    monkeypatch.setattr(WanSession, "prepare", lambda self, prompts, *, cancel: told.append(list(prompts)))
    run(tmp_path, **QUICK)
    assert told == [[request.full_prompt for request in requests_of(tmp_path)]]
    for path in tmp_path.glob("iamflow.db*"):
        path.unlink()
    run(tmp_path, **QUICK)
    assert len(told) == 1, "nothing is filmed, so nothing needs to be known"


def test_graphs_verdicts_reach_the_frames_that_memory_is_chosen_from(tmp_path: Path) -> None:
    """With the storyboard, whose pictures can be judged: planned without waiting, scored when the verdict is there."""
    size = {key: SMALL[key] for key in ("width", "height")}
    run(tmp_path, generator="storyboard", **size)
    rows = rows_of(tmp_path)
    seen = [dict(zip(row.identities, row.visual, strict=True)) for row in rows if row.visual]
    assert len(seen) == len(rows) and any(score and score > 0.5 for one in seen for score in one.values())
