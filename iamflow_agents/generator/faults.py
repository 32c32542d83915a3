"""A generator that makes mistakes on purpose, so that verification and repair can be tested on real takes.

It wraps another generator and spoils chosen takes: somebody in the wrong colour, left out, left out while the
layout still claims them (a ghost), or there twice. Takes without a fault are the inner generator's own. A copy is
called `key~2` and has everything that is said of the original; what a generator makes up for slots nobody described
may differ.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, get_args

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import ConfigError
from iamflow_agents.generator.protocol import (
    BlockProgress,
    CancelFlag,
    Capabilities,
    GeneratorJob,
    OnBlock,
    Session,
    VideoGenerator,
    prepare_prompts,
)
from iamflow_agents.records import Action, Appearance, AttributeValue, Slot
from iamflow_agents.takes import FrameLayout, Layout, SegmentRequest, TakeFiles

FaultKind = Literal["wrong_colour", "missing", "duplicate", "ghost"]
COPY_SUFFIX = "~2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One mistake."""

    kind: FaultKind
    segment_index: int
    identity: str
    slot: Slot | None = None
    """Only for `wrong_colour`: what gets the wrong value."""
    value: str = ""
    """Only for `wrong_colour`: the wrong value ("purple")."""
    takes: frozenset[int] = frozenset({1})
    """Numbers of the takes that are spoiled."""

    def __post_init__(self) -> None:
        if self.kind not in get_args(FaultKind):
            raise ConfigError(
                f"no fault is called {self.kind!r}",
                where="generator faults",
                next_step=f"Use one of {', '.join(get_args(FaultKind))}.",
            )
        if self.kind == "wrong_colour" and (self.slot is None or not self.value):
            raise ConfigError(
                "a wrong colour needs a slot and a value",
                where="generator faults",
                next_step="Give for example slot=Slot.TOP and value='purple'.",
            )


class FaultyGenerator:
    """Makes the inner generator's takes, some of them spoiled.

    Args:
        inner: Draws everything.
        faults: What goes wrong where; their description is part of the name, so that spoiled takes are never
            mistaken for good ones.
    """

    def __init__(self, inner: VideoGenerator, faults: Sequence[Fault]) -> None:
        self._inner = inner
        self._faults = tuple(faults)

    @property
    def name(self) -> str:
        """The inner name with a hash of the faults."""
        described = "\n".join(_describe(fault) for fault in self._faults)
        return f"{self._inner.name}+faults-{hashlib.sha256(described.encode()).hexdigest()[:12]}"

    @property
    def capabilities(self) -> Capabilities:
        """What the inner generator can do."""
        return self._inner.capabilities

    def open(self, job: GeneratorJob) -> Session:
        """Begin a job.

        Raises:
            ConfigError: If the inner generator refuses, or a ghost is asked of one that reports no layout.
        """
        if any(fault.kind == "ghost" for fault in self._faults) and not self.capabilities.reports_layout:
            raise ConfigError(
                f"{self._inner.name} reports no layout, so nothing can be claimed falsely",
                where="generator faults",
                next_step="Use the fault `missing` instead of `ghost`.",
            )
        return FaultySession(self._inner.open(job), self._faults)


class FaultySession:
    """A session whose takes may be spoiled; it saves nothing of its own."""

    def __init__(self, inner: Session, faults: Sequence[Fault]) -> None:
        self._inner = inner
        self._faults = tuple(faults)

    def generate(self, request: SegmentRequest, out_dir: Path, *, on_block: OnBlock, cancel: CancelFlag) -> TakeFiles:
        """Make one take, spoiled if a fault says so; see `Session.generate`."""
        faults = [
            f for f in self._faults if f.segment_index == request.segment_index and request.take_number in f.takes
        ]
        spoiled = request
        for fault in faults:
            spoiled = spoil(spoiled, fault)
        files = self._inner.generate(spoiled, out_dir, on_block=on_block, cancel=cancel)
        ghosts = frozenset(fault.identity for fault in faults if fault.kind == "ghost")
        if ghosts and files.layout is not None:
            claimed = self._clean_layout(request, cancel)
            path = out_dir / files.layout
            path.write_text(encode(_with_claims(decode(Layout, path.read_bytes()), claimed, ghosts)), encoding="utf-8")
        return files

    def _clean_layout(self, request: SegmentRequest, cancel: CancelFlag) -> Layout:
        """Where everybody would be without faults."""
        with tempfile.TemporaryDirectory() as folder:
            files = self._inner.generate(request, Path(folder), on_block=_ignore, cancel=cancel)
            return decode(Layout, (Path(folder) / (files.layout or "")).read_bytes())

    def prepare(self, prompts: Sequence[str], *, cancel: CancelFlag) -> None:
        """Hand on what is known of the prompts to come."""
        prepare_prompts(self._inner, lambda: prompts, cancel=cancel)

    def snapshot(self) -> bytes:
        """The inner session's state."""
        return self._inner.snapshot()

    def restore(self, state: bytes) -> None:
        """Restore the inner session."""
        self._inner.restore(state)

    def close(self) -> None:
        """Close the inner session."""
        self._inner.close()


def spoil(request: SegmentRequest, fault: Fault) -> SegmentRequest:
    """Change a request so that the take made from it has a fault; the same request if nobody is concerned."""
    if all(one.identity != fault.identity for one in request.cast):
        return request
    if fault.kind in ("missing", "ghost"):
        return without_identity(request, fault.identity)
    cast: list[Appearance] = []
    for one in request.cast:
        if one.identity != fault.identity:
            cast.append(one)
        elif fault.kind == "duplicate":
            cast += [one, replace(one, identity=one.identity + COPY_SUFFIX)]
        else:
            cast.append(_recoloured(one, fault))
    return replace(request, cast=tuple(cast))


def _recoloured(appearance: Appearance, fault: Fault) -> Appearance:
    """An appearance with another value in the fault's slot, in the place of the old ones."""
    if fault.slot is None:
        return appearance
    others = tuple(a for a in appearance.attributes if a.slot is not fault.slot)
    return replace(appearance, attributes=(*others, AttributeValue(slot=fault.slot, value=fault.value)))


def without_identity(request: SegmentRequest, key: str) -> SegmentRequest:
    """A request in which somebody does not occur: not in the cast, not in actions, not in the camera's eye."""
    camera = replace(request.camera, subject=None) if request.camera.subject == key else request.camera
    actions = tuple(kept for action in request.actions if (kept := _without_actor(action, key)) is not None)
    return replace(
        request,
        cast=tuple(one for one in request.cast if one.identity != key),
        actions=actions,
        holdings=tuple(h for h in request.holdings if key not in (h.prop, h.holder)),
        camera=camera,
    )


def _without_actor(action: Action, key: str) -> Action | None:
    """An action without somebody; None when it was theirs."""
    if action.actor == key:
        return None
    target = None if action.target == key else action.target
    recipient = None if action.recipient == key else action.recipient
    return replace(action, target=target, recipient=recipient)


def _with_claims(drawn: Layout, clean: Layout, ghosts: frozenset[str]) -> Layout:
    """The layout of what was drawn, with the clean take's boxes of those who were not."""
    claims = {frame.frame_index: tuple(box for box in frame.boxes if box.identity in ghosts) for frame in clean.frames}
    frames = tuple(
        FrameLayout(frame_index=frame.frame_index, boxes=frame.boxes + claims.get(frame.frame_index, ()))
        for frame in drawn.frames
    )
    return replace(drawn, frames=frames)


def _describe(fault: Fault) -> str:
    """One line that differs for different faults."""
    takes = ",".join(str(number) for number in sorted(fault.takes))
    return f"{fault.kind} {fault.segment_index} {fault.identity} {fault.slot or '-'} {fault.value} {takes}"


def _ignore(progress: BlockProgress) -> None:
    """Progress of a take that only its layout is wanted of."""
