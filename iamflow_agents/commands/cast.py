"""What `iamflow cast` prints: everybody in a job, and where the board of them lies."""

from __future__ import annotations

from rich.table import Table

from iamflow_agents.cast_board import make_board
from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.graphs.cast_board import CastEntry, interval
from iamflow_agents.settings import Settings
from iamflow_agents.tools.lookup import ranges


def show_cast(job: str, settings: Settings, *, as_json: bool) -> None:
    """Draw the board and print it as a table."""
    board = make_board(job, settings=settings)
    if as_json:
        identities = [entry.to_plain() for entry in board.entries]
        write_json({"job_id": job, "board": str(board.picture), "identities": identities})
        return
    table = Table("identity", "segments", "best frame", "looks", "verdicts", box=None, padding=(0, 1, 1, 0))
    n_segments = max((index + 1 for entry in board.entries for index in entry.on_screen), default=0)
    for entry in board.entries:
        table.add_row(*_row(entry, n_segments))
    write_rich(table if board.entries else "Nobody is known yet.")
    write_line(f"board  {board.picture}")


def _row(entry: CastEntry, n_segments: int) -> tuple[str, str, str, str, str]:
    one, best = entry.identity, entry.best
    looks = "\n".join(f"{a.value} ({a.source}, {interval(a, n_segments)})" for a in one.attributes)
    frame = "-"
    if best is not None:
        score = "not judged" if best.score is None else f"{best.score:.2f}"
        frame = f"segment {best.segment_index + 1}, take {best.take}, frame {best.frame_index}: {score}"
    counts = "\n".join(f"{count} {kind.replace('_', ' ')}" for kind, count in entry.counts.items())
    return (
        f"{one.name}\n{one.key}, {one.kind}",
        ranges([i + 1 for i in entry.on_screen]),
        frame,
        looks or "-",
        counts or "-",
    )
