"""Rotary positions of video tokens, for temporal indices of any size.

The head is split into a temporal, a vertical and a horizontal part as in Wan 2.1 (`D - 4 * (D // 6)`, then twice
`2 * (D // 6)`), each rotated by its own coordinate (RoFormer, arXiv 2104.09864). Angles are computed in double
precision on the host, so that frame one million is as exact as frame one, and no table limits the length.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch

from iamflow_agents.generator.wan.upload import upload

Rotation = tuple[torch.Tensor, torch.Tensor]
"""Cosines and sines, each `[L, 1, D / 2]` in fp32."""


_VECTOR = 16
"""Complex numbers that the widest vector loop of a CPU takes at once."""


class Rope:
    """Makes rotations for frames on a fixed token grid.

    Args:
        head_dim: D, even.
        grid_height: Token rows of a frame.
        grid_width: Token columns of a frame.
        theta: Base of the frequencies.
    """

    def __init__(self, head_dim: int, grid_height: int, grid_width: int, theta: float = 10000.0) -> None:
        side = 2 * (head_dim // 6)
        self._time_frequencies = _frequencies(head_dim - 2 * side, theta)
        rows = torch.outer(torch.arange(grid_height, dtype=torch.float64), _frequencies(side, theta))
        columns = torch.outer(torch.arange(grid_width, dtype=torch.float64), _frequencies(side, theta))
        space = torch.cat(
            [rows[:, None].expand(-1, grid_width, -1), columns[None].expand(grid_height, -1, -1)], dim=-1
        ).flatten(0, 1)
        # The spatial part is the same in every frame, so that its trigonometry is done once: [T, space].
        self._space = (space.cos().float(), space.sin().float())

    def __call__(self, positions: Sequence[int], device: torch.device) -> Rotation:
        """Rotation of whole frames at the given temporal positions.

        Args:
            positions: One integer a frame, any size, any sign, any order.
            device: Where the result goes.

        Returns:
            Cosines and sines `[len(positions) * T, 1, D / 2]`.
        """
        angles = torch.outer(torch.tensor(list(positions), dtype=torch.float64), self._time_frequencies)
        return self._spread(angles.cos(), self._space[0], device), self._spread(angles.sin(), self._space[1], device)

    def _spread(self, time: torch.Tensor, space: torch.Tensor, device: torch.device) -> torch.Tensor:
        """Join temporal values `[F, time]` and spatial ones `[T, space]` to `[F * T, 1, D / 2]`."""
        frames, tokens = time.shape[0], space.shape[0]
        joined = torch.cat(
            [time.float()[:, None].expand(-1, tokens, -1), space[None].expand(frames, -1, -1)], dim=-1
        ).reshape(frames * tokens, 1, -1)
        return upload(joined, device)


def _frequencies(size: int, theta: float) -> torch.Tensor:
    """Angular frequencies of one part of the head: `theta ** (-2i / size)`."""
    return theta ** (-torch.arange(0, size, 2, dtype=torch.float64) / size)


def rotate(x: torch.Tensor, rotation: Rotation) -> torch.Tensor:
    """Rotate pairs of neighbouring values; computed in at least fp32.

    Args:
        x: `[B, L, H, D]`.
        rotation: For the same L tokens.

    Returns:
        The rotated tensor, shape and number type of `x`.
    """
    cos, sin = rotation
    pairs = x.unflatten(-1, (-1, 2))
    if _has_fast_complex(pairs):
        return _turned(pairs, cos, sin).flatten(-2)
    even, odd = pairs.unbind(-1)
    # Written over the first product: stacking two halves would copy everything once more.
    turned: torch.Tensor = pairs * cos[..., None]
    turned[..., 0].sub_(odd * sin)
    turned[..., 1].add_(even * sin)
    return turned.flatten(-2).type_as(x)


def _has_fast_complex(pairs: torch.Tensor) -> bool:
    """Whether a complex product is quick and has the plain form's bits.

    Compilers and other devices have no fast complex numbers. A row that does not fill whole vectors ends in
    instructions that round otherwise; Wan's heads of 128 fill them.
    """
    whole = pairs.shape[-2] % _VECTOR == 0
    return whole and pairs.device.type == "cpu" and pairs.dtype is torch.float32 and not torch.compiler.is_compiling()


def _turned(pairs: torch.Tensor, cos: torch.Tensor, sin: torch.Tensor) -> torch.Tensor:
    """All pairs turned by one complex product: a CPU walks every second value several times as slowly."""
    return torch.view_as_real(torch.view_as_complex(pairs) * torch.complex(cos, sin))
