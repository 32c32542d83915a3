"""`StoryResult` and `story.json`: the same names everywhere, paths that travel, the same bytes for the same story."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from report_pictures import pixels_of

from iamflow_agents.errors import StorageError
from iamflow_agents.records import Attribute, Identity, Kind, Slot, TransitionKind, VerdictKind
from iamflow_agents.report.png_strips import PngStrips
from iamflow_agents.report.story_file import write_story
from iamflow_agents.result import SegmentResult, StoryResult, Unresolved
from iamflow_agents.takes import Transition, Verdict

WRONG = Verdict(
    segment_index=0,
    take_number=1,
    identity="1",
    kind=VerdictKind.CONTRADICTED,
    slot=Slot.OUTERWEAR,
    expected="moss green coat",
    observed="grey",
)


def result_in(folder: Path) -> StoryResult:
    hair = Attribute(slot=Slot.HAIR, value="auburn")
    return StoryResult(
        job_id="storm",
        video=folder / "video.mp4",
        segments=(
            SegmentResult(
                index=0,
                prompt="Mira waves. שלום",
                grounded_prompt="Mira, auburn, waves.",
                place="place-1",
                transition=Transition(kind=TransitionKind.SOFT, window_frames=8),
                duration_s=5.0,
                take=1,
                takes=2,
                seed=7,
                video=folder / "files" / "ab.mp4",
                keyframes=(folder / "files" / "cd.png", folder / "files" / "ef.png"),
                on_screen=("1",),
                accepted=False,
                score=0.75,
            ),
        ),
        identities=(Identity(key="1", kind=Kind.PERSON, name="Mira", first_segment=0, attributes=(hair,)),),
        verdicts=(WRONG,),
        timings={"generate_segment": 1.25, "total": 2.5},
        cost={"calls": 0, "tokens_in": 0, "tokens_out": 0, "money": 0.0, "currency": "USD"},
        unresolved=(Unresolved.of(WRONG, "the coat is grey, not moss green"),),
    )


def test_report_result_has_the_promised_fields() -> None:
    promised = ["job_id", "video", "segments", "identities", "verdicts", "timings", "cost", "unresolved"]
    assert [field.name for field in fields(StoryResult)] == promised


def test_report_result_as_plain_data_names_files_absolutely(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    plain = result_in(Path("job")).to_plain()
    assert list(plain) == [field.name for field in fields(StoryResult)]
    assert plain["video"] == str(tmp_path / "job" / "video.mp4")
    assert plain["segments"][0]["keyframes"][1] == str(tmp_path / "job" / "files" / "ef.png")
    assert plain["segments"][0]["transition"] == {"kind": "soft", "window_frames": 8, "reason": ""}
    assert plain["unresolved"][0] == {
        "segment_index": 0, "identity": "1", "kind": "contradicted", "slot": "outerwear",
        "expected": "moss green coat", "observed": "grey", "note": "the coat is grey, not moss green",
    }  # fmt: skip
    assert json.loads(json.dumps(plain)) == plain


def test_report_result_names_files_outside_the_folder_in_full(tmp_path: Path) -> None:
    result = replace(result_in(tmp_path / "job"), video=tmp_path / "elsewhere.mp4")
    plain = result.to_plain(relative_to=tmp_path / "job")
    assert plain["video"] == str(tmp_path / "elsewhere.mp4")
    assert plain["segments"][0]["video"] == "files/ab.mp4"


def story_bytes(result: StoryResult, folder: Path) -> bytes:
    write_story(result, folder / "story.json")
    return (folder / "story.json").read_bytes()


def test_report_story_is_the_same_wherever_the_job_lies(tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "deep" / "b"
    assert story_bytes(result_in(first), first) == story_bytes(result_in(second), second)
    other = replace(result_in(second), job_id="calm")
    assert story_bytes(result_in(first), first) != story_bytes(other, second)
    assert str(tmp_path).encode() not in (first / "story.json").read_bytes()


def test_report_story_differs_in_its_times_only(tmp_path: Path) -> None:
    slow = replace(result_in(tmp_path), timings={"generate_segment": 9.5, "total": 11.0})
    found = [json.loads(story_bytes(result, tmp_path)) for result in (result_in(tmp_path), slow)]
    assert found[0] != found[1]
    for story in found:
        del story["timings"]
    assert found[0] == found[1]


def test_report_story_reads_well(tmp_path: Path) -> None:
    text = story_bytes(result_in(tmp_path), tmp_path).decode()
    assert "שלום" in text
    assert text.endswith("}\n")
    assert text.startswith('{\n  "cost"')
    assert json.loads(text)["segments"][0]["video"] == "files/ab.mp4"


def test_report_story_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StorageError) as caught:
        write_story(result_in(tmp_path), tmp_path / "file" / "story.json")
    assert caught.value.where == str(tmp_path / "file" / "story.json")


def test_report_result_is_light_to_import() -> None:
    heavy = "{'av', 'skia', 'numpy', 'langgraph', 'sqlmodel', 'spacy', 'yaml', 'pydantic_settings'}"
    code = f"import sys; import iamflow_agents.result; sys.exit({heavy} & set(sys.modules) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr.strip()) == (0, "")


@pytest.mark.parametrize("strips", [[40], [1] * 40, [7, 20, 13]])
def test_report_png_strips_are_one_picture(tmp_path: Path, strips: list[int]) -> None:
    rng = np.random.default_rng(5)
    pixels: Any = rng.integers(0, 255, (40, 31, 3), dtype=np.uint8)
    pixels[10:30] = np.arange(31, dtype=np.uint8)[None, :, None]
    path = tmp_path / "a.png"
    with path.open("wb") as file, PngStrips(file, 31, 40) as picture:
        top = 0
        for height in strips:
            picture.write(pixels[top : top + height])
            top += height
    assert np.array_equal(pixels_of(path), pixels)
    assert not np.array_equal(pixels_of(path), pixels[::-1])
