"""Lists of looks without a verb: after a name ("Lan, early thirties, grey coat"), before it, or in their own sentence.

Says where such lists stand and whose they are; single items are read in `look_items`. The base of the look reader,
which adds what grammar ties to a bearer ("with ...", "her hair").
"""

from __future__ import annotations

from typing import Any

from iamflow_agents.backends.rules.lexicon import Lexicon
from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_item_words import BREAKS, OWNERS
from iamflow_agents.backends.rules.look_items import ItemReader
from iamflow_agents.backends.rules.look_words import GARMENTS, Look, LookWords
from iamflow_agents.backends.rules.phrase import Form, Phrase
from iamflow_agents.backends.rules.tagging import quote_flags
from iamflow_agents.records import CHARACTER_KINDS, Kind, Slot

_CLOSING = frozenset({".", "!", "?", ";"})
_OF_AGES = frozenset({"eldest", "elder", "older", "younger", "youngest", "oldest"})
_OPENERS = frozenset({"dressed", "clad", "clothed", "wrapped", "bundled", "muffled", "swathed", "draped", "robed",
                      "wearing", "sporting", "garbed", "attired", "in", "with"})  # fmt: skip
_WORN_AT = frozenset(
    {"on", "around", "round", "over", "across", "under", "about", "above", "from", "at", "upon", "onto"}
)
_LINKS = frozenset({
    "go", "goes", "went", ",", ":", "is", "are", "sits", "hangs", "rests", "perches", "gleams", "glitters",
    "dangles", "sit", "hang", "shines", "lies", "glints",
})  # fmt: skip


class ListedLooks(LookWords):
    """Reads verbless lists of looks; the base of the look reader."""

    def __init__(
        self, doc: Any, phrases: list[Phrase], kinds: list[Kind | None], subjects: dict[int, int], lexicon: Lexicon
    ) -> None:
        super().__init__(doc, phrases, kinds, lexicon)
        self.subjects = subjects
        self.looks: list[Look] = []
        self.used: set[int] = set()
        """Phrases that are looks of somebody, and therefore nobody themselves."""
        self.items = ItemReader(doc, lexicon)
        self.taken: set[int] = set()
        """Tokens that some list has been read from."""
        self.quoted = quote_flags(doc)

    def _add(self, bearer: int, slot: Slot, value: str, change: str = "") -> None:
        value = value.strip(" ,.;")
        if value:
            self.looks.append(Look(bearer, slot, value, change))

    def _is_being(self, index: int) -> bool:
        kind = self.kinds[index]
        if self.phrases[index].noun == "one" and kind is None:
            return self._one_is_being(index)
        return kind in CHARACTER_KINDS or self.phrases[index].form in {Form.NAME, Form.SEVERAL, Form.PRONOUN}

    def _one_is_being(self, index: int) -> bool:
        """Whether "the eldest", "one", "the other" is one of several beings rather than of several things."""
        words = {t.lower_ for t in self.doc[self.phrases[index].start : self.phrases[index].end]}
        if words & _OF_AGES:
            return True
        for at in range(index - 1, -1, -1):
            phrase = self.phrases[at]
            if phrase.plural and phrase.noun != "one" and self.kinds[at] is not None:
                being = self.kinds[at] in CHARACTER_KINDS
                if being or phrase.count is not None:
                    return being
        return True

    def _keep(self, bearers: list[int], item: Item) -> None:
        """Give an item to its bearers and take its words out of what else may be read."""
        if item.slot is not None:
            for bearer in bearers:
                self._add(bearer, item.slot, item.value, item.change)
                for slot, value in item.also:
                    self._add(bearer, slot, value)
        self.taken.update(range(item.start, item.end))
        for index, phrase in enumerate(self.phrases):
            if phrase.start >= item.start and phrase.end <= item.end and phrase.form is not Form.PRONOUN:
                self.used.add(index)

    def _free(self, item: Item) -> bool:
        """Whether an item's words are still nobody's: no name or being stands among them but as an owner."""
        if self.taken & set(range(item.start, item.end)):
            return False
        for index, phrase in enumerate(self.phrases):
            if phrase.start >= item.end:
                break
            if phrase.start < item.start or index in self.used:
                continue
            owns = phrase.end < len(self.doc) and self.doc[phrase.end].tag_ == "POS"
            if phrase.form is Form.NAME and phrase.end < item.end and self.items.acts(phrase.end):
                return False
            worn = phrase.noun in self.lexicon.look_nouns and (phrase.plural or phrase.owner is None)
            being = self.kinds[index] in CHARACTER_KINDS and not worn
            if being and not owns and phrase.head < item.end:
                return False
        return True

    def _bearers(self, index: int, stop: int) -> list[int]:
        """Whoever a list describes: all of a pair where the list says `both`."""
        words = {t.lower_ for t in self.doc[self.phrases[index].end : stop]}
        found, at = [index], index
        while words & {"both", "all", "each", "identical"} and at > 0:
            gap = {t.lower_ for t in self.doc[self.phrases[at - 1].end : self.phrases[at].start]}
            if not gap or not gap <= {"and", ","} or not self._is_being(at - 1):
                break
            at -= 1
            found.insert(0, at)
        return found

    def _sentence_end(self, at: int) -> int:
        while at < len(self.doc) and self.doc[at].text not in _CLOSING:
            at += 1
        return at

    def _bare_item(self, index: int, at: int) -> Item | None:
        """An item that stands set off behind a bearer, if it is the bearer's rather than the clause's subject's."""
        item = self.items.read(at, being=self._is_being(index))
        if item is None or item.owned or not self._free(item) or not self._closes(item):
            return None
        phrase = self.phrases[index]
        inner = self.doc[phrase.head].dep_ in {"dobj", "pobj", "dative"} and phrase.form is not Form.INDEFINITE
        if inner and item.slot in GARMENTS | {Slot.MARKING, Slot.HAIR} and not self._opens_fragment(index):
            return None
        return item if item.slot is None or not self._is_objects(item) else None

    def _opens_fragment(self, index: int) -> bool:
        """Whether nothing but camera words stands before a phrase: "Close on Pieter: ..."."""
        start = self.phrases[index].start
        while start and self.doc[start - 1].text not in _CLOSING:
            start -= 1
            if self.doc[start].pos_ == "VERB" and self.doc[start].tag_ not in {"VB", "VBN"}:
                return False
        return True

    def _closes(self, item: Item) -> bool:
        """Whether an item is followed by a break, or by "and" and another item."""
        if item.end >= len(self.doc) or self.doc[item.end].text in BREAKS or self.items.ends(item.end):
            nxt = self.doc[item.end] if item.end < len(self.doc) else None
            if nxt is not None and nxt.lower_ == "and" and item.slot in GARMENTS:
                return self.items.read(item.end + 1) is not None
            return True
        return False

    def _is_objects(self, item: Item) -> bool:
        """Whether an item goes on with what a verb does something to: "buys a scarf, a hat and gloves"."""
        head = next((t for t in self.doc[item.start : item.end] if t.dep_ == "conj" and t.pos_ == "NOUN"), None)
        if head is None:
            return False
        while head.dep_ == "conj" and head.head.i < head.i:
            head = head.head
        if head.i >= item.start or head.dep_ not in {"dobj", "pobj"}:
            return False
        return not any(p.start <= head.i < p.end and self._is_being(i) for i, p in enumerate(self.phrases))

    def _fragments(self) -> None:
        """Sentences of nothing but looks: "White stubble. A flat cap."; whoever acts beside them bears them."""
        at, before = 0, None
        while at < len(self.doc):
            end = self._sentence_end(at)
            found = self._whole(at, end) if at < end else []
            if any(item.slot is not None for item in found):
                bearer = self._subject_before(at) if before is None else before
                bearer = self._subject_after(end) if bearer is None else bearer
                if bearer is not None:
                    for item in found:
                        self._keep([bearer], item)
            else:
                bearer = None
            before, at = bearer, end + 1

    def _whole(self, at: int, end: int) -> list[Item]:
        """All items of a stretch that holds nothing else; empty when something else stands in it."""
        found: list[Item] = []
        while at < end:
            if self.doc[at].text in BREAKS or self.doc[at].lower_ in {"and", "but", "plus"} or self.doc[at].is_space:
                at += 1
                continue
            item = self.items.read(at) if not self.quoted[at] else None
            if item is None or not self._free(item) or item.slot is Slot.AGE or item.end > end:
                return []
            if item.slot is None and self.doc[item.start].pos_ != "ADJ":
                return []
            found.append(item)
            at = item.end
        return found

    def _subject_before(self, at: int) -> int | None:
        """The being that the sentence before a token is about: its subject, else the first it names."""
        start = at - 1
        while start > 0 and self.doc[start - 1].text not in _CLOSING:
            start -= 1
        rows = [i for i in range(len(self.phrases)) if start <= self.phrases[i].start < at and self._can_bear(i)]
        subjects = [i for i in rows if self.doc[self.phrases[i].head].dep_ in {"nsubj", "nsubjpass", "ROOT"}]
        return next(iter(subjects or rows), None)

    def _subject_after(self, at: int) -> int | None:
        """The first being of the sentence after a token."""
        end = self._sentence_end(at + 1)
        rows = [i for i in range(len(self.phrases)) if at < self.phrases[i].start < end and self._can_bear(i)]
        return rows[0] if rows else None

    def _can_bear(self, index: int) -> bool:
        phrase = self.phrases[index]
        if phrase.possessive or phrase.quoted or index in self.used or not self._is_being(index):
            return False
        if phrase.form is Form.PRONOUN:
            return phrase.pronoun in {"male", "female", "plural", "neutral"}
        return not (phrase.end < len(self.doc) and self.doc[phrase.end].tag_ == "POS")

    def _leading(self) -> None:
        """Looks before their bearer: "Hood up, Mira slips out", "Dressed in a red gown, the singer bows"."""
        for start in self._starts():
            found: list[Item] = []
            at, led = start, False
            while at < len(self.doc) and self.doc[at].text not in _CLOSING:
                low = self.doc[at].lower_
                if low in _OPENERS and (not found or led or self.doc[at - 1].text == ","):
                    led, at = True, at + 1
                    continue
                if self.doc[at].text == "," or (low == "and" and found):
                    at += 1
                    continue
                item = self.items.read(at, led=led) if at not in self.taken else None
                if item is None or not self._free(item) or (item.slot is Slot.AGE and not led):
                    break
                found.append(item)
                at = item.end
            bearer = self.by_start.get(at)
            told = bearer is not None and self._can_bear(bearer) and self.doc[at - 1].text == ","
            if bearer is not None and told and any(item.slot is not None for item in found):
                for item in found:
                    self._keep([bearer], item)

    def _starts(self) -> list[int]:
        """First tokens of all sentences outside quotation marks."""
        found = [0] if len(self.doc) else []
        found += [t.i + 1 for t in self.doc if t.text in _CLOSING and t.i + 1 < len(self.doc)]
        return [at for at in found if not self.quoted[at]]

    def _floating(self) -> None:
        """Looks set off anywhere in a clause describe its subject: "Rosa sits on the steps, barefoot, ..."."""
        for token in self.doc:
            at = token.i + 1
            if token.text not in {",", "—", "–", ":"} or at >= len(self.doc) or at in self.taken or self.quoted[at]:
                continue
            item = self.items.read(at)
            if item is None or item.slot is None or not self._free(item):
                continue
            if item.slot is Slot.AGE and item.value.split()[-1] not in {"older", "younger"}:
                continue
            if not self._closes(item) or self._is_objects(item) or self._names_next(item):
                continue
            bearer = self._bearer_of(item, self._clause_bearer(token.i))
            if bearer is not None:
                self._keep([bearer], item)

    def _names_next(self, item: Item) -> bool:
        """Whether an adjective rather belongs to a noun behind the comma: "a tall, dark, narrow house"."""
        single = item.end == item.start + 1 and self.doc[item.start].pos_ == "ADJ"
        after = self.doc[item.end + 1] if item.end + 1 < len(self.doc) else None
        before = self.doc[item.start - 2] if item.start > 1 else None
        return single and before is not None and before.pos_ == "ADJ" and after is not None and after.pos_ in {
            "ADJ", "NOUN"
        }  # fmt: skip

    def _clause_bearer(self, at: int) -> int | None:
        """The being whose clause goes on at a token: the subject said last before it in its sentence."""
        start = at
        while start > 0 and self.doc[start - 1].text not in _CLOSING:
            start -= 1
        rows = [i for i in range(len(self.phrases)) if start <= self.phrases[i].start < at and self._can_bear(i)]
        newcomer = self._before_colon(at)
        if newcomer is not None:
            return newcomer
        subjects = [i for i in rows if self.doc[self.phrases[i].head].dep_ in {"nsubj", "nsubjpass"}]
        main = [i for i in subjects if self.doc[self.phrases[i].head].head.dep_ in {"ROOT", "conj"}]
        return next(iter(main[-1:] or subjects[:1] or rows[:1]), None)

    def _before_colon(self, at: int) -> int | None:
        """The newcomer whom a list behind a colon describes: "finds a new boy in the stables: patched trousers"."""
        start = at
        while start > 0 and self.doc[start - 1].text not in _CLOSING:
            start -= 1
        rows = [i for i in range(len(self.phrases)) if start <= self.phrases[i].start < at and self._can_bear(i)]
        colon = next((j for j in range(start, at + 1) if self.doc[j].text == ":"), None)
        if colon is None:
            return None
        new = [i for i in rows if self.phrases[i].end <= colon and self.phrases[i].form is Form.INDEFINITE]
        people = [i for i in new if self.kinds[i] in {Kind.PERSON, Kind.ROBOT, Kind.CREATURE}]
        later = [i for i in rows if self.phrases[i].start > colon]
        return people[-1] if people and not later else None

    def _bearer_of(self, item: Item, otherwise: int | None) -> int | None:
        """The owner that an item names itself ("his overcoat open"), or whoever its clause tells."""
        if not item.owned:
            return otherwise
        at = next((j for j in range(item.start, item.end) if self.doc[j].lower_ in {"his", "her", "its", "their"}), -1)
        return next((i for i, p in enumerate(self.phrases) if p.start == at and p.possessive), otherwise)

    def _inverted(self) -> None:
        """As in "On her head, a felt hat; round his neck hangs a key": what the body part bears is its owner's."""
        for phrase in self.phrases:
            if phrase.owner is None or phrase.noun not in self.lexicon.body | {"hair", "curl"} or not phrase.start:
                continue
            at = phrase.end
            if self.doc[phrase.start - 1].lower_ not in _WORN_AT or at >= len(self.doc):
                continue
            if self.doc[at].lower_ not in _LINKS or not self._opens_clause(phrase.start - 1):
                continue
            det = at + 1 < len(self.doc) and self.doc[at + 1].lower_ in {"the", *OWNERS}
            item = self.items.read(at + 2 if det else at + 1, led=self.doc[at].lower_ in {"go", "goes"})
            if phrase.noun in {"arm", "hand", "lap", "knee", "palm"} or item is None or item.slot is None:
                continue
            if self._free(item):
                self._keep([phrase.owner], item)

    def _opens_clause(self, at: int) -> bool:
        return at == 0 or self.doc[at - 1].text in BREAKS or self.doc[at - 1].lower_ in {"and", "with"}
