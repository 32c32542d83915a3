"""Whether somebody a text speaks of is there: on screen, gone, remembered, shown in a picture, or denied.

One look at each phrase and the words around it; what earlier segments said is the resolver's matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from iamflow_agents.backends.rules.events import Event
from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.records import PresenceState

_PICTURES = frozenset({
    "photograph", "photo", "picture", "snapshot", "portrait", "painting", "drawing", "sketch", "poster", "statue",
    "mural", "sculpture", "image", "film", "video", "screen", "postcard", "engraving", "tapestry", "figurine",
    "bust", "silhouette", "television", "tv", "recording", "monitor", "newsreel", "footage", "hologram", "projection",
    "likeness", "puppet", "effigy", "statuette", "cutout", "relief", "icon", "cameo", "etching", "caricature", "doll",
    "carving", "bas-relief", "watercolour", "watercolor", "daguerreotype", "miniature", "waxwork",
    "billboard", "clip", "broadcast", "slide", "selfie", "polaroid", "fresco", "mosaic", "frame",
})  # fmt: skip
_SHOWN = _PICTURES - {"silhouette", "frame"}
_WORN_LIKENESSES = frozenset({
    "tattoo", "emblem", "logo", "print", "badge", "embroidery", "stencil", "brooch", "crest", "mask", "costume",
})  # fmt: skip
"""What shows somebody only with "of": "a tattoo of a mermaid", but "a man in a mask"."""
_STILL = frozenset({
    "smile", "grin", "look", "gaze", "stare", "frown", "wave", "watch", "glare", "beam", "speak", "talk", "sing",
    "warn",
})  # fmt: skip
"""What somebody in a picture or on a screen may do."""
_SEES = frozenset({
    "see", "watch", "look", "notice", "find", "spot", "recognise", "recognize", "study", "point", "read", "search",
    "stare", "gaze", "touch", "paint", "draw", "freeze", "appear", "circle", "hang",
})  # fmt: skip
_PICTURED = "in a picture"
_WAKES = frozenset({"wake", "awake", "awaken", "startle"})
_MIND = frozenset({
    "remember", "recall", "imagine", "dream", "miss", "mourn", "forget", "await", "expect", "seek", "mention",
    "describe", "write", "hear", "wonder", "think", "reminisce", "want", "need", "know",
})  # fmt: skip
_GOING_AWAY = frozenset({
    "away", "home", "out", "already", "now", "too", "long", "finally", "also", "forever", "for", "through", "under",
    "overboard", "ahead", "on",
})  # fmt: skip
_MOVING = frozenset({
    "walk", "run", "ride", "drive", "sail", "paddle", "row", "fly", "swim", "slip", "sneak", "march", "travel", "move",
    "hurry", "wander", "steal", "set", "stalk", "storm", "drift", "sink", "flee", "escape", "slink", "creep",
})  # fmt: skip
_FROM_HERE = frozenset({"home", "away", "off", "out", "abroad", "elsewhere"})
_WORKED = frozenset({
    "tattooed", "painted", "carved", "embroidered", "engraved", "printed", "drawn", "stitched", "inked", "etched",
    "woven", "stencilled", "embossed", "stamped", "sewn", "scratched", "chalked", "cast", "emblazoned",
})  # fmt: skip
_DRAWS = frozenset({"paint", "draw", "sketch"})
_MAKES = frozenset({"paint", "draw", "sketch", "carve", "sculpt", "whittle", "knit", "embroider", "restring", "mould"})
"""What makes a likeness of somebody, who need not be there."""
_AT_SHOPS = frozenset({"outside", "at", "near", "by", "beside", "from", "behind", "past", "opposite"})
_MEASURES = frozenset({"height", "size", "length", "weight", "width", "age", "shape", "colour", "color", "strength"})
_WIRES = frozenset({
    "intercom", "radio", "phone", "telephone", "loudspeaker", "loudspeakers", "receiver", "walkie-talkie", "earpiece",
    "headset", "speaker", "speakers", "megaphone", "tannoy", "answering", "voicemail", "tape", "recorder",
})  # fmt: skip
_CALLING = frozenset({"ask", "wait", "search", "long", "call", "belong"})
_MIND_PREPOSITIONS = frozenset({"of", "about", "like", "without", "from", "for", "on", "with"})
_LEAVING = frozenset({"leave", "depart", "go", "vanish", "disappear", "exit", "die", "return", "come", "follow"})
_ABSENT_WORDS = frozenset({"gone", "absent", "missing", "away", "nowhere", "dead", "elsewhere", "abroad"})
_ELSEWHERE = frozenset({"out", "off", "home", "upstairs", "downstairs"})
"""Words for being somewhere else, unless the text begins there."""
_GATHERED = frozenset({
    "memory", "memories", "thought", "thoughts", "news", "word", "absence", "interaction", "letter", "voice",
    "story",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """How a phrase stands towards the screen, and why."""

    state: PresenceState
    why: str = ""
    denied: bool = False


_NOT = frozenset({"not", "n't", "n’t", "nt", "never", "hardly"})
_SIGNS = frozenset({"sign", "trace", "sight", "glimpse"})
_ASKING = frozenset({"ask", "wonder", "know", "tell", "guess", "demand", "inquire", "find", "say"})

_HERE = Standing(PresenceState.ON_SCREEN)


class StandingReader:
    """Judges the phrases of one document.

    Args:
        doc: The parsed text.
        phrases: Its noun phrases.
        events: Its verbs by token position.
        lexicon: Word lists.
    """

    def __init__(self, doc: Any, phrases: list[Phrase], events: dict[int, Event], lexicon: Lexicon) -> None:
        self.doc, self.phrases, self.events, self.lexicon = doc, phrases, events, lexicon
        self.at_head = {p.head: i for i, p in enumerate(phrases) if not p.possessive}
        self.subject_of: dict[int, list[Event]] = {}
        for event in events.values():
            for actor in event.actors:
                self.subject_of.setdefault(actor, []).append(event)
        self.depicted_from = self._depictions()
        self.dreamt = self._dreams()

    def _depictions(self) -> dict[int, int]:
        """For each sentence that describes a picture after a colon, the token after the colon."""
        found: dict[int, int] = {}
        for sent in self.doc.sents:
            seen = False
            for token in sent:
                if token.lower_ in _PICTURES or token.lemma_ in {"remember", "recall"}:
                    seen = True
                elif seen and token.text == ":":
                    found[sent.start] = token.i + 1
                    break
        return found

    def _dreams(self) -> set[int]:
        """Starts of the sentences that tell a dream or a memory: "She dreams. ...", until somebody wakes."""
        found: set[int] = set()
        dreaming = False
        for sent in self.doc.sents:
            words = {t.lemma_.lower() for t in sent}
            if dreaming and (words & _WAKES or {"end", "memory"} <= words or {"open", "eye"} <= words):
                break
            if dreaming:
                found.add(sent.start)
            root = sent.root
            if (
                root.lemma_ == "dream"
                and root.pos_ == "VERB"
                and not any(c.dep_ in {"prep", "dobj"} for c in root.children)
            ):
                dreaming = True
        return found

    def of(self, index: int) -> Standing:
        """Judge one phrase."""
        phrase = self.phrases[index]
        if (phrase.det in {"no", "neither"} and phrase.noun) or phrase.det in {"nobody", "none"}:
            return Standing(PresenceState.GONE, "denied by the text", True)
        if phrase.quoted:
            return Standing(PresenceState.REMEMBERED, "only spoken of")
        if self._left_empty(phrase):
            return Standing(PresenceState.GONE, "an empty place is left")
        if phrase.det == "every" and phrase.noun not in {"", "one"}:
            return Standing(PresenceState.REMEMBERED, "said of all there are")
        owner = self._as_an_owner(index)
        if owner is not None:
            return owner
        for judged in (self._pictured(index), self._before(index), self._clause(index), self._subject(index)):
            if judged is not None:
                return judged
        return _HERE

    def is_shown(self, index: int) -> bool:
        """Whether a phrase stands in a picture, on a screen or the like."""
        judged = self._pictured(index)
        return judged is not None and judged.state is PresenceState.DEPICTED and judged.why == _PICTURED

    def _as_an_owner(self, index: int) -> Standing | None:
        """Somebody named only as the owner of something: by a voice on a wire, a place, or a sort of thing."""
        phrase, doc = self.phrases[index], self.doc
        if phrase.form is Form.PRONOUN or phrase.end >= len(doc) or doc[phrase.end].tag_ != "POS":
            return None
        owned = next((p for p in self.phrases[index + 1 : index + 3] if p.owner == index), None)
        if owned is None:
            return Standing(PresenceState.REMEMBERED, "only where it is") if self._at_a_shop(phrase) else None
        lexicon, noun = self.lexicon, owned.noun
        if noun == "voice":
            wired = any(t.lower_ in _WIRES for t in doc[phrase.start].sent)
            return Standing(PresenceState.REMEMBERED, "only a voice") if wired else None
        kept = (lexicon.body, lexicon.kin, lexicon.relations, lexicon.beings, lexicon.abstract)
        if any(noun in words for words in kept) or doc[owned.head].dep_ in {"nsubj", "nsubjpass"}:
            return None
        general = phrase.form in {Form.INDEFINITE, Form.BARE} and noun not in lexicon.look_nouns
        if general or (phrase.form is not Form.NAME and (noun in lexicon.place_nouns or noun in lexicon.scenery)):
            return Standing(PresenceState.REMEMBERED, "only owns it")
        return None

    def _at_a_shop(self, phrase: Phrase) -> bool:
        """As in "outside the barber's"."""
        before = self.doc[phrase.start - 1] if phrase.start else None
        front = phrase.start > 1 and self.doc[phrase.start - 2].lower_ == "front"
        return phrase.noun not in {"", "one"} and before is not None and (before.lower_ in _AT_SHOPS or front)

    def _left_empty(self, phrase: Phrase) -> bool:
        """As in "The shepherd's chair is empty" speaks of somebody who is not there."""
        doc, at = self.doc, phrase.end
        if at >= len(doc) or doc[at].tag_ != "POS":
            return False
        return any(t.lower_ in {"empty", "vacant", "unoccupied"} for t in doc[at : min(len(doc), at + 6)])

    def _pictured(self, index: int) -> Standing | None:
        """As in "a photograph of a girl", "a photograph: her father beside a boy"."""
        start = self.phrases[index].start
        begin = self.doc[start].sent.start
        if begin in self.dreamt:
            return Standing(PresenceState.DEPICTED, "in a dream")
        if self._on_a_screen(index) or self._after_a_picture(index):
            return Standing(PresenceState.DEPICTED, _PICTURED)
        if begin in self.depicted_from and start >= self.depicted_from[begin]:
            return Standing(PresenceState.DEPICTED, _PICTURED)
        if self._worked_in(index):
            return Standing(PresenceState.DEPICTED, _PICTURED)
        at = start - 1
        for _ in range(3):  # "of", or "of A and", "showing"
            if at > 0 and self.doc[at].lower_ in {"of", "showing", "depicting"}:
                before = self.doc[at - 1]
                if self.lexicon.singular(before.text) in _PICTURES | _WORN_LIKENESSES and self.doc[at].lower_ in {
                    "of",
                    "showing",
                    "depicting",
                }:
                    return Standing(PresenceState.DEPICTED, _PICTURED)
            at -= 1
            if at < 0 or self.doc[at].pos_ == "VERB":
                break
        head = self.doc[self.phrases[index].head]
        event = self.events.get(head.head.i) if head.dep_ == "dobj" else None
        if event is not None and event.meaning == "depict":
            return Standing(PresenceState.DEPICTED, _PICTURED)
        return None

    def _worked_in(self, index: int) -> bool:
        """As in "a swallow tattooed on her throat", "a lid engraved with a swan", "she is painting two sisters"."""
        phrase, doc = self.phrases[index], self.doc
        if phrase.form in {Form.PRONOUN, Form.NAME}:
            return False
        after = [t.lower_ for t in doc[phrase.end : phrase.end + 2]]
        if len(after) == 2 and after[0] in _WORKED and after[1] in {"on", "in", "into", "across", "over", "onto", "by"}:
            return True
        before = [t.lower_ for t in doc[max(0, phrase.start - 2) : phrase.start]]
        if len(before) == 2 and before[0] in _WORKED and before[1] == "with":
            return True
        head = doc[phrase.head]
        made = head.dep_ == "dobj" and head.head.lemma_ in _MAKES
        if made and head.head.lemma_ not in _DRAWS and phrase.noun not in self.lexicon.beings:
            return False  # whoever carves a whistle or knits a scarf has one
        from_memory = "memory" in {t.lower_ for t in doc[phrase.end : phrase.end + 3]}
        return made and (from_memory or phrase.form in {Form.INDEFINITE, Form.BARE})

    def _on_a_screen(self, index: int) -> bool:
        """As in "On television a reporter speaks", "a man smiles from a photograph"."""
        head = self.doc[self.phrases[index].head]
        verb = head.head
        if head.dep_ not in {"nsubj", "nsubjpass"} or verb.pos_ not in {"VERB", "AUX"}:
            return False
        for prep in verb.children:
            if prep.dep_ != "prep" or prep.lower_ not in {"on", "in", "from", "out"}:
                continue
            shown = any(self.lexicon.singular(c.text) in _SHOWN for c in prep.children if c.dep_ == "pobj")
            fronted = prep.i < head.i and verb.lemma_ not in _SEES
            if shown and prep.lower_ != "out" and (fronted or (prep.lower_ != "on" and verb.lemma_ in _STILL)):
                return True
        return False

    def _after_a_picture(self, index: int) -> bool:
        """A sentence without a verb right behind a picture: "takes out the photograph. Two children, a beach."."""
        phrase = self.phrases[index]
        sent = self.doc[phrase.start].sent
        if sent.start == 0 or phrase.form in {Form.NAME, Form.PRONOUN} or phrase.det not in {"", "a", "an"}:
            return False
        if any(t.pos_ in {"VERB", "AUX"} for t in sent) or len(sent) > 10:
            return False
        before = self.doc[sent.start - 1].sent
        last = [self.lexicon.singular(t.text) for t in before if t.is_alpha][-1:]
        return bool(last and last[0] in _SHOWN)

    def _before(self, index: int) -> Standing | None:
        """What the words just before a phrase say: "without", "memory of", "asks for"."""
        start = self.phrases[index].start
        if start == 0:
            return None
        before = self.doc[start - 1]
        low = before.lower_
        if low in {"nor", "neither"}:
            return Standing(PresenceState.GONE, "denied by the text", True)
        if low in {"without", "minus"}:
            return Standing(PresenceState.GONE, "without", True)
        if low == "not" and self._denies(index):
            return Standing(PresenceState.GONE, "denied by the text", True)
        if self._gone_too(start):
            return Standing(PresenceState.GONE, "gone as well")
        if (
            low == "of"
            and start > 1
            and self.doc[start - 2].lower_ in _MEASURES
            and self.phrases[index].det in {"a", "an"}
        ):
            return Standing(PresenceState.REMEMBERED, "a comparison")
        sign = low == "of" and start > 2 and self.doc[start - 2].lower_ in _SIGNS
        if sign and self.doc[start - 3].lower_ in {"no", "any", "without", "a", "not"}:
            return Standing(PresenceState.GONE, "no sign of", True)
        if low == "of" and start > 1 and self.doc[start - 2].lower_ == "instead":
            return Standing(PresenceState.GONE, "instead of", True)
        if low == "like" and before.pos_ in {"ADP", "SCONJ"}:
            return Standing(PresenceState.REMEMBERED, "a comparison")
        if low in _MIND_PREPOSITIONS and before.pos_ in {"ADP", "SCONJ", "ADV"}:
            governor = before.head
            searched = governor.lemma_.lower() == "look" and low == "for"
            if searched or (governor.lemma_.lower() in _MIND | _CALLING and low in {"of", "about", "for"}):
                return Standing(PresenceState.REMEMBERED, "only thought or spoken of")
            gathered = start > 1 and self.doc[start - 2].lower_ in _GATHERED and low in {"of", "from", "with", "about"}
            if governor.lower_ in _GATHERED or gathered:
                return Standing(PresenceState.REMEMBERED, "only remembered")
        return None

    def _denies(self, index: int) -> bool:
        """Whether "not" right before a phrase denies it: "it is not Ines", "not the old man but the boy", "not one"."""
        phrase, doc = self.phrases[index], self.doc
        start = phrase.start
        if start > 1 and doc[start - 2].lower_ in {"is", "was", "it"}:
            return True
        rest = [t.lower_ for t in doc[phrase.end : phrase.end + 5]]
        single = phrase.count == 1 or doc[start].lower_ in {"one", "single"}
        return "but" in rest or (single and doc[start - 1].i == doc[start - 1].sent.start)

    def _gone_too(self, start: int) -> bool:
        """As in "His bowl is gone, and so is the bird"."""
        doc = self.doc
        if (
            start < 3
            or doc[start - 2].lower_ != "so"
            or doc[start - 1].lower_ not in {"is", "are", "was", "were", "has", "have"}
        ):
            return False
        words = {t.lower_ for t in doc[doc[start].sent.start : start]}
        return bool(words & (_ABSENT_WORDS | {"left", "vanished", "disappeared", "fled"}))

    def _clause(self, index: int) -> Standing | None:
        """Objects of remembering, and clauses about another time ("where his mother once mended nets")."""
        token = self.doc[self.phrases[index].head]
        event = self.events.get(token.head.i)
        if (
            token.dep_ in {"dobj", "attr"}
            and event is not None
            and event.lemma in _MIND
            and event.lemma not in {"know", "want", "need", "hear", "describe"}
        ):
            return Standing(PresenceState.REMEMBERED, "only remembered")
        for _ in range(6):
            if token.dep_ == "relcl" and token.tag_ in {"VBD", "VBN"} and not self._relates_to(token, index):
                return Standing(PresenceState.REMEMBERED, "at another time")
            if token.pos_ in {"VERB", "AUX"} and any(c.lower_ in {"once", "formerly"} for c in token.children):
                return Standing(PresenceState.REMEMBERED, "at another time")
            if token.dep_ == "xcomp" and token.head.lower_ == "used":
                return Standing(PresenceState.REMEMBERED, "at another time")
            if token.head.i == token.i or token.dep_ in {"ROOT", "conj", "parataxis"}:
                break
            token = token.head
        return None

    def _relates_to(self, verb: Any, index: int) -> bool:
        """Whether a relative clause belongs to this very phrase ("the man who came")."""
        return bool(verb.head.i == self.phrases[index].head)

    def _subject(self, index: int) -> Standing | None:
        """Subjects said to be gone: "Miles has left", "the cat is nowhere to be seen", "Jules is not with her"."""
        head = self.doc[self.phrases[index].head]
        if head.dep_ not in {"nsubj", "nsubjpass"}:
            return None
        verb = head.head
        event = self.events.get(verb.i)
        negated = any(c.lower_ in _NOT for c in verb.children)
        if self._asked_about(verb):
            return Standing(PresenceState.REMEMBERED, "asked about")
        if event is not None and event.perfect and (event.lemma in _LEAVING or event.meaning == "leave"):
            if event.lemma in {"come", "return", "follow"}:
                return Standing(PresenceState.GONE, "has not come", True) if negated else None
            if event.lemma == "go" and any(
                c.dep_ in {"advmod", "prep", "xcomp", "acomp"}
                and c.lower_ not in _GOING_AWAY
                and not self._leads_away(c)
                for c in verb.children
            ):
                return None
            return Standing(PresenceState.GONE, "has left")
        away = any(c.lower_ in _FROM_HERE and c.dep_ in {"advmod", "prt"} for c in verb.children)
        if event is not None and event.perfect and event.lemma in _MOVING and away and not negated:
            return Standing(PresenceState.GONE, "has left")
        if verb.lemma_ == "be":
            words = {t.lower_ for t in verb.children} | {
                t.lower_ for c in verb.children for t in c.children if c.dep_ in {"acomp", "advmod", "attr", "prep"}
            }
            if "late" in words and not negated and not self._late_for_a_reason(verb):
                return Standing(PresenceState.GONE, "not there yet")
            if words & _ABSENT_WORDS and not negated:
                return Standing(PresenceState.GONE, "said to be gone")
            if negated and words & {"with", "here", "there", "among", "in"}:
                return Standing(PresenceState.GONE, "said not to be there", True)
            if "out" in words and "still" in words:
                return Standing(PresenceState.GONE, "still out")
            if self._is_elsewhere(verb) and not negated:
                return Standing(PresenceState.GONE, "somewhere else")
        return None

    def _asked_about(self, verb: Any) -> bool:
        """As in "asks where the old man is"."""
        where = any(c.lower_ == "where" for c in verb.children)
        return bool(where and verb.dep_ in {"ccomp", "xcomp"} and verb.head.lemma_.lower() in _ASKING)

    def _leads_away(self, child: Any) -> bool:
        """Whether somebody has gone to do something, or to another place, rather than "to the window"."""
        if child.dep_ == "xcomp":
            return any(c.lower_ == "to" for c in child.children)
        goal = next((c for c in child.children if c.dep_ == "pobj"), None) if child.lower_ in {"to", "into"} else None
        noun = self.lexicon.singular(goal.text) if goal is not None else ""
        return noun in self.lexicon.place_nouns and noun not in self.lexicon.weak_places

    def _late_for_a_reason(self, verb: Any) -> bool:
        """As in "It is late": the hour, not a person."""
        subject = next((c for c in verb.children if c.dep_ in {"nsubj", "expl"}), None)
        return subject is None or subject.lower_ in {"it", "hour"}

    def _is_elsewhere(self, verb: Any) -> bool:
        """As in "Ines is out shopping": said of somebody after the scene has been set with others."""
        at = verb.i + 1
        while at < len(self.doc) and self.doc[at].lower_ in {"still", "at", "now", "back", "already"}:
            at += 1
        if at >= len(self.doc) or self.doc[at].lower_ not in _ELSEWHERE or verb.sent.start == 0:
            return False
        here = [token.lower_ for token in self.doc[at : at + 3]]
        return here[:2] not in (["out", "of"], ["off", "to"]) or here == ["off", "to", "work"]
