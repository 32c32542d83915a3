"""Who bears a name that the narrator tells: "Her name is Ines", "the boy is called Tad", "his badge reads OTTO".

Also what a plain copula says of somebody: "Ines is the baker". Appositions are read in `agents.joining`, names told in
speech in `speech`.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import CHARACTER_KINDS, Kind

REVEALED = -1
"""Instead of a phrase: whoever was shown last without a name ("It is Ines")."""
_BE = frozenset({"is", "was", "'s", "’s"})
_SMALL = frozenset(
    {"simply", "just", "only", "really", "actually", "now", "still", "also", "clearly", "indeed", "once"}
)
_NAMED = frozenset({"called", "named", "nicknamed", "christened", "dubbed"})
NAME_GIVING = frozenset({"call", "name", "nickname", "christen", "dub", "baptise", "baptize", "rename"})
"""Verbs that give their object a name."""
_LEADS = (
    ("known", "as"), ("goes", "by"), ("answers", "to"), ("turns", "out", "to", "be"), ("none", "other", "than"),
    ("who", "is"), ("who", "was"), ("revealed", "as"), ("revealed", "to", "be"), ("introduced", "as"),
)  # fmt: skip
_BADGES = frozenset({
    "badge", "tag", "nametag", "name-tag", "nameplate", "patch", "label", "jersey", "pin", "sash", "lanyard", "apron",
    "collar", "shirt", "overalls", "coveralls", "helmet", "card", "sticker", "jacket", "bracelet", "wristband",
})  # fmt: skip
_SPELLS = frozenset({"reads", "says", "spells", "reading", "saying", "spelling", "bears", "bearing", "shows", ":"})
_POINTERS = frozenset({"it", "this", "that"})


class IntroductionReader:
    """Finds the namings of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], lexicon: Lexicon) -> None:
        self.doc, self.phrases, self.kinds, self.lexicon = doc, phrases, kinds, lexicon
        self.ends = {p.end: i for i, p in enumerate(phrases)}

    def read(self) -> dict[int, int]:
        """For each phrase that names or describes another one: that other phrase, or `REVEALED`."""
        found = {}
        for index, phrase in enumerate(self.phrases):
            if phrase.possessive:
                continue
            bearer = self._named(index) if phrase.form is Form.NAME else self._copula(index)
            if bearer is not None and bearer != index:
                found[index] = bearer
        return found

    def _named(self, index: int) -> int | None:
        """The bearer of a name, by the words before it."""
        phrase = self.phrases[index]
        at = phrase.start
        while at > 0 and (self.doc[at - 1].text in {'"', "“", "‘", "'"} or self.doc[at - 1].lower_ in _SMALL):
            at -= 1
        words = [t.lower_ for t in self.doc[max(0, at - 8) : at]]
        if words[-1:] and words[-1] in _SPELLS and (phrase.start > at or not phrase.quoted):
            return self._badge_bearer(at - 1)
        if phrase.quoted or len(words) < 2:
            return None
        if words[-1] in _BE and words[-2] == "name":
            owned = self.ends.get(at - 1)
            return self.phrases[owned].owner if owned is not None else None
        for lead in _LEADS:
            if tuple(words[-len(lead) :]) == lead:
                return self._before(at - len(lead))
        if words[-1] in _NAMED and words[-2] in _BE | {"been"}:
            return self._before(at - 2)
        given = self._given(at)
        return given if given is not None else self._is_named(at, phrase)

    def _given(self, at: int) -> int | None:
        """As in "Emma calls it Pip", "they name the dog Rex": whom the verb before gives the name."""
        bearer = self.ends.get(at)
        if bearer is None or self.phrases[bearer].plural or self.phrases[bearer].form is Form.NAME:
            return None
        verb = self.doc[self.phrases[bearer].start - 1] if self.phrases[bearer].start else None
        if verb is None or verb.lemma_ not in NAME_GIVING or verb.pos_ not in {"VERB", "NOUN", "AUX"}:
            return None
        pronoun = self.phrases[bearer].pronoun in {"male", "female", "neutral"}
        return bearer if pronoun or self.kinds[bearer] in CHARACTER_KINDS - {Kind.GROUP} else None

    def _is_named(self, at: int, phrase: Phrase) -> int | None:
        """As in "The fencer is Ludmila." and "It is Rosalind."; the name must end the clause."""
        after = self.doc[phrase.end].text if phrase.end < len(self.doc) else "."
        if self.doc[at - 1].lower_ not in _BE or after not in {".", ",", ";", "!", "—", "–", "-", ":"}:
            return None
        if at < 2 or self.doc[at - 2].lower_ in _POINTERS:
            return REVEALED
        subject = self.ends.get(at - 1)
        if subject is None or not self._bears(subject) or self.phrases[subject].form is Form.NAME:
            return None
        return subject

    def _badge_bearer(self, at: int) -> int | None:
        """Whose badge spells a name: the owner of the badge, else the being told last before it."""
        begin = self.doc[at].sent.start
        for index in range(len(self.phrases) - 1, -1, -1):
            phrase = self.phrases[index]
            if phrase.end > at or phrase.start < begin or phrase.noun.rsplit("-", 1)[-1] not in _BADGES:
                continue
            owner = phrase.owner if phrase.owner is not None else self._owner_in(phrase.end, at)
            return owner if owner is not None else self._before(phrase.start)
        return None

    def _owner_in(self, begin: int, end: int) -> int | None:
        """As in "The patch on her jacket": who owns what bears the badge."""
        inside = [p.owner for p in self.phrases if begin <= p.start < end and p.owner is not None]
        return inside[0] if inside else None

    def _before(self, at: int) -> int | None:
        """The nearest being that ends before a token, in its sentence or the one before."""
        begin = self.doc[max(0, at - 1)].sent.start
        floor = self.doc[begin - 1].sent.start if begin > 0 else 0
        for index in range(len(self.phrases) - 1, -1, -1):
            phrase = self.phrases[index]
            if phrase.end <= at and phrase.start >= floor and self._bears(index) and not phrase.quoted:
                before = self.doc[phrase.start - 1] if phrase.start else None
                if before is None or before.pos_ != "ADP" or before.lower_ == "by":
                    return index
        return None

    def _bears(self, index: int) -> bool:
        """Whether a phrase can be the bearer of a name: one being."""
        phrase = self.phrases[index]
        if phrase.plural or phrase.possessive:
            return False
        if phrase.form is Form.PRONOUN:
            return phrase.pronoun in {"male", "female"}
        return phrase.form is Form.NAME or self.kinds[index] in CHARACTER_KINDS - {Kind.GROUP}

    def _copula(self, index: int) -> int | None:
        """What is said of somebody with "is": "Ines is the baker", "she is a nurse"."""
        phrase = self.phrases[index]
        at = phrase.start
        if self.kinds[index] not in CHARACTER_KINDS - {Kind.GROUP} or phrase.plural or phrase.quoted:
            return None
        if phrase.det not in {"a", "an", "the"} or at < 2:
            return None
        while at > 2 and self.doc[at - 1].lower_ in _SMALL:
            at -= 1
        if self.doc[at - 1].lower_ not in _BE or self.doc[at - 1].tag_ == "POS":
            return None
        subject = self.ends.get(at - 1)
        if subject is None or not self._bears(subject):
            return None
        same = self.kinds[subject] in {None, self.kinds[index]}
        return subject if same else None
