"""What prepositions add to verbs: whom somebody waves at, who walks along, and what is carried on the way.

A phrase behind "at", "to", "beside" and the like is what a verb without an object is aimed at; a being behind "with"
joins in; a thing behind "with" is in somebody's hands from then on, which is an event of its own. Verbs with objects
are read in `events`; whom the phrases mean is decided by the resolver.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.senses import could_be_thing
from iamflow_agents.colours import colour_table
from iamflow_agents.records import CHARACTER_KINDS, Kind, Verb

_AIMS = frozenset({
    "at", "to", "toward", "towards", "with", "beside", "by", "near", "behind", "after", "against", "opposite",
    "alongside", "between", "among", "next to", "close to", "in front of", "on", "over", "about", "around",
})  # fmt: skip
"""Prepositions whose being or thing a verb is aimed at; "from" and "past" lead away and aim at nobody."""
_BEFORE_TO = frozenset({"next", "close"})
_IN_WRITING = frozenset({"read", "write"})
_OUT_OF = frozenset({"drink", "eat", "read"})
_JOINING = frozenset({
    "enter", "leave", "walk", "run", "sit", "stand", "kneel", "lie", "dance", "talk", "laugh", "eat", "drink", "work",
    "swim", "fly", "ride", "sleep",
})  # fmt: skip
"""What somebody does together with whoever stands behind "with"."""
_WITH_HANDS_FREE = frozenset({
    "enter", "leave", "walk", "run", "sit", "stand", "kneel", "lie", "turn", "wave", "nod", "point", "look", "talk",
    "laugh", "cry", "dance", "work", "fly", "ride", "sleep", "open",
})  # fmt: skip
"""Verbs during which a thing behind "with" is in the actor's hands."""
_NOT_CARRIED = frozenset({
    "play", "fill", "cover", "struggle", "wrestle", "deal", "help", "wrap", "load", "replace", "decorate", "start",
    "begin", "end", "agree", "be", "line", "pack", "cut", "mix", "share", "fight", "shine", "glow", "have", "wear",
})  # fmt: skip
_SHELTERS = frozenset({"umbrella", "parasol"})
_PLAIN_TARGET = frozenset({"on", "over", "about", "around"})
"""Prepositions that take a being as their aim, but for things say only where."""


class AttachmentReader:
    """Reads the prepositional phrases of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase; None for what is no being or thing.
        looks: Phrases that only say how somebody looks.
        lexicon: Word lists.
    """

    def __init__(
        self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], looks: set[int], lexicon: Lexicon
    ) -> None:
        self.doc, self.phrases, self.kinds, self.looks, self.lexicon = doc, phrases, kinds, looks, lexicon
        self.at_start = {p.start: i for i, p in enumerate(phrases) if not p.possessive}
        self.inside = {at: i for i, p in enumerate(phrases) if not p.possessive for at in range(p.start, p.end)}

    def read(self, events: list[Event]) -> list[Event]:
        """Complete the events of a text and add what is carried, in the order of the text.

        Args:
            events: Its verbs; those without an object are given their aim and their company in place.
        """
        by_verb = {event.at: event for event in events}
        carried: list[Event] = []
        for token in self.doc:
            index = self.at_start.get(token.i + 1)
            word = self._preposition(token)
            if not word or index is None or index in self.looks or self.phrases[index].quoted:
                continue
            event = self._verb_of(token, by_verb)
            if word in {"with", "under"} and self._is_thing(index):
                carried.extend(self._carried(token, word, index, event))
            elif event is not None:
                self._aim(event, word, index)
        return sorted([*events, *carried], key=lambda event: event.at)

    def _preposition(self, token: Any) -> str:
        """The preposition that ends at a token, in several words where it has them; empty for other words."""
        low = token.lower_
        before = self.doc[token.i - 1].lower_ if token.i else ""
        if low == "to" and before in _BEFORE_TO:
            return f"{before} to"
        if low == "of":
            return (
                "in front of"
                if token.i > 1 and self.doc[token.i - 2 : token.i + 1].text.lower() == "in front of"
                else ""
            )
        return str(low) if low in _AIMS or low in {"in", "under", "from"} else ""

    def _verb_of(self, token: Any, by_verb: dict[int, Event]) -> Event | None:
        """The verb a preposition belongs to: right before it, or up the parse past places and adverbs."""
        for at in (token.i - 1, token.i - 2):
            if at in by_verb and (at == token.i - 1 or self.doc[at + 1].pos_ in {"ADV", "ADP", "PART", "ADJ", "SCONJ"}):
                return by_verb[at]
        head = token.head
        for _ in range(6):
            if head.i in by_verb:
                return by_verb[head.i] if head.i < token.i else None
            index = self.inside.get(head.i)
            if head.i == head.head.i or (index is not None and self.kinds[index] is not None):
                return None
            head = head.head
        return None

    def _is_being(self, index: int) -> bool:
        phrase = self.phrases[index]
        if phrase.form is Form.PRONOUN:
            return not phrase.possessive
        return phrase.form in {Form.NAME, Form.SEVERAL} or self.kinds[index] in CHARACTER_KINDS

    def _is_thing(self, index: int) -> bool:
        """A prop the lists know, or an unlisted noun whose colour or material shows that it is one."""
        phrase = self.phrases[index]
        if self._is_being(index):
            return False
        if self.kinds[index] is Kind.OBJECT or phrase.noun in self.lexicon.props:
            return True
        if self.kinds[index] is not None or not could_be_thing(phrase, self.lexicon):
            return False
        words = {self.doc[j].lower_ for j in phrase.modifiers}
        return any(w in colour_table() or w in self.lexicon.object_adjectives for w in words)

    def _aim(self, event: Event, word: str, index: int) -> None:
        """Give a verb without an object its aim, and those who join in."""
        if event.target is not None or index in event.actors or event.meaning == "hand_over":
            return
        being, vehicle = self._is_being(index), self.kinds[index] is Kind.VEHICLE
        if word in {"in", "on"} and not being:
            readable = event.meaning in _IN_WRITING and could_be_thing(self.phrases[index], self.lexicon)
            if readable or (vehicle and event.meaning in {"ride", "sit", "leave", "enter"}):
                event.target = index
        elif word == "from":
            event.target = index if event.meaning in _OUT_OF and not being else None
        elif word not in {"in", "under"} and (being or word not in _PLAIN_TARGET | {"with"}):
            event.target = index
        if word == "with" and being and event.meaning in _JOINING and self.phrases[index].pronoun != "neutral":
            event.company = index

    def _carried(self, token: Any, word: str, index: int, event: Event | None) -> list[Event]:
        """The event of carrying a thing: by the verb's actors, or by the being right before "with"."""
        if word == "under" and self.phrases[index].noun not in _SHELTERS:
            return []
        before = self.inside.get(token.i - 1)
        actors = list(event.actors) if event is not None else []
        if event is None and before is not None and self._is_being(before):
            actors = [before]
        if not actors or index in actors or (event is not None and not self._leaves_hands(event)):
            return []
        if event is not None and event.target == index:
            event.target = None
        text = str(self.doc[token.i : self.phrases[index].end].text)
        negated = event is not None and event.negated
        return [
            Event(at=token.i, lemma="carry", meaning="carry", actors=actors, target=index, negated=negated, text=text)
        ]

    def _leaves_hands(self, event: Event) -> bool:
        """Whether a thing behind "with" can be carried meanwhile; a verb no list knows must be without an object."""
        if event.lemma in _NOT_CARRIED or event.negated:
            return False
        named = event.meaning in {v.value for v in Verb}
        return event.meaning in _WITH_HANDS_FREE or (not named and not event.meaning and event.target is None)
