"""How well a frame shows an identity, as numbers from 0 to 1, without asking anybody and without waiting.

Two sources of the generator's own: the share of cross-attention that falls on the identity's tokens (`mass`), and the
likeness of the frame's unrotated keys to the keys of those tokens (`keys`). Rotated keys are not used: their mean
depends on where the frame stands in the film. A half always means "nothing is known". What the verifier sees is joined
with them by whoever keeps the archive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum

import torch

UNKNOWN = 0.5


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
