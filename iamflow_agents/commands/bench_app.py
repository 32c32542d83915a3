"""The options of `iamflow bench drift|faults`; what they do is in `drift_bench`, loaded when one of them runs."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(name="bench", help="Compare how identities are kept, without a GPU.", no_args_is_help=True)

ScriptsArgument = Annotated[list[str], typer.Argument(help="Scripts, or .jsonl files with one script a line.")]
SeedsOption = Annotated[int, typer.Option("--seeds", min=1, max=100, help="How many seeds each script is made with.")]
SecondsOption = Annotated[float, typer.Option("--seconds", min=0.25, max=60.0, help="Length of each segment.")]
SizeOption = Annotated[str, typer.Option("--size", help="Width x height in pixels.")]
FpsOption = Annotated[int, typer.Option("--fps", min=1, max=60, help="Frames a second.")]
DriftOption = Annotated[
    str | None,
    typer.Option("--drift", help="Rates, such as ramp=6,colour=0.4; see docs/drift.md.", show_default=False),
]
GeneratorOption = Annotated[str, typer.Option("--generator", help="What is made to drift.")]
WorkersOption = Annotated[int, typer.Option("--workers", min=1, max=64, help="Jobs at a time.")]
DocsOption = Annotated[
    str | None,
    typer.Option("--docs", help="Also write the table into drift.md in this folder.", show_default=False),
]
TableOption = Annotated[str, typer.Option("--table", help="What the table is called in drift.md.")]
MemoryOption = Annotated[
    list[str] | None,
    typer.Option("--memory", help="Only this one: none, sink+window, text, identity; may be repeated."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]


@app.command("drift")
def drift_command(
    scripts: ScriptsArgument,
    seeds: SeedsOption = 1,
    seconds: SecondsOption = 1.0,
    size: SizeOption = "320x192",
    fps: FpsOption = 8,
    drift: DriftOption = None,
    generator: GeneratorOption = "storyboard",
    workers: WorkersOption = 1,
    memory: MemoryOption = None,
    docs: DocsOption = None,
    as_json: JsonOption = False,
) -> None:
    """Compare memories, verification and numbers of takes on SCRIPTS with a generator that drifts."""
    from iamflow_agents.commands import drift_bench as bench

    terms = bench.read_terms(scripts, seeds, seconds, size, fps, drift, generator, workers)
    bench.compare_policies(terms, docs=docs, as_json=as_json, memories=memory or bench.MEMORY_ORDER)


@app.command("faults")
def faults_command(
    scripts: ScriptsArgument,
    seeds: SeedsOption = 3,
    seconds: SecondsOption = 1.5,
    size: SizeOption = "640x384",
    fps: FpsOption = 8,
    drift: DriftOption = None,
    generator: GeneratorOption = "storyboard",
    workers: WorkersOption = 1,
    docs: DocsOption = None,
    table: TableOption = "faults",
    as_json: JsonOption = False,
) -> None:
    """Say how many of the faults of a drifting generator are detected, repaired and reported on SCRIPTS."""
    from iamflow_agents.commands import drift_bench as bench

    terms = bench.read_terms(scripts, seeds, seconds, size, fps, drift, generator, workers)
    bench.score_faults(terms, docs=docs, table=table, as_json=as_json)
