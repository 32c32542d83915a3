"""Writes a new job down under a name, or finds the one that was started with the same script and settings."""

from __future__ import annotations

from iamflow_agents.backends.registry import make_extractor
from iamflow_agents.cast_import import import_cast
from iamflow_agents.consultation import check_judge, check_model
from iamflow_agents.errors import ConfigError, JobExistsError
from iamflow_agents.graphs.story_graph import GRAPH_VERSION
from iamflow_agents.job_settings import generator_job, generator_of, on_old_terms, same_settings, stored_settings
from iamflow_agents.script import Script
from iamflow_agents.script_reader import script_hash
from iamflow_agents.settings import Settings
from iamflow_agents.storage.home import Home, new_job_id
from iamflow_agents.storage.story_store import StoryStore


def enrol(store: StoryStore, script: Script, settings: Settings, job_id: str | None) -> tuple[str, Settings]:
    """Write a job down, unless it is there already.

    Args:
        store: The entity database.
        script: What it tells.
        settings: How.
        job_id: Its name, checked; made from the title when left out.

    Returns:
        Its name, and its settings: those given, with those terms of a known job that nobody named anew.

    Raises:
        ConfigError: If a job of that name tells something else, or in another way.
    """
    if job_id is None:
        job_id = _create_named_by_title(store, script, settings)
    known = store.find_job(job_id)
    if known is None:
        _create(store, job_id, script, settings)
    elif known.script_hash != script_hash(script) or not same_settings(known, settings):
        changed = "script" if known.script_hash != script_hash(script) else "settings"
        raise ConfigError(
            f"job {job_id!r} exists and was started with another {changed}",
            where=str(Home(settings.home).job_folder(job_id)),
            next_step=f"Give another --job name, or remove it with `iamflow rm {job_id}`.",
        )
    return job_id, on_old_terms(known, settings)


def check_agents(settings: Settings) -> None:
    """Refuse names and sizes that nobody here can serve, before a home, a job or a folder is made for them."""
    generator_of(settings).open(generator_job("check", settings)).close()
    make_extractor(settings.llm)
    check_model(settings)
    check_judge(settings)


def _create_named_by_title(store: StoryStore, script: Script, settings: Settings) -> str:
    """Write down a new job under a free name; another process may take one first."""
    while True:
        job_id = new_job_id(script.title, {job.job_id for job in store.jobs()})
        try:
            _create(store, job_id, script, settings)
        except JobExistsError:
            continue
        return job_id


def _create(store: StoryStore, job_id: str, script: Script, settings: Settings) -> None:
    """Write down a new job."""
    told, references = import_cast(store, Home(settings.home), job_id, script, settings)
    with store.database.together():
        store.create_job(
            job_id,
            script_json=told.model_dump_json(),
            title=script.title,
            style=script.style,
            script_hash=script_hash(script),
            settings_json=stored_settings(settings),
            graph_version=GRAPH_VERSION,
            n_segments=len(script.segments),
        )
        if references:
            store.save_references(job_id, references)
