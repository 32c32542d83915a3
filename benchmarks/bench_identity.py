"""Answers: how well does each backend tell who is who, script by script, and is a model ever worse than the rules?

Prints one table a file of gold and backend, with what the reading took; nothing here is asserted. Gold files lie next
to their scripts: `NAME.gold.jsonl` beside `NAME.jsonl`. Own stories are always read; `--bench` adds a folder.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.table import Table

from iamflow_agents.agents.ports import Extractor, Resolver
from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.backends.accounts import MemoryAccount, MemoryAnswers
from iamflow_agents.backends.registry import make_extractor, make_resolver
from iamflow_agents.commands.output import write_line, write_rich
from iamflow_agents.consultation import open_consultant
from iamflow_agents.evaluation.annotations import GoldScript, ScriptId, read_predicted_line
from iamflow_agents.evaluation.comparison import COMPARED, Comparison, Outcome, compare_scores
from iamflow_agents.evaluation.identity_scores import Score, score_script, total_score
from iamflow_agents.evaluation.score_files import read_gold
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_scripts
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.usage import sum_up

ROOT = Path(__file__).resolve().parents[1]
OWN = ROOT / "tests" / "data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How one script was read, and what that took."""

    score: Score
    n_segments: int
    seconds: float
    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    notes: tuple[str, ...] = ()


def find_benches(folders: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Gold files with their scripts, own stories first."""
    golds = [*sorted(OWN.glob("hard_*.gold.jsonl")), *(g for f in folders for g in sorted(f.glob("*.gold.jsonl")))]
    pairs = [(gold, gold.with_name(gold.name.replace(".gold.jsonl", ".jsonl"))) for gold in golds]
    return [(gold, scripts) for gold, scripts in pairs if scripts.is_file()]


def read_one(script: Script, number: ScriptId, gold: GoldScript, extractor: Extractor, resolver: Resolver) -> Reading:
    """Read and score one script."""
    began = time.perf_counter()
    readings = [extractor.read(script, index) for index in range(len(script.segments))]
    registry = resolver.resolve(script, readings)
    seconds = time.perf_counter() - began
    found = read_predicted_line(to_prediction(int(number), registry), f"script {number}")
    return Reading(score=score_script(gold, found), n_segments=len(script.segments), seconds=seconds)


def read_all(
    settings: Settings, gold: dict[ScriptId, GoldScript], scripts: dict[ScriptId, Script]
) -> dict[ScriptId, Reading]:
    """Read all scripts of a file with the settings' model.

    Every script has an account of its own and begins without remembered answers, so that costs are those of a first
    time. The first prompt of all is read twice and counted once: loading the language is no cost of a segment.
    """
    extractor = make_extractor(settings.llm)
    extractor.read(next(iter(scripts.values())), 0)
    found = {}
    for number, wanted in gold.items():
        account = MemoryAccount()
        with open_consultant(settings, answers=MemoryAnswers(), account=account, go_on="Raise it.") as consultant:
            resolver = make_resolver(settings.llm, consultant)
            one = read_one(scripts[number], number, wanted, extractor, resolver)
        spent = sum_up(account.calls())
        found[number] = replace(
            one,
            calls=spent["calls"],
            tokens_in=spent["tokens_in"],
            tokens_out=spent["tokens_out"],
            notes=tuple(f"script {number}: {note}" for note in spent["notes"]),
        )
    return found


def draw(title: str, found: dict[ScriptId, Reading], base: dict[ScriptId, Reading] | None) -> Table:
    """A row a script and one for all; against the rules where a model read. Figures are F1s and place agreement."""
    table = Table("script", box=None, title=title, title_justify="left")
    for heading in (*COMPARED.values(), "ms/seg", "calls", "tok in", "out"):
        table.add_column(heading, justify="right", no_wrap=True)
    if base is not None:
        table.add_column("than the rules")
    for number, one in found.items():
        table.add_row(str(number), *cells([one]), *([] if base is None else [str(compare(base[number], one))]))
    rows = list(found.values())
    against = []
    if base is not None:
        outcomes = [compare(base[number], one).outcome for number, one in found.items()]
        against = [", ".join(f"{outcomes.count(o)} {o}" for o in Outcome if o in outcomes)]
    table.add_row("all", *cells(rows), *against, style="bold")
    return table


def compare(base: Reading, other: Reading) -> Comparison:
    """Compare two readings of a script."""
    return compare_scores(base.score, other.score)


def cells(rows: Sequence[Reading]) -> list[str]:
    """Figures and costs of some readings together."""
    score = total_score(dict(enumerate(row.score for row in rows)))
    took = 1000 * sum(row.seconds for row in rows) / max(1, sum(row.n_segments for row in rows))
    counts = [sum(row.calls for row in rows), sum(row.tokens_in for row in rows), sum(row.tokens_out for row in rows)]
    figures = score.figures()
    return [*(f"{figures[key]:.3f}" for key in COMPARED), f"{took:.0f}", *(f"{count:,}" for count in counts)]


def bench(gold_path: Path, scripts_path: Path, backends: Sequence[str]) -> None:
    """Read one file of scripts with every backend, the rules first."""
    gold = read_gold(gold_path).scripts
    scripts: dict[ScriptId, Script] = {n: script for n, script in read_scripts(scripts_path) if n in gold}
    gold = {number: wanted for number, wanted in gold.items() if number in scripts}
    if not gold:
        write_line(f"{gold_path.name}: none of its scripts is in {scripts_path.name}")
        return
    base: dict[ScriptId, Reading] | None = None
    for backend in backends:
        found = read_all(load_settings(llm=backend), gold, scripts)
        write_rich(draw(f"{scripts_path.name}: {backend}", found, base))
        for note in (note for one in found.values() for note in one.notes):
            write_line(f"  {note}")
        write_line("")
        base = base if base is not None else found


def machine() -> str:
    """Where the figures were taken."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty", "--exclude", "*"], cwd=ROOT, capture_output=True, text=True
    )
    commit = done.stdout.strip() or "unknown"
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, commit {commit}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the options and read everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bench", type=Path, action="append", default=[], help="folder with NAME.gold.jsonl files")
    parser.add_argument(
        "--llm", action="append", default=[], help="a backend besides the rules (default: the settings')"
    )
    options = parser.parse_args(arguments)
    backends = list(dict.fromkeys(["rules", *(options.llm or [load_settings().llm])]))
    for gold, scripts in find_benches(options.bench):
        bench(gold, scripts, backends)
    write_line(machine())


if __name__ == "__main__":
    main()
