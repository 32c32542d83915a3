"""The storyboard generator end to end on small pictures: bytes, files, colours, fades, captions, refusals."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest
from stage_requests import ANNA, BEN, ENVELOPE, HAND_OVER, act, ask, job_for, shoot, somebody

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import ConfigError, GeneratorError, StoppedError
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator
from iamflow_agents.records import Camera, Holding, Setting, Shot, Slot, TimeOfDay, TransitionKind, Verb, Weather
from iamflow_agents.takes import FileRef, Layout, SegmentRequest, TakeFiles, Transition

SHORT = ask(HAND_OVER, cast=(ANNA, BEN, ENVELOPE))
LARGE = replace(SHORT, width=480, height=272)


def frames_of(path: Path) -> list[np.ndarray]:
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def picture(path: Path) -> np.ndarray:
    with av.open(str(path)) as container:
        return next(container.decode(video=0)).to_ndarray(format="rgb24")


def layout_of(folder: Path, files: TakeFiles) -> Layout:
    assert files.layout is not None
    return decode(Layout, (folder / files.layout).read_bytes())


def take(request: SegmentRequest, folder: Path) -> tuple[TakeFiles, Layout, list[np.ndarray]]:
    files = shoot(request, folder)
    return files, layout_of(folder, files), frames_of(folder / files.video)


def test_two_processes_make_the_same_bytes(tmp_path: Path) -> None:
    shoot(SHORT, tmp_path / "here")
    (tmp_path / "there").mkdir()
    (tmp_path / "request.json").write_text(encode(SHORT), encoding="utf-8")
    program = (
        "import sys; from pathlib import Path; sys.path.insert(0, sys.argv[1])\n"
        "from stage_requests import shoot; from iamflow_agents.codec import decode\n"
        "from iamflow_agents.takes import SegmentRequest\n"
        "shoot(decode(SegmentRequest, Path(sys.argv[2]).read_bytes()), Path(sys.argv[3]))\n"
    )
    arguments = [str(Path(__file__).parent), str(tmp_path / "request.json"), str(tmp_path / "there")]
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, env={"PYTHONHASHSEED": "77"})
    here, there = (
        {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (tmp_path / side).iterdir()}
        for side in ("here", "there")
    )
    assert here == there and len(here) == 6
    shoot(replace(SHORT, seed=6), tmp_path / "other")
    assert hashlib.sha256((tmp_path / "other" / "video.mp4").read_bytes()).hexdigest() != here["video.mp4"]


def test_layout_parts_show_the_colours_of_the_clothes(tmp_path: Path) -> None:
    red = somebody("ruby", name="Ruby", hair="black hair", top="red sweater", bottom="blue trousers")
    _, layout, frames = take(replace(LARGE, cast=(red,), actions=(act(Verb.WAVE, "ruby"),)), tmp_path)
    measured = []
    for frame, pixels in zip(layout.frames, frames, strict=True):
        for part in frame.boxes[0].parts:
            left, top, right, bottom = part.box
            if part.slot is Slot.TOP:
                measured.append(np.median(pixels[top:bottom, left:right].reshape(-1, 3), axis=0))
    assert len(measured) > len(frames) / 2
    red_level, green, blue = np.median(measured, axis=0)
    assert red_level > 120 and red_level > 2 * green and red_level > 2 * blue


def test_everybody_on_stage_is_reported_in_every_frame(tmp_path: Path) -> None:
    _, layout, _ = take(LARGE, tmp_path)
    for frame in layout.frames:
        assert {box.identity for box in frame.boxes} == {"anna", "ben", "envelope"}


def test_who_has_left_is_not_reported(tmp_path: Path) -> None:
    _, layout, _ = take(replace(LARGE, actions=(act(Verb.LEAVE, "ben"),), duration_s=5.0), tmp_path)
    assert "ben" in {box.identity for box in layout.frames[0].boxes}
    assert "ben" not in {box.identity for box in layout.frames[-1].boxes}


def test_a_held_prop_is_at_its_holders_body(tmp_path: Path) -> None:
    request = replace(LARGE, actions=(), holdings=(Holding(prop="envelope", holder="ben"),))
    _, layout, _ = take(request, tmp_path)
    boxes = {box.identity: box.box for box in layout.frames[10].boxes}
    middle = (boxes["envelope"][0] + boxes["envelope"][2]) / 2, (boxes["envelope"][1] + boxes["envelope"][3]) / 2
    left, top, right, bottom = boxes["ben"]
    assert left - 5 <= middle[0] <= right + 5 and top < middle[1] < bottom
    assert not boxes["anna"][0] <= middle[0] <= boxes["anna"][2]


def test_faces_of_six_people_do_not_meet(tmp_path: Path) -> None:
    cast = tuple(somebody(f"p{n}", name=f"P{n}", hair="short brown hair", top="blue shirt") for n in range(6))
    _, layout, _ = take(replace(LARGE, cast=cast, actions=()), tmp_path)
    heads = []
    for box in layout.frames[12].boxes:
        left, top, right, bottom = box.box
        middle, size = (left + right) / 2, (bottom - top) * 0.15
        heads.append((middle - size / 2, top, middle + size / 2, top + size))
    assert len(heads) == 6
    for number, a in enumerate(heads):
        assert all(a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1] for b in heads[number + 1 :])


def test_files_are_what_they_say(tmp_path: Path) -> None:
    files, _, frames = take(SHORT, tmp_path)
    assert len(frames) == files.n_frames == 24
    assert [index * 3 // 24 for index in files.keyframe_indices] == [0, 1, 2]
    last = picture(tmp_path / files.last_frame).astype(int)
    assert np.abs(last - frames[-1]).mean() < 4 < np.abs(last - frames[0]).mean() + 4
    for name, index in zip(files.keyframes, files.keyframe_indices, strict=True):
        assert np.abs(picture(tmp_path / name).astype(int) - frames[index]).mean() < 4


@pytest.mark.parametrize(("duration_s", "n_frames"), [(0.01, 1), (0.17, 2), (1.0, 12)])
def test_very_short_takes_have_a_keyframe_a_third_or_fewer(tmp_path: Path, duration_s: float, n_frames: int) -> None:
    files = shoot(replace(SHORT, duration_s=duration_s), tmp_path)
    assert files.n_frames == n_frames and len(files.keyframes) == min(3, n_frames)


def test_a_soft_transition_goes_from_the_old_picture_to_the_new(tmp_path: Path) -> None:
    before = shoot(replace(LARGE, setting=Setting(place="b", name="beach")), tmp_path / "before")
    path = tmp_path / "before" / before.last_frame
    previous = FileRef(sha256=hashlib.sha256(path.read_bytes()).hexdigest(), path=str(path))
    soft = Transition(kind=TransitionKind.SOFT, window_frames=8)
    request = replace(LARGE, transition=soft, previous_frame=previous)
    _, layout, blended = take(request, tmp_path / "soft")
    _, _, plain = take(replace(request, transition=Transition()), tmp_path / "cut")
    old = picture(path).astype(int)
    from_old = [np.abs(frame - old).mean() for frame in blended[:9]]
    from_new = [np.abs(one.astype(int) - two).mean() for one, two in zip(blended, plain, strict=True)]
    assert from_old[0] < from_old[4] < from_old[8]
    assert from_new[0] > from_new[4] > from_new[9] and max(from_new[9:]) < 4
    assert all(not box.parts for box in layout.frames[0].boxes) and any(box.parts for box in layout.frames[12].boxes)


def test_a_previous_frame_of_another_size_is_fitted(tmp_path: Path) -> None:
    before = shoot(replace(SHORT, width=96, height=64), tmp_path / "before")
    previous = FileRef(sha256="0" * 64, path=str(tmp_path / "before" / before.last_frame))
    soft = Transition(kind=TransitionKind.SOFT, window_frames=4)
    shoot(replace(SHORT, transition=soft, previous_frame=previous), tmp_path / "soft")


@pytest.mark.parametrize("content", [None, b"", b"not a picture"])
def test_an_unreadable_previous_frame_is_an_error_that_names_it(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "previous.png"
    if content is not None:
        path.write_bytes(content)
    soft = Transition(kind=TransitionKind.SOFT, window_frames=4)
    request = replace(SHORT, transition=soft, previous_frame=FileRef(sha256="0" * 64, path=str(path)))
    with pytest.raises(GeneratorError, match=r"previous\.png"):
        shoot(request, tmp_path / "take")


def test_captions_darken_the_bottom_only(tmp_path: Path) -> None:
    request = replace(LARGE, prompt="They stand in the kitchen. " * 3)
    _, with_layout, captioned = take(replace(request, captions=True), tmp_path / "with")
    _, _, plain = take(request, tmp_path / "without")
    rows = np.abs(captioned[5].astype(int) - plain[5]).mean(axis=(1, 2))
    assert rows[-12:].min() > 20 > 8 > rows[: LARGE.height // 2].max()
    assert max(box.box[3] for box in with_layout.frames[5].boxes) < LARGE.height - 10


def test_a_wall_of_text_still_leaves_room_for_the_picture(tmp_path: Path) -> None:
    _, layout, _ = take(replace(LARGE, prompt="word " * 10_000, captions=True), tmp_path)
    assert max(box.box[3] for box in layout.frames[5].boxes) > LARGE.height * 0.7


@pytest.mark.parametrize("shot", list(Shot))
def test_every_shot_shows_its_subject_once(tmp_path: Path, shot: Shot) -> None:
    talk = act(Verb.TALK, "anna", "ben")
    request = replace(
        LARGE, cast=(ANNA, BEN), actions=(talk,), camera=Camera(shot=shot, subject="anna"), duration_s=1.0
    )
    _, layout, _ = take(request, tmp_path)
    for frame in layout.frames:
        assert [box.identity for box in frame.boxes].count("anna") == 1


def test_an_empty_cast_is_a_picture_of_the_place(tmp_path: Path) -> None:
    setting = Setting(place="p", name="harbour", time_of_day=TimeOfDay.NIGHT, weather=Weather.RAIN)
    files, layout, frames = take(replace(SHORT, cast=(), actions=(), setting=setting), tmp_path)
    assert len(frames) == files.n_frames and all(not frame.boxes for frame in layout.frames)


@pytest.mark.parametrize("change", [{"width": 161}, {"height": 62}, {"width": 5000}, {"fps": 0}, {"fps": 61}])
def test_impossible_sizes_are_refused_with_a_remedy(change: dict[str, int]) -> None:
    with pytest.raises(ConfigError, match="Use"):
        StoryboardGenerator().open(replace(job_for(SHORT), **change))


def test_a_stopped_take_leaves_no_thread_behind(tmp_path: Path) -> None:
    stop = threading.Event()
    before = threading.active_count()
    with pytest.raises(StoppedError):
        session = StoryboardGenerator().open(job_for(SHORT))
        session.generate(SHORT, tmp_path, on_block=lambda progress: stop.set(), cancel=stop)
    assert threading.active_count() == before


def test_a_foreign_snapshot_is_refused() -> None:
    session = StoryboardGenerator().open(job_for(SHORT))
    session.restore(session.snapshot())
    with pytest.raises(GeneratorError):
        session.restore(b"something else")
