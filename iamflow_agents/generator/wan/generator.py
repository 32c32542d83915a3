"""The causal Wan generator as a `VideoGenerator`: films block by block, going on from the take before.

Opening a job looks at size, packages, weights and memory, and loads nothing; the first take loads. A take depends on
its request alone (`filming`), so sessions save nothing: their snapshot only names the generator.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch

from iamflow_agents.errors import ConfigError, GeneratorError
from iamflow_agents.generator.protocol import CancelFlag, Capabilities, GeneratorJob, OnBlock, Session
from iamflow_agents.generator.wan.encoding import Embedder, max_tokens
from iamflow_agents.generator.wan.failures import is_out_of_memory, out_of_memory, release_device_memory
from iamflow_agents.generator.wan.filming import TakeFilmer
from iamflow_agents.generator.wan.footage import draw_banner
from iamflow_agents.generator.wan.layout import VAE_SCALE
from iamflow_agents.generator.wan.options import BY_TEXT, TINY_NOTE, WanOptions
from iamflow_agents.generator.wan.parts import (
    WanParts,
    check_before_loading,
    load_parts,
    make_embedder,
    resolve_device,
    threads_for,
    transformer_sizes,
)
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.selection import MemoryPolicy, layout_for
from iamflow_agents.generator.wan.session import Session as FilmSession
from iamflow_agents.generator.wan.session import SessionOptions
from iamflow_agents.takes import SegmentRequest, TakeFiles

SIDE = 2 * VAE_SCALE
"""Pixels of a token: sides are multiples of it."""
SMALLEST_SIDE = 2 * SIDE
LARGEST_SIDE = 4096
LARGEST_FPS = 120
TINY_BANNER = "random weights: noise"


class WanGenerator:
    """Films with a causal Wan transformer on this machine.

    Args:
        options: Which weights, and how to run them.
    """

    def __init__(self, options: WanOptions) -> None:
        self._options = options
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._parts: WanParts | None = None
        self._embedder: Embedder | None = None
        self._open = 0

    @property
    def name(self) -> str:
        """Name and version, part of every take's digest."""
        return self._options.name

    @property
    def capabilities(self) -> Capabilities:
        """What it can do and needs."""
        options = self._options
        tiny = options.is_tiny
        estimate = None if tiny else options.video_preset.estimate(sizes=transformer_sizes(options))
        return Capabilities(
            max_prompt_tokens=max_tokens(options),
            count_tokens=self._count_tokens,
            memory="latents" if options.uses_archive else "none",
            memory_frames=options.video_preset.memory_frames,
            memory_overlap=options.video_preset.sink_frames + options.video_preset.window_frames,
            memory_by_text=options.memory == BY_TEXT,
            soft_transitions=options.soft != "recache",
            recaches=options.soft != "blend",
            needs_gpu=not tiny,
            vram_gib=0.0 if estimate is None else estimate.total / 2**30,
            reports_layout=False,
            min_side=SMALLEST_SIDE,
            side_multiple=SIDE,
            note=TINY_NOTE if tiny else "",
        )

    def open(self, job: GeneratorJob) -> Session:
        """Begin a job; nothing is loaded yet.

        Raises:
            ConfigError: If size, rate, weights or memory do not allow it.
        """
        check_size(job.width, job.height, job.fps)
        check_before_loading(self._options, job.width, job.height)
        with self._lock:
            self._open += 1
        return WanSession(self, job)

    def parts(self) -> WanParts:
        """What all sessions share, loaded when it is first asked for.

        Raises:
            ConfigError: If something is not on this machine.
            GeneratorError: If weights are damaged or memory runs out.
        """
        with self._lock:
            if self._parts is None:
                self._parts = load_parts(self._options, self.embedder())
            return self._parts

    def embedder(self) -> Embedder:
        """What turns prompts into embeddings; its weights are not loaded, and never beside the transformer's for long.

        Raises:
            ConfigError: If its files are not on this machine.
        """
        with self._making:
            if self._embedder is None:
                self._embedder = make_embedder(self._options)
            return self._embedder

    def _count_tokens(self, text: str) -> int:
        """Count as the text encoder does; reads its tokenizer when first asked."""
        return self.embedder().tokenizer.count(text)

    def let_go(self) -> None:
        """A session ended; with the last one everything that was loaded is freed."""
        with self._lock:
            self._open -= 1
            if self._open == 0 and self._parts is not None:
                device, self._parts = self._parts.model.compute_device, None
                release_device_memory(device)

    @property
    def options(self) -> WanOptions:
        """How it runs."""
        return self._options


class WanSession:
    """The takes of one job; holds nothing that a take depends on."""

    def __init__(self, generator: WanGenerator, job: GeneratorJob) -> None:
        self._generator, self._job = generator, job
        self._filmer: TakeFilmer | None = None
        self._closed = False

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take; see `Session.generate`."""
        check_size(request.width, request.height, request.fps)
        options = self._generator.options
        try:
            parts = self._generator.parts()
            with threads_for(parts):
                if self._filmer is None or (request.width, request.height) != (self._job.width, self._job.height):
                    self._job = replace(self._job, width=request.width, height=request.height)
                    self._filmer = open_film(parts, options, self._job.width, self._job.height)
                return self._filmer.make(request, out_dir, on_block=on_block, cancel=cancel)
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
        # Outside of the handler, so that the frames that hold the memory are gone.
        self._filmer = None
        device = resolve_device("cpu" if options.is_tiny and options.device == "auto" else options.device)
        release_device_memory(device)
        raise out_of_memory(options.video_preset.layout(request.width, request.height), 0, device)

    def prepare(self, prompts: Sequence[str], *, cancel: CancelFlag) -> None:
        """Encode all prompts in one go, before the transformer is loaded; what is kept on disk is not encoded again."""
        self._generator.embedder().prepare(prompts, cancel)

    def snapshot(self) -> bytes:
        """The generator's name: takes depend on their requests and on the files these point at."""
        return self._generator.name.encode()

    def restore(self, state: bytes) -> None:
        """Accept what `snapshot` gave.

        Raises:
            GeneratorError: If the state comes from another generator.
        """
        if state != self._generator.name.encode():
            raise GeneratorError(
                "the saved state is of another generator, or of this one with other settings",
                where="generator snapshot",
                next_step="Resume the job with the generator and settings it was started with.",
            )

    def close(self) -> None:
        """Free everything; the last session frees the weights too."""
        self._filmer = None
        if not self._closed:
            self._closed = True
            self._generator.let_go()


def open_film(parts: WanParts, options: WanOptions, width: int, height: int) -> TakeFilmer:
    """Put a film's session together from loaded parts.

    Args:
        parts: What was loaded.
        options: How it was asked for.
        width: Pixels.
        height: Pixels.
    """
    embeddings: dict[str, torch.Tensor] = {}
    session = FilmSession(
        parts.model,
        embeddings,
        layout_for(MemoryPolicy(options.memory), options.video_preset.layout(width, height)),
        options=SessionOptions(
            sampler=Sampler.with_steps(options.steps),
            top_k=options.top_k or None,
            quantisation=parts.quantisation,
            model_hash=parts.model_hash,
        ),
        attention=parts.attention,
    )
    return TakeFilmer(
        parts,
        session,
        embeddings,
        remembers=MemoryPolicy(options.memory),
        banner=draw_banner(TINY_BANNER, width, height) if options.is_tiny else None,
    )


def check_size(width: int, height: int, fps: int) -> None:
    """Refuse what does not divide into tokens.

    Raises:
        ConfigError: If a side or the rate cannot be filmed.
    """
    for what, side in (("width", width), ("height", height)):
        if side % SIDE or not SMALLEST_SIDE <= side <= LARGEST_SIDE:
            raise ConfigError(
                f"a {what} of {side} pixels cannot be filmed",
                where="the size of the film",
                next_step=f"Use a multiple of {SIDE} from {SMALLEST_SIDE} to {LARGEST_SIDE}, for example 832x480.",
            )
    if not 1 <= fps <= LARGEST_FPS:
        raise ConfigError(
            f"{fps} frames a second cannot be filmed",
            where="the frame rate",
            next_step=f"Use a whole number from 1 to {LARGEST_FPS}; the models are made for 16.",
        )
