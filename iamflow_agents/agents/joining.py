"""Which phrases of one text are one and the same by grammar alone: appositions, namings, and members of a plural.

"Noah, a tall man", "her apprentice, Wren", "a dog named Rex" and "Chef Hoa" name one being twice; "twin sisters Ines
and Ilse" and "two collies: Ask and Embla" name the members of a plural.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.introductions import REVEALED, IntroductionReader
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.naming import NAMING
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.tagging import verb_like
from iamflow_agents.records import CHARACTER_KINDS, Kind


class Joiner:
    """Reads the joins of one document when made.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        kinds: Kind of each phrase.
        lexicon: Word lists.
        looks: Phrases that are looks of somebody.
    """

    def __init__(
        self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], lexicon: Lexicon, looks: set[int]
    ) -> None:
        self.doc, self.phrases, self.kinds, self.lexicon = doc, phrases, kinds, lexicon
        self.looks = looks
        self.same_as: dict[int, int] = {}
        self.part_of: dict[int, int] = {}
        self.calls: dict[int, str] = {}
        self._appositions()
        self._introductions()
        self._members()

    def _is_being(self, index: int) -> bool:
        one = self.phrases[index].noun == "one" and self.phrases[index].det in {"a", "an", "the"}
        return (
            self.phrases[index].form is Form.NAME
            or self.kinds[index] in CHARACTER_KINDS
            or one
            or (self.kinds[index] is Kind.OBJECT)
        )

    def _root(self, index: int) -> int:
        while index in self.same_as:
            index = self.same_as[index]
        return index

    def _appositions(self) -> None:
        """Join each being with the next one when only a comma (and its looks) or a naming stands between."""
        last: int | None = None
        for index, phrase in enumerate(self.phrases):
            if phrase.possessive or index in self.looks:
                continue
            if not self._is_being(index):
                if last is not None and phrase.start >= self.phrases[last].end and self.kinds[index] is not None:
                    last = None
                continue
            if last is not None and self._joins(last, index):
                self.same_as[index] = self._root(last)
            last = index

    def _introductions(self) -> None:
        """Join names and descriptions that a whole clause gives somebody."""
        for index, bearer in IntroductionReader(self.doc, self.phrases, self.kinds, self.lexicon).read().items():
            if bearer == REVEALED:
                self.calls[index] = "reveal"
            elif index not in self.same_as and self._root(bearer) != index:
                self.same_as[index] = self._root(bearer)

    def _gap(self, first: int, second: int) -> list[Any]:
        """Tokens between two phrases, without the looks that stand there."""
        begin, end = self.phrases[first].end, self.phrases[second].start
        if end < begin or end - begin > 30:
            return [None]
        covered: set[int] = set()
        for index in range(first + 1, second):
            if index in self.looks:
                covered.update(range(self.phrases[index].start, self.phrases[index].end))
        return [self.doc[j] for j in range(begin, end) if j not in covered]

    def _joins(self, first: int, second: int) -> bool:
        """Whether two beings in a row are one."""
        one, two = self.phrases[first], self.phrases[second]
        thing = Kind.OBJECT in (self.kinds[first], self.kinds[second])
        if two.noun == "one" and (self.doc[two.end - 1].i + 1 >= len(self.doc) or (one.form is Form.NAME and thing)):
            return False
        if thing and not (self.kinds[first] is Kind.OBJECT and two.noun == "one" and two.det in {"a", "an"}):
            return False
        if one.plural != two.plural or two.det in {"another", "no"}:
            return False
        gap = self._gap(first, second)
        if one.quoted != two.quoted and not self._nickname(one, two, [t.lower_ for t in gap if t is not None]):
            return False
        if any(token is None for token in gap):
            return False
        return self._joined_by(first, second, gap)

    def _joined_by(self, first: int, second: int, gap: list[Any]) -> bool:
        """Whether the tokens between two beings join them."""
        one, two = self.phrases[first], self.phrases[second]
        words = [token.lower_ for token in gap]
        if words and one.noun == "stranger" and not one.quoted and self._told_after_colon(one, two, gap):
            return True
        if self._nickname(one, two, words):
            return True
        if any(w in {".", "!", "?", '"'} for w in words):
            return False
        if words[-3:] == ["whose", "name", "is"] or words[-3:] == ["whose", "name", "was"]:
            return two.form is Form.NAME
        named = bool(words) and words[-1] in NAMING
        if any(verb_like(self.doc, token.i, self.lexicon) for token in (gap[1:-1] if named else gap[1:])):
            return False
        if not words:
            return self._adjacent(one, two)
        if named:
            return two.form is Form.NAME
        if self._told_after_colon(one, two, gap):
            return True
        return self._names_at_the_end(one, two, gap) or self._set_off(first, second, gap, words)

    def _set_off(self, first: int, second: int, gap: list[Any], words: list[str]) -> bool:
        """Whether a comma, colon, bracket or dash sets an apposition off."""
        if words[0] not in {",", ":", "(", "-", "–", "—"} or (
            any(w in {"and", ";", "while", "as", "or"} for w in words) and not self._only_looks(gap)
        ):
            return False
        if any(token.pos_ in {"VERB", "AUX"} for token in gap[1:]):
            return False
        return self._fits(first, second, len(words) == 1)

    def _names_at_the_end(self, one: Phrase, two: Phrase, gap: list[Any]) -> bool:
        """As in "By the fire sits a woman in a grey shawl, Sister Agathe.": a name that ends the sentence."""
        after = self.doc[two.end].text if two.end < len(self.doc) else "."
        ends = after in {".", ";", "!"} and self._only_looks(gap)
        head = self.doc[one.head]
        inverted = head.dep_ in {"nsubj", "attr", "dobj", "pobj", "appos", "ROOT"} and not list(head.conjuncts)
        opens = not any(t.dep_ == "nsubj" and t.i < one.start for t in head.sent)
        return two.form is Form.NAME and one.form is Form.INDEFINITE and ends and inverted and opens

    def _told_after_colon(self, one: Phrase, two: Phrase, gap: list[Any]) -> bool:
        """As in "Her client beside her: a young mechanic" and "Somebody sits at the wheel: a kid"."""
        if gap[-1].text not in {":", "—", "–"} or two.form not in {Form.INDEFINITE, Form.NAME} or one.plural:
            return False
        vague = one.noun == "stranger" and one.det in {"somebody", "someone"}
        still = not any(verb_like(self.doc, t.i, self.lexicon) or t.pos_ == "AUX" for t in gap)
        after = self.doc[two.end].lower_ if two.end < len(self.doc) else ""
        return (vague or (still and one.form is not Form.NAME)) and after != "and"

    def _nickname(self, one: Phrase, two: Phrase, words: list[str]) -> bool:
        """As in 'Leontyne, "Leo" to her friends': a short name in quotation marks right behind the long one."""
        marks = {'"', "“", "‘", "'", ",", "(", "``"}
        names = one.form is Form.NAME and two.form is Form.NAME and two.quoted and not one.quoted
        return names and bool(words) and all(w in marks for w in words)

    def _only_looks(self, gap: list[Any]) -> bool:
        """Whether what is left of the gap only joins looks: ", with A and B,"."""
        small = {",", "with", "in", "and", "wearing", "on", "over", "of", "by"}
        return gap[-1].text == "," and all(t.lower_ in small or t.pos_ == "ADJ" for t in gap)

    def _adjacent(self, one: Phrase, two: Phrase) -> bool:
        """As in "her brother Minh", "the robot Pim"."""
        return two.form is Form.NAME and one.form is not Form.NAME and not one.plural

    def _fits(self, first: int, second: int, close: bool) -> bool:
        """A name and a description of one kind, or two descriptions of which the second is general."""
        one, two = self.phrases[first], self.phrases[second]
        after = self.doc[two.end] if two.end < len(self.doc) else None
        listing = after is not None and after.lower_ in {"and", "or"}
        if two.noun == "one":
            return close and not listing
        if one.form is Form.NAME and two.form is Form.NAME:
            return False
        if one.form is Form.NAME and two.form is Form.BARE and close:
            ends = after is None or after.text in {",", ".", ";", ")", "–", "—"} or after.lower_ in {"with", "in"}
            return ends and not listing and self.kinds[second] in CHARACTER_KINDS
        if two.form is Form.NAME:
            ends = after is None or after.text in {",", ".", ";", ":", "(", ")", "-", "–", "—"}
            opened = self.doc[two.start - 1].text in {":", "(", "-", "–", "—"}
            next_ = self.doc[after.i + 1 : after.i + 2] if after is not None and after.text == "," else ()
            told = any(t.tag_ == "VBZ" or t.pos_ == "NUM" for t in next_)  # "a girl, June, hugs"
            return close and ends and (one.form is Form.DEFINITE or opened or told) and not one.plural
        if one.form is Form.NAME or self.doc[two.head].dep_ == "appos":
            if two.form is Form.DEFINITE and two.det != "poss" and listing:
                return False
            return two.form in {Form.INDEFINITE, Form.DEFINITE} and (not listing or two.form is Form.INDEFINITE)
        general = two.noun in self.lexicon.generic and two.form is Form.INDEFINITE
        return general and not listing and one.form in {Form.DEFINITE, Form.INDEFINITE}

    def _members(self) -> None:
        """Names and singulars that list a plural: "two border collies race to him: Ask, ..., and Embla"."""
        plural: int | None = None
        colon = False
        for index, phrase in enumerate(self.phrases):
            if phrase.possessive or index in self.looks:
                continue
            if (
                plural is not None
                and self.doc[phrase.start].sent.start != self.doc[self.phrases[plural].start].sent.start
            ):
                plural = None
            if (phrase.plural and (phrase.count or 0) >= 2) or (phrase.plural and self._named_next(index)):
                plural, colon = index, False
                continue
            if plural is None:
                continue
            between = self.doc[self.phrases[plural].end : phrase.start]
            colon = colon or any(t.text in {":", "—", "–"} for t in between)
            direct = len(between) == 0 or all(
                t.lower_ in {"and", ",", "named", "called"} or t.text[:1].isupper() for t in between
            )
            if (phrase.form is Form.NAME and (colon or direct)) or (
                phrase.noun == "one" and self._tells_one(phrase, between, colon)
            ):
                self.part_of[index] = plural

    def _tells_one(self, phrase: Phrase, between: Any, colon: bool) -> bool:
        """As in "two knights, one in red, one in black": the members of a plural told one by one."""
        alone = phrase.det in {"", "a", "an"} or self.doc[phrase.end - 1].lower_ == "other"
        return colon or (alone and len(between) > 0 and between[-1].text in {",", "and", ";"} | {"—", "–", "-"})

    def _named_next(self, index: int) -> bool:
        """Whether names follow a plural at once: "twin sisters Ines and Ilse"."""
        nxt = index + 1
        return (
            nxt < len(self.phrases)
            and self.phrases[nxt].form is Form.NAME
            and self.phrases[nxt].start <= self.phrases[index].end + 1
        )
