"""Turns the verbs of a prompt into the actions that a drawing can show.

Verbs of wearing are looks, and verbs that only begin or seem are nothing to see; what they begin is an action of its
own. Who acts is still a mention here, not an identity.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.agents.reading import ActionReading
from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.look_words import WEARING
from iamflow_agents.records import Verb

_VERBS = frozenset(verb.value for verb in Verb)
_UNSEEN = frozenset({"remember", "depict"})
_HELPERS = frozenset({
    "begin", "start", "seem", "become", "continue", "keep", "try", "manage", "want", "need", "have", "appear", "be",
    "finish", "decide", "let", "make", "cease", "proceed", "stop",
})  # fmt: skip
"""Verbs that show nothing themselves beside the verb they lead to."""
_NOTHING_SEEN = frozenset({"begin", "start", "seem", "become", "want", "need", "have", "be", "belong", "know", "own"})
_TOGETHER = ("each other", "one another")


def read_actions(doc: Any, events: list[Event], place_of: dict[int, int]) -> list[ActionReading]:
    """Actions in the order of the text, one for each actor; unknown verbs are gestures.

    Args:
        doc: The parsed text.
        events: Its verbs, with phrases by index.
        place_of: Index of the mention that each phrase became; phrases that became none are missing.
    """
    found: list[ActionReading] = []
    for number, event in enumerate(events):
        if not _is_seen(doc, events, number):
            continue
        verb = Verb(event.meaning) if event.meaning in _VERBS else Verb.GESTURE
        target = place_of.get(event.target) if event.target is not None else None
        recipient = place_of.get(event.recipient) if event.recipient is not None else None
        company = place_of.get(event.company) if event.company is not None else None
        actors = [place_of[actor] for actor in event.actors if actor in place_of]
        mutual = any(words in event.text.lower() for words in _TOGETHER)
        for actor in actors:
            found.append(
                ActionReading(
                    verb=verb, actor=actor, target=target, recipient=recipient, text=event.text, event=number,
                    mutual=mutual,
                )
            )  # fmt: skip
        if company is not None and actors and company not in actors:
            found.append(ActionReading(verb=verb, actor=company, target=actors[0], text=event.text, event=number))
    return found


def _is_seen(doc: Any, events: list[Event], number: int) -> bool:
    """Whether a verb shows anything: it is not denied, no look, and no mere helper of another verb."""
    event = events[number]
    if event.negated or event.meaning in _UNSEEN or event.lemma in WEARING or doc[event.at].lower_ in {"is", "are"}:
        return False
    if event.lemma in _HELPERS:
        leads = any(
            doc[other.at].head.i == event.at and doc[other.at].dep_ in {"xcomp", "ccomp"} and other is not event
            for other in events[number + 1 : number + 3]
        )
        if leads or (event.lemma in _NOTHING_SEEN and not event.meaning):
            return False
    return True
