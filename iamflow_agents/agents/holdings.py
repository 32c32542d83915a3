"""Who holds what: props carried from one segment into the next.

Follows pick up, carry, hold, hand over and put down through the story; what only lies about is held by nobody.
"""

from __future__ import annotations

from collections.abc import Iterable

from iamflow_agents.records import Action, Verb

_TAKES = frozenset({Verb.PICK_UP, Verb.CARRY, Verb.HOLD})


class Hands:
    """The hands of everybody in the story, as of the end of the last segment read."""

    def __init__(self) -> None:
        self.holder_of: dict[str, str] = {}

    def now(self) -> tuple[tuple[str, str], ...]:
        """Pairs of prop and holder, in the order the props were taken."""
        return tuple(self.holder_of.items())

    def after(self, actions: Iterable[Action], things: set[str]) -> None:
        """Bring the hands up to date with one segment.

        Args:
            actions: What happens in it, in order.
            things: Keys of props and vehicles it mentions.
        """
        for action in actions:
            prop = action.target
            if prop is None or prop not in things:
                continue
            if action.verb in _TAKES:
                self._give(prop, action.actor)
            elif action.verb is Verb.HAND_OVER:
                self.holder_of.pop(prop, None)
                if action.recipient is not None:
                    self._give(prop, action.recipient)
            elif action.verb is Verb.PUT_DOWN:
                self.holder_of.pop(prop, None)

    def _give(self, prop: str, holder: str) -> None:
        self.holder_of.pop(prop, None)
        self.holder_of[prop] = holder
