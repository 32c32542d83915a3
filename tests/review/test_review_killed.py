"""SIGKILL while a job asks, is answered, or makes a segment again: nothing asked twice, nothing applied twice."""

from __future__ import annotations

import multiprocessing
import shutil
import signal
from pathlib import Path
from typing import Any

import pytest
import review_child
from review_stage import files_of, small, small_script, takes_of

from iamflow_agents import pending_review, resume_story, retake, run_story
from iamflow_agents.errors import ReviewRequiredError
from iamflow_agents.storage.story_store import StoryStore

REVIEW, REVISING, INVOKING = (
    "iamflow_agents.graphs.review",
    "iamflow_agents.graphs.revising",
    "iamflow_agents.invoking",
)
STORE = "iamflow_agents.storage.story_store"
SAVER = "iamflow_agents.storage.checkpointer"
MAKER = "iamflow_agents.tools.make_take"


@pytest.fixture(scope="module")
def processes() -> Any:
    """Processes that start with the heavy modules loaded."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(review_child.HEAVY_MODULES)
    with pytest.MonkeyPatch.context() as patch:
        # Python 3.11's fork server ignores the path it is given, and would then skip what it cannot find.
        patch.setenv("PYTHONPATH", str(Path(__file__).parent))
        context.Process(target=int).start()
    return context


@pytest.fixture(scope="module")
def waiting(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which a job waits for a decision on its first segment."""
    home = tmp_path_factory.mktemp("waiting")
    with pytest.raises(ReviewRequiredError):
        run_story(small_script(3), settings=small(home, review="each-segment"), job_id="pier")
    return home


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A home with a finished film, and one where a segment of it was made again."""
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    run_story(small_script(4), settings=small(old), job_id="pier")
    shutil.copytree(old, new, dirs_exist_ok=True)
    retake("pier", segment_index=2, looks={"Tom.top": "red coat"}, settings=small(new))
    return old, new


def killed(processes: Any, home: Path, what: str, kill: tuple[str, str, bool, int]) -> None:
    """Do a step in a child and see that it was killed on the way."""
    child = processes.Process(target=review_child.step, args=(home, what, kill))
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL, "the moment to kill at never came"


def decided(home: Path) -> list[str]:
    """What was decided, apart from going on."""
    with StoryStore.open(home) as store:
        actions = [event.data["decision"]["action"] for event in store.decisions("pier")]
    return [action for action in actions if action != "approve"]


@pytest.mark.parametrize(
    "kill",
    [
        (REVIEW, "build_question", True, 1),
        (STORE, "StoryStore.set_job_status", False, 2),
    ],
    ids=["before-interrupt", "before-status"],
)
def test_killed_while_it_asks_the_same_is_asked_again(processes: Any, kill: Any, tmp_path: Path) -> None:
    killed(processes, tmp_path, "run", kill)
    settings = small(tmp_path)
    with pytest.raises(ReviewRequiredError, match="segment 1"):
        resume_story("pier", settings=settings)
    question = pending_review("pier", settings=settings)
    assert question is not None and (question.segment_index, question.take) == (0, 1)
    with StoryStore.open(tmp_path) as store:
        assert len(store.takes("pier")) == 1
    assert takes_of(resume_story("pier", settings=settings, review="never")) == [(1, 1)] * 3


@pytest.mark.parametrize(
    "kill",
    [
        (STORE, "StoryStore.add_event", True, 1),
        (REVISING, "tell_anew", True, 1),
        (STORE, "StoryStore.supersede", True, 1),
        (REVISING, "_write", True, 1),
        (SAVER, "PruningSqliteSaver.put", False, 1),
        (MAKER, "TakeMaker.make", True, 1),
    ],
    ids=["given", "told", "in-transaction", "written", "not-saved", "made"],
)
def test_killed_after_an_answer_it_is_done_once_and_never_asked_for_again(
    processes: Any, kill: Any, waiting: Path, tmp_path: Path
) -> None:
    shutil.copytree(waiting, tmp_path, dirs_exist_ok=True)
    settings = small(tmp_path, review="each-segment")
    killed(processes, tmp_path, "answer", kill)
    with pytest.raises(ReviewRequiredError):
        resume_story("pier", settings=settings)
    question = pending_review("pier", settings=settings)
    assert question is not None and (question.segment_index, question.take) == (0, 2)
    assert decided(tmp_path) == ["retake"]
    with StoryStore.open(tmp_path) as store:
        assert [(take.number, take.status) for take in store.takes("pier")] == [(1, "superseded"), (2, "finished")]
        assert store.takes("pier", 0)[1].seed == 9
        tops = [a for a in store.registry("pier").identity("nora").attributes if a.slot.value == "top"]
        assert [a.value for a in tops if a.holds_in(0)] == ["red coat"]


@pytest.mark.parametrize(
    "kill",
    [
        (INVOKING, "_open_question", True, 1),
        (REVISING, "_write", False, 1),
        (STORE, "StoryStore.choose_take", True, 1),
        ("iamflow_agents.graphs.assemble", "write_story", False, 1),
    ],
    ids=["opened", "unwritten", "chosen", "assembling"],
)
def test_killed_in_a_retake_the_film_is_the_old_or_the_new_one(
    processes: Any, kill: Any, films: tuple[Path, Path], tmp_path: Path
) -> None:
    old, new = (files_of(home, "pier") for home in films)
    assert new[:2] == old[:2] and new[2] != old[2]
    home = tmp_path / "home"
    shutil.copytree(films[0], home)
    killed(processes, home, "retake", kill)
    resume_story("pier", settings=small(home))
    assert decided(home) == ([] if kill[1] == "_open_question" else ["retake"])
    assert files_of(home, "pier") == (new if decided(home) else old)
