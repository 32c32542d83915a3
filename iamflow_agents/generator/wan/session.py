"""A running film: block after block, prompt switches, memory, and a state that can be continued bit by bit.

What is visible follows from records alone: an anchor (latents the context was last rebuilt from) and the blocks since.
At every switch or change of memory, and every `anchor_every` blocks, the session sets a new anchor and rebuilds its own
keys and values from latents; `load` does exactly the same and replays one clean pass for each block since, so that a
resumed run and an uninterrupted one are the same computation. Choosing memory frames, encoding prompts and decoding
latents are left to others.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum

import torch

from iamflow_agents.errors import GeneratorError
from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.generator.wan.attention import AttentionBackend, choose_attention
from iamflow_agents.generator.wan.compiling import is_compiled, warm_up
from iamflow_agents.generator.wan.context import ContextRebuilder, RebuildPrompt
from iamflow_agents.generator.wan.failures import (
    check_cancel,
    check_finite,
    is_out_of_memory,
    out_of_memory,
    release_device_memory,
)
from iamflow_agents.generator.wan.kvcache import KVCache
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.model import CausalWan
from iamflow_agents.generator.wan.noise import noise_for
from iamflow_agents.generator.wan.observe import CleanPassObserver
from iamflow_agents.generator.wan.prompts import PromptShelf
from iamflow_agents.generator.wan.provenance import check_embeddings, check_provenance, fingerprint
from iamflow_agents.generator.wan.records import (
    Anchor,
    BlockRecord,
    FrameRecord,
    PromptMix,
    Provenance,
    SessionState,
    move_anchor,
    move_block,
    move_frame,
    same_frames,
)
from iamflow_agents.generator.wan.sampler import Sampler
from iamflow_agents.generator.wan.text import TextMode
from iamflow_agents.generator.wan.transition import PromptTransition, prompt_distance
from iamflow_agents.generator.wan.upload import upload
from iamflow_agents.generator.wan.visible import Visible, visible_after

Phases = Callable[[str], AbstractContextManager[object]]
"""Called around `context`, `denoise` and `clean`, to measure them."""


class SwitchKind(StrEnum):
    """How one prompt gives way to the next."""

    SOFT = "soft"
    """Outputs of cross-attention are blended over a window."""
    RECACHE = "recache"
    """The window is read again under the new prompt, which then acts alone (LongLive, arXiv 2509.22622)."""
    CUT = "cut"
    """The window is dropped; sink and memory stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOptions:
    """How a session generates; everything here is part of a state's provenance."""

    policy: PositionPolicy = field(default_factory=PositionPolicy)
    sampler: Sampler = field(default_factory=Sampler)
    text_mode: TextMode = TextMode.OUTPUT
    rebuild_prompt: RebuildPrompt = RebuildPrompt.ORIGINAL
    top_k: int | None = None
    """Sink and memory frames that each head may see; None for all. Dense attention copies nothing, see `routing`."""
    anchor_every: int = 16
    """Blocks after which a long prompt gets a new anchor; bounds both the state and the time to resume."""
    quantisation: str = "none"
    model_hash: str = ""
    """Fingerprint of the model; empty computes it."""

    def __post_init__(self) -> None:
        # Plain strings are taken too, and must not be mistaken for other kinds.
        object.__setattr__(self, "text_mode", TextMode(self.text_mode))
        object.__setattr__(self, "rebuild_prompt", RebuildPrompt(self.rebuild_prompt))


class Session:
    """One film in the making; batch of one.

    Args:
        model: The transformer, where and in the number type it shall run.
        text: Prompt key to embedding `[S, text_dim]`; may grow while the session runs.
        layout: Frame counts and latent size.
        seed: Decides all noise; may be changed between blocks.
        options: How to generate.
        attention: The kernel; None picks one.
    """

    def __init__(
        self,
        model: CausalWan,
        text: Mapping[str, torch.Tensor],
        layout: Layout,
        *,
        seed: int = 0,
        options: SessionOptions | None = None,
        attention: AttentionBackend | None = None,
    ) -> None:
        self.model, self.layout, self.seed = model, layout, seed
        self.options = options or SessionOptions()
        self._device, self._dtype = model.compute_device, model.compute_dtype
        shape = model.cache_shape()
        self._attention = attention or choose_attention(
            self._device, self._dtype, shape.head_dim, n_heads=shape.n_heads
        )
        self._prompts = PromptShelf(model, text, self.options.text_mode)
        self._rebuilder = ContextRebuilder(model, self._prompts.mix, self.options.rebuild_prompt)
        self._model_hash = self.options.model_hash or fingerprint(model)
        self._cache: KVCache | None = None
        self._ready = False
        self._timesteps = torch.tensor([1000.0 * s for s in self.options.sampler.sigmas], device=self._device)
        self.block_index = 0
        self.prompt = ""
        self._old: PromptMix | None = None
        self._transition = PromptTransition(block_frames=layout.block_frames)
        self._anchor = Anchor()
        self._since: tuple[BlockRecord, ...] = ()

    @property
    def mix(self) -> PromptMix:
        """What the next block will be conditioned on."""
        if not self.prompt:
            raise GeneratorError(
                "no prompt was set", where="the Wan generator", next_step="Call `switch` before the first block."
            )
        if self._old is None:
            return PromptMix((self.prompt,))
        return self._old.towards(self.prompt, self._transition.alpha())

    @property
    def memory(self) -> tuple[FrameRecord, ...]:
        """Memory frames that the next block will see."""
        return self._anchor.memory

    @property
    def visible(self) -> Visible:
        """Sink and window that the next block will see."""
        return visible_after(self._anchor, self._since, self.layout)

    @property
    def provenance(self) -> Provenance:
        """What a state of this session can be continued with."""
        options = self.options
        return Provenance(
            model=self._model_hash,
            layout=" ".join(f"{name}={value}" for name, value in asdict(self.layout).items()),
            policy=f"{options.policy.kind} {options.policy.cap}",
            attention=self._attention.name + ("" if options.top_k is None else f" top {options.top_k}"),
            quantisation=options.quantisation,
            dtype=str(self._dtype).removeprefix("torch."),
            device=self._device.type,
            compiled=is_compiled(self.model),
            sampler=options.sampler.name,
            text_mode=options.text_mode.value,
            rebuild_prompt=options.rebuild_prompt.value,
        )

    def switch(
        self,
        prompt: str,
        kind: SwitchKind = SwitchKind.SOFT,
        *,
        distance: float | None = None,
        window_frames: int | None = None,
    ) -> None:
        """Change the prompt, from the next block on. Nothing is computed until then.

        Args:
            prompt: Key of the new prompt.
            kind: How the old one gives way; without any block yet there is nothing to give way.
            distance: How different the prompts are, 0..1, for a soft transition; None measures their embeddings.
            window_frames: Latent frames of a soft transition; None derives them from the distance.

        Raises:
            GeneratorError: If the prompt has no embedding.
        """
        new, kind = self._prompts.embedding(prompt), SwitchKind(kind)
        window = self.visible.window
        if not self.prompt or self.block_index == 0:
            self._old, self._transition = None, self._transition.stop()
        elif kind is SwitchKind.SOFT:
            if prompt == self.prompt:
                return
            if distance is None:
                distance = prompt_distance(self._prompts.embedding(self.prompt), new)
            # The mix of a transition that still runs is frozen: the new one starts from where that one is.
            self._old = self.mix
            soft = self._transition
            self._transition = soft.start(distance) if window_frames is None else soft.start_over(window_frames)
        else:
            self._old, self._transition = None, self._transition.stop()
            read_again = (replace(record, mix=PromptMix((prompt,))) for record in window)
            window = tuple(read_again) if kind is SwitchKind.RECACHE else ()
        self.prompt = prompt
        self._set_anchor(window=window)

    def set_memory(self, frames: Sequence[FrameRecord]) -> tuple[FrameRecord, ...]:
        """Choose the memory frames, from the next block on; best right after `switch`.

        Args:
            frames: Most wanted first.

        Returns:
            Those that were taken: without frames that sink or window show anyway, twice given ones, and those beyond
            the layout's number of memory frames.
        """
        visible = self.visible
        seen = {*visible.sink_frames, *visible.window_frames}
        taken: list[FrameRecord] = []
        for frame in frames:
            if frame.frame_index not in seen and len(taken) < self.layout.memory_frames:
                seen.add(frame.frame_index)
                taken.append(move_frame(frame, self._device))
        if not same_frames(taken, self.memory):
            self._set_anchor(memory=tuple(taken))
        return tuple(taken)

    def rebuild(self) -> None:
        """Set a new anchor here: keys and values are rebuilt from latents before the next block."""
        self._set_anchor()

    def step(
        self,
        *,
        cancel: CancelFlag | None = None,
        observer: CleanPassObserver | None = None,
        phases: Phases = nullcontext,
    ) -> BlockRecord:
        """Make the next block.

        Args:
            cancel: Looked at before every pass.
            observer: Looks at the block's clean pass.
            phases: Measures the parts.

        Returns:
            The finished block; its latents stay on the model's device.

        Raises:
            StoppedError: If `cancel` was set. The session stands where it stood before the call.
            GeneratorError: If latents are not finite, or memory ran out (all device memory of the session is then
                freed). The session stands where it stood before the call.
        """
        try:
            return self._step(cancel, observer, phases)
        except (RuntimeError, MemoryError) as error:
            self._ready = False
            if not is_out_of_memory(error):
                raise
        except BaseException:
            self._ready = False
            raise
        self.free()
        raise out_of_memory(self.layout, self.block_index, self._device)

    def state(self) -> SessionState:
        """Everything needed to go on elsewhere; latents are on the host."""
        host = torch.device("cpu")
        return SessionState(
            provenance=self.provenance,
            seed=self.seed,
            block_index=self.block_index,
            prompt=self.prompt,
            old=self._old,
            transition_window=self._transition.window,
            transition_since=self._transition.since,
            anchor=move_anchor(self._anchor, host),
            since=tuple(move_block(record, host) for record in self._since),
            embeddings=self._prompts.digests(self._needed_prompts()),
        )

    def load(self, state: SessionState) -> None:
        """Go on from a state; keys and values are rebuilt before the next block.

        Raises:
            VersionMismatchError: If it was made with another model, size, kernel, number type, or other embeddings.
            GeneratorError: If a prompt it needs has no embedding.
        """
        check_provenance(state.provenance, self.provenance)
        check_embeddings(state.embeddings, self._prompts.digests(key for key, _ in state.embeddings))
        self.seed, self.block_index = state.seed, state.block_index
        self.prompt, self._old = state.prompt, state.old
        self._transition = replace(self._transition, window=state.transition_window, since=state.transition_since)
        self._anchor = move_anchor(state.anchor, self._device)
        self._since = tuple(move_block(record, self._device) for record in state.since)
        self._ready = False

    def warm_up(self) -> None:
        """Run every shape of a film once, so that compiling and kernel choice do not delay the first blocks.

        Any prompt will do; the session's state does not change.
        """
        cache = self._allocated()
        self._ready = False
        warm_up(self.model, cache, self._prompts.mix(self.mix))

    def free(self) -> None:
        """Give all device memory but the latents back; the next block takes it again."""
        self._cache, self._ready = None, False
        self._prompts.free()
        release_device_memory(self._device)

    def _set_anchor(
        self, *, window: tuple[BlockRecord, ...] | None = None, memory: tuple[FrameRecord, ...] | None = None
    ) -> None:
        visible = self.visible
        self._anchor = Anchor(
            sink=visible.sink,
            window=visible.window if window is None else window,
            memory=self.memory if memory is None else memory,
        )
        self._since, self._ready = (), False

    def _needed_prompts(self) -> list[str]:
        """Keys of all prompts that the context or the next block refers to."""
        anchor = self._anchor
        blocks = [*anchor.sink, *anchor.window, *self._since, *(frame.block for frame in anchor.memory)]
        mixes = [record.mix for record in blocks] + ([self._old] if self._old else [])
        return [key for mix in mixes for key in mix.keys] + ([self.prompt] if self.prompt else [])

    def _step(self, cancel: CancelFlag | None, observer: CleanPassObserver | None, phases: Phases) -> BlockRecord:
        mix, block, layout = self.mix, self.block_index, self.layout
        with phases("context"):
            cache = self._context(cancel)
        frames = tuple(range(block * layout.block_frames, (block + 1) * layout.block_frames))
        cache.begin_block(frames)
        text = self._prompts.mix(mix)
        shape = (1, self.model.config.in_channels, layout.block_frames, layout.latent_height, layout.latent_width)

        def flow(x: torch.Tensor, step: int) -> torch.Tensor:
            predicted = self.model.block_pass(x, self._timesteps[step : step + 1], text, cache)
            assert predicted is not None
            return predicted

        def noise(step: int) -> torch.Tensor:
            return upload(noise_for(self.seed, block, step, shape), self._device, self._dtype)

        with phases("denoise"):
            clean, finite = self.options.sampler.denoise(flow, noise, lambda _: check_cancel(cancel, block))
        check_cancel(cancel, block)
        with phases("clean"):
            timestep = torch.zeros(1, dtype=torch.float32, device=self._device)
            self.model.block_pass(clean, timestep, text, cache, keys_only=True, observer=observer)
            check_finite(finite, block)
        cache.commit()
        record = BlockRecord(block_index=block, frames=frames, latent=clean, mix=mix)
        self._advance(record)
        return record

    def _advance(self, record: BlockRecord) -> None:
        """Count a finished block."""
        self._since = (*self._since, record)
        self.block_index += 1
        self._transition = self._transition.advance(len(record.frames))
        if self._transition.since is None:
            self._old = None
        if len(self._since) >= self.options.anchor_every:
            self._set_anchor()

    def _context(self, cancel: CancelFlag | None) -> KVCache:
        """The cache, filled with what the next block shall see."""
        cache = self._allocated()
        if not self._ready:
            self._rebuilder.restore(
                cache,
                self._anchor,
                self._since,
                prompt=self.prompt,
                before_pass=lambda: check_cancel(cancel, self.block_index),
            )
            self._ready = True
        return cache

    def _allocated(self) -> KVCache:
        """The cache; takes its memory on first use."""
        if self._cache is None:
            self._cache = KVCache(
                self.layout,
                self.model.cache_shape(),
                policy=self.options.policy,
                attention=self._attention,
                dtype=self._dtype,
                device=self._device,
                top_k=self.options.top_k,
            )
        return self._cache
