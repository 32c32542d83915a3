"""Who speaks a quotation, and whether a name inside it calls somebody, names the speaker, or introduces a third.

The speaker is whoever stands with the verb of saying next to the quotation, else the subject of the sentence before
it. What the resolver makes of a name told in speech is not decided here.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.tagging import QUOTES, quote_flags

ADDRESSED, SELF, INTRODUCED, LONE = "addressed", "self", "introduced", "lone"
"""Called out; told as the speaker's own; told of a third; or a quotation that is nothing but a name."""
_ENDS = frozenset({".", "!", "?", "…", "...", ";", ",", "—", "–", "-"})
_GREETINGS = frozenset({
    "ah", "bye", "come", "congratulations", "dear", "evening", "goodbye", "goodnight", "hello", "hey", "hi", "look",
    "morning", "night", "no", "o", "oh", "ok", "okay", "please", "sorry", "thanks", "wait", "welcome", "well",
    "yes", "you",
})  # fmt: skip
_NO_NAMES = frozenset({
    "abuela", "abuelo", "action", "again", "always", "amen", "amma", "appa", "babe", "babushka", "baby",
    "beautiful", "boss", "bravo", "bro", "buddy", "bye", "capitaine", "capitano", "captain", "careful", "cheers",
    "chief", "christ", "comandante", "come", "congratulations", "cut", "damn", "darling", "dear", "doctor",
    "doktor", "done", "dude", "easy", "enough", "everybody", "everyone", "everything", "excellency", "fire",
    "folks", "follow", "freeze", "friend", "gentlemen", "gently", "go", "god", "good", "goodbye", "goodness",
    "gran", "guilty", "guys", "happy", "heavens", "hell", "hello", "help", "here", "hey", "hi", "highness", "honey",
    "honor", "honour", "hurry", "impossible", "jefe", "jesus", "kapitan", "kid", "ladies", "lads", "listen", "look",
    "lord", "love", "ma", "ma'am", "madam", "maestro", "majesty", "mate", "merry", "miss", "mister", "mommy",
    "never", "next", "no", "nonna", "nonno", "nothing", "now", "objection", "officer", "oma", "opa", "order", "pa",
    "pal", "pardon", "patron", "perfect", "please", "pops", "professore", "quick", "quickly", "quiet", "ready",
    "run", "sensei", "silence", "sir", "sis", "sit", "slowly", "son", "sorry", "stay", "stop", "sweetheart",
    "thanks", "there", "today", "tomorrow", "tonight", "wait", "welcome", "yes",
})  # fmt: skip
_BE = frozenset({"am", "is", "was", "'m", "’m", "'s", "’s", "m"})
_REPORTING = frozenset({"here", "reporting", "speaking"})


class SpeechReader:
    """Reads the quotations of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        events: Its verbs.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], events: list[Event], lexicon: Lexicon) -> None:
        self.doc, self.phrases, self.events, self.lexicon = doc, phrases, events, lexicon
        self.quotes = _spans(quote_flags(doc))
        self.quote_of = {j: span for span in self.quotes for j in range(*span)}
        self.speakers = {span: self._speaker(*span) for span in self.quotes}

    def speaker_of(self, index: int) -> int | None:
        """Phrase of whoever speaks the quotation that a phrase stands in."""
        span = self.quote_of.get(self.phrases[index].start)
        return self.speakers.get(span) if span is not None else None

    def call_of(self, index: int) -> str:
        """What a name inside a quotation does there; empty when it is only spoken of."""
        phrase = self.phrases[index]
        span = self.quote_of.get(phrase.start)
        if span is None or phrase.form is not Form.NAME:
            return ""
        begin, end = span
        before = [t.lower_ for t in self.doc[max(begin, phrase.start - 4) : phrase.start]]
        after = self.doc[phrase.end].text if phrase.end < end else ""
        if self._names_speaker(before) or after.lower() in _REPORTING:
            return SELF
        if phrase.name.lower() in _NO_NAMES or phrase.name.lower() in self.lexicon.beings:
            return ""
        if before[-2:-1] == ["it"] and before[-1] in _BE and after in {",", "."} and phrase.end + 1 >= end:
            return LONE
        if before[-2:-1] in (["this"], ["that"]) and before[-1] in _BE:
            return INTRODUCED
        if before[-1:] == ["meet"]:
            return INTRODUCED
        ends = after in _ENDS or after == ""
        if phrase.start == begin and ends and phrase.end + 1 >= end:
            return ADDRESSED if after in {"?", "!"} else SELF if self._asked(begin) else LONE
        opens = phrase.start == begin or before[-1] in {".", "!", "?", "…"}
        if opens:
            leads = after in {"!", "?", "…"} or (after == "," and self._clause_follows(phrase.end + 1, end))
            return ADDRESSED if leads else ""
        closing = after in {".", "!", "?", "…", "", ";", "—"} or (after == "," and phrase.end + 1 >= end)
        if before[-1] == "," and (closing or (after == "," and self._greets(before[:-1]))):
            return ADDRESSED
        return ADDRESSED if ends and before[-1] in _GREETINGS - {"you", "come", "look", "no"} else ""

    def _clause_follows(self, begin: int, end: int) -> bool:
        """Whether something is said to the one called ("Cody, drive!"), not just another name ("Scalpel, Bruno")."""
        return any(t.pos_ in {"VERB", "AUX", "PRON", "ADV", "DET", "INTJ"} for t in self.doc[begin:end])

    def _greets(self, words: list[str]) -> bool:
        return bool(words) and words[-1] in _GREETINGS

    def _names_speaker(self, before: list[str]) -> bool:
        """As in "I'm", "my name is", "the name's", "call me"."""
        if not before:
            return False
        if before[-1] in _BE:
            return before[-2:-1] == ["i"] or (before[-2:-1] == ["name"] and bool({"my", "the"} & set(before)))
        return before[-2:] == ["call", "me"]

    def _asked(self, begin: int) -> bool:
        """Whether the quotation before asks for a name: "What is your name?"."""
        earlier = [span for span in self.quotes if span[1] <= begin]
        if not earlier:
            return False
        words = [t.lower_ for t in self.doc[earlier[-1][0] : earlier[-1][1]]]
        return "name" in words or words[:3] == ["who", "are", "you"] or words[:2] == ["and", "you"]

    def _speaker(self, begin: int, end: int) -> int | None:
        """Who stands with the verb of saying behind the quotation, before it, or in the sentence before."""
        behind = self._sayer(range(end, min(end + 7, len(self.doc))), end)
        if behind is not None:
            return behind
        ahead = self._sayer(range(begin - 1, max(-1, begin - 14), -1), end)
        if ahead is not None:
            return ahead
        return self._last_subject(begin)

    def _sayer(self, window: range, end: int) -> int | None:
        """The actor of the nearest verb of saying in a window, unless another quotation stands between."""
        saying = {e.at: e for e in self.events if e.meaning == "talk" and e.at not in self.quote_of}
        crossed = 0
        for at in window:
            if self.doc[at].text in QUOTES:
                crossed += 1
            if crossed > 1:
                break
            if at in saying:
                found = [i for i in saying[at].actors if not self.phrases[i].quoted]
                return found[0] if found else None
            if self.doc[at].text in {".", "!", "?"} and at > end:
                break
        return None

    def _last_subject(self, begin: int) -> int | None:
        """The subject of the last deed told before a quotation that nobody is said to say."""
        before = [e for e in self.events if e.at < begin and e.at not in self.quote_of and e.actors]
        return before[-1].actors[0] if before else None


def _spans(flags: list[bool]) -> list[tuple[int, int]]:
    """Begin and end of each run of quoted tokens."""
    found: list[tuple[int, int]] = []
    for at, inside in enumerate(flags):
        if inside and (at == 0 or not flags[at - 1]):
            found.append((at, at + 1))
        elif inside:
            found[-1] = (found[-1][0], at + 1)
    return found
