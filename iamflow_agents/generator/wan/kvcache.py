"""Keys and values of the visible frames: static slots `[memory | sink | ring]`, written in place.

Attention does not care in which order keys stand, so the ring (window and current block) is overwritten in turn and
nothing is ever moved, cloned or joined. Memory fills its slots from right to left and the ring starts again at its
first slot whenever the window is empty, so that everything a block sees is one slice at all times. Ring keys are
stored rotated at their true index. Sink and memory keys are stored raw as well, and rotated anew only when the
position policy moves them. All bookkeeping is host integers; the device is never asked anything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from iamflow_agents.generator.wan.attention import AttentionBackend
from iamflow_agents.generator.wan.layout import Layout, PositionPolicy
from iamflow_agents.generator.wan.rope import Rope, Rotation, rotate
from iamflow_agents.generator.wan.routing import routed_attention


@dataclass(frozen=True, slots=True)
class CacheShape:
    """Sizes that the model decides."""

    n_layers: int
    n_heads: int
    head_dim: int
    batch: int = 1


@dataclass(frozen=True, slots=True)
class _Copy:
    """Tokens of the current block that go to a slot: `[destination, destination + length)` from `source`."""

    destination: int
    source: int
    length: int


class KVCache:
    """Keys and values of all layers.

    One block: `begin_block` (or `begin_memory`), any number of passes that call `attend` or `write` for every layer,
    the last of them with clean latents, then `commit`. Passes overwrite each other's keys and values.

    Args:
        layout: Frame counts and token grid.
        shape: Sizes that the model decides.
        policy: Where sink and memory stand in time.
        attention: The kernel.
        dtype: Number type of keys and values.
        device: Where they live.
        top_k: Sink and memory frames that each head may see (`routing`); None for all.
    """

    def __init__(
        self,
        layout: Layout,
        shape: CacheShape,
        *,
        policy: PositionPolicy,
        attention: AttentionBackend,
        dtype: torch.dtype,
        device: torch.device,
        top_k: int | None = None,
    ) -> None:
        self.layout, self.shape, self.policy, self.attention = layout, shape, policy, attention
        self._top_k = layout.static_frames if top_k is None else top_k
        self.device = device
        self._rope = Rope(shape.head_dim, layout.grid_height, layout.grid_width)

        def slots(frames: int) -> list[torch.Tensor]:
            size = (shape.batch, frames * layout.frame_tokens, shape.n_heads, shape.head_dim)
            return [torch.empty(size, dtype=dtype, device=device) for _ in range(shape.n_layers)]

        self.k, self.v = slots(layout.slots), slots(layout.slots)
        self._raw = slots(layout.static_frames)
        self.reset()

    def reset(self) -> None:
        """Forget all frames; no memory is freed or allocated."""
        self.sink: list[int] = []
        self.memory: list[int] = []
        self.window: list[int] = []
        self._head = 0
        self._placed: tuple[tuple[int, ...], ...] | None = None
        self._current: tuple[int, ...] = ()
        self._copies: list[_Copy] = []
        self._raw_copies: list[_Copy] = []
        self._has_raw = False
        self._memory_frame: int | None = None
        self._new_sink = 0
        self._n_routed = 0
        self._view = slice(0, 0)

    @property
    def rotation(self) -> Rotation:
        """Rotation of the current block's tokens, for queries and keys."""
        return self._rotation

    @property
    def needs_raw(self) -> bool:
        """Whether the clean pass must hand over unrotated keys, since some of the frames become static."""
        return bool(self._raw_copies)

    @property
    def visible_tokens(self) -> slice:
        """The slice of tokens that the current block attends to, itself included."""
        return self._view

    @property
    def n_bytes(self) -> int:
        """Bytes of all slots of all layers."""
        tensors = [*self.k, *self.v, *self._raw]
        return sum(tensor.numel() * tensor.element_size() for tensor in tensors)

    def drop_window(self) -> None:
        """Forget the window (a cut); sink and memory stay."""
        self.window = []

    def forget_sink(self, frames: Sequence[int]) -> None:
        """Make room to write sink frames again, if they are among `frames` (a block only partly in the sink)."""
        self.sink = [frame for frame in self.sink if frame not in frames]

    def begin_block(self, frames: Sequence[int]) -> None:
        """Prepare for a block that sees sink, memory, window and itself.

        While the sink is not full, the block's first frames become sink frames and are written to their slots at once.

        Args:
            frames: True indices of the block's latent frames; at most `block_frames`, later than all visible ones.
        """
        layout = self.layout
        self._check_length(frames)
        if not self.window:
            self._head = 0
        self._current, self._memory_frame = tuple(frames), None
        self._new_sink = min(len(frames), layout.sink_frames - len(self.sink))
        self._place_statics()
        slots = [layout.memory_frames + len(self.sink) + i for i in range(self._new_sink)]
        slots += [self._ring_slot(i) for i in range(len(frames) - self._new_sink)]
        self._plan(slots, list(range(self._new_sink)), slots[: self._new_sink])
        window = [self._ring_slot(-1 - i) for i in range(len(self.window))]
        first_static = layout.memory_frames - len(self.memory)
        statics = range(first_static, layout.memory_frames + len(self.sink))
        self._see([*statics, *slots, *window])
        self._n_routed = len(statics)

    def begin_memory(self, frames: Sequence[int], offset: int, *, with_sink: bool = True) -> None:
        """Prepare for rebuilding one memory frame: its block sees the sink and itself, and uses the ring as scratch.

        Args:
            frames: True indices of the frame's own block.
            offset: Which of them becomes a memory frame.
            with_sink: Whether the sink is seen.

        Raises:
            ValueError: If the window is not empty, or there is no free memory slot.
        """
        self._check_length(frames)
        if self.window or len(self.memory) == self.layout.memory_frames:
            raise ValueError("memory is rebuilt before the window, and only as many frames as there are slots")
        self._head, self._new_sink = 0, 0
        self._current, self._memory_frame = tuple(frames), offset
        sink, first = (self.sink, self.layout.memory_frames) if with_sink else ([], self.layout.static_frames)
        self._place_statics(with_memory=False)
        slots = [self._ring_slot(i) for i in range(len(frames))]
        free = self.layout.memory_frames - 1 - len(self.memory)
        self._plan(slots, [offset], [free])
        self._copies.append(self._copy(free, offset))
        self._see([*range(first, first + len(sink)), *slots])
        self._n_routed = 0

    def attend(
        self, layer: int, q: torch.Tensor, k: torch.Tensor, v: torch.Tensor, raw: torch.Tensor | None = None
    ) -> torch.Tensor:
        """Write the current block's keys and values, then attend to everything visible.

        Args:
            layer: Which layer.
            q: Rotated queries `[B, L, H, D]`.
            k: Rotated keys, same shape.
            v: Values, same shape.
            raw: Unrotated keys; wanted in the clean pass when `needs_raw`.

        Returns:
            `[B, L, H, D]`.
        """
        self.write(layer, k, v, raw)
        return routed_attention(
            q,
            self.k[layer][:, self._view],
            self.v[layer][:, self._view],
            n_static=self._n_routed,
            frame_tokens=self.layout.frame_tokens,
            top_k=self._top_k,
            attention=self.attention.run,
        )

    def write(self, layer: int, k: torch.Tensor, v: torch.Tensor, raw: torch.Tensor | None = None) -> None:
        """Write the current block's keys and values; arguments as in `attend`."""
        for target, source in ((self.k[layer], k), (self.v[layer], v)):
            for copy in self._copies:
                piece = source[:, copy.source : copy.source + copy.length]
                target[:, copy.destination : copy.destination + copy.length] = piece
        if raw is not None:
            self._has_raw = True
            for copy in self._raw_copies:
                piece = raw[:, copy.source : copy.source + copy.length]
                self._raw[layer][:, copy.destination : copy.destination + copy.length] = piece

    def commit(self) -> None:
        """After the clean pass: the current frames become sink, memory or window frames.

        Raises:
            ValueError: If frames become static and no pass handed over their raw keys.
        """
        if self._raw_copies and not self._has_raw:
            raise ValueError("static frames need a clean pass that hands over raw keys before they are committed")
        if self._memory_frame is not None:
            self.memory.append(self._current[self._memory_frame])
        else:
            self.sink += self._current[: self._new_sink]
            rest = self._current[self._new_sink :]
            self._head = (self._head + len(rest)) % self.layout.ring_frames
            joined = [*self.window, *rest]
            self.window = joined[max(0, len(joined) - self.layout.window_frames) :]
        if self._raw_copies:
            self._placed = None
        self._current = ()

    def _check_length(self, frames: Sequence[int]) -> None:
        if not 0 < len(frames) <= self.layout.block_frames:
            raise ValueError(f"a block has 1 to {self.layout.block_frames} frames, not {len(frames)}")

    def _ring_slot(self, i: int) -> int:
        """Slot of the i-th frame after the newest window frame; negative goes back into the window."""
        return self.layout.static_frames + (self._head + i) % self.layout.ring_frames

    def _copy(self, slot: int, frame: int) -> _Copy:
        tokens = self.layout.frame_tokens
        return _Copy(slot * tokens, frame * tokens, tokens)

    def _plan(self, slots: Sequence[int], raw_frames: Sequence[int], raw_slots: Sequence[int]) -> None:
        """Work out which tokens go where; neighbouring frames are joined to one copy."""
        self._copies, self._has_raw = [], False
        for frame, slot in enumerate(slots):
            copy = self._copy(slot, frame)
            last = self._copies[-1] if self._copies else None
            if last is not None and last.destination + last.length == copy.destination:
                self._copies[-1] = _Copy(last.destination, last.source, last.length + copy.length)
            else:
                self._copies.append(copy)
        self._raw_copies = [self._copy(slot, frame) for frame, slot in zip(raw_frames, raw_slots, strict=True)]

    def _see(self, slots: Sequence[int]) -> None:
        """Make the slice that covers the given slots.

        Raises:
            AssertionError: If they are not neighbours; this would show stale frames to attention.
        """
        first, last = min(slots), max(slots)
        if last - first + 1 != len(set(slots)) or len(set(slots)) != len(slots):
            raise AssertionError(f"visible slots are not one run: {sorted(slots)}")
        tokens = self.layout.frame_tokens
        self._view = slice(first * tokens, (last + 1) * tokens)

    def _place_statics(self, *, with_memory: bool = True) -> None:
        """Fix the positions of this block and rotate sink and memory keys anew if theirs changed."""
        memory = self.memory if with_memory else []
        placement = self.policy.place(self.sink, memory, self.window, self._current)
        self._rotation = self._rope(self._current, self.device)
        key = (tuple(memory), placement.memory, placement.sink)
        if key == self._placed:
            return
        # Slots run [newest memory ... oldest-given memory | sink], hence the reversed order.
        positions = [*reversed(placement.memory), *placement.sink]
        tokens, first = self.layout.frame_tokens, self.layout.memory_frames - len(memory)
        where = slice(first * tokens, (first + len(positions)) * tokens)
        if positions:
            rotation = self._rope(positions, self.device)
            for k, raw in zip(self.k, self._raw, strict=True):
                k[:, where] = rotate(raw[:, where], rotation)
        self._placed = key
