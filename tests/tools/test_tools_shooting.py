"""Making: takes are found again by content, people keep their looks, the film and a running job are left alone."""

from __future__ import annotations

import hashlib
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import av
import pytest
from tools_stage import JOB, Film, small

from iamflow_agents import resume_story, run_story
from iamflow_agents.directing import open_desk
from iamflow_agents.errors import JobLockedError, NotInStoryError, ScriptError, StoppedError
from iamflow_agents.events import FramesDone, StoryEvent
from iamflow_agents.script import Script, Segment
from iamflow_agents.storage.job_lock import JobLock
from iamflow_agents.tools import lookup
from iamflow_agents.tools.answers import TakeAnswer
from iamflow_agents.tools.desk import Watch
from iamflow_agents.tools.shooting import PREVIEW_SIDE, generate_segment, render_preview


def sha256(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def looks(take: TakeAnswer, key: str) -> str:
    return next(one.looks for one in take.cast if one.identity == key)


def test_tools_a_segment_as_it_is_is_the_take_in_the_film(film: Film) -> None:
    for made in film.result.segments:
        take = generate_segment(film.desk, segment=made.index)
        assert take.reused and take.in_film
        assert (take.video, take.seed, take.grounded_prompt) == (str(made.video), made.seed, made.grounded_prompt)


def test_tools_another_seed_is_another_take_and_is_made_once(film: Film) -> None:
    first = generate_segment(film.desk, segment=1, seed=11)
    again = generate_segment(film.desk, segment=1, seed=11)
    assert not first.reused and not first.in_film and again.reused
    assert (again.take, again.video) == (first.take, first.video)
    other = generate_segment(film.desk, segment=1, seed=12)
    assert other.take != first.take


def test_tools_takes_leave_the_film_and_its_rows_alone(film: Film) -> None:
    with film.store() as store:
        before = store.takes(JOB), store.memory_frames(JOB), store.registry(JOB), store.job(JOB).status
    generate_segment(film.desk, segment=2, prompt="Ana and Ben dance on the beach.", seed=21)
    with film.store() as store:
        assert (store.takes(JOB), store.memory_frames(JOB), store.registry(JOB), store.job(JOB).status) == before
        assert store.job(JOB).lock is None
    film_before = sha256(film.result.video)
    assert sha256(resume_story(JOB, settings=small(film.home)).video) == film_before


def test_tools_words_that_continue_the_story_know_its_people(film: Film) -> None:
    take = generate_segment(film.desk, prompt="Ana hugs Ben in the kitchen.")
    assert take.segment == 3 and take.place == film.result.segments[1].place
    assert "red dress" in take.grounded_prompt and "grey beard" in take.grounded_prompt
    assert "red dress" in looks(take, "ana") and "blue coat" in looks(take, "ben")
    assert take.n_frames == 4 and len(take.pictures) == 3
    with av.open(take.video) as video:
        assert sum(1 for _ in video.decode(video=0)) == take.n_frames


def test_tools_other_words_for_an_introduction_keep_the_looks(film: Film) -> None:
    take = generate_segment(film.desk, segment=1, prompt="In the kitchen, Ben and Zoe dance.")
    assert "grey beard" in looks(take, "ben") and "blue coat" in looks(take, "ben")
    assert "blue coat" in take.grounded_prompt
    assert looks(take, "zoe") == ""


def test_tools_other_words_may_change_a_look(film: Film) -> None:
    take = generate_segment(film.desk, segment=1, prompt="In the kitchen, Ben, an old man in a green coat, dances.")
    assert "green coat" in looks(take, "ben") and "blue" not in looks(take, "ben")
    assert "grey beard" in looks(take, "ben")


def test_tools_another_length_is_that_long(film: Film) -> None:
    take = generate_segment(film.desk, segment=0, duration_s=2.0)
    assert (take.n_frames, take.duration_s, take.prompt) == (8, 2.0, film.result.segments[0].prompt)


@pytest.mark.parametrize(
    ("wish", "error", "text"),
    [
        ({"segment": 4, "prompt": "Ana waves."}, NotInStoryError, "no segment 4"),
        ({"segment": 3}, NotInStoryError, "no segment 3"),
        ({"segment": -1}, NotInStoryError, "no segment -1"),
        ({}, NotInStoryError, "nothing was asked for"),
        ({"segment": 0, "prompt": "  "}, ScriptError, "argument prompt"),
        ({"segment": 0, "duration_s": 0.0}, ScriptError, "argument duration_s"),
    ],
)
def test_tools_wishes_that_make_no_sense_are_refused(
    film: Film, wish: dict[str, object], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=text):
        generate_segment(film.desk, **wish)  # type: ignore[arg-type]  # each is the right type for its name


def test_tools_a_running_job_refuses_takes_and_shows_everything_else(film: Film) -> None:
    with film.store() as store, JobLock(store, JOB):
        with pytest.raises(JobLockedError, match=f"iamflow cancel {JOB}"):
            generate_segment(film.desk, segment=0)
        assert render_preview(film.desk, segment=0).picture
        assert lookup.list_segments(film.desk).total == 3
        assert store.job(JOB).lock is not None
    assert generate_segment(film.desk, segment=0).reused


def test_tools_takes_asked_for_at_once_are_made_one_after_the_other(film: Film) -> None:
    with ThreadPoolExecutor(3) as pool:
        takes = list(pool.map(lambda seed: generate_segment(film.desk, segment=0, seed=seed), (31, 32, 33)))
    assert len({take.take for take in takes}) == 3 and [take.seed for take in takes] == [31, 32, 33]


def test_tools_a_call_can_be_followed_and_stopped(film: Film) -> None:
    stop, seen = threading.Event(), []

    def emit(event: StoryEvent) -> None:
        seen.append(event)
        if isinstance(event, FramesDone):
            stop.set()

    kept = {path.name for path in (film.home / "jobs" / JOB / "index").iterdir()}
    with pytest.raises(StoppedError):
        generate_segment(film.desk, segment=0, seed=41, duration_s=30.0, watch=Watch(emit=emit, cancel=stop))
    assert seen == [FramesDone(segment_index=0, take_number=1, frames_done=12, frames_total=120)]
    assert {path.name for path in (film.home / "jobs" / JOB / "index").iterdir()} == kept
    assert not list((film.home / "jobs" / JOB).glob("scratch-*"))
    with film.store() as store:
        assert store.job(JOB).lock is None
    assert generate_segment(film.desk, segment=0).reused


def test_tools_a_preview_is_a_small_still_found_again(film: Film) -> None:
    first = render_preview(film.desk, segment=2)
    changed = Path(first.picture).stat().st_mtime_ns
    again = render_preview(film.desk, segment=2)
    assert again == first and Path(first.picture).stat().st_mtime_ns == changed
    assert Path(first.picture).read_bytes().startswith(b"\x89PNG")
    assert {one.identity for one in first.cast} >= {"ana", "ben"}
    other = render_preview(film.desk, segment=2, prompt="Ben sleeps in the kitchen.")
    assert other.picture != first.picture and [one.identity for one in other.cast] == ["ben"]


def test_tools_a_preview_of_a_large_job_stays_small(tmp_path: Path) -> None:
    script = Script(title="Wide", segments=(Segment(prompt="On the beach, Ana waves.", duration_s=1),))
    run_story(script, settings=small(tmp_path, width=960, height=540, fps=1), job_id="wide")
    still = render_preview(open_desk(tmp_path, job="wide"), segment=0)
    assert (still.width, still.height) == (PREVIEW_SIDE, PREVIEW_SIDE * 540 // 960)
    assert Path(still.picture).stat().st_size < 300_000


def test_tools_a_take_lost_from_disk_is_made_again(film: Film) -> None:
    take = generate_segment(film.desk, segment=0, seed=51)
    content = Path(take.video).read_bytes()
    Path(take.video).unlink()
    again = generate_segment(film.desk, segment=0, seed=51)
    assert not again.reused and Path(again.video).read_bytes() == content
