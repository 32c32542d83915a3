"""The command line: each command parses, calls one function and shows what came back.

stdout is the result (with `--json` one document and nothing else), stderr the talk. Exit codes: 0 done, 1 a bug, 2
wrong use, settings or script, 3 a backend or the job failed, 4 stopped for review or budget, 130 interrupted. Only
typer is imported here, so that `--help` is quick.
"""

from __future__ import annotations

import sys
import traceback
from contextlib import suppress
from typing import Annotated

import typer

from iamflow_agents.commands.bench_app import app as bench_app
from iamflow_agents.commands.library_app import app as library_app
from iamflow_agents.commands.people_app import app as people_app
from iamflow_agents.commands.story_app import app as story_app
from iamflow_agents.commands.weights_app import app as weights_app
from iamflow_agents.errors import StoryError

app = typer.Typer(
    name="iamflow",
    help="Turn a story into a film in which everybody stays who they are.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(bench_app)
app.add_typer(library_app)
app.add_typer(weights_app)
_DEBUG_FLAG = "--debug"

HomeOption = Annotated[
    str | None, typer.Option("--home", help="Folder of all jobs and the entity database.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
LlmOption = Annotated[
    str | None,
    typer.Option(
        "--llm",
        help="What decides who is who where the rules leave it open: rules, openai:MODEL, PROVIDER:MODEL, "
        "http://HOST:PORT/v1#MODEL, transformers:PATH, fake:FILE.",
        show_default=False,
    ),
]
VlmOption = Annotated[
    str | None,
    typer.Option(
        "--vlm",
        help="What looks at the takes: rules (colours in the pixels), or a vision model named as for --llm.",
        show_default=False,
    ),
]
FrameScorerOption = Annotated[
    str | None,
    typer.Option(
        "--frame-scorer",
        help="What rates the frames to remember while the film is made: off, rules, vlm (as --vlm), or a vision model.",
        show_default=False,
    ),
]
FallbackOption = Annotated[
    str | None,
    typer.Option("--llm-fallback", help="Where a model fails: rules (go on, and say so) or stop.", show_default=False),
]
BudgetOption = Annotated[
    str | None,
    typer.Option("--budget", help="What models may cost: 25calls, 0.50 or none.", show_default=False),
]
MaxTakesOption = Annotated[
    int | None, typer.Option("--max-takes", help="Attempts at a segment before the best of them is used.")
]
RepairSecondsOption = Annotated[
    float | None, typer.Option("--repair-seconds", help="Seconds of generating that all repairs together may take.")
]
RepairMoneyOption = Annotated[
    float | None, typer.Option("--repair-money", help="Money that judging all repairs together may cost.")
]
ReviewOption = Annotated[
    str | None,
    typer.Option("--review", help="When you are asked: never, on-failure, each-segment or cast.", show_default=False),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", help="Stop to look: cast, storyboard or segment:NUMBER.", show_default=False),
]
JobArgument = Annotated[str, typer.Argument(help="Name of the job, as `iamflow jobs` lists it.")]


def _show_version(wanted: bool) -> None:
    """Print the version and stop."""
    if wanted:
        from iamflow_agents import __version__

        typer.echo(f"iamflow {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option(_DEBUG_FLAG, help="Show a traceback with every error.")] = False,
) -> None:
    """Options that stand before the command."""


@app.command()
def run(
    script: Annotated[str, typer.Argument(help="A .yaml, .json, .jsonl#NUMBER or .txt script.")],
    home: HomeOption = None,
    job: Annotated[str | None, typer.Option("--job", help="Name of the job; made from the title if left out.")] = None,
    generator: Annotated[
        str | None, typer.Option(help="What makes the pictures: storyboard, wan, wan:PATH, wan:tiny.")
    ] = None,
    llm: LlmOption = None,
    llm_fallback: FallbackOption = None,
    budget: BudgetOption = None,
    vlm: VlmOption = None,
    frame_scorer: FrameScorerOption = None,
    seed: Annotated[int | None, typer.Option(help="The same seed gives the same bytes.")] = None,
    size: Annotated[str | None, typer.Option(help="Width x height in pixels, for example 832x480.")] = None,
    fps: Annotated[int | None, typer.Option(help="Frames a second.")] = None,
    captions: Annotated[bool | None, typer.Option("--captions", help="Write the prompt below the picture.")] = None,
    verify: Annotated[str | None, typer.Option(help="When takes are checked: overlap, wait or off.")] = None,
    max_takes: MaxTakesOption = None,
    repair_seconds: RepairSecondsOption = None,
    repair_money: RepairMoneyOption = None,
    review: ReviewOption = None,
    until: UntilOption = None,
    with_: Annotated[
        list[str] | None, typer.Option("--with", help="Somebody from the library who is in the story; may be repeated.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Turn SCRIPT into a film."""
    from iamflow_agents.commands import jobs as commands
    from iamflow_agents.settings import load_settings, parse_size

    width, height = parse_size(size) if size is not None else (None, None)
    settings = load_settings(
        home=home,
        generator=generator,
        llm=llm,
        llm_fallback=llm_fallback,
        budget=budget,
        vlm=vlm,
        frame_scorer=frame_scorer,
        seed=seed,
        width=width,
        height=height,
        fps=fps,
        captions=captions,
        verify=verify,
        max_takes=max_takes,
        repair_seconds=repair_seconds,
        repair_money=repair_money,
        review=review,
        until=until,
    )
    commands.show_result(commands.run_script(script, settings, job, with_ or ()), as_json=as_json)


@app.command()
def resume(
    job: JobArgument,
    home: HomeOption = None,
    llm: LlmOption = None,
    llm_fallback: FallbackOption = None,
    budget: BudgetOption = None,
    vlm: VlmOption = None,
    frame_scorer: FrameScorerOption = None,
    review: ReviewOption = None,
    until: UntilOption = None,
    as_json: JsonOption = False,
) -> None:
    """Go on with JOB where it stopped, with the settings it was started with but for those named."""
    from iamflow_agents.commands import jobs as commands
    from iamflow_agents.settings import load_settings

    changes = {
        "llm": llm,
        "llm_fallback": llm_fallback,
        "budget": budget,
        "vlm": vlm,
        "frame_scorer": frame_scorer,
        "review": review,
        "until": until,
    }
    commands.show_result(commands.resume_job(job, load_settings(home=home), changes), as_json=as_json)


@app.command()
def jobs(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List all jobs, newest first."""
    from iamflow_agents.commands import jobs as commands
    from iamflow_agents.settings import load_settings

    commands.show_jobs(load_settings(home=home), as_json=as_json)


@app.command()
def show(
    job: JobArgument,
    identity: Annotated[
        str | None, typer.Option("--identity", help="The history of one identity: who said what, and what was seen.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what JOB has made so far: segments, identities, verdicts."""
    from iamflow_agents.settings import load_settings

    if identity is not None:
        from iamflow_agents.commands import history

        history.show_history(job, identity, load_settings(home=home), as_json=as_json)
        return
    from iamflow_agents.commands import jobs as commands

    commands.show_job(job, load_settings(home=home), as_json=as_json)


@app.command()
def cancel(job: JobArgument, home: HomeOption = None) -> None:
    """Stop JOB, wherever it runs; it can be resumed."""
    from iamflow_agents.commands import jobs as commands
    from iamflow_agents.settings import load_settings

    commands.cancel_job(job, load_settings(home=home))


@app.command()
def rm(job: JobArgument, home: HomeOption = None) -> None:
    """Remove JOB with all its files."""
    from iamflow_agents.commands import jobs as commands
    from iamflow_agents.settings import load_settings

    commands.remove_job(job, load_settings(home=home))


@app.command()
def extract(
    script: Annotated[str, typer.Argument(help="A script, or a .jsonl with one script a line.")],
    output: Annotated[str, typer.Option("--format", help="json, jsonl or table.")] = "table",
    explain: Annotated[
        bool, typer.Option("--explain", help="Show every decision with its reason and how sure it is.")
    ] = False,
    with_: Annotated[
        list[str] | None, typer.Option("--with", help="Somebody from the library who is in the story; may be repeated.")
    ] = None,
    llm: LlmOption = None,
    llm_fallback: FallbackOption = None,
    budget: BudgetOption = None,
    home: HomeOption = None,
) -> None:
    """Say who and what is in SCRIPT, without generating anything."""
    from iamflow_agents.commands import extraction
    from iamflow_agents.settings import load_settings

    show = extraction.show_explanations if explain else extraction.show_identities
    settings = load_settings(llm=llm, llm_fallback=llm_fallback, budget=budget, home=home)
    show(script, output, settings, with_ or ())


@app.command()
def score(
    gold: Annotated[str, typer.Argument(help="Annotations, one script a line (.jsonl).")],
    predictions: Annotated[str, typer.Argument(help="What `iamflow extract --format jsonl` wrote.")],
    per_script: Annotated[bool, typer.Option("--per-script", help="A row for every script too.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Say how well PREDICTIONS agree with GOLD on who is who."""
    from iamflow_agents.commands import scoring

    scoring.show_scores(gold, predictions, as_json=as_json, per_script=per_script)


@app.command()
def graph(home: HomeOption = None) -> None:
    """Print the story graph as a Mermaid drawing."""
    from iamflow_agents.commands.output import write_line
    from iamflow_agents.graphs.story_graph import draw_graph

    write_line(draw_graph().rstrip("\n"))


@app.command()
def mcp(
    home: HomeOption = None,
    job: Annotated[str | None, typer.Option("--job", help="The job that is meant when a call names none.")] = None,
) -> None:
    """Serve the story tools to an MCP host over stdin and stdout."""
    from iamflow_agents.commands import mcp as server
    from iamflow_agents.settings import load_settings

    server.serve_tools(load_settings(home=home), job)


@app.command()
def doctor(home: HomeOption = None, llm: LlmOption = None, vlm: VlmOption = None, as_json: JsonOption = False) -> None:
    """Say what is installed, what this machine can run, what is missing and how to get it."""
    from iamflow_agents.commands import doctor as checks
    from iamflow_agents.settings import load_settings

    found = checks.examine(load_settings(home=home, llm=llm, vlm=vlm))
    if as_json:
        from iamflow_agents.commands.output import write_json

        write_json([check.to_plain() for check in found])
    else:
        checks.print_table(found)
    if any(check.needed and not check.ok for check in found):
        raise typer.Exit(2)


# Behind the others in `--help`.
app.registered_commands += people_app.registered_commands
app.registered_commands += story_app.registered_commands


def main() -> None:
    """Run the command line; every error becomes one line and an exit code."""
    arguments = [argument for argument in sys.argv[1:] if argument != _DEBUG_FLAG]
    try:
        app(arguments, prog_name="iamflow")
    except StoryError as error:
        if _DEBUG_FLAG in sys.argv:
            traceback.print_exc()
        with suppress(OSError):  # a terminal that was closed, a pipe that nobody reads
            typer.secho(f"error: {error}", err=True, fg=typer.colors.RED)
        raise SystemExit(error.exit_code) from None


if __name__ == "__main__":
    main()
