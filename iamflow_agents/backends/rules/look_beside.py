"""Looks that stand beside a bearer in other shapes: "with a cane", "without eyebrows", "with ears that stick out".

Also passes over what stands between a bearer and its looks ("a doctor from Budapest with a waxed goatee", "a loupe on
a cord and grey hair"). Between the verbless lists of `look_lists` and the walk of `look_following`.
"""

from __future__ import annotations

from iamflow_agents.backends.rules.look_item_base import Item
from iamflow_agents.backends.rules.look_item_words import BREAKS, OWNERS, PLACES
from iamflow_agents.backends.rules.look_lists import ListedLooks
from iamflow_agents.backends.rules.look_similes import simile, sized
from iamflow_agents.backends.rules.look_words import GARMENTS
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import CHARACTER_KINDS, Kind, Slot

_BESIDES = frozenset({"from", "of", "at", "by", "behind", "near", "beside", "on", "called", "named", "about"})
_LEADS = frozenset({"with", "w/", "in", "wearing", "sporting", "without"})
_HAVING = frozenset({"with", "w/", "having", "sporting", "wearing"})
_WHOLE = frozenset({"eye", "face", "hand", "head", "body", "mind", "voice", "breath", "heart", "side", "back", "lap"})
_CLAUSES = frozenset({"that", "which", "who"})
_JUTTING = frozenset({"sticking", "poking", "jutting", "peeping", "falling", "reaching", "standing"})
_LONGEST_CLAUSE = 7


class BesideLooks(ListedLooks):
    """Reads looks of uncommon shape behind a bearer; the base of the look reader."""

    def _beside(self, index: int, at: int, bearing: bool) -> int:
        """End of what stands at a token and tells a look, or only stands between two of them; `at` otherwise."""
        if not self._is_being(index):
            return at
        if self.doc[at].lower_ == "without":
            return self._lacking(index, at)
        if not bearing:
            end = self._part_clause(index, at) if self.doc[at - 1].text == "," else at
            return end if end > at else self._origin(at)
        end = self._part_clause(index, at)
        return end if end > at else self._effects(index, at) or self._placed(at)

    def _stuck(self, index: int, at: int) -> int:
        """End of "jasmine in her hair", "a pencil behind each ear" in a list of looks; `at` for anything else."""
        item = self.items.stuck(at) if self._is_being(index) else None
        if item is None or item.slot is None or self.taken & set(range(at, item.end)):
            return at
        self._keep([index], item)
        return item.end

    def _measured(self, at: int) -> Item | None:
        """A comparison or a state of one part that begins at a token: "as wide as a door", "blind in one eye"."""
        told = simile(self.doc, self.lexicon, at) or sized(self.doc, self.lexicon, at)
        if told is not None:
            return Item(at, *told)
        end = self.items.partly(at)
        return Item(at, end, Slot.MARKING, str(self.doc[at:end].text)) if end else None

    def _lacking(self, index: int, at: int) -> int:
        """End of "without eyebrows", "without a beard"; `at` where nothing to be seen is lacking."""
        item = self.items.read(at + 1, led=True)
        phrase = self.phrases[self.by_start[at + 1]] if at + 1 in self.by_start else None
        if phrase is None or phrase.owner is not None or phrase.det in {"the", "his", "her"}:
            return at
        part = phrase.noun in self.lexicon.body or phrase.noun in self.lexicon.look_nouns
        if not part or phrase.noun in _WHOLE:
            return at
        self.used.add(self.by_start[at + 1])
        if item is not None and item.slot in GARMENTS and item.slot is not None:
            self._add(index, item.slot, item.value, "not")
        else:
            self._add(index, Slot.MARKING, str(self.doc[at : phrase.end].text))
        return phrase.end

    def _origin(self, at: int) -> int:
        """End of "from Budapest", "at the window" where a look follows behind it; `at` otherwise."""
        if self.doc[at].lower_ not in _BESIDES or at + 1 not in self.by_start:
            return at
        end = self.phrases[self.by_start[at + 1]].end
        if end + 1 >= len(self.doc) or self.doc[end].lower_ not in {"with", "in", "wearing"}:
            return at
        if self.kinds[self.by_start[at + 1]] in CHARACTER_KINDS:
            return at
        item = self.items.read(end + 1, led=True)
        return end if item is not None and item.slot is not None and self._free(item) else at

    def _part_clause(self, index: int, at: int) -> int:
        """End of "ears that stick out", "hair that falls to her waist"; `at` for anything else."""
        if at not in self.by_start:
            return at
        phrase = self.phrases[self.by_start[at]]
        known = phrase.noun in self.lexicon.body or phrase.noun in self.lexicon.look_nouns
        if not known or phrase.end + 1 >= len(self.doc) or self.doc[phrase.end].lower_ not in _CLAUSES | _JUTTING:
            return at
        end = phrase.end + 1
        while end < len(self.doc) and end < phrase.end + _LONGEST_CLAUSE and self.doc[end].text not in BREAKS:
            if self.doc[end].lower_ in {"and", "but", "while"} or (end > phrase.end + 1 and self._is_verb(end)):
                break
            end += 1
        self.used.add(self.by_start[at])
        slot = self.lexicon.look_nouns.get(phrase.noun, Slot.MARKING)
        first = phrase.modifiers[0] if phrase.modifiers else phrase.head
        self._add(index, slot, str(self.doc[first:end].text))
        return end

    def _is_verb(self, at: int) -> bool:
        return bool(self.doc[at].tag_ in {"VBZ", "VBP", "VBD"}) or self.items.acts(at)

    def _effects(self, index: int, at: int) -> int:
        """End of what somebody has about them: "a cane", "a mouthguard"; 0 for a thing that tells nobody apart."""
        if at not in self.by_start or not self._has_lead(index, at):
            return 0
        at_hand = self.by_start[at]
        phrase = self.phrases[at_hand]
        if phrase.form not in {Form.INDEFINITE, Form.BARE} or phrase.owner is not None or not phrase.noun:
            return 0
        rolls = phrase.noun == "wheelchair" and self.doc[at - 1].lower_ == "in"
        if (self.doc[at - 1].lower_ not in _HAVING | {"and", ","} and not rolls) or self._does(at_hand):
            return 0
        joined = f"{self.doc[phrase.head - 1].lower_}-{phrase.noun}" if phrase.modifiers else phrase.noun
        if self.lexicon.carried & {phrase.noun, joined}:
            self._add(index, Slot.ACCESSORY, self.value_of(at_hand))
            return phrase.end
        if not self._is_unheard(at_hand) or self._followed_by_clause(phrase.end):
            return 0
        self.used.add(at_hand)
        self._add(index, Slot.MARKING, self.value_of(at_hand))
        return phrase.end

    def _has_lead(self, index: int, at: int) -> bool:
        """Whether "with" leads the list that a token belongs to, behind a newcomer or a name."""
        form = self.phrases[index].form
        if form not in {Form.INDEFINITE, Form.NAME, Form.SEVERAL} and self.phrases[index].noun != "one":
            return False
        lead = next((t.lower_ for t in reversed(self.doc[self.phrases[index].end : at]) if t.lower_ in _LEADS), "")
        return lead in _HAVING or self.phrases[self.by_start[at]].noun == "wheelchair"

    def _is_unheard(self, index: int) -> bool:
        """Whether no list knows a phrase's noun, so that nothing says it is a thing to be handled or a place."""
        lexicon, phrase = self.lexicon, self.phrases[index]
        lists = (lexicon.beings, lexicon.props, lexicon.scenery, lexicon.abstract, lexicon.place_nouns, lexicon.body,
                 lexicon.place_parts, lexicon.events, lexicon.kin, lexicon.substances, lexicon.look_nouns)  # fmt: skip
        head = lexicon.singular(self.doc[phrase.head].text)
        if any(head in known for known in lists):
            return False
        noun = self.doc[phrase.head].pos_ == "NOUN" and self.doc[phrase.head].text.islower()
        return noun and self.kinds[index] is None and not any(phrase.noun in known for known in lists)

    def _does(self, index: int) -> bool:
        """Whether a bare word is rather a verb: ", whistles.", ", watches them"."""
        phrase = self.phrases[index]
        alone = phrase.start == phrase.head and not phrase.det
        return alone and self.doc[phrase.head].text.endswith("s") and self.items.acts(phrase.head)

    def _followed_by_clause(self, end: int) -> bool:
        """As in "with a plan to rob the bank": what goes on like this is nothing to be seen."""
        return end < len(self.doc) and self.doc[end].lower_ in {"to", "for", "of", "about", "that"}

    def _placed(self, at: int) -> int:
        """End of "on a cord", "to his belt" behind a look, where the list goes on; `at` otherwise."""
        if self.doc[at].lower_ not in PLACES or at == 0 or self.doc[at - 1].text in BREAKS:
            return at
        end = self.items.place_end(at)
        if not end or end + 1 >= len(self.doc):
            return at
        goes_on = self.doc[end].lower_ in {"and", "in", "with"} or (
            self.doc[end].text == "," and self.doc[end + 1].lower_ in {"a", "an", "and", "with", "in", *OWNERS}
        )
        if not goes_on:
            return at
        nxt = end + 2 if self.doc[end + 1].lower_ in {"and", "with", "in"} else end + 1
        item = self.items.read(nxt, led=True)
        return end if item is not None and item.slot is not None and self._free(item) else at

    def _heads_look(self, index: int) -> bool:
        """Whether a garment, hair or a mark is told of a phrase right behind it: "a blobfish in a straw hat"."""
        phrase = self.phrases[index]
        at = phrase.end
        if at + 1 >= len(self.doc) or self.doc[at].lower_ not in {"with", "in", "wearing"}:
            return False
        item = self.items.read(at + 1, led=True)
        if item is not None and item.slot is Slot.MARKING:
            return any(t.lower_ in {"his", "her"} for t in self.doc[item.start : item.end])
        return item is not None and item.slot in GARMENTS | {Slot.HAIR, Slot.FACIAL_HAIR, Slot.AGE}

    def _promote_bearers(self) -> None:
        """Nouns that no list knows and that wear something are people: "a horse-breeder in a wine-red coat"."""
        for index, phrase in enumerate(self.phrases):
            newcomer = self.kinds[index] is None and phrase.form is Form.INDEFINITE and not phrase.plural
            if newcomer and self._is_unheard(index) and self._heads_look(index):
                self.kinds[index] = Kind.PERSON
