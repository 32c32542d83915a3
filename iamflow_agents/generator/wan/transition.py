"""The schedule of a soft prompt transition, as a pure function of two integers.

After a switch the old prompt holds for `delay` frames, then gives way along half a cosine over a window that grows
with the distance of the two prompts (IAMFlow, arXiv 2605.18733, soft prompt transition). All counts are latent
frames.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import torch


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptTransition:
    """How far the current prompt has taken over."""

    block_frames: int = 3
    min_window: int = 3
    max_window: int = 15
    delay: int = 3
    window: int = 0
    """Frames over which the running transition blends."""
    since: int | None = None
    """Frames since the switch; None when no transition runs."""

    def start(self, distance: float) -> PromptTransition:
        """Begin a transition between prompts that are `distance` apart (0 same, 1 unrelated; clipped)."""
        span = self.min_window + min(max(distance, 0.0), 1.0) * (self.max_window - self.min_window)
        return self.start_over(int(span))

    def start_over(self, window: int) -> PromptTransition:
        """Begin a transition over a given number of frames, rounded down to whole blocks, at least one."""
        return replace(self, window=max(1, window // self.block_frames) * self.block_frames, since=0)

    def stop(self) -> PromptTransition:
        """No transition: the current prompt alone."""
        return replace(self, window=0, since=None)

    def alpha(self) -> float:
        """Weight of the current prompt for the next block, 0..1."""
        if self.since is None or self.since >= self.delay + self.window:
            return 1.0
        if self.since < self.delay:
            return 0.0
        return 0.5 * (1 - math.cos(math.pi * (self.since - self.delay) / self.window))

    def advance(self, frames: int) -> PromptTransition:
        """The schedule after some more frames."""
        if self.since is None:
            return self
        since = self.since + frames
        return self.stop() if since >= self.delay + self.window else replace(self, since=since)


def prompt_distance(old: torch.Tensor, new: torch.Tensor) -> float:
    """How far apart two prompts are: one minus the cosine of their mean embeddings.

    Args:
        old: `[S, text_dim]` or `[1, S, text_dim]`; zero padding does not change the direction of the mean.
        new: The same.

    Returns:
        0 for the same direction, 1 for unrelated ones, up to 2.
    """
    means = [part.detach().double().flatten(0, -2).mean(0).cpu() for part in (old, new)]
    norms = means[0].norm() * means[1].norm()
    if norms == 0:
        return 0.0
    return 1.0 - float(means[0] @ means[1] / norms)
