"""How well a frame shows an identity, as numbers from 0 to 1, without asking anybody and without waiting.

Two sources of the generator's own: the share of cross-attention that falls on the identity's tokens (`mass`), and the
likeness of the frame's unrotated keys to the keys of those tokens (`keys`). Rotated keys are not used: their mean
depends on where the frame stands in the film. The verifier's score is fused in once it has arrived. A half always
means "nothing is known".
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

import torch

from iamflow_agents.generator.wan.archive_records import ArchivedFrame
from iamflow_agents.records import VerdictKind
from iamflow_agents.takes import Verdict

UNKNOWN = 0.5
VISUAL_WEIGHT = 0.5


class ScoreSource(StrEnum):
    """What the generator's own scores are made from."""

    MASS = "mass"
    KEYS = "keys"


def mass_scores(
    mass: Mapping[str, Sequence[float]], tokens: Mapping[str, int], n_content: int
) -> dict[str, tuple[float, ...]]:
    """Turn shares of attention into scores that can be compared between identities and prompts.

    A share grows with the number of an identity's tokens. What counts is attention a token of the identity, over
    attention a token of the whole prompt.

    Args:
        mass: Identity to its share, in each frame, of the attention that falls on the prompt without its padding.
        tokens: Identity to the number of its tokens.
        n_content: Tokens of the prompt without padding and end mark.

    Returns:
        Identity to a score a frame: 0.5 where it draws as much attention as an average token, towards 1 for more.
    """
    scores = {}
    for identity, shares in mass.items():
        lifts = [share * n_content / tokens[identity] for share in shares]
        scores[identity] = tuple(lift / (lift + 1) for lift in lifts)
    return scores


def key_scores(frame_keys: torch.Tensor, identity_keys: Mapping[str, torch.Tensor]) -> dict[str, tuple[float, ...]]:
    """Likeness of frames to identities' tokens.

    Args:
        frame_keys: Mean unrotated key a frame, `[F, C]`.
        identity_keys: Identity to the mean text key of its tokens, `[C]`.

    Returns:
        Identity to `(1 + cosine) / 2` a frame.
    """
    return {identity: tuple(((1 + cosines(frame_keys, key)) / 2).tolist()) for identity, key in identity_keys.items()}


def cosines(vectors: torch.Tensor, to: torch.Tensor) -> torch.Tensor:
    """Cosines of vectors `[N, C]` with one `[C]`, in fp64; 0 where either has no length."""
    a, b = vectors.double(), to.double()
    norms = a.norm(dim=-1) * b.norm()
    return torch.where(norms > 0, (a @ b) / norms.clamp_min(torch.finfo(torch.float64).tiny), 0.0).clamp(-1, 1)


def fuse(own: float, visual: float | None, weight: float = VISUAL_WEIGHT) -> float:
    """Join the generator's score and the verifier's.

    A geometric mean, so that an identity that was seen to be wrong (0) stays wrong whatever attention says.

    Args:
        own: 0..1.
        visual: 0..1, or None if the verifier has not looked or failed, which never counts as good.
        weight: Of the verifier, 0..1.
    """
    seen = UNKNOWN if visual is None else visual
    if min(own, seen) <= 0:
        return 0.0
    return math.exp((1 - weight) * math.log(own) + weight * math.log(seen))


def fused_scores(frame: ArchivedFrame) -> dict[str, float]:
    """Identity to fused score of an archived frame."""
    return {
        identity: fuse(own, visual)
        for identity, own, visual in zip(frame.identities, frame.scores, frame.visual, strict=True)
    }


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
