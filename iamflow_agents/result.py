"""What a finished story is: where the film lies, who is in it, what was found and what is still wrong.

`run_story` returns it, `story.json` holds it, and `--json` prints it, with the same field names in all three.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iamflow_agents.codec import to_plain
from iamflow_agents.records import Identity, Slot, VerdictKind
from iamflow_agents.takes import Transition, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentResult:
    """One segment of the film: what was asked, and the take that was chosen."""

    index: int
    prompt: str
    """The user's words."""
    grounded_prompt: str
    """The words the generator got."""
    place: str
    """Key of the place; the same place returns under the same key."""
    transition: Transition
    duration_s: float
    take: int
    """Number of the chosen take."""
    takes: int
    """How many takes were made."""
    seed: int
    video: Path
    keyframes: tuple[Path, ...]
    """PNG pictures, in time order."""
    on_screen: tuple[str, ...]
    """Keys of the identities to be seen."""
    accepted: bool
    """Whether the verifier was content; a rejected take is in the film when no better one could be made."""
    score: float | None
    """0..1; None when nobody looked at the take."""
    note: str = ""
    """Everything that is wrong in it or could not be judged, and why there is no better take; empty if all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unresolved:
    """Something the film shows wrong, after all takes were tried."""

    segment_index: int
    identity: str
    kind: VerdictKind
    slot: Slot | None = None
    expected: str = ""
    observed: str = ""
    note: str = ""
    """The same in words, for people."""

    @classmethod
    def of(cls, verdict: Verdict, note: str) -> Unresolved:
        """Make the entry for a verdict on a chosen take, with what the verifier's words for it are."""
        return cls(
            segment_index=verdict.segment_index,
            identity=verdict.identity,
            kind=verdict.kind,
            slot=verdict.slot,
            expected=verdict.expected,
            observed=verdict.observed,
            note=note,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryResult:
    """Everything a job made; for an unfinished job, everything made so far."""

    job_id: str
    video: Path
    """The film. The contact sheet and `story.json` lie beside it."""
    segments: tuple[SegmentResult, ...]
    identities: tuple[Identity, ...]
    verdicts: tuple[Verdict, ...]
    """Those on the chosen takes."""
    timings: dict[str, float] = field(default_factory=dict)
    """Seconds by node, and their `total`."""
    cost: dict[str, Any] = field(default_factory=dict)
    """What models took, over all starts of the job: `calls`, `requests` (retries included), `tokens_in`, `tokens_out`,
    `seconds`, `money` (None when a price is not known), `currency`, `cached` and `failed` (questions), `by_backend`
    (the same by model), `judge` (how the takes were judged: `names`, `takes`, `verdicts`, `unknown`, and of models
    `questions`, `calls`, `cached`, `failed`), `frame_scorer` (`names` and the same four figures), and `notes`:
    sentences on what made the film if it is no real model, on every question that the rules answered because a model
    failed, and on what the judge left open."""
    unresolved: tuple[Unresolved, ...] = ()

    def to_plain(self, relative_to: Path | None = None) -> dict[str, Any]:
        """Write the result as dicts, lists, texts and numbers.

        Args:
            relative_to: A folder; files inside it are named from there, with `/`. None names all absolutely.

        Returns:
            A dict with the fields of this class.
        """
        plain: dict[str, Any] = to_plain(self)
        name = _path_namer(relative_to)
        plain["video"] = name(self.video)
        for segment, written in zip(self.segments, plain["segments"], strict=True):
            written["video"] = name(segment.video)
            written["keyframes"] = [name(path) for path in segment.keyframes]
        return plain


def _path_namer(folder: Path | None) -> Callable[[Path], str]:
    """How paths are written."""
    if folder is None:
        return lambda path: str(path.absolute())
    base = folder.absolute()

    def relative(path: Path) -> str:
        whole = path.absolute()
        return whole.relative_to(base).as_posix() if whole.is_relative_to(base) else str(whole)

    return relative
