"""The options of `iamflow direct` and `iamflow cast`; what they do is in `live` and `cast`, loaded when used."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer()

HomeOption = Annotated[
    str | None, typer.Option("--home", help="Folder of all jobs and the entity database.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
JobArgument = Annotated[str, typer.Argument(help="Name of the job, as `iamflow jobs` lists it.")]


@app.command()
def direct(
    job: JobArgument,
    prompt: Annotated[str, typer.Argument(help="What is to be seen next.")],
    duration: Annotated[
        float | None, typer.Option("--duration", help="Seconds; those of the last segment if left out.")
    ] = None,
    transition: Annotated[str, typer.Option(help="How it begins: auto, cut, soft or recache.")] = "auto",
    resume: Annotated[bool, typer.Option("--resume", help="Go on with the job at once if nobody runs it.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a segment at the end of JOB, which may be running or have ended."""
    from iamflow_agents.commands import jobs, live
    from iamflow_agents.live import add_segment
    from iamflow_agents.settings import load_settings

    settings = load_settings(home=home)
    added = add_segment(job, prompt, duration_s=duration, transition=transition, settings=settings)
    if resume and not added.is_running:
        jobs.show_result(jobs.resume_job(job, settings), as_json=as_json)
    else:
        live.show_added(added, as_json=as_json)


@app.command()
def cast(job: JobArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show who is in JOB: a board as a picture in its folder, and a table."""
    from iamflow_agents.commands import cast as commands
    from iamflow_agents.settings import load_settings

    commands.show_cast(job, load_settings(home=home), as_json=as_json)
