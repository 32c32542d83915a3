"""What `iamflow library add|list|show|remove|use` do and print."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from rich.table import Table

from iamflow_agents.commands.output import write_json, write_line, write_rich
from iamflow_agents.library import (
    add_to_library,
    list_library,
    remove_from_library,
    show_in_library,
    to_plain_entry,
)
from iamflow_agents.records import AttributeValue
from iamflow_agents.settings import Settings
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.records import LibraryIdentity


def add(job: str, name: str, called: str | None, settings: Settings, *, as_json: bool) -> None:
    """Keep an identity of a job."""
    kept = add_to_library(job, name, as_=called, settings=settings)
    if as_json:
        write_json({**to_plain_entry(kept.one, Home(settings.home)), "replaced": kept.replaced})
        return
    replaced = ", in place of whoever had the name before" if kept.replaced else ""
    write_line(f"{kept.one.name} is in the library{replaced}: {_looks(kept.one.looks)}; {_pictures(kept.one)}.")
    write_line(f"Use it: iamflow run SCRIPT --with {json.dumps(kept.one.name)}")


def list_all(settings: Settings, *, as_json: bool) -> None:
    """List everybody."""
    everybody = list_library(settings)
    if as_json:
        write_json([to_plain_entry(one, Home(settings.home)) for one in everybody])
        return
    table = Table("name", "kind", "looks", "pictures", "from", box=None)
    for one in everybody:
        table.add_row(one.name, one.kind.value, _looks(one.looks), str(len(one.pictures)), f"{one.title} ({one.job})")
    write_rich(table if everybody else "Nobody is in the library; `iamflow library add JOB NAME` keeps somebody.")


def show(name: str, settings: Settings, *, as_json: bool) -> None:
    """Show somebody."""
    one, home = show_in_library(name, settings), Home(settings.home)
    if as_json:
        write_json(to_plain_entry(one, home))
        return
    write_line(f"{one.name}, {one.kind.value}" + ("" if one.gender == "unknown" else f", {one.gender}"))
    write_line(f"from      {one.title} (job {one.job}), where it is {one.identity}")
    write_line(f"kept      {datetime.fromtimestamp(one.added, tz=UTC):%Y-%m-%d %H:%M} UTC")
    if one.aliases:
        write_line(f"aliases   {', '.join(one.aliases)}")
    for look in one.looks:
        write_line(f"{look.slot.value:<9} {look.value}")
    files = ArtifactStore(home.library)
    for picture in one.pictures:
        score = "not judged" if picture.score is None else f"{picture.score:.2f}"
        latents = ", with latents" if picture.latents else ""
        write_line(f"picture   {files.path(picture.picture)} ({score}{latents})")


def remove(name: str, settings: Settings) -> None:
    """Forget somebody."""
    gone = remove_from_library(name, settings)
    write_line(f"{gone.name} is no longer in the library; jobs that use it have copies.")


def use(name: str, settings: Settings) -> None:
    """Say how somebody gets into a script."""
    one = show_in_library(name, settings)
    quoted = json.dumps(one.name, ensure_ascii=False)
    write_line("cast:")
    write_line(f"  - name: {quoted}")
    write_line(f"    from_library: {quoted}")


def _looks(looks: tuple[AttributeValue, ...]) -> str:
    return ", ".join(look.value for look in looks) or "no looks known"


def _pictures(one: LibraryIdentity) -> str:
    return f"{len(one.pictures)} picture" + ("" if len(one.pictures) == 1 else "s")
