"""Noise that depends only on seed, block and denoising step.

There is no generator state to save: the same three integers give the same noise in every process and on every device,
because it is drawn on the host.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import torch


def noise_for(seed: int, block_index: int, step: int, shape: Sequence[int]) -> torch.Tensor:
    """Draw standard normal noise.

    Args:
        seed: The take's seed, any integer.
        block_index: Which block of the film.
        step: Which denoising step, from 0.
        shape: Shape of the latents.

    Returns:
        fp32 noise on the host.
    """
    digest = hashlib.blake2b(f"{seed}/{block_index}/{step}".encode(), digest_size=8).digest()
    generator = torch.Generator().manual_seed(int.from_bytes(digest, "little") >> 1)
    return torch.randn(tuple(shape), generator=generator, dtype=torch.float32)
