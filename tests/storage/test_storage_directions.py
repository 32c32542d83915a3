"""Wishes for more segments: in order, taken up once, and never lost between the last look and the end of a job."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from iamflow_agents.errors import UnknownJobError
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore


def segment(prompt: str) -> dict[str, Any]:
    return {"prompt": prompt, "duration_s": 1.0, "transition": "auto"}


@pytest.fixture
def job(tmp_path: Path) -> StoryStore:
    """A store with a job of one segment that runs."""
    store = StoryStore.open(tmp_path)
    store.create_job(
        "job",
        script_json=json.dumps({"segments": [segment("one")]}),
        title="",
        style="",
        script_hash="",
        settings_json="{}",
        graph_version="2",
        n_segments=1,
    )
    store.set_job_status("job", JobStatus.RUNNING)
    return store


def test_directions_wait_in_order_and_are_taken_up_once(job: StoryStore) -> None:
    assert [job.direct("job", segment("two")), job.direct("job", segment("three"))] == [1, 2]
    waiting = job.waiting_directions("job")
    assert [one.segment["prompt"] for one in waiting] == ["two", "three"]
    script = {"segments": [segment("one"), *(one.segment for one in waiting[:1])]}
    job.append_segments("job", json.dumps(script), waiting[0])
    assert [one.segment["prompt"] for one in job.waiting_directions("job")] == ["three"]
    assert job.job("job").n_segments == 2 and job.direct("job", segment("four")) == 3


def test_directions_keep_a_job_from_ending(job: StoryStore) -> None:
    job.direct("job", segment("two"))
    assert not job.finish_job("job") and job.job("job").status is JobStatus.RUNNING
    (waiting,) = job.waiting_directions("job")
    job.append_segments("job", json.dumps({"segments": [segment("one"), segment("two")]}), waiting)
    assert job.finish_job("job") and job.job("job").status is JobStatus.DONE


@pytest.mark.parametrize("status", list(JobStatus))
def test_directions_only_reopen_what_is_done(job: StoryStore, status: JobStatus) -> None:
    job.set_job_status("job", status, "as it was")
    job.direct("job", segment("two"))
    found = job.job("job")
    if status is JobStatus.DONE:
        assert found.status is JobStatus.STOPPED and "segment 2" in found.detail
    else:
        assert (found.status, found.detail) == (status, "as it was")


def test_directions_of_an_unknown_job_are_refused(job: StoryStore) -> None:
    with pytest.raises(UnknownJobError):
        job.direct("jobb", segment("two"))
