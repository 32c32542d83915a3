"""Cast, library and history: pictures of the cast, identities kept for the next story, and who said what of whom."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import skia
from abuse_tools import SMALL, Cli

from iamflow_agents import Script, Settings, run_story
from iamflow_agents.cast_board import make_board
from iamflow_agents.codec import decode
from iamflow_agents.errors import ScriptError
from iamflow_agents.generator.faults import Fault, FaultyGenerator
from iamflow_agents.generator.protocol import Capabilities, VideoGenerator
from iamflow_agents.generator.registry import make_generator
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.records import Slot
from iamflow_agents.script import CastMember, Segment, script_hash
from iamflow_agents.script_reader import read_script
from iamflow_agents.storage.story_store import StoryStore
from iamflow_agents.takes import SegmentRequest

TWO = "segments:\n  - {prompt: 'On the pier, Ana waves.', duration_s: 1}\n"
PROMPTS = [
    "In the library, Nora, a young woman with black hair and a red sweater, stands.",
    "In the library, Nora takes a book.",
]


class RemembersPictures(StoryboardGenerator):
    """A storyboard that is given memory frames."""

    @property
    def capabilities(self) -> Capabilities:
        """As a generator that looks at pictures."""
        return Capabilities(
            max_prompt_tokens=None, memory="images", memory_frames=4, soft_transitions=True, needs_gpu=False,
            vram_gib=0.0, reports_layout=True,
        )  # fmt: skip


def paint(path: Path, colour: int = skia.ColorRED, side: int = 64) -> Path:
    surface = skia.Surface(side, side)
    surface.getCanvas().clear(colour)
    path.write_bytes(bytes(surface.makeImageSnapshot().encodeToData(skia.EncodedImageFormat.kPNG, 100)))
    return path


def request_of(home: Path, job: str, index: int) -> SegmentRequest:
    with StoryStore.open(home) as store:
        take = store.chosen_take(job, index)
        assert take is not None
        return decode(SegmentRequest, take.request_json)


def test_library_brings_somebody_into_the_next_story_and_outlives_the_first(
    cli: Cli, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(reference, cli.home)
    added = json.loads(cli("library", "add", "three", "Ana", "--json").out)
    assert added["pictures"] and {"slot": "top", "value": "red dress"} in added["looks"]
    assert cli("rm", "three").code == 0
    assert all(Path(picture["path"]).is_file() for picture in added["pictures"])
    assert [one["name"] for one in json.loads(cli("library", "list", "--json").out)] == ["Ana"]

    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", lambda _name: RemembersPictures())
    assert cli("run", cli.script(TWO), "--job", "two", "--with", "ana", *SMALL).code == 0
    request = request_of(cli.home, "two", 0)
    (ana,) = request.cast
    assert (ana.name, ana.gender, ana.value(Slot.TOP)) == ("Ana", "female", "red dress")
    assert request.memory and {key for frame in request.memory for key in frame.identities} == {"ana"}
    assert (cli.home / "jobs" / "two" / request.memory[0].keyframe.path).is_file()

    told = json.loads(cli("extract", cli.script(TWO), "--format", "json", "--with", "ana").out)
    assert "red dress" in json.dumps(told) and "red dress" not in cli("extract", cli.script(TWO)).out
    declared = cli.script("cast:\n  - {name: Ana, from_library: ana}\n" + TWO, "declared.yaml")
    assert "red dress" in cli("extract", declared, "--explain", "--format", "json").out

    assert cli("library", "remove", "ANA").code == 0
    assert not any(Path(picture["path"]).exists() for picture in added["pictures"])
    (cli.home / "jobs" / "two" / "video.mp4").unlink()
    assert cli("resume", "two").code == 0, "the job has copies of all it uses"
    assert cli("extract", cli.script(TWO), "--with", "Ana").code == 2
    gone = cli("run", cli.script(TWO), "--job", "more", "--with", "Ana", *SMALL)
    assert gone.code == 2 and "library" in gone.err
    assert not (cli.home / "jobs" / "more").exists()


def test_library_without_it_the_same_words_show_somebody_else(cli: Cli) -> None:
    assert cli("run", cli.script(TWO), "--job", "two", *SMALL).code == 0
    (ana,) = request_of(cli.home, "two", 0).cast
    assert ana.value(Slot.TOP) is None


def test_library_a_script_names_it_and_overrides_a_slot(cli: Cli, reference: Path) -> None:
    shutil.copytree(reference, cli.home)
    assert cli("library", "add", "three", "Bea", "--as", "Beatrix").code == 0
    used = cli("library", "use", "beatrix").out
    assert used == 'cast:\n  - name: "Beatrix"\n    from_library: "Beatrix"\n'
    script = "cast:\n  - from_library: Beatrix\n    attributes: {top: white shirt}\n" + TWO.replace("Ana", "Beatrix")
    assert cli("run", cli.script(script), "--job", "two", *SMALL).code == 0
    (bea,) = request_of(cli.home, "two", 0).cast
    assert bea.values(Slot.TOP) == ("white shirt",) and bea.gender == "female"


def test_cast_pictures_are_remembered_from_the_first_segment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", lambda _name: RemembersPictures())
    picture = paint(tmp_path / "ana.png")
    (tmp_path / "story.yaml").write_text("cast:\n  - {name: Ana, pictures: [ana.png]}\n" + TWO)
    home = tmp_path / "home"
    run_story(tmp_path / "story.yaml", settings=Settings(home=home, width=128, height=80, fps=4), job_id="pics")
    (frame,) = request_of(home, "pics", 0).memory
    assert frame.identities == ("ana",)
    assert (home / "jobs" / "pics" / frame.keyframe.path).read_bytes() == picture.read_bytes()
    board = make_board("pics", settings=Settings(home=home))
    assert [len(entry.references) for entry in board.entries] == [1]


def test_cast_pictures_are_checked_when_the_script_is_read(tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("no picture")
    paint(tmp_path / "tiny.png", side=8)
    torn = paint(tmp_path / "torn.png").read_bytes()
    (tmp_path / "torn.png").write_bytes(torn[: len(torn) // 2])
    for name in ("missing.png", "words.png", "tiny.png", "torn.png", str(paint(tmp_path / "fine.png"))):
        (tmp_path / "story.yaml").write_text(f"cast:\n  - {{name: Ana, pictures: ['{name}']}}\n" + TWO)
        with pytest.raises(ScriptError) as caught:
            read_script(tmp_path / "story.yaml")
        assert "Ana" in str(caught.value) and not caught.value.what.endswith(".")
    (tmp_path / "story.yaml").write_text("cast:\n  - {name: Ana, pictures: [fine.png]}\n" + TWO)
    first = read_script(tmp_path / "story.yaml")
    paint(tmp_path / "fine.png", skia.ColorBLUE)
    assert script_hash(read_script(tmp_path / "story.yaml")) != script_hash(first), "another picture, another script"


def test_cast_without_new_fields_keeps_the_hash_it_had() -> None:
    script = Script(cast=(CastMember(name="Ana"),), segments=(Segment(prompt="Ana waves."),))
    assert script_hash(script) == "e461fd0982f3fb1d91f9516e3e40f855cc22f8644f7a92d40074c1b233e80a4b"


def faulty_job(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job whose second segment shows a wrong colour once."""
    fault = Fault(kind="wrong_colour", segment_index=1, identity="nora", slot=Slot.TOP, value="yellow sweater")

    def faulty(name: str) -> VideoGenerator:
        return FaultyGenerator(make_generator(name), [fault])

    monkeypatch.setattr("iamflow_agents.job_settings.make_generator", faulty)
    script = Script(title="Loop", segments=tuple(Segment(prompt=prompt, duration_s=1) for prompt in PROMPTS))
    run_story(script, settings=Settings(home=home, width=416, height=240, fps=8), job_id="loop")


def test_history_and_board_tell_what_was_said_seen_and_done(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    faulty_job(cli.home, monkeypatch)
    told: dict[str, Any] = json.loads(cli("show", "loop", "--identity", "Nora", "--json").out)
    (top,) = [a for a in told["attributes"] if a["slot"] == "top"]
    assert (top["value"], top["source"], top["valid_from"], top["valid_to"]) == ("red sweater", "script", 0, None)
    wrong = [s for s in top["sightings"] if s["kind"] == "contradicted"]
    assert [(s["segment_index"], s["take"], s["observed"], s["in_film"]) for s in wrong] == [(1, 1, "yellow", False)]
    assert any("take 2" in done for done in wrong[0]["done"]) and any("aside" in done for done in wrong[0]["done"])
    assert all(not s["done"] for s in top["sightings"] if s["kind"] == "confirmed")
    text = cli("show", "loop", "--identity", "nora").out
    assert "top: red sweater, from segment 1 on; said by the script" in text
    assert "segment 2, take 1" in text and "made again as take 2" in text
    assert cli("show", "loop", "--identity", "Nobody").code == 2

    board = json.loads(cli("cast", "loop", "--json").out)
    (nora,) = [one for one in board["identities"] if one["key"] == "nora"]
    assert nora["verdicts"]["confirmed"] and "contradicted" not in nora["verdicts"]
    assert nora["best_frame"]["score"] > 0.5 and (nora["best_frame"]["segment"], nora["best_frame"]["take"]) != (1, 1)
    picture = skia.Image.MakeFromEncoded(skia.Data.MakeWithCopy(Path(board["board"]).read_bytes()))
    assert picture.width() >= 400 and picture.height() >= 400
    before = Path(board["board"]).read_bytes()
    assert "board" in cli("cast", "loop").out and Path(board["board"]).read_bytes() == before
