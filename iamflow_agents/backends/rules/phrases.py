"""Noun phrases: where one begins and ends, its determiner, owner, modifiers and head.

spaCy's own chunks lose heads that the small model mistags ("a navy wool cap crouches", "the carved one"), so phrases
are read here token by token, with the word lists correcting the tags. What a phrase refers to is decided elsewhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon

PERSONAL = {
    "he": "male", "him": "male", "himself": "male", "she": "female", "her": "female", "herself": "female",
    "it": "neutral", "itself": "neutral", "they": "plural", "them": "plural", "themselves": "plural",
    "themself": "plural", "i": "speaker", "me": "speaker", "myself": "speaker", "you": "listener",
    "yourself": "listener", "we": "speakers", "us": "speakers", "ourselves": "speakers",
}  # fmt: skip
POSSESSIVE = {
    "his": "male", "her": "female", "hers": "female", "its": "neutral", "their": "plural", "theirs": "plural",
    "my": "speaker", "mine": "speaker", "your": "listener", "yours": "listener", "our": "speakers",
}  # fmt: skip
NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10}
_DETERMINERS = frozenset(
    [
        "the",
        "a",
        "an",
        "this",
        "that",
        "these",
        "those",
        "another",
        "each",
        "every",
        "some",
        "any",
        "no",
        "both",
        "all",
        "either",
        "neither",
        "what",
        "which",
        "such",
    ]
)
_ALONE = frozenset(["both", "neither", "each", "another", "all", "everyone", "everybody", "nobody", "either", "none"])
_NO_SUBJECTS = frozenset(
    "outside inside nearby overhead ahead later suddenly meanwhile upstairs downstairs below above far there here soon "
    "then now again next today tonight tomorrow yesterday somewhere everywhere slowly beyond underneath behind".split()
)
_ORDINALS = frozenset(["first", "second", "third", "fourth", "last"])
_NOMINAL = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})
_NAME = re.compile(r"^[^\W\d_][\w'’.-]*$")


class Form(StrEnum):
    """How a phrase refers: by name, with `the`, with `a`, bare, by pronoun, or to several at once (`both`)."""

    NAME = "name"
    DEFINITE = "definite"
    INDEFINITE = "indefinite"
    BARE = "bare"
    PRONOUN = "pronoun"
    SEVERAL = "several"


@dataclass(slots=True, kw_only=True)
class Phrase:
    """One noun phrase; positions are token indices, `end` exclusive."""

    start: int
    end: int
    head: int
    form: Form
    noun: str = ""
    """Singular head noun, lower case; `one` for "the carved one", empty for pronouns."""
    det: str = ""
    plural: bool = False
    count: int | None = None
    owner: int | None = None
    """Index of the owner's phrase: "his" in "his mother", "the boy" in "the boy's brother"."""
    name: str = ""
    title: str = ""
    pronoun: str = ""
    """Whom a pronoun means: `male`, `female`, `neutral`, `plural`, `speaker`, `speakers` or `listener`."""
    possessive: bool = False
    modifiers: list[int] = field(default_factory=list)
    quoted: bool = False
    unsure_name: bool = False
    """Capitalised only because it opens a sentence, as far as this phrase alone can tell."""


def verb_like(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Tell whether a token is a verb, also where the tagger took "waves" or "hugs" for a noun."""
    token = doc[at]
    if token.pos_ == "VERB":
        return not (token.tag_ in {"VB", "VBP"} and _noun_by_place(doc, at, lexicon))
    if token.pos_ not in {"NOUN", "PROPN", "ADJ"} or token.text[0].isupper() or at == 0:
        return False
    before, after = doc[at - 1], doc[at + 1] if at + 1 < len(doc) else None
    goes_on = after is None or after.pos_ in {"ADP", "DET", "PRON", "PUNCT", "ADV", "PART", "SCONJ", "CCONJ"}
    goes_on = goes_on or (after is not None and after.text[:1].isupper())
    if not goes_on or before.pos_ in {"DET", "ADP", "NUM"} or before.tag_ in {"PRP$", "POS"}:
        return False
    low = token.lower_
    if not low.endswith("s"):
        several = before.tag_ == "NNS" and lexicon.singular(before.text) in lexicon.beings
        return several and low in lexicon.verb_bases
    if not any(base in lexicon.verb_bases for base in (low[:-1], low[:-2], low[:-3] + "y")):
        return False
    if before.pos_ == "ADJ" and not _wearable(before, lexicon):
        return False
    return _verb_after(doc, at, lexicon)


def _noun_by_place(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """A word tagged as a plain verb inside a phrase that is a look or prop: "the snake tattoo"."""
    word, before = doc[at].lower_, doc[at - 1] if at else None
    if before is None or before.pos_ not in {"NOUN", "ADJ", "PROPN"}:
        return False
    return word in lexicon.look_nouns or word in lexicon.props


def _verb_after(doc: Any, at: int, lexicon: Lexicon) -> bool:
    """Whether what stands before a word in -s lets it be a verb."""
    before, low = doc[at - 1], doc[at].lower_
    noun = lexicon.singular(low)
    plain = noun in lexicon.beings or noun in lexicon.props or noun in lexicon.look_nouns
    if before.lower_ == "and":
        return not plain
    if before.pos_ == "PUNCT":
        if not plain:
            return True
        after = doc[at + 1] if at + 1 < len(doc) else None
        start = doc[at].sent.start
        return (after is None or after.text in {";", "."}) and not any(t.pos_ == "VERB" for t in doc[start:at])
    return before.pos_ in {"NOUN", "PROPN", "ADV", "ADJ"} or before.text[0].isupper()


def _wearable(token: Any, lexicon: Lexicon) -> bool:
    """Whether a token tagged as an adjective is a noun that ends a phrase: a garment or a being."""
    word = lexicon.singular(token.text)
    return word in lexicon.look_nouns or word in lexicon.beings


class PhraseFinder:
    """Reads one document from left to right; call `find` once."""

    def __init__(self, doc: Any, lexicon: Lexicon, known_names: frozenset[str] = frozenset()) -> None:
        self.doc, self.lexicon, self.known_names = doc, lexicon, known_names
        self.phrases: list[Phrase] = []
        self.in_quotes = quote_flags(doc)
        self.starts = {sent.start for sent in doc.sents}
        self.names_inside = {
            t.text for t in doc if t.text[:1].isupper() and not self._opens(t.i) and t.lower_ not in lexicon.not_names
        }

    def find(self) -> list[Phrase]:
        """All phrases in order of their start; an owner stands before what it owns."""
        at = 0
        while at < len(self.doc):
            at = self._phrase_at(at)
        return self.phrases

    def _opens(self, at: int) -> bool:
        """Whether a token opens a sentence or a quotation, where capitals say nothing."""
        if at == 0 or at in self.starts:
            return True
        before = self.doc[at - 1].text
        return before in {'"', "“", "”", "(", ".", "!", "?", ":", "…", "—", "-", "«"} or before.isspace()

    def _add(self, phrase: Phrase) -> int:
        phrase.quoted = self.in_quotes[phrase.start]
        self.phrases.append(phrase)
        return len(self.phrases) - 1

    def _phrase_at(self, at: int) -> int:
        """Read a phrase that begins at a token, if any; returns where to go on."""
        token = self.doc[at]
        low = token.lower_
        if low in POSSESSIVE and self._is_possessive(at):
            end = at + 1
            owner = self._add(
                Phrase(start=at, end=end, head=at, form=Form.PRONOUN, pronoun=POSSESSIVE[low], possessive=True)
            )
            return self._nominal(at, end, "poss", owner) if low not in {"hers", "theirs", "mine", "yours"} else end
        if low in PERSONAL and token.pos_ in {"PRON", "DET", "PROPN", "NOUN", "ADV"}:
            if low == "i" and token.text == "i":
                return at + 1
            self._add(Phrase(start=at, end=at + 1, head=at, form=Form.PRONOUN, pronoun=PERSONAL[low]))
            return at + 1
        if low in _DETERMINERS and token.pos_ in {"DET", "PRON", "CCONJ", "ADJ", "ADV"}:
            return self._after_determiner(at)
        if low in _ALONE or low in {"somebody", "someone"}:
            return self._alone(at, at + 1)
        if token.text[:1].isupper():
            name = self._read_name(at, at + 1)
            if name is not None:
                self._add(name)
                return self._owned_by_name(name)
        return self._nominal(at, at, "", None)

    def _owned_by_name(self, name: Phrase) -> int:
        """Go on after a name; what it owns is a phrase of its own: "Nora's coat"."""
        if name.end < len(self.doc) and self.doc[name.end].tag_ == "POS":
            return self._nominal(name.start, name.end + 1, "poss", len(self.phrases) - 1)
        return name.end

    def _is_possessive(self, at: int) -> bool:
        """Tell "her coat" from "sees her": by the tag, corrected by what follows."""
        token = self.doc[at]
        if token.lower_ != "her":
            return True
        if at + 1 >= len(self.doc):
            return False
        after = self.doc[at + 1]
        word = self.lexicon.singular(after.text)
        if word in self.lexicon.look_nouns or word in self.lexicon.kin or word in self.lexicon.body:
            return True
        if token.tag_ == "PRP$":
            return after.pos_ in _NOMINAL or after.pos_ in {"VERB", "ADV"}
        return after.pos_ in {"NOUN", "ADJ"} and token.dep_ == "poss"

    def _after_determiner(self, at: int) -> int:
        low = self.doc[at].lower_
        nxt = self.doc[at + 1] if at + 1 < len(self.doc) else None
        if low in _ALONE and (nxt is None or not self._starts_nominal(at + 1)):
            return self._alone(at, at + 1)
        if low in {"all", "both", "each"} and nxt is not None and nxt.lower_ in {"the", "of", "these", "those"}:
            return at + 1
        if low in {"that", "which", "what", "such"} and (nxt is None or not self._starts_nominal(at + 1)):
            return at + 1
        return self._nominal(at, at + 1, low, None)

    def _alone(self, at: int, end: int) -> int:
        """A quantifier without a noun: "both", "neither", "all three"."""
        low = self.doc[at].lower_
        count = {"both": 2, "neither": 2, "either": 2}.get(low)
        if end < len(self.doc) and self.doc[end].lower_ in NUMBERS and low in {"all", "each"}:
            count, end = NUMBERS[self.doc[end].lower_], end + 1
        form = Form.DEFINITE if low == "another" else Form.SEVERAL
        if low in {"somebody", "someone"}:
            form = Form.INDEFINITE
        single = low in {"another", "somebody", "someone"}
        noun = "one" if low == "another" else "stranger" if single else ""
        self._add(Phrase(start=at, end=end, head=at, form=form, noun=noun, det=low, plural=not single, count=count))
        return end

    def _starts_nominal(self, at: int) -> bool:
        token = self.doc[at]
        return (
            token.pos_ in _NOMINAL or token.tag_ in {"VBN", "VBG"} or (token.pos_ == "ADV" and at + 1 < len(self.doc))
        )

    def _nominal(self, start: int, at: int, det: str, owner: int | None) -> int:
        """Read modifiers and head from `at`; `start` is where the determiner or owner stands."""
        end, head = self._extent(at, bool(det))
        if head is None:
            return max(at, start + 1)
        end = self._trim_name(at, head, det) or end
        head = min(head, end - 1)
        index = self._make(start, at, head, end, det, owner)
        if index is None:
            return max(end, start + 1)
        if end < len(self.doc) and self.doc[end].tag_ == "POS":
            return self._nominal(start, end + 1, "poss", index)
        return end

    def _extent(self, at: int, has_det: bool) -> tuple[int, int | None]:
        """Where the phrase that begins at `at` ends, and its head; head is None when there is no phrase."""
        doc, last_noun, end = self.doc, None, at
        while end < len(doc):
            token = doc[end]
            if token.is_space or (token.is_punct and token.text not in {"-", ","}):
                break
            if token.text == "-":
                if end == at or token.whitespace_ or doc[end - 1].whitespace_:
                    break
                end += 1
                continue
            if token.text == "," or token.lower_ == "and":
                if last_noun is None and has_det and self._joins_modifiers(end):
                    end += 1
                    continue
                break
            if not self._belongs(end, at, last_noun, has_det):
                break
            if token.pos_ in {"NOUN", "PROPN"} or token.lower_ in {"one", "ones"} or self._is_listed(token):
                last_noun = end
            end += 1
        if last_noun is None:
            if not has_det or end == at or doc[end - 1].pos_ in {"ADV", "NUM"}:
                named = end > at and doc[end - 1].lower_ in NUMBERS and not has_det
                return (end, end - 1) if named or (has_det and end > at and doc[end - 1].pos_ == "NUM") else (end, None)
            return end, end - 1
        return last_noun + 1, last_noun

    def _is_listed(self, token: Any) -> bool:
        """Whether an odd tag hides a noun the lists know, standing where a head can stand."""
        if token.pos_ not in {"ADJ", "VERB", "NUM", "ADV"}:
            return False
        word = self.lexicon.singular(token.text)
        known = word in self.lexicon.beings or word in self.lexicon.props or word in self.lexicon.look_nouns
        if not known:
            return False
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        return after is None or after.pos_ not in _NOMINAL or verb_like(self.doc, after.i, self.lexicon)

    def _joins_modifiers(self, at: int) -> bool:
        """A comma or "and" between two adjectives before the noun: "a tall, dark-skinned woman"."""
        doc = self.doc
        if at + 1 >= len(doc) or at == 0:
            return False
        before, after = doc[at - 1], doc[at + 1]
        if before.pos_ not in {"ADJ", "VERB"} and not self._colour(before):
            return False
        if after.pos_ == "ADJ" or after.tag_ == "VBN" or self._colour(after) or after.pos_ == "ADV":
            return any(doc[j].pos_ in {"NOUN", "PROPN"} for j in range(at + 1, min(at + 6, len(doc)))) and not (
                after.pos_ == "ADV" and at + 2 < len(doc) and doc[at + 2].pos_ not in {"ADJ", "VERB"}
            )
        return at + 2 < len(doc) and doc[at + 2].text == "-" and after.pos_ in {"NOUN", "NUM"}

    def _is_state(self, at: int) -> bool:
        """A state that the tagger took into the phrase: "her own black hair wet,"."""
        doc, lexicon = self.doc, self.lexicon
        if doc[at].lower_ in {"tattooed", "branded", "inked"}:
            return True
        if lexicon.singular(doc[at - 1].text) not in lexicon.look_nouns or doc[at - 1].pos_ == "ADJ":
            return False
        ends = at + 1 >= len(doc) or doc[at + 1].is_punct
        return ends and doc[at].lower_ in lexicon.hair_states | lexicon.gone_words

    def _listed_after(self, at: int) -> bool:
        """A participle that opens a listed look: "with faded red braids"."""
        before = self.doc[at - 1].lower_ if at else ""
        return before in {"with", "in", "and", ","} and self.doc[at].tag_ != "VBG" and self._colour(self.doc[at + 1])

    def _colour(self, token: Any) -> bool:
        from iamflow_agents.colours import colour_table

        return token.lower_ in colour_table()

    def _belongs(self, at: int, start: int, last_noun: int | None, has_det: bool) -> bool:
        """Whether a token can stand in the phrase that began at `start`."""
        doc, token = self.doc, self.doc[at]
        after = doc[at + 1] if at + 1 < len(doc) else None
        if at > start and doc[at - 1].text == "-" and not doc[at - 1].whitespace_:
            return token.pos_ not in {"PUNCT"}
        if last_noun is not None and at == last_noun + 1:
            if verb_like(doc, at, self.lexicon) or self._is_state(at):
                return False
            if token.pos_ == "ADV" and self._is_listed(token):
                return True
            if token.pos_ in {"ADJ", "NUM"}:
                return after is not None and after.pos_ == "NOUN" and self._colour(doc[last_noun])
            if token.lower_ in {"half", "all", "both"}:
                return False
            kin = self.lexicon.singular(doc[last_noun].text) in self.lexicon.kin
            if kin and token.text[0].islower() and self.lexicon.singular(token.text) not in self.lexicon.beings:
                return False
            return token.pos_ in {"NOUN", "PROPN"} or _noun_by_place(doc, at, self.lexicon)
        if token.lower_ in {"one", "ones"}:
            more = after is not None and (after.pos_ in _NOMINAL or after.tag_ in {"VBN", "VBG"})
            return has_det or at > start or more
        if token.pos_ == "ADV" and has_det and self._is_listed(token):
            return True
        if token.pos_ in _NOMINAL:
            return has_det or at > start or not verb_like(doc, at, self.lexicon)
        if token.tag_ in {"VBN", "VBG", "VBD"} and after is not None:
            close = after.pos_ in _NOMINAL or after.text == "-" or (after.lower_ == "one")
            led = has_det or at > start or (token.dep_ == "amod" and token.head.i > at) or self._listed_after(at)
            return (led or self._is_listed(token)) and (close or self._is_listed(token))
        if token.pos_ == "VERB" and self._is_listed(token):
            return has_det
        if token.pos_ == "ADV" and after is not None and has_det:
            return after.pos_ == "ADJ" or after.tag_ in {"VBN", "VBG"} or after.text == "-"
        return after is not None and after.text == "-" and not token.whitespace_ and not after.whitespace_ and has_det

    def _trim_name(self, at: int, head: int, det: str) -> int | None:
        """End of the common noun when a name follows it directly: "twin sisters | Ines", "her brother | Minh"."""
        for j in range(at + 1, head + 1):
            if self.doc[j].text[:1].isupper() and self.doc[j - 1].text[:1].islower() and self.doc[j - 1].pos_ == "NOUN":
                return j
        return None

    def _make(self, start: int, at: int, head: int, end: int, det: str, owner: int | None) -> int | None:
        """Build the phrase and say how it refers."""
        doc, lexicon = self.doc, self.lexicon
        if not det and owner is None:
            name = self._read_name(at, end)
            if name is not None:
                return self._add(name)
        noun, first = self._head_noun(at, head)
        if not det and not noun:
            return None
        count = next((NUMBERS[doc[j].lower_] for j in range(at, head) if doc[j].lower_ in NUMBERS), None)
        plural = doc[head].lower_ == "ones" or (lexicon.is_plural(doc[head].text) and doc[head].lower_ != "one")
        plural = plural or (doc[head].tag_ == "NNS" and noun == doc[head].lower_ and noun not in lexicon.look_nouns)
        modifiers = [j for j in range(at, first) if doc[j].pos_ != "PUNCT" or doc[j].text == "-"]
        form = Form.BARE
        if det in {"a", "an", "another", "some", "any"}:
            form = Form.INDEFINITE
        elif det:
            form = Form.DEFINITE
        if det in {"", "poss"} and doc[at].lower_ in _ORDINALS | {"other"}:
            form = Form.DEFINITE
        return self._add(
            Phrase(
                start=start, end=end, head=head, form=form, noun=noun, det=det, plural=plural, count=count, owner=owner,
                modifiers=modifiers,
            )
        )  # fmt: skip

    def _head_noun(self, at: int, head: int) -> tuple[str, int]:
        """Head noun, joined with the word before it where the lists know the pair; and where it begins."""
        doc, lexicon = self.doc, self.lexicon
        noun = lexicon.singular(doc[head].text)
        if head - at >= 2 and doc[head - 1].text == "-":
            joined = f"{doc[head - 2].lower_}-{noun}"
            return (joined, head - 2) if joined in lexicon.beings else (noun, head)
        if head > at:
            joined = f"{doc[head - 1].lower_}-{noun}"
            lists = (lexicon.beings, lexicon.place_nouns, lexicon.props, lexicon.look_nouns)
            if any(joined in words for words in lists):
                return joined, head - 1
        return noun, head

    def _read_name(self, at: int, end: int) -> Phrase | None:
        """A name: capitalised words, perhaps after a title; None when the words are no name."""
        doc, lexicon = self.doc, self.lexicon
        stop = at
        while stop < len(doc) and stop < max(end, at + 5) and self._name_word(stop, at):
            stop += 1
        words = [doc[j] for j in range(at, stop)]
        while words and words[-1].text == "-":
            words.pop()
        if not words or not words[0].text[:1].isupper():
            return None
        title = ""
        while len(words) > 1 and words[0].lower_.rstrip(".") in lexicon.titles:
            title, words = words[0].lower_.rstrip("."), words[1:]
        unsure = self._opens(words[0].i) and not title
        if unsure and not self._sure_opening(words):
            return None
        if all(w.lower_ in lexicon.not_names for w in words):
            return None
        text = self.doc[words[0].i : words[-1].i + 1].text
        maybe = unsure and words[0].text not in self.names_inside and text not in self.known_names
        maybe = maybe and words[0].lower_ not in lexicon.first_names
        return Phrase(
            start=at, end=words[-1].i + 1, head=words[-1].i, form=Form.NAME, name=text, title=title,
            noun=title if title in lexicon.beings else "", unsure_name=maybe,
        )  # fmt: skip

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
        if token.pos_ in {"PROPN", "NOUN", "ADJ", "NUM", "X", "INTJ"}:
            return True
        if self._opens(at) and at == start and not token.is_stop and token.lower_ not in _NO_SUBJECTS:
            listed = at > 0 and self.doc[at - 1].text == ":" and self.doc[at + 1 : at + 2].text == ","
            return not token.lower_.endswith("ly") and (listed or self._acts_after(at))
        return token.lower_ in self.lexicon.first_names or token.text in self.names_inside | self.known_names

    def _described_next(self, at: int) -> bool:
        """Whether a comma and a determiner or owner follow: "Jules, her assistant,"."""
        after = self.doc[at + 1 : at + 3]
        return len(after) == 2 and after[0].text == "," and (after[1].pos_ == "DET" or after[1].tag_ == "PRP$")

    def _acts_after(self, at: int) -> bool:
        """Whether a verb in the third person follows a token, which makes that token a subject."""
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        return after is not None and (after.tag_ == "VBZ" or verb_like(self.doc, after.i, self.lexicon))

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
            return first.pos_ == "PROPN" and words[1].text[:1].isupper()
        lexicon, word = self.lexicon, self.lexicon.singular(first.text)
        listed = (
            lexicon.beings,
            lexicon.look_nouns,
            lexicon.scenery,
            lexicon.abstract,
            lexicon.props,
            lexicon.place_nouns,
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


def quote_flags(doc: Any) -> list[bool]:
    """For each token, whether it stands inside quotation marks; an unclosed mark ends with the text."""
    flags, inside = [], False
    for token in doc:
        if token.text in {'"', "“", "”", "«", "»", "``", "''"}:
            opening = token.text in {"“", "«", "``"} or (token.text == '"' and not inside)
            inside = opening
            flags.append(False)
            continue
        flags.append(inside)
    return flags
