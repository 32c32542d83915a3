"""Things that a text speaks of without making mentions of them: garments somebody has on, nouns told in passing.

"A thin man with a green wig" describes the man, and the wig is only a look of his; when it comes off, is lent or lies
on the table three segments later, it was there all along. What such sightings come to is decided by `strands`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from iamflow_agents.agents.reading import SightingReading
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_words import GARMENTS, Look
from iamflow_agents.backends.rules.nobodies import NO_BEINGS
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.scenery import content_words
from iamflow_agents.backends.rules.senses import could_be_thing
from iamflow_agents.backends.rules.standing import StandingReader
from iamflow_agents.records import CHARACTER_KINDS, Kind, PresenceState

_FORMS = frozenset({Form.INDEFINITE, Form.DEFINITE, Form.BARE})
_WORN_TOO = frozenset(
    {"wig", "sling", "hook", "bandage", "plaster", "peg-leg", "eyepatch", "patch", "crutch", "crutches"}
)
"""What is put on and comes off although it stands for hair or a mark of the body."""
_FALSE = frozenset({"false", "fake", "paper", "glued", "stick-on", "glass", "wooden", "artificial"})
_FACIAL = frozenset(
    {"moustache", "mustache", "beard", "whiskers", "nose", "eye", "tooth", "teeth", "leg", "arm", "hand"}
)
_OBJECTS = frozenset({"dobj", "nsubjpass", "dative"})


def own_words(doc: Any, phrases: list[Phrase], index: int) -> str:
    """What a phrase says of the thing itself, without whose it is: "the maid's grey skirt" gives "grey skirt"."""
    phrase = phrases[index]
    owner = phrases[phrase.owner] if phrase.owner is not None else None
    first = phrase.start if owner is None or owner.end > phrase.head else owner.end
    if first < phrase.head and doc[first].tag_ == "POS":
        first += 1
    return str(doc[first : phrase.end].text)


class SightingReader:
    """Finds the sightings of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase, None for what is no being or thing.
        lexicon: Word lists.
        standing: Says which of them are there.
    """

    def __init__(
        self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], lexicon: Lexicon, standing: StandingReader
    ) -> None:
        self.doc, self.phrases, self.kinds = doc, phrases, kinds
        self.lexicon, self.standing = lexicon, standing

    def read(
        self, passed_over: Sequence[int], place_of: dict[int, int], looks: Sequence[Look], shift: int
    ) -> list[SightingReading]:
        """All sightings in the order of the text.

        Args:
            passed_over: Phrases that became no mentions.
            place_of: The mention that each other phrase became.
            looks: What the text says of looks.
            shift: Where the document begins in the prompt.
        """
        found = []
        for index in passed_over:
            phrase = self.phrases[index]
            worn = self.is_worn(phrase)
            if phrase.form in _FORMS and not phrase.name and (worn or self._may_matter(index)):
                found.append(self._sighting(index, place_of, looks, shift, worn))
        return found

    def _noun(self, phrase: Phrase) -> str:
        """The head, or the thing right before it where a verb was taken for the head: "the lantern lets"."""
        lists, noun = self.lexicon, phrase.noun
        before = lists.singular(self.doc[phrase.head - 1].text) if phrase.head > phrase.start else ""
        known = "-" in noun or any(
            noun in words
            for words in (lists.props, lists.look_nouns, lists.scenery, lists.place_nouns, lists.body, lists.beings)
        )
        return before if not known and (before in lists.props or before in lists.look_nouns) else noun

    def is_worn(self, phrase: Phrase) -> bool:
        """Whether a noun is something to put on and take off."""
        noun = self._noun(phrase)
        slot = self.lexicon.look_nouns.get(noun) or self.lexicon.look_nouns.get(noun.rsplit("-", 1)[-1])
        if slot in GARMENTS or noun in _WORN_TOO:
            return True
        return noun in _FACIAL and any(self.doc[j].lower_ in _FALSE for j in phrase.modifiers)

    def _may_matter(self, index: int) -> bool:
        phrase = self.phrases[index]
        if self.kinds[index] in CHARACTER_KINDS:
            return False
        if phrase.noun in NO_BEINGS:
            return True
        fixed = phrase.noun in self.lexicon.scenery or phrase.noun in self.lexicon.place_nouns
        return could_be_thing(phrase, self.lexicon) or (fixed and not phrase.plural and phrase.form is not Form.BARE)

    def _sighting(
        self, index: int, place_of: dict[int, int], looks: Sequence[Look], shift: int, worn: bool
    ) -> SightingReading:
        phrase, doc = self.phrases[index], self.doc
        first, last = doc[phrase.start], doc[phrase.end - 1]
        start, end = first.idx + shift, last.idx + len(last.text) + shift
        head, stand = doc[phrase.head], self.standing.of(index)
        look = self._look_of(index, looks)
        bearer = place_of.get(look.bearer) if look is not None else None
        governor = head.head
        return SightingReading(
            text=doc.text[first.idx : last.idx + len(last.text)], start=start, end=end, noun=self._noun(phrase),
            words=content_words(own_words(doc, self.phrases, index), self.lexicon), form=phrase.form,
            determiner=phrase.det, plural=phrase.plural, count=phrase.count,
            owner=place_of.get(phrase.owner) if phrase.owner is not None else None, bearer=bearer, worn=worn,
            change=look.change if look is not None else "",
            verb=governor.lemma_ if head.dep_ in _OBJECTS and governor.pos_ == "VERB" else "",
            subject=head.dep_ in {"nsubj", "nsubjpass"},
            there=stand.state is PresenceState.ON_SCREEN and not stand.denied, quoted=phrase.quoted,
        )  # fmt: skip

    def _look_of(self, index: int, looks: Sequence[Look]) -> Look | None:
        """The look that a phrase was read as; of several the one whose bearer stands nearest."""
        phrase = self.phrases[index]
        head = self.doc[phrase.head].lower_
        fitting = [look for look in looks if head in look.value.lower().replace("-", " ").split()]
        return min(fitting, key=lambda look: self._distance(look.bearer, index), default=None)

    def _distance(self, bearer: int, index: int) -> int:
        apart = index - bearer
        return apart if apart >= 0 else 50 - apart
