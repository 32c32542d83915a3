"""Descriptions: "the old man", "a bearded fisherman", "the other twin", "the carved one".

A definite description is matched against what the dossiers know; an indefinite one is somebody new unless marks of
familiarity, the years that went by, or a telling garment say otherwise.
"""

from __future__ import annotations

from iamflow_agents.agents.distinguishing import DistinguishingRules
from iamflow_agents.agents.dossier import THINGS, Description, Dossier, genders_agree, knows, noun_fit
from iamflow_agents.agents.guidance import ROLES, telling
from iamflow_agents.agents.reading import MentionReading
from iamflow_agents.agents.segment_state import Reference, look_words, telling_words
from iamflow_agents.backends.rules.phrase import Form
from iamflow_agents.records import Kind, PresenceState, Slot

_ENOUGH = 2.0
_GARMENT_SLOTS = frozenset(
    {Slot.TOP, Slot.OUTERWEAR, Slot.HEADWEAR, Slot.FOOTWEAR, Slot.BOTTOM, Slot.ACCESSORY, Slot.MARKING}
)


_STAFF = frozenset({
    "bartender", "barkeeper", "barkeep", "barista", "waiter", "waitress", "clerk", "receptionist", "conductor",
    "cashier", "guard", "nurse", "driver", "butler", "maid", "porter", "usher", "vendor", "shopkeeper", "doorman",
    "steward", "stewardess", "policeman", "policewoman", "officer", "priest", "judge", "teacher", "doctor",
    "cabbie", "bellhop",
})  # fmt: skip
"""Who belongs to a place and is first met there with "the"; nobody told before."""
_PARTS = frozenset({
    "stranger", "newcomer", "visitor", "intruder", "patient", "customer", "client", "guest", "thief", "culprit",
    "suspect", "runaway", "fugitive", "survivor", "winner", "loser", "champion", "sleeper", "hero", "heroine",
    "rescuer", "victim", "captive", "prisoner", "traveller", "traveler", "wanderer", "foreigner", "youngster",
    "child", "kid", "passenger", "addressee", "caller", "speaker", "onlooker", "bride", "groom", "hostage",
    "injured", "wounded", "addict", "genius", "rider", "walker", "runner", "dancer", "singer", "swimmer", "climber",
    "reader", "smoker", "pianist", "player", "master", "boss", "owner", "beauty", "giant", "foreman", "dane",
    "swede", "pole", "finn", "turk", "spaniard", "scot", "german", "italian", "russian", "american", "greek",
    "norwegian", "korean", "mexican", "canadian", "brazilian",
})  # fmt: skip
_UNKNOWN = frozenset({"stranger", "newcomer", "intruder", "figure", "visitor"})
"""Words for somebody of whom neither name nor trade is known."""
_NATIONAL = ("chman", "chwoman", "glishman", "glishwoman", "rishman", "rishwoman", "elshman", "cotsman", "orseman")
_MADE = frozenset({
    "wooden", "carved", "toy", "clay", "porcelain", "paper", "cardboard", "stuffed", "plush", "chess", "chocolate",
    "gingerbread", "marzipan", "wind-up", "clockwork", "tin", "rag", "puppet", "papier-mâché", "knitted", "painted",
})  # fmt: skip
"""What is said of a figure and of nobody alive."""


class DescriptionRules(DistinguishingRules):
    """Rules for descriptions of beings and things."""

    def _described(self, m: MentionReading, description: Description) -> Reference | None:
        """A person or animal by description: "the old man", "a bearded fisherman", "the other twin"."""
        chosen = self._told_apart(m, description)
        if chosen is not None:
            return chosen
        pool = [d for d in self.casting.beings() if self._kinds_fit(description.kind, d.kind)]
        if m.noun == "one":
            pool = self._last_plural(self.current) or pool
        ranked = self._ranked(m, description, pool)
        if m.fresh:
            waiting = [d for d in pool if d.unclaimed and set(description.nouns) & set(d.nouns)]
            if waiting:
                waiting[0].unclaimed = False
                return Reference([waiting[0]], "next member of a group", 0.8)
        elif m.rank is not None:
            member = self._by_rank(m, pool, description)
            if member is not None:
                return Reference([member], "ordinal", 0.9)
        elif m.count == 1 and m.determiner == "" and ranked:
            return Reference([ranked[0][1]], "one of those known", 0.5) if len(ranked) == 1 else None
        elif m.form is Form.BARE and not m.plural and self._like_a_name(m, ranked):
            return Reference([ranked[0][1]], "description", 0.8)
        elif m.form is Form.INDEFINITE or m.form is Form.BARE:
            known = self._again(m, description, ranked)
            if known is not None:
                return known
        elif ranked and (ranked[0][0] >= _ENOUGH or self._only_stranger(m, ranked)):
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "description", min(0.95, 0.4 + 0.1 * ranked[0][0]))
        if m.noun == "one" or (m.state is not PresenceState.ON_SCREEN and not description.nouns):
            return None
        playing = self._plays_the_part(m, description)
        if playing is not None:
            return Reference([playing], "the only one who can be meant", 0.55)
        return self._newcomer(m, description)

    def _ranked(self, m: MentionReading, description: Description, pool: list[Dossier]) -> list[tuple[float, Dossier]]:
        """Who of a pool fits, best first; a stranger is rather somebody without name and trade."""
        ranked = self.casting.rank(description, self.segment, pool, lambda d: self._allowed(m, d))
        unknown = [row for row in ranked if not row[1].names and self._is_of_no_trade(row[1])]
        return unknown if m.noun in _UNKNOWN and unknown else ranked

    def _plays_the_part(self, m: MentionReading, description: Description) -> Dossier | None:
        """A part anybody can play, or a nationality: the one person there who is not told in the same sentence."""
        if m.form is not Form.DEFINITE or m.owner is not None or m.plural or m.fresh or m.other:
            return None
        if m.noun not in _PARTS and not m.noun.endswith(_NATIONAL):
            return None
        rows = zip(self.mentions, self.answers, strict=True)
        here = [d for row, a in rows if a is not None and row.sentence == m.sentence for d in a.dossiers]
        stage = [*self.casting.on_stage(self.segment), *self.casting.on_stage(self.segment - 1)]
        found = [
            d for d in dict.fromkeys(stage)
            if d.kind is Kind.PERSON and d not in here and not d.unclaimed
            and genders_agree(d.gender, description.gender)
        ]  # fmt: skip
        free = [d for d in found if self._is_of_no_trade(d)]
        pool = free if len(found) > 1 else found
        return pool[0] if len(pool) == 1 else None

    def _is_of_no_trade(self, d: Dossier) -> bool:
        return not d.titles and all(n in self.lexicon.generic or n in _PARTS for n in d.nouns)

    def _like_a_name(self, m: MentionReading, ranked: list[tuple[float, Dossier]]) -> bool:
        """A bare noun that stands for the one who bears it: "grandma hums", "Captain on the bridge"."""
        if not ranked or ranked[0][1].kind is not Kind.PERSON:
            return False
        best = ranked[0][1]
        fit = noun_fit(m.noun, best, self.lexicon)
        return fit is not None and fit >= (3.0 if m.noun in self.lexicon.kin else 4.0)

    def _newcomer(self, m: MentionReading, description: Description) -> Reference:
        """Somebody new; but "the duck" after "a roast duck" is the dish, "the knight" after "a toy knight" a toy."""
        kind = description.kind or Kind.PERSON
        if m.form is Form.DEFINITE and m.owner is None:
            things = [d for d in self.casting.things()[:40] if any(n in d.nouns for n in description.nouns)]
            if things and (kind is Kind.ANIMAL or not _MADE.isdisjoint(things[0].words)):
                return Reference([things[0]], "a thing of that name", 0.7)
        created = self.casting.create(description, self.segment, kind)
        return Reference([created], "new", 0.9 if m.form is Form.INDEFINITE else 0.6)

    def _allowed(self, m: MentionReading, d: Dossier) -> bool:
        """Whether a dossier can be meant at all: no subject by its own object, no other by the one just said."""
        if m.role in {"object", "oblique"} and d is self._clause_subject(m) and not m.possessive:
            return False
        if not d.ever_seen() and m.noun == "one":
            return False
        if m.other and any(d is said for said in self.said):
            return False
        if self._is_told_later(m, d):
            return False
        return not (self.denied_names and set(d.names) & self.denied_names and m.form is Form.INDEFINITE)

    def _is_told_later(self, m: MentionReading, d: Dossier) -> bool:
        """Whether the sentence goes on with somebody by own words: "The young man nods, and the producer ..."."""
        if m.role not in {"subject", "object"} or d.unclaimed:
            return False
        for at in range(self.current + 1, len(self.mentions)):
            row = self.mentions[at]
            if row.sentence != m.sentence:
                return False
            acts = row.role == "subject" or any(action.actor == at for action in self.reading.actions)
            if not acts or row.possessive or row.quoted or row.plural or self._root(at) != at:
                continue
            own = row.noun not in self.lexicon.generic and row.noun not in ROLES and row.noun in d.nouns
            if (row.name and row.name in d.names) or (own and row.form is Form.DEFINITE and row.noun != m.noun):
                return True
        return False

    def _kinds_fit(self, asked: Kind | None, known: Kind) -> bool:
        if asked is None:
            return known not in THINGS
        animals = {Kind.ANIMAL, Kind.CREATURE}
        return asked is known or (asked in animals and known in animals)

    def _only_stranger(self, m: MentionReading, ranked: list[tuple[float, Dossier]]) -> bool:
        """One nameless person of no trade was just there: "the hitchhiker" is who raised a thumb."""
        generic = m.noun in self.lexicon.generic and ranked[0][0] >= 1.5
        if generic and len([d for value, d in ranked if value >= 1.0]) == 1:
            return True
        if m.noun in _STAFF:
            return False
        near = [d for value, d in ranked if value >= 1.0 and d.last_segment >= self.segment - 1 and d.ever_seen()]
        return len(near) == 1 and near[0] is ranked[0][1] and near[0].kind is Kind.PERSON

    def _by_rank(self, m: MentionReading, pool: list[Dossier], description: Description) -> Dossier | None:
        """As in "The first guard": by the order in which a noun's bearers came."""
        noun = description.nouns[0] if description.nouns else ""
        bearers = sorted((d for d in pool if noun in d.nouns), key=lambda d: d.first_segment)
        if m.rank is not None and len(bearers) >= m.rank:
            bearers[m.rank - 1].unclaimed = False
            return bearers[m.rank - 1]
        return None

    def _again(
        self, m: MentionReading, description: Description, ranked: list[tuple[float, Dossier]]
    ) -> Reference | None:
        """Somebody known who is introduced anew with `a`: by marked familiarity, years, or a telling garment."""
        absent = [d for _, d in ranked if not d.on_screen(self.segment)]
        pool = [
            d
            for d in self.casting.beings()
            if not d.on_screen(self.segment) and genders_agree(d.gender, description.gender)
        ]
        pool = [d for d in pool if self._kinds_fit(description.kind, d.kind) and not set(d.names) & self.denied_names]
        if m.familiar:
            looks = telling_words(self._near_looks(m))
            best = max(pool, key=lambda d: (sum(knows(w, d, self.lexicon) for w in looks), d.last_order), default=None)
            if best is not None and any(knows(w, best, self.lexicon) for w in looks):
                return Reference([best], "familiar looks", 0.6)
        if self.reading.years_later:
            same = [d for d in pool if d.kind is Kind.PERSON and self._looks_alike(d, description)]
            if len(same) == 1:
                return Reference([same[0]], "the same looks years later", 0.55)
            grown = [d for d in pool if self._has_grown(d, description)]
            if grown:
                best = max(grown, key=lambda d: (d.n_mentions, -d.first_segment))
                return Reference([best], "grown up since", 0.65 if len(grown) == 1 else 0.5)
        given = self._in_what_was_given(description)
        if given is not None:
            return Reference([given], "wears what was handed over", 0.65)
        kept = self._with_a_kept_thing(m, description) or self._with_a_kept_mark(description, ranked)
        if kept is not None and not m.fresh and m.form is Form.INDEFINITE:
            return Reference([kept], "the same mark or thing", 0.6)
        marks = [w for w in telling(description) if w not in self.lexicon.generic]
        alike = [d for value, d in ranked if value >= 1.5 and all(knows(w, d, self.lexicon) for w in marks)]
        if len(marks) >= 2 and len(alike) == 1 and not alike[0].on_screen(self.segment) and m.form is Form.INDEFINITE:
            return Reference([alike[0]], "the same description again", 0.65)
        for d in absent or pool:
            if self._wears_the_same(d, description):
                return Reference([d], "the same clothes", 0.6)
        if ranked and ranked[0][1].unclaimed and set(description.nouns) & set(ranked[0][1].nouns):
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "member of a group", 0.7)
        return None

    def _near_looks(self, m: MentionReading) -> list[str]:
        """Looks of a mention and of the owners that follow it in its sentence ("his head still shaved")."""
        rows = [r for r in self.mentions[self.current : self.current + 4] if r.sentence == m.sentence]
        return [look.value for r in rows for look in r.looks]

    def _has_grown(self, dossier: Dossier, description: Description) -> bool:
        """Whether a child or cub of before can be the one described now."""
        young = [n for n in dossier.nouns if n in self.lexicon.young]
        if not young:
            return False
        noun = description.nouns[0] if description.nouns else ""
        if dossier.kind is Kind.PERSON:
            return noun in self.lexicon.generic
        return any(noun in self.lexicon.grown.get(y, frozenset()) for y in young)

    def _looks_alike(self, dossier: Dossier, description: Description) -> bool:
        """Whether one of the looks shares two words with a look of the same slot."""
        for look in description.looks:
            words = set(look_words(look.value))
            for attribute in dossier.attributes:
                if attribute.slot is look.slot and len(words & set(look_words(attribute.value))) >= 2:
                    return True
        return False

    def _wears_the_same(self, dossier: Dossier, description: Description) -> bool:
        """Whether a garment or mark with its colour or material is one that somebody absent was said to have."""
        for look in description.looks:
            words = [w for w in look_words(look.value) if w not in {"same"}]
            if look.slot not in _GARMENT_SLOTS or len(words) < 2 or "uniform" in words:
                continue
            for attribute in dossier.attributes:
                known = look_words(attribute.value)
                if attribute.slot is look.slot and set(words) <= set(known):
                    return True
        return False

    def _one_is_being(self, m: MentionReading) -> bool:
        """Whether "the thin one" means somebody rather than something."""
        if m.handled:
            return False
        if m.role == "subject" or m.speaks or self._only_chooses(m):
            return True
        if any(a.actor == self.current for a in self.reading.actions):
            return True
        if self._by_belonging(self.current, m, self.descriptions[self.current]) is not None:
            return True
        beings = self.casting.rank(self.descriptions[self.current], self.segment, self.casting.beings()[:12])
        things = self.casting.rank(self.descriptions[self.current], self.segment, self.casting.things()[:12])
        return bool(beings) and (not things or beings[0][0] > things[0][0])

    def _its_fellow(self, m: MentionReading, description: Description, pool: list[Dossier]) -> Dossier | None:
        """As in "the other vase", "the remaining one": of two of a kind the one that was not spoken of last."""
        if not (m.other or "remaining" in m.words) or m.plural or m.owner is not None:
            return None
        alike = [d for d in pool if m.noun == "one" or m.noun in d.nouns]
        paired = [d for d in alike[1:] if alike[0].key in d.siblings or d.unclaimed]
        return paired[0] if paired else None

    def _thing(self, m: MentionReading, description: Description) -> Reference | None:
        pool = self.casting.things()
        if m.plural and m.count and m.form is not Form.DEFINITE:
            several = self.groups.open_things(m, description)
            if several:
                return Reference(several, "new plural", 0.8)
        if m.form is Form.INDEFINITE and m.determiner not in {"some", "any"}:
            return self._new_thing(description, m)
        fellow = self._its_fellow(m, description, pool[:40])
        if fellow is not None:
            fellow.unclaimed = False
            return Reference([fellow], "the other of two", 0.7)
        ranked = self.casting.rank(description, self.segment, pool[:40])
        if m.noun == "one" and m.kind is None:
            good = ranked and ranked[0][0] >= 2.0
            if good:
                ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "ellipsis", 0.6) if good else None
        if ranked and ranked[0][0] >= _ENOUGH:
            ranked[0][1].unclaimed = False
            return Reference([ranked[0][1]], "description", min(0.95, 0.4 + 0.1 * ranked[0][0]))
        unheard = m.supposed and m.owner is None and m.determiner != "this"
        return self._new_thing(description, m) if m.state is PresenceState.ON_SCREEN and not unheard else None

    def _new_thing(self, description: Description, m: MentionReading) -> Reference | None:
        if m.state not in {PresenceState.ON_SCREEN}:
            return None
        return Reference([self.casting.create(description, self.segment, description.kind or Kind.OBJECT)], "new", 0.8)
