"""`iamflow extract`: who and what is in a script, without generating anything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from iamflow_agents.agents.prediction import to_prediction
from iamflow_agents.backends.registry import check_name
from iamflow_agents.cast_import import with_library, with_library_looks
from iamflow_agents.commands.costs import cost_line
from iamflow_agents.commands.explained_tables import print_explanation
from iamflow_agents.commands.explaining import explain
from iamflow_agents.commands.output import write_json, write_rich
from iamflow_agents.consultation import RULES, StoryReader, open_reader
from iamflow_agents.opening import open_store
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.script_reader import read_script, read_scripts
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.home import Home
from iamflow_agents.usage import sum_up

FORMATS = ("table", "json", "jsonl")


def read_registry(script: Script, settings: Settings | None = None) -> Registry:
    """Extract and resolve a whole script.

    Args:
        script: The story.
        settings: Which model decides what the rules leave open, and on what terms; None asks none.

    Returns:
        Everybody and everything in it, and what happens in each segment.
    """
    with open_reader(settings or load_settings(llm=RULES)) as reader:
        return reader.registry(script)


def show_explanations(source: str, output: str, settings: Settings, library: Sequence[str] = ()) -> None:
    """Print every decision about one script, or about each line of a `.jsonl`, with its reason and how sure it is."""
    check_name(output, FORMATS, option="--format")
    with _told_reader(settings) as reader:
        explained = (_explain(reader, number, script) for number, script in _scripts(source, settings, library))
        if output == "json":
            found = list(explained)
            write_json(found if _is_collection(source) else found[0])
            return
        for document in explained:
            if output == "jsonl":
                write_json(document, lines=True)
            else:
                print_explanation(document)


def show_identities(source: str, output: str, settings: Settings, library: Sequence[str] = ()) -> None:
    """Print the identities of one script, or of each line of a `.jsonl`.

    `jsonl` gives one line a script in the prediction format of the identity scorer; `json` one document (a list for
    a `.jsonl`), `table` something to read.
    """
    check_name(output, FORMATS, option="--format")
    with _told_reader(settings) as reader:
        scripts = _scripts(source, settings, library)
        if output == "jsonl":
            for number, script in scripts:
                write_json(to_prediction(number, reader.registry(script)), lines=True)
            return
        if output == "json":
            found = [to_prediction(number, reader.registry(script)) for number, script in scripts]
            write_json(found if _is_collection(source) else found[0])
            return
        for number, script in scripts:
            _print_table(number, script.title, reader.registry(script))


@contextmanager
def _told_reader(settings: Settings) -> Iterator[StoryReader]:
    """A reader; what its model took is told on stderr, also when it stops half-way."""
    with open_reader(settings) as reader:
        try:
            yield reader
        finally:
            if line := cost_line(sum_up(reader.calls())):
                typer.echo(f"models: {line}", err=True)


def _explain(reader: StoryReader, number: int, script: Script) -> dict[str, Any]:
    """Extract and resolve a script, and explain what was decided."""
    readings = reader.readings(script)
    return explain(number, script, readings, reader.registry(script, readings))


def _is_collection(source: str) -> bool:
    """Tell whether a source holds one script a line, with none of them picked."""
    return Path(source).suffix == ".jsonl"


def _scripts(source: str, settings: Settings, library: Sequence[str]) -> Iterator[tuple[int, Script]]:
    """Scripts of a source with their numbers, and with the looks of those who come from the library.

    `file.jsonl#15` is script 15 of that file.
    """
    is_lines = Path(source.partition("#")[0]).suffix == ".jsonl"
    for number, script in read_scripts(source) if is_lines else [(0, read_script(source))]:
        script = with_library(script, library)
        if any(member.from_library for member in script.cast):
            with open_store(settings, Home(settings.home)) as store:
                script = with_library_looks(store, script)
        yield number, script


def _print_table(number: int, title: str, registry: Registry) -> None:
    """Draw one script's identities."""
    table = Table("id", "kind", "name", "segments", "looks", title=f"{title} ({number})", box=None)
    for identity in registry.identities:
        where = [str(scene.index + 1) for scene in registry.scenes if identity.key in scene.on_screen()]
        looks = "; ".join(attribute.value for attribute in identity.attributes)
        table.add_row(identity.key, str(identity.kind), identity.name, " ".join(where), looks)
    write_rich(table)
    for scene in registry.scenes:
        setting = scene.setting
        write_rich(f"  {scene.index + 1}. {setting.name} ({setting.time_of_day}, {setting.weather})")
