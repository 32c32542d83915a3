"""What the words of an action ask to be shown, where its verb alone would mislead.

"Leaves the cup on the table" is no departure and "runs her hand over the wood" no run. Actions come from whoever read
the text; here only those readings are corrected that would send somebody across the stage for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from iamflow_agents.records import Action, Kind, Verb

_HANDS = re.compile(r"\bruns? (?:\w+ ){0,2}(?:hands?|fingers?|palms?|eyes?|gaze|thumb)\b")
_MOVES_SOMETHING = re.compile(r"^\s*(?:\w+ly )?(?:moves?|slides?|shifts?) (?:a|an|the|it|them|his|her|their|some)\b")
_TAKES_NOTHING = re.compile(
    r"\btakes? (?:a|an|one|another) (?:\w+ )?(?:moment|look|breath|glance|pause|break|bow|nap|turn)\b"
)
_WITH = re.compile(r"\b(with|to|together)\b")
_PARTNERS = frozenset({Kind.PERSON, Kind.ROBOT, Kind.CREATURE})
_STEP = re.compile(r"\bsteps? (?:\w+ ){0,2}?(back|backwards?|forward|forwards|closer|aside|away)\b")


def settle_action(action: Action, kinds: Mapping[str, Kind]) -> Action:
    """Forget who is not in the cast, and give an action the verb that its words ask for.

    Args:
        action: As it was read.
        kinds: Kind of everybody and everything in the cast.
    """
    target = action.target if action.target in kinds else None
    recipient = action.recipient if action.recipient in kinds else None
    action = replace(action, target=target, recipient=recipient)
    text = action.text.lower()
    if action.verb is Verb.LEAVE and target is not None and kinds[target] is Kind.OBJECT:
        return replace(action, verb=Verb.PUT_DOWN)
    if action.verb is Verb.RUN and _HANDS.search(text):
        return replace(action, verb=Verb.WORK if target is not None else Verb.GESTURE)
    if action.verb in {Verb.WALK, Verb.RUN} and _MOVES_SOMETHING.search(text):
        return replace(action, verb=Verb.WORK)
    if action.verb is Verb.PICK_UP and target is None and _TAKES_NOTHING.search(text):
        return replace(action, verb=Verb.GESTURE)
    return action


def settle_actions(actions: Sequence[Action], kinds: Mapping[str, Kind]) -> tuple[Action, ...]:
    """Settle the actions of a segment, and find the partners that their words leave open.

    Two who talk, dance or hug in one breath ("they talk") do so with each other; who dances "with" or talks "to"
    somebody or hugs has the only other one of the cast as a partner.

    Args:
        actions: In text order.
        kinds: Kind of everybody and everything in the cast.
    """
    settled = [settle_action(action, kinds) for action in actions if action.actor in kinds]
    return tuple(
        replace(action, target=_partner(action, settled, kinds)) if _wants_partner(action) else action
        for action in settled
    )


def _wants_partner(action: Action) -> bool:
    """Tell whether an action takes two and names one."""
    return action.verb in {Verb.TALK, Verb.DANCE, Verb.HUG} and action.target is None and action.recipient is None


def _partner(action: Action, actions: Sequence[Action], kinds: Mapping[str, Kind]) -> str | None:
    """Whoever does the same in the same words, or the only other one with whom it can be done."""
    same = [a.actor for a in actions if a.verb is action.verb and a.text == action.text and a.actor != action.actor]
    if same:
        return same[0]
    others = [key for key, kind in kinds.items() if kind in _PARTNERS and key != action.actor]
    alone = action.verb is not Verb.HUG and not _WITH.search(action.text.lower())
    return others[0] if len(others) == 1 and not alone else None


def step_direction(text: str) -> int:
    """Read a single step: 1 forwards, -1 backwards or aside, 0 when the words speak of no such step."""
    found = _STEP.search(text.lower())
    if found is None:
        return 0
    return 1 if found.group(1).startswith(("forward", "closer")) else -1
