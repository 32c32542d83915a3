"""Decide how one segment gives way to the next: by a cut, by a blend, or by reading the last frames again.

A story that moves to another place cuts. One that stays goes on from its last frames. While little changes the prompts
blend, over more frames the more the words change and the fewer of the cast stay, as IAMFlow does (arXiv 2605.18733).
Where what was seen contradicts what is told now (other looks, another light), or nearly everything is new, a blend
would drag the old picture along: the last frames are then read again under the new prompt, which holds at once, as
LongLive does (arXiv 2509.22622). Whether there is a last frame to go on from is `director.build_request`'s business.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from iamflow_agents.agents.grounding import on_screen_members
from iamflow_agents.records import Registry, Scene, TransitionKind
from iamflow_agents.takes import Transition

SHORTEST_WINDOW_S = 0.25
LONGEST_WINDOW_S = 1.25
MUCH = 0.8
"""Share of words, cast and doings, taken together, from which on a segment does not continue what was seen."""
AUTO = "auto"
"""What a script says where it leaves the decision to us."""
ALL_KINDS = tuple(TransitionKind)
_CONTENT_WORD = re.compile(r"[^\W\d_]{4,}")
_CALLED = {TransitionKind.SOFT: "a blend", TransitionKind.RECACHE: "its last frames to be read again"}
_ABLE = {
    TransitionKind.CUT: "can only cut",
    TransitionKind.SOFT: "can only blend",
    TransitionKind.RECACHE: "never blends",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneChange:
    """What is new in a segment against the one before; shares are 0..1."""

    words: float
    """Of the content words of both prompts, those in only one of them."""
    cast: float
    """Of those on screen in either, those in only one of them."""
    doings: float
    """Of who does what in either, what is done in only one of them."""
    light: bool = False
    """Whether time of day or weather change."""
    looks: tuple[str, ...] = ()
    """Names of those who are seen in both and look otherwise now."""

    @property
    def blend(self) -> float:
        """How long a blend has to be, 0..1."""
        return (self.words + self.cast) / 2

    @property
    def total(self) -> float:
        """How much is new altogether, 0..1."""
        return (self.words + self.cast + self.doings) / 3

    @property
    def contradiction(self) -> str:
        """Why the last frames would speak against the new prompt; empty where they would not."""
        if self.looks:
            return f"{self.looks[0]} looks otherwise now"
        if self.light:
            return "the light is another"
        return "nearly everything else is new" if self.total >= MUCH else ""


def measure_change(
    previous: Scene,
    current: Scene,
    *,
    previous_prompt: str = "",
    prompt: str = "",
    looks: Sequence[str] = (),
) -> SceneChange:
    """Measure what is new in a segment.

    Args:
        previous: The segment before.
        current: The segment that begins.
        previous_prompt: The words of the segment before.
        prompt: The words of this segment.
        looks: Names of those who look otherwise now, as `changed_looks` finds them.
    """
    before, now = previous.setting, current.setting
    doings = [frozenset((action.actor, action.verb) for action in scene.actions) for scene in (previous, current)]
    return SceneChange(
        words=prompt_difference(previous_prompt, prompt),
        cast=_share_in_one(frozenset(previous.on_screen()), frozenset(current.on_screen())),
        doings=_share_in_one(*doings),
        light=(before.time_of_day, before.weather) != (now.time_of_day, now.weather),
        looks=tuple(looks),
    )


def changed_looks(registry: Registry, previous: Scene, current: Scene) -> tuple[str, ...]:
    """Names of those who are seen in both segments and whom the script gives other looks in the second one."""
    seen = frozenset(on_screen_members(registry, previous))
    names = []
    for key in on_screen_members(registry, current):
        before, now = (registry.appearance(key, scene.index) for scene in (previous, current))
        if key in seen and frozenset(before.attributes) != frozenset(now.attributes):
            names.append(now.name)
    return tuple(names)


def plan_transition(
    previous: Scene | None,
    current: Scene,
    *,
    requested: str = "auto",
    fps: int,
    previous_prompt: str = "",
    prompt: str = "",
    looks: Sequence[str] = (),
    possible: Collection[TransitionKind] = ALL_KINDS,
) -> Transition:
    """Plan how a segment begins.

    Args:
        previous: The segment before, None for the first one.
        current: The segment that begins.
        requested: `auto`, or `cut`, `soft` or `recache` as the script asks.
        fps: Pixel frames a second.
        previous_prompt: The words of the segment before.
        prompt: The words of this segment.
        looks: Names of those who look otherwise now, as `changed_looks` finds them.
        possible: What the generator can do; a cut it always can.

    Returns:
        The transition with its window in pixel frames and the reason for it.
    """
    if previous is None:
        return _cut("the film begins")
    if requested == TransitionKind.CUT:
        return _cut("the script asks for a cut")
    if requested == AUTO and previous.setting.place != current.setting.place:
        return _cut(f"the story moves from {previous.setting.name} to {current.setting.name}")
    change = measure_change(previous, current, previous_prompt=previous_prompt, prompt=prompt, looks=looks)
    if requested == AUTO:
        kind, why = _decided(change, current, possible)
    else:
        kind, why = _asked(TransitionKind(requested), possible)
    if kind is TransitionKind.CUT:
        return _cut(why)
    seconds = SHORTEST_WINDOW_S + (LONGEST_WINDOW_S - SHORTEST_WINDOW_S) * change.blend
    size = change.total if kind is TransitionKind.RECACHE else change.blend
    return Transition(kind=kind, window_frames=max(1, round(seconds * fps)), reason=f"{why}; change {size:.2f}")


def _decided(change: SceneChange, current: Scene, possible: Collection[TransitionKind]) -> tuple[TransitionKind, str]:
    """The kind and its reason for a story that stays where it is, where the script leaves it open."""
    why = f"the story stays at {current.setting.name}"
    kind = _nearest(TransitionKind.RECACHE if change.contradiction else TransitionKind.SOFT, possible)
    if kind is TransitionKind.CUT:
        return kind, f"{why}, but the generator {_ABLE[kind]}"
    if kind is TransitionKind.RECACHE and change.contradiction:
        return kind, f"{why}, but {change.contradiction}"
    return kind, why


def _asked(wanted: TransitionKind, possible: Collection[TransitionKind]) -> tuple[TransitionKind, str]:
    """The kind and its reason where the script asks for one."""
    kind = _nearest(wanted, possible)
    why = f"the script asks for {_CALLED[wanted]}"
    return kind, why if kind is wanted else f"{why}, but the generator {_ABLE[kind]}"


def prompt_difference(first: str, second: str) -> float:
    """How different two prompts are: 0 when they use the same content words, 1 when they share none."""
    return _share_in_one(*(frozenset(_CONTENT_WORD.findall(text.casefold())) for text in (first, second)))


def _share_in_one(first: frozenset[Any], second: frozenset[Any]) -> float:
    """Share of what is in either that is in only one of them; 0 where nothing is in either."""
    union = len(first | second)
    return 1.0 - len(first & second) / union if union else 0.0


def _nearest(wanted: TransitionKind, possible: Collection[TransitionKind]) -> TransitionKind:
    """The kind itself, else another one that goes on from the last frames, else a cut."""
    for kind in (wanted, TransitionKind.SOFT, TransitionKind.RECACHE):
        if kind in possible:
            return kind
    return TransitionKind.CUT


def _cut(reason: str) -> Transition:
    return Transition(kind=TransitionKind.CUT, window_frames=0, reason=reason)
