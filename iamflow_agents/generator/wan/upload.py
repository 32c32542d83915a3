"""Copies from the host to the device that the host does not wait for.

A plain copy of pageable memory makes the host wait for the device, which empties its queue of kernels; five passes a
block are then no longer back to back. Pinned memory and `non_blocking` avoid that on CUDA; elsewhere a plain copy is
right.
"""

from __future__ import annotations

import torch


def upload(tensor: torch.Tensor, device: torch.device, dtype: torch.dtype | None = None) -> torch.Tensor:
    """Copy a host tensor to a device without waiting for it.

    Args:
        tensor: A tensor on the CPU.
        device: Where it goes.
        dtype: Number type it gets on the host first; None keeps it.

    Returns:
        The tensor on the device; the same object if there is nothing to do.
    """
    cast = tensor if dtype is None else tensor.to(dtype)
    if device.type != "cuda":
        return cast.to(device)
    return cast.pin_memory().to(device, non_blocking=True)
