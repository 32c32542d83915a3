"""Decide how one segment gives way to the next: a cut, or a blend over a window that fits the change.

A story that moves to another place cuts. One that stays blends, over more frames the more the words change and the
fewer of the cast stay, as IAMFlow does between prompts (arXiv 2605.18733). Whether there is a last frame to blend
from is `director.build_request`'s business.
"""

from __future__ import annotations

import re

from iamflow_agents.records import Scene, TransitionKind
from iamflow_agents.takes import Transition

SHORTEST_WINDOW_S = 0.25
LONGEST_WINDOW_S = 1.25
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")


def plan_transition(
    previous: Scene | None,
    current: Scene,
    *,
    requested: str = "auto",
    fps: int,
    previous_prompt: str = "",
    prompt: str = "",
) -> Transition:
    """Plan how a segment begins.

    Args:
        previous: The segment before, None for the first one.
        current: The segment that begins.
        requested: `auto`, or `cut` or `soft` as the script asks.
        fps: Pixel frames a second.
        previous_prompt: The words of the segment before.
        prompt: The words of this segment.

    Returns:
        The transition with its window in pixel frames and the reason for it.
    """
    if previous is None:
        return _cut("the film begins")
    if requested == "cut":
        return _cut("the script asks for a cut")
    same_place = previous.setting.place == current.setting.place
    if requested != "soft" and not same_place:
        return _cut(f"the story moves from {previous.setting.name} to {current.setting.name}")
    change = (prompt_difference(previous_prompt, prompt) + _cast_change(previous, current)) / 2
    seconds = SHORTEST_WINDOW_S + (LONGEST_WINDOW_S - SHORTEST_WINDOW_S) * change
    why = "the script asks for a blend" if requested == "soft" else f"the story stays at {current.setting.name}"
    return Transition(
        kind=TransitionKind.SOFT, window_frames=max(1, round(seconds * fps)), reason=f"{why}; change {change:.2f}"
    )


def prompt_difference(first: str, second: str) -> float:
    """How different two prompts are: 0 when they use the same content words, 1 when they share none."""
    one, two = (frozenset(_CONTENT_WORD.findall(text.casefold())) for text in (first, second))
    union = len(one | two)
    return 1.0 - len(one & two) / union if union else 0.0


def _cast_change(previous: Scene, current: Scene) -> float:
    """Share of those on screen in either scene who are in only one of them."""
    before, now = frozenset(previous.on_screen()), frozenset(current.on_screen())
    union = len(before | now)
    return 1.0 - len(before & now) / union if union else 0.0


def _cut(reason: str) -> Transition:
    return Transition(kind=TransitionKind.CUT, window_frames=0, reason=reason)
