"""Opens a desk for the story tools: settings, stored jobs and the agents that read changed stories, put together.

Use it as the context of an agent that has the tools of `iamflow_agents.tools.langchain_tools`; `iamflow mcp` serves
the same tools from one.
"""

from __future__ import annotations

from pathlib import Path

from iamflow_agents.agents.director import text_key
from iamflow_agents.agents.ports import Extractor
from iamflow_agents.agents.revision import replay
from iamflow_agents.backends.registry import make_extractor, make_resolver
from iamflow_agents.consultation import open_consultant
from iamflow_agents.errors import UnknownJobError
from iamflow_agents.graphs.revising import past_decisions
from iamflow_agents.job_settings import generator_of, settings_of_job
from iamflow_agents.opening import connect, has_jobs
from iamflow_agents.records import Registry
from iamflow_agents.script import Script
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.account_store import JobAccount, StoredAnswers
from iamflow_agents.storage.home import Home, checked_job_id
from iamflow_agents.storage.records import JobRecord
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools.desk import StoryDesk
from iamflow_agents.tools.planning import JobTerms


def open_desk(home: str | Path | None = None, *, job: str | None = None, settings: Settings | None = None) -> StoryDesk:
    """Make a desk; nothing is opened until a tool is called.

    Args:
        home: Folder of all jobs; by default the one of the settings.
        job: The job that calls mean which name none.
        settings: Where the home is and how models are reached from here; defaults come from the environment.

    Returns:
        The context for agents with story tools; threads may share it. Close it (or use it in a `with` block) to free
        what the generator holds.

    Raises:
        ConfigError: If a setting or the job's name cannot be one.
    """
    chosen = settings or load_settings(home=home)
    if settings is not None and home is not None:
        chosen = Settings(**{**_given(settings), "home": home})
    if job is not None:
        checked_job_id(job)
    place = Home(chosen.home)

    def open_store() -> StoryStore:
        if not has_jobs(chosen, place):
            raise UnknownJobError(
                "no job was ever started here",
                where=str(place.path),
                next_step="Run a story first (iamflow run SCRIPT --home FOLDER), or name the folder of another home.",
            )
        return connect(chosen, place)

    return StoryDesk(
        place,
        job=job,
        has_jobs=lambda: has_jobs(chosen, place),
        open_store=open_store,
        terms_of=lambda record: JobTerms.of(settings_of_job(record, chosen)),
        generator_of=lambda record: generator_of(settings_of_job(record, chosen)),
        reread=lambda store, record, script: replay(
            reread_story(settings_of_job(record, chosen), store, record, script),
            past_decisions(store.decisions(record.job_id)),
        ),
    )


def _given(settings: Settings) -> dict[str, object]:
    """The values of settings that were not left at their defaults."""
    return {name: getattr(settings, name) for name in settings.model_fields_set}


def reread_story(settings: Settings, store: StoryStore, record: JobRecord, script: Script) -> Registry:
    """Who is who in a changed script, decided by the agents the job was started with and paid from its budget."""
    job = record.job_id
    extractor = make_extractor(settings.llm)
    readings = [_reading(extractor, store, record, script, index) for index in range(len(script.segments))]
    with open_consultant(
        settings,
        answers=StoredAnswers(store),
        account=JobAccount(store, job),
        go_on=f"Raise the job's budget: iamflow resume {job} --budget MORE (none for no limit).",
    ) as consultant:
        return make_resolver(settings.llm, consultant).resolve(script, readings)


def _reading(extractor: Extractor, store: StoryStore, record: JobRecord, script: Script, index: int) -> str:
    """One segment's reading; what the job has read is not read again."""
    key = text_key(extractor.name, script.segments[index].prompt)
    known = store.reading(record.job_id, index, key) if index < record.n_segments else None
    return known if known is not None else extractor.read(script, index)
