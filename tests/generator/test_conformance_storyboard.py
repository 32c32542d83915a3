"""The storyboard generator holds every law, and for each law there is a generator that does not."""

from __future__ import annotations

import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest
from stage_requests import ANNA, BEN, ENVELOPE, HAND_OVER, ask, job_for

from iamflow_agents.generator.conformance import Law, check_generator, laws
from iamflow_agents.generator.protocol import CancelFlag, Capabilities, GeneratorJob, OnBlock, Session
from iamflow_agents.generator.storyboard.generator import StoryboardGenerator, StoryboardSession
from iamflow_agents.takes import SegmentRequest, TakeFiles

REQUEST = ask(HAND_OVER, cast=(ANNA, BEN, ENVELOPE), width=96, height=64)


@pytest.mark.parametrize("law", laws().values(), ids=laws().keys())
def test_storyboard_holds(law: Law, tmp_path: Path) -> None:
    law(StoryboardGenerator, job_for(REQUEST), REQUEST, tmp_path)


class Bent(StoryboardGenerator):
    """A storyboard generator whose sessions can be bent."""

    session_type: type[StoryboardSession] = StoryboardSession

    def open(self, job: GeneratorJob) -> Session:
        super().open(job).close()
        return self.session_type()


class BentSession(StoryboardSession):
    """Changes requests before, or files after, a take is made."""

    counter = itertools.count()

    def before(self, request: SegmentRequest) -> SegmentRequest:
        return request

    def after(self, request: SegmentRequest, out_dir: Path, files: TakeFiles) -> TakeFiles:
        return files

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        files = super().generate(self.before(request), out_dir, on_block=on_block, cancel=cancel)
        return self.after(request, out_dir, files)


def bent(**methods: Callable[..., Any]) -> type[Bent]:
    """A generator whose sessions have other methods."""
    return type("BentGenerator", (Bent,), {"session_type": type("Session", (BentSession,), methods)})


def rolling_dice(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    return replace(request, seed=1000 + next(self.counter))


def seeing_the_take_number(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    return replace(request, seed=request.seed + request.take_number)


def deaf_to_actions(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    return replace(request, actions=(), prompt="", grounded_prompt="")


def blind_to_looks(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    return replace(request, cast=tuple(replace(a, attributes=()) for a in request.cast))


def remembering(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    """Takes depend on how many came before in the session, which no snapshot tells."""
    number = getattr(self, "number", 0)
    self.number = number + 1  # type: ignore[attr-defined]
    return replace(request, seed=request.seed + number)


def a_frame_short(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    return replace(request, duration_s=request.duration_s - 1 / request.fps)


def claiming_all(self: BentSession, request: SegmentRequest, out_dir: Path, files: TakeFiles) -> TakeFiles:
    return replace(files, n_frames=request.n_frames)


def without_first_packet(self: BentSession, request: SegmentRequest, out_dir: Path, files: TakeFiles) -> TakeFiles:
    source_path = out_dir / files.video
    cut_path = out_dir / "cut.mp4"
    with av.open(str(source_path)) as source, av.open(str(cut_path), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        for packet in [packet for packet in source.demux(video=0) if packet.size][1:]:
            packet.stream = stream
            target.mux(packet)
    cut_path.replace(source_path)
    return files


def littering(self: BentSession, request: SegmentRequest, out_dir: Path, files: TakeFiles) -> TakeFiles:
    (out_dir / "scratch.tmp").write_bytes(b"")
    return files


def boasting(self: BentSession, request: SegmentRequest, out_dir: Path, files: TakeFiles) -> TakeFiles:
    """Reports boxes beyond the frame."""
    assert files.layout is not None
    layout = json.loads((out_dir / files.layout).read_text())
    layout["frames"][3]["boxes"][0]["box"][2] = request.width + 1
    (out_dir / files.layout).write_text(json.dumps(layout))
    return files


def hasty(
    self: BentSession, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag
) -> TakeFiles:
    """Stops telling before the end."""

    def tell(progress: Any) -> None:
        if progress.frames_done < request.n_frames:
            on_block(progress)

    return StoryboardSession.generate(self, request, out_dir, on_block=tell, cancel=cancel)


def misleading(
    self: BentSession, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag
) -> TakeFiles:
    """Announces a picture that is none of the take's keyframes."""

    def tell(progress: Any) -> None:
        on_block(replace(progress, keyframes=tuple(replace(k, picture=lambda: b"") for k in progress.keyframes)))

    return StoryboardSession.generate(self, request, out_dir, on_block=tell, cancel=cancel)


def late(
    self: BentSession, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag
) -> TakeFiles:
    """Announces keyframes with the block after theirs."""
    held: list[Any] = []

    def tell(progress: Any) -> None:
        held.append(progress.keyframes)
        on_block(replace(progress, keyframes=held[-2] if len(held) > 1 else ()))

    return StoryboardSession.generate(self, request, out_dir, on_block=tell, cancel=cancel)


def stubborn(
    self: BentSession, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag
) -> TakeFiles:
    return StoryboardSession.generate(self, request, out_dir, on_block=on_block, cancel=threading.Event())


def prejudiced(self: BentSession, prompts: Any, *, cancel: CancelFlag) -> None:
    self.told = prompts[0]  # type: ignore[attr-defined]


def showing_what_was_told(self: BentSession, request: SegmentRequest) -> SegmentRequest:
    told = getattr(self, "told", "")
    return replace(request, seed=request.seed + len(told))


def fragile(self: BentSession) -> None:
    if getattr(self, "closed", False):
        raise RuntimeError("already closed")
    self.closed = True  # type: ignore[attr-defined]


class Gossiping(Bent):
    """Sessions of one generator share what the last take was."""

    def open(self, job: GeneratorJob) -> Session:
        shared = self.__dict__.setdefault("takes", [])

        def before(session: BentSession, request: SegmentRequest) -> SegmentRequest:
            shared.append(session)
            strangers = sum(one is not session for one in shared)
            return replace(request, seed=request.seed + 100 * strangers)

        return type("Session", (BentSession,), {"before": before})()


class Greedy(Bent):
    """Accepts every size."""

    @property
    def capabilities(self) -> Capabilities:
        return replace(super().capabilities, min_side=16)

    def open(self, job: GeneratorJob) -> Session:
        return StoryboardSession()


BROKEN: dict[str, type[Bent]] = {
    "law_bad_size_is_refused": Greedy,
    "law_cancelled_take_raises": bent(generate=stubborn),
    "law_close_twice_is_safe": bent(close=fragile),
    "law_files_are_complete": bent(after=littering),
    "law_first_frame_is_a_keyframe": bent(after=without_first_packet),
    "law_frame_count_is_right": bent(before=a_frame_short, after=claiming_all),
    "law_keyframes_are_announced_as_they_are": bent(generate=misleading),
    "law_knowing_prompts_changes_no_take": bent(prepare=prejudiced, before=showing_what_was_told),
    "law_layout_is_true_to_capabilities": bent(after=boasting),
    "law_other_action_gives_other_bytes": bent(before=deaf_to_actions),
    "law_other_looks_give_other_bytes": bent(before=blind_to_looks),
    "law_progress_is_monotone": bent(generate=hasty),
    "law_restored_session_continues": bent(before=remembering),
    "law_same_request_gives_same_bytes": bent(before=rolling_dice),
    "law_sessions_do_not_disturb_each_other": Gossiping,
    "law_take_number_does_not_count": bent(before=seeing_the_take_number),
}


def test_every_law_has_a_broken_generator() -> None:
    assert set(BROKEN) == set(laws())


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_generator_fails(name: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"\w"):
        laws()[name](BROKEN[name], job_for(REQUEST), REQUEST, tmp_path)


def test_keyframes_that_are_announced_late_break_the_law(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="are not in the block"):
        laws()["law_keyframes_are_announced_as_they_are"](bent(generate=late), job_for(REQUEST), REQUEST, tmp_path)


def test_check_generator_says_which_laws_are_broken(tmp_path: Path) -> None:
    findings = check_generator(bent(after=littering), job_for(REQUEST), REQUEST, tmp_path)
    assert [name for name, finding in findings.items() if finding] == ["law_files_are_complete"]
    assert set(findings) == set(laws())
