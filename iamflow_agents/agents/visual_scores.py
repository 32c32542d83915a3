"""How well a picture shows an identity: what its generator measured, joined with what the verifier found.

Nobody waits for the verifier: until it has looked, and where it failed, a half stands for its score, which means that
nothing is known. Pure functions over records.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from iamflow_agents.records import VerdictKind
from iamflow_agents.takes import MemoryFrame, Verdict

UNKNOWN = 0.5
VISUAL_WEIGHT = 0.5


def fuse(own: float, visual: float | None, weight: float = VISUAL_WEIGHT) -> float:
    """Join the generator's score and the verifier's.

    A geometric mean, so that an identity that was seen to be wrong (0) stays wrong whatever the generator says.

    Args:
        own: 0..1.
        visual: 0..1, or None if the verifier has not looked or failed, which never counts as good.
        weight: Of the verifier, 0..1.
    """
    seen = UNKNOWN if visual is None else visual
    if min(own, seen) <= 0:
        return 0.0
    return math.exp((1 - weight) * math.log(own) + weight * math.log(seen))


def fused(frame: MemoryFrame) -> MemoryFrame:
    """The frame as memory is chosen from: both scores joined to one, without those whom it is known not to show.

    Whether or not the verifier has looked, scores can be compared. A frame that nobody ever scored stays as it is.
    """
    if not frame.scores and not frame.visual:
        return frame
    own = frame.scores or (UNKNOWN,) * len(frame.identities)
    seen = frame.visual or (None,) * len(frame.identities)
    joined = [(key, round(fuse(a, b), 4)) for key, a, b in zip(frame.identities, own, seen, strict=True)]
    shown = [(key, score) for key, score in joined if score > 0]
    return replace(
        frame, identities=tuple(key for key, _ in shown), scores=tuple(score for _, score in shown), visual=()
    )


def visual_scores(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """Identity to score of a take, from what the verifier found.

    Args:
        verdicts: Of one take; those about single attributes count as well.

    Returns:
        Mean of what was found: confirmations lie above a half, contradictions below, each by its confidence. Whoever
        is missing, seen twice or somebody else altogether gets 0; whoever could not be judged is left out.
    """
    found: dict[str, list[float]] = {}
    wrong: set[str] = set()
    for verdict in verdicts:
        score = _verdict_score(verdict)
        if score is not None:
            found.setdefault(verdict.identity, []).append(score)
            if verdict.slot is None and score == 0:
                wrong.add(verdict.identity)
    means = {identity: sum(scores) / len(scores) for identity, scores in found.items()}
    return {identity: 0.0 if identity in wrong else mean for identity, mean in means.items()}


def _verdict_score(verdict: Verdict) -> float | None:
    confidence = min(max(verdict.confidence, 0.0), 1.0)
    match verdict.kind:
        case VerdictKind.CONFIRMED:
            return 0.5 + 0.5 * confidence
        case VerdictKind.CONTRADICTED:
            return 0.5 - 0.5 * confidence
        case VerdictKind.MISSING | VerdictKind.DUPLICATED:
            return 0.0
        case _:
            return None
