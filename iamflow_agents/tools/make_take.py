"""The generator as a tool: a request in, a stored take out, never made twice.

Idempotent by content: the request's digest is looked up first, and a finished take whose files still have their
hashes is returned instead of made again. A killed attempt leaves nothing but a scratch folder that the next start
sweeps away.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import ArtifactCorruptError
from iamflow_agents.events import FramesDone, OnEvent, TakeFinished
from iamflow_agents.generator.protocol import (
    BlockProgress,
    CancelFlag,
    GeneratorJob,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.storage.artifacts import ArtifactStore
from iamflow_agents.storage.atomic_files import hash_file
from iamflow_agents.storage.records import Manifest, StoredFile, TakeRecord
from iamflow_agents.takes import FileRef, Layout, MemoryFrame, SegmentRequest, TakeFiles

STATE, LATENTS = "state", "latents-"
"""Names of what only the generator reads again; the second with the number of a keyframe."""


Look = Callable[[str, SegmentRequest, BlockProgress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeTake:
    """A finished take and what it leaves to memory."""

    take: TakeRecord
    memory: tuple[MemoryFrame, ...]
    """Its keyframes, tagged with everybody expected in them until the verifier has looked."""


class TakeMaker:
    """Makes takes with one generator session and keeps their files.

    Args:
        generator: Opened at the first take that is not found in the store.
        job: What stays the same for all segments.
        artifacts: Where finished files go.
        cancel: Passed on to the generator.
        emit: Told about frames and finished takes.
        takes_of: All takes of a segment, to make those again that a request points at and that were lost.
        look: Told the digest and the request of a new take and each block of it, as it is finished; must not wait.
            Takes that are made once more for their files are not looked at again: their frames are in memory.
    """

    def __init__(
        self,
        *,
        generator: VideoGenerator,
        job: GeneratorJob,
        artifacts: ArtifactStore,
        cancel: CancelFlag,
        emit: OnEvent,
        takes_of: Callable[[int], Sequence[TakeRecord]] = lambda segment_index: (),
        look: Look | None = None,
    ) -> None:
        self.generator = generator
        self.artifacts = artifacts
        self._job = job
        self._cancel = cancel
        self._emit = emit
        self._takes_of = takes_of
        self._look = look
        self._session: Session | None = None
        self._whole: set[str] = set()
        """Input hashes whose files this process has made or checked."""
        self._expected: Callable[[], Sequence[str]] | None = None
        self._restored: list[TakeRecord] = []
        """Takes that were made again, perhaps with files that had been dropped to save room."""

    def expect(self, prompts: Callable[[], Sequence[str]]) -> None:
        """Say which prompts are to come, so that the generator can get ready for all of them at once.

        Args:
            prompts: Asked at most once, before the first take that is not found in the store, and only for a
                generator that wants to know.
        """
        if self._session is None:
            self._expected = prompts

    def make(self, request: SegmentRequest) -> MadeTake:
        """Return the take of a request, generating it only if the store does not hold it.

        Raises:
            StoppedError: If the job was told to stop.
            GeneratorError: If the generator failed.
            StorageError: If the files cannot be kept.
        """
        return self._make(request, self._look)

    def _make(self, request: SegmentRequest, look: Look | None = None) -> MadeTake:
        digest = request.digest(self.generator.name)
        found = self.artifacts.recall(digest)
        manifest = found or self._generate(request, digest, look)
        self._whole.add(digest)
        render_s = float(manifest.extra["render_s"])
        self._emit(
            TakeFinished(
                segment_index=request.segment_index,
                take_number=request.take_number,
                input_hash=digest,
                reused=found is not None,
                render_s=render_s,
            )
        )
        take = TakeRecord(
            segment_index=request.segment_index,
            number=request.take_number,
            seed=request.seed,
            input_hash=digest,
            files=(*manifest.files.values(), *manifest.dropped.values()),
            request_json=encode(request),
            n_frames=int(manifest.extra["n_frames"]),
            fps=request.fps,
            render_s=render_s,
            emphasis=request.emphasis,
        )
        return MadeTake(take=take, memory=self._memory_frames(request, take, manifest.extra))

    def ensure(self, take: TakeRecord, *, again: bool = False) -> None:
        """Check a finished take's files by their hashes and make it again from its stored request if one is damaged.

        Args:
            take: The take.
            again: Check even what this process has made or checked before.

        Raises:
            ArtifactCorruptError: If it comes out different now, so that what was built on it would not fit.
        """
        if take.input_hash in self._whole and not again:
            return
        if self.artifacts.recall(take.input_hash) is not None:
            self._whole.add(take.input_hash)
            return
        request = decode(SegmentRequest, take.request_json)
        self.ensure_inputs(request)
        self._check_same(self._make(request).take, take)
        self._restored.append(take)

    def _check_same(self, made: TakeRecord, take: TakeRecord) -> None:
        """Refuse a take that was made again and differs."""
        if made.file("video").sha256 != take.file("video").sha256:
            raise ArtifactCorruptError(
                f"the take of segment {take.segment_index} was damaged and came out different when made again",
                where=str(self.artifacts.path(take.file("video"))),
                next_step="Another version of the generator is installed; run the script again under a new job name.",
            )

    def ensure_inputs(self, request: SegmentRequest) -> None:
        """Make everything again that a request points at and that is gone: the take before it, those it remembers.

        A file may be lost, or dropped since because there was no more room for it.

        Raises:
            StoryError: What `ensure` raises.
        """
        before = request.segment_index - 1
        wanted = [(ref, before) for ref in (request.previous_frame, request.previous_state) if ref]
        wanted += [(frame.latents, frame.segment_index) for frame in request.memory if frame.latents]
        for reference, segment in wanted:
            if self.has(reference):
                continue
            made_it = [t for t in self._takes_of(segment) if any(file.sha256 == reference.sha256 for file in t.files)]
            if made_it:
                self.ensure(made_it[-1], again=True)
                if not self.has(reference):
                    self._restore(made_it[-1])

    def _restore(self, take: TakeRecord) -> None:
        """Make a take again though all is there that was kept of it, for what was dropped."""
        request = decode(SegmentRequest, take.request_json)
        self.ensure_inputs(request)
        digest = request.digest(self.generator.name)
        self._generate(request, digest)
        self._check_same(self._make(request).take, take)
        self._restored.append(take)

    def drop(self, take: TakeRecord, hashes: Container[str], *, keep: Container[str] = ()) -> None:
        """Remove some of a take's files to save room; `ensure_inputs` makes them again if they are ever needed.

        Args:
            take: The take.
            hashes: Contents of the files.
            keep: Contents that something else needs.
        """
        names = {file.name for file in take.files if file.sha256 in hashes}
        self.artifacts.drop(take.input_hash, names, keep=keep)

    def drop_restored(self, keep: Container[str] = ()) -> None:
        """Remove latents that were made again for a single use; the next to need them makes them once more.

        Args:
            keep: Contents that are to be kept.
        """
        while self._restored:
            take = self._restored.pop()
            latents = {file.sha256 for file in take.files if file.name.startswith(LATENTS)}
            self.drop(take, {sha256 for sha256 in latents if sha256 not in keep})

    def _memory_frames(
        self, request: SegmentRequest, take: TakeRecord, extra: Mapping[str, Any]
    ) -> tuple[MemoryFrame, ...]:
        """Archive a take's keyframes; a generator that knows nothing of whom they show scores everybody a half."""
        keys = tuple(look.identity for look in request.cast)
        named = {file.name: file for file in take.files}
        indices: Sequence[int] = extra["keyframe_indices"]
        unknown = [[0.5] * len(keys)] * len(indices)
        scores: Sequence[Sequence[float]] = extra.get("scores") or unknown
        return tuple(
            MemoryFrame(
                segment_index=take.segment_index,
                take_number=take.number,
                frame_index=frame_index,
                keyframe=self.reference(take.file(f"keyframe-{number}")),
                identities=keys,
                scores=tuple(scores[number]),
                place=request.setting.place,
                latents=self.reference(named[f"{LATENTS}{number}"]) if f"{LATENTS}{number}" in named else None,
            )
            for number, frame_index in enumerate(indices)
        )

    def layout(self, take: TakeRecord) -> Layout | None:
        """Read where everybody is in a take, if its generator knew."""
        if all(file.name != "layout" for file in take.files):
            return None
        return decode(Layout, self.artifacts.path(take.file("layout")).read_bytes())

    def state(self, take: TakeRecord) -> FileRef | None:
        """What the next segment goes on from, if the generator of a take left something."""
        return next((self.reference(file) for file in take.files if file.name == STATE), None)

    def has(self, reference: FileRef) -> bool:
        """Tell whether a stored file is where it should be and has its content."""
        path = self.artifacts.folder / reference.path
        return path.is_file() and hash_file(path)[0] == reference.sha256

    def reference(self, file: StoredFile) -> FileRef:
        """Name a stored file in a way that stays true when the home folder moves."""
        return FileRef(sha256=file.sha256, path=file.path)

    def close(self) -> None:
        """End the generator's session."""
        if self._session is not None:
            self._session.close()
            self._session = None

    def _generate(self, request: SegmentRequest, digest: str, look: Look | None = None) -> Manifest:
        """Run the generator in a scratch folder and move what it made into the store."""
        if self._session is None:
            self._session = self.generator.open(self._job)
            if self._expected is not None:
                prepare_prompts(self._session, self._expected, cancel=self._cancel)
        with self.artifacts.scratch() as folder:
            began = time.perf_counter()
            files = self._session.generate(
                self._with_real_paths(request),
                folder,
                on_block=lambda progress: self._announce(digest, request, progress, look),
                cancel=self._cancel,
            )
            render_s = time.perf_counter() - began
            stored = {name: self.artifacts.put_file(folder / path).named(name) for name, path in _named(files).items()}
        extra: dict[str, Any] = {
            "n_frames": files.n_frames,
            "keyframe_indices": list(files.keyframe_indices),
            "render_s": round(render_s, 4),
        }
        if files.scores:
            extra["scores"] = [list(scores) for scores in files.scores]
        self.artifacts.remember(digest, stored, extra)
        return Manifest(input_hash=digest, files=stored, extra=extra)

    def _announce(self, digest: str, request: SegmentRequest, progress: BlockProgress, look: Look | None) -> None:
        """Turn the generator's progress into the job's event."""
        if look is not None:
            look(digest, request, progress)
        self._emit(
            FramesDone(
                segment_index=request.segment_index,
                take_number=request.take_number,
                frames_done=progress.frames_done,
                frames_total=progress.frames_total,
            )
        )

    def _with_real_paths(self, request: SegmentRequest) -> SegmentRequest:
        """Point file references at where the files lie on this machine."""

        def absolute(reference: FileRef) -> FileRef:
            return replace(reference, path=str(self.artifacts.folder / reference.path))

        previous = absolute(request.previous_frame) if request.previous_frame else None
        state = absolute(request.previous_state) if request.previous_state else None
        memory = tuple(
            replace(
                frame,
                keyframe=absolute(frame.keyframe),
                latents=absolute(frame.latents) if frame.latents else None,
            )
            for frame in request.memory
        )
        return replace(request, previous_frame=previous, previous_state=state, memory=memory)


def to_go_on_from(take: TakeRecord) -> tuple[StoredFile, ...]:
    """Files of a take that only its generator reads again: its state and latents."""
    return tuple(file for file in take.files if file.name == STATE or file.name.startswith(LATENTS))


def _named(files: TakeFiles) -> dict[str, str]:
    """Logical names of a take's files."""
    named = {"video": files.video, "last_frame": files.last_frame}
    if files.layout:
        named["layout"] = files.layout
    if files.state:
        named[STATE] = files.state
    named |= {f"{LATENTS}{number}": path for number, path in enumerate(files.latents)}
    return named | {f"keyframe-{number}": path for number, path in enumerate(files.keyframes)}
