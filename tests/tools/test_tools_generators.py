"""Planning and generators: tools ask for what the graph asked for, and load a generator once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from tools_stage import JOB, Film

from iamflow_agents.codec import decode
from iamflow_agents.errors import GeneratorError, StoppedError
from iamflow_agents.generator.protocol import CancelFlag, Capabilities, GeneratorJob, OnBlock, Session
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.takes import SegmentRequest, TakeFiles
from iamflow_agents.tools.kept_generator import KeptGenerator
from iamflow_agents.tools.make_take import TakeMaker
from iamflow_agents.tools.planning import plan_segment

SMALL_JOB = GeneratorJob(job_id="small", width=64, height=64, fps=4, seed=0)


class Remembering(StoryboardGenerator):
    """A storyboard that would be given memory frames."""

    @property
    def capabilities(self) -> Capabilities:
        """As a generator that looks at pictures."""
        return Capabilities(
            max_prompt_tokens=None,
            memory="images",
            memory_frames=2,
            soft_transitions=True,
            needs_gpu=False,
            vram_gib=0.0,
            reports_layout=True,
        )


class Counted:
    """A generator that counts its sessions and fails where it is told to."""

    def __init__(self) -> None:
        self.opened, self.closed = 0, 0
        self.failing: Exception | None = None
        self._real = StoryboardGenerator()
        self.name, self.capabilities = self._real.name, self._real.capabilities

    def open(self, _job: GeneratorJob) -> Session:
        """Count a session."""
        self.opened += 1
        return self

    def generate(self, _request: SegmentRequest, _out: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Fail, or make nothing."""
        if self.failing is not None:
            raise self.failing
        return TakeFiles(
            video="", layout=None, last_frame="", keyframes=(), keyframe_indices=(), n_frames=int(cancel.is_set())
        )

    def snapshot(self) -> bytes:
        """Nothing."""
        return b""

    def restore(self, state: bytes) -> None:
        """Nothing."""

    def close(self) -> None:
        """Count an end."""
        self.closed += 1


def request_of(film: Film, index: int) -> SegmentRequest:
    with film.store() as store:
        take = store.take(JOB, index, 1)
        assert take is not None
        return decode(SegmentRequest, take.request_json)


def plan(film: Film, generator: StoryboardGenerator, index: int) -> SegmentRequest:
    with film.desk.open() as opened:
        terms = film.desk.terms_of(opened.record)
        maker = TakeMaker(
            generator=generator,
            job=SMALL_JOB,
            artifacts=ArtifactStore(opened.folder),
            cancel=threading.Event(),
            emit=lambda event: None,
        )
        before = opened.store.best_take(JOB, index - 1) if index else None
        return plan_segment(maker, opened.store, JOB, opened.script, opened.registry, index, terms, before=before)


@pytest.mark.parametrize("index", [0, 1, 2])
def test_tools_a_segment_is_planned_as_the_graph_planned_it(film: Film, index: int) -> None:
    assert plan(film, StoryboardGenerator(), index) == request_of(film, index)
    assert plan(film, StoryboardGenerator(), index) != request_of(film, (index + 1) % 3)


def test_tools_memory_is_what_the_film_has_shown_before(film: Film) -> None:
    assert plan(film, Remembering(), 0).memory == () and plan(film, StoryboardGenerator(), 2).memory == ()
    remembered = plan(film, Remembering(), 2).memory
    assert 1 <= len(remembered) <= 2 and {frame.segment_index for frame in remembered} <= {0, 1}
    assert {"ana", "ben"} <= {key for frame in remembered for key in frame.identities}


def test_tools_a_kept_generator_is_opened_once_a_job(film: Film, tmp_path: Path) -> None:
    counted, request = Counted(), request_of(film, 0)
    kept = KeptGenerator(counted)
    for _ in range(3):
        session = kept.open(SMALL_JOB)
        session.generate(request, tmp_path, on_block=lambda progress: None, cancel=threading.Event())
        session.close()
    assert (counted.opened, counted.closed) == (1, 0)
    kept.open(GeneratorJob(job_id="other", width=64, height=64, fps=4, seed=0))
    assert (counted.opened, counted.closed) == (2, 1)
    kept.close()
    kept.close()
    assert (counted.opened, counted.closed) == (2, 2)


@pytest.mark.parametrize(
    ("failure", "closed"),
    [
        (GeneratorError("it broke", where="here", next_step="Mend it."), 1),
        (ValueError("a bug"), 1),
        (StoppedError("told to stop", where="here", next_step="Go on."), 0),
    ],
)
def test_tools_a_kept_session_that_failed_is_given_up(
    film: Film, tmp_path: Path, failure: Exception, closed: int
) -> None:
    counted = Counted()
    counted.failing = failure
    kept = KeptGenerator(counted)
    with pytest.raises(type(failure)):
        kept.open(SMALL_JOB).generate(
            request_of(film, 0), tmp_path, on_block=lambda progress: None, cancel=threading.Event()
        )
    assert counted.closed == closed
    kept.open(SMALL_JOB)
    assert counted.opened == 1 + closed


def test_tools_a_desk_keeps_the_generator_of_its_last_job_until_it_is_closed(film: Film) -> None:
    with film.store() as store:
        job = store.job(JOB)
    with film.desk.turn(threading.Event()):
        first = film.desk.generator(job)
        assert film.desk.generator(job) is first
    film.desk.close()
    with film.desk.turn(threading.Event()):
        assert film.desk.generator(job) is not first
