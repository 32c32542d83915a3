"""What every video generator must hold, as laws that run anywhere.

A law takes a factory, a job, a request of at least 24 frames that fits the job, and an empty folder; it raises
`AssertionError` with a sentence when the generator breaks it. No test framework is needed: `laws()` finds all by
prefix, `check_generator` runs them. Each law has a broken generator that fails it, in the tests.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import av

from iamflow_agents.codec import decode
from iamflow_agents.errors import ConfigError, StoppedError
from iamflow_agents.generator.protocol import (
    BlockProgress,
    GeneratorJob,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.records import AttributeValue, Slot, Verb
from iamflow_agents.takes import Layout, SegmentRequest, TakeFiles

Make = Callable[[], VideoGenerator]
Law = Callable[[Make, GeneratorJob, SegmentRequest, Path], None]


def laws() -> dict[str, Law]:
    """All laws by name, in alphabetical order."""
    return {name: law for name, law in sorted(globals().items()) if name.startswith("law_")}


def check_generator(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> dict[str, str]:
    """Run all laws, each in a folder of its own.

    Returns:
        What each law found: an empty text where it holds.
    """
    findings = {}
    for name, law in laws().items():
        folder = workdir / name
        folder.mkdir()
        try:
            law(make, job, request, folder)
            findings[name] = ""
        except AssertionError as error:
            findings[name] = str(error) or "broken"
    return findings


def law_same_request_gives_same_bytes(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """A take is decided by its request: twice in one session, and in a fresh one."""
    with closing(make().open(job)) as session:
        first = _take(session, request, workdir / "first")
        second = _take(session, request, workdir / "second")
    with closing(make().open(job)) as session:
        fresh = _take(session, request, workdir / "fresh")
    assert first == second, "the same request gave other bytes the second time"
    assert first == fresh, "the same request gave other bytes in a fresh session"


def law_take_number_does_not_count(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Requests with equal digests are the same take, whatever number it has."""
    with closing(make().open(job)) as session:
        first = _take(session, request, workdir / "first")
        again = _take(session, replace(request, take_number=request.take_number + 1), workdir / "again")
    assert first == again, "the take's number changed the picture although the digest is the same"


def law_knowing_prompts_changes_no_take(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """A take is the same whether prompts, its own or others, were told of beforehand or not."""
    with closing(make().open(job)) as session:
        plain = _take(session, request, workdir / "plain")
    with closing(make().open(job)) as session:
        for _ in range(2):
            prepare_prompts(session, lambda: ["A dog barks.", request.full_prompt], cancel=threading.Event())
        told = _take(session, request, workdir / "told")
    assert told == plain, "the take is another one where prompts were told of beforehand"


def law_other_action_gives_other_bytes(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """What the text says is seen."""
    changed = replace(
        request, prompt=f"{request.prompt} They run.", grounded_prompt=f"{request.grounded_prompt} They run."
    )
    actions = [replace(action, verb=Verb.RUN, target=None, recipient=None) for action in request.actions]
    changed = replace(changed, actions=tuple(actions))
    _expect_other(make, job, request, changed, workdir, "the actions were changed but the video was not")


def law_other_looks_give_other_bytes(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """What somebody looks like is seen."""
    first = request.cast[0]
    magenta = tuple(AttributeValue(slot=slot, value="magenta") for slot in (Slot.TOP, Slot.OUTERWEAR, Slot.COLOUR))
    kept = tuple(a for a in first.attributes if a.slot not in {Slot.TOP, Slot.OUTERWEAR, Slot.COLOUR})
    cast = (replace(first, attributes=(*kept, *magenta)), *request.cast[1:])
    words = f"{request.grounded_prompt} {first.name} wears magenta."
    changed = replace(request, cast=cast, grounded_prompt=words)
    _expect_other(make, job, request, changed, workdir, "somebody's clothes were changed but the video was not")


def law_frame_count_is_right(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """The file holds as many frames as asked for, of the right size and rate, shown one after the other."""
    with closing(make().open(job)) as session:
        _take(session, request, workdir / "take")
        files = _files(session, request, workdir / "other")
    assert files.n_frames == request.n_frames, f"{files.n_frames} frames reported, {request.n_frames} asked for"
    with av.open(str(workdir / "other" / files.video)) as container:
        stream = container.streams.video[0]
        size, rate = (stream.width, stream.height), stream.average_rate
        times = [round(frame.time * request.fps, 6) for frame in container.decode(stream) if frame.time is not None]
    assert size == (request.width, request.height), f"the video is {size[0]}x{size[1]}"
    assert rate == request.fps, f"the video runs at {rate} frames a second, not {request.fps}"
    assert times == list(range(request.n_frames)), f"{len(times)} frames at wrong times, {request.n_frames} asked for"


def law_first_frame_is_a_keyframe(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Files can be joined by copying packets: they start with a keyframe and nothing comes before time zero."""
    with closing(make().open(job)) as session:
        files = _files(session, request, workdir / "take")
    with av.open(str(workdir / "take" / files.video)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    assert packets[0].is_keyframe, "the first packet is not a keyframe"
    stamps = [(packet.dts, packet.pts) for packet in packets]
    assert all(dts is not None and dts == pts for dts, pts in stamps), "packets are not in the order in which they show"
    assert stamps[0][1] == 0, "the first frame does not show at time zero"


def law_files_are_complete(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Every file that is named exists inside the folder, and nothing else does."""
    generator = make()
    with closing(generator.open(job)) as session:
        files = _files(session, request, workdir / "take")
    named = [files.video, files.last_frame, *files.keyframes, *files.latents]
    named += [name for name in (files.layout, files.state) if name]
    found = sorted(str(path.relative_to(workdir / "take")) for path in (workdir / "take").rglob("*") if path.is_file())
    assert sorted(named) == found, f"named {sorted(named)}, found {found}"
    assert len(files.keyframes) == len(files.keyframe_indices) > 0, "keyframes and their frame numbers do not match"
    wanted = len(files.keyframes) if generator.capabilities.memory == "latents" else 0
    assert len(files.latents) == wanted, f"{len(files.latents)} files of latents for {wanted} keyframes to remember"
    inside = all(0 <= index < request.n_frames for index in files.keyframe_indices)
    assert inside and list(files.keyframe_indices) == sorted(set(files.keyframe_indices)), "keyframes are out of order"


def law_layout_is_true_to_capabilities(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Who reports layouts reports one a frame, with boxes inside it, of the cast only and each but once."""
    generator = make()
    with closing(generator.open(job)) as session:
        files = _files(session, request, workdir / "take")
    if not generator.capabilities.reports_layout:
        return
    assert files.layout is not None, "a layout is promised but none was written"
    layout = decode(Layout, (workdir / "take" / files.layout).read_bytes())
    assert [frame.frame_index for frame in layout.frames] == list(range(request.n_frames)), "frames are missing"
    cast = {appearance.identity for appearance in request.cast}
    for frame in layout.frames:
        names = [box.identity for box in frame.boxes]
        assert len(set(names)) == len(names) and set(names) <= cast, f"frame {frame.frame_index} shows {names}"
        for box in frame.boxes:
            for left, top, right, bottom in (box.box, *(part.box for part in box.parts)):
                fits = 0 <= left < right <= request.width and 0 <= top < bottom <= request.height
                assert fits, f"frame {frame.frame_index}: a box of {box.identity} is empty or leaves the frame"


def law_progress_is_monotone(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Progress rises, tells the segment, and ends at the total."""
    heard: list[BlockProgress] = []
    (workdir / "take").mkdir()
    with closing(make().open(job)) as session:
        session.generate(request, workdir / "take", on_block=heard.append, cancel=threading.Event())
    done = [progress.frames_done for progress in heard]
    assert done and done == sorted(set(done)), f"progress does not rise: {done}"
    assert done[-1] == request.n_frames, f"progress ends at {done[-1]} of {request.n_frames}"
    told = {(progress.segment_index, progress.frames_total) for progress in heard}
    assert told == {(request.segment_index, request.n_frames)}, f"progress speaks of {told}"


def law_keyframes_are_announced_as_they_are(
    make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path
) -> None:
    """Keyframes that are announced with a block lie in it and are those of the take, picture by picture."""
    heard: list[BlockProgress] = []
    folder = workdir / "take"
    folder.mkdir()
    with closing(make().open(job)) as session:
        files = session.generate(request, folder, on_block=heard.append, cancel=threading.Event())
    begin = 0
    for progress in heard:
        numbers = [keyframe.frame_index for keyframe in progress.keyframes]
        inside = all(begin <= number < progress.frames_done for number in numbers)
        assert inside, f"keyframes {numbers} are not in the block from {begin} to {progress.frames_done}"
        begin = progress.frames_done
    told = {keyframe.frame_index: keyframe.picture() for progress in heard for keyframe in progress.keyframes}
    kept = zip(files.keyframe_indices, files.keyframes, strict=True)
    if told:
        assert told == {index: (folder / name).read_bytes() for index, name in kept}, "other keyframes were announced"


def law_cancelled_take_raises(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """A take stops when told to, before or while it is made; the session can go on afterwards."""
    with closing(make().open(job)) as session:
        for number, when in enumerate(("before", "during")):
            stop = threading.Event()
            if when == "before":
                stop.set()
            folder = workdir / when
            folder.mkdir()
            heard: list[int] = []

            def hear(progress: BlockProgress, stop: threading.Event = stop, heard: list[int] = heard) -> None:
                heard.append(progress.frames_done)
                stop.set()

            try:
                session.generate(request, folder, on_block=hear, cancel=stop)
            except StoppedError:
                assert len(heard) == number, f"a take cancelled {when} its first block went on for {len(heard)} blocks"
                continue
            raise AssertionError(f"a take cancelled {when} it began was finished all the same")
        after = _take(session, request, workdir / "after")
    with closing(make().open(job)) as session:
        alone = _take(session, request, workdir / "alone")
    assert after == alone, "a cancelled take changed the next one"


def law_sessions_do_not_disturb_each_other(
    make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path
) -> None:
    """Two sessions taking turns make what each makes alone."""
    other = replace(request, segment_index=request.segment_index + 1, seed=request.seed + 1)
    generator = make()
    with closing(generator.open(job)) as one, closing(generator.open(job)) as two:
        mixed = [
            _take(one, request, workdir / "mixed_0"),
            _take(two, other, workdir / "mixed_1"),
            _take(one, other, workdir / "mixed_2"),
            _take(two, request, workdir / "mixed_3"),
        ]
    with closing(make().open(job)) as session:
        alone = [_take(session, request, workdir / "alone_0"), _take(session, other, workdir / "alone_2")]
    assert [mixed[0], mixed[2]] == alone, "a session was disturbed by another one"
    with closing(make().open(job)) as session:
        alone = [_take(session, other, workdir / "alone_1"), _take(session, request, workdir / "alone_3")]
    assert [mixed[1], mixed[3]] == alone, "a session was disturbed by another one"


def law_restored_session_continues(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """A session restored from a snapshot makes the next take as the first one would have."""
    follower = replace(request, segment_index=request.segment_index + 1)
    with closing(make().open(job)) as session:
        _take(session, request, workdir / "first")
        state = session.snapshot()
        straight = _take(session, follower, workdir / "straight")
    assert isinstance(state, bytes), "a snapshot is not bytes"
    with closing(make().open(job)) as session:
        session.restore(state)
        resumed = _take(session, follower, workdir / "resumed")
    assert straight == resumed, "the take after a restore is another one"


def law_close_twice_is_safe(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Closing is idempotent, with or without a take before it."""
    unused = make().open(job)
    used = make().open(job)
    _take(used, request, workdir / "take")
    for session in (unused, used):
        session.close()
        try:
            session.close()
        except Exception as error:  # whatever it is, it breaks the law
            raise AssertionError(f"closing twice raised {type(error).__name__}") from error


def law_bad_size_is_refused(make: Make, job: GeneratorJob, request: SegmentRequest, workdir: Path) -> None:
    """Sizes and rates that cannot be made are refused when the job is opened, with a remedy."""
    generator = make()
    smallest = generator.capabilities.min_side
    bad = [
        replace(job, width=job.width + 1),
        replace(job, height=job.height + 1),
        replace(job, width=0),
        replace(job, height=-job.height),
        replace(job, width=smallest - generator.capabilities.side_multiple),
        replace(job, fps=0),
    ]
    for wrong in bad:
        try:
            generator.open(wrong).close()
        except ConfigError as error:
            assert error.next_step, "the refusal does not say what to do"
            continue
        raise AssertionError(f"{wrong.width}x{wrong.height} at {wrong.fps} frames a second was accepted")


def _expect_other(
    make: Make, job: GeneratorJob, request: SegmentRequest, changed: SegmentRequest, workdir: Path, complaint: str
) -> None:
    """Fail when two requests give the same video."""
    with closing(make().open(job)) as session:
        first = _take(session, request, workdir / "first")
        second = _take(session, changed, workdir / "second")
    video = "video"
    assert first[video] != second[video], complaint


def _files(session: Session, request: SegmentRequest, folder: Path) -> TakeFiles:
    """Make a take in a new folder."""
    folder.mkdir(parents=True)
    return session.generate(request, folder, on_block=lambda progress: None, cancel=threading.Event())


def _take(session: Session, request: SegmentRequest, folder: Path) -> dict[str, object]:
    """Make a take and return all its bytes, by role."""
    files = _files(session, request, folder)
    content: dict[str, object] = {}
    for field in dataclasses.fields(files):
        value = getattr(files, field.name)
        if field.name in {"video", "layout", "last_frame", "state"}:
            content[field.name] = (folder / value).read_bytes() if value else b""
        elif field.name in {"keyframes", "latents"}:
            content[field.name] = [(folder / name).read_bytes() for name in value]
        else:
            content[field.name] = value
    return content
