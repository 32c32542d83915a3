"""Checkpoints: the file stays small, the state stays readable, a stopped graph goes on in another process."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from operator import add
from pathlib import Path
from typing import Annotated, Any, TypedDict

import pytest
from langgraph.graph import END, START, StateGraph
from storage_samples import run_child

from iamflow_agents.errors import DatabaseError, StorageError
from iamflow_agents.storage.checkpointer import PruningSqliteSaver

CONFIG: Any = {"configurable": {"thread_id": "tale"}, "recursion_limit": 100_000}


class State(TypedDict, total=False):
    step: int
    n_steps: int
    ballast: str
    log: Annotated[list[str], add]


def build(saver: PruningSqliteSaver, *, fail_at: int | None = None) -> Any:
    """A loop of two parallel nodes; `fail_at` makes one of them fail at that step."""

    def count(state: State) -> State:
        return {"step": state.get("step", 0) + 1}

    def left(state: State) -> State:
        return {"log": [f"left {state['step']}"]} if state["step"] > state["n_steps"] - 2 else {}

    def right(state: State) -> State:
        if state["step"] == fail_at:
            raise RuntimeError("the right node fails")
        return {}

    graph = StateGraph(State)
    for node in (count, left, right):
        graph.add_node(node.__name__, node)
    graph.add_edge(START, "count")
    graph.add_edge("count", "left")
    graph.add_edge("count", "right")
    graph.add_conditional_edges("left", lambda s: "count" if s["step"] < s["n_steps"] else END, ["count", END])
    return graph.compile(checkpointer=saver)


def run(path: Path, n_steps: int, **options: int) -> tuple[int, int]:
    """Run the loop to its end.

    Returns:
        Bytes of the file and number of checkpoints in it.
    """
    with PruningSqliteSaver.open(path, **options) as saver:
        start = {"n_steps": n_steps, "ballast": "x" * 4000}
        result = build(saver).invoke(start, CONFIG, durability="sync")
        assert result["step"] == n_steps
        assert build(saver).get_state(CONFIG).values == result
        n_checkpoints = saver.conn.execute("SELECT count(*) FROM checkpoints").fetchone()[0]
        n_orphans = saver.conn.execute(
            "SELECT count(*) FROM writes WHERE checkpoint_id NOT IN (SELECT checkpoint_id FROM checkpoints)"
        ).fetchone()[0]
        assert n_orphans <= n_checkpoints
    return path.stat().st_size, n_checkpoints


def test_file_stays_small_over_hundreds_of_supersteps(tmp_path: Path) -> None:
    short, _ = run(tmp_path / "short.db", 20)
    long, n_checkpoints = run(tmp_path / "long.db", 150)
    assert long <= short * 1.5
    assert long < 300_000
    assert n_checkpoints < 20
    unpruned, n_unpruned = run(tmp_path / "unpruned.db", 150, every=10**9)
    assert n_unpruned > 300
    assert unpruned > 4 * long, "without pruning the file does grow"


def test_pruning_after_every_step_keeps_what_a_failed_step_needs(tmp_path: Path) -> None:
    with PruningSqliteSaver.open(tmp_path / "x.db", every=1, keep=2) as saver:
        with pytest.raises(RuntimeError, match="right node"):
            build(saver, fail_at=4).invoke({"n_steps": 5}, CONFIG, durability="sync")
        saver.prune(["tale"])
    with PruningSqliteSaver.open(tmp_path / "x.db", every=1, keep=2) as saver:
        state = build(saver).get_state(CONFIG)
        finished = {task.name for task in state.tasks if task.result is not None}
        assert finished == {"left"}, "the sibling's finished work is kept as pending writes"
        result = build(saver).invoke(None, CONFIG, durability="sync")
    assert result["step"] == 5
    assert result["log"] == ["left 4", "left 5"], "left 4 ran once"


def test_keep_is_at_least_two_and_other_threads_are_spared(tmp_path: Path) -> None:
    with PruningSqliteSaver.open(tmp_path / "x.db", keep=0, every=10**9) as saver:
        other: Any = {"configurable": {"thread_id": "other"}}
        for config in (CONFIG, other):
            build(saver).invoke({"n_steps": 3}, config, durability="sync")
        before = len(list(saver.list(other)))
        saver.prune(["tale"])
        assert len(list(saver.list(CONFIG))) == 2
        assert len(list(saver.list(other))) == before > 2
        saver.prune(["tale"], strategy="delete")
        assert list(saver.list(CONFIG)) == []
        with pytest.raises(ValueError, match="strategy"):
            saver.prune(["tale"], strategy="keep_everything")


KILLED = """
import os, signal
from pathlib import Path
from iamflow_agents.storage.checkpointer import PruningSqliteSaver
import test_storage_checkpointer as t
saver = PruningSqliteSaver.open(Path(sys.argv[1]), every=1)
puts = []
original = saver.put
def put(*arguments):
    puts.append(original(*arguments))
    if len(puts) == 9:
        os.kill(os.getpid(), signal.SIGKILL)
    return puts[-1]
saver.put = put
t.build(saver).invoke({"n_steps": 6}, t.CONFIG, durability="sync")
"""


def test_killed_graph_goes_on(tmp_path: Path) -> None:
    assert run_child(KILLED, tmp_path / "x.db").returncode == -9
    with PruningSqliteSaver.open(tmp_path / "x.db") as saver:
        before = build(saver).get_state(CONFIG).values["step"]
        assert 0 < before < 6
        result = build(saver).invoke(None, CONFIG, durability="sync")
    assert (result["step"], result["log"]) == (6, ["left 5", "left 6"])


def test_async_graph_runs_on_the_same_file(tmp_path: Path) -> None:
    async def history(saver: PruningSqliteSaver) -> int:
        await build(saver).ainvoke({"n_steps": 3}, CONFIG, durability="sync")
        return len([one async for one in saver.alist(CONFIG)])

    with PruningSqliteSaver.open(tmp_path / "x.db") as saver:
        assert asyncio.run(history(saver)) > 3
        assert build(saver).get_state(CONFIG).values["step"] == 3
        asyncio.run(saver.adelete_thread("tale"))
        assert asyncio.run(saver.aget_tuple(CONFIG)) is None


def test_file_made_elsewhere_is_given_auto_vacuum(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE old (x)")
        connection.commit()
        assert connection.execute("PRAGMA auto_vacuum").fetchone() == (0,)
    with PruningSqliteSaver.open(path) as saver:
        assert saver.conn.execute("PRAGMA auto_vacuum").fetchone() == (2,)


def test_failed_write_is_undone(tmp_path: Path) -> None:
    with PruningSqliteSaver.open(tmp_path / "x.db") as saver:
        build(saver).invoke({"n_steps": 1}, CONFIG, durability="sync")
        with pytest.raises(RuntimeError), saver.cursor() as cursor:
            cursor.execute("DELETE FROM checkpoints")
            raise RuntimeError
        assert build(saver).get_state(CONFIG).values["step"] == 1


@pytest.mark.parametrize("harm", ["header", "cut", "pages"])
def test_damaged_file_is_refused_with_name_and_remedy(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "checkpoints.db"
    run(path, 30, every=10**9)
    data = path.read_bytes()
    harmed = {
        "header": b"garbage!" * 20 + data[160:],
        "cut": data[: len(data) // 2],
        "pages": data[: 4096 * 3] + b"\xa5" * 4096 * 8 + data[4096 * 11 :],
    }
    path.write_bytes(harmed[harm])
    with pytest.raises(DatabaseError) as caught:
        PruningSqliteSaver.open(path)
    assert caught.value.where == str(path)
    assert "same --job" in caught.value.next_step


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="file"):
        PruningSqliteSaver.open(tmp_path / "file" / "x.db")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StorageError, match="folder"):
        PruningSqliteSaver.open(tmp_path / "folder")
    with PruningSqliteSaver.open(tmp_path / "x.db") as saver:
        saver.conn.execute("PRAGMA query_only=ON")
        with pytest.raises(StorageError, match=r"x\.db"):
            build(saver).invoke({"n_steps": 1}, CONFIG, durability="sync")


def test_closing_twice_is_safe(tmp_path: Path) -> None:
    saver = PruningSqliteSaver.open(tmp_path / "x.db")
    saver.close()
    saver.close()
