"""Names: which capitalised words of a text are somebody's name, and how sure that is.

Inside a sentence a capital tells; at its start the words around decide, and what stays doubtful is marked, so that the
resolver can accept it once another segment has the same name.
"""

from __future__ import annotations

import re
from typing import Any

from iamflow_agents.backends.rules.language import is_word
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import PERSONAL, Form, Phrase
from iamflow_agents.backends.rules.tagging import verb_like
from iamflow_agents.records import Kind

_NO_SUBJECTS = frozenset({
    "outside", "inside", "nearby", "overhead", "ahead", "later", "suddenly", "meanwhile", "upstairs",
    "downstairs", "below", "above", "far", "there", "here", "soon", "then", "now", "again", "next", "today",
    "tonight", "tomorrow", "yesterday", "somewhere", "everywhere", "slowly", "beyond", "underneath", "behind",
})  # fmt: skip
NAMING = frozenset({"named", "called", "nicknamed", "dubbed"})
PARTICLES = frozenset({
    "van", "von", "der", "den", "ter", "ten", "de", "del", "della", "di", "da", "dos", "das", "du", "la", "le",
    "al", "el", "bin", "ibn", "bint", "abu", "umm", "zu", "af", "av", "ap", "y", "os",
})  # fmt: skip
"""Small words that join a family name."""
_CALENDAR = frozenset(["april", "may", "june", "august", "summer", "autumn", "wednesday", "friday", "sunday"])
"""Names of times that people bear too."""
_DATING = frozenset({
    "in", "since", "until", "till", "of", "by", "next", "last", "every", "this", "early", "late", "mid", "each", "one",
    "during", "from", "before", "after", "on", "through",
})  # fmt: skip
_STAGE = frozenset(["enter", "exit", "exeunt", "re-enter", "reenter"])
_NAME = re.compile(r"^[^\W\d_][\w'’.-]*$")


class NameReader:
    """Reads names of one document; the base of the phrase finder."""

    def __init__(self, doc: Any, lexicon: Lexicon, known_names: frozenset[str] = frozenset()) -> None:
        self.doc, self.lexicon, self.known_names = doc, lexicon, known_names
        self.starts = {sent.start for sent in doc.sents}
        self.names_inside = {
            t.text for t in doc if t.text[:1].isupper() and not self._opens(t.i) and t.lower_ not in lexicon.not_names
        }

    def _opens(self, at: int) -> bool:
        """Whether a token opens a sentence or a quotation, where capitals say nothing."""
        if at == 0 or at in self.starts:
            return True
        before = self.doc[at - 1].text
        return before in {'"', "“", "”", "(", ".", "!", "?", ":", "…", "—", "-", "«"} or before.isspace()

    def _read_name(self, at: int, end: int) -> Phrase | None:
        """A name: capitalised words, perhaps after a title; None when the words are no name."""
        doc, lexicon = self.doc, self.lexicon
        stop = at
        while stop < len(doc) and stop < max(end, at + 7) and (self._name_word(stop, at) or self._particle(stop, at)):
            stop += 1
        words = [doc[j] for j in range(at, stop)]
        while words and words[-1].text == "-":
            words.pop()
        if not words or not words[0].text[:1].isupper():
            return None
        if words[0].lower_ in _STAGE:  # "Enter Mrs. Pym": a direction, not a name
            return self._read_name(at + 1, end) if len(words) > 1 else None
        if self._opens(words[0].i) and self._opens_a_pair(words[-1].i):
            return None
        title = ""
        while len(words) > 1 and (words[0].lower_.rstrip(".") in lexicon.titles or self._is_trade(words)):
            title, words = words[0].lower_.rstrip("."), words[1:]
        unsure = self._opens(words[0].i) and not title
        common = unsure and not self._sure_opening(words)
        if common and not self._may_be_name(words) and not self._set_before_a_comma(words):
            return None
        dated = len(words) == 1 and words[0].lower_ in _CALENDAR and self._bears_a_time(words[0])
        if not dated and all(w.lower_ in lexicon.not_names for w in words):
            return None
        text = self.doc[words[0].i : words[-1].i + 1].text
        maybe = unsure and words[0].text not in self.names_inside and text not in self.known_names
        maybe = maybe and words[0].lower_ not in lexicon.first_names and not self._set_off(words)
        unheard = self._unheard(words) or self._set_before_a_comma(words)
        unheard = unheard or (dated and self.doc[words[0].i + 1 : words[0].i + 2].text != "is")
        maybe, common = maybe and not unheard, common and not unheard
        return Phrase(
            start=at, end=words[-1].i + 1, head=words[-1].i, form=Form.NAME, name=text, title=title,
            noun=title if title in lexicon.beings else "", unsure_name=maybe, common_name=common,
        )  # fmt: skip

    def _bears_a_time(self, word: Any) -> bool:
        """Whether a month's or a day's name is somebody's: "June laughs", "a woman named June", "April, a girl"."""
        before = self.doc[word.i - 1] if word.i else None
        after = self.doc[word.i + 1] if word.i + 1 < len(self.doc) else None
        if after is not None and (after.pos_ == "NUM" or after.like_num or after.tag_ in {"NN", "NNS"}):
            return self._acts_after(word.i) and not (before is not None and before.lower_ in _DATING)
        if before is not None and (before.lower_ in _DATING or before.like_num):
            return False
        if before is not None and before.lower_ in NAMING:
            return True
        if after is not None and after.lemma_ in {"come", "arrive", "pass", "dawn", "begin", "end", "fall", "be"}:
            return word.lower_ in self.lexicon.first_names
        owns = after is not None and after.tag_ == "POS"
        beside = before is not None and before.pos_ in {"VERB", "ADP"}
        return owns or beside or self._acts_after(word.i) or self._described_next(word.i) or self._stands_beside(word)

    def _stands_beside(self, word: Any) -> bool:
        """Whether a word is joined to a name, or set off behind a noun for a being: "A hitchhiker, JUNE, 22"."""
        around = [*self.doc[max(0, word.i - 2) : word.i], *self.doc[word.i + 1 : word.i + 3]]
        joined = any(t.lower_ == "and" for t in around) and sum(t.text[:1].isupper() for t in around) > 0
        between = self.doc[word.i - 1 : word.i + 2]
        behind = word.i > 1 and len(between) == 3 and between[0].text == between[2].text == ","
        return joined or (behind and self.doc[word.i - 2].pos_ == "NOUN")

    def _opens_a_pair(self, at: int) -> bool:
        """Whether a capital opens a listed pair of words: "Salt flats, noon"."""
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        if after is None or not after.text.islower():
            return False
        pair = f"{self.doc[at].lower_}-{self.lexicon.singular(after.text)}"
        return pair in self.lexicon.place_nouns or f"{self.doc[at].lower_}-{after.lower_}" in self.lexicon.place_nouns

    def _particle(self, at: int, start: int) -> bool:
        """A small word inside a family name: "Joost van der Meer", "Fatima al-Sayed"."""
        doc, stop = self.doc, at
        if at == start or not (doc[at - 1].text[:1].isupper() or doc[at - 1].lower_ in PARTICLES):
            return False
        if doc[at].text != "-" and doc[at].text not in PARTICLES:
            return False
        while stop < len(doc) and stop < at + 4 and (doc[stop].text in PARTICLES or doc[stop].text == "-"):
            stop += 1
        return stop < len(doc) and doc[stop].text[:1].isupper() and bool(_NAME.match(doc[stop].text))

    def _name_word(self, at: int, start: int) -> bool:
        token = self.doc[at]
        if token.text == "-" and at > start:
            return (
                not token.whitespace_
                and not self.doc[at - 1].whitespace_
                and self.doc[at + 1 : at + 2].text[:1].isupper()
            )
        if not token.text[:1].isupper() or not _NAME.match(token.text) or token.lower_ in PERSONAL:
            return False
        if at > start and at in self.starts and not self.doc[at - 1].text.endswith("."):
            return False
        following = self.doc[at + 1 : at + 2].text
        if token.lower_.rstrip(".") in self.lexicon.titles and following[:1].isupper():
            return True
        if token.pos_ in {"PROPN", "NOUN", "ADJ", "NUM", "X", "INTJ"}:
            return True
        if token.text == "May" and self._opens(at):  # the tagger takes it for "may"
            return self.doc[at + 1 : at + 2].text in {"'s", "’s"} or self.doc[at + 1 : at + 2].text.endswith("s")
        if self._opens(at) and at == start and not token.is_stop and token.lower_ not in _NO_SUBJECTS:
            listed = at > 0 and self.doc[at - 1].text == ":" and self.doc[at + 1 : at + 2].text == ","
            return bool(not token.lower_.endswith("ly") and (listed or self._acts_after(at)))
        return token.lower_ in self.lexicon.first_names or token.text in self.names_inside | self.known_names

    def _unheard(self, words: list[Any]) -> bool:
        """A word no dictionary has that acts, owns or is joined to another name: "Zorblat hums"."""
        first, end = words[0], words[-1].i + 1
        if is_word(first.lower_) or is_word(first.lemma_) or is_word(self.lexicon.singular(first.text)):
            return False
        after = self.doc[end : end + 2]
        joined = len(after) == 2 and after[0].lower_ in {"and", ","} and after[1].text[:1].isupper()
        acts = bool(len(after)) and (after[0].tag_ in {"VBZ", "VBD"} or after[0].lower_ in {"is", "was", "has"})
        return joined or acts or after[:1].text in {"'s", "’s"} or self._acts_after(end - 1)

    def _set_before_a_comma(self, words: list[Any]) -> bool:
        """A word no dictionary has that opens a sentence before its description: "Anselmo, hands spotted with age,"."""
        first, end = words[0], words[-1].i + 1
        if len(words) > 1 or end >= len(self.doc) or self.doc[end].text != "," or first.tag_ in {"NNS", "RB"}:
            return False
        known = is_word(first.lower_) or is_word(first.lemma_) or is_word(self.lexicon.singular(first.text))
        rest = self.doc[end : first.sent.end]
        return not known and any(t.tag_ in {"VBZ", "VBD"} for t in rest)

    def _is_trade(self, words: list[Any]) -> bool:
        """A trade that stands like a title before a name: "Watchman Kováč", "Coach Marchetti"."""
        low, after = words[0].lower_, words[1]
        sense = self.lexicon.beings.get(low)
        trade = sense is not None and sense.kind is Kind.PERSON and low not in self.lexicon.first_names
        names = after.lower_ not in self.lexicon.beings and after.lower_ not in self.lexicon.place_nouns
        return bool(trade and names and after.text[:1].isupper() and after.text.isalpha())

    def _set_off(self, words: list[Any]) -> bool:
        """Whether a capitalised word stands alone between a bracket, colon or dash and the next mark: "(Edda)"."""
        start, end = words[0].i, words[-1].i + 1
        if start < 2 or words[0].pos_ not in {"PROPN", "NOUN"} or self.doc[start - 1].text not in {"(", ":", "—", "-"}:
            return False
        after = self.doc[end].text if end < len(self.doc) else "."
        known = self.lexicon.singular(words[0].text) in self.lexicon.beings
        return after in {")", ".", ",", "—", "-", "("} and not known and self.doc[start - 2].pos_ in {"NOUN", "PROPN"}

    def _described_next(self, at: int) -> bool:
        """Whether a comma and a determiner or owner follow: "Jules, her assistant,"."""
        after = self.doc[at + 1 : at + 3]
        return len(after) == 2 and after[0].text == "," and (after[1].pos_ == "DET" or after[1].tag_ == "PRP$")

    def _names_being(self, at: int) -> bool:
        """Whether the phrase at a token is about a being: "a rusty little robot"."""
        for token in self.doc[at : at + 6]:
            if token.is_punct or token.pos_ in {"VERB", "ADP"}:
                return False
            if self.lexicon.singular(token.text) in self.lexicon.beings:
                return True
        return False

    def _acts_after(self, at: int) -> bool:
        """Whether a verb in the third person follows a token, which makes that token a subject."""
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        return after is not None and (after.tag_ == "VBZ" or verb_like(self.doc, after.i, self.lexicon))

    def _shouted(self, first: Any) -> bool:
        """A name in capitals, as screenplays write it, that acts or is explained: "TAPE lifts nothing"."""
        after = self.doc[first.i + 1] if first.i + 1 < len(self.doc) else None
        capitals = first.text.isupper() and first.text.isalpha() and len(first.text) > 2
        return bool(capitals and after is not None and (after.text == "(" or after.tag_ == "VBZ"))

    def _may_be_name(self, words: list[Any]) -> bool:
        """A common word that opens a sentence and acts or owns as a bearer of that name would: "Joy nods"."""
        first, lexicon = words[0], self.lexicon
        if len(words) > 1 or first.is_stop or first.tag_ in {"NNS", "NNPS"} or first.lower_ in lexicon.not_names:
            return False
        noun = first.lower_
        if noun in lexicon.beings or noun in lexicon.body or noun in lexicon.verb_bases or noun in _NO_SUBJECTS:
            return False
        after = self.doc[first.i + 1 : first.i + 3]
        joined = len(after) == 2 and after[0].lower_ == "and" and after[1].text[:1].isupper()
        return joined or after[:1].text == "'s" or self._acts_after(first.i)

    def _sure_opening(self, words: list[Any]) -> bool:
        """Whether the capitalised words that open a sentence can be a name at all."""
        first = words[0]
        if (
            first.text in self.names_inside
            or first.text in self.known_names
            or first.lower_ in self.lexicon.first_names
        ):
            return True
        if len(words) > 1:
            return bool(first.pos_ == "PROPN" and words[1].text[:1].isupper())
        if self._shouted(first) or (any(c.isdigit() for c in first.text) and self._acts_after(first.i)):
            return True  # "R-7 waves"
        if self._described_next(first.i) and self._names_being(first.i + 2):
            return True
        lexicon, word = self.lexicon, self.lexicon.singular(first.text)
        listed = (
            lexicon.beings,
            lexicon.look_nouns,
            lexicon.scenery,
            lexicon.abstract,
            lexicon.props,
            lexicon.place_nouns,
            lexicon.events,
        )
        if (
            any(word in words_ or first.lower_ in words_ for words_ in listed)
            or first.lower_ in lexicon.look_adjectives
        ):
            return False
        if first.lower_ in lexicon.times or first.lower_ in lexicon.weathers:
            return False
        after = self.doc[first.i + 1] if first.i + 1 < len(self.doc) else None
        acts = self._acts_after(first.i)
        if after is not None and after.pos_ == "NOUN" and after.text.islower() and not acts:
            return False
        if first.pos_ == "PROPN":
            return first.lower_ not in lexicon.verb_bases or acts or (after is not None and after.text == ",")
        if first.lower_ in lexicon.verb_bases and not acts:
            return first.i > 0 and self.doc[first.i - 1].text == ":" and after is not None and after.text == ","
        if first.pos_ == "NOUN":
            return acts or first.tag_ != "NNS" or self._described_next(first.i)
        return acts and first.tag_ not in {"RB", "WRB", "VBN", "VBG"}
