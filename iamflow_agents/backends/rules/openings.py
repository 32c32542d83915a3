"""How a segment opens: verbless fragments that set a place, phrases put in front, and words for going back.

"Parking lot, neon." has no verb and names a place outright; "On a heath of heather, two sisters ..." puts an unlisted
place in front. What the fragments mean for the story (a new place or a known one) is the atlas's matter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.locating import SPOTS
from iamflow_agents.backends.rules.phrase import NUMBERS, Form, Phrase

FRAGMENT = 4.5
FRONTED = 4.0
BESIDE = 3.4
"""Weight of a place in front that the scene only lies near: "Below the white tower"."""
UNLISTED = 2.4
_NEARBY = frozenset(
    {"below", "behind", "beside", "by", "near", "above", "over", "beyond", "outside", "under", "beneath"}
)
_WAYS_THROUGH = frozenset({"through", "out", "down", "up", "over", "into", "to", "around", "above", "below", "back"})
"""Prepositions behind which an unlisted noun is an opening or a way, not a place: "Through the hatch"."""
_WHOLE = frozenset({"whole", "entire", "rest"})
_FRONT = frozenset({
    "in", "on", "at", "inside", "outside", "aboard", "behind", "beneath", "under", "beyond", "along", "across",
    "down", "up", "atop", "within", "near", "beside", "by", "through", "interior", "exterior", "back", "out",
    "over", "below", "above", "deep", "high", "far", "only", "now", "then", "still", "once", "more", "again",
    "meanwhile", "later", "into", "underneath", "around", "cut", "to", "home", "somewhere", "upstairs",
    "downstairs", "next", "door", "where", "just", "right", "here", "there", "among", "amongst", "amid", "amidst",
    "between",
    "-", ",",
})  # fmt: skip
"""Words that may stand before the place itself: "Back behind the big top", "Out on the line"."""
_ADVERBS = frozenset({
    "now", "then", "still", "again", "only", "-", ",", "back", "deep", "high", "far", "once", "more", "meanwhile",
    "later", "just", "right", "here", "there", "somewhere", "where", "interior", "exterior",
})  # fmt: skip
"""Those that are no prepositions; what stands alone behind them is a fragment."""
_LIGHTS = frozenset({
    "torchlight", "candlelight", "lamplight", "lantern", "firelight", "light", "starlight", "silence", "steam", "smoke",
    "dust", "noise", "music", "darkness", "heat", "cold",
})  # fmt: skip
"""What may stand before a place in front without being one: "By torchlight in the temple yard"."""
_TOWNS = frozenset(["town", "city", "village", "country", "street"])
"""What "across town" only crosses; where one comes to is told behind it."""
_AMONG = frozenset({"among", "amongst", "amid", "amidst", "between", "behind", "beneath", "under"})
"""What opens a place of several things: "Among the vats", "Behind the bales"."""
_LANDMARKS = frozenset({
    "tree", "oak", "willow", "elm", "linden", "birch", "pine", "chestnut", "statue", "monument", "obelisk", "boulder",
    "rock", "gallows", "maypole", "cypress", "beech", "poplar", "cedar", "fig", "olive", "baobab", "yew",
})  # fmt: skip
_OPEN_AIR = frozenset({"outside", "outdoors"})
_UNDER_A_ROOF = frozenset({"inside", "indoors"})
_TAGS = frozenset({
    "flashback", "flash", "cut", "smash", "dissolve", "fade", "match", "intercut", "montage", "title", "super",
    "insert", "to", "in", "out", "from", "back", "later", "meanwhile", "present", "past", "future", "day", "now",
    "then", "again", "today", "tonight", "yesterday", "tomorrow", "earlier", "before", "ago", "after", "that",
    "same", "next", "the", "a", "an", "of", "on", "at", "end", "begin", "wide", "close", "shot", "close-up",
    "closeup", "medium", "long", "aerial", "view", "establishing", "tracking", "pov", "angle", "interior",
    "exterior", "scene", "act", "one", "few", "many", "several", "some", "early", "late", "black", "white",
    "silence", "continuous", "moments", "opening", "final", "first", "last", "still", "once", "upon", "time",
    "following", "evening", "up", "over", "slow", "motion",
})  # fmt: skip
"""Words of stretches that say when, or how the camera stands, but not where."""
_TRAILING = frozenset(["below", "above", "outside", "inside", "again", "behind", "ahead", "nearby", "beyond", "now"])
_SPANS = re.compile(
    r"^(?:second|minute|hour|day|night|week|month|season|year|decade|centur|morning|afternoon|evening|noon|midday|"
    r"midnight|dawn|dusk|sunrise|sunset|twilight|nightfall|daybreak|spring|summer|autumn|winter|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|"
    r"november|december|christmas|easter|halloween|rain|snow|storm|thunder|fog|sun|wind|drizzle|daylight|moonlight)"
)
_NO_PLACES = frozenset({
    "flash", "hurry", "whim", "signal", "meantime", "rush", "panic", "trance", "daze", "fit", "circle", "line",
    "instant", "heartbeat", "count", "sight", "loop", "row", "pair", "group", "crowd", "voice", "tone", "language",
    "way", "hush", "pile", "heap", "cue", "contrary", "average", "guise", "haze", "blur", "nightmare", "dream",
    "case", "event", "verge", "brink", "point", "horse", "horseback", "foot", "duty", "leash", "string", "hook",
    "plate", "tray", "spoon", "pocket", "envelope", "frenzy", "gust", "breeze", "glare", "gleam", "embrace",
    "chorus",
})  # fmt: skip
_ABSTRACT_ENDS = ("tion", "sion", "ness", "ment", "ity", "ance", "ence", "ing", "ism", "ship", "hood", "ure", "ght")
_WAKING = re.compile(
    r"\b(?:wakes?|awakes?|awakens?|woke|startles? awake|jolts? awake|comes? to|opens? (?:her|his|their|its) eyes)\b"
    r"|\bend of (?:the )?(?:memory|dream|flashback|vision)\b|\bend flashback\b|\bback (?:to|in) (?:the )?present\b"
    r"|^\W*(?:the )?present(?: day)?\s*[.:,\n-]|\b(?:memory|dream|vision|flashback) (?:ends|fades|dissolves|breaks)\b",
    re.IGNORECASE,
)
_VISION = re.compile(
    r"\bflash(?:es)?[- ]?back\b|\b(?:he|she|it|they|[A-Z]\w+) (?:dreams?|remembers?|recalls|imagines|hallucinates)\b"
    r"|\bin (?:the|a|his|her|their|\w+'s) (?:dream|memory|nightmare|vision)s?\b|\bdream(?: sequence)?:|\bmemory:",
    re.IGNORECASE,
)
_GOES = re.compile(
    r"\b(?:goes|go|steps?|walks?|runs?|rush(?:es)?|hurr(?:y|ies)|heads?|slips?|storms?|comes?|dash(?:es)?|sneaks?|"
    r"climbs?|creeps?|bursts?|is|are) (?:back |straight |quietly |slowly )?"
    r"(?P<way>outside|outdoors|inside|indoors|upstairs|downstairs)(?= ?[.,;]| and\b| alone\b|$)",
    re.IGNORECASE,
)
_HOMEWARD = re.compile(
    r"(?<!to )\b(?:goes|go|comes?|walks?|runs?|drives?|rides?|returns?|arrives?|gets?|hurr(?:y|ies)|rush(?:es)?|"
    r"fl(?:y|ies)|limps?|sneaks?|heads?|cycles?|is|are|stays?|(?:carr(?:y|ies)|takes?|brings?|leads?|drives?) "
    r"[\w ]{2,20}?) (?:(?:back|straight|alone|safely|finally|slowly|quickly|all the way) )*"
    r"home(?= ?[.,;]| and\b| with\b| alone\b| in\b| at\b|$)",
    re.IGNORECASE,
)
_SAID = re.compile(r"[\"“][^\"”]*(?:[\"”]|$)")
_RETURNS = re.compile(
    r"\b(?:returns?|(?:goes|go|comes?|runs?|walks?|hurr(?:y|ies)|rush(?:es)?|is|are) back)\b", re.IGNORECASE
)
_WAYS = {
    "outside": "out", "outdoors": "out", "inside": "in", "indoors": "in", "upstairs": "up", "downstairs": "down",
}  # fmt: skip
_WHERE = re.compile(
    r"\b(?:back|out|over|down|up|there) (?:to |at )?where (?:the |her |his |their |old |young )*(?P<who>\w+)",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Opening:
    """What the first words of a segment say of its place."""

    found: list[tuple[int, float]] = field(default_factory=list)
    """Phrases that name the place, by index, and how surely."""
    side: str = ""
    """`behind` for "Behind the tent", `out` for "Outside the bank", `in` for "Inside the tent"."""
    bare: tuple[int, int, str] | None = None
    """Tokens of a place that the tagger took for something else, and its noun: "Attic, moonlight."."""
    town: str = ""
    """A town or country that opens the segment without any other place."""
    back: bool = False
    """Opens by going back: "Back in the hall"."""
    outside: bool = False
    """Opens with a bare "Outside"."""
    moves: str = ""
    """Where somebody goes without a place's name: `out`, `in`, `up` or `down`."""
    wakes: bool = False
    """A dream, memory or flashback is over."""
    vision: bool = False
    """A dream, memory or flashback begins or goes on."""
    where: str = ""
    """Who is at the place gone back to: "back where the captain stands"."""


def read_opening(doc: Any, phrases: list[Phrase], lexicon: Lexicon) -> Opening:
    """Read the first stretches of a segment up to the first that is neither a place nor a mark of time or camera."""
    opening = Opening(wakes=bool(_WAKING.search(doc.text)), vision=is_vision(doc.text))
    opening.back = any(t.lower_ == "back" for t in doc[:1]) or bool(_RETURNS.search(doc.text[:80]))
    told = _WHERE.search(doc.text)
    opening.where = told["who"].lower() if told else ""
    first = next(doc.sents, None)
    unquoted = _SAID.sub(" ", first.text) if first is not None else ""
    went = _GOES.search(unquoted)
    opening.moves = _WAYS[went["way"].lower()] if went else ""
    if _HOMEWARD.search(unquoted):
        opening.moves = "home"
    at, seen = 0, 0
    while at < len(doc) and seen < 4:
        end = _stretch_end(doc, at)
        _Stretch(doc, phrases, lexicon, at, end).read(opening)
        if opening.found or opening.bare or not _is_tag(doc, at, end, opening):
            break
        at, seen = end + 1, seen + 1
    if opening.outside and not opening.found and not opening.bare:
        there = _somebody_is_there(doc, phrases, lexicon) or _goes_on_with_a_place(doc)
        opening.moves = opening.moves or ("out" if there else "")
    return opening


def is_vision(text: str) -> bool:
    """Whether a text opens or tells a dream, a memory or a flashback."""
    return bool(_VISION.search(text))


def _somebody_is_there(doc: Any, phrases: list[Phrase], lexicon: Lexicon) -> bool:
    """Whether the first sentence is about somebody: "Outside, Nora waits", but not "Outside, the wind howls"."""
    end = next((sent.end for sent in doc.sents if sent.end > 2), 0)
    subjects = [p for p in phrases if p.start < end and (p.start == 2 or doc[p.head].dep_ in {"nsubj", "nsubjpass"})]
    return any(p.form in {Form.NAME, Form.PRONOUN} or p.noun in lexicon.beings for p in subjects[:1])


def _goes_on_with_a_place(doc: Any) -> bool:
    """As in "Outside, on the wet steps, ..."."""
    return len(doc) > 2 and doc[1].text == "," and doc[2].pos_ == "ADP"


def _stretch_end(doc: Any, at: int) -> int:
    """Where a stretch ends: at a full stop, a colon, a dash between blanks or a new line."""
    for j in range(at, len(doc)):
        text = doc[j].text
        if (
            text in {".", "!", "?", ":", ";", "…", "—", "–", '"', "“"}
            or "\n" in text
            or (text == "-" and j > at and doc[j - 1].whitespace_)
        ):
            return j
        if (
            text.endswith(".")
            and len(text) > 3
            and text[-2].isalnum()
            and not text[:1].isdigit()
            and "." not in text[:-1]
        ):
            return j
    return len(doc)


def _is_tag(doc: Any, at: int, end: int, opening: Opening) -> bool:
    """Whether a stretch only says when, how the camera stands, or which town it is."""
    words = [t for t in doc[at:end] if not t.is_punct and not t.is_space]
    if len(words) > 7:
        return False
    return all(
        t.lower_ in _TAGS or t.lower_ in NUMBERS or t.text[:1].isdigit() or t.pos_ == "NUM" or _SPANS.match(t.lower_)
        or t.lower_ == opening.town
        for t in words
    )  # fmt: skip


class _Stretch:
    """One stretch of the opening, cut into chunks at its commas."""

    def __init__(self, doc: Any, phrases: list[Phrase], lexicon: Lexicon, start: int, end: int) -> None:
        self.doc, self.phrases, self.lexicon, self.start, self.end = doc, phrases, lexicon, start, end

    def read(self, opening: Opening) -> None:
        """Look for a place among the chunks; only the first may stand before a sentence with a verb."""
        verbless = not any(self._is_finite(t) for t in self.doc[self.start : self.end])
        at, only_when = self.start, True
        for number in range(4):
            end = next((j for j in range(at, self.end) if self.doc[j].text == ","), self.end)
            if at >= self.end or (number and not verbless and not opening.outside and not only_when):
                break
            left = {t.lower_ for t in self.doc[at:end]} - _ADVERBS
            if len(left) == 1 and left <= _OPEN_AIR:
                opening.outside = True
            if len(left) == 1 and left <= _UNDER_A_ROOF and not number:
                opening.moves = opening.moves or "in"
            self._chunk(at, end, opening, verbless or end < self.end)
            if opening.found or opening.bare:
                break
            only_when = only_when and _is_tag(self.doc, at, end, opening)
            at = end + 1

    def _is_finite(self, token: Any) -> bool:
        """Whether a token is a verb that makes a sentence; listed nouns that the tagger took for verbs are none."""
        if token.tag_ not in {"VBD", "VBZ", "VBP", "MD"}:
            return False
        word = self.lexicon.singular(token.text)
        known = word in self.lexicon.place_nouns or word in self.lexicon.events
        return not (known and token.dep_ == "ROOT" and not any(c.dep_ == "nsubj" for c in token.children))

    def _chunk(self, at: int, end: int, opening: Opening, may_stand: bool) -> None:
        """Read one chunk: a bare place, or one behind a preposition, perhaps behind words that say when or how."""
        inside = [i for i, p in enumerate(self.phrases) if at <= p.start < end and not p.possessive]
        said = any(t.text in {'"', "“"} for t in self.doc[max(0, self.start - 1) : at + 1])
        if may_stand and not said:
            opening.bare = self._mistagged(at, end)
        if not inside or opening.bare is not None:
            return
        if self.phrases[inside[0]].quoted:
            opening.bare = None
            return
        begin = at
        for index in inside[:3]:
            whole = self._owned(index)
            if self._read_phrase(begin, end, self.phrases.index(whole), opening, may_stand) or not self._only_when(
                whole
            ):
                return
            begin = whole.end

    def _read_phrase(self, at: int, end: int, index: int, opening: Opening, may_stand: bool) -> bool:
        """Read the phrase behind `at`; True when it names the place."""
        phrase = self.phrases[index]
        lead = [t.lower_ for t in self.doc[at : phrase.start]]
        if any(word not in _FRONT and word != "of" for word in lead) or phrase.quoted:
            if self._is_town(phrase) and not lead:
                opening.town = self.doc[phrase.start].lower_
            return False
        led = [word for word in lead if word not in _ADVERBS]
        if phrase.form is Form.NAME:
            if self._is_town(phrase) and not led and phrase.end == end:
                opening.town = self.doc[phrase.start].lower_
            return False
        last = led[-1] if led else ""
        listed = self._listed(phrase) or last in self.lexicon.behind_of(self.doc[phrase.head].lower_, phrase.noun)
        if led == ["across"] and phrase.noun in _TOWNS:
            return False
        if led:
            opening.side = self._side(last, at)
            if listed and not self._is_small_part(phrase):
                opening.found.append((index, BESIDE if last in _NEARBY else FRONTED))
            elif not listed and len(led) == 1 and self._may_be_place(phrase, last):
                opening.found.append((index, UNLISTED))
        elif may_stand and listed and self._stands_alone(phrase, end) and not self._is_whole(phrase):
            opening.found.append((index, FRAGMENT))
        return bool(opening.found)

    def _side(self, last: str, at: int) -> str:
        """Which side of a place the words before it mean: "outside the bank", "in front of the bank", "in the bank"."""
        front = {"front", "back"} & {t.lower_ for t in self.doc[self.start : at]}
        if last == "behind":
            return "behind"
        if last == "outside" or (last == "of" and front):
            return "out"
        return "in" if last in {"inside", "in"} else ""

    def _only_when(self, phrase: Phrase) -> bool:
        """Whether a phrase only says when, in what light or in which part of what follows: "Evening on the ice"."""
        noun, after = phrase.noun, self.doc[phrase.end] if phrase.end < len(self.doc) else None
        of = after is not None and after.lower_ == "of"
        if noun in SPOTS and of:
            return True
        low = self.doc[phrase.head].lower_
        if of and _SPANS.match(low):
            return False
        lexicon = self.lexicon
        return bool(_SPANS.match(low)) or low in lexicon.times or low in lexicon.weathers or noun in _LIGHTS

    def _mistagged(self, at: int, end: int) -> tuple[int, int, str] | None:
        """A chunk that is nothing but a listed place, whatever its tags: "alley below", "Attic"."""
        words = [self.lexicon.singular(t.text) for t in self.doc[at:end]]
        last = end
        while words and words[-1] in _TRAILING:
            words.pop()
            last -= 1
        if not 0 < len(words) <= 2 or any(at <= p.head < last and not p.unsure_name for p in self.phrases):
            return None
        known = self.lexicon.place_nouns | self.lexicon.events
        noun = "-".join(words) if "-".join(words) in known else words[-1]
        return (at, last, noun) if noun in known and self.doc[at].pos_ != "ADP" else None

    def _owned(self, index: int) -> Phrase:
        """The whole that an owner opens: "Clockmaker's shop" is the shop."""
        phrase = self.phrases[index]
        for later in self.phrases[index + 1 : index + 3]:
            if later.owner == index and later.start == phrase.start:
                return later
        return phrase

    def _is_town(self, phrase: Phrase) -> bool:
        return phrase.form is Form.NAME and phrase.name.lower().replace(" ", "-") in self.lexicon.toponyms

    def _listed(self, phrase: Phrase) -> bool:
        """Whether the lists know a phrase as a place or an occasion."""
        known = self.lexicon.place_nouns | self.lexicon.events
        if phrase.noun in known:
            return phrase.noun not in self.lexicon.look_nouns
        words = [self.lexicon.singular(t.text) for t in self.doc[phrase.start : phrase.end]]
        return phrase.noun in self.lexicon.scenery and any(w in known - self.lexicon.weak_places for w in words[:-1])

    def _is_whole(self, phrase: Phrase) -> bool:
        """As in "the whole town silent": those who live there, not a place to come to."""
        return any(self.doc[j].lower_ in _WHOLE for j in range(phrase.start, phrase.head))

    def _is_small_part(self, phrase: Phrase) -> bool:
        return phrase.noun in self.lexicon.place_parts

    def _stands_alone(self, phrase: Phrase, end: int) -> bool:
        """A place that is no subject of what follows, and no character that acts ("The van, moving")."""
        if phrase.plural and phrase.det == "" and phrase.noun in self.lexicon.beings:
            return False
        head = self.doc[phrase.head]
        if head.dep_ in {"nsubj", "nsubjpass"} and self._is_finite(head.head):
            return False
        after = self.doc[phrase.end] if phrase.end < len(self.doc) else None
        return after is None or after.i >= end or not self._is_finite(after)

    def _may_be_place(self, phrase: Phrase, lead: str) -> bool:
        """Whether a noun that no list knows can be where the text plays: "On a heath of heather"."""
        lexicon, noun = self.lexicon, phrase.noun
        if lead in _WAYS_THROUGH:
            return False
        if noun in _LANDMARKS and lead in {"under", "beneath", "by", "beside", "underneath", "at", "near"}:
            return True
        if (phrase.plural and lead not in _AMONG) or phrase.det not in {"the", "a", "an"} or noun in _NO_PLACES:
            return False
        if not noun.isalpha():
            return False
        if noun.endswith(_ABSTRACT_ENDS) or _SPANS.match(noun) or self.doc[phrase.head].pos_ != "NOUN":
            return False
        lists: tuple[Any, ...] = (
            lexicon.beings, lexicon.props, lexicon.look_nouns, lexicon.body, lexicon.abstract, lexicon.scenery,
            lexicon.times, lexicon.weathers, lexicon.kin, lexicon.substances, *lexicon.fixtures.values(),
        )  # fmt: skip
        return not any(noun in words for words in lists)
