"""Noun phrases: where one begins and ends, its determiner, owner, modifiers and head.

spaCy's own chunks lose heads that the small model mistags ("a navy wool cap crouches", "the carved one"), so phrases
are read here token by token, with the word lists correcting the tags. What a phrase refers to is decided elsewhere.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from iamflow_agents.backends.rules.introductions import NAME_GIVING
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.naming import NameReader
from iamflow_agents.backends.rules.phrase import NUMBERS, PERSONAL, POSSESSIVE, Form, Phrase
from iamflow_agents.backends.rules.tagging import (
    hangs_there,
    is_vessel,
    mistagged_plural,
    noun_by_place,
    quote_flags,
    verb_like,
)
from iamflow_agents.colours import colour_table

_DETERMINERS = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "another", "each", "every", "some", "any", "no", "both",
    "all", "either", "neither", "what", "which", "such",
})  # fmt: skip
_ALONE = frozenset({
    "both", "neither", "each", "another", "all", "everyone", "everybody", "nobody", "either", "none",
})  # fmt: skip
_ORDINALS = frozenset(["first", "second", "third", "fourth", "last"])
_TELLING_APART = frozenset(
    {"other", "elder", "older", "eldest", "younger", "youngest", "taller", "shorter", "former", "latter"}
)
"""What stands for a being by itself after "the": "the other bows", "the younger yawns"."""
_STANDING = frozenset({"hang", "stand", "lie", "sit", "wait", "sleep", "crouch", "kneel", "lean", "perch", "dangle"})
_NOMINAL = frozenset({"ADJ", "NOUN", "PROPN", "NUM"})


class PhraseFinder(NameReader):
    """Reads one document from left to right; call `find` once."""

    def __init__(self, doc: Any, lexicon: Lexicon, known_names: frozenset[str] = frozenset()) -> None:
        super().__init__(doc, lexicon, known_names)
        self.phrases: list[Phrase] = []
        self.in_quotes = quote_flags(doc)

    def find(self) -> list[Phrase]:
        """All phrases in order of their start; an owner stands before what it owns."""
        at = 0
        while at < len(self.doc):
            at = self._phrase_at(at)
        return self.phrases

    def _add(self, phrase: Phrase) -> int:
        phrase.quoted = self.in_quotes[phrase.start]
        self.phrases.append(phrase)
        return len(self.phrases) - 1

    def _phrase_at(self, at: int) -> int:
        """Read a phrase that begins at a token, if any; returns where to go on."""
        token = self.doc[at]
        low = token.lower_
        if not any(c.isalnum() for c in low):
            return at + 1
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
        epithet = self._name_behind_an_epithet(at)
        if epithet is not None:
            self._add(epithet)
            return self._owned_by_name(epithet)
        return self._nominal(at, at, "", None)

    def _name_behind_an_epithet(self, at: int) -> Phrase | None:
        """As in "beside old Tom", "waves at poor little Anna", "six-year-old Mei": small adjectives before a name."""
        aged_to, _, told = read_age(self.doc, at)
        if told and self.doc[aged_to : aged_to + 1].text[:1].isupper():
            name = self._read_name(aged_to, aged_to + 1)
            return None if name is None else replace(name, start=at, modifiers=list(range(at, aged_to)))
        stop = at
        while stop < at + 3 and self.doc[stop : stop + 1].text.islower() and self._is_epithet(stop):
            stop += 1
        if stop == at or not self.doc[stop : stop + 1].text[:1].isupper():
            return None
        low, titles = self.doc[stop].lower_, self.lexicon.titles_of_age
        known = low in self.lexicon.first_names or self.doc[stop].text in self.known_names
        aged = any(self.doc[j].lower_ in titles for j in range(at, stop)) and low not in self.lexicon.toponyms
        name = self._read_name(stop, stop + 1) if known or aged else None
        if name is None:
            return None
        age = next((self.doc[j].lower_ for j in range(at, stop) if self.doc[j].lower_ in titles), "")
        return replace(name, start=at, title=name.title or age, modifiers=list(range(at, stop)))

    def _ends_a_name(self, name: Phrase) -> bool:
        """Whether a name behind "the" is a being's: not "the old Rose Hotel", "a green Mercedes"."""
        after = self.doc[name.end] if name.end < len(self.doc) else None
        goes_on = after is not None and after.pos_ in {"NOUN", "ADJ", "PROPN"} and not self._acts_after(name.end - 1)
        coloured = any(self._colour(self.doc[at]) for at in name.modifiers)
        return name.end - name.head == 1 and " " not in name.name and not goes_on and not coloured

    def _is_epithet(self, at: int) -> bool:
        low = self.doc[at].lower_
        return low in self.lexicon.titles_of_age or (self.doc[at].pos_ == "ADJ" and low not in _DETERMINERS)

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
        if after.text[:1].isupper() and at and self.doc[at - 1].lemma_ in NAME_GIVING:
            return False  # "they call her Luna"
        if (
            after.text[:1].isupper()
            and at
            and self.doc[at - 1].pos_ == "ADP"
            and after.lower_ not in self.lexicon.titles
        ):
            return after.lower_ in self.lexicon.beings  # "Next to her Teodor waits"
        word = self.lexicon.singular(after.text)
        if word in self.lexicon.look_nouns or word in self.lexicon.kin or word in self.lexicon.body:
            return True
        if token.tag_ == "PRP$":
            return after.pos_ in _NOMINAL or after.pos_ in {"VERB", "ADV"}
        return after.pos_ in {"NOUN", "ADJ"} and token.dep_ == "poss"

    def _after_determiner(self, at: int) -> int:
        low = self.doc[at].lower_
        nxt = self.doc[at + 1] if at + 1 < len(self.doc) else None
        if low == "each" and at and self.doc[at - 1].pos_ == "NOUN" and (nxt is None or nxt.is_punct):
            return at + 1  # "a spoonful each"
        if low in _ALONE and (nxt is None or not self._starts_nominal(at + 1)):
            return self._alone(at, at + 1)
        if low == "all" and nxt is not None and nxt.lower_ in NUMBERS and not self._counted(at + 2):
            return self._alone(at, at + 1)
        if low in {"all", "both", "each"} and nxt is not None and nxt.lower_ in {"the", "of", "these", "those"}:
            return at + 1
        if low in {"that", "which", "what", "such"} and (nxt is None or not self._starts_nominal(at + 1)):
            return at + 1
        epithet = self._name_behind_an_epithet(at + 1) if low in {"a", "an", "the"} else None
        if epithet is not None and self._ends_a_name(epithet):  # "a tired Marcus", "the young Ines"
            self._add(replace(epithet, start=at, det=low))
            return self._owned_by_name(epithet)
        return self._nominal(at, at + 1, low, None)

    def _counted(self, at: int) -> bool:
        """Whether a number counts the noun behind it: "all three guards", but not "all three laugh"."""
        token = self.doc[at] if at < len(self.doc) else None
        if token is None or token.pos_ not in _NOMINAL:
            return False
        acts = token.i + 1 >= len(self.doc) or self.doc[token.i + 1].pos_ in {
            "PUNCT",
            "ADP",
            "ADV",
            "DET",
            "CCONJ",
            "PRON",
        }
        return not (token.lower_ in self.lexicon.verb_bases and acts and not self.lexicon.is_plural(token.text))

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
            if token.is_space or token.lower_ == "w/" or (token.is_punct and token.text not in {"-", ","}):
                break
            if token.text == "-":
                if end == at or token.whitespace_ or doc[end - 1].whitespace_:
                    break
                end += 1
                continue
            if token.text == "," or token.lower_ == "and":
                shade = last_noun is not None and last_noun == at == end - 1 and self._colour(doc[at])
                if (last_noun is None or shade) and has_det and self._joins_modifiers(end):
                    end += 1
                    continue
                break
            if not self._belongs(end, at, last_noun, has_det):
                break
            if has_det and end == at + 1 and doc[at].lower_ in _TELLING_APART | _ORDINALS and self._ends_one(at, end):
                return end, at
            nominal = token.pos_ in {"NOUN", "PROPN"} or (
                token.lower_ in {"one", "ones"} and not (end == at and self._counts(end))
            )
            if (
                nominal
                or is_vessel(doc, end, self.lexicon)
                or self._is_listed(token)
                or mistagged_plural(token, self.lexicon)
                or (last_noun == end - 1 and self._closes_a_pair(end))
            ):
                last_noun = end
            end += 1
        if last_noun is None:
            if not has_det or end == at or doc[end - 1].pos_ in {"ADV", "NUM"}:
                named = end > at and doc[end - 1].lower_ in NUMBERS and not has_det
                return (end, end - 1) if named or (has_det and end > at and doc[end - 1].pos_ == "NUM") else (end, None)
            return end, end - 1
        return last_noun + 1, last_noun

    def _one_of_them(self, at: int) -> bool:
        """As in "two knights, one in red, one in black": a member told by what follows."""
        behind = self.doc[at + 1] if at + 1 < len(self.doc) else None
        if behind is not None and (behind.pos_ in _NOMINAL or behind.tag_ in {"VBN", "VBG"}):
            return True
        before, after = self.doc[at - 1 : at].text, self.doc[at + 1 : at + 2].text
        opens = before.lower() in {",", ";", ":", "—", "–", "-", "and"}
        return opens and (after in {"in", "with"} or self._described(at + 1))

    def _ends_one(self, at: int, end: int) -> bool:
        """Whether "the other", "the first" stands for somebody and its verb or looks follow: "the other plump"."""
        told = self._described(end) and self.doc[at - 1].lower_ == "the"
        return told or (self.doc[at].lower_ in _TELLING_APART and self._predicate(end))

    def _described(self, at: int) -> bool:
        """Whether a word says how somebody looks and stands behind them: "one tall, the other bald and in furs"."""
        if at + 1 >= len(self.doc) or self.doc[at].pos_ not in {"ADJ", "VERB", "NOUN", "ADV", "ADP"}:
            return False
        low, after = self.doc[at].lower_, self.doc[at + 1]
        listed = low in self.lexicon.look_adjectives and low not in self.lexicon.look_nouns
        known = listed or self._colour(self.doc[at])
        if known and low not in self.lexicon.beings:
            dash = after.text in {"—", "–"} or (after.text == "-" and bool(after.whitespace_))
            return dash or bool(after.text in {",", ";", ".", "and", "in", "with", "but"})
        if self.doc[at - 1].lower_ in _ORDINALS and low == "with":
            return True
        return bool(after.text == "-" and not after.whitespace_ and self.doc[at + 2 : at + 3].text.endswith("ed")
                    and self.doc[at + 3 : at + 4].text in {",", ";", ".", "and"})  # fmt: skip

    def _predicate(self, at: int) -> bool:
        """Whether a word in -s after "the other" is its verb: the tagger takes "the other bows" for several bows."""
        word, after = self.doc[at], self.doc[at + 1] if at + 1 < len(self.doc) else None
        low = word.lower_
        verb = low.endswith("s") and any(b in self.lexicon.verb_bases for b in (low[:-1], low[:-2], low[:-3] + "y"))
        goes_on = after is None or after.pos_ in {"PUNCT", "ADP", "ADV", "DET", "PRON", "CCONJ", "SCONJ", "PART"}
        return verb and goes_on and self.lexicon.singular(low) not in self.lexicon.beings

    def _counts(self, at: int) -> bool:
        """Whether "one" counts the noun behind it: "one green eye", but not "one waves"."""
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        described = at > 0 and self.doc[at - 1].text in {",", ";", ":", "and"} and self._described(at + 1)
        if after is None or described:
            return False
        parted = after.tag_ in {"VBN", "VBG"} and after.dep_ == "amod" and after.head.i > after.i
        return parted or (after.pos_ in {"ADJ", "NOUN"} and not verb_like(self.doc, at + 1, self.lexicon))

    def _is_listed(self, token: Any) -> bool:
        """Whether an odd tag hides a noun the lists know, standing where a head can stand."""
        if token.pos_ not in {"ADJ", "VERB", "NUM", "ADV"}:
            return False
        word = self.lexicon.singular(token.text)
        known = word in self.lexicon.beings or word in self.lexicon.props or word in self.lexicon.look_nouns
        if not known:
            return False
        after = self.doc[token.i + 1] if token.i + 1 < len(self.doc) else None
        if after is None or after.pos_ not in _NOMINAL:
            return True
        return verb_like(self.doc, after.i, self.lexicon) or hangs_there(self.doc, after.i, self.lexicon)

    def _is_does(self, at: int) -> bool:
        """The auxiliary, not several deer: "the one with the pearls does not"."""
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        return self.doc[at].lower_ == "does" and (after is None or after.lower_ in {"not", "n't", "n’t", "so"})

    def _closes_a_pair(self, at: int) -> bool:
        """The second half of a listed pair, whatever its tag: "the livery stable"."""
        return f"{self.doc[at - 1].lower_}-{self.lexicon.singular(self.doc[at].text)}" in self.lexicon.place_nouns

    def _stands_behind(self, at: int, last_noun: int) -> bool:
        """A verb taken for a noun: behind "one", or a plain one before its subject ("In a shed hang puppets")."""
        if (
            self.doc[last_noun].lower_ in {"one", "ones"}
            or self._is_does(at)
            or hangs_there(self.doc, at, self.lexicon)
        ):
            return True
        after = self.doc[at + 1] if at + 1 < len(self.doc) else None
        goes_on = after is not None and after.pos_ in {"DET", "NUM"}
        return self.doc[at].lower_ in _STANDING and goes_on and self.doc[at - 1].tag_ in {"NN", "JJ", "NNP"}

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
        return token.lower_ in colour_table()

    def _belongs(self, at: int, start: int, last_noun: int | None, has_det: bool) -> bool:
        """Whether a token can stand in the phrase that began at `start`."""
        doc, token = self.doc, self.doc[at]
        after = doc[at + 1] if at + 1 < len(doc) else None
        if at > start and doc[at - 1].text == "-" and not doc[at - 1].whitespace_:
            return token.pos_ not in {"PUNCT"}
        if last_noun is not None and at == last_noun + 1:
            if verb_like(doc, at, self.lexicon) or self._is_state(at) or self._stands_behind(at, last_noun):
                return False
            listed = token.pos_ == "ADV" and self._is_listed(token)
            if listed or is_vessel(doc, at, self.lexicon) or self._closes_a_pair(at):
                return True
            if token.pos_ in {"ADJ", "NUM"}:
                return after is not None and after.pos_ == "NOUN" and self._colour(doc[last_noun])
            if token.lower_ in {"half", "all", "both"}:
                return False
            kin = self.lexicon.singular(doc[last_noun].text) in self.lexicon.kin
            if kin and token.text[0].islower() and self.lexicon.singular(token.text) not in self.lexicon.beings:
                return False
            mended = noun_by_place(doc, at, self.lexicon) or mistagged_plural(token, self.lexicon)
            return token.pos_ in {"NOUN", "PROPN"} or mended
        if token.lower_ in {"one", "ones"}:
            return has_det or at > start or self._one_of_them(at)
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
            return _leads_on(token, after)
        return after is not None and after.text == "-" and not token.whitespace_ and not after.whitespace_ and has_det

    def _trim_name(self, at: int, head: int, det: str) -> int | None:
        """End of the common noun when a name follows it directly: "twin sisters | Ines", "her brother | Minh"."""
        for j in range(at + 1, head + 1):
            if (
                self.doc[j].text[:1].isupper()
                and self.doc[j - 1].text[:1].islower()
                and (self._ends_here(j - 1, at, det) or mistagged_plural(self.doc[j - 1], self.lexicon))
            ):
                return j
        return None

    def _ends_here(self, at: int, start: int, det: str) -> bool:
        """Whether a phrase can end before a name: at a noun, or at a place the tagger took for an adjective."""
        if self.doc[at].pos_ == "NOUN":
            return True
        pair = f"{self.doc[at - 1].lower_}-{self.doc[at].lower_}" if at > start else ""
        return bool(det) and (self.doc[at].lower_ in self.lexicon.place_nouns or pair in self.lexicon.place_nouns)

    def _make(self, start: int, at: int, head: int, end: int, det: str, owner: int | None) -> int | None:
        """Build the phrase and say how it refers."""
        doc, lexicon = self.doc, self.lexicon
        if det in {"", "another"} and owner is None:
            name = self._read_name(at, end)
            if name is not None:
                name.start, name.det = start, det
                return self._add(name)
        if det == "the" and owner is None and head > at and self._chooses_a_namesake(at, head):
            name = self._read_name(head, head + 1)
            if name is not None and name.end == end:
                name.start, name.det = start, det
                return self._add(name)
        noun, first = self._head_noun(at, head)
        if det == "the" and noun in _TELLING_APART | _ORDINALS and first == at and end == at + 1 and (
            noun in _TELLING_APART or self._described(end)
        ):  # fmt: skip
            noun = "one"
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

    def _chooses_a_namesake(self, at: int, head: int) -> bool:
        """As in "the younger Viktor", "the bald Viktor": a name behind a word that tells its bearer apart."""
        token = self.doc[head]
        word = token.lower_
        listed = word in self.lexicon.beings or word in self.lexicon.place_nouns or word in self.lexicon.toponyms
        named = word in self.lexicon.first_names or token.text in self.known_names
        told = [t for t in self.doc[at:head] if t.text.islower() and t.lower_ not in self.lexicon.place_nouns]
        return named and not listed and token.text[:1].isupper() and len(told) == head - at

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


def _leads_on(adverb: Any, after: Any) -> bool:
    """Whether an adverb inside a phrase says more of what follows: "a very old", or the mistagged "a woolly hat"."""
    mistaken = after.pos_ == "NOUN" and adverb.head.i == after.i
    return bool(mistaken or after.pos_ == "ADJ" or after.tag_ in {"VBN", "VBG"} or after.text == "-")
