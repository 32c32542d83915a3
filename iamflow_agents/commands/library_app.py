"""The options of `iamflow library add|list|show|remove|use`; what they do is in `library`, loaded when used."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(name="library", help="Identities kept from one story for the next.", no_args_is_help=True)

HomeOption = Annotated[
    str | None, typer.Option("--home", help="Folder of all jobs and of the library.", show_default=False)
]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
NameArgument = Annotated[str, typer.Argument(help="Name of somebody, as `iamflow library list` shows it.")]


@app.command("add")
def add_command(
    job: Annotated[str, typer.Argument(help="Name of the job, as `iamflow jobs` lists it.")],
    name: Annotated[str, typer.Argument(help="Key, name or alias of the identity, as `iamflow show JOB` lists it.")],
    called: Annotated[
        str | None, typer.Option("--as", help="Its name in the library; that of the story if left out.")
    ] = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Keep NAME of JOB, as it is at the end of the story: its looks and its best pictures."""
    from iamflow_agents.commands import library
    from iamflow_agents.settings import load_settings

    library.add(job, name, called, load_settings(home=home), as_json=as_json)


@app.command("list")
def list_command(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List everybody in the library."""
    from iamflow_agents.commands import library
    from iamflow_agents.settings import load_settings

    library.list_all(load_settings(home=home), as_json=as_json)


@app.command("show")
def show_command(name: NameArgument, home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Show NAME with its looks and pictures."""
    from iamflow_agents.commands import library
    from iamflow_agents.settings import load_settings

    library.show(name, load_settings(home=home), as_json=as_json)


@app.command("remove")
def remove_command(name: NameArgument, home: HomeOption = None) -> None:
    """Forget NAME; jobs that use it have copies."""
    from iamflow_agents.commands import library
    from iamflow_agents.settings import load_settings

    library.remove(name, load_settings(home=home))


@app.command("use")
def use_command(name: NameArgument, home: HomeOption = None) -> None:
    """Print the cast entry with which a script uses NAME; `iamflow run SCRIPT --with NAME` does the same."""
    from iamflow_agents.commands import library
    from iamflow_agents.settings import load_settings

    library.use(name, load_settings(home=home))
