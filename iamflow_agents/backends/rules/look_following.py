"""Looks behind a bearer: "with a shaved head and a denim jacket", ", hunched and very pale,", "whose hair is orange".

Walks on from the end of a phrase through what describes it. The middle of the look reader: verbless lists come from
`look_lists`, owned looks, states and predicates are read in `looks`.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.look_ages import read_age
from iamflow_agents.backends.rules.look_beside import BesideLooks
from iamflow_agents.backends.rules.look_item_words import compound_slot
from iamflow_agents.backends.rules.look_similes import colour_passes
from iamflow_agents.backends.rules.look_words import GARMENTS, MOMENTARY, OFF_WORDS, SHADES
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.colours import colour_table
from iamflow_agents.records import CHARACTER_KINDS, Kind, Slot

_BY_ITSELF = GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR, Slot.MARKING}
_BEARING = frozenset({"with", "w/", "in", "wearing", "sporting", "having"})
_PAUSES = frozenset({",", "(", ")", ":", "—", "–", "--"})
_DRESSED = frozenset({
    "dressed", "clad", "clothed", "bundled", "wrapped", "wears", "wearing", "sporting", "wore", "muffled", "swathed",
    "draped", "robed", "garbed", "attired", "decked",
})  # fmt: skip
_TAIL = frozenset({
    "on", "to", "down", "over", "across", "of", "like", "from", "at", "around", "round", "above", "below",
})  # fmt: skip
PARTS = frozenset({
    "scale", "spike", "fang", "tusk", "crest", "hump", "trunk", "horn", "antler", "marking", "patch", "feather",
    "plumage", "mane", "stinger", "fin", "shell", "hoof", "coat", "fur", "wing", "tail", "stripe", "spine",
    "tentacle", "udder",
})  # fmt: skip
"""What an animal has; anything else behind "with" it carries."""
_RANKS = frozenset({"eldest", "elder", "older", "younger", "youngest", "oldest", "first", "second", "third", "last"})
_ALIKE = frozenset(
    {",", "just", "exactly", "much", "almost", "the", "same", "alike", "identical", "in", "all", "looks"}
)


class FollowingLooks(BesideLooks):
    """Reads what stands behind a bearer; the base of the look reader."""

    def _hyphenated(self, index: int, word: str) -> None:
        """Compounds no list holds: "grey-bearded", "12-year-old", "red-nosed"."""
        slot = compound_slot(word)
        if slot is None and word.rsplit("-", 1)[-1] in colour_table() and self.kinds[index] is not Kind.PERSON:
            slot = Slot.COLOUR
        if slot is not None:
            self._add(index, slot, word)

    def _of_age(self, at: int) -> int:
        """End of "of eight", "of about sixty" that begins at a token; the token itself when none does."""
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"of", "about", "no", "not", "aged"}:
            return at
        first = at + 1 if self.doc[at].lower_ in {"of", "about"} else at
        end, _, told = read_age(self.doc, first)
        counts = end < len(self.doc) and self.doc[end].pos_ in {"NOUN", "PROPN", "ADJ"} and not self.items.acts(end)
        return end if end > first and (told or (first > at and not counts)) else at

    def _after(self, index: int) -> None:
        """Walk on from the end of a phrase through what describes it."""
        doc, at = self.doc, self._gapped(index) or self._of_age(self.phrases[index].end)
        first, bearing, set_off = len(self.looks), False, False
        while at < len(doc):
            low = doc[at].lower_
            if (skipped := self._apart_from(at)) > 0:
                self._copy_looks(index)
                at, bearing = at + skipped, True
            elif low in _PAUSES or (low in {"who", "that"} and doc[at + 1 : at + 2].text in {"is", "was"}):
                at, set_off = at + self._pause(at), True
            elif low in {"and", "both", "all", "identically", "also", "but", "plus", "still", "very", "now"}:
                at += 1
            elif (end := self._turned(index, at, bearing)) > at:
                at = end
            elif (led := self._dresses(index, at, bearing)) > 0:
                at, bearing = at + led, True
            elif at in self.by_start and bearing and self._take(index, self.by_start[at]):
                at = self._tail(self.phrases[self.by_start[at]].end)
            elif self._shade(index, at):
                at += 1
            elif (end := self._further(index, at, bearing, set_off)) > at:
                at = end
            elif at in self.by_start and bearing and self._is_passing(self.by_start[at]):
                at = self._tail(self.phrases[self.by_start[at]].end)
            elif at + 1 < len(doc) and doc[at + 1].text == "-" and not doc[at].whitespace_:
                step = self._loose_compound(index, at)
                if not step:
                    break
                at += step
            elif self._loose_adjective(index, at):
                at += 1
            else:
                break
        self._share(index, first, at)

    def _pause(self, at: int) -> int:
        """Tokens of a pause: a comma alone, or ", the eldest" between a name and its looks."""
        row = [t.lower_ for t in self.doc[at : at + 4]]
        if row[0] in {"who", "that"}:
            return 2
        return 3 if len(row) == 4 and row[1] == "the" and row[2] in _RANKS and row[3] == "," else 1

    def _further(self, index: int, at: int, bearing: bool, set_off: bool) -> int:
        """End of a look of uncommon shape or of an item that no phrase gave; `at` where nothing of the kind stands."""
        end = self._beside(index, at, bearing)
        return end if end > at else self._item(index, at, bearing, set_off)

    def _turned(self, index: int, at: int, bearing: bool) -> int:
        """End of "as wide as a door", of "a plain one" after a garment and of "whose hair is grey"; `at` otherwise."""
        low = self.doc[at].lower_
        if bearing and (end := self._stuck(index, at)) > at:
            return end
        if low == "whose":
            return self._whose(index, at)
        told = self._measured(at) if self._is_being(index) and at not in self.taken else None
        if told is not None and told.slot is not None:
            self._keep([index], told)
            return told.end
        return self._elliptic(index, self.by_start[at]) if bearing and at in self.by_start else at

    def _whose(self, index: int, at: int) -> int:
        """End of "whose hair is bright orange"; `at` when that tells no look."""
        owned = next((i for i, p in enumerate(self.phrases) if p.start == at + 1 and not p.possessive), None)
        slot = self.slot_of(owned) if owned is not None else None
        state = self._state_after(owned) if owned is not None else ""
        if owned is None or slot is None or not (state or self._telling(owned)):
            return at
        self.used.add(owned)
        if not state:
            self._add(index, slot, self.value_of(owned))
            return self.phrases[owned].end
        self._add(index, slot, f"{state} {self.value_of(owned)}", "off" if state in OFF_WORDS else "")
        stop = self.phrases[owned].end + 1 + len(state.split())
        return min(stop, len(self.doc))

    def _elliptic(self, bearer: int, index: int) -> int:
        """End of "a plain one", "an orange" behind "in a green vest": the garment said last is meant; 0 otherwise."""
        phrase = self.phrases[index]
        shades = [j for j in range(phrase.start, phrase.end) if self.doc[j].lower_ in colour_table()]
        stands = phrase.noun == "one" or (shades[-1:] == [phrase.end - 1] and self.items.ends(phrase.end))
        if not stands or phrase.det not in {"a", "an"} or not (shades or phrase.modifiers):
            return 0
        start = self.doc[phrase.start].sent.start
        said = [look for look in self.looks if look.slot in GARMENTS and look.bearer != bearer and not look.change]
        said = [look for look in said if start <= self.phrases[look.bearer].start < phrase.start]
        if not said:
            return 0
        last = phrase.end - 1 if phrase.noun == "one" and self.doc[phrase.end - 1].lower_ == "one" else phrase.end
        self.used.add(index)
        self._add(bearer, said[-1].slot, f"{self.doc[phrase.start + 1 : last].text} {said[-1].value.split()[-1]}")
        return phrase.end

    def _gapped(self, index: int) -> int:
        """End of "a purple cap" in "Ana wears an orange jacket, Bea a purple cap"; 0 where no verb is left out."""
        phrase = self.phrases[index]
        start = self.doc[phrase.start - 1] if phrase.start else None
        if start is None or start.lower_ not in {",", ";", "and"} or phrase.end >= len(self.doc):
            return 0
        worn = any(t.lemma_.lower() in {"wear", "don", "sport"} for t in self.doc[start.sent.start : phrase.start])
        if not worn or self.doc[phrase.end].lower_ not in {"a", "an"} or not self._is_being(index):
            return 0
        item = self.items.read(phrase.end)
        if item is None or item.slot not in GARMENTS or not self._free(item):
            return 0
        self._keep([index], item)
        return item.end

    def _dresses(self, index: int, at: int, bearing: bool) -> int:
        """Tokens of a word that leads looks ("with", "dressed in", "has"); 0 when none stands here."""
        doc, low = self.doc, self.doc[at].lower_
        if low in _DRESSED and at + 1 < len(doc):
            return 2 if doc[at + 1].lower_ in {"in", "up"} else 1
        being = self._is_being(index)
        if low in {"under", "beneath", "all"} and being:
            item = self.items.read(at + 1, led=True)
            worn = {Slot.HEADWEAR} if low != "all" else GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR}
            return int(item is not None and item.slot in worn and self._free(item))
        if low in {"who", "that"} and self.doc[at + 1 : at + 2].text in {"has", "had", "wears", "wore"}:
            return 2
        if low in {"has", "have"} and being and not bearing:
            return 1
        if low in {"back", "still"} and at + 1 < len(doc) and doc[at + 1].lower_ == "in" and being:
            return 2
        return int(low in _BEARING and (low in {"with", "w/"} or being or self.phrases[index].noun == "one"))

    def _shade(self, index: int, at: int) -> bool:
        """A colour alone that describes an animal, a robot, or a name set off by a comma."""
        plain = self.doc[at].lower_ in colour_table() and self.kinds[index] is not Kind.PERSON
        plain = plain or (self.kinds[index] is Kind.ROBOT and self.doc[at].lower_ in self.lexicon.object_adjectives)
        return plain and self.items.ends(at + 1) and self._loose_adjective(index, at)

    def _item(self, index: int, at: int, bearing: bool, set_off: bool) -> int:
        """Read an item of a list word by word where no phrase gave one; returns where it ends, or `at`."""
        if not set_off and not bearing:
            return at
        if bearing and (end := self._coloured(index, at)) > at:
            return end
        item = self._bare_item(index, at)
        if item is None and bearing:
            item = self.items.read(at, led=True, being=self._is_being(index))
            if item is not None and not self._free(item):
                item = None
        if item is None:
            return self._past_thing(at) if bearing else at
        self._keep([index], item)
        return item.end

    def _coloured(self, index: int, at: int) -> int:
        """End of "black" in "a woman in black"; `at` for anything else."""
        low = self.doc[at].lower_
        if self.doc[at - 1].lower_ not in {"in", "all"} or not self._is_being(index):
            return at
        if (end := self._fabric(index, at)) > at:
            return end
        if low not in colour_table():
            return at
        goes_on = self.items.ends(at + 1) or self.items.acts(at + 1)
        if not goes_on and self.doc[at + 1].pos_ not in {"VERB", "AUX", "ADP"}:
            return at
        self._add(index, Slot.TOP, f"{low} clothes")
        return at + 1

    def _fabric(self, index: int, at: int) -> int:
        """End of "white silk" in "a lady in white silk"; `at` for anything else."""
        end = at
        while end < min(at + 3, len(self.doc)) and self.doc[end].lower_ not in self.lexicon.fabrics:
            if self.doc[end].pos_ not in {"ADJ", "NOUN"} and self.doc[end].lower_ not in colour_table():
                return at
            end += 1
        if end >= len(self.doc) or self.doc[end].lower_ not in self.lexicon.fabrics:
            return at
        nxt = self.doc[end + 1] if end + 1 < len(self.doc) else None
        if nxt is not None and (nxt.text == "-" or nxt.pos_ in {"NOUN", "PROPN", "ADJ"}):
            return at
        self._add(index, Slot.TOP, str(self.doc[at : end + 1].text))
        return end + 1

    def _past_thing(self, at: int) -> int:
        """End of a thing that only stands among looks: "with a pipe and an emerald brooch"; `at` for anything else."""
        index = self.by_start.get(at)
        if index is None or self.kinds[index] in CHARACTER_KINDS or self.phrases[index].form is not Form.INDEFINITE:
            return at
        end = self.phrases[index].end
        goes_on = end + 1 < len(self.doc) and self.doc[end].lower_ == "and"
        item = self.items.read(end + 1, led=True) if goes_on else None
        return end if item is not None and item.slot is not None else at

    def _share(self, index: int, first: int, stop: int) -> None:
        """Give what a list says of `both` to all whom it follows."""
        others = [i for i in self._bearers(index, stop) if i != index]
        for look in [look for look in self.looks[first:] if look.bearer == index]:
            for other in others:
                self._add(other, look.slot, look.value, look.change)

    def _apart_from(self, at: int) -> int:
        """Tokens of ", just the same but for", which opens what tells one of two apart; 0 when nothing does."""
        words = [token.lower_ for token in self.doc[at : at + 8]]
        link = next(
            (i for i, w in enumerate(words[:-1]) if w in {"but", "except", "save"} and words[i + 1] == "for"), -1
        )
        told = set(words[: max(link, 0)])
        return link + 2 if told <= _ALIKE and told & {"same", "alike", "identical"} else 0

    def _copy_looks(self, bearer: int) -> None:
        """Whoever is "just the same" looks like the one described before."""
        others = [look.bearer for look in self.looks if look.bearer < bearer and self._is_being(look.bearer)]
        for look in [look for look in self.looks if others and look.bearer == max(others)]:
            self._add(bearer, look.slot, look.value, look.change)

    def _is_passing(self, index: int) -> bool:
        """A body part that tells nothing lasting, in a list that goes on: "with oily hands and a nose ring"."""
        phrase = self.phrases[index]
        return phrase.owner is None and phrase.noun in self.lexicon.body | set(self.lexicon.look_nouns)

    def _take(self, bearer: int, index: int) -> bool:
        """Make a listed phrase a look of the bearer; False when it is no look."""
        slot, being = self.slot_of(index), self._is_being(bearer) or self.phrases[bearer].noun == "one"
        if being and self._is_drawn(index):
            slot = Slot.MARKING
        robot = self.kinds[bearer] in {Kind.ROBOT, Kind.VEHICLE, Kind.OBJECT}
        robot = robot or (self.kinds[bearer] in {Kind.ANIMAL, Kind.CREATURE} and self.phrases[index].noun in PARTS)
        if self.kinds[index] in CHARACTER_KINDS and slot is not Slot.MARKING:
            return False
        if slot is None and robot and self.phrases[index].form is not Form.NAME:
            slot = Slot.MARKING
        phrase = self.phrases[index]
        if phrase.noun in {"one", ""} or (self._does(index) and self.doc[phrase.start - 1].text == ","):
            return False
        if slot is Slot.MARKING and robot and not self._has_lead(bearer, phrase.start):
            return False
        if slot is None or (phrase.det == "the" and not being):
            return False
        if phrase.owner is not None and (self.slot_of(index) is None or not self.phrases[phrase.owner].possessive):
            return False
        thing = self.kinds[bearer] in {Kind.OBJECT, Kind.VEHICLE}
        if thing and phrase.form is Form.BARE and not phrase.plural:
            return False
        plain = slot in _BY_ITSELF or self._telling(index) or robot or self._described_face(index, slot)
        if not plain or self.phrases[index].form is Form.PRONOUN:
            return False
        if self._followed_by_verb(index):
            return False
        self.used.add(index)
        change = "not" if phrase.det == "no" else ""
        self._add(bearer, slot, self.value_of(index) + self._tail_text(index, slot), change)
        return True

    def _followed_by_verb(self, index: int) -> bool:
        """Whether a phrase is rather the subject of its own clause: ", and a coat hangs there"."""
        token = self.doc[self.phrases[index].head]
        end = self.phrases[index].end
        follows = self.doc[end] if end < len(self.doc) else None
        return (
            token.dep_ == "nsubj"
            and follows is not None
            and follows.pos_ in {"VERB", "AUX"}
            and token.head.i > token.i
            and (self.phrases[index].det not in {"a", "an", ""})
        )

    def _tail(self, at: int) -> int:
        """Skip what only places a look: "on her left cheek", "to her waist"."""
        doc = self.doc
        at = self.items.made_of(at, Slot.TOP)
        while at + 1 < len(doc) and (doc[at].lower_ in _TAIL or doc[at].tag_ == "VBN"):
            nxt = at + 1
            if doc[at].tag_ == "VBN":
                at = nxt
                continue
            if nxt not in self.by_start:
                return at
            phrase = self.phrases[self.by_start[nxt]]
            if (
                phrase.noun not in self.lexicon.body
                and phrase.noun not in self.lexicon.look_nouns
                and doc[at].lower_ != "like"
            ):
                return at
            self.used.add(self.by_start[nxt])
            at = phrase.end
        return at

    def _tail_text(self, index: int, slot: Slot) -> str:
        """Words after a look that belong to it: " of flowers", " on her left cheek" for scars and the like."""
        if (stop := self.items.made_of(self.phrases[index].end, slot)) > self.phrases[index].end:
            self.used.update(i for i, p in enumerate(self.phrases) if self.phrases[index].end < p.end <= stop)
            return " " + str(self.doc[self.phrases[index].end : stop].text)
        if slot not in {Slot.MARKING, Slot.HAIR, Slot.FACE}:
            return ""
        end = self.phrases[index].end
        stop = self._tail(end)
        return " " + str(self.doc[end:stop].text) if stop > end else ""

    def _loose_adjective(self, bearer: int, at: int) -> bool:
        """An adjective of looks after the noun: ", hunched and very pale,"."""
        token = self.doc[at]
        slot = self.lexicon.look_adjectives.get(token.lower_)
        if token.lower_ == "too":
            return False
        if token.pos_ == "ADV" and at + 1 < len(self.doc) and self.doc[at + 1].lower_ in self.lexicon.look_adjectives:
            return True
        if slot is not None and self._is_being(bearer):
            self._add(bearer, slot, token.lower_)
            return True
        animal = self._kind_of(bearer) in {Kind.ANIMAL, Kind.CREATURE, Kind.ROBOT}
        if colour_passes(self.doc, at + 1):
            return False
        if token.lower_ in SHADES and animal and self.doc[at + 1 : at + 2].text.lower() in colour_table():
            return True
        if token.lower_ in colour_table() and (animal or not self._is_being(bearer) or self._dotted(bearer)):
            if at in self.by_start and self.phrases[self.by_start[at]].end > at + 1:
                return False
            shade = self.doc[at - 1].lower_ + " " if self.doc[at - 1].lower_ in SHADES else ""
            self._add(bearer, Slot.COLOUR, shade + token.lower_)
            return True
        if self._kind_of(bearer) is Kind.ROBOT and token.lower_ in self.lexicon.object_adjectives - MOMENTARY:
            self._add(bearer, Slot.MARKING, token.lower_)
            return True
        return False

    def _kind_of(self, index: int) -> Kind | None:
        """Kind of a phrase; that of the plural before it for "one" and "the other"."""
        if self.kinds[index] is not None or self.phrases[index].noun != "one":
            return self.kinds[index]
        rows = [i for i in range(index) if self.phrases[i].plural and self.kinds[i] is not None]
        return self.kinds[rows[-1]] if rows else None

    def _dotted(self, bearer: int) -> bool:
        """A name followed by a comma: colours after it describe it ("Ask, black and white")."""
        end = self.phrases[bearer].end
        return self.phrases[bearer].form is Form.NAME and end < len(self.doc) and self.doc[end].text == ","

    def _loose_compound(self, bearer: int, at: int) -> int:
        """A hyphenated adjective after the noun: ", clean-shaven,". Returns the tokens it took."""
        if at + 2 >= len(self.doc) or self.doc[at + 1].text != "-":
            return 0
        word = f"{self.doc[at].lower_}-{self.doc[at + 2].lower_}"
        after = self.doc[at + 3] if at + 3 < len(self.doc) else None
        if after is not None and after.pos_ in {"NOUN", "PROPN"}:
            return 0
        slot = self.lexicon.look_adjectives.get(word)
        if slot is not None and self._is_being(bearer):
            self._add(bearer, slot, word)
            return 3
        before = len(self.looks)
        if self._is_being(bearer):
            self._hyphenated(bearer, word)
        return 3 if len(self.looks) > before else 0
