"""One take: from a request to blocks, pixels and files.

A take starts from what its request names, never from what the session did last: the state file of the take before it,
the latents of its memory frames, its prompt and seed. So takes may be made again, out of order or in another process
and come out the same.

All takes of a film are one stream of latents. A segment seldom ends where a block ends; the pixel frames left over are
carried to the next segment and shown first, so that nothing jumps, unless that segment begins with a cut. A segment
shows at most half of its length from what was left over, so that its own prompt is seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

import torch

from iamflow_agents.errors import StoppedError
from iamflow_agents.generator.protocol import BlockProgress, CancelFlag, OnBlock
from iamflow_agents.generator.storyboard.encode import Pixels
from iamflow_agents.generator.wan.decode_beside import BesideDecoder, PendingPixels
from iamflow_agents.generator.wan.embedding_cache import prompt_key
from iamflow_agents.generator.wan.film_files import (
    FilmState,
    KeptFrame,
    read_film_state,
    read_kept_frame,
    read_kept_head,
    write_film_state,
    write_kept_frame,
)
from iamflow_agents.generator.wan.footage import LAST_FRAME, VIDEO, Footage, choose_keyframes, to_frames
from iamflow_agents.generator.wan.identity_spans import identity_spans
from iamflow_agents.generator.wan.memory_tap import MemoryTap, score_layers, text_key
from iamflow_agents.generator.wan.parts import WanParts
from iamflow_agents.generator.wan.recall import rank_rows
from iamflow_agents.generator.wan.records import BlockRecord, FrameRecord
from iamflow_agents.generator.wan.scoring import UNKNOWN
from iamflow_agents.generator.wan.selection import MemoryPolicy
from iamflow_agents.generator.wan.session import Phases, Session, SwitchKind
from iamflow_agents.records import TransitionKind
from iamflow_agents.takes import SegmentRequest, TakeFiles

PIXELS_A_LATENT = 4
N_KEYFRAMES = 3
PER_IDENTITY = 2
"""Memory frames for the sake of one identity, where a request does not say."""
STATE = "state.safetensors"
_SWITCHES = {
    TransitionKind.CUT: SwitchKind.CUT,
    TransitionKind.SOFT: SwitchKind.SOFT,
    TransitionKind.RECACHE: SwitchKind.RECACHE,
}


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilmedBlock:
    """A new block of a take."""

    begin: int
    """Number of the take's frame at which its pixels begin."""
    record: BlockRecord
    scores: Mapping[str, Sequence[float]]
    """Identity to how well each of the block's frames shows it, as far as it was measured."""
    keys: torch.Tensor | None = None
    """Mean raw key of each frame, `[F, C]`, where memory is chosen by them."""


@dataclass(slots=True, kw_only=True)
class _Take:
    """A take in the making."""

    request: SegmentRequest
    before: FilmState | None
    carry: int
    """Frames to show first, of those left over by the segment before."""
    blocks: list[FilmedBlock] = field(default_factory=list)
    planned: int = 0
    """Frames that everything made so far gives, beyond the segment's end too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shot:
    """Pixels on their way, and which of their frames to show."""

    pixels: PendingPixels
    first: int = 0
    stop: int | None = None


def pixels_of(record: BlockRecord) -> int:
    """Pixel frames of a block: four a latent frame, one for the film's very first."""
    return PIXELS_A_LATENT * len(record.frames) - (PIXELS_A_LATENT - 1 if record.frames[0] == 0 else 0)


def offset_of(record: BlockRecord, pixel: int) -> int:
    """The latent frame of a block that holds one of its pixel frames."""
    return (pixel + (PIXELS_A_LATENT - 1 if record.frames[0] == 0 else 0)) // PIXELS_A_LATENT


class TakeFilmer:
    """Makes the takes of one session.

    Args:
        parts: Shared.
        session: The film's blocks; any state it has is replaced.
        embeddings: What `session` was given; filled here.
        remembers: What is shown again of earlier segments.
        banner: Drawn into the foot of every frame; None for none.
        phases: Measures `decode` and `encode`, and the session's parts.
    """

    def __init__(
        self,
        parts: WanParts,
        session: Session,
        embeddings: dict[str, torch.Tensor],
        *,
        remembers: MemoryPolicy,
        banner: Pixels | None = None,
        phases: Phases = nullcontext,
    ) -> None:
        self._parts, self._session, self._embeddings = parts, session, embeddings
        self._remembers, self._banner, self._phases = remembers, banner, phases
        self._fresh = session.state()
        self._decoder = BesideDecoder(parts.new_decoder(), parts.decoder_device)

    def make(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take; see `protocol.Session.generate`."""
        check_stop(request, cancel)
        before = read_film_state(Path(request.previous_state.path)) if request.previous_state else None
        texts = self._prepare(request, before)
        goes_on = before is not None and not request.transition.is_cut
        carry = min(before.carry, request.n_frames // 2) if before is not None and goes_on else 0
        take = _Take(request=request, before=before, carry=carry)
        keyframes = choose_keyframes(carry, request.n_frames, N_KEYFRAMES)
        footage = Footage(
            out_dir,
            (request.width, request.height),
            fps=request.fps,
            n_frames=request.n_frames,
            keyframes=keyframes,
            banner=self._banner,
        )
        with footage:
            waiting: _Shot | None = None
            for shot in self._shots(take, cancel):
                # The block before is looked at only now, while the next one keeps the device busy.
                if waiting is not None:
                    self._develop(waiting, take, footage, on_block, cancel)
                waiting = shot
            if waiting is not None:
                self._develop(waiting, take, footage, on_block, cancel)
            latents, scores = self._keep_frames(keyframes, take, texts, out_dir)
            self._keep_state(take, texts, out_dir / STATE)
            footage.finish()
        return TakeFiles(
            video=VIDEO,
            layout=None,
            last_frame=LAST_FRAME,
            keyframes=footage.names,
            keyframe_indices=keyframes,
            n_frames=request.n_frames,
            state=STATE,
            latents=latents,
            scores=scores,
        )

    def _prepare(self, request: SegmentRequest, before: FilmState | None) -> dict[str, str]:
        """Encode every prompt the take refers to, bring the session to its start, and choose what it remembers."""
        text = request.full_prompt
        texts = {prompt_key(text): text, **(before.texts if before else {})}
        self._encode(texts, others_too=True)
        session = self._session
        session.load(before.session if before else self._fresh)
        session.seed = request.seed
        window = -(-request.transition.window_frames // PIXELS_A_LATENT)
        session.switch(prompt_key(text), _SWITCHES[request.transition.kind], window_frames=window)
        kept = self._recall(request)
        for frame in kept:
            texts.update(frame.texts)
        self._encode(texts)
        session.set_memory([frame.frame for frame in kept])
        # Also where neither changed: the take's first block then never depends on how the last one came to its keys.
        session.rebuild()
        return texts

    def _recall(self, request: SegmentRequest) -> list[KeptFrame]:
        """Choose what to remember; the prompt was switched, so that what is seen anyway is known."""
        rows = [row for row in request.memory if row.latents]
        if not self._remembers.uses_archive or not rows:
            return []
        paths = [Path(row.latents.path) for row in rows if row.latents]
        session, layout = self._session, self._session.layout
        room, seen = layout.memory_frames, session.visible
        chosen = rank_rows(
            rows,
            [read_kept_head(path) for path in paths],
            policy=self._remembers,
            budget=room if request.memory_budget is None else min(room, request.memory_budget),
            wanted=[look.identity for look in request.cast],
            place=request.setting.place,
            per_identity=PER_IDENTITY if request.memory_per_identity is None else request.memory_per_identity,
            visible={*seen.sink_frames, *seen.window_frames},
            before=session.block_index * layout.block_frames,
            text_key=self._text_key(request),
        )
        return [read_kept_frame(paths[number], session.model.compute_dtype) for number in chosen]

    def _text_key(self, request: SegmentRequest) -> torch.Tensor | None:
        """The prompt's mean text key, where memory is chosen by it."""
        prompt = self._parts.embedder.tokenize(request.full_prompt)
        if self._remembers is not MemoryPolicy.TEXT_SIMILARITY or not prompt.content:
            return None
        model, key = self._session.model, prompt_key(prompt.text)
        text = model.encode_text(self._embeddings[key], key)
        return text_key(text, score_layers(len(model.blocks)), prompt.content)

    def _encode(self, texts: Mapping[str, str], *, others_too: bool = False) -> None:
        """Hold the embeddings of these prompts, and unless they may be needed yet of no others."""
        for key in [key for key in self._embeddings if key not in texts and not others_too]:
            del self._embeddings[key]
        missing = [text for key, text in texts.items() if key not in self._embeddings]
        if missing:
            self._embeddings.update(self._parts.embedder.embed(missing))

    def _shots(self, take: _Take, cancel: CancelFlag) -> Iterator[_Shot]:
        """Pixels of what was left over, then of new blocks until the segment is full."""
        carried = self._catch_up(take)
        if carried is not None and take.before is not None:
            pixels = self._decode(carried)
            first = pixels.pixels.shape[2] - take.before.carry
            take.planned = take.carry
            yield _Shot(pixels=pixels, first=first, stop=first + take.carry)
        while take.planned < take.request.n_frames:
            tap = self._tap(take.request)
            record = self._session.step(cancel=cancel, observer=tap, phases=self._phases)
            take.blocks.append(self._filmed(take.planned, record, tap))
            take.planned += pixels_of(record)
            yield _Shot(pixels=self._decode(record.latent))

    def _tap(self, request: SegmentRequest) -> MemoryTap | None:
        """What measures whom a block shows; None if nothing is remembered by identity."""
        by_text = self._remembers is MemoryPolicy.TEXT_SIMILARITY
        if not self._remembers.uses_archive or not (request.cast or by_text):
            return None
        prompt = self._parts.embedder.tokenize(request.full_prompt)
        spans = identity_spans(prompt.text, request.cast)
        return MemoryTap(
            {identity: prompt.tokens_of(of_one) for identity, of_one in spans.items()},
            content=prompt.content,
            prompt=prompt_key(prompt.text),
            n_frames=self._session.layout.block_frames,
            layers=score_layers(len(self._session.model.blocks)),
        )

    def _filmed(self, begin: int, record: BlockRecord, tap: MemoryTap | None) -> FilmedBlock:
        by_text = self._remembers is MemoryPolicy.TEXT_SIMILARITY
        return FilmedBlock(
            begin=begin,
            record=record,
            scores=tap.scores() if tap else {},
            keys=tap.frame_keys() if tap and by_text else None,
        )

    def _catch_up(self, take: _Take) -> torch.Tensor | None:
        """Bring the decoder to where the film's pixels stand.

        Always from latents, also where the decoder stands there already: another process has nothing else.

        Returns:
            Latents of the block whose last frames are to be shown first; None if there are none.
        """
        self._decoder.reset()
        if take.before is None:
            return None
        history, block = take.before.history, self._session.layout.block_frames
        seen = history.shape[2] - (block if take.carry else 0)
        for start in range(0, seen, block):
            self._decode(history[:, :, start : min(start + block, seen)])
        return history[:, :, seen:] if take.carry else None

    def _decode(self, latents: torch.Tensor) -> PendingPixels:
        with self._phases("decode"):
            return self._decoder.feed(latents)

    def _develop(self, shot: _Shot, take: _Take, footage: Footage, on_block: OnBlock, cancel: CancelFlag) -> None:
        """Wait for pixels and write their frames."""
        check_stop(take.request, cancel)
        with self._phases("decode"):
            frames = to_frames(shot.pixels.wait()[:, :, shot.first : shot.stop])
        with self._phases("encode"):
            footage.add(frames)
        on_block(
            BlockProgress(
                segment_index=take.request.segment_index,
                frames_done=footage.done,
                frames_total=take.request.n_frames,
                preview=footage.preview,
                keyframes=footage.news(),
            )
        )

    def _keep_frames(
        self, keyframes: Sequence[int], take: _Take, texts: Mapping[str, str], out_dir: Path
    ) -> tuple[tuple[str, ...], tuple[tuple[float, ...], ...]]:
        """Write the latents of the keyframes, and say whom they show."""
        if not self._remembers.uses_archive:
            return (), ()
        names, scores = [], []
        for number, index in enumerate(keyframes):
            block = [block for block in take.blocks if block.begin <= index][-1]
            frame = FrameRecord(block=block.record, offset=offset_of(block.record, index - block.begin))
            names.append(f"latents_{number}.safetensors")
            write_kept_frame(frame, texts, out_dir / names[-1], keys=block.keys)
            measured = [block.scores.get(look.identity) for look in take.request.cast]
            scores.append(tuple(UNKNOWN if one is None else round(one[frame.offset], 4) for one in measured))
        return tuple(names), tuple(scores)

    def _keep_state(self, take: _Take, texts: Mapping[str, str], path: Path) -> None:
        """Write what the next segment goes on from."""
        self._session.rebuild()
        state = self._session.state()
        latents = [take.before.history] if take.before else []
        latents += [block.record.latent.cpu() for block in take.blocks]
        kept = self._parts.warm_up_latents + self._session.layout.block_frames
        film = FilmState(
            session=state,
            history=torch.cat(latents, dim=2)[:, :, -kept:],
            carry=take.planned - take.request.n_frames,
            texts={key: texts[key] for key, _ in state.embeddings},
        )
        write_film_state(film, path)


def check_stop(request: SegmentRequest, cancel: CancelFlag) -> None:
    """Stop if somebody asked to.

    Raises:
        StoppedError: The take is lost; those before it stay.
    """
    if cancel.is_set():
        raise StoppedError(
            "filming was stopped",
            where=f"segment {request.segment_index}",
            next_step="Resume the job to film the segment again.",
        )
