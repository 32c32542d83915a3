"""A retake makes one segment again and what depends on it; every other file stays as it is, byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from review_stage import files_of, looks_of, small, small_script, takes_of

from iamflow_agents import plan_retake, resume_story, retake, run_story
from iamflow_agents.errors import ConfigError, NotInStoryError, ReviewRequiredError
from iamflow_agents.records import Source
from iamflow_agents.storage.records import JobStatus
from iamflow_agents.storage.story_store import StoryStore


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a finished film of eight segments, made once."""
    home = tmp_path_factory.mktemp("made")
    run_story(small_script(8), settings=small(home), job_id="pier")
    return home


@pytest.fixture
def film(made: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def changed(before: list[dict[str, str]], after: list[dict[str, str]]) -> list[int]:
    """Segments, from 1, any of whose files has other bytes now."""
    return [n for n, (old, new) in enumerate(zip(before, after, strict=True), 1) if old != new]


def test_retake_of_segment_3_of_8_leaves_all_files_that_do_not_depend_on_it(film: Path) -> None:
    before = files_of(film, "pier")
    words = "In a kitchen, Tom, a man in a red coat, waves."
    planned = plan_retake("pier", segment_index=2, prompt=words, settings=small(film))
    again = [one.segment_index + 1 for one in planned.segments]
    assert again == [3, 4, 8], "4 blends from 3, 8 shows Tom, whose coat is another"
    assert files_of(film, "pier") == before, "a plan changes nothing"
    result = retake("pier", segment_index=2, prompt=words, settings=small(film))
    assert changed(before, files_of(film, "pier")) == [3, 4, 8]
    assert takes_of(result) == [(2, 2) if n in again else (1, 1) for n in range(1, 9)]
    assert result.segments[2].prompt == words
    folder = film / "jobs" / "pier"
    for old in before[2].values():
        assert list(folder.glob(f"artifacts/*/{old}.*")), "the takes of the past stay on disk"


def test_retake_with_another_seed_alone_touches_only_what_blends_from_it(film: Path) -> None:
    before = files_of(film, "pier")
    for index, expected in ((2, [3, 4]), (4, [5]), (7, [8])):
        planned = plan_retake("pier", segment_index=index, seed=5, settings=small(film))
        assert [one.segment_index + 1 for one in planned.segments] == expected
    result = retake("pier", segment_index=4, seed=5, settings=small(film))
    assert result.segments[4].seed == 5 and takes_of(result)[4] == (2, 2)
    kept = [n for n in range(8) if n != 4]
    after = files_of(film, "pier")
    assert [after[n] for n in kept] == [before[n] for n in kept]


def test_retake_looks_are_canon_of_the_user_from_there_on(film: Path) -> None:
    before = files_of(film, "pier")
    result = retake("pier", segment_index=4, looks={"Nora.top": "red sweater"}, settings=small(film))
    assert changed(before, files_of(film, "pier")) == [5, 8]
    assert [looks_of(film, "pier", n, "nora")["top"] for n in (0, 4, 7)] == [
        "blue sweater",
        "red sweater",
        "red sweater",
    ]
    nora = next(identity for identity in result.identities if identity.key == "nora")
    said = [(a.value, a.source, a.valid_from, a.valid_to) for a in nora.attributes if a.slot.value == "top"]
    assert said == [("blue sweater", Source.SCRIPT, 0, 4), ("red sweater", Source.USER, 4, None)]
    again = retake("pier", segment_index=7, prompt="On the pier, Nora sings.", settings=small(film))
    assert looks_of(film, "pier", 7, "nora")["top"] == "red sweater", "it outlives the story being read anew"
    assert takes_of(again)[:7] == takes_of(result)[:7]


def test_retake_names_what_contradicts_it(film: Path) -> None:
    planned = plan_retake("pier", segment_index=0, looks={"Nora.top": "red sweater"}, settings=small(film))
    assert planned.notes == ("the prompt itself says 'blue sweater' of Nora; give a --prompt without it",)
    assert plan_retake("pier", segment_index=4, looks={"Nora.top": "red sweater"}, settings=small(film)).notes == ()


def test_retake_refuses_what_is_not_there(film: Path) -> None:
    with pytest.raises(NotInStoryError, match="segment 9 is not in the film"):
        retake("pier", segment_index=8, settings=small(film))
    with pytest.raises(NotInStoryError, match="nobody is called 'Zoe'"):
        retake("pier", segment_index=2, looks={"Zoe.top": "hat"}, settings=small(film))
    for wrong in ("Nora", "Nora.mood", ".top"):
        with pytest.raises(ConfigError):
            retake("pier", segment_index=2, looks={wrong: "x"}, settings=small(film))
    with StoryStore.open(film) as store:
        assert store.job("pier").status is JobStatus.DONE and store.decisions("pier") == ()


def test_retake_of_an_unfinished_job_goes_on_to_its_end(tmp_path: Path) -> None:
    with pytest.raises(ReviewRequiredError):
        run_story(small_script(5), settings=small(tmp_path, until="segment:4"), job_id="pier")
    before = files_of(tmp_path, "pier")
    with pytest.raises(NotInStoryError):
        retake("pier", segment_index=4, settings=small(tmp_path))
    with pytest.raises(ReviewRequiredError):
        retake("pier", segment_index=0, cut=True, seed=3, settings=small(tmp_path))
    assert changed(before, files_of(tmp_path, "pier")) in ([], [1], [1, 2])
    with StoryStore.open(tmp_path) as store:
        assert [take.number for take in store.chosen_takes("pier")] == [2, 2, 1, 1]
    result = resume_story("pier", settings=small(tmp_path))
    assert takes_of(result) == [(2, 2), (2, 2), (1, 1), (1, 1), (1, 1)]


def test_retake_is_judged_and_repaired_like_any_take(tmp_path: Path) -> None:
    settings = small(tmp_path, verify="wait", width=416, height=240)
    script = small_script(2)
    first = run_story(script, settings=settings, job_id="pier")
    result = retake("pier", segment_index=0, looks={"Nora.bottom": "yellow skirt"}, settings=settings)
    judged = {(v.segment_index, v.take_number) for v in result.verdicts}
    assert judged == {(0, result.segments[0].take), (1, result.segments[1].take)}
    assert result.segments[0].take > first.segments[0].takes and result.segments[0].score is not None
