"""Few-step denoising of a flow-matching model distilled for it.

Steps are given as timesteps of 1000 and warped by `shift` as in Wan's training; after each step the predicted clean
latent is noised again to the next level with fresh noise (Self Forcing, arXiv 2506.08009, algorithm 1). The model
predicts `flow = noise - clean`, hence `clean = x - sigma * flow`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import torch

from iamflow_agents.errors import ConfigError

DEFAULT_TIMESTEPS = (1000.0, 750.0, 500.0, 250.0)


@dataclass(frozen=True, slots=True)
class Sampler:
    """The levels of noise a block goes through.

    Raises:
        ConfigError: If the timesteps do not fall from at most 1000 to above 0.
    """

    timesteps: tuple[float, ...] = DEFAULT_TIMESTEPS
    shift: float = 5.0

    def __post_init__(self) -> None:
        steps = self.timesteps
        falling = all(later < earlier for earlier, later in pairwise(steps))
        if not steps or not falling or steps[0] > 1000 or steps[-1] <= 0 or self.shift <= 0:
            raise ConfigError(
                f"denoising steps must fall from 1000 to above 0, with a positive shift: {steps}, {self.shift}",
                where="the sampler of the Wan generator",
                next_step="Use `Sampler()` for the four steps the public checkpoints were trained on.",
            )

    @classmethod
    def with_steps(cls, n_steps: int, shift: float = 5.0) -> Sampler:
        """Evenly spaced steps from 1000; four give `DEFAULT_TIMESTEPS`."""
        if n_steps < 1:
            raise ConfigError(
                f"{n_steps} denoising steps",
                where="the sampler of the Wan generator",
                next_step="Use at least one step; four is what the public checkpoints were trained on.",
            )
        return cls(tuple(1000.0 * (n_steps - i) / n_steps for i in range(n_steps)), shift)

    @property
    def sigmas(self) -> tuple[float, ...]:
        """Noise levels, 1 is pure noise: `shift * t / (1 + (shift - 1) * t)` with t in 0..1."""
        fractions = (step / 1000.0 for step in self.timesteps)
        return tuple(self.shift * t / (1 + (self.shift - 1) * t) for t in fractions)

    @property
    def name(self) -> str:
        """All that decides the result, as a word for saved states."""
        return "/".join(f"{step:g}" for step in self.timesteps) + f" shift {self.shift:g}"

    def denoise(
        self,
        flow: Callable[[torch.Tensor, int], torch.Tensor],
        noise: Callable[[int], torch.Tensor],
        before_step: Callable[[int], None],
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Make one block of clean latents.

        Args:
            flow: Predicts the flow of noisy latents at a step.
            noise: Fresh noise of a step, in the model's number type.
            before_step: Called with each step's number before it; may raise to stop.

        Returns:
            The clean latents, and for each step whether its prediction was finite (`[steps]`, on the device: reading
            it waits for the device, so it is left to the caller).
        """
        sigmas = self.sigmas
        x = noise(0)
        finite = []
        for step, sigma in enumerate(sigmas):
            before_step(step)
            clean = (x.float() - sigma * flow(x, step).float()).to(x.dtype)
            finite.append(clean.isfinite().all())
            if step + 1 < len(sigmas):
                level = sigmas[step + 1]
                x = ((1 - level) * clean.float() + level * noise(step + 1).float()).to(x.dtype)
        return clean, torch.stack(finite)
