"""Tools on jobs that are no finished rule-based films: one that was stopped, and one whose people a model decides."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from tools_stage import PROMPTS, Film, small

from iamflow_agents import resume_story, run_story, stream_story
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import BudgetExceededError
from iamflow_agents.events import NodeStarted
from iamflow_agents.script import Script, Segment
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.tools import lookup
from iamflow_agents.tools.shooting import generate_segment, render_preview


def short(prompts: tuple[str, ...]) -> Script:
    return Script(title="A letter", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in prompts))


def test_tools_takes_of_a_stopped_job_do_not_change_what_comes_of_it(film: Film, tmp_path: Path) -> None:
    for event in stream_story(short(PROMPTS), settings=small(tmp_path), job_id="letter"):
        if isinstance(event, NodeStarted) and event.node == "generate_segment":
            break
    desk = open_desk(tmp_path, job="letter")
    (job,) = lookup.list_jobs(desk).jobs
    assert job.status != "done" and job.film is None
    assert lookup.list_segments(desk).segments[2].video is None
    assert render_preview(desk, segment=2).segment == 2
    takes = [generate_segment(desk, segment=index, seed=seed) for index in (0, 1, 2) for seed in (None, 5)]
    assert not any(take.in_film for take in takes) and len({take.take for take in takes}) == 6
    resumed = resume_story("letter", settings=small(tmp_path))
    digest = [hashlib.sha256(result.video.read_bytes()).hexdigest() for result in (film.result, resumed)]
    assert digest[0] == digest[1]
    assert generate_segment(desk, segment=0).in_film


def test_tools_words_for_a_job_with_a_model_are_paid_from_its_budget(tmp_path: Path) -> None:
    prompts = ("Ana, a tall woman, and Bea, a short woman, walk on the beach.", "Ana waves.")
    answers = tmp_path / "answers.jsonl"
    answers.write_text(json.dumps({"when": {}, "guess": True}) + "\n")
    settings = small(tmp_path / "home", llm=f"fake:{answers}", budget="1calls")
    run_story(short(prompts), settings=settings, job_id="doubt")
    desk = open_desk(settings.home, job="doubt")
    with StoryStore.open(settings.home) as store:
        before = len(store.model_calls("doubt"))
        take = generate_segment(desk, segment=1, prompt="Bea waves.")
        assert [one.identity for one in take.cast] == ["bea"]
        with pytest.raises(BudgetExceededError, match="iamflow resume doubt --budget"):
            for words in ("The woman sits.", "The woman waves.", "The woman nods."):
                generate_segment(desk, segment=1, prompt=words)
        assert len(store.model_calls("doubt")) > before
        assert store.job("doubt").lock is None
