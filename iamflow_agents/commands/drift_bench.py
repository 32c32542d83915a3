"""`iamflow bench drift` and `iamflow bench faults`: many small jobs with a drifting generator, and their figures.

The first compares policies (whose memory, verified or not, how many takes) by what is truly in the films; the second
says what the verifier noticed and what became of it. Both print a table or JSON, and write their part of `drift.md`.
"""

from __future__ import annotations

import itertools
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from rich.table import Table

from iamflow_agents.commands.drift_runs import RunPlan, run_plan, shortened
from iamflow_agents.commands.output import write_json, write_rich
from iamflow_agents.evaluation.drift_page import Section, write_section
from iamflow_agents.evaluation.drift_scores import DetectionScore, FilmScore, score_detection, score_films
from iamflow_agents.evaluation.drift_takes import DriftedRun
from iamflow_agents.generator.drift_options import parse_drift
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_scripts
from iamflow_agents.settings import parse_size

PLOT = "drift.png"
MEMORY_ORDER = ("none", "sink+window", "text", "identity")
CHECKS: tuple[tuple[str, int], ...] = (("off", 1), ("overlap", 1), ("overlap", 2), ("overlap", 3))
"""Verification and takes of each column."""
FAULT_TAKES = 3
_DEFAULT = "ramp=6"
"""Segments of a bench are short, so identities drift fully within six blocks."""
_PERCENT = ("fidelity", "continuity")
_COLUMNS = {
    "fidelity": "looks as told", "continuity": "looks as last time", "duplicates": "copies /100 segments",
    "lost_things": "things lost /100 segments", "regenerated_s": "regenerated s /100 s", "reported": "reported wrong",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what is compared."""

    scripts: tuple[tuple[str, Script], ...]
    """Names and scripts, with the segments' length."""
    seeds: int
    base: RunPlan
    workers: int

    def plans(self, *, memory: str, verify: str, max_takes: int) -> Iterator[RunPlan]:
        """The jobs of one policy."""
        for (name, script), seed in itertools.product(self.scripts, range(self.seeds)):
            yield replace(
                self.base,
                name=f"{name}/{seed}",
                script=script,
                seed=seed,
                options=replace(self.base.options, seed=seed, memory=memory),
                verify=verify,
                max_takes=max_takes,
            )

    def describe(self) -> str:
        """One sentence for the page."""
        base, length = self.base, self.scripts[0][1].segments[0].duration_s
        return (
            f"{len(self.scripts)} scripts x {self.seeds} seeds, segments of {length:g} s, {base.width}x{base.height} "
            f"at {base.fps} frames a second, `drift:{self.base.options.changed()}:{base.inner}`."
        )


def read_terms(
    paths: Sequence[str],
    seeds: int,
    seconds: float,
    size: str,
    fps: int,
    drift: str | None,
    generator: str,
    workers: int,
) -> Terms:
    """Read scripts and rates.

    Raises:
        StoryError: If a script, the size or a rate cannot be read.
    """
    options, inner = parse_drift(f"drift:{drift or _DEFAULT}:{generator}")
    width, height = parse_size(size)
    scripts = tuple(
        (f"{Path(path).stem}#{number}", shortened(script, seconds))
        for path in paths
        for number, script in read_scripts(path)
    )
    base = RunPlan(name="", script=scripts[0][1], options=options, inner=inner, width=width, height=height, fps=fps)
    return Terms(scripts=scripts, seeds=seeds, base=base, workers=workers)


def compare_policies(terms: Terms, *, docs: str | None, as_json: bool, memories: Sequence[str] = MEMORY_ORDER) -> None:
    """Run every policy and show the figures of its films.

    Args:
        terms: On what.
        docs: Folder of the page and the plot, if they are to be written.
        as_json: Print a document instead of a table.
        memories: Those to compare, in their order.
    """
    rows: list[tuple[str, str, int, FilmScore]] = []
    base = replace(terms, base=replace(terms.base, look=False))
    for memory, (verify, takes) in itertools.product(memories, CHECKS):
        runs = _run(list(base.plans(memory=memory, verify=verify, max_takes=takes)), terms.workers)
        rows.append((memory, verify, takes, score_films(runs)))
    head = ["memory", "verified", "takes", *_COLUMNS.values()]
    cells = [[memory, _checked(verify), str(takes), *_figures(score)] for memory, verify, takes, score in rows]
    if docs is not None:
        from iamflow_agents.evaluation.drift_plot import Panel, draw_panels

        groups = tuple(memories)
        bars = tuple("not verified" if v == "off" else f"verified, {_at_most(n)}" for v, n in CHECKS)
        panels = [
            Panel(
                title=title,
                values=tuple(
                    tuple(getattr(s, field) * factor for m, _, _, s in rows if m == memory) for memory in groups
                ),
                unit=unit,
            )
            for field, title, factor, unit in (
                ("fidelity", "Attributes that look as the script tells", 100.0, "%"),
                ("continuity", "Returns of somebody who looks as last time", 100.0, "%"),
                ("duplicates", "People there twice, in 100 segments", 1.0, ""),
                ("regenerated_s", "Seconds thrown away, for 100 s of film", 1.0, " s"),
            )
        ]
        draw_panels(Path(docs) / PLOT, panels, groups=groups, bars=bars, axis="memory")
        write_section(Path(docs), Section("policies", terms.describe(), head, cells, picture=PLOT))
    if as_json:
        write_json(
            {
                "terms": terms.describe(),
                "rows": [{"memory": m, "verify": v, "max_takes": n, **asdict(score)} for m, v, n, score in rows],
            }
        )
        return
    write_rich(_table(head, cells))


def score_faults(terms: Terms, *, docs: str | None, as_json: bool, table: str = "faults") -> None:
    """Run the jobs and show what the verifier noticed.

    Args:
        terms: On what.
        docs: Folder of the page, if the table is to be written.
        as_json: Print a document instead of a table.
        table: What it is called in the page.
    """
    plans = list(terms.plans(memory=terms.base.options.memory, verify="overlap", max_takes=FAULT_TAKES))
    score = score_detection(_run(plans, terms.workers))
    head, cells = ["what", "figure", "of", "wanted"], fault_rows(score)
    if docs is not None:
        write_section(Path(docs), Section(table, terms.describe(), head, cells))
    if as_json:
        write_json({"terms": terms.describe(), **_document(score)})
        return
    write_rich(_table(head, cells))


def fault_rows(score: DetectionScore) -> list[list[str]]:
    """The figures of a verifier as rows of a table."""

    def percent(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f} %" if whole else "-"

    n_seen, n_found = score.injected.total(), score.detected.total()
    rows = [["faults detected", percent(n_found, n_seen), f"{n_found} of {n_seen}", ">= 95 %"]]
    rows += [
        [f"detected: {kind}", percent(score.detected[kind], count), f"{score.detected[kind]} of {count}", ""]
        for kind, count in sorted(score.injected.items())
    ]
    clean = score.clean_takes
    rows += [
        [
            "clean takes with a false alarm",
            percent(score.false_alarms, clean),
            f"{score.false_alarms} of {clean}",
            "<= 2 %",
        ],
        ["complaints about others in faulty takes", str(score.other_complaints), "", ""],
    ]
    for more, wanted in ((1, ""), (2, ">= 90 %")):
        fixed = score.repaired.get(more, 0)
        takes = "take" if more == 1 else "takes"
        rows.append(
            [
                f"detected faults gone after {more} more {takes}",
                percent(fixed, score.to_repair),
                f"{fixed} of {score.to_repair}",
                wanted,
            ]
        )
    return [
        *rows,
        ["faults left in the films", str(score.left), "", ""],
        ["of these not reported, as nobody noticed", str(score.silent), "", ""],
        ["complaints missing from the results", str(score.unreported), "", "0"],
        ["faults that cannot be seen, not counted", str(score.hidden.total()), "", ""],
    ]


def _document(score: DetectionScore) -> dict[str, Any]:
    """The figures as plain data."""
    plain = {field.name: getattr(score, field.name) for field in fields(score)}
    return {
        **{name: dict(value) if isinstance(value, dict) else value for name, value in plain.items()},
        "recall": score.recall,
        "false_alarm_rate": score.false_alarm_rate,
        "repair_rate": {str(more): score.repair_rate(more) for more in (1, 2)},
    }


def _run(plans: Sequence[RunPlan], workers: int) -> list[DriftedRun]:
    """Run jobs, several at a time if wanted, in their order."""
    if workers == 1 or len(plans) < 2:
        return [run_plan(plan) for plan in plans]
    # A fresh interpreter each: drawing and decoding threads do not survive a fork.
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        return list(pool.map(run_plan, plans))


def _checked(verify: str) -> str:
    return "no" if verify == "off" else "yes"


def _at_most(takes: int) -> str:
    """How many takes there may be."""
    return "one take" if takes == 1 else f"up to {takes} takes"


def _figures(score: FilmScore) -> list[str]:
    """One row's figures."""
    values = asdict(score)
    return [
        f"{100 * values[name]:.1f} %" if name in _PERCENT else f"{values[name]:.1f}".removesuffix(".0")
        for name in _COLUMNS
    ]


def _table(head: Sequence[str], cells: Sequence[Sequence[str]]) -> Table:
    table = Table(head[0], box=None)
    for heading in head[1:]:
        table.add_column(heading, justify="right")
    for row in cells:
        table.add_row(*row)
    return table
