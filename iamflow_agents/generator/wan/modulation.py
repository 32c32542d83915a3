"""Scale, shift and gate, written over tensors that nobody else holds.

Between two products of matrices a block only passes over its activations, and on a CPU what such a pass costs is mostly
new memory: a tensor of several megabytes is fresh pages each time. Overwriting gives the same bits, since the same
operations run in the same order.
"""

from __future__ import annotations

import torch


def shifted(y: torch.Tensor, scale: torch.Tensor, shift: torch.Tensor) -> torch.Tensor:
    """`y * (1 + scale) + shift`.

    Args:
        y: Overwritten where its number type can hold the product; must belong to the caller alone.
        scale: Broadcast over `y`.
        shift: Like `scale`, in its number type.
    """
    return _times(y, 1 + scale).add_(shift)


def gated(x: torch.Tensor, y: torch.Tensor, gate: torch.Tensor) -> torch.Tensor:
    """`x + y * gate`.

    Args:
        x: Left as it is; of no wider number type than the product.
        y: Overwritten where its number type can hold the product; must belong to the caller alone.
        gate: Broadcast over `y`.
    """
    return _times(y, gate).add_(x)


def _times(y: torch.Tensor, factor: torch.Tensor) -> torch.Tensor:
    """The product, over `y` if that loses nothing."""
    return y.mul_(factor) if torch.promote_types(y.dtype, factor.dtype) == y.dtype else y * factor
