"""The offline extractor: reads one segment with spaCy and word lists and says what it found.

The steps stand in `backends.rules` (phrases, senses, events, looks, standing, scenery); here they are called in order
and their findings are joined into mentions. Nobody is identified here: that is the resolver's work.
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.agents.doings import read_actions
from iamflow_agents.agents.joining import Joiner
from iamflow_agents.agents.reading import (
    CameraReading,
    LookReading,
    MentionReading,
    PlaceReading,
    SegmentReading,
)
from iamflow_agents.agents.sighting import SightingReader, own_words
from iamflow_agents.backends.rules.attachments import AttachmentReader
from iamflow_agents.backends.rules.dressing import DressingReader
from iamflow_agents.backends.rules.events import Event, EventReader, can_act, subject_ahead
from iamflow_agents.backends.rules.headings import read_heading
from iamflow_agents.backends.rules.lexicon import Lexicon, load_lexicon
from iamflow_agents.backends.rules.looks import LookReader
from iamflow_agents.backends.rules.nobodies import NO_BEINGS, names_nobody
from iamflow_agents.backends.rules.openings import is_vision, read_opening
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.phrases import PhraseFinder
from iamflow_agents.backends.rules.recasing import recase
from iamflow_agents.backends.rules.scenery import (
    PlacePhrase,
    content_words,
    find_fixtures,
    find_places,
    heading_place,
    jumps_years,
    read_move,
    read_shot,
    read_time,
    read_weather,
    says_same_place,
)
from iamflow_agents.backends.rules.senses import could_be_doer, could_be_thing, sense_of
from iamflow_agents.backends.rules.speech import ADDRESSED, SpeechReader
from iamflow_agents.backends.rules.standing import StandingReader
from iamflow_agents.backends.rules.supposed import is_moved, stands_like_a_thing
from iamflow_agents.backends.rules.surroundings import find_surroundings
from iamflow_agents.backends.rules.tagging import mend_places
from iamflow_agents.codec import encode
from iamflow_agents.records import CHARACTER_KINDS, Kind, Move, Shot, Slot
from iamflow_agents.script import Script

_HANDLING = frozenset({
    "carry", "hold", "hand_over", "pick_up", "put_down", "read", "write", "open", "put_on", "take_off", "work",
    "drink", "eat",
})  # fmt: skip
_PARTS_WITH = frozenset(["hand_over", "pick_up", "put_down"])
_LETS_GO = frozenset({
    "drop", "throw", "toss", "fling", "leave", "fold", "steal", "find", "return", "give", "lend", "borrow",
    "hand", "pass", "offer", "hang", "hide", "burn", "bury", "snatch", "grab", "mend", "sew", "rip", "catch", "lose",
    "buy", "sell", "pawn", "trade", "swap", "wash", "iron", "knit", "wrap", "unwrap", "pocket", "clutch", "spread",
    "drape", "lay", "shake", "wring", "examine", "inspect", "polish", "swing", "forget", "recognize", "recognise",
})  # fmt: skip
"""What is done to a garment that is not being worn."""
_AT_ONESELF = frozenset({
    "unwind", "unbutton", "undo", "remove", "doff", "adjust", "straighten", "tug", "tip", "loosen", "wear", "push",
    "unzip", "button", "tighten", "smooth", "raise", "lower", "pull",
})  # fmt: skip
"""What people do to what they wear."""
_PARTS = frozenset({
    "lid", "handle", "blade", "tip", "edge", "rim", "cover", "page", "pages", "spine", "strap", "string", "strings",
    "neck", "wheel", "wheels", "door", "bottom", "top", "side", "back", "front", "end", "corner", "corners",
    "throttle", "trigger", "barrel", "hilt", "mouth", "sail", "mast", "hull", "key", "keys", "button", "cap",
    "cork", "lock", "clasp", "hinge",
})  # fmt: skip
_ROLES = {"nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "dative": "object", "poss": "possessor"}
_AT_HAND = frozenset({
    "hand", "hands", "arm", "arms", "claw", "paw", "fist", "shoulder", "back", "lap", "knee", "knees", "mouth",
    "beak", "neck", "chest", "palm",
})  # fmt: skip


class RuleExtractor:
    """Reads prompts with the small English model and word lists, offline and without a language model."""

    @property
    def name(self) -> str:
        """Name and version; changes whenever the readings change."""
        return "rules/6"

    def read(self, script: Script, segment_index: int) -> str:
        """Read one segment on its own.

        Returns:
            JSON of a `SegmentReading`.
        """
        names = frozenset(word for member in script.cast for n in (member.name, *member.aliases) for word in n.split())
        return encode(read_prompt(script.segments[segment_index].prompt, names))


def read_prompt(prompt: str, known_names: frozenset[str] = frozenset()) -> SegmentReading:
    """Read one prompt.

    Args:
        prompt: The text; may be empty, in any script, with or without a screenplay heading.
        known_names: Capitalised words known to be names, from the cast.
    """
    from iamflow_agents.backends.rules.language import load_language

    return _SegmentReader(prompt, known_names, load_language(), load_lexicon()).read()


class _SegmentReader:
    """Holds one prompt's findings while they are made; `read` runs the steps once."""

    def __init__(self, prompt: str, known_names: frozenset[str], language: Any, lexicon: Lexicon) -> None:
        self.prompt, self.lexicon = prompt, lexicon
        self.heading = read_heading(prompt)
        self.shift = self.heading.end if self.heading else 0
        self.doc = mend_places(language(recase(prompt[self.shift :], lexicon, known_names)), lexicon)
        self.phrases = PhraseFinder(self.doc, lexicon, known_names).find()
        senses = [sense_of(self.doc, phrase, lexicon) for phrase in self.phrases]
        every = range(len(self.phrases))
        self.nobodies = {i for i in every if names_nobody(self.doc, self.phrases, i, lexicon)}
        self.kinds: list[Kind | None] = [None if i in self.nobodies else senses[i][0] for i in every]
        self.genders = [gender for _, gender in senses]
        self.events: list[Event] = []
        self.event_at: dict[int, Event] = {}
        self.handled: set[int] = set()
        self.supposed: set[int] = set()
        self.deeds: dict[int, list[Event]] = {}
        visible = lexicon.body | set(lexicon.look_nouns)
        self.look_owners = {p.owner for p in self.phrases if p.owner is not None and p.noun in visible}

    def read(self) -> SegmentReading:
        """Run all steps and join what they found."""
        beings = [
            can_act(p) or self.kinds[i] in CHARACTER_KINDS or could_be_doer(p, self.lexicon) or p.noun == "one"
            for i, p in enumerate(self.phrases)
        ]
        self.reader = EventReader(self.doc, self.phrases, beings, self.lexicon)
        self.events = self.reader.read()
        self.event_at = {event.at: event for event in self.events}
        for event in self.events:
            for actor in event.actors:
                self.deeds.setdefault(actor, []).append(event)
        self._promote()
        self.speech = SpeechReader(self.doc, self.phrases, self.events, self.lexicon)
        subjects = self._subjects()
        looks = LookReader(self.doc, self.phrases, self.kinds, subjects, self.lexicon)
        found_looks = looks.read()
        self.events = AttachmentReader(self.doc, self.phrases, self.kinds, looks.used, self.lexicon).read(self.events)
        self._find_handled(looks.used)
        joiner = Joiner(self.doc, self.phrases, self.kinds, self.lexicon, looks.used)
        self._suppose_things(looks.used, joiner)
        kept = [i for i in range(len(self.phrases)) if self._is_mention(i, looks.used)]
        kept = self._with_owners(kept)
        place_of = {old: new for new, old in enumerate(kept)}
        by_bearer: dict[int, list[LookReading]] = {}
        worn = DressingReader(self.doc, self.phrases, self.kinds, self.lexicon).read(self.events)
        for look in (*found_looks, *worn):
            by_bearer.setdefault(look.bearer, []).append(
                LookReading(slot=look.slot, value=look.value, change=look.change)
            )
        standing = StandingReader(self.doc, self.phrases, self.event_at, self.lexicon)
        mentions = tuple(self._mention(i, place_of, joiner, standing, by_bearer.get(i, [])) for i in kept)
        self.shown = frozenset(i for i, p in enumerate(self.phrases) if standing.is_shown(i))
        unread = [i for i in range(len(self.phrases)) if i not in place_of]
        passed_over = [i for i in unread if i not in self.nobodies or self.phrases[i].noun in NO_BEINGS]
        sightings = SightingReader(self.doc, self.phrases, self.kinds, self.lexicon, standing)
        self.sightings = sightings.read(passed_over, place_of, [*found_looks, *worn], self.shift)
        return self._segment(mentions, place_of)

    def _subjects(self) -> dict[int, int]:
        """Clause subject of each phrase whose head is a look word."""
        found: dict[int, int] = {}
        for index, phrase in enumerate(self.phrases):
            if phrase.noun in self.lexicon.look_nouns or phrase.noun in self.lexicon.body:
                subject = self.reader.clause_subject(index, self.event_at)
                if subject is not None:
                    found[index] = subject
        return found

    def _promote(self) -> None:
        """Unknown nouns that speak or do what only beings do become persons."""
        for event in self.events:
            for actor in event.actors:
                if self.kinds[actor] is None and could_be_doer(self.phrases[actor], self.lexicon) and event.meaning:
                    self.kinds[actor] = Kind.PERSON

    def _find_handled(self, looks: set[int]) -> None:
        """Things that somebody carries, gives, takes, or has under an arm."""
        at_head = {p.head: i for i, p in enumerate(self.phrases) if not p.possessive}
        for event in self.events:
            if event.target is not None and is_moved(self.phrases[event.target], event.lemma):
                self.handled.add(event.target)
                self.kinds[event.target] = Kind.OBJECT
            if event.target is None or not self._handles(event):
                continue
            head = self.doc[self.phrases[event.target].head]
            together = [at_head[t.i] for t in head.conjuncts if t.i in at_head and t.i > head.i]
            parts = event.meaning in _PARTS_WITH or event.lemma in _LETS_GO
            self.handled.update(i for i in (event.target, *together) if i not in looks or parts)
        by_start = {p.start: i for i, p in enumerate(self.phrases)}
        for index, phrase in enumerate(self.phrases):
            after = self.doc[phrase.end] if phrase.end < len(self.doc) else None
            if (
                after is None
                or after.lower_ not in {"under", "in", "on", "across", "over", "between", "against", "to"}
                or index in looks
            ):
                continue
            nxt = by_start.get(phrase.end + 1)
            owned = nxt is not None and self.phrases[nxt].possessive and nxt + 1 < len(self.phrases)
            if owned and nxt is not None and self.phrases[nxt + 1].noun in _AT_HAND:
                self.handled.add(index)
        for index in self.handled:
            if self.kinds[index] is None and could_be_thing(self.phrases[index], self.lexicon):
                self.kinds[index] = Kind.OBJECT

    def _suppose_things(self, looks: set[int], joiner: Joiner) -> None:
        """Take unlisted nouns that stand like things for things; the story decides whether they matter."""
        joined = {*looks, *self.nobodies, *joiner.same_as, *joiner.same_as.values(), *joiner.part_of}
        for index, phrase in enumerate(self.phrases):
            free = self.kinds[index] is None and index not in joined and not self._is_part(index)
            if free and stands_like_a_thing(self.doc, phrase, self.lexicon):
                self.kinds[index] = Kind.OBJECT
                self.supposed.add(index)

    def _handles(self, event: Event) -> bool:
        """Whether a verb puts its object to use: one of handling, or any other done to a prop ("lights a lamp")."""
        if event.target is None:
            return event.meaning in _HANDLING
        phrase = self.phrases[event.target]
        if self._is_beside(event.target):
            return False
        garment = phrase.noun in self.lexicon.look_nouns
        if garment and event.lemma in _LETS_GO:
            return True
        if event.meaning in _HANDLING:
            dressed = garment and event.meaning in {"put_on", "take_off"} and not self._as_a_thing(event)
            return not dressed and not self._is_part(event.target)
        known = phrase.noun in self.lexicon.props and phrase.noun not in self.lexicon.look_nouns
        prop = known and phrase.noun not in self.lexicon.scenery and not phrase.plural
        return not event.meaning and prop and bool(event.actors) and phrase.form is not Form.BARE

    def _is_beside(self, index: int) -> bool:
        """Whether somebody is only behind, near or against a phrase: "hides behind the maid's skirt"."""
        head = self.doc[self.phrases[index].head]
        return head.dep_ == "pobj" and head.head.lower_ in {"behind", "beside", "near", "against", "by"}

    def _is_mention(self, index: int, looks: set[int]) -> bool:
        phrase = self.phrases[index]
        if index in self.nobodies or self._is_only_worn(index):
            return False
        if phrase.form is Form.NAME:
            before = self.doc[phrase.start - 1] if phrase.start else None
            owns = phrase.end < len(self.doc) and self.doc[phrase.end].tag_ == "POS"
            return owns or not (before is not None and before.lower_ == "in")
        if phrase.form in {Form.PRONOUN, Form.SEVERAL}:
            return True
        if index in looks and index not in self.handled:
            return False
        return self.kinds[index] is not None or phrase.noun == "one"

    def _is_part(self, index: int) -> bool:
        """A part of a thing is no thing of its own: "the lid of the box", "the bike's throttle"."""
        phrase = self.phrases[index]
        owner = phrase.owner
        owned = owner is not None and self.kinds[owner] in {Kind.OBJECT, Kind.VEHICLE}
        of = phrase.end + 1 < len(self.doc) and self.doc[phrase.end].lower_ == "of"
        whole = next((i for i, p in enumerate(self.phrases) if of and p.start == phrase.end + 1), None)
        inside = whole is not None and self.kinds[whole] in {Kind.OBJECT, Kind.VEHICLE} and phrase.noun in _PARTS
        return (owned and phrase.noun not in self.lexicon.props) or inside

    def _as_a_thing(self, event: Event) -> bool:
        """Whether dressing speaks of a known thing: "wears the orange bandana", "takes off the cap and drops it"."""
        if event.target is None or self.phrases[event.target].det != "the":
            return False
        after = [t.lower_ for t in self.doc[self.phrases[event.target].end :][:4]]
        goes_on = len(after) > 2 and after[0] == "and" and bool({"it", "them"} & set(after[2:]))
        return event.lemma == "wear" or event.meaning == "put_on" or goes_on

    def _is_only_worn(self, index: int) -> bool:
        """A garment that its wearer takes off or tugs at, or that only stands beside the sentence."""
        phrase = self.phrases[index]
        worn = self.kinds[index] is Kind.OBJECT and phrase.noun in self.lexicon.look_nouns
        if not worn or index in self.handled:
            return False
        head = self.doc[phrase.head]
        event = self.event_at.get(head.head.i) if head.dep_ == "dobj" else None
        if phrase.owner is not None and self._is_beside(index):
            return True
        undone = event is not None and (event.meaning == "take_off" or event.lemma in _AT_ONESELF)
        if event is not None and self._as_a_thing(event):
            return False
        return undone or head.dep_ in {"npadvmod", "appos", "ROOT", "dep"}

    def _with_owners(self, kept: list[int]) -> list[int]:
        """Add the owners of kept phrases, which may be nothing by themselves."""
        wanted = set(kept)
        for index in kept:
            owner = self.phrases[index].owner
            if owner is not None and self.phrases[owner].possessive:
                wanted.add(owner)
        return sorted(wanted)

    def _mention(
        self, index: int, place_of: dict[int, int], joiner: Joiner, standing: StandingReader, looks: list[LookReading]
    ) -> MentionReading:
        phrase, doc = self.phrases[index], self.doc
        start = doc[phrase.start].idx + self.shift
        last = doc[phrase.end - 1]
        end = last.idx + len(last.text) + self.shift
        stand = standing.of(index)
        same_as, part_of = joiner.same_as.get(index), joiner.part_of.get(index)
        call = self.speech.call_of(index) or joiner.calls.get(index, "")
        mine = self.deeds.get(index, []) if self.kinds[index] is not Kind.OBJECT else []
        told = own_words(doc, self.phrases, index) if self.kinds[index] in {Kind.OBJECT, Kind.VEHICLE} else ""
        words = content_words((told or self.prompt[start:end]) + self._participle(index), self.lexicon)
        if phrase.title in self.lexicon.titles_of_age and phrase.title in {"old", "young"}:
            looks = [*looks, LookReading(slot=Slot.AGE, value=phrase.title)]

        def moved(old: int | None) -> int | None:
            return place_of.get(old) if old is not None else None

        return MentionReading(
            text=self.prompt[start:end], start=start, end=end, form=phrase.form, kind=self.kinds[index],
            noun=phrase.noun, name=phrase.name, title=phrase.title,
            unsure_name=phrase.unsure_name, common_name=phrase.common_name,
            gender=self.genders[index], plural=phrase.plural or phrase.pronoun in {"plural", "speakers"},
            count=phrase.count, determiner=phrase.det, owner=moved(phrase.owner),
            kin=self._is_kin(phrase), words=words, looks=tuple(looks), role=self._role(phrase),
            pronoun="things" if self._means_things(index) else phrase.pronoun, possessive=phrase.possessive,
            owns_look=index in self.look_owners, same_as=moved(same_as), part_of=moved(part_of),
            fresh=self._is_fresh(phrase), other="other" in words, familiar=self._is_familiar(phrase, looks),
            rank=self._rank(phrase), state=stand.state, why=stand.why, denied=stand.denied, quoted=phrase.quoted,
            speaks=any(event.meaning == "talk" for event in mine), addressed=call == ADDRESSED, call=call,
            speaker=moved(self.speech.speaker_of(index)), preposition=self._preposition(phrase),
            ahead=moved(subject_ahead(self.doc, self.phrases, index)),
            handled=index in self.handled, supposed=index in self.supposed,
            leaves=any(e.meaning == "leave" and not e.negated for e in mine),
            enters=any(e.meaning == "enter" and not e.negated for e in mine),
            sentence=self.reader.sentence_of[phrase.start],
        )  # fmt: skip

    def _participle(self, index: int) -> str:
        """Words that go on describing a thing: ", carved from pale driftwood"."""
        phrase = self.phrases[index]
        if self.kinds[index] is not Kind.OBJECT and phrase.noun != "one":
            return ""
        at = phrase.end + 1 if phrase.end < len(self.doc) and self.doc[phrase.end].text == "," else phrase.end
        if at >= len(self.doc) or self.doc[at].tag_ != "VBN":
            return ""
        end = at
        while end < len(self.doc) and end < at + 6 and not self.doc[end].is_punct:
            end += 1
        return " " + str(self.doc[at:end].text)

    def _means_things(self, index: int) -> bool:
        """Whether "them" takes up things: the plural named last is no being ("cuts her curls ... left of them")."""
        phrase = self.phrases[index]
        if phrase.pronoun != "plural" or phrase.possessive:
            return False
        sentence = self.reader.sentence_of[phrase.start]
        near = [
            i for i in range(max(0, index - 8), index)
            if not self.phrases[i].possessive and sentence - 1 <= self.reader.sentence_of[self.phrases[i].start]
        ]  # fmt: skip
        plurals = [i for i in near if self.phrases[i].plural]
        if not plurals or self.kinds[plurals[-1]] in CHARACTER_KINDS:
            return False
        beings = [
            i for i in near if self.phrases[i].form in {Form.NAME, Form.SEVERAL} or self.kinds[i] in CHARACTER_KINDS
        ]
        if self._role(phrase) == "subject":
            return not beings
        same = self.reader.sentence_of[self.phrases[plurals[-1]].start] == sentence
        return same and len(beings) < 2

    def _is_kin(self, phrase: Phrase) -> bool:
        if phrase.owner is None:
            return False
        return phrase.noun in self.lexicon.kin or phrase.noun in self.lexicon.relations

    def _is_fresh(self, phrase: Phrase) -> bool:
        """Whole determiners only: "another guard", "a second knife", "a new dog"."""
        if phrase.det == "another":
            return True
        first = next((self.doc[j].lower_ for j in phrase.modifiers), "")
        return phrase.det in {"a", "an"} and first in {"second", "third", "fourth", "new", "different", "further"}

    def _is_familiar(self, phrase: Phrase, looks: list[LookReading]) -> bool:
        sent = self.doc[phrase.start].sent
        own = any("familiar" in look.value for look in looks)
        after = self.doc[phrase.end : min(sent.end, phrase.end + 40)]
        still = any(
            t.lower_ == "still"
            and t.i + 1 < len(self.doc)
            and self.doc[t.i + 1].lower_ in self.lexicon.hair_states | {"bald"}
            for t in after
        )
        return own or still or any(self.doc[j].lower_ == "familiar" for j in phrase.modifiers)

    def _rank(self, phrase: Phrase) -> int | None:
        ranks = {"first": 1, "second": 2, "third": 3, "fourth": 4}
        if phrase.form is not Form.DEFINITE:
            return None
        return next((ranks[self.doc[j].lower_] for j in phrase.modifiers if self.doc[j].lower_ in ranks), None)

    def _role(self, phrase: Phrase) -> str:
        if phrase.possessive or (phrase.end < len(self.doc) and self.doc[phrase.end].tag_ == "POS"):
            return "possessor"
        return _ROLES.get(self.doc[phrase.head].dep_, "oblique" if self.doc[phrase.head].dep_ == "pobj" else "other")

    def _preposition(self, phrase: Phrase) -> str:
        head = self.doc[phrase.head]
        return str(head.head.lower_) if head.dep_ == "pobj" else ""

    def _segment(self, mentions: tuple[MentionReading, ...], place_of: dict[int, int]) -> SegmentReading:
        opening = read_opening(self.doc, self.phrases, self.lexicon)
        places = find_places(self.doc, self.phrases, self.lexicon, opening, self.shown)
        time = None
        if self.heading is not None:
            places.insert(0, heading_place(self.heading, self.lexicon))
            time = read_time(self.heading.time, self.lexicon)
        shot, shot_end = read_shot(self.prompt)
        subject = None
        if shot is not None:
            subject = next((i for i, m in enumerate(mentions) if m.start >= shot_end and not m.possessive), None)
        camera = CameraReading(shot=shot or Shot.WIDE, move=read_move(self.prompt) or Move.STATIC, subject=subject)
        return SegmentReading(
            mentions=mentions,
            sightings=tuple(self.sightings),
            actions=tuple(read_actions(self.doc, self.events, place_of)),
            places=tuple(self._place(p) for p in places[:6]),
            fixtures=find_fixtures(self.doc, self.phrases, self.lexicon),
            surroundings=find_surroundings(self.doc, self.phrases, self.lexicon),
            same_place=says_same_place(self.doc, self.phrases, self.lexicon),
            town=opening.town, moves=opening.moves, back=opening.back, where=opening.where, wakes=opening.wakes,
            vision=opening.vision or is_vision(self.prompt[: self.shift]),
            time_of_day=time or read_time(self.prompt[self.shift :], self.lexicon),
            weather=read_weather(self.prompt, self.lexicon),
            camera=camera,
            years_later=jumps_years(self.prompt),
        )  # fmt: skip

    def _place(self, place: PlacePhrase) -> PlaceReading:
        return PlaceReading(
            text=place.text, noun=place.noun, words=place.words, definite=place.definite, heading=place.weight >= 10,
            weight=place.weight, side=place.side,
        )  # fmt: skip
