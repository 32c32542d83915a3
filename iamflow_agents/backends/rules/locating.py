"""How surely a sentence puts its scene where one of its phrases says: by the verb, the preposition and the clause.

"She walks to the market" brings the story there; "points at the market", "a man from the market" and "says that she
was at the market" do not. What the words of the phrase itself name is the matter of `scenery`, and which place of the
story is meant that of the atlas.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase

SPOTS = frozenset({
    "edge", "middle", "side", "foot", "bottom", "top", "end", "heart", "back", "front", "centre", "center", "depths",
    "outskirts", "shade", "shadow", "shadows", "ruins", "rim", "mouth", "entrance", "corner", "far", "base", "deck",
    "bank", "banks", "shore", "shores", "slope", "slopes", "depth", "crest", "peak", "gate", "gates",
    "rest", "bend", "halfway", "midst", "threshold", "brink",
})  # fmt: skip
"""Nouns that only say where in a place: "in the middle of the square", "on the far side of the river"."""
_ENTERS = frozenset({
    "enter", "reach", "fill", "cross", "search", "haunt", "reenter", "roam", "patrol", "visit", "explore", "wander",
    "tour", "climb", "descend", "ascend", "board", "circle", "inspect", "storm",
})  # fmt: skip
_RISES = frozenset({"climb", "descend", "ascend", "circle", "inspect"})
"""Those of them that are as well done to a ladder or a bench."""
_KEEPS = frozenset(
    {"open", "close", "sweep", "clean", "mind", "tend", "run", "keep", "own", "guard", "leave", "lock", "unlock"}
)
_RUNS = frozenset(
    {"run", "walk", "wade", "crawl", "stumble", "ride", "wander", "trudge", "race", "crash", "march", "hike"}
)
_GOES = _RUNS | frozenset({
    "go", "come", "step", "move", "drive", "travel", "fly", "sail", "row", "swim", "climb", "hurry", "rush", "dash",
    "sneak", "creep", "slip", "stroll", "return", "head", "arrive", "get", "land", "descend", "enter", "escape",
    "flee", "gallop", "trot", "paddle", "drift", "float", "dive", "jump", "leap", "fall", "tumble", "slide", "ski",
    "cycle", "bike", "skate", "limp", "stride", "storm", "burst", "set", "retreat", "withdraw", "venture", "cross",
    "follow", "chase", "pursue", "carry", "take", "bring", "lead", "drag", "guide", "escort", "accompany", "push",
    "pull", "wheel", "transport", "haul", "tow", "steer", "roll", "pedal", "migrate", "wash", "sink", "crash", "crawl",
    "emerge", "disembark", "march", "stumble", "stagger", "roam", "tiptoe", "squeeze", "ascend", "journey",
})  # fmt: skip
"""What brings somebody somewhere: "they climb down to the beach", "the train carries her to the city"."""
_LOOKS = frozenset({
    "look", "point", "stare", "gaze", "glance", "peer", "shout", "yell", "aim", "wave", "shoot", "fire", "bark",
    "growl", "nod", "gesture", "listen", "smile", "blink", "squint", "gape", "peek", "call", "scream", "howl", "glare",
    "see", "spot", "watch", "throw", "motion", "wink", "grin", "roar", "hiss", "sniff",
})  # fmt: skip
"""What is done from afar: "points at a cave", "looks out over the sea"."""
_AFAR = frozenset({"at", "to", "toward", "towards", "over", "into", "across", "through", "up", "down", "on", "onto"})
_WISHES = frozenset({
    "want", "ask", "plan", "wish", "hope", "long", "beg", "refuse", "promise", "need", "decide", "dream", "hate",
    "love", "prepare", "order", "tell", "invite", "like", "intend", "agree", "threaten", "offer", "expect", "advise",
})  # fmt: skip
"""What only speaks of going: "she wants to go to the sea"."""
_SAYS = frozenset({
    "say", "tell", "know", "think", "remember", "explain", "dream", "hear", "believe", "ask", "wonder", "learn",
    "imagine", "describe", "recall", "report", "whisper", "claim", "admit", "show", "guess", "suspect", "mention",
})  # fmt: skip
_NEAR = frozenset(
    {"in", "at", "on", "inside", "outside", "along", "aboard", "within", "amid", "under", "onto", "through"}
)
_AWAY = frozenset(["from", "to", "of", "off", "toward", "towards", "past", "beyond", "like"])
_GONE_FROM = frozenset(["from", "off", "like"])
_BY_MEANS = frozenset({"after", "for", "about", "with", "without", "until", "since", "during", "like", "as"})
"""Prepositions behind which a place is only spoken of: "after school", "looks for the church"."""
_PREPOSITIONS = frozenset({
    "in", "at", "on", "inside", "outside", "along", "across", "under", "by", "near", "behind", "beside", "into",
    "through", "to", "onto", "beyond", "over", "around", "past", "within", "toward", "towards", "aboard", "above",
    "below", "beneath", "amid", "between", "from", "of", "off", "round", "down", "up", "among", "amongst", "atop",
})  # fmt: skip
_TOWARDS = frozenset({"to", "into", "onto", "through", "across", "along", "down", "up", "at", "in", "on", "inside"})
_ABOARD = frozenset({"in", "on", "inside", "aboard", "into", "onto", "within"})
_FRONTED = 1.0
"""What a place in front of subject and verb gains: "At night, on the roof, two cats fight"."""


def leaning(
    doc: Any, phrase: Phrase, phrases: list[Phrase], starts: set[int], strength: float, lexicon: Lexicon
) -> float:
    """What the sentence adds to or takes from the surety with which a phrase names the place of its scene.

    Args:
        doc: The parsed text.
        phrase: The phrase.
        phrases: All phrases of the text.
        starts: Where its sentences begin.
        strength: How surely the phrase's own words name a place, 1 weakly, 2 surely.
        lexicon: Word lists.
    """
    before = doc[phrase.start - 1] if phrase.start else None
    value = _standing(before, phrase, starts) - _only_told(doc, phrase, lexicon) + _entered(doc, phrase, strength)
    if before is not None and before.lower_ in _NEAR and _in_front(doc, phrase, phrases, lexicon):
        value = max(value, _FRONTED)
    return value


def side_of(doc: Any, phrase: Phrase) -> str:
    """From which side a place is named: `out` for "in front of the bank", `behind` for "behind the bank"."""
    words = [t.lower_ for t in doc[max(0, phrase.start - 3) : phrase.start]]
    if words[-1:] == ["behind"]:
        return "behind"
    return "out" if words[-1:] == ["outside"] or words == ["in", "front", "of"] else ""


def _standing(before: Any, phrase: Phrase, starts: set[int]) -> float:
    """What the word before a place phrase adds: "in the kitchen" says more than "from the kitchen"."""
    if before is None or phrase.start in starts:
        return -0.5
    low = before.lower_
    if low in _NEAR:
        fronted = before.i in starts or before.i - 1 in starts
        return 1.0 if fronted else 0.6
    if low in _AWAY:
        return -0.6
    if low in _PREPOSITIONS:
        return 0.2 if before.i not in starts else 0.5
    return -1.4 if low in _BY_MEANS else -0.8


def _in_front(doc: Any, phrase: Phrase, phrases: list[Phrase], lexicon: Lexicon) -> bool:
    """Whether nobody and no verb stands before a phrase in its sentence: "Evening on the veranda"."""
    start = doc[phrase.head].sent.start
    if any(t.pos_ in {"VERB", "AUX"} for t in doc[start : phrase.start]):
        return False
    ahead = [p for p in phrases if start <= p.start < phrase.start]
    known = (lexicon.beings, lexicon.place_nouns)
    return not any(p.form in {Form.NAME, Form.PRONOUN} or any(p.noun in nouns for nouns in known) for p in ahead)


def _only_told(doc: Any, phrase: Phrase, lexicon: Lexicon) -> float:
    """What takes away from a place phrase: left behind, seen from afar, only spoken of, acting or acted upon."""
    head, before = doc[phrase.head], doc[phrase.start - 1] if phrase.start else None
    left = before is not None and (
        before.lower_ in _GONE_FROM
        or (phrase.start > 1 and doc[phrase.start - 2].lower_ in _GONE_FROM | {"out"} and before.pos_ == "ADP")
    )
    vehicle = phrase.noun in lexicon.beings
    acts = head.dep_ == "nsubj" and (vehicle or phrase.det in {"a", "an", ""}) and head.head.lemma_ != "be"
    acted = head.dep_ == "dobj" and head.head.lemma_ not in _ENTERS | _KEEPS
    apart = vehicle and head.dep_ == "pobj" and before is not None and before.lower_ not in _ABOARD
    comes = vehicle and phrase.det in {"a", "an"} and head.dep_ == "pobj" and head.head.head.lemma_ in _GOES
    apart = apart or comes
    told = 1.5 * (_at_another_time(head) or _only_spoken_of(head))
    return 0.7 * left + 0.8 * acts + 0.8 * acted + 1.0 * apart + told + 2.0 * from_afar(head)


def from_afar(head: Any) -> bool:
    """Whether a place is only looked or pointed at: "points at a cave above"."""
    if head.dep_ != "pobj" or head.head.lower_ not in _AFAR:
        return False
    verb = head.head.head
    if verb.pos_ == "ADP" or verb.dep_ in {"advmod", "prt"}:
        verb = verb.head
    if verb.lemma_ not in _LOOKS or verb.i > head.i or verb.lower_ == "shot":
        return False
    return head.head.lower_ not in {"on", "down", "up"} or verb.lemma_ in {"look", "gaze"}


def _at_another_time(token: Any) -> bool:
    """Whether a word stands in a relative clause of the past: "the boy she carried across the river"."""
    for _ in range(6):
        if token.dep_ == "relcl":
            return bool(token.tag_ in {"VBD", "VBN"} or any(c.tag_ == "VBD" for c in token.children))
        if token.head.i == token.i:
            return False
        token = token.head
    return False


def _only_spoken_of(token: Any) -> bool:
    """Whether a word stands in what is said, thought or wished: "says that he found it in the elevator"."""
    for _ in range(8):
        above = token.head
        if above.i == token.i:
            return False
        if token.dep_ == "ccomp" and above.lemma_ in _SAYS and above.i < token.i:
            return True
        if token.dep_ in {"xcomp", "advcl", "ccomp"} and above.lemma_ in _WISHES and above.i < token.i:
            return any(c.lower_ == "to" for c in token.children)
        token = above
    return False


def _entered(doc: Any, phrase: Phrase, strength: float) -> float:
    """What a verb adds that brings somebody there: "enters the sheepfold", "walk to the market"."""
    head = doc[phrase.head]
    own = 0.4 if phrase.det == "poss" else 0.0
    if head.dep_ == "dobj" and head.head.lemma_ in _ENTERS and (strength > 1 or head.head.lemma_ not in _RISES):
        return 1.4
    if head.dep_ != "pobj":
        return 0.0
    preposition, verb = head.head, head.head.head
    if preposition.lower_ in {"through", "across"} and verb.lemma_ in _RUNS:
        return 1.0
    if verb.pos_ in {"ADP", "ADV"} and verb.i < preposition.i:
        verb = verb.head
    goes = verb.pos_ == "VERB" and verb.lemma_ in _GOES and verb.i < preposition.i
    if not goes or preposition.lower_ not in _TOWARDS or verb.tag_ in {"VBD", "VBN"} or _only_spoken_of(head):
        return 0.0
    if strength < 2:
        return 0.6 if preposition.lower_ == "to" else own
    return 1.4 if preposition.lower_ == "to" and verb.dep_ == "ROOT" else 0.6
