"""Looking around: what tools tell of jobs, segments, identities and memory is what the job made."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from tools_stage import JOB, PROMPTS, Film

from iamflow_agents.codec import encode
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import ConfigError, NotInStoryError, UnknownJobError
from iamflow_agents.tools import lookup


def test_tools_jobs_and_segments_are_those_of_the_film(film: Film) -> None:
    (job,) = lookup.list_jobs(film.desk).jobs
    assert (job.job, job.status, job.segments, job.segments_done) == (JOB, "done", 3, 3)
    assert job.film == str(film.result.video)
    listed = lookup.list_segments(film.desk)
    assert listed.total == 3 and [one.prompt for one in listed.segments] == list(PROMPTS)
    for one, made in zip(listed.segments, film.result.segments, strict=True):
        assert (one.video, one.place, one.on_screen) == (str(made.video), made.place, made.on_screen)
        assert one.picture in {str(path) for path in made.keyframes} and one.score == made.score
    (last,) = lookup.list_segments(film.desk, first=2, count=5).segments
    assert last == listed.segments[2]


def test_tools_a_segment_the_verifier_disliked_says_why(film: Film) -> None:
    wrong = {problem.segment_index for problem in film.result.unresolved}
    told = {one.segment for one in lookup.list_segments(film.desk).segments if one.problems}
    assert told == wrong


def test_tools_identities_are_told_with_looks_and_where_they_hold(film: Film) -> None:
    listed = {one.identity: one for one in lookup.list_identities(film.desk).identities}
    assert set(listed) == {identity.key for identity in film.result.identities}
    assert listed["ana"].on_screen == "0, 2" and listed["ben"].on_screen == "1-2"
    looks = {look.slot: (look.value, look.segments) for look in listed["ben"].looks if look.source == "script"}
    assert looks["outerwear"] == ("blue coat", "1-") and looks["facial_hair"] == ("grey beard", "1-")


def test_tools_identities_of_a_segment_are_those_on_screen_there(film: Film) -> None:
    first = lookup.list_identities(film.desk, segment=0).identities
    assert {one.identity for one in first} == set(film.result.segments[0].on_screen)
    assert "ben" not in {one.identity for one in first}


def test_tools_identities_can_be_listed_in_parts(film: Film) -> None:
    whole = lookup.list_identities(film.desk)
    parts = [lookup.list_identities(film.desk, first=at, count=1) for at in range(whole.total + 1)]
    assert [one for part in parts for one in part.identities] == list(whole.identities)
    assert {part.total for part in parts} == {len(whole.identities)} and not parts[-1].identities


@pytest.mark.parametrize("name", ["ana", "Ana", " ANA "])
def test_tools_identities_are_found_by_key_or_name(film: Film, name: str) -> None:
    found = lookup.recall_memory(film.desk, identities=[name])
    assert found.frames and all("ana" in frame.identities for frame in found.frames)


def test_tools_memory_shows_everybody_asked_for_and_keeps_to_the_count(film: Film) -> None:
    found = lookup.recall_memory(film.desk, identities=["Ben", "Rex"], count=2)
    assert len(found.frames) == 2 and not found.missing
    assert {"ben", "rex"} <= {key for frame in found.frames for key in frame.identities}
    for frame in found.frames:
        assert Path(frame.picture).read_bytes().startswith(b"\x89PNG")
        assert len(frame.scores) == len(frame.identities)


def test_tools_memory_of_a_place_shows_that_place_alone(film: Film) -> None:
    kitchen = film.result.segments[1].place
    found = lookup.recall_memory(film.desk, place=kitchen, count=50).frames
    assert {frame.segment for frame in found} == {1} and {frame.place for frame in found} == {kitchen}
    assert len(lookup.recall_memory(film.desk, place="kitchen", count=1).frames) == 1


def test_tools_memory_adds_the_place_to_identities_that_are_elsewhere(film: Film) -> None:
    alone = lookup.recall_memory(film.desk, identities=["rex"], count=3).frames
    there = lookup.recall_memory(film.desk, identities=["rex"], place="kitchen", count=4).frames
    assert "kitchen" not in {frame.place for frame in alone}
    assert "kitchen" in {frame.place for frame in there}


def test_tools_who_is_not_in_the_story_is_an_error_that_names_who_is(film: Film) -> None:
    with pytest.raises(NotInStoryError, match=r"no identity 'Anna'.*ana"):
        lookup.recall_memory(film.desk, identities=["Anna"])
    with pytest.raises(NotInStoryError, match=r"no place 'moon'.*beach.*kitchen"):
        lookup.recall_memory(film.desk, place="moon")
    with pytest.raises(NotInStoryError, match=r"no segment 3.*from 0 to 2"):
        lookup.list_identities(film.desk, segment=3)
    with pytest.raises(NotInStoryError, match="nothing was asked for"):
        lookup.recall_memory(film.desk)


def test_tools_a_job_must_be_named_and_known(film: Film) -> None:
    with pytest.raises(ConfigError, match="list_jobs"):
        lookup.list_segments(open_desk(film.home))
    with pytest.raises(UnknownJobError, match="Did you mean letter"):
        lookup.list_segments(film.desk, job="leter")
    assert lookup.list_segments(open_desk(film.home), job=JOB).total == 3


def test_tools_an_empty_home_is_not_made_by_looking(tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "none", job="any")
    assert lookup.list_jobs(desk).jobs == ()
    with pytest.raises(UnknownJobError, match="iamflow run"):
        lookup.list_identities(desk)
    assert not (tmp_path / "none").exists()


def test_tools_a_job_that_read_nothing_says_how_to_go_on(film: Film) -> None:
    with film.store() as store:
        store.create_job(
            "fresh",
            script_json='{"segments": [{"prompt": "Ana waves."}]}',
            title="Fresh",
            style="",
            script_hash="0",
            settings_json="{}",
            graph_version="1",
            n_segments=1,
        )
        try:
            with pytest.raises(ConfigError, match="iamflow resume fresh"):
                lookup.list_identities(film.desk, job="fresh")
        finally:
            store.delete_job("fresh")


def test_tools_answers_are_small(film: Film) -> None:
    for answer in (
        lookup.list_jobs(film.desk),
        lookup.list_segments(film.desk),
        lookup.list_identities(film.desk),
        lookup.recall_memory(film.desk, identities=["ana", "ben"], place="beach"),
    ):
        assert len(encode(answer)) < 8_000


def test_tools_ranges_tell_the_same_numbers_back() -> None:
    chance = random.Random("ranges")
    for _ in range(200):
        numbers = sorted(chance.sample(range(30), chance.randrange(20)))
        text = lookup.ranges(numbers)
        back: list[int] = []
        for part in filter(None, text.split(", ")):
            first, _, last = part.partition("-")
            back += range(int(first), int(last or first) + 1)
        assert back == numbers
    assert lookup.ranges([0, 1, 2, 3, 7]) == "0-3, 7"
