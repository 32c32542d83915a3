"""The options of `iamflow weights list|fetch|check`; what they do is in `weights`, loaded when one of them runs."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(name="weights", help="Checkpoints of video models: list, fetch, check.", no_args_is_help=True)

HomeOption = Annotated[str | None, typer.Option("--home", help="Home folder; weights live in it.", show_default=False)]
JsonOption = Annotated[bool, typer.Option("--json", help="One JSON document on stdout, nothing else there.")]
NameArgument = Annotated[str, typer.Argument(help="Name of the checkpoint, as `iamflow weights list` shows it.")]
PartOption = Annotated[
    list[str] | None,
    typer.Option("--part", help="Only this part (transformer, lora, vae, text_encoder, tokenizer); may be repeated."),
]


@app.command("list")
def list_command(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """List the checkpoints that are known, with size, licence and whether they are here."""
    from iamflow_agents.commands import weights
    from iamflow_agents.settings import load_settings

    weights.list_weights(load_settings(home=home).home, as_json=as_json)


@app.command("fetch")
def fetch_command(
    name: NameArgument,
    to: Annotated[str | None, typer.Option("--to", help="Folder to fetch into.", show_default=False)] = None,
    part: PartOption = None,
    mirror: Annotated[str | None, typer.Option("--mirror", help="Address of a mirror of the hub.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Agree to licence and size without being asked.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Fetch NAME after showing its licence and size; goes on where an earlier try stopped."""
    from iamflow_agents.commands import weights
    from iamflow_agents.settings import load_settings

    place = load_settings(home=home).home
    weights.fetch_weights(name, place, to=to, parts=part or (), mirror=mirror, yes=yes, as_json=as_json)


@app.command("check")
def check_command(
    name: NameArgument,
    folder: Annotated[str | None, typer.Option("--folder", help="Another folder.", show_default=False)] = None,
    part: PartOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Verify the files of NAME, hashes included, and say what is missing."""
    from iamflow_agents.commands import weights
    from iamflow_agents.settings import load_settings

    weights.check_weights(name, load_settings(home=home).home, folder=folder, parts=part or (), as_json=as_json)
