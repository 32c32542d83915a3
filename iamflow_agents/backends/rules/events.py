"""Who does what: verbs with their subjects, objects and particles, read from the parse and mended where it slips.

Only what a drawing can show is named (`records.Verb`); verbs of remembering and depicting are kept because they
decide who is on screen.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.tagging import QUOTES, quote_flags, verb_like

_PARTICLES = frozenset({
    "up", "down", "off", "on", "away", "out", "back", "in", "over", "aside", "into", "to", "behind", "around",
    "round", "across", "along", "by", "of", "at",
})  # fmt: skip
_WINDOW = 60
"""Phrases of one sentence that are looked at; more only occur in text without full stops."""
_SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
_NEGATIONS = frozenset({"not", "n't", "never"})


@dataclass(slots=True, kw_only=True)
class Event:
    """One verb; phrases are given by index, tokens by position."""

    at: int
    lemma: str
    meaning: str
    actors: list[int] = field(default_factory=list)
    target: int | None = None
    recipient: int | None = None
    company: int | None = None
    """Who joins in: "Marcus" in "dances with Marcus"."""
    negated: bool = False
    perfect: bool = False
    text: str = ""


class EventReader:
    """Reads the verbs of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        beings: For each phrase, whether it can act.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], beings: list[bool], lexicon: Lexicon) -> None:
        self.doc, self.phrases, self.beings, self.lexicon = doc, phrases, beings, lexicon
        self.at_head = {p.head: i for i, p in enumerate(phrases) if not p.possessive}
        # a "can" is taken for an auxiliary, and the word before it for the noun
        self.at_head.update({p.head - 1: i for i, p in enumerate(phrases) if doc[p.head].tag_ == "MD"})
        self.at_start = {p.start: i for i, p in enumerate(phrases) if not p.possessive}
        self.sentence_of = _sentence_numbers(doc)
        self.in_quotes = quote_flags(doc)
        self.in_sentence: dict[int, list[int]] = {}
        for index, phrase in enumerate(phrases):
            self.in_sentence.setdefault(self.sentence_of[phrase.start], []).append(index)

    def read(self) -> list[Event]:
        """All events in the order of the text."""
        events: list[Event] = []
        by_verb: dict[int, Event] = {}
        for token in self.doc:
            if not self._is_verb(token):
                continue
            event = self._event(token, by_verb)
            by_verb[token.i] = event
            events.append(event)
        return events

    def _is_verb(self, token: Any) -> bool:
        if token.pos_ == "VERB":
            index = next((i for i in (self.at_head.get(token.i),) if i is not None), None)
            inside = index is not None or self._modifies(token.i)
            return not inside
        return token.i not in self.at_head and verb_like(self.doc, token.i, self.lexicon)

    def _modifies(self, at: int) -> bool:
        """Whether a participle stands inside a phrase, before its noun."""
        nxt = self.at_head
        token = self.doc[at]
        return token.tag_ in {"VBN", "VBG"} and token.dep_ == "amod" and token.head.i in nxt and token.head.i > at

    def _event(self, token: Any, by_verb: dict[int, Event]) -> Event:
        lemma = self._lemma(token)
        meaning = self._meaning(token, lemma)
        event = Event(at=token.i, lemma=lemma, meaning=meaning, text=self._text(token))
        event.negated = any(child.lower_ in _NEGATIONS for child in token.children)
        event.perfect = any(c.lower_ in {"has", "have", "had", "'s"} and c.dep_ == "aux" for c in token.children)
        self._subjects(token, event, by_verb)
        self._objects(token, event)
        if event.target is not None and meaning in {"put_on", "take_off"}:
            worn = self.phrases[event.target].noun in self.lexicon.look_nouns
            event.meaning = meaning if worn else ("put_down" if meaning == "put_on" else "pick_up")
        return event

    def _lemma(self, token: Any) -> str:
        low = str(token.lower_)
        if token.pos_ == "VERB":
            return str(token.lemma_.lower())
        for base in (low[:-1], low[:-2], low[:-3] + "y"):
            if base in self.lexicon.verbs or base in self.lexicon.verb_bases:
                return base
        return low

    def _meaning(self, token: Any, lemma: str) -> str:
        """Meaning with the nearest particle that makes one, else of the bare verb."""
        for j in range(token.i + 1, min(token.i + 5, len(self.doc))):
            word = self.doc[j]
            if word.is_punct or word.pos_ == "VERB":
                break
            if word.lower_ in _PARTICLES:
                if j > token.i + 1 and any(c.dep_ == "pobj" for c in word.children) and word.dep_ != "prt":
                    continue
                meaning = self.lexicon.meaning(lemma, word.lower_)
                if meaning and (j == token.i + 1 or word.dep_ in {"prt", "advmod"} or word.head.i == token.i):
                    return meaning
        return self.lexicon.meaning(lemma)

    def _text(self, token: Any) -> str:
        """The verb's words up to the end of its clause, short enough for a caption."""
        end = token.i + 1
        while (
            end < len(self.doc) and end < token.i + 12 and self.doc[end].text not in {",", ".", ";", ":", "!", "?", '"'}
        ):
            if self.doc[end].lower_ in {"and", "while", "as", "but"} and end > token.i + 1:
                break
            end += 1
        return str(self.doc[token.i : end].text)

    def _subjects(self, token: Any, event: Event, by_verb: dict[int, Event]) -> None:
        """Actors from the parse, from the verb this one is joined to, or the being named last before it."""
        for child in token.children:
            if child.dep_ == "nsubj" and (self.in_quotes[token.i] or not self.in_quotes[child.i]):
                event.actors = self._with_conjuncts(child)
            elif child.dep_ == "nsubjpass":
                event.target = self.at_head.get(child.i)
            elif child.dep_ == "agent":
                event.actors = [i for c in child.children for i in self._with_conjuncts(c)]
        inverted = self._inverted(token, event)
        if inverted is not None:
            event.actors = [inverted]
            return
        if event.target is not None and not event.actors:
            return
        event.actors = [i for i in event.actors if self.beings[i]] or self._borrowed(token, event, by_verb)

    def _inverted(self, token: Any, event: Event) -> int | None:
        """Who stands behind a verb of saying that follows a quotation: "..." shouts the boy."""
        at = token.i
        if event.meaning != "talk" or at == 0 or self.in_quotes[at] or self.doc[at - 1].text not in QUOTES:
            return None
        index = self.at_start.get(at + 1)
        return index if index is not None and self.beings[index] and not self.phrases[index].quoted else None

    def _borrowed(self, token: Any, event: Event, by_verb: dict[int, Event]) -> list[int]:
        if any(child.dep_ in _SUBJECTS and child.i in self.at_head for child in token.children):
            return [] if token.pos_ == "VERB" else self._nearest(token)
        if token.dep_ in {"conj", "advcl", "xcomp", "ccomp"} and token.head.i in by_verb:
            return list(by_verb[token.head.i].actors)
        if token.dep_ == "acl" and token.head.i in self.at_head and token.tag_ == "VBG":
            index = self.at_head[token.head.i]
            return [index] if self.beings[index] else []
        if token.dep_ == "relcl" and token.head.i in self.at_head and self.beings[self.at_head[token.head.i]]:
            return [self.at_head[token.head.i]]
        return [] if token.tag_ == "VBN" and token.dep_ in {"acl", "amod"} else self._nearest(token)

    def _nearest(self, token: Any) -> list[int]:
        """The first being of the clause that ends at the verb; the parse lost its subject."""
        close = self._right_before(token)
        if close:
            return close
        best: int | None = None
        for index in self.in_sentence.get(self.sentence_of[token.i], [])[:_WINDOW]:
            phrase = self.phrases[index]
            if phrase.start >= token.i:
                break
            before = self.doc[phrase.start - 1] if phrase.start else None
            if not self.beings[index] or phrase.possessive or phrase.quoted != self.in_quotes[token.i]:
                continue
            if before is not None and before.pos_ == "ADP":
                continue
            if best is None or (before is not None and before.text in {",", ";"}):
                best = index
        return [best] if best is not None else []

    def _right_before(self, token: Any) -> list[int]:
        """Whoever stands right before a plain verb a parse took for a noun: "the friends hug", "Ada and Bo talk"."""
        if token.pos_ == "VERB":
            return []
        ends = {
            self.phrases[i].end: i
            for i in self.in_sentence.get(self.sentence_of[token.i], [])[:_WINDOW]
            if self.beings[i] and not self.phrases[i].possessive
        }
        found: list[int] = []
        at = token.i
        while at in ends:
            index = ends[at]
            before = self.doc[self.phrases[index].start - 1] if self.phrases[index].start else None
            if before is not None and before.pos_ == "ADP":
                return []
            found.insert(0, index)
            if before is None or before.lower_ != "and" or token.lower_.endswith("s"):
                break
            at = before.i
        return found

    def _with_conjuncts(self, token: Any) -> list[int]:
        found = [self.at_head[t.i] for t in (token, *token.conjuncts) if t.i in self.at_head]
        return sorted(dict.fromkeys(found))

    def _objects(self, token: Any, event: Event) -> None:
        """Target and recipient: from the parse, or the phrase that follows the verb at once."""
        for child in token.children:
            if child.dep_ in {"dobj", "attr"} and self.at_head.get(child.i) in event.actors:
                continue
            if child.dep_ in {"dobj", "attr"} and child.i in self.at_head and event.target is None:
                event.target = self.at_head[child.i]
            elif child.dep_ == "dative":
                event.recipient = self._inside(child)
            elif child.dep_ == "prep" and child.lower_ == "to" and event.meaning == "hand_over":
                event.recipient = event.recipient if event.recipient is not None else self._inside(child)
        if event.target is None:
            at = token.i + 1
            while at < len(self.doc) and at < token.i + 3 and self.doc[at].lower_ in _PARTICLES:
                at += 1
            index = self.at_start.get(at)
            if (
                index is not None
                and index not in event.actors
                and (at == token.i + 1 or event.meaning in {"take_off", "put_on", "pick_up", "put_down"})
            ):
                event.target = index
        if event.meaning == "hand_over" and event.recipient is None and event.target is not None:
            end = self.phrases[event.target].end
            if end < len(self.doc) and self.doc[end].lower_ == "to":
                event.recipient = self.at_start.get(end + 1)
        if event.recipient is not None and event.recipient == event.target:
            event.target = None

    def _inside(self, token: Any) -> int | None:
        """The phrase of a token, or of what a preposition governs."""
        if token.i in self.at_head:
            return self.at_head[token.i]
        return next((self.at_head[c.i] for c in token.children if c.i in self.at_head), None)

    def clause_subject(self, index: int, events: dict[int, Event]) -> int | None:
        """Subject of the clause a phrase stands in; for fronted phrases the being that follows."""
        token = self.doc[self.phrases[index].head]
        for _ in range(12):
            if token.i in events and events[token.i].actors:
                actor = events[token.i].actors[0]
                return actor if actor != index else None
            if token.head.i == token.i:
                break
            token = token.head
        around = self.in_sentence.get(self.sentence_of[self.phrases[index].start], [])[:_WINDOW]
        same = [i for i in around if self.beings[i] and not self.phrases[i].possessive]
        before = [i for i in same if i < index]
        found = before or same
        return found[0] if found else None


def _sentence_numbers(doc: Any) -> list[int]:
    """Number of the sentence each token stands in."""
    numbers = [0] * len(doc)
    for number, sent in enumerate(doc.sents):
        for i in range(sent.start, sent.end):
            numbers[i] = number
    return numbers


def can_act(phrase: Phrase) -> bool:
    """Whether a phrase's form alone lets it act: names and pronouns can."""
    return phrase.form in {Form.NAME, Form.PRONOUN, Form.SEVERAL}


def subject_ahead(doc: Any, phrases: list[Phrase], index: int) -> int | None:
    """For "he" or "her" in a clause or phrase that opens a sentence: the subject behind it, if that is no pronoun.

    As in "Before she speaks, Ida coughs" and "At the table, a fez on his knee, sits Hamza".
    """
    phrase = phrases[index]
    if phrase.pronoun not in {"male", "female"} or phrase.quoted:
        return None
    sent = doc[phrase.start].sent
    told = [p for p in phrases[:index] if p.start >= sent.start and (p.form is Form.NAME or p.form is Form.PRONOUN)]
    fronted = doc[sent.start].pos_ in {"SCONJ", "ADP"} or doc[sent.start].tag_ in {"VBG", "VBN"}
    if told or not fronted:
        return None
    comma = next((t.i for t in doc[phrase.end : sent.end] if t.text == ","), None)
    if comma is None:
        return None
    for later in range(index + 1, len(phrases)):
        row = phrases[later]
        if row.start >= sent.end:
            break
        if row.start <= comma or row.possessive:
            continue
        if doc[row.head].dep_ in _SUBJECTS and row.form is not Form.NAME and row.form is not Form.PRONOUN:
            continue
        return later if row.form is Form.NAME and doc[row.head].dep_ in _SUBJECTS else None
    return None
