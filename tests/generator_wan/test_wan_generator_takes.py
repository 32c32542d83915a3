"""Takes that go on from each other: the same bytes however often, in whatever order.

That another process makes the same ones is shown by a job that is killed and resumed (`test_graphs_wan`).
"""

from __future__ import annotations

import threading
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from wan_takes_stage import (
    RECACHE,
    SOFT,
    after,
    ask,
    content,
    film,
    frames_of,
    job_of,
    make,
    memory_of,
    reference,
    shoot,
)

from iamflow_agents.errors import GeneratorError, StoppedError, VersionMismatchError
from iamflow_agents.generator.protocol import BlockProgress
from iamflow_agents.generator.wan.film_files import read_film_state, read_kept_frame
from iamflow_agents.generator.wan.filming import offset_of, pixels_of
from iamflow_agents.generator.wan.footage import choose_keyframes
from iamflow_agents.generator.wan.options import WanOptions
from iamflow_agents.generator.wan.parts import load_parts
from iamflow_agents.generator.wan.records import BlockRecord, PromptMix
from iamflow_agents.takes import SegmentRequest, Transition


def test_wan_takes_repeat_in_any_order(tmp_path: Path) -> None:
    with closing(make().open(job_of(ask()))) as session:
        first = shoot(session, ask(), tmp_path / "first")
        second = after(tmp_path / "first", first, ask(1), memory=(memory_of(tmp_path / "first", first, 1),))
        ahead = shoot(session, second, tmp_path / "ahead")
        retake = shoot(session, replace(ask(), seed=99, take_number=2), tmp_path / "retake")
        follower = after(tmp_path / "retake", retake, ask(1))
        shoot(session, follower, tmp_path / "follower")
        shoot(session, second, tmp_path / "again")
    assert content(tmp_path / "ahead") == content(tmp_path / "again")
    assert content(tmp_path / "ahead")["video.mp4"] != content(tmp_path / "follower")["video.mp4"]
    assert len(ahead.latents) == 3


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> tuple[SegmentRequest, bytes]:
    """The request of a third segment that depends on everything a request can name, and its video."""
    folder = tmp_path_factory.mktemp("third")
    with closing(make().open(job_of(ask()))) as session:
        # The memory frame must not be in the window, so it comes from farther back.
        one = shoot(session, ask(frames=45), folder / "one")
        two = shoot(session, after(folder / "one", one, ask(1, 36)), folder / "two")
        request = after(folder / "two", two, ask(2, 12), memory=(memory_of(folder / "one", one, 1),))
        shoot(session, request, folder / "three")
    return request, content(folder / "three")["video.mp4"]


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("state", {"previous_state": None, "transition": Transition()}),
        ("memory", {"memory": ()}),
        ("memory_budget", {"memory_budget": 0}),
        ("transition", {"transition": Transition()}),
        ("recache", {"transition": RECACHE}),
        ("seed", {"seed": 77}),
        ("nothing", {"take_number": 9}),
    ],
)
def test_wan_takes_depend_on_all_that_their_request_names(
    name: str, change: dict[str, object], third: tuple[SegmentRequest, bytes], tmp_path: Path
) -> None:
    request, video = third
    with closing(make().open(job_of(ask()))) as session:
        shoot(session, replace(request, **change), tmp_path / "other")
    assert (content(tmp_path / "other")["video.mp4"] == video) is (name == "nothing")
    assert (request.digest("wan") == replace(request, **change).digest("wan")) is (name == "nothing")


def test_wan_segments_join_without_a_jump(tmp_path: Path) -> None:
    """Decoded in one go, the latents of both segments give their pictures, in order and none left out."""
    made = film(tmp_path, [ask(0, 25), ask(1, 20, transition=SOFT)])
    state = read_film_state(tmp_path / "1" / "state.safetensors")
    assert state.carry == 0 and state.history.shape[2] == 12, "the whole film"
    parts = load_parts(WanOptions(model="tiny"))
    whole = parts.new_decoder().feed(state.history)[0]
    pictures = [np.asarray(frames_of(tmp_path / str(n) / "video.mp4")) for n in (0, 1)]
    shown = np.concatenate(pictures)[:, :22].astype(np.float32)  # above the line that says it is noise
    wanted = ((whole[:, : len(shown)].permute(1, 2, 3, 0) + 1) * 127.5).numpy()[:, :22]
    apart = np.abs(shown - wanted).mean(axis=(1, 2, 3))
    shifted = np.abs(shown[1:] - wanted[:-1]).mean(axis=(1, 2, 3))
    assert apart.max() < 12 and apart.mean() < 0.7 * shifted.mean()
    assert [files.n_frames for files in made] == [25, 20]


def test_wan_a_cut_drops_what_was_left_over(tmp_path: Path) -> None:
    film(tmp_path, [ask(0, 25), ask(1, 12)])
    assert read_film_state(tmp_path / "0" / "state.safetensors").carry == 8
    state = read_film_state(tmp_path / "1" / "state.safetensors")
    assert (state.carry, state.session.block_index) == (0, 4)
    assert not state.session.anchor.window[0].frames[0] < 9, "the window was dropped"
    assert state.session.anchor.sink[0].frames == (0, 1, 2), "the sink stays"


def test_wan_each_segment_goes_on_as_it_is_asked_to(tmp_path: Path) -> None:
    """Of a film that blends and one that recaches: which prompt speaks in the sink, the block before, and the new."""
    said = {}
    for kind in (SOFT, RECACHE):
        name = kind.kind.value
        film(tmp_path / name, [ask(0, 21), ask(1, 12, transition=kind)])
        state = read_film_state(tmp_path / name / "1" / "state.safetensors")
        blocks = {block.block_index: block for block in (*state.session.anchor.sink, *state.session.anchor.window)}
        texts = {index: [state.texts[key] for key in block.mix.keys] for index, block in blocks.items()}
        said[name] = {index: "".join(text[-2] for text in texts[index]) for index in sorted(texts)}
        assert (state.carry, state.session.block_index) == (0, 3)
    assert said["soft"] == {0: "0", 1: "0", 2: "0"}, "the old prompt holds for a block before it gives way"
    assert said["recache"] == {0: "0", 1: "1", 2: "1"}, "the new one holds at once, and for what was seen before"


def test_wan_short_segments_show_their_own_prompt(tmp_path: Path) -> None:
    made = film(tmp_path, [ask(0, 10), ask(1, 6, transition=SOFT), ask(2, 1, transition=SOFT)])
    own = [files.keyframe_indices[0] for files in made]
    assert own[1] >= 3 and [files.n_frames for files in made] == [10, 6, 1]
    assert read_kept_frame(tmp_path / "1" / "latents_0.safetensors", torch.float32).frame.block.block_index == 2


def test_wan_history_is_as_long_as_the_decoder_remembers(tmp_path: Path) -> None:
    """A film that is resumed from its last latents goes on with the same pictures as one that never stopped."""
    parts = load_parts(WanOptions(model="tiny"))
    latents = torch.randn(1, 16, 30, 2, 3, generator=torch.Generator().manual_seed(3))
    straight = parts.new_decoder()
    straight.feed(latents[:, :, :24])
    wanted = straight.feed(latents[:, :, 24:])

    def resumed(history: int) -> torch.Tensor:
        decoder = parts.new_decoder()
        decoder.feed(latents[:, :, 24 - history : 24])
        return decoder.feed(latents[:, :, 24:])

    apart = [float((resumed(history) - wanted).abs().max()) for history in (parts.warm_up_latents, 1)]
    assert apart[0] < 1e-6 < 1e-4 < apart[1]


def test_wan_keyframes_carry_the_latents_under_them(tmp_path: Path) -> None:
    (files,) = film(tmp_path, [ask(0, 40)])
    for number, index in enumerate(files.keyframe_indices):
        kept = read_kept_frame(tmp_path / "0" / files.latents[number], torch.float32)
        frame = kept.frame
        # The film's first latent frame stands for one picture, every other for four.
        assert frame.frame_index == (index + 3) // 4
        assert list(kept.texts.values()) == [ask().grounded_prompt]
        assert (tmp_path / "0" / files.latents[number]).stat().st_size < 100_000
    block = BlockRecord(block_index=0, frames=(0, 1, 2), latent=torch.zeros(1), mix=PromptMix(("a",)))
    later = replace(block, frames=(3, 4, 5))
    assert [offset_of(block, pixel) for pixel in range(pixels_of(block))] == [0, 1, 1, 1, 1, 2, 2, 2, 2]
    assert [offset_of(later, pixel) for pixel in (0, 3, 4, 11)] == [0, 0, 1, 2] and pixels_of(later) == 12


def test_wan_keyframes_are_spread_over_the_segments_own_frames() -> None:
    assert choose_keyframes(0, 24, 3) == (4, 12, 20)
    assert choose_keyframes(6, 24, 3) == (9, 15, 21)
    for first in range(0, 12):
        for n_frames in range(2 * first + 1, 60):
            chosen = choose_keyframes(first, n_frames, 3)
            assert list(chosen) == sorted(set(chosen)) and first <= chosen[0] and chosen[-1] < n_frames


def test_wan_previews_are_pictures_of_each_block(tmp_path: Path) -> None:
    heard: list[bytes] = []
    kept: list[int] = []

    def look(progress: BlockProgress) -> None:
        assert progress.preview is not None
        heard.append(progress.preview())
        kept.extend(keyframe.frame_index for keyframe in progress.keyframes)

    (tmp_path / "take").mkdir()
    with closing(make().open(job_of(ask()))) as session:
        files = session.generate(ask(), tmp_path / "take", on_block=look, cancel=threading.Event())
    assert len(heard) == len(set(heard)) == 3
    assert kept == [*files.keyframe_indices] and len(kept) == 3, "each is announced once, with its block"
    assert all(picture.startswith(b"\x89PNG") for picture in heard)
    assert heard[-1] == (tmp_path / "take" / "last_frame.png").read_bytes()


def test_wan_states_of_other_setups_are_refused(tmp_path: Path) -> None:
    film(tmp_path, [ask()])
    state = reference(tmp_path / "0" / "state.safetensors")
    follower = replace(ask(1), previous_state=state)
    for change, options in (({"width": 64}, {}), ({}, {"steps": 2})):
        request = replace(follower, **change)
        with closing(make(**options).open(job_of(request))) as session, pytest.raises(VersionMismatchError):
            shoot(session, request, tmp_path / f"refused{len(options)}")
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(Path(state.path).read_bytes()[:-100])
    with closing(make().open(job_of(ask()))) as session:
        for path in (damaged, tmp_path / "nowhere.safetensors", tmp_path / "0" / "latents_0.safetensors"):
            wrong: SegmentRequest = replace(follower, previous_state=replace(state, path=str(path)))
            with pytest.raises(GeneratorError, match="earlier take"):
                shoot(session, wrong, tmp_path / f"damaged-{path.stem}")
        shoot(session, follower, tmp_path / "fine")


def test_wan_failures_say_what_to_do_and_leave_the_session_usable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator = make()
    with closing(generator.open(job_of(ask()))) as session:
        shoot(session, ask(), tmp_path / "before")
        model = generator.parts().model
        real = model.block_pass

        def full(*args: object, **options: object) -> torch.Tensor:
            raise torch.OutOfMemoryError("CUDA out of memory")

        def nan(*args: object, **options: object) -> torch.Tensor | None:
            result: torch.Tensor | None = real(*args, **options)
            return None if result is None else result * float("nan")

        for broken, words in ((full, "smaller preset"), (nan, "block 0, step 1")):
            monkeypatch.setattr(model, "block_pass", broken)
            with pytest.raises(GeneratorError, match=words):
                shoot(session, ask(), tmp_path / words.replace(" ", "-"))
        monkeypatch.setattr(model, "block_pass", real)

        passes: list[int] = []
        stop = threading.Event()

        def counting(*args: object, **options: object) -> torch.Tensor | None:
            passes.append(1)
            if len(passes) == 2:
                stop.set()
            return real(*args, **options)

        monkeypatch.setattr(model, "block_pass", counting)
        (tmp_path / "stopped").mkdir()
        with pytest.raises(StoppedError):
            session.generate(ask(), tmp_path / "stopped", on_block=lambda progress: None, cancel=stop)
        assert len(passes) == 2, "no denoising step more"
        monkeypatch.setattr(model, "block_pass", real)
        shoot(session, ask(), tmp_path / "after")
    assert content(tmp_path / "before") == content(tmp_path / "after")
