"""SIGKILL at random instants, then resume: the film comes out as if nothing had happened.

Instants are drawn from the time an uninterrupted run takes, with a fixed seed. 25 kills by default, more with
IAMFLOW_TORTURE_KILLS (`make torture`). A second campaign aims at what a plain job hardly does: verifying, repairing,
generating ahead of a verdict, and waiting for a person.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import random
import shutil
import sqlite3
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import story_child

KILLS = int(os.environ.get("IAMFLOW_TORTURE_KILLS", "25"))
TABLES = ("story", "job", "segment", "identity", "attribute", "mention", "presence", "take", "verdict", "memory_frame")


@pytest.fixture(scope="module")
def processes() -> Any:
    """Processes that start with the heavy modules loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(story_child.HEAVY_MODULES)
    with pytest.MonkeyPatch.context() as patch:
        # Python 3.11's fork server ignores the path it is given, and would then skip what it cannot find.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        context.Process(target=int).start()
    return context


def start(processes: Any, home: Path, log: Path, kind: str = "plain") -> Any:
    child = processes.Process(target=story_child.work, args=(home, log, kind))
    child.start()
    return child


def events(log: Path) -> list[dict[str, Any]]:
    """Whole lines of the log; a kill may have cut the last one."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text().splitlines(keepends=True) if line.endswith("\n")]


def wait_for_start(child: Any, log: Path) -> None:
    """Wait until the child has told its first event."""
    before = len(events(log))
    while len(events(log)) == before and child.is_alive():
        child.join(timeout=0.01)


def what_came_out(home: Path) -> dict[str, Any]:
    """Everything that must not depend on interruptions."""
    job = home / "jobs" / "pier"
    story = json.loads((job / "story.json").read_text())
    story.pop("timings")
    database = sqlite3.connect(f"file:{home / 'iamflow.db'}?mode=ro", uri=True)
    rows = {name: database.execute(f"select count(*) from {name}").fetchone()[0] for name in TABLES}
    database.close()
    chosen = [segment["video"] for segment in story["segments"]]
    return {
        "story": story,
        "film": hashlib.sha256((job / "video.mp4").read_bytes()).hexdigest(),
        "sheet": hashlib.sha256((job / "contact_sheet.png").read_bytes()).hexdigest(),
        "takes": [hashlib.sha256((job / path).read_bytes()).hexdigest() for path in chosen],
        "rows": rows,
        "files": sorted(
            str(p.relative_to(job)) for p in job.rglob("*") if p.is_file() and p.parts[-1] not in DATABASES
        ),
    }


DATABASES = {"checkpoints.db", "checkpoints.db-wal", "checkpoints.db-shm"}


def assert_nothing_was_made_twice(log: Path) -> None:
    """A take that had been finished is found again, never generated again."""
    made = Counter(
        event["input_hash"] for event in events(log) if event["event"] == "TakeFinished" and not event["reused"]
    )
    assert made and max(made.values()) == 1, made


@pytest.mark.parametrize("campaign", ["ci", pytest.param("long", marks=pytest.mark.torture)])
def test_graphs_a_killed_job_resumes_to_the_same_bytes(campaign: str, processes: Any, tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    reference = start(processes, plain, tmp_path / "plain.log")
    wait_for_start(reference, tmp_path / "plain.log")
    began = time.monotonic()
    reference.join()
    duration = time.monotonic() - began
    assert reference.exitcode == 0
    expected = what_came_out(plain)

    chance = random.Random(20)
    kills, round_number = 0, 0
    while kills < (KILLS if campaign == "long" else 25):
        home, log = tmp_path / f"home-{round_number}", tmp_path / f"{round_number}.log"
        round_number += 1
        kills_in_round = chance.randint(1, 5)
        while kills_in_round:
            child = start(processes, home, log)
            wait_for_start(child, log)
            child.join(timeout=chance.uniform(0, duration))
            if not child.is_alive():
                break
            child.kill()
            child.join()
            kills, kills_in_round = kills + 1, kills_in_round - 1
        last = start(processes, home, log)
        last.join()
        assert last.exitcode == 0
        assert what_came_out(home) == expected
        assert_nothing_was_made_twice(log)


def test_graphs_the_comparison_sees_another_seed(processes: Any, tmp_path: Path) -> None:
    first = start(processes, tmp_path / "first", tmp_path / "first.log")
    first.join()
    result = what_came_out(tmp_path / "first")
    film = tmp_path / "first" / "jobs" / "pier" / "video.mp4"
    film.write_bytes(film.read_bytes()[:-1] + b"x")
    assert what_came_out(tmp_path / "first") != result


def phases(told: list[dict[str, Any]]) -> set[str]:
    """What a job was at, by what it told since it was last started."""
    last = max((at for at, event in enumerate(told) if event["event"] == "JobStarted"), default=0)
    running: Counter[str] = Counter()
    repairing = asking = False
    for event in told[last:]:
        name, node = event["event"], event.get("node", "")
        if name in ("NodeStarted", "NodeFinished"):
            running[node] += 1 if name == "NodeStarted" else -1
            repairing |= node == "repair_attributes"
            asking &= not (node == "review" and name == "NodeFinished")
        asking |= name == "ReviewAsked"
        repairing &= name != "TakeFinished"
    found = {"verification"} if running["verify_segment"] else set()
    found |= {"speculation"} if running["verify_segment"] and running["generate_segment"] else set()
    return found | ({"repair"} if repairing else set()) | ({"review"} if asking else set())


def kill_in(phase: str, child: Any, log: Path, chance: random.Random) -> set[str]:
    """Kill a job in a phase, or shortly after it; a job that comes to its end first is left alone.

    Returns:
        What it was at when it died; nothing if it did not.
    """
    entries, inside = chance.randint(1, 3), False
    while child.is_alive():
        before, inside = inside, phase in phases(events(log))
        entries -= inside and not before
        if inside and entries <= 0:
            child.join(timeout=chance.choice([0.0, 0.01, 0.03, 0.08]))
            break
        child.join(timeout=0.002)
    if not child.is_alive():
        return set()
    child.kill()
    child.join()
    return phases(events(log))


@pytest.mark.parametrize("campaign", ["ci", pytest.param("long", marks=pytest.mark.torture)])
@pytest.mark.parametrize("kind", ["judged", "reviewed"])
def test_graphs_a_job_killed_in_any_phase_resumes_to_the_same_bytes(
    kind: str, campaign: str, processes: Any, tmp_path: Path
) -> None:
    plain = start(processes, tmp_path / "plain", tmp_path / "plain.log", kind)
    plain.join()
    assert plain.exitcode == 0
    expected = what_came_out(tmp_path / "plain")
    aims = ["verification", "repair", "speculation"] if kind == "judged" else ["review"]
    least = max(1, KILLS // 8) if campaign == "long" else 1
    chance, hit = random.Random(21), Counter[str]()
    round_number = 0
    while any(hit[aim] < least for aim in aims):
        home, log = tmp_path / f"home-{round_number}", tmp_path / f"{round_number}.log"
        round_number += 1
        for aim in sorted(aims, key=lambda aim: (hit[aim], chance.random()))[:3]:
            hit.update(kill_in(aim, start(processes, home, log, kind), log, chance))
        last = start(processes, home, log, kind)
        last.join()
        assert last.exitcode == 0
        assert what_came_out(home) == expected
        assert_nothing_was_made_twice(log)
        shutil.rmtree(home)
        assert round_number <= 20 + 4 * least, hit
