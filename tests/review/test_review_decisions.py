"""Asking and answering: when a job waits, what an answer does, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from review_stage import looks_of, small, small_script, takes_of

from iamflow_agents import pending_review, resume_story, run_story
from iamflow_agents.errors import ConfigError, ReviewRequiredError, StoppedError
from iamflow_agents.events import ReviewAsked, StoryEvent
from iamflow_agents.records import Source
from iamflow_agents.reviews import Decision
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore


def run(home: Path, n_segments: int = 3, **settings: object) -> None:
    """Start the job and see that it waits."""
    with pytest.raises(ReviewRequiredError) as caught:
        run_story(small_script(n_segments), settings=small(home, **settings), job_id="pier")
    assert caught.value.exit_code == 4


def status(home: Path) -> JobStatus:
    with StoryStore.open(home) as store:
        return store.job("pier").status


def test_review_never_asks_nobody(tmp_path: Path) -> None:
    run_story(small_script(2), settings=small(tmp_path), job_id="pier")
    assert pending_review("pier", settings=small(tmp_path)) is None
    with pytest.raises(ConfigError, match="asks nothing"):
        resume_story("pier", settings=small(tmp_path), decision="approve")
    assert status(tmp_path) is JobStatus.DONE


def test_review_each_segment_waits_for_every_one_and_makes_nothing_ahead(tmp_path: Path) -> None:
    run(tmp_path, review="each-segment", verify="overlap")
    for index in range(3):
        question = pending_review("pier", settings=small(tmp_path))
        assert question is not None and question.segment_index == index and question.must_decide
        assert question.picture and Path(question.picture).read_bytes().startswith(b"\x89PNG")
        assert question.video and Path(question.video).is_file() and status(tmp_path) is JobStatus.WAITING
        with StoryStore.open(tmp_path) as store:
            assert {take.segment_index for take in store.takes("pier")} == set(range(index + 1))
        with pytest.raises(ReviewRequiredError):
            resume_story("pier", settings=small(tmp_path))
        if index < 2:
            with pytest.raises(ReviewRequiredError):
                resume_story("pier", settings=small(tmp_path), decision="approve")
    result = resume_story("pier", settings=small(tmp_path), decision=Decision())
    plain = run_story(small_script(3), settings=small(tmp_path, verify="overlap"), job_id="plain")
    assert takes_of(result) == takes_of(plain) and status(tmp_path) is JobStatus.DONE


def test_review_a_segment_is_made_again_as_the_answer_says(tmp_path: Path) -> None:
    run(tmp_path, 2, review="each-segment")
    here = small(tmp_path)
    said = {
        "action": "retake",
        "prompt": "On a stone pier, Nora waves.",
        "seed": 77,
        "attributes": [{"identity": "Nora", "slot": "top", "value": "red coat"}],
    }
    with pytest.raises(ReviewRequiredError):
        resume_story("pier", settings=here, decision=said)
    question = pending_review("pier", settings=here)
    assert question is not None and (question.segment_index, question.take) == (0, 2)
    assert question.prompt == "On a stone pier, Nora waves." and "red coat" in question.grounded_prompt
    with StoryStore.open(tmp_path) as store:
        takes = store.takes("pier", 0)
        assert [(take.number, take.status) for take in takes] == [(1, "superseded"), (2, "finished")]
        assert takes[1].seed == 77
        nora = store.registry("pier").identity("nora")
        assert [(a.value, a.source) for a in nora.attributes if a.holds_in(0)] == [("red coat", Source.USER)]
    with pytest.raises(ReviewRequiredError):
        resume_story("pier", settings=here, decision="approve")
    result = resume_story("pier", settings=here, decision="approve")
    assert takes_of(result) == [(2, 2), (1, 1)] and result.segments[0].prompt == "On a stone pier, Nora waves."
    assert looks_of(tmp_path, "pier", 1, "nora")["top"] == "red coat"


def test_review_cut_begins_the_segment_with_a_cut(tmp_path: Path) -> None:
    run(tmp_path, 2, review="each-segment")
    here = small(tmp_path)
    for decision in ("approve", "cut"):
        with pytest.raises(ReviewRequiredError):
            resume_story("pier", settings=here, decision=decision)
    result = resume_story("pier", settings=here, decision="approve")
    assert result.segments[1].transition.kind == "cut" and result.segments[1].take == 2
    plain = run_story(small_script(2), settings=here, job_id="plain")
    assert plain.segments[1].transition.kind == "soft"


def test_review_cast_is_corrected_before_anything_is_made(tmp_path: Path) -> None:
    run(tmp_path, 4, review="cast")
    here = small(tmp_path)
    question = pending_review("pier", settings=here)
    assert question is not None and question.point == "cast"
    assert {"nora", "tom"} <= {one["key"] for one in question.identities}
    with StoryStore.open(tmp_path) as store:
        assert store.takes("pier") == ()
    with pytest.raises(ReviewRequiredError):
        edit = {"action": "edit", "attributes": [{"identity": "Tom", "slot": "top", "value": "white shirt"}]}
        resume_story("pier", settings=here, decision=edit)
    with pytest.raises(ReviewRequiredError):
        resume_story("pier", settings=here, decision={"action": "edit", "merge": [{"keep": "nora", "gone": ["tom"]}]})
    result = resume_story("pier", settings=here, decision="approve")
    assert {identity.key for identity in result.identities} & {"nora", "tom"} == {"nora"}
    assert all("nora" in segment.on_screen for segment in result.segments)


@pytest.mark.parametrize(
    ("decision", "complaint"),
    [
        ({"action": "edit", "attributes": [{"identity": "Bob", "slot": "top", "value": "x"}]}, "nobody is called"),
        ({"action": "retake"}, "needs a segment"),
        ({"action": "approve", "seed": 3}, "needs a new take"),
        ({"action": "edit", "prompt": "Nora sings."}, "needs a segment"),
        ({"action": "dance"}, "action"),
        ({"action": "approve", "mood": "good"}, "mood"),
        ('{"action": ', "JSON"),
    ],
)
def test_review_an_answer_that_does_not_fit_changes_nothing(decision: object, complaint: str, tmp_path: Path) -> None:
    run(tmp_path, 1, review="cast")
    with pytest.raises(ConfigError, match=complaint):
        resume_story("pier", settings=small(tmp_path), decision=decision)  # type: ignore[arg-type]  # wrong on purpose
    assert status(tmp_path) is JobStatus.WAITING
    with StoryStore.open(tmp_path) as store:
        assert store.decisions("pier") == ()
    assert takes_of(resume_story("pier", settings=small(tmp_path), decision="approve")) == [(1, 1)]


def test_review_stop_leaves_the_question_open(tmp_path: Path) -> None:
    run(tmp_path, 1, review="cast")
    with pytest.raises(StoppedError):
        resume_story("pier", settings=small(tmp_path), decision="stop")
    assert status(tmp_path) is JobStatus.STOPPED and pending_review("pier", settings=small(tmp_path)) is not None
    assert takes_of(resume_story("pier", settings=small(tmp_path), decision="approve")) == [(1, 1)]


def test_review_may_be_given_up_for_the_rest_of_the_job(tmp_path: Path) -> None:
    run(tmp_path, 3, review="each-segment")
    assert takes_of(resume_story("pier", settings=small(tmp_path), review="never")) == [(1, 1)] * 3


def test_review_is_told_to_listeners(tmp_path: Path) -> None:
    events: list[StoryEvent] = []
    with pytest.raises(ReviewRequiredError):
        settings = small(tmp_path, review="cast")
        run_story(small_script(1), settings=settings, job_id="pier", on_event=events.append)
    assert [event.point for event in events if isinstance(event, ReviewAsked)] == ["cast"]


@pytest.mark.parametrize("until", ["cast", "storyboard", "segment:2"])
def test_review_a_stage_to_look_at_and_resume_goes_on(until: str, tmp_path: Path) -> None:
    run(tmp_path, 3, until=until, verify="overlap")
    with StoryStore.open(tmp_path) as store:
        made = {0, 1} if until == "segment:2" else set()
        assert {take.segment_index for take in store.takes("pier")} == made and len(store.chosen_takes("pier")) == len(
            made
        )
    question = pending_review("pier", settings=small(tmp_path))
    assert question is not None and not question.must_decide and status(tmp_path) is JobStatus.WAITING
    film = tmp_path / "jobs" / "pier" / "storyboard.mp4"
    assert film.is_file() == (until == "storyboard") and (question.video is not None) == (until != "cast")
    result = resume_story("pier", settings=small(tmp_path))
    plain = run_story(small_script(3), settings=small(tmp_path, verify="overlap"), job_id="plain")
    assert takes_of(result) == takes_of(plain) and result.video.read_bytes() == plain.video.read_bytes()


def test_review_stages_follow_each_other(tmp_path: Path) -> None:
    run(tmp_path, 3, until="cast")
    with pytest.raises(ReviewRequiredError, match="segment 2 is accepted"):
        resume_story("pier", settings=small(tmp_path), until="segment:2")
    assert takes_of(resume_story("pier", settings=small(tmp_path))) == [(1, 1)] * 3


@pytest.mark.parametrize("until", ["segment:0", "segment:", "segment:x", "film", "cast:1"])
def test_review_a_stage_that_is_none_is_refused(until: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="segment:NUMBER"):
        small(tmp_path, until=until)
