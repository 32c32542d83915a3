"""What the graph asks of its agents: four small ports, one an agent.

An agent is pure logic over records; where it needs a model it asks a backend. The graph and the tests know only
these protocols, so that a rule-based and a model-based agent can be swapped by a settings string.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from iamflow_agents.records import Appearance, Registry
from iamflow_agents.script import Script
from iamflow_agents.takes import FrameLayout, Layout, SegmentRequest, Verdict


class Extractor(Protocol):
    """Reads prompts."""

    @property
    def name(self) -> str:
        """Name and version; part of the key under which readings are cached."""
        ...

    def read(self, script: Script, segment_index: int) -> str:
        """Read one segment on its own.

        Returns:
            JSON of what the segment says (mentions, attributes, place, actions), for `Resolver.resolve`.
        """
        ...


class Resolver(Protocol):
    """Decides who is who."""

    def resolve(self, script: Script, readings: Sequence[str]) -> Registry:
        """Join the readings of all segments, in story order, into one registry."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeEvidence:
    """What a verifier may look at: the request says what was expected, the files hold what was made."""

    request: SegmentRequest
    video: Path
    layout: Layout | None
    absent: tuple[str, ...] = ()
    """Identities the script says are gone in this segment."""
    absent_looks: tuple[Appearance, ...] = ()
    """How they would look if they were seen all the same."""
    look_alikes: tuple[Appearance, ...] = ()
    """Others of the story who were seen before and could be taken for somebody expected here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameEvidence:
    """One keyframe of a take that is still being made."""

    request: SegmentRequest
    frame_index: int
    picture: bytes
    """PNG."""
    width: int
    height: int
    layout: FrameLayout | None
    """Where everybody is in it, where the generator knows."""


class FrameScorer(Protocol):
    """Rates keyframes while the next ones are made; whoever asks does not wait for it."""

    @property
    def name(self) -> str:
        """Name and version."""
        ...

    def score(self, frames: Sequence[FrameEvidence]) -> Sequence[Mapping[str, float]]:
        """Say how well frames show whom; safe to call from several threads.

        Args:
            frames: Of one take, in order of time; those that were finished together.

        Returns:
            For each frame identity to 0..1; without those whom it cannot judge.
        """
        ...


class Verifier(Protocol):
    """Looks at a take."""

    @property
    def name(self) -> str:
        """Name and version, written into every verdict."""
        ...

    def verify(self, evidence: TakeEvidence) -> tuple[Verdict, ...]:
        """Judge a take: one verdict an expected identity, one a checked attribute, and one an unexpected finding."""
        ...
