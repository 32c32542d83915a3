"""`wan:tiny` in the story graph: the same nodes, memory, verification and resume as the storyboard."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from story_child import PROMPTS

from iamflow_agents.codec import decode
from iamflow_agents.errors import ConfigError, GeneratorError, StoppedError
from iamflow_agents.events import FramesDone, NodeFinished, StoryEvent, TakeFinished
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.opening import open_store
from iamflow_agents.records import VerdictKind
from iamflow_agents.result import StoryResult
from iamflow_agents.runner import StopSignal, start
from iamflow_agents.script import Script, Segment
from iamflow_agents.settings import Settings, load_settings
from iamflow_agents.storage.home import Home
from iamflow_agents.storage.manifests import read_manifest
from iamflow_agents.takes import SegmentRequest

HERE = Path(__file__).resolve().parent
CHILD = """
import os, signal, sys
from pathlib import Path
from test_graphs_wan import run
from iamflow_agents.events import FramesDone
def die(event):
    if isinstance(event, FramesDone) and event.segment_index == 2:
        os.kill(os.getpid(), signal.SIGKILL)
run(Path(sys.argv[1]), die)
"""


def settings_of(home: Path, **changes: Any) -> Settings:
    return load_settings(
        **{"home": home, "generator": "wan:tiny", "width": 48, "height": 32, "fps": 8, "seed": 7, **changes}
    )


def run(
    home: Path,
    on_event: Any = None,
    stop: StopSignal | None = None,
    transitions: tuple[Any, ...] = ("auto",) * len(PROMPTS),
    **changes: Any,
) -> StoryResult:
    said = zip(PROMPTS, transitions, strict=True)
    segments = tuple(Segment(prompt=prompt, duration_s=2.0, transition=kind) for prompt, kind in said)
    script = Script(title="Pier", segments=segments)
    settings = settings_of(home, **changes)
    try:
        return start(script, settings=settings, job_id="pier", on_event=on_event, stop=stop or StopSignal())
    finally:
        # Every run collects garbage in the end; what the libraries made need not be looked through each time.
        gc.freeze()


def made_by(home: Path) -> dict[str, bytes]:
    """The film, and the hashes of all takes' inputs and outputs."""
    folder = Home(home).job_folder("pier")
    takes = []
    for path in sorted((folder / "index").iterdir()):
        manifest = read_manifest(path)
        assert manifest is not None
        files = sorted((name, file.sha256) for name, file in manifest.files.items())
        takes.append(f"{manifest.input_hash} {files}")
    return {"film": (folder / "video.mp4").read_bytes(), "takes": "\n".join(takes).encode()}


def requests_of(home: Path) -> list[SegmentRequest]:
    with open_store(settings_of(home), Home(home)) as store:
        return [decode(SegmentRequest, take.request_json) for take in store.chosen_takes("pier")]


@pytest.fixture(scope="module")
def doomed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, subprocess.Popen[bytes]]]:
    """A job in an interpreter of its own that kills itself in segment 2; most of its time it loads packages."""
    home = tmp_path_factory.mktemp("doomed")
    environment = {**os.environ, "PYTHONPATH": f"{HERE}:{HERE.parents[1]}"}
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(home)], env=environment, cwd=HERE)
    yield home, child
    child.kill()
    child.wait()


@pytest.fixture(scope="module")
def whole(doomed: object, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, StoryResult, list[StoryEvent]]:
    """A job that nobody interrupted; it is made while the doomed one loads its packages."""
    home, heard = tmp_path_factory.mktemp("whole"), []
    result = run(home, heard.append)
    return home, result, heard


def test_wan_in_the_graph_visits_the_nodes_and_claims_nothing(
    whole: tuple[Path, StoryResult, list[StoryEvent]],
) -> None:
    _, result, heard = whole
    nodes = {event.node for event in heard if isinstance(event, NodeFinished)}
    assert nodes >= {"extract_entities", "resolve_identities", "transition_prompt", "generate_segment"}
    assert nodes >= {"verify_segment", "assemble_video"}
    assert {verdict.kind for verdict in result.verdicts} <= {VerdictKind.UNKNOWN, VerdictKind.NOT_VISIBLE}
    assert all(verdict.identity for verdict in result.verdicts) and result.verdicts
    assert [segment.takes for segment in result.segments] == [1, 1, 1, 1], "noise is not made again for nothing"
    assert result.video.stat().st_size > 1000


def test_wan_in_the_graph_goes_on_and_remembers(whole: tuple[Path, StoryResult, list[StoryEvent]]) -> None:
    home, _, _ = whole
    requests = requests_of(home)
    assert [request.transition.kind.value for request in requests] == ["cut", "recache", "cut", "recache"]
    assert requests[0].previous_state is None and all(request.previous_state for request in requests[1:])
    assert len({request.previous_state for request in requests}) == len(requests), "each goes on from another take"
    remembered = [frame for request in requests for frame in request.memory]
    assert remembered and all(frame.latents for frame in remembered)
    able = make_generator("wan:tiny").capabilities
    limit = able.memory_frames
    assert limit is not None and {request.memory_budget for request in requests} == {limit}
    assert max(len(request.memory) for request in requests) <= limit + able.memory_overlap
    for request in requests:
        assert all(frame.segment_index < request.segment_index for frame in request.memory)
    with open_store(settings_of(home), Home(home)) as store:
        assert {frame.segment_index for frame in store.memory_frames("pier")} == {0, 1, 2, 3}
        names = {file.name for file in store.chosen_takes("pier")[0].files}
    assert {"state", "latents-0", "keyframe-0", "video", "last_frame"} <= names and "layout" not in names


def test_wan_lost_inputs_are_made_again(whole: tuple[Path, StoryResult, list[StoryEvent]], tmp_path: Path) -> None:
    stop = StopSignal(cancel=threading.Event())

    def halt(event: StoryEvent) -> None:
        if isinstance(event, FramesDone) and event.segment_index == 3:
            stop.stop_now("interrupted")

    with pytest.raises(StoppedError):
        run(tmp_path, halt, stop)
    folder = Home(tmp_path).job_folder("pier")
    lost = list(folder.glob("artifacts/*/*.safetensors"))
    assert len(lost) > 6
    for path in lost:
        path.unlink()
    run(tmp_path)
    assert made_by(tmp_path) == made_by(whole[0])


def test_wan_failing_take_leaves_a_job_that_resumes(
    whole: tuple[Path, StoryResult, list[StoryEvent]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from iamflow_agents.generator.wan.session import Session

    real = Session.step

    def failing(self: Session, **options: Any) -> Any:
        if self.block_index == 3:
            raise MemoryError
        return real(self, **options)

    monkeypatch.setattr(Session, "step", failing)
    with pytest.raises(GeneratorError, match="smaller preset"):
        run(tmp_path)
    monkeypatch.setattr(Session, "step", real)
    run(tmp_path)
    assert made_by(tmp_path) == made_by(whole[0])


def test_wan_other_settings_give_another_film(
    whole: tuple[Path, StoryResult, list[StoryEvent]], tmp_path: Path
) -> None:
    run(tmp_path / "seed", seed=8)
    run(tmp_path / "soft", wan_soft="blend")
    assert [request.transition.kind.value for request in requests_of(tmp_path / "soft")] == ["cut", "soft"] * 2
    films = {made_by(home)["film"] for home in (whole[0], tmp_path / "seed", tmp_path / "soft")}
    assert len(films) == 3


def test_wan_transitions_are_the_scripts_where_it_asks_and_stand_in_every_record(tmp_path: Path) -> None:
    asked = ("soft", "soft", "recache", "auto")
    result = run(tmp_path, transitions=asked, wan_steps=1, verify="off")
    kinds = ["cut", "soft", "recache", "recache"]
    reasons = [segment.transition.reason for segment in result.segments]
    assert [segment.transition.kind.value for segment in result.segments] == kinds
    assert [request.transition for request in requests_of(tmp_path)] == [one.transition for one in result.segments]
    assert "the script asks for its last frames to be read again" in reasons[2], "though the story moves on"
    assert "the story stays at kitchen, but nearly everything else is new" in reasons[3]
    with open_store(settings_of(tmp_path), Home(tmp_path)) as store:
        plans = [store.plan("pier", index) for index in range(len(asked))]
    assert [plan.transition for plan in plans if plan] == [one.transition for one in result.segments]
    told = json.loads((Home(tmp_path).job_folder("pier") / "story.json").read_text(encoding="utf-8"))
    assert [segment["transition"]["kind"] for segment in told["segments"]] == kinds


def test_wan_killed_in_a_take_comes_out_the_same(
    whole: tuple[Path, StoryResult, list[StoryEvent]], doomed: tuple[Path, subprocess.Popen[bytes]]
) -> None:
    home, child = doomed
    assert child.wait() == -signal.SIGKILL
    heard: list[StoryEvent] = []
    run(home, heard.append)
    assert made_by(home) == made_by(whole[0])
    made = [event.segment_index for event in heard if isinstance(event, TakeFinished) and not event.reused]
    assert made == [2, 3], "what was finished is not made again"


def test_wan_generators_are_made_lazily_and_refused_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.util

    settings = settings_of(tmp_path, generator="wan")
    with pytest.raises(ConfigError, match=r"weights fetch self-forcing"):
        run(tmp_path, generator="wan")
    with pytest.raises(ConfigError, match="no file, folder or known checkpoint"):
        run(tmp_path, generator="wan:nowhere/to/be/found")
    with pytest.raises(ConfigError, match="multiple of 16"):
        run(tmp_path, width=50)
    for name in ("wan:", "wander", "wan-tiny"):
        with pytest.raises(ConfigError):
            make_generator(name)
    tiny, other = (make_generator("wan:tiny", wan=replace(settings.wan_options(), steps=n)) for n in (4, 2))
    assert tiny.name != other.name and "noise" in tiny.capabilities.note
    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name == "torch" else find(name, *rest))
    with pytest.raises(ConfigError, match=r'pip install "iamflow-agents\[wan\]"'):
        make_generator("wan:tiny")
