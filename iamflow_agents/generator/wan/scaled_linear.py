"""Linear layers with 8-bit weights that run wherever torch does: the fall-back for machines without torchao's kernels.

Weights are kept in int8 or float8 (e4m3) with one float32 scale an output row. `weights` keeps activations as they are
and multiplies with the restored weights; `dynamic` casts each activation row to float8 too and multiplies in float8
with `torch._scaled_mm` where the device has the kernel, and with the same rounded numbers otherwise.
"""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FLOAT8 = torch.float8_e4m3fn
_LARGEST = {torch.int8: 127.0, FLOAT8: 448.0}
_SMALLEST_SCALE = 1e-12
_KERNEL_MULTIPLE = 16
"""`torch._scaled_mm` takes inner and outer sizes that are multiples of this."""


def to_eight_bits(values: Tensor, kind: torch.dtype) -> tuple[Tensor, Tensor]:
    """Scale each row to the range of an 8-bit type and round.

    Args:
        values: [..., N, K].
        kind: `torch.int8` or `torch.float8_e4m3fn`.

    Returns:
        The rounded values, and the float32 scales [..., N, 1] that bring them back.
    """
    exact = values.float()
    scale = exact.abs().amax(-1, keepdim=True).clamp(min=_SMALLEST_SCALE) / _LARGEST[kind]
    scaled = exact / scale
    return (scaled.round() if kind is torch.int8 else scaled).to(kind), scale


class ScaledLinear(nn.Module):
    """A linear layer with 8-bit weights.

    Args:
        linear: The layer to take over; it is not changed.
        kind: `torch.int8` or `torch.float8_e4m3fn`.
        dynamic: Whether activations are rounded to float8 too; only with float8 weights.
        kernel: Whether to use `torch._scaled_mm`; None to try it once on the weights' device.
    """

    codes: Tensor
    scale: Tensor
    bias: Tensor | None

    def __init__(
        self, linear: nn.Linear, kind: torch.dtype, *, dynamic: bool = False, kernel: bool | None = None
    ) -> None:
        super().__init__()
        if dynamic and kind is not FLOAT8:
            raise ValueError("dynamic rounding is for float8 weights")
        self.in_features, self.out_features = linear.in_features, linear.out_features
        self.dynamic = dynamic
        codes, scale = to_eight_bits(linear.weight.detach(), kind)
        self.register_buffer("codes", codes)
        self.register_buffer("scale", scale)
        self.register_buffer("bias", None if linear.bias is None else linear.bias.detach().clone())
        self.uses_kernel = dynamic and (has_kernel(codes.device) if kernel is None else kernel) and self._fits_kernel()

    def forward(self, hidden: Tensor) -> Tensor:
        """[..., in] -> [..., out], in the type of `hidden`."""
        if not self.dynamic:
            weight = (self.codes.to(hidden.dtype) * self.scale.to(hidden.dtype)).to(hidden.dtype)
            return F.linear(hidden, weight, None if self.bias is None else self.bias.to(hidden.dtype))
        rows = hidden.reshape(-1, self.in_features)
        codes, scale = to_eight_bits(rows, FLOAT8)
        if self.uses_kernel:
            product = torch._scaled_mm(
                codes, self.codes.t(), scale, self.scale.t().contiguous(), out_dtype=hidden.dtype
            )
            product = product if self.bias is None else product + self.bias.to(hidden.dtype)
        else:
            exact = (codes.float() @ self.codes.float().t()) * scale * self.scale.t()
            product = (exact if self.bias is None else exact + self.bias.float()).to(hidden.dtype)
        return product.reshape(*hidden.shape[:-1], self.out_features)

    def _fits_kernel(self) -> bool:
        """Whether the sizes are ones that the kernel takes."""
        return self.in_features % _KERNEL_MULTIPLE == 0 and self.out_features % _KERNEL_MULTIPLE == 0

    def _apply(self, fn: Any, recurse: bool = True) -> ScaledLinear:
        """Move with the model, but never let `.to(dtype)` or `.half()` touch codes and scales."""
        kept = {"codes": self.codes, "scale": self.scale}
        super()._apply(fn, recurse)  # type: ignore[no-untyped-call]  # torch has no type here
        for name, before in kept.items():
            after = getattr(self, name)
            if after.dtype != before.dtype:
                setattr(self, name, before.to(after.device))
        return self

    def extra_repr(self) -> str:
        """Sizes and kind."""
        way = "dynamic" if self.dynamic else "weights"
        return f"{self.in_features} -> {self.out_features}, {str(self.codes.dtype).removeprefix('torch.')}, {way}"


def has_kernel(device: torch.device | str) -> bool:
    """Try `torch._scaled_mm` with a scale a row once on a device."""
    place = torch.device(device)
    try:
        left, left_scale = to_eight_bits(torch.ones(16, 16, device=place), FLOAT8)
        right, right_scale = to_eight_bits(torch.ones(16, 16, device=place), FLOAT8)
        made = torch._scaled_mm(left, right.t(), left_scale, right_scale.t().contiguous(), out_dtype=torch.bfloat16)
        return bool(torch.isfinite(made).all())
    except (RuntimeError, NotImplementedError, TypeError, ValueError):
        return False
