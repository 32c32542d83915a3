"""A job's settings: which of them are kept with it, and what they say of its generator.

Some settings belong to the machine a job runs on and come from whoever runs it; the others decide what comes out, or
are terms that may change at every start. The runner and the desk of the story tools read a stored job alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from iamflow_agents.generator.protocol import GeneratorJob, VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.settings import Settings
from iamflow_agents.storage.records import JobRecord

_OF_THE_MACHINE = frozenset(
    {
        "home",
        "database_url",
        "log_level",
        "llm_timeout_s",
        "llm_retries",
        "llm_concurrency",
        "llm_api_key",
        "vlm_api_key",
        "prices",
        "currency",
    }
)
"""Settings that say where and how a job runs; they come from whoever runs or resumes it and are not kept with it."""
_TERMS = frozenset({"llm_fallback", "budget", "review", "until"})
"""Settings that are kept with a job and may change at every start, since they do not decide what comes out."""


def stored_settings(settings: Settings) -> str:
    """Settings that are kept with a job, as JSON."""
    return json.dumps(settings.model_dump(mode="json", exclude=set(_OF_THE_MACHINE)), sort_keys=True)


def settings_of_job(job: JobRecord, here: Settings, changes: Mapping[str, Any] | None = None) -> Settings:
    """The settings a job was started with, on this machine.

    Args:
        job: The stored job.
        here: Where the home is, and how models are reached from here (key, time-outs, prices).
        changes: Settings to change for this job; None means unchanged.

    Raises:
        ConfigError: If a change is no value of its setting.
    """
    machine = {name: getattr(here, name) for name in _OF_THE_MACHINE}
    changed = {name: value for name, value in (changes or {}).items() if value is not None}
    return Settings(**machine | json.loads(job.settings_json) | changed)


def same_settings(job: JobRecord, settings: Settings) -> bool:
    """Tell whether the same would come out; a setting that is newer than the job counts as left at its default."""
    defaults = json.loads(stored_settings(Settings.model_construct()))
    before, now = defaults | json.loads(job.settings_json), json.loads(stored_settings(settings))
    return all(before.get(name) == now.get(name) for name in (before.keys() | now.keys()) - _TERMS)


def on_old_terms(job: JobRecord | None, settings: Settings) -> Settings:
    """The settings, with those terms of the job that nobody named anew."""
    if job is None:
        return settings
    kept = json.loads(job.settings_json)
    return settings.model_copy(
        update={name: kept[name] for name in sorted(_TERMS - settings.model_fields_set) if name in kept}
    )


def generator_of(settings: Settings) -> VideoGenerator:
    """What films; it loads nothing before its first take."""
    wan = settings.wan_options() if settings.generator.startswith(("wan", "drift:")) else None
    return make_generator(settings.generator, wan=wan) if wan is not None else make_generator(settings.generator)


def generator_job(job_id: str, settings: Settings) -> GeneratorJob:
    """What a generator has to know of a job."""
    return GeneratorJob(
        job_id=job_id, width=settings.width, height=settings.height, fps=settings.fps, seed=settings.seed
    )
