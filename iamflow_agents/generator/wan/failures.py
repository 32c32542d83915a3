"""What can go wrong while a block is made, as errors that say what to do."""

from __future__ import annotations

import gc

import torch

from iamflow_agents.errors import GeneratorError, StoppedError
from iamflow_agents.generator.protocol import CancelFlag
from iamflow_agents.generator.wan.layout import VAE_SCALE, Layout
from iamflow_agents.generator.wan.presets import smaller_preset


def check_cancel(cancel: CancelFlag | None, block_index: int) -> None:
    """Stop if somebody asked to.

    Raises:
        StoppedError: The block is lost; everything before it stays.
    """
    if cancel is not None and cancel.is_set():
        raise StoppedError(
            "generation was stopped",
            where=f"block {block_index} of the Wan generator",
            next_step="Resume the job to go on from the last finished block.",
        )


def check_finite(finite: torch.Tensor, block_index: int) -> None:
    """Make sure that all predictions of a block were numbers; waits for the device.

    Args:
        finite: `[steps]`, whether each step's prediction was finite.
        block_index: For the message.

    Raises:
        GeneratorError: Naming block and first bad step.
    """
    flags = finite.tolist()
    if not all(flags):
        step = flags.index(False)
        raise GeneratorError(
            f"latents of block {block_index} are not finite from denoising step {step + 1} of {len(flags)} on",
            where=f"block {block_index}, step {step + 1} of the Wan generator",
            next_step="Check the weights (`iamflow weights check`), or use bf16 instead of fp16, or another seed.",
        )


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, on any kind of device."""
    if isinstance(error, torch.OutOfMemoryError | MemoryError):
        return True
    text = str(error).lower()
    return isinstance(error, RuntimeError) and ("out of memory" in text or "can't allocate memory" in text)


def release_device_memory(device: torch.device) -> None:
    """Give unused memory back to the device."""
    gc.collect()
    if device.type == "cuda":
        torch.cuda.empty_cache()
    elif device.type == "mps":
        torch.mps.empty_cache()


def out_of_memory(layout: Layout, block_index: int, device: torch.device) -> GeneratorError:
    """The error for memory that ran out, with a smaller preset."""
    preset = smaller_preset(layout)
    size = f"{layout.latent_width * VAE_SCALE}x{layout.latent_height * VAE_SCALE}"
    advice = f"Use the smaller preset `{preset}`" if preset else "This is the smallest preset; use smaller pictures"
    return GeneratorError(
        f"{device.type} memory ran out while generating {size} pictures that see {layout.slots} latent frames",
        where=f"block {block_index} of the Wan generator",
        next_step=f"{advice}, or quantised weights; the job can be resumed from its last finished segment.",
    )
