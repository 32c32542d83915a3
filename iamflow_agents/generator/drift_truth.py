"""What a drifting generator really did in a take, and what it remembers of the film so far.

It is written beside the take as the file its next segment goes on from (`TakeFiles.state`), in front of whatever the
wrapped generator leaves there. A verifier is given the video and the layout and never sees it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from iamflow_agents.codec import decode, encode
from iamflow_agents.errors import GeneratorError
from iamflow_agents.records import Appearance, Slot

DriftKind = Literal["swap", "duplicate", "accessory", "colour", "prop"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Injected:
    """One fault that was put into a take."""

    kind: DriftKind
    identity: str
    slot: Slot | None = None
    """For `colour` and `accessory`."""
    expected: str = ""
    """The value as it should be."""
    shown: str = ""
    """The value that was asked for instead; empty for what was lost."""
    other: str = ""
    """For `swap`: whose look was taken."""
    mutual: bool = False
    """For `swap`: whether the other took this one's look."""
    carried: bool = False
    """Whether it was taken over from the take before."""

    @property
    def identities(self) -> tuple[str, ...]:
        """Everybody who looks wrong."""
        return (self.identity, self.other) if self.mutual else (self.identity,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A keyframe of the film."""

    sha256: str
    segment_index: int
    blocks: int
    """Blocks of film up to the end of its take."""
    shows: tuple[str, ...]
    """Who is undamaged in it and still wears what is worn in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftTruth:
    """What was done in one take, and the film up to its end."""

    segment_index: int = -1
    faults: tuple[Injected, ...] = ()
    """Of this take."""
    blocks: int = 0
    """Blocks of the film so far."""
    unanchored: Mapping[str, int] = field(default_factory=dict)
    """Blocks since each identity was last anchored."""
    people: Mapping[str, Appearance] = field(default_factory=dict)
    """Everybody and everything asked for so far, as it was last to look."""
    pictures: tuple[Picture, ...] = ()
    """All keyframes, in the film's order."""
    prompts: Mapping[int, str] = field(default_factory=dict)
    """The words of each segment of the film."""


@dataclass(frozen=True, slots=True)
class TruthFile:
    """A truth with what the wrapped generator left."""

    truth: DriftTruth
    inner: bytes | None = None


def write_truth(path: Path, content: TruthFile) -> None:
    """Write the truth as one line of JSON, and the wrapped generator's state behind it."""
    line = encode(content.truth).encode()
    path.write_bytes(line if content.inner is None else line + b"\n" + content.inner)


def read_truth(path: Path) -> TruthFile:
    """Read what `write_truth` wrote.

    Raises:
        GeneratorError: If the file is missing or comes from another generator.
    """
    try:
        line, newline, inner = path.read_bytes().partition(b"\n")
        return TruthFile(decode(DriftTruth, line), inner if newline else None)
    except (OSError, ValidationError) as error:
        raise GeneratorError(
            f"what the take before left cannot be read: {type(error).__name__}",
            where=str(path),
            next_step="Resume the job with the generator it was started with.",
        ) from error


def hash_picture(path: Path) -> str:
    """Hash of a picture's bytes, as files are named by."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
